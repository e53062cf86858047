"""The list of requests while it is searched: what it shows, how it says so, and what an export of it holds."""

from __future__ import annotations

import json
from array import array
from pathlib import Path

from PySide6.QtWidgets import QDialog
from sqlalchemy import select

from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.requests import Recorder, add_note
from dpo_desktop.services.search import COUNTED, SHOWN, Found
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import ExportRow
from dpo_desktop.ui.requests.export_dialog import ExportDialog
from dpo_desktop.ui.requests.page import RequestsPage
from tests.factory import new_request
from tests.ui.conftest import Desk, texts

MANY = SHOWN + 5


def page_of(desk: Desk) -> RequestsPage:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("requests")
    desk.settle()
    return shell.requests


def workspace_of(desk: Desk) -> OpenWorkspace:
    workspace = desk.program.workspace
    assert workspace is not None
    return workspace


def add_many(workspace: OpenWorkspace) -> None:
    with workspace.unit_of_work() as uow:
        recorder, rows = Recorder(uow), []
        for number in range(MANY):
            request, others = recorder.add(new_request(f"Hazel Hawthorne {number}"))
            rows += [request, *others]
        proven: list[Proven] = rows
        uow.record("request.recorded", proven[0], rows=proven[1:], list_changed=True)
        uow.commit()


def searched(desk: Desk, page: RequestsPage, text: str) -> None:
    page.list.search.setText(text)
    desk.wait_for(lambda: page.list.found is not None)
    desk.settle()


def test_a_note_is_found_and_the_list_says_how_many_there_are(desk: Desk) -> None:
    page = page_of(desk)
    first = page.list.all_ids()[0]
    add_note(workspace_of(desk), first, "Zwitscherfink")
    searched(desk, page, "zwitscherf")
    assert page.list.all_ids().tolist() == [first]
    assert "1 found." in texts(page.list)
    assert not page.list.order.isEnabled()  # a search has an order of its own
    page.list.search.clear()
    desk.wait_for(lambda: page.list.found is None)
    assert page.list.order.isEnabled()
    assert page.list._found.isHidden()


def test_two_letters_leave_the_names_that_begin_so(desk: Desk) -> None:
    page = page_of(desk)
    searched(desk, page, "we")
    people = [request_detail(workspace_of(desk), one).subject.name for one in page.list.all_ids()]
    assert "Klara Wennerström" in people
    assert f"{len(people)} found" in texts(page.list)


def test_signs_alone_leave_the_list_as_it_is(desk: Desk) -> None:
    page = page_of(desk)
    everything = page.list.all_ids()
    page.list.search.setText("%")
    page.list.reload()
    desk.settle()
    assert page.list.all_ids() == everything
    assert page.list.found is None


def test_of_many_the_best_are_shown_and_those_are_what_is_exported(desk: Desk, tmp_path: Path) -> None:
    workspace = workspace_of(desk)
    add_many(workspace)
    page = page_of(desk)
    searched(desk, page, "hawthorne")
    assert page.list.model.rowCount() == SHOWN
    assert page.list._count.text() == f"{SHOWN} / {MANY}"
    assert f"The {SHOWN} best of {MANY}. Add a word to narrow it." in texts(page.list)
    path = tmp_path / "found.csv"

    def export(dialog: QDialog) -> None:
        assert isinstance(dialog, ExportDialog)
        words = f"The {SHOWN} best of {MANY} requests found. The export is entered in the audit trail."
        assert words in texts(dialog)
        dialog.kind.setCurrentIndex(dialog.kind.findData("csv"))
        dialog.write_to(path)

    desk.in_dialog(page.on_export, export)
    written = [line.split(",")[0] for line in path.read_text("utf-8-sig").splitlines()[1:]]
    assert written == [request_detail(workspace, one).reference for one in page.list.all_ids()]
    with workspace.store.reading() as session:
        selection = json.loads(session.scalars(select(ExportRow.selection)).one())
    assert (selection["text"], selection["found"], selection["ordered_by"]) == ("hawthorne", MANY, "relevance")


def test_of_very_many_the_list_says_that_the_newest_are_shown(desk: Desk) -> None:
    page = page_of(desk)
    page.list._on_ids(Found(array("q", page.list.all_ids()[:3]), "newest", COUNTED + 1))
    assert page.list._count.text() == "3 / 20,000+"
    assert "More than 20,000 found: the newest 3. Add a word to narrow it." in texts(page.list)


def test_nothing_found_says_so_and_nothing_else(desk: Desk) -> None:
    page = page_of(desk)
    searched(desk, page, "nobodyofthisname")
    assert "No request in this filter holds “nobodyofthisname”." in texts(page.list)
    assert page.list._found.isHidden()
