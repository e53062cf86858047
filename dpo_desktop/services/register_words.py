"""Loads resources/imports into `domain.register_words`. A word that means two things in one table is an error."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from dpo_desktop.domain.register_facts import fact_patterns
from dpo_desktop.domain.register_fields import FIELD_CODES
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
    "language": (),
}


@cache
def register_words() -> RegisterWords:
    """Raises ValueError for a code that is not known or a word that means two things."""
    body = tomllib.loads((resource_folder("imports") / "words.toml").read_text("utf-8"))
    sets = {name: frozenset(map(plain, _phrases(text))) for name, text in body["words"].items()}
    units = _by_word(body["units"], plain)
    phrases = {name: tuple(_phrases(text)) for name, text in body["phrases"].items()}
    return RegisterWords(
        headers=_by_word(body["headers"], header_key, FIELD_CODES),
        rights=_by_word(body["rights"], plain, (*BY_CODE, "")),
        countries=_countries(body["countries"]),
        choices={field: _by_word(body["choices"][field], plain, known) for field, known in _CHOICES.items()},
        months={word: int(number) for word, number in _by_word(body["months"], plain).items()},
        yes=sets["yes"],
        no=sets["no"],
        blanks=sets["blanks"],
        totals=sets["totals"],
        units=units,
        identity=sets["identity"],
        extension_reasons=_by_word(body["extension_reasons"], plain),
        patterns=fact_patterns(phrases, units),
    )


def _phrases(text: str) -> Iterator[str]:
    return (phrase.strip() for phrase in text.split(",") if phrase.strip())


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
    """Names from CLDR in the program's languages, then those of the table; a name of two countries is none of them."""
    from babel import Locale

    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"):
                found[code.casefold()] = code
                key = country_key(name)
                found[key] = code if found.setdefault(key, code) == code else ""
    for code, text in table.items():
        for name in _phrases(text):
            found[country_key(name)] = code
        found[code.casefold().replace("-", " ")] = code
    return found
