"""Failures of the environment become typed errors by SQLite's own numbers; our mistakes stay what they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from dpo_desktop.domain.errors import Cancelled, Conflict, StorageUnavailable
from dpo_desktop.sentences.errors import codes
from dpo_desktop.storage import failures
from dpo_desktop.storage.failures import environment_failure, translated

NUMBERS = {name: getattr(failures, name) for name in vars(failures) if name.startswith("SQLITE_")}


@pytest.mark.parametrize("name", NUMBERS)
def test_our_numbers_are_those_of_another_build(name: str) -> None:
    """The standard library's SQLite was built by somebody else from the same list of result codes."""
    assert NUMBERS[name] == getattr(sqlite3, name)


EXPECTED: dict[str, tuple[type[Exception] | None, str]] = {
    "SQLITE_BUSY": (Conflict, "storage.busy"),
    "SQLITE_BUSY_SNAPSHOT": (Conflict, "storage.busy"),
    "SQLITE_BUSY_RECOVERY": (Conflict, "storage.busy"),
    "SQLITE_LOCKED": (Conflict, "storage.busy"),
    "SQLITE_INTERRUPT": (Cancelled, "job.cancelled"),
    "SQLITE_FULL": (StorageUnavailable, "storage.disk_full"),
    "SQLITE_READONLY": (StorageUnavailable, "storage.not_writable"),
    "SQLITE_READONLY_DIRECTORY": (StorageUnavailable, "storage.not_writable"),
    "SQLITE_CANTOPEN": (StorageUnavailable, "storage.not_writable"),
    "SQLITE_PERM": (StorageUnavailable, "storage.not_writable"),
    "SQLITE_IOERR": (StorageUnavailable, "storage.io_failed"),
    "SQLITE_IOERR_FSYNC": (StorageUnavailable, "storage.io_failed"),
    "SQLITE_IOERR_SHORT_READ": (StorageUnavailable, "storage.io_failed"),
    "SQLITE_CORRUPT": (StorageUnavailable, "vault.database_damaged"),
    "SQLITE_CORRUPT_INDEX": (StorageUnavailable, "vault.database_damaged"),
    "SQLITE_NOTADB": (StorageUnavailable, "vault.database_damaged"),
    # ours
    "SQLITE_ERROR": (None, ""),
    "SQLITE_CONSTRAINT_UNIQUE": (None, ""),
    "SQLITE_CONSTRAINT_TRIGGER": (None, ""),
    "SQLITE_MISMATCH": (None, ""),
    "SQLITE_MISUSE": (None, ""),
    "SQLITE_RANGE": (None, ""),
    "SQLITE_TOOBIG": (None, ""),
}


def _error(name: str) -> dbapi2.Error:
    error = dbapi2.OperationalError("the words are of no account: disk I/O error, database is locked, corrupt")
    error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, name), name
    return error


@pytest.mark.parametrize("wrapped", [False, True], ids=["driver", "SQLAlchemy"])
@pytest.mark.parametrize("name", EXPECTED)
def test_the_number_decides(name: str, wrapped: bool) -> None:
    kind, code = EXPECTED[name]
    error: Exception = _error(name)
    if wrapped:
        error = DBAPIError("SELECT 1", {"name": "Tara Quill"}, error, hide_parameters=True)
    found = environment_failure(error)
    assert type(found) is (kind or type(None))
    if found is not None:
        assert found.code == code
        assert code in codes()
        if code == "storage.io_failed":
            assert found.parameters == {"number": getattr(sqlite3, name)}


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), OSError(28, "no space"), dbapi2.Error("no number")])
def test_other_errors_are_none_of_the_environments(error: Exception) -> None:
    assert environment_failure(error) is None
    with pytest.raises(type(error)), translated():
        raise error


def test_a_page_that_cannot_be_read_at_all_is_damage() -> None:
    """SQLCipher lets a failed page leave as an allocation failure."""
    failure = environment_failure(MemoryError())
    assert failure is not None
    assert failure.code == "vault.database_damaged"


def _locked(path: Path) -> None:
    with _connection(path) as holder, _connection(path) as other:
        holder.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def _connection(path: Path) -> dbapi2.Connection:
    return dbapi2.connect(str(path), isolation_level=None, timeout=0)


def _no_folder(path: Path) -> None:
    dbapi2.connect(str(path / "missing" / "x.db")).execute("SELECT 1")


def _not_a_database(path: Path) -> None:
    path.write_bytes(b"these are words, and many of them, but no database " * 100)
    _connection(path).execute("SELECT * FROM sqlite_master")


def _read_only(path: Path) -> None:
    _connection(path).execute("CREATE TABLE t (x)")
    dbapi2.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None).execute("INSERT INTO t VALUES (1)")


def _limited(path: Path) -> None:
    connection = _connection(path)
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA max_page_count=2")
    connection.execute("INSERT INTO t VALUES (zeroblob(100000))")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (_locked, "storage.busy"),
        (_no_folder, "storage.not_writable"),
        (_not_a_database, "vault.database_damaged"),
        (_read_only, "storage.not_writable"),
        (_limited, "storage.disk_full"),
    ],
)
def test_real_failures_of_the_driver_carry_the_numbers(tmp_path: Path, act: Callable[[Path], None], code: str) -> None:
    with pytest.raises((Conflict, StorageUnavailable)) as failure, translated():
        act(tmp_path / "x.db")
    assert failure.value.code == code
    assert failure.value.__suppress_context__  # the driver's text does not reach a traceback


def test_a_mistake_of_the_program_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(dbapi2.OperationalError, match="no such table"), translated():
        _connection(tmp_path / "x.db").execute("SELECT * FROM nowhere")
