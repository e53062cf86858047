"""A workspace of schema 4 keeps its cases and its trail; where a law stood that is not the country's, it was chosen."""

from __future__ import annotations

import shutil
from pathlib import Path

from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.requests import add_note
from dpo_desktop.services.undo import undo
from dpo_desktop.services.workspace import lock, open_with_keys, unlock
from tests.conftest import Template
from tests.factory import DATA, PASSPHRASE, SetClock, add_request
from tests.migrations.downgraded import downgrade
from tests.storage import raw_database

EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split()
# Country, law and what counts as chosen.
CASES = (
    *((country, "EU", "") for country in EU),
    ("GB", "UK", ""),
    ("IN", "IN", ""),
    ("US-CA", "US-CA", ""),
    ("US", "none", ""),
    ("BR", "none", ""),
    ("", "none", ""),
    ("DE-BY", "none", ""),
    ("DE-BY", "EU", "EU"),
    ("DE", "UK", "UK"),
    ("DE", "none", "none"),
    ("GB", "EU", "EU"),
    ("IN", "US-CA", "US-CA"),
    ("US-CA", "IN", "IN"),
    ("", "EU", "EU"),
)
OLD = DATA / "workspaces" / "schema-4"  # made by the program before: two cases, one under a law that was chosen


def test_a_law_that_is_not_the_countrys_counts_as_chosen(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    keys, database = empty_template.keys, empty_folder / "vault.db"
    workspace = open_with_keys(empty_folder, keys, clock=clock)
    for _case in CASES:
        add_request(workspace)
    lock(workspace)
    downgrade(empty_folder, keys, 4)
    with raw_database.opened(database, keys) as raw:
        values = [(country, law, number) for number, (country, law, _chosen) in enumerate(CASES, start=1)]
        raw.executemany("UPDATE request SET country = ?, law = ? WHERE id = ?", values)
    before = raw_database.content(database, keys)
    lock(open_with_keys(empty_folder, keys, clock=clock))
    with raw_database.opened(database, keys) as raw:
        columns = "country, law, chosen_law, laws, dated_on, entity_id, customer_id"
        rows = raw.execute(f"SELECT {columns} FROM request ORDER BY id").fetchall()
    assert rows == [(country, law, chosen, "[]", None, None, None) for country, law, chosen in CASES]
    after = raw_database.content(database, keys)
    for table in ("person", "request_event", "request_key"):
        assert after[table] == before[table] != []
    kept = len(before["request"][0]) - 2  # the new columns stand before id and salt
    assert [(*row[:kept], *row[-2:]) for row in after["request"]] == before["request"]
    raw_database.check(database, keys)


def test_the_trail_of_a_workspace_that_an_older_program_left_still_fits(tmp_path: Path, clock: SetClock) -> None:
    folder = Path(shutil.copytree(OLD, tmp_path / "workspace"))
    clock.advance(days=1)
    workspace = unlock(folder, PASSPHRASE, clock=clock)
    assert verify_audit(workspace, [], lambda _done, _total: None).ok
    with raw_database.opened(folder / "vault.db", workspace.store.keys) as raw:
        assert raw.execute("SELECT id, law, chosen_law FROM request").fetchall() == [(1, "UK", "UK"), (2, "IN", "")]
    assert [request_detail(workspace, number).state for number in (1, 2)] == ["in_progress", "fulfilled"]
    undo(workspace, 6)  # an edit of the older program, from in progress back to received
    assert request_detail(workspace, 1).state == "received"
    add_note(workspace, 2, "Looked at again.")
    assert verify_audit(workspace, [], lambda _done, _total: None).ok
    lock(workspace)
