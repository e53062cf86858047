"""What CSV and workbooks share: finding the header, and telling records that are whole from those that are not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dpo_desktop.intake.table_values import (
    LIMIT_CELL,
    LIMIT_COLUMNS,
    LIMIT_REMARKS,
    LIMIT_ROW_PROBLEMS,
    LIMIT_ROWS,
    TableProblem,
    Take,
    table_problem,
)

Row = tuple[int, Sequence[str]]

TITLE_LINES = 20  # at most so many records stand above a header
_LONGEST_NAME = 100  # characters of a header's cell
_TORN_LINES = 5  # a row is looked for in at most so many pieces

# Cells that hold a value and no name: numbers, dates, times and phones; dates with a month in words; addresses.
_VALUE = re.compile(
    r"[\s+(\-–]*[$€£¥₹]?\s*\d[\d\s.,:/()'\-–+%$€£¥₹]*"
    r"|\d{4}-\d\d-\d\d[T ][\d:.Z+\-]+"
    r"|\d{1,2}\.?\s*[^\W\d_]{3,9}\.?\s+\d{2,4}"
    r"|[^\s@]+@[^\s@]+\.[^\s@]+"
    r"|(https?://|www\.)\S+"
)
_YEAR = re.compile(r"(19|20)\d\d")  # also a name: one column for each year


class StopReading(Exception):
    """Nothing after this can be read."""

    def __init__(self, problem: TableProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def stop(record: int, code: str, **parameters: str | int) -> StopReading:
    return StopReading(TableProblem(record, -1, code, tuple(sorted(parameters.items()))))


def is_blank(cells: Sequence[str]) -> bool:
    return not "".join(cells).strip()


def looks_like_data(cell: str) -> bool:
    text = cell.strip()
    return len(text) > _LONGEST_NAME or (bool(_VALUE.fullmatch(text)) and not _YEAR.fullmatch(text))


def find_header(head: Sequence[Row], width: int) -> int:
    """The record number of the header among the first records of a table this wide; 0 where there is none.

    Lines that fill no more than half of the width are titles. The first one that fills more is the header, or data.
    """
    filled = [(number, cells) for number, cells in head if not is_blank(cells)]
    for at, (number, cells) in enumerate(filled[:TITLE_LINES]):
        if len(cells) > LIMIT_COLUMNS:
            return number  # refused for its width
        names = [cell for cell in cells if cell.strip()]
        if 2 * len(names) <= width and width > 1:
            continue
        has_values = any(looks_like_data(cell) for cell in names) or all(
            _YEAR.fullmatch(cell.strip()) for cell in names
        )
        return 0 if has_values or _recurs(cells, [row for _number, row in filled[at + 1 :]]) else number
    return 0


def _recurs(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Words that come again in their own column are values; a header that is repeated as a whole is still a header."""
    others = [row for row in below if list(row) != list(cells)]
    again = [
        any(len(row) > column and row[column] == cell for row in others)
        for column, cell in enumerate(cells)
        if cell.strip()
    ]
    return 3 * sum(again) >= max(len(again), 3 if len(again) > 1 else 1)


class RowSorter:
    """Gives whole records to `take`; keeps the problems of the others, and remarks."""

    def __init__(self, take: Take) -> None:
        self.header: tuple[str, ...] = ()
        self.header_record = 0
        self.count = 0  # of records taken
        self.problems: list[TableProblem] = []
        self._take = take
        self._rows_left_out = 0
        self._remarks: Counter[str] = Counter()
        self._short: list[Row] = []  # too few cells; waiting for the rest of a torn row

    def begin(self, header: Sequence[str], header_record: int) -> None:
        """Raises StopReading."""
        if len(header) > LIMIT_COLUMNS:
            raise stop(header_record, "table.too_many_columns", found=len(header), limit=LIMIT_COLUMNS)
        self.header, self.header_record = tuple(header), header_record
        if not header_record:
            return
        first: dict[str, int] = {}
        for column, name in enumerate(self.header):
            key = name.strip().casefold()
            if not key:
                self.remark(header_record, "table.empty_header", column=column, number=column + 1)
            elif key in first:
                self.remark(header_record, "table.duplicate_header", column=column, first=first[key], number=column + 1)
            else:
                first[key] = column + 1

    def remark(self, record: int, code: str, *, column: int = -1, **parameters: str | int) -> None:
        self._remarks[code] += 1
        if self._remarks[code] <= LIMIT_REMARKS:
            self.problems.append(table_problem(record, code, column=column, **parameters))

    def leave_out(self, problem: TableProblem) -> None:
        """Raises StopReading where there are too many."""
        self.problems.append(problem)
        self._rows_left_out += 1
        if self._rows_left_out >= LIMIT_ROW_PROBLEMS:
            raise stop(problem.record, "table.too_many_problems", limit=LIMIT_ROW_PROBLEMS)

    def add(self, number: int, cells: Sequence[str]) -> None:
        """A record below the header, with no more cells than that. Raises StopReading."""
        if number - self.header_record > LIMIT_ROWS:
            raise stop(number, "table.too_many_rows", limit=LIMIT_ROWS)
        together = "".join(cells)
        if not together.strip():
            return
        if len(together) > LIMIT_CELL:
            column = max(range(len(cells)), key=lambda at: len(cells[at]))
            if len(cells[column]) > LIMIT_CELL:
                self.flush()
                self.leave_out(table_problem(number, "table.cell_too_long", column=column, limit=LIMIT_CELL))
                return
        if "\x00" in together:
            column = next(at for at, cell in enumerate(cells) if "\x00" in cell)
            self.flush()
            self.leave_out(table_problem(number, "table.nul_character", column=column))
        elif len(cells) < len(self.header):
            self._wait(number, cells)
        else:
            if self._short:
                self.flush()
            self._keep(number, cells)

    def _keep(self, number: int, cells: Sequence[str]) -> None:
        self._take((number, tuple(cells)))
        self.count += 1

    def _wait(self, number: int, cells: Sequence[str]) -> None:
        """Records in a row that make up one whole row were torn by line breaks outside of quotes."""
        if self._short and number != self._short[-1][0] + 1:
            self.flush()
        self._short.append((number, cells))
        for start in range(len(self._short) - 1):
            pieces = self._short[start:]
            if sum(len(piece) - 1 for _number, piece in pieces) + 1 == len(self.header):
                torn = [piece for piece, _cells in pieces]
                self._short = self._short[:start]
                self.flush()
                for piece in torn:
                    self.leave_out(table_problem(piece, "table.split_row", first=torn[0], last=torn[-1]))
                return
        if len(self._short) >= _TORN_LINES:
            self._fill(*self._short.pop(0))

    def _fill(self, number: int, cells: Sequence[str]) -> None:
        self.remark(number, "table.short_row", found=len(cells), expected=len(self.header))
        self._keep(number, [*cells, *[""] * (len(self.header) - len(cells))])

    def flush(self) -> None:
        """Short records that no other one completes are whole: their last cells are empty."""
        waiting, self._short = self._short, []
        for number, cells in waiting:
            self._fill(number, cells)

    def finish(self, *, last_cut_off: int = 0) -> None:
        """`last_cut_off` is the number of a last record that no line end follows. Raises StopReading."""
        if self._short and self._short[-1][0] == last_cut_off:
            number, cells = self._short.pop()
            self.flush()
            expected = len(self.header)
            self.leave_out(table_problem(number, "table.cut_off_row", found=len(cells), expected=expected))
        self.flush()
        if not self.count and not self._rows_left_out:
            raise stop(0, "table.no_rows")

    def all_problems(self) -> tuple[TableProblem, ...]:
        """In the order of the records, those of the file first."""
        more = sum(count - LIMIT_REMARKS for count in self._remarks.values() if count > LIMIT_REMARKS)
        if more:
            self.problems.append(table_problem(0, "table.more_remarks", count=more))
            self._remarks.clear()
        return tuple(sorted(self.problems, key=lambda problem: problem.record))
