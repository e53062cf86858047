"""A list as a file: every row once, no formula, no name unless chosen, and one line in the register of exports."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from dpo_desktop.domain.errors import RuleViolation, StorageUnavailable
from dpo_desktop.domain.progress import no_progress
from dpo_desktop.reports.list_files import COLUMNS
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.exports import export_requests
from dpo_desktop.services.lists import request_detail, request_ids
from dpo_desktop.services.requests import close_request
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import ExportRow
from tests.factory import NOW, add_request
from tests.services.trail import whole_trail

NAMES = ("=HYPERLINK(0)", "+Tara Quill", "@Mina", "-Auster", "विश्वंभर कदमवार", "01067", "Plain Name")
ALL = RequestFilter(status="")


@pytest.fixture
def ids(workspace: OpenWorkspace) -> list[int]:
    for name in NAMES:
        add_request(workspace, name)
    close_request(workspace, 7, outcome="fulfilled", reason="", note="", closed_at=NOW)
    return list(request_ids(workspace, ALL, "reference"))


def _csv(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def _xlsx(path: Path) -> list[list[str]]:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return [[value.isoformat() if isinstance(value, date) else str(value) for value in row] for row in rows]


READERS: dict[str, Callable[[Path], list[list[str]]]] = {"csv": _csv, "xlsx": _xlsx}


def _register(workspace: OpenWorkspace) -> list[ExportRow]:
    with workspace.store.reading() as session:
        return list(session.scalars(select(ExportRow)))


@pytest.mark.parametrize("kind", READERS)
def test_a_list_goes_out_without_names_and_is_registered(
    workspace: OpenWorkspace, ids: list[int], tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"list.{kind}"
    export_requests(workspace, ids, path, kind, ALL)
    head, *rows = READERS[kind](path)
    assert len(head) == len(COLUMNS)
    assert [row[0] for row in rows] == [request_detail(workspace, one).reference for one in ids]
    assert all(row[1].startswith("P-") for row in rows)
    first = request_detail(workspace, ids[0])
    assert first.received_at is not None
    assert rows[0][4] == first.received_at.astimezone(workspace.zone).date().isoformat()
    data = path.read_bytes()
    for name in NAMES:
        assert name.encode() not in data
    (entered,) = _register(workspace)
    assert (entered.kind, entered.row_count, entered.with_names) == (kind, len(NAMES), False)
    assert entered.sha256 == hashlib.sha256(data).hexdigest()
    assert verify_audit(workspace, [], no_progress).ok


@pytest.mark.parametrize("kind", READERS)
def test_the_columns_of_a_table_go_out_in_their_order_and_a_number_from_elsewhere_only_with_names(
    workspace: OpenWorkspace, tmp_path: Path, kind: str
) -> None:
    request_id = add_request(workspace, NAMES[0], external_reference="Quill-17", country="DE")
    columns = ("country", "external", "reference")
    for number, reason in enumerate(("", "For the audit of June.")):
        path = tmp_path / f"{number}.{kind}"
        export_requests(workspace, [request_id], path, kind, ALL, names_reason=reason, columns=columns)
        head, row = READERS[kind](path)
        assert head == ["Country", "Number before", "Reference"]
        assert row == ["Germany", "Quill-17" if reason else "", request_detail(workspace, request_id).reference]
    assert [json.loads(row.columns) for row in _register(workspace)] == [list(columns)] * 2


def test_names_go_out_with_a_reason_and_never_as_a_formula(
    workspace: OpenWorkspace, ids: list[int], tmp_path: Path
) -> None:
    for kind, read in READERS.items():
        path = tmp_path / f"list.{kind}"
        export_requests(workspace, ids, path, kind, ALL, names_reason="For the audit of June.")
        names = [row[1] for row in read(path)[1:]]
        assert not any(name.startswith(("=", "+", "-", "@")) for name in names) or kind == "xlsx"
        assert sorted(name.removeprefix("'") for name in names) == sorted(NAMES)
    formulas = CalamineWorkbook.from_path(str(tmp_path / "list.xlsx")).get_sheet_by_index(0)
    assert formulas.to_python()[1][1] == "=HYPERLINK(0)"  # text, not what it computes
    assert [row.names_reason for row in _register(workspace)] == ["For the audit of June."] * 2
    assert "June" not in whole_trail(workspace)


def test_a_calendar_holds_open_case_numbers_and_nothing_of_a_person(
    workspace: OpenWorkspace, ids: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "due.ics"
    export_requests(workspace, ids, path, "ics", ALL)
    events = list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))
    open_cases = [request_detail(workspace, one) for one in ids[:-1]]
    assert [str(event["summary"]) for event in events] == [f"Answer {case.reference}" for case in open_cases]
    assert [event.decoded("dtstart") for event in events] == [case.due_on for case in open_cases]
    assert [alarm.decoded("trigger") for event in events for alarm in event.walk("VALARM")] == [
        timedelta(days=-3)
    ] * len(events)
    again = tmp_path / "again.ics"
    export_requests(workspace, ids, again, "ics", ALL)
    assert [event["uid"] for event in Calendar.from_ical(again.read_bytes()).walk("VEVENT")] == [
        event["uid"] for event in events
    ]
    for name in NAMES:
        assert name.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("kind", "none", "reason", "code"),
    [
        ("pdf", False, "", "export.unknown_kind"),
        ("csv", True, "", "export.nothing"),
        ("ics", False, "Names.", "export.calendar_without_names"),
    ],
)
def test_what_cannot_leave_is_refused(
    workspace: OpenWorkspace, ids: list[int], tmp_path: Path, kind: str, none: bool, reason: str, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        export_requests(workspace, [] if none else ids, tmp_path / "x", kind, ALL, names_reason=reason)
    assert refused.value.code == code
    assert not (tmp_path / "x").exists()
    assert _register(workspace) == []


def test_a_file_that_cannot_be_written_is_not_registered(
    workspace: OpenWorkspace, ids: list[int], tmp_path: Path
) -> None:
    with pytest.raises(StorageUnavailable):
        export_requests(workspace, ids, tmp_path / "no folder" / "list.csv", "csv", ALL)
    assert _register(workspace) == []
