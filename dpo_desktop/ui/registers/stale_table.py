"""Cases whose dates would move, as a table with a box to tick in each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from dpo_desktop.sentences.editions import cause_words, date_parts, day_or_none
from dpo_desktop.sentences.vocabulary import laws, request_types
from dpo_desktop.services.editions import MovedDate, StaleCase
from dpo_desktop.translation import _
from dpo_desktop.ui.theme import look

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_CASE, _NOW, _THEN, _WHY = range(4)


class StaleModel(QAbstractTableModel):
    """`ticked` when a tick changed. Words are made when a row is seen."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._cases: Sequence[StaleCase] = ()
        self._chosen: set[int] = set()

    def replace(self, cases: Sequence[StaleCase]) -> None:
        """All of them ticked."""
        self.beginResetModel()
        self._cases, self._chosen = cases, {case.id for case in cases}
        self.endResetModel()

    def chosen(self) -> list[int]:
        """The ids of the ticked cases, in the order of the table."""
        return [case.id for case in self._cases if case.id in self._chosen]

    def tick_all(self, *, is_ticked: bool) -> None:
        self._chosen = {case.id for case in self._cases} if is_ticked else set()
        if self._cases:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._cases) - 1, 0))
        self.ticked.emit()

    def turn(self, row: int) -> None:
        """Tick a row, or take its tick away."""
        self._chosen ^= {self._cases[row].id}
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))
        self.ticked.emit()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._cases)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Case"), _("Now"), _("Would be"), _("Why"))[section]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return found | Qt.ItemFlag.ItemIsUserCheckable if index.column() == _CASE else found

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        case = self._cases[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == _CASE:
            return Qt.CheckState.Checked if case.id in self._chosen else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _words(case, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = _words(case, index.column())
            if index.column() != _CASE:
                return words
            return _("{case}, ticked").format(case=words) if case.id in self._chosen else words
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != _CASE:
            return False
        if (Qt.CheckState(value) == Qt.CheckState.Checked) != (self._cases[index.row()].id in self._chosen):
            self.turn(index.row())
        return True


def _words(case: StaleCase, column: int) -> str:
    if column == _CASE:
        return f"{case.reference}  ·  {request_types()[case.type_code]}"
    if column == _NOW:
        return _answer(case.due_before, case.leads)
    if column == _THEN:
        return _answer(case.due_after, case.leads_after)
    return ". ".join((cause_words(case.why), *(_other(one) for one in case.others)))


def _answer(day: date | None, law: str) -> str:
    return f"{day_or_none(day)}  ·  {laws()[law]}"


def _other(moved: MovedDate) -> str:
    return _("{right}, {part}: {before} becomes {after}").format(
        right=moved.right,
        part=date_parts()[moved.part],
        before=day_or_none(moved.before),
        after=day_or_none(moved.after),
    )


class StaleTable(QTableView):
    """Space ticks the current row."""

    def __init__(self) -> None:
        super().__init__()
        self.stale = StaleModel()
        self.setModel(self.stale)
        self.setAccessibleName(_("Cases whose dates would move"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(look.line() + look.space(3)))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, ems in ((_CASE, 27), (_NOW, 21), (_THEN, 21)):
            self.setColumnWidth(column, look.em(ems))
        header.setSectionResizeMode(_WHY, QHeaderView.ResizeMode.Stretch)

    def choose_first(self) -> None:
        self.setCurrentIndex(self.stale.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.stale.turn(self.currentIndex().row())
            return
        super().keyPressEvent(event)
