"""A file of 200 MB: keeping it encrypted side by side with a warm copy and fsync, and how memory grows meanwhile."""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from datetime import UTC, datetime

from sqlalchemy import select

from dpo_desktop.services.attachments import add_attachment
from dpo_desktop.services.workspace import lock
from dpo_desktop.storage.tables import AttachmentRow
from dpo_desktop.vault.side_files import read_side_file
from tests.factory import add_request, make_workspace

MEGABYTES = 200
MOST_TIMES = 4.0
MOST_GROWTH_MB = 30.0


def resident_megabytes() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def copied(source: Path, target: Path) -> float:
    """Wall seconds of a copy that is on the disk."""
    started = time.perf_counter()
    shutil.copyfile(source, target)
    descriptor = os.open(target, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return time.perf_counter() - started


def main() -> int:
    # On the disk of the project: a temporary folder may lie in memory, where nothing is synced.
    with tempfile.TemporaryDirectory(dir=ROOT / "build" if (ROOT / "build").is_dir() else ROOT) as name:
        folder = Path(name)
        source = folder / "source.bin"
        with source.open("wb") as file:
            for _ in range(MEGABYTES):
                file.write(os.urandom(1024 * 1024))
        workspace = make_workspace(folder / "workspace", lambda: datetime.now(UTC)).workspace
        request_id = add_request(workspace, received_at=datetime(2026, 10, 20, tzinfo=UTC))
        small = folder / "small.bin"
        small.write_bytes(b"x" * 1024)
        add_attachment(workspace, request_id, small)  # everything is imported
        copied(source, folder / "copy.bin")
        before = resident_megabytes()
        ours, theirs = [], []
        for _ in range(3):
            theirs.append(copied(source, folder / "copy.bin"))
            started = time.perf_counter()
            written = add_attachment(workspace, request_id, source)
            ours.append(time.perf_counter() - started)
        growth = resident_megabytes() - before
        with workspace.store.reading() as session:
            row = session.scalars(select(AttachmentRow).where(AttachmentRow.id == written.id)).one()
        started = time.perf_counter()
        size = sum(len(chunk) for chunk in read_side_file(workspace.store.folder, row.uuid, row.key))
        read = time.perf_counter() - started
        lock(workspace)
    ratio = min(ours) / min(theirs)
    slow, large = ratio > MOST_TIMES, growth > MOST_GROWTH_MB
    print(f"A file of {MEGABYTES} MB with a case")
    print(
        f"  {'MISSED' if slow else 'ok    '} {ratio:5.1f} times a warm copy and fsync (bound {MOST_TIMES:g})"
        f"   ours {min(ours) * 1000:.0f} ms   copy {min(theirs) * 1000:.0f} ms   reading {read * 1000:.0f} ms"
    )
    print(f"  {'MISSED' if large else 'ok    '} {growth:5.1f} MB more memory (bound {MOST_GROWTH_MB:g})")
    return 1 if slow or large or size != MEGABYTES * 1024 * 1024 else 0


if __name__ == "__main__":
    sys.exit(main())
