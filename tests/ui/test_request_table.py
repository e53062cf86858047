"""The list of requests as a table: columns chosen, moved, sorted and kept; the case in its place; nothing jumps."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog

from dpo_desktop.services.lists import request_ids, request_rows
from dpo_desktop.services.request_orders import ORDERS
from dpo_desktop.services.requests import record_request
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import open_with_keys
from dpo_desktop.ui.parts.menus import TickMenu
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.columns import column_words, first_places, places_from_words, places_to_words
from dpo_desktop.ui.requests.export_dialog import ExportDialog
from dpo_desktop.ui.requests.page import RequestsPage
from dpo_desktop.ui.requests.request_list import TABLE
from tests.conftest import Template
from tests.factory import SetClock, new_request
from tests.ui.conftest import Desk, Starter, opened_desk
from tests.ui.test_accessibility import nameless, unreached_by_tab
from tests.ui.test_request_desk import page_of

FIRST_KEYS = ("person", "type", "due", "state", "law", "reference", "received", "handler")


def table_page(desk: Desk) -> RequestsPage:
    page = page_of(desk)
    page.list.turn_form()
    desk.settle()
    assert page.list.form == TABLE
    return page


def cell(page: RequestsPage, row: int, key: str) -> str:
    return str(page.list.model.index(row, list(column_words()).index(key) + 1).data())


def click_header(desk: Desk, page: RequestsPage, key: str) -> None:
    header = page.list.table.horizontalHeader()
    column = list(column_words()).index(key) + 1
    place = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) // 2, header.height() // 2)
    desk.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    desk.settle()


def test_the_same_rows_stand_in_the_table_and_what_is_chosen_stays_chosen(desk: Desk) -> None:
    page = page_of(desk)
    for _row in range(4):
        desk.press(Qt.Key.Key_J)
    chosen = page.list.current_id()
    turn = next(act for act in desk.window.findChildren(QAction) if act.shortcut() == QKeySequence("Ctrl+T"))
    turn.trigger()
    desk.settle()
    assert page.list.table.isVisible()
    assert page.list.table.hasFocus()
    assert not page.case.isVisible()
    assert page.list.table.shown_keys() == FIRST_KEYS
    assert (page.list.current_id(), page.list.selected_ids()) == (chosen, [chosen])
    assert page.list.table.selectionModel().isRowSelected(4)
    (row,) = request_rows(opened(desk.program), [chosen])
    assert [cell(page, 4, key) for key in ("person", "reference")] == [row.person, row.reference]
    assert page.list.model.index(4, 1).data(Qt.ItemDataRole.AccessibleTextRole) == f"Person: {row.person}"
    desk.press(Qt.Key.Key_J)
    desk.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.list.selected_ids() == [page.list.model.id_at(5), page.list.model.id_at(6)]
    turn.trigger()
    desk.settle()
    assert page.list.list_view.isVisible()
    assert page.case.isVisible()
    assert page.list.selected_ids() == [page.list.model.id_at(5), page.list.model.id_at(6)]
    assert page.list.current_id() == page.list.model.id_at(6)


def test_every_column_is_an_order_of_the_database() -> None:
    assert sorted(column_words()) == sorted(ORDERS) == sorted(place.key for place in first_places())


def test_a_click_on_a_header_sorts_in_the_database_and_another_turns_it_round(desk: Desk) -> None:
    page = table_page(desk)
    page.list.set_status("")
    desk.settle()
    chosen = page.list.model.id_at(20)
    page.list.select(chosen)
    desk.settle()
    everything = RequestFilter(status="")
    for sort in ("person", "-person", "type", "-type"):
        click_header(desk, page, sort.removeprefix("-"))
        assert list(page.list.all_ids()) == list(request_ids(opened(desk.program), everything, sort)), sort
        header = page.list.table.horizontalHeader()
        assert header.sortIndicatorSection() == list(column_words()).index(sort.removeprefix("-")) + 1
        assert (header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder) == sort.startswith("-")
        assert page.list.current_id() == chosen
        here = page.list.table.visualRect(page.list.table.currentIndex())
        assert page.list.table.viewport().rect().intersects(here)
    assert page.list.order.button.accessibleName() == "Order: Request, descending"


def test_the_order_is_chosen_from_a_menu_in_both_forms(desk: Desk) -> None:
    page = page_of(desk)
    for words, sort in (("Handled by", "handler"), ("Descending", "-handler"), ("Received", "-received")):
        next(act for act in page.list.order.menu().actions() if act.text() == words).trigger()
        desk.settle()
        assert page.list.order.sort == sort
        assert list(page.list.all_ids()) == list(request_ids(opened(desk.program), RequestFilter(), sort))


@pytest.mark.qt_log_ignore(r"raise\(\)", "grabbing the keyboard", extend=True)  # said of the offscreen platform
def test_columns_are_hidden_shown_and_moved_by_the_menu_which_stays_open(desk: Desk) -> None:
    page = table_page(desk)
    table = page.list.table
    page.list.columns_button.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, TickMenu)
    for words in ("Law", "Country"):
        action = next(act for act in menu.actions() if act.text() == words)
        desk.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        assert menu.isVisible()
    menu.setActiveAction(next(act for act in menu.actions() if act.text() == "Number before"))
    for shown in (True, False):
        desk.qtbot.keyClick(menu, Qt.Key.Key_Space)
        assert menu.isVisible()
        assert ("external" in table.shown_keys()) == shown
    desk.qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert table.shown_keys() == ("person", "type", "due", "state", "reference", "received", "handler", "country")

    desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_Right)  # the status is first, then the person, then what is asked
    place = table.viewport().rect().center()
    QApplication.sendEvent(
        table.viewport(),
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, table.viewport().mapToGlobal(place)),
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, TickMenu)
    by_words = {act.text(): act for act in menu.actions()}
    by_words["Move left"].trigger()
    assert table.shown_keys()[:2] == ("type", "person")
    by_words["Hide this column"].trigger()
    assert table.shown_keys()[:2] == ("person", "due")
    by_words["All as at first"].trigger()
    assert table.shown_keys() == FIRST_KEYS
    menu.close()


def test_the_last_column_cannot_be_hidden(desk: Desk) -> None:
    table = table_page(desk).list.table
    for key in column_words():
        table.show_column(key, shown=False)
    assert len(table.shown_keys()) == 1


def test_columns_stay_as_they_are_when_other_rows_come(desk: Desk) -> None:
    page = table_page(desk)
    table = page.list.table
    table.show_column("law", shown=False)
    table.move_column("due", -1)
    table.setColumnWidth(1, 333)
    before = table.places()
    for status in ("closed", "late", "new", ""):
        page.list.set_status(status)
        desk.settle()
        assert table.places() == before, status
        assert table.verticalHeader().count() == page.list.model.rowCount()


def test_selection_and_scroll_stay_when_rows_change_under_the_table(desk: Desk) -> None:
    page = table_page(desk)
    page.list.set_status("")
    desk.settle()
    table = page.list.table
    chosen = page.list.model.id_at(30)
    page.list.select(chosen)
    desk.settle()
    table.verticalScrollBar().setValue(table.verticalScrollBar().value() + 7)
    top = table.indexAt(QPoint(1, 1))
    before = (page.list.model.id_at(top.row()), table.visualRect(top).top())
    workspace = opened(desk.program)
    for name in ("Aaron First", "Zita Last"):
        desk.program.runner.write(lambda name=name: record_request(workspace, new_request(name)))
        desk.settle()
    assert page.list.model.rowCount() == 52
    assert (page.list.current_id(), page.list.selected_ids()) == (chosen, [chosen])
    top = table.indexAt(QPoint(1, 1))
    assert (page.list.model.id_at(top.row()), table.visualRect(top).top()) == before


def test_enter_opens_the_case_in_the_place_of_the_table_and_escape_goes_back(desk: Desk) -> None:
    page = table_page(desk)
    page.list.select(page.list.model.id_at(2))
    desk.settle()
    desk.press(Qt.Key.Key_Return)
    assert not page.list.isVisible()
    assert page.detail.act_button.hasFocus()
    assert page.detail.detail is not None
    assert page.detail.detail.id == page.list.model.id_at(2)
    page.case.step_wanted.emit(1)
    desk.settle()
    assert page.detail.detail.id == page.list.model.id_at(3)
    desk.press(Qt.Key.Key_Escape)
    assert page.list.table.hasFocus()
    assert page.list.current_id() == page.list.model.id_at(3)
    shell = desk.window.shell
    assert shell is not None
    shell.show_request(page.list.model.id_at(0))  # from another section
    desk.settle()
    assert page.is_opened
    desk.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.list.search.hasFocus()
    assert not page.is_opened


def test_a_case_in_the_place_of_the_table_stays_there_when_the_window_is_drawn_anew(desk: Desk) -> None:
    page = table_page(desk)
    page.list.select(page.list.model.id_at(2))
    desk.settle()
    desk.press(Qt.Key.Key_Return)
    shown = page.list.current_id()
    desk.window.change_look("dark", 100)
    desk.settle()
    again = page_of(desk)
    assert again is not page
    assert again.is_opened
    assert again.detail.detail is not None
    assert again.detail.detail.id == shown


def test_form_columns_order_and_dividers_are_there_again_after_a_restart(
    start: Starter, demo_template: Template, tmp_path: Path, clock: SetClock
) -> None:
    folder = tmp_path / "demo"
    first = opened_desk(start, demo_template, folder, clock)
    shell = first.window.shell
    assert shell is not None
    page = page_of(first)
    page.splitter.setSizes([500, 500])
    divider = page.splitter.sizes()
    shell.show_page("reports")
    first.settle()
    page = table_page(first)
    table = page.list.table
    table.show_column("country", shown=True)
    table.show_column("law", shown=False)
    table.move_column("country", -1)
    table.setColumnWidth(1, 333)
    click_header(first, page, "received")
    click_header(first, page, "received")
    before = table.places()
    page.list.search.setText("Quill")
    first.window.close()
    first.program.shut_down()
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    assert {"state/requests", "state/reports", "desk/requests.form"} <= set(kept.allKeys())
    assert "Quill" not in (tmp_path / "window.ini").read_text("utf-8")

    second = start(folder)
    second.window._on_opened(open_with_keys(folder, demo_template.keys, clock=clock))
    second.settle()
    again = page_of(second)
    assert (again.list.form, again.list.order.sort) == (TABLE, "-received")
    assert again.list.table.isVisible()
    assert [(place.key, place.shown) for place in again.list.table.places()] == [
        (place.key, place.shown) for place in before
    ]
    assert abs(again.list.table.columnWidth(1) - 333) < 2
    assert list(again.list.all_ids()) == list(request_ids(opened(second.program), RequestFilter(), "-received"))
    again.list.turn_form()
    second.settle()
    assert again.splitter.sizes() == divider


@pytest.mark.parametrize(
    "words", ["", "no json", "[1]", "null", "[]", '[["person", "wide", true]]', '[["x", 3, true]]']
)
def test_what_was_kept_and_cannot_be_read_is_as_at_first(words: str) -> None:
    assert places_from_words(words) == first_places()


def test_a_column_of_a_later_version_stands_at_the_end() -> None:
    older = first_places()[:4]
    assert places_from_words(places_to_words(older)) == first_places()


def test_every_widget_of_the_table_has_a_name_and_is_reached_by_tab(desk: Desk) -> None:
    page = table_page(desk)
    page.list.filter_button.click()
    desk.settle()
    assert nameless(desk.window) == []
    assert unreached_by_tab(desk.window) == []
    page.list.opened.emit()
    desk.settle()
    assert nameless(desk.window) == []
    assert unreached_by_tab(desk.window) == []


def test_the_columns_that_are_shown_go_out_into_the_file(desk: Desk, tmp_path: Path) -> None:
    page = table_page(desk)
    for key in column_words():
        page.list.table.show_column(key, shown=key in ("law", "country", "reference"))
    page.list.table.move_column("country", -1)
    path = tmp_path / "list.csv"

    def export(dialog: QDialog) -> None:
        assert isinstance(dialog, ExportDialog)
        dialog.kind.setCurrentIndex(dialog.kind.findData("csv"))
        dialog.write_to(path)

    desk.in_dialog(page.on_export, export)
    assert path.read_text("utf-8-sig").splitlines()[0] == "Law,Country,Reference"


def test_an_empty_register_offers_the_same_in_the_table(empty_desk: Desk) -> None:
    page = table_page(empty_desk)
    assert page.list.empty_button.isVisible()
    assert page.list.import_button.isVisible()
    assert not page.list.way_button.isVisible()
