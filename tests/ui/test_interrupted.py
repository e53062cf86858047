"""What happens when a person does something else before the program has answered: nothing is lost, nothing crashes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from dpo_desktop.services.lists import issued_reports, request_counts
from dpo_desktop.services.workspace import open_with_keys
from dpo_desktop.ui.reports.report_dialog import ReportDialog
from dpo_desktop.ui.requests.case_dialogs import NoteDialog
from dpo_desktop.ui.requests.import_dialog import ImportDialog
from dpo_desktop.ui.requests.new_dialog import NewRequestDialog
from dpo_desktop.ui.settings.recovery_dialog import RecoveryDialog
from dpo_desktop.ui.unlock_page import UnlockPage
from tests.conftest import Template
from tests.factory import PASSPHRASE, ROOT, SetClock
from tests.ui.conftest import Desk, Starter, texts
from tests.ui.import_window import CRM, cases, read, shown_texts, to_check, to_import

_MENUS = 5  # File, Go, View with Theme, Help
SAMPLE = ROOT / "resources" / "demo" / "requests.csv"


def test_another_text_size_while_a_passphrase_is_tried_waits(start: Starter, empty_folder: Path) -> None:
    desk = start(empty_folder)
    page = desk.window.centralWidget()
    assert isinstance(page, UnlockPage)
    page.passphrase.setText(PASSPHRASE)
    page.on_unlock()
    desk.window.change_look("dark", 125)
    desk.settle()
    assert desk.window.what == "desk"


@pytest.mark.parametrize("section", ["home", "requests", "reports", "audit"])
def test_another_theme_while_pages_are_being_read_is_no_crash(desk: Desk, section: str) -> None:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page(section)
    if section == "audit":
        shell._page("audit").on_check()  # type: ignore[union-attr]
    desk.window.change_look("dark", 110)
    desk.settle()
    assert (desk.window.what, desk.window.shell.current if desk.window.shell else "") == ("desk", section)


def test_locking_right_after_a_write_locks(desk: Desk, demo_template: Template, clock: SetClock) -> None:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("requests")
    desk.settle()
    shell.requests.detail.state_wanted.emit("in_review")
    desk.window.lock()
    desk.settle()
    assert (desk.window.what, desk.program.workspace) == ("unlock", None)
    again = open_with_keys(desk.program.folder, demo_template.keys, clock=clock)  # nobody holds it any more
    again.store.dispose()
    again.lock.release()


def test_escape_while_a_note_is_being_kept_does_nothing(desk: Desk) -> None:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("requests")
    desk.settle()

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, NoteDialog)
        dialog.note.setPlainText("Asked billing.")
        dialog.on_act()
        dialog.reject()
        assert dialog.isVisible()

    desk.in_dialog(shell.requests.on_note, fill)
    assert "Asked billing." in texts(shell.requests.detail)
    assert shell.notices.words().startswith("The note is kept with REQ-2026-0031")


def test_typed_words_are_not_thrown_away_at_the_first_escape(desk: Desk) -> None:
    shell = desk.window.shell
    assert shell is not None

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        dialog.name.setText("Tara Quill")
        dialog.reject()
        assert dialog.isVisible()
        assert dialog.readiness.text().startswith("What you typed would be lost.")
        dialog.reject()

    desk.in_dialog(shell.on_new_request, fill)
    workspace = desk.program.workspace
    assert workspace is not None
    assert request_counts(workspace)["open"] == 20


def test_an_import_that_is_cancelled_brings_nothing_in(empty_desk: Desk) -> None:
    shell = empty_desk.window.shell
    assert shell is not None

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportDialog)
        to_import(empty_desk, read(empty_desk, dialog, SAMPLE))
        dialog.on_act()
        dialog.reject()
        empty_desk.wait_for(lambda: not dialog.isVisible())

    empty_desk.in_dialog(shell.on_import, fill)
    workspace = empty_desk.program.workspace
    assert workspace is not None
    counts = request_counts(workspace)
    said = shell.notices.words()
    assert (counts["open"], said) in ((0, ""), (20, "50 requests came in."))  # taken back, or through and told


def test_closing_the_import_while_it_reads_is_no_crash(empty_desk: Desk) -> None:
    shell = empty_desk.window.shell
    assert shell is not None

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportDialog)
        dialog.read_file(SAMPLE)
        dialog.reject()

    empty_desk.in_dialog(shell.on_import, fill)
    assert empty_desk.window.what == "desk"


def test_an_import_that_is_stopped_half_way_leaves_nothing(empty_desk: Desk) -> None:
    shell = empty_desk.window.shell
    assert shell is not None

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportDialog)
        to_import(empty_desk, read(empty_desk, dialog, CRM / "customers-1000.csv"))
        dialog.on_act()
        empty_desk.wait_for(lambda: "of 1,000 rows" in dialog.readiness.text())
        dialog.reject()
        empty_desk.wait_for(lambda: not dialog.isVisible())

    empty_desk.in_dialog(shell.on_import, fill)
    assert (cases(empty_desk), shell.notices.words()) in ((0, ""), (1000, "1,000 requests came in."))


def test_leaving_while_rows_are_checked_is_no_crash_and_back_gives_the_check_up(empty_desk: Desk) -> None:
    shell = empty_desk.window.shell
    assert shell is not None

    def fill(dialog: QDialog) -> None:
        wizard = read(empty_desk, dialog, CRM / "support-tickets-1000.csv")
        for _step in range(2):
            wizard.on_act()
        wizard.on_back()
        empty_desk.settle()
        assert wizard.check_step.checked is None
        to_check(empty_desk, wizard)
        wizard.on_back()
        wizard.columns_step.changed.emit()
        wizard.on_act()
        wizard.reject()

    empty_desk.in_dialog(shell.on_import, fill)
    assert empty_desk.window.what == "desk"


def test_the_same_file_again_is_said(desk: Desk, tmp_path: Path) -> None:
    shell = desk.window.shell
    assert shell is not None

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportDialog)
        dialog.save_template(tmp_path / "empty.csv")
        desk.wait_for((tmp_path / "empty.csv").exists)
        to_import(desk, read(desk, dialog, SAMPLE))
        assert "This very file came in on Tue 24 Nov 2026" in shown_texts(dialog)
        assert dialog.readiness.text() == "The table brings nothing that is not here already."
        assert not dialog.act_button.isEnabled()
        dialog.reject()

    desk.in_dialog(shell.on_import, fill)
    assert (tmp_path / "empty.csv").read_text("utf-8-sig").startswith("reference,type,received,channel")


def test_a_report_that_is_cancelled_is_told_or_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    shell = desk.window.shell
    assert shell is not None

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ReportDialog)
        dialog.set_folder(tmp_path / "out")
        desk.wait_for(dialog.issue_button.isEnabled)
        dialog.on_issue()
        dialog.reject()
        desk.wait_for(lambda: not dialog.isVisible())

    desk.in_dialog(shell.on_new_report, fill)
    workspace = desk.program.workspace
    assert workspace is not None
    written = sorted(path.suffix for path in (tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else []
    told = shell.notices.words().startswith("RPT-2026-0001 is signed.")
    assert (written, len(issued_reports(workspace)), told) in (([], 0, False), ([".pdf", ".pdf"], 1, True))


def test_a_search_never_hides_the_case_that_was_asked_for(desk: Desk) -> None:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("requests")
    desk.settle()
    asked = shell.requests.list.model.id_at(5)
    shell.requests.list.search.setText("zzz")
    desk.wait_for(lambda: shell.requests.list.model.rowCount() == 0)
    shell.show_page("home")
    shell.show_request(asked)
    desk.settle()
    assert (shell.requests.list.search.text(), shell.requests.list.current_id()) == ("", asked)


def test_the_desk_turns_to_the_new_day_by_itself(desk: Desk, clock: SetClock) -> None:
    shell = desk.window.shell
    assert shell is not None
    assert "Tuesday, 24 November 2026" in texts(shell)
    clock.now += timedelta(days=2)
    shell.check_day()
    desk.settle()
    assert desk.window.shell is not None
    assert "Thursday, 26 November 2026" in texts(desk.window.shell)


def test_a_recovery_code_is_made_anew_and_the_old_one_opens_no_more(
    start: Starter, empty_folder: Path, empty_template: Template, desk: Desk
) -> None:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("settings")
    codes: list[str] = []

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, RecoveryDialog)
        codes.append(dialog.form.code)
        dialog.on_act()
        assert dialog.form.answer_fields[0].error
        groups = dialog.form.code.split("-")
        for position, answer in zip(dialog.form._asked, dialog.form.answers, strict=True):
            answer.setText(groups[position])
        dialog.on_act()
        desk.wait_for(lambda: not dialog.isVisible())

    desk.in_dialog(shell._page("settings").on_recovery, fill)  # type: ignore[union-attr]
    desk.window.lock()
    desk.settle()
    page = desk.window.centralWidget()
    assert isinstance(page, UnlockPage)
    desk.qtbot.mouseClick(page._other_way, Qt.MouseButton.LeftButton)
    page.code.setText(empty_template.recovery_code)
    page.on_unlock()
    desk.settle()
    assert "belongs to another workspace" in page.code_field.error
    page.code.setText(codes[0])
    desk.in_dialog(page.on_unlock, lambda dialog: dialog.reject())
    assert desk.window.what == "unlock"  # a new passphrase was refused, so it is locked again


def test_menus_of_an_earlier_look_do_not_pile_up(desk: Desk) -> None:
    from PySide6.QtWidgets import QMenu

    for theme in ("dark", "light", "dark", "light"):
        desk.window.change_look(theme, 100 if theme == "light" else 110)
        desk.settle()
        desk.wait_for(lambda: len(desk.window.menuBar().findChildren(QMenu)) <= _MENUS)
