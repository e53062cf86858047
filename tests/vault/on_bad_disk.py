"""Runs inside a mount namespace on a disk that is read-only or small: `python -m tests.vault.on_bad_disk WHAT FOLDER`.

Keys come on standard input; the last line on standard output is JSON: what was refused with which code, what was kept.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from dpo_desktop.domain.errors import DpoError, StorageUnavailable
from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.requests import add_note
from dpo_desktop.services.workspace import OpenWorkspace, change_passphrase, lock, open_with_keys
from dpo_desktop.vault.keys import FLOOR, Keys
from tests.factory import ROOT, SetClock, add_request, make_workspace
from tests.vault.other_process import keys_of_line

MOST_CHANGES = 2000


def _refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except DpoError as failure:
        return failure.code
    return ""


def _leave_free(folder: Path, free: int) -> Path:
    """A file beside the workspace that takes all but `free` bytes of the disk."""
    filler = folder.parent / "filler"
    disk = os.statvfs(folder)
    with filler.open("ab") as file:
        file.write(bytes(max(disk.f_bavail * disk.f_frsize - free, 0)))
    return filler


def read_only(folder: Path, keys: Keys) -> dict[str, object]:
    new = folder.parent / "another"
    return {
        "open": _refusal(lambda: open_with_keys(folder, keys, clock=SetClock())),
        "create": _refusal(lambda: make_workspace(new, SetClock())),
        "left": sorted(path.name for path in folder.parent.iterdir()),
    }


def _write_until_full(workspace: OpenWorkspace, request_id: int) -> list[str]:
    kept: list[str] = []
    try:
        while len(kept) < MOST_CHANGES:
            text = f"note {len(kept)} " + "x" * 2000
            add_note(workspace, request_id, text)
            kept.append(text)
    except StorageUnavailable as failure:
        if failure.code != "storage.disk_full":
            raise
    return kept


def filling(folder: Path, keys: Keys) -> dict[str, object]:
    """Work until the disk is full, be refused, make room, go on."""
    workspace = open_with_keys(folder, keys, clock=SetClock())
    request_id = add_request(workspace)
    filler = _leave_free(folder, 1_000_000)
    kept = _write_until_full(workspace, request_id)
    file = ROOT / "resources" / "demo" / "requests.csv"
    refused = {
        "note": _refusal(lambda: add_note(workspace, request_id, "refused " + "y" * 50_000)),
        "request": _refusal(lambda: add_request(workspace, "Refused Person", notes="y" * 50_000)),
        "import": _refusal(lambda: run_import(workspace, plan_file(workspace, file))),
        "passphrase": _refusal(lambda: change_passphrase(workspace, "copper-violin-sandbank-otter", kdf=FLOOR)),
    }
    filler.unlink()
    add_note(workspace, request_id, "after room was made")
    lock(workspace)
    return {"kept": [*kept, "after room was made"], "refused": refused}


def full_at_start(folder: Path, keys: Keys) -> dict[str, object]:
    """The disk is full already: opening and creating are refused; locking an open workspace loses nothing."""
    workspace = open_with_keys(folder, keys, clock=SetClock())
    request_id = add_request(workspace)
    add_note(workspace, request_id, "before the disk was full")
    _leave_free(folder, 0)
    lock(workspace)
    filler = _leave_free(folder, 0)  # locking made room: the write-ahead log is gone
    refused = {
        "open": _refusal(lambda: open_with_keys(folder, keys, clock=SetClock())),
        "create": _refusal(lambda: make_workspace(folder.parent / "another", SetClock())),
    }
    filler.unlink()
    left = sorted(path.name for path in folder.parent.iterdir())
    lock(open_with_keys(folder, keys, clock=SetClock()))
    return {"kept": ["before the disk was full"], "refused": refused, "left": left}


if __name__ == "__main__":
    work = {"read_only": read_only, "filling": filling, "full_at_start": full_at_start}[sys.argv[1]]
    print(json.dumps(work(Path(sys.argv[2]), keys_of_line(sys.stdin.readline()))))
