"""Which language a text is in: by script first, among Latin ones by small words. BCP 47, `und` for neither.

Romanised Hindi has a tag of its own (`hi-Latn`): its writers mix in English, so its own small words count more.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

# First code point, last, tag. A script that several languages share stands for the one an officer here meets most.
_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0600, 0x06FF, "ar"),
    (0x0590, 0x05FF, "he"),
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x04FF, "ru"),
    (0x0E00, 0x0E7F, "th"),
    (0x3040, 0x30FF, "ja"),
    (0xAC00, 0xD7AF, "ko"),
    (0x4E00, 0x9FFF, "zh"),
)
_NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|\b\d[\d./:+-]*\b")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_MARKS = {"de": "äöüß", "fr": "éèêàçùûîôœ", "es": "ñ¿¡íóú", "pt": "ãõ"}
_SAMPLE = 20_000
_OUTWEIGHS = 1.6  # romanised Hindi stands among English words


def language_of(text: str, small_words: Mapping[str, frozenset[str]]) -> str:
    """The tag of the language; `small_words` are the frequent words by tag, without accents."""
    text = _NOT_WORDS.sub(" ", text[:_SAMPLE])
    letters = [sign for sign in text if unicodedata.category(sign)[0] in "LM"]
    if not letters:
        return "und"
    scripts = Counter(_script(sign) for sign in letters)
    latin = scripts.pop("", 0)
    if scripts:
        # Latin names of firms and products stand in every script: a third in another script decides.
        tag, count = scripts.most_common(1)[0]
        if "ja" in scripts and tag == "zh":
            tag = "ja"
        if count * 2 >= latin:
            return tag
    words = [_bare(word) for word in _WORD.findall(text.lower())]
    scores = {tag: float(sum(word in known for word in words)) for tag, known in small_words.items()}
    if "hi-Latn" in scores:
        scores["hi-Latn"] *= _OUTWEIGHS
    for tag, marks in _MARKS.items():
        if tag in scores:
            scores[tag] += 0.5 * min(4, sum(text.lower().count(mark) for mark in marks))
    best = max(scores, key=lambda tag: scores[tag], default="und")
    return best if scores.get(best) else "und"


def _script(sign: str) -> str:
    number = ord(sign)
    if number < 0x0250:
        return ""
    return next((tag for first, last, tag in _SCRIPTS if first <= number <= last), "")


def _bare(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
