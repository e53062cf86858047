"""The register as files inside the report: JSON for programs, CSV for a spreadsheet, and the totals in one fixed line.

Format `dpo-register/2`. It does not change with the wording, so that an old report can be checked for ever. Format 1
had no figures, knew a closed case by its day of closing, and did not say which facts a date leaves out.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from dpo_desktop.domain.figures import Case, Figures, figures_of
from dpo_desktop.domain.requests import is_open
from dpo_desktop.reports.data import ComplianceData, RegisterRow, Totals

FORMAT, FIRST_FORMAT = "dpo-register/2", "dpo-register/1"
JSON_NAME, CSV_NAME = "register.json", "register.csv"
FIRST_COLUMNS = (
    "reference",
    "person",
    "type",
    "law",
    "received",
    "entered",
    "due",
    "closed",
    "state",
    "reason",
    "timeliness",
    "days_late",
)
COLUMNS = (*FIRST_COLUMNS, "not_counted")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def values_of(row: RegisterRow) -> dict[str, str | int]:
    return {
        "reference": row.reference,
        "person": row.person,
        "type": row.type_code,
        "law": row.law,
        "received": row.received_at.isoformat(timespec="seconds"),
        "entered": row.entered_at.isoformat(timespec="seconds"),
        "due": row.due_on.isoformat() if row.due_on else "",
        "closed": row.closed_at.isoformat(timespec="seconds") if row.closed_at else "",
        "state": row.state,
        "reason": row.reason,
        "timeliness": row.timeliness,
        "days_late": row.days_late,
        "not_counted": " ".join(row.not_counted),
    }


def register_json(data: ComplianceData) -> bytes:
    """UTF-8, keys in a fixed order, one line a row."""
    head = {
        "format": FORMAT,
        "report": data.number,
        "organisation": data.organisation,
        "period": {"from": data.period_from.isoformat(), "to": data.period_to.isoformat()},
        "issued": data.issued_at.isoformat(timespec="seconds"),
        "time_zone": data.time_zone,
        "software": data.software,
        "law_edition": data.law_edition,
        "holiday_edition": data.holiday_edition,
        "names": data.with_names,
        "audit": asdict(data.audit_head),
        "totals": asdict(data.totals),
        "no_receipt": data.no_receipt,
        "figures": plain_figures(data.figures),
    }
    lines = [json.dumps(values_of(row), ensure_ascii=False) for row in data.rows]
    body = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    rows = ",\n".join(f"  {line}" for line in lines)
    return f'{body},\n "rows": [\n{rows}\n ]\n}}\n'.encode()


def register_csv(data: ComplianceData) -> bytes:
    """The register for a spreadsheet."""
    return csv_of([values_of(row) for row in data.rows])


def csv_of(rows: Sequence[Mapping[str, Any]], register_format: str = FORMAT) -> bytes:
    """The rows of a register.json as CSV: RFC 4180 in UTF-8 with a byte-order mark, which spreadsheets need.

    Cells that look like a formula are quoted.
    """
    columns = FIRST_COLUMNS if register_format == FIRST_FORMAT else COLUMNS
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(str(row[column])) for column in columns])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def plain_figures(figures: Figures) -> dict[str, Any]:
    """The figures as a register.json holds them: dates in ISO 8601."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(figures), default=date.isoformat))
    return plain


def figures_again(rows: Sequence[Mapping[str, Any]], issued_on: date) -> Figures:
    """The figures counted again from the rows of a register.json."""
    return figures_of([_case(row) for row in rows], issued_on)


def _case(row: Mapping[str, Any]) -> Case:
    return Case(
        row["type"], row["law"], is_open(row["state"]), _day(row["due"]), _day(row["closed"][:10]), row["timeliness"]
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def totals_of(rows: Sequence[Mapping[str, Any]], register_format: str = FORMAT) -> Totals:
    """The totals counted again from the rows of a register.json."""

    def count(timeliness: str) -> int:
        return sum(1 for row in rows if row["timeliness"] == timeliness)

    if register_format == FIRST_FORMAT:
        closed = sum(1 for row in rows if row["closed"])
    else:
        closed = sum(1 for row in rows if not is_open(row["state"]))
    return Totals(
        requests=len(rows),
        open=len(rows) - closed,
        closed=closed,
        on_time=count("on_time"),
        late=count("late"),
        open_late=count("open_late"),
        no_date=count("no_date"),
    )


def totals_line(totals: Totals) -> str:
    """The line that the last page prints and `verify` looks for."""
    return (
        f"{totals.requests} requests: {totals.open} open, {totals.closed} closed; {totals.on_time} on time, "
        f"{totals.late} late, {totals.open_late} open and late, {totals.no_date} without a date"
    )
