"""What the script of a text says of it."""

from __future__ import annotations

import unicodedata

RIGHT_TO_LEFT = frozenset({"R", "AL"})  # bidirectional classes


def is_right_to_left(text: str) -> bool:
    """The direction of a paragraph: that of its first letter (UAX 9, P2)."""
    if text.isascii():
        return False
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in RIGHT_TO_LEFT:
            return True
        if kind == "L":
            return False
    return False
