"""The one place for atomic replacement, directory fsync and the meaning of a failed system call.

Windows differs: a directory cannot be synced there, and a virus scanner may hold a file for a moment, so a
replacement is tried again a few times (not run on Windows).
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dpo_desktop.domain.errors import StorageUnavailable

_REPLACE_ATTEMPTS = 5


def storage_failure(error: OSError) -> StorageUnavailable:
    """An operating-system failure as a code that has a sentence. The path is not kept: it may hold a person's name."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageUnavailable("storage.disk_full")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageUnavailable("storage.not_writable")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return StorageUnavailable("storage.folder_missing")
    if error.errno == errno.EEXIST:
        return StorageUnavailable("storage.not_a_folder")
    return StorageUnavailable("storage.io_failed", number=error.errno or 0)


@contextmanager
def translated() -> Iterator[None]:
    """Turn every OSError inside into a StorageUnavailable."""
    try:
        yield
    except OSError as error:
        raise storage_failure(error) from error


def sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data` so that a crash leaves the old or the new file, never a mixture. Mode 0600.

    Raises:
        StorageUnavailable: disk full, not writable, folder missing.
    """
    with translated():
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(path.parent)


def _replace(source: Path, target: Path) -> None:
    for attempt in range(_REPLACE_ATTEMPTS):
        try:
            source.replace(target)
        except PermissionError:
            if sys.platform != "win32" or attempt == _REPLACE_ATTEMPTS - 1:
                raise
        else:
            return


def read_limited(path: Path, limit: int) -> bytes:
    """At most `limit` bytes of a file; one byte more than allowed is read so that a caller can refuse it."""
    with path.open("rb") as file:
        return file.read(limit + 1)


def make_private_file(path: Path) -> None:
    """Make an empty file with mode 0600 that was not there, before a library fills it. Raises StorageUnavailable."""
    with translated():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def make_private_folder(folder: Path) -> None:
    """Make a folder with mode 0700, parents included. Raises StorageUnavailable."""
    with translated():
        folder.mkdir(mode=0o700, parents=True, exist_ok=False)
