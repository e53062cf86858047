"""An upgrade keeps every row and guard, is recorded, and leaves a verified copy; a bad one changes nothing at all."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.workspace import lock, open_with_keys
from dpo_desktop.storage import audit_check, migrate
from dpo_desktop.storage.engine import APPLICATION_ID, Store
from dpo_desktop.storage.migrate import SCHEMA
from dpo_desktop.storage.tables import TRIGGERS
from dpo_desktop.vault.folder import VaultFolder
from tests.conftest import Template
from tests.factory import SetClock, add_request
from tests.migrations.versions_of_tests import BAD, NEXT, folders_with
from tests.storage import raw_database


@pytest.fixture
def folder(demo_template: Template, tmp_path: Path) -> Path:
    """A locked workspace of version 1 with fifty requests."""
    return demo_template.copy_to(tmp_path / "workspace")


@pytest.fixture
def store(folder: Path, demo_template: Template) -> Iterator[Store]:
    opened = Store(VaultFolder(folder), (folder / "vault.db").read_bytes()[:16], demo_template.keys)
    yield opened
    opened.dispose()


def _findings(store: Store) -> list[audit_check.Finding]:
    with store.reading("long") as session:
        return audit_check.check(session.connection(), [], lambda _done, _total: None)[1]


def test_rows_children_and_guards_are_kept(store: Store, tmp_path: Path, clock: SetClock) -> None:
    keys, database = store.keys, store.folder.database
    before = raw_database.content(database, keys)
    migrate.upgrade(store, clock, versions=folders_with("good", tmp_path), target=NEXT)
    after = raw_database.content(database, keys)
    assert migrate.schema_version(store) == NEXT
    added = {"person": ("none yet",), "request": (3,), "audit_head": ("",)}
    for table in before.keys() - {"sqlite_master", "alembic_version", "audit_entry", "row_proof"}:
        assert after[table] == [(*row, *added.get(table, ())) for row in before[table]]
    assert len(before["request_event"]) > len(before["request"]) == 50  # the children that a careless rebuild deletes
    triggers = {row[1]: row[3] for row in after["sqlite_master"] if row[0] == "trigger"}
    assert triggers == TRIGGERS
    assert "ix_request_priority" in {row[1] for row in after["sqlite_master"]}
    raw_database.check(database, keys)


def test_the_upgrade_is_an_entry_of_the_audit_trail(store: Store, tmp_path: Path, clock: SetClock) -> None:
    before = raw_database.content(store.folder.database, store.keys)
    migrate.upgrade(store, clock, versions=folders_with("good", tmp_path), target=NEXT)
    after = raw_database.content(store.folder.database, store.keys)
    assert after["audit_entry"][:-1] == before["audit_entry"]
    newest = after["audit_entry"][-1]
    detail = json.loads(newest[6])
    assert (newest[2], newest[3]) == (store.keys.officer, "workspace.migrated")
    assert (detail["from_schema"], detail["to_schema"]) == (SCHEMA, NEXT)
    assert _findings(store) == []


def test_a_verified_copy_of_the_older_version_stays_and_opens(
    store: Store, folder: Path, tmp_path: Path, clock: SetClock, demo_template: Template
) -> None:
    before = raw_database.content(store.folder.database, store.keys)
    migrate.upgrade(store, clock, versions=folders_with("good", tmp_path), target=NEXT)
    store.dispose()
    copy = folder / f"vault.db.schema-{SCHEMA}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copy.read_bytes()[:16] == (folder / "vault.db").read_bytes()[:16]  # so the key file fits it
    assert raw_database.content(copy, store.keys) == before
    raw_database.check(copy, store.keys)
    with raw_database.opened(copy, store.keys) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    copy.replace(folder / "vault.db")
    workspace = open_with_keys(folder, demo_template.keys, clock=clock)
    assert not workspace.read_only
    assert verify_audit(workspace, [], lambda _done, _total: None).ok
    assert add_request(workspace) == 51
    lock(workspace)


def test_a_second_upgrade_does_nothing(store: Store, tmp_path: Path, clock: SetClock) -> None:
    versions = folders_with("good", tmp_path)
    migrate.upgrade(store, clock, versions=versions, target=NEXT)
    after, copy = (
        raw_database.content(store.folder.database, store.keys),
        store.folder.path / f"vault.db.schema-{SCHEMA}",
    )
    copy.unlink()
    migrate.upgrade(store, clock, versions=versions, target=NEXT)
    assert raw_database.content(store.folder.database, store.keys) == after
    assert not copy.exists()


def test_a_migration_that_forgets_the_triggers_does_not_pass_the_check(
    store: Store, tmp_path: Path, clock: SetClock
) -> None:
    migrate.upgrade(store, clock, versions=folders_with("forgets the triggers", tmp_path), target=NEXT)
    assert [finding[0] for finding in _findings(store)] == ["audit.guard_missing", "audit.guard_missing"]


@pytest.mark.parametrize("name", BAD)
def test_a_migration_that_fails_leaves_everything_as_it_was(
    store: Store, folder: Path, tmp_path: Path, clock: SetClock, demo_template: Template, name: str
) -> None:
    before = raw_database.content(store.folder.database, store.keys)
    with pytest.raises(StorageUnavailable) as failure:
        migrate.upgrade(store, clock, versions=folders_with(name, tmp_path), target=NEXT)
    assert failure.value.code == "vault.migration_failed"
    assert "unchanged" in sentence(failure.value)
    assert raw_database.content(store.folder.database, store.keys) == before
    assert migrate.schema_version(store) == SCHEMA
    with store.write_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.dispose()
    workspace = open_with_keys(folder, demo_template.keys, clock=clock)
    assert add_request(workspace) == 51
    assert verify_audit(workspace, [], lambda _done, _total: None).ok
    lock(workspace)


def test_a_newer_database_is_refused_and_left_alone(folder: Path, demo_template: Template, clock: SetClock) -> None:
    with raw_database.opened(folder / "vault.db", demo_template.keys) as connection:
        connection.execute(f"PRAGMA user_version={migrate.SCHEMA + 1}")
    before = raw_database.folder_bytes(folder)
    with pytest.raises(StorageUnavailable) as failure:
        open_with_keys(folder, demo_template.keys, clock=clock)
    assert failure.value.code == "vault.schema_newer"
    assert raw_database.folder_bytes(folder) == before


def test_a_copy_that_differs_is_not_taken_for_one(store: Store, tmp_path: Path) -> None:
    """The comparison itself: one row less, one value other, one index less."""
    target = store.folder.path / "copy.db"
    for statement in (
        "DELETE FROM request_event WHERE id = 7",
        "UPDATE person SET name = 'Another' WHERE id = 3",
        "INSERT INTO person SELECT 'u', name, email, phone, 999, proof_salt FROM person WHERE id = 1",
        "DROP INDEX ix_request_state",
        "DROP TRIGGER audit_entry_no_update",
    ):
        migrate.verified_copy(store, target)
        with raw_database.opened(target, store.keys) as connection:
            connection.execute(statement)
        with raw_database.opened(store.folder.database, store.keys) as connection:
            connection.execute("ATTACH DATABASE ? AS copy", (str(target),))
            assert not migrate._same_content(connection)
    assert list(tmp_path.rglob("*.db-journal")) == []
