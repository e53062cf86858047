"""Correcting a request in the window: the form is filled with what stands, says what it does, and can be taken back."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu

from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.views import PersonView
from dpo_desktop.storage.tables import RequestRow
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.correct_dialog import CorrectDialog
from tests.factory import add_request, new_request, person
from tests.ui.conftest import Desk, texts
from tests.ui.test_request_desk import page_of


def test_a_request_is_corrected_by_keys_and_the_case_shows_the_new_date_and_what_was_corrected(desk: Desk) -> None:
    workspace = opened(desk.program)
    ravi = PersonView("Ravi Quill", "ravi@quill.example", "")
    request_id = add_request(workspace, requester=ravi, language="en", external_reference="A-17")
    page = page_of(desk)
    page.list.select(request_id)
    desk.settle()
    before = request_detail(workspace, request_id)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, CorrectDialog)
        shown = (dialog.name.text(), dialog.email.text(), dialog.phone.text())
        assert PersonView(*shown) == person()
        assert dialog.other.isChecked()
        assert dialog.asker_name.isVisible()
        assert dialog.asker_name.text() == "Ravi Quill"
        assert (dialog.language.text(), dialog.external.text()) == ("en", "A-17")
        assert (dialog.country.text(), dialog.law.currentData()) == ("DE", "")
        assert not dialog.typed()
        dialog.on_act()
        desk.wait_for(lambda: dialog.readiness.text().startswith("Nothing is different."))
        dialog.received.setDateTime(QDateTime(2027, 1, 1, 0, 0, 0))
        dialog.on_act()
        desk.wait_for(lambda: dialog.fields["received"].error)
        dialog.received.setDateTime(QDateTime(2026, 11, 10, 9, 30, 0))
        dialog.language.setText("English")
        dialog.on_act()
        desk.wait_for(lambda: dialog.fields["language"].error)
        dialog.language.setText("en-IN")
        dialog.name.setText("Tara Quinn")
        dialog.notes.setPlainText("She told us on the phone.")
        assert dialog.typed()
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    correct = next(act for act in desk.window.findChildren(QAction) if act.shortcut() == QKeySequence("Ctrl+Shift+E"))
    desk.in_dialog(correct.trigger, fill)
    shown = texts(page.detail)
    for words in (
        "Tara Quinn",
        "Thursday, 10 December 2026",
        "Corrected: language, when it was received, whom it is about",
        "She told us on the phone.",
        "English (India)",
    ):
        assert words in shown, words
    shell = desk.window.shell
    assert shell is not None
    assert shell.notices.words() == f"{before.reference} is corrected."
    page.on_undo()
    desk.settle()
    assert request_detail(workspace, request_id) == before
    assert "Tara Quinn" not in texts(page.detail)


def test_the_instant_of_receipt_stays_as_it_was_given_unless_it_is_touched(desk: Desk) -> None:
    workspace = opened(desk.program)
    request_id = add_request(workspace, received_at=new_request().received_at.replace(second=42))
    before = request_detail(workspace, request_id)
    page = page_of(desk)
    page.list.select(request_id)
    desk.settle()

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, CorrectDialog)
        dialog.country.setText("gb")
        dialog.unknown.setChecked(True)
        assert not dialog.received.isEnabled()
        dialog.unknown.setChecked(False)
        dialog.on_act()

    desk.in_dialog(page.on_correct, fill)
    after = request_detail(workspace, request_id)
    assert (after.country, after.law, after.received_at) == ("GB", "UK", before.received_at)

    def forget(dialog: QDialog) -> None:
        assert isinstance(dialog, CorrectDialog)
        dialog.unknown.setChecked(True)
        dialog.on_act()

    desk.in_dialog(page.on_correct, forget)
    assert request_detail(workspace, request_id).received_at is None
    assert "Entered; nobody knows when it was received" in texts(page.detail)


def test_the_form_names_the_other_cases_of_the_same_entry(desk: Desk) -> None:
    workspace = opened(desk.program)
    first = add_request(workspace)
    with workspace.unit_of_work() as uow:
        row = uow.session.get_one(RequestRow, first)
        others = [uow.session.get_one(RequestRow, one) for one in range(1, 6)]
        for other in others:
            other.subject_id = row.subject_id
        uow.record("request.corrected", others[0], rows=others[1:], fields=("subject_id",), list_changed=True)
        uow.commit()
    page = page_of(desk)
    page.list.select(first)
    desk.settle()

    def look(dialog: QDialog) -> None:
        named = ", ".join(other.reference for other in others[:3])
        assert f"stands in {named} and 2 other cases too" in texts(dialog)
        dialog.reject()

    menus = [menu for menu in page.detail.findChildren(QMenu) if menu.accessibleName() == "More"]
    correct = next(act for act in menus[0].actions() if act.text().startswith("Correct …"))
    desk.in_dialog(correct.trigger, look)
