"""Dates and instants as people write them. Names of days and months come from CLDR through Babel, imported late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from dpo_desktop.translation import _, language, ngettext

# One pattern per language: long in titles, middle in facts, short in lists. The weekday is always there.
_PATTERNS: dict[str, tuple[str, str, str]] = {
    "en": ("EEEE, d MMMM y", "EEE d MMM y", "EEE d MMM"),
    "de": ("EEEE, d. MMMM y", "EEE d. MMM y", "EEE d. MMM"),
    "fr": ("EEEE d MMMM y", "EEE d MMM y", "EEE d MMM"),
    "hi": ("EEEE, d MMMM y", "EEE, d MMM y", "EEE, d MMM"),
}


_DAY_PATTERNS = {"en": "d MMMM y", "de": "d. MMMM y", "fr": "d MMMM y", "hi": "d MMMM y"}
_YEARLESS_PATTERNS = {"en": "d MMMM", "de": "d. MMMM", "fr": "d MMMM", "hi": "d MMMM"}


def _formatted(day: date, form: int, chosen: str | None) -> str:
    return _in_pattern(day, {name: patterns[form] for name, patterns in _PATTERNS.items()}, chosen)


def _in_pattern(day: date, patterns: Mapping[str, str], chosen: str | None) -> str:
    from babel.dates import format_date

    spoken = chosen or language()
    known = spoken if spoken in patterns else "en"
    return format_date(day, patterns[known], locale="en_GB" if known == "en" else known)


def long_date(day: date, in_language: str | None = None) -> str:
    """Monday, 7 December 2026."""
    return _formatted(day, 0, in_language)


def middle_date(day: date, in_language: str | None = None) -> str:
    """Mon 7 Dec 2026."""
    return _formatted(day, 1, in_language)


def long_day(day: date, in_language: str | None = None) -> str:
    """7 December 2026: a day of the past, whose weekday says nothing."""
    return _in_pattern(day, _DAY_PATTERNS, in_language)


def long_span(begun: date, ended: date, in_language: str | None = None) -> str:
    """20 June to 2 July 2024; the year stands once where it is the same."""
    first = _in_pattern(begun, _DAY_PATTERNS if begun.year != ended.year else _YEARLESS_PATTERNS, in_language)
    return _("{first} to {last}").format(first=first, last=long_day(ended, in_language))


def short_date(day: date, today: date, in_language: str | None = None) -> str:
    """Mon 7 Dec; with the year where it is not this one."""
    return _formatted(day, 2 if day.year == today.year else 1, in_language)


def month_name(day: date, in_language: str | None = None) -> str:
    """Dec."""
    from babel.dates import format_date

    return format_date(day, "LLL", locale=_locale(in_language))


def span_words(first: date, last: date, in_language: str | None = None) -> str:
    """2–8 Dec; 30 Dec – 5 Jan. For spans near today: without the year."""
    from babel.dates import format_interval

    return format_interval(first, last, "MMMd", locale=_locale(in_language))


def period_words(first: date, unit: str, in_language: str | None = None) -> str:
    """Dec 2026, Q4 2026 or 2026, as `unit` is month, quarter or year."""
    from babel.dates import format_date

    return format_date(first, {"month": "LLL y", "quarter": "QQQ y", "year": "y"}[unit], locale=_locale(in_language))


def _locale(in_language: str | None) -> str:
    spoken = in_language or language()
    return spoken if spoken in _PATTERNS and spoken != "en" else "en_GB"


def clock_time(instant: datetime) -> str:
    """16:12."""
    return instant.strftime("%H:%M")


def instant_words(instant: datetime, in_language: str | None = None) -> str:
    """Tue 20 Oct 2026, 16:12."""
    return f"{middle_date(instant.date(), in_language)}, {clock_time(instant)}"


def due_words(due: date, today: date) -> str:
    """What a due date means today: 4 days late, today, tomorrow, 14 days left."""
    days = (due - today).days
    if days < 0:
        return ngettext("{n} day late", "{n} days late", -days).format(n=-days)
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("{n} day left", "{n} days left", days).format(n=days)


def received_words(received: datetime, workspace: tzinfo | None) -> str:
    """The instant on the workspace's clock, as everywhere; beside it what was given, where its zone differs."""
    here = received.astimezone(workspace)
    if here.utcoffset() == received.utcoffset():
        return instant_words(here)
    offset = received.isoformat(timespec="minutes")[-6:]
    given = f"{instant_words(received)}, UTC{offset}"
    return _("{here} (given as {given})").format(here=instant_words(here), given=given)
