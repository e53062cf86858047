"""Which reader a table belongs to, by its content."""

from __future__ import annotations

from dataclasses import replace

from dpo_desktop.intake.csv_tables import read_csv
from dpo_desktop.intake.table_rows import stop
from dpo_desktop.intake.table_values import ParsedTable, Record, Take, refuse_size, table_problem, unreadable
from dpo_desktop.intake.xlsx_tables import OLE, ZIP, read_xlsx, refuse_ole


def read_table(
    file_name: str, raw: bytes, *, sheet: str = "", encoding: str = "", delimiter: str = "", header_record: int = 0
) -> ParsedTable:
    """A table from a CSV or XLSX; empty and 0 mean that it is found out. Never raises for what is in the file.

    `encoding` is one of `csv_tables.ENCODINGS`, `delimiter` of `csv_tables.DELIMITERS`, `header_record` a record's
    number as in `TableProblem`.
    """
    records: list[Record] = []
    table = read_records(
        file_name,
        raw,
        records.append,
        sheet=sheet,
        encoding=encoding,
        delimiter=delimiter,
        header_record=header_record,
    )
    return replace(table, records=tuple(records))


def read_records(
    file_name: str,
    raw: bytes,
    take: Take,
    *,
    sheet: str = "",
    encoding: str = "",
    delimiter: str = "",
    header_record: int = 0,
) -> ParsedTable:
    """As `read_table`, but the records go to `take` one by one and are not kept."""
    refused = refuse_size(raw)
    if refused is not None:
        return refused
    if raw.startswith(OLE):
        return unreadable(refuse_ole(raw).problem)
    if raw.startswith(ZIP):
        return read_xlsx(raw, take, sheet=sheet, header_record=header_record)
    if raw.startswith(b"%PDF-"):
        return unreadable(table_problem(0, "table.pdf"))
    if file_name.lower().endswith((".xlsx", ".xlsm")) and raw:
        return unreadable(stop(0, "table.damaged").problem)
    return read_csv(raw, take, encoding=encoding, delimiter=delimiter, header_record=header_record)
