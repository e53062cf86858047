"""A deadline as a value with its sum: what one rule asks, given the facts (resources/law/schema.md, algorithm).

A fact that breaks a rule is never refused: a step of the sum says that it does not count, and why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from dpo_desktop.domain import counting
from dpo_desktop.domain.calendars import NO_HOLIDAYS, Calendar
from dpo_desktop.domain.clock_facts import Facts, Step
from dpo_desktop.domain.countries import EU_COUNTRIES, country_of
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.extensions import extension_steps, extension_that_counts, length
from dpo_desktop.domain.law_rules import Rule
from dpo_desktop.domain.pauses import Excluded, sorted_pauses

CALENDAR_UNITS = ("calendar_days", "business_days", "calendar_months", "calendar_years")


@dataclass(frozen=True, slots=True)
class Duty:
    """What one rule asks. `due_on` is None for a duty without a number, and while the clock stands (`waiting_since`);
    `provisional_on` is the date if the answer came on the day of the computation. Hours give instants beside the days.
    """

    rule_id: str
    jurisdiction: str
    law: str
    right: str
    kind: str
    citation: str
    source_kind: str
    verified: bool
    is_answer: bool  # the date by which the person is to be answered; others are confirmations and the like
    in_force: bool
    steps: tuple[Step, ...]
    speed: str = ""  # the law's own word for a duty without a number
    due_on: date | None = None
    due_at: datetime | None = None
    cautious_on: date | None = None
    cautious_at: datetime | None = None
    outer_on: date | None = None
    outer_at: datetime | None = None
    notice_by: date | None = None
    notice_at: datetime | None = None
    extended_on: date | None = None  # what an extension would give; None once it is extended, or where none is possible
    is_extended: bool = False
    waiting_since: date | None = None
    provisional_on: date | None = None
    target_on: date | None = None  # the company's own date
    target_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Sum:
    end: date
    steps: tuple[Step, ...]
    has_cautious: bool  # a pause was counted of which the law does not say how
    waiting: date | None


def deadline(rule: Rule, facts: Facts, calendar_of: Mapping[str, Calendar], *, is_answer: bool = False) -> Duty:
    """The duty of one rule for one set of facts; `calendar_of` maps a rule's `holiday_calendar` to free days.

    Raises:
        RuleViolation: a pause ends before it starts, hours without a time, or a date outside the calendar.
    """
    for pause in facts.pauses:
        if pause.asked is not None and pause.answered is not None and pause.answered < pause.asked:
            raise RuleViolation("deadline.pause_reversed")
    try:
        return _duty_of(rule, facts, calendar_of, is_answer)
    except (OverflowError, ValueError) as error:  # of datetime: the year is none
        raise RuleViolation("deadline.out_of_calendar") from error


def _duty_of(rule: Rule, facts: Facts, calendar_of: Mapping[str, Calendar], is_answer: bool) -> Duty:
    duty = Duty(
        rule_id=rule.id,
        jurisdiction=rule.jurisdiction,
        law=rule.law,
        right=rule.right,
        kind=rule.kind,
        citation=rule.citation,
        source_kind=rule.source_kind,
        verified=rule.verified,
        is_answer=is_answer,
        in_force=rule.in_force_on(_judged_on(rule, facts)),
        steps=(),
    )
    before = () if duty.in_force else (_not_in_force(rule),)
    if rule.kind not in ("deadline", "not_before"):
        steps = (_started(rule, facts), *before, _without_date(rule))
        return replace(duty, speed=rule.speed, steps=steps)
    if rule.start == "backwards_from":
        return _backwards(rule, facts, duty, before, calendar_of)
    if rule.unit == "hours":
        return _hours(rule, facts, duty, before)
    return _days(rule, facts, duty, before, calendar_of[rule.holiday_calendar or "none"])


def _judged_on(rule: Rule, facts: Facts) -> date:
    """The day of the event chooses the rule, never the event of a pause."""
    if rule.start == "backwards_from":
        return facts.ends or facts.day
    return facts.day


def _not_in_force(rule: Rule) -> Step:
    days = (("first", rule.effective_from), ("last", rule.effective_to))
    return Step("not_in_force", None, tuple((key, day.isoformat()) for key, day in days if day is not None))


def _without_date(rule: Rule) -> Step:
    if rule.kind == "duty_without_number":
        return Step("no_number", None, (("speed", rule.speed),))
    return Step(f"no_date_{rule.kind}", None)


def _started(rule: Rule, facts: Facts) -> Step:
    if _start_day(rule.trigger, facts) != facts.day:
        return Step("dated", facts.dated)
    if rule.trigger in ("receipt", "request_date"):
        return Step("received", facts.day)
    return Step("event", facts.day, (("trigger", rule.trigger),))


def _start_day(trigger: str, facts: Facts) -> date:
    """A request can bear no later day than that of its receipt; where it does, that is no later start."""
    if trigger == "request_date" and facts.dated is not None:
        return min(facts.dated, facts.day)
    return facts.day


def _days(rule: Rule, facts: Facts, duty: Duty, before: tuple[Step, ...], free: Calendar) -> Duty:
    notice_by, notice_at = _notice(rule, facts, free)
    facts, missed = extension_that_counts(facts, notice_by, notice_at)
    plain = _sum(rule, facts, free, rule.amount, cautious=False).end
    told = extension_steps(rule, facts, plain, notice_by, notice_at)
    amount, is_extended = length(rule, facts, told)
    found = _sum(rule, facts, free, amount, cautious=False)
    due = _until(rule, facts, found.end, free) if is_extended else found.end
    steps = [_started(rule, facts), *before, *_dated_later(rule, facts), *found.steps, *told, *missed]
    if due != found.end:
        steps.append(Step("extended_until", due))
    extended = None
    extension = rule.extension
    if extension is not None and extension.amount and not is_extended:
        extended = _sum(rule, facts, free, rule.amount + extension.amount, cautious=False).end
    cautious = None
    if rule.cautious is not None or found.has_cautious:
        cautious = _cautious(rule, facts, free, amount)
        if due != found.end:
            cautious = min(cautious, due)
    outer = None
    if rule.outer is not None and rule.outer.unit in CALENDAR_UNITS:
        outer = counting.end_of_period(
            rule.outer.unit, rule.outer.amount, rule.outer.start, facts.day, free, saturday_is_free=True
        )
    last = "may_from" if rule.kind == "not_before" else "due"
    return replace(
        duty,
        steps=(*steps, Step("waiting" if found.waiting else last, None if found.waiting else due)),
        due_on=None if found.waiting else due,
        cautious_on=cautious,
        outer_on=outer,
        notice_by=notice_by,
        notice_at=notice_at,
        extended_on=extended,
        is_extended=is_extended,
        waiting_since=found.waiting,
        provisional_on=due if found.waiting else None,
    )


def _dated_later(rule: Rule, facts: Facts) -> tuple[Step, ...]:
    if rule.trigger != "request_date" or facts.dated is None or facts.dated <= facts.day:
        return ()
    return (Step("dated_later", facts.dated),)


def _until(rule: Rule, facts: Facts, end: date, free: Calendar) -> date:
    """The date that a person set, or an amount in another unit than the law's: never beyond what the law allows."""
    fact, extension = facts.extension, rule.extension
    until = fact.until if fact is not None else None
    if fact is not None and until is None and fact.amount and fact.unit in CALENDAR_UNITS and fact.unit != rule.unit:
        plain = _sum(rule, facts, free, rule.amount, cautious=False).end
        until = counting.end_of_period(fact.unit, fact.amount, "next_day", plain, free, saturday_is_free=True)
    if until is None or extension is None:
        return end
    return min(until, end) if extension.amount else until


def _sum(rule: Rule, facts: Facts, free: Calendar, amount: int, *, cautious: bool) -> _Sum:
    """Steps 1, 3, 4 and 5 with a given amount."""
    start_word, saturday = _values(rule, cautious=cautious)
    sets_start, excludes, notes = sorted_pauses(rule, facts)
    start = _start_day(rule.trigger, facts)
    steps: list[Step] = []
    waiting: date | None = None
    saturday_is_free = saturday != "working"
    if rule.kind == "deadline" and sets_start:
        plain = counting.end_of_period(rule.unit, amount, start_word, start, free, saturday_is_free=saturday_is_free)
        over = _rolled(rule, plain, free, saturday_is_free=saturday_is_free)[0]
        for pause, _rule in sets_start:
            moved = pause.answered or facts.today
            if pause.asked is not None and pause.asked > over:
                notes.append(Step("pause_after_end", None, (("cause", pause.cause), ("by", over.isoformat()))))
                continue
            if pause.answered is None:
                waiting = waiting or pause.asked or facts.day
            if moved > start:
                start = moved
                code = "start_moved" if pause.answered else "start_waits"
                steps.append(Step(code, start, (("cause", pause.cause),)))
            elif pause.answered is not None:
                steps.append(Step("start_not_moved", None, (("cause", pause.cause), ("day", moved.isoformat()))))
    end = counting.end_of_period(rule.unit, amount, start_word, start, free, saturday_is_free=saturday_is_free)
    steps += _period_steps(rule.unit, amount, start, start_word, end)
    has_cautious = False
    if rule.kind == "deadline":
        excluded = Excluded(start, facts, cautious=cautious)
        for pause, pause_rule in excludes:
            last, _days_skipped = _rolled(rule, end, free, saturday_is_free=saturday_is_free)
            if pause.asked is not None and pause.asked > last:
                notes.append(Step("pause_after_end", None, (("cause", pause.cause), ("by", last.isoformat()))))
                continue
            end, added = excluded.add(pause, pause_rule, end)
            steps += added
            is_counted = added[0].code != "excluded_when_answered"
            has_cautious = has_cautious or (bool(pause_rule.cautious) and is_counted)
        waiting = waiting or excluded.waiting
        end, rolled = _rolled(rule, end, free, saturday_is_free=saturday_is_free)
        steps += [*rolled, *_of_elsewhere(rule, rolled, free), *notes]
    return _Sum(end, tuple(steps), has_cautious, waiting)


def _of_elsewhere(rule: Rule, rolled: Sequence[Step], free: Calendar) -> list[Step]:
    """Reg. 1182/71 Art. 2(1) means the holidays of the Member State; schema.md takes those of our place."""
    by_holiday = any(step.code == "rolled_holiday" for step in rolled)
    if rule.jurisdiction == "EU" and by_holiday and free.place and country_of(free.place) not in EU_COUNTRIES:
        return [Step("holiday_elsewhere", None, (("place", free.place),))]
    return []


def _values(rule: Rule, *, cautious: bool) -> tuple[str, str]:
    """Start and Saturday, those of `[rule.cautious]` for the cautious date."""
    if cautious and rule.cautious is not None:
        return rule.cautious.start or rule.start, rule.cautious.saturday or rule.saturday
    return rule.start, rule.saturday


def _period_steps(unit: str, amount: int, start: date, start_word: str, end: date) -> list[Step]:
    if unit not in ("calendar_months", "calendar_years"):
        code = "calendar_days_same_day" if unit == "calendar_days" and start_word == "same_day" else unit
        return [Step(code, end, (("amount", amount),))]
    steps = [Step(unit, end, (("amount", amount),))]
    if end.day != start.day:
        steps.append(Step("short_month", end, (("day", start.day),)))
    return steps


def _rolled(rule: Rule, end: date, free: Calendar, *, saturday_is_free: bool) -> tuple[date, list[Step]]:
    """Step 5: once, at the very end, and only where the law says so. Business days end on a working day already."""
    steps: list[Step] = []
    if rule.rollover != "next_working_day" or rule.unit == "business_days":
        return end, steps
    while reason := free.free_because(end, saturday_is_free=saturday_is_free):
        skipped = ("free", end.isoformat())
        end += timedelta(days=1)
        if reason in ("saturday", "sunday"):
            steps.append(Step(f"rolled_{reason}", end, (skipped,)))
        else:
            steps.append(Step("rolled_holiday", end, (skipped, ("name", reason))))
    return end, steps


def _cautious(rule: Rule, facts: Facts, free: Calendar, amount: int) -> date:
    end = _sum(rule, facts, free, amount, cautious=True).end
    return end + timedelta(days=rule.cautious.offset if rule.cautious is not None else 0)


def _notice(rule: Rule, facts: Facts, free: Calendar) -> tuple[date | None, datetime | None]:
    """The last moment to tell of an extension: its own period, and pauses only where they move it too."""
    notice = rule.extension.notice if rule.extension is not None else None
    if notice is None:
        return None, None
    if notice.unit == "hours":
        if facts.at is None:
            return None, None
        at = _instant(notice.start, notice.amount, facts.at, facts.zone)
        return at.date(), at
    moving = tuple(pause for pause in rule.pauses if pause.also_notice)
    told = replace(
        rule,
        amount=notice.amount,
        unit=notice.unit,
        start=notice.start,
        trigger=notice.trigger,
        pauses=moving,
        kind="deadline",
    )
    return _sum(told, facts, free, notice.amount, cautious=False).end, None


def _hours(rule: Rule, facts: Facts, duty: Duty, before: tuple[Step, ...]) -> Duty:
    """Elapsed hours: nothing rolls, nothing pauses."""
    if facts.at is None:
        raise RuleViolation("deadline.needs_time")
    at, zone = facts.at, facts.zone
    plain = _instant(rule.start, rule.amount, at, zone)
    notice_by, notice_at = _notice(rule, facts, NO_HOLIDAYS)
    facts, missed = extension_that_counts(facts, notice_by, notice_at)
    told = extension_steps(rule, facts, plain.date(), notice_by, notice_at)
    amount, is_extended = length(rule, facts, told)
    due = _instant(rule.start, amount, at, zone)
    until = facts.extension.until if facts.extension is not None and is_extended else None
    notes = [Step("pause_not_in_hours", None, (("cause", pause.cause),)) for pause in facts.pauses]
    steps = [
        Step("at_instant", at.astimezone(zone).date(), (("trigger", rule.trigger), _at(at, zone))),
        *before,
        Step("hours", due.date(), (("amount", amount), _at(due, zone))),
        *notes,
        *told,
        *missed,
    ]
    outer_at = _outer_instant(rule, facts)
    if outer_at is not None:
        steps.append(Step("outer", outer_at.date(), (_at(outer_at, zone),)))
    last_day = due.date()
    if until is not None and (amount == rule.amount or until < last_day):
        due, last_day = counting.end_of_day(until, zone), until
        steps.append(Step("extended_until", until))
    steps.append(Step("due_at", due.date(), (_at(due, zone),)))
    cautious_at = _instant(rule.cautious.start, amount, at, zone) if rule.cautious is not None else None
    return replace(
        duty,
        steps=tuple(steps),
        due_on=last_day,
        due_at=due,
        cautious_on=cautious_at.date() if cautious_at else None,
        cautious_at=cautious_at,
        outer_at=outer_at,
        outer_on=outer_at.date() if outer_at else None,
        notice_by=notice_by,
        notice_at=notice_at,
        is_extended=is_extended,
    )


def _outer_instant(rule: Rule, facts: Facts) -> datetime | None:
    outer = rule.outer
    if outer is None or outer.unit != "hours" or facts.at is None:
        return None
    return _instant(outer.start, outer.amount, facts.at, facts.zone)


def _instant(start: str, hours: int, at: datetime, zone: tzinfo) -> datetime:
    return counting.after_hours(counting.next_full_hour(at, zone) if start == "next_full_hour" else at, hours, zone)


def _at(instant: datetime, zone: tzinfo) -> tuple[str, str]:
    return "at", instant.astimezone(zone).isoformat(timespec="minutes")


def _backwards(
    rule: Rule, facts: Facts, duty: Duty, before: tuple[Step, ...], calendar_of: Mapping[str, Calendar]
) -> Duty:
    if facts.ends is None:
        raise RuleViolation("deadline.needs_end")
    trigger = ("trigger", rule.trigger)
    if rule.unit != "hours":
        free = calendar_of[rule.holiday_calendar or "none"]
        due = counting.days_before(
            rule.unit, rule.amount, facts.ends, free, saturday_is_free=rule.saturday != "working"
        )
        counted = Step(f"before_{rule.unit}", due, (("amount", rule.amount),))
        return replace(
            duty, due_on=due, steps=(Step("event", facts.ends, (trigger,)), *before, counted, Step("due", due))
        )
    ends = facts.ends_at or counting.end_of_day(facts.ends, facts.zone)
    due_at = counting.after_hours(ends, -rule.amount, facts.zone)
    steps = (
        Step("at_instant", facts.ends, (trigger, _at(ends, facts.zone))),
        *before,
        Step("before_hours", due_at.date(), (("amount", rule.amount), _at(due_at, facts.zone))),
        Step("due_at", due_at.date(), (_at(due_at, facts.zone),)),
    )
    return replace(duty, due_on=due_at.date(), due_at=due_at, steps=steps)


def commencement(rule: Rule, duty_day: date, zone: tzinfo) -> Duty:
    """The day a law starts, counted from the event whose date the law fixes; `duty_day` is judged against it."""
    if rule.trigger_date is None:
        raise RuleViolation("law.wrong_value", rule=rule.id, key="trigger_date")
    start = Step("event", rule.trigger_date, (("trigger", rule.trigger),))
    due, counted = rule.trigger_date, []
    if rule.amount:
        due = counting.end_of_period(
            rule.unit, rule.amount, rule.start, rule.trigger_date, NO_HOLIDAYS, saturday_is_free=True
        )
        counted = _period_steps(rule.unit, rule.amount, rule.trigger_date, rule.start, due)
    facts = Facts(duty_day, zone, duty_day)
    return replace(
        _duty_of(replace(rule, kind="condition"), facts, {}, False),
        kind="commencement",
        due_on=due,
        steps=(start, *counted, Step("starts", due)),
    )


def answer_due(computed: Sequence[Duty]) -> date | None:
    """The earliest date by which the person is to be answered."""
    dates = [duty.due_on for duty in computed if duty.is_answer and duty.due_on is not None and duty.in_force]
    return min(dates, default=None)
