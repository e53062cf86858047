"""Brings a planned table in: all its rows in one transaction with one audit entry, every cell kept as typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from dpo_desktop.domain.errors import Conflict, RuleViolation
from dpo_desktop.domain.progress import Progress, no_progress
from dpo_desktop.domain.register_facts import Extension, Pause
from dpo_desktop.domain.register_fields import by_field
from dpo_desktop.domain.register_rows import Unread, read_row
from dpo_desktop.domain.requests import FIRST_YEAR
from dpo_desktop.services.clock import clock_case, put, recorded_in
from dpo_desktop.services.collector import collector_waits
from dpo_desktop.services.import_cases import RegisterCase, case_of, extension_codes, pause_codes
from dpo_desktop.services.import_changes import values_to_json
from dpo_desktop.services.import_following import Following
from dpo_desktop.services.import_plans import count_of_imports
from dpo_desktop.services.import_views import ImportPlan, PlannedRow
from dpo_desktop.services.register_words import register_words
from dpo_desktop.services.requests import Recorder
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import ImportBatchRow, ImportRowRow, RequestEventRow, RequestRow
from dpo_desktop.storage.unit_of_work import UnitOfWork

_REPORT_EVERY = 200


@collector_waits()
def run_import(
    workspace: OpenWorkspace, plan: ImportPlan, report: Progress = no_progress, *, leave_bad: bool = False
) -> Written:
    """Enter what a plan brings; nothing at all where anything fails. `leave_bad`: rows with a problem are kept as typed
    with the import and make no case.

    Raises:
        RuleViolation: rows have a problem, dates can be read in two ways, or a row contradicts itself by now.
        Conflict: another import came in or was taken back since the plan.
        Cancelled: by `report`; nothing was entered.
    """
    bad = plan.counts()["bad"]
    if bad and not leave_bad:
        raise RuleViolation("import.has_problems", count=bad)
    if plan.asks_order:
        raise RuleViolation("import.order_unclear")
    if not plan.brings:
        raise RuleViolation("import.brings_nothing")
    with workspace.unit_of_work() as uow:
        _check_is_true_still(uow, plan)
        batch = ImportBatchRow(
            file_name=plan.source.file_name,
            file_sha256=plan.source.sha256,
            row_count=len(plan.rows),
            imported_at=uow.now,
            shape=plan.source.shape,
            header=json.dumps(plan.source.table.header, ensure_ascii=False),
            mapping=json.dumps(plan.fields),
            date_order=plan.date_order,
        )
        uow.session.add(batch)
        uow.session.flush()
        entering = _Entering(workspace, plan, Recorder(uow, import_batch_id=batch.id), batch)
        rows: list[Proven] = []  # of the last records
        for done, (planned, (_record, cells)) in enumerate(zip(plan.rows, plan.source.table.records, strict=True)):
            if done % _REPORT_EVERY == 0:
                report(done, len(plan.rows))
                uow.set_aside(rows)
                rows = []
            rows += entering.enter(planned, cells)
        batch.last_reference = entering.recorder.last_number
        uow.record(
            "requests.imported", batch, rows=rows, list_changed=True, requests=plan.brings, records=len(plan.rows)
        )
        report(len(plan.rows), len(plan.rows))  # the last moment to take it back
        return Written(uow.commit(), batch.id)


def _check_is_true_still(uow: UnitOfWork, plan: ImportPlan) -> None:
    if count_of_imports(uow.session) != plan.imports_before:
        raise Conflict("import.plan_is_old")


def _codes(marks: Sequence[Unread]) -> list[list[str]]:
    return [[one.field, one.code] for one in marks]


class _Entering:
    """Enters one row after the other into a transaction."""

    def __init__(self, workspace: OpenWorkspace, plan: ImportPlan, recorder: Recorder, batch: ImportBatchRow) -> None:
        self.recorder = recorder
        self._uow = recorder.uow
        self._plan, self._batch, self._zone = plan, batch, workspace.zone
        self._following = Following(recorder, plan.source.shape, self._add_facts)
        self._cases: dict[int, int] = {}  # record, and the case that it made, changed or repeats

    def enter(self, planned: PlannedRow, cells: tuple[str, ...]) -> list[Proven]:
        """The rows that a record made or changed, its own among them."""
        touched: list[Proven] = []
        case_id = planned.case_id or self._cases.get(planned.repeats, 0)
        derived: dict[str, object] = {"why": planned.why, "problems": _codes(planned.problems)}
        if planned.outcome not in ("skipped", "bad"):
            case = self._case(cells)
            if planned.outcome == "new":
                request, touched = self._new(case)
                case_id = request.id
            elif planned.outcome == "changed":
                touched = self._following.follow(planned, case)
            derived = {"values": values_to_json(case.values), "unread": _codes(planned.unread)}
            self._cases[planned.record] = case_id
        row = ImportRowRow(
            id=self.recorder.next_id(ImportRowRow),
            batch_id=self._batch.id,
            record=planned.record,
            cells=json.dumps(cells, ensure_ascii=False),
            derived=json.dumps(derived, ensure_ascii=False, sort_keys=True),
            outcome=planned.outcome,
            request_id=case_id or None,
        )
        self._uow.session.add(row)
        return [row, *touched]

    def _case(self, cells: Sequence[str]) -> RegisterCase:
        read = read_row(by_field(cells, self._plan.fields), self._plan.date_order, register_words())
        case, contradiction = case_of(read, self._uow.now, self._zone, self._plan.moved_by)
        if contradiction is not None:
            raise RuleViolation(contradiction.code, **dict(contradiction.parameters))
        return case

    def _new(self, case: RegisterCase) -> tuple[RequestRow, list[Proven]]:
        request, rows = self.recorder.add(case.new)
        facts = self._add_facts(request, case.pauses, case.extension)
        if facts:
            put(request, self.recorder.company.clock(clock_case(request), recorded_in(facts)))
        rows = [request, *rows, *facts]
        if case.closing is not None:
            closing = case.closing
            rows.append(
                self.recorder.close(request, outcome=closing.outcome, reason=closing.reason, closed_at=closing.at)
            )
        return request, rows

    def _add_facts(
        self, request: RequestRow, pauses: Sequence[Pause], extension: Extension | None
    ) -> list[RequestEventRow]:
        """Pauses and extensions as recorded facts, the text as typed."""
        rows = [
            self.recorder.add_event(
                request, "paused", at=self._at(request, pause.begun), words=pause.text, **pause_codes(pause)
            )
            for pause in pauses
        ]
        if extension is not None:
            codes = extension_codes(extension)
            at = self._at(request, None)
            rows.append(self.recorder.add_event(request, "extended", at=at, words=extension.text, **codes))
        return rows

    def _at(self, request: RequestRow, day: date | None) -> datetime:
        """Noon of a day; without one when the case came in. Never later than now."""
        known = day is not None and day.year >= FIRST_YEAR
        at = datetime(day.year, day.month, day.day, 12, tzinfo=self._zone) if day and known else request.received_at
        return min(at, self._uow.now) if at else self._uow.now
