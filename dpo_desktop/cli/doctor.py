"""`dpo-desktop doctor`: what this machine lacks, and the one line that installs it. Needs no Qt and no workspace."""

from __future__ import annotations

import argparse
import platform
import sys
from typing import TYPE_CHECKING, Any

from dpo_desktop import __version__, system_libraries
from dpo_desktop.cli import access
from dpo_desktop.translation import _

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output


def add(commands: Any) -> None:
    parser = commands.add_parser("doctor", help=_("name what this machine lacks and how to install it"))
    access.add_json(parser)
    parser.set_defaults(run=run)


def run(_options: argparse.Namespace, output: Output, _entry: Entry) -> int:
    missing = system_libraries.missing(for_display=True)
    cipher = _cipher()
    output.say(
        f"DPO Desktop {__version__}, Python {platform.python_version()}, {platform.platform()}"
    )  # not for people
    output.say(_("Encryption: SQLCipher {version}").format(version=cipher or "–"))
    for library in missing:
        output.say(_("Missing: {file}").format(file=library.file))
    line = system_libraries.apt_line(missing) if missing else ""
    if line:
        output.say(_("Install with: {line}").format(line=line))
    if not missing and cipher:
        output.say(_("Nothing is missing."))
    output.result(
        {
            "ok": not missing and bool(cipher),
            "python": sys.version.split()[0],
            "sqlcipher": cipher,
            "missing": [library.file for library in missing],
            "install": line,
        }
    )
    return 1 if missing or not cipher else 0


def _cipher() -> str:
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        return ""
    connection = dbapi2.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(row[0]) if row else ""
