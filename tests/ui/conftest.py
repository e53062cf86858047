"""A program on a folder, and a window on it, offscreen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dpo_desktop.bootstrap import Program, build_program, open_window
from dpo_desktop.services.workspace import open_with_keys
from dpo_desktop.ui.main_window import Desktop
from tests.conftest import Template
from tests.factory import SetClock

_SIZE = (1280, 800)
_PATIENCE_MS = 20_000


class Desk:
    """A window under test: what a person can do with it, and waiting until it has answered."""

    def __init__(self, qtbot: QtBot, program: Program, window: Desktop) -> None:
        self.qtbot, self.program, self.window = qtbot, program, window

    def settle(self) -> None:
        """Until no lane has work left and its answers are shown."""
        for _turn in range(4):
            QApplication.processEvents()
            self.qtbot.waitUntil(lambda: not self.program.runner.busy, timeout=_PATIENCE_MS)
            QApplication.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key where the focus is, as a person presses it. Offscreen nobody gives the window its focus back."""
        self.window.activateWindow()
        self.wait_for(self.window.isActiveWindow)
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def wait_for(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=_PATIENCE_MS)

    def in_dialog(self, act: Callable[[], object], fill: Callable[[QDialog], object]) -> None:
        """`act` opens a modal dialog, at once or after an answer; `fill` works in it and ends it."""
        went_wrong: list[BaseException] = []
        watch = QTimer()
        watch.setInterval(5)

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QDialog) or not dialog.isActiveWindow():
                return
            watch.stop()
            try:
                fill(dialog)
            except BaseException as error:  # noqa: BLE001  (raised again below, outside the nested event loop)
                went_wrong.append(error)
                dialog.done(QDialog.DialogCode.Rejected)  # one that asks before it closes would stay

        watch.timeout.connect(look)
        watch.start()
        act()
        self.wait_for(lambda: not watch.isActive())
        self.settle()
        if went_wrong:
            raise went_wrong[0]


def texts(widget: QWidget) -> str:
    """All words that labels in it show."""
    return "\n".join(part.text() for part in widget.findChildren(QLabel))


Starter = Callable[[Path], Desk]


@pytest.fixture
def start(qtbot: QtBot, clock: SetClock, tmp_path: Path) -> Iterator[Starter]:
    """Start the program on a folder as a person would: first run or unlock page, whatever is there."""
    started: list[Desk] = []

    def run(folder: Path) -> Desk:
        program = build_program(folder, clock=clock, settings_file=tmp_path / "window.ini")
        window = open_window(program)
        window.resize(*_SIZE)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        desk = Desk(qtbot, program, window)
        started.append(desk)
        desk.settle()
        return desk

    yield run
    for desk in started:
        desk.window.close()
        desk.program.shut_down()
        desk.window.deleteLater()
        QApplication.processEvents()


def opened_desk(start: Starter, template: Template, folder: Path, clock: SetClock) -> Desk:
    template.copy_to(folder)
    desk = start(folder)
    desk.window._on_opened(open_with_keys(folder, template.keys, clock=clock))
    desk.settle()
    return desk


@pytest.fixture
def desk(start: Starter, demo_template: Template, tmp_path: Path, clock: SetClock) -> Desk:
    """The desk of an open workspace with the demo's 50 requests."""
    return opened_desk(start, demo_template, tmp_path / "demo", clock)


@pytest.fixture
def empty_desk(start: Starter, empty_template: Template, tmp_path: Path, clock: SetClock) -> Desk:
    """The desk of an open workspace without requests."""
    return opened_desk(start, empty_template, tmp_path / "empty", clock)
