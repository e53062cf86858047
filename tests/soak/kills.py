"""kill -9 of a real writer, at a moment that a seed chooses: every change that was acknowledged is there afterwards.

A warm process (`python -m tests.soak.kills`) forks the writers, so that a kill costs milliseconds and not a start of
Python. A writer acknowledges each change on a pipe after the service returned. What the page cache holds survives a
kill: this says nothing about a power cut.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.requests import add_note, change_state, close_request, reopen_request
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys
from dpo_desktop.vault.keys import Keys
from tests.factory import ROOT, SetClock, add_request, make_workspace
from tests.storage import raw_database
from tests.vault.other_process import keys_as_line, keys_of_line

NAME = "kills"
SHARDS = 40
KILLS_A_SHARD = 500
KILLS_A_WORKSPACE = 50
MOST_ACKNOWLEDGED = 8
LONGEST_SECONDS = 0.012  # from the last acknowledgement waited for to the kill: about two changes
OPENING_SECONDS = 0.004  # less than opening takes
CHECKED = 0.4  # the share of kills after which all is checked; after the others the next writer finds what was left

Acknowledge = Callable[[str], None]


@dataclass
class Figures:
    kills: int = 0
    acknowledged: int = 0
    checked: int = 0
    while_opening: int = 0
    unacknowledged: int = 0  # changes found that were made and not yet acknowledged when the kill came


def killed_after(lines: int, seconds: float, work: Callable[[Acknowledge], None]) -> list[str]:
    """Fork, let the child work until it acknowledged so many lines and for so long after them, and kill it.

    Gives all lines that it acknowledged. A child that failed is an AssertionError.
    """
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(receiving)
            work(lambda line: _send(sending, line))
        except BaseException:  # noqa: BLE001  (the parent is told and fails)
            _send(sending, "! " + traceback.format_exc().replace("\n", " | ")[-3000:])
        finally:
            os._exit(0)
    os.close(sending)
    received, ended = b"", False
    while received.count(b"\n") < lines and not ended:
        part = os.read(receiving, 65536)
        received, ended = received + part, not part
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not ended:
        if select.select([receiving], [], [], left)[0]:
            part = os.read(receiving, 65536)
            received, ended = received + part, not part
    os.kill(child, signal.SIGKILL)
    while part := os.read(receiving, 65536):
        received += part
    os.waitpid(child, 0)
    os.close(receiving)
    told = received.decode().split("\n")[:-1]
    assert not [line for line in told if line.startswith("!")], told[-1]
    return told


def _send(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode())  # less than PIPE_BUF, so whole or not at all


def _write(folder: Path, keys: Keys, seed: int, acknowledge: Acknowledge) -> None:
    """Open and work until killed. Each line stands for one entry of the audit trail."""
    chance = random.Random(seed)
    workspace, clock = _opened(folder, keys, acknowledge)
    while True:
        request_id = add_request(workspace, f"Person {seed}")
        acknowledge(f"request {request_id}")
        for step in range(chance.randrange(6)):
            text = f"note {seed} {request_id} {step} " + "x" * chance.choice([10, 400, 9000])
            add_note(workspace, request_id, text)
            acknowledge(text)
        change_state(workspace, request_id, "in_progress")
        acknowledge("state")
        if chance.random() < 0.5:
            close_request(workspace, request_id, outcome="fulfilled", reason="", note="", closed_at=clock())
            acknowledge("closed")
            reopen_request(workspace, request_id, reason="Asked again.")
            acknowledge("reopened")
        if chance.random() < 0.3:
            workspace.store.checkpoint()
        if chance.random() < 0.2:
            lock(workspace)
            workspace, clock = _opened(folder, keys, acknowledge)


def _opened(folder: Path, keys: Keys, acknowledge: Acknowledge) -> tuple[OpenWorkspace, SetClock]:
    clock = SetClock()
    workspace = open_with_keys(folder, keys, clock=clock)
    assert not workspace.read_only
    acknowledge("open")
    return workspace, clock


class _Ledger:
    """What was acknowledged so far, and how many entries that makes."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder, self._keys = folder, keys
        self._requests: set[int] = set()
        self._notes: set[str] = set()
        self._entries = self._content("SELECT count(*) FROM audit_entry")[0][0]
        self._unchecked = 0

    def _content(self, statement: str) -> list[tuple[Any, ...]]:
        with raw_database.opened(self._folder / "vault.db", self._keys) as connection:
            rows: list[tuple[Any, ...]] = connection.execute(statement).fetchall()
            return rows

    def acknowledged(self, lines: list[str]) -> None:
        self._requests |= {int(line.split()[1]) for line in lines if line.startswith("request ")}
        self._notes |= {line for line in lines if line.startswith("note ")}
        self._entries += len(lines)
        self._unchecked += 1

    def check(self) -> int:
        """Open as the program does, then look with the bare driver. Gives the number of changes not acknowledged.

        They are at most one for each kill: the one that was made when it came.
        """
        workspace = open_with_keys(self._folder, self._keys, clock=SetClock())
        assert (workspace.read_only, workspace.missing_entries) == (False, 0)
        verdict = verify_audit(workspace, [], lambda _done, _total: None)
        assert verdict.ok, verdict.findings
        lock(workspace)
        raw_database.check(self._folder / "vault.db", self._keys)
        found = verdict.entries - 1  # the unlock of this check
        assert self._entries <= found <= self._entries + self._unchecked, (self._entries, found, self._unchecked)
        assert self._requests <= {row[0] for row in self._content("SELECT id FROM request")}
        assert self._notes <= {row[0] for row in self._content("SELECT text FROM request_event WHERE kind = 'note'")}
        unacknowledged = found - self._entries
        self._entries, self._unchecked = verdict.entries, 0
        return unacknowledged


def _campaign(folder: Path, keys: Keys, kills: int, seed: int) -> Figures:
    warm = open_with_keys(folder, keys, clock=SetClock())
    add_request(warm)  # what is loaded once is loaded before the forks
    lock(warm)
    chance, figures, ledger = random.Random(seed), Figures(), _Ledger(folder, keys)
    for number in range(kills):
        work = partial(_write, folder, keys, seed * 1_000_000 + number)
        if number % 10 == 0:
            lines = killed_after(0, chance.uniform(0, OPENING_SECONDS), work)
        else:
            lines = killed_after(chance.randrange(MOST_ACKNOWLEDGED + 1), chance.uniform(0, LONGEST_SECONDS), work)
        figures.kills += 1
        figures.acknowledged += len(lines)
        figures.while_opening += not lines
        ledger.acknowledged(lines)
        if chance.random() < CHECKED or number == kills - 1:
            figures.unacknowledged += ledger.check()
            figures.checked += 1
    return figures


def campaign(folder: Path, keys: Keys, *, kills: int, seed: int) -> Figures:
    """Kill writers on this workspace, in a process of its own without threads. Raises AssertionError."""
    command = [sys.executable, "-m", "tests.soak.kills", str(folder), str(kills), str(seed)]
    ended = subprocess.run(command, input=keys_as_line(keys), capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 0, f"seed {seed}: {ended.stderr[-2000:]}"
    return Figures(**json.loads(ended.stdout))


def run(shard: int, seed: int, folder: Path) -> str:
    """One shard: kills on fresh workspaces."""
    total = Figures()
    for number in range(KILLS_A_SHARD // KILLS_A_WORKSPACE):
        created = make_workspace(folder / f"workspace {number}", SetClock())
        keys = created.workspace.store.keys
        lock(created.workspace)
        one = campaign(
            folder / f"workspace {number}", keys, kills=KILLS_A_WORKSPACE, seed=seed * 10_000 + shard * 100 + number
        )
        total = Figures(*(have + more for have, more in zip(asdict(total).values(), asdict(one).values(), strict=True)))
    return f"{total.kills} kills, {total.acknowledged} acknowledged changes, 0 lost, {total.checked} full checks"


if __name__ == "__main__":
    result = _campaign(Path(sys.argv[1]), keys_of_line(sys.stdin.readline()), int(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps(asdict(result)))
