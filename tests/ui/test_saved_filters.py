"""Saved filters at the head of the list: their counts follow every edit, and a changed one says so."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog

from dpo_desktop.services.lists import request_ids
from dpo_desktop.services.requests import assign_requests
from dpo_desktop.services.saved_filters import save_filter, saved_filters
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.filter_panel import periods
from dpo_desktop.ui.requests.request_list import RequestList
from dpo_desktop.ui.requests.saved_dialogs import DeleteFilterDialog, RenameFilterDialog, SaveFilterDialog
from tests.ui.conftest import Desk, texts
from tests.ui.test_request_desk import page_of


def choose(editor: QComboBox, code: str) -> None:
    assert editor.findData(code) >= 0
    editor.setCurrentIndex(editor.findData(code))


def save_as(desk: Desk, rows: RequestList, name: str) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, SaveFilterDialog)
        desk.qtbot.keyClicks(dialog.name, name)
        desk.qtbot.keyClick(dialog.name, Qt.Key.Key_Return)

    desk.in_dialog(rows.panel.save_button.click, fill)


def test_a_filter_is_chosen_saved_changed_and_taken_back(desk: Desk) -> None:
    rows = page_of(desk).list
    assert not rows.saved.isVisible()
    rows.filter_button.click()
    choose(rows.panel.type, "erasure")
    choose(rows.panel.law, "EU")
    desk.settle()
    assert rows.model.rowCount() == len(request_ids(opened(desk.program), RequestFilter("", "open", "erasure", "EU")))
    rows.order.changed.emit("-received")
    save_as(desk, rows, "Erasures, EU")
    (chip,) = rows.saved.chips.values()
    assert chip.isVisible()
    assert chip.isChecked()
    assert chip.accessibleName() == "Saved filter Erasures, EU, 2 requests"
    rows.filter_button.click()
    assert rows.filter_button.accessibleName() == "Filter: Erasure, EU GDPR"

    rows.set_status("")
    desk.settle()
    assert "“Erasures, EU” is changed." in texts(rows)
    assert chip.accessibleName() == "Saved filter Erasures, EU, 2 requests, changed"
    rows.saved.back_button.click()
    desk.settle()
    assert (rows.status, rows.model.rowCount(), rows.order.sort) == ("open", 2, "-received")
    assert not rows.saved.save_button.isVisible()

    rows.set_status("")
    desk.settle()
    count = rows.model.rowCount()
    rows.saved.save_button.click()
    desk.settle()
    (kept,) = saved_filters(opened(desk.program))
    assert (kept.wanted, kept.sort, kept.count) == (RequestFilter("", "", "erasure", "EU"), "-received", count)
    assert not rows.saved.changed

    chip.click()  # a click on the chosen one leaves it
    desk.settle()
    assert (rows.shown(), chip.isChecked()) == (RequestFilter(), False)
    chip.click()
    desk.settle()
    assert rows.shown() == kept.wanted
    rows.show_all_open()
    desk.settle()
    assert not chip.isChecked()


def test_counts_follow_every_edit_wherever_it_was_made(desk: Desk) -> None:
    rows = page_of(desk).list
    workspace = opened(desk.program)
    free = save_filter(workspace, "Nobody yet", RequestFilter(handler=""), "due")
    given = save_filter(workspace, "Anja", RequestFilter(handler="Anja"), "due")
    rows.saved.load()
    desk.settle()
    assert [rows.saved.chips[one].text() for one in (free, given)] == ["Nobody yet  20", "Anja  0"]
    chosen = list(rows.all_ids())[:3]
    desk.program.runner.write(lambda: assign_requests(workspace, chosen, "Anja"))
    desk.settle()
    assert [rows.saved.chips[one].text() for one in (free, given)] == ["Nobody yet  17", "Anja  3"]
    rows.saved.chips[given].click()
    desk.settle()
    assert sorted(rows.all_ids()) == sorted(chosen)
    assert rows.panel.handler.currentText() == "Anja"


def test_a_saved_filter_is_renamed_saved_as_another_and_deleted(desk: Desk) -> None:
    rows = page_of(desk).list
    workspace = opened(desk.program)
    kept = save_filter(workspace, "Late ones", RequestFilter(status="late"), "due")
    rows.saved.load()
    desk.settle()
    assert not rows.saved.more.isEnabled()
    rows.saved.chips[kept].click()
    desk.settle()

    def rename(dialog: QDialog) -> None:
        assert isinstance(dialog, RenameFilterDialog)
        assert dialog.name.text() == "Late ones"
        dialog.name.setText("")
        dialog.on_act()
        desk.wait_for(lambda: dialog.fields["name"].error == "A saved filter needs a name.")
        dialog.name.setText("Overdue")
        dialog.on_act()

    save, rename_it, delete = rows.saved.menu().actions()
    desk.in_dialog(rename_it.trigger, rename)
    assert rows.saved.chips[kept].text() == "Overdue  2"

    def taken(dialog: QDialog) -> None:
        assert isinstance(dialog, SaveFilterDialog)
        dialog.name.setText("OVERDUE")
        dialog.on_act()
        desk.wait_for(lambda: dialog.fields["name"].error.startswith("Another saved filter has this name."))
        dialog.name.setText("Overdue, again")
        dialog.on_act()

    desk.in_dialog(save.trigger, taken)
    assert rows.saved.current is not None
    assert rows.saved.current.name == "Overdue, again"

    def confirm(dialog: QDialog) -> None:
        assert isinstance(dialog, DeleteFilterDialog)
        assert "no request is touched. This cannot be undone." in texts(dialog)
        dialog.on_act()

    desk.in_dialog(delete.trigger, confirm)
    assert [one.name for one in saved_filters(workspace)] == ["Overdue"]
    assert list(rows.saved.chips) == [kept]
    assert rows.saved.current is None
    assert rows.model.rowCount() == 2  # what is shown stays


def test_what_was_chosen_is_there_again_when_the_window_is_drawn_anew(desk: Desk) -> None:
    rows = page_of(desk).list
    wanted = RequestFilter(status="", law="UK", received_from=date(2026, 7, 1), received_to=date(2026, 11, 30))
    kept = save_filter(opened(desk.program), "UK since July", wanted, "person")
    rows.saved.load()
    desk.settle()
    rows.saved.chips[kept].click()
    desk.settle()
    rows.set_status("closed")
    desk.settle()
    before = list(rows.all_ids())
    rows.select(before[-1])
    desk.window.change_look("dark", 100)
    desk.settle()
    again = page_of(desk).list
    assert again is not rows
    assert list(again.all_ids()) == before
    assert again.current_id() == before[-1]
    assert again.saved.chips[kept].isChecked()
    assert "“UK since July” is changed." in texts(again)
    assert again.panel.received.currentText() == "Wed 1 Jul 2026 – Mon 30 Nov 2026"


def test_an_empty_list_says_why_and_offers_the_next_step(desk: Desk) -> None:
    rows = page_of(desk).list
    choose(rows.panel.law, "US-CA")
    rows.set_status("late")
    desk.settle()
    assert "No request is in this filter with California." in texts(rows)
    assert rows.way_button.text() == "Show every open request"
    rows.search.setText("wennerström")
    desk.wait_for(lambda: "No request with California holds “wennerström”." in texts(rows))
    assert rows.way_button.text() == "Search in all requests"
    rows.way_button.click()
    desk.settle()
    assert (rows.shown(), rows.model.rowCount()) == (RequestFilter("wennerström", ""), 1)
    rows.search.setText("nobody of this name")
    desk.wait_for(lambda: rows.model.rowCount() == 0)
    desk.settle()
    assert not rows.empty_button.isVisible()
    rows.way_button.click()
    desk.settle()
    assert (rows.shown(), rows.model.rowCount()) == (RequestFilter(), 20)


def test_a_count_of_home_opens_the_list_that_it_counts_whatever_was_filtered(desk: Desk) -> None:
    rows = page_of(desk).list
    choose(rows.panel.law, "IN")
    rows.search.setText("zzz")
    desk.settle()
    shell = desk.window.shell
    assert shell is not None
    shell.show_list("late")
    desk.settle()
    assert (rows.shown(), rows.model.rowCount()) == (RequestFilter(status="late"), 2)


def test_periods_are_whole_quarters_and_years() -> None:
    found = periods(date(2026, 2, 3))
    assert list(found.items())[:2] == [
        ("Q1 2026", (date(2026, 1, 1), date(2026, 3, 31))),
        ("Q4 2025", (date(2025, 10, 1), date(2025, 12, 31))),
    ]
    assert found["Q1 2025"] == (date(2025, 1, 1), date(2025, 3, 31))
    assert found["2026"] == (date(2026, 1, 1), date(2026, 12, 31))
    assert list(found)[-1] == "2022"
