"""Four lanes, each one thread: `write` keeps the order of clicks, `read` answers lists, `long` makes reports and takes
mails in, `look` opens files for looking at.

Answers come back on the thread that owns the runner, through one queued signal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from dpo_desktop.domain.changes import Changes
from dpo_desktop.domain.errors import Cancelled, DpoError
from dpo_desktop.domain.progress import Progress
from dpo_desktop.work.change_bus import ChangeBus

Failed = Callable[[BaseException], None]
LANES = ("write", "read", "long", "look")


@dataclass(eq=False)
class Ticket:
    """A job on its way. Its callbacks are made only while `owner`, the widget that asked, still exists.

    `cancel` abandons it: nothing is called any more. `stop` asks it to end: `stopped` is called if it did, `then` if it
    was through before.
    """

    lane: str
    owner: QObject | None = None
    origin: object | None = None
    then: Callable[..., None] | None = None
    failed: Failed | None = None
    progress: Progress | None = None
    stopped: Callable[[], None] | None = None
    interrupt: Callable[[], None] | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    stop_asked: threading.Event = field(default_factory=threading.Event)
    future: Future[object] | None = None

    def cancel(self) -> None:
        self.cancelled.set()
        runs = self.future is not None and not self.future.done() and not self.future.cancel()
        if runs and self.interrupt is not None:
            self.interrupt()

    def stop(self) -> None:
        self.stop_asked.set()
        if self.future is not None:
            self.future.cancel()

    @property
    def wanted(self) -> bool:
        """Somebody still waits for the answer."""
        return not self.cancelled.is_set() and (self.owner is None or isValid(self.owner))


class Runner(QObject):
    """Runs zero-argument callables in their lane. A result with `changes` is announced on the change bus."""

    unhandled = Signal(object)  # an error that nobody asked to handle
    busy_changed = Signal(bool)
    _finished = Signal(object, object, object)  # ticket, result, error
    _progressed = Signal(object, int, int)

    def __init__(self, change_bus: ChangeBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._change_bus = change_bus
        self._pools = {lane: ThreadPoolExecutor(1, thread_name_prefix=lane) for lane in LANES}
        self._running: set[Ticket] = set()
        self._drained: Callable[[], None] | None = None
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)

    def write(
        self,
        job: Callable[[], object],
        *,
        owner: QObject | None = None,
        then: Callable[..., None] | None = None,
        failed: Failed | None = None,
    ) -> Ticket:
        """Writes are never cancelled once asked for. `owner` is also the origin that the change bus tells."""
        return self._submit(Ticket("write", owner, owner, then, failed), lambda _ticket: job())

    def read(
        self,
        job: Callable[[], object],
        *,
        owner: QObject | None = None,
        then: Callable[..., None],
        failed: Failed | None = None,
        interrupt: Callable[[], None] | None = None,
    ) -> Ticket:
        """`interrupt` stops the statement of this lane when the ticket is cancelled while it runs."""

        def run(ticket: Ticket) -> object:
            try:
                return job()
            except Cancelled:
                if ticket.cancelled.is_set():
                    raise
                return job()  # the interrupt was meant for the job before, which had just ended

        return self._submit(Ticket("read", owner, None, then, failed, interrupt=interrupt), run)

    def look(
        self,
        job: Callable[[], object],
        *,
        owner: QObject | None = None,
        then: Callable[..., None],
        failed: Failed | None = None,
    ) -> Ticket:
        """Opens a file from outside. That may take its time, and no list waits for it."""
        return self._submit(Ticket("look", owner, None, then, failed), lambda _ticket: job())

    def long(
        self,
        job: Callable[[Progress], object],
        *,
        owner: QObject | None = None,
        then: Callable[..., None],
        failed: Failed | None = None,
        progress: Progress | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Ticket:
        """`job` is given `report(done, total)`, which raises Cancelled once it is cancelled or asked to stop."""

        def run(ticket: Ticket) -> object:
            def report(done: int, total: int) -> None:
                if ticket.cancelled.is_set() or ticket.stop_asked.is_set():
                    raise Cancelled
                self._progressed.emit(ticket, done, total)

            return job(report)

        return self._submit(Ticket("long", owner, owner, then, failed, progress, stopped), run)

    @property
    def busy(self) -> bool:
        return bool(self._running)

    def drain(self, then: Callable[[], None]) -> None:
        """Cancel what only reads, let writes finish, take no new reads, then call `then`."""
        self._drained = then
        for ticket in tuple(self._running):
            if ticket.lane != "write":
                ticket.cancel()
        self._finish_draining()

    def _finish_draining(self) -> None:
        if self._drained is not None and not self._running:
            then, self._drained = self._drained, None
            then()

    def shut_down(self) -> None:
        """Wait for what was begun, drop what was not."""
        for ticket in tuple(self._running):
            if ticket.lane != "write":
                ticket.cancel()
        for pool in self._pools.values():
            pool.shutdown(wait=True)

    def _submit(self, ticket: Ticket, run: Callable[[Ticket], object]) -> Ticket:
        def work() -> object:
            if ticket.cancelled.is_set():
                raise Cancelled
            return run(ticket)

        if self._drained is not None and ticket.lane != "write":
            ticket.cancel()  # the workspace is about to be locked: nobody will look at the answer
            return ticket
        was_busy = self.busy
        self._running.add(ticket)
        if not was_busy:
            self.busy_changed.emit(True)
        future = self._pools[ticket.lane].submit(work)
        ticket.future = future
        future.add_done_callback(lambda done: self._announce(ticket, done))
        return ticket

    def _announce(self, ticket: Ticket, future: Future[object]) -> None:
        if future.cancelled():
            self._finished.emit(ticket, None, Cancelled())
            return
        error = future.exception()
        self._finished.emit(ticket, None if error else future.result(), error)

    @Slot(object, object, object)
    def _on_finished(self, ticket: Ticket, result: object, error: BaseException | None) -> None:
        self._running.discard(ticket)
        if not self._running:
            self.busy_changed.emit(False)
        try:
            self._answer(ticket, result, error)
        finally:
            self._finish_draining()

    def _answer(self, ticket: Ticket, result: object, error: BaseException | None) -> None:
        changes = getattr(result, "changes", None)
        if isinstance(changes, Changes):
            self._change_bus.committed.emit(changes, ticket.origin)
        if isinstance(error, Cancelled):
            if ticket.wanted and ticket.stopped is not None:
                ticket.stopped()
        elif error is None:
            if ticket.wanted and ticket.then is not None:
                ticket.then(result)
        elif ticket.wanted and ticket.failed is not None:
            ticket.failed(error)
        elif ticket.wanted or not isinstance(error, DpoError):
            self.unhandled.emit(error)

    @Slot(object, int, int)
    def _on_progressed(self, ticket: Ticket, done: int, total: int) -> None:
        if ticket.progress is not None and ticket.wanted:
            ticket.progress(done, total)
