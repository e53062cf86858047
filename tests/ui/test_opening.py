"""First run, unlock, recovery, locking: what a person meets before the desk, and what each refusal says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from dpo_desktop.services.workspace import unlock
from dpo_desktop.ui.first_run import FirstRun
from dpo_desktop.ui.settings.passphrase_dialog import PassphraseDialog
from dpo_desktop.ui.unlock_page import UnlockPage
from tests.conftest import Template
from tests.factory import PASSPHRASE, SetClock
from tests.ui.conftest import Desk, Starter

NEW_PASSPHRASE = "saffron-kettle-ribbon-tundra"


def first_run(desk: Desk) -> FirstRun:
    page = desk.window.centralWidget()
    assert isinstance(page, FirstRun)
    return page


def unlock_page(desk: Desk) -> UnlockPage:
    page = desk.window.centralWidget()
    assert isinstance(page, UnlockPage)
    return page


def typed(desk: Desk, page: UnlockPage, passphrase: str) -> None:
    page.passphrase.clear()
    desk.qtbot.keyClicks(page.passphrase, passphrase)
    desk.qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    desk.settle()


def test_first_run_makes_a_workspace_whose_code_was_typed_back(start: Starter, tmp_path: Path, clock: SetClock) -> None:
    folder = tmp_path / "new"
    desk = start(folder)
    page = first_run(desk)
    desk.qtbot.keyClick(page.organisation, Qt.Key.Key_Return)
    assert page.organisation_field.error == "This is printed on every report. Enter a name."
    desk.qtbot.keyClicks(page.organisation, "Kestrel Test Ltd")
    desk.qtbot.keyClicks(page.officer, "Ida Osterberg")
    desk.qtbot.keyClick(page.officer, Qt.Key.Key_Return)
    page.place.setEditText("Nowhere")
    desk.qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    assert "not in the list" in page.place_field.error
    page.place.setEditText("Germany, Bavaria")
    desk.qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    desk.qtbot.keyClicks(page.passphrase, "short")
    desk.qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert page.passphrase_field.error.startswith("Use at least 15 characters")
    page.passphrase.clear()
    desk.qtbot.keyClicks(page.passphrase, PASSPHRASE)
    desk.qtbot.keyClicks(page.again, f"{PASSPHRASE}x")
    desk.qtbot.keyClick(page.again, Qt.Key.Key_Return)
    assert page.again_field.error == "The two passphrases differ. Type the second one again."
    assert not folder.exists()
    page.again.setText(PASSPHRASE)
    desk.qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    desk.settle()
    form = page.recovery
    groups = form.code_label.text().split()
    assert len(groups) == 8
    asked = [int(field.editor.accessibleName().removeprefix("Group ")) for field in form.answer_fields]
    desk.qtbot.keyClicks(form.answers[0], "ZZZZ")
    desk.qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    assert "not what stands in that group" in form.answer_fields[0].error
    assert desk.window.what == "first_run"
    for answer, number in zip(form.answers, asked, strict=True):
        answer.setText(groups[number - 1].lower())
    desk.qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.window.what == "desk"
    assert desk.window.windowTitle() == "Kestrel Test Ltd – DPO Desktop"
    desk.window.lock()
    desk.settle()
    reopened = unlock(folder, PASSPHRASE, clock=clock)
    reopened.store.dispose()
    reopened.lock.release()


def test_a_wrong_passphrase_is_a_sentence_under_the_field_and_the_right_one_opens(
    start: Starter, empty_folder: Path
) -> None:
    desk = start(empty_folder)
    page = unlock_page(desk)
    typed(desk, page, "not-this-one-at-all")
    assert page.passphrase_field.error.startswith("This passphrase does not open the workspace.")
    assert page.passphrase.accessibleDescription() == page.passphrase_field.error
    assert page.passphrase.selectedText() == "not-this-one-at-all"
    typed(desk, page, PASSPHRASE)
    assert desk.window.what == "desk"


def test_the_recovery_code_opens_and_a_new_passphrase_is_asked_for_at_once(
    start: Starter, empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    desk = start(empty_folder)
    page = unlock_page(desk)
    desk.qtbot.mouseClick(page._other_way, Qt.MouseButton.LeftButton)
    desk.qtbot.keyClicks(page.code, empty_template.recovery_code[:-1])
    desk.qtbot.keyClick(page.code, Qt.Key.Key_Return)
    desk.settle()
    assert "32 characters" in page.code_field.error
    page.code.setText(empty_template.recovery_code.lower().replace("-", " "))

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, PassphraseDialog)
        dialog.passphrase.setText("short")
        dialog.on_act()
        assert dialog.passphrase_field.error.startswith("Use at least")
        dialog.passphrase.setText(NEW_PASSPHRASE)
        dialog.again.setText(NEW_PASSPHRASE)
        dialog.on_act()

    desk.in_dialog(lambda: desk.qtbot.keyClick(page.code, Qt.Key.Key_Return), choose)
    assert desk.window.what == "desk"
    desk.window.lock()
    desk.settle()
    typed(desk, unlock_page(desk), PASSPHRASE)
    assert desk.window.what == "unlock"
    typed(desk, unlock_page(desk), NEW_PASSPHRASE)
    assert desk.window.what == "desk"


def test_leaving_the_new_passphrase_out_locks_again(
    start: Starter, empty_folder: Path, empty_template: Template
) -> None:
    desk = start(empty_folder)
    page = unlock_page(desk)
    desk.qtbot.mouseClick(page._other_way, Qt.MouseButton.LeftButton)
    page.code.setText(empty_template.recovery_code)
    desk.in_dialog(lambda: desk.qtbot.keyClick(page.code, Qt.Key.Key_Return), lambda dialog: dialog.reject())
    assert desk.window.what == "unlock"
    assert desk.program.workspace is None


def test_a_damaged_key_file_offers_the_copy_of_the_last_unlock(start: Starter, empty_folder: Path) -> None:
    header = empty_folder / "vault.hdr"
    header.write_bytes(header.read_bytes()[:-40])
    desk = start(empty_folder)
    page = unlock_page(desk)
    typed(desk, page, PASSPHRASE)
    assert page.notices.words().startswith("The key file is damaged.")
    page.on_restore()
    desk.settle()
    assert page.notices.words() == "The key file of the last unlock is back. Unlock the workspace now."
    typed(desk, page, PASSPHRASE)
    assert desk.window.what == "desk"


def test_locking_forgets_the_workspace_and_asks_again(desk: Desk) -> None:
    desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert desk.window.what == "unlock"
    assert desk.program.workspace is None
    typed(desk, unlock_page(desk), PASSPHRASE)
    assert desk.window.what == "desk"


def test_a_workspace_that_is_open_elsewhere_is_said_so(
    start: Starter, empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    from dpo_desktop.services.workspace import lock, open_with_keys

    holder = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    desk = start(empty_folder)
    page = unlock_page(desk)
    typed(desk, page, PASSPHRASE)
    assert page.notices.words().startswith("The workspace is open in another window.")
    lock(holder)
    typed(desk, page, PASSPHRASE)
    assert desk.window.what == "desk"
