"""Every connection is encrypted and set as promised, whichever lane it serves; no error carries personal data."""

from __future__ import annotations

import sqlite3
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from dpo_desktop.domain.errors import Cancelled, Conflict, StorageUnavailable
from dpo_desktop.services.workspace import OpenWorkspace, lock
from dpo_desktop.storage.engine import APPLICATION_ID, _check_build
from dpo_desktop.storage.tables import PersonRow
from dpo_desktop.vault.header import parsed
from tests.factory import add_request
from tests.storage import raw_database
from tests.storage.raw_database import PAGE_BYTES

CACHES = {"write_engine": -16 * 1024, "read_engine": -64 * 1024, "long_engine": -16 * 1024}  # KiB
LANES = tuple(CACHES)
SETTINGS = {
    "cipher_status": "1",
    "application_id": APPLICATION_ID,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "temp_store": 2,  # MEMORY
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "busy_timeout": 10_000,
}


@pytest.mark.parametrize("lane", LANES)
def test_each_lane_is_set_as_promised(workspace: OpenWorkspace, lane: str) -> None:
    engine: Engine = getattr(workspace.store, lane)
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (*SETTINGS, "cache_size")}
    assert found == {**SETTINGS, "cache_size": CACHES[lane]}


@pytest.mark.parametrize("lane", ["read", "long"])
def test_a_lane_for_reading_cannot_write(workspace: OpenWorkspace, lane: str) -> None:
    add_request(workspace)
    for statement in ("UPDATE person SET name = 'x'", "DELETE FROM request_event", "CREATE TABLE more (id INTEGER)"):
        with pytest.raises(StorageUnavailable) as failure, workspace.store.reading(lane) as session:
            session.execute(text(statement))
        assert failure.value.code == "storage.not_writable"


def test_the_file_is_cipher_text_from_its_first_byte(workspace: OpenWorkspace) -> None:
    folder = workspace.store.folder.path
    add_request(workspace)
    lock(workspace)
    data = (folder / "vault.db").read_bytes()
    assert data[:16] == parsed((folder / "vault.hdr").read_bytes()).db_salt
    assert b"SQLite format" not in data
    assert b"CREATE TABLE" not in data
    for page in range(0, len(data), PAGE_BYTES):
        assert len(set(data[page : page + PAGE_BYTES])) > 240  # 4096 random bytes leave out none, or one or two
    plain = sqlite3.connect(folder / "vault.db")
    with pytest.raises(sqlite3.DatabaseError, match="file is not a database"):
        plain.execute("SELECT count(*) FROM sqlite_master")
    plain.close()


def test_a_transaction_to_write_is_one_from_its_beginning(workspace: OpenWorkspace) -> None:
    database = workspace.store.folder.database
    with raw_database.opened(database, workspace.store.keys) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        with workspace.unit_of_work():
            with pytest.raises(dbapi2.OperationalError, match="database is locked"):
                other.execute("BEGIN IMMEDIATE")
            assert other.execute("SELECT count(*) FROM workspace").fetchone() == (1,)  # readers are not kept out


def test_a_lock_that_stays_is_a_conflict_and_not_a_crash(workspace: OpenWorkspace) -> None:
    with workspace.store.write_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with raw_database.opened(workspace.store.folder.database, workspace.store.keys) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Conflict) as failure, workspace.unit_of_work():
            pass
        assert failure.value.code == "storage.busy"
        other.execute("ROLLBACK")
    assert add_request(workspace) == 1


def test_a_reader_sees_one_moment_while_others_write(workspace: OpenWorkspace) -> None:
    add_request(workspace, "First Person")
    with workspace.store.reading("long") as session:
        names = select(PersonRow.name).order_by(PersonRow.id)
        assert session.scalars(names).all() == ["First Person"]
        add_request(workspace, "Second Person")
        assert session.scalars(names).all() == ["First Person"]
    with workspace.store.reading("long") as session:
        assert session.scalars(names).all() == ["First Person", "Second Person"]


def test_a_long_read_can_be_stopped(workspace: OpenWorkspace) -> None:
    begun, outcome = threading.Event(), []
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    def read() -> None:
        try:
            with workspace.store.reading() as session:
                session.execute(text("SELECT 1"))
                begun.set()
                session.execute(text(endless))
        except Cancelled as stopped:
            outcome.append(stopped.code)

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait()
    while reader.is_alive():
        workspace.store.interrupt_reads()
        reader.join(0.01)
    assert outcome == ["job.cancelled"]
    with workspace.store.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1


NAME, MAIL = "Canary Quillfeather", "canary@quillfeather.example"


def _twice_by_orm(session: Session) -> None:
    for _ in range(2):
        session.add(PersonRow(uuid="the same", name=NAME, email=MAIL, phone=""))
    session.flush()


def _twice_by_core(session: Session) -> None:
    row = {"uuid": "the same", "name": NAME, "email": MAIL, "phone": "", "proof_salt": b""}
    session.execute(insert(PersonRow), [row, row])


def _null_by_driver(session: Session) -> None:
    statement = "INSERT INTO person (uuid, name, email, phone) VALUES (?, ?, ?, '')"
    session.connection().exec_driver_sql(statement, ("u", NAME, MAIL))


@pytest.mark.parametrize("write", [_twice_by_orm, _twice_by_core, _null_by_driver])
def test_no_personal_data_is_in_the_text_of_an_error(
    workspace: OpenWorkspace, write: Callable[[Session], None]
) -> None:
    with pytest.raises(IntegrityError) as failure, workspace.unit_of_work() as uow:
        write(uow.session)
    error = failure.value
    chain = "".join(traceback.format_exception(error))
    for told in (str(error), repr(error), str(error.orig), chain):
        assert NAME not in told
        assert MAIL not in told
    assert "constraint failed" in chain  # the text is there, the values are not


def test_keys_are_not_in_the_text_of_a_store(workspace: OpenWorkspace) -> None:
    key = workspace.store.keys.subkey("db").hex()
    for told in (repr(workspace), repr(workspace.store.write_engine), str(workspace.store.write_engine.url)):
        assert key not in told
        assert workspace.store.keys.data_key.hex() not in told


def test_a_build_without_a_cipher_is_refused(tmp_path: Path) -> None:
    """Plain SQLite takes the key without a word and writes in clear; the two questions asked after the key show it."""
    plain = sqlite3.connect(tmp_path / "plain.db")
    assert plain.execute("PRAGMA key='secret'").fetchall() == []
    with pytest.raises(StorageUnavailable) as failure:
        _check_build(plain)
    assert failure.value.code == "storage.no_cipher"
    plain.close()
