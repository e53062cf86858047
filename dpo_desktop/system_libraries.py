"""The shared libraries that Qt's wheels expect of the system, and the Debian packages that bring them.

Standard library only: `tools/prepare.py` reads this file before anything is installed. The lists were found on a bare
Debian 12 (docs/decisions/0003-set-up.md).
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Library:
    """A file the loader must find, and the packages that may bring it: the first that the archive knows is taken."""

    file: str
    packages: tuple[str, ...]


OFFSCREEN: tuple[Library, ...] = (
    Library("libglib-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0")),
    Library("libgthread-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0")),
    Library("libEGL.so.1", ("libegl1",)),
    Library("libGL.so.1", ("libgl1",)),
    Library("libX11.so.6", ("libx11-6",)),
    Library("libdbus-1.so.3", ("libdbus-1-3",)),
    Library("libfontconfig.so.1", ("libfontconfig1",)),
    Library("libfreetype.so.6", ("libfreetype6",)),
    Library("libxkbcommon.so.0", ("libxkbcommon0",)),
)
DISPLAY: tuple[Library, ...] = (
    Library("libxcb.so.1", ("libxcb1",)),
    Library("libxcb-render.so.0", ("libxcb-render0",)),
    Library("libxcb-shm.so.0", ("libxcb-shm0",)),
    Library("libxcb-sync.so.1", ("libxcb-sync1",)),
    Library("libxcb-util.so.1", ("libxcb-util1",)),
    Library("libxcb-xfixes.so.0", ("libxcb-xfixes0",)),
    Library("libxcb-cursor.so.0", ("libxcb-cursor0",)),
    Library("libxcb-icccm.so.4", ("libxcb-icccm4",)),
    Library("libxcb-image.so.0", ("libxcb-image0",)),
    Library("libxcb-keysyms.so.1", ("libxcb-keysyms1",)),
    Library("libxcb-randr.so.0", ("libxcb-randr0",)),
    Library("libxcb-render-util.so.0", ("libxcb-render-util0",)),
    Library("libxcb-shape.so.0", ("libxcb-shape0",)),
    Library("libxcb-xkb.so.1", ("libxcb-xkb1",)),
    Library("libxkbcommon-x11.so.0", ("libxkbcommon-x11-0",)),
    Library("libX11-xcb.so.1", ("libx11-xcb1",)),
)


def missing(*, for_display: bool) -> tuple[Library, ...]:
    """Libraries that the loader does not find. Empty on systems other than Linux."""
    if not sys.platform.startswith("linux"):
        return ()
    wanted = OFFSCREEN + (DISPLAY if for_display else ())
    return tuple(library for library in wanted if not _loads(library.file))


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def is_debian_like() -> bool:
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def packages_of(libraries: tuple[Library, ...]) -> list[str]:
    return sorted({_known(library.packages) for library in libraries})


def apt_line(libraries: tuple[Library, ...]) -> str:
    """The one line that installs them on Debian and Ubuntu; '' elsewhere."""
    if not libraries or not is_debian_like():
        return ""
    return "sudo apt-get install -y " + " ".join(packages_of(libraries))


def _known(packages: tuple[str, ...]) -> str:
    for package in packages[:-1]:
        found = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
        if found.returncode == 0 and found.stdout:
            return package
    return packages[-1]
