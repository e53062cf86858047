"""Words on the terminal, or one JSON value: never both on standard output."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Mapping

from dpo_desktop.domain.errors import Cancelled, DpoError
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.vault.files import storage_failure


class Output:
    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def say(self, text: str) -> None:
        """A line for a person; left out with `--json`."""
        if not self.as_json:
            _print(text)

    def result(self, value: Mapping[str, object]) -> None:
        """The JSON value of the command, in ASCII whatever the terminal; left out for a person."""
        if self.as_json:
            _print(json.dumps(value, indent=2))

    def refuse(self, error: DpoError, done: Mapping[str, object] | None = None) -> None:
        """Say why; `done` is what was done all the same."""
        words = sentence(error)
        self.result({**(done or {}), "ok": False, "error": error.code, "sentence": words})
        if not self.as_json:
            print(words, file=sys.stderr)


def _print(text: str) -> None:
    """Raises Cancelled where the reader has gone, StorageUnavailable where the output cannot be written."""
    try:
        print(text, flush=True)
    except OSError as error:
        # What is still buffered would fail once more when Python ends.
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        if error.errno == errno.EPIPE:
            raise Cancelled from error
        raise storage_failure(error) from error
