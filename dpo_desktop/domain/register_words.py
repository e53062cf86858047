"""The vocabulary of registers kept by hand, and the forms in which words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SMALL = frozenset("and the und et les".split())
_SAME = {"saint": "st"}
_TICKS = str.maketrans({"✓": " x ", "✔": " x ", "☑": " x ", "☒": " x ", "✗": " no ", "✘": " no ", "☐": " no "})
_OF_SHORT_FORMS = str.maketrans("", "", ".'’")
_JOINERS = "\u200c\u200d"  # invisible, but part of how Indian and Persian words are spelt
_WIDE = range(0xFF01, 0xFF5F)  # ASCII as East Asian keyboards write it
_WIDE_TO_ASCII = 0xFEE0


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """What words mean, every key in the form of `plain` (countries: `country_key`).

    `rights` gives a kind of request, '' for a word that adds nothing. `choices` gives codes by field and word.
    `headers` gives a field by the name of a column. `closed` and `opened` are the states that yes and no stand for
    where a column asks whether a case is closed. `patterns` are those of `register_patterns`; `units` gives days,
    weeks or months.
    """

    headers: Mapping[str, str]
    rights: Mapping[str, str]
    countries: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    yes: frozenset[str]
    no: frozenset[str]
    closed: frozenset[str]
    opened: frozenset[str]
    blanks: frozenset[str]
    totals: frozenset[str]
    headings: frozenset[str]
    months: Mapping[str, int]
    weekdays: frozenset[str]
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    identity: frozenset[str]
    extension_reasons: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]]


def plain(text: str) -> str:
    """Lower case, one spelling of composed letters, ASCII digits, and a blank for all that is neither letter nor digit.

    Vowel signs of Indian scripts belong to their letter; signs without a shape are left out.
    """
    lower = unicodedata.normalize("NFKC", text.translate(_TICKS)).casefold()
    return " ".join("".join(map(_plain_sign, lower)).split())


def _plain_sign(sign: str) -> str:
    if sign.isalnum():
        return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
    kind = unicodedata.category(sign)
    return sign if kind in ("Mn", "Mc") else "" if kind == "Cf" else " "


def header_key(text: str) -> str:
    """As `plain`, but a question mark stays: `closed?` asks whether, `closed` may say when."""
    return plain(text) + ("?" if readable(text).rstrip().endswith("?") else "")


def country_key(text: str) -> str:
    """As `plain`, without dots (`U.S.A.`), Latin accents and the small words between two names; `Saint` is `st`."""
    written = unicodedata.normalize("NFD", plain(text.translate(_OF_SHORT_FORMS)))
    bare = "".join(sign for sign in written if not "\u0300" <= sign <= "\u036f")
    names = unicodedata.normalize("NFC", bare).split()
    return " ".join(_SAME.get(name, name) for name in names if name not in _SMALL or len(names) == 1)


def without_brackets(text: str) -> str:
    return _BRACKETED.sub(" ", text)


def visible(text: str) -> str:
    """Without signs that have no shape: byte order marks, soft hyphens, marks of direction."""
    if text.isascii():
        return text
    return "".join(sign for sign in text if sign in _JOINERS or unicodedata.category(sign) != "Cf")


def readable(text: str) -> str:
    """`visible`, with digits, hyphens, blanks and wide letters in ASCII: १२.०३.२०२४ as 12.03.2024."""
    return text if text.isascii() else "".join(map(_readable_sign, visible(text)))


def _readable_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if ord(sign) in _WIDE:
        return chr(ord(sign) - _WIDE_TO_ASCII)
    return {"Zs": " ", "Pd": "-"}.get(unicodedata.category(sign), sign)
