"""Dates as people type them into a table: read as the day that is written, or not at all.

A number alone, as spreadsheets keep dates inside, is not guessed. Of three numbers the year stands last, or first with
four digits. The name of a weekday beside a date is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from dpo_desktop.domain.errors import Parameter
from dpo_desktop.domain.register_words import RegisterWords, plain, readable
from dpo_desktop.domain.requests import FIRST_YEAR

_BY_ORDER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})")
_DOTS = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_NAME = r"([^\s\d.,/-]+)"
_DAY_NAME = re.compile(
    rf"(?:le )?(\d{{1,2}})(?:\.|st|nd|rd|th|er)?[ -]?(?:of )?{_NAME}[.,]?[ -]?(\d{{4}}|\d{{2}})", re.I
)
_NAME_DAY = re.compile(rf"{_NAME}\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})", re.I)
_AFTER_NAME = re.compile(rf"{_NAME}\.?,? ?(.+)")
_TIME = re.compile(
    r"(?P<date>.*\d)(?:T|,? )(?P<hour>\d{1,2})[:h.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d{1,9})?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?| Uhr)?(?P<offset> ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?"
)
_LONGEST = 60  # characters of a date


@dataclass(frozen=True, slots=True)
class ReadDay:
    """The day as written, and the instant where an hour stands beside it (aware where an offset does).

    `code` says why there is none: register.day_does_not_exist (with day, month, year), register.not_a_date or
    register.date_ambiguous. All are empty for an empty cell.
    """

    day: date | None = None
    instant: datetime | None = None
    code: str = ""
    parameters: tuple[tuple[str, Parameter], ...] = ()

    @property
    def value(self) -> date | datetime | None:
        return self.instant or self.day


def _problem(code: str, **parameters: Parameter) -> ReadDay:
    return ReadDay(code=code, parameters=tuple(parameters.items()))


def date_order(texts: Iterable[str]) -> str:
    """How a column writes 04/03/2026: dmy, mdy, ambiguous (nothing proves it, or both are proved), none (no such date).

    Only dates of three numbers with slashes or hyphens and the year last say anything about it.
    """
    seen = False
    proved = set()
    for text in texts:
        written, _timed = _without_time(_tidy(text))
        named = _AFTER_NAME.fullmatch(written)
        match = _BY_ORDER.fullmatch(named[2] if named else written)
        if match is None:
            continue
        seen = True
        first, second = int(match[1]), int(match[3])
        if 12 < first <= 31 and 1 <= second <= 12:
            proved.add("dmy")
        elif 12 < second <= 31 and 1 <= first <= 12:
            proved.add("mdy")
    if not seen:
        return "none"
    return proved.pop() if len(proved) == 1 else "ambiguous"


def read_day(text: str, order: str, words: RegisterWords) -> ReadDay:
    """`order` is what `date_order` says of the column; without it 13/04/2026 is read and 03/04/2026 is not."""
    written = _tidy(text)
    if not written:
        return _problem("register.not_a_date") if len(text.strip()) > _LONGEST else ReadDay()
    dated, timed = _without_time(written)
    found = _day_of(dated, order, words)
    named = _AFTER_NAME.fullmatch(dated) if found.code == "register.not_a_date" else None
    if named and plain(named[1]) in words.weekdays:  # only now: `mar` is a Tuesday and a month
        found = _day_of(named[2], order, words)
    if timed is None or found.day is None:
        return found
    instant = _instant(found.day, timed)
    return ReadDay(found.day, instant) if instant else _problem("register.not_a_date")


def full_year(digits: str) -> int:
    """Two digits are a year from 1970 to 2069: no case is older than `FIRST_YEAR`, so there is only one century."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return 2000 + year if year < FIRST_YEAR - 1900 else 1900 + year


def _tidy(text: str) -> str:
    """One blank between words; a text too long for a date is none."""
    written = " ".join(readable(text[: 4 * _LONGEST]).split())
    return written if len(written) <= _LONGEST and len(text) <= 4 * _LONGEST else ""


def _without_time(written: str) -> tuple[str, re.Match[str] | None]:
    timed = _TIME.fullmatch(written)
    return (timed["date"] if timed else written), timed


def _day_of(written: str, order: str, words: RegisterWords) -> ReadDay:
    if match := _YEAR_FIRST.fullmatch(written):
        return _checked(int(match[4]), int(match[3]), int(match[1]))
    if match := _DOTS.fullmatch(written):
        return _checked(int(match[1]), int(match[2]), full_year(match[3]))
    if match := _BY_ORDER.fullmatch(written):
        return _by_order(int(match[1]), int(match[3]), full_year(match[4]), order)
    if match := _DAY_NAME.fullmatch(written):
        return _checked(int(match[1]), words.months.get(plain(match[2]), 0), full_year(match[3]))
    if match := _NAME_DAY.fullmatch(written):
        return _checked(int(match[2]), words.months.get(plain(match[1]), 0), int(match[3]))
    return _problem("register.not_a_date")


def _by_order(first: int, second: int, year: int, order: str) -> ReadDay:
    if order == "mdy":
        return _checked(second, first, year)
    if order == "dmy" or first == second or first > 12:
        return _checked(first, second, year)
    if second > 12:
        return _checked(second, first, year)
    return _problem("register.date_ambiguous")


def _checked(day: int, month: int, year: int) -> ReadDay:
    if not 1 <= month <= 12 or not 1 <= day <= 31 or year < 1:
        return _problem("register.not_a_date")
    try:
        return ReadDay(date(year, month, day))
    except ValueError:
        return _problem("register.day_does_not_exist", day=day, month=month, year=year)


def _instant(day: date, timed: re.Match[str]) -> datetime | None:
    """The hour beside a day; None where there is no such hour."""
    hour = int(timed["hour"])
    if half := timed["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    offset = (timed["offset"] or "").strip()
    try:
        clock = time(hour, int(timed["minute"]), int(timed["second"] or 0))
        return datetime.fromisoformat(f"{day}T{clock}{'+00:00' if offset.isalpha() else offset}")
    except ValueError:
        return None
