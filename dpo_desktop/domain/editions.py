"""Editions: what a case's dates were computed with, and what of it is another today.

The edition of the law is the newest day of its file and its digest, then the company's own rules and own times; that
of the holidays is their table, the place, then the company's own days. What is the company's own stands as its count
and a digest: `2026-11-20, 1f2e3d4c5b6a, 2 own, 0a1b2c3d4e5f, 1 times, 5f4e3d2c1b0a`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

# Why a date may be another one, in the order in which it is told.
CAUSES: tuple[str, ...] = ("law", "own_rules", "own_times", "holiday_table", "place", "own_holidays")


def with_own(edition: str, word: str, parts: Sequence[object]) -> str:
    """An edition and what the company added to it, whose `repr` has to name it whole."""
    if not parts:
        return edition
    digest = hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:12]
    return f"{edition}, {len(parts)} {word}, {digest}"


def causes(law_before: str, law_now: str, holidays_before: str, holidays_now: str) -> tuple[str, ...]:
    """Which parts of two editions differ. '' for the holidays: none were asked for, so they change nothing."""
    found = {
        "law": _base(law_before) != _base(law_now),
        "own_rules": _own(law_before, "own") != _own(law_now, "own"),
        "own_times": _own(law_before, "times") != _own(law_now, "times"),
    }
    if holidays_before and holidays_now:
        table_before, table_now = _base(holidays_before), _base(holidays_now)
        found |= {
            "holiday_table": table_before[:1] != table_now[:1],
            "place": table_before[1:] != table_now[1:],
            "own_holidays": _own(holidays_before, "own") != _own(holidays_now, "own"),
        }
    return tuple(cause for cause in CAUSES if found.get(cause))


def own_counts(edition: str) -> dict[str, int]:
    """How many of its own the company added, by word: own, times."""
    counts = [part.partition(" ") for part in edition.split(", ")[2::2]]
    return {word: int(count) for count, _blank, word in counts if count.isdecimal()}


def base(edition: str) -> str:
    """An edition without what the company added."""
    return ", ".join(_base(edition))


def _base(edition: str) -> list[str]:
    return edition.split(", ")[:2]


def _own(edition: str, word: str) -> str:
    parts = edition.split(", ")[2:]
    for count, digest in zip(parts[::2], parts[1::2], strict=False):
        if count.endswith(f" {word}"):
            return digest
    return ""
