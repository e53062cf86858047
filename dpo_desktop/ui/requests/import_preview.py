"""The table of a dry run: its own columns with what they mean, its texts as typed, and a sign on what was not read."""

from __future__ import annotations

from array import array
from functools import lru_cache

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.registers import register_fields
from dpo_desktop.services.import_views import CellMark
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.parts.rows import Index
from dpo_desktop.ui.requests.import_check import CheckedTable
from dpo_desktop.ui.theme import look

MARK_ROLE = Qt.ItemDataRole.UserRole
MEANING_ROLE = Qt.ItemDataRole.UserRole + 1
_BEFORE = 2  # columns before those of the table: the row's number, and what it brings
_LONGEST_SHOWN = 300  # characters of a cell; the tooltip has more
_LONGEST_TIP = 2_000
_NO_PARENT = QModelIndex()
_WIDTH_EMS = (9, 36)
_RING = 2


class PreviewModel(QAbstractTableModel):
    """Rows of a `CheckedTable` by their positions; only what is seen is read."""

    def __init__(self) -> None:
        super().__init__()
        self.checked: CheckedTable | None = None
        self._rows: array[int] = array("q")
        self._marks = lru_cache(maxsize=500)(self._marks_of)

    def replace(self, checked: CheckedTable | None, rows: array[int]) -> None:
        self.beginResetModel()
        self.checked, self._rows = checked, rows
        self._marks.cache_clear()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        if parent.isValid() or self.checked is None:
            return 0
        return _BEFORE + len(self.checked.plan.fields)

    def position_at(self, row: int) -> int:
        """Of a row of the model in `CheckedTable`."""
        return self._rows[row]

    def row_of(self, position: int) -> int:
        """-1 where the filter does not hold it."""
        return self._rows.index(position) if position in self._rows else -1

    def _marks_of(self, position: int) -> dict[int, CellMark]:
        """By column of the model, the worst of each; what is wrong with a row as a whole stands at what it brings."""
        assert self.checked is not None
        found: dict[int, CellMark] = {}
        for mark in self.checked.marks(position):
            found.setdefault(max(mark.column, -1) + _BEFORE, mark)
        return found

    def text(self, index: Index) -> str:
        """As typed, or what stands in a column before those of the table."""
        assert self.checked is not None
        position = self._rows[index.row()]
        if index.column() == 0:
            return number(self.checked.record(position))
        if index.column() == 1:
            return self.checked.brings(position)
        cells = self.checked.cells(position)
        return cells[index.column() - _BEFORE] if cells else ""

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self.checked is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(self.text(index)[:_LONGEST_SHOWN].split("\n"))
        wanted = (MARK_ROLE, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if role not in wanted:
            return None
        position = self._rows[index.row()]
        mark = self._marks(position).get(index.column())
        if role == MARK_ROLE:
            return mark
        words = self.checked.mark_words(position, mark) if mark is not None else ""
        text = self.text(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n\n".join(part for part in (text[:_LONGEST_TIP], words) if part)
        return ". ".join(part for part in (text or _("empty"), words) if part)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or self.checked is None:
            return None
        own = (_("Row"), _("What it brings"))
        column = section - _BEFORE
        name = own[section] if column < 0 else self.checked.column_name(column)
        field = self.checked.plan.fields[column] if column >= 0 else ""
        meaning = register_fields()[field] if field else _("as typed only")
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == MEANING_ROLE:
            return meaning if column >= 0 else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{name}: {meaning}" if column >= 0 else name
        return None


class _Header(QHeaderView):
    """The name as it stands in the file, under it what the column means."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setMinimumSectionSize(look.em(_WIDTH_EMS[0] - 2))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), round(look.line("label") + look.line("small") + look.space(2.5)))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        place = QRectF(rect)
        painter.fillRect(place, look.colour("surface"))
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.colour("border"))
        inside = place.adjusted(look.space(2), look.space(1), -look.space(1), 0)
        first = QRectF(inside.left(), inside.top(), inside.width(), look.line("label"))
        horizontal = Qt.Orientation.Horizontal
        draw(painter, first, str(self.model().headerData(section, horizontal)), "label")
        second = QRectF(inside.left(), first.bottom(), inside.width(), look.line("small"))
        draw(painter, second, str(self.model().headerData(section, horizontal, MEANING_ROLE)), "small", "muted")
        painter.restore()


class _CellDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look.em(_WIDTH_EMS[0]), look.row(1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        place = QRectF(option.rect)
        mark = index.data(MARK_ROLE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(place, look.colour("tint"))
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.colour("hairline"))
        inside = place.adjusted(look.space(2), 0, -look.space(1), -1)
        text = str(index.data() or "")
        colour = "text"
        if index.column() < _BEFORE:
            colour = "muted"
        elif not text:
            text, colour = _("empty"), "faint"
        if isinstance(mark, CellMark):
            colour = "late" if mark.is_bad else colour
            if mark.is_bad:
                painter.fillRect(place.adjusted(1, 1, -2, -2), look.colour("late_tint"))
                painter.setPen(QPen(look.colour("late"), 1.5))
                painter.drawRect(place.adjusted(1, 1, -2, -2))
            side = look.icon_size() * 0.9
            picture = look.pixmap(*(("octagon-alert", "late") if mark.is_bad else ("info", "soon")), size=side)
            painter.drawPixmap(round(inside.left()), round(place.center().y() - side / 2), picture)
            inside.adjust(side + look.space(1.5), 0, 0, 0)
        draw(painter, inside, text, "body", colour)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.colour("focus"), _RING))
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.restore()


class PreviewTable(QTableView):
    """Cells are walked with the arrow keys; Tab leaves the table."""

    def __init__(self) -> None:
        super().__init__()
        self.preview = PreviewModel()
        self.setModel(self.preview)
        self.setItemDelegate(_CellDelegate(self))
        self.setHorizontalHeader(_Header(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.row(1))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(_("Rows of the table"))

    def replace(self, checked: CheckedTable | None, rows: array[int]) -> None:
        """Other rows; columns keep their widths while they stay the same."""
        before = self.preview.columnCount()
        self.preview.replace(checked, rows)
        if self.preview.columnCount() != before:
            self._fit()

    def _fit(self) -> None:
        """Columns as wide as their names and first cells, within limits."""
        metrics = look.metrics()
        least, most = (look.em(ems) for ems in _WIDTH_EMS)
        horizontal = Qt.Orientation.Horizontal
        for column in range(self.preview.columnCount()):
            texts = [
                str(self.preview.headerData(column, horizontal, role))
                for role in (int(Qt.ItemDataRole.DisplayRole), int(MEANING_ROLE))
            ]
            texts += [str(self.preview.index(row, column).data()) for row in range(min(20, self.preview.rowCount()))]
            wanted = max(metrics.horizontalAdvance(text) for text in texts) + look.icon_size() + look.space(5)
            self.setColumnWidth(column, round(min(max(wanted, least), most)))

    def show_cell(self, position: int, column: int) -> None:
        """Make a cell of a row in the filter the current one; column -1 is what the row brings."""
        row = self.preview.row_of(position)
        if row >= 0:
            index = self.preview.index(row, max(column, -1) + _BEFORE)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def current_position(self) -> int | None:
        index = self.currentIndex()
        return self.preview.position_at(index.row()) if index.isValid() else None

    def keyboardSearch(self, search: str) -> None:
        """Qt would read row after row."""
