"""The list model: exact length, blocks on demand, identity by id, nothing that jumps, Qt's own conformance tester."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QListView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from dpo_desktop.ui.paged_table_model import BLOCK_ROWS, KEPT_BLOCKS, ROW_ROLE, PagedTableModel


@dataclass(frozen=True)
class Record:
    id: int
    words: str


class Source:
    """Keeps questions until the test answers them."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self._answers: list[Callable[[Sequence[Record]], None]] = []
        self._refusals: list[Callable[[BaseException], None]] = []
        self.edition = 1

    def fetch(
        self,
        ids: Sequence[int],
        arrived: Callable[[Sequence[Record]], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self.asked.append(list(ids))
        self._answers.append(arrived)
        self._refusals.append(failed)

    def answer(self) -> None:
        waiting, self._answers = self._answers, []
        self._refusals = []
        for ids, arrived in zip(self.asked[-len(waiting) :] if waiting else [], waiting, strict=True):
            arrived([Record(row_id, f"row {row_id}, edition {self.edition}") for row_id in ids])

    def refuse(self) -> None:
        waiting, self._refusals = self._refusals, []
        self._answers = []
        for failed in waiting:
            failed(OSError())


def model_of(ids: Sequence[int]) -> tuple[PagedTableModel[Record], Source]:
    source = Source()
    model: PagedTableModel[Record] = PagedTableModel(source.fetch, lambda row: row.words)
    model.replace_ids(array("q", ids))
    return model, source


def words(model: PagedTableModel[Record], position: int) -> object:
    return model.data(model.index(position, 0))


def test_a_block_is_asked_for_once_and_shown_when_it_arrives() -> None:
    model, source = model_of(range(1000, 1250))
    assert (model.rowCount(), words(model, 0), words(model, 99)) == (250, "…", "…")
    assert source.asked == [list(range(1000, 1100))]
    source.answer()
    assert words(model, 0) == "row 1000, edition 1"
    assert model.data(model.index(5, 0), ROW_ROLE) == Record(1005, "row 1005, edition 1")
    assert model.data(model.index(5, 0), Qt.ItemDataRole.AccessibleTextRole) == "row 1005, edition 1"
    assert len(source.asked) == 1


def test_the_last_short_block_holds_its_own_rows() -> None:
    model, source = model_of(range(250))
    words(model, 249)
    assert source.asked == [list(range(200, 250))]


def test_an_answer_to_an_older_list_is_ignored() -> None:
    model, source = model_of(range(10))
    words(model, 0)
    model.replace_ids(array("q", range(50, 60)))
    source.answer()
    assert words(model, 0) == "…"


def test_a_failed_block_says_so_and_is_asked_for_again_when_its_rows_change() -> None:
    model, source = model_of(range(10))
    words(model, 0)
    source.refuse()
    assert words(model, 0) == "This row could not be read."
    assert len(source.asked) == 1
    model.refresh({3})
    source.answer()
    assert words(model, 3) == "row 3, edition 1"


def test_a_changed_row_fetches_its_block_and_shows_the_old_words_until_then() -> None:
    model, source = model_of(range(500))
    for position in (0, 100, 300):
        words(model, position)
    source.answer()
    source.edition = 2
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.refresh({105, 99_999})
    assert source.asked[3:] == [list(range(100, 200))]
    assert words(model, 105) == "row 105, edition 1"
    source.answer()
    assert (words(model, 105), words(model, 5)) == ("row 105, edition 2", "row 5, edition 1")
    assert changed == [(100, 199)]


def test_a_row_that_is_gone_leaves_a_place_holder_not_a_hole() -> None:
    source = Source()
    model: PagedTableModel[Record] = PagedTableModel(
        lambda ids, arrived, _failed: arrived([Record(row_id, "there") for row_id in ids if row_id != 2]),
        lambda row: row.words,
    )
    model.replace_ids(array("q", [1, 2, 3]))
    words(model, 0)
    assert [words(model, position) for position in range(3)] == ["there", "This row could not be read.", "there"]
    assert source.asked == []


def test_few_blocks_are_kept() -> None:
    model, source = model_of(range(BLOCK_ROWS * (KEPT_BLOCKS + 20)))
    for block in range(KEPT_BLOCKS + 20):
        words(model, block * BLOCK_ROWS)
        source.answer()
    asked = len(source.asked)
    words(model, (KEPT_BLOCKS + 19) * BLOCK_ROWS)
    assert len(source.asked) == asked
    words(model, 0)
    assert len(source.asked) == asked + 1


def test_persistent_indexes_follow_their_ids_and_end_with_them(qtmodeltester: ModelTester) -> None:
    model, _source = model_of([5, 3, 9, 7])
    qtmodeltester.check(model, force_py=True)
    held = [QPersistentModelIndex(model.index(position, 0)) for position in range(4)]
    model.replace_ids(array("q", [7, 1, 5]))
    assert [index.row() if index.isValid() else -1 for index in held] == [2, -1, -1, 0]
    assert [model.position_of(row_id) for row_id in (7, 1, 5, 9)] == [0, 1, 2, -1]
    assert not QModelIndex(model.index(3, 0)).isValid()


def test_a_view_over_100000_rows_asks_for_what_it_shows(qtbot: QtBot) -> None:
    source = Source()
    model: PagedTableModel[Record] = PagedTableModel(source.fetch, lambda row: row.words)
    view = QListView()
    qtbot.addWidget(view)
    view.setUniformItemSizes(True)
    view.setModel(model)
    view.resize(300, 400)
    view.show()
    model.replace_ids(array("q", range(100_000)))
    view.grab()
    view.scrollToBottom()
    view.grab()
    assert sorted(source.asked) == [list(range(100)), list(range(99_900, 100_000))]
