"""Schema versions: create, compare, upgrade after a verified copy. Alembic is imported only where a schema is changed.

Alembic's batch mode under `foreign_keys=ON` deletes child rows by cascade and always drops triggers, without an error;
so foreign keys are off before BEGIN and checked before COMMIT, and triggers are made anew by the migration.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import DpoError, StorageUnavailable
from dpo_desktop.storage import audit, search_index
from dpo_desktop.storage.engine import APPLICATION_ID, Store, unaudited
from dpo_desktop.storage.failures import environment_failure, translated
from dpo_desktop.storage.tables import WorkspaceRow
from dpo_desktop.storage.unit_of_work import Clock
from dpo_desktop.vault.files import make_private_file, sync_folder
from dpo_desktop.vault.files import translated as files_translated

SCHEMA = 5  # the number of the newest module in migrations/versions; kept in PRAGMA user_version
_VERSIONS = Path(__file__).resolve().parent / "migrations" / "versions"


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def schema_version(store: Store) -> int:
    with translated(), store.write_engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def create_schema(store: Store) -> None:
    """Make every table in a new, empty database."""
    with translated(), store.write_engine.connect() as connection:
        raw = _driver(connection)
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        with connection.begin(), unaudited(connection):
            _run(connection, (_VERSIONS,), "head")
        raw.execute(f"PRAGMA user_version={SCHEMA}")


def upgrade(store: Store, clock: Clock, *, versions: Sequence[Path] = (_VERSIONS,), target: int = SCHEMA) -> None:
    """Bring an older database to `target`; a no-op where it is there already. A verified copy stays beside it.

    Raises:
        StorageUnavailable: the database was made by a newer program, the copy could not be verified, or a migration
            failed, after which everything is as it was.
    """
    found = schema_version(store)
    if found > target:
        raise StorageUnavailable("vault.schema_newer")
    if found == target:
        return
    verified_copy(store, store.folder.path / f"vault.db.schema-{found}")
    with translated(), store.write_engine.connect() as connection:
        raw = _driver(connection)
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                with unaudited(connection):
                    _run(connection, versions, f"{target:04d}")
                    search_index.rebuild(connection)
                _check_references(connection)
                connection.exec_driver_sql(f"PRAGMA user_version={target}")
                with Session(connection) as session:
                    _record(session, store, clock, found, target)
        except DpoError:
            raise
        except Exception as error:  # the officer reads a sentence, whatever was wrong with these rows
            raise environment_failure(error) or StorageUnavailable("vault.migration_failed") from error
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StorageUnavailable("vault.migration_failed")


def _record(session: Session, store: Store, clock: Clock, found: int, target: int) -> None:
    workspace = session.get_one(WorkspaceRow, 1)
    audit.append(
        session.connection(),
        at=clock(),
        actor=store.keys.officer,
        action="workspace.migrated",
        subject=workspace,
        rows=[(workspace.__tablename__, workspace.id)],
        fields=(),
        codes={"from_schema": found, "to_schema": target},
    )


def _run(connection: Connection, versions: Sequence[Path], target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent))
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in versions))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def verified_copy(store: Store, target: Path) -> None:
    """An encrypted copy under the same key, opened again and compared table by table before it counts.

    `backup()` of the driver reported success for a malformed copy, so the copy is exported afresh.

    Raises:
        StorageUnavailable: the disk is full, or the copy differs.
    """
    with files_translated():
        target.unlink(missing_ok=True)
    make_private_file(target)
    with translated(), store.write_engine.connect() as connection:
        raw = _driver(connection)
        version = raw.execute("PRAGMA user_version").fetchone()[0]
        raw.execute("ATTACH DATABASE ? AS copy", (str(target),))
        try:
            raw.execute("SELECT sqlcipher_export('copy')").fetchall()
            raw.execute(f"PRAGMA copy.user_version={version}")
            raw.execute(f"PRAGMA copy.application_id={APPLICATION_ID}")
        finally:
            raw.execute("DETACH DATABASE copy")
        raw.execute("ATTACH DATABASE ? AS copy", (str(target),))
        try:
            same = _same_content(raw)
        finally:
            raw.execute("DETACH DATABASE copy")
    if not same:
        raise StorageUnavailable("vault.copy_not_verified")
    sync_folder(target.parent)


def _same_content(raw: Any) -> bool:
    if raw.execute("PRAGMA copy.integrity_check").fetchall() != [("ok",)]:
        return False
    listing = "SELECT type, name, sql FROM {}.sqlite_master ORDER BY type, name"
    ours = raw.execute(listing.format("main")).fetchall()
    if ours != raw.execute(listing.format("copy")).fetchall():
        return False
    for kind, name, _ in ours:
        if kind != "table":
            continue
        difference = f"SELECT count(*) FROM (SELECT * FROM main.{name} EXCEPT SELECT * FROM copy.{name})"  # noqa: S608
        counts = f"SELECT (SELECT count(*) FROM main.{name}) - (SELECT count(*) FROM copy.{name})"  # noqa: S608
        if raw.execute(difference).fetchone()[0] or raw.execute(counts).fetchone()[0]:
            return False
    return True
