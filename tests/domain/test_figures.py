"""Counts of cases: every case is in exactly one place, what is not known is counted apart, and spans have no gap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.figures import (
    MOST_SPANS,
    Case,
    Portion,
    due_spans,
    figures_of,
    last_months,
    open_by_due,
    spans_between,
)
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS, timeliness_of

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(1970, 1, 1), date(2199, 12, 31))


def case(due: date | None, closed: date | None, *, is_open: bool, kind: str = "access", law: str = "EU") -> Case:
    timeliness, _days = timeliness_of(due_on=due, closed_on=closed, today=TODAY, is_open=is_open)
    return Case(kind, law, is_open, due, closed, timeliness)


def test_open_cases_stand_in_the_span_of_their_due_date() -> None:
    days = {
        date(2020, 1, 1): 0,
        date(2026, 11, 23): 0,
        date(2026, 11, 24): 1,
        date(2026, 12, 1): 1,  # today and the seven days after it, as the filter of the list
        date(2026, 12, 2): 2,
        date(2026, 12, 8): 2,
        date(2026, 12, 9): 3,
        date(2027, 1, 12): 7,
        date(2027, 1, 13): 8,
        date(2199, 1, 1): 8,
        None: 9,
    }
    for due, place in days.items():
        counts = [span.count for span in open_by_due([(due, 3)], TODAY)]
        assert counts == [3 if position == place else 0 for position in range(10)], due
    assert [span.key for span in due_spans(TODAY)] == ["late", "week", *["ahead"] * 6, "later", "no_date"]


@given(st.lists(st.tuples(st.none() | DAYS, st.integers(1, 9))), DAYS)
def test_every_open_case_is_counted_once(due: list[tuple[date | None, int]], today: date) -> None:
    spans = open_by_due(due, today)
    assert sum(span.count for span in spans) == sum(count for _due, count in due)
    dated = spans[:-1]
    for before, after in pairwise(dated):
        assert before.last is not None
        assert after.first == before.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last", "unit", "count"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "month", 1),
        (date(2025, 6, 30), date(2026, 11, 1), "month", 18),
        (date(2025, 5, 31), date(2026, 11, 1), "quarter", 7),
        (date(2022, 7, 1), date(2026, 11, 1), "quarter", 18),
        (date(2022, 6, 30), date(2026, 11, 1), "year", 5),
        (date(1970, 1, 1), date(2199, 12, 31), "year", 230),
    ],
)
def test_a_long_time_is_told_by_quarters_and_a_longer_one_by_years(
    first: date, last: date, unit: str, count: int
) -> None:
    found, spans = spans_between(first, last)
    assert (found, len(spans)) == (unit, count)


@given(DAYS, DAYS)
def test_spans_hold_both_ends_and_have_no_gap(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    unit, spans = spans_between(first, last)
    assert spans[0].first <= first <= spans[0].last
    assert spans[-1].first <= last <= spans[-1].last
    assert all(before.last + timedelta(days=1) == after.first for before, after in pairwise(spans))
    assert unit == "year" or len(spans) <= MOST_SPANS


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2027, 1, 1), date(2024, 2, 29)])
def test_the_last_months_end_with_this_one(today: date) -> None:
    months = last_months(today)
    assert len(months) == 12
    assert months[-1].first == today.replace(day=1)
    assert months[0].first == (months[-1].last + timedelta(days=1)).replace(
        year=months[-1].last.year - (today.month != 12)
    )


def test_closings_are_counted_where_they_are_known() -> None:
    figures = figures_of(
        [
            case(date(2026, 9, 30), date(2026, 9, 30), is_open=False),
            case(date(2026, 9, 30), date(2026, 10, 1), is_open=False),
            case(date(2026, 9, 1), date(2026, 11, 1), is_open=False),
            case(None, date(2026, 11, 2), is_open=False),
            case(date(2026, 9, 1), None, is_open=False),  # closed, nobody wrote down when
            case(None, None, is_open=False),
            case(date(2026, 9, 1), None, is_open=True),
        ],
        TODAY,
    )
    closings = figures.closings
    months = [(span.first.month, span.on_time, span.late) for span in closings.spans]
    assert (closings.unit, months) == ("month", [(9, 1, 0), (10, 0, 1), (11, 0, 1)])
    assert (closings.on_time, closings.late, closings.no_due, closings.no_day) == (1, 2, 1, 2)
    assert [span.count for span in figures.due if span.count] == [1]
    assert figures.by_type == (Portion("access", on_time=1, late=3, open_in_time=0, no_date=3),)


def test_without_closings_there_are_no_months() -> None:
    figures = figures_of([case(date(2026, 9, 1), None, is_open=False)], TODAY)
    assert (figures.closings.spans, figures.closings.no_day) == ((), 1)
    assert figures_of([], TODAY).by_law == ()


def test_the_most_frequent_comes_first_and_equals_stand_in_the_order_of_the_catalogue() -> None:
    kinds = ["complaint", "erasure", "access", "unspecified", "erasure"]
    figures = figures_of([case(TODAY, None, is_open=True, kind=kind, law="UK") for kind in kinds], TODAY)
    assert [one.code for one in figures.by_type] == ["erasure", "access", "complaint", "unspecified"]
    assert figures.by_law == (Portion("UK", 0, 0, 5, 0),)


CASES = st.builds(
    case,
    st.none() | DAYS,
    st.none() | st.dates(date(1970, 1, 1), TODAY),
    is_open=st.just(False),
    kind=st.sampled_from([kind.code for kind in REQUEST_TYPES]),
    law=st.sampled_from(LAWS),
) | st.builds(case, st.none() | DAYS, st.none(), is_open=st.just(True), law=st.sampled_from(LAWS))


@given(st.lists(CASES))
def test_no_case_is_lost_or_counted_twice(cases: list[Case]) -> None:
    figures = figures_of(cases, TODAY)
    closed = [one for one in cases if not one.is_open]
    closings = figures.closings
    assert closings.on_time + closings.late + closings.no_due + closings.no_day == len(closed)
    assert sum(span.count for span in figures.due) == len(cases) - len(closed)
    assert sum(one.cases for one in figures.by_type) == sum(one.cases for one in figures.by_law) == len(cases)
    assert sum(one.late for one in figures.by_law) == sum(one.timeliness in ("late", "open_late") for one in cases)
