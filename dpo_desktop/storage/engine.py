"""Keyed engines over one SQLCipher file, one per lane, and the guard that no write goes without its audit entry."""

from __future__ import annotations

import shutil
import threading
import unicodedata
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Engine, Select, UnaryExpression, create_engine, event
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.operators import custom_op
from sqlcipher3 import dbapi2

from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.domain.search_words import spaced, without_signs
from dpo_desktop.storage.failures import translated
from dpo_desktop.vault.files import make_private_file
from dpo_desktop.vault.files import translated as files_translated
from dpo_desktop.vault.folder import VaultFolder
from dpo_desktop.vault.keys import Keys

APPLICATION_ID = 0x44504F31  # "DPO1"
_BUSY_SECONDS = 10
_LEAST_FREE_BYTES = 64 * 1024
_OLDEST_SQLCIPHER = (4, 19)
_OLDEST_SQLITE = (3, 51, 3)  # 3.51.3 fixes a corruption of the write-ahead log with two connections

# KiB of pages that a lane keeps in clear, in memory: lists and searches go over the same ones again and again.
_CACHE_KIB = {"read": 64 * 1024, "write": 16 * 1024, "long": 16 * 1024}
# In this order, right after the key (security.md 5): temporary tables in memory, pages overwritten on delete, nothing
# trusted from the schema, every trigger fires, every commit on the disk.
_PRAGMAS = (
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "secure_delete=ON",
    "synchronous=FULL",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "recursive_triggers=ON",
)


class UnauditedWrite(RuntimeError):
    """A transaction changed rows and recorded no audit entry. A mistake of the program: it is rolled back."""


@dataclass(slots=True)
class _Account:
    """What a write transaction has to answer for: changes since `start`, less those made in `unaudited`."""

    start: int = 0
    excused: int = 0
    recorded: bool = False


def _cipher_key(keys: Keys, salt: bytes) -> str:
    return f"\"x'{keys.subkey('db').hex()}{salt.hex()}'\""


def _connect(folder: VaultFolder, keys: Keys, salt: bytes, lane: str) -> Any:
    path = quote(str(folder.database.absolute()))
    connection = dbapi2.connect(
        f"file:{path}?mode=rw", uri=True, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key={_cipher_key(keys, salt)}")
        _check_build(connection)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB[lane]}")
        connection.execute("PRAGMA journal_mode=WAL").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _check_build(connection: Any) -> None:
    """A build that links plain SQLite would ignore the key and write a clear file without an error."""
    row = connection.execute("PRAGMA cipher_version").fetchone()
    status = connection.execute("PRAGMA cipher_status").fetchone()
    if row is None or status is None or status[0] != "1":
        raise StorageUnavailable("storage.no_cipher")
    cipher = tuple(int(part) for part in row[0].split()[0].split(".")[:2])
    if cipher < _OLDEST_SQLCIPHER or dbapi2.sqlite_version_info < _OLDEST_SQLITE:
        raise StorageUnavailable("storage.old_cipher", version=row[0])


class Store:
    """The open database of one workspace. Lanes: `write`, `read`, `long`; each has its own connection."""

    def __init__(self, folder: VaultFolder, salt: bytes, keys: Keys, *, create: bool = False) -> None:
        """Raises StorageUnavailable where the file cannot be opened with these keys."""
        self.folder = folder
        self.keys = keys
        self.write_lock = threading.Lock()
        if create:
            make_private_file(folder.database)  # SQLite gives the mode of this file to the files beside it

        self._read_connections: list[Any] = []

        def connect(lane: str) -> Any:
            return _connect(folder, keys, salt, lane)

        def connect_to_read(lane: str) -> Any:
            connection = connect(lane)
            connection.execute("PRAGMA query_only=ON")  # the guard at commit watches the write lane alone
            return connection

        def connect_reader() -> Any:
            connection = connect_to_read("read")
            self._read_connections.append(connection)
            return connection

        self.write_engine = _engine(partial(connect, "write"), immediate=True)
        self.read_engine = _engine(connect_reader, immediate=False)
        self.long_engine = _engine(partial(connect_to_read, "long"), immediate=False)
        _watch_commits(self.write_engine)
        try:
            self._check_application(create=create)
        except BaseException as error:
            self.dispose()
            if isinstance(error, StorageUnavailable) and error.code == "storage.io_failed":
                # No room for the index of the write-ahead log is an I/O error to SQLite, not a full disk.
                with files_translated():
                    if shutil.disk_usage(folder.path).free < _LEAST_FREE_BYTES:
                        raise StorageUnavailable("storage.disk_full") from error
            raise

    def _check_application(self, *, create: bool) -> None:
        with translated(), self.write_engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        if not create and found != APPLICATION_ID:
            raise StorageUnavailable("vault.database_foreign")

    @contextmanager
    def reading(self, lane: str = "read") -> Iterator[Session]:
        """A session in one read transaction: a consistent snapshot that never blocks a writer."""
        engine = self.long_engine if lane == "long" else self.read_engine
        with translated(), Session(engine, expire_on_commit=False) as session:
            yield session

    def interrupt_reads(self) -> None:
        """Stop the statement that the read lane is running; it ends with Cancelled."""
        for connection in tuple(self._read_connections):
            with suppress(dbapi2.ProgrammingError):  # closed meanwhile
                connection.interrupt()

    def checkpoint(self) -> None:
        """Move the write-ahead log into the database file and cut it to nothing."""
        with translated(), self.write_engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def dispose(self) -> None:
        for engine in (self.write_engine, self.read_engine, self.long_engine):
            engine.dispose()


def _engine(connect: Any, *, immediate: bool) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=connect,
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=3,
        hide_parameters=True,
    )
    statement = "BEGIN IMMEDIATE" if immediate else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that reads first and writes later fails at once when another one wrote meanwhile.
        connection.exec_driver_sql(statement)

    @event.listens_for(engine, "connect")
    def _functions(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.create_function("fold", 1, folded, deterministic=True)
        dbapi_connection.create_function("searched", 1, _searched, deterministic=True)
        dbapi_connection.create_function("spaced", 1, spaced, deterministic=True)

    @event.listens_for(engine, "checkin")
    def _end(dbapi_connection: Any, _record: object) -> None:
        # SQLAlchemy takes a commit that failed for the end of the transaction; for SQLite it may still be open.
        if dbapi_connection is not None and dbapi_connection.in_transaction:
            dbapi_connection.rollback()

    return engine


def id_vector(connection: Connection, statement: Select[int]) -> array[int]:
    """The ids (int64) that a statement gives, straight from the driver: a hundred thousand need no row objects."""
    cursor = connection.execute(statement).cursor
    assert cursor is not None
    return array("q", chain.from_iterable(cursor.fetchall()))


def unindexed(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """A column that SQLite looks at row by row: the plus keeps it from looking for an index."""
    return UnaryExpression(column.expression, operator=custom_op("+"), type_=column.type)


def folded(text: str | None) -> str:
    """The form for searching: without case (SQLite's own LIKE folds ASCII only), one spelling for composed letters."""
    text = text or ""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _searched(text: str | None) -> str:
    """The form in which texts go into the full-text index."""
    return without_signs(folded(text))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _account(connection: Connection) -> _Account:
    account = connection.info.setdefault("account", _Account())
    assert isinstance(account, _Account)
    return account


def _watch_commits(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.info["account"] = _Account(start=_driver(connection).total_changes)

    @event.listens_for(engine, "commit")
    def _commit(connection: Connection) -> None:
        account = _account(connection)
        changed = _driver(connection).total_changes - account.start - account.excused
        if changed and not account.recorded:
            raise UnauditedWrite(f"{changed} changed rows without an audit entry")


def mark_recorded(connection: Connection) -> None:
    """An audit entry was written in this transaction."""
    _account(connection).recorded = True


@contextmanager
def unaudited(connection: Connection) -> Iterator[None]:
    """Writes to the tables in NOT_AUDITED: they need no entry."""
    before = _driver(connection).total_changes
    yield
    _account(connection).excused += _driver(connection).total_changes - before
