"""Ages by purpose, never mixed (resources/law/child_ages.md): whether a person is below a rule's line on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dpo_desktop.domain.counting import birthday
from dpo_desktop.domain.countries import country_of
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.law_rules import Rule, is_within


@dataclass(frozen=True, slots=True)
class AgeLine:
    """`reached_on` is the day at whose start the person is no longer below the line; `parent_until` that of the second
    line, below which the parent acts. `is_national`: the age of the child's own country was taken.
    """

    age: int
    reached_on: date | None
    parent_until: date | None
    is_below: bool | None
    is_national: bool
    verified: bool
    source_kind: str


def age_line(rule: Rule, birth: date | None, on: date, country: str = "") -> AgeLine:
    """The line of a rule of kind `age` for a child of `country`, '' where it is not known, as it stands on a day.

    Raises:
        RuleViolation: born after that day, or of age in a year that no calendar has.
    """
    age, verified, source_kind, is_national = rule.age, rule.verified, rule.source_kind, False
    for line in rule.national:
        if line.country == country_of(country) and is_within(on, line.effective_from, line.effective_to):
            age, verified, source_kind, is_national = line.age, line.verified, line.source_kind, True
            break
    if birth is None:
        return AgeLine(age, None, None, None, is_national, verified, source_kind)
    if birth > on:
        raise RuleViolation("deadline.born_later")
    try:
        reached = birthday(birth, age)
        parent = birthday(birth, rule.parent_below) if rule.parent_below else None
    except ValueError as error:
        raise RuleViolation("deadline.out_of_calendar") from error
    return AgeLine(age, reached, parent, on < reached, is_national, verified, source_kind)
