"""A register comes in through the window: read, mapped, checked, counted, and imported as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from dpo_desktop.ui.requests.import_dialog import CHECK, COLUMNS, FILE, IMPORT, ImportDialog
from tests.factory import ROOT
from tests.ui.conftest import Desk, texts
from tests.ui.import_window import (
    CRM,
    answered,
    cases,
    import_file,
    key,
    press,
    read,
    shell_of,
    shown_texts,
    summaries,
    to_check,
    to_import,
)

SAMPLE = ROOT / "resources" / "demo" / "requests.csv"
AMBIGUOUS = "Nr,Received,Name,Right\n1,03/04/2026,Tara Quill,access\n2,05/06/2026,Eckhard Cavershaw,erasure\n"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """The demo's table with a day that does not exist, which comes in without it, and a right that nobody knows."""
    sample = SAMPLE.read_text("utf-8")
    path = tmp_path / "bad.csv"
    path.write_text(sample.replace("2026-08-08", "2026-02-31").replace("rectification", "singing", 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "brings"), [("history-140.csv", 134), ("support-tickets-1000.csv", 1000), ("customers-1000.csv", 1000)]
)
def test_each_export_comes_in_and_says_how_many(empty_desk: Desk, name: str, brings: int) -> None:
    def fill(dialog: QDialog) -> None:
        wizard = to_import(empty_desk, read(empty_desk, dialog, CRM / name))
        assert wizard.act_button.text() == f"Import {brings:,} requests"
        press(wizard, wizard.act_button)
        empty_desk.wait_for(lambda: not wizard.isVisible())

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)
    assert cases(empty_desk) == brings
    assert shell_of(empty_desk).notices.words() == f"{brings:,} requests came in."
    assert [(one.file_name, one.cases) for one in summaries(empty_desk)] == [(name, brings)]


def test_the_preview_shows_the_file_as_typed_and_what_each_row_brings(empty_desk: Desk) -> None:
    def fill(dialog: QDialog) -> None:
        wizard = to_check(empty_desk, read(empty_desk, dialog, CRM / "history-140.csv"))
        step, model = wizard.check_step, wizard.check_step.table.preview
        assert model.rowCount() == 20
        horizontal = Qt.Orientation.Horizontal
        spoken = Qt.ItemDataRole.AccessibleTextRole
        headers = [model.headerData(column, horizontal, spoken) for column in range(5)]
        assert headers == ["Row", "What it brings", "Nr: Its number there", "received: Received", "Name: Name"]
        assert [model.index(0, column).data() for column in range(5)] == [
            "2",
            "New",
            "23-001",
            "04.03.2023",
            "Branwen Bhuyanwal",
        ]
        step.chips["duplicate"].click()
        assert (step.chips["duplicate"].text(), model.rowCount()) == ("Duplicate  6", 6)
        assert str(model.index(0, 1).data()).startswith("Duplicate of row ")
        step.chips["skipped"].click()
        assert model.rowCount() == 4
        step.table.setCurrentIndex(model.index(0, 1))
        assert "No case: " in texts(step)
        press(wizard, wizard.act_button)
        assert "134" in texts(wizard.counts_step)
        wizard.reject()

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)
    assert cases(empty_desk) == 0


def test_rows_with_a_problem_are_shown_with_the_reason_and_come_in_only_when_left_out(
    empty_desk: Desk, bad: Path
) -> None:
    def fill(dialog: QDialog) -> None:
        wizard = to_check(empty_desk, read(empty_desk, dialog, bad))
        step, model = wizard.check_step, wizard.check_step.table.preview
        assert step.chips["bad"].text() == "Problem  1"
        lines = [step.findings.lines.line_at(at) for at in range(step.findings.lines.rowCount())]
        assert [line.title for line in lines if line] == ["Row 5, type", "Row 4, received"]
        step.findings.choose(0)
        cell = step.table.currentIndex()
        assert (cell.data(), model.position_at(cell.row())) == ("singing", 3)
        spoken = str(cell.data(Qt.ItemDataRole.AccessibleTextRole))
        assert spoken.startswith("singing. The right “singing” is not known.")
        assert str(cell.data(Qt.ItemDataRole.ToolTipRole)) == "singing\n\n" + spoken.removeprefix("singing. ")
        assert "type: The right “singing” is not known." in step.row_words.text()
        step.chips["bad"].click()
        assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["5"]
        press(wizard, wizard.act_button)
        assert wizard.step == IMPORT
        assert not wizard.act_button.isEnabled()
        assert wizard.readiness.text() == "1 row has a problem. Leave it out, or mend the file."
        wizard.counts_step.leave_bad.click()
        assert wizard.act_button.text() == "Import 49 requests"
        press(wizard, wizard.act_button)
        empty_desk.wait_for(lambda: not wizard.isVisible())

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)
    assert cases(empty_desk) == 49


def test_rows_that_could_not_be_read_at_all_are_found_among_the_problems(empty_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    lines = [
        "Nr,Received,Name",
        *(f"{n},2026-10-{n:02},Person {n}" for n in range(1, 20)),
        "20,2026-10-20,Tara,too,many",
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")

    def fill(dialog: QDialog) -> None:
        wizard = to_check(empty_desk, read(empty_desk, dialog, path))
        step = wizard.check_step
        assert step.chips["first"].isChecked()
        step.findings.choose(0)
        assert step.chips["bad"].isChecked()
        assert [step.table.preview.index(0, column).data() for column in range(3)] == ["21", "Problem", ""]
        step.table.setCurrentIndex(step.table.preview.index(0, 2))
        assert "The row has 5 cells instead of 3." in step.row_words.text()
        press(wizard, wizard.act_button)
        wizard.counts_step.leave_bad.click()
        press(wizard, wizard.act_button)
        empty_desk.wait_for(lambda: not wizard.isVisible())

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)
    assert cases(empty_desk) == 19


def test_dates_that_can_be_read_in_two_ways_are_asked_for_and_remembered(empty_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text(AMBIGUOUS, "utf-8")

    def ask(dialog: QDialog) -> None:
        wizard = to_check(empty_desk, read(empty_desk, dialog, path))
        step = wizard.check_step
        assert "03/04/2026, 05/06/2026: which comes first? Nothing in the table says it." in texts(step)
        assert not wizard.act_button.isEnabled()
        assert wizard.readiness.text() == "Say first whether day or month comes first."
        step.order_buttons["mdy"].click()
        empty_desk.wait_for(lambda: step.checked and not step.checked.plan.asks_order)
        assert step.order.currentData() == "mdy"
        press(wizard, wizard.act_button)
        press(wizard, wizard.act_button)
        empty_desk.wait_for(lambda: not wizard.isVisible())

    shell = shell_of(empty_desk)
    empty_desk.in_dialog(shell.on_import, ask)
    detail = shell.requests.detail.detail
    assert detail is not None
    assert detail.received_at is not None
    assert (detail.received_at.month, detail.received_at.day) in ((3, 4), (5, 6))
    path.write_text(AMBIGUOUS.replace("Tara", "Nesta"), "utf-8")

    def again(dialog: QDialog) -> None:
        wizard = to_check(empty_desk, read(empty_desk, dialog, path))
        assert "As with the last such table" in texts(wizard.check_step)
        assert wizard.act_button.isEnabled()
        assert wizard.check_step.order.currentData() == "mdy"
        wizard.reject()

    empty_desk.in_dialog(shell.on_import, again)


def test_a_field_of_two_columns_is_a_sentence_and_the_column_is_found(empty_desk: Desk) -> None:
    def fill(dialog: QDialog) -> None:
        wizard = read(empty_desk, dialog, CRM / "customers-1000.csv")
        press(wizard, wizard.act_button)
        step = wizard.columns_step
        assert step.editors[1].currentText() == "Its number there"
        assert step.editors[1].accessibleName() == "What “Customer Id” means"
        assert step.editors[0].currentText() == "Kept as typed only"
        step.editors[0].setCurrentIndex(step.editors[0].findData("reference"))
        assert step.violation_words.text() == "Two columns are both to mean “Its number there”. Choose one of them."
        assert step.editors[0].accessibleDescription() == step.violation_words.text()
        press(wizard, wizard.act_button)
        assert wizard.step == COLUMNS
        assert step.editors[1].hasFocus()
        step.editors[1].setCurrentIndex(0)
        assert step.violation_words.text() == ""
        for editor in step.editors:
            editor.setCurrentIndex(0)
        assert step.violation_words.text().startswith("No column means anything yet.")
        wizard.reject()
        assert wizard.isVisible()  # what was said of the columns would be lost
        wizard.reject()

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)


def test_what_columns_mean_is_remembered_for_the_next_such_table(empty_desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("A,B,C\nTara Quill,access,hello\n", "utf-8")
    second.write_text("A,B,C\nNesta Dubreuilly,erasure,again\n", "utf-8")

    def teach(dialog: QDialog) -> None:
        wizard = read(empty_desk, dialog, first)
        press(wizard, wizard.act_button)
        step = wizard.columns_step
        assert "As you said it of the last table" not in shown_texts(wizard)
        for editor, field in zip(step.editors, ("requester_name", "type", "notes"), strict=True):
            editor.setCurrentIndex(editor.findData(field))
        press(to_check(empty_desk, wizard), wizard.act_button)
        press(wizard, wizard.act_button)
        empty_desk.wait_for(lambda: not wizard.isVisible())

    def remembered(dialog: QDialog) -> None:
        wizard = read(empty_desk, dialog, second)
        press(wizard, wizard.act_button)
        assert "As you said it of the last table with these columns." in shown_texts(wizard)
        assert wizard.columns_step.fields() == ("requester_name", "type", "notes")
        wizard.reject()

    empty_desk.in_dialog(shell_of(empty_desk).on_import, teach)
    empty_desk.in_dialog(shell_of(empty_desk).on_import, remembered)
    assert cases(empty_desk) == 1


def test_a_workbook_of_two_sheets_is_read_by_the_sheet_that_is_chosen(empty_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in {
            "2025": [("Name", "Right"), ("Tara Quill", "access")],
            "2026": [("Register of 2026", ""), ("Name", "Right"), ("Nesta", "erasure"), ("Till", "access")],
        }.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        far = book.add_worksheet("far")
        far.write_row(0, 0, ("Name", "Right"))
        far.write(1_048_575, 16_383, "x")

    def fill(dialog: QDialog) -> None:
        wizard = read(empty_desk, dialog, path)
        options = wizard.file_step.options
        assert [options["sheet"].itemText(at) for at in range(options["sheet"].count())] == ["2025", "2026", "far"]
        assert not options["encoding"].isVisible()
        assert "1 row, 2 columns" in texts(wizard.file_step)
        options["sheet"].setCurrentIndex(2)
        options["sheet"].activated.emit(2)
        answered(empty_desk, wizard)
        assert "The sheet reaches as far as cell" in shown_texts(wizard)
        assert not wizard.act_button.isEnabled()
        assert (options["sheet"].isVisible(), options["sheet"].currentText()) == (True, "far")
        options["sheet"].setCurrentIndex(1)
        options["sheet"].activated.emit(1)
        answered(empty_desk, wizard)
        assert "2 rows, 2 columns" in texts(wizard.file_step)
        assert options["header_record"].currentText() == "Row 2"
        options["header_record"].setCurrentIndex(2)
        options["header_record"].activated.emit(2)
        answered(empty_desk, wizard)
        assert "1 row, 2 columns" in texts(wizard.file_step)
        options["header_record"].setCurrentIndex(1)
        options["header_record"].activated.emit(1)
        answered(empty_desk, wizard)
        to_import(empty_desk, wizard)
        press(wizard, wizard.act_button)
        empty_desk.wait_for(lambda: not wizard.isVisible())

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)
    assert cases(empty_desk) == 2


def test_the_encoding_and_the_delimiter_can_be_set_right(empty_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "dos.csv"
    path.write_bytes("Name;Right\nJörg Bäßler;access\nTill, the second;access\n".encode("cp850"))

    def fill(dialog: QDialog) -> None:
        wizard = read(empty_desk, dialog, path)
        options = wizard.file_step.options
        assert not options["sheet"].isVisible()
        options["encoding"].setCurrentIndex(options["encoding"].findData("cp850"))
        options["encoding"].activated.emit(options["encoding"].currentIndex())
        answered(empty_desk, wizard)
        assert options["encoding"].currentText() == "DOS, Western Europe (850)"
        assert options["delimiter"].currentData() == ";"
        wizard = to_check(empty_desk, wizard)
        assert wizard.check_step.table.preview.index(0, 2).data() == "Jörg Bäßler"
        wizard.on_back()
        wizard.on_back()
        options["delimiter"].setCurrentIndex(options["delimiter"].findData("|"))
        options["delimiter"].activated.emit(options["delimiter"].currentIndex())
        answered(empty_desk, wizard)
        assert options["delimiter"].isVisible()  # and can be set back
        assert options["encoding"].currentData() == "cp850"
        options["encoding"].setCurrentIndex(options["encoding"].findData("utf-16-le"))
        options["encoding"].activated.emit(options["encoding"].currentIndex())
        answered(empty_desk, wizard)
        assert not wizard.act_button.isEnabled()
        assert options["encoding"].isVisible()
        wizard.reject()

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("report.csv", b"%PDF-1.7\n", "This is a PDF."),
        ("page.csv", b"<!DOCTYPE html><html><body>no</body></html>", "This is a web page"),
        ("empty.csv", b"", "The file is empty."),
        ("heading.csv", b"Name,Right\n", "The table holds a heading and no rows."),
    ],
)
def test_a_file_that_is_no_table_is_a_sentence_and_nothing_goes_on(
    empty_desk: Desk, tmp_path: Path, name: str, raw: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)

    def fill(dialog: QDialog) -> None:
        wizard = read(empty_desk, dialog, path)
        assert words in shown_texts(wizard)
        assert not wizard.act_button.isEnabled()
        wizard.on_act()
        assert wizard.step == FILE
        read(empty_desk, wizard, tmp_path / "gone.csv")
        assert wizard.readiness.text() == "This file does not exist. Check the path."
        assert words not in shown_texts(wizard)
        read(empty_desk, wizard, SAMPLE)
        assert wizard.act_button.isEnabled()
        wizard.reject()

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)


def test_duplicates_come_in_as_cases_of_their_own_when_that_is_wanted(empty_desk: Desk) -> None:
    import_file(empty_desk, CRM / "history-140.csv")

    def again(dialog: QDialog) -> None:
        wizard = to_import(empty_desk, read(empty_desk, dialog, CRM / "history-140.csv"))
        assert wizard.counts_step.before_words.text().startswith("This very file came in on Tue 24 Nov 2026")
        assert not wizard.act_button.isEnabled()
        assert wizard.readiness.text() == "The table brings nothing that is not here already."
        wizard.counts_step.with_doubles.click()
        answered(empty_desk, wizard)
        assert wizard.counts_step.with_doubles.isChecked()
        assert wizard.act_button.text() == "Import 140 requests"
        press(wizard, wizard.act_button)
        empty_desk.wait_for(lambda: not wizard.isVisible())

    empty_desk.in_dialog(shell_of(empty_desk).on_import, again)
    assert cases(empty_desk) == 274


def test_going_back_and_forth_keeps_what_was_said_and_checks_anew_only_after_a_change(empty_desk: Desk) -> None:
    def fill(dialog: QDialog) -> None:
        wizard = to_import(empty_desk, read(empty_desk, dialog, CRM / "history-140.csv"))
        checked = wizard.check_step.checked
        press(wizard, wizard.back_button)
        assert (wizard.step, wizard.check_step.checked) == (CHECK, checked)
        press(wizard, wizard.back_button)
        editor = wizard.columns_step.editors[11]
        editor.setCurrentIndex(editor.findData(""))
        assert wizard.check_step.checked is None
        to_check(empty_desk, wizard)
        assert wizard.columns_step.fields()[11] == ""
        for _step in range(2):
            press(wizard, wizard.back_button)
        assert wizard.step == FILE
        assert not wizard.back_button.isVisible()
        wizard.reject()
        wizard.reject()

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)


def test_the_keyboard_alone_brings_a_table_in(empty_desk: Desk) -> None:
    ctrl, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

    def fill(dialog: QDialog) -> None:
        wizard = read(empty_desk, dialog, CRM / "history-140.csv")
        assert wizard.act_button.hasFocus()
        key(empty_desk, Qt.Key.Key_Space)
        assert wizard.step == COLUMNS
        assert wizard.columns_step.editors[0].hasFocus()
        key(empty_desk, Qt.Key.Key_Down)
        assert wizard.columns_step.editors[0].currentText() == "Right"
        key(empty_desk, Qt.Key.Key_Up)
        key(empty_desk, Qt.Key.Key_Return, ctrl)
        empty_desk.wait_for(lambda: wizard.check_step.checked)
        table = wizard.check_step.table
        assert table.hasFocus()
        key(empty_desk, Qt.Key.Key_Down)
        key(empty_desk, Qt.Key.Key_Right)
        assert table.currentIndex().isValid()
        key(empty_desk, Qt.Key.Key_Tab)
        assert not table.hasFocus()
        key(empty_desk, Qt.Key.Key_Left, alt)
        assert wizard.step == COLUMNS
        for _step in range(2):
            key(empty_desk, Qt.Key.Key_Return, ctrl)
        assert wizard.step == IMPORT
        key(empty_desk, Qt.Key.Key_Return, ctrl)
        empty_desk.wait_for(lambda: not wizard.isVisible())

    act = next(one for one in empty_desk.window.findChildren(QAction) if one.shortcut() == QKeySequence("Ctrl+I"))
    empty_desk.in_dialog(act.trigger, fill)
    assert cases(empty_desk) == 134


def drop(target: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(9, 9), copy, data, left, none))


def test_tables_that_cannot_be_read_are_no_mails(empty_desk: Desk, tmp_path: Path) -> None:
    shell = shell_of(empty_desk)
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportDialog)
        answered(empty_desk, dialog)
        assert not dialog.act_button.isEnabled()
        dialog.reject()

    empty_desk.in_dialog(lambda: drop(shell, old), fill)
    drop(shell, old, CRM / "history-140.csv")
    assert "Drop one table at a time, and mails without a table." in shell.notices.words()
    shell.show_page("mail")
    empty_desk.settle()
    assert shell.mail.list.model.rowCount() == 0


def test_a_table_that_is_dropped_is_read(empty_desk: Desk, tmp_path: Path) -> None:
    """On the desk it opens the import; on the import it takes the place of the file before."""
    other = tmp_path / "other.csv"
    other.write_text("Name,Right\nTara Quill,access\n", "utf-8")
    shell = shell_of(empty_desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportDialog)
        answered(empty_desk, dialog)
        assert "144 rows, 12 columns" in texts(dialog.file_step)
        to_check(empty_desk, dialog)
        drop(dialog, other)
        answered(empty_desk, dialog)
        assert dialog.step == FILE
        assert "1 row, 2 columns" in texts(dialog.file_step)
        dialog.reject()

    empty_desk.in_dialog(lambda: drop(shell, CRM / "history-140.csv"), fill)
    assert shell.current == "requests"


def test_the_columns_say_what_is_in_them_in_the_whole_table(empty_desk: Desk) -> None:
    def fill(dialog: QDialog) -> None:
        wizard = read(empty_desk, dialog, CRM / "history-140.csv")
        columns = wizard._source.columns if wizard._source else ()
        filled = {one.name: one.filled for one in columns}
        assert (filled["Nr"], filled["received"], filled["notes / merged"]) == (131, 139, 141)
        wizard.on_act()
        assert "139" in shown_texts(wizard.columns_step).splitlines()
        wizard.reject()

    empty_desk.in_dialog(shell_of(empty_desk).on_import, fill)
