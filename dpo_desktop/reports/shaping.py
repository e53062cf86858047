"""A line of text as glyphs in the order of the page: typefaces by script, shaping, right-to-left (UAX 9).

Lengths are in thousandths of the type size. What is laid out depends on the text alone, so it is kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dpo_desktop.domain.scripts import RIGHT_TO_LEFT, is_right_to_left
from dpo_desktop.reports.typefaces import LATIN, Typeface, characters, face, measured, typeface_of

JOINERS = "\u200c\u200d"  # they change the shape of their neighbours and have none of their own


@dataclass(frozen=True, slots=True)
class Glyph:
    """`text` is what it stands for, '' where the glyph before it in reading order already stands for it."""

    number: int
    text: str
    advance: float
    right: float
    up: float


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one typeface from left to right; `text` in reading order."""

    typeface: Typeface
    text: str
    glyphs: tuple[Glyph, ...]
    width: float
    is_right_to_left: bool


def is_plain(text: str) -> bool:
    """Whether one glyph after another of the Latin typeface is the text: no other script, no combining mark."""
    if text.isascii():
        return True
    own = characters(LATIN)
    return all(ord(character) in own and not unicodedata.combining(character) for character in text)


@lru_cache(maxsize=20_000)
def laid_out(text: str, weight: str, *, right_to_left: bool) -> tuple[Run, ...]:
    """The runs of one line from left to right. Every character is one that `typeface_of` knows, or a joiner."""
    levels = _levels(text, right_to_left=right_to_left)
    parts = [
        (levels[start], _shaped(text[start:end], typeface, weight, right_to_left=levels[start] % 2 == 1))
        for start, end, typeface in _pieces(text, levels)
    ]
    return tuple(run for _level, run in _reordered(parts))


def line_width(text: str, weight: str) -> float:
    return sum(run.width for run in laid_out(text, weight, right_to_left=is_right_to_left(text)))


def _levels(text: str, *, right_to_left: bool) -> list[int]:
    """The embedding level of each character: even from left to right, odd from right to left."""
    if not right_to_left and not any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in text):
        return [0] * len(text)
    from bidi import algorithm

    base = int(right_to_left)
    storage = algorithm.get_empty_storage() | {"base_level": base, "base_dir": "LR"[base]}
    algorithm.get_embedding_levels("".join(character for character in text if character not in JOINERS), storage)
    for step in (
        "explicit_embed_and_overrides",
        "resolve_weak_types",
        "resolve_neutral_types",
        "resolve_implicit_levels",
    ):
        getattr(algorithm, step)(storage, debug=False)
    found = iter(storage["chars"])
    levels: list[int] = []
    for character in text:
        if character in JOINERS:
            levels.append(levels[-1] if levels else base)
        else:
            levels.append(next(found)["level"])
    for position in range(len(text) - 1, -1, -1):  # L1: white space at the end stands as the paragraph does
        if text[position] != " ":
            break
        levels[position] = base
    return levels


def _pieces(text: str, levels: list[int]) -> Iterator[tuple[int, int, Typeface]]:
    """Start, end and typeface of what one typeface draws in one direction."""
    start, current = 0, LATIN
    for position, character in enumerate(text):
        chosen = _chosen(character, current if position else None)
        if position and (chosen is not current or levels[position] != levels[start]):
            yield start, position, current
            start = position
        current = chosen
    if text:
        yield start, len(text), current


def _chosen(character: str, current: Typeface | None) -> Typeface:
    """Spaces and marks stay with the letters before them where that typeface has them."""
    code = ord(character)
    if current is not None and (character in JOINERS or code in characters(current)):
        own = unicodedata.category(character)
        if character in JOINERS or own[0] == "M" or (character == " " and current is not LATIN):
            return current
    return typeface_of(code) or current or LATIN


def _reordered(parts: list[tuple[int, Run]]) -> list[tuple[int, Run]]:
    """UAX 9, L2: from the highest level down, what stands at it or above is turned round."""
    highest = max((level for level, _run in parts), default=0)
    for level in range(highest, 0, -1):
        turned: list[tuple[int, Run]] = []
        together: list[tuple[int, Run]] = []
        for part in parts:
            if part[0] >= level:
                together.append(part)
                continue
            turned += [*reversed(together), part]
            together = []
        parts = [*turned, *reversed(together)]
    return parts


def _shaped(text: str, typeface: Typeface, weight: str, *, right_to_left: bool) -> Run:
    import uharfbuzz

    file = typeface.file(weight)
    scale = 1000 / face(file).upem
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if right_to_left else "ltr"
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    uharfbuzz.shape(measured(file), buffer)
    glyphs = tuple(_with_texts(text, buffer, scale))
    return Run(typeface, text, glyphs, sum(glyph.advance for glyph in glyphs), right_to_left)


def _with_texts(text: str, buffer: Any, scale: float) -> Iterator[Glyph]:
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    if starts:
        ends[starts[0]] = ends.get(starts[0], len(text))
    told: set[int] = set()
    for info, position in zip(infos, positions, strict=True):
        first = info.cluster not in told
        told.add(info.cluster)
        start = 0 if starts and info.cluster == starts[0] else info.cluster
        yield Glyph(
            info.codepoint,
            text[start : ends[info.cluster]] if first else "",
            position.x_advance * scale,
            position.x_offset * scale,
            position.y_offset * scale,
        )
