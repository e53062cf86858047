"""When two entries may be the same person. A reason is given for each; whether they are is the officer's to say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_CLOSE_NAMES = 88  # of 100, rapidfuzz token_sort_ratio
_SHORTEST_GIVEN_NAME = 4
_PHONE_IN_TEXT = re.compile(r"(?<![\w@])\+?\(?\d[\d ()/.\u00a0-]{6,18}\d(?!\w)")
_NOBODY = re.compile(
    r"(no|do[._-]?not|ne[._-]?pas|nicht)[._-]?(reply|repondre|antworten).*|mailer-daemon|postmaster|bounces?([+._-].*)?"
    r"|notifications?|nobody"
)
_TITLES = frozenset("mr mrs ms dr prof mag ing herr frau mme mlle sir madam shri smt sri kumari".split())


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person for comparing: name, e-mail address, phone numbers in E.164."""

    name: str = ""
    email: str = ""
    phones: frozenset[str] = frozenset()


def exact_email(email: str) -> str:
    """The address for "the same address": case does not count."""
    return email.strip().casefold()


def is_nobody(email: str) -> bool:
    """An address behind which no person stands: two mails from it say nothing of who they are about."""
    local = exact_email(email).partition("@")[0]
    return _NOBODY.fullmatch(local) is not None


def mailbox_of(email: str) -> str:
    """The address without its alias: `ann+crm@x.example` reaches `ann@x.example` at most providers."""
    local, at, domain = exact_email(email).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


@lru_cache(maxsize=4096)
def phone_number(text: str, region: str = "") -> str:
    """E.164 of a phone number as written, '' where it is none. `region` (ISO 3166) reads national numbers."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phones_in(text: str, region: str = "") -> frozenset[str]:
    """Every phone number that stands in a text."""
    found = (phone_number(match.group(), region) for match in _PHONE_IN_TEXT.finditer(text[:50_000]))
    return frozenset(number for number in found if number)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name: lower case, without accents and titles; a hyphen parts them."""
    plain = unicodedata.normalize("NFD", name.casefold())
    plain = "".join(sign for sign in plain if not (unicodedata.category(sign) == "Mn" and ord(sign) < 0x0600))
    words = re.findall(r"[^\s.,;:()\"'<>|/_-]+", plain)
    return tuple(word for word in words if word not in _TITLES)


def same_person_reasons(one: PersonFacts, other: PersonFacts) -> tuple[str, ...]:
    """Why the two may be one person, strongest first; empty where nothing says so.

    same_email, email_alias, same_phone, same_name, similar_name, name_initials.
    """
    reasons = []
    if one.email and other.email:
        if exact_email(one.email) == exact_email(other.email):
            reasons.append("same_email")
        elif mailbox_of(one.email) == mailbox_of(other.email):
            reasons.append("email_alias")
    if one.phones & other.phones:
        reasons.append("same_phone")
    named = name_reason(one.name, other.name)
    if named:
        reasons.append(named)
    return tuple(reasons)


def name_reason(one: str, other: str) -> str:
    """same_name, similar_name, name_initials or ''."""
    from rapidfuzz import fuzz

    first, second = name_words(one), name_words(other)
    if not first or not second:
        return ""
    if len(first) > 1 and len(second) > 1:
        if sorted(first) == sorted(second):
            return "same_name"
        if fuzz.token_sort_ratio(" ".join(first), " ".join(second)) >= _CLOSE_NAMES:
            return "similar_name"
    if is_shortened(first, second) or is_shortened(second, first):
        return "name_initials"
    return ""


def is_shortened(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether `Ishaani V` may stand for `Ishaani Velankar`: a given name in full, the others as initials."""
    if len(short) < 2 or len(full) < 2 or len(short[0]) < _SHORTEST_GIVEN_NAME or short[0] != full[0]:
        return False
    rest = full[1:]
    return all(any(word.startswith(part) for word in rest) for part in short[1:])


def blocks_of(facts: PersonFacts) -> Iterable[str]:
    """Keys that two entries of the same person share at least one of: where to look for candidates."""
    if facts.email:
        yield f"e:{mailbox_of(facts.email)}"
    for phone in facts.phones:
        yield f"p:{phone}"
    for word in name_words(facts.name):
        if len(word) >= _SHORTEST_GIVEN_NAME:
            yield f"n:{word}"
