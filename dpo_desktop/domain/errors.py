"""Every expected failure: a stable code with parameters. Sentences are made in `dpo_desktop.sentences`.

Parameters never hold personal data: they may end up in a log line or on a screen that is shared.
"""

from __future__ import annotations

Parameter = str | int


class DpoError(Exception):
    """An expected failure. `code` is stable and has a sentence; `parameters` fill its gaps."""

    def __init__(self, code: str, **parameters: Parameter) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class RuleViolation(DpoError):
    """The rules refuse what was asked: an approval, or an entry that contradicts itself."""


class NotFound(DpoError):
    """A record, file or rule that was named does not exist."""


class Conflict(DpoError):
    """Somebody or something else holds what was asked for, or it changed meanwhile."""


class StorageUnavailable(DpoError):
    """The environment is at fault: disk full, read-only, damaged, locked."""


class WrongSecret(DpoError):
    """The passphrase or recovery code does not open the workspace; the key file itself is whole."""


class Cancelled(DpoError):
    """The person cancelled the job. Silent."""

    def __init__(self) -> None:
        super().__init__("job.cancelled")
