"""Enter presses what has the focus, and the wheel chooses nothing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QDialog

from dpo_desktop.services.lists import request_detail
from dpo_desktop.ui.parts.fields import choice
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.take_back_dialog import TakeBackDialog
from tests.ui.conftest import Desk
from tests.ui.test_request_desk import page_of


def test_enter_on_cancel_takes_nothing_back(desk: Desk) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, TakeBackDialog)
        desk.wait_for(dialog.act_button.isEnabled)
        dialog.cancel_button.setFocus()
        desk.qtbot.keyClick(dialog.cancel_button, Qt.Key.Key_Return)
        assert not dialog.isVisible()

    desk.in_dialog(lambda: page_of(desk).on_take_back(1), fill)
    assert request_detail(opened(desk.program), 1).id == 1


def test_the_wheel_over_a_closed_list_chooses_nothing(desk: Desk) -> None:
    editor = choice({"one": "One", "two": "Two", "three": "Three"}, "two")
    desk.qtbot.addWidget(editor)
    editor.show()
    editor.setFocus()
    for turn in (-120, 120):
        middle = QPointF(editor.rect().center())
        event = QWheelEvent(
            middle,
            editor.mapToGlobal(middle),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(editor, event)
        assert editor.currentData() == "two"
