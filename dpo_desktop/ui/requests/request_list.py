"""The list of requests: search, filters with counts, order, rows. Never jumps, keeps its selection over a refresh."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QListView,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from dpo_desktop.domain.changes import Changes
from dpo_desktop.services import lists
from dpo_desktop.services.views import RequestFilter, RequestSummary
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.paged_table_model import PagedTableModel
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, vbox
from dpo_desktop.ui.parts.buttons import button, tool
from dpo_desktop.ui.parts.fields import choice, search_line
from dpo_desktop.ui.parts.flow import flowing
from dpo_desktop.ui.parts.labels import glyph, label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.row import RequestDelegate, spoken
from dpo_desktop.ui.theme import look
from dpo_desktop.work.runner import Ticket

_SEARCH_DELAY_MS = 180


def _filters() -> dict[str, str]:
    return {
        "open": _("Open"),
        "late": _("Late"),
        "week": _("7 days"),
        "new": _("New"),
        "closed": _("Closed"),
        "": _("All"),
    }


def _orders() -> dict[str, str]:
    return {
        "due": _("Due first"),
        "-received": _("Newest first"),
        "received": _("Oldest first"),
        "person": _("By name"),
        "reference": _("By reference"),
    }


class RequestListView(QListView):
    """J and K move like the arrows while the list has the focus; Enter opens."""

    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
        step = moves.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers():
            model = self.model()
            position = min(max(self.currentIndex().row() + step, 0), model.rowCount() - 1)
            self.setCurrentIndex(model.index(position, 0))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Qt would read row after row to find one that begins with the letter; Ctrl+F searches."""


class RequestList(QWidget):
    """`chosen(id)` when another row became the current one (0: none); `opened` on Enter."""

    chosen = Signal(int)
    opened = Signal()
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, program: ProgramParts, notices: Notices, today: date) -> None:
        super().__init__()
        self._program, self._notices = program, notices
        self._ticket: Ticket | None = None
        self._wanted_id = 0
        self.model: PagedTableModel[RequestSummary] = PagedTableModel(self._fetch, partial(spoken, today=today), self)
        self.view = RequestListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(RequestDelegate(self.view, today))
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName(_("Requests"))
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.opened.connect(self.opened)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.search = search_line(_("Search name, address or reference"), _("Search requests"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_DELAY_MS)
        self._timer.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.order = choice(_orders())
        self.order.setAccessibleName(_("Order"))
        self.order.currentIndexChanged.connect(lambda _index: self.reload())
        QShortcut(QKeySequence("Esc"), self.search, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(
            self.search.clear
        )
        self.chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        for key, word in _filters().items():
            self.chips[key] = self._chip(key, word)
        self._title = label(_("Requests"), "title")
        self._count = label("", "title", "muted")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._empty_words = label("", "lead")
        self._empty_hint = label("", "body", "muted", wrap=True)
        self._stack.addWidget(self._empty_page())
        head = vbox(
            hbox(self._title, self._count, None, tool("plus", _("New request"), clicked=self.new_wanted.emit), gap=2),
            self.search,
            flowing(*self.chips.values(), gap=1),
            hbox(None, label(_("Order"), "small", "muted"), self.order, gap=1.5),
            gap=2,
            pad=(4, 4, 4, 2.5),
        )
        self._head = box(head)
        self.setLayout(vbox(self._head, Rule(), (self._stack, 1), gap=0))
        program.change_bus.committed.connect(self._on_committed)
        self.reload()
        self._load_counts()

    def minimumSizeHint(self) -> QSize:
        return QSize(look.em(40), look.em(30))

    def _chip(self, key: str, word: str) -> QPushButton:
        chip = button(word, "chip")
        chip.setFont(look.font("small"))
        chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        chip.setCheckable(True)
        chip.setChecked(key == "open")
        chip.clicked.connect(lambda _checked=False: self.reload())
        self._group.addButton(chip)
        return chip

    def _empty_page(self) -> QWidget:
        self.empty_button = button(_("New request"), "primary", "plus", clicked=self.new_wanted.emit)
        self.import_button = button(_("Import …"), "", "upload", clicked=self.import_wanted.emit)
        return box(
            vbox(
                None,
                hbox(None, glyph("inbox", "faint", look.icon_size() * 2.4), None),
                hbox(None, self._empty_words, None),
                self._empty_hint,
                1,
                hbox(None, self.empty_button, self.import_button, None),
                None,
                None,
                pad=(6, 4, 6, 4),
            )
        )

    @property
    def status(self) -> str:
        return next((key for key, chip in self.chips.items() if chip.isChecked()), "open")

    def set_status(self, status: str) -> None:
        """Choose a filter as if its chip was clicked."""
        if not self.chips[status].isChecked():
            self.chips[status].setChecked(True)
            self.reload()

    def show_all_open(self) -> None:
        """Every open case: the filter is set back and the search emptied."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._timer.stop()
        self.chips["open"].setChecked(True)
        self.reload()

    def holds(self, request_id: int) -> bool:
        return self.model.position_of(request_id) >= 0

    def current_id(self) -> int:
        index = self.view.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else 0

    def select(self, request_id: int) -> None:
        """Make a request the current one now, or when the list that is on its way arrives."""
        position = self.model.position_of(request_id)
        self._wanted_id = 0 if position >= 0 else request_id
        if position >= 0:
            index = self.model.index(position, 0)
            self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.view.scrollTo(index)

    def reload(self) -> None:
        """Ask for the ids anew; an older question is dropped."""
        if self._ticket is not None:
            self._ticket.cancel()
        wanted = RequestFilter(text=self.search.text().strip(), status=self.status)
        workspace = opened(self._program)
        job = partial(lists.request_ids, workspace, wanted, str(self.order.currentData()))
        self._ticket = self._program.runner.read(
            job, owner=self, then=self._on_ids, failed=self._notices.show_error, interrupt=workspace.interrupt_reads
        )

    def _on_ids(self, ids: array[int]) -> None:
        anchor = self._anchor()
        self.model.replace_ids(ids)
        self._count.setText(str(len(ids)))
        self._show_or_say_empty()
        wanted, self._wanted_id = self._wanted_id, 0
        if wanted and self.holds(wanted):
            self.select(wanted)
        elif self.view.currentIndex().isValid():
            self._restore(anchor)
            if self.view.selectionModel().selectedIndexes() == []:
                self.select(self.current_id())
        elif len(ids):
            self.select(ids[min(max(anchor[2], 0), len(ids) - 1)])
        else:
            self.chosen.emit(0)

    def _anchor(self) -> tuple[int, int, int]:
        """The first row on the screen, how far it is scrolled, and the current position: what must not jump."""
        top = self.view.indexAt(QPoint(1, 1))
        if not top.isValid():
            return 0, 0, self.view.currentIndex().row()
        return self.model.id_at(top.row()), self.view.visualRect(top).top(), self.view.currentIndex().row()

    def _restore(self, anchor: tuple[int, int, int]) -> None:
        position = self.model.position_of(anchor[0])
        if position >= 0:
            bar = self.view.verticalScrollBar()
            self.view.doItemsLayout()
            bar.setValue(position * look.row(2) - anchor[1])

    def _show_or_say_empty(self) -> None:
        if self.model.rowCount():
            self._stack.setCurrentIndex(0)
            return
        searched = self.search.text().strip()
        if searched:
            words, hint = _("Nothing found"), _("No request in this filter holds “{text}”.").format(text=searched)
        elif self.status in ("open", ""):
            words, hint = (
                _("No requests"),
                _("When somebody asks for access or erasure, enter it here on the day it comes."),
            )
        else:
            words = _("Nothing here")
            hint = _("No request is in the filter “{name}”.").format(name=_filters()[self.status])
        self._empty_words.setText(words)
        self._empty_hint.setText(hint)
        self._empty_hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for widget in (self.empty_button, self.import_button):
            widget.setVisible(not searched and self.status in ("open", ""))
        self._stack.setCurrentIndex(1)

    def _fetch(
        self,
        ids: Sequence[int],
        arrived: Callable[[Sequence[RequestSummary]], None],
        failed: Callable[[BaseException], None],
    ) -> object:
        job = partial(lists.request_rows, opened(self._program), ids)

        def could_not(error: BaseException) -> None:
            failed(error)
            self._notices.show_error(error)

        return self._program.runner.read(job, owner=self, then=arrived, failed=could_not)

    def _load_counts(self) -> None:
        job = partial(lists.request_counts, opened(self._program))
        self._program.runner.read(job, owner=self, then=self._on_counts, failed=self._notices.show_error)

    def _on_counts(self, counts: dict[str, int]) -> None:
        for key, word in _filters().items():
            count = counts.get(key)
            self.chips[key].setText(f"{word}  {count}" if count is not None and key != "closed" else word)
            if count is not None:
                spoken_count = ngettext("{n} request", "{n} requests", count).format(n=count)
                self.chips[key].setAccessibleName(f"{word}, {spoken_count}")

    def _on_committed(self, changes: Changes, _origin: object) -> None:
        if self._program.workspace is None:
            return
        self.model.refresh(changes.requests)
        if changes.request_list:
            self.reload()
            self._load_counts()

    def _on_current_changed(
        self, current: QModelIndex | QPersistentModelIndex, _previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        if current.isValid():
            self.chosen.emit(self.model.id_at(current.row()))

    def focus_list(self) -> None:
        (self.view if self._stack.currentIndex() == 0 else self.search).setFocus(Qt.FocusReason.OtherFocusReason)
