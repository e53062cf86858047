"""A list of any length: a vector of ids, and blocks of 100 rows fetched when they are first seen.

`rowCount` is exact, so scroll bar and selection are right; identity is the id, so nothing jumps when rows change.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dpo_desktop.translation import _

BLOCK_ROWS = 100
KEPT_BLOCKS = 50
ROW_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()


class HasId(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=HasId)
# Asks for the rows of some ids; the answer comes later through the second argument, a failure through the third.
Fetch = Callable[[Sequence[int], Callable[[Sequence[Row]], None], Callable[[BaseException], None]], object]


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of the table: the key by which settings and orders know it, its word, and the text of a row."""

    key: str
    word: str
    text: Callable[[Row], str]


class PagedTableModel(QAbstractTableModel, Generic[Row]):
    """`describe(row)` gives the words of a row for display and for a screen reader: the first column, the only one of a
    list. `columns` are those of a table, from the second on.
    """

    def __init__(
        self,
        fetch: Fetch[Row],
        describe: Callable[[Row], str],
        parent: QObject | None = None,
        columns: Sequence[Column[Row]] = (),
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._describe = describe
        self._columns = columns
        self._ids: array[int] = array("q")
        self._positions: dict[int, int] | None = None
        self._blocks: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._pending: set[int] = set()
        self._generation = 0

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else 1 + len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        if section:
            return self._columns[section - 1].word
        return "" if role == Qt.ItemDataRole.DisplayRole else _("Status")

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self.row_at(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row_at(index.row())
            if row is None:
                return self.missing_words(index.row())
            if not index.column():
                return self._describe(row)
            column = self._columns[index.column() - 1]
            words = column.text(row)
            return words if role == Qt.ItemDataRole.DisplayRole else f"{column.word}: {words}"
        return None

    def row_at(self, position: int) -> Row | None:
        """The row, or None while its block is on its way."""
        number = position // BLOCK_ROWS
        block = self._blocks.get(number)
        if block is None:
            self._request(number)
            return None
        self._blocks.move_to_end(number)
        return block.get(self._ids[position])

    def missing_words(self, position: int) -> str:
        """What stands for a row that is not here: on its way, or not to be had."""
        return _("This row could not be read.") if position // BLOCK_ROWS in self._blocks else "…"

    def id_at(self, position: int) -> int:
        return self._ids[position]

    def ids(self) -> array[int]:
        return self._ids[:]

    def position_of(self, row_id: int) -> int:
        """-1 where the list does not hold it."""
        if self._positions is None:
            self._positions = {held: position for position, held in enumerate(self._ids)}
        return self._positions.get(row_id, -1)

    def replace_ids(self, ids: array[int]) -> None:
        """Another vector. Persistent indexes, and with them selection and current row, follow their ids."""
        if ids == self._ids:
            self.refresh(())
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        kept_ids = [self._ids[index.row()] for index in kept]
        self._ids, self._positions = ids, None
        self._blocks.clear()
        self._pending.clear()
        self._generation += 1
        moved = [self.position_of(row_id) for row_id in kept_ids]
        self.changePersistentIndexList(
            kept,
            [
                self.index(position, index.column()) if position >= 0 else QModelIndex()
                for position, index in zip(moved, kept, strict=True)
            ],
        )
        self.layoutChanged.emit()

    def refresh(self, ids: Iterable[int]) -> None:
        """Rows that changed: only the blocks that hold them are fetched again, and what is shown stays until then."""
        numbers = {position // BLOCK_ROWS for row_id in ids if (position := self.position_of(row_id)) >= 0}
        for number in numbers:
            self._pending.discard(number)
            self._request(number)

    def _request(self, number: int) -> None:
        if number in self._pending or number * BLOCK_ROWS >= len(self._ids):
            return
        self._pending.add(number)
        generation = self._generation
        ids = self._ids[number * BLOCK_ROWS : (number + 1) * BLOCK_ROWS].tolist()

        def arrived(rows: Sequence[Row]) -> None:
            if generation == self._generation:
                self._pending.discard(number)
                self._store(number, rows)

        def failed(_error: BaseException) -> None:
            """One bad record never blanks a list: its block says so, and `refresh` asks for it again."""
            if generation == self._generation:
                self._pending.discard(number)
                self._store(number, ())

        self._fetch(ids, arrived, failed)

    def _store(self, number: int, rows: Sequence[Row]) -> None:
        self._blocks[number] = {row.id: row for row in rows}
        self._blocks.move_to_end(number)
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        last = min((number + 1) * BLOCK_ROWS, len(self._ids)) - 1
        self.dataChanged.emit(self.index(number * BLOCK_ROWS, 0), self.index(last, len(self._columns)))
