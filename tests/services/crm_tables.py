"""The real tables as they were delivered, and what is known of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import DATA

HISTORY = DATA / "crm" / "history-140.csv"
TICKETS = DATA / "crm" / "support-tickets-1000.csv"
CUSTOMERS = DATA / "crm" / "customers-1000.csv"
TABLES = (HISTORY, TICKETS, CUSTOMERS)
# As they were delivered; a converted line end would change them.
SHA256 = {
    HISTORY.name: "fb964be6b1f41147712aa6428050c7862007771ba24d4543917a2e14a217a615",
    TICKETS.name: "d4d63657d5e3ce7a46fc24654c376f7bd15809e2ce15e11e15bceb19821161bf",
    CUSTOMERS.name: "c625bcada9ed30c10df6d59ec961c49f6b4868deee4b848765e1303da8adcac2",
}


def typed(path: Path) -> dict[int, tuple[str, ...]]:
    """Every cell by record, as another reader reads the file; records with nothing in them left out."""
    text = path.read_bytes().decode("utf-8-sig")
    delimiter = ";" if path == HISTORY else ","
    records = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)
    return {number: tuple(cells) for number, cells in records if number > 1 and any(cells)}


def labels() -> dict[int, dict[str, str]]:
    """What each record of the history means, by record."""
    with (DATA / "crm" / "history-140-labels.csv").open(encoding="utf-8", newline="") as lines:
        return {int(one["record"]): one for one in csv.DictReader(lines)}


def bring(workspace: OpenWorkspace, path: Path) -> int:
    """The number of the import."""
    return run_import(workspace, plan_file(workspace, path)).id
