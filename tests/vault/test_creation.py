"""A new workspace appears whole or not at all, for its owner alone, and never on top of something else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import Conflict, RuleViolation
from dpo_desktop.services.workspace import create_workspace, lock, workspace_exists
from dpo_desktop.vault.keys import FLOOR
from tests.factory import PASSPHRASE, SetClock, add_request, make_workspace
from tests.storage.raw_database import folder_bytes


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Everything a program makes would be for everybody, if it did not say otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def _modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(stat.S_IMODE(path.lstat().st_mode)) for path in (folder, *folder.rglob("*"))}


@pytest.mark.usefixtures("open_umask")
def test_folder_and_files_are_for_their_owner_alone(tmp_path: Path, clock: SetClock) -> None:
    folder = tmp_path / "new" / "workspace"
    created = make_workspace(folder, clock)
    add_request(created.workspace)
    names = {"vault.db", "vault.db-wal", "vault.db-shm", "vault.hdr", "vault.hdr.bak", "vault.state", "vault.lock"}
    while_open = _modes(folder)
    assert while_open == {"workspace": "0o700", **dict.fromkeys(names, "0o600")}
    assert oct(stat.S_IMODE(folder.parent.lstat().st_mode)) == "0o700"
    lock(created.workspace)
    locked = _modes(folder)
    assert locked == {name: mode for name, mode in while_open.items() if name in locked}
    assert {"vault.db", "vault.hdr", "vault.hdr.bak", "vault.state"} <= set(locked)


def test_an_empty_folder_is_taken_and_nothing_lies_beside_it(tmp_path: Path, clock: SetClock) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    created = make_workspace(folder, clock)
    lock(created.workspace)
    assert workspace_exists(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["workspace"]


def test_the_recovery_code_is_in_no_text_and_no_file(tmp_path: Path, clock: SetClock) -> None:
    created = make_workspace(tmp_path / "workspace", clock)
    assert created.recovery_code not in repr(created)
    assert created.workspace.store.keys.data_key.hex() not in repr(created)
    lock(created.workspace)
    plain = created.recovery_code.replace("-", "")
    for data in folder_bytes(tmp_path / "workspace").values():
        assert created.recovery_code.encode() not in data
        assert plain.encode() not in data


@pytest.mark.parametrize(
    ("there", "code"),
    [("vault.hdr", "vault.exists"), ("vault.state", "vault.exists"), ("letter.txt", "vault.folder_not_empty")],
)
def test_a_folder_that_holds_something_is_not_taken(tmp_path: Path, clock: SetClock, there: str, code: str) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / there).write_bytes(b"kept")
    with pytest.raises(Conflict) as failure:
        make_workspace(folder, clock)
    assert failure.value.code == code
    assert folder_bytes(tmp_path) == {f"workspace/{there}": b"kept"}


def test_a_file_is_no_folder(tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "workspace").write_bytes(b"kept")
    with pytest.raises(Conflict):
        make_workspace(tmp_path / "workspace", clock)
    assert folder_bytes(tmp_path) == {"workspace": b"kept"}


@pytest.mark.parametrize(
    ("organisation", "officer", "passphrase", "zone", "code"),
    [
        ("Kestrel", "Ida", "too short", "Asia/Kolkata", "passphrase.too_short"),
        (" ", "Ida", PASSPHRASE, "Asia/Kolkata", "workspace.name_missing"),
        ("Kestrel", "", PASSPHRASE, "Asia/Kolkata", "workspace.name_missing"),
        ("Kestrel", "Ida", PASSPHRASE, "Mars/Olympus", "workspace.unknown_zone"),
    ],
)
def test_what_is_refused_leaves_nothing(
    tmp_path: Path, clock: SetClock, organisation: str, officer: str, passphrase: str, zone: str, code: str
) -> None:
    with pytest.raises(RuleViolation) as failure:
        create_workspace(
            tmp_path / "workspace",
            organisation=organisation,
            officer_name=officer,
            officer_role="Officer",
            place="IN-KA",
            time_zone=zone,
            passphrase=passphrase,
            clock=clock,
            kdf=FLOOR,
        )
    assert failure.value.code == code
    assert list(tmp_path.iterdir()) == []
