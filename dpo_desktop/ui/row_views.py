"""The view of a list of any length, and the keys that every view of such a list knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView


class Rows(Protocol):
    """A view of a `PagedTableModel` in which Enter opens."""

    opened: Any

    def currentIndex(self) -> QModelIndex: ...

    def setCurrentIndex(self, index: QModelIndex | QPersistentModelIndex) -> None: ...

    def model(self) -> QAbstractItemModel: ...


def moves_or_opens(view: Rows, event: QKeyEvent) -> bool:
    """J, K and Enter, in every view of such a list. Gives whether the key was one of these."""
    moves = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
    step = moves.get(Qt.Key(event.key()))
    if step is not None and not event.modifiers():
        here, model = view.currentIndex(), view.model()
        position = min(max(here.row() + step, 0), model.rowCount() - 1)
        view.setCurrentIndex(model.index(position, max(here.column(), 0)))
        return True
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        view.opened.emit()
        return True
    return False


class PagedListView(QListView):
    """J and K move like the arrows while the list has the focus; Enter opens."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.letters: dict[Qt.Key, Callable[[], object]] = {}  # what a desk does at a single letter

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not moves_or_opens(self, event) and not self._acts(event):
            super().keyPressEvent(event)

    def _acts(self, event: QKeyEvent) -> bool:
        act = self.letters.get(Qt.Key(event.key()))
        if act is None or event.modifiers():
            return False
        act()
        return True

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """A block that came in changes no height. Qt's list would measure each of a hundred thousand rows again."""
        QAbstractItemView.dataChanged(self, first, last, roles)

    def keyboardSearch(self, search: str) -> None:
        """Qt would read row after row to find one that begins with the letter; Ctrl+F searches."""
