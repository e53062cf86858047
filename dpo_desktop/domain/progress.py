"""How long work says how far it is. Whoever is told may raise Cancelled to stop it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]  # done, of how many


def no_progress(done: int, total: int) -> None:
    """For callers that show none."""
