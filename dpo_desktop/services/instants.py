"""Instants with the zone they were given in: kept as UTC and a zone name, given back as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo


def zone_name(instant: datetime) -> str:
    """An IANA name where the instant carries one, else its offset as `+05:30`."""
    key = getattr(instant.tzinfo, "key", None)
    if isinstance(key, str):
        return key
    offset = instant.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def zone_of(name: str) -> tzinfo:
    """The zone that `zone_name` wrote."""
    if name[:1] in "+-":
        hours, minutes = int(name[1:3]), int(name[4:6])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if name[0] == "-" else offset)
    return ZoneInfo(name)


def is_before(one: datetime | None, other: datetime | None) -> bool:
    """False where one of them is not known."""
    return one is not None and other is not None and one < other


def in_zone(instant: datetime, name: str) -> datetime:
    return instant.astimezone(zone_of(name))


def offsets_between(zone: tzinfo, first: date, last: date) -> list[tuple[datetime, timedelta]]:
    """Each offset from UTC of a zone with the instant it begins, over the days `first` to `last`."""
    hour = timedelta(hours=1)
    at = datetime.combine(first, time.min, UTC) - 24 * hour
    end = datetime.combine(last, time.min, UTC) + 48 * hour
    found: list[tuple[datetime, timedelta]] = []
    while at < end:
        offset = at.astimezone(zone).utcoffset() or timedelta()
        if not found or found[-1][1] != offset:
            found.append((_change(at - hour, at, zone) if found else at, offset))
        at += hour
    return found


def _change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The minute between two instants at which the offset becomes that of the later one."""
    new = after.astimezone(zone).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after
