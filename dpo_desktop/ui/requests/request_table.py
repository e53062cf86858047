"""The list of requests as a table: a row is a request, columns are chosen, moved, resized and sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from dpo_desktop.services.views import RequestSummary
from dpo_desktop.translation import _
from dpo_desktop.ui.marks import paint_mark
from dpo_desktop.ui.paged_table_model import ROW_ROLE, PagedTableModel
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.parts.menus import TickMenu
from dpo_desktop.ui.parts.rows import Index
from dpo_desktop.ui.requests.columns import (
    NARROWEST_EMS,
    ColumnPlace,
    column_words,
    first_places,
    places_from_words,
    places_to_words,
    role_of,
)
from dpo_desktop.ui.row_views import moves_or_opens
from dpo_desktop.ui.theme import look

_EDGE, _RING = 3, 2
_STATUS_EMS = 5


class _CellDelegate(QStyledItemDelegate):
    """Paints a cell so that its row reads as one: ground, hairline, and round the current row a ring."""

    def __init__(self, table: RequestTable, keys: Sequence[str]) -> None:
        super().__init__(table)
        self._table, self._keys = table, keys

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        width = look.metrics().horizontalAdvance(str(index.data())) if index.column() else 0
        return QSize(round(width) + look.space(6), look.row(1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        place = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = index.row() == self._table.hovered_row
        if selected or hovered:
            painter.fillRect(place, look.colour("tint" if selected else "hover"))
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.colour("hairline"))
        if selected and not index.column():
            painter.fillRect(QRectF(place.left(), place.top(), _EDGE, place.height() - 1), look.colour("accent"))
        if selected and self._table.hasFocus() and self._table.currentIndex().row() == index.row():
            self._ring(painter, place, index)
        row = index.data(ROW_ROLE)
        inside = place.adjusted(look.space(2), 0, -look.space(2), -1)
        if not isinstance(row, RequestSummary):
            if index.column() == 1:
                draw(painter, inside, str(index.data()), "body", "faint")
        elif not index.column():
            side = look.metrics().height() * 0.8
            paint_mark(painter, QRectF(inside.left(), place.center().y() - side / 2, side, side), row.status)
        else:
            key = self._keys[index.column() - 1]
            weight = "medium" if key in ("person", "due") else "body"
            draw(painter, inside, str(index.data()), weight, role_of(key, row))
        painter.restore()

    def _ring(self, painter: QPainter, place: QRectF, index: Index) -> None:
        edges = [
            QRectF(place.left(), place.top(), place.width(), _RING),
            QRectF(place.left(), place.bottom() - _RING, place.width(), _RING),
        ]
        if not index.column():
            edges.append(QRectF(place.left(), place.top(), _RING, place.height()))
        if index.column() == self._table.last_column():
            edges.append(QRectF(place.right() - _RING, place.top(), _RING, place.height()))
        here = self._table.currentIndex().column()
        if here and index.column() == here:  # the cell of which a screen reader speaks
            edges.append(QRectF(place.left(), place.bottom() - 2 * _RING, place.width(), _RING))
        for edge in edges:
            painter.fillRect(edge, look.colour("focus"))


class RequestTable(QTableView):
    """`opened` on Enter or a double click; `sort_wanted(order)` from a click on a header."""

    opened = Signal()
    sort_wanted = Signal(str)

    def __init__(self, model: PagedTableModel[RequestSummary]) -> None:
        super().__init__()
        self._keys = tuple(column_words())
        self._sort = ""
        self.hovered_row = -1
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self, self._keys))
        self.setAccessibleName(_("Requests, as a table"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        for scroll in (self.setVerticalScrollMode, self.setHorizontalScrollMode):
            scroll(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(look.row(1))
        rows.setDefaultSectionSize(look.row(1))
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setAccessibleName(_("Columns"))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(look.em(NARROWEST_EMS))
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._on_header)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(0, look.em(_STATUS_EMS))
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.entered.connect(self._on_entered)
        self.arrange(first_places())

    def setSelectionModel(self, selection: QItemSelectionModel) -> None:
        """The headers get one of their own: they would ask for every row whether the whole column is chosen."""
        super().setSelectionModel(selection)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(self.model(), header))

    # -- columns

    def arrange(self, places: Sequence[ColumnPlace]) -> None:
        """Show these columns from left to right, as wide as they say."""
        header = self.horizontalHeader()
        for position, place in enumerate(places, start=1):
            column = self._column(place.key)
            header.moveSection(header.visualIndex(column), position)
            self.setColumnHidden(column, not place.shown)
            self.setColumnWidth(column, look.em(place.ems))

    def places(self) -> tuple[ColumnPlace, ...]:
        """As `arrange` takes them; a hidden column is as wide as at first."""
        header = self.horizontalHeader()
        at_first = {place.key: place.ems for place in first_places()}
        found = []
        for position in range(1, header.count()):
            column = header.logicalIndex(position)
            key = self._keys[column - 1]
            shown = not self.isColumnHidden(column)
            ems = self.columnWidth(column) / look.metrics().horizontalAdvance("0") if shown else at_first[key]
            found.append(ColumnPlace(key, ems, shown))
        return tuple(found)

    def words(self) -> str:
        """The arrangement, for the settings."""
        return places_to_words(self.places())

    def arrange_as(self, words: str) -> None:
        """As `words` says; '' is as at first."""
        self.arrange(places_from_words(words))

    def shown_keys(self) -> tuple[str, ...]:
        return tuple(place.key for place in self.places() if place.shown)

    def last_column(self) -> int:
        """The rightmost that is shown."""
        return self._column(self.shown_keys()[-1])

    def show_column(self, key: str, *, shown: bool) -> None:
        """The last one stays: a table without columns says nothing."""
        if shown or len(self.shown_keys()) > 1:
            self.setColumnHidden(self._column(key), not shown)

    def move_column(self, key: str, step: int) -> None:
        """Past the next shown column, to the left (-1) or to the right (1)."""
        keys = self.shown_keys()
        target = keys.index(key) + step
        if 0 <= target < len(keys):
            header = self.horizontalHeader()
            place = header.visualIndex(self._column(keys[target]))
            header.moveSection(header.visualIndex(self._column(key)), place)

    def _column(self, key: str) -> int:
        return self._keys.index(key) + 1

    def columns_menu(self, parent: QWidget, key: str = "") -> TickMenu:
        """Which columns are shown; for one of them (`key`) also where it stands."""
        menu = TickMenu(parent, _("Columns"))
        if key:
            keys = self.shown_keys()
            for words, step, end in ((_("Move left"), -1, keys[0]), (_("Move right"), 1, keys[-1])):
                action = menu.addAction(words)
                action.setEnabled(key != end)
                action.triggered.connect(partial(self.move_column, key, step))
            hide = menu.addAction(_("Hide this column"))
            hide.setEnabled(len(keys) > 1)
            hide.triggered.connect(partial(self.show_column, key, shown=False))
            menu.addSeparator()
        for place in self.places():
            action = menu.addAction(column_words()[place.key])
            action.setCheckable(True)
            action.setChecked(place.shown)
            action.toggled.connect(lambda shown, key=place.key: self.show_column(key, shown=shown))
        menu.addSeparator()
        menu.addAction(_("All as at first")).triggered.connect(lambda: self.arrange(first_places()))
        return menu

    def _on_header_menu(self, place: QPoint) -> None:
        column = self.horizontalHeader().logicalIndexAt(place)
        key = self._keys[column - 1] if column > 0 else ""
        self._pop_up(key, self.horizontalHeader().viewport().mapToGlobal(place))

    def _pop_up(self, key: str, place: QPoint) -> None:
        menu = self.columns_menu(self, key)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key opens the menu of the column in which the current cell stands."""
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            return
        column = self.currentIndex().column()
        key = self._keys[column - 1] if column > 0 else ""
        left = self.columnViewportPosition(max(column, 0))
        self._pop_up(key, self.viewport().mapToGlobal(QPoint(left, 0)))

    # -- order

    def show_sort(self, sort: str) -> None:
        """Mark the column by which the rows are ordered."""
        self._sort = sort
        order = Qt.SortOrder.DescendingOrder if sort.startswith("-") else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(self._column(sort.removeprefix("-")), order)

    def _on_header(self, column: int) -> None:
        key = self._keys[column - 1] if column > 0 else self._sort.removeprefix("-")
        again = column > 0 and key == self._sort
        self.show_sort(self._sort)  # Qt has turned the mark already
        if column > 0:
            self.sort_wanted.emit(f"-{key}" if again else key)

    # -- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not moves_or_opens(self, event):
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Qt would read row after row to find one that begins with the letter; Ctrl+F searches."""

    def _on_entered(self, index: Index) -> None:
        self._hover(index.row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()
