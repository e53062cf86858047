"""A register that comes in once more: what changed in it changes here, what was done here stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from dpo_desktop.domain.errors import Cancelled, Conflict, NotFound, RuleViolation
from dpo_desktop.domain.progress import no_progress
from dpo_desktop.services.attachments import add_attachment
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.case_facts import strike
from dpo_desktop.services.import_lists import imports
from dpo_desktop.services.import_plans import plan_file, plan_import
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.import_sources import open_table
from dpo_desktop.services.import_undo import plan_undo, undo_import
from dpo_desktop.services.lists import request_detail, request_ids
from dpo_desktop.services.persons import decide_match
from dpo_desktop.services.requests import add_note, assign_requests, change_state, close_request
from dpo_desktop.services.undo import undo
from dpo_desktop.services.views import RequestDetail, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import RequestRow
from tests.factory import NOW, ZONE, add_request
from tests.services.crm_tables import HISTORY, bring
from tests.services.csv_files import file_of

Act = Callable[[OpenWorkspace, int, Path], None]
HEADER = "Nr;received;Name;E-Mail;what;country;ext.;closed?;closed on;who;notes"
ANN = "R-1;01.10.2026;Ann Lee;ann@lee.example;access;DE;;no;;Anja;first words"
BEN = "R-2;02.10.2026;Ben Ray;ben@ray.example;erasure;FR;;no;;PK;"
EVE = "R-3;03.10.2026;Eve Moss;eve@moss.example;SAR;UK;;yes;10.10.2026;;"


def register(folder: Path, *lines: str) -> Path:
    return file_of(folder, "\n".join((HEADER, *lines, "")), "register.csv")


def come_in(workspace: OpenWorkspace, folder: Path, *lines: str) -> dict[str, int]:
    plan = plan_file(workspace, register(folder, *lines))
    run_import(workspace, plan)
    return plan.counts()


def case(workspace: OpenWorkspace, number: str) -> RequestDetail:
    details = (request_detail(workspace, one) for one in request_ids(workspace, RequestFilter(status="")))
    return next(detail for detail in details if detail.external_reference == number)


def ids(workspace: OpenWorkspace) -> list[int]:
    return sorted(request_ids(workspace, RequestFilter(status="")))


def test_a_case_that_was_closed_in_the_register_meanwhile_is_closed(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN, BEN, EVE)
    before = case(workspace, "R-1")
    closed = ANN.replace(";no;;Anja;first words", ";yes;20.10.2026;PK;paused 03.10.2026-10.10.2026 (ID)")
    counts = come_in(workspace, tmp_path, closed, BEN, EVE)
    assert counts == {"new": 0, "changed": 1, "duplicate": 2, "skipped": 0, "bad": 0}
    after = case(workspace, "R-1")
    assert (after.id, after.state, after.handler) == (before.id, "closed", "PK")
    assert after.closed_at == datetime(2026, 10, 20, 12, 0, tzinfo=ZONE)
    kinds = sorted(fact.kind for fact in after.timeline)
    assert kinds == ["closed", "note", "note", "paused", "received"]
    assert [summary.cases for summary in imports(workspace)] == [0, 3]
    undo_import(workspace)
    assert case(workspace, "R-1") == before
    assert verify_audit(workspace, [], no_progress).ok
    undo_import(workspace)
    assert ids(workspace) == []


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("Ann Lee", "Ann Leigh", "name", "Ann Leigh"),
        ("ann@lee.example", "ann@leigh.example", "email", "ann@leigh.example"),
        ("access", "erasure", "type_code", "erasure"),
        (";DE;", ";UK;", "country", "GB"),
        ("01.10.2026", "05.10.2026", "received", "2026-10-05"),
    ],
)
def test_a_value_that_was_corrected_in_the_register_is_corrected(
    workspace: OpenWorkspace, tmp_path: Path, old: str, new: str, field: str, value: str
) -> None:
    come_in(workspace, tmp_path, ANN, BEN)
    before = case(workspace, "R-1")
    assert come_in(workspace, tmp_path, ANN.replace(old, new), BEN)["changed"] == 1
    after = case(workspace, "R-1")
    assert after.received_at is not None
    found = {
        "name": after.subject.name,
        "email": after.requester.email,
        "type_code": after.type_code,
        "country": after.country,
        "received": after.received_at.date().isoformat(),
    }
    assert found[field] == value
    assert len(ids(workspace)) == 2
    undo_import(workspace)
    assert case(workspace, "R-1") == before
    assert verify_audit(workspace, [], no_progress).ok


def test_a_receipt_that_becomes_known_starts_the_clock(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN.replace("01.10.2026", ""), BEN)
    assert (case(workspace, "R-1").received_at, case(workspace, "R-1").due_on) == (None, None)
    come_in(workspace, tmp_path, ANN, BEN)
    assert case(workspace, "R-1").due_on == date(2026, 11, 1)  # a Sunday: Indian law rolls nothing


def test_a_pause_that_was_struck_out_here_comes_anew_where_the_register_corrects_it(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    told = ANN.replace(";DE;", ";UK;").replace("first words", "paused 03.10.2026-10.10.2026")
    come_in(workspace, tmp_path, told, BEN)
    before = case(workspace, "R-1")
    (pause,) = (entry.id for entry in before.timeline if entry.kind == "paused")
    strike(workspace, before.id, event_id=pause, reason="Other case.")
    plain = case(workspace, "R-1").duties
    come_in(workspace, tmp_path, told.replace("paused 03.10.2026-10.10.2026", "paused 03.10.2026-14.10.2026"), BEN)
    after = case(workspace, "R-1")
    ends = [dict(entry.parameters)["ended"] for entry in after.timeline if entry.kind == "paused"]
    assert sorted(ends) == ["2026-10-10", "2026-10-14"]
    assert (plain[0].due_on, after.duties[0].due_on) == (date(2026, 11, 2), date(2026, 11, 13))
    undo_import(workspace)
    assert case(workspace, "R-1").duties == plain


def test_what_was_done_here_stays(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN, BEN)
    worked = case(workspace, "R-1")
    assign_requests(workspace, [worked.id], "Ruxana")
    close_request(workspace, worked.id, outcome="fulfilled", reason="", note="", closed_at=NOW)
    plan = plan_file(workspace, register(tmp_path, ANN.replace(";no;;Anja", ";yes;20.10.2026;PK"), BEN))
    assert [(change.field, change.kept) for change in plan.rows[0].changes] == [
        ("handler", "changed_here"),
        ("closed", "changed_here"),
    ]
    assert plan.brings == 0
    come_in(workspace, tmp_path, ANN.replace(";no;;Anja;first", ";yes;20.10.2026;PK;second"), BEN)
    after = case(workspace, "R-1")
    assert (after.state, after.closed_at, after.handler) == ("fulfilled", NOW, "Ruxana")


def test_a_case_that_stands_here_already_is_a_duplicate(workspace: OpenWorkspace, tmp_path: Path) -> None:
    own = add_request(workspace, "Tara Quill")  # access, 20 October, tara.quill@quill.example
    line = "R-9;21.10.2026;TARA  QUILL;Tara.Quill@quill.example;SAR;DE;;no;;;"
    source = open_table(workspace, register(tmp_path, line, ANN))
    plan = plan_import(workspace, source, source.proposed)
    assert [(row.outcome, row.case_id) for row in plan.rows] == [("duplicate", own), ("new", 0)]
    both = plan_import(workspace, source, source.proposed, with_doubles=True)
    assert both.counts()["new"] == 2
    run_import(workspace, both)
    assert len(ids(workspace)) == 3


def test_numbers_of_another_register_are_other_numbers(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN)
    other = file_of(tmp_path, "Ticket;Name;what\nR-1;Sam Hill;access\n", "tickets.csv")
    assert [row.outcome for row in plan_file(workspace, other).rows] == ["new"]


def test_a_case_that_went_between_plan_and_import_is_said(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN)
    plan = plan_file(workspace, register(tmp_path, ANN.replace("Anja", "PK"), BEN))
    undo_import(workspace)
    with pytest.raises(Conflict) as conflict:
        run_import(workspace, plan)
    assert conflict.value.code == "import.plan_is_old"
    assert ids(workspace) == []


def noted(workspace: OpenWorkspace, one: int, _folder: Path) -> None:
    add_note(workspace, one, "called")


def moved(workspace: OpenWorkspace, one: int, _folder: Path) -> None:
    change_state(workspace, one, "in_review")


def closed(workspace: OpenWorkspace, one: int, _folder: Path) -> None:
    close_request(workspace, one, outcome="fulfilled", reason="", note="", closed_at=NOW)


def filed(workspace: OpenWorkspace, one: int, folder: Path) -> None:
    (folder / "id.txt").write_text("seen")
    add_attachment(workspace, one, folder / "id.txt", no_progress)


def matched(workspace: OpenWorkspace, one: int, _folder: Path) -> None:
    other = add_request(workspace, "Somebody Else")
    decide_match(workspace, person_of(workspace, one), person_of(workspace, other), same=False)


def person_of(workspace: OpenWorkspace, one: int) -> int:
    with workspace.store.reading() as session:
        return session.get_one(RequestRow, one).subject_id


def found_again(workspace: OpenWorkspace, _one: int, folder: Path) -> None:
    run_import(workspace, plan_file(workspace, register(folder, ANN, BEN, EVE, "R-4;;New;;;;;;;;")))


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (noted, "worked_on"),
        (moved, "worked_on"),
        (closed, "worked_on"),
        (filed, "file"),
        (matched, "person"),
    ],
)
def test_a_case_that_was_worked_on_stays_and_is_listed(
    workspace: OpenWorkspace, tmp_path: Path, act: Act, why: str
) -> None:
    come_in(workspace, tmp_path, ANN, BEN, EVE)
    batch = imports(workspace)[0].id
    worked = case(workspace, "R-2")
    act(workspace, worked.id, tmp_path)
    worked = case(workspace, "R-2")
    plan = plan_undo(workspace, batch)
    assert [(one.reference, one.why) for one in plan.kept] == [(worked.reference, why)]
    written = undo_import(workspace, batch)
    assert written.along == (worked.id,)
    assert case(workspace, "R-2") == worked
    assert {request_detail(workspace, one).external_reference for one in ids(workspace)} <= {"R-2", ""}
    assert verify_audit(workspace, [], no_progress).ok


def test_cases_that_a_later_import_found_again_stay_until_that_one_is_taken_back(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    come_in(workspace, tmp_path, ANN, BEN, EVE)
    first = imports(workspace)[0].id
    found_again(workspace, 0, tmp_path)
    assert {one.why for one in plan_undo(workspace, first).kept} == {"later_import"}
    with pytest.raises(RuleViolation) as refusal:
        undo_import(workspace, first)
    assert refusal.value.code == "import.later_first"
    undo_import(workspace)
    undo_import(workspace)
    assert ids(workspace) == []


def test_who_works_on_it_and_an_edit_that_was_undone_do_not_hinder(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN, BEN, EVE)
    first = case(workspace, "R-1").id
    note, move = add_note(workspace, first, "called"), change_state(workspace, first, "in_review")
    undo(workspace, move.entry)
    undo(workspace, note.entry)
    assign_requests(workspace, [case(workspace, "R-2").id], "Ruxana")
    undo_import(workspace)
    assert ids(workspace) == []
    assert verify_audit(workspace, [], no_progress).ok


def test_numbers_are_not_given_twice_after_an_undo(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN, BEN)
    undo_import(workspace)
    later = request_detail(workspace, add_request(workspace))
    assert (later.reference, later.id) == ("REQ-2026-0003", 3)


def test_an_undo_that_cannot_be(workspace: OpenWorkspace, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as none:
        undo_import(workspace)
    assert none.value.code == "import.none_to_undo"
    come_in(workspace, tmp_path, ANN)
    batch = imports(workspace)[0].id
    with pytest.raises(NotFound) as unknown:
        plan_undo(workspace, batch + 1)
    assert unknown.value.code == "import.unknown"
    undo_import(workspace, batch)
    with pytest.raises(RuleViolation) as twice:
        undo_import(workspace, batch)
    assert twice.value.code == "import.undone_already"


def test_a_cancelled_undo_takes_nothing_back(workspace: OpenWorkspace) -> None:
    bring(workspace, HISTORY)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    before = ids(workspace)
    with pytest.raises(Cancelled):
        undo_import(workspace, report=stop)
    assert ids(workspace) == before


def test_no_trace_is_left_in_the_database(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN.replace("first words", "Zwitscherfink"), BEN)
    undo_import(workspace)
    with workspace.store.reading() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        for table in tables:
            rows = session.execute(text(f'SELECT * FROM "{table}"')).all()
            assert not any("Zwitscherfink" in str(row) or "ann@lee" in str(row) for row in rows), table
