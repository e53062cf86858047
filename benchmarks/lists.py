"""The request list over 20,000 requests, side by side with loading everything; and the import with single entries."""

from __future__ import annotations

import csv
import sys
import tempfile
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from side_by_side import Table, cpu
from sqlalchemy import select

from dpo_desktop.services import lists
from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.requests import record_request
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, lock
from dpo_desktop.storage.tables import PersonRow, RequestRow
from tests.factory import SetClock, make_workspace, new_request

ROWS = 20_000


def many_requests(file: Path, rows: int) -> None:
    sample = list(csv.reader((ROOT / "resources" / "demo" / "requests.csv").open(encoding="utf-8")))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(sample[0])
        for number in range(rows):
            row = list(sample[1 + number % (len(sample) - 1)])
            row[3] = f"{row[3]} {number}"
            row[4] = f"{number}.{row[4]}" if row[4] else ""
            writer.writerow(row)


def load_everything(workspace: OpenWorkspace) -> list[str]:
    """What a simple program does: every row as an object, filtered in Python."""
    with workspace.store.reading() as session:
        found = session.execute(select(RequestRow, PersonRow).join(PersonRow, RequestRow.subject_id == PersonRow.id))
        rows = sorted(found, key=lambda pair: (pair[0].due_on is None, pair[0].due_on or 0, pair[0].id))
        return [pair[1].name for pair in rows if "wennerström 99" in pair[1].name.casefold()]


def main() -> int:
    table = Table(f"Lists, {ROWS:,} requests")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many_requests(folder / "many.csv", ROWS)
        workspace = make_workspace(folder / "workspace", SetClock()).workspace
        plan = plan_file(workspace, folder / "many.csv")
        imported = cpu(lambda: run_import(workspace, plan), times=1) / ROWS
        everything, found = RequestFilter(status=""), RequestFilter(status="", text="wennerström 99")
        ids = lists.request_ids(workspace, everything)
        assert len(ids) == ROWS
        whole = cpu(lambda: load_everything(workspace))
        screen = cpu(lambda: lists.request_rows(workspace, lists.request_ids(workspace, everything)[:100]))
        table.add("ids and the first block", screen, "every row", whole, at_least=5)
        table.add("search", cpu(lambda: lists.request_ids(workspace, found)), "search in Python", whole, at_least=5)
        block = cpu(lambda: lists.request_rows(workspace, ids[5000:5100]))
        single = cpu(lambda: [lists.request_rows(workspace, [row_id]) for row_id in ids[5000:5100]])
        table.add("a block of 100", block, "100 single rows", single, at_least=5)
        numbers = count()
        one = cpu(lambda: record_request(workspace, new_request(f"Tara Quill {next(numbers)}")), times=20)
        table.add("a row of an import", imported, "one entry by form", one, at_least=4)
        lock(workspace)
    return table.finish()


if __name__ == "__main__":
    sys.exit(main())
