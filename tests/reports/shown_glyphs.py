"""What a page shows, read from its content stream and its fonts: each glyph, and the text it says it stands for."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import uharfbuzz

_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_ENTRY = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]*)>")


@dataclass(frozen=True)
class Shown:
    """`glyph` 0 is the missing one. `width` is what the document says, `drawn` the advance of the embedded outline."""

    font: str
    glyph: int
    text: str
    width: float
    drawn: float


def shown_glyphs(pdf: bytes) -> list[Shown]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [shown for page in document.pages for shown in _of_page(page)]


def _of_page(page: pikepdf.Page) -> Iterator[Shown]:
    fonts = {str(name): _font(font) for name, font in page.Resources.Font.items()}
    current: dict[int, Shown] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = fonts[str(operands[0])]
        elif str(operator) == "Tj":
            yield from (current[byte] for byte in bytes(operands[0]))
        elif str(operator) == "TJ":
            for part in operands[0]:
                if isinstance(part, pikepdf.String):
                    yield from (current[byte] for byte in bytes(part))


def _font(font: Any) -> dict[int, Shown]:
    texts = {
        int(byte, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in _BLOCK.findall(font.ToUnicode.read_bytes())
        for byte, text in _ENTRY.findall(block)
    }
    face = uharfbuzz.Face(font.FontDescriptor.FontFile2.read_bytes())
    outlines = uharfbuzz.Font(face)
    found = {}
    for byte, width in enumerate(font.Widths):
        glyph = outlines.get_nominal_glyph(byte) or 0
        drawn = outlines.get_glyph_h_advance(glyph) * 1000 / face.upem
        found[byte] = Shown(str(font.BaseFont), glyph, texts.get(byte, ""), float(width), drawn)
    return found
