"""Where resources, the user's data and logs lie: in a checkout, in a wheel and in a frozen program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_folder(name: str) -> Path:
    """The folder `name` of the shipped resources: icons, fonts, locale, law or demo."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources" / name
    inside_wheel = _PACKAGE / "resources"
    return (inside_wheel if inside_wheel.is_dir() else _PACKAGE.parent / "resources") / name


def data_folder() -> Path:
    """The folder for the user's own files, by the customs of the system. It may not exist yet."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "DPO Desktop"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "DPO Desktop"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "dpo-desktop"


def default_workspace() -> Path:
    """Where a workspace is made when no other folder is named."""
    return data_folder() / "workspace"


def settings_file() -> Path:
    """Window state, theme and the folder reports went to: an INI file in clear, without a word of a case."""
    return data_folder() / "window.ini"
