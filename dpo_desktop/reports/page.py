"""The page writer: draws on the canvas itself, no flowables, so that structure tags can follow without a rewrite.

Every drawing call goes through `_element(role)`: the one place where marked content will begin and end. Lengths are in
points, y grows upwards, the cursor `y` is the baseline of the next line.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dpo_desktop.domain.scripts import is_right_to_left
from dpo_desktop.reports import fonts
from dpo_desktop.reports.fonts import MEDIUM, REGULAR, STRONG
from dpo_desktop.reports.shaping import is_plain, laid_out

PAGE_WIDTH, PAGE_HEIGHT = 595.2756, 841.8898  # A4
LEFT, RIGHT, TOP, BOTTOM = 56.0, 56.0, 64.0, 70.0
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
WIDE_TEXT_WIDTH = PAGE_HEIGHT - LEFT - RIGHT  # of a page in landscape

INK, MUTED, FAINT = "#1B1D21", "#53575E", "#64686F"
ACCENT, HAIRLINE, SUNKEN, LATE, DONE = "#0E6177", "#D8D3CA", "#F7F5F1", "#AE2219", "#35701F"


@dataclass(frozen=True, slots=True)
class Style:
    font: str
    size: float
    leading: float
    colour: str = INK


TITLE = Style(STRONG, 27, 33)
HEADING = Style(STRONG, 16, 22)
SUBHEADING = Style(STRONG, 11, 16)
BODY = Style(REGULAR, 10, 14.5)
LEAD = Style(REGULAR, 12.5, 18)
SMALL = Style(REGULAR, 8.5, 12, MUTED)
STRONG_BODY = Style(STRONG, 10, 14.5)
CODE = Style(MEDIUM, 9, 13.5)
FIGURE = Style(STRONG, 22, 26)
CELL = Style(REGULAR, 8, 11)
CELL_HEAD = Style(STRONG, 8, 11, MUTED)


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in points; `right` aligns figures."""

    title: str
    width: float
    right: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a table cell in a colour of its own."""

    text: str
    colour: str = INK


@lru_cache(maxsize=64)
def _ink(colour: str) -> Any:
    """ReportLab parses a colour's name each time it is set: a third of the time of a long register."""
    from reportlab.lib.colors import HexColor

    return HexColor(colour)


class PageWriter:
    """Writes one document from top to bottom. `footer_left` stands on every page beside "page x of y"."""

    def __init__(self, *, title: str, language: str, footer_left: str, page_words: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        from dpo_desktop.reports.embedded import EmbeddedFonts

        self._fonts = EmbeddedFonts()  # anew: a font keeps the glyphs of its document, and the next would differ
        self._buffer = io.BytesIO()
        self._canvas: Any = Canvas(
            self._buffer,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            invariant=1,
            initialFontName=self._fonts.name(REGULAR),
            lang=language,
            pdfVersion=(1, 7),
            pageCompression=1,
        )
        self._canvas.setTitle(title)
        self._footer_left = footer_left
        self._page_words = page_words
        self._pages: list[dict[str, Any]] = []
        self._wide = False
        self.y = PAGE_HEIGHT - TOP

    @contextmanager
    def _element(self, role: str) -> Iterator[None]:
        """`role` is the structure type (ISO 32000-1, 14.8.4) of what is drawn inside, or Artifact."""
        del role  # tags begin and end here
        yield

    def text(
        self,
        role: str,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        right: bool = False,
        right_to_left: bool | None = None,
    ) -> None:
        """One line at a baseline; `right` makes `x` its right edge.

        `right_to_left` is the direction of the paragraph that the line is of; None says it is a paragraph of its own.
        """
        shown = fonts.printable(text)
        with self._element(role):
            self._canvas.setFillColor(_ink(style.colour))
            if not is_plain(shown):
                self._laid_out(x, y, shown, style, right, right_to_left, in_reading_order=role == "TD")
                return
            self._canvas.setFont(self._fonts.name(style.font), style.size)
            if right:
                self._canvas.drawRightString(x, y, shown)
            else:
                self._canvas.drawString(x, y, shown)

    def _laid_out(
        self,
        x: float,
        y: float,
        shown: str,
        style: Style,
        right: bool,
        right_to_left: bool | None,
        *,
        in_reading_order: bool,
    ) -> None:
        """A line that needs other typefaces, shaping or another order."""
        if right_to_left is None:
            right_to_left = is_right_to_left(shown)
        runs = laid_out(shown, style.font, right_to_left=right_to_left)
        points = style.size / 1000
        if right:
            x -= sum(run.width for run in runs) * points
        for run in runs:
            said = self._fonts.operators(
                run,
                style.font,
                style.size,
                (x, y),
                self._canvas._doc,
                _ink(style.colour),
                words_in_reading_order=in_reading_order,
            )
            self._canvas._code.append(said)
            x += run.width * points

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        with self._element("Artifact"):
            self._canvas.setFillColor(_ink(colour))
            self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def line(self, x: float, y: float, width: float, colour: str = HAIRLINE, thickness: float = 0.6) -> None:
        self.rectangle(x, y, width, thickness, colour)

    def space(self, points: float) -> None:
        self.y -= points

    def need(self, height: float) -> None:
        """Start a new page where less than `height` is left."""
        if self.y - height < BOTTOM:
            self.new_page()

    @property
    def _size(self) -> tuple[float, float]:
        return (PAGE_HEIGHT, PAGE_WIDTH) if self._wide else (PAGE_WIDTH, PAGE_HEIGHT)

    def new_page(self, *, wide: bool | None = None) -> None:
        """`wide` turns to landscape or back; None goes on as before."""
        self._pages.append(dict(self._canvas.__dict__))
        self._canvas._startPage()
        if wide is not None:
            self._wide = wide
        self._canvas.setPageSize(self._size)
        self.y = self._size[1] - TOP

    def heading(self, text: str, style: Style = HEADING, role: str = "H1") -> None:
        self.need(style.leading * 3)
        self.paragraph(text, style, role=role)
        self.space(style.leading * 0.35)

    def paragraph(
        self, text: str, style: Style = BODY, *, role: str = "P", x: float = LEFT, width: float = TEXT_WIDTH
    ) -> None:
        shown = fonts.printable(text)
        right_to_left = is_right_to_left(shown)
        for line in fonts.wrapped(shown, style.font, style.size, width):
            self.need(style.leading)
            self.y -= style.leading
            self.text(role, x, self.y + style.leading * 0.24, line, style, right_to_left=right_to_left)

    def facts(self, pairs: Sequence[tuple[str, str]], *, key_width: float = 132) -> None:
        """Name and value, side by side; long values wrap."""
        for key, value in pairs:
            shown = fonts.printable(value)
            right_to_left = is_right_to_left(shown)
            lines = fonts.wrapped(shown, BODY.font, BODY.size, TEXT_WIDTH - key_width)
            self.need(min(len(lines) * BODY.leading + 4, 200))
            for number, line in enumerate(lines):
                self.need(BODY.leading)
                self.y -= BODY.leading
                if number == 0:
                    self.text("P", LEFT, self.y + 3.5, key, Style(REGULAR, 10, 14.5, MUTED))
                self.text("P", LEFT + key_width, self.y + 3.5, line, BODY, right_to_left=right_to_left)
            self.space(3)

    def figures(self, values: Sequence[tuple[str, str, str]]) -> None:
        """A row of key figures: number, word, colour."""
        step = TEXT_WIDTH / len(values)
        self.need(64)
        base = self.y - 30
        for position, (number, word, colour) in enumerate(values):
            x = LEFT + position * step
            if position:
                self.rectangle(x - 10, base - 20, 0.6, 46, HAIRLINE)
            self.text("P", x, base, number, Style(STRONG, FIGURE.size, FIGURE.leading, colour))
            self.text("P", x, base - 15, word, SMALL)
        self.y = base - 34

    def bars(self, rows: Sequence[tuple[str, int, int, str]], *, word_width: float = 150) -> None:
        """Horizontal bars on one scale: word, count, of which late, and the numbers as they are printed."""
        highest = max((count for _, count, _, _ in rows), default=1) or 1
        room = TEXT_WIDTH - word_width - 90
        for word, count, late, numbers in rows:
            self.need(18)
            self.y -= 17
            self.text("P", LEFT, self.y, word, BODY)
            length = max(2.0, room * count / highest)
            late_length = length * late / count if count else 0.0
            self.rectangle(LEFT + word_width, self.y - 1.5, length - late_length, 9, ACCENT)
            if late:
                self.rectangle(LEFT + word_width + length - late_length, self.y - 1.5, late_length, 9, LATE)
            self.text("P", LEFT + word_width + length + 7, self.y, numbers, STRONG_BODY)
        self.space(6)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell | str]]) -> None:
        """A table over as many pages as it takes: the head is repeated, no row is lost, a tall cell is continued."""
        self.need(60)
        self._table_head(columns)
        for row in rows:
            cells = [cell if isinstance(cell, Cell) else Cell(cell) for cell in row]
            lines = [
                fonts.wrapped(fonts.printable(cell.text), _cell_font(column), CELL.size, column.width - 8)
                for column, cell in zip(columns, cells, strict=True)
            ]
            self._row(columns, cells, lines)

    def _row(self, columns: Sequence[Column], cells: Sequence[Cell], lines: list[list[str]]) -> None:
        while True:
            wanted = max(len(cell_lines) for cell_lines in lines)
            room = int((self.y - BOTTOM - 7) / CELL.leading)
            full_page = int((self._size[1] - TOP - BOTTOM - 40) / CELL.leading)
            if wanted > room and (room < 1 or wanted <= full_page):
                self._continue_table(columns)
                continue
            taken = min(wanted, room)
            self._draw_row(columns, cells, [cell_lines[:taken] for cell_lines in lines], taken)
            lines = [cell_lines[taken:] for cell_lines in lines]
            if not any(lines):
                return
            self._continue_table(columns)

    def _continue_table(self, columns: Sequence[Column]) -> None:
        self.new_page()
        self._table_head(columns)

    def _draw_row(self, columns: Sequence[Column], cells: Sequence[Cell], lines: list[list[str]], height: int) -> None:
        x = LEFT
        top = self.y - 3.5
        for column, cell, cell_lines in zip(columns, cells, lines, strict=True):
            style = Style(_cell_font(column), CELL.size, CELL.leading, cell.colour)
            right_to_left = is_right_to_left(cell.text)
            for number, line in enumerate(cell_lines):
                baseline = top - (number + 1) * CELL.leading + 2.4
                edge = x + column.width - 8 if column.right else x
                self.text("TD", edge, baseline, line, style, right=column.right, right_to_left=right_to_left)
            x += column.width
        self.y = top - height * CELL.leading - 3.5
        self.line(LEFT, self.y, sum(column.width for column in columns), thickness=0.4)

    def _table_head(self, columns: Sequence[Column]) -> None:
        x = LEFT
        self.y -= 14
        for column in columns:
            edge = x + column.width - 8 if column.right else x
            self.text("TH", edge, self.y, column.title, CELL_HEAD, right=column.right)
            x += column.width
        self.y -= 6
        self.line(LEFT, self.y, sum(column.width for column in columns), colour=MUTED, thickness=0.8)

    def finish(self) -> tuple[bytes, int]:
        """The document's bytes and its number of pages; the footer is drawn now that the number is known."""
        self._pages.append(dict(self._canvas.__dict__))
        total = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            self._canvas.__dict__.update(page)
            self._footer(number, total)
            self._canvas.showPage()
        self._canvas.save()
        self._fonts.close()
        return self._buffer.getvalue(), total

    def _footer(self, number: int, total: int) -> None:
        edge = self._canvas._pagesize[0] - RIGHT
        self.line(LEFT, 48, edge - LEFT)
        words = self._page_words.format(number=number, total=total)
        room = edge - LEFT - fonts.width(words, SMALL.font, SMALL.size) - 16
        left = fonts.shortened(fonts.printable(self._footer_left), SMALL.font, SMALL.size, room)
        self.text("Artifact", LEFT, 35, left, SMALL)
        self.text("Artifact", edge, 35, words, SMALL, right=True)


def _cell_font(column: Column) -> str:
    return MEDIUM if column.strong else CELL.font
