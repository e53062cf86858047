"""What notes look like that tell of a pause, an extension or a phone number, of phrases that are data.

Every run of blanks and words has a small bound: a cell of 20,000 signs is read in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

PHRASES = (
    "pause",
    "start",
    "until",
    "restart",
    "hold_for",
    "waiting",
    "extended",
    "extension",
    "extend_by",
    "ago",
    "not",
    "between",
    "phone",
)
_GAP = r"\s{0,4}"
_BLANK = r"\s{1,4}"
_MONTH = r"[^\s\d.,/-]{2,20}"
DATE = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2})?|\d{1,2}[/-]\d{1,2}[/-]\d{4}"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th|er)?\s{_MONTH}\.?\s\d{{4}}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})(?!\d)"
)
_WHOLE = r"(?:(?<=\.)|(?!\w))"  # no part of a longer word; the dot of a short form ends it
_BRACKET = rf"(?:{_GAP}\((?P<bracket>[^()\n]{{1,60}})\))?"


def fact_patterns(
    phrases: Mapping[str, Iterable[str]],
    *,
    units: Iterable[str],
    numbers: Iterable[str],
    yes: Iterable[str],
    no: Iterable[str],
    reasons: Iterable[str],
) -> dict[str, re.Pattern[str]]:
    """Patterns by what they find, of phrases by the names in `PHRASES`.

    span, length, pause (nothing but the fact), extend_by, extended, extension (it may be meant), extension_cell (of a
    cell in the form of `plain`, with a blank after it), phone. A group `not` has matched where the phrase is denied.
    """
    some = {name: any_of(phrases[name]) for name in PHRASES}
    unit = any_of(units)
    number = rf"(?P<amount>\d{{1,3}}|(?:{any_of(numbers)})(?=\s))"
    denied = rf"(?P<not>(?<!\w)(?:{some['not']}){_BLANK}(?:(?:{some['between']}){_BLANK}){{0,2}})?(?<!\w)"
    none = rf"(?![^\S\n]{{0,3}}[:=(]?[^\S\n]{{0,3}}(?:{some['not']})[^\S\n]{{0,3}}(?:[).,;/\n]|$))"
    pause = rf"{denied}(?>{some['pause']}){_WHOLE}{none}"
    extended = rf"(?>{some['extended']}){_WHOLE}{none}(?:{_BLANK}(?:{some['until']}){_BLANK}{DATE})?"
    either = rf"(?>{any_of((*phrases['extended'], *phrases['extension']))}){_WHOLE}{none}"
    amount = (
        rf"{_GAP}:?{_GAP}(?:(?:{some['hold_for']}|{some['extend_by']}){_BLANK})?\+?{_GAP}{number}"
        rf"{_GAP}(?P<unit>{unit})(?!\w)\.?(?!{_GAP}(?:{some['ago']})(?!\w))"
    )
    tail = rf"{_BRACKET}(?P<waiting>,?{_GAP}(?:{some['waiting']})(?:{_BLANK}(?:{some['between']}))?{_BLANK}\w{{1,40}})?"
    ends = r"(?=\s{0,4}(?:[(,;/!\n]|[-–—]\s|\.(?!\w)|$))"
    sources = {
        "span": rf"{pause}{_GAP}:?{_GAP}(?:(?:{some['start']}){_BLANK})?(?P<begun>{DATE}){_GAP}"
        rf"(?:[-–—]|[,;]?{_GAP}(?:{some['until']}|{some['restart']})(?:{_BLANK}(?:{some['start']}))?)"
        rf"{_GAP}(?P<ended>{DATE}){tail}",
        "length": rf"{pause}{amount}{tail}",
        "pause": rf"{pause}[^\n;/]{{0,40}}",
        "extend_by": rf"{denied}{either}{amount}{_BRACKET}",
        "extended": rf"{denied}(?:{extended}|{either}{_GAP}:{_GAP}(?:{any_of(yes)})(?!\w)){ends}{_BRACKET}",
        "extension": rf"{denied}{either}(?:{ends}|{_GAP}\?){_BRACKET}",
        "extension_cell": rf"(?:(?:{any_of(_words_only(yes))}|(?P<no>{any_of(_words_only(no))})) )?"
        rf"(?:(?P<amount>\d{{1,3}}|(?:{any_of(numbers)})(?= )) ?(?P<unit>{unit})? )?"
        rf"(?P<reasons>(?:(?:{any_of(reasons)}) )*)",
        "phone": rf"(?<!\w)(?:{some['phone']})(?!\w)[\s.:]{{0,3}}(?P<named>\+?\(?\d[\d ()/.-]{{5,18}}\d)"
        r"|(?<![\w+])(?P<bare>\+\d[\d ()/.-]{6,18}\d)",
    }
    return {name: re.compile(source, re.IGNORECASE) for name, source in sources.items()}


def _words_only(phrases: Iterable[str]) -> list[str]:
    """Without 0 and 1: beside another number they are part of an amount."""
    return [phrase for phrase in phrases if not phrase.isdigit()]


def any_of(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", _BLANK) for phrase in longest_first)
