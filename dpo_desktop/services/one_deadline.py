"""One rule of the law file for facts that somebody names; needs no workspace."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

from dpo_desktop.domain.ages import AgeLine, age_line
from dpo_desktop.domain.calendars import NO_HOLIDAYS, Calendar
from dpo_desktop.domain.clock_facts import ExtensionFact, Facts, PauseFact, Step
from dpo_desktop.domain.deadlines import Duty, commencement, deadline
from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.law_reading import rule_of
from dpo_desktop.domain.law_rules import CAUSES, Rule
from dpo_desktop.services import law

_WITHOUT_EVENT = ("age", "condition", "commencement", "computation")
_MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """What the command line was given, as typed; '' where nothing was. `pauses` are CAUSE=DAY or CAUSE=DAY..DAY."""

    rule_id: str
    started: str = ""
    place: str = ""
    dated: str = ""
    pauses: Sequence[str] = ()
    extended: bool = False
    birth: str = ""
    ends: str = ""
    reason: str = ""
    rules_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`hours_elapsed` counts whole hours since the start, of a duty without a number; `age` is that of an age rule, on
    the day of the event; `is_below_today` holds today.
    """

    rule: Rule
    duty: Duty
    age: AgeLine | None
    is_below_today: bool | None
    hours_elapsed: int | None
    law_edition: str
    holiday_edition: str  # '' where no place was named: weekends alone are free then


def answer(question: Question, now: datetime) -> Answer:
    """The sum of one rule. `now` is aware.

    Raises:
        NotFound: no such rule, or no such place.
        RuleViolation: something that was named cannot be read, or contradicts itself.
    """
    loaded = law.load_law()
    rule = _rule(question, loaded)
    at_place = law.place_of(question.place) if question.place else None
    calendar = law.calendar_for(at_place.code) if at_place is not None else NO_HOLIDAYS
    started_at, started = _moment(question.started, at_place.zone if at_place is not None else "")
    ends_at, ends = _moment(question.ends, at_place.zone if at_place is not None else "")
    zone = _zone(at_place, started_at or ends_at)
    day = started or now.astimezone(zone).date()
    if started is None and rule.kind not in _WITHOUT_EVENT and rule.start != "backwards_from":
        raise RuleViolation("deadline.needs_from")
    facts = Facts(
        day=day,
        zone=zone,
        today=max(day, now.astimezone(zone).date()),
        at=started_at,
        dated=_day(question.dated),
        pauses=tuple(_pause(text, question.reason) for text in question.pauses),
        extension=ExtensionFact() if question.extended else None,
        ends=ends,
        ends_at=ends_at,
    )
    duty, line, below_today = _computed(rule, facts, question, calendar)
    elapsed = None
    if rule.kind == "duty_without_number" and started is not None:
        begun = started_at or datetime.combine(started, time(), zone)
        elapsed = max(0, int((now - begun).total_seconds() // 3600))
    return Answer(rule, duty, line, below_today, elapsed, loaded.edition, calendar.edition)


def _rule(question: Question, loaded: law.Law) -> Rule:
    rules = dict(loaded.rules)
    if question.rules_file is not None:
        rules |= {rule.id: rule for rule in read_rules(question.rules_file)}
    if question.rule_id not in rules:
        raise NotFound("law.unknown_rule")
    check_calendar(rules[question.rule_id])
    return rules[question.rule_id]


def check_calendar(rule: Rule) -> None:
    """Raises RuleViolation: nobody knows the holidays that the rule names."""
    calendar = rule.holiday_calendar
    if calendar in ("", "none", "controller_place"):
        return
    try:
        law.place_of(calendar)
    except NotFound as error:
        raise RuleViolation("law.unknown_word", rule=rule.id, key="holiday_calendar", word=calendar) from error


def read_rules(file: Path) -> tuple[Rule, ...]:
    """The rules of a file in the form of deadlines.toml.

    Raises:
        NotFound: there is no such file, or it cannot be read.
        RuleViolation: it is no TOML, or holds a key or word that this program does not know.
    """
    return rules_in(_raw(file))


def text_of_rules(file: Path) -> str:
    """The text of a file of rules, as it was written.

    Raises:
        NotFound: there is no such file, or it cannot be read.
        RuleViolation: it is no text, or too long to be rules.
    """
    raw = _raw(file)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise RuleViolation("law.file_not_toml") from error
    if len(raw) > _MOST_BYTES or "\0" in text:
        raise RuleViolation("law.file_not_toml")
    return text


def _raw(file: Path) -> bytes:
    """No more than shows that it is too long."""
    try:
        with file.open("rb") as stream:
            return stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise NotFound("law.file_unreadable") from error


def rules_in(raw: bytes) -> tuple[Rule, ...]:
    """As `read_rules`, of the bytes of a file."""
    try:
        data = tomllib.loads(raw.decode()) if len(raw) <= _MOST_BYTES else {}
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and TOMLDecodeError included
        raise RuleViolation("law.file_not_toml") from error
    data.pop("schema", None)
    entries = data.pop("rule", None)
    if data or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RuleViolation("law.file_not_toml")
    return tuple(map(rule_of, entries))


def _computed(
    rule: Rule, facts: Facts, question: Question, calendar: Calendar
) -> tuple[Duty, AgeLine | None, bool | None]:
    if rule.kind == "commencement":
        return commencement(rule, facts.day, facts.zone), None, None
    duty = deadline(rule, facts, law.Calendars(calendar))
    if rule.kind != "age":
        return duty, None, None
    birth = _day(question.birth)
    line = age_line(rule, birth, facts.day, question.place)
    steps: list[Step] = [] if birth is None else [Step("born", birth)]
    steps += duty.steps[:-1]  # the last says that an age has no date of its own
    if line.reached_on is None:
        return replace(duty, steps=(*steps, duty.steps[-1])), line, None
    steps.append(Step("age_reached", line.reached_on, (("amount", line.age),)))
    below_today = age_line(rule, birth, facts.today, question.place).is_below
    on_days = {facts.day: line.is_below, facts.today: below_today}
    steps += [Step("below_on" if below else "not_below_on", day) for day, below in on_days.items()]
    verified, source_kind = line.verified, line.source_kind
    steps_found = tuple(steps)
    found = replace(duty, due_on=line.reached_on, steps=steps_found, verified=verified, source_kind=source_kind)
    return found, line, below_today


def _zone(place: law.Place | None, moment: datetime | None) -> tzinfo:
    if place is not None and place.zone:
        return law.zone(place.zone)
    return (moment.tzinfo if moment is not None else None) or UTC


def _moment(text: str, zone: str) -> tuple[datetime | None, date | None]:
    """An instant with its local day at the place, or a day alone."""
    if not text:
        return None, None
    if "T" not in text and " " not in text:
        return None, _day(text)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise RuleViolation("deadline.not_a_time") from error
    if instant.tzinfo is None:
        raise RuleViolation("deadline.time_without_zone")
    try:
        return instant, (instant.astimezone(law.zone(zone)) if zone else instant).date()
    except OverflowError as error:
        raise RuleViolation("deadline.out_of_calendar") from error


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleViolation("deadline.not_a_day") from error


def _pause(text: str, reason: str) -> PauseFact:
    cause, equals, days = text.partition("=")
    if not equals or not days:
        raise RuleViolation("deadline.pause_form")
    if cause not in CAUSES:
        raise RuleViolation("deadline.unknown_cause")
    first, dots, last = days.partition("..")
    if dots and not (first and last):
        raise RuleViolation("deadline.pause_form")
    if dots:
        return PauseFact(cause, _day(first), _day(last), reason=reason)
    return PauseFact(cause, None, _day(first), reason=reason)
