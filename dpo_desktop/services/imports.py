"""Requests from a CSV with fixed columns: a dry run first, then all rows or none.

Columns: resources/demo/README.md. Limits are those of an intake file: 100 MB, a million rows.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.errors import DpoError, NotFound, RuleViolation, StorageUnavailable
from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.services.requests import Recorder, check_new
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
_REPORT_EVERY = 200

Progress = Callable[[int, int], None]

Closing = tuple[datetime, str, str]


def template() -> bytes:
    """An empty table with the columns, in UTF-8 with the mark that spreadsheets need."""
    return ("\ufeff" + ",".join(COLUMNS) + "\r\n").encode()


def no_progress(done: int, total: int) -> None:
    """For callers that show none."""


def plan_import(
    workspace: OpenWorkspace, path: Path, *, moved_by: timedelta = timedelta(), report: Progress = no_progress
) -> ImportPlan:
    """Read a file and say what it would bring, row by row. Nothing is written. `moved_by` is added to every instant.

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
    reader = _Reader(workspace.zone, workspace.now(), moved_by)
    lines = raw.count(b"\n")
    try:
        for number, cells in _records(raw):
            if number % _REPORT_EVERY == 0:
                report(min(number, lines), lines)
            reader.read(number, cells)
    except _Unreadable as stop:
        reader.problems.append(stop.problem)
    if not reader.requests and not reader.problems:
        reader.problems.append(ImportProblem(0, "", "import.no_rows"))
    sha256 = hashlib.sha256(raw).hexdigest()
    return ImportPlan(
        path.name,
        sha256,
        tuple(reader.requests),
        tuple(reader.closings),
        tuple(reader.problems),
        _imported_before(workspace, sha256),
    )


def _imported_before(workspace: OpenWorkspace, sha256: str) -> datetime | None:
    with workspace.store.reading("long") as session:
        last = session.scalar(select(func.max(ImportBatchRow.imported_at)).where(ImportBatchRow.file_sha256 == sha256))
    return last.astimezone(workspace.zone) if last else None


def run_import(workspace: OpenWorkspace, plan: ImportPlan, report: Progress = no_progress) -> Written:
    """Enter every request of a plan in one transaction with one audit entry.

    Raises:
        RuleViolation: the plan has problems, or a row contradicts itself by now.
        Cancelled: by `report`; nothing was entered.
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
        for done, (new, closing) in enumerate(zip(plan.requests, plan.closings, strict=True)):
            if done % _REPORT_EVERY == 0:
                report(done, len(plan.requests))
            request, others = recorder.add(new)
            rows += [request, *others]
            if closing is not None:
                closed_at, outcome, reason = closing
                rows.append(recorder.close(request, outcome=outcome, reason=reason, closed_at=closed_at))
        uow.record("requests.imported", batch, rows=rows, list_changed=True, requests=len(plan.requests))
        report(len(plan.requests), len(plan.requests))  # the last moment to take it back
        return Written(uow.commit(), batch.id)


class _Unreadable(Exception):
    def __init__(self, problem: ImportProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _stop(row: int, code: str, **parameters: str | int) -> NoReturn:
    raise _Unreadable(ImportProblem(row, "", code, tuple(sorted(parameters.items()))))


class _Lines:
    """The lines of a text; `ended` when one more than there are was asked for."""

    def __init__(self, text: str) -> None:
        self._text = io.StringIO(text, newline="")
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline()
        if not line:
            self.ended = True
            raise StopIteration
        return line


def _records(raw: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Record number (the header is 1) and its cells by column; ends with a problem of the file as a whole.

    Records without anything in them, as spreadsheets leave them at the end, are counted and passed over.
    """
    csv.field_size_limit(_LIMIT_BYTES)  # of the whole process; how long a cell may be is judged with its row
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _stop(_record_at(raw[: error.start]), "import.not_utf8")
    if not text.strip():
        _stop(0, "import.file_empty")
    if "\x00" in text:
        _stop(0, "import.not_text")
    lines = _Lines(text)
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, strict=True), start=1):
            if number == 1:
                _check_header(cells)
            elif not any(cell.strip() for cell in cells):
                continue
            elif len(cells) != len(COLUMNS):
                _stop(number, "import.ragged_row", found=len(cells), expected=len(COLUMNS))
            elif number > _LIMIT_ROWS:
                _stop(number, "import.too_many_rows", limit=_LIMIT_ROWS)
            else:
                yield number, dict(zip(COLUMNS, cells, strict=True))
    except csv.Error:
        _stop(number + 1, "import.cut_off" if lines.ended else "import.stray_quote")


def _record_at(before: bytes) -> int:
    """The number of the record that goes on after these bytes."""
    text = before.decode("utf-8-sig") + "x"
    return sum(1 for _ in csv.reader(io.StringIO(text, newline="")))


def _check_header(cells: list[str]) -> None:
    if len(cells) == 1 and cells[0].count(";") >= len(COLUMNS) - 1:
        _stop(1, "import.semicolons")
    missing = [column for column in COLUMNS if column not in cells]
    if missing:
        _stop(1, "import.column_missing", column=missing[0])
    if tuple(cells) != COLUMNS:
        _stop(1, "import.columns_differ")


class _Reader:
    """Turns records into requests and collects what is wrong with each."""

    def __init__(self, zone: ZoneInfo, now: datetime, moved_by: timedelta) -> None:
        self._zone = zone
        self._now = now
        self._moved_by = moved_by
        self.requests: list[NewRequest] = []
        self.closings: list[Closing | None] = []
        self.problems: list[ImportProblem] = []

    def read(self, number: int, cells: dict[str, str]) -> None:
        if len(self.problems) >= _MOST_PROBLEMS:
            _stop(number, "import.too_many_problems", limit=_MOST_PROBLEMS)
        cells = {column: value.strip() for column, value in cells.items()}
        column = next((name for name, value in cells.items() if len(value) > _LIMIT_CELL), "")
        try:
            if column:
                raise RuleViolation("import.cell_too_long", limit=_LIMIT_CELL)
            for column, known in _KNOWN_CODES.items():
                if cells[column] not in known:
                    raise RuleViolation("import.unknown_code", allowed=", ".join(sorted(known - {""})))
            column = "country"
            if not rules.is_country(cells["country"]):
                raise RuleViolation("request.unknown_country")
            column = "received"
            received = self._instant(cells["received"])
            column = "closed"
            closing = self._closing(cells, received)
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
            column = column or _COLUMN_OF.get(error.code, "")
            self.problems.append(ImportProblem(number, column, error.code, tuple(sorted(error.parameters.items()))))
            return
        self.requests.append(new)
        self.closings.append(closing)

    def _instant(self, text: str, not_before: datetime | None = None) -> datetime:
        """ISO 8601. Without an offset the workspace's zone is meant; a date alone is some hour of it (`_hour_of`)."""
        if not text:
            raise RuleViolation("import.instant_missing")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            try:
                instant = datetime.fromisoformat(text)
            except ValueError as error:
                raise RuleViolation("import.bad_instant") from error
            return (instant if instant.tzinfo else instant.replace(tzinfo=self._zone)) + self._moved_by
        return self._hour_of(day + self._moved_by, not_before)

    def _hour_of(self, day: date, not_before: datetime | None) -> datetime:
        """Noon, so that the day holds in most zones; but not later than now, nor on the day of receipt before it."""
        noon = datetime.combine(day, time(12), self._zone)
        now = self._now.astimezone(self._zone)
        if now.date() == day and now < noon:
            return now
        if not_before is not None and noon < not_before and not_before.astimezone(self._zone).date() == day:
            return not_before
        return noon

    def _closing(self, cells: dict[str, str], received: datetime) -> Closing | None:
        if not cells["closed"] and not cells["outcome"] and not cells["reason"]:
            return None
        return self._instant(cells["closed"], received), cells["outcome"], cells["reason"]

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
# Where to look in a row that contradicts itself.
_COLUMN_OF = {
    "request.received_in_future": "received",
    "request.received_long_ago": "received",
    "request.subject_missing": "subject_name",
    "request.unknown_outcome": "outcome",
    "request.reason_needed": "reason",
    "request.closed_before_received": "closed",
    "request.closed_in_future": "closed",
}
