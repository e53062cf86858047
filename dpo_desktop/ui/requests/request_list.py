"""The list of requests: search, filters with counts, order, rows of two lines."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services import lists
from dpo_desktop.services.search import COUNTED, Found, is_search, search_requests
from dpo_desktop.services.views import RequestFilter, RequestSummary
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.paged_list import PagedList
from dpo_desktop.ui.parts.buttons import button, tool
from dpo_desktop.ui.parts.fields import choice
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.parts.rows import RowDelegate
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.row import RequestDelegate, spoken


def _orders() -> dict[str, str]:
    return {
        "due": _("Due first"),
        "-received": _("Newest first"),
        "received": _("Oldest first"),
        "person": _("By name"),
        "reference": _("By reference"),
    }


class RequestList(PagedList):
    """`new_wanted`, `import_wanted` from its head and its empty page."""

    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, program: ProgramParts, notices: Notices, today: date) -> None:
        self._today = today
        self.order = choice(_orders())
        self.order.setAccessibleName(_("Order"))
        self.empty_button = button(_("New request"), "primary", "plus")
        self.import_button = button(_("Import …"), "", "upload")
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
            head_tools=(new_tool,),
            beside_order=(label(_("Order"), "small", "muted"), self.order),
        )
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.order.currentIndexChanged.connect(lambda _index: self.reload())
        for widget in (self.empty_button, new_tool):
            widget.clicked.connect(lambda _checked=False: self.new_wanted.emit())
        self.import_button.clicked.connect(lambda _checked=False: self.import_wanted.emit())

    def delegate(self) -> RowDelegate:
        return RequestDelegate(self.view, self._today)

    def filter_words(self) -> dict[str, str]:
        return {
            "open": _("Open"),
            "late": _("Late"),
            "week": _("7 days"),
            "new": _("New"),
            "closed": _("Closed"),
            "": _("All"),
        }

    def show_all_open(self) -> None:
        """Every open case: the filter is set back and the search emptied."""
        self.show_all("open")

    def ask_ids(self) -> Callable[[], array[int] | Found]:
        wanted = self.shown()
        if is_search(wanted.text):
            return partial(search_requests, opened(self._program), wanted)
        return partial(lists.request_ids, opened(self._program), wanted, str(self.order.currentData()))

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

    def shown(self) -> RequestFilter:
        """What is searched and filtered now."""
        return RequestFilter(text=self.search.text().strip(), status=self.status)

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

    def counted_words(self, count: int) -> str:
        return ngettext("{n} request", "{n} requests", count).format(n=count)

    def concerned(self, changes: Changes) -> tuple[frozenset[int], bool]:
        return changes.requests, changes.request_list

    def empty_sentences(self) -> tuple[str, str, bool]:
        searched = self.search.text().strip()
        if searched:
            return _("Nothing found"), _("No request in this filter holds “{text}”.").format(text=searched), False
        if self.status in ("open", ""):
            hint = _("When somebody asks for access or erasure, enter it here on the day it comes.")
            return _("No requests"), hint, True
        name = self.filter_words()[self.status]
        return _("Nothing here"), _("No request is in the filter “{name}”.").format(name=name), False
