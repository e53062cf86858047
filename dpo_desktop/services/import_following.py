"""A case of an earlier import follows its register: the changes of `import_changes`, one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from sqlalchemy import select

from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.register_facts import Extension, Pause
from dpo_desktop.services.clock import recompute
from dpo_desktop.services.import_cases import CaseValues, RegisterCase, extension_codes, pause_codes
from dpo_desktop.services.import_changes import (
    COLUMNS,
    PERSON_PARTS,
    PLAIN_VALUES,
    changes_of,
    contradicts,
    from_row,
    standing_cases,
)
from dpo_desktop.services.import_views import PlannedRow
from dpo_desktop.services.requests import Recorder, receive
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import ImportBatchRow, ImportRowRow, PersonRow, RequestEventRow, RequestRow

_OF_THE_CLOCK = frozenset(("type", "our_role", "country", "law", "received", "pause", "extension"))

AddFacts = Callable[[RequestRow, Sequence[Pause], Extension | None], Sequence[Proven]]


class Following:
    """Changes cases in the transaction of a recorder. `shape` is that of the table."""

    def __init__(self, recorder: Recorder, shape: str, add_facts: AddFacts) -> None:
        self._recorder, self._uow, self._shape, self._add_facts = recorder, recorder.uow, shape, add_facts

    def follow(self, planned: PlannedRow, case: RegisterCase) -> list[Proven]:
        """The rows that changed or came. What somebody entered since the plan was made stays as well.

        Raises RuleViolation: it would be closed before it was received.
        """
        session = self._uow.session
        request = session.get_one(RequestRow, planned.case_id)
        before, written = self._brought(request.id), case.values
        session.flush()
        standing = standing_cases(session, [request.id])[request.id]
        changes = changes_of(before, written, standing, [one.field for one in planned.unread])
        if contradicts(changes, written, standing):
            raise RuleViolation("request.closed_before_received")
        fields = {change.field for change in changes if not change.kept}
        rows: list[Proven] = [request, *self._persons(request, fields, case)]
        for value, field, _empty in PLAIN_VALUES:
            if field in fields:
                setattr(request, COLUMNS.get(value, value), getattr(written, value))
        if "received" in fields:
            rows += self._receive(request, case)
        if "notes" in fields:
            rows.append(self._recorder.add_event(request, "note", words=written.notes.strip()))
        if "closed" in fields:
            rows.append(self._close(request, before, case))
        rows += self._facts(request, fields, before, case)
        if fields & _OF_THE_CLOCK:
            recompute(self._uow.session, request, self._uow.now, self._recorder.company)
        return rows

    def _brought(self, case_id: int) -> CaseValues:
        """What a table of this shape brought last."""
        derived = self._uow.session.scalars(
            select(ImportRowRow.derived)
            .join(ImportBatchRow, ImportRowRow.batch_id == ImportBatchRow.id)
            .where(
                ImportRowRow.request_id == case_id,
                ImportRowRow.outcome.in_(("new", "changed")),
                ImportBatchRow.shape == self._shape,
            )
            .order_by(ImportRowRow.id.desc())
            .limit(1)
        ).one()
        return from_row(derived)

    def _persons(self, request: RequestRow, fields: set[str], case: RegisterCase) -> list[Proven]:
        session, rows = self._uow.session, []
        views = {"requester": case.new.requester, "subject": case.new.subject}
        if "subject_name" in fields and request.subject_id == request.requester_id:
            subject = self._recorder.add_person(case.new.subject)
            session.flush()
            request.subject_id = subject.id
            rows.append(subject)
        ids = {"requester": request.requester_id, "subject": request.subject_id}
        for role, view in views.items():
            person = session.get_one(PersonRow, ids[role])
            for part in PERSON_PARTS:
                if f"{role}_{part}" in fields:
                    setattr(person, part, getattr(view, part))
                    rows.append(person)
        return list(dict.fromkeys(rows))

    def _receive(self, request: RequestRow, case: RegisterCase) -> list[Proven]:
        rows = receive(self._uow, request, case.new.received_at)
        if not self._events(request, "received"):
            at, channel = case.new.received_at, case.new.channel
            rows.append(self._recorder.add_event(request, "received", at=at, channel=channel))
        return rows

    def _close(self, request: RequestRow, before: CaseValues, case: RegisterCase) -> Proven:
        """Closed now; where it was closed before, the entry of the timeline is corrected."""
        closing = case.closing
        assert closing is not None
        if not before.closed:
            return self._recorder.close(request, outcome=closing.outcome, reason=closing.reason, closed_at=closing.at)
        request.state, request.reason, request.closed_at = closing.outcome, closing.reason, closing.at
        event = self._events(request, "closed")[-1]
        codes = {"outcome": closing.outcome, "reason": closing.reason, **({} if closing.at else {"dated": "no"})}
        event.at, event.parameters = closing.at or event.entered_at, json.dumps(codes, sort_keys=True)
        return event

    def _facts(self, request: RequestRow, fields: set[str], before: CaseValues, case: RegisterCase) -> list[Proven]:
        """What the register told before is corrected where it stands; the rest is added."""
        rows: list[Proven] = []
        if "pause" in fields:
            standing = {event.text: event for event in self._events(request, "paused")}
            struck = self._struck(request)
            for old, pause in zip(before.pauses, case.pauses, strict=False):
                event = standing.get(old[0])
                if event is None or (event.text, pause_codes(pause)) == (pause.text, json.loads(event.parameters)):
                    continue
                if event.id in struck:
                    rows += self._add_facts(request, (pause,), None)
                else:
                    event.text, event.parameters = pause.text, json.dumps(pause_codes(pause), sort_keys=True)
                    rows.append(event)
            rows += self._add_facts(request, case.pauses[len(before.pauses) :], None)
        if "extension" in fields and case.extension is not None:
            struck = self._struck(request)
            entries = [event for event in self._events(request, "extended") if event.id not in struck]
            told = [event for event in entries if event.text in before.extension[:1]]
            for event in told:
                event.text = case.extension.text
                event.parameters = json.dumps(extension_codes(case.extension), sort_keys=True)
            rows += told or self._add_facts(request, (), case.extension)
        return rows

    def _struck(self, request: RequestRow) -> set[int]:
        """What the officer struck out is not brought back by correcting it; the register's new word is a new entry."""
        return {int(json.loads(event.parameters)["event"]) for event in self._events(request, "struck")}

    def _events(self, request: RequestRow, kind: str) -> Sequence[RequestEventRow]:
        return self._uow.session.scalars(
            select(RequestEventRow)
            .where(RequestEventRow.request_id == request.id, RequestEventRow.kind == kind)
            .order_by(RequestEventRow.id)
        ).all()
