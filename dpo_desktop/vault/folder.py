"""A workspace folder: which files it holds, its lock, its header, and the checks before the database is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from dpo_desktop.domain.errors import Conflict, NotFound, StorageUnavailable
from dpo_desktop.vault import header as header_file
from dpo_desktop.vault.files import read_limited, translated, write_atomically
from dpo_desktop.vault.header import Header
from dpo_desktop.vault.keys import Keys, passphrase_bytes, recovery_bytes

DATABASE = "vault.db"
HEADER = "vault.hdr"
HEADER_COPY = "vault.hdr.bak"
STATE = "vault.state"
LOCK = "vault.lock"
ATTACHMENTS = "attachments"
OPENED_OUTSIDE = "opened-outside"

PAGE_BYTES = 4096
_PLAIN_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class VaultFolder:
    """The files of one workspace. Nothing is read or written by constructing it."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / DATABASE

    @property
    def header(self) -> Path:
        return self.path / HEADER

    @property
    def header_copy(self) -> Path:
        return self.path / HEADER_COPY

    @property
    def state(self) -> Path:
        return self.path / STATE

    @property
    def attachments(self) -> Path:
        """The encrypted side files (`vault.side_files`)."""
        return self.path / ATTACHMENTS

    @property
    def opened_outside(self) -> Path:
        """Clear copies for other programs, made when the officer asked; emptied on lock and at the start."""
        return self.path / OPENED_OUTSIDE

    def exists(self) -> bool:
        """True where a workspace was made, even if parts of it are gone now: such a folder is never made anew."""
        return any((self.path / name).exists() for name in (HEADER, HEADER_COPY, DATABASE, STATE))


def acquire_lock(folder: VaultFolder) -> FileLock:
    """Hold the workspace for this process. The kernel frees the lock when the process dies.

    Raises:
        Conflict: another process holds it.
        StorageUnavailable: the folder is missing or cannot be written.
    """
    lock = FileLock(folder.path / LOCK, timeout=0, mode=0o600, thread_local=False, fallback_to_soft=False)
    if not folder.path.is_dir():
        raise NotFound("vault.absent")
    with translated():
        try:
            lock.acquire()
        except Timeout as error:  # an OSError too, so it is told apart first
            raise Conflict("vault.open_elsewhere") from error
    return lock


def read_header(folder: VaultFolder) -> bytes:
    """Raises NotFound where no workspace is, StorageUnavailable where its key file is missing or cannot be read."""
    if not folder.exists():
        raise NotFound("vault.absent")
    if not folder.header.exists():
        raise StorageUnavailable("vault.header_missing")
    with translated():
        return read_limited(folder.header, header_file.LIMIT_BYTES)


def write_header(folder: VaultFolder, header: Header, data_key: bytes) -> None:
    write_atomically(folder.header, header_file.serialised(header, data_key))


def keep_header_copy(folder: VaultFolder, raw: bytes) -> None:
    """After a successful unlock the header that worked is kept beside the live one."""
    if not folder.header_copy.exists() or folder.header_copy.read_bytes() != raw:
        write_atomically(folder.header_copy, raw)


def restore_header_copy(folder: VaultFolder) -> None:
    """Put the key file of the last unlock back in the place of a damaged one.

    Raises:
        StorageUnavailable: there is no whole copy.
    """
    with translated():
        raw = read_limited(folder.header_copy, header_file.LIMIT_BYTES) if folder.header_copy.exists() else b""
    header_file.parsed(raw)
    write_atomically(folder.header, raw)


def unlock_with_passphrase(folder: VaultFolder, passphrase: str) -> tuple[Header, Keys]:
    return header_file.unlocked(read_header(folder), "passphrase", passphrase_bytes(passphrase))


def unlock_with_recovery_code(folder: VaultFolder, code: str) -> tuple[Header, Keys]:
    return header_file.unlocked(read_header(folder), "recovery", recovery_bytes(code))


def check_database_file(folder: VaultFolder, header: Header) -> None:
    """Refuse a database that cannot be the one this header belongs to, before any driver touches it.

    SQLite opens a missing or 0-byte file as a new empty database; for a vault that would be silent loss.

    Raises:
        StorageUnavailable: missing, empty, not encrypted, cut off, or of another workspace.
    """
    with translated():
        if not folder.database.exists():
            raise StorageUnavailable("vault.database_missing")
        size = folder.database.stat().st_size
        start = read_limited(folder.database, 15)
    if size == 0:
        raise StorageUnavailable("vault.database_empty")
    if start == _PLAIN_SQLITE:
        raise StorageUnavailable("vault.database_not_encrypted")
    if start != header.db_salt:
        raise StorageUnavailable("vault.database_foreign")
    if size % PAGE_BYTES:
        raise StorageUnavailable("vault.database_cut_off")
