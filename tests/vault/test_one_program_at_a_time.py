"""A workspace that is open in one process is refused to every other, and free again as soon as that process is dead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import Conflict, StorageUnavailable
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.services.lists import request_ids
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys, unlock
from tests.conftest import Template
from tests.factory import PASSPHRASE, ROOT, SetClock
from tests.vault.other_process import running


def test_open_elsewhere_is_refused_until_that_process_locks(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    with running("hold", empty_folder, empty_template.keys) as holder:
        for _ in range(3):
            with pytest.raises(Conflict) as failure:
                open_with_keys(empty_folder, empty_template.keys, clock=clock)
            assert failure.value.code == "vault.open_elsewhere"
        with pytest.raises(Conflict):
            unlock(empty_folder, PASSPHRASE, clock=clock)
        holder.communicate("")
        assert holder.returncode == 0
        lock(open_with_keys(empty_folder, empty_template.keys, clock=clock))


def test_a_killed_holder_frees_the_workspace_with_its_changes(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    with running("hold", empty_folder, empty_template.keys) as holder:
        holder.kill()
        holder.wait()
    assert (empty_folder / "vault.lock").exists()
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert not workspace.read_only
    assert len(request_ids(workspace, RequestFilter(status=""))) == 1
    lock(workspace)


def test_the_command_line_says_that_the_window_has_it(workspace: OpenWorkspace, tmp_path: Path) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n")
    options = ["--workspace", str(workspace.store.folder.path), "--passphrase-file", str(secret)]
    command = [sys.executable, "-m", "dpo_desktop", "audit", "verify", *options]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.strip() == sentence(Conflict("vault.open_elsewhere"))


def test_the_same_process_does_not_open_it_twice(workspace: OpenWorkspace, clock: SetClock) -> None:
    with pytest.raises(Conflict):
        open_with_keys(workspace.store.folder.path, workspace.store.keys, clock=clock)
    assert request_ids(workspace, RequestFilter(status="")).tolist() == []


def test_a_refused_unlock_does_not_keep_the_folder(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    database = (empty_folder / "vault.db").read_bytes()
    (empty_folder / "vault.db").write_bytes(database[:4096])
    for _ in range(2):
        with pytest.raises(StorageUnavailable) as failure:
            open_with_keys(empty_folder, empty_template.keys, clock=clock)
        assert failure.value.code == "vault.database_damaged"
    (empty_folder / "vault.db").write_bytes(database)
    lock(open_with_keys(empty_folder, empty_template.keys, clock=clock))
