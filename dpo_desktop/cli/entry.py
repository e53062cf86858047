"""What the composition root gives to the command line: the clock, and the way to open a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dpo_desktop.services.workspace import OpenWorkspace


@dataclass(frozen=True, slots=True)
class Entry:
    """`open_desktop(folder, workspace)` stays until the window is closed and gives the exit code."""

    clock: Callable[[], datetime]
    open_desktop: Callable[[Path | None, OpenWorkspace | None], int]
    probe_first_paint: Callable[[Path], int]
