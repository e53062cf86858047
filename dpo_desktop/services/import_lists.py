"""The imports of the past, and the row of a register that a case came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dpo_desktop.services.import_cases import CaseValues
from dpo_desktop.services.import_changes import from_row
from dpo_desktop.services.import_views import ImportSummary, RegisterSource
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import ImportBatchRow, ImportRowRow, RequestRow


def imports(workspace: OpenWorkspace) -> tuple[ImportSummary, ...]:
    """Every import, newest first."""
    with workspace.store.reading() as session:
        rows = session.scalars(select(ImportBatchRow).order_by(ImportBatchRow.id.desc())).all()
        return tuple(summary_of(session, row, workspace) for row in rows)


def summary_of(session: Session, row: ImportBatchRow, workspace: OpenWorkspace) -> ImportSummary:
    cases = session.scalar(select(func.count()).where(RequestRow.import_batch_id == row.id)) or 0
    undone = row.undone_at.astimezone(workspace.zone) if row.undone_at else None
    return ImportSummary(
        row.id, row.file_name, row.imported_at.astimezone(workspace.zone), row.row_count, cases, undone
    )


def register_source(session: Session, request_id: int, workspace: OpenWorkspace) -> RegisterSource | None:
    """The newest row of a register that made or changed a case."""
    found = session.execute(
        select(ImportRowRow, ImportBatchRow)
        .join(ImportBatchRow, ImportRowRow.batch_id == ImportBatchRow.id)
        .where(ImportRowRow.request_id == request_id, ImportRowRow.outcome.in_(("new", "changed")))
        .order_by(ImportRowRow.id.desc())
    ).all()
    if not found:
        return None
    row, batch = found[0]
    brought = [from_row(one.derived) for one, _batch in found]
    return RegisterSource(
        file_name=batch.file_name,
        record=row.record,
        imported_at=batch.imported_at.astimezone(workspace.zone),
        cells=tuple(zip(json.loads(batch.header), json.loads(row.cells), strict=True)),
        also_asked=brought[0].also_asked,
        days=frozenset(day for values in brought for day in _whole_days(values)),
    )


def _whole_days(values: CaseValues) -> Iterator[tuple[str, datetime]]:
    """The instants that were chosen for a day without an hour."""
    for kind, written, instant in (
        ("received", values.received, values.received_at),
        ("closed", values.closed_on, values.closed_at),
    ):
        if instant and "T" not in written:
            yield kind, datetime.fromisoformat(instant)
