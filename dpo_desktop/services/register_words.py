"""Loads resources/imports into `domain.register_words`. A word that means two things in one table is an error."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from dpo_desktop.domain.register_fields import FIELD_CODES
from dpo_desktop.domain.register_patterns import PHRASES, fact_patterns
from dpo_desktop.domain.register_values import read_country
from dpo_desktop.domain.register_words import RegisterWords, country_key, header_key, plain
from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.domain.requests import CHANNELS, CLOSING_REASONS, LAWS, OUR_ROLES, OUTCOMES, RELATIONS
from dpo_desktop.paths import resource_folder

_LANGUAGES = ("en", "de", "fr", "hi")
_CHOICES: dict[str, tuple[str, ...]] = {
    "channel": CHANNELS,
    "relation": RELATIONS,
    "our_role": OUR_ROLES,
    "law": LAWS,
    "outcome": OUTCOMES,
    "reason": CLOSING_REASONS,
}
_OPPOSED = (("yes", "no"), ("closed", "opened"), ("yes", "opened"), ("closed", "no"))
# What CLDR lists beside languages and countries: unions, and codes for what is not known or made up.
_NO_LANGUAGES = ("mis", "mul", "und", "zxx")
_NO_COUNTRIES = ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB")


@cache
def register_words() -> RegisterWords:
    return read_words((resource_folder("imports") / "words.toml").read_text("utf-8"))


def country_code(text: str) -> str:
    """ISO 3166 of a country that was typed by its name or its code; what is not known stays as it is, in capitals."""
    return read_country(text, register_words()).value or text.strip().upper()


def read_words(text: str) -> RegisterWords:
    """The vocabulary of a file such as words.toml.

    Raises ValueError for a code that is not known or a word that means two things.
    """
    body = tomllib.loads(unicodedata.normalize("NFC", text))
    sets = {name: frozenset(map(plain, _phrases(words))) for name, words in body["words"].items()}
    for one, other in _OPPOSED:
        if both := sets[one] & sets[other]:
            raise ValueError(f"resources/imports: {min(both)} means {one} and {other}")
    units, numbers = _by_word(body["units"], plain), _by_word(body["numbers"], plain)
    reasons = _by_word(body["extension_reasons"], plain)
    choices = {field: _by_word(body["choices"][field], plain, known) for field, known in _CHOICES.items()}
    return RegisterWords(
        headers=_by_word(body["headers"], header_key, FIELD_CODES),
        rights=_by_word(body["rights"], plain, (*BY_CODE, "")),
        countries=_countries(body["countries"]),
        choices={**choices, "language": _languages(body["choices"]["language"], sets["blanks"])},
        yes=sets["yes"],
        no=sets["no"],
        closed=sets["closed"],
        opened=sets["opened"],
        blanks=sets["blanks"],
        totals=sets["totals"],
        headings=sets["headings"],
        months=_numbered(_by_word(body["months"], plain)),
        weekdays=sets["weekdays"],
        numbers=_numbered(numbers),
        units=units,
        identity=sets["identity"],
        extension_reasons=reasons,
        patterns=fact_patterns(
            {name: tuple(_phrases(body["phrases"][name])) for name in PHRASES},
            units=units,
            numbers=numbers,
            yes=sets["yes"],
            no=sets["no"],
            reasons=reasons,
        ),
    )


def _phrases(text: str) -> Iterator[str]:
    return (phrase.strip() for phrase in text.split(",") if phrase.strip())


def _numbered(words: Mapping[str, str]) -> dict[str, int]:
    return {word: int(number) for word, number in words.items()}


def _by_word(
    table: Mapping[str, str], key_of: Callable[[str], str], known: tuple[str, ...] | None = None
) -> dict[str, str]:
    """Each word with its code; every code is a word for itself."""
    found: dict[str, str] = {}
    for code in dict.fromkeys((*(known or ()), *table)):
        if known and code not in known:
            raise ValueError(f"resources/imports: unknown code {code}")
        for word in (key_of(code), *map(key_of, _phrases(table.get(code, "")))):
            if word and found.setdefault(word, code) != code:
                raise ValueError(f"resources/imports: {word} means {found[word]} and {code}")
    return found


def _countries(table: Mapping[str, str]) -> dict[str, str]:
    """ISO 3166-1 codes and names from CLDR in the program's languages, then what the table says.

    A name that CLDR gives to two countries is none of them.
    """
    from babel import Locale
    from babel.core import get_global

    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                found[code.casefold()] = code
                key = country_key(name)
                found[key] = code if found.setdefault(key, code) == code else ""
    for alias, codes in get_global("territory_aliases").items():  # DEU is DE
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and codes[0].casefold() in found:
            found.setdefault(alias.casefold(), codes[0])
    return found | _by_word(table, country_key)


def _languages(table: Mapping[str, str], blanks: frozenset[str]) -> dict[str, str]:
    """ISO 639 codes and names from CLDR in the program's languages, then what the table says. As for countries.

    A code that is a word for nothing (nan is Min Nan) is none.
    """
    from babel import Locale

    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).languages.items():
            if len(code) in (2, 3) and code not in _NO_LANGUAGES and code not in blanks:
                found[code] = code
                key = plain(name)
                found[key] = code if found.setdefault(key, code) == code else ""
    return found | _by_word(table, plain)
