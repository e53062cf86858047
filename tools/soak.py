"""Runs the long campaigns of tests/soak in shards, two at a time; run again, it goes on where it stopped.

    python tools/soak.py [--only NAME]... [--again] [--seed N]

A campaign is a module with NAME, SHARDS and run(shard, seed, folder) -> one line of figures; it fails by raising. Every
shard runs in a process of its own and in an empty folder. A finished shard is a line of build/soak/done.jsonl and is
not run again; a failed one leaves its words in build/soak/failed and is. Exit 0: all are done; 1: a shard failed;
130: stopped by Ctrl+C.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
CAMPAIGNS = ROOT / "tests" / "soak"
PROCESSES = 2


@dataclass(frozen=True)
class Shard:
    campaign: str
    file: Path
    number: int
    of: int

    @property
    def name(self) -> str:
        return f"{self.campaign} {self.number + 1}/{self.of}"


@dataclass
class Running:
    shard: Shard
    seed: int
    folder: Path
    process: subprocess.Popen[str]
    started: float = field(default_factory=time.monotonic)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this campaign; may be repeated")
    parser.add_argument("--again", action="store_true", help="forget what was done before")
    parser.add_argument("--seed", type=int, help="the seed of every shard; a random one each when left out")
    parser.add_argument("--campaigns", type=Path, default=CAMPAIGNS, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "soak", help=argparse.SUPPRESS)
    parser.add_argument("--shard", nargs=4, metavar=("FILE", "NUMBER", "SEED", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.shard:
        file, number, seed, folder = options.shard
        print(load(Path(file)).run(int(number), int(seed), Path(folder)))
        return 0
    shards = list(find_shards(options.campaigns, options.only))
    unknown = set(options.only) - {shard.campaign for shard in shards}
    if unknown or not shards:
        parser.error(f"no such campaign: {', '.join(sorted(unknown)) or options.campaigns}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return Soak(options.out, options.seed).run(shards, again=options.again)


def find_shards(folder: Path, only: Sequence[str]) -> Iterator[Shard]:
    for file in sorted(folder.glob("*.py")):
        if file.name.startswith(("_", "test_")):
            continue
        module = load(file)
        if hasattr(module, "SHARDS") and (not only or module.NAME in only):
            for number in range(module.SHARDS):
                yield Shard(module.NAME, file, number, module.SHARDS)


def load(file: Path) -> ModuleType:
    """The module of a file; the project is importable from it."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    if file.parent == CAMPAIGNS:
        return importlib.import_module(f"tests.soak.{file.stem}")
    spec = importlib.util.spec_from_file_location(f"soak_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(str(file))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Soak:
    """One run: which shards are done, which are running."""

    def __init__(self, out: Path, seed: int | None) -> None:
        self._out = out
        self._seed = seed
        self._done_file = out / "done.jsonl"
        self._running: list[Running] = []
        self._failed: list[str] = []

    def run(self, shards: Sequence[Shard], *, again: bool) -> int:
        self._out.mkdir(parents=True, exist_ok=True)
        done = self._read_done()
        if again:
            done -= {(shard.campaign, shard.number) for shard in shards}
        waiting = [shard for shard in shards if (shard.campaign, shard.number) not in done]
        print(f"{len(shards)} shards, {len(shards) - len(waiting)} done before, {PROCESSES} at a time", flush=True)
        try:
            while waiting or self._running:
                while waiting and len(self._running) < PROCESSES:
                    self._start(waiting.pop(0))
                self._collect()
        except KeyboardInterrupt:
            self._stop()
            print("Stopped. Run it again: it goes on with the shards that are not done.", flush=True)
            return 130
        if self._failed:
            print(f"FAILED: {', '.join(self._failed)}; their words are in {self._out / 'failed'}", flush=True)
            return 1
        print("All shards are done.", flush=True)
        return 0

    def _read_done(self) -> set[tuple[str, int]]:
        """A last line that was cut off by a crash counts for nothing."""
        found = set()
        if self._done_file.exists():
            for line in self._done_file.read_text("utf-8").splitlines():
                try:
                    entry = json.loads(line)
                    found.add((entry["campaign"], entry["shard"]))
                except (ValueError, KeyError, TypeError):
                    continue
        return found

    def _write_done(self, line: str) -> None:
        before = self._done_file.read_bytes() if self._done_file.exists() else b""
        start = "\n" if before and not before.endswith(b"\n") else ""  # a crash cut the last line off
        with self._done_file.open("a", encoding="utf-8") as file:
            file.write(f"{start}{line}\n")

    def _start(self, shard: Shard) -> None:
        seed = random.SystemRandom().randrange(2**32) if self._seed is None else self._seed
        folder = self._out / "scratch" / f"{shard.campaign}-{shard.number}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command = [sys.executable, str(Path(__file__).resolve()), "--shard"]
        command += [str(shard.file), str(shard.number), str(seed), str(folder)]
        print(f"start  {shard.name}  seed {seed}", flush=True)
        with (folder.parent / f"{folder.name}.log").open("w", encoding="utf-8") as log:
            # A session of its own: Ctrl+C reaches this process alone, which then ends its children.
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, text=True, start_new_session=True)
        self._running.append(Running(shard, seed, folder, process))

    def _collect(self) -> None:
        """Wait until a shard has ended."""
        while not any(running.process.poll() is not None for running in self._running):
            time.sleep(0.05)
        for running in [entry for entry in self._running if entry.process.poll() is not None]:
            self._running.remove(running)
            self._finish(running)

    def _finish(self, running: Running) -> None:
        shard, seconds = running.shard, time.monotonic() - running.started
        log = running.folder.parent / f"{running.folder.name}.log"
        words = log.read_text("utf-8", "replace")
        failed = self._out / "failed" / f"{running.folder.name}.txt"
        if running.process.returncode == 0:
            figures = (words.strip().splitlines() or [""])[-1]
            entry = {"campaign": shard.campaign, "shard": shard.number, "seed": running.seed}
            entry |= {"seconds": round(seconds, 1), "figures": figures}
            self._write_done(json.dumps(entry, ensure_ascii=False))
            shutil.rmtree(running.folder, ignore_errors=True)
            failed.unlink(missing_ok=True)
            print(f"done   {shard.name}  seed {running.seed}  {seconds:.1f} s  {figures}", flush=True)
        else:
            failed.parent.mkdir(exist_ok=True)
            failed.write_text(f"seed {running.seed}\nexit {running.process.returncode}\n{words}", encoding="utf-8")
            last = (words.strip().splitlines() or ["no words"])[-1]
            self._failed.append(shard.name)
            print(f"FAILED {shard.name}  seed {running.seed}  {seconds:.1f} s  {last}", flush=True)
        log.unlink()

    def _stop(self) -> None:
        """End the children that this run started, and what they started."""
        for running in self._running:
            _end(running.process)
        for running in self._running:
            try:
                running.process.wait(5)
            except subprocess.TimeoutExpired:
                _end(running.process, by_force=True)
                running.process.wait()


def _end(process: subprocess.Popen[str], *, by_force: bool = False) -> None:
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.terminate()
    else:
        os.killpg(process.pid, signal.SIGKILL if by_force else signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
