"""Two processes that write into one database take turns: nobody fails, no entry is lost, the chain stays one chain."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from dpo_desktop.storage import audit_check
from tests.conftest import Template
from tests.factory import ROOT
from tests.storage import raw_database
from tests.storage.writer_process import opened, write
from tests.vault.other_process import keys_as_line

ROUNDS = 60


def test_two_processes_take_turns(empty_folder: Path, empty_template: Template) -> None:
    command = [sys.executable, "-m", "tests.storage.writer_process", str(empty_folder)]
    store = opened(empty_folder, empty_template.keys)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write(keys_as_line(empty_template.keys))
        other.stdin.flush()
        assert other.stdout.readline() == "ready\n"
        for number in range(ROUNDS):
            write(store, "this", number)
        other.stdin.close()
    assert other.returncode == 0
    with store.reading("long") as session:
        entries, findings = audit_check.check(session.connection(), [], lambda _done, _total: None)
    assert findings == []
    store.dispose()

    rows = raw_database.content(empty_folder / "vault.db", empty_template.keys)["audit_entry"]
    details = [json.loads(row[6]) for row in rows if row[3] == "test.written"]
    numbers = {who: [detail["number"] for detail in details if detail["by"] == who] for who in ("this", "other")}
    assert numbers["this"] == list(range(ROUNDS))
    assert numbers["other"] == list(range(len(numbers["other"])))
    assert entries == len(rows) == 2 + len(details)
    assert len(numbers["other"]) > 2
