"""Deadline rules as values, and how they count: resources/law/schema.md holds the data's vocabulary and the algorithm.

This release computes what needs no recorded facts: start, length, extension, roll-over, cautious date. Pauses belong
between `_length` and `_rolled`; the rule keeps them as they are written.
"""

from __future__ import annotations

import calendar as months
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from dpo_desktop.domain.calendars import Calendar

JSON_VERSION = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the worked sum: a code with parameters (words in `sentences.deadlines`), and the date it leads to."""

    code: str
    on: date | None
    parameters: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What one rule asks for one request. `due_on` is None for a duty without a number or where no rule was found."""

    rule_id: str
    law: str
    right: str
    citation: str
    verified: bool
    is_answer: bool  # the date by which the person is to be answered; others are confirmations and the like
    due_on: date | None
    due_at: datetime | None
    cautious_on: date | None
    extended_on: date | None
    speed: str  # the law's own word for a duty without a number, else ""
    in_force: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One `[[rule]]` of resources/law/deadlines.toml. `facts` keeps the keys that this release only shows."""

    id: str
    jurisdiction: str
    law: str
    right: str
    kind: str
    unit: str
    amount: int
    start: str
    trigger: str
    rollover: str
    saturday: str
    holiday_calendar: str
    speed: str
    effective_from: date | None
    effective_to: date | None
    citation: str
    verified: bool
    extension_amount: int  # 0: none by law
    cautious: Mapping[str, str | int]
    facts: Mapping[str, Any]

    def in_force_on(self, day: date) -> bool:
        return (self.effective_from is None or day >= self.effective_from) and (
            self.effective_to is None or day <= self.effective_to
        )


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """Which rules govern a kind of request under a law. `is_answer`: the date by which the person is answered."""

    rule_id: str
    is_answer: bool


def duties(
    rules: Mapping[str, Rule],
    choices: Sequence[RuleChoice],
    *,
    our_role: str,
    received_at: datetime,
    zone: tzinfo,
    calendar_of: Mapping[str, Calendar],
) -> tuple[Duty, ...]:
    """Every duty of a request received at an aware instant; the day of receipt is the local one in `zone`.

    `calendar_of` maps a rule's `holiday_calendar` to free days. Where nothing can be said, a finding says so.
    """
    day = received_at.astimezone(zone).date()
    if our_role == "processor":
        return (_finding("processor_forward", day),)
    found = tuple(
        _computed(rules[choice.rule_id], choice.is_answer, received_at, day, zone, calendar_of)
        for choice in choices
        if rules[choice.rule_id].in_force_on(day)
    )
    if not found:
        return (_finding("no_rule", day),)
    if our_role == "unclear":
        return (*found, _finding("role_unclear", day))
    return found


def answer_due(computed: Sequence[Duty]) -> date | None:
    """The earliest date by which the person is to be answered."""
    dates = [duty.due_on for duty in computed if duty.is_answer and duty.due_on is not None]
    return min(dates, default=None)


def undated() -> Duty:
    """What stands for a case of which nobody knows when it was received."""
    return _without_rule((Step("received_unknown", None),))


def _finding(code: str, day: date) -> Duty:
    return _without_rule((Step("received", day), Step(code, None)))


def _without_rule(steps: tuple[Step, ...]) -> Duty:
    return Duty("", "", "", "", False, False, None, None, None, None, "", True, steps)


def _computed(
    rule: Rule,
    is_answer: bool,
    received_at: datetime,
    day: date,
    zone: tzinfo,
    calendar_of: Mapping[str, Calendar],
) -> Duty:
    received = Step("received", day)
    if rule.kind != "deadline":
        steps: tuple[Step, ...] = (received, Step("no_number", None, (("speed", rule.speed),)))
        return _duty(rule, is_answer, steps, speed=rule.speed)
    if rule.unit == "hours":
        due_at = (received_at.astimezone(UTC) + timedelta(hours=rule.amount)).astimezone(zone)
        steps = (received, Step("hours", due_at.date(), (("amount", rule.amount),)))
        return _duty(rule, is_answer, steps, due_on=due_at.date(), due_at=due_at)
    free = calendar_of[rule.holiday_calendar]
    ended, counted = _length(rule, day, rule.amount, free)
    due, rolled = _rolled(rule, ended, free)
    extended: date | None = None
    if rule.extension_amount:
        extended = _rolled(rule, _length(rule, day, rule.amount + rule.extension_amount, free)[0], free)[0]
    steps = (received, *counted, *rolled, Step("due", due))
    return _duty(rule, is_answer, steps, due_on=due, cautious_on=_cautious(rule, day, due, free), extended_on=extended)


def _duty(
    rule: Rule,
    is_answer: bool,
    steps: tuple[Step, ...],
    *,
    due_on: date | None = None,
    due_at: datetime | None = None,
    cautious_on: date | None = None,
    extended_on: date | None = None,
    speed: str = "",
) -> Duty:
    return Duty(
        rule.id,
        rule.law,
        rule.right,
        rule.citation,
        rule.verified,
        is_answer,
        due_on,
        due_at,
        cautious_on,
        extended_on,
        speed,
        True,
        steps,
    )


def _length(rule: Rule, day: date, amount: int, free: Calendar) -> tuple[date, tuple[Step, ...]]:
    """Step 2 and 3 of the algorithm: the end of the period before it rolls, and the lines that say how."""
    if rule.unit == "calendar_days":
        end = day + timedelta(days=amount - (1 if rule.start == "same_day" else 0))
        return end, (Step("calendar_days", end, (("amount", amount),)),)
    if rule.unit == "business_days":
        saturday_is_free = rule.saturday != "working"
        end = day
        for _ in range(amount):
            end = free.next_working_day(end + timedelta(days=1), saturday_is_free=saturday_is_free)
        return end, (Step("business_days", end, (("amount", amount),)),)
    count = amount * 12 if rule.unit == "calendar_years" else amount
    end = corresponding_date(day, count)
    steps = [Step("calendar_months", end, (("amount", count),))]
    if end.day != day.day:
        steps.append(Step("short_month", end, (("day", day.day),)))
    return end, tuple(steps)


def corresponding_date(day: date, months_later: int) -> date:
    """Same day number in the target month; where it does not exist, that month's last day."""
    index = day.year * 12 + day.month - 1 + months_later
    year, month = divmod(index, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _rolled(rule: Rule, end: date, free: Calendar) -> tuple[date, tuple[Step, ...]]:
    """Step 5: once, at the very end, and only where the law says so."""
    if rule.rollover != "next_working_day":
        return end, ()
    steps = []
    while reason := free.free_because(end, saturday_is_free=True):
        skipped = ("free", end.isoformat())
        end += timedelta(days=1)
        if reason in ("saturday", "sunday"):
            steps.append(Step(f"rolled_{reason}", end, (skipped,)))
        else:
            steps.append(Step("rolled_holiday", end, (skipped, ("name", reason))))
    return end, tuple(steps)


def _cautious(rule: Rule, day: date, due: date, free: Calendar) -> date | None:
    """The earlier date to keep where the law is open; None where it is settled or no date is earlier."""
    if not rule.cautious:
        return None
    changed = {key: rule.cautious[key] for key in ("start", "saturday") if key in rule.cautious}
    values = {name: getattr(rule, name) for name in rule.__dataclass_fields__} | changed
    ended, _ = _length(Rule(**values), day, rule.amount, free)
    end = _rolled(rule, ended, free)[0] + timedelta(days=int(rule.cautious.get("offset", 0)))
    return end if end < due else None


def duties_to_json(computed: Sequence[Duty]) -> str:
    """The computed clock as it is kept with its request; `duties_from_json` gives the same values back."""
    return json.dumps([JSON_VERSION, [asdict(duty) for duty in computed]], default=_plain, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, date):  # datetime included
        return value.isoformat()
    raise TypeError(type(value).__name__)


def duties_from_json(text: str) -> tuple[Duty, ...]:
    """Raises ValueError for a version that this program does not know."""
    version, values = json.loads(text)
    if version != JSON_VERSION:
        raise ValueError("unknown version of computed duties")
    return tuple(_duty_from(value) for value in values)


def _duty_from(value: dict[str, Any]) -> Duty:
    def day(name: str) -> date | None:
        return date.fromisoformat(value[name]) if value[name] else None

    steps = tuple(
        Step(
            step["code"],
            date.fromisoformat(step["on"]) if step["on"] else None,
            tuple((key, parameter) for key, parameter in step["parameters"]),
        )
        for step in value["steps"]
    )
    due_at = datetime.fromisoformat(value["due_at"]) if value["due_at"] else None
    return Duty(
        **{
            **value,
            "due_on": day("due_on"),
            "due_at": due_at,
            "cautious_on": day("cautious_on"),
            "extended_on": day("extended_on"),
            "steps": steps,
        }
    )
