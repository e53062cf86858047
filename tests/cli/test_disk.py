"""A disk that is full or read-only: said in words, and what was there before is there after. Mounts in a namespace."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import CountRequests
from tests.cli.console import Console, Ended
from tests.factory import DATA

SAMPLE = DATA / "crm" / "history-140.csv"


def in_namespace(*lines: str) -> tuple[str, ...]:
    """A command that runs these lines with mounts of its own, then "$@": root can write into a 0555 folder."""
    script = "\n".join(("set -e", *lines, "status=0", '"$@" || status=$?', "sync", "{after}", "exit $status"))
    return ("unshare", "-Urm", "sh", "-c", script, "sh")


def with_after(command: tuple[str, ...], after: str) -> tuple[str, ...]:
    return tuple(part.replace("{after}", after) for part in command)


def read_only(folder: Path) -> tuple[str, ...]:
    quoted = shlex.quote(str(folder))
    return with_after(in_namespace(f"mount --bind {quoted} {quoted}", f"mount -o remount,ro,bind {quoted}"), ":")


def small_disk(folder: Path, room: int) -> tuple[str, ...]:
    """The folder on a file system of its own with `room` bytes free; afterwards what is on it is copied back."""
    quoted, kept = shlex.quote(str(folder)), shlex.quote(f"{folder} kept")
    lines = (
        f"cp -a {quoted} {kept}",
        f"mount -t tmpfs -o size=64m,mode=0700 tmpfs {quoted}",
        f"cp -a {kept}/. {quoted}/",
        f"used=$(du -s -B1 --apparent-size {quoted} | cut -f1)",
        f"mount -o remount,size=$(( (used + {room}) / 4096 * 4096 + 4096 * 4 )) {quoted}",
    )
    return with_after(in_namespace(*lines), f"rm -rf {kept}; cp -a {quoted} {kept}")


def swapped(folder: Path) -> Path:
    """What `small_disk` left."""
    return folder.with_name(f"{folder.name} kept")


def refused(said: Ended, error: str) -> None:
    assert (said.code, said.json()["error"]) == (1, error)
    assert said.err == ""


def test_the_small_disk_is_one(console: Console, demo_folder: Path, count_requests: CountRequests) -> None:
    """The control: the same mount with enough room lets the import through."""
    done = console.unlocked(
        "import requests", SAMPLE, "--json", workspace=demo_folder, before=small_disk(demo_folder, 4_000_000)
    )
    assert done.code == 0
    assert count_requests(demo_folder) == 50
    assert count_requests(swapped(demo_folder)) == 184


@pytest.mark.parametrize("room", [0, 98_304])
def test_an_import_on_a_full_disk_brings_nothing_in(
    console: Console, demo_folder: Path, count_requests: CountRequests, room: int
) -> None:
    said = console.unlocked(
        "import requests", SAMPLE, "--json", workspace=demo_folder, before=small_disk(demo_folder, room)
    )
    refused(said, "storage.disk_full")
    assert count_requests(swapped(demo_folder)) == 50
    whole = console.unlocked("audit verify", workspace=swapped(demo_folder))
    assert whole.code == 0, whole.out


def test_a_report_onto_a_full_disk_leaves_no_file(console: Console, demo_folder: Path) -> None:
    out = console.folder / "out"
    out.mkdir()
    said = console.unlocked(
        "report", "--from", "2026-08-01", "--out", out, "--json", workspace=demo_folder, before=small_disk(out, 4_096)
    )
    refused(said, "storage.disk_full")
    assert list(swapped(out).iterdir()) == []
    later = console.unlocked("report", "--from", "2026-08-01", "--out", out, "--json", workspace=demo_folder)
    assert later.code == 0
    assert console.unlocked("audit verify", later.json()["pdf"], workspace=demo_folder).code == 0


def test_a_report_into_a_read_only_folder_leaves_the_workspace_whole(console: Console, demo_folder: Path) -> None:
    out = console.folder / "out"
    out.mkdir()
    said = console.unlocked(
        "report", "--from", "2026-08-01", "--out", out, "--json", workspace=demo_folder, before=read_only(out)
    )
    refused(said, "storage.not_writable")
    assert list(out.iterdir()) == []
    assert console.unlocked("audit verify", workspace=demo_folder).code == 0


def test_a_read_only_workspace_is_said(console: Console, demo_folder: Path, count_requests: CountRequests) -> None:
    said = console.unlocked("import requests", SAMPLE, "--json", workspace=demo_folder, before=read_only(demo_folder))
    refused(said, "storage.not_writable")
    assert count_requests(demo_folder) == 50


def test_a_workspace_cannot_be_set_up_where_nothing_can_be_written(console: Console) -> None:
    place = console.folder / "place"
    place.mkdir()
    for before, error in ((read_only(place), "storage.not_writable"), (small_disk(place, 0), "storage.disk_full")):
        said = console.unlocked(
            "init", "--organisation", "Kestrel", "--officer", "Ida", "--json",
            workspace=place / "workspace", before=before,
        )  # fmt: skip
        refused(said, error)
        assert list(place.iterdir()) == []
