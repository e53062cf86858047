"""A workspace of schema 4 keeps its cases; where a law stood that is not the country's, it was chosen."""

from __future__ import annotations

from pathlib import Path

from dpo_desktop.domain.requests import LAWS
from dpo_desktop.services.workspace import lock, open_with_keys
from tests.conftest import Template
from tests.factory import SetClock, add_request
from tests.migrations.downgraded import downgrade
from tests.storage import raw_database

COUNTRIES = (*"AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split(), "GB")
OTHERS = ("IN", "US-CA", "US", "US-VA", "BR", "DE-BY", "")


def law_then(country: str) -> str:
    """The law that a country pointed to in the program before."""
    if country == "GB":
        return "UK"
    return "EU" if country in COUNTRIES else country if country in ("IN", "US-CA") else "none"


def test_a_law_that_is_not_the_countrys_counts_as_chosen(
    empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    keys = empty_template.keys
    workspace = open_with_keys(empty_folder, keys, clock=clock)
    asked = [(country, "") for country in (*COUNTRIES, *OTHERS)] + [("DE", law) for law in LAWS] + [("IN", "EU")]
    for country, law in asked:
        add_request(workspace, country=country, law=law)
    lock(workspace)
    downgrade(empty_folder, keys, 4)
    with raw_database.opened(empty_folder / "vault.db", keys) as raw:  # as that program set it
        for number, (country, law) in enumerate(asked, start=1):
            raw.execute("UPDATE request SET law = ? WHERE id = ?", (law or law_then(country), number))
        raw.commit()
    before = raw_database.content(empty_folder / "vault.db", keys)
    lock(open_with_keys(empty_folder, keys, clock=clock))
    with raw_database.opened(empty_folder / "vault.db", keys) as raw:
        columns = "country, law, chosen_law, laws, dated_on, entity_id, customer_id"
        rows = raw.execute(f"SELECT {columns} FROM request ORDER BY id").fetchall()
    assert len(rows) == len(asked)
    for (country, law), found in zip(asked, rows, strict=True):
        expected = law or law_then(country)
        chosen = "" if expected == law_then(country) else expected
        assert found == (country, expected, chosen, "[]", None, None, None)
    assert [row[2] for row in rows if row[2]] == [*(law for law in LAWS if law != "EU"), "EU"]
    after = raw_database.content(empty_folder / "vault.db", keys)
    for table in ("person", "request_event", "request_key"):
        assert after[table] == before[table] != []
    kept = len(before["request"][0]) - 2  # the new columns stand before id and salt
    assert [(*row[:kept], *row[-2:]) for row in after["request"]] == before["request"]
    raw_database.check(empty_folder / "vault.db", keys)
