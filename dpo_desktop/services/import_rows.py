"""Brings a planned table in: all its rows in one transaction with one audit entry, every cell kept as typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from dpo_desktop.domain.errors import Conflict, RuleViolation
from dpo_desktop.domain.register_facts import Extension, Pause
from dpo_desktop.domain.register_fields import by_field
from dpo_desktop.domain.register_rows import RegisterRow, read_row
from dpo_desktop.domain.requests import is_open
from dpo_desktop.services.import_cases import RegisterCase, case_of
from dpo_desktop.services.import_plans import Progress, no_progress
from dpo_desktop.services.import_views import ImportPlan, PlannedRow
from dpo_desktop.services.register_words import register_words
from dpo_desktop.services.requests import Recorder, recompute_clock, restart_clock
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import ImportBatchRow, ImportRowRow, PersonRow, Proven, RequestRow

_REPORT_EVERY = 200
_PLAIN_FIELDS = ("type_code", "channel", "relation", "our_role", "country", "law", "language", "handler")
_OF_THE_CLOCK = frozenset(("type_code", "our_role", "law"))


def run_import(
    workspace: OpenWorkspace, plan: ImportPlan, report: Progress = no_progress, *, leave_bad: bool = False
) -> Written:
    """Enter what a plan brings; nothing at all where anything fails. `leave_bad`: rows with a problem are kept as typed
    with the import and make no case.

    Raises:
        RuleViolation: rows have a problem, dates can be read in two ways, or a row contradicts itself by now.
        Conflict: a case of the plan is not there any more.
        Cancelled: by `report`; nothing was entered.
    """
    bad = plan.counts()["bad"]
    if bad and not leave_bad:
        raise RuleViolation("import.has_problems", count=bad)
    if plan.asks_order:
        raise RuleViolation("import.order_unclear")
    if not plan.brings:
        raise RuleViolation("import.brings_nothing")
    table = plan.source.table
    with workspace.unit_of_work() as uow:
        batch = ImportBatchRow(
            file_name=plan.source.file_name,
            file_sha256=plan.source.sha256,
            row_count=len(plan.rows),
            imported_at=uow.now,
            shape=plan.source.shape,
            header=json.dumps(table.header, ensure_ascii=False),
            mapping=json.dumps(plan.fields),
            date_order=plan.date_order,
        )
        uow.session.add(batch)
        uow.session.flush()
        entering = _Entering(workspace, plan, Recorder(uow, import_batch_id=batch.id), batch)
        rows: list[Proven] = []
        for done, (planned, (_record, cells)) in enumerate(zip(plan.rows, table.records, strict=True)):
            if done % _REPORT_EVERY == 0:
                report(done, len(plan.rows))
            rows += entering.enter(planned, cells)
        batch.last_reference = entering.recorder.last_number
        uow.record(
            "requests.imported", batch, rows=rows, list_changed=True, requests=plan.brings, records=len(plan.rows)
        )
        report(len(plan.rows), len(plan.rows))  # the last moment to take it back
        return Written(uow.commit(), batch.id)


class _Entering:
    """Enters one row after the other into a transaction."""

    def __init__(self, workspace: OpenWorkspace, plan: ImportPlan, recorder: Recorder, batch: ImportBatchRow) -> None:
        self.recorder = recorder
        self._uow = recorder.uow
        self._plan, self._batch, self._zone = plan, batch, workspace.zone
        self._cases: dict[int, int] = {}  # record, and the case that it made, changed or repeats

    def enter(self, planned: PlannedRow, cells: tuple[str, ...]) -> list[Proven]:
        """The rows that a record made or changed, its own among them."""
        derived: dict[str, object] = {"why": planned.why} if planned.why else {}
        touched: list[Proven] = []
        case_id = planned.case_id or self._cases.get(planned.repeats, 0)
        if planned.outcome not in ("skipped", "bad"):
            read = read_row(by_field(cells, self._plan.fields), self._plan.date_order, register_words())
            case, contradiction = case_of(read, self._uow.now, self._zone, self._plan.moved_by)
            if contradiction is not None:
                raise RuleViolation(contradiction.code, **dict(contradiction.parameters))
            derived = _derived(read, case, planned)
            if planned.outcome == "new":
                request, touched = self._new(case, read)
                case_id = request.id
            elif planned.outcome == "changed":
                touched = self._changed(planned.case_id, case, read)
            self._cases[planned.record] = case_id
        elif planned.problems:
            derived["problems"] = [[one.field, one.code] for one in planned.problems]
        row = ImportRowRow(
            batch_id=self._batch.id,
            record=planned.record,
            cells=json.dumps(cells, ensure_ascii=False),
            derived=json.dumps(derived, ensure_ascii=False, sort_keys=True),
            outcome=planned.outcome,
            request_id=case_id or None,
        )
        row.id = self.recorder.next_id(ImportRowRow)
        self._uow.session.add(row)
        return [row, *touched]

    def _new(self, case: RegisterCase, read: RegisterRow) -> tuple[RequestRow, list[Proven]]:
        request, rows = self.recorder.add(case.new)
        rows = [request, *rows, *self._facts(request, case.pauses, case.extension)]
        if case.closing is not None:
            closing = case.closing
            rows.append(
                self.recorder.close(request, outcome=closing.outcome, reason=closing.reason, closed_at=closing.at)
            )
        return request, rows

    def _facts(self, request: RequestRow, pauses: tuple[Pause, ...], extension: Extension | None) -> list[Proven]:
        """Pauses and extensions as recorded facts, the text as typed."""
        rows: list[Proven] = []
        for pause in pauses:
            codes = {
                "days": str(pause.days),
                "begun": pause.begun.isoformat() if pause.begun else "",
                "ended": pause.ended.isoformat() if pause.ended else "",
                "reason": pause.reason,
            }
            rows.append(self._event(request, "paused", pause.begun, pause.text, codes))
        if extension is not None:
            codes = {"amount": str(extension.amount), "unit": extension.unit, "reason": extension.reason}
            rows.append(self._event(request, "extended", None, extension.text, codes))
        return rows

    def _event(self, request: RequestRow, kind: str, day: date | None, words: str, codes: dict[str, str]) -> Proven:
        """At noon of its day; without one when the case came in."""
        at = datetime(day.year, day.month, day.day, 12, tzinfo=self._zone) if day else request.received_at
        at = min(at, self._uow.now) if at else self._uow.now
        return self.recorder.add_event(request, kind, at=at, words=words, **codes)

    def _changed(self, case_id: int, case: RegisterCase, read: RegisterRow) -> list[Proven]:
        """What the register says now and did not say before. What somebody changed here since then stays."""
        session = self._uow.session
        request = session.get(RequestRow, case_id)
        if request is None:
            raise Conflict("import.case_gone")
        before, now = self._brought(case_id), case.values()
        rows: list[Proven] = [request]
        changed = {
            name
            for name in _PLAIN_FIELDS
            if now[name] != before.get(name) and getattr(request, name) == before.get(name)
        }
        for name in changed:
            setattr(request, name, now[name])
        rows += self._persons(request, before, now)
        if changed & _OF_THE_CLOCK:
            recompute_clock(self._uow, request)
        if now["received"] != before.get("received") and case.new.received_known:
            rows += restart_clock(self._uow, request, case.new.received_at)
        if now["notes"] != before.get("notes") and case.new.notes.strip():
            rows.append(self.recorder.add_event(request, "note", words=case.new.notes.strip()))
        known = before.get("pauses", [])
        pauses = tuple(pause for pause in case.pauses if not isinstance(known, list) or pause.text not in known)
        extension = case.extension if now["extension"] != before.get("extension") else None
        rows += self._facts(request, pauses, extension)
        if case.closing is not None and is_open(request.state):
            closing = case.closing
            rows.append(
                self.recorder.close(request, outcome=closing.outcome, reason=closing.reason, closed_at=closing.at)
            )
        return rows

    def _brought(self, case_id: int) -> Mapping[str, Any]:
        derived = self._uow.session.scalar(
            select(ImportRowRow.derived)
            .join(ImportBatchRow, ImportRowRow.batch_id == ImportBatchRow.id)
            .where(
                ImportRowRow.request_id == case_id,
                ImportRowRow.outcome.in_(("new", "changed")),
                ImportBatchRow.undone_at.is_(None),
            )
            .order_by(ImportRowRow.id.desc())
            .limit(1)
        )
        found: Mapping[str, Any] = json.loads(derived or "{}")
        return found

    def _persons(self, request: RequestRow, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Proven]:
        rows: list[Proven] = []
        for role, person_id in (("requester", request.requester_id), ("subject", request.subject_id)):
            person = self._uow.session.get_one(PersonRow, person_id)
            if person in rows or now[role] == before.get(role):
                continue
            if [person.name, person.email, person.phone] == before.get(role):
                person.name, person.email, person.phone = now[role]
                rows.append(person)
        return rows


def _derived(read: RegisterRow, case: RegisterCase, planned: PlannedRow) -> dict[str, object]:
    """What was read from a row: the case's values, and the cells that could not be read."""
    values = case.values()
    values["unread"] = [[one.field, one.code] for one in planned.unread]
    return values
