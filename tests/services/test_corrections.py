"""Correcting a request: all in one transaction, dates anew, no value in the trail, and all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.progress import no_progress
from dpo_desktop.sentences.vocabulary import corrected_fields
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.corrections import correct, shared_cases
from dpo_desktop.services.lists import request_detail, request_ids, request_rows
from dpo_desktop.services.registers import Customer, Entity, add_entry
from dpo_desktop.services.requests import add_note, close_request
from dpo_desktop.services.undo import undo
from dpo_desktop.services.views import NewRequest, PersonView, RequestDetail, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import PersonRow, RequestRow
from tests.factory import NOW, add_request, new_request, person
from tests.services.trail import trail, whole_trail

RAVI = PersonView("Ravi Quill", "ravi@quill.example", "+91 80 4123 4567")


def as_entered(detail: RequestDetail, **changes: Any) -> NewRequest:
    """The request as it stands, with some of it different."""
    entered = NewRequest(
        type_code=detail.type_code,
        received_at=detail.received_at or NOW,
        channel=detail.channel,
        requester=detail.requester,
        subject=detail.subject,
        relation=detail.relation,
        our_role=detail.our_role,
        country=detail.country,
        law=detail.chosen_law,
        entity_id=detail.entity_id,
        customer_id=detail.customer_id,
        dated_on=detail.dated_on,
        language=detail.language,
        external_reference=detail.external_reference,
        received_known=detail.received_at is not None,
    )
    return replace(entered, **changes)


PLAIN: dict[str, Any] = {
    "type_code": "erasure",
    "channel": "letter",
    "relation": "parent",
    "our_role": "processor",
    "country": "IN",
    "law": "UK",
    "language": "hi-Latn",
    "external_reference": "A-17",
    "received_at": NOW - timedelta(days=3),
    "dated_on": date(2026, 10, 15),
}


@pytest.mark.parametrize("field", PLAIN)
def test_each_field_is_corrected_named_and_taken_back(workspace: OpenWorkspace, field: str) -> None:
    request_id = add_request(workspace)
    before = request_detail(workspace, request_id)
    count = len(trail(workspace))
    written = correct(workspace, request_id, as_entered(before, **{field: PLAIN[field]}, notes="  Misread. "))
    after = request_detail(workspace, request_id)
    assert getattr(after, field) == PLAIN[field]
    newest = after.timeline[0]
    assert (newest.kind, newest.text, newest.parameters) == ("corrected", "Misread.", (("fields", field),))
    (entry,) = trail(workspace, count)
    assert (entry.action, entry.detail["fields"]) == ("request.corrected", [field])
    assert written.changes.request_list
    as_new = request_detail(workspace, add_request(workspace, **{"law": before.chosen_law, field: PLAIN[field]}))
    assert (after.due_on, after.duties) == (as_new.due_on, as_new.duties)
    undo(workspace, written.entry)
    assert request_detail(workspace, request_id) == before
    assert verify_audit(workspace, [], no_progress).ok


def test_dates_that_rest_on_nothing_that_changed_are_left_alone(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace)
    with workspace.unit_of_work() as uow:
        row = uow.session.get_one(RequestRow, request_id)
        row.law_edition = "an earlier one"
        uow.record("request.corrected", row, fields=("law_edition",))
        uow.commit()
    before = request_detail(workspace, request_id)
    correct(workspace, request_id, as_entered(before, channel="phone"))
    assert request_detail(workspace, request_id).law_edition == "an earlier one"
    correct(workspace, request_id, as_entered(before, channel="phone", law="UK"))
    assert request_detail(workspace, request_id).law_edition != "an earlier one"


def test_the_entry_of_receipt_follows_the_day_and_the_channel(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace)
    before = request_detail(workspace, request_id)
    came = NOW - timedelta(days=3)
    correct(workspace, request_id, as_entered(before, received_at=came, channel="letter"))
    received = [entry for entry in request_detail(workspace, request_id).timeline if entry.kind == "received"]
    assert [(entry.at, entry.parameters) for entry in received] == [(came, (("channel", "letter"),))]


def test_a_receipt_that_nobody_knows_any_more_has_no_date_and_can_be_known_again(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace)
    before = request_detail(workspace, request_id)
    unknown = correct(workspace, request_id, as_entered(before, received_known=False))
    after = request_detail(workspace, request_id)
    assert (after.received_at, after.due_on) == (None, None)
    assert [entry.kind for entry in after.timeline] == ["corrected", "undated"]
    (row,) = request_rows(workspace, [request_id])
    assert (row.received_at, row.status) == (None, "none")
    correct(workspace, request_id, as_entered(after, received_known=True, received_at=before.received_at))
    again = request_detail(workspace, request_id)
    assert (again.received_at, again.due_on, again.duties) == (before.received_at, before.due_on, before.duties)
    assert [entry.kind for entry in again.timeline] == ["corrected", "corrected", "received"]
    with pytest.raises(RuleViolation):
        undo(workspace, unknown.entry)


PERSONS: dict[str, tuple[PersonView, PersonView, PersonView, PersonView, str]] = {
    # Who asked and whom it was about, then who asks and whom it is about, and the fields that differ.
    "one, corrected": (person(), person(), person("Tara Quinn"), person("Tara Quinn"), "subject requester"),
    "one, then two": (person(), person(), RAVI, person(), "requester"),
    "two, then one": (RAVI, person(), person(), person(), "requester"),
    "two, both corrected": (RAVI, person(), replace(RAVI, email=""), person("Tara Quinn"), "subject requester"),
    "two, one corrected": (RAVI, person(), RAVI, replace(person(), phone=""), "subject"),
    "two, changed over": (RAVI, person(), person(), RAVI, "subject requester"),
}


@pytest.mark.parametrize("case", PERSONS)
def test_persons_are_corrected_parted_and_joined(workspace: OpenWorkspace, case: str) -> None:
    asked, about, asks, is_about, fields = PERSONS[case]
    request_id = add_request(workspace, requester=asked, subject=about)
    before = request_detail(workspace, request_id)
    entries = _persons(workspace)
    written = correct(workspace, request_id, as_entered(before, requester=asks, subject=is_about))
    after = request_detail(workspace, request_id)
    assert (after.requester, after.subject) == (asks, is_about)
    assert after.timeline[0].parameters == (("fields", fields),)
    kept = [one for one in _persons(workspace) if one != PersonView("", "", "")]
    assert sorted(kept, key=str) == sorted({asks, is_about}, key=str)  # nobody stays whom no case is about
    assert len(request_ids(workspace, RequestFilter(text=is_about.name, status=""))) == 1
    undo(workspace, written.entry)
    assert request_detail(workspace, request_id) == before
    assert _persons(workspace) == entries
    assert verify_audit(workspace, [], no_progress).ok


def _persons(workspace: OpenWorkspace) -> list[PersonView]:
    with workspace.store.reading() as session:
        rows = session.scalars(select(PersonRow).order_by(PersonRow.id))
        return [PersonView(row.name, row.email, row.phone) for row in rows]


def test_an_entry_that_other_cases_hold_is_corrected_for_all_and_each_says_so(workspace: OpenWorkspace) -> None:
    first, second, third = (add_request(workspace, name) for name in ("Tara Quill", "Tara Kwill", "Mina Auster"))
    with workspace.unit_of_work() as uow:
        row, other = (uow.session.get_one(RequestRow, one) for one in (first, second))
        other.subject_id = row.subject_id
        uow.record("request.corrected", other, fields=("subject_id",))
        uow.commit()
    before = [request_detail(workspace, one) for one in (first, second, third)]
    assert shared_cases(workspace, first) == (before[1].reference,)
    assert shared_cases(workspace, third) == ()
    tara = person("Tara Quinn")
    written = correct(workspace, first, as_entered(before[0], requester=tara, subject=tara))
    assert written.changes.requests == {first, second}
    assert request_detail(workspace, second).subject == tara
    newest = request_detail(workspace, second).timeline[0]
    assert (newest.kind, newest.text, newest.parameters) == ("corrected", before[0].reference, (("fields", "subject"),))
    undo(workspace, written.entry)
    assert [request_detail(workspace, one) for one in (first, second, third)] == before
    assert verify_audit(workspace, [], no_progress).ok


def test_a_closed_case_is_corrected_too_but_never_received_after_it_was_closed(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace)
    close_request(workspace, request_id, outcome="fulfilled", reason="", note="", closed_at=NOW - timedelta(days=5))
    closed = request_detail(workspace, request_id)
    with pytest.raises(RuleViolation) as refused:
        correct(workspace, request_id, as_entered(closed, received_at=NOW - timedelta(days=4)))
    assert refused.value.code == "request.closed_before_received"
    assert request_detail(workspace, request_id) == closed
    correct(workspace, request_id, as_entered(closed, type_code="erasure"))
    after = request_detail(workspace, request_id)
    assert (after.type_code, after.state, after.closed_at) == ("erasure", "fulfilled", closed.closed_at)


REFUSED: dict[str, Callable[[NewRequest], NewRequest]] = {
    "request.nothing_corrected": lambda same: replace(same, notes="Nothing, really."),
    "request.received_in_future": lambda same: replace(same, received_at=NOW + timedelta(minutes=1)),
    "request.unknown_country": lambda same: replace(same, country="Germany"),
    "request.unknown_language": lambda same: replace(same, language="German"),
    "request.unknown_type": lambda same: replace(same, type_code="wish"),
    "request.subject_missing": lambda same: replace(same, subject=PersonView(" ", "", "1")),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_contradicts_itself_is_refused_and_nothing_is_kept(workspace: OpenWorkspace, code: str) -> None:
    request_id = add_request(workspace)
    before, count = request_detail(workspace, request_id), len(trail(workspace))
    with pytest.raises(RuleViolation) as refused:
        correct(workspace, request_id, REFUSED[code](as_entered(before)))
    assert refused.value.code == code
    assert request_detail(workspace, request_id) == before
    assert len(trail(workspace)) == count


def test_a_case_that_is_gone_is_not_corrected(workspace: OpenWorkspace) -> None:
    with pytest.raises(NotFound):
        correct(workspace, 99, new_request())
    assert shared_cases(workspace, 99) == ()


def test_a_case_of_a_register_may_still_not_know_whom_it_is_about(demo_workspace: OpenWorkspace) -> None:
    request_id = request_ids(demo_workspace, RequestFilter())[0]
    before = request_detail(demo_workspace, request_id)
    nobody = PersonView("", "", "")
    correct(demo_workspace, request_id, as_entered(before, requester=nobody, subject=nobody))
    assert request_detail(demo_workspace, request_id).subject == nobody


def test_no_value_of_a_person_stands_in_the_trail(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace)
    add_note(workspace, request_id, "Called.")
    before = request_detail(workspace, request_id)
    correct(workspace, request_id, as_entered(before, requester=RAVI, external_reference="Zeta-99", notes="By Ravi."))
    words = whole_trail(workspace)
    assert "request.corrected" in words
    assert [secret for secret in ("Ravi", "ravi@", "4123", "Zeta", "Quill") if secret in words] == []


def test_the_entity_and_the_customer_are_corrected_and_taken_back(workspace: OpenWorkspace) -> None:
    entity = add_entry(workspace, Entity("Kestrel GmbH", "DE-BE", frozenset(("controller_established_in_eu",)))).id
    customer = add_entry(workspace, Customer("Heron", forward_hours=48)).id
    request_id = add_request(workspace, country="JP")
    before = request_detail(workspace, request_id)
    wanted = as_entered(before, our_role="processor", entity_id=entity, customer_id=customer)
    written = correct(workspace, request_id, wanted)
    after = request_detail(workspace, request_id)
    assert (after.entity_id, after.customer_id, after.customer) == (entity, customer, "Heron")
    assert after.due_on == date(2026, 10, 22)
    assert dict(after.timeline[0].parameters)["fields"] == "our_role entity_id customer_id"
    undo(workspace, written.entry)
    assert request_detail(workspace, request_id) == before


def test_every_field_that_is_named_has_words() -> None:
    assert set(corrected_fields()) == {*PLAIN, "entity_id", "customer_id", "subject", "requester"}
