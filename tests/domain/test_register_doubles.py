"""When two entries are one case, and that the index finds what the rule says and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.register_doubles import CaseDoubles, CaseFacts, same_case

DAY = date(2024, 3, 4)
ANN = CaseFacts("Ann Lee", "ann@x.example", "access", DAY, None)


def days(number: int) -> date:
    return DAY + timedelta(days=number)


def doubles_of(rows: list[CaseFacts]) -> dict[int, int]:
    """Each row that is a double, and the first row before it that it is the same case as."""
    seen, found = CaseDoubles(), {}
    for number, facts in enumerate(rows):
        if (first := seen.find(facts)) is not None:
            found[number] = first
        seen.add(number, facts)
    return found


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "same_email"),
        ({"email": "ANN@X.example "}, "same_email"),
        ({"name": "A. L."}, "same_email"),
        ({"received": days(3)}, "same_email"),
        ({"received": days(-3)}, "same_email"),
        ({"closed": days(9)}, "same_email"),
        ({"email": ""}, "same_name"),
        ({"email": "", "name": "LEE, Ann"}, "same_name"),
        ({"subject": "Ann Lee"}, "same_email"),
        ({"subject": "Tom Lee"}, "same_email"),  # only one of the two says whom it is about
        ({"received": days(4)}, ""),
        ({"received": days(-4)}, ""),
        ({"right": "erasure"}, ""),
        ({"right": ""}, ""),
        ({"email": "ann.lee@x.example"}, ""),  # father and son may have one name
        ({"email": "", "name": "Ann"}, ""),
        ({"email": "", "name": "Ann Leeson"}, ""),
        ({"email": "", "name": ""}, ""),
        ({"received": None}, "same_email"),
        ({"received": None, "closed": days(9)}, ""),
    ],
)
def test_what_makes_two_entries_one_case(changes: dict[str, Any], reason: str) -> None:
    other = replace(ANN, **changes)
    assert same_case(ANN, other) == same_case(other, ANN) == reason


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (days(9), days(9), "same_email"),
        (days(9), None, "same_email"),
        (days(9), days(10), ""),
    ],
)
def test_cases_closed_on_different_days_are_two(one: date | None, other: date | None, reason: str) -> None:
    assert same_case(replace(ANN, closed=one), replace(ANN, closed=other)) == reason


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (days(9), days(9), "same_email"),
        (None, None, "same_email"),
        (days(9), None, ""),
        (days(9), days(10), ""),
    ],
)
def test_without_a_receipt_the_days_of_closing_decide(one: date | None, other: date | None, reason: str) -> None:
    assert same_case(replace(ANN, closed=one, received=None), replace(ANN, closed=other)) == reason
    assert same_case(replace(ANN, closed=one, received=None), replace(ANN, closed=other, received=None)) == reason


def test_a_parent_asks_for_two_children() -> None:
    tom, mia = replace(ANN, subject="Tom Lee"), replace(ANN, subject="Mia Lee")
    assert same_case(tom, mia) == ""
    assert same_case(tom, replace(tom, subject="LEE, TOM")) == "same_email"
    assert doubles_of([tom, mia, tom, mia]) == {2: 0, 3: 1}


def test_days_at_the_ends_of_the_calendar() -> None:
    first, last = replace(ANN, received=date.min), replace(ANN, received=date.max)
    assert doubles_of([first, last, first, last]) == {2: 0, 3: 1}


def test_the_first_row_is_the_case() -> None:
    erasure = replace(ANN, right="erasure")
    rows = [ANN, erasure, replace(ANN, received=days(2)), replace(ANN, received=days(4)), replace(erasure, email="")]
    assert doubles_of(rows) == {2: 0, 3: 2, 4: 1}
    assert doubles_of([ANN, ANN, ANN]) == {1: 0, 2: 0}


NEAR = st.none() | st.dates(DAY, days(9)) | st.sampled_from([date.min, date.max])
FACTS = st.builds(
    CaseFacts,
    name=st.sampled_from(["", "Ann", "Ann Lee", "LEE Ann", "Bob Lee", "*"]),
    email=st.sampled_from(["", "ann@x.example", "ANN@x.example", "bob@x.example", "*"]),
    right=st.sampled_from(["", "access", "erasure"]),
    received=NEAR,
    closed=NEAR,
    subject=st.sampled_from(["", "Ann Lee", "Tom", "*", "any", "ann@x.example"]),
)


@given(rows=st.lists(FACTS, max_size=12), sought=FACTS)
def test_the_index_finds_what_the_rule_says(rows: list[CaseFacts], sought: CaseFacts) -> None:
    seen = CaseDoubles()
    for number, facts in enumerate(rows):
        seen.add(number, facts)
    expected = [number for number, facts in enumerate(rows) if same_case(facts, sought)]
    assert seen.find(sought) == min(expected, default=None)
