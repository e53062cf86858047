"""A dry run as it is looked at: which rows each filter holds, and every cell that is wrong or was not read."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dpo_desktop.domain.progress import Progress
from dpo_desktop.intake.table_values import TableProblem
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.registers import cell_words, row_outcomes, skipped_words
from dpo_desktop.sentences.tables import table_problem_words
from dpo_desktop.services.collector import collector_waits
from dpo_desktop.services.import_plans import plan_import
from dpo_desktop.services.import_views import CellMark, ImportPlan, PlannedRow, SourceTable
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.translation import _

FIRST_ROWS = 20
FILTERS = ("first", "bad", "unread", "changed", "duplicate", "skipped")


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """`rows` holds for each of FILTERS positions of `plan.rows`; -1, -2 ... are the rows in `left_out`, which the
    reader could not give. `findings` are pairs of such a position and the number of its mark, bad ones first;
    `first_finding` says where those of a row begin.
    """

    plan: ImportPlan
    counts: Mapping[str, int]
    left_out: tuple[TableProblem, ...]
    rows: Mapping[str, array[int]]
    findings: Sequence[tuple[int, int]]
    first_finding: Mapping[int, int]

    def planned(self, position: int) -> PlannedRow | None:
        """None for a row that the reader could not give."""
        return self.plan.rows[position] if position >= 0 else None

    def record(self, position: int) -> int:
        planned = self.planned(position)
        return planned.record if planned is not None else self.left_out[-1 - position].record

    def cells(self, position: int) -> tuple[str, ...]:
        """As typed; empty for a row that the reader could not give."""
        return self.plan.source.table.records[position][1] if position >= 0 else ()

    def marks(self, position: int) -> tuple[CellMark, ...]:
        if position >= 0:
            return self.plan.marks(position)
        problem = self.left_out[-1 - position]
        return (CellMark(problem.column, "", problem.code, problem.parameters, is_bad=True),)

    def column_name(self, column: int) -> str:
        return self.plan.source.table.header[column].strip() or _("Column {n}").format(n=column + 1)

    def where(self, position: int, mark: CellMark) -> str:
        """Row and column of a mark in words."""
        row = number(self.record(position))
        if mark.column < 0:
            return _("Row {row}").format(row=row)
        return _("Row {row}, {column}").format(row=row, column=self.column_name(mark.column))

    def mark_words(self, position: int, mark: CellMark) -> str:
        if position < 0:
            return table_problem_words(self.left_out[-1 - position], self.plan.source.table.header)
        return cell_words(mark.code, dict(mark.parameters))

    def brings(self, position: int) -> str:
        """What a row would do, in a few words."""
        planned = self.planned(position)
        words = row_outcomes()
        if planned is None:
            return words["bad"]
        if planned.outcome == "skipped":
            return words["skipped"]
        if planned.outcome == "duplicate" and planned.repeats:
            return _("Duplicate of row {row}").format(row=number(planned.repeats))
        if planned.outcome == "duplicate":
            return _("Duplicate of {reference}").format(reference=planned.case_reference)
        if planned.outcome == "changed":
            return _("Changes {reference}").format(reference=planned.case_reference)
        return words[planned.outcome]

    def brings_in_full(self, position: int) -> str:
        """With the reason why a row is no case."""
        planned = self.planned(position)
        words = self.brings(position)
        return f"{words}: {skipped_words()[planned.why]}" if planned is not None and planned.why else words


@collector_waits()
def check_table(
    workspace: OpenWorkspace,
    source: SourceTable,
    fields: Sequence[str],
    report: Progress,
    *,
    order: str,
    with_doubles: bool,
) -> CheckedTable:
    """Plan an import and sort its rows.

    Raises:
        RuleViolation: as `plan_import`.
        Cancelled: by `report`.
    """
    plan = plan_import(workspace, source, fields, order=order, with_doubles=with_doubles, report=report)
    left_out = tuple(problem for problem in source.table.problems if problem.stops == "row")
    rows = {name: array("q") for name in FILTERS}
    rows["bad"].extend(-1 - at for at in range(len(left_out)))
    bad: list[tuple[int, int]] = [(position, 0) for position in rows["bad"]]
    unread: list[tuple[int, int]] = []
    for position, row in enumerate(plan.rows):
        if row.outcome != "new":
            rows[row.outcome].append(position)
        bad += [(position, at) for at in range(len(row.problems))]
        if row.unread and row.outcome != "bad":
            rows["unread"].append(position)
        unread += [(position, at) for at in range(len(row.problems), len(row.problems) + len(row.unread))]
    rows["first"].extend(range(min(FIRST_ROWS, len(plan.rows))))
    findings = [*bad, *unread]
    first: dict[int, int] = {}
    for at, (position, _mark) in enumerate(findings):
        first.setdefault(position, at)
    return CheckedTable(plan, plan.counts(), left_out, rows, findings, first)
