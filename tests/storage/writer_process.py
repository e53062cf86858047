"""A second writer on the same database, past the lock of the folder: `python -m tests.storage.writer_process FOLDER`.

Two programs never get this far; two connections of one program do, and a network drive that loses locks may.
"""

from __future__ import annotations

import select
import sys
from itertools import count
from pathlib import Path

from dpo_desktop.storage.engine import Store
from dpo_desktop.storage.tables import WorkspaceRow
from dpo_desktop.storage.unit_of_work import UnitOfWork
from dpo_desktop.vault.folder import VaultFolder
from dpo_desktop.vault.keys import Keys
from tests.factory import SetClock
from tests.vault.other_process import keys_of_line


def opened(folder: Path, keys: Keys) -> Store:
    return Store(VaultFolder(folder), (folder / "vault.db").read_bytes()[:16], keys)


def write(store: Store, who: str, number: int) -> None:
    """Reads before it writes, which a deferred transaction would not survive beside another writer."""
    with UnitOfWork(store, SetClock()) as uow:
        row = uow.session.get_one(WorkspaceRow, 1)
        uow.record("test.written", row, by=who, number=number)
        uow.commit()


def _write_until_told(folder: Path) -> None:
    store = opened(folder, keys_of_line(sys.stdin.readline()))
    for number in count():
        write(store, "other", number)
        if number == 0:
            print("ready", flush=True)
        if select.select([sys.stdin], [], [], 0)[0]:
            break
    store.dispose()


if __name__ == "__main__":
    _write_until_told(Path(sys.argv[1]))
