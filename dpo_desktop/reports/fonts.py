"""What of a text can be printed, how wide it is, and where its lines break."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dpo_desktop.reports.shaping import JOINERS, is_plain, line_width
from dpo_desktop.reports.typefaces import LATIN, MEDIUM, REGULAR, STRONG, characters, measured, typeface_of

__all__ = ["MEDIUM", "REGULAR", "STRONG", "printable", "shortened", "width", "wrapped"]

_SPACES = re.compile(r"\r\n|[\n\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Where there are no spaces, a line may end after each Han or kana character, but not before a closing mark.
_WITHOUT_SPACES = re.compile(
    "[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff][\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u30fb\u30fc\uff01\uff09\uff0c\uff1f]*"
    "|[^\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_VIRAMA = 9  # canonical combining class: the next letter joins this one
_HANGUL_VOWELS_AND_FINALS = range(0x1160, 0x1200)


def printable(text: str) -> str:
    """The text with every character that no font covers written as U+XXXX: a gap must be seen, not guessed."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    for character in _SPACES.sub(" ", text):
        code = ord(character)
        has_glyph = character.isprintable() and typeface_of(code) is not None
        if has_glyph or (character in JOINERS and shown and _joins(shown[-1])):
            shown.append(character)
        elif (composed := _composed(shown, character)) is not None:
            shown[-1] = composed
        else:
            shown.append(f"U+{code:04X}")
    return "".join(shown)


def _joins(before: str) -> bool:
    """Whether a joiner after this has a meaning: in scripts whose letters change their shape."""
    typeface = typeface_of(ord(before)) if len(before) == 1 else None
    return typeface is not None and (typeface.tells_text or typeface.key == "arabic")


def _composed(shown: list[str], mark: str) -> str | None:
    """The one character that letter and mark are together, where the typeface has that and not the mark."""
    if not shown or len(shown[-1]) != 1 or not unicodedata.combining(mark):
        return None
    both = unicodedata.normalize("NFC", shown[-1] + mark)
    return both if len(both) == 1 and typeface_of(ord(both)) is not None else None


def shortened(text: str, font: str, size: float, room: float) -> str:
    """The text, or as much of it as fits `room` points, with an ellipsis."""
    if width(text, font, size) <= room:
        return text
    return text[: _fitting(text, font, size, room - width("…", font, size))].rstrip() + "…"


@lru_cache(maxsize=200)
def _advances(font: str) -> dict[str, float]:
    """Widths of the Latin typeface's characters, in thousandths."""
    file = LATIN.file(font)
    own = measured(file)
    return {
        chr(code): own.get_glyph_h_advance(own.get_nominal_glyph(code)) * 1.0  # its unit is the thousandth
        for code in characters(LATIN)
    }


@lru_cache(maxsize=50_000)
def width(text: str, font: str, size: float) -> float:
    """Width in points."""
    if not is_plain(text):
        return line_width(text, font) * size / 1000
    advances = _advances(font)
    return sum(advances[character] for character in text) * size / 1000


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """Lines that fit `room` points; a word that does not fit a line is broken where it must be."""
    if width(text, font, size) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    for glue, word in _words(text):
        candidate = f"{line}{glue}{word}" if line else word
        if width(candidate, font, size) <= room:
            line = candidate
            continue
        if line:
            lines.append(line)
        line = word
        while width(line, font, size) > room:
            fitting = _fitting(line, font, size, room)
            if fitting == len(line):
                break
            lines.append(line[:fitting])
            line = line[fitting:]
    return [*lines, line]


def _words(text: str) -> list[tuple[str, str]]:
    """What stays on one line, each after a space or after nothing."""
    if text.isascii():
        return [(" ", word) for word in text.split(" ")]
    found: list[tuple[str, str]] = []
    for word in text.split(" "):
        parts = _WITHOUT_SPACES.findall(word) or [""]
        found += [(" " if position == 0 else "", part) for position, part in enumerate(parts)]
    return found


def _fitting(word: str, font: str, size: float, room: float) -> int:
    """How many characters fit, at least one; what is one letter to a reader stays whole."""
    ends = [end for end in range(1, len(word) + 1) if end == len(word) or _may_break(word, end)]
    count = ends[0]
    for end in ends[1:]:
        if width(word[:end], font, size) > room:
            break
        count = end
    return count


def _may_break(word: str, at: int) -> bool:
    before, after = word[at - 1], word[at]
    if before.isascii() and after.isascii():
        return True
    return not (
        unicodedata.category(after)[0] == "M"
        or after in JOINERS
        or before in JOINERS
        or unicodedata.combining(before) == _VIRAMA
        or ord(after) in _HANGUL_VOWELS_AND_FINALS
    )
