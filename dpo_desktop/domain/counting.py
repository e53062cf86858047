"""How a period is counted: pure steps on days and instants (resources/law/schema.md, algorithm, steps 3 and 5)."""

from __future__ import annotations

import calendar as months
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dpo_desktop.domain.calendars import Calendar

_ONE_HOUR = timedelta(hours=1)


def corresponding_date(day: date, months_later: int) -> date:
    """Same day number in the target month; where it does not exist, that month's last day."""
    index = day.year * 12 + day.month - 1 + months_later
    year, month = divmod(index, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_of(unit: str, amount: int) -> int:
    return amount * 12 if unit == "calendar_years" else amount


def end_of_period(unit: str, amount: int, start: str, day: date, free: Calendar, *, saturday_is_free: bool) -> date:
    """The last day of a period that an event on `day` begins, before it rolls. `unit` is no hours."""
    if unit == "calendar_days":
        return day + timedelta(days=amount - (1 if start == "same_day" else 0))
    if unit == "business_days":
        end = day
        for _ in range(amount):
            end = free.next_working_day(end + timedelta(days=1), saturday_is_free=saturday_is_free)
        return end
    return corresponding_date(day, months_of(unit, amount))


def days_before(unit: str, amount: int, day: date, free: Calendar, *, saturday_is_free: bool) -> date:
    """Counted back from an event on `day`: the last day on which the act is in time."""
    if unit == "calendar_days":
        return day - timedelta(days=amount)
    if unit == "business_days":
        for _ in range(amount):
            day -= timedelta(days=1)
            while free.free_because(day, saturday_is_free=saturday_is_free):
                day -= timedelta(days=1)
        return day
    return corresponding_date(day, -months_of(unit, amount))


def after_hours(instant: datetime, hours: int, zone: tzinfo) -> datetime:
    """Elapsed hours, counted in UTC and shown in `zone`; negative ones count back."""
    return (instant.astimezone(UTC) + timedelta(hours=hours)).astimezone(zone)


def next_full_hour(instant: datetime, zone: tzinfo) -> datetime:
    """The end of the local hour in which the event occurs: that hour is not counted (Reg. 1182/71 Art. 3(1))."""
    local = instant.astimezone(zone)
    into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return (local.astimezone(UTC) - into + _ONE_HOUR).astimezone(zone)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """24:00 local time."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def birthday(birth: date, age: int) -> date:
    """The day at whose start the age is complete. Born on 29 February: 1 March where the year has no such day."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)
