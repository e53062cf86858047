"""A read-only folder and a full disk: a typed refusal with a sentence, nothing lost, nothing half written.

The disks are real: a read-only bind mount and a small tmpfs in a mount namespace of a child's own, because permission
bits do not stop root. Linux only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dpo_desktop.sentences.errors import codes
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.lists import request_detail, request_ids
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import lock, unlock
from tests.conftest import Template
from tests.factory import PASSPHRASE, ROOT, SetClock
from tests.storage.raw_database import check, folder_bytes
from tests.vault.other_process import keys_as_line

READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$2" -m tests.vault.on_bad_disk "$3" "$4"'
SMALL = (
    'cp -a "$1" "$1.outside" && mount -t tmpfs -o size=4m tmpfs "$1" && cp -a "$1.outside/." "$1" '
    '&& "$2" -m tests.vault.on_bad_disk "$3" "$4" && cp -a "$4/." "$4.after"'
)


def _run(script: str, disk: Path, what: str, folder: Path, template: Template) -> dict[str, Any]:
    command = ["unshare", "-Urm", "sh", "-ec", script, "sh", str(disk), sys.executable, what, str(folder)]
    ended = subprocess.run(
        command, input=keys_as_line(template.keys), capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_a_read_only_folder_is_refused_and_untouched(empty_folder: Path, empty_template: Template) -> None:
    before = folder_bytes(empty_folder.parent)
    found = _run(READ_ONLY, empty_folder.parent, "read_only", empty_folder, empty_template)
    assert found == {"open": "storage.not_writable", "create": "storage.not_writable", "left": [empty_folder.name]}
    assert folder_bytes(empty_folder.parent) == before


def test_the_command_line_says_so_too(empty_folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n")
    script = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; exec "$2" -m dpo_desktop audit verify '
    script += '--workspace "$1" --passphrase-file "$3"'
    command = ["unshare", "-Urm", "sh", "-ec", script, "sh", str(empty_folder), sys.executable, str(secret)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1
    assert "cannot be written" in ended.stderr


@pytest.mark.parametrize("what", ["filling", "full_at_start"])
def test_a_full_disk_loses_nothing_and_keeps_nothing_half(
    empty_template: Template, tmp_path: Path, clock: SetClock, what: str
) -> None:
    disk = tmp_path / "disk"
    folder = empty_template.copy_to(disk / "workspace")
    after = tmp_path / "after"
    found = _run(SMALL.replace('"$4.after"', f'"{after}"'), disk, what, folder, empty_template)
    refused = found["refused"]
    assert refused
    assert set(refused.values()) == {"storage.disk_full"}
    assert "storage.disk_full" in codes()
    assert found.get("left", ["workspace"]) == ["workspace"]
    check(after / "vault.db", empty_template.keys)

    workspace = unlock(after, PASSPHRASE, clock=clock)  # the passphrase change was refused, so this one still opens
    assert not workspace.read_only
    assert not workspace.key_file_is_older
    (request_id,) = request_ids(workspace, RequestFilter(status=""))  # no refused request, no row of the import
    notes = [entry.text for entry in request_detail(workspace, request_id).timeline if entry.kind == "note"]
    assert sorted(notes) == sorted(found["kept"])
    assert len(notes) > (10 if what == "filling" else 0)
    verdict = verify_audit(workspace, [], lambda _done, _total: None)
    assert (verdict.ok, verdict.findings) == (True, ())
    lock(workspace)
    hidden = [path.name for path in after.iterdir() if path.name.startswith(".")]
    assert hidden == []  # no half-written file is left
