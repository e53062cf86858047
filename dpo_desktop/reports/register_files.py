"""The register as files inside the report: JSON for programs, CSV for a spreadsheet, and the totals in one fixed line.

Format `dpo-register/3`. It does not change with the wording, so that an old report can be checked for ever. Format 1
had no figures and knew a closed case by its day of closing; format 2 named the facts that a date left out, and had
neither role nor sums.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from dpo_desktop.domain.figures import Case, Figures, figures_of
from dpo_desktop.domain.requests import is_open
from dpo_desktop.reports.data import ComplianceData, RegisterRow, Totals
from dpo_desktop.reports.sums import SumWords, plain_rules, plain_sum, told_sum

FORMAT, SECOND_FORMAT, FIRST_FORMAT = "dpo-register/3", "dpo-register/2", "dpo-register/1"
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
COLUMNS = (*FIRST_COLUMNS, "role", "laws", "forwarded", "acknowledged", "sums")
FORMATS = (FIRST_FORMAT, SECOND_FORMAT, FORMAT)
_COLUMNS_OF = {FIRST_FORMAT: FIRST_COLUMNS, SECOND_FORMAT: (*FIRST_COLUMNS, "not_counted"), FORMAT: COLUMNS}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def values_of(row: RegisterRow) -> dict[str, Any]:
    """A row as register.json holds it, but for its sums: all that totals and figures count."""
    return {
        "reference": row.reference,
        "person": row.person,
        "type": row.type_code,
        "law": row.law,
        "received": row.received_at.isoformat(timespec="seconds"),
        "entered": row.entered_at.isoformat(timespec="seconds"),
        "due": row.due_on.isoformat() if row.due_on else "",
        "closed": _instant(row.closed_at),
        "state": row.state,
        "reason": row.reason,
        "timeliness": row.timeliness,
        "days_late": row.days_late,
        "role": row.our_role,
        "laws": list(row.laws),
        "forwarded": _instant(row.forwarded_at),
        "acknowledged": _instant(row.acknowledged_at),
    }


def _instant(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def plain_rows(data: ComplianceData) -> list[dict[str, Any]]:
    """The rows of a register.json, in the order of its columns; the sums in the words of the report's language."""
    words = SumWords(data.language)
    return [{**values_of(row), "sums": [plain_sum(duty, words) for duty in row.sums]} for row in data.rows]


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
        "rules": plain_rules(duty for row in data.rows for duty in row.sums),
    }
    body = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in plain_rows(data))
    return f'{body},\n "rows": [\n{lines}\n ]\n}}\n'.encode()


def register_csv(data: ComplianceData) -> bytes:
    """The register for a spreadsheet."""
    return csv_of(plain_rows(data))


def csv_of(rows: Sequence[Mapping[str, Any]], register_format: str = FORMAT) -> bytes:
    """The rows of a register.json as CSV: RFC 4180 in UTF-8 with a byte-order mark, which spreadsheets need.

    Cells that look like a formula are quoted.
    """
    columns = _COLUMNS_OF[register_format]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(_cell(column, row[column])) for column in columns])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _cell(column: str, value: Any) -> str:
    if column == "laws":
        return " ".join(value)
    return "\n".join(told_sum(one) for one in value) if column == "sums" else str(value)


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
    """An open case that was forwarded in time is due no more: it waits for the customer's confirmation."""
    opened = is_open(row["state"])
    waits = opened and bool(row.get("forwarded")) and row["timeliness"] == "open_in_time"
    due = None if waits else _day(row["due"])
    return Case(row["type"], row["law"], opened, due, _day(row["closed"][:10]), row["timeliness"])


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
