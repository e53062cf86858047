"""Loads the typed rules of resources/law into values, and computes the clock of a request.

An unknown key or word in the data is an error: it would be a rule that is silently not applied.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from dpo_desktop.domain.calendars import NO_HOLIDAYS, Calendar
from dpo_desktop.domain.deadlines import Duty, Rule, RuleChoice, answer_due, duties, undated
from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.domain.requests import LAWS
from dpo_desktop.paths import resource_folder

_SCHEMA = 1
_WORDS: dict[str, frozenset[str]] = {
    "jurisdiction": frozenset("EU UK UK-SCT IN US US-CA US-VA US-CO BR CA CA-QC AU CH POLICY".split()),
    "kind": frozenset("deadline not_before duty_without_number condition age commencement computation".split()),
    "unit": frozenset("hours calendar_days business_days calendar_months calendar_years none".split()),
    "start": frozenset("instant same_day next_day next_full_hour backwards_from".split()),
    "trigger": frozenset(
        "receipt request_date awareness noticing knowledge notice_sent obtained collection processing log_date "
        "last_activity erasure_due purpose_end publication any none".split()
    ),
    "rollover": frozenset("none next_working_day".split()),
    "saturday": frozenset("working not_working open".split()),
    "speed": frozenset(
        "immediately promptly without_delay without_undue_delay as_soon_as_possible reasonable_time on_request "
        "none_stated".split()
    ),
}
_COMPUTED = frozenset(
    "id jurisdiction law right kind unit amount start trigger rollover saturday holiday_calendar speed effective_from "
    "effective_to citation verified extension cautious".split()
)
_FACTS = frozenset(
    "trigger_date when purpose age parent_below below national applies_if applies_if_any applies_unless "
    "not_a_ground_against effective_note source_kind source_note read_on counting exceptions watch note see outer "
    "pauses".split()
)
_CAUTIOUS = frozenset("start saturday offset offset_unit why".split())


@dataclass(frozen=True, slots=True)
class Law:
    """`choices` by (law, kind of request). `edition` changes with every byte of the data."""

    rules: Mapping[str, Rule]
    choices: Mapping[tuple[str, str], tuple[RuleChoice, ...]]
    edition: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The computed duties of a request, and the editions they were computed with."""

    duties: tuple[Duty, ...]
    due_on: date | None
    law_edition: str
    holiday_edition: str


def compute_clock(law: str, type_code: str, our_role: str, received_at: datetime, place: str, zone_name: str) -> Clock:
    """What the law asks for one request received at an aware instant, for a controller in `place`."""
    loaded = load_law()
    years = (received_at.year, received_at.year + 1)
    own = calendar_for(place, years)
    calendars = {
        "controller_place": own,
        "none": NO_HOLIDAYS,
        "US-CA": calendar_for("US-CA", years) if law == "US-CA" else NO_HOLIDAYS,
    }
    found = duties(
        loaded.rules,
        loaded.choices.get((law, type_code), ()),
        our_role=our_role,
        received_at=received_at,
        zone=zone(zone_name),
        calendar_of=calendars,
    )
    return Clock(found, answer_due(found), loaded.edition, own.edition)


def clock_without_receipt() -> Clock:
    """No date can be computed for a case whose register does not say when it came."""
    return Clock((undated(),), None, load_law().edition, "")


def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def load_law() -> Law:
    """Every rule, strictly read. Raises ValueError for data that this program does not understand."""
    folder = resource_folder("law")
    raw_rules = (folder / "deadlines.toml").read_bytes()
    raw_choices = (folder / "request_rules.toml").read_bytes()
    data = tomllib.loads(raw_rules.decode())
    if data.pop("schema", None) != _SCHEMA or set(data) != {"rule"}:
        raise ValueError("deadlines.toml: unknown schema")
    rules = {rule.id: rule for rule in map(rule_of, data["rule"])}
    if len(rules) != len(data["rule"]):
        raise ValueError("deadlines.toml: an id is used twice")
    digest = hashlib.sha256(raw_rules + raw_choices).hexdigest()[:12]
    newest = max(entry["read_on"] for entry in data["rule"])
    return Law(rules, _choices(tomllib.loads(raw_choices.decode()), rules), f"{newest.isoformat()}, {digest}")


def rule_of(entry: Mapping[str, Any]) -> Rule:
    """One table of deadlines.toml. Raises ValueError for an unknown key or word."""
    name = entry.get("id", "?")
    unknown = set(entry) - _COMPUTED - _FACTS
    if unknown:
        raise ValueError(f"deadlines.toml, {name}: unknown key {min(unknown)}")
    for key, words in _WORDS.items():
        if key in entry and entry[key] not in words:
            raise ValueError(f"deadlines.toml, {name}: unknown word in {key}")
    cautious = dict(entry.get("cautious", {}))
    if set(cautious) - _CAUTIOUS:
        raise ValueError(f"deadlines.toml, {name}: unknown key in cautious")
    extension = entry.get("extension", {})
    by_law = extension.get("set_by") == "law" and extension.get("unit") == entry["unit"]
    return Rule(
        id=name,
        jurisdiction=entry["jurisdiction"],
        law=entry["law"],
        right=entry["right"],
        kind=entry["kind"],
        unit=entry["unit"],
        amount=entry.get("amount", 0),
        start=entry.get("start", ""),
        trigger=entry["trigger"],
        rollover=entry.get("rollover", "none"),
        saturday=entry.get("saturday", "not_working"),
        holiday_calendar=entry.get("holiday_calendar", "none"),
        speed=entry.get("speed", ""),
        effective_from=entry.get("effective_from"),
        effective_to=entry.get("effective_to"),
        citation=entry["citation"],
        verified=entry["verified"],
        extension_amount=extension.get("amount", 0) if by_law else 0,
        cautious=cautious,
        facts={key: value for key, value in entry.items() if key in _FACTS},
    )


def _choices(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[tuple[str, str], tuple[RuleChoice, ...]]:
    if data.get("schema") != _SCHEMA:
        raise ValueError("request_rules.toml: unknown schema")
    found: dict[tuple[str, str], tuple[RuleChoice, ...]] = {}
    for entry in data["choice"]:
        unknown = set(entry) - {"law", "types", "answer", "also", "note"}
        if unknown or entry["law"] not in LAWS:
            raise ValueError("request_rules.toml: unknown key or law")
        chosen = [RuleChoice(rule_id, True) for rule_id in entry["answer"]]
        chosen += [RuleChoice(rule_id, False) for rule_id in entry.get("also", [])]
        for type_code in entry["types"]:
            key = (entry["law"], type_code)
            if type_code not in BY_CODE or key in found:
                raise ValueError(f"request_rules.toml: {type_code} is unknown or named twice")
            if any(choice.rule_id not in rules for choice in chosen):
                raise ValueError(f"request_rules.toml: a rule of {type_code} does not exist")
            found[key] = tuple(chosen)
    return found


@cache
def _places() -> Mapping[str, Mapping[str, str]]:
    data: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
        (resource_folder("law") / "places.toml").read_text("utf-8")
    )
    return data["places"]


def places() -> tuple[tuple[str, str], ...]:
    """Code and English name of every place whose holidays are known, in the order of the file."""
    return tuple((code, place["name"]) for code, place in _places().items())


def default_zone(place: str) -> str:
    return _places()[place]["zone"]


@cache
def calendar_for(place: str, years: Sequence[int]) -> Calendar:
    """Public holidays of a place in some years. `years` is a tuple."""
    from importlib.metadata import version

    import holidays

    country, _, subdivision = place.partition("-")
    table = holidays.country_holidays(country, subdiv=subdivision or None, years=years, language="en_US")
    return Calendar(place, f"holidays {version('holidays')}, {place}", dict(table))
