"""A list leaves as a file: pseudonymous unless names are chosen with a reason, and entered in a register."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from dpo_desktop.domain.errors import RuleViolation, StorageUnavailable
from dpo_desktop.domain.requests import is_open
from dpo_desktop.reports.list_files import COLUMNS, KINDS, ListRow, calendar_ics, list_csv, list_xlsx
from dpo_desktop.services.report_data import pseudonym
from dpo_desktop.services.results import Written
from dpo_desktop.services.saved_filters import filter_to_json
from dpo_desktop.services.search import Found
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import ExportRow, PersonRow, RequestRow
from dpo_desktop.vault.files import write_atomically

_IDS_PER_STATEMENT = 500


def export_requests(
    workspace: OpenWorkspace,
    ids: Sequence[int],
    path: Path,
    kind: str,
    shown: RequestFilter,
    *,
    names_reason: str = "",
    columns: Sequence[str] = COLUMNS,
    found: Found | None = None,
) -> Written:
    """Write the requests with these ids, in this order, to `path`, and enter it in the register of exports.

    `kind` is csv, xlsx or ics; a calendar holds case numbers only. Persons are pseudonyms unless a reason for names is
    given. `shown` is the filter that the list was made with, `columns` what a table holds, from left to right, `found`
    the answer where it was a search: where that shows a part, the register keeps how many were found.

    Raises:
        RuleViolation: an unknown kind, nothing to write, or names in a calendar.
        StorageUnavailable: the file cannot be written; then nothing is entered.
    """
    reason = names_reason.strip()
    if kind not in KINDS:
        raise RuleViolation("export.unknown_kind")
    if not ids:
        raise RuleViolation("export.nothing")
    if kind == "ics" and reason:
        raise RuleViolation("export.calendar_without_names")
    rows = _rows(workspace, ids, with_names=bool(reason))
    with workspace.unit_of_work() as uow:
        data = (
            calendar_ics(rows, uow.now)
            if kind == "ics"
            else list_xlsx(rows, columns)
            if kind == "xlsx"
            else list_csv(rows, columns)
        )
        export = ExportRow(
            made_at=uow.now,
            kind=kind,
            file_name=path.name,
            sha256=hashlib.sha256(data).hexdigest(),
            row_count=len(rows),
            columns=json.dumps(["reference", "due"] if kind == "ics" else list(columns)),
            selection=_selection(shown, found),
            with_names=bool(reason),
            names_reason=reason,
            officer_id=uow.officer().id,
        )
        uow.session.add(export)
        uow.session.flush()
        uow.record("requests.exported", export, kind=kind, requests=len(rows), names=int(export.with_names))
        write_atomically(path, data)
        try:
            return Written(uow.commit(), export.id)
        except StorageUnavailable:
            path.unlink(missing_ok=True)  # what is not in the register did not leave
            raise


def _selection(shown: RequestFilter, found: Found | None) -> str:
    part = {} if found is None or found.is_all else {"found": found.total, "ordered_by": found.ordered_by}
    return json.dumps({**filter_to_json(shown), **part}, sort_keys=True, ensure_ascii=False)


def _rows(workspace: OpenWorkspace, ids: Sequence[int], *, with_names: bool) -> list[ListRow]:
    key = workspace.store.keys.subkey("pseudonym")
    zone = workspace.zone
    found: dict[int, ListRow] = {}
    with workspace.store.reading("long") as session:
        for at in range(0, len(ids), _IDS_PER_STATEMENT):
            statement = (
                select(RequestRow, PersonRow.name, PersonRow.email, PersonRow.uuid)
                .join(PersonRow, RequestRow.subject_id == PersonRow.id)
                .where(RequestRow.id.in_(list(ids[at : at + _IDS_PER_STATEMENT])))
            )
            for row, name, email, uuid in session.execute(statement):
                found[row.id] = ListRow(
                    uuid=row.uuid,
                    reference=row.reference,
                    person=(name or email) if with_names else pseudonym(key, email, uuid),
                    type_code=row.type_code,
                    law=row.law,
                    state=row.state,
                    is_open=is_open(row.state),
                    received_on=row.received_at.astimezone(zone).date() if row.received_at else None,
                    entered_on=row.entered_at.astimezone(zone).date(),
                    due_on=row.due_on,
                    closed_on=row.closed_at.astimezone(zone).date() if row.closed_at else None,
                    handler=row.handler if with_names else "",
                    country=row.country,
                    external_reference=row.external_reference if with_names else "",
                )
            session.expunge_all()
    return [found[row_id] for row_id in ids if row_id in found]
