"""The typefaces of the reports: always embedded, measured once, and honest about glyphs they do not have."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from dpo_desktop.paths import resource_folder

REGULAR, MEDIUM, STRONG = "plex", "plex-medium", "plex-strong"
_FILES = {
    REGULAR: "IBMPlexSans-Regular.ttf",
    MEDIUM: "IBMPlexSans-Medium.ttf",
    STRONG: "IBMPlexSans-SemiBold.ttf",
}
_SPACES = re.compile(r"\r\n|[\n\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def register() -> None:
    """Register the fonts afresh: a font object keeps the subset of its document, and the next one would differ."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resource_folder("fonts") / file)))


@lru_cache(maxsize=1)
def _faces() -> dict[str, Any]:
    from reportlab.pdfbase.ttfonts import TTFont

    return {name: TTFont(name, str(resource_folder("fonts") / file)).face for name, file in _FILES.items()}


def printable(text: str) -> str:
    """The text with every character that no font covers written as U+XXXX: a gap must be seen, not guessed."""
    if text.isascii() and text.isprintable():
        return text
    glyphs = _faces()[REGULAR].charToGlyph
    return "".join(
        character if ord(character) in glyphs and character.isprintable() else f"U+{ord(character):04X}"
        for character in _SPACES.sub(" ", text)
    )


def shortened(text: str, font: str, size: float, room: float) -> str:
    """The text, or as much of it as fits `room` points, with an ellipsis."""
    if width(text, font, size) <= room:
        return text
    return text[: _fitting(text, font, size, room - width("…", font, size))].rstrip() + "…"


@lru_cache(maxsize=50_000)
def width(text: str, font: str, size: float) -> float:
    """Width in points."""
    face = _faces()[font]
    widths, default = face.charWidths, face.defaultWidth
    units = sum(widths.get(ord(character), default) for character in text)
    return float(units) * size / 1000


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """Lines that fit `room` points; a word that does not fit a line is broken where it must be."""
    if width(text, font, size) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if width(candidate, font, size) <= room:
            line = candidate
            continue
        if line:
            lines.append(line)
        line = word
        while width(line, font, size) > room:
            fitting = _fitting(line, font, size, room)
            lines.append(line[:fitting])
            line = line[fitting:]
    return [*lines, line]


def _fitting(word: str, font: str, size: float, room: float) -> int:
    count = 1
    while count < len(word) and width(word[: count + 1], font, size) <= room:
        count += 1
    return count
