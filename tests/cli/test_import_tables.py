"""`import requests TABLE`, `import list`, `import undo`: mapping, dry run, questions and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CountRequests
from tests.cli.console import Console
from tests.services.crm_tables import CUSTOMERS, HISTORY, TABLES, TICKETS

ORDERS = b"when;who;mail;what\n03/04/2026;Ann;ann@x.example;access\n05/06/2026;Ben;ben@x.example;erasure\n"
COUNTS = {HISTORY: 134, TICKETS: 1000, CUSTOMERS: 1000}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_each_table_comes_in_and_goes_again(
    console: Console, empty_folder: Path, count_requests: CountRequests, path: Path
) -> None:
    tried = console.unlocked("import requests", path, "--dry-run", "--json", workspace=empty_folder)
    assert (tried.code, tried.json()["requests"], tried.json()["dry_run"]) == (0, COUNTS[path], True)
    assert count_requests(empty_folder) == 0
    done = console.unlocked("import requests", path, "--json", workspace=empty_folder)
    assert (done.code, done.json()["requests"], count_requests(empty_folder)) == (0, COUNTS[path], COUNTS[path])
    listed = console.unlocked("import list", "--json", workspace=empty_folder).json()["imports"]
    assert [(one["file"], one["cases"], one["undone_at"]) for one in listed] == [(path.name, COUNTS[path], None)]
    tried = console.unlocked("import undo", "--dry-run", "--json", workspace=empty_folder)
    assert (tried.json()["removed"], count_requests(empty_folder)) == (COUNTS[path], COUNTS[path])
    undone = console.unlocked("import undo", "--json", workspace=empty_folder)
    assert (undone.code, undone.json()["removed"], undone.json()["kept"]) == (0, COUNTS[path], [])
    assert count_requests(empty_folder) == 0
    again = console.unlocked("import undo", "--json", workspace=empty_folder)
    assert (again.code, again.json()["error"]) == (1, "import.none_to_undo")


def test_the_dry_run_of_the_history_says_what_each_row_would_do(console: Console, empty_folder: Path) -> None:
    told = console.unlocked("import requests", HISTORY, "--dry-run", "--json", workspace=empty_folder).json()
    assert told["counts"] == {"new": 134, "changed": 0, "duplicate": 6, "skipped": 4, "bad": 0}
    assert told["columns"][-1] == {"name": "notes / merged", "field": "notes"}
    by_row = {one["row"]: one for one in told["rows"]}
    assert by_row[41]["repeats_row"] == 40
    assert by_row[145]["why"] == "total"
    assert by_row[91]["unread"][0]["problem"] == "register.day_does_not_exist"
    words = console.unlocked("import requests", HISTORY, "--dry-run", workspace=empty_folder).out
    assert "what: Right\n" in words
    assert "Row 91, received: There is no day 31 in month 2 of 2025. Check the date.\n" in words
    assert words.endswith("134 requests would come in.\n")


def test_columns_are_mapped_by_hand_and_remembered(console: Console, empty_folder: Path) -> None:
    told = console.unlocked(
        "import requests", CUSTOMERS, "--map", "Company=notes", "Subscription Date=received", "--map", "City=none",
        "--yes", "--json", workspace=empty_folder,
    ).json()  # fmt: skip
    assert (told["ok"], told["remembered"]) == (True, False)
    assert {"name": "Company", "field": "notes"} in told["columns"]
    again = console.unlocked("import requests", CUSTOMERS, "--dry-run", "--json", workspace=empty_folder).json()
    assert (again["remembered"], again["columns"]) == (True, told["columns"])
    assert again["counts"]["duplicate"] == 1000 - again["counts"]["bad"] == 996


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("Company", "import.mapping_malformed"),
        ("Company=colour", "import.unknown_field"),
        ("Compagnie=notes", "import.no_such_column"),
        ("City=country", ""),
    ],
)
def test_a_mapping_that_cannot_be_is_said(console: Console, empty_folder: Path, given: str, error: str) -> None:
    said = console.unlocked("import requests", CUSTOMERS, "--map", given, "--dry-run", "--json", workspace=empty_folder)
    assert (said.code, said.json().get("error", "")) == (1 if error else 0, error)
    if not error:  # what is said goes before what the names suggest
        columns = {one["name"]: one["field"] for one in said.json()["columns"]}
        assert (columns["City"], columns["Country"]) == ("country", "")


def test_dates_that_can_be_read_in_two_ways_are_asked(
    console: Console, empty_folder: Path, count_requests: CountRequests
) -> None:
    (console.folder / "orders.csv").write_bytes(ORDERS)
    mapped = ("orders.csv", "--map", "when=received", "who=requester_name")
    asked = console.unlocked("import requests", *mapped, workspace=empty_folder)
    assert asked.code == 1
    assert "Day or month may stand first in these dates: 03/04/2026, 05/06/2026.\n" in asked.out
    assert count_requests(empty_folder) == 0
    told = console.unlocked("import requests", *mapped, "--dates", "mdy", "--json", workspace=empty_folder).json()
    assert (told["ok"], told["dates"], count_requests(empty_folder)) == (True, "mdy", 2)


def test_bad_rows_stop_the_import_until_they_are_left_out(
    console: Console, empty_folder: Path, count_requests: CountRequests
) -> None:
    (console.folder / "r.csv").write_text("Name,what\nAnn,access\nBen,excess\nEve,erasure\n")
    refused = console.unlocked("import requests", "r.csv", workspace=empty_folder)
    assert refused.code == 1
    assert refused.out.splitlines()[0].startswith("Row 3, what: The right “excess” is not known.")
    assert count_requests(empty_folder) == 0
    done = console.unlocked("import requests", "r.csv", "--yes", "--json", workspace=empty_folder)
    assert (done.code, done.json()["counts"]["bad"], count_requests(empty_folder)) == (0, 1, 2)


def test_a_case_that_was_worked_on_stays(console: Console, demo_folder: Path, count_requests: CountRequests) -> None:
    undone = console.unlocked("import undo", "--json", workspace=demo_folder).json()
    assert (undone["removed"], undone["kept"]) == (50, [])  # nobody worked on this demo
    assert count_requests(demo_folder) == 0


def test_an_old_workbook_is_no_mail(console: Console, empty_folder: Path, count_requests: CountRequests) -> None:
    (console.folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))
    refused = console.unlocked("import requests", "old.xls", "--yes", "--json", workspace=empty_folder)
    assert (refused.code, refused.json()["ok"], count_requests(empty_folder)) == (1, False, 0)
    assert [one["problem"].partition(".")[0] for one in refused.json()["problems"]] == ["table"]
