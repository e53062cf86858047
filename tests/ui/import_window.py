"""What a person does in the window of an import, as the tests do it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton

from dpo_desktop.services.import_lists import imports
from dpo_desktop.services.import_views import ImportSummary
from dpo_desktop.services.lists import request_counts
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.ui.notices import Banner
from dpo_desktop.ui.requests.import_dialog import CHECK, COLUMNS, IMPORT, ImportDialog
from dpo_desktop.ui.requests.imports_dialog import ImportsDialog
from dpo_desktop.ui.requests.take_back_dialog import TakeBackDialog
from dpo_desktop.ui.shell import Shell
from tests.factory import DATA
from tests.ui.conftest import Desk

CRM = DATA / "crm"


def shell_of(desk: Desk) -> Shell:
    shell = desk.window.shell
    assert shell is not None
    return shell


def workspace_of(desk: Desk) -> OpenWorkspace:
    workspace = desk.program.workspace
    assert workspace is not None
    return workspace


def summaries(desk: Desk) -> tuple[ImportSummary, ...]:
    return imports(workspace_of(desk))


def cases(desk: Desk) -> int:
    counts = request_counts(workspace_of(desk))
    return counts["open"] + counts["closed"]


def shown_texts(dialog: QDialog) -> str:
    """All words of labels in it that can be seen."""
    return "\n".join(part.text() for part in dialog.findChildren(QLabel) if part.isVisible())


def press(dialog: QDialog, button: QPushButton) -> None:
    """A click, on a button that can be clicked."""
    assert button.isVisibleTo(dialog)
    assert button.isEnabled(), button.text()
    button.click()


def read(desk: Desk, dialog: QDialog, path: Path) -> ImportDialog:
    """Choose a file and wait until it can go on."""
    assert isinstance(dialog, ImportDialog)
    dialog.file_step.file_wanted.emit(path)
    answered(desk, dialog)
    return dialog


def answered(desk: Desk, dialog: ImportDialog) -> None:
    """Until a job of the import is through and what it gave is shown."""
    desk.wait_for(lambda: dialog._doing == "")
    desk.settle()


def to_check(desk: Desk, dialog: ImportDialog) -> ImportDialog:
    while dialog.step < COLUMNS:
        press(dialog, dialog.act_button)
    press(dialog, dialog.act_button)
    desk.wait_for(lambda: dialog.check_step.checked)
    assert dialog.step == CHECK
    return dialog


def to_import(desk: Desk, dialog: ImportDialog) -> ImportDialog:
    press(to_check(desk, dialog), dialog.act_button)
    assert dialog.step == IMPORT
    return dialog


def import_file(desk: Desk, path: Path) -> None:
    """The whole wizard with what it proposes."""

    def fill(dialog: QDialog) -> None:
        wizard = to_import(desk, read(desk, dialog, path))
        press(wizard, wizard.act_button)
        desk.wait_for(lambda: not wizard.isVisible())

    desk.in_dialog(shell_of(desk).on_import, fill)


def click_notice(desk: Desk, words: str, fill: Callable[[TakeBackDialog], object]) -> None:
    """Press the act of the notice that is shown."""
    banner = next(one for one in shell_of(desk).notices.findChildren(Banner) if one.words == words)
    act = next(one for one in banner.findChildren(QPushButton) if one.text().startswith("Take back"))

    def work(dialog: QDialog) -> None:
        assert isinstance(dialog, TakeBackDialog)
        desk.wait_for(lambda: dialog.plan)
        fill(dialog)
        desk.wait_for(lambda: not dialog.isVisible())

    desk.in_dialog(act.click, work)


def take_back_from_list(desk: Desk, position: int = 0) -> None:
    """Open the imports, choose one, take it back and close the list."""
    shell = shell_of(desk)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportsDialog)
        desk.wait_for(lambda: dialog.summaries)
        dialog.list.choose(position)

        def confirm(inner: QDialog) -> None:
            assert isinstance(inner, TakeBackDialog)
            desk.wait_for(lambda: inner.plan)
            press(inner, inner.act_button)
            desk.wait_for(lambda: not inner.isVisible())

        desk.in_dialog(lambda: press(dialog, dialog.act_button), confirm)
        desk.wait_for(lambda: dialog.summaries[position].undone_at)
        dialog.reject()

    desk.in_dialog(shell.on_imports, choose)


def key(desk: Desk, key_code: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key where the focus is, in whatever dialog is open."""
    focused = QApplication.focusWidget()
    assert focused is not None
    desk.qtbot.keyClick(focused, key_code, modifier)
    QApplication.processEvents()
