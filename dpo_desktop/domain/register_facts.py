"""Facts that stand in free text: pauses of the clock, extensions of the deadline, a phone number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dpo_desktop.domain.register_dates import read_day
from dpo_desktop.domain.register_values import is_blank, read_yes
from dpo_desktop.domain.register_words import RegisterWords, plain, with_ascii_digits

PHRASES = ("pause", "until", "hold_for", "waiting", "restart", "extended", "extend_by", "not")
_DATE = (
    r"\d{4}-\d{2}-\d{2}|\d{1,2}\. ?\d{1,2}\.(?: ?(?:\d{4}|\d{2}))?(?!\d)|\d{1,2}[/-]\d{1,2}[/-]\d{4}"
    r"|\d{1,2}\.? [^\W\d_]+\.? \d{4}"
)
_WITHOUT_YEAR = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.")
_BRACKET = r"(?:\s*\((?P<bracket>[^()\n]{1,60})\))?"
_PHONE = re.compile(
    r"(?:\b(?:tel|phone|ph|mobile|mob|fon|telefon|handy|tél|téléphone)\b|फ़ोन|फोन|मोबाइल)[ .:]{0,3}"
    r"(?P<named>\+?\(?\d[\d ()/.-]{5,18}\d)|(?<![\w+])(?P<bare>\+\d[\d ()/.-]{6,18}\d)",
    re.IGNORECASE,
)
_AMOUNT_ALONE = re.compile(r"\+? ?(\d{1,3})")
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


def fact_patterns(phrases: Mapping[str, Iterable[str]], units: Iterable[str]) -> dict[str, re.Pattern[str]]:
    """What pauses and extensions look like, of phrases by the names in `PHRASES`."""
    some = {name: _any_of(phrases[name]) for name in PHRASES}
    unit = _any_of(units)
    negation = rf"(?P<not>(?:{some['not']})\s+(?:\w+\s+)?)?"
    reason = rf"{_BRACKET}(?P<waiting>,\s*(?:{some['waiting']})\s+\w+)?"
    sources = {
        "span": rf"{negation}(?<!\w)(?:{some['pause']})\s*:?\s*(?:[^\W\d_]{{2,4}}\s+)?(?P<begun>{_DATE})"
        rf"\s*(?:[-–—]|(?:,|;)?\s*(?:{some['until']}|{some['restart']})(?:\s+(?:on|am|le))?)\s*(?P<ended>{_DATE}){reason}",
        "length": rf"{negation}(?<!\w)(?:{some['pause']})\s*:?\s*(?:(?:{some['hold_for']})\s+)?(?P<amount>\d{{1,3}})"
        rf"\s*(?P<unit>{unit})(?!\w)\.?{reason}",
        "extend_by": rf"{negation}(?<!\w)(?:{some['extended']})\s*:?\s*(?:(?:{some['extend_by']})\s+)?\+?\s*"
        rf"(?P<amount>\d{{1,3}})\s*(?P<unit>{unit})(?!\w)\.?{_BRACKET}",
        "extended": rf"{negation}(?<!\w)(?:{some['extended']})(?!\w)(?=\s*(?:[(,;/\n]|-\s|\.|$)){_BRACKET}",
        "amount": rf"\+?\s*(?P<amount>\d{{1,3}})\s*(?P<unit>{unit})\.?{_BRACKET}",
    }
    return {name: re.compile(source, re.IGNORECASE) for name, source in sources.items()}


def _any_of(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)


def read_pauses(
    text: str, *, received: date | None, closed: date | None, order: str, words: RegisterWords
) -> tuple[tuple[Pause, ...], tuple[str, ...]]:
    """The pauses that a text tells of in its order, and the phrases, as typed, that look like one and give no days.

    Days without a year are those that come first on or after the receipt: a clock cannot stop before it runs.
    """
    found: list[tuple[int, Pause]] = []
    unclear: list[tuple[int, str]] = []
    for match in _not_negated(words.patterns["span"], text):
        typed = match.group().strip()
        span = _span(match["begun"], match["ended"], received, order, words)
        if span is None or (closed is not None and span[0] > closed):
            unclear.append((match.start(), typed))
        else:
            begun, ended = span
            found.append((match.start(), Pause((ended - begun).days, begun, ended, _reason(match, words), typed)))
    for match in _not_negated(words.patterns["length"], text):
        amount, unit = _in_days(int(with_ascii_digits(match["amount"])), words.units[plain(match["unit"])])
        if unit == "days":
            found.append((match.start(), Pause(amount, None, None, _reason(match, words), match.group().strip())))
        else:
            unclear.append((match.start(), match.group().strip()))
    return tuple(pause for _at, pause in sorted(found, key=_place)), tuple(typed for _at, typed in sorted(unclear))


def _place(found: tuple[int, Pause]) -> int:
    return found[0]


def _not_negated(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for match in pattern.finditer(text[:_MOST_TEXT]) if match["not"] is None)


def _span(first: str, last: str, received: date | None, order: str, words: RegisterWords) -> tuple[date, date] | None:
    """The two days; None where one does not exist, no year can be told, or they stand the wrong way round."""
    first, last = with_ascii_digits(first), with_ascii_digits(last)
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


def _in_days(amount: int, unit: str) -> tuple[int, str]:
    return (amount * 7, "days") if unit == "weeks" else (amount, unit)


def read_extension(cell: str, notes: str, words: RegisterWords) -> tuple[Extension | None, str]:
    """The extension that a cell of its own and the notes tell of, and a code where they cannot be read.

    The amount of the cell goes before that of the notes; both are kept as typed where both say something.
    """
    own, own_code = _extension_of_cell(cell, words)
    noted = _extension_in(notes, words)
    if own_code:
        return None, own_code
    if noted is not None and read_yes(cell, words) is False:
        return None, "register.extension_unclear"
    if own is None or noted is None:
        return own or noted, ""
    more = own if own.amount else noted
    return Extension(more.amount, more.unit, own.reason or noted.reason, f"{own.text}\n{noted.text}"), ""


def _extension_of_cell(cell: str, words: RegisterWords) -> tuple[Extension | None, str]:
    written = with_ascii_digits(cell)
    says = read_yes(written, words)
    if is_blank(written, words) or says is False:
        return None, ""
    if says:
        return Extension(0, "", "", cell.strip()), ""
    if match := _AMOUNT_ALONE.fullmatch(written):
        amount = int(match[1])
        return Extension(amount, "days" if amount > _MOST_MONTHS else "", "", cell.strip()), ""
    if match := words.patterns["amount"].fullmatch(written):
        return _extension(match, cell.strip(), words), ""
    told = _extension_in(cell, words)
    return (told, "") if told else (None, "register.unknown_word")


def _extension_in(text: str, words: RegisterWords) -> Extension | None:
    for name in ("extend_by", "extended"):
        for match in _not_negated(words.patterns[name], text):
            return _extension(match, match.group().strip(), words)
    return None


def _extension(match: re.Match[str], typed: str, words: RegisterWords) -> Extension:
    given = match.groupdict()
    amount, unit = 0, ""
    if given.get("amount"):
        amount, unit = _in_days(int(with_ascii_digits(match["amount"])), words.units[plain(match["unit"])])
    told = plain(given["bracket"] or "").split()
    reason = next((words.extension_reasons[word] for word in told if word in words.extension_reasons), "")
    return Extension(amount, unit, reason, typed)


def phone_in(text: str) -> str:
    """The first number that a text calls a phone number or that begins with a plus, as typed; '' for none."""
    match = _PHONE.search(text[:_MOST_TEXT])
    return (match["named"] or match["bare"]).strip() if match else ""
