"""The typefaces of the reports and what each can draw. Opened when a text first needs one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dpo_desktop.paths import resource_folder

REGULAR, MEDIUM, STRONG = "plex", "plex-medium", "plex-strong"
WEIGHTS = (REGULAR, MEDIUM, STRONG)


@dataclass(frozen=True, slots=True)
class Typeface:
    """`medium` and `strong` are files too, '' where there is only one weight: it is then thickened by a line round it.

    `tells_text`: its text stands beside its glyphs, which come in another order and number than its characters.
    """

    key: str
    regular: str
    medium: str = ""
    strong: str = ""
    tells_text: bool = False

    def file(self, weight: str) -> Path:
        chosen = {REGULAR: self.regular, MEDIUM: self.medium or self.regular, STRONG: self.strong or self.regular}
        return resource_folder("fonts") / chosen[weight]

    def is_thickened(self, weight: str) -> bool:
        return weight == STRONG and not self.strong


# The first that has a character draws it.
TYPEFACES = (
    Typeface("latin", "IBMPlexSans-Regular.ttf", "IBMPlexSans-Medium.ttf", "IBMPlexSans-SemiBold.ttf"),
    Typeface("devanagari", "NotoSansDevanagari-Regular.ttf", strong="NotoSansDevanagari-Bold.ttf", tells_text=True),
    Typeface("arabic", "NotoNaskhArabic-Regular.ttf", strong="NotoNaskhArabic-Bold.ttf"),
    Typeface("tamil", "NotoSansTamil-Regular.ttf", strong="NotoSansTamil-Bold.ttf", tells_text=True),
    *(
        Typeface(script.lower(), f"NotoSans{script}-Regular.ttf", tells_text=True)
        for script in ("Bengali", "Gurmukhi", "Gujarati", "Oriya", "Telugu", "Kannada", "Malayalam", "Thai")
    ),
    Typeface("hebrew", "NotoSansHebrew-Regular.ttf"),
    Typeface("han", "DPODesktopHan-Regular.ttf"),
    Typeface("hangul", "DPODesktopHangul-Regular.ttf"),
)
LATIN = TYPEFACES[0]


@cache
def face(file: Path) -> Any:
    """HarfBuzz's face of a file."""
    import uharfbuzz

    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))


@cache
def measured(file: Path) -> Any:
    """HarfBuzz's font of a file, in its own units."""
    import uharfbuzz

    return uharfbuzz.Font(face(file))


@cache
def characters(typeface: Typeface) -> frozenset[int]:
    """The code points that all weights of a typeface have."""
    files = {typeface.file(weight) for weight in WEIGHTS}
    return frozenset.intersection(*(frozenset(face(file).unicodes) for file in files))


def typeface_of(code: int) -> Typeface | None:
    """The typeface that draws a code point; None where no shipped one has it."""
    return next((typeface for typeface in TYPEFACES if code in characters(typeface)), None)
