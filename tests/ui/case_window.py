"""What a person does with a case in the window, for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDateEdit, QDialog, QWidget

from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.registers import Customer, add_entry
from dpo_desktop.services.views import RequestDetail
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.fact_dialogs import FactDialog
from dpo_desktop.ui.requests.page import RequestsPage
from tests.ui.conftest import Desk


def show_case(desk: Desk, request_id: int) -> RequestsPage:
    """The requests desk with this open case in it."""
    shell = desk.window.shell
    assert shell is not None
    shell.show_request(request_id)
    desk.settle()
    assert shell.requests.detail.detail is not None
    assert shell.requests.detail.detail.id == request_id
    return shell.requests


def shown(page: RequestsPage) -> RequestDetail:
    assert page.detail.detail is not None
    return page.detail.detail


def stored(desk: Desk, page: RequestsPage) -> RequestDetail:
    """The case that is shown, as it is kept."""
    return request_detail(opened(desk.program), shown(page).id)


def record(
    desk: Desk, page: RequestsPage, key: str, fill: Callable[[FactDialog], object], about: object = None
) -> None:
    """Open the dialog of a fact, fill it in and press its button; `fill` may press it before."""

    def work(dialog: QDialog) -> None:
        assert isinstance(dialog, FactDialog)
        desk.settle()
        fill(dialog)
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        desk.wait_for(lambda: not dialog.isVisible())

    desk.in_dialog(lambda: page.on_fact(key, about), work)


def choose(editor: QComboBox, code: str) -> None:
    found = editor.findData(code)
    assert found >= 0, code
    editor.setCurrentIndex(found)


def put_day(editor: QDateEdit, day: date) -> None:
    editor.setDate(QDate(day.year, day.month, day.day))


def add_customer(desk: Desk, name: str = "Fjordbank AS", hours: int | None = 48) -> int:
    customer = Customer(name, "K-204", country="NO", contract="DPA 2025-11", forward_hours=hours)
    return add_entry(opened(desk.program), customer).id


def tab_to(desk: Desk, name: str) -> QWidget:
    """Press Tab until the widget of this name has the focus."""
    desk.window.activateWindow()
    desk.wait_for(desk.window.isActiveWindow)
    for _step in range(120):
        here = QApplication.focusWidget()
        if here is not None and here.accessibleName() == name:
            return here
        desk.window.focusNextChild()
    raise AssertionError(f"Tab never comes to {name}")
