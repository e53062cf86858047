"""Opening never makes anything: whatever is missing or wrong beside a key file is an error in plain words."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import Conflict, DpoError, NotFound, StorageUnavailable, WrongSecret
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.services.workspace import (
    create_workspace,
    describe,
    lock,
    open_with_keys,
    restore_key_file,
    unlock,
    why_not_openable,
)
from dpo_desktop.storage.engine import Store
from dpo_desktop.vault.folder import VaultFolder
from dpo_desktop.vault.header import parsed
from dpo_desktop.vault.keys import FLOOR
from tests.conftest import Template
from tests.factory import ORGANISATION, PASSPHRASE, SetClock
from tests.storage import raw_database
from tests.storage.raw_database import PAGE_BYTES, folder_bytes

Break = Callable[[Path, Template], object]


def _plain_sqlite(folder: Path, _other: Template) -> None:
    (folder / "vault.db").unlink()
    connection = sqlite3.connect(folder / "vault.db")
    connection.execute("CREATE TABLE workspace (id INTEGER PRIMARY KEY)")
    connection.close()


def _cut(length: int) -> Break:
    def cut(folder: Path, _other: Template) -> None:
        database = folder / "vault.db"
        database.write_bytes(database.read_bytes()[:length])

    return cut


def _foreign_with_our_salt(folder: Path, other: Template) -> None:
    ours, theirs = (folder / "vault.db").read_bytes(), (other.folder / "vault.db").read_bytes()
    (folder / "vault.db").write_bytes(ours[:16] + theirs[16:])


def _flipped_in_page_one(folder: Path, _other: Template) -> None:
    data = bytearray((folder / "vault.db").read_bytes())
    data[1000] ^= 1
    (folder / "vault.db").write_bytes(data)


def _folder_instead(folder: Path, _other: Template) -> None:
    (folder / "vault.db").unlink()
    (folder / "vault.db").mkdir()


# What is done to the folder, the code, and whether it is known without the key.
BROKEN: dict[str, tuple[Break, str, bool]] = {
    "missing": (lambda folder, _: (folder / "vault.db").unlink(), "vault.database_missing", True),
    "empty": (_cut(0), "vault.database_empty", True),
    "plain": (_plain_sqlite, "vault.database_not_encrypted", True),
    "foreign": (
        lambda folder, other: shutil.copy(other.folder / "vault.db", folder / "vault.db"),
        "vault.database_foreign",
        True,
    ),
    "text": (lambda folder, _: (folder / "vault.db").write_text("hello " * 4000), "vault.database_foreign", True),
    "five bytes": (_cut(5), "vault.database_foreign", True),
    "the salt alone": (_cut(16), "vault.database_cut_off", True),
    "cut in a page": (_cut(5 * PAGE_BYTES + 100), "vault.database_cut_off", True),
    "one page": (_cut(PAGE_BYTES), "vault.database_damaged", False),
    "cut between pages": (_cut(20 * PAGE_BYTES), "vault.database_damaged", False),
    "foreign with our salt": (_foreign_with_our_salt, "vault.database_damaged", False),
    "damaged": (_flipped_in_page_one, "vault.database_damaged", False),
    "a folder": (_folder_instead, "storage.io_failed", True),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_database_is_said_and_left_alone(
    empty_folder: Path, empty_template: Template, other_template: Template, clock: SetClock, name: str
) -> None:
    break_it, code, known_without_key = BROKEN[name]
    break_it(empty_folder, other_template)
    before = folder_bytes(empty_folder)
    with pytest.raises(StorageUnavailable) as failure:
        open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert failure.value.code == code
    assert len(sentence(failure.value)) > 20
    assert folder_bytes(empty_folder) == before
    reason = why_not_openable(empty_folder)
    assert (reason.code if reason else "") == (code if known_without_key else "")
    with pytest.raises(Conflict):
        create_workspace(
            empty_folder,
            organisation=ORGANISATION,
            officer_name="Another",
            officer_role="Officer",
            place="IN-KA",
            time_zone="Asia/Kolkata",
            passphrase=PASSPHRASE,
            clock=clock,
            kdf=FLOOR,
        )
    assert folder_bytes(empty_folder) == before


def test_a_database_under_our_key_that_is_not_ours_is_foreign(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    with raw_database.opened(empty_folder / "vault.db", empty_template.keys) as connection:
        connection.execute("PRAGMA application_id=7")
    with pytest.raises(StorageUnavailable) as failure:
        open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert failure.value.code == "vault.database_foreign"


def test_a_store_of_another_key_does_not_open(empty_folder: Path, other_template: Template) -> None:
    header = parsed((empty_folder / "vault.hdr").read_bytes())
    with pytest.raises(StorageUnavailable) as failure:
        Store(VaultFolder(empty_folder), header.db_salt, other_template.keys)
    assert failure.value.code == "vault.database_damaged"


@pytest.mark.parametrize("name", ["", "vault.db", "vault.state", "vault.hdr.bak"])
def test_a_folder_without_a_key_file(empty_folder: Path, clock: SetClock, name: str) -> None:
    kept = (empty_folder / name).read_bytes() if name else b""
    shutil.rmtree(empty_folder)
    if name:
        empty_folder.mkdir()
        (empty_folder / name).write_bytes(kept)
    expected = (StorageUnavailable, "vault.header_missing") if name else (NotFound, "vault.absent")
    with pytest.raises(expected[0]) as failure:
        unlock(empty_folder, PASSPHRASE, clock=clock)
    assert failure.value.code == expected[1]
    assert [path.name for path in empty_folder.parent.rglob("*") if path.is_file()] == ([name] if name else [])


def test_the_copy_of_the_last_unlock_stands_in_for_a_damaged_key_file(empty_folder: Path, clock: SetClock) -> None:
    header = empty_folder / "vault.hdr"
    whole = header.read_bytes()
    for damage in (b"", whole[:300], whole.replace(b"argon2id", b"argon2iD")):
        header.write_bytes(damage)
        with pytest.raises(StorageUnavailable) as failure:
            unlock(empty_folder, PASSPHRASE, clock=clock)
        assert failure.value.code == "vault.header_damaged"
        restore_key_file(empty_folder)
        assert header.read_bytes() == whole
    header.unlink()
    restore_key_file(empty_folder)
    workspace = unlock(empty_folder, PASSPHRASE, clock=clock)
    assert describe(workspace).organisation == ORGANISATION
    lock(workspace)


@pytest.mark.parametrize("copy", [None, b"", b"{}"])
def test_a_copy_that_is_not_whole_replaces_nothing(empty_folder: Path, copy: bytes | None) -> None:
    (empty_folder / "vault.hdr.bak").unlink()
    if copy is not None:
        (empty_folder / "vault.hdr.bak").write_bytes(copy)
    before = folder_bytes(empty_folder)
    with pytest.raises(StorageUnavailable) as failure:
        restore_key_file(empty_folder)
    assert failure.value.code == "vault.header_damaged"
    assert folder_bytes(empty_folder) == before


def test_the_key_file_of_another_workspace_does_not_open_this_database(
    empty_folder: Path, empty_template: Template, other_template: Template, clock: SetClock
) -> None:
    shutil.copy(other_template.folder / "vault.hdr", empty_folder / "vault.hdr")
    with pytest.raises(StorageUnavailable) as failure:
        unlock(empty_folder, PASSPHRASE, clock=clock)  # the same words, another salt and key
    assert failure.value.code == "vault.database_foreign"
    with pytest.raises(DpoError):
        open_with_keys(empty_folder, empty_template.keys, clock=clock)


@pytest.mark.parametrize("name", ["copy", "Käse & 100 % ?#x='\" ;", "日本語"])
def test_a_workspace_copied_as_a_folder_opens_with_its_passphrase(
    empty_folder: Path, tmp_path: Path, clock: SetClock, name: str
) -> None:
    target = tmp_path / "elsewhere" / name
    shutil.copytree(empty_folder, target)
    shutil.rmtree(empty_folder)
    workspace = unlock(target, PASSPHRASE, clock=clock)
    assert not workspace.read_only
    assert describe(workspace).organisation == ORGANISATION
    lock(workspace)
    with pytest.raises(WrongSecret):
        unlock(target, PASSPHRASE.upper(), clock=clock)
