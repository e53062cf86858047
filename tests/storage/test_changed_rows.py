"""A row that was changed behind the program's back is not made good by the next change the program makes to it."""

from __future__ import annotations

import pytest

from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.requests import add_note, change_state, close_request
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import NOW, add_request


def tampered(workspace: OpenWorkspace, statement: str) -> None:
    with workspace.store.write_engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(statement)


def test_a_change_to_a_tampered_row_is_refused_and_the_check_still_names_it(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace)
    tampered(workspace, f"UPDATE request SET due_on = '2030-01-01' WHERE id = {request_id}")
    with pytest.raises(StorageUnavailable) as refused:
        change_state(workspace, request_id, "in_review")
    assert refused.value.code == "storage.row_changed"
    verdict = verify_audit(workspace, [], lambda _done, _total: None)
    assert [code for code, _parameters in verdict.findings] == ["audit.row_changed"]
    assert add_request(workspace, "Ravi Meadow") == request_id + 1  # the rest goes on


def test_a_row_that_one_transaction_changes_twice_is_no_tampering(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace)
    change_state(workspace, request_id, "in_review")
    add_note(workspace, request_id, "Asked billing.")
    close_request(workspace, request_id, outcome="fulfilled", reason="", note="", closed_at=NOW)
    assert verify_audit(workspace, [], lambda _done, _total: None).ok
    with workspace.unit_of_work() as uow:
        from dpo_desktop.storage.tables import RequestRow

        row = uow.session.get_one(RequestRow, request_id)
        for state in ("in_progress", "accepted"):
            row.state = state
            uow.record("request.state_changed", row, fields=("state",), state=state)
        uow.commit()
    assert verify_audit(workspace, [], lambda _done, _total: None).ok
