"""Words on the terminal, or one JSON value: never both on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.sentences.errors import sentence


class Output:
    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def say(self, text: str) -> None:
        """A line for a person; left out with `--json`."""
        if not self.as_json:
            print(text)

    def result(self, value: Mapping[str, object]) -> None:
        """The JSON value of the command; left out for a person."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False, indent=2))

    def refuse(self, error: DpoError) -> None:
        words = sentence(error)
        self.result({"ok": False, "error": error.code, "sentence": words})
        if not self.as_json:
            print(words, file=sys.stderr)
