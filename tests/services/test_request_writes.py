"""Every write to a request: one audit entry of codes, the ids named, facts recorded, contradictions refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.lists import request_detail, request_ids
from dpo_desktop.services.requests import add_note, change_state, close_request, record_request, reopen_request
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import PersonView, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import NOW, OFFICER, ZONE, SetClock, add_request, new_request, person
from tests.services.trail import trail, whole_trail

LONDON = ZoneInfo("Europe/London")


def closed(workspace: OpenWorkspace, request_id: int, **changes: object) -> Written:
    given = {"outcome": "fulfilled", "reason": "", "note": "", "closed_at": NOW, **changes}
    return close_request(workspace, request_id, **given)  # type: ignore[arg-type]


def count(workspace: OpenWorkspace) -> int:
    return len(trail(workspace))


def test_recording_writes_one_entry_and_names_the_request(workspace: OpenWorkspace) -> None:
    before = count(workspace)
    subject = person("Mina Auster")
    written = record_request(workspace, new_request(subject=subject, relation="parent", notes="Called twice."))
    (entry,) = trail(workspace, before)
    assert (entry.action, entry.object_type, entry.object_id) == ("request.recorded", "request", written.id)
    assert [kind for kind, _id in entry.rows] == ["person", "person", "request", "request_event", "request_event"]
    assert (written.changes.requests, written.changes.request_list) == (frozenset({written.id}), True)
    assert (written.changes.reports, written.changes.settings) == (frozenset(), False)
    detail = request_detail(workspace, written.id)
    assert (detail.reference, written.reference) == ("REQ-2026-0001", "REQ-2026-0001")
    assert (detail.requester, detail.subject) == (person("Tara Quill"), subject)
    assert (detail.state, detail.law, detail.due_on) == ("received", "EU", date(2026, 11, 20))
    assert [(fact.kind, fact.text) for fact in detail.timeline] == [("note", "Called twice."), ("received", "")]
    assert {fact.actor for fact in detail.timeline} == {OFFICER}


def test_one_person_is_one_row(workspace: OpenWorkspace) -> None:
    before = count(workspace)
    add_request(workspace)
    (entry,) = trail(workspace, before)
    assert [kind for kind, _id in entry.rows] == ["person", "request", "request_event"]


WRITES: list[tuple[str, Callable[[OpenWorkspace, int], Written], bool]] = [
    ("request.note_added", lambda opened, it: add_note(opened, it, "Nothing new."), False),
    ("request.state_changed", lambda opened, it: change_state(opened, it, "in_review"), True),
    ("request.closed", closed, True),
]


@pytest.mark.parametrize(("action", "write", "list_changed"), WRITES)
def test_each_write_is_one_entry(
    workspace: OpenWorkspace, action: str, write: Callable[[OpenWorkspace, int], Written], list_changed: bool
) -> None:
    request_id, other = add_request(workspace), add_request(workspace, "Sam Fenn")
    before = count(workspace)
    written = write(workspace, request_id)
    (entry,) = trail(workspace, before)
    assert (entry.action, entry.object_id) == (action, request_id)
    assert [kind for kind, _id in entry.rows] == ["request", "request_event"]
    assert written.changes.requests == {request_id}
    assert other not in written.changes.requests
    assert written.changes.request_list is list_changed
    assert (written.id, written.reference) == (request_id, "REQ-2026-0001")
    assert verify_audit(workspace, [], lambda _done, _total: None).ok


def test_a_life_of_a_request_and_its_timeline(workspace: OpenWorkspace, clock: SetClock) -> None:
    request_id = add_request(workspace)
    clock.advance(hours=1)
    change_state(workspace, request_id, "identity_pending")
    assert request_detail(workspace, request_id).state == "identity_pending"
    clock.advance(hours=1)
    closed(workspace, request_id, outcome="denied", reason="no_match", note="  Nothing held. ", closed_at=clock.now)
    clock.advance(days=2)
    reopened_at = count(workspace)
    reopen_request(workspace, request_id, reason=" A second address turned up. ")
    (entry,) = trail(workspace, reopened_at)
    assert (entry.action, entry.detail["fields"]) == ("request.reopened", ["closed_at", "reason", "state"])
    detail = request_detail(workspace, request_id)
    assert (detail.state, detail.outcome, detail.reason, detail.closed_at) == ("in_progress", "", "", None)
    facts = [(fact.kind, fact.text, dict(fact.parameters)) for fact in detail.timeline]
    assert facts == [
        ("reopened", "A second address turned up.", {"outcome": "denied"}),
        ("closed", "Nothing held.", {"outcome": "denied", "reason": "no_match"}),
        ("state", "", {"from_state": "received", "to_state": "identity_pending"}),
        ("received", "", {"channel": "email"}),
    ]
    again = closed(workspace, request_id, closed_at=clock.now)
    assert again.changes.requests == {request_id}
    assert request_detail(workspace, request_id).state == "fulfilled"


def test_entries_hold_codes_and_nothing_a_person_wrote(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace, "Zenobia Quist", notes="Zettelkasten")
    add_note(workspace, request_id, "Zitadelle")
    closed(workspace, request_id, outcome="denied", reason="other", note="Zeppelin")
    reopen_request(workspace, request_id, reason="Zikade")
    words = whole_trail(workspace)
    assert "denied" in words
    for written in ("Zenobia", "Quist", "zenobia.quist", "7946", "Zettel", "Zitadelle", "Zeppelin", "Zikade", OFFICER):
        assert written not in words


def test_received_is_not_entered_and_both_are_kept(workspace: OpenWorkspace, clock: SetClock) -> None:
    received = datetime(2026, 9, 30, 23, 30, tzinfo=LONDON)  # 1 October, 04:00 in Karnataka
    detail = request_detail(workspace, add_request(workspace, received_at=received))
    assert (detail.received_at, detail.received_at.tzinfo) == (received, LONDON)
    assert (detail.entered_at, detail.entered_at.tzinfo) == (clock.now, ZONE)
    assert detail.due_on == date(2026, 11, 1)  # 1 October by the workspace's day; Indian law rolls nothing
    assert detail.timeline[-1].at.isoformat() == "2026-10-01T04:00:00+05:30"  # one clock for the whole timeline
    offset = datetime.fromisoformat("2026-09-30T18:31:02.000500-03:30")
    kept = request_detail(workspace, add_request(workspace, received_at=offset)).received_at
    assert kept.isoformat() == offset.isoformat()


def test_references_count_on_by_the_year_in_which_they_are_entered(workspace: OpenWorkspace, clock: SetClock) -> None:
    clock.now = datetime(2026, 12, 31, 23, 59, tzinfo=ZONE)
    assert record_request(workspace, new_request()).reference == "REQ-2026-0001"
    assert record_request(workspace, new_request()).reference == "REQ-2026-0002"
    clock.advance(minutes=1)
    old = new_request(received_at=datetime(2026, 12, 31, 10, 0, tzinfo=ZONE))
    assert record_request(workspace, old).reference == "REQ-2027-0001"
    clock.now = datetime(2026, 12, 31, 18, 0, tzinfo=ZONE)  # a clock set right again
    assert record_request(workspace, new_request()).reference == "REQ-2026-0003"


def test_a_late_closing_is_recorded_as_it_was(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace)  # due on 20 November
    closed_at = datetime(2026, 11, 23, 9, 15, tzinfo=ZONE)
    closed(workspace, request_id, closed_at=closed_at, outcome="partly_fulfilled", reason="third_party_rights_impaired")
    detail = request_detail(workspace, request_id)
    assert (detail.due_on, detail.closed_at) == (date(2026, 11, 20), closed_at)
    assert (detail.outcome, detail.reason) == ("partly_fulfilled", "third_party_rights_impaired")


def test_a_law_that_was_chosen_goes_before_the_country(workspace: OpenWorkspace) -> None:
    detail = request_detail(workspace, add_request(workspace, country="IN", law="EU"))
    assert (detail.law, detail.country) == ("EU", "IN")
    none = request_detail(workspace, add_request(workspace, country="DE", law="none"))
    assert (none.law, none.due_on, none.duties[0].steps[-1].code) == ("none", None, "no_law")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type_code": "acess"}, "request.unknown_type"),
        ({"channel": "pigeon"}, "request.unknown_channel"),
        ({"relation": "cousin"}, "request.unknown_relation"),
        ({"our_role": ""}, "request.unknown_role"),
        ({"law": "FR"}, "request.unknown_law"),
        ({"subject": PersonView(" ", "\t", "+44 20 7946 0001")}, "request.subject_missing"),
        ({"received_at": NOW + timedelta(minutes=1)}, "request.received_in_future"),
    ],
)
def test_a_refused_intake_leaves_nothing(workspace: OpenWorkspace, changes: dict[str, object], code: str) -> None:
    before = count(workspace)
    with pytest.raises(RuleViolation) as refusal:
        record_request(workspace, new_request("Tara Quill", **changes))
    assert refusal.value.code == code
    assert count(workspace) == before
    assert record_request(workspace, new_request()).reference == "REQ-2026-0001"  # no number was used up


REFUSED: list[tuple[Callable[[OpenWorkspace, int], object], str]] = [
    (lambda opened, it: add_note(opened, it, " \n"), "request.note_empty"),
    (lambda opened, it: change_state(opened, it, "denied"), "request.unknown_state"),
    (lambda opened, it: closed(opened, it, outcome="denied"), "request.reason_needed"),
    (lambda opened, it: closed(opened, it, closed_at=NOW - timedelta(days=90)), "request.closed_before_received"),
    (lambda opened, it: closed(opened, it, closed_at=NOW + timedelta(seconds=1)), "request.closed_in_future"),
    (lambda opened, it: reopen_request(opened, it, reason="Why not"), "request.not_closed"),
]


@pytest.mark.parametrize(("write", "code"), REFUSED)
def test_a_refused_write_changes_nothing(
    workspace: OpenWorkspace, write: Callable[[OpenWorkspace, int], object], code: str
) -> None:
    request_id = add_request(workspace)
    before, detail = count(workspace), request_detail(workspace, request_id)
    with pytest.raises(RuleViolation) as refusal:
        write(workspace, request_id)
    assert refusal.value.code == code
    assert count(workspace) == before
    assert request_detail(workspace, request_id) == detail


def test_a_request_that_is_not_there(workspace: OpenWorkspace) -> None:
    for write in (*[write for _action, write, _list in WRITES], request_detail):
        with pytest.raises(NotFound) as error:
            write(workspace, 4711)
        assert error.value.code == "request.missing"
    assert len(request_ids(workspace, RequestFilter(status=""))) == 0
