"""The only place that builds objects and joins layers."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from dpo_desktop import paths, system_libraries, translation
from dpo_desktop.domain.errors import StorageUnavailable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from dpo_desktop.services.workspace import OpenWorkspace
    from dpo_desktop.ui.main_window import Desktop
    from dpo_desktop.work.change_bus import ChangeBus
    from dpo_desktop.work.runner import Runner

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


class Program:
    """What a window needs to work: lanes, change bus, clock, and the workspace while it is open."""

    def __init__(self, folder: Path, clock: Clock, settings_file: Path) -> None:
        from dpo_desktop.work.change_bus import ChangeBus
        from dpo_desktop.work.runner import Runner

        self.folder = folder
        self.clock = clock
        self.settings_file = settings_file
        self.change_bus: ChangeBus = ChangeBus()
        self.runner: Runner = Runner(self.change_bus)
        self.workspace: OpenWorkspace | None = None

    def state(self) -> str:
        """`open`, `locked`, or `absent` where no workspace was made in the folder."""
        if self.workspace is not None:
            return "open"
        from dpo_desktop.vault.folder import VaultFolder

        return "locked" if VaultFolder(self.folder).exists() else "absent"

    def set_workspace(self, workspace: OpenWorkspace) -> None:
        self.workspace = workspace

    def clear_workspace(self) -> None:
        self.workspace = None

    def shut_down(self) -> None:
        """Finish what was begun, sign the head, let the workspace go."""
        self.runner.shut_down()
        if self.workspace is not None:
            from dpo_desktop.services import workspace as workspaces

            workspaces.lock(self.workspace)
            self.workspace = None


def build_program(
    folder: Path | None = None, *, clock: Clock = system_clock, settings_file: Path | None = None
) -> Program:
    return Program(folder or paths.default_workspace(), clock, settings_file or paths.settings_file())


def build_application(arguments: Sequence[str]) -> QApplication:
    from PySide6.QtCore import QLoggingCategory
    from PySide6.QtWidgets import QApplication

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(list(arguments))
    QLoggingCategory.setFilterRules("qt.text.font.db=false")  # it reports each script that a font does not have
    application.setApplicationName("DPO Desktop")
    application.setDesktopFileName("dpo-desktop")
    return application


def open_window(program: Program) -> Desktop:
    """Build and show the window; the caller runs the event loop."""
    from PySide6.QtCore import QTimer

    from dpo_desktop.ui.main_window import Desktop
    from dpo_desktop.ui.theme import load_large_fonts

    window = Desktop(program)
    window.show()
    QTimer.singleShot(0, load_large_fonts)
    return window


def check_display() -> None:
    """Qt aborts where it finds no display, or a library of it is missing: say it first, and how to mend it.

    Raises StorageUnavailable.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise StorageUnavailable("system.no_display")
    missing = system_libraries.missing(for_display=True)
    if missing:
        files = ", ".join(library.file for library in missing)
        line = system_libraries.apt_line(missing) or "dpo-desktop doctor"
        raise StorageUnavailable("system.libraries_missing", files=files, line=line)


def run_desktop(folder: Path | None, workspace: OpenWorkspace | None = None) -> int:
    """Open the window and stay until it is closed. Returns the exit code.

    Raises:
        StorageUnavailable: no window can open on this machine.
    """
    try:
        check_display()
    except StorageUnavailable:
        if workspace is not None:
            from dpo_desktop.services import workspace as workspaces

            workspaces.lock(workspace)
        raise
    from dpo_desktop.ui.crash_dialog import on_uncaught

    application = build_application(sys.argv[:1])
    sys.excepthook = on_uncaught
    translation.install(_language())
    program = build_program(folder)
    if workspace is not None:
        program.set_workspace(workspace)
    window = open_window(program)
    try:
        return application.exec()
    finally:
        window.close()
        program.shut_down()


def probe_first_paint(folder: Path) -> int:
    """Print as JSON the modules loaded and the CPU seconds spent when the first window has been painted."""
    application = build_application(sys.argv[:1])
    program = build_program(folder, settings_file=folder / "window.ini")
    window = open_window(program)
    window.grab()
    spent = process_time()
    application.processEvents()
    loaded = sorted({name.partition(".")[0] for name in tuple(sys.modules)})
    sys.stdout.write(json.dumps({"modules": loaded, "cpu_seconds": spent}) + "\n")
    window.close()
    program.shut_down()
    return 0


def run(arguments: Sequence[str]) -> int:
    """One command line, or the window without a command. Returns the exit code."""
    from dpo_desktop import cli
    from dpo_desktop.cli.entry import Entry

    return cli.run(arguments, Entry(system_clock, run_desktop, probe_first_paint))


def _language() -> str:
    from PySide6.QtCore import QLocale

    return QLocale.system().name()
