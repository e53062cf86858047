"""One flipped bit anywhere in a sealed report is refused, the signature's own bytes included, and never raises.

A seeded sample of every part of the file; `make soak` turns 2,000 more, and every single bit of a signature.
"""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from dpo_desktop.reports.signature_bytes import checked
from dpo_desktop.reports.verification import verify
from tests.reports.factory import sealed
from tests.reports.signed_file import flipped, regions

SEED = 20261124
PARTS = (
    "header",
    "first page",
    "page of charts",
    "page of sums",
    "last page",
    "register.csv",
    "register.json",
    "file specification",
    "output intent",
    "font",
    "catalogue",
    "metadata",
    "structure",
    "first cross-reference stream",
    "first end",
    "byte range",
    "brackets",
    "closing bracket",
    "start of the CMS",
    "authority's certificate",
    "authority's outer algorithm",
    "leaf's outer algorithm",
    "leaf certificate",
    "signed attributes",
    "signature value",
    "padding",
    "last cross-reference stream",
    "last end",
)


def accepted(bits: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The flips that either reader lets through: the strict one alone, and `verify`, which asks pyHanko too."""
    found = []
    for position, bit in sorted(bits):
        changed = flipped(sealed(), position, bit)
        if verify(changed).ok:
            found.append((position, bit))
        with suppress(Exception):  # Refused, or what a parser raises; `verify` above has to turn it into a finding
            checked(changed)
            found.append((position, bit))
    return found


def test_the_unchanged_file_is_accepted() -> None:
    assert verify(sealed()).findings == ()


def test_the_parts_are_all_there_are() -> None:
    assert set(regions(sealed())) == set(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_a_flipped_bit_is_refused(part: str) -> None:
    place = regions(sealed())[part]
    draw = random.Random(f"{SEED} {part}")
    bits = {(draw.choice(place), draw.randrange(8)) for _ in range(16)}
    assert accepted(bits) == []


def test_a_flipped_bit_anywhere_is_refused() -> None:
    draw = random.Random(SEED)
    bits = {(draw.randrange(len(sealed())), draw.randrange(8)) for _ in range(60)}
    assert accepted(bits) == []
