"""A list of findings of any length: a picture, what it is about, and a sentence. Words are made when a row is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyleOptionViewItem, QWidget

from dpo_desktop.ui.parts.boxes import vbox
from dpo_desktop.ui.parts.labels import draw, label
from dpo_desktop.ui.parts.rows import Index, RowDelegate
from dpo_desktop.ui.theme import look

LINE_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Line:
    """`icon` with its colour `role`, a short title, a sentence. `is_faint`: there, and no more in use."""

    icon: str
    role: str
    title: str
    words: str
    is_faint: bool = False


class LineModel(QAbstractListModel):
    """`line_of(position)` is asked for what is seen only."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._line_of: Callable[[int], Line] | None = None

    def replace(self, count: int, line_of: Callable[[int], Line]) -> None:
        self.beginResetModel()
        self._count, self._line_of = count, line_of
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self._count

    def line_at(self, position: int) -> Line | None:
        return self._line_of(position) if self._line_of is not None and 0 <= position < self._count else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        wanted = (
            LINE_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        )
        line = self.line_at(index.row()) if role in wanted else None
        if line is None or role == LINE_ROLE:
            return line
        return line.words if role == Qt.ItemDataRole.ToolTipRole else f"{line.title}. {line.words}"


class _LineDelegate(RowDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look.em(20), look.row(2))

    def paint_row(self, painter: QPainter, place: QRectF, index: Index, *, selected: bool) -> None:
        del selected
        line = index.data(LINE_ROLE)
        if not isinstance(line, Line):
            return
        side = look.icon_size()
        high, low = look.line(), look.line("small")
        top = place.center().y() - (high + low + look.space(0.5)) / 2
        painter.drawPixmap(round(place.left()), round(top + (high - side) / 2), look.pixmap(line.icon, line.role))
        left = place.left() + side + look.space(2.5)
        draw(
            painter,
            QRectF(left, top, place.right() - left, high),
            line.title,
            "medium",
            "faint" if line.is_faint else "text",
        )
        second = QRectF(left, top + high + look.space(0.5), place.right() - left, low)
        draw(painter, second, line.words, "small", "muted")


class LineList(QListView):
    """`chosen(position)` when another line became the current one."""

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.lines = LineModel()
        self.setModel(self.lines)
        self.setItemDelegate(_LineDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(lambda index, _before: self.chosen.emit(index.row()))

    def choose(self, position: int) -> None:
        self.setCurrentIndex(self.lines.index(position, 0))

    def keyboardSearch(self, search: str) -> None:
        """Qt would make the words of row after row."""


class LineReader(QWidget):
    """A list of lines, and under it the whole sentence of the current one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.list = LineList(name)
        self._words = label("", "body", wrap=True, select=True)
        self.list.chosen.connect(self._on_chosen)
        self.setLayout(vbox((self.list, 1), self._words, gap=1.5))

    def replace(self, count: int, line_of: Callable[[int], Line]) -> None:
        self.list.lines.replace(count, line_of)
        self._on_chosen(-1)

    def _on_chosen(self, position: int) -> None:
        line = self.list.lines.line_at(position)
        words = f"{line.title}. {line.words}" if line is not None else ""
        self._words.setText(words)
        self._words.setAccessibleName(words)
