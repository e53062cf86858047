"""An import is taken back through the window, and what was worked on since stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from dpo_desktop.services.import_undo import undo_import
from dpo_desktop.services.requests import add_note
from dpo_desktop.ui.requests.imports_dialog import ImportsDialog
from dpo_desktop.ui.requests.take_back_dialog import TakeBackDialog
from tests.ui.conftest import Desk, texts
from tests.ui.import_window import (
    CRM,
    cases,
    click_notice,
    import_file,
    press,
    shell_of,
    summaries,
    take_back_from_list,
    workspace_of,
)


@pytest.mark.parametrize(
    ("name", "brings"), [("history-140.csv", 134), ("support-tickets-1000.csv", 1000), ("customers-1000.csv", 1000)]
)
def test_each_export_is_taken_back_from_the_list_of_imports(empty_desk: Desk, name: str, brings: int) -> None:
    import_file(empty_desk, CRM / name)
    assert cases(empty_desk) == brings
    take_back_from_list(empty_desk)
    assert cases(empty_desk) == 0
    shell = shell_of(empty_desk)
    assert shell.requests.list.model.rowCount() == 0
    assert shell.requests.detail.detail is None
    assert shell.notices.words() == f"The import of {name} is taken back."
    assert summaries(empty_desk)[0].undone_at is not None


def test_the_notice_takes_the_import_back_and_leaves_what_was_there(desk: Desk) -> None:
    shell = shell_of(desk)
    shell.show_page("requests")
    desk.settle()
    import_file(desk, CRM / "history-140.csv")
    assert cases(desk) == 184
    shown = max(shell.requests.list.all_ids())
    shell.requests.list.select(shown)
    desk.settle()
    assert shell.requests.detail.detail is not None
    assert shell.requests.detail.detail.source is not None
    assert shell.requests.detail.detail.source.file_name == "history-140.csv"

    def confirm(dialog: TakeBackDialog) -> None:
        assert dialog.outcome.text() == "134 cases go away, with all that came with them."
        assert not dialog.kept.isVisible()
        press(dialog, dialog.act_button)

    click_notice(desk, "134 requests came in.", confirm)
    assert cases(desk) == 50
    assert shell.notices.words() == "The import of history-140.csv is taken back."
    after = shell.requests.detail.detail
    assert after is not None
    assert after.source is not None
    assert after.source.file_name == "requests.csv"
    assert after.id == shell.requests.list.current_id() != shown


def test_a_case_that_went_away_while_it_was_read_is_no_error(empty_desk: Desk) -> None:
    import_file(empty_desk, CRM / "history-140.csv")
    shell = shell_of(empty_desk)
    shell.notices.clear()
    assert shell.requests.detail.detail is not None
    undo_import(workspace_of(empty_desk))  # nobody tells the list: it is still on its way
    shell.requests.reload_detail()
    empty_desk.settle()
    assert shell.requests.detail.detail is None
    assert shell.notices.words() == ""


def test_cases_that_were_worked_on_stay_and_are_listed_with_the_reason(empty_desk: Desk) -> None:
    import_file(empty_desk, CRM / "history-140.csv")
    workspace, shell = workspace_of(empty_desk), shell_of(empty_desk)
    kept = shell.requests.list.current_id()
    reference = shell.requests.detail.detail.reference  # type: ignore[union-attr]
    empty_desk.program.runner.write(lambda: add_note(workspace, kept, "Asked billing."))
    empty_desk.settle()

    def confirm(dialog: TakeBackDialog) -> None:
        assert dialog.outcome.text().startswith("133 cases go away")
        assert dialog.stays.text() == "1 case stays as it is:"
        line = dialog.kept.lines.line_at(0)
        assert line is not None
        assert (line.title, line.words) == (reference, "it was worked on since")
        press(dialog, dialog.act_button)

    click_notice(empty_desk, "134 requests came in.", confirm)
    assert cases(empty_desk) == 1
    assert shell.notices.words() == "The import of history-140.csv is taken back. 1 case stays."
    assert shell.requests.list.current_id() == kept
    assert "Asked billing." in texts(shell.requests.detail)


def test_an_import_whose_cases_all_stay_cannot_be_taken_back_and_says_why(empty_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("Name,Right\nTara Quill,access\n", "utf-8")
    import_file(empty_desk, path)
    workspace = workspace_of(empty_desk)
    empty_desk.program.runner.write(lambda: add_note(workspace, 1, "Asked billing."))
    empty_desk.settle()

    def look(dialog: TakeBackDialog) -> None:
        assert dialog.readiness.text() == "Every case of this import was worked on since, so all of them stay."
        assert not dialog.act_button.isEnabled()
        dialog.reject()

    click_notice(empty_desk, "1 request came in.", look)
    assert cases(empty_desk) == 1


def test_taking_back_can_be_stopped_and_leaves_the_import_as_it_was(empty_desk: Desk) -> None:
    import_file(empty_desk, CRM / "customers-1000.csv")

    def stop(dialog: TakeBackDialog) -> None:
        press(dialog, dialog.act_button)
        dialog.reject()

    click_notice(empty_desk, "1,000 requests came in.", stop)
    assert cases(empty_desk) in (0, 1000)
    undone = summaries(empty_desk)[0].undone_at is not None
    said = shell_of(empty_desk).notices.words()
    assert (cases(empty_desk) == 0, undone, bool(said)) in ((False, False, False), (True, True, True))


def test_the_list_of_imports_says_what_is_there_and_offers_only_what_can_be_done(empty_desk: Desk) -> None:
    shell = shell_of(empty_desk)

    def nothing(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportsDialog)
        empty_desk.settle()
        assert "Nothing was imported into this workspace yet." in texts(dialog)
        assert not dialog.act_button.isEnabled()
        dialog.reject()

    empty_desk.in_dialog(shell.on_imports, nothing)
    import_file(empty_desk, CRM / "history-140.csv")
    take_back_from_list(empty_desk)

    def listed(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportsDialog)
        empty_desk.wait_for(lambda: dialog.summaries)
        line = dialog.list.lines.line_at(0)
        assert line is not None
        assert line.title == "history-140.csv"
        assert line.words == (
            "Tue 24 Nov 2026, 18:00  ·  144 rows  ·  0 cases here  ·  taken back on Tue 24 Nov 2026, 18:00"
        )
        assert not dialog.act_button.isEnabled()
        dialog.reject()

    empty_desk.in_dialog(shell.on_imports, listed)
