"""The list of requests: search, filters with counts, saved filters, order; as rows of two lines or as a table."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services import lists
from dpo_desktop.services.search import COUNTED, Found, is_search, search_requests
from dpo_desktop.services.views import RequestFilter, RequestSummary, SavedFilter
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.paged_list import ListPlace, PagedList
from dpo_desktop.ui.parts.boxes import hbox, plain
from dpo_desktop.ui.parts.buttons import button, tool
from dpo_desktop.ui.parts.rows import RowDelegate
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.columns import request_columns
from dpo_desktop.ui.requests.filter_panel import FilterPanel
from dpo_desktop.ui.requests.order_button import OrderButton
from dpo_desktop.ui.requests.request_table import RequestTable
from dpo_desktop.ui.requests.row import RequestDelegate, spoken
from dpo_desktop.ui.requests.saved_bar import SavedBar
from dpo_desktop.ui.theme import look
from dpo_desktop.ui.window_settings import WindowSettings

LINES, TABLE = "lines", "table"
_SEARCH_EMS = 60
_FORM, _ORDER, _COLUMNS = "requests.form", "requests.order", "requests.columns"  # in the settings


@dataclass(frozen=True, slots=True)
class RequestPlace(ListPlace):
    """`is_hidden`: a case stands in the place of the table."""

    wanted: RequestFilter
    sort: str
    saved_id: int
    is_hidden: bool


class RequestList(PagedList):
    """`new_wanted`, `import_wanted` from its head and its empty page; `form_changed` when it is a table now, or no
    more.
    """

    new_wanted = Signal()
    import_wanted = Signal()
    form_changed = Signal()

    def __init__(self, program: ProgramParts, settings: WindowSettings, notices: Notices, today: date) -> None:
        self._today, self._settings = today, settings
        self.form = LINES
        self.order = OrderButton()
        self.order.show_sort(settings.words(_ORDER))
        self.panel = FilterPanel(today)
        self.panel.hide()
        self.saved = SavedBar(program, notices)
        self.filter_button = button("", "quiet", "filter")
        self.filter_button.setCheckable(True)
        self.columns_button = button(_("Columns"), "quiet", "chevron-down")
        self.columns_button.hide()
        self.form_button = tool("table", "")
        self.empty_button = button(_("New request"), "primary", "plus")
        self.import_button = button(_("Import …"), "", "upload")
        self.way_button = button("")
        new_tool = tool("plus", _("New request"))
        super().__init__(
            program,
            notices,
            title=_("Requests"),
            icon="inbox",
            first_filter="open",
            search_hint=_("Search names, numbers, notes and mails"),
            search_name=_("Search requests"),
            describe=partial(spoken, today=today),
            empty_acts=(self.empty_button, self.import_button),
            empty_ways=(self.way_button,),
            head_tools=(self.form_button, new_tool),
            below_filters=(
                self.saved,
                plain(hbox(self.filter_button, None, self.columns_button, self.order, gap=1)),
                self.panel,
            ),
            columns=request_columns(today),
        )
        self.list_view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table = RequestTable(self.model)
        self.table.setSelectionModel(self.list_view.selectionModel())
        self.table.arrange_as(settings.words(_COLUMNS))
        self.table.show_sort(self.order.sort)
        self.table.opened.connect(self.opened)
        self._stack.addWidget(self.table)
        QWidget.setTabOrder(self.list_view, self.table)
        self.order.changed.connect(self.set_sort)
        self.table.sort_wanted.connect(self.set_sort)
        self.filter_button.toggled.connect(self.panel.setVisible)
        self.filter_button.toggled.connect(lambda _open: self._say_state())
        self.columns_button.clicked.connect(self._on_columns)
        self.form_button.clicked.connect(self.turn_form)
        self.panel.changed.connect(self.reload)
        self.panel.save_wanted.connect(self.saved.on_save_as)
        self.saved.chosen.connect(self._on_saved_chosen)
        self.saved.left.connect(self.show_all_open)
        self.way_button.clicked.connect(self._on_way)
        for widget in (self.empty_button, new_tool):
            widget.clicked.connect(lambda _checked=False: self.new_wanted.emit())
        self.import_button.clicked.connect(lambda _checked=False: self.import_wanted.emit())
        self.show_form(settings.words(_FORM))

    def delegate(self) -> RowDelegate:
        return RequestDelegate(self.list_view, self._today)

    def filter_words(self) -> dict[str, str]:
        return {
            "open": _("Open"),
            "late": _("Late"),
            "week": _("7 days"),
            "new": _("New"),
            "closed": _("Closed"),
            "": _("All"),
        }

    # -- what is shown

    def shown(self) -> RequestFilter:
        """What is searched and filtered now."""
        return self.panel.narrowed(RequestFilter(text=self.search.text().strip(), status=self.status))

    def show_all_open(self) -> None:
        """Every open case: the filters are set back and the search emptied."""
        self.show_all("open")

    def show_all(self, status: str) -> None:
        self.saved.leave()
        self.panel.show_filter(RequestFilter())
        super().show_all(status)

    def show_filter(self, wanted: RequestFilter, sort: str) -> None:
        """Search, filter and order as these say."""
        self.order.show_sort(sort)
        self.table.show_sort(self.order.sort)
        self.panel.show_filter(wanted)
        self.search.blockSignals(True)
        self.search.setText(wanted.text)
        self.search.blockSignals(False)
        self._timer.stop()
        self.chips[wanted.status].setChecked(True)
        self.reload()

    def _on_saved_chosen(self, saved: SavedFilter) -> None:
        self.show_filter(saved.wanted, saved.sort)

    def place(self) -> RequestPlace:
        plain_place = super().place()
        return RequestPlace(
            plain_place.status,
            plain_place.search,
            plain_place.current,
            self.shown(),
            self.order.sort,
            self.saved.current_id,
            self.isHidden(),
        )

    def go_back_to(self, place: ListPlace) -> None:
        if isinstance(place, RequestPlace):
            self.saved.keep(place.saved_id)
            self.show_filter(place.wanted, place.sort)
            self.select(place.current)

    def reload(self) -> None:
        self._say_state()
        super().reload()

    def _say_state(self) -> None:
        self.saved.show_state(self.shown(), self.order.sort)
        words = ", ".join(self.panel.words()) if not self.filter_button.isChecked() else ""
        shown = look.metrics().elidedText(words, Qt.TextElideMode.ElideRight, look.em(26)) if words else _("Filter")
        self.filter_button.setText(f"\u2009\u2009{shown}")
        self.filter_button.setToolTip(words)
        self.filter_button.setAccessibleName(_("Filter: {words}").format(words=words) if words else _("Filter"))

    # -- order and form

    def set_sort(self, sort: str) -> None:
        """Another order; the current row stays the current one and comes into view."""
        self.order.show_sort(sort)
        self.table.show_sort(self.order.sort)
        self._settings.keep_words(_ORDER, self.order.sort)
        self._wanted_id = self.current_id()
        self.reload()

    def turn_form(self) -> None:
        """From rows of two lines to the table, and back."""
        self.show_form(LINES if self.form == TABLE else TABLE)
        self._settings.keep_words(_FORM, self.form)
        self.focus_list()

    def show_form(self, form: str) -> None:
        """Show the same rows as `lines` or as `table`; what is chosen stays chosen."""
        self.form = TABLE if form == TABLE else LINES
        is_table = self.form == TABLE
        self.form_button.setIcon(look.icon("two-lines" if is_table else "table"))
        name = _("Show as a list (Ctrl+T)") if is_table else _("Show as a table (Ctrl+T)")
        self.form_button.setToolTip(name)
        self.form_button.setAccessibleName(name)
        self.columns_button.setVisible(is_table)
        self.search.setMaximumWidth(look.em(_SEARCH_EMS) if is_table else self.maximumWidth())
        self.view = self.table if is_table else self.list_view
        selection = self.view.selectionModel()
        current = self.view.currentIndex()
        flags = QItemSelectionModel.SelectionFlag
        selection.select(selection.selection(), flags.Select | flags.Rows)
        if current.isValid() and not is_table:  # a list paints its first column only
            selection.setCurrentIndex(self.model.index(current.row(), 0), flags.NoUpdate)
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.view)
            self.view.scrollTo(self.view.currentIndex())
        self.form_changed.emit()

    def row_height(self) -> int:
        return look.row(1 if self.form == TABLE else 2)

    def keep_states(self) -> None:
        """The columns, over a restart."""
        self._settings.keep_words(_COLUMNS, self.table.words())

    def _on_columns(self) -> None:
        menu = self.table.columns_menu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft()))

    # -- what every list is asked

    def ask_ids(self) -> Callable[[], array[int] | Found]:
        wanted = self.shown()
        if is_search(wanted.text):
            return partial(search_requests, opened(self._program), wanted)
        return partial(lists.request_ids, opened(self._program), wanted, self.order.sort)

    def found_words(self, found: Found | None) -> str:
        if found is None or not found.total:
            return ""
        shown, total = number(len(found.ids)), number(min(found.total, COUNTED))
        if found.ordered_by == "newest":
            words = _("More than {total} found: the newest {shown}. Add a word to narrow it.")
        elif found.is_all:
            words = ngettext("{total} found.", "{total} found, the best first.", found.total)
        else:
            words = _("The {shown} best of {total}. Add a word to narrow it.")
        return words.format(shown=shown, total=total)

    def _on_ids(self, answer: array[int] | Found) -> None:
        super()._on_ids(answer)
        self.order.setEnabled(self.found is None)  # a search has an order of its own

    def ask_rows(self, ids: Sequence[int]) -> Callable[[], Sequence[RequestSummary]]:
        return partial(lists.request_rows, opened(self._program), ids)

    def ask_counts(self) -> Callable[[], dict[str, int]]:
        def without_closed() -> dict[str, int]:
            """Closed ones are many, and nothing waits there."""
            counts = lists.request_counts(workspace)
            del counts["closed"]
            return counts

        workspace = opened(self._program)
        return without_closed

    def load_counts(self) -> None:
        super().load_counts()
        self.saved.load()
        self._program.runner.read(
            partial(lists.handlers, opened(self._program)),
            owner=self,
            then=self.panel.offer_handlers,
            failed=self._notices.show_error,
        )

    def counted_words(self, count: int) -> str:
        return ngettext("{n} request", "{n} requests", count).format(n=count)

    def concerned(self, changes: Changes) -> tuple[frozenset[int], bool]:
        return changes.requests, changes.request_list

    # -- when it is empty

    def empty_sentences(self) -> tuple[str, str, bool]:
        searched = self.search.text().strip()
        narrowed = ", ".join(self.panel.words())
        self.way_button.setText(_("Search in all requests") if self._can_widen() else _("Show every open request"))
        if searched and narrowed:
            hint = _("No request with {filter} holds “{text}”.").format(filter=narrowed, text=searched)
            return _("Nothing found"), hint, False
        if searched:
            return _("Nothing found"), _("No request in this filter holds “{text}”.").format(text=searched), False
        if narrowed:
            return _("Nothing here"), _("No request is in this filter with {filter}.").format(filter=narrowed), False
        if self.status in ("open", ""):
            hint = _("When somebody asks for access or erasure, enter it here on the day it comes.")
            return _("No requests"), hint, True
        name = self.filter_words()[self.status]
        return _("Nothing here"), _("No request is in the filter “{name}”.").format(name=name), False

    def _can_widen(self) -> bool:
        """Whether the same search could find more elsewhere."""
        return bool(self.search.text().strip()) and (bool(self.status) or bool(self.panel.words()))

    def _on_way(self) -> None:
        if self._can_widen():
            self.show_filter(RequestFilter(text=self.search.text().strip(), status=""), self.order.sort)
        else:
            self.show_all_open()
        self.search.setFocus()
