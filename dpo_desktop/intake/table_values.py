"""What reading a table gives: frozen values, their limits, and their form on the way out of the worker process."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dpo_desktop.intake.values import LIMIT_BYTES

# Limits of an intake file (settled: two import profiles); 30 s is `values.LIMIT_SECONDS`.
LIMIT_FILE = LIMIT_BYTES
LIMIT_EXPANDED = 200 * 1024 * 1024  # bytes that the members of a workbook unfold to
LIMIT_RATIO = 100  # of one member above FREE_OF_RATIO
FREE_OF_RATIO = 1024 * 1024
LIMIT_MEMBERS = 10_000
LIMIT_ROWS = 1_000_000
LIMIT_COLUMNS = 500
LIMIT_CELL = 20_000  # characters
LIMIT_AREA = 20_000_000  # cells of the rectangle that a sheet spans, empty ones too: each takes memory when it is read
LIMIT_ROW_PROBLEMS = 1_000  # rows left out before reading stops
LIMIT_REMARKS = 200  # of one kind; the others are counted

Record = tuple[int, tuple[str, ...]]
Take = Callable[[Record], None]

_FRAME_RECORDS = 10_000

# What a code stops: the file, one row, or nothing.
_STOPS: dict[str, str] = {
    "table.empty": "file",
    "table.file_too_large": "file",
    "table.not_text": "file",
    "table.web_page": "file",
    "table.pdf": "file",
    "table.old_workbook": "file",
    "table.binary_workbook": "file",
    "table.opendocument": "file",
    "table.not_workbook": "file",
    "table.password": "file",
    "table.damaged": "file",
    "table.unfolds_too_large": "file",
    "table.too_many_members": "file",
    "table.no_sheet": "file",
    "table.no_such_sheet": "file",
    "table.cell_far_out": "file",
    "table.too_many_columns": "file",
    "table.too_many_rows": "file",
    "table.line_too_long": "file",
    "table.unknown_encoding": "file",
    "table.unknown_delimiter": "file",
    "table.text_cut_off": "file",
    "table.header_unreadable": "file",
    "table.no_header": "file",
    "table.header_missing": "file",
    "table.no_rows": "file",
    "table.unclosed_quote": "file",
    "table.stray_quote": "file",
    "table.too_many_problems": "file",
    "table.took_too_long": "file",
    "table.too_much_memory": "file",
    "table.reader_failed": "file",
    "table.mixed_encoding": "row",
    "table.other_delimiter": "row",
    "table.too_many_cells": "row",
    "table.split_row": "row",
    "table.cut_off_row": "row",
    "table.cell_too_long": "row",
    "table.nul_character": "row",
    "table.short_row": "",
    "table.duplicate_header": "",
    "table.empty_header": "",
    "table.guessed_encoding": "",
    "table.merged_cells": "",
    "table.hidden_rows": "",
    "table.formulas_without_value": "",
    "table.rounded_number": "",
    "table.more_remarks": "",
}


@dataclass(frozen=True, slots=True)
class TableProblem:
    """What is wrong with a file, a row or a cell; no value of a data cell is in it.

    `record` is the record's number in the file, the first one 1, a cell with a line break counted as one record; in a
    workbook the row's number in the sheet. 0 is the file as a whole. `column` counts from 0 as `ParsedTable.header`
    does, -1 is the row as a whole. `code` is one of `sentences.tables`.
    """

    record: int
    column: int
    code: str
    parameters: tuple[tuple[str, str | int], ...]

    @property
    def stops(self) -> str:
        """'file': not to be imported as it is. 'row': this row is not in `records`. '': a remark."""
        return _STOPS[self.code]


def table_problem(record: int, code: str, *, column: int = -1, **parameters: str | int) -> TableProblem:
    """A code of `sentences.tables` with what its sentence needs."""
    return TableProblem(record, column, code, tuple(sorted(parameters.items())))


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table as far as it can be read.

    `kind` is csv, xlsx or unreadable. Every record has exactly len(header) cells, as typed: nothing is stripped, joined
    or converted; in a workbook a number has neither ".0" nor an exponent, a date is ISO 8601, a truth is TRUE or FALSE,
    an error is its text (#N/A). Records with nothing but blanks in them are left out and counted in the numbering. A
    record with too many cells is in `problems` and not in `records`. One with too few is filled with "", as
    spreadsheets leave trailing cells out, and remarked on; where it seems to be torn by a line break or the end of the
    file it is not in `records`.

    `header_record` is 0 and every name of `header` is "" where no record looks like a header. Lines above the header
    are in neither. `encoding` and `delimiter` are those of a CSV, `sheet` and `sheets` (the visible ones, in their
    order) those of a workbook; else they are empty. A problem that stops the file can come with the records before it.
    """

    kind: str
    header: tuple[str, ...] = ()
    header_record: int = 0
    records: tuple[Record, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    problems: tuple[TableProblem, ...] = ()

    @property
    def is_usable(self) -> bool:
        """No problem stops the file."""
        return all(problem.stops != "file" for problem in self.problems)

    @property
    def row_count(self) -> int:
        """How many rows the table has, those that are left out for a problem among them."""
        return len(self.records) + sum(1 for problem in self.problems if problem.stops == "row")


def unreadable(problem: TableProblem) -> ParsedTable:
    return ParsedTable("unreadable", problems=(problem,))


def refuse_size(raw: bytes) -> ParsedTable | None:
    """An answer for a file that no reader opens."""
    if len(raw) > LIMIT_FILE:
        return unreadable(table_problem(0, "table.file_too_large", megabytes=LIMIT_FILE // 1024 // 1024))
    return None if raw else unreadable(table_problem(0, "table.empty"))


class RecordFrames:
    """Takes records and keeps them as frames of JSON, which need a fraction of the memory of the values."""

    def __init__(self) -> None:
        self._waiting: list[Record] = []
        self._frames: list[bytes] = []

    def take(self, record: Record) -> None:
        self._waiting.append(record)
        if len(self._waiting) == _FRAME_RECORDS:
            self._pack()

    def _pack(self) -> None:
        self._frames.append(json.dumps(self._waiting, ensure_ascii=False, separators=(",", ":")).encode())
        self._waiting = []

    def frames(self) -> list[bytes]:
        if self._waiting:
            self._pack()
        return self._frames


def header_to_wire(table: ParsedTable) -> bytes:
    """JSON of everything but the records."""
    body = {name: getattr(table, name) for name in ParsedTable.__slots__ if name not in ("records", "problems")}
    body["problems"] = [[one.record, one.column, one.code, one.parameters] for one in table.problems]
    return json.dumps(body).encode()


def table_to_wire(table: ParsedTable) -> tuple[bytes, tuple[bytes, ...]]:
    """JSON of everything but the records, and those in frames of JSON."""
    frames = RecordFrames()
    for record in table.records:
        frames.take(record)
    return header_to_wire(table), tuple(frames.frames())


def table_from_wire(header: bytes, frames: Sequence[bytes]) -> ParsedTable:
    """The value again. Raises ValueError, KeyError or TypeError for anything that `table_to_wire` did not make."""
    body = json.loads(header)
    body["header"], body["sheets"] = tuple(body["header"]), tuple(body["sheets"])
    body["problems"] = tuple(
        TableProblem(record, column, code, tuple((name, value) for name, value in parameters))
        for record, column, code, parameters in body["problems"]
    )
    table = ParsedTable(**body)
    if any(problem.code not in _STOPS for problem in table.problems):
        raise ValueError("code")
    width = len(table.header)
    records: list[Record] = []
    for frame in frames:
        same: dict[str, str] = {}  # most cells of a table come again: one string for all of them
        for number, cells in json.loads(frame):
            if len(cells) != width:
                raise ValueError("width")
            records.append((number, tuple(map(same.setdefault, cells, cells))))
    return replace(table, records=tuple(records))
