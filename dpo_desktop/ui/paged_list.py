"""A searchable list of any length with filters: what the desks for requests and mails share."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.search import COUNTED, Found
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.paged_table_model import Column, PagedTableModel
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import search_line
from dpo_desktop.ui.parts.flow import flowing
from dpo_desktop.ui.parts.labels import glyph, label
from dpo_desktop.ui.parts.rows import RowDelegate
from dpo_desktop.ui.program import ProgramParts
from dpo_desktop.ui.row_views import PagedListView
from dpo_desktop.ui.theme import look
from dpo_desktop.work.runner import Ticket

_SEARCH_DELAY_MS = 180


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a list stands: what it shows, and the id of its current row."""

    status: str
    search: str
    current: int


class PagedList(QWidget):
    """`chosen(id)` when another row became the current one (0: none); `opened` on Enter.

    A desk says what is listed: the jobs that read, the filters, and what stands there when nothing is found.
    """

    chosen = Signal(int)
    opened = Signal()
    rare_filters: tuple[str, ...] = ()  # not shown while nothing is in them

    def __init__(
        self,
        program: ProgramParts,
        notices: Notices,
        *,
        title: str,
        icon: str,
        first_filter: str,
        search_hint: str,
        search_name: str,
        describe: Callable[[Any], str],
        empty_acts: Sequence[QPushButton],
        head_tools: Sequence[QWidget],
        below_filters: Sequence[QWidget] = (),
        empty_ways: Sequence[QPushButton] = (),
        columns: Sequence[Column[Any]] = (),
    ) -> None:
        super().__init__()
        self._program, self._notices = program, notices
        self._first_filter = first_filter
        self._ticket: Ticket | None = None
        self._wanted_id = 0
        self._is_new = True  # whether another question was asked, or the same one after a commit
        self.found: Found | None = None  # the answer of a search that is shown
        self.model: PagedTableModel[Any] = PagedTableModel(self._fetch, describe, self, columns)
        self.list_view = PagedListView()
        self.view: QAbstractItemView = self.list_view  # where rows are chosen now
        self.list_view.setModel(self.model)
        self.list_view.setItemDelegate(self.delegate())
        self.list_view.setUniformItemSizes(True)
        self.view.setAccessibleName(title)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list_view.opened.connect(self.opened)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.search = search_line(search_hint, search_name)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_DELAY_MS)
        self._timer.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        QShortcut(QKeySequence("Esc"), self.search, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(
            self.search.clear
        )
        self.chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        for key, word in self.filter_words().items():
            self.chips[key] = self._chip(key, word)
            if key in self.rare_filters:
                self.chips[key].hide()
        self._count = label("", "title", "muted")
        self._found = label("", "small", "muted", wrap=True)
        self._found.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._empty_words = label("", "lead")
        self._empty_hint = label("", "body", "muted", wrap=True)
        self._empty_acts, self._empty_ways = tuple(empty_acts), tuple(empty_ways)
        self._empty = scrolled(self._empty_page(icon), title)  # it gives way to the head
        self._stack.addWidget(self._empty)
        head = vbox(
            hbox(label(title, "title"), self._count, None, *head_tools, gap=2),
            self.search,
            flowing(*self.chips.values(), gap=1),
            *below_filters,
            self._found,
            gap=2,
            pad=(4, 4, 4, 2.5),
        )
        self._head = box(head)
        self.setLayout(vbox(self._head, Rule(), (self._stack, 1), gap=0))
        program.change_bus.committed.connect(self._on_committed)
        self.reload()
        self.load_counts()

    # -- what a desk says

    def delegate(self) -> RowDelegate:
        raise NotImplementedError(type(self).__name__)

    def filter_words(self) -> dict[str, str]:
        raise NotImplementedError(type(self).__name__)

    def ask_ids(self) -> Callable[[], array[int] | Found]:
        """The job that reads the ids of what is searched and filtered now."""
        raise NotImplementedError(type(self).__name__)

    def ask_rows(self, ids: Sequence[int]) -> Callable[[], Sequence[Any]]:
        raise NotImplementedError(type(self).__name__)

    def ask_counts(self) -> Callable[[], dict[str, int]]:
        raise NotImplementedError(type(self).__name__)

    def counted_words(self, count: int) -> str:
        """`12 requests`, as a screen reader says it of a filter."""
        raise NotImplementedError(type(self).__name__)

    def concerned(self, changes: Changes) -> tuple[frozenset[int], bool]:
        """Which rows a commit changed, and whether the list itself may be another."""
        raise NotImplementedError(type(self).__name__)

    def empty_sentences(self) -> tuple[str, str, bool]:
        """What stands in the place of an empty list, a hint, and whether the acts are offered."""
        raise NotImplementedError(type(self).__name__)

    def found_words(self, found: Found | None) -> str:
        """What a search shows, in a sentence; None where the list is no answer to one."""
        del found
        return ""

    # -- what every list does

    def minimumSizeHint(self) -> QSize:
        return QSize(look.em(40), look.em(30))

    def _chip(self, key: str, word: str) -> QPushButton:
        chip = button(word, "chip")
        chip.setFont(look.font("small"))
        chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        chip.setCheckable(True)
        chip.setChecked(key == self._first_filter)
        chip.clicked.connect(lambda _checked=False: self.reload())
        self._group.addButton(chip)
        return chip

    def _empty_page(self, icon: str) -> QWidget:
        few = len(self._empty_acts) < 3  # more than two do not stand side by side in a narrow list
        acts = (
            hbox(None, *self._empty_acts, None)
            if few
            else vbox(*(hbox(None, act, None) for act in self._empty_acts), gap=1.5)
        )
        return box(
            vbox(
                None,
                hbox(None, glyph(icon, "faint", look.icon_size() * 2.4), None),
                hbox(None, self._empty_words, None),
                self._empty_hint,
                1,
                acts,
                *(hbox(None, way, None) for way in self._empty_ways),
                None,
                None,
                pad=(6, 4, 6, 4),
            )
        )

    @property
    def status(self) -> str:
        return next((key for key, chip in self.chips.items() if chip.isChecked()), self._first_filter)

    def set_status(self, status: str) -> None:
        """Choose a filter as if its chip was clicked."""
        if not self.chips[status].isChecked():
            self.chips[status].setChecked(True)
            self.reload()

    def place(self) -> ListPlace:
        return ListPlace(self.status, self.search.text(), self.current_id())

    def go_back_to(self, place: ListPlace) -> None:
        """Put it where another list like it was."""
        self.search.setText(place.search)
        self.set_status(place.status)
        self.select(place.current)

    def show_all(self, status: str) -> None:
        """Everything of a filter: the search is emptied."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._timer.stop()
        self.chips[status].setChecked(True)
        self.reload()

    def holds(self, row_id: int) -> bool:
        return self.model.position_of(row_id) >= 0

    def current_id(self) -> int:
        index = self.view.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else 0

    def selected_ids(self) -> list[int]:
        """In the order of the list."""
        return [self.model.id_at(row) for row in self._selected_rows()]

    def _selected_rows(self) -> list[int]:
        """A row counts by its first column: a list knows no other."""
        ranges = [one for one in self.view.selectionModel().selection().toList() if one.left() == 0]
        return sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})

    def all_ids(self) -> array[int]:
        """Of every row, in the order of the list."""
        return self.model.ids()

    def select(self, row_id: int) -> None:
        """Make a row the current one now, or when the list that is on its way arrives."""
        position = self.model.position_of(row_id)
        self._wanted_id = 0 if position >= 0 else row_id
        if position >= 0:
            index = self.model.index(position, max(self.view.currentIndex().column(), 0))
            flags = QItemSelectionModel.SelectionFlag
            self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.view.scrollTo(index)

    def reload(self) -> None:
        """Ask for the ids anew; an older question is dropped. What was typed just before the lock is not asked."""
        workspace = self._program.workspace
        if workspace is None:
            return
        if self._ticket is not None:
            self._ticket.cancel()
        self._is_new = True
        self._ticket = self._program.runner.read(
            self.ask_ids(),
            owner=self,
            then=self._on_ids,
            failed=self._notices.show_error,
            interrupt=workspace.interrupt_reads,
        )

    def _on_ids(self, answer: array[int] | Found) -> None:
        anchor = self._anchor()
        self.found = answer if isinstance(answer, Found) else None
        ids = answer.ids if isinstance(answer, Found) else answer
        self.model.replace_ids(ids)
        self._count.setText(_count_words(len(ids), self.found))
        words = self.found_words(self.found)
        self._found.setText(words)
        self._found.setVisible(bool(words))
        self._show_or_say_empty()
        wanted, self._wanted_id = self._wanted_id, 0
        if wanted and self.holds(wanted):
            self.select(wanted)
        elif self.view.currentIndex().isValid():
            self._restore(anchor)
            if not self._selected_rows():
                self.select(self.current_id())
        elif len(ids):  # the next one where the current one went; of another question the first
            self.select(ids[0 if self._is_new else min(max(anchor[2], 0), len(ids) - 1)])
        else:
            self.chosen.emit(0)

    def _anchor(self) -> tuple[int, int, int]:
        """The first row on the screen, how far it is scrolled, and the current position: what must not jump."""
        top = self.view.indexAt(QPoint(1, 1))
        # Where several rows are chosen and go, the next of them takes the place of the first.
        current = min([self.view.currentIndex().row(), *self._selected_rows()])
        if not top.isValid():
            return 0, 0, current
        return self.model.id_at(top.row()), self.view.visualRect(top).top(), current

    def _restore(self, anchor: tuple[int, int, int]) -> None:
        position = self.model.position_of(anchor[0])
        if position >= 0:
            bar = self.view.verticalScrollBar()
            self.view.doItemsLayout()
            bar.setValue(position * self.row_height() - anchor[1])

    def row_height(self) -> int:
        return look.row(2)

    def _show_or_say_empty(self) -> None:
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.view)
            return
        words, hint, with_acts = self.empty_sentences()
        self._empty_words.setText(words)
        self._empty_hint.setText(hint)
        self._empty_hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for widget in self._empty_acts:
            widget.setVisible(with_acts)
        for widget in self._empty_ways:
            widget.setVisible(not with_acts)
        self._stack.setCurrentWidget(self._empty)

    def _fetch(
        self,
        ids: Sequence[int],
        arrived: Callable[[Sequence[Any]], None],
        failed: Callable[[BaseException], None],
    ) -> object:
        def could_not(error: BaseException) -> None:
            failed(error)
            self._notices.show_error(error)

        return self._program.runner.read(self.ask_rows(ids), owner=self, then=arrived, failed=could_not)

    def load_counts(self) -> None:
        self._program.runner.read(self.ask_counts(), owner=self, then=self._on_counts, failed=self._notices.show_error)

    def _on_counts(self, counts: dict[str, int]) -> None:
        for key, word in self.filter_words().items():
            count = counts.get(key)
            self.chips[key].setText(f"{word}  {count}" if count is not None else word)
            self.chips[key].setVisible(key not in self.rare_filters or bool(count) or self.chips[key].isChecked())
            if count is not None:
                self.chips[key].setAccessibleName(f"{word}, {self.counted_words(count)}")

    def _on_committed(self, changes: Changes, _origin: object) -> None:
        if self._program.workspace is None:
            return
        rows, list_changed = self.concerned(changes)
        self.model.refresh(rows)
        if list_changed:
            self.reload()
            self._is_new = False
            self.load_counts()

    def _on_current_changed(
        self, current: QModelIndex | QPersistentModelIndex, _previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        if current.isValid():
            self.chosen.emit(self.model.id_at(current.row()))

    def focus_list(self) -> None:
        (self.search if self._stack.currentWidget() is self._empty else self.view).setFocus(
            Qt.FocusReason.OtherFocusReason
        )


def _count_words(shown: int, found: Found | None) -> str:
    """Of a search that shows a part, that and how many there are."""
    if found is None or found.is_all:
        return str(shown)
    return (
        f"{number(shown)} / {number(COUNTED)}+" if found.total > COUNTED else f"{number(shown)} / {number(found.total)}"
    )
