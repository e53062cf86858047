"""Driver failures sorted by who is at fault: the environment gives a typed error, our own mistakes stay what they are.

SQLite's primary result codes decide (sqlite.org/rescode.html), never the text of a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from dpo_desktop.domain.errors import Cancelled, Conflict, DpoError, StorageUnavailable

SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_INTERRUPT, SQLITE_IOERR = 5, 6, 8, 9, 10
SQLITE_CORRUPT, SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_NOTADB, SQLITE_PERM, SQLITE_NOMEM = 11, 13, 14, 26, 3, 7

_STORAGE: dict[int, str] = {
    SQLITE_PERM: "storage.not_writable",
    SQLITE_READONLY: "storage.not_writable",
    SQLITE_CANTOPEN: "storage.not_writable",
    SQLITE_IOERR: "storage.io_failed",
    SQLITE_FULL: "storage.disk_full",
    SQLITE_CORRUPT: "vault.database_damaged",
    SQLITE_NOTADB: "vault.database_damaged",
}


def environment_failure(error: BaseException) -> DpoError | None:
    """The typed error for a failure of the environment, None where the program itself is at fault."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, MemoryError):
        return StorageUnavailable("vault.database_damaged")
    if not isinstance(original, dbapi2.Error):
        return None
    extended = getattr(original, "sqlite_errorcode", None)
    if extended is None:
        return None
    primary = extended & 0xFF
    if primary in (SQLITE_BUSY, SQLITE_LOCKED):
        return Conflict("storage.busy")
    if primary == SQLITE_INTERRUPT:
        return Cancelled()
    code = _STORAGE.get(primary)
    if code == "storage.io_failed":
        return StorageUnavailable(code, number=extended)
    return StorageUnavailable(code) if code else None


@contextmanager
def translated() -> Iterator[None]:
    """Let environment failures of the driver leave as typed errors. Parameters of a statement are never in them."""
    try:
        yield
    except (DBAPIError, dbapi2.Error, MemoryError) as error:
        failure = environment_failure(error)
        if failure is None:
            raise
        raise failure from None
