"""A workspace as a use case: what creation refuses, what it keeps, and the two secrets that open it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpo_desktop.domain.errors import Conflict, DpoError, NotFound, RuleViolation, StorageUnavailable, WrongSecret
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.workspace import (
    OpenWorkspace,
    change_passphrase,
    create_workspace,
    describe,
    lock,
    open_with_keys,
    unlock,
    unlock_with_recovery,
    why_not_openable,
    workspace_exists,
)
from dpo_desktop.vault.keys import FLOOR, new_recovery_code
from tests.conftest import Template, lock_if_open
from tests.factory import OFFICER, ORGANISATION, PASSPHRASE, PLACE, TIME_ZONE, SetClock, add_request
from tests.services.trail import trail

NEW_PASSPHRASE = "quiet herons over the weir"


def create(folder: Path, clock: SetClock, **changes: str) -> OpenWorkspace:
    given = {
        "organisation": f"  {ORGANISATION} ",
        "officer_name": f"{OFFICER}\t",
        "officer_role": " Data Protection Officer",
        "place": PLACE,
        "time_zone": TIME_ZONE,
        "passphrase": PASSPHRASE,
        **changes,
    }
    return create_workspace(folder, clock=clock, kdf=FLOOR, **given).workspace  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"passphrase": "plum-lantern"}, "passphrase.too_short"),
        ({"passphrase": "correct horse battery staple"}, "passphrase.common"),
        ({"passphrase": "aaaaaaaaaaaaaaaa"}, "passphrase.repeats"),
        ({"passphrase": f"{OFFICER} {ORGANISATION}"}, "passphrase.names_only"),
        ({"organisation": " "}, "workspace.name_missing"),
        ({"officer_name": "\t"}, "workspace.name_missing"),
        ({"time_zone": "Asia/Karnataka"}, "workspace.unknown_zone"),
        ({"time_zone": "../../etc/passwd"}, "workspace.unknown_zone"),
        ({"time_zone": ""}, "workspace.unknown_zone"),
        ({"place": "XX-YY"}, "workspace.unknown_place"),
        ({"place": ""}, "workspace.unknown_place"),
    ],
)
def test_creation_is_refused_and_leaves_nothing(
    tmp_path: Path, clock: SetClock, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        create(tmp_path / "new" / "workspace", clock, **changes)
    assert refusal.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_creation_never_takes_what_is_there(empty_folder: Path, tmp_path: Path, clock: SetClock) -> None:
    files = {path: path.read_bytes() for path in empty_folder.rglob("*") if path.is_file()}
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    for folder, code in ((empty_folder, "vault.exists"), (other, "vault.folder_not_empty")):
        with pytest.raises(Conflict) as refusal:
            create(folder, clock)
        assert refusal.value.code == code
    with pytest.raises(DpoError):
        create(other / "letter.txt", clock)
    assert files == {path: path.read_bytes() for path in empty_folder.rglob("*") if path.is_file()}
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "workspace"]


def test_a_new_workspace_says_what_it_was_told(tmp_path: Path, clock: SetClock) -> None:
    folder = tmp_path / "deep" / "workspace"
    workspace = create(folder, clock, place="GB-SCT", time_zone="Europe/London")
    view = describe(workspace)
    assert (view.organisation, view.officer_name, view.officer_role) == (
        ORGANISATION,
        OFFICER,
        "Data Protection Officer",
    )
    assert (view.place, view.time_zone, view.is_demo) == ("GB-SCT", "Europe/London", False)
    assert (workspace.zone.key, workspace.opened_by, workspace.read_only) == ("Europe/London", "passphrase", False)
    assert [entry.action for entry in trail(workspace)] == ["workspace.created", "workspace.unlocked"]
    assert workspace_exists(folder)
    assert why_not_openable(folder) is None
    lock(workspace)


def test_unlocking_never_makes_anything(tmp_path: Path, clock: SetClock) -> None:
    for folder in (tmp_path / "absent", tmp_path):
        with pytest.raises(NotFound) as error:
            unlock(folder, PASSPHRASE, clock=clock)
        assert error.value.code == "vault.absent"
        assert why_not_openable(folder) is not None
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_is_changed(
    empty_folder: Path, empty_template: Template, workspace: OpenWorkspace, clock: SetClock
) -> None:
    before = len(trail(workspace))
    with pytest.raises(RuleViolation) as refusal:
        change_passphrase(workspace, f"{OFFICER} 2026 {OFFICER}", kdf=FLOOR)
    assert refusal.value.code == "passphrase.names_only"
    assert len(trail(workspace)) == before
    written = change_passphrase(workspace, NEW_PASSPHRASE, kdf=FLOOR)
    (entry,) = trail(workspace, before)
    assert (entry.action, entry.detail["by"]) == ("workspace.passphrase_changed", "passphrase")
    assert written.changes.settings
    request_id = add_request(workspace)
    lock(workspace)
    with pytest.raises(WrongSecret) as error:
        unlock(empty_folder, PASSPHRASE, clock=clock)
    assert error.value.code == "vault.wrong_passphrase"
    again = unlock(empty_folder, NEW_PASSPHRASE, clock=clock)
    assert (again.opened_by, again.key_file_is_older, again.read_only) == ("passphrase", False, False)
    assert add_request(again) == request_id + 1
    assert verify_audit(again, [], lambda _done, _total: None).ok
    lock(again)
    recovered = unlock_with_recovery(empty_folder, empty_template.recovery_code, clock=clock)
    lock(recovered)


def test_the_recovery_code_opens_is_recorded_and_gives_a_new_passphrase(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    typed = empty_template.recovery_code.lower().replace("-", " ")
    workspace = unlock_with_recovery(empty_folder, f" {typed}\n", clock=clock)
    assert workspace.opened_by == "recovery"
    assert (trail(workspace)[-1].action, trail(workspace)[-1].detail["by"]) == ("workspace.unlocked", "recovery")
    change_passphrase(workspace, NEW_PASSPHRASE, kdf=FLOOR)
    assert trail(workspace)[-1].detail["by"] == "recovery"
    assert workspace.opened_by == "passphrase"
    lock(workspace)
    with pytest.raises(WrongSecret):
        unlock(empty_folder, PASSPHRASE, clock=clock)
    lock(unlock(empty_folder, NEW_PASSPHRASE, clock=clock))


def test_a_recovery_code_that_is_not_it(empty_folder: Path, empty_template: Template, clock: SetClock) -> None:
    code = empty_template.recovery_code
    mistyped = code[:-1] + ("1" if code[-1] != "1" else "2")
    for typed, expected in (
        (code[:-1], "vault.recovery_code_malformed"),
        ("", "vault.recovery_code_malformed"),
        (mistyped, "vault.recovery_code_mistyped"),
        (new_recovery_code(), "vault.wrong_recovery"),
    ):
        with pytest.raises(WrongSecret) as error:
            unlock_with_recovery(empty_folder, typed, clock=clock)
        assert error.value.code == expected


def test_one_window_at_a_time_and_a_lock_gives_it_back(
    empty_folder: Path, empty_template: Template, workspace: OpenWorkspace, clock: SetClock
) -> None:
    with pytest.raises(Conflict) as error:
        open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert error.value.code == "vault.open_elsewhere"
    lock(workspace)
    again = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert trail(again)[-1].action == "workspace.unlocked"
    lock_if_open(again)


def test_a_database_that_lost_entries_opens_for_reading_only(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    database = empty_folder / "vault.db"
    earlier = database.read_bytes()
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    add_request(workspace)
    lock(workspace)
    database.write_bytes(earlier)
    again = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert (again.read_only, again.missing_entries) == (True, 2)  # the unlock and the request
    with pytest.raises(StorageUnavailable) as error:
        add_request(again)
    assert error.value.code == "vault.read_only"
    lock(again)
