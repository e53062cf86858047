"""Runs the installed console script in a process of its own, with an empty HOME."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.factory import PASSPHRASE

SCRIPT = Path(sys.executable).parent / "dpo-desktop"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one value that standard output holds."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Console:
    """`folder` is the working folder, `home` an empty one."""

    folder: Path
    home: Path

    def environment(self, **changes: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TMPDIR")}
        return kept | {"HOME": str(self.home), "LANG": "C.UTF-8"} | changes

    def run(self, *arguments: object, text_in: str | bytes = "", before: tuple[str, ...] = (), **changes: str) -> Ended:
        """`before` is a command that starts the script, `changes` are environment variables. Never a traceback."""
        given = text_in.encode() if isinstance(text_in, str) else text_in
        done = subprocess.run(
            [*before, str(SCRIPT), *(str(argument) for argument in arguments)],
            input=given,
            cwd=self.folder,
            env=self.environment(**changes),
            capture_output=True,
            check=False,
            timeout=120,
        )
        ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ended.err, ended.err
        assert "Traceback" not in ended.out, ended.out
        return ended

    def unlocked(self, command: str, *arguments: object, workspace: Path, **changes: Any) -> Ended:
        """A command on a workspace, its passphrase in a file."""
        secret = self.folder / "passphrase"
        secret.write_text(PASSPHRASE + "\n")
        options = ("--workspace", workspace, "--passphrase-file", secret)
        return self.run(*command.split(), *arguments, *options, **changes)
