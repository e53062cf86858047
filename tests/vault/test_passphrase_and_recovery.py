"""A new passphrase rewrites one slot of the key file and no page of the database; the recovery code leaves its mark."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from dpo_desktop.domain.errors import RuleViolation, StorageUnavailable, WrongSecret
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.workspace import (
    OpenWorkspace,
    activate_recovery_code,
    change_passphrase,
    create_workspace,
    has_recovery_code,
    lock,
    open_with_keys,
    restore_key_file,
    unlock,
    unlock_with_recovery,
)
from dpo_desktop.vault.keys import FLOOR, KEY_BYTES
from tests.conftest import Template
from tests.factory import OFFICER, PASSPHRASE, SetClock, add_request
from tests.storage import raw_database

NEW = "copper-violin-sandbank-otter"


def _trail(folder: Path, template: Template) -> list[tuple[str, dict[str, Any]]]:
    with raw_database.opened(folder / "vault.db", template.keys) as connection:
        rows = connection.execute("SELECT action, detail FROM audit_entry ORDER BY seq").fetchall()
    return [(action, json.loads(detail)) for action, detail in rows]


def test_a_passphrase_change_rewrites_the_slot_only(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    add_request(workspace)
    workspace.store.checkpoint()
    database, old = (empty_folder / "vault.db").read_bytes(), json.loads((empty_folder / "vault.hdr").read_bytes())
    change_passphrase(workspace, NEW, kdf=FLOOR)
    new = json.loads((empty_folder / "vault.hdr").read_bytes())
    assert (empty_folder / "vault.db").read_bytes() == database
    assert {field for field in new if new[field] != old[field]} == {"slots", "gen", "mac", "checksum"}
    assert new["gen"] == old["gen"] + 1
    by_type = {slot["type"]: slot for slot in new["slots"]}
    assert by_type["recovery"] in old["slots"]
    assert by_type["passphrase"] not in old["slots"]
    assert len(new["slots"]) == len(old["slots"]) == 2
    lock(workspace)

    with pytest.raises(WrongSecret):
        unlock(empty_folder, PASSPHRASE, clock=clock)
    opened = unlock(empty_folder, NEW, clock=clock)
    assert opened.store.keys.data_key == empty_template.keys.data_key  # so no page was encrypted again
    assert not opened.key_file_is_older
    lock(opened)
    assert _trail(empty_folder, empty_template)[-2][0] == "workspace.passphrase_changed"


def test_the_copy_of_the_key_file_takes_the_new_passphrase_at_once(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    change_passphrase(workspace, NEW, kdf=FLOOR)
    lock(workspace)
    (empty_folder / "vault.hdr").write_bytes(b"")
    restore_key_file(empty_folder)
    with pytest.raises(WrongSecret):
        unlock(empty_folder, PASSPHRASE, clock=clock)
    lock(unlock(empty_folder, NEW, clock=clock))


def test_an_older_key_file_put_back_opens_and_is_noticed(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    shutil.copy(empty_folder / "vault.hdr", empty_folder.parent / "older.hdr")
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert not workspace.key_file_is_older
    change_passphrase(workspace, NEW, kdf=FLOOR)
    lock(workspace)
    shutil.copy(empty_folder.parent / "older.hdr", empty_folder / "vault.hdr")
    workspace = unlock(empty_folder, PASSPHRASE, clock=clock)
    assert workspace.key_file_is_older
    lock(workspace)


def test_a_key_file_that_cannot_be_written_leaves_the_old_passphrase_and_no_entry(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    header = empty_folder / "vault.hdr"
    aside = header.rename(empty_folder.parent / "aside.hdr")
    header.mkdir()  # a file cannot be put in the place of a folder
    with pytest.raises(StorageUnavailable):
        change_passphrase(workspace, NEW, kdf=FLOOR)
    header.rmdir()
    aside.rename(header)
    assert _trail(empty_folder, empty_template)[-1][0] == "workspace.unlocked"
    add_request(workspace)  # the lane goes on
    lock(workspace)
    again = unlock(empty_folder, PASSPHRASE, clock=clock)
    assert not again.key_file_is_older
    lock(again)


def test_a_key_file_ahead_of_the_database_is_caught_up_with(
    empty_folder: Path, empty_template: Template, tmp_path: Path, clock: SetClock
) -> None:
    """A power cut after the key file was written and before the commit: the new passphrase counts."""
    twin = Path(shutil.copytree(empty_folder, tmp_path / "twin"))
    workspace = open_with_keys(twin, empty_template.keys, clock=clock)
    change_passphrase(workspace, NEW, kdf=FLOOR)
    lock(workspace)
    shutil.copy(twin / "vault.hdr", empty_folder / "vault.hdr")
    for _ in range(2):
        opened = unlock(empty_folder, NEW, clock=clock)
        assert (opened.read_only, opened.key_file_is_older) == (False, False)
        assert verify_audit(opened, [], lambda _done, _total: None).findings == ()
        lock(opened)
    fields = [detail["fields"] for action, detail in _trail(empty_folder, empty_template)]
    assert fields[-2:] == [["header_gen"], []]


@pytest.mark.parametrize("weak", ["", "short", "passwordpassword", f"{OFFICER} {OFFICER}"])
def test_a_weak_passphrase_changes_nothing(
    empty_folder: Path, empty_template: Template, clock: SetClock, weak: str
) -> None:
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    before = raw_database.folder_bytes(empty_folder)
    with pytest.raises(RuleViolation):
        change_passphrase(workspace, weak, kdf=FLOOR)
    after = raw_database.folder_bytes(empty_folder)
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {"vault.db-shm"}  # read marks
    lock(workspace)


def test_the_recovery_code_opens_is_recorded_and_gives_way_to_a_new_passphrase(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    typed = empty_template.recovery_code.lower().replace("-", " ")
    workspace = unlock_with_recovery(empty_folder, typed, clock=clock)
    assert workspace.opened_by == "recovery"  # what the window asks for a new passphrase by
    action, detail = _trail(empty_folder, empty_template)[-1]
    assert (action, detail["by"]) == ("workspace.unlocked", "recovery")
    change_passphrase(workspace, NEW, kdf=FLOOR)
    assert workspace.opened_by == "passphrase"
    action, detail = _trail(empty_folder, empty_template)[-1]
    assert (action, detail["by"]) == ("workspace.passphrase_changed", "recovery")
    lock(workspace)

    with pytest.raises(WrongSecret):
        unlock(empty_folder, PASSPHRASE, clock=clock)
    opened = unlock(empty_folder, NEW, clock=clock)
    action, detail = _trail(empty_folder, empty_template)[-1]
    assert (action, detail["by"]) == ("workspace.unlocked", "passphrase")
    lock(opened)
    lock(unlock_with_recovery(empty_folder, empty_template.recovery_code, clock=clock))


def test_a_recovery_code_of_another_workspace_is_wrong_and_leaves_no_mark(
    empty_folder: Path, empty_template: Template, other_template: Template, clock: SetClock
) -> None:
    before = raw_database.folder_bytes(empty_folder)
    with pytest.raises(WrongSecret) as failure:
        unlock_with_recovery(empty_folder, other_template.recovery_code, clock=clock)
    assert failure.value.code == "vault.wrong_recovery"
    with pytest.raises(WrongSecret) as failure:
        unlock_with_recovery(empty_folder, empty_template.recovery_code[:-5], clock=clock)
    assert failure.value.code == "vault.recovery_code_malformed"
    assert raw_database.folder_bytes(empty_folder) == before


def test_the_officers_signing_key_survives_a_new_passphrase(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    workspace = unlock_with_recovery(empty_folder, empty_template.recovery_code, clock=clock)
    change_passphrase(workspace, NEW, kdf=FLOOR)
    lock(workspace)
    opened = unlock(empty_folder, NEW, clock=clock)
    assert opened.store.keys.public_key() == empty_template.keys.public_key()
    assert len(opened.store.keys.signing_seed) == KEY_BYTES
    lock(opened)


def test_a_change_that_cannot_be_committed_leaves_the_old_passphrase_in_force(
    empty_folder: Path, workspace: OpenWorkspace, clock: SetClock
) -> None:
    before = workspace.store.folder.header.read_bytes()

    def disk_is_full(_connection: object) -> None:
        raise StorageUnavailable("storage.disk_full")

    event.listen(workspace.store.write_engine, "commit", disk_is_full)
    with pytest.raises(StorageUnavailable):
        change_passphrase(workspace, "saffron-kettle-ribbon-tundra", kdf=FLOOR)
    event.remove(workspace.store.write_engine, "commit", disk_is_full)
    assert workspace.store.folder.header.read_bytes() == before
    lock(workspace)
    lock(unlock(empty_folder, PASSPHRASE, clock=clock))


def test_a_code_that_was_not_typed_back_opens_nothing_until_it_is(tmp_path: Path, clock: SetClock) -> None:
    created = create_workspace(
        tmp_path / "new",
        organisation="Kestrel Test Ltd",
        officer_name="Ida Osterberg",
        officer_role="",
        place="IN-KA",
        time_zone="Asia/Kolkata",
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=FLOOR,
        recovery_typed_back=False,
    )
    assert not has_recovery_code(created.workspace)
    lock(created.workspace)
    with pytest.raises(WrongSecret):
        unlock_with_recovery(tmp_path / "new", created.recovery_code, clock=clock)
    opened = unlock(tmp_path / "new", PASSPHRASE, clock=clock)
    activate_recovery_code(opened, created.recovery_code)
    assert has_recovery_code(opened)
    lock(opened)
    lock(unlock_with_recovery(tmp_path / "new", created.recovery_code, clock=clock))
