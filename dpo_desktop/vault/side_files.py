"""Attachments and original mails: one encrypted file each, beside the database, under a key of its own.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015) over ChaCha20-Poly1305: chunks of 64 KiB,
the nonce is an 11-byte counter and a byte that says whether it is the last chunk. The file's name is authenticated with
every chunk, so bodies cannot be exchanged. Whoever forgets the key has erased the file.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.vault.files import make_private_folder, sync_folder, translated
from dpo_desktop.vault.folder import VaultFolder

MAGIC = b"DPOATT1\n"
CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
KEY_BYTES = 32
_BLOCK = 16 * CHUNK_BYTES
_TEMPORARY = ".part-"

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class SideFile:
    """What was written: `size` in bytes and SHA-256 (hex) of the clear content."""

    name: str
    size: int
    sha256: str


def new_key() -> bytes:
    return ChaCha20Poly1305.generate_key()


def blocks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file in blocks. Raises StorageUnavailable."""
    with translated(), path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def write_side_file(
    folder: VaultFolder, name: str, key: bytes, blocks: Iterable[bytes], report: Progress | None = None
) -> SideFile:
    """Encrypt `blocks` into the side file `name`. A crash leaves no file of that name; memory does not grow with it.

    `report` is told the bytes taken in so far, and may raise Cancelled.

    Raises:
        StorageUnavailable: disk full, not writable.
    """
    place = folder.attachments
    if not place.is_dir():
        make_private_folder(place)
    digest = hashlib.sha256()
    size = 0
    with translated():
        descriptor, temporary_name = tempfile.mkstemp(prefix=_TEMPORARY, dir=place)
        temporary = Path(temporary_name)
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                sealer = _Sealer(name, key)
                file.write(MAGIC)
                for block in blocks:
                    digest.update(block)
                    size += len(block)
                    file.write(sealer.take(block))
                    if report is not None:
                        report(size)
                file.write(sealer.finish())
                os.fsync(file.fileno())
            temporary.replace(place / name)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(place)
    return SideFile(name, size, digest.hexdigest())


class _Sealer:
    """Cuts what comes into chunks; the last one is held back, since only the end knows which it is."""

    def __init__(self, name: str, key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(key)
        self._bound = name.encode()
        self._rest = b""
        self._number = 0

    def take(self, block: bytes) -> bytes:
        waiting = memoryview(self._rest + block if self._rest else block)
        sealed = []
        at = 0
        while len(waiting) - at > CHUNK_BYTES:
            sealed.append(self._seal(waiting[at : at + CHUNK_BYTES], last=False))
            at += CHUNK_BYTES
        self._rest = bytes(waiting[at:])
        return b"".join(sealed)

    def finish(self) -> bytes:
        return self._seal(self._rest, last=True)

    def _seal(self, clear: bytes | memoryview, *, last: bool) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), clear, self._bound)
        self._number += 1
        return sealed


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def read_side_file(folder: VaultFolder, name: str, key: bytes) -> Iterator[bytes]:
    """The clear content in chunks; each is authentic, and the end is reached only where nothing is missing.

    Raises:
        StorageUnavailable: the file is missing, or not the one that was written.
    """
    cipher, bound = ChaCha20Poly1305(key), name.encode()
    sealed_bytes = CHUNK_BYTES + TAG_BYTES
    try:
        file = (folder.attachments / name).open("rb")
    except FileNotFoundError as error:
        raise StorageUnavailable("attachment.missing") from error
    with translated(), file:
        if file.read(len(MAGIC)) != MAGIC:
            raise StorageUnavailable("attachment.damaged")
        number = 0
        chunk = file.read(sealed_bytes)
        while True:
            following = file.read(sealed_bytes) if len(chunk) == sealed_bytes else b""
            try:
                yield cipher.decrypt(_nonce(number, last=not following), chunk, bound)
            except InvalidTag as error:
                raise StorageUnavailable("attachment.damaged") from error
            if not following:
                return
            number, chunk = number + 1, following


def remove_side_file(folder: VaultFolder, name: str) -> None:
    """Unlink a side file; nothing happens where it is gone. Its key has to be forgotten before. Never fails."""
    with suppress(OSError):
        (folder.attachments / name).unlink()
        sync_folder(folder.attachments)


def empty_opened_outside(folder: VaultFolder) -> None:
    """Remove every clear copy for other programs. Never fails: the next start tries again."""
    shutil.rmtree(folder.opened_outside, ignore_errors=True)


def remove_orphans(folder: VaultFolder, known: set[str], before: float) -> int:
    """Remove what no row names and was written before an instant (seconds of the epoch): left by a crash between the
    file and its row. A younger one may belong to a database that is being brought back.
    """
    if not folder.attachments.is_dir():
        return 0
    strays = [entry for entry in folder.attachments.iterdir() if entry.name not in known]
    orphans = [entry for entry in strays if entry.stat().st_mtime < before]
    for entry in orphans:
        with suppress(OSError):
            entry.unlink()
    return len(orphans)
