"""What a person typed into a search, as words to look for. Signs and operators never get further than this.

A word is letters, numbers, and the marks without which Hindi would fall apart at its vowel signs. Texts are cut here
before SQLite's tokenizer sees them: its table of Unicode is another one than Python's.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

BEGINNING = 3  # letters from which on the beginning of a word is looked for in all texts; the index is made for it
_MOST_WORDS = 12
_BLANK = ord(" ")


@dataclass(frozen=True, slots=True)
class SearchWord:
    """What stood between two blanks: `tokens` that follow each other, as in an address or `REQ-2026-0042`."""

    tokens: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """Its last token is too short to be looked for as the beginning of any word."""
        return len(self.tokens[-1]) < BEGINNING


def search_words(folded: str) -> tuple[SearchWord, ...]:
    """The words of a text that was case-folded before. Signs alone are no word; of very many the first are taken."""
    words = (tokens(word) for word in folded.split())
    return tuple(SearchWord(found) for found in dict.fromkeys(words) if found)[:_MOST_WORDS]


class _Signs(dict[int, int]):
    """For `str.translate`: a blank for what is no part of a word, by code point, each looked up once."""

    def __missing__(self, point: int) -> int:
        category = unicodedata.category(chr(point))
        is_part = category[0] in "LN" or category in ("Mn", "Mc", "Co")
        self[point] = point if is_part else _BLANK
        return self[point]


_SIGNS = _Signs()


def without_signs(folded: str) -> str:
    """A blank for each sign, so that words stand between blanks."""
    return folded.translate(_SIGNS)


def tokens(folded: str) -> tuple[str, ...]:
    """Letters, numbers and marks that stand together, in order."""
    return tuple(without_signs(folded).split())


def spaced(folded: str) -> str:
    """The tokens of a text without accents, a blank before each, so that ` an` is the beginning of one of them."""
    if not folded.isascii():
        apart = unicodedata.normalize("NFD", folded)
        folded = unicodedata.normalize("NFC", "".join(one for one in apart if not "\u0300" <= one <= "\u036f"))
    return "".join(f" {token}" for token in tokens(folded))
