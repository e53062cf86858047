"""Facts that stand in free text: pauses of the clock, extensions of the deadline, a phone number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from dpo_desktop.domain.persons import phone_number
from dpo_desktop.domain.register_dates import read_day
from dpo_desktop.domain.register_patterns import DATE
from dpo_desktop.domain.register_values import is_blank
from dpo_desktop.domain.register_words import RegisterWords, plain, readable, without_brackets

_WITHOUT_YEAR = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.")
_DATE = re.compile(DATE)
_FEWEST_DIGITS = 6  # of a phone number
_MOST_MONTHS = 12  # a number without a unit above it counts days: no law lets a deadline grow by more months
_MOST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Pause:
    """Days the clock stood: from the day it stopped to the day it went on, the last not counted.

    `begun` and `ended` are None where only a number of days is given. `reason` is identity or ''. `text` as typed.
    """

    days: int
    begun: date | None
    ended: date | None
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Extension:
    """`amount` in `unit` (months, days, or '' where none is named); 0 where only the fact is. `text` as typed.

    `reason` is complex, number (of requests), or ''.
    """

    amount: int
    unit: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What notes say of an extension: the fact, that there is none, or something that may mean one."""

    extension: Extension | None = None
    denied: bool = False
    unclear: bool = False


def read_pauses(
    text: str, *, received: date | None, closed: date | None, order: str, words: RegisterWords
) -> tuple[tuple[Pause, ...], tuple[str, ...]]:
    """The pauses that a text tells of in its order, and the phrases, as typed, that look like one and give no days.

    Days without a year are those that come first on or after the receipt: a clock cannot stop before it runs, nor
    after the case is closed. No day counts twice: a pause that begins within another counts from where that one ended,
    and a number of days beside a pause with dates, or equal to a number before it, may be the same pause told again.
    """
    text = _searched(text)
    spans: list[tuple[int, Pause]] = []
    lengths: list[tuple[int, Pause]] = []
    unclear: list[tuple[int, str]] = []
    seen = set()
    for match in _not_denied("span", text, words):
        seen.add(match.start())
        span = _span(match["begun"], match["ended"], received, order, words)
        if span is None or (received and span[0] < received) or (closed and span[0] > closed):
            unclear.append(_as_typed(match))
        else:
            begun, ended = span
            pause = Pause((ended - begun).days, begun, ended, _reason(match, words), match.group().strip())
            spans.append((match.start(), pause))
    for match in _not_denied("length", text, words):
        seen.add(match.start())
        days, unit = _amount(match["amount"], match["unit"], words)
        longest = (closed - received).days if received and closed else days
        told_before = bool(spans) or any(days == pause.days for _at, pause in lengths)
        if unit != "days" or days > longest or told_before:
            unclear.append(_as_typed(match))
        else:
            lengths.append((match.start(), Pause(days, None, None, _reason(match, words), match.group().strip())))
    unclear += [_as_typed(match) for match in _not_denied("pause", text, words) if match.start() not in seen]
    found = sorted((*_each_day_once(spans), *lengths), key=_place)
    return tuple(pause for _at, pause in found), tuple(typed for _at, typed in sorted(unclear))


def _searched(text: str) -> str:
    return unicodedata.normalize("NFC", text[:_MOST_TEXT])


def _place(found: tuple[int, Pause]) -> int:
    return found[0]


def _as_typed(match: re.Match[str]) -> tuple[int, str]:
    return match.start(), match.group().strip()


def _not_denied(pattern: str, text: str, words: RegisterWords) -> Iterator[re.Match[str]]:
    return (match for match in words.patterns[pattern].finditer(text) if match["not"] is None)


def _each_day_once(spans: Iterable[tuple[int, Pause]]) -> Iterator[tuple[int, Pause]]:
    """In the order of the days; what lies within another is left out."""
    until = date.min
    for at, pause in sorted(spans, key=lambda found: (found[1].begun or date.min, -found[1].days)):
        begun, ended = pause.begun or date.min, pause.ended or date.min
        if begun < until and ended <= until:
            continue
        begun = max(begun, until)
        yield at, replace(pause, begun=begun, days=(ended - begun).days)
        until = ended


def _span(first: str, last: str, received: date | None, order: str, words: RegisterWords) -> tuple[date, date] | None:
    """The two days; None where one does not exist, no year can be told, or they stand the wrong way round."""
    first, last = readable(first), readable(last)
    ended = read_day(last, order, words).day
    if not _WITHOUT_YEAR.fullmatch(first):
        begun = read_day(first, order, words).day
    elif ended is not None:
        begun = _in_year(first, ended.year)  # "12.05.-17.05.2023", and "28.12.-03.01.2024" began the year before
        begun = _in_year(first, ended.year - 1) if begun is not None and begun > ended else begun
    else:
        begun = _first_from(first, received) if received else None
    if begun is not None and _WITHOUT_YEAR.fullmatch(last):
        ended = _first_from(last, begun)
    return (begun, ended) if begun is not None and ended is not None and begun <= ended else None


def _first_from(text: str, earliest: date) -> date | None:
    """The day of the year that a text names, in the first year in which it does not lie before `earliest`."""
    this_year, next_year = _in_year(text, earliest.year), _in_year(text, earliest.year + 1)
    return this_year if this_year is not None and this_year >= earliest else next_year


def _in_year(text: str, year: int) -> date | None:
    match = _WITHOUT_YEAR.fullmatch(text)
    if match is None:
        return None
    try:
        return date(year, int(match[2]), int(match[1]))
    except ValueError:
        return None


def _reason(match: re.Match[str], words: RegisterWords) -> str:
    told = plain(f"{match['bracket'] or ''} {match['waiting'] or ''}").split()
    return "identity" if words.identity.intersection(told) else ""


def _amount(number: str, unit: str | None, words: RegisterWords) -> tuple[int, str]:
    """An amount in days, months or ''; weeks are days."""
    digits = readable(number)
    amount = int(digits) if digits.isdecimal() else words.numbers[plain(number)]
    if not unit:
        return amount, "days" if amount > _MOST_MONTHS else ""
    of = words.units[plain(unit)]
    return (amount * 7, "days") if of == "weeks" else (amount, of)


def read_extension(cell: str, notes: str, words: RegisterWords) -> tuple[Extension | None, str]:
    """The extension that a cell of its own and the notes tell of, and a code where they cannot be read.

    The amount of the cell goes before that of the notes; both are kept as typed where both say something. Notes that
    speak against the cell, of two amounts, or of an extension that may only have been asked for, are not clear.
    """
    own, code = _extension_of_cell(cell, words)
    if code:
        return None, code
    told = _told_in(_searched(notes), words)
    noted = told.extension
    if own is None:
        says_no = not is_blank(cell, words)
        is_unclear = noted is not None if says_no else told.unclear
        return (None, "register.extension_unclear") if is_unclear else (noted, "")
    if noted is None:
        return (None, "register.extension_unclear") if told.denied else (own, "")
    more = own if own.amount else noted
    return Extension(more.amount, more.unit, own.reason or noted.reason, f"{own.text}\n{noted.text}"), ""


def _extension_of_cell(cell: str, words: RegisterWords) -> tuple[Extension | None, str]:
    if is_blank(cell, words):
        return None, ""
    typed = cell.strip()
    if plain(cell) in words.yes:
        return Extension(0, "", "", typed), ""
    for text in (cell, without_brackets(cell)):
        match = words.patterns["extension_cell"].fullmatch(f"{plain(text)} ")
        if match is None or not match.start("reasons") or (match["no"] and match["amount"]):
            continue  # a reason alone says nothing of yes or no, and both say too much
        amount, unit = _amount(match["amount"], match["unit"], words) if match["amount"] else (0, "")
        if match["no"] or (match["amount"] and not amount):
            return None, ""
        return Extension(amount, unit, _why(match["reasons"], words), typed), ""
    told = _told_in(_searched(cell), words)
    if told.unclear and words.patterns["extension"].fullmatch(typed):  # the column itself says that it is meant
        return Extension(0, "", "", typed), ""
    if told.extension or (told.denied and not told.unclear):
        return told.extension, ""
    return None, "register.unknown_word"


def _told_in(text: str, words: RegisterWords) -> _Told:
    found, denied = [], False
    for pattern in ("extend_by", "extended", "extension"):
        for match in words.patterns[pattern].finditer(text):
            extension = _extension(match, words)
            if match["not"] is not None:
                denied = True
            elif pattern != "extension" or extension.reason:
                found.append(extension)
    if found:
        amounts = {(one.amount, one.unit) for one in found if one.amount}
        reason = next((one.reason for one in found if one.reason), "")
        return _Told(unclear=True) if len(amounts) > 1 else _Told(replace(found[0], reason=reason), denied)
    return _Told(None, denied, any(_not_denied("extension", text, words)))


def _extension(match: re.Match[str], words: RegisterWords) -> Extension:
    given = match.groupdict()
    amount, unit = _amount(given["amount"], given["unit"], words) if given.get("amount") else (0, "")
    return Extension(amount, unit, _why(given["bracket"] or "", words), match.group().strip())


def _why(text: str, words: RegisterWords) -> str:
    return next((words.extension_reasons[word] for word in plain(text).split() if word in words.extension_reasons), "")


def phone_in(text: str, words: RegisterWords) -> str:
    """The first number that a text calls a phone number or that begins with a plus, in ASCII digits; '' for none."""
    for match in words.patterns["phone"].finditer(readable(text[:_MOST_TEXT])):
        number = (match["named"] or match["bare"]).strip()
        if _is_date(number) or sum(sign.isdigit() for sign in number) < _FEWEST_DIGITS:
            continue
        if match["named"] or phone_number(number):
            return number
    return ""


def _is_date(number: str) -> bool:
    found = _DATE.match(number)
    return found is not None and (found.end() == len(number) or number[found.end()] in " -")
