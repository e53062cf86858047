"""All clocks of a request: by its role, by each law that applies, and the earliest of them leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dpo_desktop.domain.applicability import Circumstances
from dpo_desktop.domain.calendars import Calendar
from dpo_desktop.domain.clock_facts import Facts, Step
from dpo_desktop.domain.counting import after_hours, end_of_period
from dpo_desktop.domain.deadlines import Duty, answer_due, deadline
from dpo_desktop.domain.law_decision import LawDecision, rule_applies
from dpo_desktop.domain.law_rules import Rule, RuleChoice

FORWARD_RULE = "forward-to-customer"


@dataclass(frozen=True, slots=True)
class Forwarding:
    """What the register of customers says, and what happened. `hours` is 0 where the contract gives none."""

    customer: str = ""
    hours: int = 0
    forwarded_at: datetime | None = None
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The company's own number: for a duty to which the law gives none, or to be earlier than the law."""

    rule_id: str
    amount: int
    unit: str


def case_duties(
    rules: Mapping[str, Rule],
    choices: Mapping[tuple[str, str], Sequence[RuleChoice]],
    decisions: Sequence[LawDecision],
    given: Circumstances,
    type_code: str,
    facts: Facts,
    calendar_of: Mapping[str, Calendar],
    *,
    forwarding: Forwarding | None = None,
    targets: Mapping[str, Target] | None = None,
) -> tuple[Duty, ...]:
    """Every duty of a request; where nothing can be said, a duty without a rule says why.

    Raises RuleViolation: the facts contradict themselves.
    """
    if given.our_role == "processor":
        return (_forward(facts, forwarding or Forwarding()),)
    found: list[Duty] = []
    applying = [one for one in decisions if one.applies]
    for decision in applying:
        for choice in choices.get((decision.law, type_code), ()):
            rule = rules[choice.rule_id]
            if rule.in_force_on(facts.day) and rule_applies(rule, given, decision):
                duty = deadline(rule, facts, calendar_of, is_answer=choice.is_answer)
                target = (targets or {}).get(rule.id)
                found.append(with_target(duty, target, facts, calendar_of) if target else duty)
    if not found:
        found.append(_without_rule((Step("received", facts.day), Step("no_rule" if applying else "no_law", None))))
    if given.our_role == "unclear":
        found.append(_without_rule((Step("received", facts.day), Step("role_unclear", None))))
    return tuple(found)


def undated() -> Duty:
    """What stands for a case of which nobody knows when it was received."""
    return _without_rule((Step("received_unknown", None),))


def leading(duties: Sequence[Duty]) -> Duty | None:
    """The duty whose date is the earliest by which the person is answered: the first of them where two are equal."""
    due = answer_due(duties)
    return next((duty for duty in duties if due is not None and duty.is_answer and duty.due_on == due), None)


def _without_rule(steps: tuple[Step, ...]) -> Duty:
    return Duty("", "", "", "", "", "", "", False, False, True, steps)


def _forward(facts: Facts, forwarding: Forwarding) -> Duty:
    """As processor the request is the customer's: it goes there within the hours of the contract."""
    started = Step("received", facts.day)
    plain = replace(_without_rule((started,)), rule_id=FORWARD_RULE, kind="deadline", is_answer=True, verified=True)
    steps = [started]
    if not forwarding.customer:
        steps.append(Step("customer_missing", None))
    due_at: datetime | None = None
    if forwarding.customer and not forwarding.hours:
        steps.append(Step("forward_without_hours", None))
    elif forwarding.customer and facts.at is not None:
        due_at = after_hours(facts.at, forwarding.hours, facts.zone)
        steps.append(Step("hours", due_at.date(), (("amount", forwarding.hours), ("at", _iso(due_at)))))
    for code, at in (("forwarded", forwarding.forwarded_at), ("acknowledged", forwarding.acknowledged_at)):
        if at is not None:
            steps.append(Step(code, at.astimezone(facts.zone).date()))
    if due_at is None:
        return replace(plain, steps=tuple(steps), is_answer=False, speed="without_undue_delay")
    steps.append(Step("forward_by", due_at.date(), (("at", _iso(due_at)),)))
    return replace(plain, steps=tuple(steps), due_on=due_at.date(), due_at=due_at)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def with_target(duty: Duty, target: Target, facts: Facts, calendar_of: Mapping[str, Calendar]) -> Duty:
    """The company's number stands beside the law's; where the law has none it is the date to keep. One that would end
    after the law's date gives none: a line of the sum says so.
    """
    on, at = target_date(target, facts, calendar_of)
    parameters = (("amount", target.amount), ("unit", target.unit))
    if _is_later(duty, on, at):
        step = Step("own_target_later", on, parameters)
        return replace(duty, steps=(*duty.steps[:-1], step, duty.steps[-1]))
    step = Step("own_target", on, parameters)
    if duty.due_on is not None or duty.kind != "duty_without_number":
        return replace(duty, target_on=on, target_at=at, steps=(*duty.steps[:-1], step, duty.steps[-1]))
    return replace(duty, target_on=on, target_at=at, steps=(*duty.steps, step))


def _is_later(duty: Duty, on: date, at: datetime | None) -> bool:
    if duty.due_at is not None and at is not None:
        return at > duty.due_at
    return duty.due_on is not None and on > duty.due_on


def target_date(target: Target, facts: Facts, calendar_of: Mapping[str, Calendar]) -> tuple[date, datetime | None]:
    """The company's own date: hours from the instant, else days after the day of the event, by the own calendar."""
    if target.unit == "hours":
        at = after_hours(facts.at, target.amount, facts.zone) if facts.at is not None else None
        return (at.date() if at else facts.day), at
    free = calendar_of["controller_place"]
    return end_of_period(target.unit, target.amount, "next_day", facts.day, free, saturday_is_free=True), None
