"""The command line: `dpo-desktop` opens the window, a command does one thing and ends.

Exit codes: 0 done, or the check found nothing; 1 refused or the check found something, with a sentence; 2 the command
line itself is wrong. With `--json` standard output holds one JSON value and nothing else.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dpo_desktop import __version__
from dpo_desktop.translation import _

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry

# Each is a module of this package with `add(commands)`; imported only when a command was given, to start quickly.
COMMANDS = ("demo", "init", "imports", "report", "verify", "audit", "deadline", "doctor")


class _Parser(argparse.ArgumentParser):
    """No abbreviated options, in subcommands neither: `--passphrase X` must not mean `--passphrase-file X`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="dpo-desktop",
        description=_("The workstation of a Data Protection Officer. Without a command the window opens."),
        epilog=_("Exit codes: 0 done, 1 refused or something was found, 2 the command line is wrong."),
    )
    parser.add_argument("--version", action="version", version=f"DPO Desktop {__version__}")
    parser.add_argument("--workspace", type=Path, metavar="DIR", help=_("the workspace folder"))
    parser.add_argument("--probe-first-paint", type=Path, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title=_("commands"))
    for name in COMMANDS:
        import_module(f"{__name__}.{name}").add(commands)
    return parser


def _make_streams_tolerant() -> None:
    """A terminal that lacks a character shows it escaped; no command ends because of it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def run(arguments: Sequence[str], entry: Entry) -> int:
    """Exit code of one command line."""
    _make_streams_tolerant()
    options = _parser().parse_args(arguments)
    if options.probe_first_paint is not None:
        return entry.probe_first_paint(options.probe_first_paint)
    from dpo_desktop.cli.output import Output
    from dpo_desktop.domain.errors import Cancelled, DpoError

    output = Output(as_json=bool(getattr(options, "json", False)))
    try:
        if options.command is None:
            return entry.open_desktop(options.workspace, None)
        code: int = options.run(options, output, entry)
    except (Cancelled, KeyboardInterrupt):
        return 1
    except DpoError as error:
        output.refuse(error)
        return 1
    return code
