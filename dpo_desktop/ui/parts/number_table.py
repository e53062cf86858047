"""The numbers of a chart as a table that a screen reader walks through cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem

from dpo_desktop.sentences.numbers import number
from dpo_desktop.ui.theme import look

# The words of the head stand over those of the cells.
_HEAD = "QHeaderView::section, QHeaderView::section:first {{ padding: {around}px 3px; }}"


class NumberTable(QTableWidget):
    """Words in the first column, counts in the others; as high as its rows."""

    def __init__(self, name: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> None:
        super().__init__(len(rows), len(heads))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, head in enumerate(heads):
            cell = QTableWidgetItem(head)
            cell.setTextAlignment(right if column else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, cell)
        for at, (word, counts) in enumerate(rows):
            first = QTableWidgetItem(word)
            first.setToolTip(word)
            self.setItem(at, 0, first)
            for column, count in enumerate(counts, start=1):
                cell = QTableWidgetItem(number(count))
                cell.setTextAlignment(right)
                self.setItem(at, column, cell)
        self.setStyleSheet(_HEAD.format(around=look.space(1)))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(look.line() + look.space(2)))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(look.em(5))

    def sizeHint(self) -> QSize:
        height = self.horizontalHeader().sizeHint().height() + self.verticalHeader().length()
        return QSize(look.em(30), height + look.space(1))

    def minimumSizeHint(self) -> QSize:
        return QSize(look.em(20), self.sizeHint().height())
