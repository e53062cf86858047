"""The lanes: order of clicks, answers on the window's thread, cancelling, draining, and what nobody expected."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dpo_desktop.domain.changes import Changes
from dpo_desktop.domain.errors import Cancelled, Conflict
from dpo_desktop.work.change_bus import ChangeBus
from dpo_desktop.work.runner import Runner


@dataclass(frozen=True)
class Outcome:
    changes: Changes


class Parts:
    def __init__(self, qtbot: QtBot) -> None:
        self.bus = ChangeBus()
        self.runner = Runner(self.bus)
        self._qtbot = qtbot

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: not self.runner.busy, timeout=5000)
        QApplication.processEvents()


@pytest.fixture
def parts(qtbot: QtBot) -> Iterator[Parts]:
    made = Parts(qtbot)
    yield made
    made.runner.shut_down()


def test_writes_keep_the_order_of_clicks_and_answer_on_this_thread(parts: Parts) -> None:
    done: list[int] = []
    threads: list[threading.Thread] = []
    for number in range(20):
        parts.runner.write(
            lambda number=number: done.append(number), then=lambda _: threads.append(threading.current_thread())
        )
    parts.settle()
    assert done == list(range(20))
    assert set(threads) == {threading.main_thread()}


def test_a_slow_lane_does_not_delay_another(parts: Parts) -> None:
    gate = threading.Event()
    order: list[str] = []
    parts.runner.long(lambda _report: gate.wait(5), then=lambda _: order.append("long"))
    parts.runner.read(lambda: None, then=lambda _: (order.append("read"), gate.set()))
    parts.settle()
    assert order == ["read", "long"]


def test_changes_are_announced_before_the_asker_hears_of_them(parts: Parts) -> None:
    heard: list[object] = []
    origin = QObject()
    changes = Changes(frozenset({7}))
    parts.bus.committed.connect(lambda told, asker: heard.append((told, asker)))
    parts.runner.write(lambda: Outcome(changes), then=lambda _: heard.append("then"), owner=origin)
    parts.settle()
    assert heard == [(changes, origin), "then"]


@pytest.mark.parametrize("handled", [True, False])
def test_a_failure_goes_to_its_asker_or_to_the_one_who_ends_the_program(parts: Parts, handled: bool) -> None:
    to_asker: list[BaseException] = []
    to_all: list[BaseException] = []
    parts.runner.unhandled.connect(to_all.append)
    error = Conflict("storage.busy")

    def fail() -> object:
        raise error

    parts.runner.write(fail, failed=to_asker.append if handled else None)
    parts.settle()
    assert (to_asker, to_all) == (([error], []) if handled else ([], [error]))


def test_a_cancelled_job_is_silent_whenever_it_is_cancelled(parts: Parts) -> None:
    begun, gate, said = threading.Event(), threading.Event(), []

    def job(report: Callable[[int, int], None]) -> None:
        begun.set()
        gate.wait(5)
        report(1, 2)
        said.append("went on")

    running = parts.runner.long(job, then=said.append, failed=said.append, progress=lambda *step: said.append(step))
    waiting = parts.runner.long(lambda _report: said.append("ran"), then=said.append, failed=said.append)
    begun.wait(5)
    running.cancel()
    waiting.cancel()
    gate.set()
    parts.settle()
    assert said == []


def test_progress_arrives_in_order(parts: Parts) -> None:
    steps: list[tuple[int, int]] = []

    def job(report: Callable[[int, int], None]) -> None:
        for done in range(4):
            report(done, 3)

    parts.runner.long(job, then=lambda _: None, progress=lambda done, total: steps.append((done, total)))
    parts.settle()
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_drain_waits_for_writes_drops_reads_and_comes_last(parts: Parts) -> None:
    gate, order = threading.Event(), []
    parts.runner.write(lambda: gate.wait(5), then=lambda _: order.append("write"))
    parts.runner.read(lambda: gate.wait(5), then=lambda _: order.append("read"))
    parts.runner.drain(lambda: order.append("drained"))
    assert order == []
    gate.set()
    parts.settle()
    assert order == ["write", "drained"]


def test_drain_of_an_idle_runner_answers_at_once(parts: Parts) -> None:
    order: list[str] = []
    parts.runner.drain(lambda: order.append("drained"))
    assert order == ["drained"]


def test_shutting_down_finishes_writes_that_were_asked_for(qtbot: QtBot) -> None:
    parts, done = Parts(qtbot), []
    for number in range(5):
        parts.runner.write(lambda number=number: done.append(number))
    parts.runner.shut_down()
    assert done == list(range(5))


def test_cancelled_is_no_error_for_the_person(parts: Parts) -> None:
    said: list[object] = []

    def job(_report: object) -> object:
        raise Cancelled

    parts.runner.unhandled.connect(said.append)
    parts.runner.long(job, then=said.append, failed=said.append)
    parts.settle()
    assert said == []


def test_a_running_read_is_interrupted_when_nobody_wants_it_any_more(parts: Parts) -> None:
    begun, interrupted, said = threading.Event(), threading.Event(), []

    def slow() -> object:
        begun.set()
        interrupted.wait(5)
        raise Cancelled

    running = parts.runner.read(slow, then=said.append, failed=said.append, interrupt=interrupted.set)
    begun.wait(5)
    running.cancel()
    parts.settle()
    assert (said, interrupted.is_set()) == ([], True)


def test_an_interrupt_that_meets_the_next_read_does_not_lose_it(parts: Parts) -> None:
    tries: list[int] = []
    said: list[object] = []

    def met() -> object:
        tries.append(1)
        if len(tries) == 1:
            raise Cancelled
        return "rows"

    parts.runner.read(met, then=said.append, failed=said.append)
    parts.settle()
    assert (said, len(tries)) == (["rows"], 2)


def test_a_job_that_is_stopped_says_so_and_one_that_was_through_says_then(parts: Parts) -> None:
    begun, gate, said = threading.Event(), threading.Event(), []

    def job(report: Callable[[int, int], None]) -> None:
        begun.set()
        gate.wait(5)
        report(1, 2)

    running = parts.runner.long(job, then=said.append, stopped=lambda: said.append("stopped"))
    begun.wait(5)
    running.stop()
    gate.set()
    parts.settle()
    assert said == ["stopped"]

    begun.clear()
    through = parts.runner.long(
        lambda _report: (begun.set(), "done")[1], then=said.append, stopped=lambda: said.append("stopped")
    )
    begun.wait(5)
    parts.settle()
    through.stop()
    assert said == ["stopped", "done"]


def test_nobody_is_called_who_is_gone(parts: Parts) -> None:
    owner, gate, said = QObject(), threading.Event(), []
    unhandled: list[object] = []
    parts.runner.unhandled.connect(unhandled.append)

    def expected() -> object:
        gate.wait(5)
        raise Conflict("storage.busy")

    parts.runner.read(lambda: gate.wait(5), owner=owner, then=said.append, failed=said.append)
    parts.runner.write(expected, owner=owner, then=said.append, failed=said.append)
    shiboken6.delete(owner)
    gate.set()
    parts.settle()
    assert (said, unhandled) == ([], [])


def test_no_read_is_taken_while_the_lanes_are_drained(parts: Parts) -> None:
    gate, order = threading.Event(), []
    parts.runner.write(lambda: gate.wait(5), then=lambda _: parts.runner.read(lambda: 1, then=order.append))
    parts.runner.drain(lambda: order.append("drained"))
    gate.set()
    parts.settle()
    assert order == ["drained"]


def test_draining_ends_even_if_an_answer_raises(parts: Parts, qtbot: QtBot) -> None:
    order: list[str] = []

    def broken(_result: object) -> None:
        raise LookupError

    parts.runner.write(lambda: None, then=broken)
    parts.runner.drain(lambda: order.append("drained"))
    with qtbot.capture_exceptions() as raised:
        parts.settle()
    assert order == ["drained"]
    assert [kind for kind, _error, _trace in raised] == [LookupError]
