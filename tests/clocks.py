"""The clocks of a case without a workspace: one law that applies, its shipped rules, a place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dpo_desktop.domain.applicability import Circumstances
from dpo_desktop.domain.calendars import Calendar
from dpo_desktop.domain.case_clock import Forwarding, Target, case_duties
from dpo_desktop.domain.clock_facts import Facts
from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.law_decision import LawDecision
from dpo_desktop.services import law

BERLIN = ZoneInfo("Europe/Berlin")


def noon_facts(day: date, zone: ZoneInfo = BERLIN, **more: object) -> Facts:
    """An event at noon of a day, looked at on that day."""
    at = datetime.combine(day, time(12), zone)
    return Facts(**{"day": day, "zone": zone, "today": day, "at": at, **more})  # type: ignore[arg-type]


def duties_of(
    law_code: str,
    kind: str,
    facts: Facts,
    calendar_of: Mapping[str, Calendar],
    *,
    role: str = "controller",
    forwarding: Forwarding | None = None,
    targets: Mapping[str, Target] | None = None,
) -> tuple[Duty, ...]:
    """Every duty of a request under one law that a person decided to apply; `none` for no law at all."""
    loaded = law.load_law()
    decisions = [LawDecision(law_code, True, "chosen", ())] if law_code != "none" else []
    return case_duties(
        loaded.rules,
        loaded.choices,
        decisions,
        Circumstances(role),
        kind,
        facts,
        calendar_of,
        forwarding=forwarding,
        targets=targets,
    )


def clock_at(law_code: str, kind: str, place: str, received: str, **more: object) -> tuple[Duty, ...]:
    """As `duties_of` with the holidays of a place; `received` is a day, at noon there, or an instant."""
    zone = law.zone(law.default_zone(place))
    if "T" in received:
        at = datetime.fromisoformat(received)
        day = at.astimezone(zone).date()
        facts = Facts(**{"day": day, "zone": zone, "today": day, "at": at, **more})  # type: ignore[arg-type]
    else:
        facts = noon_facts(date.fromisoformat(received), zone, **more)
    return duties_of(law_code, kind, facts, law.Calendars(law.calendar_for(place)))
