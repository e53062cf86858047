"""A kill in the middle of an upgrade leaves the older version or the newer one, whole, and never something between."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from dpo_desktop.storage.migrate import SCHEMA
from tests.conftest import Template
from tests.factory import ROOT
from tests.migrations.versions_of_tests import NEXT
from tests.vault.other_process import keys_as_line

KILLS = 10


def test_a_killed_upgrade_is_old_or_new(demo_template: Template, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.migrations.killed_upgrade", str(demo_template.folder), str(tmp_path)]
    ended = subprocess.run(
        [*command, str(KILLS)],
        input=keys_as_line(demo_template.keys),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    outcomes = json.loads(ended.stdout)
    assert len(outcomes) == KILLS
    assert [version for version, done in outcomes if done and version != NEXT] == []
    assert outcomes[0] == [SCHEMA, False]
    assert outcomes[-1] == [NEXT, True]
