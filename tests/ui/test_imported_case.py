"""A case that came from a register says so: which row, what stood there, and what the register does not say."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from dpo_desktop.ui.requests.register_source import FromRegister
from dpo_desktop.ui.theme import look
from tests.ui.conftest import Desk, texts
from tests.ui.import_window import import_file, shell_of

HEADER = "Nr;Received;Name;Right;Country;Extended;closed?;Closed on;Notes"


def show_case(desk: Desk, folder: Path, row: str) -> str:
    """Import a register of this one row, open its case, and give all that the case says."""
    path = folder / "register.csv"
    path.write_text(f"{HEADER}\n{row}\n", "utf-8")
    import_file(desk, path)
    shell = shell_of(desk)
    shell.requests.list.set_status("")
    desk.settle()
    assert shell.requests.detail.detail is not None
    return texts(shell.requests.detail)


def section(desk: Desk) -> FromRegister:
    found = shell_of(desk).requests.detail.findChildren(FromRegister)
    return found[-1]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "7;03.06.2024;Tara;access;IN;;yes;15.08.2024;paused 20.06.2024-02.07.2024 (ID)",
            "The clock stood for 12 days, 20 June to 2 July 2024, the identity was awaited",
        ),
        (
            "7;03.12.2024;Tara;access;IN;;yes;15.02.2025;paused 20.12.2024-02.01.2025",
            "The clock stood for 13 days, 20 December 2024 to 2 January 2025",
        ),
        (
            "7;03.06.2024;Tara;access;IN;;yes;15.08.2024;on hold for 20 days, waiting for ID",
            "The clock stood for 20 days, the identity was awaited",
        ),
        ("7;03.06.2024;Tara;access;DE;2 months;;;", "The deadline was extended by 2 months"),
        ("7;03.06.2024;Tara;access;DE;yes;;;", "The deadline was extended"),
        (
            "7;03.06.2024;Tara;access;DE;2 months;;;",
            "The extension changes nothing: this rule knows none",
        ),
        (
            "7;03.06.2024;Tara;access;DE;2 months;;;",
            "Extended; in time only if the person was told by Wed 3 Jul 2024, which is not recorded.",
        ),
        (
            "7;03.06.2024;Tara;access;DE;;;;extended (complex)",
            "The deadline was extended, the request is complex",
        ),
        ("7;03.06.2024;Tara;access;DE;;yes;;", "Closed, outcome not recorded. The register does not say when."),
        ("7;03.06.2024;Tara;access;DE;;yes;;", "Closed; the register does not say when"),
        ("7;;Tara;access;DE;;;;", "The register does not say"),
        ("7;03.06.2024;;access;DE;;;;", "Name not known"),
        ("7;03.06.2024;Tara;access;DE;;;;", "by Ida Osterberg, entered on Tue 24 Nov 2026"),
        ("7;03.06.2024;Tara;access + erasure;DE;;;;", "Also asked for: Erasure"),
    ],
)
def test_what_the_register_says_and_does_not_say_is_a_sentence(
    empty_desk: Desk, tmp_path: Path, row: str, words: str
) -> None:
    assert words in show_case(empty_desk, tmp_path, row).splitlines()


def test_a_fact_without_a_day_stands_in_the_timeline_without_one(empty_desk: Desk, tmp_path: Path) -> None:
    said = show_case(empty_desk, tmp_path, "7;03.06.2024;Tara;access;DE;2 months;yes;;").splitlines()
    assert said.count("no date") == 2  # the extension and the closing
    assert "by Ida Osterberg" in said


def test_a_day_without_an_hour_is_shown_as_a_day(empty_desk: Desk, tmp_path: Path) -> None:
    said = show_case(empty_desk, tmp_path, "7;03.06.2024;Tara;access;DE;;yes;15.08.2024;").splitlines()
    assert said.count("Mon 3 Jun 2024") == 3  # the sum, the timeline and the facts
    assert said.count("Thu 15 Aug 2024") == 2
    assert [line for line in said if "12:00" in line] == []


def test_an_hour_that_the_register_gives_is_shown(empty_desk: Desk, tmp_path: Path) -> None:
    said = show_case(empty_desk, tmp_path, "7;2024-06-03 15:00;Tara;access;DE;;yes;03.06.2024;").splitlines()
    named = {one.accessibleName() for one in shell_of(empty_desk).requests.detail.findChildren(QLabel)}
    assert {"Received: Mon 3 Jun 2024, 15:00", "Closed: Mon 3 Jun 2024"} <= named
    assert said.count("15:00") == 1  # in the timeline, of the receipt: the closing is of that day, not of that hour


def test_the_holidays_are_those_of_a_place_that_is_named(empty_desk: Desk, tmp_path: Path) -> None:
    said = show_case(empty_desk, tmp_path, "7;03.06.2024;Tara;access;DE;;;;").splitlines()
    table = said[said.index("Holiday table") + 1]
    assert (table.startswith("holidays "), table.endswith(", India, Karnataka")) == (True, True)


def test_a_case_without_a_date_names_no_holidays(empty_desk: Desk, tmp_path: Path) -> None:
    said = show_case(empty_desk, tmp_path, "7;;Tara;access;DE;;;;").splitlines()
    assert ("Facts" in said, "Holiday table" in said) == (True, False)


def test_a_case_without_name_and_date_is_read_aloud_in_the_list(empty_desk: Desk, tmp_path: Path) -> None:
    show_case(empty_desk, tmp_path, "7;;;access;DE;;;;")
    model = shell_of(empty_desk).requests.list.model
    spoken = str(model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "No date by law, Name not known, Access, REQ-2026-0001, no date, "


def test_the_row_is_named_and_its_cells_can_be_selected_as_typed(empty_desk: Desk, tmp_path: Path) -> None:
    row = "7;  03.06.2024;Tara  Quill;access;DE;;;;"
    shown = show_case(empty_desk, tmp_path, row)
    assert "register.csv, row 2, imported on Tue 24 Nov 2026, 18:00" in shown
    cells = [one for one in section(empty_desk).findChildren(QLabel) if one.text() in ("  03.06.2024", "Tara  Quill")]
    assert len(cells) == 2
    for cell in cells:
        assert cell.isVisibleTo(section(empty_desk))
        assert cell.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard


def test_long_cells_stand_behind_a_link_and_the_page_grows_with_them(empty_desk: Desk, tmp_path: Path) -> None:
    note = "word " * 150
    show_case(empty_desk, tmp_path, f"7;03.06.2024;Tara;access;DE;;;;{note}")
    register = section(empty_desk)
    link = register.findChildren(QPushButton)[0]
    cell = next(one for one in register.findChildren(QLabel) if one.text() == note)
    page = shell_of(empty_desk).requests.detail.findChildren(QScrollArea)[-1].widget()
    before = page.height()
    assert register.mapTo(page, register.rect().bottomLeft()).y() > before - look.line() * 3  # no empty screen below
    assert (link.text(), cell.isVisibleTo(register)) == ("Show the 6 cells as typed", False)
    link.click()
    empty_desk.settle()
    assert (link.text(), cell.isVisibleTo(register)) == ("Hide the cells", True)
    assert page.height() > before
    assert cell.height() >= cell.heightForWidth(cell.width())
    link.click()
    empty_desk.settle()
    assert (page.height(), cell.isVisibleTo(register)) == (before, False)


def test_a_case_that_was_entered_here_has_no_such_section(empty_desk: Desk) -> None:
    from tests.factory import add_request
    from tests.ui.import_window import workspace_of

    add_request(workspace_of(empty_desk))
    shell = shell_of(empty_desk)
    shell.show_request(1)
    empty_desk.settle()
    assert shell.requests.detail.findChildren(FromRegister) == []
    assert "entered on" in texts(shell.requests.detail)  # received in October, entered in November
