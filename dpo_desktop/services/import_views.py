"""The frozen values of an import: the table, what each row would bring, and what an undo would take away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dpo_desktop.domain.errors import Parameter
from dpo_desktop.domain.register_fields import column_of
from dpo_desktop.domain.register_rows import Unread
from dpo_desktop.intake.table_profile import ColumnProfile
from dpo_desktop.intake.table_values import ParsedTable

ROW_OUTCOMES = ("new", "changed", "duplicate", "skipped", "bad")


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A file that was read. `shape` is the SHA-256 of its header; `imported_before` says when the same bytes came in
    last and were not taken back; `proposed` is a field for each column, as such a table was read last (`remembered`) or
    as the names suggest. `columns` says what is in them, empty where nobody asked.
    """

    file_name: str
    sha256: str
    shape: str
    table: ParsedTable
    proposed: tuple[str, ...]
    remembered: bool
    remembered_order: str
    imported_before: datetime | None
    columns: tuple[ColumnProfile, ...] = ()


@dataclass(frozen=True, slots=True)
class RowChange:
    """A field that says something else than when the register came in before. `kept` says why the case does not follow:
    '' (it does), emptied (the cell says nothing now), changed_here (somebody entered another value), reopened (the
    register calls a closed case open), fewer (a fact is not there any more).
    """

    field: str
    kept: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What a record would do. `outcome` is one of ROW_OUTCOMES: new, changed (a case that an earlier import brought),
    duplicate (of the case, or of the record `repeats`), skipped (`why`: empty, separator, total), bad.

    `problems` make it bad; `unread` are cells that cannot be read: the row comes in without them, as typed they stay.
    `changes` are those of a case that an earlier import brought, also the ones that it does not follow.
    """

    record: int
    outcome: str
    why: str = ""
    repeats: int = 0
    case_id: int = 0
    case_reference: str = ""
    problems: tuple[Unread, ...] = ()
    unread: tuple[Unread, ...] = ()
    changes: tuple[RowChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CellMark:
    """A cell to look at. `column` counts from 0, -1 is the row as a whole; `is_bad` keeps the row out."""

    column: int
    field: str
    code: str
    parameters: tuple[tuple[str, Parameter], ...]
    is_bad: bool


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A dry run. `fields` is parallel to the header, '' for a column that is kept as typed only. While `asks_order` is
    not empty nothing can be imported: these dates can be read in two ways. `rows` goes with `source.table.records`.
    `imports_before` counts imports and their undos when it was made: after another one it is not true any more.
    `as_last_time`: nothing in this table says how dates are read, they are read as in the last one of its shape.
    """

    source: SourceTable
    fields: tuple[str, ...]
    date_order: str
    asks_order: tuple[str, ...]
    rows: tuple[PlannedRow, ...]
    imports_before: int
    with_doubles: bool = False
    moved_by: timedelta = timedelta()
    as_last_time: bool = False

    def counts(self) -> dict[str, int]:
        """How many rows each of ROW_OUTCOMES holds; rows that the reader could not give are bad."""
        found = Counter(row.outcome for row in self.rows)
        found["bad"] += self.source.table.row_count - len(self.source.table.records)
        return {outcome: found[outcome] for outcome in ROW_OUTCOMES}

    def marks(self, position: int) -> tuple[CellMark, ...]:
        """What is wrong with the record at a position of `rows`, bad cells first."""
        row = self.rows[position]
        cells = self.source.table.records[position][1]
        return tuple(
            CellMark(column_of(one.field, cells, self.fields), one.field, one.code, one.parameters, is_bad)
            for found, is_bad in ((row.problems, True), (row.unread, False))
            for one in found
        )

    @property
    def brings(self) -> int:
        """How many cases would be entered or changed."""
        return sum(1 for row in self.rows if row.outcome in ("new", "changed"))


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """Where an imported case comes from. `cells` are the names of the columns and the texts as typed. `days` are the
    instants that stand for a whole day, because a register gave no hour: received or closed, and when.
    """

    file_name: str
    record: int
    imported_at: datetime
    cells: tuple[tuple[str, str], ...]
    also_asked: tuple[str, ...]
    days: frozenset[tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """An import of the past; `cases` are those of it that are there now."""

    id: int
    file_name: str
    imported_at: datetime
    rows: int
    cases: int
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case that an undo leaves. `why`: worked_on, mail, file, person, later_import."""

    id: int
    reference: str
    why: str


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What an undo would do: cases it removes, cases it puts back as they were, and those it leaves."""

    batch: ImportSummary
    removed: Sequence[int]
    put_back: Sequence[int]
    kept: tuple[KeptCase, ...]
