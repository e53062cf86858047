"""Side files: what is written comes back, anything else is refused, and a crash leaves nothing under the name."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.errors import Cancelled, StorageUnavailable
from dpo_desktop.vault.folder import VaultFolder
from dpo_desktop.vault.side_files import (
    CHUNK_BYTES,
    MAGIC,
    TAG_BYTES,
    new_key,
    read_side_file,
    remove_orphans,
    remove_side_file,
    write_side_file,
)

SEALED = CHUNK_BYTES + TAG_BYTES


def content_of(folder: VaultFolder, name: str, key: bytes) -> bytes:
    return b"".join(read_side_file(folder, name, key))


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 327_687])
def test_every_size_comes_back(tmp_path: Path, size: int) -> None:
    folder, key, data = VaultFolder(tmp_path), new_key(), os.urandom(size)
    side = write_side_file(folder, "one", key, [data[:7], data[7:]])
    assert content_of(folder, "one", key) == data
    assert (side.size, side.sha256) == (size, hashlib.sha256(data).hexdigest())


@given(st.lists(st.integers(0, 3 * CHUNK_BYTES), max_size=6), st.integers())
def test_how_the_bytes_come_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], n: int
) -> None:
    folder, key = VaultFolder(tmp_path_factory.mktemp("side")), new_key()
    data = random.Random(n).randbytes(2 * CHUNK_BYTES + 5)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    blocks = [data[start:end] for start, end in itertools.pairwise(edges)]
    write_side_file(folder, "one", key, blocks)
    assert content_of(folder, "one", key) == data


def mutated(sealed: bytes, other: bytes, draw: random.Random) -> bytes:
    """A flip, a cut, a cut between chunks, two chunks exchanged, one removed, one added, another file's body."""
    changed, at = bytearray(sealed), len(MAGIC)
    match draw.randrange(7):
        case 0:
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
        case 1:
            del changed[draw.randrange(len(changed)) :]
        case 2:
            del changed[at + SEALED * draw.randrange(5) :]
        case 3:
            one, two = draw.sample(range(4), 2)
            chunks = [bytes(changed[at + SEALED * n : at + SEALED * (n + 1)]) for n in (one, two)]
            changed[at + SEALED * one : at + SEALED * (one + 1)] = chunks[1]
            changed[at + SEALED * two : at + SEALED * (two + 1)] = chunks[0]
        case 4:
            start = at + SEALED * draw.randrange(4)
            del changed[start : start + SEALED]
        case 5:
            changed += draw.randbytes(draw.randrange(1, 100))
        case _:
            changed = bytearray(other)
    return bytes(changed)


def test_two_thousand_mutations_are_refused(tmp_path: Path) -> None:
    draw = random.Random(20261125)
    folder, key, data = VaultFolder(tmp_path), new_key(), draw.randbytes(300_000)
    write_side_file(folder, "one", key, [data])
    write_side_file(folder, "two", key, [data])
    place = folder.attachments / "one"
    sealed, other = place.read_bytes(), (folder.attachments / "two").read_bytes()
    assert content_of(folder, "one", key) == data
    for _ in range(2_000):
        place.write_bytes(mutated(sealed, other, draw))
        with pytest.raises(StorageUnavailable) as refused:
            content_of(folder, "one", key)
        assert refused.value.code == "attachment.damaged"


def test_the_wrong_key_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    folder = VaultFolder(tmp_path)
    write_side_file(folder, "one", new_key(), [b"words"])
    with pytest.raises(StorageUnavailable) as wrong:
        content_of(folder, "one", new_key())
    with pytest.raises(StorageUnavailable) as missing:
        content_of(folder, "two", new_key())
    assert (wrong.value.code, missing.value.code) == ("attachment.damaged", "attachment.missing")


def test_what_is_cancelled_or_fails_leaves_nothing(tmp_path: Path) -> None:
    folder = VaultFolder(tmp_path)

    def cancelled(_done: int) -> None:
        raise Cancelled

    def failing() -> Iterator[bytes]:
        yield b"a beginning"
        raise StorageUnavailable("storage.io_failed", number=5)

    with pytest.raises(Cancelled):
        write_side_file(folder, "one", new_key(), [b"words"], cancelled)
    with pytest.raises(StorageUnavailable):
        write_side_file(folder, "two", new_key(), failing())
    assert list(folder.attachments.iterdir()) == []


def test_files_and_their_folder_are_private_and_hold_no_clear_word(tmp_path: Path) -> None:
    folder = VaultFolder(tmp_path)
    write_side_file(folder, "one", new_key(), [b"canary" * 50_000])
    assert folder.attachments.stat().st_mode & 0o777 == 0o700
    assert (folder.attachments / "one").stat().st_mode & 0o777 == 0o600
    assert b"canary" not in (folder.attachments / "one").read_bytes()


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    folder, key = VaultFolder(tmp_path), new_key()
    block = os.urandom(1024 * 1024)
    tracemalloc.start()
    try:
        write_side_file(folder, "one", key, (block for _ in range(64)))
        for _chunk in read_side_file(folder, "one", key):
            pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_orphans_go_and_known_files_stay(tmp_path: Path) -> None:
    folder = VaultFolder(tmp_path)
    for name in ("known", "orphan"):
        write_side_file(folder, name, new_key(), [b"words"])
    (folder.attachments / ".part-left").write_bytes(b"half")
    assert remove_orphans(folder, {"known"}, before=0) == 0  # younger ones may belong to a database on its way back
    assert remove_orphans(folder, {"known"}, before=time.time() + 1) == 2
    assert [entry.name for entry in folder.attachments.iterdir()] == ["known"]
    remove_side_file(folder, "known")
    remove_side_file(folder, "known")
    assert list(folder.attachments.iterdir()) == []
