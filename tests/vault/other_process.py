"""A second real process that works on a workspace: `python -m tests.vault.other_process WHAT FOLDER`.

The keys come in one line of JSON on standard input, results go out in lines on standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dpo_desktop.services.workspace import lock, open_with_keys
from dpo_desktop.vault.files import write_atomically
from dpo_desktop.vault.keys import Keys
from tests.factory import ROOT, SetClock, add_request


def keys_as_line(keys: Keys) -> str:
    parts = [keys.data_key.hex(), keys.signing_seed.hex(), keys.officer, keys.slot, keys.opened_by]
    return f"{json.dumps(parts)}\n"


def keys_of_line(line: str) -> Keys:
    data_key, signing_seed, officer, slot, opened_by = json.loads(line)
    return Keys(bytes.fromhex(data_key), bytes.fromhex(signing_seed), officer, slot, opened_by)


@contextmanager
def running(what: str, folder: Path, keys: Keys) -> Iterator[subprocess.Popen[str]]:
    """The process, ready: it has written its first line. It is killed at the end if it still runs."""
    command: Sequence[str] = (sys.executable, "-m", "tests.vault.other_process", what, str(folder))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(keys_as_line(keys))
        process.stdin.flush()
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def _say(text: str) -> None:
    print(text, flush=True)


def _hold(folder: Path, keys: Keys) -> None:
    """Keep the workspace open, with a change made, until standard input ends."""
    workspace = open_with_keys(folder, keys, clock=SetClock())
    add_request(workspace, "Held Elsewhere")
    _say("ready")
    sys.stdin.read()
    lock(workspace)


def _replace(folder: Path, _keys: Keys) -> None:
    """Replace one file over and over, each time whole with another letter, and never end."""
    target = folder / "replaced"
    write_atomically(target, b"a" * 300_000)
    _say("ready")
    while True:
        for letter in b"bcdefgh":
            write_atomically(target, bytes([letter]) * 300_000)


if __name__ == "__main__":
    work: dict[str, Callable[[Path, Keys], None]] = {"hold": _hold, "replace": _replace}
    work[sys.argv[1]](Path(sys.argv[2]), keys_of_line(sys.stdin.readline()))
