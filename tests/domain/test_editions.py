"""Two editions compared: each part that differs is named, and only that."""

from __future__ import annotations

import pytest

from dpo_desktop.domain.editions import CAUSES, base, causes, own_counts, with_own
from dpo_desktop.sentences.deadlines import edition_words

LAW, HOLIDAYS = "2026-11-20, 1f2e3d4c5b6a", "holidays 0.89, IN-KA"


@pytest.mark.parametrize(
    ("law", "holidays", "why"),
    [
        (LAW, HOLIDAYS, ()),
        ("2026-12-01, 1f2e3d4c5b6a", HOLIDAYS, ("law",)),
        ("2026-11-20, 000000000000", HOLIDAYS, ("law",)),
        (with_own(LAW, "own", ["a"]), HOLIDAYS, ("own_rules",)),
        (with_own(LAW, "times", ["a"]), HOLIDAYS, ("own_times",)),
        (with_own(with_own(LAW, "own", ["a"]), "times", ["a"]), HOLIDAYS, ("own_rules", "own_times")),
        (LAW, "holidays 0.90, IN-KA", ("holiday_table",)),
        (LAW, "holidays 0.89, IN-GA", ("place",)),
        (LAW, with_own(HOLIDAYS, "own", ["a"]), ("own_holidays",)),
        (LAW, "", ()),
    ],
)
def test_each_part_that_differs_is_named(law: str, holidays: str, why: tuple[str, ...]) -> None:
    assert causes(LAW, law, HOLIDAYS, holidays) == why
    assert causes(law, LAW, holidays, HOLIDAYS) == why
    assert set(why) <= set(CAUSES)


def test_other_own_parts_of_the_same_number_are_another_edition() -> None:
    before, after = with_own(LAW, "own", ["a"]), with_own(LAW, "own", ["b"])
    assert before != after
    assert causes(before, after, HOLIDAYS, HOLIDAYS) == ("own_rules",)
    assert with_own(LAW, "own", []) == LAW


def test_an_edition_tells_what_the_company_added_in_words() -> None:
    both = with_own(with_own(LAW, "own", ["a", "b"]), "times", ["a"])
    assert (base(both), own_counts(both), own_counts(LAW)) == (LAW, {"own": 2, "times": 1}, {})
    assert edition_words(both) == "Fri 20 Nov 2026, 1f2e3d4c5b6a, 2 own rules, 1 own time"
    assert edition_words(LAW) == "Fri 20 Nov 2026, 1f2e3d4c5b6a"
