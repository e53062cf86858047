"""The computed clock as it is kept with its request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from dpo_desktop.domain.clock_facts import Step
from dpo_desktop.domain.deadlines import Duty

JSON_VERSION = 2
_DAYS = frozenset(field.name for field in fields(Duty) if field.name.endswith("_on") or field.name == "notice_by")
_INSTANTS = frozenset(field.name for field in fields(Duty) if field.name.endswith("_at"))
_LEFT_OUT: tuple[object, ...] = (None, "", False)


def duties_to_json(computed: Sequence[Duty]) -> str:
    """What is nothing is left out; `duties_from_json` gives the same values back."""
    kept = [{key: value for key, value in asdict(duty).items() if value not in _LEFT_OUT} for duty in computed]
    return json.dumps([JSON_VERSION, kept], default=_plain, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, date):  # datetime included
        return value.isoformat()
    raise TypeError(type(value).__name__)


def duties_from_json(text: str) -> tuple[Duty, ...]:
    """Version 1 knew no pauses and no instants of notices. Raises ValueError for a version not known."""
    version, values = json.loads(text)
    if version not in (1, JSON_VERSION):
        raise ValueError("unknown version of computed duties")
    return tuple(_duty_from(value) for value in values)


def _duty_from(value: dict[str, Any]) -> Duty:
    known: dict[str, Any] = {
        "jurisdiction": "",
        "kind": "",
        "source_kind": "",
        "rule_id": "",
        "law": "",
        "right": "",
        "citation": "",
        "verified": False,
        "is_answer": False,
        "in_force": False,
    }
    for key, one in value.items():
        if key == "steps":
            known[key] = tuple(_step_from(step) for step in one)
        elif key in _DAYS | {"waiting_since"}:
            known[key] = date.fromisoformat(one) if one else None
        elif key in _INSTANTS:
            known[key] = datetime.fromisoformat(one) if one else None
        else:
            known[key] = one
    return Duty(**known)


def _step_from(step: dict[str, Any]) -> Step:
    on = date.fromisoformat(step["on"]) if step["on"] else None
    return Step(step["code"], on, tuple((key, parameter) for key, parameter in step["parameters"]))
