"""The database file as somebody with its key sees it: the bare driver, none of the program's own code between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from dpo_desktop.vault.keys import Keys

PAGE_BYTES = 4096


@contextmanager
def opened(database: Path, keys: Keys) -> Iterator[Any]:
    """A keyed connection in autocommit; the salt is where SQLCipher keeps it, in the first 16 bytes."""
    connection = dbapi2.connect(str(database), isolation_level=None, timeout=0)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{keys.subkey('db').hex()}{database.read_bytes()[:16].hex()}'\"")
        yield connection
    finally:
        connection.close()


def decrypted(database: Path, keys: Keys, target: Path) -> Path:
    """The same database in clear, for the positive control of a search."""
    with opened(database, keys) as connection:
        connection.execute("ATTACH DATABASE ? AS clear KEY ''", (str(target),))
        connection.execute("SELECT sqlcipher_export('clear')").fetchall()
        connection.execute("DETACH DATABASE clear")
    return target


def content(database: Path, keys: Keys) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, and the schema."""
    with opened(database, keys) as connection:
        schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        found = {"sqlite_master": schema}
        for kind, name, _, sql in schema:
            if kind == "table":
                key = "1, 2" if "WITHOUT ROWID" in sql else "rowid"  # so the full-text index keeps some of its own
                found[name] = connection.execute(f"SELECT * FROM {name} ORDER BY {key}").fetchall()
        return found


def check(database: Path, keys: Keys) -> None:
    """SQLite's and SQLCipher's own checks, after a checkpoint: the cipher's reads the file and not the log."""
    with opened(database, keys) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def folder_bytes(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its name, so that two moments can be compared."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def clear_bytes(folder: Path, keys: Keys) -> bytes:
    """Every page of the database and every frame of its log in clear, free pages and old frames included.

    SQLCipher 4: AES-256-CBC over a page without its last 80 bytes, which are the IV (16) and the MAC (64).
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    def clear(page: bytes, first: int) -> bytes:
        iv = page[PAGE_BYTES - 80 : PAGE_BYTES - 64]
        decryptor = Cipher(algorithms.AES(keys.subkey("db")), modes.CBC(iv)).decryptor()
        return decryptor.update(page[first : PAGE_BYTES - 80])

    database = (folder / "vault.db").read_bytes()
    pages = [database[at : at + PAGE_BYTES] for at in range(0, len(database), PAGE_BYTES)]
    found = [clear(page, 16 if number == 0 else 0) for number, page in enumerate(pages)]
    log_file = folder / "vault.db-wal"
    log = log_file.read_bytes() if log_file.exists() else b""
    for at in range(32, len(log) - PAGE_BYTES - 23, PAGE_BYTES + 24):
        number = int.from_bytes(log[at : at + 4], "big")
        found.append(clear(log[at + 24 : at + 24 + PAGE_BYTES], 16 if number == 1 else 0))
    return b"".join(found)
