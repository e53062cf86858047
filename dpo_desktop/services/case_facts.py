"""Use cases that record a fact of a case: one entry of its timeline, and its dates computed anew, in one transaction.

Facts are entries with codes: what the clock counts is read back by `services.clock.recorded_in`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time

from sqlalchemy import select

from dpo_desktop.domain import case_facts as rules
from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.law_rules import CAUSES
from dpo_desktop.domain.requests import LAWS, OUR_ROLES
from dpo_desktop.services import clock
from dpo_desktop.services.registers import check_named
from dpo_desktop.services.requests import event_row
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import RequestEventRow, RequestRow
from dpo_desktop.storage.unit_of_work import UnitOfWork

STRIKABLE = (*clock.FACT_KINDS[:-1], "identity_checked", "mandate_checked")


def ask(
    workspace: OpenWorkspace,
    request_id: int,
    *,
    cause: str,
    asked_on: date,
    has_letter: bool,
    words: str,
    switched_on: bool = False,
) -> Written:
    """Something was asked of the person, so that the clock may stand. `switched_on`: it shall count where a rule leaves
    that to the officer; `words` is then the reason.

    Raises:
        RuleViolation: an unknown cause, a day to come, or no reason where one is needed.
    """
    rules.check_word(cause, CAUSES, "deadline.unknown_cause")
    if switched_on:
        rules.check_reason(words)

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        rules.check_day(asked_on, _today(workspace))
        return _event(
            uow,
            row,
            "asked",
            _noon(workspace, asked_on),
            words,
            cause=cause,
            on=asked_on.isoformat(),
            letter="yes" if has_letter else "no",
            switched_on="yes" if switched_on else "no",
        )

    return _record(workspace, request_id, "request.asked", fact)


def answered(workspace: OpenWorkspace, request_id: int, *, asked_event: int, answered_on: date, words: str) -> Written:
    """What was asked for came.

    Raises:
        NotFound: nothing was asked by that entry.
        RuleViolation: a day to come, or one before the question; it was answered already.
    """

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        question = uow.session.get(RequestEventRow, asked_event)
        if question is None or question.request_id != row.id or question.kind != "asked":
            raise NotFound("fact.nothing_asked")
        codes = json.loads(question.parameters)
        standing = _standing(uow, row.id)
        if any(event.kind == "answered" and _codes(event)["asked"] == str(asked_event) for event in standing):
            raise RuleViolation("fact.answered_already")
        rules.check_answer(date.fromisoformat(codes["on"]), answered_on)
        rules.check_day(answered_on, _today(workspace))
        at = _noon(workspace, answered_on)
        return _event(
            uow, row, "answered", at, words, cause=codes["cause"], on=answered_on.isoformat(), asked=str(asked_event)
        )

    return _record(workspace, request_id, "request.answered", fact)


def extend(
    workspace: OpenWorkspace, request_id: int, *, told_on: date, reason: str, words: str, until: date | None = None
) -> Written:
    """The person was told that the answer takes longer. `until`: a new date that was named, where less than the law
    allows, or where the law leaves it open. A notice that came too late is recorded; the date says that it is.

    Raises:
        RuleViolation: an unknown reason, a day to come, or one before the request came.
    """
    rules.check_word(reason, rules.EXTENSION_REASONS, "fact.unknown_word")

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        rules.check_told(told_on, row.received_at.astimezone(workspace.zone).date() if row.received_at else None)
        rules.check_day(told_on, _today(workspace))
        return _event(
            uow,
            row,
            "extended",
            _noon(workspace, told_on),
            words,
            reason=reason,
            told=told_on.isoformat(),
            until=until.isoformat() if until else "",
            unit="",
            amount="0",
        )

    return _record(workspace, request_id, "request.extended", fact)


def decide_law(workspace: OpenWorkspace, request_id: int, *, law: str, applies: bool, reason: str) -> Written:
    """A person decides that a law applies, or does not, other than the program found.

    Raises:
        RuleViolation: an unknown law, or no reason.
    """
    rules.check_word(law, LAWS[:-1], "request.unknown_law")
    why = rules.check_reason(reason)

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        return _event(uow, row, "law_decided", uow.now, why, law=law, applies="yes" if applies else "no")

    return _record(workspace, request_id, "request.law_decided", fact)


def decide_role(
    workspace: OpenWorkspace,
    request_id: int,
    *,
    our_role: str,
    entity_id: int | None,
    customer_id: int | None,
    words: str = "",
) -> Written:
    """Are we controller, or processor for a customer; and which entity of ours is asked.

    Raises:
        NotFound: no such entity or customer.
        RuleViolation: an unknown role, nothing is different, or a role that was decided is decided anew without a
            reason.
    """
    rules.check_word(our_role, OUR_ROLES, "request.unknown_role")

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        customer = customer_id if our_role == "processor" else None
        standing = (row.entity_id, row.customer_id)
        check_named(uow.session, entity_id=entity_id, customer_id=customer, standing=standing)
        if (row.our_role, row.entity_id, row.customer_id) == (our_role, entity_id, customer):
            raise RuleViolation("request.nothing_corrected")
        if our_role != row.our_role != "unclear":  # it takes laws and dates away, or brings them
            rules.check_reason(words)
        row.our_role, row.entity_id, row.customer_id = our_role, entity_id, customer
        return _event(uow, row, "role_decided", uow.now, words, role=our_role)

    return _record(workspace, request_id, "request.role_decided", fact, fields=("our_role", "entity_id", "customer_id"))


def check_identity(
    workspace: OpenWorkspace, request_id: int, *, method: str, level: str, outcome: str, checked_on: date, words: str
) -> Written:
    """Somebody's identity was checked: how, how sure, with what result. `words` says what was seen; nothing is kept.

    Raises:
        RuleViolation: an unknown word, or a day to come.
    """
    rules.check_word(method, rules.IDENTITY_METHODS, "fact.unknown_word")
    rules.check_word(level, rules.IDENTITY_LEVELS, "fact.unknown_word")
    rules.check_word(outcome, rules.CHECK_OUTCOMES, "fact.unknown_word")

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        rules.check_day(checked_on, _today(workspace))
        at = _noon(workspace, checked_on)
        return _event(uow, row, "identity_checked", at, words, method=method, level=level, outcome=outcome)

    return _record(workspace, request_id, "request.identity_checked", fact)


def check_mandate(
    workspace: OpenWorkspace, request_id: int, *, kind: str, outcome: str, checked_on: date, words: str
) -> Written:
    """By what somebody acts for the person, and whether it suffices. `words` says what was seen; nothing is kept.

    Raises:
        RuleViolation: an unknown word, or a day to come.
    """
    rules.check_word(kind, rules.MANDATE_KINDS, "fact.unknown_word")
    rules.check_word(outcome, rules.MANDATE_OUTCOMES, "fact.unknown_word")

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        rules.check_day(checked_on, _today(workspace))
        return _event(uow, row, "mandate_checked", _noon(workspace, checked_on), words, mandate=kind, outcome=outcome)

    return _record(workspace, request_id, "request.mandate_checked", fact)


def forward(workspace: OpenWorkspace, request_id: int, *, at: datetime, means: str, words: str) -> Written:
    """The request went to the customer it belongs to. `at` is aware.

    Raises:
        RuleViolation: we are not the processor, no customer is named, an unknown means, or an instant to come.
    """
    rules.check_word(means, rules.FORWARD_MEANS, "fact.unknown_word")

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        if row.our_role != "processor":
            raise RuleViolation("fact.not_processor")
        if row.customer_id is None:
            raise RuleViolation("fact.customer_missing")
        _check_instant(uow, row, at)
        return _event(uow, row, "forwarded", at, words, means=means, customer=str(row.customer_id))

    return _record(workspace, request_id, "request.forwarded", fact)


def acknowledge(workspace: OpenWorkspace, request_id: int, *, at: datetime, words: str) -> Written:
    """The customer confirmed that the request came. `at` is aware.

    Raises:
        RuleViolation: it was not forwarded, or an instant before that or to come.
    """

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        sent = [event.at for event in _standing(uow, row.id) if event.kind == "forwarded"]
        if not sent:
            raise RuleViolation("fact.not_forwarded")
        if at < sent[-1]:
            raise RuleViolation("fact.before_forwarding")
        _check_instant(uow, row, at)
        return _event(uow, row, "acknowledged", at, words)

    return _record(workspace, request_id, "request.acknowledged", fact)


def strike(workspace: OpenWorkspace, request_id: int, *, event_id: int, reason: str) -> Written:
    """A fact was entered in error: it stays in the timeline, struck out, and counts no more.

    Raises:
        NotFound: no such entry of this case.
        RuleViolation: it cannot be struck out, is struck out already, or there is no reason.
    """
    why = rules.check_reason(reason)

    def fact(uow: UnitOfWork, row: RequestRow) -> RequestEventRow:
        entry = uow.session.get(RequestEventRow, event_id)
        if entry is None or entry.request_id != row.id:
            raise NotFound("fact.missing")
        if entry.kind not in STRIKABLE or event_id not in {event.id for event in _standing(uow, row.id)}:
            raise RuleViolation("fact.not_strikable")
        return _event(uow, row, "struck", uow.now, why, event=str(event_id), fact=entry.kind)

    return _record(workspace, request_id, "request.struck", fact)


def _record(
    workspace: OpenWorkspace,
    request_id: int,
    action: str,
    fact: Callable[[UnitOfWork, RequestRow], RequestEventRow],
    *,
    fields: tuple[str, ...] = (),
) -> Written:
    """Add the entry, compute the dates anew, and record both. A closed case takes facts as well: they happened."""
    with workspace.unit_of_work() as uow:
        row = uow.session.get(RequestRow, request_id)
        if row is None:
            raise NotFound("request.missing")
        event = fact(uow, row)
        uow.session.add(event)
        moved = clock.recompute(uow.session, row, uow.now)
        uow.record(action, row, rows=[event], fields=(*fields, *moved), list_changed=True)
        return Written(uow.commit(), row.id, row.reference, entry=uow.seq)


def _event(uow: UnitOfWork, row: RequestRow, kind: str, at: datetime, words: str, **codes: str) -> RequestEventRow:
    return event_row(uow, uow.officer(), row, kind, at=at, words=words.strip(), codes=codes)


def _standing(uow: UnitOfWork, request_id: int) -> list[RequestEventRow]:
    """Entries of the timeline that are not struck out, in the order of entry."""
    events = uow.session.scalars(
        select(RequestEventRow).where(RequestEventRow.request_id == request_id).order_by(RequestEventRow.id)
    ).all()
    struck = {_codes(event)["event"] for event in events if event.kind == "struck"}
    return [event for event in events if str(event.id) not in struck]


def _codes(event: RequestEventRow) -> dict[str, str]:
    codes: dict[str, str] = json.loads(event.parameters)
    return codes


def _check_instant(uow: UnitOfWork, row: RequestRow, at: datetime) -> None:
    if at > uow.now:
        raise RuleViolation("fact.in_future")
    if row.received_at is not None and at < row.received_at:
        raise RuleViolation("fact.before_receipt")


def _today(workspace: OpenWorkspace) -> date:
    return workspace.now().astimezone(workspace.zone).date()


def _noon(workspace: OpenWorkspace, day: date) -> datetime:
    """A day without an hour stands at noon, today not later than now."""
    return min(datetime.combine(day, time(12), workspace.zone), workspace.now().astimezone(workspace.zone))
