"""What single cells of a register mean: kinds of request, countries, words with a code, addresses, names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dpo_desktop.domain.register_words import RegisterWords, country_key, plain, without_brackets
from dpo_desktop.domain.requests import is_country

_ADDRESS = re.compile(r"[^\s@<>,;:()\[\]\"]{1,64}@[^\s@<>,;:()\[\]\"]{1,190}\.[^\s@<>,;:()\[\].\"]{2,63}")
_BETWEEN_RIGHTS = re.compile(r"[+&;,/\n]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Z]{2}|\d{3}))?")
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
    found: list[str] = []
    for part in _BETWEEN_RIGHTS.split(text):
        if not plain(part):
            continue
        rights = _rights_of(plain(part), words) or _rights_of(plain(without_brackets(part)), words)
        if not rights:
            return ReadRights(tuple(found), " ".join(part.split()))
        found += [right for right in rights if right not in found]
    unknown = "" if found or is_blank(text, words) else " ".join(text.split())
    return ReadRights(tuple(found), unknown)


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
    written = text.strip().upper()
    if "-" in written and is_country(written) and words.countries.get(written[:2].casefold()) == written[:2]:
        return ReadValue(written)
    for name in (text, without_brackets(text)):
        code = words.countries.get(country_key(name), "")
        if code:
            return ReadValue(code)
    return ReadValue(code="register.unknown_country")


def read_choice(field: str, text: str, words: RegisterWords) -> ReadValue:
    """The code of a word, for channel, relation, our_role, law, language, outcome and reason."""
    if is_blank(text, words):
        known = words.choices[field].get(plain(text), "")
        return ReadValue(known)
    code = words.choices[field].get(plain(text), "")
    if not code and field == "language" and _LANGUAGE.fullmatch(text.strip()):
        code = text.strip()
    return ReadValue(code) if code else ReadValue(code="register.unknown_word")


def read_yes(text: str, words: RegisterWords) -> bool | None:
    """Yes or no, None for an empty cell and for a word that is neither."""
    key = plain(text)
    return True if key in words.yes else False if key in words.no else None


def read_email(text: str, words: RegisterWords) -> ReadValue:
    """The address in lower case; a problem where the cell holds anything else or more."""
    if is_blank(text, words):
        return ReadValue()
    address = text.strip().lower()
    return ReadValue(address) if _ADDRESS.fullmatch(address) else ReadValue(code="register.not_an_address")


def read_name(text: str, words: RegisterWords) -> str:
    """The name with its blanks put right; capitals stay as typed."""
    return "" if is_blank(text, words) else " ".join(text.split())
