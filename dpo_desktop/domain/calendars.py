"""Free days of a place, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Calendar:
    """Public holidays of a place by day. `edition` names the table they were taken from."""

    place: str
    edition: str
    holidays: Mapping[date, str] = field(default_factory=dict)

    def free_because(self, day: date, *, saturday_is_free: bool) -> str:
        """'sunday', 'saturday', the holiday's name, or '' for a working day."""
        if day.weekday() == _SUNDAY:
            return "sunday"
        if day.weekday() == _SATURDAY and saturday_is_free:
            return "saturday"
        return self.holidays.get(day, "")

    def next_working_day(self, day: date, *, saturday_is_free: bool) -> date:
        """The day itself where it is a working day."""
        while self.free_because(day, saturday_is_free=saturday_is_free):
            day += timedelta(days=1)
        return day


NO_HOLIDAYS = Calendar("", "")
