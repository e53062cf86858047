"""No word that a person typed stands in clear in any file: not while open, not after a kill, not after locking.

Grep over cipher text always passes, so the same search must find every word in the decrypted database.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from dpo_desktop.services.workspace import lock, unlock
from tests.factory import ROOT, SetClock
from tests.storage import raw_database
from tests.storage.canaries import CANARIES, PASSPHRASE, SEARCHED_ONLY, found_in
from tests.storage.raw_database import folder_bytes

KEPT = {name: word for name, word in CANARIES.items() if name != SEARCHED_ONLY}


@dataclass(frozen=True)
class Planted:
    """The files as they were at each moment, by name; `elsewhere` is the process's home and temporary folder."""

    folder: Path
    recovery_code: str
    moments: dict[str, dict[str, bytes]]
    elsewhere: dict[str, bytes]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    base = tmp_path_factory.mktemp("canaries")
    folder, elsewhere = base / "workspace", base / "elsewhere"
    elsewhere.mkdir()
    command = [sys.executable, "-m", "tests.storage.canaries", str(folder), str(base / "outside")]
    places = {name: str(elsewhere) for name in ("HOME", "TMPDIR", "SQLITE_TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    moments = {}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **places}
    ) as process:
        assert process.stdout is not None
        code = process.stdout.readline().strip()
        assert code
        moments["open"] = folder_bytes(folder)
        process.kill()
    moments["killed"] = folder_bytes(folder)
    workspace = unlock(folder, PASSPHRASE, clock=SetClock())
    moments["open again"] = folder_bytes(folder)
    lock(workspace)
    moments["locked"] = folder_bytes(folder)
    return Planted(folder, code, moments, folder_bytes(elsewhere))


@pytest.mark.parametrize("moment", ["open", "killed", "open again", "locked"])
def test_no_typed_word_is_in_any_file(planted: Planted, moment: str) -> None:
    files = planted.moments[moment]
    assert {"vault.db", "vault.hdr", "vault.state"} <= set(files)
    assert ("vault.db-wal" in files) == (moment != "locked")
    secrets = {
        "passphrase": PASSPHRASE,
        "recovery code": planted.recovery_code,
        "recovery code without hyphens": planted.recovery_code.replace("-", ""),
    }
    assert {name: found for name, data in files.items() if (found := found_in(data, CANARIES | secrets))} == {}
    assert all(b"Zwitscherfink" not in data for data in files.values())


def test_the_process_left_nothing_in_its_home_and_temporary_folder(planted: Planted) -> None:
    assert planted.elsewhere == {}


def test_the_write_ahead_log_was_searched_while_it_held_them(planted: Planted) -> None:
    assert len(planted.moments["open"]["vault.db-wal"]) > 100_000


def test_the_same_search_finds_every_word_in_the_decrypted_database(planted: Planted, tmp_path: Path) -> None:
    workspace = unlock(planted.folder, PASSPHRASE, clock=SetClock())
    keys = workspace.store.keys
    lock(workspace)
    clear = raw_database.decrypted(planted.folder / "vault.db", keys, tmp_path / "clear.db").read_bytes()
    assert clear.startswith(b"SQLite format 3\x00")
    assert found_in(clear, CANARIES) == set(KEPT)
    for data in planted.moments["locked"].values():
        assert keys.data_key not in data
        assert keys.data_key.hex().encode() not in data
        assert keys.subkey("db") not in data


@pytest.mark.parametrize("before", range(4))
def test_the_search_finds_a_word_however_it_was_written(before: int) -> None:
    for name, word in CANARIES.items():
        text = "x" * before + word + " and more"
        for data in (
            text.encode(),
            text.encode("utf-16"),
            text.encode().hex().encode(),
            base64.b64encode(text.encode()),
            repr(text).encode(),
        ):
            assert found_in(data, CANARIES) == {name}


def test_no_entry_of_the_audit_trail_names_anybody(planted: Planted) -> None:
    workspace = unlock(planted.folder, PASSPHRASE, clock=SetClock())
    lock(workspace)
    content = raw_database.content(planted.folder / "vault.db", workspace.store.keys)
    for table in ("audit_entry", "row_proof", "audit_head"):
        assert len(content[table]) > 2
        assert found_in(repr(content[table]).encode(), CANARIES) == set()
        assert "Zwitscherfink" not in repr(content[table])
    assert "Zwitscherfink" in repr(content["person"])
