"""Bar charts on pages: a picture with its words for who cannot see it, and a table of the numbers beside the bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dpo_desktop.reports import fonts
from dpo_desktop.reports.fonts import MEDIUM, REGULAR
from dpo_desktop.reports.page import ACCENT, HAIRLINE, LATE, LEFT, MUTED, TEXT_WIDTH, PageWriter, Style
from dpo_desktop.reports.page_tables import CELL_HEAD, COLUMN_HEAD, ROW_HEAD
from dpo_desktop.reports.structure import text_string

_WORD = Style(REGULAR, 9.5, 15)
_NUMBER = Style(MEDIUM, 9.5, 15)
_ZERO = Style(REGULAR, 9.5, 15, MUTED)
_WORDS, _NUMBERS, _GAP = 142.0, 47.0, 12.0  # room of the words, of a column of numbers, and beside the bars
_HEAD, _PITCH, _BAR, _SMALLEST = 20.0, 15.0, 8.5, 1.5


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One bar: `late` of the `count` are hatched. `numbers` stand in the columns beside it."""

    word: str
    count: int
    late: int
    numbers: tuple[int, ...]


def chart(page: PageWriter, name: str, heads: Sequence[str], rows: Sequence[ChartRow]) -> None:
    """Bars on one scale. `heads`: of the words, then of each column of numbers. It goes on where a page ends."""
    highest = max((row.count for row in rows), default=0)
    left = list(rows)
    while left:
        fitting = max(int((page.room - _HEAD) / _PITCH), 0)
        if not fitting:
            page.new_page()
            continue
        _part(page, name, heads, left[:fitting], highest)
        left = left[fitting:]


def height(rows: int) -> float:
    """Points that a chart takes."""
    return _HEAD + rows * _PITCH


def _part(page: PageWriter, name: str, heads: Sequence[str], rows: Sequence[ChartRow], highest: int) -> None:
    room = TEXT_WIDTH - _WORDS - _NUMBERS * (len(heads) - 1) - _GAP
    top = page.y
    box = (LEFT + _WORDS, top - height(len(rows)), LEFT + _WORDS + room, top - _HEAD)
    sides = " ".join(f"{side:.2f}" for side in box)
    words = f"/Alt {text_string(alternative(name, heads, rows))}/A<</O/Layout/Placement/Block/BBox[{sides}]>>"
    with page.element("Figure", words):
        for number, row in enumerate(rows, start=1):
            if row.count:
                _draw_bar(page, row, LEFT + _WORDS, top - _HEAD - number * _PITCH + 3, room / highest)
    with page.element("Table"):
        with page.element("TR"):
            _cells(page, heads, top - 12)
        page.line(LEFT, top - _HEAD + 2, TEXT_WIDTH, colour=MUTED)
        for number, row in enumerate(rows, start=1):
            with page.element("TR"):
                _cells(page, (row.word, *row.numbers), top - _HEAD - number * _PITCH + 4)
            page.line(LEFT, top - _HEAD - number * _PITCH, TEXT_WIDTH, HAIRLINE, thickness=0.3)
    page.y = top - height(len(rows))


def _draw_bar(page: PageWriter, row: ChartRow, x: float, y: float, points: float) -> None:
    """`points` a case."""
    length = max(row.count * points, _SMALLEST)
    late = length * row.late / row.count
    if length > late:
        page.bar(x, y, length - late, _BAR, ACCENT)
    if late:
        page.hatched_bar(x + length - late, y, late, _BAR, LATE)


def _cells(page: PageWriter, cells: Sequence[str | int], y: float) -> None:
    """Words first, then numbers, from the right edge; a head has words only."""
    is_head = all(isinstance(cell, str) for cell in cells)
    for position, cell in enumerate(cells):
        edge = LEFT + TEXT_WIDTH - _NUMBERS * (len(cells) - 1 - position) if position else LEFT
        role = ("TH", COLUMN_HEAD) if is_head else ("TD", "") if position else ("TH", ROW_HEAD)
        style = CELL_HEAD if is_head else _WORD if position == 0 else _NUMBER if cell else _ZERO
        shown = fonts.shortened(fonts.printable(str(cell)), style.font, style.size, _WORDS - 6)
        with page.element(*role):
            page.text(edge, y, shown, style, right=position > 0)


def alternative(name: str, heads: Sequence[str], rows: Sequence[ChartRow]) -> str:
    """What a chart says, in words: `By law. EU GDPR: all 12, late 3; UK GDPR: all 4, late 0.`"""
    said = (
        f"{row.word}: " + ", ".join(f"{head} {count}" for head, count in zip(heads[1:], row.numbers, strict=True))
        for row in rows
    )
    return f"{name}. {'; '.join(said)}."
