"""Loads the phrases and rules of resources/suggestions into values of `domain.suggestions`."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from dpo_desktop import paths
from dpo_desktop.domain.suggestions import Lexicon, Rule, compiled

# Whose writers mix in English.
_WITH_ENGLISH = frozenset(("hi", "hi-Latn", "ta", "ar", "und"))


@lru_cache(maxsize=1)
def _files() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(_folder().glob("*.toml")):
        if path.name != "rules.toml":
            body = tomllib.loads(path.read_text("utf-8"))
            found[str(body["language"])] = body
    return found


def _folder() -> Path:
    return paths.resource_folder("suggestions")


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    body = tomllib.loads((_folder() / "rules.toml").read_text("utf-8"))
    return tuple(
        Rule(
            target=entry["target"],
            needs=tuple(entry["needs"]),
            weight=float(entry["weight"]),
            near=int(entry.get("near", 12)),
            unless=tuple(entry.get("unless", ())),
            unless_anywhere=tuple(entry.get("unless_anywhere", ())),
            anywhere=tuple(entry.get("anywhere", ())),
            negated=bool(entry.get("negated", False)),
        )
        for entry in body["rule"]
    )


@lru_cache(maxsize=1)
def small_words() -> dict[str, frozenset[str]]:
    """The frequent words of each language in Latin letters."""
    return {
        tag: frozenset(body["small_words"].split()) for tag, body in _files().items() if body["small_words"].strip()
    }


@lru_cache(maxsize=32)
def _compiled(tag: str) -> dict[str, re.Pattern[str]]:
    """The phrases of one file by concept. Costs about a second of CPU for the largest, once in a process."""
    return {concept: compiled(phrases) for concept, phrases in _files()[tag]["concepts"].items() if phrases}


@lru_cache(maxsize=32)
def lexicon(language: str) -> Lexicon:
    """The phrases to read a text in this language with. Where there are none, English ones."""
    files = _files()
    tags = [language] if language in files else []
    if language in _WITH_ENGLISH or not tags:
        tags.append("en")
    if language == "und":
        tags += ["de", "fr", "hi-Latn"]
    found: dict[str, tuple[re.Pattern[str], ...]] = {}
    for tag in dict.fromkeys(tags):
        for concept, pattern in _compiled(tag).items():
            found[concept] = (*found.get(concept, ()), pattern)
    return Lexicon(found, _rules(), small_words())
