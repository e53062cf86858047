"""When two entries of a register are one case that was entered twice.

The rule: the same person, by address or by name where one of the two has no address; not about different persons; the
same first right; received within three days of each other; not closed on different days. Where one receipt is not known
the days of closing decide instead: they must be the same, or both unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from dpo_desktop.domain.persons import exact_email, name_words

NEAR_DAYS = 3  # a mail is entered again by the colleague who reads it after a weekend
_ANY = " any"  # no key begins with a blank


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is compared. `right` is the first one named; `received` and `closed` are days, None where not known.

    `subject` names whom the case is about: a parent asks for two children, a lawyer for many clients. '' where the
    register does not say, or says that it is the person who asks.
    """

    name: str
    email: str
    right: str
    received: date | None
    closed: date | None
    subject: str = field(default="", kw_only=True)


def same_case(one: CaseFacts, other: CaseFacts) -> str:
    """Why the two are one case: same_email or same_name; '' where nothing says so."""
    reason = _same_person(one, other)
    if not reason or not one.right or one.right != other.right:
        return ""
    if (about := _subject_key(one)) and (other_about := _subject_key(other)) and about != other_about:
        return ""
    if one.received is None or other.received is None:
        return reason if one.closed == other.closed else ""
    if abs(one.received - other.received) > timedelta(days=NEAR_DAYS):
        return ""
    return reason if one.closed is None or other.closed is None or one.closed == other.closed else ""


def _same_person(one: CaseFacts, other: CaseFacts) -> str:
    if one.email and other.email:
        return "same_email" if exact_email(one.email) == exact_email(other.email) else ""
    key = _name_key(one.name)
    return "same_name" if key and key == _name_key(other.name) else ""


def _subject_key(facts: CaseFacts) -> str:
    key = _key(facts.subject)
    return "" if key in (_key(facts.name), _key(facts.email)) else key


def _key(name: str) -> str:
    return " ".join(sorted(name_words(name)))


def _name_key(name: str) -> str:
    """The words of a name in order of the alphabet; '' for a single word, which names too many people."""
    key = _key(name)
    return key if " " in key else ""


Place = tuple[object, ...]


class CaseDoubles:
    """The cases seen so far, filed so that a double is found by looking into a fixed number of places.

    Each place keeps the lowest number that was filed there, so a person with thousands of entries costs no more.
    """

    def __init__(self) -> None:
        self._lowest: dict[Place, int] = {}

    def add(self, number: int, facts: CaseFacts) -> None:
        for place in filed_under(facts):
            self._lowest[place] = min(number, self._lowest.get(place, number))

    def find(self, facts: CaseFacts) -> int | None:
        """The lowest number of the cases that `same_case` says are this one."""
        return min((self._lowest[place] for place in looked_up(facts) if place in self._lowest), default=None)


def filed_under(facts: CaseFacts) -> tuple[Place, ...]:
    """Where a case is found again: by person, subject, days of receipt and closing, each left open where it may be."""
    if not facts.right:
        return ()
    days: list[Place] = [(facts.received, facts.closed), (_ANY, facts.closed)]
    if facts.received is not None:
        days.append((facts.received, _ANY))
    about = _subject_key(facts)
    subjects = (about, _ANY) if about else ("",)
    return tuple((who, facts.right, whom, *day) for who in _filed_persons(facts) for whom in subjects for day in days)


def looked_up(facts: CaseFacts) -> tuple[Place, ...]:
    """The places under which every case is filed that `same_case` says is this one, and no other."""
    if not facts.right:
        return ()
    days: list[Place] = []
    if facts.received is None:
        days.append((_ANY, facts.closed))
    else:
        days.append((None, facts.closed))
        closings = (_ANY,) if facts.closed is None else (facts.closed, None)
        days += [(day, closed) for day in _days_near(facts.received) for closed in closings]
    subjects = (_subject_key(facts) or _ANY, "")
    return tuple((who, facts.right, whom, *day) for who in _sought_persons(facts) for whom in subjects for day in days)


def _days_near(day: date) -> Iterator[date]:
    for number in range(day.toordinal() - NEAR_DAYS, day.toordinal() + NEAR_DAYS + 1):
        if date.min.toordinal() <= number <= date.max.toordinal():
            yield date.fromordinal(number)


def _filed_persons(facts: CaseFacts) -> Iterator[str]:
    name = _name_key(facts.name)
    if facts.email:
        yield f"e:{exact_email(facts.email)}"
    if name:
        yield f"n:{name}"
        if not facts.email:
            yield f"without:{name}"


def _sought_persons(facts: CaseFacts) -> Iterator[str]:
    """With an address: the same one, or the name where none stands; without one: the name of anybody."""
    name = _name_key(facts.name)
    if facts.email:
        yield f"e:{exact_email(facts.email)}"
    if name:
        yield f"without:{name}" if facts.email else f"n:{name}"
