"""The charts of Home: painted as long as their numbers say, spoken, as tables, reached by keyboard, at every size."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from dpo_desktop.domain.figures import HomeFigures
from dpo_desktop.sentences.vocabulary import laws, request_types
from dpo_desktop.services import lists
from dpo_desktop.services.workspace import lock, open_with_keys
from dpo_desktop.ui.home.figures import Section
from dpo_desktop.ui.home.page import HomePage
from dpo_desktop.ui.parts.charts import Bar, Bars, MonthColumns
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.theme import look
from tests.conftest import Template
from tests.factory import SetClock
from tests.services.old_cases import add_old_cases
from tests.ui.conftest import Desk, Starter, texts
from tests.ui.test_home import record
from tests.ui.test_look import clipped

TITLES = ["Open by due date", "Closed per month", "By kind of request", "By law"]


def home_of(desk: Desk) -> HomePage:
    assert desk.window.shell is not None
    page = desk.window.shell._page("home")
    assert isinstance(page, HomePage)
    return page


def figures_of(desk: Desk) -> HomeFigures:
    return lists.home(opened(desk.program)).figures


def section(desk: Desk, title: str) -> Section:
    return next(one for one in home_of(desk).pane.sections if one.title == title)


def cells(one: Section) -> list[list[str]]:
    assert one.table is not None
    found = []
    for row in range(one.table.rowCount()):
        items = [one.table.item(row, column) for column in range(one.table.columnCount())]
        found.append([item.text() if item is not None else "" for item in items])
    return found


def elided(one: Section) -> list[str]:
    """Words of a table that its columns have no room for."""
    table = one.table
    assert table is not None
    room = table.columnWidth(0) - 2 * 3  # Qt's margin of a cell
    return [row[0] for row in cells(one) if table.fontMetrics().horizontalAdvance(row[0]) > room]


def pictured(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def in_colour(image: QImage, role: str, y: int) -> int:
    """How many pixels of a line have a colour of the look."""
    wanted = look.colour(role)
    return sum(image.pixelColor(x, y) == wanted for x in range(image.width()))


def down_in_colour(image: QImage, role: str, x: int) -> int:
    wanted = look.colour(role)
    return sum(image.pixelColor(x, y) == wanted for y in range(image.height()))


def test_each_chart_says_the_numbers_of_the_store(desk: Desk) -> None:
    seen = figures_of(desk).figures
    assert [one.title for one in home_of(desk).pane.sections] == TITLES
    due = section(desk, "Open by due date")
    assert due.accessibleName() == "Open by due date, 20 open"
    assert due.accessibleDescription() == (
        "Late: 2; Within a week: 2; 2–8 Dec: 3; 9–15 Dec: 3; 16–22 Dec: 3; 23–29 Dec: 3; 30 Dec\u2009–\u20095 Jan: 0; "
        "6–12 Jan: 0; Later: 0; Without a date: 4"
    )
    closed = section(desk, "Closed per month")
    assert closed.accessibleName() == "Closed per month, 82 % on time in 12 months"
    assert "Sept: 9 on time, 1 late; Oct: 10 on time, 3 late; Nov: 1 on time, 1 late" in closed.accessibleDescription()
    assert "2 more were closed without a date by law" in closed.accessibleDescription()
    law = section(desk, "By law").accessibleDescription()
    assert law == "; ".join(
        f"{laws()[one.code]}: {one.cases}, {one.late} of them late" if one.late else f"{laws()[one.code]}: {one.cases}"
        for one in seen.by_law
    )
    kinds = section(desk, "By kind of request")
    assert isinstance(kinds.chart, Bars)
    assert [row.accessibleName().partition(":")[0] for row in kinds.chart.rows] == [
        *(request_types()[one.code] for one in seen.by_type[:8]),
        f"{len(seen.by_type) - 8} other kinds",
    ]


@pytest.mark.parametrize("title", ["Open by due date", "By kind of request", "By law"])
def test_bars_are_as_long_as_their_numbers_say(desk: Desk, title: str) -> None:
    chart = section(desk, title).chart
    assert isinstance(chart, Bars)
    bars: list[Bar] = [row._bar for row in chart.rows]  # type: ignore[attr-defined]
    whole = {row: in_colour(pictured(row), "accent", row.height() // 2) for row in chart.rows}
    calm = max(bar.count - bar.late for bar in bars)
    longest = max(whole.values())
    assert longest > 60
    for row, bar in zip(chart.rows, bars, strict=True):
        assert abs(whole[row] - longest * (bar.count - bar.late) / calm) <= 2, bar
        assert (in_colour(pictured(row), "late", row.height() // 2) > 0) is (bar.late > 0), bar


def test_columns_are_as_high_as_their_numbers_say(desk: Desk) -> None:
    chart = section(desk, "Closed per month").chart
    assert isinstance(chart, MonthColumns)
    months = [(span.on_time, span.late) for span in figures_of(desk).figures.closings.spans]
    image, step = pictured(chart), chart.width() / 12
    middles = [round((place + 0.5) * step) for place in range(12)]
    heights = [down_in_colour(image, "accent", x) for x in middles]
    highest, most = max(heights), max(on_time for on_time, _late in months)
    assert highest > 40
    for (on_time, late), height, x in zip(months, heights, middles, strict=True):
        assert abs(height - highest * on_time / most) <= 1, on_time
        assert (down_in_colour(image, "late", x) > 0) is (late > 0)


@pytest.mark.parametrize(("key", "status"), [("late", "late"), ("week", "week")])
def test_a_bar_opens_the_list_that_it_counts(desk: Desk, key: str, status: str) -> None:
    bar = home_of(desk).pane.findChild(QAbstractButton, key)
    assert bar is not None
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Qt.Key.Key_Space)
    shell = desk.window.shell
    assert shell is not None
    assert (shell.current, shell.requests.list.status) == ("requests", status)
    assert shell.requests.list.model.rowCount() == 2
    assert bar.accessibleName().endswith(": 2")


def test_the_same_numbers_stand_in_tables(desk: Desk) -> None:
    pane = home_of(desk).pane
    desk.qtbot.mouseClick(pane.as_tables, Qt.MouseButton.LeftButton)
    desk.settle()
    seen = figures_of(desk).figures
    for one in pane.sections:
        assert one.table is not None
        assert one.chart is not None
        assert one.table.isVisible()
        assert not one.chart.isVisible()
    assert [row[1] for row in cells(section(desk, "Open by due date"))] == [str(span.count) for span in seen.due]
    months = cells(section(desk, "Closed per month"))
    assert months[0] == ["Dec 2025", "0", "0"]
    assert months[-2:] == [["Oct 2026", "10", "3"], ["Nov 2026", "1", "1"]]
    kinds = cells(section(desk, "By kind of request"))
    assert kinds == [
        [request_types()[one.code], str(one.cases), str(one.on_time), str(one.late)] for one in seen.by_type
    ]
    table = section(desk, "By law").table
    assert table is not None
    assert table.viewport().height() >= table.verticalHeader().length()
    assert elided(section(desk, "By kind of request")) == []
    record(desk, "Tara Quill")  # other numbers, still as tables
    assert section(desk, "By law").table is not table
    assert [row[1] for row in cells(section(desk, "By law"))] != [str(one.cases) for one in seen.by_law]
    assert all(one.table is not None and one.table.isVisible() for one in pane.sections)


def test_what_has_the_focus_keeps_it_when_numbers_change(desk: Desk) -> None:
    pane = home_of(desk).pane
    bar = pane.findChild(QAbstractButton, "late")
    assert bar is not None
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    record(desk, "Tara Quill")
    focused = QApplication.focusWidget()
    assert isinstance(focused, QAbstractButton)
    assert focused is not bar
    assert focused.accessibleName().startswith("Late: ")


def test_what_old_registers_left_out_is_said(
    start: Starter, demo_template: Template, tmp_path: Path, clock: SetClock
) -> None:
    folder = demo_template.copy_to(tmp_path / "demo")
    workspace = open_with_keys(folder, demo_template.keys, clock=clock)
    add_old_cases(workspace)
    lock(workspace)
    desk = start(folder)
    desk.window._on_opened(open_with_keys(folder, demo_template.keys, clock=clock))
    desk.settle()
    closed = section(desk, "Closed per month")
    assert closed.foot == (
        "3 more were closed without a date by law, so they were neither on time nor late.",
        "2 closed requests stand in no month: nobody recorded the day.",
    )
    assert section(desk, "By kind of request").foot == ("3 requests have no date of receipt and are not counted here.",)
    assert closed.foot[1] in texts(closed)
    assert "Without a date: 5" in section(desk, "Open by due date").accessibleDescription()


def test_an_empty_desk_says_what_belongs_in_each_place(empty_desk: Desk) -> None:
    sections = home_of(empty_desk).pane.sections
    assert [(one.title, one.chart, one.foot) for one in sections] == [
        ("Open by due date", None, ("No request is open.",)),
        ("Closed per month", None, ("Nothing with a date by law was closed in 12 months.",)),
        ("By kind of request", None, ("No request was received in 12 months.",)),
        ("By law", None, ("No request was received in 12 months.",)),
    ]
    record(empty_desk, "Tara Quill")
    assert section(empty_desk, "Open by due date").accessibleDescription().startswith("Late: 1;")
    assert section(empty_desk, "Closed per month").chart is None


@pytest.mark.parametrize(("theme", "scale"), [("light", 150), ("dark", 100), ("contrast", 100)])
def test_in_a_narrow_window_work_and_figures_take_turns(desk: Desk, theme: str, scale: int) -> None:
    desk.window.change_look(theme, scale)
    desk.window.resize(900, 640)
    desk.settle()
    home = home_of(desk)
    assert (home.view.isVisible(), home.pane.isVisible()) == (True, False)
    assert clipped(home) == []
    home.switch.figures.setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Qt.Key.Key_Space)
    assert (home.view.isVisible(), home.pane.isVisible()) == (False, True)
    for as_tables in (False, True):
        home.pane.as_tables.setChecked(as_tables)
        desk.settle()
        for one in home.pane.sections:
            assert clipped(one) == []
            inside = one.mapTo(desk.window, QPoint(one.width(), 0)).x()
            assert inside <= desk.window.width() == 900, one.title
    chart = section(desk, "By law").chart
    assert isinstance(chart, Bars)
    home.pane.as_tables.setChecked(False)
    desk.settle()
    assert in_colour(pictured(chart.rows[0]), "accent", chart.rows[0].height() // 2) > 100
    desk.window.change_look("light", 100)
    desk.settle()


def test_in_a_wide_window_both_stand_side_by_side(desk: Desk) -> None:
    home = home_of(desk)
    assert home.view.isVisible()
    assert home.pane.isVisible()
    assert not home.switch.isVisible()


def test_a_bar_of_few_among_many_is_still_seen(qtbot: QtBot) -> None:
    chart = Bars("Few and many", (Bar("many", 100_000), Bar("few", 1), Bar("none", 0)))
    qtbot.addWidget(chart)
    chart.resize(400, 100)
    chart.show()
    lengths = [in_colour(pictured(row), "accent", row.height() // 2) for row in chart.rows]
    assert lengths[0] > 150
    assert lengths[1:] == [2, 0]


def test_months_without_closings_have_their_names(qtbot: QtBot) -> None:
    chart = MonthColumns([(date(2026, month, 1), 0, 0) for month in range(1, 13)])
    qtbot.addWidget(chart)
    chart.resize(400, chart.sizeHint().height())
    chart.show()
    assert chart.accessibleDescription().startswith("Jan: 0 on time, 0 late; Feb:")
    assert down_in_colour(pictured(chart), "accent", 200) == 0
