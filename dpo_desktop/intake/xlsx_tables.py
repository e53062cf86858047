"""Tables in workbooks (XLSX), by calamine, behind the checks of `xlsx_package`."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from dpo_desktop.intake.table_rows import RowSorter, StopReading, find_header, is_blank, stop
from dpo_desktop.intake.table_values import LIMIT_CELL, ParsedTable, Take, table_problem
from dpo_desktop.intake.xlsx_package import WORKBOOK, Package, SheetPart, SheetScan, scan_sheet, sheet_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_HEAD_ROWS = 200
_NAMED_ROWS = 12  # of merged or hidden rows, in a remark
_EXACT = 10**15  # from here on a spreadsheet has rounded the number


def refuse_ole(raw: bytes) -> StopReading:
    """What an OLE file says: a workbook under a password, one of before 2007, or none."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return stop(0, "table.password")
    if "Workbook".encode("utf-16-le") in raw or "Book".encode("utf-16-le") in raw:
        return stop(0, "table.old_workbook")
    return stop(0, "table.not_workbook")


def read_xlsx(raw: bytes, take: Take, *, sheet: str = "", header_record: int = 0) -> ParsedTable:
    """Everything but the records, which go to `take` one by one. For a zip of at most LIMIT_FILE bytes."""
    sorter = RowSorter(take)
    name = ""
    visible: tuple[str, ...] = ()
    try:
        package = Package(raw)
        _check_kind(package)
        parts = sheet_parts(package)
        visible = tuple(part.name for part in parts if part.is_visible)
        part, scan = _choose(package, parts, sheet)
        name = part.name
        _Reading(raw, part, scan, sorter).run(header_record)
    except StopReading as stopped:
        sorter.problems.append(stopped.problem)
    known = bool(sorter.header)
    return ParsedTable(
        "xlsx" if known else "unreadable",
        sorter.header,
        sorter.header_record,
        (),
        sheet=name,
        sheets=visible,
        problems=sorter.all_problems(),
    )


def _check_kind(package: Package) -> None:
    if WORKBOOK in package:
        return
    if "xl/workbook.bin" in package:
        raise stop(0, "table.binary_workbook")
    if "mimetype" in package and b"opendocument.spreadsheet" in b"".join(package.blocks("mimetype")):
        raise stop(0, "table.opendocument")
    raise stop(0, "table.not_workbook")


def _choose(package: Package, parts: Sequence[SheetPart], sheet: str) -> tuple[SheetPart, SheetScan]:
    if sheet:
        part = next((part for part in parts if part.name == sheet), None)
        if part is None:
            raise stop(0, "table.no_such_sheet")
        return part, scan_sheet(package.blocks(part.part))
    for part in parts:
        if part.is_visible:
            scan = scan_sheet(package.blocks(part.part))
            if scan.cells:
                return part, scan
    raise stop(0, "table.no_sheet")


class _Reading:
    """One sheet through calamine."""

    def __init__(self, raw: bytes, part: SheetPart, scan: SheetScan, sorter: RowSorter) -> None:
        import python_calamine

        self._scan = scan
        self._sorter = sorter
        try:
            with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
                self._sheet = workbook.get_sheet_by_name(part.name)
        except python_calamine.CalamineError:
            raise stop(0, "table.damaged") from None
        if self._sheet.start is None:
            raise stop(0, "table.no_rows")
        self._left = int(self._sheet.start[1])
        self._error_rows = {row for row, _column in scan.errors}

    def run(self, header_record: int) -> None:
        """Raises StopReading."""
        sorter = self._sorter
        head = [(number, self._cells(number, values, remark=False)) for number, values in self._rows(_HEAD_ROWS)]
        width = max((_extent(cells) for _number, cells in head), default=0) or 1
        found = header_record or find_header(head, width)
        if not found:
            sorter.begin([""] * int(self._sheet.width), 0)
            sorter.problems.append(table_problem(0, "table.no_header"))
        number = 0
        for number, values in self._rows():
            if number > found:
                sorter.add(number, self._cells(number, values))
            elif number == found:
                self._begin(number, self._cells(number, values))
        if found > number:
            raise stop(0, "table.header_missing", row=found)
        self._remarks(found)
        sorter.finish()

    def _begin(self, number: int, cells: list[str]) -> None:
        if is_blank(cells):
            raise stop(0, "table.header_missing", row=number)
        if max(map(len, cells)) > LIMIT_CELL:
            raise stop(number, "table.header_unreadable")
        self._sorter.begin(cells, number)

    def _rows(self, most: int | None = None) -> Iterator[tuple[int, list[Any]]]:
        """Row numbers of the sheet and the values of its columns from the first one that holds any."""
        first = 1  # empty rows above the first cell come as well
        return enumerate(islice(self._sheet.iter_rows(), most), start=first)

    def _cells(self, number: int, values: Sequence[Any], *, remark: bool = True) -> list[str]:
        cells = [value if isinstance(value, str) else cell_text(value) for value in values]
        if number in self._error_rows:
            for at in range(len(cells)):
                cells[at] = self._scan.errors.get((number, self._left + at), cells[at])
        if remark:
            for at, value in enumerate(values):
                if isinstance(value, float) and not -_EXACT < value < _EXACT:
                    self._sorter.remark(number, "table.rounded_number", column=at)
        return cells

    def _remarks(self, header_record: int) -> None:
        scan, sorter = self._scan, self._sorter
        merged = [(first, last) for first, last in scan.merged_rows if last >= header_record]
        if merged:
            sorter.remark(0, "table.merged_cells", count=len(merged), rows=row_words(merged))
        hidden = [(row, row) for row in scan.hidden_rows if row >= header_record]
        if hidden:
            sorter.remark(0, "table.hidden_rows", count=len(hidden), rows=row_words(hidden))
        if scan.formulas_without_value:
            sorter.remark(0, "table.formulas_without_value", count=scan.formulas_without_value)


def _extent(cells: Sequence[str]) -> int:
    return max((at + 1 for at, cell in enumerate(cells) if cell.strip()), default=0)


def row_words(ranges: Sequence[tuple[int, int]]) -> str:
    """3, 5–7, …: rows in their order, the first of them where there are many."""
    runs: list[list[int]] = []
    for first, last in sorted(ranges):
        if runs and first <= runs[-1][1] + 1:
            runs[-1][1] = max(runs[-1][1], last)
        else:
            runs.append([first, last])
    named = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:_NAMED_ROWS]]
    return ", ".join(named + (["…"] if len(runs) > _NAMED_ROWS else []))


def cell_text(value: object) -> str:
    """A value of calamine as it is written in a table."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)


def number_text(value: float) -> str:
    """The shortest digits that give this number again, without an exponent; 3.0 is 3."""
    if not math.isfinite(value):
        return str(value)
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return format(Decimal(repr(value)), "f").removesuffix(".0")
