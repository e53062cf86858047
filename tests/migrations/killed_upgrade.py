"""Upgrades that are killed: `python -m tests.migrations.killed_upgrade TEMPLATE FOLDER KILLS`, keys on standard input.

Each is killed a little later than the one before, the last after it said that it was done. Prints JSON: for each the
version that the database opened as, whether it had said so, and what was wrong.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from functools import partial
from pathlib import Path

from dpo_desktop.storage import audit_check, migrate
from dpo_desktop.storage.engine import Store
from dpo_desktop.storage.migrate import SCHEMA
from dpo_desktop.vault.folder import VaultFolder
from dpo_desktop.vault.keys import Keys
from tests.factory import SetClock
from tests.migrations.versions_of_tests import NEXT, folders_with
from tests.soak.kills import Acknowledge, killed_after
from tests.storage import raw_database
from tests.vault.other_process import keys_of_line

Content = dict[str, list[tuple[object, ...]]]


def _opened(folder: Path, keys: Keys) -> Store:
    return Store(VaultFolder(folder), (folder / "vault.db").read_bytes()[:16], keys)


def _upgrade(folder: Path, keys: Keys, versions: tuple[Path, ...], acknowledge: Acknowledge) -> None:
    store = _opened(folder, keys)
    migrate.upgrade(store, SetClock(), versions=versions, target=NEXT)
    acknowledge("upgraded")
    store.dispose()


def _state(folder: Path, keys: Keys) -> tuple[int, Content]:
    store = _opened(folder, keys)
    version = migrate.schema_version(store)
    with store.reading("long") as session:
        findings = audit_check.check(session.connection(), [], lambda _done, _total: None)[1]
    store.dispose()
    assert findings == [], findings
    raw_database.check(folder / "vault.db", keys)
    return version, raw_database.content(folder / "vault.db", keys)


def _check_new(content: Content, expected: Content) -> None:
    """The same rows and things; a rebuilt table lists its constraints in any order, the newest entry has its salt."""
    assert {row[:3] for row in content["sqlite_master"]} == {row[:3] for row in expected["sqlite_master"]}
    assert {table: len(rows) for table, rows in content.items()} == {
        table: len(rows) for table, rows in expected.items()
    }
    for table in expected.keys() - {"sqlite_master", "audit_entry", "row_proof"}:
        assert content[table] == expected[table], table


def main(template: Path, base: Path, kills: int, keys: Keys) -> list[tuple[int, bool]]:
    versions = tuple(folders_with("good", base))
    whole = Path(shutil.copytree(template, base / "whole"))
    started = time.monotonic()
    _upgrade(whole, keys, versions, lambda _line: None)
    duration = time.monotonic() - started
    contents = {SCHEMA: _state(Path(shutil.copytree(template, base / "old")), keys)[1], NEXT: _state(whole, keys)[1]}
    assert contents[SCHEMA] != contents[NEXT]
    outcomes = []
    for number in range(kills):
        folder = Path(shutil.copytree(template, base / f"killed {number}"))
        work = partial(_upgrade, folder, keys, versions)
        wait_for_word = number == kills - 1
        lines = killed_after(int(wait_for_word), 0 if wait_for_word else duration * number / kills, work)
        version, content = _state(folder, keys)
        if version == SCHEMA:
            assert content == contents[SCHEMA]
        else:
            _check_new(content, contents[NEXT])
        outcomes.append((version, bool(lines)))
        _upgrade(folder, keys, versions, lambda _line: None)  # whatever it was, it goes on from there
        assert _state(folder, keys)[0] == NEXT
    return outcomes


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), keys_of_line(sys.stdin.readline()))))
