"""A new edition: which open dates would move is shown, and they move when the officer says so, with a reason."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from dpo_desktop.domain.errors import Cancelled, Conflict, RuleViolation
from dpo_desktop.reports import case_file
from dpo_desktop.services import law
from dpo_desktop.services.case_report import case_file_data
from dpo_desktop.services.company_law import OwnHoliday, add_holiday, own_law, retire_own, set_time
from dpo_desktop.services.company_rules import add_rule
from dpo_desktop.services.editions import count_stale, move_dates, stale_cases
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.requests import close_request
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import AuditEntryRow
from tests.factory import NOW, ROOT
from tests.reports.read_back import page_texts
from tests.services.own_entries import RULE, asked, own_time

HOLIDAY = OwnHoliday("IN-KA", date(2026, 11, 20), "Founders' Day")
BEFORE, AFTER = date(2026, 11, 20), date(2026, 11, 23)


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the law's data that the program reads, as a frozen program reads what was unpacked beside it."""
    folder = tmp_path / "resources" / "law"
    shutil.copytree(ROOT / "resources" / "law", folder)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    law.load_law.cache_clear()
    yield folder
    law.load_law.cache_clear()


def new_edition(folder: Path) -> None:
    """Access under the EU GDPR has two months in it; everything else is as before."""
    file = folder / "deadlines.toml"
    head, rule, rest = file.read_text("utf-8").partition('id = "eu-gdpr-15"\n')
    assert rule
    assert "\namount = 1\n" in rest
    file.write_text(head + rule + rest.replace("\namount = 1\n", "\namount = 2\n", 1), "utf-8")
    law.load_law.cache_clear()


def actions(workspace: OpenWorkspace) -> list[str]:
    with workspace.store.reading() as session:
        return list(session.scalars(select(AuditEntryRow.action).order_by(AuditEntryRow.seq)))


def due(workspace: OpenWorkspace, case: int) -> date | None:
    return request_detail(workspace, case).due_on


def test_the_same_edition_shows_nothing(workspace: OpenWorkspace) -> None:
    asked(workspace)
    assert count_stale(workspace) == 0
    assert stale_cases(workspace).cases == ()


def test_a_new_edition_of_the_law_shows_what_would_move_and_writes_nothing(
    workspace: OpenWorkspace, own_data: Path
) -> None:
    access, erasure = asked(workspace), asked(workspace, "Ben Hollis", type_code="erasure")
    closed = asked(workspace, "Cora Lind")
    close_request(workspace, closed, outcome="fulfilled", reason="", note="", closed_at=NOW)
    written = actions(workspace)
    new_edition(own_data)
    assert count_stale(workspace) == 2
    found = stale_cases(workspace)
    assert [(case.id, case.due_before, case.due_after, case.moves) for case in found.cases] == [
        (access, BEFORE, date(2026, 12, 21), True),  # 20 December is a Sunday
        (erasure, BEFORE, BEFORE, False),
    ]
    assert found.why == ("law",)
    assert (due(workspace, access), due(workspace, closed)) == (BEFORE, BEFORE)
    assert actions(workspace) == written


def test_the_chosen_dates_move_with_the_reason_and_the_others_are_renewed(
    workspace: OpenWorkspace, own_data: Path
) -> None:
    first, second = asked(workspace), asked(workspace, "Ben Hollis")
    erasure = asked(workspace, "Cora Lind", type_code="erasure")
    new_edition(own_data)
    written = actions(workspace)
    moved = move_dates(workspace, stale_cases(workspace), {first}, "The new text has two months.")
    assert moved.along == (first,)
    assert moved.changes.requests == {first, erasure}
    assert actions(workspace) == [*written, "requests.dates_moved"]
    assert [due(workspace, case) for case in (first, second, erasure)] == [date(2026, 12, 21), BEFORE, BEFORE]
    assert [case.id for case in stale_cases(workspace).cases] == [second]
    entry = next(one for one in request_detail(workspace, first).timeline if one.kind == "dates_moved")
    assert entry.text == "The new text has two months."
    assert dict(entry.parameters) == {"before": "2026-11-20", "after": "2026-12-21", "why": "law"}
    assert not [one for one in request_detail(workspace, erasure).timeline if one.kind == "dates_moved"]


def test_an_own_holiday_asks_before_a_date_moves(workspace: OpenWorkspace) -> None:
    case = asked(workspace)
    add_holiday(workspace, HOLIDAY)
    found = stale_cases(workspace)
    assert [(one.due_before, one.due_after, one.why) for one in found.cases] == [(BEFORE, AFTER, ("own_holidays",))]
    assert due(workspace, case) == BEFORE
    move_dates(workspace, found, {case}, "The office is closed.")
    assert due(workspace, case) == AFTER
    told = " ".join(" ".join(page_texts(case_file.build(case_file_data(workspace, case)).pdf)).split())
    assert "Date moved from" in told  # the file of the case says it in words
    (holiday,) = own_law(workspace).holidays
    retire_own(workspace, holiday)
    assert [(one.due_before, one.due_after) for one in stale_cases(workspace).cases] == [(AFTER, BEFORE)]


def test_an_own_rule_and_an_own_time_ask_too(workspace: OpenWorkspace) -> None:
    case = asked(workspace)
    set_time(workspace, own_time())
    (timed,) = stale_cases(workspace).cases
    assert (timed.due_after, timed.why, timed.moves) == (BEFORE, ("own_times",), True)
    assert [(one.part, one.before, one.after) for one in timed.others] == [("target_on", None, date(2026, 11, 9))]
    add_rule(workspace, RULE, ["access"], is_answer=True)
    (ruled,) = stale_cases(workspace).cases
    assert (ruled.due_after, ruled.why) == (date(2026, 10, 30), ("own_rules", "own_times"))
    assert request_detail(workspace, case).duties[0].target_on is None


def test_a_case_that_is_closed_meanwhile_keeps_its_date(workspace: OpenWorkspace) -> None:
    case, other = asked(workspace), asked(workspace, "Ben Hollis")
    add_holiday(workspace, HOLIDAY)
    found = stale_cases(workspace)
    close_request(workspace, case, outcome="fulfilled", reason="", note="", closed_at=NOW)
    moved = move_dates(workspace, found, {case, other}, "The office is closed.")
    assert moved.along == (other,)
    assert (due(workspace, case), due(workspace, other)) == (BEFORE, AFTER)


def test_a_change_of_the_law_meanwhile_wants_another_look(workspace: OpenWorkspace) -> None:
    case = asked(workspace)
    add_holiday(workspace, HOLIDAY)
    found = stale_cases(workspace)
    add_holiday(workspace, OwnHoliday("IN-KA", AFTER, "Bridge day"))
    with pytest.raises(Conflict, match=r"edition\.changed_meanwhile"):
        move_dates(workspace, found, {case}, "The office is closed.")
    assert due(workspace, case) == BEFORE


def test_without_a_reason_or_a_case_nothing_is_written(workspace: OpenWorkspace) -> None:
    case = asked(workspace)
    add_holiday(workspace, HOLIDAY)
    found, written = stale_cases(workspace), actions(workspace)
    with pytest.raises(RuleViolation, match=r"edition\.reason_needed"):
        move_dates(workspace, found, {case}, "  ")
    with pytest.raises(RuleViolation, match=r"edition\.nothing_chosen"):
        move_dates(workspace, found, (), "The office is closed.")
    assert actions(workspace) == written


def test_a_case_without_a_day_of_receipt_is_brought_along(workspace: OpenWorkspace) -> None:
    case = asked(workspace, received_known=False)
    add_holiday(workspace, HOLIDAY)
    assert count_stale(workspace) == 0  # it has no date that a holiday could move
    add_rule(workspace, RULE, ["access"], is_answer=True)
    (found,) = stale_cases(workspace).cases
    assert (found.id, found.due_before, found.due_after, found.moves) == (case, None, None, False)
    assert move_dates(workspace, stale_cases(workspace), (), "").along == ()
    assert count_stale(workspace) == 0


def test_it_can_be_stopped_while_it_looks_and_while_it_moves(workspace: OpenWorkspace) -> None:
    case = asked(workspace)
    add_holiday(workspace, HOLIDAY)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        stale_cases(workspace, stop)
    found, told = stale_cases(workspace), []
    with pytest.raises(Cancelled):
        move_dates(workspace, found, {case}, "The office is closed.", stop)
    assert due(workspace, case) == BEFORE
    move_dates(workspace, found, {case}, "The office is closed.", lambda done, total: told.append((done, total)))
    assert told[0] == (0, 1)
    assert told[-1] == (1, 1)


def test_many_cases_move_in_one_entry(demo_workspace: OpenWorkspace) -> None:
    add_holiday(demo_workspace, OwnHoliday("IN", date(2026, 12, 1), "Founders' Day"))
    found = stale_cases(demo_workspace)
    assert len(found.cases) > 10
    assert found.moving == tuple(case for case in found.cases if case.moves)
    written = actions(demo_workspace)
    move_dates(demo_workspace, found, {case.id for case in found.moving}, "The office is closed.")
    assert actions(demo_workspace) == [*written, "requests.dates_moved"]
    assert count_stale(demo_workspace) == 0
    assert all(due(demo_workspace, case.id) == case.due_after for case in found.cases)
