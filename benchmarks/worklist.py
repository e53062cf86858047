"""The work list over 100,000 requests with 1,000,000 timeline entries: lists, filters, search, scrolling, memory.

CPU time of the thread that works, so that a busy machine changes little. Ends with 1 where a bound is missed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from many_requests import entries, many_requests
from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from dpo_desktop.bootstrap import build_application, build_program
from dpo_desktop.services import lists
from dpo_desktop.services.request_orders import ORDERS
from dpo_desktop.services.search import is_search, search_requests
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, lock
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.requests.request_list import RequestList
from dpo_desktop.ui.window_settings import WindowSettings
from tests.factory import SetClock

QUERIES = Path(__file__).with_name("queries.txt")
MOST_LIST_MS = MOST_SEARCH_MS = 100.0
MOST_FRAME_MS = 16.0
MOST_MEMORY_MB = 300.0
FILTERS = (
    *(RequestFilter(status=status, type_code=code) for status in ("", *lists.STATUSES) for code in ("", "access")),
    RequestFilter(status="", law="EU"),
    RequestFilter(status="", handler="Priya"),
    RequestFilter(status="closed", received_from=date(2023, 1, 1), received_to=date(2025, 12, 31)),
)
_BLOCK = 100
_TIMES = 3
_DRAGGED = 1_000  # frames in which the handle goes over the whole list
_TURNS, _PLACES = 100, 10  # turns of the wheel at each of some places
_SIZE = (460, 900)


def cpu_ms(call: Callable[[], object]) -> float:
    """CPU milliseconds of this thread."""
    start = time.thread_time()
    call()
    return (time.thread_time() - start) * 1000


def p95(spent: list[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.95)]


class Report:
    def __init__(self) -> None:
        self.missed = 0

    def add(self, name: str, spent: list[float], bound: float) -> None:
        """A line with the 95th percentile beside its bound."""
        middle, worst = sorted(spent)[len(spent) // 2], max(spent)
        self._line(name, p95(spent), bound, f"ms   median {middle:6.1f}   worst {worst:6.1f}   of {len(spent)}")

    def add_memory(self, megabytes: float) -> None:
        self._line("memory, most of this process", megabytes, MOST_MEMORY_MB, "MB")

    def _line(self, name: str, found: float, bound: float, rest: str) -> None:
        self.missed += found >= bound
        print(f"  {'MISSED' if found >= bound else 'ok    '} {name:32s} {found:6.1f} (bound {bound:g}) {rest}")


def queries() -> Iterator[tuple[str, str]]:
    """Each with the kind that the line above it names."""
    kind = ""
    for line in QUERIES.read_text("utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        else:
            yield kind, line


def measure_lists(workspace: OpenWorkspace, report: Report) -> None:
    """What a person waits for: the ids of the list and its first block of rows."""

    def show(wanted: RequestFilter, order: str) -> None:
        lists.request_rows(workspace, lists.request_ids(workspace, wanted, order)[:_BLOCK])

    for order in (*ORDERS, *(f"-{order}" for order in ORDERS)):
        spent: list[float] = []
        for wanted in FILTERS:
            spent += [cpu_ms(partial(show, wanted, order)) for _time in range(_TIMES)]
        report.add(f"list and filters, by {order}", spent, MOST_LIST_MS)
    whole = [cpu_ms(lambda: lists.request_ids(workspace, RequestFilter(status=""))) for _time in range(_TIMES * 4)]
    report.add("ids of all requests, due first", whole, MOST_LIST_MS)
    report.add(
        "counts of the filters",
        [cpu_ms(lambda: lists.request_counts(workspace)) for _time in range(_TIMES * 4)],
        MOST_LIST_MS,
    )


def measure_searches(workspace: OpenWorkspace, report: Report) -> None:
    asked = list(queries())
    assert len(asked) == 200
    assert all(is_search(text) for _kind, text in asked)

    def search(wanted: RequestFilter) -> None:
        lists.request_rows(workspace, search_requests(workspace, wanted).ids[:_BLOCK])

    for status in ("", "open"):
        spent: list[tuple[str, float]] = []
        for kind, text in asked:
            spent.append((kind, cpu_ms(partial(search, RequestFilter(text=text, status=status)))))
        report.add(f"search, {status or 'all requests'}", [one for _kind, one in spent], MOST_SEARCH_MS)
        if not status:
            for kind in dict.fromkeys(kind for kind, _one in spent):
                of_kind = sorted(one for its, one in spent if its == kind)
                print(f"             {kind:24s} median {of_kind[len(of_kind) // 2]:6.1f}   worst {of_kind[-1]:6.1f}")


class Frames:
    """Turns of the window's event loop, each with its CPU time; a row that is on its way is painted in a later one."""

    def __init__(self, requests: RequestList, is_busy: Callable[[], bool]) -> None:
        self._list, self._is_busy = requests, is_busy
        self.spent: list[float] = []

    def turn(self, change: Callable[[], object]) -> None:
        """What a person does, and the frame that shows it."""

        def frame() -> None:
            change()
            QApplication.processEvents()

        self.spent.append(cpu_ms(frame))

    def settle(self) -> None:
        """The frames until every row that is seen has come."""
        while self._is_busy():
            self.spent.append(
                cpu_ms(lambda: QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents))
            )
        self.turn(lambda: None)

    def drag(self) -> None:
        """The handle of the scroll bar, over the whole list; the rows of every tenth place are waited for."""
        bar = self._list.view.verticalScrollBar()
        for frame in range(_DRAGGED + 1):
            self.turn(lambda at=bar.maximum() * frame // _DRAGGED: bar.setValue(at))
            if frame % 10 == 0:
                self.settle()

    def wheel(self) -> None:
        bar, view = self._list.view.verticalScrollBar(), self._list.view.viewport()
        for place in range(_PLACES):
            bar.setValue(bar.maximum() * place // _PLACES)
            self.settle()
            for _turn in range(_TURNS):
                middle = QPointF(view.width() / 2, view.height() / 2)
                event = QWheelEvent(
                    middle,
                    view.mapToGlobal(middle),
                    QPoint(),
                    QPoint(0, -120),
                    Qt.MouseButton.NoButton,
                    Qt.KeyboardModifier.NoModifier,
                    Qt.ScrollPhase.NoScrollPhase,
                    False,
                )
                self.turn(lambda event=event: QApplication.sendEvent(view, event))
                self.settle()


def measure_scrolling(workspace: OpenWorkspace, report: Report, folder: Path) -> None:
    application = build_application(sys.argv[:1])
    program = build_program(folder, clock=SetClock(), settings_file=folder / "window.ini")
    program.set_workspace(workspace)
    notices = Notices()
    requests = RequestList(program, WindowSettings(program.settings_file), notices, lists.today(workspace))
    requests.resize(*_SIZE)
    requests.show()
    frames = Frames(requests, lambda: program.runner.busy)
    frames.settle()
    requests.show_all("")
    frames.settle()
    assert requests.model.rowCount() == 100_000
    for name, act in (("a frame while dragging", frames.drag), ("a frame of the wheel", frames.wheel)):
        frames.spent = []
        act()
        report.add(name, frames.spent, MOST_FRAME_MS)
    requests.close()
    requests.deleteLater()
    application.processEvents()
    program.clear_workspace()
    program.shut_down()


def main() -> int:
    # In a process of its own: what the making takes is not what the program takes.
    subprocess.run([sys.executable, Path(__file__).with_name("many_requests.py")], check=True, cwd=ROOT)
    workspace = many_requests()
    print(f"The work list, {entries(workspace):,} timeline entries")
    report = Report()
    measure_lists(workspace, report)
    measure_searches(workspace, report)
    with tempfile.TemporaryDirectory() as name:
        measure_scrolling(workspace, report, Path(name))
    report.add_memory(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    if workspace.lock.is_locked:
        lock(workspace)
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
