"""What single cells of a register mean: kinds of request, countries, words with a code, addresses, names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dpo_desktop.domain.register_words import RegisterWords, country_key, plain, readable, visible, without_brackets
from dpo_desktop.domain.requests import is_country

_ADDRESS = re.compile(r"[^\s@<>,;:()\[\]\"]{1,64}@[^\s@<>,;:()\[\]\"]{1,190}\.[^\s@<>,;:()\[\].\"]{2,63}")
_BETWEEN_RIGHTS = re.compile(r"[+&;,/\n]")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-(?:[A-Z]{2}|\d{3}))?")
_LONGEST_PHRASE = 6  # words


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A code, or why there is none."""

    value: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class ReadRights:
    """Kinds of request in the order named. `unknown`: the part that is not understood, as typed."""

    rights: tuple[str, ...] = ()
    unknown: str = ""

    @property
    def code(self) -> str:
        return "register.unknown_right" if self.unknown else ""


def is_blank(text: str, words: RegisterWords) -> bool:
    """Nothing, a dash or a word that says there is nothing."""
    key = plain(text)
    return not key or key in words.blanks


def read_rights(text: str, words: RegisterWords) -> ReadRights:
    """`DELETE all + access` as erasure, access. Brackets are read where they are understood, else passed over."""
    if is_blank(text, words) and plain(text) not in words.rights:
        return ReadRights()
    found: list[str] = []
    for part in _BETWEEN_RIGHTS.split(text):
        if not plain(part):
            continue
        rights = _rights_of(plain(part), words) or _rights_of(plain(without_brackets(part)), words)
        if not rights:
            return ReadRights(tuple(dict.fromkeys(found)), " ".join(part.split()))
        found += rights
    return ReadRights(tuple(dict.fromkeys(found)))


def _rights_of(words_of_part: str, words: RegisterWords) -> list[str]:
    """The rights that phrases name which together cover every word; empty where a word is left over."""
    terms = words_of_part.split()
    found = []
    at = 0
    while at < len(terms):
        for length in range(min(_LONGEST_PHRASE, len(terms) - at), 0, -1):
            right = words.rights.get(" ".join(terms[at : at + length]))
            if right is not None:
                break
        else:
            return []
        if right:
            found.append(right)
        at += length
    return found


def read_country(text: str, words: RegisterWords) -> ReadValue:
    """ISO 3166-1 alpha-2, or US-CA and the like where it is written so. A name that two countries share is none."""
    if is_blank(text, words):
        return ReadValue()
    written = readable(text).strip().upper()
    if "-" in written and is_country(written) and words.countries.get(written[:2].casefold()) == written[:2]:
        return ReadValue(written)
    for name in (text, without_brackets(text)):
        code = words.countries.get(country_key(name), "")
        if code:
            return ReadValue(code)
    return ReadValue(code="register.unknown_country")


def read_choice(field: str, text: str, words: RegisterWords) -> ReadValue:
    """The code of a word, for channel, relation, our_role, law, language, outcome and reason.

    A language may also be a tag such as pt-BR.
    """
    known = words.choices[field]
    code = _first_known(text, known)
    if code or is_blank(text, words):
        return ReadValue(code)
    tag = _LANGUAGE.fullmatch(text.strip()) if field == "language" else None
    return ReadValue(tag[0]) if tag and tag[1] in known else ReadValue(code="register.unknown_word")


def _first_known(text: str, known: Mapping[str, str]) -> str:
    """As it stands, else without what stands in brackets."""
    return known.get(plain(text), "") or known.get(plain(without_brackets(text)), "")


def read_yes(text: str, words: RegisterWords) -> bool | None:
    """Yes or no, None for an empty cell and for a word that is neither."""
    return _either(text, words.yes, words.no)


def read_closed(text: str, words: RegisterWords) -> bool | None:
    """Whether a word calls a case closed: yes or no, or the state it is in. None as for `read_yes`."""
    return _either(text, words.yes | words.closed, words.no | words.opened)


def _either(text: str, yes: frozenset[str], no: frozenset[str]) -> bool | None:
    for key in (plain(text), plain(without_brackets(text))):
        if key in yes or key in no:
            return key in yes
    return None


def read_email(text: str, words: RegisterWords) -> ReadValue:
    """The address in lower case; a problem where the cell holds anything else or more."""
    if is_blank(text, words):
        return ReadValue()
    address = visible(text).strip().lower()
    return ReadValue(address) if _ADDRESS.fullmatch(address) else ReadValue(code="register.not_an_address")


def read_name(text: str, words: RegisterWords) -> str:
    """The name with its blanks put right; capitals stay as typed."""
    return "" if is_blank(text, words) else " ".join(visible(text).split())
