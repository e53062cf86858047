"""The vocabulary of registers kept by hand, and the one form in which words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SMALL = frozenset("and the und et les".split())
_SAME = {"saint": "st"}
_TICKS = str.maketrans({"✓": " x ", "✔": " x ", "☑": " x ", "☒": " x ", "✗": " no ", "✘": " no ", "☐": " no "})


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """What words mean, every key in the form of `plain` (countries: `country_key`).

    `rights` gives a kind of request, '' for a word that adds nothing. `choices` gives codes by field and word.
    `headers` gives a field by the name of a column. `patterns` are those of `register_facts.fact_patterns`; `units`
    gives days, weeks or months.
    """

    headers: Mapping[str, str]
    rights: Mapping[str, str]
    countries: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    months: Mapping[str, int]
    yes: frozenset[str]
    no: frozenset[str]
    blanks: frozenset[str]
    totals: frozenset[str]
    units: Mapping[str, str]
    identity: frozenset[str]
    extension_reasons: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]]


def plain(text: str) -> str:
    """Lower case, one spelling of composed letters, ASCII digits, and a blank for all that is neither letter nor digit.

    Vowel signs of Indian scripts belong to their letter.
    """
    written = with_ascii_digits(unicodedata.normalize("NFKC", text.translate(_TICKS)).casefold())
    kept = (sign if sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc") else " " for sign in written)
    return " ".join("".join(kept).split())


def header_key(text: str) -> str:
    """As `plain`, but a question mark stays: `closed?` asks whether, `closed` may say when."""
    return plain(text) + ("?" if text.rstrip().endswith("?") else "")


def country_key(text: str) -> str:
    """As `plain`, without dots (`U.S.A.`), Latin accents and the small words between two names; `Saint` is `st`."""
    written = unicodedata.normalize("NFD", text.replace(".", "").replace("'", ""))
    bare = "".join(sign for sign in written if not "\u0300" <= sign <= "\u036f")
    return " ".join(_SAME.get(word, word) for word in plain(bare).split() if word not in _SMALL)


def without_brackets(text: str) -> str:
    return _BRACKETED.sub(" ", text)


def with_ascii_digits(text: str) -> str:
    """१२.०३.२०२४ as 12.03.2024."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text)
