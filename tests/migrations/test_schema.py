"""The migrations make the schema of the models, over all of `sqlite_master`, and can be taken back."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlcipher3 import dbapi2

from dpo_desktop.storage.base import Base
from dpo_desktop.storage.engine import APPLICATION_ID
from dpo_desktop.storage.migrate import SCHEMA
from dpo_desktop.storage.tables import SEARCH, TRIGGERS
from tests.conftest import Template
from tests.migrations.versions_of_tests import OURS
from tests.storage import raw_database

# The full-text index and its shadow tables: it is contentless, so there is no `search_content`.
INDEX = {"search", *(f"search_{part}" for part in ("config", "data", "docsize", "idx"))}
Listing = set[tuple[str, str, str, str]]


def _listing(rows: list[tuple[Any, ...]]) -> Listing:
    """Type, name, table and statement of everything but Alembic's own table, blanks and quotes made even."""
    return {
        (kind, name, table, re.sub(r"\s+", " ", (sql or "").replace('"', "")).replace("( ", "(").replace(" )", ")"))
        for kind, name, table, sql in rows
        if table != "alembic_version"
    }


def _of_connection(connection: Connection) -> Listing:
    return _listing(
        [tuple(row) for row in connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))]
    )


@contextmanager
def _plain(url: str) -> Iterator[Connection]:
    """A connection to a database without encryption, closed for good afterwards."""
    engine = create_engine(url, module=dbapi2)  # Python's own SQLite may be too old for the full-text index
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def test_the_migrated_schema_is_the_schema_of_the_models(empty_template: Template) -> None:
    migrated = _listing(raw_database.content(empty_template.folder / "vault.db", empty_template.keys)["sqlite_master"])
    with _plain("sqlite://") as connection:
        Base.metadata.create_all(connection)
        for statement in TRIGGERS.values():
            connection.execute(text(statement))
        connection.execute(text(SEARCH))
        modelled = _of_connection(connection)
    assert migrated - modelled == set()
    assert modelled - migrated == set()
    kinds = [kind for kind, *_ in modelled]
    assert {kind: kinds.count(kind) for kind in ("table", "trigger")} == {
        "table": len(Base.metadata.tables) + len(INDEX),
        "trigger": len(TRIGGERS),
    }
    assert kinds.count("index") > 10
    assert {name for kind, name, *_ in modelled if kind == "table"} - set(Base.metadata.tables) == INDEX


def test_the_database_says_what_it_is(empty_template: Template) -> None:
    with raw_database.opened(empty_template.folder / "vault.db", empty_template.keys) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(f"{SCHEMA:04d}",)]
    assert APPLICATION_ID.to_bytes(4, "big") == b"DPO1"


def test_the_versions_are_one_line_up_to_the_number_of_the_program() -> None:
    files = sorted(OURS.glob("[0-9]*.py"))
    assert [file.name[:4] for file in files] == [f"{number:04d}" for number in range(1, SCHEMA + 1)]
    before: str | None = None
    for file in files:
        spec = importlib.util.spec_from_file_location(file.stem, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert (module.revision, module.down_revision) == (file.name[:4], before)
        before = module.revision


@pytest.mark.parametrize("rounds", [1, 2])
def test_up_and_down_again_leaves_nothing_and_up_is_the_same(tmp_path: Path, rounds: int) -> None:
    config = Config()
    config.set_main_option("script_location", str(OURS.parent))
    config.set_main_option("path_separator", "newline")
    with _plain(f"sqlite:///{tmp_path / 'plain.db'}") as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        first = _of_connection(connection)
        for _ in range(rounds):
            command.downgrade(config, "base")
            assert _of_connection(connection) == set()
            command.upgrade(config, "head")
        assert _of_connection(connection) == first != set()
