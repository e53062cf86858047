"""The requests desk: find, enter, move on, close, reopen; and a list that never jumps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDateTime, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog

from dpo_desktop.services.drafts import read_draft
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.requests import close_request
from dpo_desktop.ui.requests.case_dialogs import AssignDialog, CloseDialog, NoteDialog, ReopenDialog
from dpo_desktop.ui.requests.export_dialog import ExportDialog
from dpo_desktop.ui.requests.new_dialog import NewRequestDialog
from dpo_desktop.ui.requests.page import RequestsPage
from tests.factory import NOW, add_request
from tests.ui.conftest import Desk, texts


def page_of(desk: Desk) -> RequestsPage:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("requests")
    desk.settle()
    return shell.requests


def names(page: RequestsPage) -> list[str]:
    model = page.list.model
    spoken = [str(model.data(model.index(row, 0))).split(", ") for row in range(model.rowCount())]
    return [words[1] for words in spoken if len(words) > 1]


def test_the_filters_hold_what_their_chips_say(desk: Desk) -> None:
    page = page_of(desk)
    counted = {"open": 20, "late": 2, "week": 2, "new": 4, "closed": 30, "": 50}
    for status, count in counted.items():
        page.list.set_status(status)
        desk.settle()
        assert page.list.model.rowCount() == count, status
    assert page.list.chips["late"].text() == "Late  2"
    assert page.list.chips["late"].accessibleName() == "Late, 2 requests"


def test_search_finds_by_name_address_and_reference_as_it_is_typed(desk: Desk) -> None:
    page = page_of(desk)
    desk.qtbot.keyClicks(page.list.search, "wennerSTRÖM")
    desk.wait_for(lambda: page.list.model.rowCount() == 1)
    desk.settle()
    assert names(page) == ["Klara Wennerström"]
    assert page.detail.detail is not None
    assert page.detail.detail.subject.name == "Klara Wennerström"
    page.list.search.setText("0031")
    desk.wait_for(lambda: names(page) == ["Vikram Choudhary"])
    page.list.search.setText("nobody of this name")
    desk.wait_for(lambda: page.list.model.rowCount() == 0)
    desk.settle()
    assert "No request in this filter holds “nobody of this name”." in texts(page.list)
    assert page.detail.detail is None


def test_selection_and_scroll_stay_when_rows_change_under_them(desk: Desk) -> None:
    page = page_of(desk)
    page.list.set_status("")
    desk.settle()
    view = page.list.view
    chosen = page.list.model.id_at(30)
    page.list.select(chosen)
    desk.settle()
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 7)
    top = view.indexAt(QPoint(1, 1))
    before = (page.list.model.id_at(top.row()), view.visualRect(top).top())
    workspace = desk.program.workspace
    assert workspace is not None
    for name in ("Aaron First", "Zita Last"):  # one row comes in above what is seen, one below
        desk.program.runner.write(lambda name=name: _written(workspace, name))
        desk.settle()
    assert page.list.model.rowCount() == 52
    assert page.list.current_id() == chosen
    top = view.indexAt(QPoint(1, 1))
    assert (page.list.model.id_at(top.row()), view.visualRect(top).top()) == before


def _written(workspace: object, name: str) -> object:
    from dpo_desktop.services.requests import record_request
    from tests.factory import new_request

    return record_request(workspace, new_request(name))  # type: ignore[arg-type]


def test_a_new_request_is_entered_and_shown_with_its_date_and_the_reason_for_it(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    assert "No requests" in texts(page.list)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        dialog.received.setDateTime(QDateTime(2026, 10, 20, 16, 12, 0))
        dialog.country.setText("de")
        assert dialog.law.currentText() == "From role and residence"
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["name"].error)
        assert dialog.fields["name"].error.startswith("Whom the request is about is missing.")
        dialog.name.setText("Tara Quill")
        dialog.received.setDateTime(QDateTime(2027, 1, 1, 0, 0, 0))
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["received"].error)
        assert dialog.name.text() == "Tara Quill"
        dialog.received.setDateTime(QDateTime(2026, 10, 20, 16, 12, 0))
        dialog.other.setChecked(True)
        dialog.asker_name.setText("Ravi Quill")
        dialog.notes.setPlainText("She wants all of it.")
        empty_desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    empty_desk.in_dialog(page.on_new, fill)
    shown = texts(page.detail)
    for words in (
        "Tara Quill",
        "Friday, 20 November 2026",
        "4 days late",
        "1 month",
        "Received by e-mail",
        "She wants all of it.",
        "Ravi Quill",
        "Tue 20 Oct 2026, 16:12",
    ):
        assert words in shown, words
    assert page.list.current_id() == 1
    shell = empty_desk.window.shell
    assert shell is not None
    assert shell.notices.words() == "REQ-2026-0001 is entered."


def test_close_note_state_and_reopen_by_their_buttons(desk: Desk) -> None:
    page = page_of(desk)
    first = page.list.model.id_at(0)

    def note(dialog: QDialog) -> None:
        assert isinstance(dialog, NoteDialog)
        dialog.on_act()
        desk.wait_for(lambda: dialog.fields["note"].error)
        dialog.note.setPlainText("Asked billing.")
        dialog.on_act()

    desk.in_dialog(page.on_note, note)
    assert "Asked billing." in texts(page.detail)
    page.detail.state_wanted.emit("in_review")
    desk.settle()
    assert "Now: In review" in texts(page.detail)

    def close(dialog: QDialog) -> None:
        assert isinstance(dialog, CloseDialog)
        dialog.outcome.setCurrentIndex(dialog.outcome.findData("denied"))
        dialog.on_act()
        desk.wait_for(lambda: dialog.fields["reason"].error)
        dialog.reason.setCurrentIndex(dialog.reason.findData("process_excessive"))
        dialog.closed.setDateTime(QDateTime(2026, 1, 1, 0, 0, 0))
        dialog.on_act()
        desk.wait_for(lambda: dialog.fields["closed"].error)
        assert "before it was received" in dialog.fields["closed"].error
        dialog.closed.setDateTime(QDateTime(2026, 11, 24, 12, 0, 0))
        dialog.on_act()

    desk.in_dialog(page.on_close, close)
    assert page.list.model.position_of(first) == -1
    assert page.list.current_id() == page.list.model.id_at(0)  # the next case opens
    workspace = desk.program.workspace
    assert workspace is not None
    closed = request_detail(workspace, first)
    assert (closed.state, closed.reason) == ("denied", "process_excessive")
    page.list.set_status("closed")
    desk.settle()
    page.list.select(first)
    desk.settle()
    assert "Closed: Denied. Excessive" in texts(page.detail)

    def reopen(dialog: QDialog) -> None:
        assert isinstance(dialog, ReopenDialog)
        dialog.reason.setPlainText("New facts came in.")
        dialog.on_act()

    desk.in_dialog(page.on_reopen, reopen)
    assert request_detail(workspace, first).state == "in_progress"


def test_edits_are_undone_from_the_menu_the_newest_first(desk: Desk) -> None:
    page = page_of(desk)
    first = page.list.model.id_at(0)
    workspace = desk.program.workspace
    shell = desk.window.shell
    assert workspace is not None
    assert shell is not None
    before = request_detail(workspace, first)

    def note(dialog: QDialog) -> None:
        assert isinstance(dialog, NoteDialog)
        dialog.note.setPlainText("Asked billing.")
        dialog.on_act()

    desk.in_dialog(page.on_note, note)
    page.detail.state_wanted.emit("in_review")
    desk.settle()
    undo = next(act for act in desk.window.findChildren(QAction) if act.shortcut() == QKeySequence("Ctrl+Z"))
    undo.trigger()
    desk.settle()
    assert "Now: In review" not in texts(page.detail)
    assert "Asked billing." in texts(page.detail)
    assert shell.notices.words() == f"{before.reference} is as it was before."
    undo.trigger()
    desk.settle()
    assert request_detail(workspace, first) == before
    assert "Asked billing." not in texts(page.detail)
    undo.trigger()
    desk.settle()
    assert shell.notices.words() == "There is nothing to undo."


def test_several_requests_are_given_to_a_colleague(desk: Desk) -> None:
    page = page_of(desk)
    view = page.list.view
    first, second = page.list.model.id_at(0), page.list.model.id_at(1)
    page.list.select(first)
    select = QItemSelectionModel.SelectionFlag.Select
    view.selectionModel().select(page.list.model.index(1, 0), select)
    desk.settle()

    def give(dialog: QDialog) -> None:
        assert isinstance(dialog, AssignDialog)
        assert dialog.windowTitle() == "Assign 2 requests"
        dialog.handler.setCurrentText("Anja")
        dialog.on_act()

    desk.in_dialog(page.on_assign, give)
    workspace = desk.program.workspace
    shell = desk.window.shell
    assert workspace is not None
    assert shell is not None
    assert [request_detail(workspace, one).handler for one in (first, second)] == ["Anja", "Anja"]
    assert shell.notices.words() == "2 requests are with Anja now."
    assert page.list.model.data(page.list.model.index(0, 0))
    page.on_undo()
    desk.settle()
    assert [request_detail(workspace, one).handler for one in (first, second)] == ["", ""]
    assert shell.notices.words() == "2 requests are as before."


def test_the_list_as_it_is_shown_is_written_to_a_file(desk: Desk, tmp_path: Path) -> None:
    page = page_of(desk)
    page.list.set_status("late")
    desk.settle()
    shown = [page.list.model.id_at(place) for place in range(page.list.model.rowCount())]
    assert shown
    workspace = desk.program.workspace
    shell = desk.window.shell
    assert workspace is not None
    assert shell is not None
    path = tmp_path / "late.csv"

    def export(dialog: QDialog) -> None:
        assert isinstance(dialog, ExportDialog)
        assert dialog.fields["persons"].isVisible()
        dialog.kind.setCurrentIndex(dialog.kind.findData("ics"))
        assert not dialog.fields["persons"].isVisible()
        dialog.kind.setCurrentIndex(dialog.kind.findData("csv"))
        dialog.persons.setCurrentIndex(dialog.persons.findData("names"))
        dialog.on_act()
        assert dialog.fields["reason"].error.startswith("Say why names are needed")
        dialog.reason.setPlainText("For the audit of June.")
        dialog.write_to(path)

    desk.in_dialog(page.on_export, export)
    written = [line.split(",")[0] for line in path.read_text("utf-8-sig").splitlines()[1:]]
    assert written == [request_detail(workspace, one).reference for one in shown]
    assert shell.notices.words() == "late.csv is written."


def test_what_was_typed_is_there_again_after_a_crash_and_gone_after_an_end(desk: Desk) -> None:
    page = page_of(desk)
    workspace = desk.program.workspace
    assert workspace is not None
    place = f"request.{page.list.current_id()}.note"

    def type_and_crash(dialog: QDialog) -> None:
        assert isinstance(dialog, NoteDialog)
        dialog.note.setPlainText("Asked billing.")
        dialog.drafting.keep()
        desk.wait_for(lambda: read_draft(workspace, place))
        dialog.blockSignals(True)  # a program that dies says nothing
        dialog.done(0)

    desk.in_dialog(page.on_note, type_and_crash)

    def go_on(dialog: QDialog) -> None:
        assert isinstance(dialog, NoteDialog)
        desk.wait_for(lambda: dialog.note.toPlainText() == "Asked billing.")
        assert dialog.readiness.text().startswith("What you typed before, kept ")
        dialog.on_act()

    desk.in_dialog(page.on_note, go_on)
    assert "Asked billing." in texts(page.detail)
    desk.wait_for(lambda: read_draft(workspace, place) is None)

    def leave(dialog: QDialog) -> None:
        assert isinstance(dialog, NoteDialog)
        dialog.note.setPlainText("Never mind.")
        dialog.drafting.keep()
        desk.wait_for(lambda: read_draft(workspace, place))
        dialog.reject()
        dialog.reject()

    desk.in_dialog(page.on_note, leave)
    desk.wait_for(lambda: read_draft(workspace, place) is None)


def test_a_write_that_is_refused_is_a_sentence_and_the_window_goes_on(desk: Desk) -> None:
    page = page_of(desk)
    first = page.list.model.id_at(0)
    workspace = desk.program.workspace
    assert workspace is not None
    close_request(workspace, first, outcome="fulfilled", reason="", note="", closed_at=NOW)  # meanwhile, elsewhere
    page.detail.state_wanted.emit("in_review")
    desk.settle()
    shell = desk.window.shell
    assert shell is not None
    assert shell.notices.words() == "This request is closed. Reopen it first."


def test_the_keyboard_alone_goes_through_the_list(desk: Desk) -> None:
    page = page_of(desk)
    assert page.list.view.hasFocus()
    start = page.list.current_id()
    desk.press(Qt.Key.Key_J)
    desk.press(Qt.Key.Key_J)
    desk.press(Qt.Key.Key_K)
    assert page.list.current_id() == page.list.model.id_at(1) != start
    assert page.detail.detail is not None
    assert page.detail.detail.id == page.list.current_id()
    desk.press(Qt.Key.Key_Return)
    assert page.detail.act_button.hasFocus()
    desk.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.list.search.hasFocus()


def test_home_counts_open_the_lists_they_count(desk: Desk) -> None:
    shell = desk.window.shell
    assert shell is not None
    home = shell._page("home")
    assert home.figures["late"].accessibleName() == "late: 2. oldest by 7 days"  # type: ignore[union-attr]
    home.figures["late"].click()  # type: ignore[union-attr]
    desk.settle()
    assert (shell.current, shell.requests.list.status, shell.requests.list.model.rowCount()) == ("requests", "late", 2)


def test_enter_on_home_opens_the_case_wherever_the_list_stood(desk: Desk) -> None:
    shell = desk.window.shell
    assert shell is not None
    page_of(desk).list.set_status("closed")
    desk.settle()
    shell.show_page("home")
    desk.settle()
    desk.press(Qt.Key.Key_Return)
    detail = shell.requests.detail.detail
    assert detail is not None
    assert (detail.subject.name, shell.requests.list.status) == ("Vikram Choudhary", "open")


def test_the_case_on_screen_follows_a_write_made_elsewhere(desk: Desk) -> None:
    page = page_of(desk)
    shown = page.detail.detail
    assert shown is not None
    workspace = desk.program.workspace
    assert workspace is not None
    from dpo_desktop.services.requests import add_note

    desk.program.runner.write(lambda: add_note(workspace, shown.id, "From another page."))
    desk.settle()
    assert "From another page." in texts(page.detail)
    assert add_request(workspace) == 51
