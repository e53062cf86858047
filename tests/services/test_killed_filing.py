"""kill -9 while mails are taken in: every mail that was taken in is whole with its files, and nothing else stays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import Template
from tests.factory import ROOT
from tests.vault.other_process import keys_as_line

KILLS = 12


def test_a_killed_filing_leaves_whole_mails_and_no_stray_file(empty_template: Template, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.services.killed_filing", str(empty_template.folder), str(tmp_path), str(KILLS)],
        input=keys_as_line(empty_template.keys),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    taken = json.loads(ended.stdout)
    assert len(taken) == KILLS
    assert any(0 < count < 80 for count in taken)
