"""Use cases of a request: record, note, move on, close, reopen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.services import law
from dpo_desktop.services.clock import Case, CompanyLaw, put
from dpo_desktop.services.instants import zone_name
from dpo_desktop.services.registers import check_named
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import NewRequest, PersonView
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import (
    ImportBatchRow,
    ImportRowRow,
    OfficerRow,
    PersonRow,
    RequestEventRow,
    RequestRow,
    RowProofRow,
    WorkspaceRow,
)
from dpo_desktop.storage.unit_of_work import UnitOfWork

_BATCH = 500


def record_request(workspace: OpenWorkspace, new: NewRequest) -> Written:
    """Enter one request.

    Raises:
        RuleViolation: the entry contradicts itself, or the person has no name.
    """
    with workspace.unit_of_work() as uow:
        recorder = Recorder(uow)
        row, rows = recorder.add(new)
        uow.record("request.recorded", row, rows=rows, list_changed=True)
        return Written(uow.commit(), row.id, row.reference)


class Recorder:
    """Adds requests to one transaction, numbering them on: for the form one, for an import thousands.

    Ids are given here and rows are sent in batches: the transaction holds the write lock, so nobody else gives any.
    """

    def __init__(self, uow: UnitOfWork, *, import_batch_id: int | None = None) -> None:
        self.uow = uow
        self._batch = import_batch_id
        self._officer = uow.officer()
        numbered = (PersonRow, RequestRow, RequestEventRow, ImportRowRow)
        self._ids: dict[type[Proven], count[int]] = {row: count(first_free_id(uow, row)) for row in numbered}
        uow.session.execute(text("PRAGMA defer_foreign_keys=ON"))  # checked at commit: a batch goes table by table
        settings = uow.session.get_one(WorkspaceRow, 1)
        self._zone = settings.time_zone
        self.company = CompanyLaw(uow.session, uow.now)
        self._year = uow.now.astimezone(law.zone(self._zone)).year
        self._number = _last_number(uow, self._year, law.zone(self._zone))

    def add(self, new: NewRequest) -> tuple[RequestRow, list[Proven]]:
        """The request and the other rows that came with it; `record` or the next batch sends them."""
        check_new(new, self.uow.now, from_register=self._batch is not None)
        session = self.uow.session
        customer_id = new.customer_id if new.our_role == "processor" else None
        check_named(session, entity_id=new.entity_id, customer_id=customer_id)
        self._number += 1
        case = Case(
            new.type_code,
            new.our_role,
            new.country,
            new.law,
            new.received_at if new.received_known else None,
            new.dated_on,
            new.entity_id,
            customer_id,
        )
        clock = self.company.clock(case)
        requester = self._person(new.requester)
        subject = requester if new.subject == new.requester else self._person(new.subject)
        row = RequestRow(
            id=next(self._ids[RequestRow]),
            reference=f"REQ-{self._year}-{self._number:04d}",
            reference_year=self._year,
            reference_number=self._number,
            type_code=new.type_code,
            state="received",
            channel=new.channel,
            relation=new.relation,
            our_role=new.our_role,
            country=new.country,
            chosen_law=new.law,
            entity_id=new.entity_id,
            customer_id=customer_id,
            dated_on=new.dated_on,
            language=new.language,
            requester_id=requester.id,
            subject_id=subject.id,
            received_at=new.received_at if new.received_known else None,
            received_zone=zone_name(new.received_at),
            entered_at=self.uow.now,
            import_batch_id=self._batch,
            external_reference=new.external_reference,
            handler=new.handler,
        )
        put(row, clock)
        rows: list[Proven] = [requester] if requester is subject else [requester, subject]
        session.add_all([*rows, row])
        if new.received_known:
            rows.append(self.add_event(row, "received", at=new.received_at, channel=new.channel))
        if new.notes.strip():
            rows.append(self.add_event(row, "note", words=new.notes.strip()))
        if self._number % _BATCH == 0:
            session.flush()
        return row, rows

    @property
    def last_number(self) -> int:
        """Of the references that were given."""
        return self._number

    def next_id(self, table: type[Proven]) -> int:
        return next(self._ids[table])

    def close(self, request: RequestRow, *, outcome: str, reason: str, closed_at: datetime | None) -> RequestEventRow:
        """A closing that came with the request. Without an instant it stands in the timeline when it was entered."""
        apply_closing(self.uow, request, outcome=outcome, reason=reason, closed_at=closed_at, from_register=True)
        dated = {} if closed_at else {"dated": "no"}
        return self.add_event(request, "closed", at=closed_at, outcome=outcome, reason=reason, **dated)

    def add_person(self, view: PersonView) -> PersonRow:
        person = self._person(view)
        self.uow.session.add(person)
        return person

    def _person(self, view: PersonView) -> PersonRow:
        return PersonRow(
            id=next(self._ids[PersonRow]), name=view.name.strip(), email=view.email.strip(), phone=view.phone.strip()
        )

    def add_event(
        self, request: RequestRow, kind: str, *, at: datetime | None = None, words: str = "", **codes: str
    ) -> RequestEventRow:
        event = event_row(self.uow, self._officer, request, kind, at=at, words=words, codes=codes)
        event.id = next(self._ids[RequestEventRow])
        self.uow.session.add(event)
        return event


def first_free_id(uow: UnitOfWork, table: type[Proven]) -> int:
    """Ids of rows that were taken away are not given again: the audit trail names rows by them."""
    proven = select(func.max(RowProofRow.object_id)).where(RowProofRow.object_type == table.__tablename__)
    return max(uow.session.scalar(select(func.max(table.id))) or 0, uow.session.scalar(proven) or 0) + 1


def _last_number(uow: UnitOfWork, year: int, zone: ZoneInfo) -> int:
    """Of the references of a year, those of imports that were undone too: one may stand on paper."""
    standing = select(func.max(RequestRow.reference_number)).where(RequestRow.reference_year == year)
    start = datetime(year, 1, 1, tzinfo=zone)
    undone = select(func.max(ImportBatchRow.last_reference)).where(
        ImportBatchRow.undone_at.is_not(None), ImportBatchRow.imported_at >= start
    )
    return max(uow.session.scalar(standing) or 0, uow.session.scalar(undone) or 0)


def check_new(new: NewRequest, now: datetime, *, from_register: bool = False) -> None:
    """Refuse an intake that contradicts itself. A register may not know whom a case is about. Raises RuleViolation."""
    rules.check_intake(type_code=new.type_code, received_at=new.received_at, entered_at=now, dated_on=new.dated_on)
    for value, known, code in (
        (new.channel, rules.CHANNELS, "request.unknown_channel"),
        (new.relation, rules.RELATIONS, "request.unknown_relation"),
        (new.our_role, rules.OUR_ROLES, "request.unknown_role"),
        (new.law, ("", *rules.LAWS), "request.unknown_law"),
    ):
        if value not in known:
            raise RuleViolation(code)
    if not rules.is_country(new.country):
        raise RuleViolation("request.unknown_country")
    if not from_register and not new.subject.name.strip() and not new.subject.email.strip():
        raise RuleViolation("request.subject_missing")


def event_row(
    uow: UnitOfWork,
    officer: OfficerRow,
    request: RequestRow,
    kind: str,
    *,
    at: datetime | None,
    words: str,
    codes: dict[str, str],
) -> RequestEventRow:
    return RequestEventRow(
        request_id=request.id,
        at=at or uow.now,
        entered_at=uow.now,
        kind=kind,
        text=words,
        parameters=json.dumps(codes, sort_keys=True),
        officer_id=officer.id,
    )


def _get(uow: UnitOfWork, request_id: int) -> RequestRow:
    row = uow.session.get(RequestRow, request_id)
    if row is None:
        raise NotFound("request.missing")
    return row


def _add_event(
    uow: UnitOfWork, row: RequestRow, kind: str, *, at: datetime | None = None, words: str = "", **codes: str
) -> Sequence[RequestEventRow]:
    event = event_row(uow, uow.officer(), row, kind, at=at, words=words, codes=codes)
    uow.session.add(event)
    return [event]


def add_note(workspace: OpenWorkspace, request_id: int, note: str) -> Written:
    """Raises RuleViolation for an empty note."""
    if not note.strip():
        raise RuleViolation("request.note_empty")
    with workspace.unit_of_work() as uow:
        row = _get(uow, request_id)
        uow.record("request.note_added", row, rows=_add_event(uow, row, "note", words=note.strip()))
        return Written(uow.commit(), row.id, row.reference, entry=uow.seq)


def change_state(workspace: OpenWorkspace, request_id: int, to_state: str) -> Written:
    """Move an open request on. Raises RuleViolation when it is closed or the state is unknown."""
    with workspace.unit_of_work() as uow:
        row = _get(uow, request_id)
        rules.check_can_move(state=row.state, to_state=to_state)
        events = _add_event(uow, row, "state", from_state=row.state, to_state=to_state)
        row.state = to_state
        uow.record("request.state_changed", row, rows=events, fields=("state",), list_changed=True, state=to_state)
        return Written(uow.commit(), row.id, row.reference, entry=uow.seq)


def close_request(
    workspace: OpenWorkspace, request_id: int, *, outcome: str, reason: str, note: str, closed_at: datetime
) -> Written:
    """Close with an outcome. A late closing is recorded as it is; only contradictions are refused.

    Raises:
        RuleViolation: already closed, reason missing, closed before received or in the future.
    """
    with workspace.unit_of_work() as uow:
        row = _get(uow, request_id)
        apply_closing(uow, row, outcome=outcome, reason=reason, closed_at=closed_at)
        events = _add_event(uow, row, "closed", at=closed_at, words=note.strip(), outcome=outcome, reason=reason)
        uow.record(
            "request.closed",
            row,
            rows=events,
            fields=("state", "reason", "closed_at"),
            list_changed=True,
            outcome=outcome,
        )
        return Written(uow.commit(), row.id, row.reference, entry=uow.seq)


def apply_closing(
    uow: UnitOfWork,
    row: RequestRow,
    *,
    outcome: str,
    reason: str,
    closed_at: datetime | None,
    from_register: bool = False,
) -> None:
    """Check and set the closing on a row of this transaction; the caller adds the event and records it."""
    rules.check_can_close(
        state=row.state,
        outcome=outcome,
        reason=reason,
        received_at=row.received_at,
        closed_at=closed_at,
        now=uow.now,
        from_register=from_register,
    )
    row.state, row.reason, row.closed_at = outcome, reason, closed_at


def receive(uow: UnitOfWork, row: RequestRow, at: datetime) -> list[Proven]:
    """Set when a request was received. Gives the rows that changed; the caller computes its dates and records them."""
    row.received_at, row.received_zone = at, zone_name(at)
    return [row, *show_receipt(uow, row)]


def show_receipt(uow: UnitOfWork, row: RequestRow) -> list[Proven]:
    """The entry of the timeline that says how and when it came goes with the row; where nobody knows when, it says so.
    Gives the entries that changed; the caller records them.
    """
    at: datetime = row.received_at or row.entered_at
    kind = "received" if row.received_at is not None else "undated"
    came = uow.session.scalars(
        select(RequestEventRow)
        .where(RequestEventRow.request_id == row.id, RequestEventRow.kind.in_(("received", "undated")))
        .limit(1)
    ).first()
    if came is None and kind == "undated":
        return []
    fresh = event_row(uow, uow.officer(), row, kind, at=at, words="", codes={"channel": row.channel})
    if came is None:
        uow.session.add(fresh)
        return [fresh]
    came.kind, came.at, came.parameters = fresh.kind, fresh.at, fresh.parameters
    return [came]


def assign_requests(workspace: OpenWorkspace, ids: Sequence[int], handler: str) -> Written:
    """Give cases to a colleague, or to nobody (''), in one transaction with one audit entry.

    Raises:
        NotFound: one of them is not there.
        RuleViolation: no case is given, or all are with that colleague already.
    """
    name = " ".join(handler.split())
    with workspace.unit_of_work() as uow:
        rows = [row for row in (_get(uow, one) for one in ids) if row.handler != name]
        if not rows:
            raise RuleViolation("request.assigned_already")
        for row in rows:
            row.handler = name
        uow.record(
            "request.assigned", rows[0], rows=rows[1:], fields=("handler",), list_changed=True, requests=len(rows)
        )
        along = tuple(row.id for row in rows[1:])
        return Written(uow.commit(), rows[0].id, rows[0].reference, along, entry=uow.seq)


def reopen_request(workspace: OpenWorkspace, request_id: int, *, reason: str) -> Written:
    """Take a closed request up again. The closing stays in the timeline.

    Raises:
        RuleViolation: it is open, or no reason is given.
    """
    with workspace.unit_of_work() as uow:
        row = _get(uow, request_id)
        rules.check_can_reopen(state=row.state, reason=reason)
        events = _add_event(uow, row, "reopened", words=reason.strip(), outcome=row.state)
        row.state, row.reason, row.closed_at = "in_progress", "", None
        uow.record("request.reopened", row, rows=events, fields=("state", "reason", "closed_at"), list_changed=True)
        return Written(uow.commit(), row.id, row.reference, entry=uow.seq)
