"""`make soak` goes on where it stopped: only unfinished shards run again, and Ctrl+C leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.factory import ROOT

CAMPAIGN = """
NAME = "sample"
SHARDS = 3


def run(shard, seed, folder):
    from pathlib import Path

    assert list(folder.iterdir()) == []
    (folder / "litter").write_text("left by the shard")
    with open({trace!r}, "a") as file:
        file.write(f"{{shard}} {{seed}}\\n")
    assert shard != 1 or Path({mended!r}).exists(), "shard 1 is broken"
    return f"shard {{shard}} measured 42"
"""

STUCK = """
import os, signal

NAME = "stuck"
SHARDS = 1


def run(shard, seed, folder):
    with open({fifo!r}, "w") as file:
        file.write(str(os.getpid()))
    signal.pause()
"""


@dataclass(frozen=True)
class Runner:
    folder: Path

    @property
    def trace(self) -> Path:
        return self.folder / "trace"

    @property
    def mended(self) -> Path:
        return self.folder / "mended"

    def command(self, *options: str) -> list[str]:
        places = ["--campaigns", str(self.folder / "campaigns"), "--out", str(self.folder / "out")]
        return [sys.executable, str(ROOT / "tools" / "soak.py"), *places, *options]

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        self.trace.write_text("")
        return subprocess.run(self.command(*options), capture_output=True, text=True, check=False, cwd=self.folder)

    def ran(self) -> list[int]:
        return sorted(int(line.split()[0]) for line in self.trace.read_text().splitlines())

    def done(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.folder / "out" / "done.jsonl").read_text().splitlines()]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    (tmp_path / "campaigns").mkdir()
    made = Runner(tmp_path)
    source = CAMPAIGN.format(trace=str(made.trace), mended=str(made.mended))
    (tmp_path / "campaigns" / "sample.py").write_text(source)
    (tmp_path / "campaigns" / "__init__.py").write_text("raise AssertionError('no campaign')")
    (tmp_path / "campaigns" / "test_something.py").write_text("raise AssertionError('no campaign')")
    return made


def test_a_failed_shard_alone_is_run_again(runner: Runner) -> None:
    first = runner.run("--seed", "7")
    assert first.returncode == 1
    assert runner.ran() == [0, 1, 2]
    assert "FAILED sample 2/3  seed 7" in first.stdout
    assert "shard 1 is broken" in first.stdout
    assert "Traceback" in (runner.folder / "out" / "failed" / "sample-1.txt").read_text()
    assert sorted((entry["shard"], entry["seed"]) for entry in runner.done()) == [(0, 7), (2, 7)]

    runner.mended.touch()
    second = runner.run()
    assert second.returncode == 0
    assert runner.ran() == [1]
    assert "3 shards, 2 done before" in second.stdout
    assert runner.done()[-1]["figures"] == "shard 1 measured 42"
    assert not (runner.folder / "out" / "failed" / "sample-1.txt").exists()
    assert list((runner.folder / "out" / "scratch").iterdir()) == []

    assert runner.run().returncode == 0
    assert runner.ran() == []


def test_every_seed_is_printed_and_kept(runner: Runner) -> None:
    runner.mended.touch()
    said = runner.run().stdout
    seeds = {(entry["shard"], entry["seed"]) for entry in runner.done()}
    assert len({seed for _shard, seed in seeds}) == 3
    used = {(int(line.split()[0]), int(line.split()[1])) for line in runner.trace.read_text().splitlines()}
    assert used == seeds
    assert all(f"seed {seed}" in said for _shard, seed in seeds)


def test_again_forgets_and_only_chooses(runner: Runner) -> None:
    runner.mended.touch()
    runner.run()
    assert runner.run("--again").returncode == 0
    assert runner.ran() == [0, 1, 2]
    assert runner.run("--only", "sample").returncode == 0
    unknown = runner.run("--only", "other")
    assert unknown.returncode == 2
    assert "other" in unknown.stderr


def test_a_last_line_that_a_crash_cut_off_counts_for_nothing(runner: Runner) -> None:
    runner.mended.touch()
    (runner.folder / "out").mkdir()
    (runner.folder / "out" / "done.jsonl").write_text(
        '{"campaign": "sample", "shard": 0, "seed": 1}\n{"campaign": "sample", "sha'
    )
    assert runner.run().returncode == 0
    assert runner.ran() == [1, 2]
    assert runner.run().returncode == 0
    assert runner.ran() == []


def test_ctrl_c_ends_the_shards_too(runner: Runner) -> None:
    fifo = runner.folder / "fifo"
    os.mkfifo(fifo)
    (runner.folder / "campaigns" / "sample.py").unlink()
    (runner.folder / "campaigns" / "stuck.py").write_text(STUCK.format(fifo=str(fifo)))
    with subprocess.Popen(runner.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as soak:
        child = int(fifo.read_text())  # waits until the shard runs
        soak.send_signal(signal.SIGINT)
        said, errors = soak.communicate(timeout=30)
    assert soak.returncode == 130
    assert errors == ""
    assert "Run it again" in said
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert not (runner.folder / "out" / "done.jsonl").exists()
