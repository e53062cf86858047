"""What is loaded when: no Qt for a command, nothing heavy at the first paint; and the Qt that does not eat `None`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factory import PASSPHRASE, ROOT

HEAVY = {
    *("pandas", "numpy", "duckdb", "ibis", "alembic", "babel", "holidays", "argon2"),
    *("reportlab", "pikepdf", "pypdfium2", "pyhanko", "pyhanko_certvalidator"),
}
QT = {"PySide6", "shiboken6"}

COMMAND = """
import json, sys
from dpo_desktop.bootstrap import run
try:
    code = run(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""

REFERENCES = """
import sys
from PySide6.QtWidgets import QApplication
application = QApplication([])
application.processEvents()
before = sys.getrefcount(None)
for _ in range(1000):
    application.processEvents()
print(sys.getrefcount(None) - before)
"""


def python(tmp_path: Path, *arguments: str | Path) -> str:
    """The last line that a fresh Python prints, in an empty home and without a display."""
    home = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    environment = {**os.environ, **home, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "exit_codes"),
    [
        (("--version",), {0}),
        (("--help",), {0}),
        (("verify", "--help"), {0}),
        (("verify", "passphrase"), {1}),
        (("doctor", "--json"), {0, 1}),  # 1 on a machine that lacks a library of the display
        (("audit", "verify", "--workspace", "absent", "--passphrase-file", "passphrase"), {1}),
        (("audit", "verify", "--workspace", "workspace", "--passphrase-file", "passphrase", "--json"), {0}),
    ],
)
def test_a_command_loads_no_qt(
    tmp_path: Path, empty_folder: Path, arguments: tuple[str, ...], exit_codes: set[int]
) -> None:
    assert empty_folder.parent == tmp_path
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n", "utf-8")
    code, modules = json.loads(python(tmp_path, "-c", COMMAND, *arguments))
    assert code in exit_codes
    assert "dpo_desktop" in modules
    assert not QT & set(modules)
    if "--workspace" not in arguments:
        assert not {*HEAVY, "sqlalchemy"} & set(modules)


@pytest.mark.parametrize("state", ["absent", "locked"])
def test_the_first_paint_waits_for_nothing_heavy(tmp_path: Path, empty_folder: Path, state: str) -> None:
    folder = empty_folder if state == "locked" else tmp_path / "absent"
    modules = set(json.loads(python(tmp_path, "-m", "dpo_desktop", "--probe-first-paint", folder))["modules"])
    assert {*QT, "dpo_desktop"} <= modules
    assert modules & HEAVY == set()


def test_an_event_loop_leaves_the_references_to_none_alone(tmp_path: Path) -> None:
    """PySide6 6.12 on Python 3.11 drops one with each call, until the interpreter dies: docs/decisions/0002."""
    assert abs(int(python(tmp_path, "-c", REFERENCES))) < 100
