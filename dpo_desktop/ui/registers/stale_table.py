"""Cases whose dates would move, as a table with a box to tick in each row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from dpo_desktop.sentences.editions import cause_words, date_parts, day_or_none
from dpo_desktop.sentences.vocabulary import laws, request_types
from dpo_desktop.services.editions import StaleCase
from dpo_desktop.translation import _
from dpo_desktop.ui.theme import look

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_CASE, _WHAT, _NOW, _THEN, _WHY = range(5)


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

    def case_at(self, row: int) -> StaleCase | None:
        return self._cases[row] if 0 <= row < len(self._cases) else None

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
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Case"), _("What"), _("Now"), _("Would be"), _("Why"))[section]
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
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(case, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return all_words(case)
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
    if column == _WHY:
        return cause_words(case.why)
    what, before, after = changes(case)[0]
    return {_WHAT: what, _NOW: before, _THEN: after}[column]


def changes(case: StaleCase) -> list[tuple[str, str, str]]:
    """What would be another, from what, to what; the day of the answer first."""
    found = []
    names = laws()
    if case.due_before != case.due_after:
        found.append((_("Answer"), day_or_none(case.due_before), day_or_none(case.due_after)))
    if case.leads != case.leads_after:
        found.append((_("Law that leads"), names[case.leads], names[case.leads_after]))
    parts = date_parts()
    for one in case.others:
        named = _("{right}: {part}").format(right=one.right, part=parts[one.part])
        what = one.right if one.part == "due_on" else named
        found.append((what, day_or_none(one.before), day_or_none(one.after)))
    return found


def all_words(case: StaleCase) -> str:
    """Everything of a case that would be another, one line each."""
    told = [
        _("{what}: {before} becomes {after}").format(what=what, before=before, after=after)
        for what, before, after in changes(case)
    ]
    return "\n".join(told)


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
        for column, ems in ((_CASE, 28), (_WHAT, 24), (_NOW, 17), (_THEN, 17)):
            self.setColumnWidth(column, look.em(ems))
        header.setSectionResizeMode(_WHY, QHeaderView.ResizeMode.Stretch)

        palette = self.palette()
        palette.setColor(palette.ColorRole.Highlight, look.colour("tint"))
        palette.setColor(palette.ColorRole.HighlightedText, look.colour("text"))
        self.setPalette(palette)

    def choose_first(self) -> None:
        self.setCurrentIndex(self.stale.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.stale.turn(self.currentIndex().row())
            return
        super().keyPressEvent(event)
