"""Requests from a CSV with fixed columns: a dry run first, then all rows or none.

Columns: resources/demo/README.md. Limits are those of an intake file (settled: 100 MB, a million rows).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.errors import DpoError, NotFound, RuleViolation, StorageUnavailable
from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.services.requests import Recorder, apply_closing, check_new
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import ImportPlan, ImportProblem, NewRequest, PersonView
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import ImportBatchRow, Proven
from dpo_desktop.vault.files import translated

COLUMNS: tuple[str, ...] = (
    "type",
    "received",
    "channel",
    "requester_name",
    "requester_email",
    "requester_phone",
    "relation",
    "subject_name",
    "subject_email",
    "subject_phone",
    "our_role",
    "country",
    "law",
    "language",
    "notes",
    "closed",
    "outcome",
    "reason",
)
_LIMIT_BYTES = 100 * 1024 * 1024
_LIMIT_ROWS = 1_000_000
_LIMIT_CELL = 20_000
_MOST_PROBLEMS = 200

Closing = tuple[datetime, str, str]


def plan_import(workspace: OpenWorkspace, path: Path) -> ImportPlan:
    """Read a file and say what it would bring, row by row. Nothing is written.

    Raises:
        NotFound: there is no such file.
        StorageUnavailable: the file cannot be read, or is larger than an intake file may be.
    """
    if not path.is_file():
        raise NotFound("import.file_missing")
    with translated():
        if path.stat().st_size > _LIMIT_BYTES:
            raise StorageUnavailable("import.file_too_large", megabytes=_LIMIT_BYTES // 1024 // 1024)
        raw = path.read_bytes()
    reader = _Reader(workspace.zone, workspace.now())
    try:
        for number, cells in _records(raw):
            reader.read(number, cells)
    except _Unreadable as stop:
        reader.problems.append(stop.problem)
    if not reader.requests and not reader.problems:
        reader.problems.append(ImportProblem(0, "", "import.no_rows"))
    return ImportPlan(
        path.name,
        hashlib.sha256(raw).hexdigest(),
        tuple(reader.requests),
        tuple(reader.closings),
        tuple(reader.problems),
    )


def run_import(workspace: OpenWorkspace, plan: ImportPlan) -> Written:
    """Enter every request of a plan in one transaction with one audit entry.

    Raises:
        RuleViolation: the plan has problems, or a row contradicts itself by now.
    """
    if plan.problems:
        raise RuleViolation("import.has_problems", count=len(plan.problems))
    with workspace.unit_of_work() as uow:
        batch = ImportBatchRow(
            file_name=plan.file_name,
            file_sha256=plan.sha256,
            row_count=len(plan.requests),
            imported_at=uow.now,
        )
        uow.session.add(batch)
        uow.session.flush()
        recorder = Recorder(uow, import_batch_id=batch.id)
        rows: list[Proven] = []
        for new, closing in zip(plan.requests, plan.closings, strict=True):
            request, others = recorder.add(new)
            rows += [request, *others]
            if closing is not None:
                closed_at, outcome, reason = closing
                rows += apply_closing(uow, request, outcome=outcome, reason=reason, note="", closed_at=closed_at)
        uow.record(
            "requests.imported", batch, rows=rows, list_changed=True, requests=len(plan.requests), file=plan.sha256
        )
        return Written(uow.commit(), batch.id)


class _Unreadable(Exception):
    def __init__(self, problem: ImportProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _stop(row: int, code: str, **parameters: str | int) -> NoReturn:
    raise _Unreadable(ImportProblem(row, "", code, tuple(sorted(parameters.items()))))


def _records(raw: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Record number (the header is 1) and its cells by column; ends with a problem of the file as a whole."""
    if not raw.strip():
        _stop(0, "import.file_empty")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _stop(raw.count(b"\n", 0, error.start) + 1, "import.not_utf8")
    if "\x00" in text:
        _stop(0, "import.not_text")
    csv.field_size_limit(_LIMIT_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(rows, start=1):
            if number == 1:
                _check_header(cells)
            elif len(cells) != len(COLUMNS):
                _stop(number, "import.ragged_row", found=len(cells), expected=len(COLUMNS))
            elif number > _LIMIT_ROWS:
                _stop(number, "import.too_many_rows", limit=_LIMIT_ROWS)
            else:
                yield number, dict(zip(COLUMNS, cells, strict=True))
    except csv.Error:
        _stop(number + 1, "import.cut_off")


def _check_header(cells: list[str]) -> None:
    missing = [column for column in COLUMNS if column not in cells]
    if missing:
        _stop(1, "import.column_missing", column=missing[0])
    if tuple(cells) != COLUMNS:
        _stop(1, "import.columns_differ")


class _Reader:
    """Turns records into requests and collects what is wrong with each."""

    def __init__(self, zone: ZoneInfo, now: datetime) -> None:
        self._zone = zone
        self._now = now
        self.requests: list[NewRequest] = []
        self.closings: list[Closing | None] = []
        self.problems: list[ImportProblem] = []

    def read(self, number: int, cells: dict[str, str]) -> None:
        if len(self.problems) >= _MOST_PROBLEMS:
            _stop(number, "import.too_many_problems", limit=_MOST_PROBLEMS)
        cells = {column: value.strip() for column, value in cells.items()}
        column = ""
        try:
            for column, known in _KNOWN_CODES.items():
                if cells[column] not in known:
                    raise RuleViolation("import.unknown_code")
            column = "received"
            received = self._instant(cells["received"])
            column = "closed"
            closing = self._closing(cells)
            new = self._request(cells, received)
            column = ""
            check_new(new, self._now)
            if closing is not None:
                rules.check_can_close(
                    state="received",
                    outcome=closing[1],
                    reason=closing[2],
                    received_at=received,
                    closed_at=closing[0],
                    now=self._now,
                )
        except DpoError as error:
            self.problems.append(ImportProblem(number, column, error.code, tuple(sorted(error.parameters.items()))))
            return
        self.requests.append(new)
        self.closings.append(closing)

    def _instant(self, text: str) -> datetime:
        """ISO 8601. Without an offset the workspace's zone is meant; a date alone is its noon, so the day holds."""
        try:
            instant = datetime.fromisoformat(text)
        except ValueError as error:
            raise RuleViolation("import.bad_instant" if text else "import.instant_missing") from error
        if len(text) == len("2026-01-31"):
            instant = instant.replace(hour=12)
        return instant if instant.tzinfo else instant.replace(tzinfo=self._zone)

    def _closing(self, cells: dict[str, str]) -> Closing | None:
        if not cells["closed"] and not cells["outcome"] and not cells["reason"]:
            return None
        return self._instant(cells["closed"]), cells["outcome"], cells["reason"]

    @staticmethod
    def _request(cells: dict[str, str], received: datetime) -> NewRequest:
        requester = PersonView(cells["requester_name"], cells["requester_email"], cells["requester_phone"])
        subject = PersonView(cells["subject_name"], cells["subject_email"], cells["subject_phone"])
        same = not any((subject.name, subject.email, subject.phone))
        return NewRequest(
            type_code=cells["type"],
            received_at=received,
            channel=cells["channel"] or "other",
            requester=requester,
            subject=requester if same else subject,
            relation=cells["relation"] or "unknown",
            our_role=cells["our_role"] or "controller",
            country=cells["country"],
            law=cells["law"],
            language=cells["language"],
            notes=cells["notes"],
        )


_KNOWN_CODES: dict[str, frozenset[str]] = {
    "type": frozenset(BY_CODE),
    "channel": frozenset((*rules.CHANNELS, "")),
    "relation": frozenset((*rules.RELATIONS, "")),
    "our_role": frozenset((*rules.OUR_ROLES, "")),
    "law": frozenset((*rules.LAWS, "")),
    "outcome": frozenset((*rules.OUTCOMES, "")),
    "reason": frozenset((*rules.CLOSING_REASONS, "")),
}
