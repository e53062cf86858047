"""Undo of an edit: the case is as it was, the trail keeps both, and nothing later or tampered is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, text

from dpo_desktop.domain.errors import DpoError, NotFound, RuleViolation, StorageUnavailable
from dpo_desktop.domain.progress import no_progress
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.case_facts import (
    acknowledge,
    answered,
    ask,
    check_identity,
    check_mandate,
    decide_law,
    decide_role,
    extend,
    forward,
    strike,
)
from dpo_desktop.services.corrections import correct
from dpo_desktop.services.lists import handlers, request_detail
from dpo_desktop.services.registers import Customer, add_entry
from dpo_desktop.services.requests import add_note, assign_requests, change_state, close_request, reopen_request
from dpo_desktop.services.results import Written
from dpo_desktop.services.undo import UNDOABLE, undo
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import RevisionRow
from tests.factory import NOW, OFFICER, add_request, new_request
from tests.services.trail import trail


def _close(workspace: OpenWorkspace, request_id: int) -> Written:
    return close_request(workspace, request_id, outcome="denied", reason="other", note="Spam.", closed_at=NOW)


def _reopen(workspace: OpenWorkspace, request_id: int) -> Written:
    return reopen_request(workspace, request_id, reason="She wrote again.")


TODAY = NOW.date()


def _ask(workspace: OpenWorkspace, request_id: int) -> Written:
    return ask(
        workspace,
        request_id,
        cause="clarification",
        asked_on=date(2026, 10, 30),
        has_letter=True,
        words="Two hundred mailboxes.",
        switched_on=True,
    )


def _asked(workspace: OpenWorkspace, request_id: int) -> int:
    return next(entry.id for entry in request_detail(workspace, request_id).timeline if entry.kind == "asked")


def _for_a_customer(workspace: OpenWorkspace, request_id: int) -> None:
    customer = add_entry(workspace, Customer("Heron Retail", forward_hours=48)).id
    decide_role(workspace, request_id, our_role="processor", entity_id=None, customer_id=customer, words="Theirs.")


BEFORE: dict[str, Callable[[OpenWorkspace, int], object]] = {
    "request.reopened": _close,
    "request.answered": _ask,
    "request.struck": _ask,
    "request.forwarded": _for_a_customer,
}
EDITS: dict[str, Callable[[OpenWorkspace, int], Written]] = {
    "request.note_added": lambda workspace, request_id: add_note(workspace, request_id, "Called twice."),
    "request.state_changed": lambda workspace, request_id: change_state(workspace, request_id, "in_review"),
    "request.closed": _close,
    "request.reopened": _reopen,
    "request.corrected": lambda workspace, request_id: correct(
        workspace, request_id, new_request("Tara Quill", type_code="erasure", received_at=NOW, language="de")
    ),
    "request.asked": _ask,
    "request.answered": lambda workspace, request_id: answered(
        workspace, request_id, asked_event=_asked(workspace, request_id), answered_on=TODAY, words=""
    ),
    "request.extended": lambda workspace, request_id: extend(
        workspace, request_id, told_on=date(2026, 11, 10), reason="complex", words="Four systems."
    ),
    "request.law_decided": lambda workspace, request_id: decide_law(
        workspace, request_id, law="UK", applies=True, reason="She moved to Leeds."
    ),
    "request.role_decided": lambda workspace, request_id: decide_role(
        workspace, request_id, our_role="unclear", entity_id=None, customer_id=None, words="Two contracts."
    ),
    "request.identity_checked": lambda workspace, request_id: check_identity(
        workspace, request_id, method="called_back", level="low", outcome="passed", checked_on=TODAY, words=""
    ),
    "request.mandate_checked": lambda workspace, request_id: check_mandate(
        workspace, request_id, kind="lawyer", outcome="sufficient", checked_on=TODAY, words=""
    ),
    "request.forwarded": lambda workspace, request_id: forward(workspace, request_id, at=NOW, means="email", words=""),
    "request.acknowledged": lambda workspace, request_id: acknowledge(workspace, request_id, at=NOW, words=""),
    "request.struck": lambda workspace, request_id: strike(
        workspace, request_id, event_id=_asked(workspace, request_id), reason="The wrong case."
    ),
    "request.assigned": lambda workspace, request_id: assign_requests(workspace, [request_id], "Anja"),
}


@pytest.mark.parametrize("action", UNDOABLE)
def test_the_case_is_as_it_was_and_the_trail_keeps_both(workspace: OpenWorkspace, action: str) -> None:
    request_id = add_request(workspace, "Tara Quill")
    BEFORE.get(action, lambda _workspace, _id: None)(workspace, request_id)
    if action == "request.acknowledged":
        _for_a_customer(workspace, request_id)
        forward(workspace, request_id, at=NOW, means="email", words="")
    before = request_detail(workspace, request_id)
    count = len(trail(workspace))
    written = EDITS[action](workspace, request_id)
    assert request_detail(workspace, request_id) != before
    undone = undo(workspace, written.entry)
    assert request_detail(workspace, request_id) == before
    assert [entry.action for entry in trail(workspace, count)] == [action, "request.undone"]
    assert request_id in undone.changes.requests
    assert verify_audit(workspace, [], no_progress).ok


def test_edits_are_taken_back_one_after_the_other(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace, "Tara Quill")
    before = request_detail(workspace, request_id)
    entries = [EDITS[action](workspace, request_id).entry for action in list(EDITS)[:3]]
    for entry in reversed(entries):
        undo(workspace, entry)
    assert request_detail(workspace, request_id) == before
    assert verify_audit(workspace, [], no_progress).ok


def test_what_was_changed_since_stays(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace, "Tara Quill")
    moved = change_state(workspace, request_id, "in_review")
    _close(workspace, request_id)
    before = request_detail(workspace, request_id)
    with pytest.raises(RuleViolation) as refused:
        undo(workspace, moved.entry)
    assert refused.value.code == "undo.changed_since"
    assert request_detail(workspace, request_id) == before


@pytest.mark.parametrize(
    ("entry", "kind", "code"), [(99_999, NotFound, "undo.unknown_entry"), (1, RuleViolation, "undo.not_undoable")]
)
def test_other_entries_are_not_undone(workspace: OpenWorkspace, entry: int, kind: type[DpoError], code: str) -> None:
    with pytest.raises(kind) as refused:
        undo(workspace, entry)
    assert refused.value.code == code


def test_an_undo_is_not_undone_twice(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace, "Tara Quill")
    moved = change_state(workspace, request_id, "in_review")
    undone = undo(workspace, moved.entry)
    for entry, code in ((moved.entry, "undo.changed_since"), (undone.entry, "undo.not_undoable")):
        with pytest.raises(RuleViolation) as refused:
            undo(workspace, entry)
        assert refused.value.code == code


def test_an_old_value_that_was_tampered_with_is_not_put_back(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace, "Tara Quill")
    moved = change_state(workspace, request_id, "in_review")
    before = request_detail(workspace, request_id)
    with workspace.store.write_engine.begin() as connection:
        connection.info["account"].recorded = True  # as somebody with the key would, behind the program's back
        connection.execute(text('UPDATE revision SET old_values = \'{"state": "accepted"}\''))
    with pytest.raises(StorageUnavailable) as refused:
        undo(workspace, moved.entry)
    assert refused.value.code == "storage.row_changed"
    assert request_detail(workspace, request_id) == before


def test_old_values_are_kept_of_what_changed_and_of_nothing_else(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace, "Tara Quill")
    add_note(workspace, request_id, "Called twice.")
    change_state(workspace, request_id, "in_review")
    with workspace.store.reading() as session:
        kept = [(row.object_type, row.object_id, row.old_values) for row in session.scalars(select(RevisionRow))]
    assert kept == [("request", request_id, '{"state": "received"}')]


def test_cases_given_to_a_colleague_come_back_together(workspace: OpenWorkspace) -> None:
    ids = [add_request(workspace, name) for name in ("Tara Quill", "Mina Auster", "Leo Stroud")]
    assign_requests(workspace, ids[1:2], "Peter")
    before = [request_detail(workspace, one) for one in ids]
    count = len(trail(workspace))
    written = assign_requests(workspace, ids, "  Anja   K. ")
    assert [request_detail(workspace, one).handler for one in ids] == ["Anja K."] * 3
    assert [entry.action for entry in trail(workspace, count)] == ["request.assigned"]
    assert written.changes.requests == frozenset(ids)
    assert sorted(handlers(workspace)) == sorted(("Anja K.", OFFICER))
    with pytest.raises(RuleViolation) as refused:
        assign_requests(workspace, ids, "Anja K.")
    assert refused.value.code == "request.assigned_already"
    assert len(undo(workspace, written.entry).along) == 2
    assert [request_detail(workspace, one) for one in ids] == before
    assert verify_audit(workspace, [], no_progress).ok


def test_a_note_that_takes_the_id_of_one_that_was_undone_can_be_undone_too(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace, "Tara Quill")
    before = request_detail(workspace, request_id)
    for words in ("Called twice.", "Called thrice.", "Wrote."):
        undo(workspace, add_note(workspace, request_id, words).entry)
        assert request_detail(workspace, request_id) == before
    assert verify_audit(workspace, [], no_progress).ok
