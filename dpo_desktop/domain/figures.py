"""Counts of cases, as charts and the tables beside them show them: by due date, by closing, by kind, by law.

What a case does not say is counted apart and never guessed: no due date, no day of closing. Days are days of the
workspace's zone, spans include both ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS, SOON_DAYS

WEEKS_AHEAD = 6
MONTHS = 12
MOST_SPANS = 18  # more months than this are told by quarters, more quarters by years
_UNITS = (("month", 1), ("quarter", 3), ("year", 12))
_TYPES = tuple(kind.code for kind in REQUEST_TYPES)


@dataclass(frozen=True, slots=True)
class Case:
    """What the figures need to know of a case. `timeliness` is that of `domain.requests.timeliness_of`."""

    type_code: str
    law: str
    is_open: bool
    due_on: date | None
    closed_on: date | None  # None also for a closed case of which nobody wrote down when
    timeliness: str


@dataclass(frozen=True, slots=True)
class DueSpan:
    """Open cases that are due in a span. `key`: late, week, ahead, later, no_date; an end that is None is open."""

    key: str
    first: date | None
    last: date | None
    count: int = 0

    def holds(self, due_on: date | None) -> bool:
        if due_on is None or self.key == "no_date":
            return due_on is None and self.key == "no_date"
        return (self.first is None or self.first <= due_on) and (self.last is None or due_on <= self.last)


@dataclass(frozen=True, slots=True)
class ClosedSpan:
    """Cases closed in a month, quarter or year."""

    first: date
    last: date
    on_time: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Closings:
    """`no_due`: closed in these spans without a date to be late by; `no_day`: closed, nobody wrote down when."""

    unit: str  # month, quarter, year
    spans: tuple[ClosedSpan, ...]  # oldest first, without a gap
    no_due: int
    no_day: int

    @property
    def on_time(self) -> int:
        return sum(span.on_time for span in self.spans)

    @property
    def late(self) -> int:
        return sum(span.late for span in self.spans)


@dataclass(frozen=True, slots=True)
class Portion:
    """The cases of one kind or law. `late` was closed late or is open past its date; `no_date` can be neither."""

    code: str
    on_time: int
    late: int
    open_in_time: int
    no_date: int

    @property
    def cases(self) -> int:
        return self.on_time + self.late + self.open_in_time + self.no_date


@dataclass(frozen=True, slots=True)
class Figures:
    due: tuple[DueSpan, ...]
    closings: Closings
    by_type: tuple[Portion, ...]  # most cases first
    by_law: tuple[Portion, ...]


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """Kinds and laws are counted of the cases received since `since`; `no_receipt` lack the date of receipt."""

    figures: Figures
    since: date
    no_receipt: int


def due_spans(today: date) -> tuple[DueSpan, ...]:
    """Late, within a week (what the list's filter of that name holds), six weeks more, later, without a date."""
    one, soon = timedelta(days=1), today + timedelta(days=SOON_DAYS)
    starts = [soon + one + timedelta(weeks=week) for week in range(WEEKS_AHEAD + 1)]
    return (
        DueSpan("late", None, today - one),
        DueSpan("week", today, soon),
        *(DueSpan("ahead", start, after - one) for start, after in pairwise(starts)),
        DueSpan("later", starts[-1], None),
        DueSpan("no_date", None, None),
    )


def open_by_due(due: Iterable[tuple[date | None, int]], today: date) -> tuple[DueSpan, ...]:
    """`due`: due dates of open cases, and how many have each."""
    counts: Counter[DueSpan] = Counter()
    spans = due_spans(today)
    for due_on, count in due:
        counts[next(span for span in spans if span.holds(due_on))] += count
    return tuple(replace(span, count=counts[span]) for span in spans)


def spans_between(first: date, last: date, most: int = MOST_SPANS) -> tuple[str, tuple[ClosedSpan, ...]]:
    """The unit and the spans from `first` to `last`: months, or quarters or years where there were more than `most`."""
    for unit, length in _UNITS:
        start = first.year * 12 + (first.month - 1) // length * length
        count = (last.year * 12 + last.month - 1 - start) // length + 1
        if count <= most or unit == _UNITS[-1][0]:
            break
    starts = [_month(start + step * length) for step in range(count + 1)]
    one = timedelta(days=1)
    return unit, tuple(ClosedSpan(day, after - one) for day, after in pairwise(starts))


def last_months(today: date) -> tuple[ClosedSpan, ...]:
    """This month and the eleven before it."""
    return spans_between(_month(today.year * 12 + today.month - MONTHS), today)[1]


def _month(number: int) -> date:
    """The first day of a month counted from the year 0."""
    return date(number // 12, number % 12 + 1, 1)


def closings(closed: Iterable[tuple[date | None, str, int]], unit: str, spans: Sequence[ClosedSpan]) -> Closings:
    """`closed`: of closed cases the day of closing, or any other day of its span, the timeliness, and how many."""
    counts: Counter[tuple[date, str]] = Counter()
    no_due = no_day = 0
    for day, timeliness, count in closed:
        if day is None:
            no_day += count
        elif (span := next((one for one in spans if one.first <= day <= one.last), None)) is None:
            continue
        elif timeliness in ("on_time", "late"):
            counts[span.first, timeliness] += count
        else:
            no_due += count
    counted = (replace(span, on_time=counts[span.first, "on_time"], late=counts[span.first, "late"]) for span in spans)
    return Closings(unit, tuple(counted), no_due, no_day)


def portions(cases: Iterable[tuple[str, str, int]], order: Sequence[str]) -> tuple[Portion, ...]:
    """`cases`: code, timeliness, how many. Most cases first, equal ones in `order`; none without cases."""
    counts: Counter[tuple[str, str]] = Counter()
    for code, timeliness, count in cases:
        counts[code, timeliness] += count
    found = [
        Portion(
            code,
            counts[code, "on_time"],
            counts[code, "late"] + counts[code, "open_late"],
            counts[code, "open_in_time"],
            counts[code, "no_date"],
        )
        for code in order
    ]
    return tuple(sorted((one for one in found if one.cases), key=lambda one: -one.cases))


def by_type(cases: Iterable[tuple[str, str, int]]) -> tuple[Portion, ...]:
    return portions(cases, _TYPES)


def by_law(cases: Iterable[tuple[str, str, int]]) -> tuple[Portion, ...]:
    return portions(cases, LAWS)


def figures_of(cases: Sequence[Case], today: date) -> Figures:
    """The figures of a register as it stood on a day."""
    closed = [(case.closed_on, case.timeliness, 1) for case in cases if not case.is_open]
    days = [day for day, _timeliness, _count in closed if day is not None]
    unit, spans = spans_between(min(days), max(days)) if days else (_UNITS[0][0], ())
    return Figures(
        open_by_due(((case.due_on, 1) for case in cases if case.is_open), today),
        closings(closed, unit, spans),
        by_type((case.type_code, case.timeliness, 1) for case in cases),
        by_law((case.law, case.timeliness, 1) for case in cases),
    )
