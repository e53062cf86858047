"""Theme and text size: changed at once, kept for the next start, and the same case stays on the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QPushButton, QWidget

from dpo_desktop.ui.theme import look
from dpo_desktop.ui.window_settings import WindowSettings
from tests.ui.conftest import Desk

SECTIONS = ("home", "requests", "reports", "registers", "audit", "settings")


def test_another_look_keeps_page_case_and_settings(desk: Desk) -> None:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("requests")
    desk.settle()
    chosen = shell.requests.list.model.id_at(6)
    shell.requests.list.select(chosen)
    desk.settle()
    desk.window.change_look("dark", 125)
    desk.settle()
    shell = desk.window.shell
    assert shell is not None
    assert (shell.current, shell.requests.list.current_id()) == ("requests", chosen)
    assert QApplication.palette().window().color() == look.colour("canvas")
    assert look.colour("canvas").lightness() < 60
    kept = WindowSettings(desk.program.settings_file)
    assert (kept.theme, kept.scale) == ("dark", 125)
    desk.press(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert WindowSettings(desk.program.settings_file).scale == 100
    desk.window.change_look("light", 100)
    desk.settle()


def clipped(window: QWidget) -> list[str]:
    """Labels and buttons that are given less room than their words need."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QPushButton) or not widget.text():
            continue
        if type(widget).__name__ == "Elided":
            continue
        wanted = widget.minimumSizeHint()
        if isinstance(widget, QLabel) and widget.wordWrap():
            wanted = QSize(0, widget.heightForWidth(widget.width()))
        if widget.width() + 1 < wanted.width() or widget.height() + 1 < wanted.height():
            found.append(f"{type(widget).__name__} {widget.text()!r} {widget.size().toTuple()} < {wanted.toTuple()}")
    return found


def test_nothing_is_clipped_at_100_and_150_percent(desk: Desk) -> None:
    for scale in (100, 150):
        desk.window.change_look("light", scale)
        desk.settle()
        shell = desk.window.shell
        assert shell is not None
        for section in SECTIONS:
            shell.show_page(section)
            desk.settle()
            assert clipped(desk.window) == [], (scale, section)
            wide = [
                area.accessibleName()
                for area in desk.window.findChildren(QAbstractScrollArea)
                if area.isVisible() and area.horizontalScrollBar().maximum() > 0
            ]
            assert wide == [], (scale, section)
    desk.window.change_look("light", 100)
    desk.settle()


def test_settings_that_cannot_be_read_are_the_defaults(desk: Desk) -> None:
    file = desk.program.settings_file.with_name("broken.ini")
    file.write_text("theme=neon\nscale=huge\n[state]\nwindow=7\n", "utf-8")
    settings = WindowSettings(file)
    assert (settings.theme, settings.scale, settings.state("window")) == ("system", 100, None)
