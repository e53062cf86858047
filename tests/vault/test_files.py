"""A file is replaced whole or not at all, and a system call's failure becomes a code without the path in it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.vault.files import (
    make_private_file,
    make_private_folder,
    read_limited,
    storage_failure,
    write_atomically,
)
from tests.conftest import Template
from tests.vault.other_process import running


def test_a_file_is_written_and_replaced_for_its_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "vault.hdr"
    for data in (b"", b"one", b"two" * 100_000):
        write_atomically(target, data)
        assert target.read_bytes() == data
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_cannot_be_replaced_leaves_all_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "vault.hdr"
    target.mkdir()
    (target / "inside").write_bytes(b"kept")
    with pytest.raises(StorageUnavailable) as failure:
        write_atomically(target, b"new")
    assert failure.value.code == "storage.io_failed"
    assert [path.name for path in tmp_path.rglob("*")] == ["vault.hdr", "inside"]


@pytest.mark.parametrize("parent", ["missing", "missing/deeper"])
def test_a_missing_folder_is_said(tmp_path: Path, parent: str) -> None:
    with pytest.raises(StorageUnavailable) as failure:
        write_atomically(tmp_path / parent / "file", b"data")
    assert failure.value.code == "storage.folder_missing"


def test_a_reader_sees_the_old_or_the_new_file_and_so_does_who_comes_after_a_kill(
    tmp_path: Path, empty_template: Template
) -> None:
    seen = set()
    with running("replace", tmp_path, empty_template.keys) as writer:
        while len(seen) < 6:
            data = (tmp_path / "replaced").read_bytes()
            assert len(data) == 300_000
            assert len(set(data)) == 1
            seen.add(data[0])
        writer.kill()
    data = (tmp_path / "replaced").read_bytes()
    assert (len(data), len(set(data))) == (300_000, 1)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "storage.disk_full"),
        (errno.EDQUOT, "storage.disk_full"),
        (errno.EACCES, "storage.not_writable"),
        (errno.EPERM, "storage.not_writable"),
        (errno.EROFS, "storage.not_writable"),
        (errno.ENOENT, "storage.folder_missing"),
        (errno.ENOTDIR, "storage.folder_missing"),
        (errno.EIO, "storage.io_failed"),
        (errno.ENAMETOOLONG, "storage.io_failed"),
    ],
)
def test_a_failed_call_has_a_sentence_and_no_path(number: int, code: str) -> None:
    error = storage_failure(OSError(number, os.strerror(number), "/home/ida/letter to Tara Quill.pdf"))
    assert error.code == code
    for text in (str(error), repr(error), str(error.parameters), sentence(error)):
        assert "Tara" not in text


def test_private_things_are_made_once(tmp_path: Path) -> None:
    make_private_file(tmp_path / "file")
    make_private_folder(tmp_path / "folder" / "inner")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "folder" / "inner").stat().st_mode) == 0o700
    with pytest.raises(StorageUnavailable):
        make_private_file(tmp_path / "file")
    with pytest.raises(StorageUnavailable):
        make_private_folder(tmp_path / "folder" / "inner")


def test_one_byte_more_than_allowed_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    assert read_limited(tmp_path / "file", 5) == b"012345"
    assert read_limited(tmp_path / "file", 50) == b"0123456789"
