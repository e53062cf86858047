"""Long work on many rows, without the pauses of Python's collector of cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_waits() -> Iterator[None]:
    """The collector walks every living object and holds all threads meanwhile: with the rows of a large table those are
    seconds in which the window stands still. What is in no cycle is freed as always.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
