"""Which case a row is and what a case takes over: none becomes another's, and nobody's work is written over."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from dpo_desktop.domain.errors import Conflict, StorageUnavailable
from dpo_desktop.domain.progress import no_progress
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.import_lists import imports
from dpo_desktop.services.import_plans import plan_file, plan_import
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.import_sources import open_table
from dpo_desktop.services.import_undo import plan_undo, undo_import
from dpo_desktop.services.import_views import PlannedRow
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.requests import add_note, assign_requests, reopen_request
from dpo_desktop.services.undo import undo
from dpo_desktop.services.views import PersonView
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.engine import mark_recorded
from dpo_desktop.storage.tables import ImportBatchRow, RequestRow
from tests.factory import NOW, ZONE, SetClock, add_request
from tests.services.csv_files import file_of
from tests.services.test_import_again import ANN, BEN, EVE, case, come_in, ids, register

ANN_TOO = "R-5;03.10.2026;Ann Lee;ann@lee.example;access;DE;;no;;Karl;asked again"
PEOPLE = "received,requester_name,requester_email,subject_name,type,country\n"


def planned(workspace: OpenWorkspace, folder: Path, *lines: str) -> tuple[PlannedRow, ...]:
    return plan_file(workspace, register(folder, *lines)).rows


def kept(row: PlannedRow) -> list[tuple[str, str]]:
    return [(change.field, change.kept) for change in row.changes]


def test_a_register_whose_numbers_begin_anew_makes_new_cases(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN)
    before = case(workspace, "R-1")
    (row,) = planned(workspace, tmp_path, BEN.replace("R-2", "R-1"))
    assert (row.outcome, [mark.code for mark in row.unread]) == ("new", ["register.number_taken"])
    come_in(workspace, tmp_path, BEN.replace("R-2", "R-1"))
    assert len(ids(workspace)) == 2
    assert request_detail(workspace, before.id) == before


def test_one_who_asks_for_several_people_asks_for_each(workspace: OpenWorkspace, tmp_path: Path) -> None:
    rows = "2026-10-01,Law Firm,firm@law.example,{},erasure,DE\n"
    table = PEOPLE + rows.format("Ann Lee") + rows.format("Ben Ray") + rows.format("Ann Lee")
    plan = plan_file(workspace, file_of(tmp_path, table))
    assert [row.outcome for row in plan.rows] == ["new", "new", "duplicate"]
    run_import(workspace, plan)
    again = plan_file(workspace, file_of(tmp_path, table.replace("2026-10-01", "2026-10-02"), "b.csv"))
    assert [row.outcome for row in again.rows] == ["changed", "changed", "duplicate"]


def test_whom_it_is_about_becomes_known_and_who_asks_stays(workspace: OpenWorkspace, tmp_path: Path) -> None:
    header = "Nr,Name,requester_email,subject_name,type,country\n"
    run_import(workspace, plan_file(workspace, file_of(tmp_path, header + "1,Law Firm,firm@law.example,,erasure,DE\n")))
    before = case(workspace, "1")
    second = file_of(tmp_path, header + "1,Law Firm,firm@law.example,Ann Lee,erasure,DE\n")
    run_import(workspace, plan_file(workspace, second))
    after = case(workspace, "1")
    assert (after.requester.name, after.subject) == ("Law Firm", PersonView("Ann Lee", "", ""))
    undo_import(workspace)
    assert case(workspace, "1") == before
    assert verify_audit(workspace, [], no_progress).ok


@pytest.mark.parametrize("order", [(ANN, ANN_TOO, BEN), (BEN, ANN_TOO, ANN), (ANN_TOO, BEN, ANN)])
def test_the_order_of_rows_does_not_matter(workspace: OpenWorkspace, tmp_path: Path, order: tuple[str, ...]) -> None:
    come_in(workspace, tmp_path, ANN, ANN_TOO, BEN)
    before = case(workspace, "R-1")
    assert {row.outcome for row in planned(workspace, tmp_path, *order)} == {"duplicate"}
    closed = [line.replace(";no;;Anja", ";yes;20.10.2026;Anja") for line in order]
    assert sorted(row.outcome for row in planned(workspace, tmp_path, *closed)) == ["changed", "duplicate", "duplicate"]
    come_in(workspace, tmp_path, *closed)
    after = case(workspace, "R-1")
    assert (after.id, after.state, after.handler) == (before.id, "closed", "Anja")


def test_a_new_row_above_an_unchanged_one_does_not_take_its_case(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN)
    above, own = planned(workspace, tmp_path, ANN_TOO, ANN)
    assert (above.outcome, above.changes, own.outcome) == ("duplicate", (), "duplicate")


def test_a_row_without_a_number_follows_its_case(workspace: OpenWorkspace, tmp_path: Path) -> None:
    unnumbered = ANN.replace("R-1", "")
    come_in(workspace, tmp_path, unnumbered, BEN)
    (before,) = [one for one in ids(workspace) if request_detail(workspace, one).subject.name == "Ann Lee"]
    closed = unnumbered.replace(";no;;Anja", ";yes;20.10.2026;Anja")
    assert [row.outcome for row in planned(workspace, tmp_path, closed, BEN)] == ["changed", "duplicate"]
    come_in(workspace, tmp_path, closed.replace(";01.10", "R-1;01.10", 1), BEN)
    after = request_detail(workspace, before)
    assert (after.external_reference, after.state) == ("R-1", "closed")


def test_a_case_that_was_reopened_here_is_not_closed_again(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, EVE)
    reopen_request(workspace, case(workspace, "R-3").id, reason="more came")
    come_in(workspace, tmp_path, EVE.replace(";UK;", ";IE;"))
    after = case(workspace, "R-3")
    assert (after.state, after.country, after.law) == ("in_progress", "IE", "EU")


def test_a_register_that_reopens_a_case_is_told_and_not_followed(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, EVE)
    (row,) = planned(workspace, tmp_path, EVE.replace("yes;10.10.2026", "no;"))
    assert (row.outcome, kept(row)) == ("duplicate", [("closed", "reopened")])


def test_a_closing_day_that_was_corrected_is_corrected(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, EVE)
    before = case(workspace, "R-3")
    come_in(workspace, tmp_path, EVE.replace("10.10.2026", "12.10.2026"))
    after = case(workspace, "R-3")
    assert after.closed_at == datetime(2026, 10, 12, 12, tzinfo=ZONE)
    assert [fact.at for fact in after.timeline if fact.kind == "closed"] == [after.closed_at]
    undo_import(workspace)
    assert case(workspace, "R-3") == before


def test_a_pause_that_was_corrected_does_not_count_twice(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN.replace("first words", "paused 03.10.2026-10.10.2026 (ID)"))
    before = case(workspace, "R-1")
    come_in(workspace, tmp_path, ANN.replace("first words", "paused 03.10.2026-12.10.2026 (ID) - ext +2 months"))
    facts = {fact.kind: dict(fact.parameters) for fact in case(workspace, "R-1").timeline}
    assert (facts["paused"]["days"], facts["extended"]["amount"]) == ("9", "2")
    assert len([fact for fact in case(workspace, "R-1").timeline if fact.kind == "paused"]) == 1
    undo_import(workspace)
    assert case(workspace, "R-1") == before
    assert verify_audit(workspace, [], no_progress).ok


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ann@lee.example", "ann at lee", [("requester_email", "emptied")]),
        ("Ann Lee", "", [("requester_name", "emptied")]),
        (";access;", ";;", [("type", "emptied")]),
        (";DE;", ";;", [("country", "emptied")]),
        ("01.10.2026", "", [("received", "emptied")]),
    ],
)
def test_a_cell_that_says_nothing_now_takes_nothing_away(
    workspace: OpenWorkspace, tmp_path: Path, old: str, new: str, told: list[tuple[str, str]]
) -> None:
    come_in(workspace, tmp_path, ANN, BEN)
    before = case(workspace, "R-1")
    row = planned(workspace, tmp_path, ANN.replace(old, new), BEN)[0]
    assert (row.outcome, kept(row)) == ("duplicate", told)
    come_in(workspace, tmp_path, ANN.replace(old, new).replace("first", "second"), BEN)
    after = case(workspace, "R-1")
    assert (after.subject, after.type_code, after.law, after.due_on, after.received_at) == (
        before.subject,
        before.type_code,
        before.law,
        before.due_on,
        before.received_at,
    )


def test_one_more_blank_is_no_change(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN)
    assert [row.outcome for row in planned(workspace, tmp_path, ANN.replace("Ann Lee", "Ann  Lee "))] == ["duplicate"]


def test_the_hour_of_the_import_is_no_change(workspace: OpenWorkspace, tmp_path: Path, clock: SetClock) -> None:
    clock.now = NOW.replace(hour=9)
    today = ANN.replace("01.10.2026", "24.11.2026")
    come_in(workspace, tmp_path, today)
    clock.now = NOW
    assert [row.outcome for row in planned(workspace, tmp_path, today + " ")] == ["duplicate"]


def test_a_receipt_after_the_closing_here_is_a_bad_row(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, EVE.replace("yes;10.10.2026", "no;"), BEN)
    from_here = case(workspace, "R-3").id
    close_on(workspace, from_here, date(2026, 10, 10))
    row = planned(workspace, tmp_path, EVE.replace("03.10.2026", "20.10.2026").replace("yes;10.10.2026", "no;"), BEN)[0]
    assert (row.outcome, [mark.code for mark in row.problems]) == ("bad", ["register.closed_before_received"])


def close_on(workspace: OpenWorkspace, request_id: int, day: date) -> None:
    from dpo_desktop.services.requests import close_request

    at = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
    close_request(workspace, request_id, outcome="fulfilled", reason="", note="", closed_at=at)


def test_a_plan_is_carried_out_once(workspace: OpenWorkspace, tmp_path: Path) -> None:
    plan = plan_file(workspace, register(tmp_path, ANN))
    run_import(workspace, plan)
    with pytest.raises(Conflict) as conflict:
        run_import(workspace, plan)
    assert conflict.value.code == "import.plan_is_old"
    assert len(ids(workspace)) == 1


def test_a_case_that_stayed_is_known_when_its_table_comes_again(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN, BEN)
    add_note(workspace, case(workspace, "R-1").id, "called")
    undo_import(workspace)
    assert [row.outcome for row in planned(workspace, tmp_path, ANN, BEN)] == ["duplicate", "new"]


def test_a_case_that_an_import_left_changed_stays_with_its_first_one(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, ANN, BEN)
    come_in(workspace, tmp_path, ANN.replace("Anja", "Karl"), BEN, EVE)
    written = add_note(workspace, case(workspace, "R-1").id, "called")
    undo_import(workspace)  # R-1 stays as the second import left it, since it was worked on
    undo(workspace, written.entry)
    assert [(one.id, one.why) for one in plan_undo(workspace).kept] == [(case(workspace, "R-1").id, "worked_on")]
    undo_import(workspace)
    assert [request_detail(workspace, one).external_reference for one in ids(workspace)] == ["R-1"]
    assert verify_audit(workspace, [], no_progress).ok


def test_who_works_on_a_case_and_an_import_that_was_taken_back_do_not_hinder(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    come_in(workspace, tmp_path, ANN, BEN)
    written = assign_requests(workspace, [case(workspace, "R-1").id], "Ruxana")
    come_in(workspace, tmp_path, ANN.replace("01.10.2026", "05.10.2026"), BEN)
    undo_import(workspace)
    assert plan_undo(workspace).kept == ()
    undo(workspace, written.entry)
    undo_import(workspace)
    assert ids(workspace) == []


@pytest.mark.parametrize(
    "line",
    [EVE.replace("10.10.2026", "0206-10-20"), ANN.replace("first words", "paused 0203-05-12 - 0203-05-17")],
)
def test_a_year_that_slipped_is_no_danger(workspace: OpenWorkspace, tmp_path: Path, line: str) -> None:
    plan = plan_file(workspace, register(tmp_path, line, BEN))
    run_import(workspace, plan, leave_bad=True)
    assert all(request_detail(workspace, one).timeline for one in ids(workspace))


def test_an_hour_of_the_closing_on_the_day_of_receipt(workspace: OpenWorkspace, tmp_path: Path) -> None:
    come_in(workspace, tmp_path, EVE.replace("03.10.2026", "2026-10-10").replace(";10.10.2026", ";2026-10-10 09:30"))
    after = case(workspace, "R-3")
    assert after.received_at == after.closed_at == datetime(2026, 10, 10, 9, 30, tzinfo=ZONE)


def test_numbers_are_not_given_again_over_the_new_year_here(
    workspace: OpenWorkspace, tmp_path: Path, clock: SetClock
) -> None:
    clock.now = datetime(2027, 1, 1, 3, tzinfo=ZONE)  # in UTC it is still 2026
    come_in(workspace, tmp_path, ANN)
    undo_import(workspace)
    assert request_detail(workspace, add_request(workspace)).reference == "REQ-2027-0002"


def test_a_batch_that_does_not_say_its_last_number_says_it_when_it_goes(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    come_in(workspace, tmp_path, ANN, BEN)
    with workspace.store.write_engine.begin() as connection:  # as schema 2 left it
        mark_recorded(connection)
        connection.execute(update(ImportBatchRow).values(last_reference=0))
    with pytest.raises(StorageUnavailable, match=r"storage\.row_changed"):
        undo_import(workspace)


def test_what_was_taken_for_the_header_goes_as_well(workspace: OpenWorkspace, tmp_path: Path) -> None:
    table = file_of(tmp_path, "Zwitscherfink;ann@lee.example;access\nBen;ben@ray.example;erasure\n")
    source = open_table(workspace, table, header_record=1)
    run_import(workspace, plan_import(workspace, source, ("requester_name", "requester_email", "type")))
    undo_import(workspace)
    with workspace.store.reading() as session:
        assert session.get_one(ImportBatchRow, imports(workspace)[0].id).header == "[]"
    assert not open_table(workspace, table, header_record=1).remembered


def test_a_case_that_was_put_there_behind_the_programs_back_stops_the_undo(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    come_in(workspace, tmp_path, ANN, BEN)
    with workspace.store.write_engine.begin() as connection:
        mark_recorded(connection)
        connection.execute(update(RequestRow).where(RequestRow.id == 1).values(handler="Somebody"))
    with pytest.raises(StorageUnavailable, match=r"storage\.row_changed"):
        undo_import(workspace)
    assert len(ids(workspace)) == 2
