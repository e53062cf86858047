"""Wording of the reports as data, one file a language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en",)


@cache
def wording(language: str) -> dict[str, Any]:
    """The words of a language; English where there are none for it. Tables: frame, compliance, slip."""
    chosen = language if language in LANGUAGES else "en"
    return tomllib.loads((files(__name__) / f"{chosen}.toml").read_text("utf-8"))
