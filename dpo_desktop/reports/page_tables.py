"""Tables on pages: the head is repeated, no row is lost, a tall cell is continued, every cell is known as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dpo_desktop.domain.scripts import is_right_to_left
from dpo_desktop.reports import fonts
from dpo_desktop.reports.fonts import MEDIUM, REGULAR, STRONG
from dpo_desktop.reports.page import INK, LEFT, MUTED, PageWriter, Style

CELL = Style(REGULAR, 8, 11)
CELL_HEAD = Style(STRONG, 8, 11, MUTED)
COLUMN_HEAD = "/A<</O/Table/Scope/Column>>"  # of a TH (ISO 32000-1, 14.8.5.7)
ROW_HEAD = "/A<</O/Table/Scope/Row>>"
_GAP = 8  # between two columns


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in points; `right` aligns figures."""

    title: str
    width: float
    right: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a table cell in a colour of its own; `below` begins a line of its own. `struck`: a line through it."""

    text: str
    colour: str = INK
    below: str = ""
    struck: bool = False


def table(page: PageWriter, columns: Sequence[Column], rows: Sequence[Sequence[Cell | str]]) -> None:
    """A table over as many pages as it takes."""
    page.need(60)
    with page.element("Table"):
        with page.element("TR"):
            _head(page, columns)
        for row in rows:
            cells = [cell if isinstance(cell, Cell) else Cell(cell) for cell in row]
            lines = [
                _wrapped(cell.text, column) + (_wrapped(cell.below, column) if cell.below else [])
                for column, cell in zip(columns, cells, strict=True)
            ]
            with page.element("TR"):
                _row(page, columns, cells, lines)


def _wrapped(text: str, column: Column) -> list[str]:
    return fonts.wrapped(fonts.printable(text), _cell_font(column), CELL.size, column.width - _GAP)


def _row(page: PageWriter, columns: Sequence[Column], cells: Sequence[Cell], lines: list[list[str]]) -> None:
    elements = []
    for _cell in cells:
        with page.element("TD") as element:
            elements.append(element)
    while True:
        wanted = max(len(cell_lines) for cell_lines in lines)
        room = int((page.room - 7) / CELL.leading)
        full_page = int((page.full_room - 40) / CELL.leading)
        if wanted > room and (room < 1 or wanted <= full_page):
            _continue(page, columns)
            continue
        taken = min(wanted, room)
        _draw_row(page, columns, cells, elements, [cell_lines[:taken] for cell_lines in lines], taken)
        lines = [cell_lines[taken:] for cell_lines in lines]
        if not any(lines):
            return
        _continue(page, columns)


def _continue(page: PageWriter, columns: Sequence[Column]) -> None:
    page.new_page()
    with page.artifact():
        _head(page, columns)


def _draw_row(
    page: PageWriter,
    columns: Sequence[Column],
    cells: Sequence[Cell],
    elements: Sequence[int],
    lines: Sequence[Sequence[str]],
    height: int,
) -> None:
    x = LEFT
    top = page.y - 3.5
    for column, cell, element, cell_lines in zip(columns, cells, elements, lines, strict=True):
        style = Style(_cell_font(column), CELL.size, CELL.leading, cell.colour)
        right_to_left = is_right_to_left(cell.text)
        edge = x + column.width - _GAP if column.right else x
        with page.more_of(element):
            for number, line in enumerate(cell_lines):
                baseline = top - (number + 1) * CELL.leading + 2.4
                page.text(edge, baseline, line, style, right=column.right, right_to_left=right_to_left, in_row=True)
                if cell.struck:
                    page.line(edge, baseline + 2.3, fonts.width(line, style.font, style.size), cell.colour)
        x += column.width
    page.y = top - height * CELL.leading - 3.5
    page.line(LEFT, page.y, sum(column.width for column in columns), thickness=0.4)


def _head(page: PageWriter, columns: Sequence[Column]) -> None:
    x = LEFT
    page.y -= 14
    for column in columns:
        edge = x + column.width - _GAP if column.right else x
        with page.element("TH", COLUMN_HEAD):
            page.text(edge, page.y, column.title, CELL_HEAD, right=column.right)
        x += column.width
    page.y -= 6
    page.line(LEFT, page.y, sum(column.width for column in columns), colour=MUTED, thickness=0.8)


def _cell_font(column: Column) -> str:
    return MEDIUM if column.strong else CELL.font
