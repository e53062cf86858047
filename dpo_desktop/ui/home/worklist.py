"""The open cases of Home in the order of an officer's worry: late, at once, within a week, later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyleOptionViewItem

from dpo_desktop.domain.requests import SOON_DAYS
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.vocabulary import laws, request_states, request_types
from dpo_desktop.services.views import RequestSummary
from dpo_desktop.translation import _
from dpo_desktop.ui.marks import paint_mark
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.parts.rows import Index, RowDelegate
from dpo_desktop.ui.requests.row import due_pair, spoken
from dpo_desktop.ui.theme import look

_NO_PARENT = QModelIndex()
ITEM_ROLE = Qt.ItemDataRole.UserRole
_LAW_EMS, _STATE_EMS, _DUE_EMS = 16, 21, 15
_ALL_COLUMNS_EMS, _STATE_COLUMN_EMS = 86, 66  # below these widths law, then state give way


@dataclass(frozen=True, slots=True)
class Group:
    """A heading inside the list; `mark` is a status."""

    mark: str
    word: str
    count: int


def grouped(rows: Sequence[RequestSummary], today: date) -> list[Group | RequestSummary]:
    """`rows` come ordered by due date; the groups keep that order."""
    soon = today + timedelta(days=SOON_DAYS)
    dated = [row for row in rows if row.due_on is not None]
    parts: list[tuple[str, str, list[RequestSummary]]] = [
        ("late", _("Late"), [row for row in dated if row.due_on and row.due_on < today]),
        ("none", _("At once, or without a date"), [row for row in rows if row.due_on is None]),
        ("soon", _("Due within a week"), [row for row in dated if row.due_on and today <= row.due_on <= soon]),
        ("open", _("Later"), [row for row in dated if row.due_on and row.due_on > soon]),
    ]
    found: list[Group | RequestSummary] = []
    for key, word, own in parts:
        if own:
            found += [Group(key, word, len(own)), *own]
    return found


class WorklistModel(QAbstractListModel):
    def __init__(self, items: Sequence[Group | RequestSummary], today: date) -> None:
        super().__init__()
        self.items = tuple(items)
        self._today = today

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{item.word}, {item.count}" if isinstance(item, Group) else spoken(item, self._today)
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.items[index.row()], Group):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


class WorklistDelegate(RowDelegate):
    def __init__(self, view: QAbstractItemView, today: date) -> None:
        super().__init__(view)
        self.today = today

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        is_group = isinstance(index.data(ITEM_ROLE), Group)
        return QSize(look.em(20), look.row(1) if is_group else look.row(2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        group = index.data(ITEM_ROLE)
        if not isinstance(group, Group):
            super().paint(painter, option, index)
            return
        painter.save()
        place = QRectF(option.rect)
        painter.fillRect(place, look.colour("sunken"))
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.colour("hairline"))
        inside = place.adjusted(look.space(3), 0, -look.space(3), -1)
        side = look.metrics().height() * 0.8
        paint_mark(painter, QRectF(inside.left(), inside.center().y() - side / 2, side, side), group.mark)
        words = inside.adjusted(side + look.space(2.5), 0, 0, 0)
        used = draw(painter, words, group.word, "strong")
        draw(painter, words.adjusted(used + look.space(2), 0, 0, 0), number(group.count), "body", "muted")
        painter.restore()

    def paint_row(self, painter: QPainter, place: QRectF, index: Index, *, selected: bool) -> None:
        del selected
        row = index.data(ITEM_ROLE)
        assert isinstance(row, RequestSummary)
        side = look.metrics().height() * 0.8
        high, low = look.line(), look.line("small")
        top = place.center().y() - (high + low + look.space(0.5)) / 2
        below = top + high + look.space(0.5)
        left, right = place.left() + side + look.space(2.5), place.right()
        words, day, role = due_pair(row, self.today)
        paint_mark(painter, QRectF(place.left(), top + (high - side) / 2, side, side), row.status)
        draw(painter, QRectF(left, top, right - left, high), words, "medium", role, right=True)
        draw(painter, QRectF(left, below, right - left, low), day, "small", "muted", right=True)
        right -= look.em(_DUE_EMS)
        wide = place.width() / look.em()
        middle = place.center().y() - high / 2
        if wide >= _STATE_COLUMN_EMS:
            right -= look.em(_STATE_EMS)
            draw(painter, QRectF(right, middle, look.em(_STATE_EMS - 2), high), request_states()[row.state])
        if wide >= _ALL_COLUMNS_EMS:
            right -= look.em(_LAW_EMS)
            draw(painter, QRectF(right, middle, look.em(_LAW_EMS - 2), high), laws()[row.law])
        name = "strong" if row.status == "new" else "medium"
        draw(painter, QRectF(left, top, right - left - look.space(2), high), row.person, name)
        second = f"{request_types()[row.type_code]}  ·  {row.reference}"
        draw(painter, QRectF(left, below, right - left - look.space(2), low), second, "small", "muted")


def worklist_view() -> QListView:
    view = QListView()
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setAccessibleName(_("Work of this week"))
    view.setMouseTracking(True)
    view.setUniformItemSizes(False)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view
