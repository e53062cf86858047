"""What all painted rows share: ground, hover, selection with an accent edge, hairline, focus ring round the row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dpo_desktop.ui.theme import look

Index = QModelIndex | QPersistentModelIndex
_EDGE = 3
_RING = 2


class RowDelegate(QStyledItemDelegate):
    """Paints one-column rows; `paint_row` draws what is inside."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        place = QRectF(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, look.colour("tint" if selected else "hover"))
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.colour("hairline"))
        if selected:
            painter.fillRect(QRectF(place.left(), place.top(), _EDGE, place.height() - 1), look.colour("accent"))
        if selected and self._view.hasFocus() and self._view.currentIndex().row() == index.row():
            self._ring(painter, place)
        inside = place.adjusted(look.space(3), 0, -look.space(3), -1)
        self.paint_row(painter, inside, index, selected=selected)
        painter.restore()

    @staticmethod
    def _ring(painter: QPainter, place: QRectF) -> None:
        colour, width = look.colour("focus"), _RING
        for edge in (
            QRectF(place.left(), place.top(), place.width(), width),
            QRectF(place.left(), place.bottom() - width, place.width(), width),
            QRectF(place.left(), place.top(), width, place.height()),
            QRectF(place.right() - width, place.top(), width, place.height()),
        ):
            painter.fillRect(edge, colour)

    def paint_row(self, painter: QPainter, place: QRectF, index: Index, *, selected: bool) -> None:
        raise NotImplementedError(type(self).__name__)
