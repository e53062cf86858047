"""A table that is not as it should be: row and reason are said, and not one row comes in. More in tests/services."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CountRequests
from tests.cli.console import Console
from tests.factory import ROOT

SAMPLE = (ROOT / "resources" / "demo" / "requests.csv").read_bytes()
HEADER = SAMPLE.split(b"\n", 1)[0]
ROW = b"access,2026-10-20,email,Tara Quill,tara@quill.example,,,,,,,DE,,,,,,"


def table(*rows: bytes) -> bytes:
    return b"\n".join((HEADER, *rows, b""))


def last_cell_open(raw: bytes) -> bytes:
    """Cut inside the last quoted cell."""
    return raw[: raw.rindex(b'"')]


BAD: dict[str, tuple[bytes, str, int]] = {
    "0 bytes": (b"", "table.empty", 0),
    "cut inside a quote": (last_cell_open(SAMPLE), "table.unclosed_quote", 0),
    "no rows": (table(), "table.no_rows", 0),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "table.not_text", 0),
    "NUL bytes": (table(ROW, ROW.replace(b"Tara", b"Ta\x00ra")), "table.nul_character", 3),
    "a cell too many": (table(ROW, ROW + b",,"), "table.too_many_cells", 3),
    "unknown type": (table(ROW, ROW.replace(b"access", b"excess")), "register.unknown_right", 3),
    "year 1": (table(ROW.replace(b"2026-10-20", b"0001-01-01T00:00:00+14:00")), "request.received_long_ago", 2),
    "year 9999": (table(ROW.replace(b"2026-10-20", b"9999-12-31T23:59:59-14:00")), "request.received_in_future", 2),
    "long cell": (table(ROW, ROW.replace(b"Tara", b"T" * 30_000)), "table.cell_too_long", 3),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_whole(
    console: Console, demo_folder: Path, count_requests: CountRequests, name: str
) -> None:
    raw, problem, row = BAD[name]
    (console.folder / "requests.csv").write_bytes(raw)
    said = console.unlocked("import requests", "requests.csv", "--json", workspace=demo_folder)
    assert said.code == 1
    value = said.json()
    assert value["ok"] is False
    assert problem in {found["problem"] for found in value["problems"]}
    assert all(found["sentence"].endswith((".", "?")) for found in value["problems"])
    if row:
        assert {found["row"] for found in value["problems"] if found["stops"]} == {row}
    assert said.err == ""
    assert count_requests(demo_folder) == 50


def test_every_bad_row_is_named_for_a_person(
    console: Console, demo_folder: Path, count_requests: CountRequests
) -> None:
    bad = (ROW.replace(b"access", b"excess"), ROW, ROW.replace(b"2026-10-20", b"2027-10-20"))
    (console.folder / "requests.csv").write_bytes(table(*bad))
    said = console.unlocked("import requests", "requests.csv", workspace=demo_folder)
    first, second, *_between, last = said.out.splitlines()
    assert said.code == 1
    assert first.startswith("Row 2, type: ")
    assert second.startswith("Row 4, received: ")
    assert last == "Nothing was imported."
    assert count_requests(demo_folder) == 50


def test_a_missing_file_is_said(console: Console, demo_folder: Path) -> None:
    said = console.unlocked("import requests", "nowhere.csv", "--json", workspace=demo_folder)
    assert (said.code, said.json()["error"]) == (1, "import.file_missing")
