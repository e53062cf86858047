"""A workspace as an older program left it, made from a newer one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from dpo_desktop.storage.engine import Store, unaudited
from dpo_desktop.vault.folder import VaultFolder
from dpo_desktop.vault.keys import Keys
from tests.migrations.versions_of_tests import OURS


def opened_store(folder: Path, keys: Keys) -> Store:
    return Store(VaultFolder(folder), (folder / "vault.db").read_bytes()[:16], keys)


def downgrade(folder: Path, keys: Keys, schema: int) -> None:
    """Take the schema of a locked workspace back; as in an upgrade, foreign keys rest while tables are made anew."""
    store = opened_store(folder, keys)
    config = Config()
    config.set_main_option("script_location", str(OURS.parent))
    config.set_main_option("path_separator", "newline")
    with store.write_engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        config.attributes["connection"] = connection
        with connection.begin(), unaudited(connection):
            command.downgrade(config, f"{schema:04d}")
            connection.exec_driver_sql(f"PRAGMA user_version={schema}")
    store.dispose()
