"""What a row may say, and what is wrong with one that says something else: its number, column and code, nothing in."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.lists import request_detail, request_ids, request_rows
from dpo_desktop.services.views import ImportPlan, PersonView, RequestDetail, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import NOW, ZONE, SetClock, add_request
from tests.services.csv_files import file_of, row
from tests.services.trail import trail

CLOSED = {"closed": "2026-11-02T10:00:00+01:00", "outcome": "fulfilled"}


def planned(workspace: OpenWorkspace, folder: Path, *rows: dict[str, str]) -> ImportPlan:
    return plan_file(workspace, file_of(folder, rows))


def brought_in(workspace: OpenWorkspace, folder: Path, given: dict[str, str]) -> RequestDetail:
    run_import(workspace, planned(workspace, folder, given))
    (request_id,) = request_ids(workspace, RequestFilter(status=""))
    return request_detail(workspace, request_id)


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"type": "acess"}, "type", "import.unknown_code"),
        ({"type": ""}, "type", "import.unknown_code"),
        ({"type": "Access"}, "type", "import.unknown_code"),
        ({"channel": "pigeon"}, "channel", "import.unknown_code"),
        ({"relation": "cousin"}, "relation", "import.unknown_code"),
        ({"our_role": "owner"}, "our_role", "import.unknown_code"),
        ({"law": "FR"}, "law", "import.unknown_code"),
        ({"country": "de"}, "country", "request.unknown_country"),  # would point to no law, and so to no date
        ({"country": "Germany"}, "country", "request.unknown_country"),
        ({"received": ""}, "received", "import.instant_missing"),
        ({"received": "  "}, "received", "import.instant_missing"),
        ({"received": "20.10.2026"}, "received", "import.bad_instant"),
        ({"received": "10/20/2026"}, "received", "import.bad_instant"),
        ({"received": "2026-02-30"}, "received", "import.bad_instant"),
        ({"received": "2026-10-20T25:00:00"}, "received", "import.bad_instant"),
        ({"received": "46315"}, "received", "import.bad_instant"),  # a spreadsheet's own number of a day
        ({"received": "2026-11-25"}, "received", "request.received_in_future"),
        ({"received": "2026-11-24T18:00:01+05:30"}, "received", "request.received_in_future"),
        ({"received": "0206-10-20"}, "received", "request.received_long_ago"),
        ({"received": "0001-01-01T00:00:00+14:00"}, "received", "request.received_long_ago"),
        ({"requester_name": "", "requester_email": ""}, "subject_name", "request.subject_missing"),
        ({"subject_phone": "+44 20 7946 0001"}, "subject_name", "request.subject_missing"),
        ({**CLOSED, "closed": ""}, "closed", "import.instant_missing"),
        ({**CLOSED, "closed": "soon"}, "closed", "import.bad_instant"),
        ({**CLOSED, "closed": "2026-10-20T16:11:59+02:00"}, "closed", "request.closed_before_received"),
        ({**CLOSED, "closed": "2026-11-25"}, "closed", "request.closed_in_future"),
        ({**CLOSED, "outcome": ""}, "outcome", "request.unknown_outcome"),
        ({**CLOSED, "outcome": "in_review"}, "outcome", "import.unknown_code"),
        ({**CLOSED, "outcome": "denied"}, "reason", "request.reason_needed"),
        ({**CLOSED, "outcome": "denied", "reason": "because"}, "reason", "import.unknown_code"),
        ({"notes": "x" * 20_001}, "notes", "import.cell_too_long"),
    ],
)
def test_a_bad_row_is_named_and_nothing_comes_in(
    workspace: OpenWorkspace, tmp_path: Path, changes: dict[str, str], column: str, code: str
) -> None:
    before = trail(workspace)
    plan = planned(workspace, tmp_path, row(), row(notes="one\r\ntwo\nthree"), row(**changes), row())
    assert [(problem.row, problem.column, problem.code) for problem in plan.problems] == [(4, column, code)]
    with pytest.raises(RuleViolation) as refusal:
        run_import(workspace, plan)
    assert (refusal.value.code, refusal.value.parameters) == ("import.has_problems", {"count": 1})
    assert len(request_ids(workspace, RequestFilter(status=""))) == 0
    assert trail(workspace) == before


def test_every_bad_row_is_named(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bad = [row(type="?"), row(), row(received="?"), row(), row(law="?", channel="?")]
    plan = planned(workspace, tmp_path, *bad)
    assert [(problem.row, problem.column) for problem in plan.problems] == [
        (2, "type"),
        (4, "received"),
        (6, "channel"),
    ]


def test_beyond_200_problems_the_rest_is_not_read(workspace: OpenWorkspace, tmp_path: Path) -> None:
    exactly = planned(workspace, tmp_path, *[row(type="?")] * 200)
    assert len(exactly.problems) == 200
    assert {problem.code for problem in exactly.problems} == {"import.unknown_code"}
    more = planned(workspace, tmp_path, *[row(type="?")] * 250)
    assert len(more.problems) == 201
    last = more.problems[-1]
    assert (last.row, last.code, dict(last.parameters)) == (202, "import.too_many_problems", {"limit": 200})


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-20T16:12:00+02:00", "2026-10-20T16:12:00+02:00"),
        ("2026-10-20T16:12:00Z", "2026-10-20T16:12:00+00:00"),
        ("2026-10-20 16:12", "2026-10-20T16:12:00+05:30"),
        ("2026-10-20T16:12:30.250", "2026-10-20T16:12:30.250000+05:30"),
        ("2026-10-20", "2026-10-20T12:00:00+05:30"),
        ("20261020", "2026-10-20T12:00:00+05:30"),
        ("  2026-10-20  ", "2026-10-20T12:00:00+05:30"),
        ("2026-10-20T00:00", "2026-10-20T00:00:00+05:30"),
        ("2026-10-20T16:12:00-03:30", "2026-10-20T16:12:00-03:30"),
    ],
)
def test_instants_with_and_without_offset(workspace: OpenWorkspace, tmp_path: Path, text: str, instant: str) -> None:
    assert brought_in(workspace, tmp_path, row(received=text)).received_at.isoformat() == instant


def test_the_day_alone_is_the_workspaces_day(workspace: OpenWorkspace, tmp_path: Path, clock: SetClock) -> None:
    """Its noon; but what came today did not come later than now, nor was it closed before it came."""
    clock.now = NOW.replace(hour=9)
    today, yesterday = "2026-11-24", "2026-11-23"
    morning = planned(workspace, tmp_path, row(received=today, closed=today, outcome="fulfilled"))
    assert (morning.problems, morning.requests[0].received_at) == ((), clock.now)
    late = f"{yesterday}T15:00+05:30"
    plan = planned(workspace, tmp_path, row(received=late, closed=yesterday, outcome="fulfilled"))
    assert plan.problems == ()
    assert plan.closings == ((datetime.fromisoformat(late), "fulfilled", ""),)
    early = f"{yesterday}T08:00+05:30"
    plan = planned(workspace, tmp_path, row(received=early, closed=yesterday, outcome="fulfilled"))
    assert plan.closings == ((datetime(2026, 11, 23, 12, 0, tzinfo=ZONE), "fulfilled", ""),)
    before = planned(workspace, tmp_path, row(received=late, closed="2026-11-22", outcome="fulfilled"))
    assert [problem.code for problem in before.problems] == ["request.closed_before_received"]


def test_empty_cells_mean_what_the_template_says(workspace: OpenWorkspace, tmp_path: Path) -> None:
    case = brought_in(workspace, tmp_path, row(channel="", relation="", our_role="", country="IN", requester_phone="1"))
    assert (case.channel, case.relation, case.our_role, case.law) == ("other", "unknown", "controller", "IN")
    assert case.subject == case.requester == PersonView("Tara Quill", "tara@quill.example", "1")
    assert (case.state, case.outcome, case.closed_at) == ("received", "", None)


def test_a_full_row_comes_in_as_it_stands(workspace: OpenWorkspace, tmp_path: Path) -> None:
    case = brought_in(
        workspace,
        tmp_path,
        row(
            type="child_report",
            requester_name='  Wiebke "Wip" Harmsdorf ',
            relation="parent",
            subject_name="दामिनी, सोलंकीवाल",
            subject_email="d@example.org",
            law="EU",
            country="US-CA",
            notes="First line\r\n=SUM(A1)\nLast line",
            closed="2026-11-24T10:00:00+05:30",
            outcome="denied",
            reason="no_match",
        ),
    )
    assert case.requester.name == 'Wiebke "Wip" Harmsdorf'
    assert case.subject == PersonView("दामिनी, सोलंकीवाल", "d@example.org", "")
    assert (case.type_code, case.relation, case.law, case.country) == ("child_report", "parent", "EU", "US-CA")
    assert (case.state, case.reason) == ("denied", "no_match")
    assert case.closed_at == datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)  # four days late: recorded
    facts = [(fact.kind, fact.text) for fact in reversed(case.timeline)]
    assert sorted(facts) == [("closed", ""), ("note", "First line\r\n=SUM(A1)\nLast line"), ("received", "")]


def test_a_cell_of_twenty_thousand_characters_is_taken(workspace: OpenWorkspace, tmp_path: Path) -> None:
    case = brought_in(workspace, tmp_path, row(notes="ü" * 20_000))
    assert case.timeline[0].text == "ü" * 20_000


def test_a_row_that_contradicts_itself_by_now_takes_the_others_with_it(
    workspace: OpenWorkspace, tmp_path: Path, clock: SetClock
) -> None:
    plan = planned(workspace, tmp_path, row(), row(), row(received="2026-11-24T17:00:00+05:30"))
    assert plan.problems == ()
    before = trail(workspace)
    clock.advance(hours=-2)  # the clock was set back between the dry run and the import
    with pytest.raises(RuleViolation) as refusal:
        run_import(workspace, plan)
    assert refusal.value.code == "request.received_in_future"
    assert len(request_ids(workspace, RequestFilter(status=""))) == 0
    assert trail(workspace) == before
    clock.advance(hours=3)
    run_import(workspace, plan)
    references = [
        request_detail(workspace, request_id).reference
        for request_id in request_ids(workspace, RequestFilter(status=""), "reference")
    ]
    assert references == ["REQ-2026-0001", "REQ-2026-0002", "REQ-2026-0003"]


def test_a_file_of_many_rows_comes_in_whole_and_proven(workspace: OpenWorkspace, tmp_path: Path) -> None:
    add_request(workspace, "Early Bird")
    rows = [row(requester_name=f"Person {number}", notes=f"n{number}") for number in range(1, 1203)]
    rows[5] |= CLOSED
    run_import(workspace, planned(workspace, tmp_path, *rows))
    later = add_request(workspace, "Late Comer")
    ids = request_ids(workspace, RequestFilter(status=""), "reference")
    assert [found.person for found in request_rows(workspace, ids)[:3]] == ["Early Bird", "Person 1", "Person 2"]
    assert (len(ids), ids[-1]) == (1204, later)
    last, closed = request_detail(workspace, ids[1202]), request_detail(workspace, ids[6])
    assert (last.reference, last.subject.name, last.timeline[0].text) == ("REQ-2026-1203", "Person 1202", "n1202")
    assert (closed.subject.name, closed.state) == ("Person 6", "fulfilled")
    assert verify_audit(workspace, [], lambda _done, _total: None).ok


def test_whole_weeks_move_every_instant(workspace: OpenWorkspace, tmp_path: Path) -> None:
    file = file_of(tmp_path, [row(**CLOSED), row(received="2026-10-20")])
    still, moved = plan_file(workspace, file), plan_file(workspace, file, moved_by=timedelta(weeks=-3))
    for old, new in zip(still.requests, moved.requests, strict=True):
        assert old.received_at - new.received_at == timedelta(weeks=3)
    assert moved.closings == ((datetime.fromisoformat("2026-10-12T10:00:00+01:00"), "fulfilled", ""), None)
