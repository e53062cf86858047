"""The fonts of one document: ReportLab's subsets, with codes of our own for glyphs that no character has.

A code point of plane 16 that no text may hold stands for a pair of glyph and text, so that the document says what each
glyph means (ToUnicode), and each has the width of its outline whatever the text round it did with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from dpo_desktop.reports.shaping import Glyph, Run
from dpo_desktop.reports.typefaces import LATIN, WEIGHTS, Typeface, face, measured

_FIRST_CODE = 0x100000
_MOST_IN_A_BLOCK = 100  # entries of one bfchar block (Adobe Technical Note 5014)
_TOO_SMALL_TO_SEE = 0.01  # of a thousandth of the type size
_THICKENING = 0.028  # width of the line round a strong glyph, of the type size


class EmbeddedFont(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """One file in one document."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(name, str(file))
        self._measured, self._scale = measured(file), _thousandths(file)
        self._codes: dict[tuple[int, str], int] = {}
        self._texts: dict[int, str] = {}

    def code_of(self, glyph: int, text: str) -> int:
        """The code point under which the document knows a glyph that stands for `text`."""
        if len(text) == 1 and self.face.charToGlyph.get(ord(text)) == glyph:
            return ord(text)
        code = self._codes.get((glyph, text))
        if code is None:
            code = self._codes[glyph, text] = _FIRST_CODE + len(self._codes)
            self._texts[code] = text
            self.face.charToGlyph[code] = glyph
            self.face.charWidths[code] = self.width_of(glyph)
        return code

    def width_of(self, glyph: int) -> float:
        """Of its outline, in thousandths of the type size: what the document's width must be."""
        advance: int = self._measured.get_glyph_h_advance(glyph)
        return advance * self._scale

    def addObjects(self, doc: Any) -> None:  # noqa: N802  (ReportLab's name)
        """The subsets as ReportLab writes them; but it knows neither texts of several characters nor planes above 0."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("pdfdoc")
            stream = doc.idToObject[f"toUnicodeCMap:{name}"]
            assert isinstance(stream, pdfdoc.PDFStream)
            stream.content = self._to_unicode(name, subset)

    def _to_unicode(self, name: str, subset: list[int]) -> str:
        entries = [
            f"<{byte:02X}> <{self._texts.get(code, chr(code)).encode('utf-16-be').hex().upper()}>"
            for byte, code in enumerate(subset)
            if code
        ]
        lines = [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
        ]
        for start in range(0, len(entries), _MOST_IN_A_BLOCK):
            block = entries[start : start + _MOST_IN_A_BLOCK]
            lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
        lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
        return "\n".join(lines)


def _thousandths(file: Path) -> float:
    units: int = face(file).upem
    return 1000 / units


_documents = count(1)


class EmbeddedFonts:
    """All fonts of one document: the Latin ones, which ReportLab knows by name, and others when a text needs them."""

    def __init__(self) -> None:
        self._document = next(_documents)
        self._fonts: dict[Path, EmbeddedFont] = {}
        self._plain = {weight: self.of(LATIN, weight) for weight in WEIGHTS}
        for font in self._plain.values():
            font.unregister()  # a typeface that is known already would bring the font of another document
            pdfmetrics.registerFont(font)

    def name(self, weight: str) -> str:
        """ReportLab's name of the Latin typeface in this document."""
        return f"{weight}-{self._document}"

    def close(self) -> None:
        """The document is complete."""
        for font in self._plain.values():
            font.unregister()

    def of(self, typeface: Typeface, weight: str) -> EmbeddedFont:
        file = typeface.file(weight)
        if file not in self._fonts:
            self._fonts[file] = EmbeddedFont(self.name(weight) if typeface is LATIN else file.stem, file)
        return self._fonts[file]

    def plain_operators(self, text: str, weight: str, size: float, at: tuple[float, float], document: Any) -> str:
        """Content stream operators that draw plain Latin text: ReportLab's own ask for its state at each of them."""
        font = self._plain[weight]
        shown = " ".join(
            f"{font.getSubsetInternalName(subset, document)} {_number(size)} Tf <{codes.hex()}> Tj"
            for subset, codes in font.splitString(text, document)
        )
        return f"BT 1 0 0 1 {_number(at[0])} {_number(at[1])} Tm {shown} ET"

    def operators(
        self,
        run: Run,
        weight: str,
        size: float,
        at: tuple[float, float],
        document: Any,
        ink: Any,
        *,
        words_in_reading_order: bool,
    ) -> str:
        """Content stream operators that draw a run at a baseline. `ink` is the colour the page has set for filling.

        PDFium (Chrome) reads words from right to left in the order of the file where most of the line goes from left
        to right, as a table's row does; elsewhere it turns them round itself.
        """
        font = self.of(run.typeface, weight)
        placed = list(_placed(run))
        if run.is_right_to_left and words_in_reading_order:
            placed = _by_words(placed)
        x, y = at
        said = [f"1 0 0 1 {_number(x)} {_number(y)} Tm", *_glyph_operators(font, placed, size, document)]
        drawn = f"BT {' '.join(said)} ET"
        if run.typeface.tells_text:
            text = (b"\xfe\xff" + run.text.encode("utf-16-be")).hex().upper()
            drawn = f"/Span <</ActualText <{text}>>> BDC {drawn} EMC"
        if run.typeface.is_thickened(weight):
            line = " ".join(_number(part) for part in ink.rgb())
            drawn = f"q {line} RG {_number(size * _THICKENING)} w 2 Tr {drawn} Q"
        return drawn


def _placed(run: Run) -> Iterator[tuple[float, Glyph]]:
    """Each glyph with where it is drawn, in thousandths from the run's left end."""
    pen = 0.0
    for glyph in run.glyphs:
        yield pen + glyph.right, glyph
        pen += glyph.advance


def _by_words(placed: list[tuple[float, Glyph]]) -> list[tuple[float, Glyph]]:
    """The same glyphs, the word on the right first."""
    words: list[list[tuple[float, Glyph]]] = [[]]
    for one in placed:
        if one[1].text == " ":
            words += [[one], []]
        else:
            words[-1].append(one)
    return [one for word in reversed(words) for one in word]


def _glyph_operators(
    font: EmbeddedFont, placed: Sequence[tuple[float, Glyph]], size: float, document: Any
) -> list[str]:
    """Shows glyph after glyph; where one stands elsewhere than the widths before it say, a number in TJ says so."""
    said: list[str] = []
    shown: list[str] = []
    subset, risen, pen = -1, 0.0, 0.0

    def show() -> None:
        if shown:
            said.append(f"[{''.join(shown)}] TJ")
            shown.clear()

    for place, glyph in placed:
        ((own_subset, byte),) = font.splitString(chr(font.code_of(glyph.number, glyph.text)), document)
        if own_subset != subset:
            show()
            subset = own_subset
            said.append(f"{font.getSubsetInternalName(subset, document)} {_number(size)} Tf")
        if glyph.up != risen:
            show()
            risen = glyph.up
            said.append(f"{_number(risen * size / 1000)} Ts")
        if abs(place - pen) > _TOO_SMALL_TO_SEE:
            shown.append(_number(pen - place))
            pen = place
        shown.append(f"<{byte.hex().upper()}>")
        pen += font.width_of(glyph.number)
    show()
    if risen:
        said.append("0 Ts")
    return said


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))
