"""Files with the columns of the demo's table, good and bad."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.factory import ROOT

COLUMNS = tuple((ROOT / "resources" / "demo" / "requests.csv").read_text("utf-8").splitlines()[0].split(","))
Cells = Mapping[str, str]


def row(**changes: str) -> dict[str, str]:
    """A good row: an access request from Germany, entered with its offset."""
    good = {
        "type": "access",
        "received": "2026-10-20T16:12:00+02:00",
        "channel": "email",
        "requester_name": "Tara Quill",
        "requester_email": "tara@quill.example",
        "relation": "our_customer_contact",
        "our_role": "controller",
        "country": "DE",
        "language": "en",
    }
    return {**dict.fromkeys(COLUMNS, ""), **good, **changes}


def text_of(
    rows: Iterable[Cells], *, columns: tuple[str, ...] = COLUMNS, delimiter: str = ",", newline: str = "\r\n"
) -> str:
    written = io.StringIO()
    table = csv.DictWriter(written, columns, delimiter=delimiter, lineterminator=newline)
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def file_of(folder: Path, content: str | bytes | Iterable[Cells], name: str = "requests.csv") -> Path:
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else text_of(content), "utf-8", newline="")
    return path
