"""The dry run of an import: what each row of a table would bring. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.progress import Progress, no_progress
from dpo_desktop.domain.register_dates import date_order, read_day
from dpo_desktop.domain.register_fields import DATE_FIELDS, by_field, check_mapping
from dpo_desktop.domain.register_rows import is_no_case, read_row, unread
from dpo_desktop.services.collector import collector_waits
from dpo_desktop.services.import_cases import case_of
from dpo_desktop.services.import_changes import StandingCase, changes_of, contradicts, standing_cases
from dpo_desktop.services.import_matching import FoundCase, RowToMatch, known_cases, match
from dpo_desktop.services.import_sources import open_table
from dpo_desktop.services.import_views import ImportPlan, PlannedRow, SourceTable
from dpo_desktop.services.register_words import register_words
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import ImportBatchRow

DATE_ORDERS = ("dmy", "mdy")
_EXAMPLES = 3
_REPORT_EVERY = 500


def plan_file(
    workspace: OpenWorkspace, path: Path, *, moved_by: timedelta = timedelta(), report: Progress = no_progress
) -> ImportPlan:
    """As `plan_import`, with what the names of the columns suggest. `moved_by` is added to every instant."""
    source = open_table(workspace, path)
    return plan_import(workspace, source, source.proposed, moved_by=moved_by, report=report)


@collector_waits()
def plan_import(
    workspace: OpenWorkspace,
    source: SourceTable,
    fields: Sequence[str],
    *,
    order: str = "",
    with_doubles: bool = False,
    moved_by: timedelta = timedelta(),
    report: Progress = no_progress,
) -> ImportPlan:
    """Say what every row would bring. `fields` is parallel to the header; `order` is one of DATE_ORDERS, '' finds it
    out, and takes that of the last such table where nothing in this one proves it. `with_doubles`: what looks like a
    case that is there already is entered all the same.

    Raises:
        RuleViolation: the file is not usable, or the mapping contradicts itself.
        Cancelled: by `report`.
    """
    if not source.table.is_usable:
        raise RuleViolation("import.not_usable")
    check_mapping(fields)
    chosen, asks, as_last_time = _order(source, fields, order)
    with workspace.store.reading("long") as session:
        known = known_cases(session, source.shape, workspace.zone)
        imports_before = count_of_imports(session)
        rows = list(_read(workspace, source, fields, chosen, moved_by, report))
        found = match([row.to_match for row in rows if row.to_match is not None], known, with_doubles=with_doubles)
        placed = _placed(session, rows, found)
    return ImportPlan(
        source, tuple(fields), chosen, asks, placed, imports_before, with_doubles, moved_by, as_last_time=as_last_time
    )


def count_of_imports(session: Session) -> int:
    """Imports and undos of imports until now."""
    return sum(session.execute(select(func.count(ImportBatchRow.id), func.count(ImportBatchRow.undone_at))).one())


def _order(source: SourceTable, fields: Sequence[str], order: str) -> tuple[str, tuple[str, ...], bool]:
    """How dates are read, some that can be read in two ways, and whether only the last such table says how."""
    columns = [column for column, name in enumerate(fields) if name in DATE_FIELDS]
    dates = [cells[column] for column in columns for _record, cells in source.table.records]
    found = order if order in DATE_ORDERS else date_order(dates)
    if found == "ambiguous" and source.remembered_order in DATE_ORDERS:
        return source.remembered_order, (), True
    if found != "ambiguous":
        return found, (), False
    words = register_words()
    asked = (text for text in dict.fromkeys(dates) if read_day(text, found, words).code == "register.date_ambiguous")
    return found, tuple(islice(asked, _EXAMPLES)), False


@dataclass(frozen=True, slots=True)
class _Read:
    planned: PlannedRow
    to_match: RowToMatch | None = None


def _read(
    workspace: OpenWorkspace,
    source: SourceTable,
    fields: Sequence[str],
    order: str,
    moved_by: timedelta,
    report: Progress,
) -> Iterator[_Read]:
    """Each row for itself: no case, bad, or one to be matched."""
    words, now, zone, records = register_words(), workspace.now(), workspace.zone, source.table.records
    column = fields.index("reference") if "reference" in fields else -1
    numbers = Counter(_number(cells[column]) for _record, cells in records) if column >= 0 else Counter()
    for done, (record, cells) in enumerate(records):
        if done % _REPORT_EVERY == 0:
            report(done, len(records))
        texts = by_field(cells, fields)
        if why := is_no_case(texts, words):
            yield _Read(PlannedRow(record, "skipped", why))
            continue
        read = read_row(texts, order, words)
        case, contradiction = case_of(read, now, zone, moved_by)
        problems = (*read.refused, *((contradiction,) if contradiction is not None else ()))
        if problems:
            yield _Read(PlannedRow(record, "bad", problems=problems, unread=read.unread))
            continue
        number = case.values.reference if numbers[_number(texts.get("reference", ""))] == 1 else ""
        to_match = RowToMatch(record, cells, number, case.facts(zone), case.values)
        yield _Read(PlannedRow(record, "new", unread=read.unread), to_match)


def _number(text: str) -> str:
    return " ".join(text.split())


def _placed(session: Session, rows: Sequence[_Read], found: Sequence[FoundCase]) -> tuple[PlannedRow, ...]:
    ids = [one.case.id for one in found if one.by == "row" and one.case is not None]
    standing = standing_cases(session, ids)
    matches = iter(found)
    return tuple(
        row.planned if row.to_match is None else _placed_row(row.planned, row.to_match, next(matches), standing)
        for row in rows
    )


def _placed_row(
    planned: PlannedRow, row: RowToMatch, found: FoundCase, standing: Mapping[int, StandingCase]
) -> PlannedRow:
    if found.case is None:
        outcome = "duplicate" if found.repeats else "new"
        return replace(planned, outcome=outcome, repeats=found.repeats)
    if found.by == "number_taken":
        taken = unread("reference", "register.number_taken", reference=found.case.reference)
        return replace(planned, unread=(*planned.unread, taken))
    planned = replace(
        planned,
        outcome="duplicate",
        repeats=found.repeats,
        case_id=found.case.id,
        case_reference=found.case.reference,
    )
    if found.by != "row" or found.case.values is None:
        return planned
    case = standing[found.case.id]
    changes = changes_of(found.case.values, row.values, case, [mark.field for mark in planned.unread])
    if contradicts(changes, row.values, case):
        return replace(planned, outcome="bad", problems=(unread("closed", "register.closed_before_received"),))
    follows = any(not change.kept for change in changes)
    return replace(planned, outcome="changed" if follows else "duplicate", changes=changes)
