"""The page writer: draws on the canvas itself, no flowables, and says of all that it draws what it is.

Text belongs to the element that is open (`element(role)`), lines and grounds are artifacts. Lengths are in points, y
grows upwards, the cursor `y` is the baseline of the next line. Tables: `page_tables`; charts: `page_charts`.
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
from dpo_desktop.reports.pdfa import Drawn
from dpo_desktop.reports.shaping import is_plain, laid_out
from dpo_desktop.reports.structure import Structure

PAGE_WIDTH, PAGE_HEIGHT = 595.2756, 841.8898  # A4
LEFT, RIGHT, TOP, BOTTOM = 56.0, 56.0, 64.0, 70.0
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
WIDE_TEXT_WIDTH = PAGE_HEIGHT - LEFT - RIGHT  # of a page in landscape

INK, MUTED, FAINT = "#1B1D21", "#53575E", "#64686F"
ACCENT, HAIRLINE, SUNKEN, LATE, DONE = "#0E6177", "#D8D3CA", "#F7F5F1", "#AE2219", "#35701F"
_HATCH_LINE, _HATCH_STEP = 0.7, 3.0


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


@lru_cache(maxsize=64)
def _ink(colour: str) -> Any:
    """ReportLab parses a colour's name each time it is set: a third of the time of a long register."""
    from reportlab.lib.colors import HexColor

    return HexColor(colour)


@lru_cache(maxsize=64)
def _filling(colour: str) -> str:
    """The operator that sets a colour for filling."""
    return " ".join(f"{part:.3f}" for part in _ink(colour).rgb()) + " rg"


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
        self._structure = Structure()
        self._is_artifact = False
        self.y = PAGE_HEIGHT - TOP

    @contextmanager
    def element(self, role: str, attributes: str = "") -> Iterator[int]:
        """What is drawn inside is of this structure type (ISO 32000-1, 14.8.4). Gives the element, for `more_of`.

        An artifact has no elements.
        """
        if self._is_artifact:
            yield -1
            return
        yield self._structure.open(role, attributes)
        self._structure.close()

    @contextmanager
    def more_of(self, element: int) -> Iterator[None]:
        """What is drawn inside belongs to an element that was closed."""
        self._structure.go_on(element)
        yield
        self._structure.close()

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside is not read aloud: it repeats, or is there for the eye."""
        before, self._is_artifact = self._is_artifact, True
        yield
        self._is_artifact = before

    @contextmanager
    def _content(self) -> Iterator[None]:
        self._canvas._code.append("/Artifact BMC" if self._is_artifact else self._structure.mark())
        yield
        self._canvas._code.append("EMC")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        right: bool = False,
        right_to_left: bool | None = None,
        in_row: bool = False,
    ) -> None:
        """One line of the open element at a baseline; `right` makes `x` its right edge.

        `right_to_left` is the direction of the paragraph that the line is of; None says it is a paragraph of its own.
        `in_row`: other cells stand on the same line.
        """
        shown = fonts.printable(text)
        with self._content():
            if not is_plain(shown):
                self._canvas.setFillColor(_ink(style.colour))
                self._laid_out(x, y, shown, style, right, right_to_left, in_reading_order=in_row)
                return
            if right:
                x -= fonts.width(shown, style.font, style.size)
            said = self._fonts.plain_operators(shown, style.font, style.size, (x, y), self._canvas._doc)
            self._canvas._code.append(f"{_filling(style.colour)} {said}")

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
        """A ground or a line, which nobody reads."""
        with self.artifact():
            self.bar(x, y, width, height, colour)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled part of the open element."""
        with self._content():
            self._canvas.setFillColor(_ink(colour))
            self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def hatched_bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A part of the open element with slanting lines, so that it differs on black and white paper too."""
        canvas = self._canvas
        with self._content():
            canvas.saveState()
            canvas.setStrokeColor(_ink(colour))
            canvas.setLineWidth(_HATCH_LINE)
            canvas.rect(x + _HATCH_LINE / 2, y + _HATCH_LINE / 2, width - _HATCH_LINE, height - _HATCH_LINE)
            frame = canvas.beginPath()
            frame.rect(x, y, width, height)
            canvas.clipPath(frame, stroke=0, fill=0)
            for step in range(int((width + height) / _HATCH_STEP) + 1):
                left = x - height + step * _HATCH_STEP
                canvas.line(left, y, left + height, y + height)
            canvas.restoreState()

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
        self._structure.new_page()
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
        with self.element(role):
            for line in fonts.wrapped(shown, style.font, style.size, width):
                self.need(style.leading)
                self.y -= style.leading
                self.text(x, self.y + style.leading * 0.24, line, style, right_to_left=right_to_left)

    def facts(self, pairs: Sequence[tuple[str, str]], *, key_width: float = 132) -> None:
        """Name and value, side by side; long values wrap."""
        with self.element("L"):
            for key, value in pairs:
                shown = fonts.printable(value)
                right_to_left = is_right_to_left(shown)
                lines = fonts.wrapped(shown, BODY.font, BODY.size, TEXT_WIDTH - key_width)
                self.need(min(len(lines) * BODY.leading + 4, 200))
                with self.element("LI"):
                    with self.element("Lbl"):
                        self.text(LEFT, self.y - BODY.leading + 3.5, key, Style(REGULAR, 10, 14.5, MUTED))
                    with self.element("LBody"):
                        for line in lines:
                            self.need(BODY.leading)
                            self.y -= BODY.leading
                            self.text(LEFT + key_width, self.y + 3.5, line, BODY, right_to_left=right_to_left)
                self.space(3)

    def key_figures(self, values: Sequence[tuple[str, str, str]]) -> None:
        """A row of numbers: number, word, colour."""
        step = TEXT_WIDTH / len(values)
        self.need(64)
        base = self.y - 30
        for position, (number, word, colour) in enumerate(values):
            x = LEFT + position * step
            if position:
                self.rectangle(x - 10, base - 20, 0.6, 46, HAIRLINE)
            with self.element("P"):
                self.text(x, base, number, Style(STRONG, FIGURE.size, FIGURE.leading, colour))
                self.text(x, base - 15, word, SMALL)
        self.y = base - 34

    @property
    def room(self) -> float:
        """Points that are left on this page."""
        return self.y - BOTTOM

    @property
    def full_room(self) -> float:
        """Points of an empty page."""
        return self._size[1] - TOP - BOTTOM

    def finish(self) -> Drawn:
        """The document; the footer is drawn now that the number of pages is known."""
        self._pages.append(dict(self._canvas.__dict__))
        total = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            self._canvas.__dict__.update(page)
            self._footer(number, total)
            self._canvas.showPage()
        self._canvas.save()
        self._fonts.close()
        return Drawn(self._buffer.getvalue(), total, self._structure)

    def _footer(self, number: int, total: int) -> None:
        edge = self._canvas._pagesize[0] - RIGHT
        self.line(LEFT, 48, edge - LEFT)
        words = self._page_words.format(number=number, total=total)
        room = edge - LEFT - fonts.width(words, SMALL.font, SMALL.size) - 16
        left = fonts.shortened(fonts.printable(self._footer_left), SMALL.font, SMALL.size, room)
        with self.artifact():
            self.text(LEFT, 35, left, SMALL)
            self.text(edge, 35, words, SMALL, right=True)
