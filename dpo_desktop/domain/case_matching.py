"""Which case a mail belongs to.

By identifiers a mail is joined; by anything else a case is only suggested, with the reasons, because a wrong join shows
one person another's case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from dpo_desktop.domain.persons import PersonFacts, blocks_of, name_reason, name_words, same_person_reasons
from dpo_desktop.domain.suggestions import normalised

_Note = Callable[[Iterable[int], str, str], None]

REFERENCE = re.compile(r"\bREQ-(\d{4})-(\d{4,})\b", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SUBJECT_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|fwd?|wg|tr|sv|rv|antw|réf?|automatic reply|abwesenheitsnotiz)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_SHORTEST_COMPANY = 6
_SHORTEST_SUBJECT = 12
_LEAST = 2.5
_MOST_TEXT = 20_000  # characters of a mail
# Mail providers: their name says nothing about who writes.
_PROVIDERS = frozenset(
    "gmail googlemail outlook hotmail live yahoo icloud proton protonmail gmx webmail mailbox freenet orange wanadoo "
    "rediffmail zoho fastmail tutanota posteo google microsoft office365 yandex example homemail".split()
)
# Words of an address that name no person.
_NO_NAMES = frozenset(
    "personal private office mail email info contact kontakt privat hello post team service support sales admin".split()
)
_WEIGHTS = {
    "same_email": 3.0,
    "email_alias": 3.0,
    "same_phone": 3.0,
    "same_name": 2.5,
    "similar_name": 2.5,
    "name_initials": 2.5,
    "forwarded_sender": 3.0,
    "same_subject": 2.5,
    "person_named": 2.5,
    "given_name_named": 1.2,
    "company_named": 1.5,
    "names_company": 1.5,
    "asks_for_answer": 0.5,
}


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What a mail gives for finding its case. `text` is what the sender wrote, `quoted` what is passed on in it."""

    sender: PersonFacts
    subject: str
    text: str
    quoted: str = ""
    is_forward: bool = False
    from_us: bool = False
    is_chaser: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case is suggested: a code, and the words it rests on."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Match:
    case_id: int
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class _Case:
    persons: list[PersonFacts] = field(default_factory=list)


def plain_subject(subject: str) -> str:
    """The subject without Re:, AW:, Fwd: and a ticket number in brackets; for comparing."""
    subject = _SUBJECT_PREFIX.sub("", subject)
    return " ".join(normalised(re.sub(r"\[[^\]]{1,30}\]\s*$", "", subject)).split())


def references_in(*texts: str) -> list[tuple[int, int]]:
    """Year and number of every case reference in these texts."""
    found = [(int(year), int(number)) for text in texts for year, number in REFERENCE.findall(text)]
    return list(dict.fromkeys(found))


def company_of(email: str) -> str:
    """The organisation's part of an address, '' for a mail provider: `noorbait` of `x@mail.noorbait.example`."""
    labels = email.rpartition("@")[2].casefold().split(".")
    for label in reversed(labels[:-1]):
        if label in _PROVIDERS:
            return ""
        if len(label) > 3:
            return label.replace("-", "")
    return ""


def _company_words(email: str) -> set[str]:
    """The whole label, and its parts: `gulfdesk` of `gulfdesk-reseller`."""
    whole = company_of(email)
    if not whole:
        return set()
    labels = email.rpartition("@")[2].casefold().split(".")
    label = next(label for label in reversed(labels[:-1]) if label.replace("-", "") == whole)
    return {part for part in (whole, *label.split("-")) if len(part) >= _SHORTEST_COMPANY}


def _terms(text: str) -> set[str]:
    """Words, and neighbours written as one: `noor bait` is also `noorbait`."""
    words = re.findall(r"[^\W\d_]+", normalised(_EMAIL.sub(" ", text[:_MOST_TEXT])))
    return {*words, *(first + second for first, second in pairwise(words))}


class CaseIndex:
    """The cases that a mail may belong to, by what is known of their persons and mails."""

    def __init__(self) -> None:
        self._cases: dict[int, _Case] = {}
        self._blocks: dict[str, set[int]] = {}
        self._terms: dict[str, set[int]] = {}
        self._subjects: dict[str, set[int]] = {}
        self._companies: dict[str, set[int]] = {}

    def add_person(self, case_id: int, person: PersonFacts) -> None:
        case = self._cases.setdefault(case_id, _Case())
        if person not in case.persons:
            case.persons.append(person)
            for block in blocks_of(person):
                self._blocks.setdefault(block, set()).add(case_id)

    def add_mail(self, case_id: int, mail: MailFacts) -> None:
        """Its words count for later mails that are named in it; our own mails name everybody and count for nothing."""
        self._cases.setdefault(case_id, _Case())
        subject = plain_subject(mail.subject)
        if len(subject) >= _SHORTEST_SUBJECT:
            self._subjects.setdefault(subject, set()).add(case_id)
        if mail.from_us:
            return
        for company in _company_words(mail.sender.email):
            self._companies.setdefault(company, set()).add(case_id)
        for term in _terms(f"{mail.subject}\n{mail.text}"):
            self._terms.setdefault(term, set()).add(case_id)

    def suggest(self, mail: MailFacts) -> Match | None:
        """The case with the strongest reasons, None where none are strong enough. Of equals the newest case."""
        found: dict[int, dict[str, str]] = {}

        def note(case_ids: Iterable[int], code: str, words: str) -> None:
            for case_id in case_ids:
                if case_id in self._cases:
                    found.setdefault(case_id, {}).setdefault(code, words)

        if not mail.from_us:
            self._by_person(mail, note)
            self._by_names(mail, note)
        if mail.is_forward:
            for email in {match.group().casefold() for match in _EMAIL.finditer(mail.quoted[:_MOST_TEXT])}:
                note(self._blocks.get(f"e:{email}", ()), "forwarded_sender", email)
        subject = plain_subject(mail.subject)
        if len(subject) >= _SHORTEST_SUBJECT:
            note(self._subjects.get(subject, ()), "same_subject", mail.subject)
        if mail.is_chaser:
            note(tuple(found), "asks_for_answer", mail.subject)
        scores = Counter({case_id: sum(_WEIGHTS[code] for code in reasons) for case_id, reasons in found.items()})
        best = max(scores, key=lambda case_id: (scores[case_id], case_id), default=0)
        if not best or scores[best] < _LEAST:
            return None
        ordered = sorted(found[best].items(), key=lambda one: -_WEIGHTS[one[0]])
        return Match(best, tuple(Reason(code, words) for code, words in ordered))

    def _by_person(self, mail: MailFacts, note: _Note) -> None:
        candidates = {case_id for block in blocks_of(mail.sender) for case_id in self._blocks.get(block, ())}
        for case_id in candidates & self._cases.keys():
            for person in self._cases[case_id].persons:
                for reason in same_person_reasons(mail.sender, person):
                    words = {"same_phone": ", ".join(sorted(mail.sender.phones & person.phones))}.get(reason)
                    note((case_id,), reason, words or (person.email if "email" in reason else person.name))

    def _by_names(self, mail: MailFacts, note: _Note) -> None:
        """Somebody of one side is named in the words of the other."""
        for company in _company_words(mail.sender.email):
            note(self._terms.get(company, ()), "company_named", company)
        local = re.split(r"[._+\d-]+", mail.sender.email.partition("@")[0].casefold())
        for word in {*local, *name_words(mail.sender.name)}:
            if len(word) >= 4 and word.isalpha() and word not in _NO_NAMES:
                note(self._terms.get(word, ()), "given_name_named", word)
        terms = _terms(f"{mail.subject}\n{mail.text}")
        for term in terms & self._companies.keys():
            note(self._companies[term], "names_company", term)
        named: Counter[int] = Counter()
        for term in terms:
            for case_id in self._blocks.get(f"n:{term}", ()):
                named[case_id] += 1
        for case_id, count in named.items():
            if count < 2 or case_id not in self._cases:
                continue
            for person in self._cases[case_id].persons:
                words = name_words(person.name)
                if len(words) > 1 and all(word in terms for word in words) and not _is(person, mail.sender):
                    note((case_id,), "person_named", person.name)


def _is(person: PersonFacts, sender: PersonFacts) -> bool:
    return name_reason(person.name, sender.name) != ""
