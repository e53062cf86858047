"""CPU time to the first painted window: as it is, and with the heavy packages imported first, as programs often do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(Path(__file__).resolve().parent)]

from side_by_side import Table

_OURS = "import sys; from dpo_desktop.bootstrap import run; sys.exit(run(sys.argv[1:]))"
_HEAVY = (
    "import sqlalchemy.orm, alembic.command, reportlab.platypus, pyhanko.sign.signers, pikepdf, holidays, babel.dates; "
)


def first_paint(code: str, folder: Path) -> float:
    """The least CPU seconds of a process at its first painted window, of three."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    spent = []
    for _process in range(4):  # the first one may compile
        command = [sys.executable, "-c", code, "--probe-first-paint", str(folder)]
        done = subprocess.run(command, check=True, env=environment, cwd=ROOT, capture_output=True)
        spent.append(float(json.loads(done.stdout)["cpu_seconds"]))
    return min(spent[1:])


def main() -> int:
    table = Table("Start to first paint")
    with tempfile.TemporaryDirectory() as name:
        ours, heavy = first_paint(_OURS, Path(name)), first_paint(_HEAVY + _OURS, Path(name))
    table.add("as it is", ours, "everything imported first", heavy, at_least=2)
    return table.finish()


if __name__ == "__main__":
    sys.exit(main())
