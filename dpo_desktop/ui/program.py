"""What a window asks of the composition root. The real one is `bootstrap.Program`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dpo_desktop.work.change_bus import ChangeBus
from dpo_desktop.work.runner import Runner

if TYPE_CHECKING:  # the database layer is imported when a workspace is unlocked, not at first paint
    from dpo_desktop.services.workspace import OpenWorkspace


class ProgramParts(Protocol):
    folder: Path
    clock: Callable[[], datetime]
    settings_file: Path
    change_bus: ChangeBus
    runner: Runner
    workspace: OpenWorkspace | None

    def state(self) -> str:
        """`absent`, `locked` or `open`."""

    def set_workspace(self, workspace: OpenWorkspace) -> None: ...

    def clear_workspace(self) -> None: ...


def opened(program: ProgramParts) -> OpenWorkspace:
    """The open workspace; views that need it exist only while it is open."""
    assert program.workspace is not None
    return program.workspace
