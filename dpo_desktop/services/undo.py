"""Undo of an edit to a case: the rows go back to what they were, and the audit trail keeps both."""

from __future__ import annotations

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import AuditEntryRow, RequestRow
from dpo_desktop.storage.undoing import take_back

UNDOABLE = tuple(
    f"request.{act}"
    for act in (
        *("note_added", "state_changed", "closed", "reopened", "assigned", "corrected"),
        *("asked", "answered", "extended", "law_decided", "role_decided", "forwarded", "acknowledged"),
        *("identity_checked", "mandate_checked", "struck"),
    )
)


def undo(workspace: OpenWorkspace, entry: int) -> Written:
    """Take back what the audit entry with this number (`Written.entry`) did to a case.

    Raises:
        NotFound: there is no such entry.
        RuleViolation: it is nothing that can be undone, or the case was changed since.
        StorageUnavailable: a row is not what the trail recorded.
    """
    with workspace.unit_of_work() as uow:
        found = uow.session.get(AuditEntryRow, entry)
        if found is None:
            raise NotFound("undo.unknown_entry")
        if found.action not in UNDOABLE:
            raise RuleViolation("undo.not_undoable")
        request = uow.session.get_one(RequestRow, found.object_id)
        rows, fields = take_back(uow, entry)
        uow.record("request.undone", request, rows=rows, fields=sorted(fields), list_changed=True, entry=entry)
        along = tuple(row.id for row in rows if isinstance(row, RequestRow) and row is not request)
        return Written(uow.commit(), request.id, request.reference, along, entry=uow.seq)
