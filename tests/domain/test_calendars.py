"""Free days of a place, and the day on which work goes on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dpo_desktop.domain.calendars import NO_HOLIDAYS, Calendar

FRIDAY = date(2026, 12, 25)
FREE = Calendar("XX", "test", {FRIDAY: "Christmas Day", date(2026, 12, 26): "Boxing Day"})


@pytest.mark.parametrize(
    ("offset", "saturday_is_free", "because"),
    [
        (-1, True, ""),
        (0, True, "Christmas Day"),
        (1, True, "saturday"),
        (1, False, "Boxing Day"),
        (2, False, "sunday"),
        (2, True, "sunday"),
        (3, True, ""),
        (8, True, "saturday"),
        (8, False, ""),
    ],
)
def test_why_a_day_is_free(offset: int, saturday_is_free: bool, because: str) -> None:
    assert FREE.free_because(FRIDAY + timedelta(days=offset), saturday_is_free=saturday_is_free) == because


def test_next_working_day_is_the_day_itself_or_the_first_after_the_free_ones() -> None:
    thursday, monday = FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=3)
    assert FREE.next_working_day(thursday, saturday_is_free=True) == thursday
    assert FREE.next_working_day(FRIDAY, saturday_is_free=True) == monday
    assert NO_HOLIDAYS.next_working_day(FRIDAY, saturday_is_free=True) == FRIDAY
    saturday = FRIDAY + timedelta(days=8)
    assert FREE.next_working_day(saturday, saturday_is_free=False) == saturday
