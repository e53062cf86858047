"""Options and secrets that several commands share. A secret comes from a file, the terminal or standard input."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.paths import default_workspace
from dpo_desktop.translation import _

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.services.workspace import OpenWorkspace


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print one JSON value and nothing else"))


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """`--workspace`, `--passphrase-file` and `--json`."""
    # SUPPRESS keeps a value that stands before the command.
    parser.add_argument(
        "--workspace", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=_("the workspace folder")
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=_("a file whose first line is the passphrase; otherwise it is asked for, or read from standard input"),
    )
    add_json(parser)


def words(text: str) -> str:
    """An argument that is kept as text: bytes that are no UTF-8 are refused here (exit 2), not by a library later."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(_("This is not in UTF-8.")) from None
    return text


def workspace_folder(options: argparse.Namespace) -> Path:
    folder: Path | None = options.workspace
    return folder or default_workspace()


def passphrase(options: argparse.Namespace, *, prompt: str = "") -> str:
    """The passphrase of these options; a file may be a pipe.

    Raises:
        NotFound: the file is missing.
        RuleViolation: it is not in UTF-8.
    """
    if options.passphrase_file is not None:
        from dpo_desktop.vault.files import translated

        if not options.passphrase_file.exists() or options.passphrase_file.is_dir():
            raise NotFound("vault.passphrase_file_missing")
        with translated():
            return _first_line(options.passphrase_file.read_bytes())
    if sys.stdin is None:  # closed by the caller
        return ""
    if not sys.stdin.isatty():
        return _first_line(sys.stdin.buffer.readline())
    try:
        return _first_line(getpass.getpass(prompt or _("Passphrase: ")).encode("utf-8", "surrogateescape"))
    except EOFError:
        raise KeyboardInterrupt from None


def new_passphrase(options: argparse.Namespace) -> str:
    """As `passphrase`; at a terminal it is typed twice. Raises RuleViolation when the two differ."""
    first = passphrase(options, prompt=_("New passphrase: "))
    if options.passphrase_file is not None or sys.stdin is None or not sys.stdin.isatty():
        return first
    if passphrase(options, prompt=_("The same again: ")) != first:
        raise RuleViolation("passphrase.different")
    return first


def _first_line(raw: bytes) -> str:
    try:
        return raw.split(b"\n", 1)[0].removesuffix(b"\r").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleViolation("passphrase.not_utf8") from error


@contextmanager
def unlocked(options: argparse.Namespace, entry: Entry) -> Iterator[OpenWorkspace]:
    """The workspace of these options, locked again afterwards."""
    from dpo_desktop.services.workspace import lock, unlock

    secret = passphrase(options)
    if not secret:
        raise RuleViolation("passphrase.missing")
    workspace = unlock(workspace_folder(options), secret, clock=entry.clock)
    try:
        yield workspace
    finally:
        lock(workspace)
