"""The options that commands share, exit codes, and secrets: from a file, a pipe or a terminal, never an argument."""

from __future__ import annotations

import os
import pty
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.console import SCRIPT, Console
from tests.factory import PASSPHRASE

NEEDS_WORKSPACE = ("init", "import requests", "report", "audit verify")
NEEDS_NONE = ("demo", "verify", "deadline", "doctor")


@pytest.mark.parametrize("command", NEEDS_WORKSPACE)
def test_commands_on_a_workspace_take_all_three_options(console: Console, command: str) -> None:
    said = console.run(*command.split(), "--help")
    assert said.code == 0
    for option in ("--workspace DIR", "--passphrase-file FILE", "--json"):
        assert option in said.out
    assert "--passphrase " not in said.out


@pytest.mark.parametrize("command", NEEDS_NONE)
def test_the_others_take_json(console: Console, command: str) -> None:
    said = console.run(command, "--help")
    assert (said.code, "--json" in said.out) == (0, True)


def test_help_names_every_command_and_the_exit_codes(console: Console) -> None:
    said = console.run("--help").out
    for command in ("demo", "init", "import", "report", "verify", "audit", "deadline", "doctor"):
        assert f"\n    {command} " in said
    assert "Exit codes: 0 done, 1 refused or something was found, 2 the command line is wrong." in " ".join(
        said.split()
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("verify",),
        ("import", "requests"),
        ("audit",),
        ("report", "--from", "2026-13-01"),
        ("report", "--to", "0001-01-01"),
        ("report", "--passphrase", PASSPHRASE),
        ("init", "--officer", "Ida"),
        ("init", "--organisation", b"\xff".decode("utf-8", "surrogateescape"), "--officer", "Ida"),
    ],
)
def test_a_wrong_command_line_ends_with_2(console: Console, arguments: tuple[str, ...]) -> None:
    said = console.run(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert "usage: dpo-desktop" in said.err


def test_the_workspace_may_stand_before_or_after_the_command(console: Console, demo_folder: Path) -> None:
    secret = console.folder / "secret"
    secret.write_bytes(b"\xef\xbb\xbf" + PASSPHRASE.encode() + b"\r\nsecond line")  # as Notepad writes it
    for arguments in (
        ("--workspace", demo_folder, "audit", "verify", "--passphrase-file", secret),
        ("audit", "verify", "--workspace", demo_folder, "--passphrase-file", secret),
        ("--workspace", "elsewhere", "audit", "verify", "--workspace", demo_folder, "--passphrase-file", secret),
    ):
        assert console.run(*arguments).code == 0
    assert console.run("--workspace", "elsewhere", "audit", "verify", "--passphrase-file", secret).code == 1


def test_a_passphrase_comes_through_a_pipe(console: Console, demo_folder: Path) -> None:
    piped = console.run("audit", "verify", "--workspace", demo_folder, "--json", text_in=f"{PASSPHRASE}\r\nmore\n")
    assert piped.code == 0
    line = f'"{SCRIPT}" audit verify --workspace "{demo_folder}" --passphrase-file <(printf %s {PASSPHRASE})'
    assert subprocess.run(["bash", "-c", line], env=console.environment(), check=False).returncode == 0


def at_a_terminal(console: Console, workspace: Path, typed: bytes) -> tuple[int, bytes]:
    """Exit code of `audit verify` and all that its terminal showed, when this is typed at the prompt."""
    ours, theirs = pty.openpty()
    command = [str(SCRIPT), "audit", "verify", "--workspace", str(workspace)]
    with subprocess.Popen(
        command, env=console.environment(), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as running:
        os.close(theirs)
        shown = b""
        while b"Passphrase: " not in shown:
            shown += os.read(ours, 1000)
        os.write(ours, typed)
        with suppress(OSError):  # raised when the program has ended
            while more := os.read(ours, 1000):
                shown += more
    os.close(ours)
    return running.returncode, shown


def test_a_terminal_asks_for_it_and_shows_nothing(console: Console, demo_folder: Path) -> None:
    code, shown = at_a_terminal(console, demo_folder, PASSPHRASE.encode() + b"\n")
    assert code == 0
    assert b"The audit trail is whole" in shown
    assert PASSPHRASE.encode() not in shown


def test_the_end_of_a_terminal_is_no_error(console: Console, demo_folder: Path) -> None:
    code, shown = at_a_terminal(console, demo_folder, b"\x04")
    assert (code, shown.strip()) == (1, b"Passphrase:")


@pytest.mark.parametrize("raw", [b"\xff\xfe\n", "größer-als-gedacht".encode("latin-1")], ids=["utf-16", "latin-1"])
def test_a_passphrase_in_another_encoding_is_refused_in_words(console: Console, demo_folder: Path, raw: bytes) -> None:
    secret = console.folder / "secret"
    secret.write_bytes(raw)
    for arguments, text_in in ((("--passphrase-file", secret), b""), ((), raw)):
        said = console.run("audit", "verify", "--workspace", demo_folder, "--json", *arguments, text_in=text_in)
        assert (said.code, said.json()["error"]) == (1, "passphrase.not_utf8")


def test_a_passphrase_file_that_is_missing_is_named(console: Console, demo_folder: Path) -> None:
    for path in ("nowhere", "."):
        said = console.run("audit", "verify", "--workspace", demo_folder, "--passphrase-file", path, "--json")
        assert (said.code, said.json()["error"]) == (1, "vault.passphrase_file_missing")
