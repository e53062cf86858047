"""What the benchmarks share: CPU time of a call, and a table of ratios with their bounds."""

from __future__ import annotations

import time
from collections.abc import Callable


def cpu(call: Callable[[], object], *, times: int = 3) -> float:
    """The least CPU seconds of this process over some calls."""
    spent = []
    for _call in range(times):
        start = time.process_time()
        call()
        spent.append(time.process_time() - start)
    return min(spent)


class Table:
    def __init__(self, title: str) -> None:
        self._title = title
        self._rows: list[tuple[str, float, str, float, float]] = []

    def add(self, ours: str, our_seconds: float, other: str, other_seconds: float, *, at_least: float) -> None:
        """`at_least`: how many times cheaper ours has to be."""
        self._rows.append((ours, our_seconds, other, other_seconds, at_least))

    def finish(self) -> int:
        """Prints the table. The exit code: 1 where a bound is missed."""
        print(self._title)
        missed = 0
        for ours, our_seconds, other, other_seconds, at_least in self._rows:
            ratio = other_seconds / max(our_seconds, 1e-9)
            missed += ratio < at_least
            verdict = "ok    " if ratio >= at_least else "MISSED"
            print(
                f"  {verdict} {ratio:7.1f} times (bound {at_least:g})   {ours} {our_seconds * 1000:.1f} ms"
                f"   {other} {other_seconds * 1000:.1f} ms"
            )
        return 1 if missed else 0
