"""A report of 2,000 requests with the sum of each date, beside ReportLab's LongTable of the register alone."""

from __future__ import annotations

import io
import sys
from operator import attrgetter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from side_by_side import Table, cpu

from dpo_desktop.reports import compliance, fonts
from dpo_desktop.reports.typefaces import LATIN
from tests.reports.factory import data

ROWS = 2_000
_CELLS = attrgetter(
    "reference", "person", "type_code", "law", "our_role", "received_at", "entered_at", "due_on", "closed_at"
)


def long_table() -> bytes:
    """Nine columns of the register with cells that wrap, as ReportLab's guide shows them."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont(fonts.REGULAR, str(LATIN.file(fonts.REGULAR))))
    style = ParagraphStyle("cell", fontName=fonts.REGULAR, fontSize=8, leading=11)
    rows = [[Paragraph(str(value), style) for value in _CELLS(row)] for row in data(ROWS).rows]
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=landscape(A4), initialFontName=fonts.REGULAR)
    document.build([LongTable(rows, colWidths=[80] * 9, repeatRows=1)])
    return out.getvalue()


def main() -> int:
    table = Table(f"Report, register of {ROWS:,} requests")
    value = data(ROWS)
    ours = cpu(lambda: compliance.build(value), times=2)
    other = cpu(long_table, times=1)
    table.add("the whole report, PDF/A-3b with data", ours, "LongTable of paragraphs", other, at_least=2)
    return table.finish()


if __name__ == "__main__":
    sys.exit(main())
