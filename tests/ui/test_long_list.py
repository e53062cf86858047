"""A list of a hundred thousand: rows that come in do not make Qt measure all of them again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dpo_desktop.ui.paged_list import PagedListView
from dpo_desktop.ui.paged_table_model import PagedTableModel

ROWS = 100_000
Arrived = Callable[[Sequence["Line"]], None]


@dataclass(frozen=True)
class Line:
    id: int


class CountingModel(PagedTableModel[Line]):
    """Counts how often it was asked for its length, which a list does for each row that it lays out."""

    asked = 0

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        self.asked += 1
        return super().rowCount(parent)


def test_a_block_that_comes_in_lays_nothing_out_again(qtbot: QtBot) -> None:
    waiting: list[tuple[Sequence[int], Arrived]] = []
    model = CountingModel(lambda ids, arrived, _failed: waiting.append((ids, arrived)), lambda line: f"line {line.id}")
    view = PagedListView()
    qtbot.addWidget(view)
    view.setUniformItemSizes(True)
    view.setVerticalScrollMode(PagedListView.ScrollMode.ScrollPerPixel)
    view.setModel(model)
    view.show()
    qtbot.waitExposed(view)
    model.replace_ids(array("q", range(ROWS)))
    view.grab()
    assert model.asked > ROWS  # it was laid out once
    bar = view.verticalScrollBar()
    for part in range(3):
        bar.setValue(bar.maximum() * part // 3)
        view.grab()
        model.asked = 0
        seen = waiting[0][0][0]
        for ids, arrived in waiting:
            arrived([Line(one) for one in ids])
        waiting.clear()
        QApplication.processEvents()
        view.grab()
        assert model.asked < ROWS // 100
        assert model.data(model.index(seen, 0)) == f"line {seen}"
