"""The file of a case is asked for where the case is."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QMenu

from dpo_desktop.services.reporting import CASE_FILE
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.reports.report_dialog import ReportDialog
from tests.factory import add_request
from tests.ui.case_window import show_case, shown
from tests.ui.conftest import Desk


def test_the_menu_of_a_case_opens_the_dialog_of_its_file(empty_desk: Desk) -> None:
    page = show_case(empty_desk, add_request(opened(empty_desk.program)))
    actions = {action.text(): action for menu in page.detail.findChildren(QMenu) for action in menu.actions()}
    seen = []

    def look_at(dialog: QDialog) -> None:
        assert isinstance(dialog, ReportDialog)
        seen.append((dialog.kind.currentData(), dialog.case.text()))
        dialog.reject()

    empty_desk.in_dialog(actions["Case file …"].trigger, look_at)
    assert seen == [(CASE_FILE, shown(page).reference)]
