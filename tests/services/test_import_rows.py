"""What a row may say, and what is wrong with one that says something else: its number, field and code, nothing in."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import Cancelled, NotFound, RuleViolation, StorageUnavailable
from dpo_desktop.domain.progress import no_progress
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.import_plans import plan_file, plan_import
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.import_sources import open_table, template
from dpo_desktop.services.import_views import ImportPlan
from dpo_desktop.services.lists import request_detail, request_ids, request_rows
from dpo_desktop.services.views import PersonView, RequestDetail, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import NOW, ROOT, ZONE, SetClock, add_request
from tests.services.csv_files import COLUMNS, file_of, row, text_of
from tests.services.trail import trail

CLOSED = {"closed": "2026-11-02T10:00:00+01:00", "outcome": "fulfilled"}


def planned(workspace: OpenWorkspace, folder: Path, *rows: dict[str, str]) -> ImportPlan:
    return plan_file(workspace, file_of(folder, rows))


def brought_in(workspace: OpenWorkspace, folder: Path, given: dict[str, str]) -> RequestDetail:
    run_import(workspace, planned(workspace, folder, given))
    (request_id,) = request_ids(workspace, RequestFilter(status=""))
    return request_detail(workspace, request_id)


def found_problems(plan: ImportPlan) -> list[tuple[int, str, str]]:
    return [(one.record, mark.field, mark.code) for one in plan.rows for mark in one.problems]


def found_unread(plan: ImportPlan) -> list[tuple[int, str, str]]:
    return [(one.record, mark.field, mark.code) for one in plan.rows for mark in one.unread]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"type": "acess"}, "type", "register.unknown_right"),
        ({"our_role": "owner"}, "our_role", "register.unknown_word"),
        ({"law": "FR"}, "law", "register.unknown_word"),
        ({"country": "Atlantis"}, "country", "register.country_decides"),
        ({"received": "2026-11-25"}, "received", "request.received_in_future"),
        ({"received": "2026-11-24T18:00:01+05:30"}, "received", "request.received_in_future"),
        ({"received": "0206-10-20"}, "received", "request.received_long_ago"),
        ({**CLOSED, "closed": "2026-10-20T16:11:59+02:00"}, "closed", "request.closed_before_received"),
        ({**CLOSED, "closed": "2026-10-19"}, "closed", "register.closed_before_received"),
        ({**CLOSED, "closed": "2026-11-25"}, "closed", "request.closed_in_future"),
        ({"reason": "no_match"}, "outcome", "request.unknown_outcome"),
        ({**CLOSED, "outcome": "in_review"}, "outcome", "register.unknown_word"),
        ({**CLOSED, "outcome": "denied", "reason": "because"}, "reason", "register.unknown_word"),
    ],
)
def test_a_bad_row_is_named_and_nothing_comes_in(
    workspace: OpenWorkspace, tmp_path: Path, changes: dict[str, str], field: str, code: str
) -> None:
    before = trail(workspace)
    others = row(requester_email="ann@example.org"), row(requester_email="ben@example.org", notes="one\r\ntwo\nthree")
    plan = planned(workspace, tmp_path, *others, row(**changes), row(requester_email="eve@example.org"))
    assert found_problems(plan)[0] == (4, field, code)
    assert plan.counts() == {"new": 3, "changed": 0, "duplicate": 0, "skipped": 0, "bad": 1}
    with pytest.raises(RuleViolation) as refusal:
        run_import(workspace, plan)
    assert (refusal.value.code, refusal.value.parameters) == ("import.has_problems", {"count": 1})
    assert len(request_ids(workspace, RequestFilter(status=""))) == 0
    assert trail(workspace) == before


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"channel": "pigeon"}, "channel", "register.unknown_word"),
        ({"relation": "cousin"}, "relation", "register.unknown_word"),
        ({**CLOSED, "country": "Atlantis"}, "country", "register.unknown_country"),
        ({"law": "EU", "country": "Atlantis"}, "country", "register.unknown_country"),
        ({"requester_email": "tara at quill"}, "requester_email", "register.not_an_address"),
        ({"received": "2026-02-30"}, "received", "register.day_does_not_exist"),
        ({"received": "2026-10-20T25:00:00"}, "received", "register.not_a_date"),
        ({"received": "46315"}, "received", "register.not_a_date"),  # a spreadsheet's own number of a day
        ({**CLOSED, "closed": "soon"}, "closed", "register.not_a_date"),
    ],
)
def test_a_cell_that_cannot_be_read_is_marked_and_its_row_comes_in_without_it(
    workspace: OpenWorkspace, tmp_path: Path, changes: dict[str, str], field: str, code: str
) -> None:
    plan = planned(workspace, tmp_path, row(**changes))
    assert (found_problems(plan), found_unread(plan)) == ([], [(2, field, code)])
    (mark,) = plan.marks(0)
    assert (plan.source.table.header[mark.column], mark.is_bad) == (field, False)
    run_import(workspace, plan)
    (request_id,) = request_ids(workspace, RequestFilter(status=""))
    source = request_detail(workspace, request_id).source
    assert source is not None
    assert dict(source.cells) == row(**changes)


def test_bad_rows_can_be_left_out_and_stay_as_typed(workspace: OpenWorkspace, tmp_path: Path) -> None:
    plan = planned(workspace, tmp_path, row(type="acess"), row(), row(received="2026-11-25"))
    assert found_problems(plan) == [
        (2, "type", "register.unknown_right"),
        (4, "received", "request.received_in_future"),
    ]
    run_import(workspace, plan, leave_bad=True)
    assert len(request_ids(workspace, RequestFilter(status=""))) == 1
    assert verify_audit(workspace, [], no_progress).ok


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-20T16:12:00+02:00", "2026-10-20T16:12:00+02:00"),
        ("2026-10-20T16:12:00Z", "2026-10-20T16:12:00+00:00"),
        ("2026-10-20 16:12", "2026-10-20T16:12:00+05:30"),
        ("2026-10-20", "2026-10-20T12:00:00+05:30"),
        ("20.10.2026", "2026-10-20T12:00:00+05:30"),
        ("10/20/2026", "2026-10-20T12:00:00+05:30"),
        ("20. Okt. 2026", "2026-10-20T12:00:00+05:30"),
        ("२० अक्टूबर २०२६", "2026-10-20T12:00:00+05:30"),
        ("  2026-10-20  ", "2026-10-20T12:00:00+05:30"),
        ("2026-10-20T00:00", "2026-10-20T00:00:00+05:30"),
        ("2026-10-20T16:12:00-03:30", "2026-10-20T16:12:00-03:30"),
    ],
)
def test_instants_with_and_without_offset(workspace: OpenWorkspace, tmp_path: Path, text: str, instant: str) -> None:
    received = brought_in(workspace, tmp_path, row(received=text)).received_at
    assert received is not None
    assert received.isoformat() == instant


def test_the_day_alone_is_the_workspaces_day(workspace: OpenWorkspace, tmp_path: Path, clock: SetClock) -> None:
    """Its noon; but what came today did not come later than now, nor was it closed before it came."""
    clock.now = NOW.replace(hour=9)
    rows = (
        row(received="2026-11-24", closed="2026-11-24", outcome="fulfilled"),
        row(received="2026-11-23T15:00+05:30", closed="2026-11-23", outcome="fulfilled", requester_email="b@x.example"),
        row(received="2026-11-23T08:00+05:30", closed="2026-11-23", outcome="fulfilled", requester_email="c@x.example"),
    )
    run_import(workspace, planned(workspace, tmp_path, *rows))
    details = [request_detail(workspace, one) for one in request_ids(workspace, RequestFilter(status=""), "reference")]
    assert [(one.received_at, one.closed_at) for one in details] == [
        (clock.now, clock.now),
        (datetime(2026, 11, 23, 15, 0, tzinfo=ZONE), datetime(2026, 11, 23, 15, 0, tzinfo=ZONE)),
        (datetime(2026, 11, 23, 8, 0, tzinfo=ZONE), datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)),
    ]


def test_empty_cells_mean_what_is_not_known(workspace: OpenWorkspace, tmp_path: Path) -> None:
    given = row(type="", received="", channel="", relation="", our_role="", country="IN", requester_phone="1")
    case = brought_in(workspace, tmp_path, given)
    assert (case.type_code, case.received_at, case.due_on) == ("unspecified", None, None)
    assert (case.channel, case.relation, case.our_role, case.law) == ("other", "unknown", "controller", "IN")
    assert case.subject == case.requester == PersonView("Tara Quill", "tara@quill.example", "1")
    assert (case.state, case.outcome, case.closed_at, case.timeline) == ("received", "", None, ())


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
    later = {fact.kind: fact.entered_later for fact in case.timeline}
    assert later == {"received": NOW.date(), "closed": None, "note": None}


def test_a_refusal_without_a_reason_is_a_fact_and_comes_in(workspace: OpenWorkspace, tmp_path: Path) -> None:
    case = brought_in(workspace, tmp_path, row(**{**CLOSED, "outcome": "refused"}))
    assert (case.state, case.reason) == ("denied", "")


def test_columns_say_by_their_names_what_they_are_in_any_order(workspace: OpenWorkspace, tmp_path: Path) -> None:
    table = text_of([row(notes="x")], columns=tuple(reversed(COLUMNS)), delimiter=";")
    run_import(workspace, plan_file(workspace, file_of(tmp_path, "\ufeff" + table)))
    (request_id,) = request_ids(workspace, RequestFilter(status=""))
    case = request_detail(workspace, request_id)
    assert (case.type_code, case.subject.name, case.law) == ("access", "Tara Quill", "EU")


def test_the_empty_table_and_the_demos_map_onto_themselves(workspace: OpenWorkspace, tmp_path: Path) -> None:
    source = open_table(workspace, ROOT / "resources" / "demo" / "requests.csv")
    assert source.proposed == source.table.header == COLUMNS
    filled = template() + b"," * (template().count(b",")) + b"x\r\n"
    empty = open_table(workspace, file_of(tmp_path, filled))
    assert empty.proposed == empty.table.header


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (("type", "type"), "import.field_twice"),
        (("", ""), "import.nothing_mapped"),
        (("x", ""), "import.unknown_field"),
    ],
)
def test_a_mapping_that_cannot_be(workspace: OpenWorkspace, tmp_path: Path, fields: tuple[str, ...], code: str) -> None:
    source = open_table(workspace, file_of(tmp_path, "a,b\nx,y\nz,w\n"))
    with pytest.raises(RuleViolation) as refusal:
        plan_import(workspace, source, fields)
    assert refusal.value.code == code


def test_what_is_no_table_is_not_planned(workspace: OpenWorkspace, tmp_path: Path) -> None:
    source = open_table(workspace, file_of(tmp_path, b"%PDF-1.7 nothing"))
    assert [problem.code for problem in source.table.problems] == ["table.pdf"]
    with pytest.raises(RuleViolation) as refusal:
        plan_import(workspace, source, source.proposed)
    assert refusal.value.code == "import.not_usable"


def test_what_is_no_file(workspace: OpenWorkspace, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(NotFound) as error:
            open_table(workspace, path)
        assert error.value.code == "import.file_missing"


def test_more_than_100_megabytes_are_not_read(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as sparse:
        sparse.truncate(100 * 1024 * 1024 + 1)
    with pytest.raises(StorageUnavailable) as error:
        open_table(workspace, path)
    assert (error.value.code, error.value.parameters) == ("import.file_too_large", {"megabytes": 100})


@pytest.mark.parametrize(
    ("order", "received"), [("dmy", ["2026-04-03", "2026-05-06"]), ("mdy", ["2026-03-04", "2026-06-05"])]
)
def test_dates_that_can_be_read_in_two_ways_are_asked(
    workspace: OpenWorkspace, tmp_path: Path, order: str, received: list[str]
) -> None:
    file = file_of(tmp_path, "received,name\n03/04/2026,Ann\n06/05/2026,Ben\n")
    source = open_table(workspace, file)
    asked = plan_import(workspace, source, source.proposed)
    assert asked.asks_order == ("03/04/2026", "06/05/2026")
    with pytest.raises(RuleViolation) as refusal:
        run_import(workspace, asked)
    assert refusal.value.code == "import.order_unclear"
    plan = plan_import(workspace, source, source.proposed, order=order)
    assert plan.asks_order == ()
    run_import(workspace, plan)
    ids = request_ids(workspace, RequestFilter(status=""), "reference")
    assert [str(one.received_at.date()) for one in request_rows(workspace, ids) if one.received_at] == received
    assert open_table(workspace, file).remembered_order == order


def test_one_date_that_proves_the_order_proves_it_for_all(workspace: OpenWorkspace, tmp_path: Path) -> None:
    plan = plan_file(workspace, file_of(tmp_path, "received,name\n03/04/2026,Ann\n06/25/2026,Ben\n"))
    assert (plan.date_order, plan.asks_order) == ("mdy", ())


def test_a_row_that_contradicts_itself_by_now_takes_the_others_with_it(
    workspace: OpenWorkspace, tmp_path: Path, clock: SetClock
) -> None:
    rows = [row(requester_email=f"p{number}@x.example") for number in range(2)]
    plan = planned(workspace, tmp_path, *rows, row(received="2026-11-24T17:00:00+05:30"))
    before = trail(workspace)
    clock.advance(hours=-2)  # the clock was set back between the dry run and the import
    with pytest.raises(RuleViolation) as refusal:
        run_import(workspace, plan)
    assert refusal.value.code == "request.received_in_future"
    assert len(request_ids(workspace, RequestFilter(status=""))) == 0
    assert trail(workspace) == before
    clock.advance(hours=3)
    run_import(workspace, plan)
    ids = request_ids(workspace, RequestFilter(status=""), "reference")
    references = [request_detail(workspace, request_id).reference for request_id in ids]
    assert references == ["REQ-2026-0001", "REQ-2026-0002", "REQ-2026-0003"]


def test_a_cancelled_import_brings_nothing(workspace: OpenWorkspace, tmp_path: Path) -> None:
    plan = planned(workspace, tmp_path, *[row(requester_email=f"p{number}@x.example") for number in range(300)])
    before = trail(workspace)

    def stop(done: int, _total: int) -> None:
        if done >= 200:
            raise Cancelled

    with pytest.raises(Cancelled):
        run_import(workspace, plan, stop)
    assert len(request_ids(workspace, RequestFilter(status=""))) == 0
    assert trail(workspace) == before


def test_a_file_of_many_rows_comes_in_whole_and_proven(workspace: OpenWorkspace, tmp_path: Path) -> None:
    add_request(workspace, "Early Bird")
    rows = [
        row(requester_name=f"Person {number}", requester_email=f"p{number}@x.example", notes=f"n{number}")
        for number in range(1, 1203)
    ]
    rows[5] |= CLOSED
    run_import(workspace, planned(workspace, tmp_path, *rows))
    later = add_request(workspace, "Late Comer")
    ids = request_ids(workspace, RequestFilter(status=""), "reference")
    assert [found.person for found in request_rows(workspace, ids)[:3]] == ["Early Bird", "Person 1", "Person 2"]
    assert (len(ids), ids[-1]) == (1204, later)
    last, closed = request_detail(workspace, ids[1202]), request_detail(workspace, ids[6])
    assert (last.reference, last.subject.name, last.timeline[0].text) == ("REQ-2026-1203", "Person 1202", "n1202")
    assert (closed.subject.name, closed.state) == ("Person 6", "fulfilled")
    assert verify_audit(workspace, [], no_progress).ok


def test_whole_weeks_move_every_instant(workspace: OpenWorkspace, tmp_path: Path) -> None:
    file = file_of(tmp_path, [row(**CLOSED)])
    run_import(workspace, plan_file(workspace, file, moved_by=timedelta(weeks=-3)))
    (request_id,) = request_ids(workspace, RequestFilter(status=""))
    case = request_detail(workspace, request_id)
    assert case.received_at is not None
    assert case.received_at.isoformat() == "2026-09-29T16:12:00+02:00"
    assert case.closed_at == datetime.fromisoformat("2026-10-12T10:00:00+01:00")
