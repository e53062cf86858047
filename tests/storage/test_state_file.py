"""`vault.state` remembers how far the audit trail went: a database that lost entries opens for reading only."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.lists import request_ids
from dpo_desktop.services.requests import add_note
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, accept_discontinuity, lock, open_with_keys
from dpo_desktop.vault.state import HighWaterMark, read_state, write_state
from tests.conftest import Template
from tests.factory import SetClock, add_request
from tests.storage import raw_database


def _requests(workspace: OpenWorkspace) -> int:
    return len(request_ids(workspace, RequestFilter(status="")))


def _copy_without(folder: Path, target: Path, *left_out: str) -> Path:
    return Path(shutil.copytree(folder, target, ignore=lambda _folder, _names: set(left_out)))


@pytest.fixture
def without_log(empty_folder: Path, empty_template: Template, tmp_path: Path, clock: SetClock) -> Path:
    """A copy made as a careless tool makes it while the program runs: the write-ahead log is not in it."""
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    add_request(workspace, "Kept Person")
    workspace.store.checkpoint()
    for number in range(4):
        add_request(workspace, f"Lost Person {number}")
    copy = _copy_without(empty_folder, tmp_path / "without log", "vault.db-wal", "vault.db-shm")
    lock(workspace)
    return copy


def test_a_lost_write_ahead_log_is_said_and_nothing_is_written(
    without_log: Path, empty_template: Template, clock: SetClock
) -> None:
    before = (without_log / "vault.db").read_bytes()
    workspace = open_with_keys(without_log, empty_template.keys, clock=clock)
    assert (workspace.read_only, workspace.missing_entries) == (True, 4)
    assert _requests(workspace) == 1  # reading is possible
    for write in (lambda: add_request(workspace), lambda: add_note(workspace, 1, "no")):
        with pytest.raises(StorageUnavailable) as failure:
            write()
        assert failure.value.code == "vault.read_only"
    lock(workspace)
    assert (without_log / "vault.db").read_bytes() == before
    again = open_with_keys(without_log, empty_template.keys, clock=clock)
    assert (again.read_only, again.missing_entries) == (True, 4)  # it does not pass by itself
    lock(again)


def test_going_on_without_the_lost_changes_is_recorded(
    without_log: Path, empty_template: Template, clock: SetClock
) -> None:
    workspace = open_with_keys(without_log, empty_template.keys, clock=clock)
    accept_discontinuity(workspace)
    assert not workspace.read_only
    add_request(workspace, "New Person")
    lock(workspace)
    with raw_database.opened(without_log / "vault.db", empty_template.keys) as connection:
        entries = connection.execute("SELECT action, detail FROM audit_entry ORDER BY seq").fetchall()
    accepted = [json.loads(detail) for action, detail in entries if action == "audit.discontinuity_accepted"]
    assert [detail["missing"] for detail in accepted] == [4]
    again = open_with_keys(without_log, empty_template.keys, clock=clock)
    assert (again.read_only, again.missing_entries, _requests(again)) == (False, 0, 2)
    assert verify_audit(again, [], lambda _done, _total: None).ok
    lock(again)


def test_another_history_of_the_same_length_is_noticed(
    empty_folder: Path, empty_template: Template, tmp_path: Path, clock: SetClock
) -> None:
    """Two copies that went on apart: the database of one beside the state of the other."""
    twin = _copy_without(empty_folder, tmp_path / "twin")
    for folder, name in ((empty_folder, "Here"), (twin, "There")):
        workspace = open_with_keys(folder, empty_template.keys, clock=clock)
        add_request(workspace, name)
        lock(workspace)
    shutil.copy(twin / "vault.db", empty_folder / "vault.db")
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert (workspace.read_only, workspace.missing_entries) == (True, 0)
    lock(workspace)


def test_a_state_file_that_lags_is_fine(empty_folder: Path, empty_template: Template, clock: SetClock) -> None:
    """A kill between commit and state file leaves it behind; it may lag, never lead."""
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    earlier = (empty_folder / "vault.state").read_bytes()
    for _ in range(3):
        add_request(workspace)
    lock(workspace)
    assert (empty_folder / "vault.state").read_bytes() != earlier
    (empty_folder / "vault.state").write_bytes(earlier)
    again = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert (again.read_only, again.missing_entries, _requests(again)) == (False, 0, 3)
    lock(again)


def test_the_state_file_follows_each_commit(workspace: OpenWorkspace) -> None:
    folder, keys = workspace.store.folder, workspace.store.keys
    for _ in range(3):
        add_request(workspace)
        with raw_database.opened(folder.database, keys) as connection:
            seq, digest = connection.execute("SELECT max(seq), digest FROM audit_entry").fetchone()
        assert read_state(folder.state, keys) == HighWaterMark(seq, digest.hex())


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "counted up", "counted down", "of another", "binary"])
def test_a_state_file_that_proves_nothing_is_not_believed(
    empty_folder: Path, empty_template: Template, clock: SetClock, damage: str
) -> None:
    state, whole = empty_folder / "vault.state", (empty_folder / "vault.state").read_bytes()
    count = json.loads(whole.split(b"\n")[0])["count"]
    if damage == "missing":
        state.unlink()
    elif damage == "of another":
        other = shutil.copy(state, state.with_name("other"))
        keys = empty_template.keys
        stranger = type(keys)(bytes(32), keys.signing_seed, keys.officer, keys.slot, keys.opened_by)
        write_state(other, HighWaterMark(count, "00" * 32), stranger)
        other.replace(state)
    else:
        changed = {
            "empty": b"",
            "cut": whole[:40],
            "counted up": whole.replace(f'"count": {count}'.encode(), b'"count": 900'),
            "counted down": whole.replace(f'"count": {count}'.encode(), b'"count": 1'),
            "binary": b"\xff\xfe\x00" * 50,
        }[damage]
        assert changed != whole
        state.write_bytes(changed)
    assert read_state(state, empty_template.keys) is None
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert (workspace.read_only, workspace.missing_entries) == (True, 0)
    accept_discontinuity(workspace)
    lock(workspace)
    again = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert not again.read_only
    lock(again)


def test_every_bit_of_the_state_file_counts(empty_folder: Path, empty_template: Template) -> None:
    state = empty_folder / "vault.state"
    whole = state.read_bytes()
    assert read_state(state, empty_template.keys) is not None
    for at in range(len(whole)):
        state.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        assert read_state(state, empty_template.keys) is None
