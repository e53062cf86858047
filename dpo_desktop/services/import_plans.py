"""The dry run of an import: what each row of a table would bring. Nothing is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.register_dates import date_order, read_day
from dpo_desktop.domain.register_doubles import CaseDoubles, CaseFacts
from dpo_desktop.domain.register_fields import DATE_FIELDS, by_field, check_mapping
from dpo_desktop.domain.register_rows import Unread, is_no_case, read_row
from dpo_desktop.services.import_cases import case_of
from dpo_desktop.services.import_sources import open_table
from dpo_desktop.services.import_views import ImportPlan, PlannedRow, SourceTable
from dpo_desktop.services.register_words import register_words
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import ImportBatchRow, ImportRowRow, PersonRow, RequestRow

DATE_ORDERS = ("dmy", "mdy")
_EXAMPLES = 3
_REPORT_EVERY = 500

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """For callers that show none."""


def plan_file(
    workspace: OpenWorkspace, path: Path, *, moved_by: timedelta = timedelta(), report: Progress = no_progress
) -> ImportPlan:
    """As `plan_import`, with what the names of the columns suggest. `moved_by` is added to every instant."""
    source = open_table(workspace, path)
    return plan_import(workspace, source, source.proposed, moved_by=moved_by, report=report)


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
    out. `with_doubles`: what looks like a case that is there already is entered all the same.

    Raises:
        RuleViolation: the file is not usable, or the mapping contradicts itself.
        Cancelled: by `report`.
    """
    if not source.table.is_usable:
        raise RuleViolation("import.not_usable")
    check_mapping(fields)
    words = register_words()
    records = source.table.records
    columns = [column for column, name in enumerate(fields) if name in DATE_FIELDS]
    dates = [cells[column] for column in columns for _record, cells in records]
    chosen = order if order in DATE_ORDERS else date_order(dates)
    asks = tuple(dict.fromkeys(text for text in dates if _is_open(text, chosen)))[:_EXAMPLES]
    with workspace.store.reading("long") as session:
        known = _known_cases(session, source.shape, workspace.zone)
    now, zone = workspace.now(), workspace.zone
    seen = _Seen(known, with_doubles, _unique([by_field(cells, fields).get("reference", "") for _at, cells in records]))
    rows = []
    for done, (record, cells) in enumerate(records):
        if done % _REPORT_EVERY == 0:
            report(done, len(records))
        texts = by_field(cells, fields)
        if why := is_no_case(texts, words):
            rows.append(PlannedRow(record, "skipped", why))
            continue
        read = read_row(texts, chosen, words)
        case, contradiction = case_of(read, now, zone, moved_by)
        problems = (*read.refused, *((contradiction,) if contradiction is not None else ()))
        if problems:
            rows.append(PlannedRow(record, "bad", problems=problems, unread=read.unread))
            continue
        rows.append(seen.place(record, cells, case.values(), read.facts, read.unread))
    return ImportPlan(source, tuple(fields), chosen, asks, tuple(rows), with_doubles, moved_by)


def _is_open(text: str, order: str) -> bool:
    return order == "ambiguous" and read_day(text, order, register_words()).code == "register.date_ambiguous"


def _unique(references: Sequence[str]) -> frozenset[str]:
    counted = Counter(" ".join(one.split()) for one in references)
    return frozenset(one for one, count in counted.items() if one and count == 1)


@dataclass(frozen=True, slots=True)
class _Known:
    """A case that is there. `cells` and `values` are empty unless a table of the same shape brought it."""

    id: int
    reference: str
    cells: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class _KnownCases:
    by_number: dict[int, _Known]
    by_cells: dict[tuple[str, ...], _Known]
    by_reference: dict[str, _Known]
    doubles: CaseDoubles


def _known_cases(session: Session, shape: str, zone: ZoneInfo) -> _KnownCases:
    brought: dict[int, tuple[tuple[str, ...], dict[str, object]]] = {}
    for request_id, cells, derived in session.execute(
        select(ImportRowRow.request_id, ImportRowRow.cells, ImportRowRow.derived)
        .join(ImportBatchRow, ImportRowRow.batch_id == ImportBatchRow.id)
        .where(
            ImportBatchRow.shape == shape,
            ImportBatchRow.undone_at.is_(None),
            ImportRowRow.request_id.is_not(None),
            ImportRowRow.outcome.in_(("new", "changed")),
        )
        .order_by(ImportRowRow.id)
    ):
        brought[request_id or 0] = (tuple(json.loads(cells)), json.loads(derived))
    found = _KnownCases({}, {}, {}, CaseDoubles())
    several: set[str] = set()
    statement = select(
        RequestRow.id,
        RequestRow.reference,
        RequestRow.external_reference,
        RequestRow.type_code,
        RequestRow.received_at,
        RequestRow.closed_at,
        PersonRow.name,
        PersonRow.email,
    ).join(PersonRow, RequestRow.requester_id == PersonRow.id)
    for row in session.execute(statement.order_by(RequestRow.id)):
        known = _Known(row.id, row.reference, *brought.get(row.id, ((), {})))
        found.by_number[row.id] = known
        if known.cells:
            found.by_cells.setdefault(known.cells, known)
        if known.cells and row.external_reference:
            if row.external_reference in found.by_reference:
                several.add(row.external_reference)
            found.by_reference[row.external_reference] = known
        right = "" if row.type_code == "unspecified" else row.type_code
        days = [at.astimezone(zone).date() if at else None for at in (row.received_at, row.closed_at)]
        found.doubles.add(row.id, CaseFacts(row.name, row.email, right, *days))
    for reference in several:
        del found.by_reference[reference]
    return found


class _Seen:
    """Places row after row: new, or one with a case or a record before it."""

    def __init__(self, known: _KnownCases, with_doubles: bool, unique: frozenset[str]) -> None:
        self._known, self._with_doubles, self._unique = known, with_doubles, unique
        self._records = CaseDoubles()
        self._taken: dict[int, int] = {}  # case, and the record that was found to be it

    def place(
        self,
        record: int,
        cells: tuple[str, ...],
        values: Mapping[str, object],
        facts: CaseFacts,
        unread: tuple[Unread, ...],
    ) -> PlannedRow:
        row = PlannedRow(record, "new", unread=unread)
        known = self._known_as(cells, values, facts)
        before = self._records.find(facts)
        self._records.add(record, facts)
        if known is not None:
            repeats = self._taken.setdefault(known.id, record)
            same = not known.cells or known.cells == cells or known.values == values or repeats != record
            row = replace(
                row,
                outcome="duplicate" if same else "changed",
                case_id=known.id,
                case_reference=known.reference,
                repeats=repeats if repeats != record else 0,
            )
        elif before is not None and not self._with_doubles:
            row = replace(row, outcome="duplicate", repeats=before)
        return row

    def _known_as(self, cells: tuple[str, ...], values: Mapping[str, object], facts: CaseFacts) -> _Known | None:
        """By the same cells, by the register's own number where it names one case, or as the same case."""
        if (same := self._known.by_cells.get(cells)) is not None:
            return same
        reference = str(values["external_reference"])
        if reference in self._unique and (known := self._known.by_reference.get(reference)) is not None:
            return known
        number = self._known.doubles.find(facts)
        known = self._known.by_number[number] if number is not None else None
        return None if self._with_doubles else known
