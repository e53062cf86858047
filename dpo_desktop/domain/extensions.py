"""Whether a longer time counts, and what the sum says of it (resources/law/schema.md, algorithm, step 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from dpo_desktop.domain.clock_facts import ExtensionFact, Facts, Step
from dpo_desktop.domain.law_rules import Rule

_NOT_EXTENDED = ("extension_none", "extension_late", "extension_needs_date", "extension_no_later")


def length(rule: Rule, facts: Facts, told: Sequence[Step]) -> tuple[int, bool]:
    """Step 2: the amount to count, and whether the period is extended."""
    fact, extension = facts.extension, rule.extension
    if fact is None or extension is None or any(step.code.startswith(_NOT_EXTENDED) for step in told):
        return rule.amount, False
    if not extension.amount:
        return rule.amount, True
    if fact.until is None and fact.amount and fact.unit in ("", rule.unit):
        return rule.amount + min(fact.amount, extension.amount), True
    return rule.amount + extension.amount, True


def extension_that_counts(
    facts: Facts, notice_by: date | None, notice_at: datetime | None
) -> tuple[Facts, tuple[Step, ...]]:
    """A notice that came too late takes nothing from one that came in time."""
    fact = facts.extension
    if fact is None or fact.told_on is None or notice_by is None or not _is_late(fact, notice_by, notice_at):
        return facts, ()
    before = [one for one in facts.earlier_extensions if one.told_on and not _is_late(one, notice_by, notice_at)]
    if not before:
        return facts, ()
    days = (("told", fact.told_on.isoformat()), ("by", notice_by.isoformat()))
    return replace(facts, extension=before[-1]), (Step("extension_second_late", None, days),)


def extension_steps(
    rule: Rule, facts: Facts, plain: date, notice_by: date | None, notice_at: datetime | None
) -> tuple[Step, ...]:
    """`plain` is the last day without the extension."""
    fact, extension = facts.extension, rule.extension
    if fact is None:
        return ()
    if extension is None:
        return (Step("extension_none", None),)
    if _is_late(fact, notice_by, notice_at) and notice_by is not None and fact.told_on is not None:
        days = (("told", fact.told_on.isoformat()), ("by", notice_by.isoformat()))
        return (Step("extension_late", None, days),)
    if not extension.amount and fact.until is None:
        return (Step(f"extension_needs_date_{extension.set_by}", None),)
    if fact.until is not None and fact.until < plain:
        return (Step("extension_no_later", None, (("until", fact.until.isoformat()),)),)
    if notice_by is None:
        return ()
    if fact.told_on is None:
        return (Step("extension_told_unknown", None, (("by", notice_by.isoformat()),)),)
    return (Step("extension_told", None, (("told", fact.told_on.isoformat()), ("by", notice_by.isoformat()))),)


def _is_late(fact: ExtensionFact, notice_by: date | None, notice_at: datetime | None) -> bool:
    if notice_at is not None and fact.told_at is not None:
        return fact.told_at > notice_at
    return notice_by is not None and fact.told_on is not None and fact.told_on > notice_by
