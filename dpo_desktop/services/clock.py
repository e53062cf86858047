"""The clock of a request: what was recorded of it, the law as the company has it, and the sum.

`recompute` is the one way by which a request gets its dates; whatever they rest on calls it in its own transaction.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from dpo_desktop.domain.applicability import Circumstances, implied_facts
from dpo_desktop.domain.calendars import Calendar
from dpo_desktop.domain.case_clock import Forwarding, Target, case_duties, leading, undated
from dpo_desktop.domain.clock_facts import ExtensionFact, Facts, PauseFact
from dpo_desktop.domain.deadlines import Duty, answer_due
from dpo_desktop.domain.duty_json import duties_from_json, duties_to_json
from dpo_desktop.domain.editions import with_own
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.law_decision import LawDecision, decide_laws, decisions_to_json, facts_of_kind
from dpo_desktop.domain.law_reading import rule_of
from dpo_desktop.domain.law_rules import Rule
from dpo_desktop.domain.requests import LAWS, is_open, law_of_country
from dpo_desktop.services import law
from dpo_desktop.services.instants import in_zone
from dpo_desktop.storage.register_tables import (
    CompanyHolidayRow,
    CompanyRuleRow,
    CompanyTargetRow,
    CustomerRow,
    EntityRow,
)
from dpo_desktop.storage.tables import RequestEventRow, RequestRow, WorkspaceRow

FACT_KINDS = ("asked", "answered", "paused", "extended", "law_decided", "forwarded", "acknowledged", "struck")
_EXTENSION_UNITS = {"months": "calendar_months", "days": "calendar_days"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the timeline of a request says that its clock counts."""

    pauses: tuple[PauseFact, ...] = ()
    extensions: tuple[ExtensionFact, ...] = ()
    overridden: Mapping[str, bool] = field(default_factory=dict)
    forwarded_at: datetime | None = None
    forwarded_to: int | None = None  # the customer; None where the entry does not say
    acknowledged_at: datetime | None = None

    def by_customer(self, customer_id: int | None) -> Recorded:
        """What counts now that the case belongs to this customer: what went to another one was not forwarded to it."""
        if self.forwarded_to in (None, customer_id):
            return self
        return replace(self, forwarded_at=None, acknowledged_at=None)


@dataclass(frozen=True, slots=True)
class Case:
    """What a clock is computed from beside the timeline."""

    type_code: str
    our_role: str
    country: str
    chosen_law: str
    received_at: datetime | None
    dated_on: date | None = None
    entity_id: int | None = None
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The computed duties of a request, the laws that were found to apply, and the editions they rest on."""

    duties: tuple[Duty, ...]
    laws: tuple[LawDecision, ...]
    law: str  # the law that leads
    due_on: date | None
    law_edition: str
    holiday_edition: str


NOTHING_RECORDED = Recorded()


class CompanyLaw:
    """The law as this workspace has it: the shipped rules, the company's own, its holidays and targets."""

    def __init__(self, session: Session, now: datetime) -> None:
        settings = session.get_one(WorkspaceRow, 1)
        self.place = settings.place
        self.zone = law.zone(settings.time_zone)
        self.today = now.astimezone(self.zone).date()
        own_rules = own_rules_in(_standing(session, CompanyRuleRow), law.load_law())
        holidays = _standing(session, CompanyHolidayRow)
        self._targets = {
            row.rule_id: Target(row.rule_id, row.amount, row.unit) for row in _standing(session, CompanyTargetRow)
        }
        self.law = law.with_rules(law.load_law(), own_rules)
        self.law_edition = with_own(self.law.edition, "times", sorted(map(astuple, self._targets.values())))
        self.calendar = with_holidays(law.calendar_for(settings.place), holidays)
        self._calendars = law.Calendars(self.calendar, lambda place: with_holidays(law.calendar_for(place), holidays))
        self._entities = {row.id: row for row in session.scalars(select(EntityRow))}
        standing = [one for one in self._entities.values() if one.retired_at is None]
        self._only_entity = standing[0] if len(standing) == 1 else None
        self._customers = {row.id: row for row in session.scalars(select(CustomerRow))}

    def clock(self, case: Case, recorded: Recorded = NOTHING_RECORDED) -> Clock:
        """Raises RuleViolation: the facts contradict themselves."""
        customer = self._customers.get(case.customer_id or 0)
        given = self._circumstances(case, customer)
        decisions = decide_laws(self.law.scopes, given, case.chosen_law, recorded.overridden)
        if case.our_role == "processor":
            decisions = ()
        if case.received_at is None:
            first = _leading_law(None, decisions, case)
            return Clock((undated(),), decisions, first, None, self.law_edition, "")
        found = case_duties(
            self.law.rules,
            self.law.choices,
            decisions,
            given,
            case.type_code,
            self._facts(case.received_at, case.dated_on, recorded),
            self._calendars,
            forwarding=_forwarding(customer, recorded),
            targets=self._targets,
        )
        lead = _leading_law(leading(found), decisions, case)
        # What was forwarded is nothing that we still have to do by a day: it waits for the customer's word.
        due = None if recorded.forwarded_at is not None and case.our_role == "processor" else answer_due(found)
        return Clock(found, decisions, lead, due, self.law_edition, self.calendar.edition)

    def _facts(self, received_at: datetime, dated_on: date | None, recorded: Recorded) -> Facts:
        return Facts(
            day=received_at.astimezone(self.zone).date(),
            zone=self.zone,
            today=self.today,
            at=received_at,
            dated=dated_on,
            pauses=recorded.pauses,
            extension=recorded.extensions[-1] if recorded.extensions else None,
            earlier_extensions=recorded.extensions[:-1],
        )

    def _circumstances(self, case: Case, customer: CustomerRow | None) -> Circumstances:
        entity = self._entities.get(case.entity_id or 0)
        if entity is None:
            entity = self._only_entity
        return Circumstances(
            our_role=case.our_role,
            residence=case.country,
            customer_country=customer.country if customer is not None else "",
            entity_facts=frozenset(entity.facts.split()) if entity is not None else implied_facts(self.place),
            is_registered=entity is not None,
            case_facts=facts_of_kind(case.type_code),
        )


OwnRule = tuple[Rule, str, tuple[str, ...], bool]


def own_rules_in(rows: Iterable[CompanyRuleRow], shipped: law.Law) -> list[OwnRule]:
    """The company's rules that count. One whose id the law file has by now gives way to it; one that this version of
    the program cannot read counts no more (`services.company_law` says so beside it).
    """
    found: list[OwnRule] = []
    for row in rows:
        with suppress(RuleViolation):
            rule = own_rule(row.body)
            if rule.id not in shipped.rules:
                found.append((rule, rule.jurisdiction, tuple(row.types.split()), row.is_answer))
    return found


def own_rule(body: str) -> Rule:
    """The one rule of a body. Raises RuleViolation: this version of the program does not understand it."""
    return rule_of(tomllib.loads(body)["rule"][0])


_Own = TypeVar("_Own", CompanyRuleRow, CompanyHolidayRow, CompanyTargetRow)


def _standing(session: Session, table: type[_Own]) -> list[_Own]:
    return list(session.scalars(select(table).where(table.retired_at.is_(None)).order_by(table.id)))


def with_holidays(calendar: Calendar, own: Sequence[CompanyHolidayRow]) -> Calendar:
    """The table's holidays and the company's. A day of a country is one of its subdivisions too; the edition names
    those of every place, for a rule may ask for another place than the company's.
    """
    if not own:
        return calendar
    here = {row.day: row.name for row in own if f"{calendar.place}-".startswith(f"{row.place}-")}
    edition = with_own(calendar.edition, "own", sorted((row.place, row.day, row.name) for row in own))
    return replace(calendar, holidays={**calendar.holidays, **here}, edition=edition)


def _forwarding(customer: CustomerRow | None, recorded: Recorded) -> Forwarding:
    hours = customer.forward_hours or 0 if customer is not None else 0
    name = customer.reference or customer.name if customer is not None else ""
    counted = recorded.by_customer(customer.id if customer is not None else None)
    return Forwarding(name, hours, counted.forwarded_at, counted.acknowledged_at)


def _leading_law(lead: Duty | None, decisions: Iterable[LawDecision], case: Case) -> str:
    """The law of the earliest date; without a date that of the place where the person lives, else the first."""
    applying = [one.law for one in decisions if one.applies]
    if lead is not None and lead.jurisdiction in LAWS:
        return lead.jurisdiction
    own = law_of_country(case.country)
    return own if own in applying else next(iter(applying), "none")


def recorded_in(events: Iterable[RequestEventRow]) -> Recorded:
    """The facts of a timeline, in the order of entry; what was struck out does not count."""
    entries = [(event, json.loads(event.parameters)) for event in events]
    struck = {int(codes["event"]) for event, codes in entries if event.kind == "struck"}
    asked: dict[int, PauseFact] = {}
    told: list[PauseFact] = []
    found = Recorded()
    overridden: dict[str, bool] = {}
    for event, codes in entries:
        if event.id in struck:
            continue
        if event.kind == "asked":
            asked[event.id] = _asked(event, codes)
        elif event.kind == "answered":
            question = asked.get(int(codes["asked"]))
            if question is not None:
                asked[int(codes["asked"])] = replace(question, answered=_day(codes["on"]))
        elif event.kind == "paused":
            told.append(_register_pause(event, codes))
        elif event.kind == "extended":
            found = replace(found, extensions=(*found.extensions, _extension(codes)))
        elif event.kind == "law_decided":
            overridden[codes["law"]] = codes["applies"] == "yes"
        elif event.kind == "forwarded":
            customer = int(codes["customer"]) if "customer" in codes else None
            found = replace(found, forwarded_at=event.at, forwarded_to=customer, acknowledged_at=None)
        elif event.kind == "acknowledged" and found.forwarded_at is not None:
            found = replace(found, acknowledged_at=event.at)
    return replace(found, pauses=(*told, *asked.values()), overridden=overridden)


def _asked(event: RequestEventRow, codes: Mapping[str, str]) -> PauseFact:
    reason = event.text if codes.get("switched_on") == "yes" else ""
    return PauseFact(
        codes["cause"],
        _day(codes["on"]),
        None,
        reason=reason,
        proof="letter" if codes.get("letter") == "yes" else "none",
    )


def _register_pause(event: RequestEventRow, codes: Mapping[str, str]) -> PauseFact:
    """A register says why in its own words, which are the reason that was recorded then."""
    cause = "identity_doubt" if codes["reason"] == "identity" else "clarification"
    begun, ended = _day(codes["begun"]), _day(codes["ended"])
    return PauseFact(cause, begun, ended, days=int(codes["days"]), reason=event.text, proof="register")


def _extension(codes: Mapping[str, str]) -> ExtensionFact:
    unit = _EXTENSION_UNITS.get(codes.get("unit", ""), codes.get("unit", ""))
    return ExtensionFact(
        told_on=_day(codes.get("told", "")),
        amount=int(codes.get("amount", "0") or 0),
        unit=unit,
        until=_day(codes.get("until", "")),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def clock_case(row: RequestRow) -> Case:
    return Case(
        type_code=row.type_code,
        our_role=row.our_role,
        country=row.country,
        chosen_law=row.chosen_law,
        received_at=in_zone(row.received_at, row.received_zone) if row.received_at else None,
        dated_on=row.dated_on,
        entity_id=row.entity_id,
        customer_id=row.customer_id,
    )


def recorded_of(session: Session, request_id: int) -> Recorded:
    return recorded_in(
        session.scalars(
            select(RequestEventRow)
            .where(RequestEventRow.request_id == request_id, RequestEventRow.kind.in_(FACT_KINDS))
            .order_by(RequestEventRow.id)
        )
    )


def put(row: RequestRow, clock: Clock) -> tuple[str, ...]:
    """Let a request have these dates. Gives the names of the fields that are different now."""
    values = {
        "due_on": clock.due_on,
        "duties": duties_to_json(clock.duties),
        "law": clock.law,
        "laws": decisions_to_json(clock.laws),
        "law_edition": clock.law_edition,
        "holiday_edition": clock.holiday_edition,
    }
    changed = tuple(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed


def recompute(session: Session, row: RequestRow, now: datetime, company: CompanyLaw | None = None) -> tuple[str, ...]:
    """The dates of a request from what is recorded now; the caller records the change. Gives the fields that changed.

    Raises:
        RuleViolation: the facts contradict themselves.
    """
    session.flush()
    return put(row, (company or CompanyLaw(session, now)).clock(clock_case(row), recorded_of(session, row.id)))


def duties_of(session: Session, row: RequestRow, now: datetime) -> tuple[Duty, ...]:
    """The duties as they are kept. Where the clock of an open case stands, what holds if the answer came today is
    counted anew, unless the case rests on another edition.
    """
    kept = duties_from_json(row.duties)
    if not is_open(row.state) or all(duty.waiting_since is None for duty in kept):
        return kept
    company = CompanyLaw(session, now)
    if (row.law_edition, row.holiday_edition) != (company.law_edition, company.calendar.edition):
        return kept
    return company.clock(clock_case(row), recorded_of(session, row.id)).duties
