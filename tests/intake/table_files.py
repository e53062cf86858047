"""Tables as bytes: the real exports, texts and workbooks, and workbooks that lie."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.factory import DATA
from tests.intake.mail_files import Node, compound_file

CRM = DATA / "crm"
HEADER = ("Nr", "Name", "What", "Note")
ROWS = (
    ("1", "Tara Quill", "access", "ok"),
    ("2", "Eckhard Cavershaw", "erasure", ""),
    ("3", "Nesta Dubreuilly", "access", "by post"),
)


@dataclass(frozen=True)
class Export:
    """A real file, and what it is by its description."""

    name: str
    encoding: str
    delimiter: str

    @property
    def raw(self) -> bytes:
        return (CRM / self.name).read_bytes()


EXPORTS = (
    Export("history-140.csv", "utf-8-sig", ";"),
    Export("history-140-labels.csv", "utf-8", ","),
    Export("support-tickets-1000.csv", "utf-8", ","),
    Export("customers-1000.csv", "utf-8", ","),
)


def text_table(
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    header: Sequence[str] = HEADER,
    delimiter: str = ";",
    above: Sequence[str] = (),
    end: str = "\r\n",
) -> str:
    """Lines of cells as they are given: nothing is quoted."""
    lines = [*above, *(delimiter.join(cells) for cells in (header, *rows))]
    return end.join(lines) + end


Fill = Callable[[Worksheet], None]


def workbook(
    rows: Sequence[Sequence[object]] = (HEADER, *ROWS),
    *,
    fill: Fill | None = None,
    sheets: Mapping[str, Sequence[Sequence[object]]] | None = None,
    hidden: Sequence[str] = (),
    at: tuple[int, int] = (0, 0),
) -> bytes:
    """A workbook of xlsxwriter. Strings stay strings; `fill` adds to the last sheet."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    instant = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    sheet = None
    for name, cells in (sheets or {"Register": rows}).items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        else:
            sheet.activate()  # the first sheet could not be hidden else
        for number, row in enumerate(cells):
            for column, value in enumerate(row):
                place = (at[0] + number, at[1] + column)
                if isinstance(value, datetime):
                    sheet.write_datetime(*place, value, instant)
                elif isinstance(value, date):
                    sheet.write_datetime(*place, value, day)
                elif value != "":
                    sheet.write(*place, value)
    if fill is not None and sheet is not None:
        fill(sheet)
    book.close()
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def members(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_sheet(change: Callable[[bytes], bytes], raw: bytes | None = None) -> bytes:
    """A workbook whose first sheet was changed in its XML."""
    parts = members(workbook() if raw is None else raw)
    parts[SHEET] = change(parts[SHEET])
    return packed(parts)


def with_cell(cell: str) -> bytes:
    """A workbook with one more row of XML at the end of its sheet."""
    return with_sheet(lambda xml: xml.replace(b"</sheetData>", f"<row>{cell}</row></sheetData>".encode()))


def with_declared_size(raw: bytes, start: str, size: int) -> bytes:
    """The zip with another unfolded size for members whose names start so, in its directory and where they stand."""
    changed = bytearray(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for info in archive.infolist():
            if info.filename.startswith(start):
                struct.pack_into("<I", changed, info.header_offset + 22, size)
    at = 0
    while (at := raw.find(b"PK\x01\x02", at)) >= 0:
        (length,) = struct.unpack_from("<H", raw, at + 28)
        if raw[at + 46 : at + 46 + length].decode().startswith(start):
            struct.pack_into("<I", changed, at + 24, size)
        at += 46
    return bytes(changed)


def ole(*streams: str) -> bytes:
    """An OLE file with these streams: a workbook under a password, or one of before 2007."""
    return compound_file(Node("Root Entry", children=[Node(name, bytes(5_000)) for name in streams]))
