"""What the three lists of the company's own share: a list, the chosen entry beside it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.services.company_law import (
    OwnHoliday,
    OwnLaw,
    OwnTime,
    own_law,
    retire_own,
    take_own_back,
)
from dpo_desktop.services.company_rules import OwnRule
from dpo_desktop.services.results import Written
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import Scroll, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.empty import empty_page
from dpo_desktop.ui.parts.fields import calm_calendar
from dpo_desktop.ui.parts.labels import Tag, facts, label
from dpo_desktop.ui.parts.lines import Line, LineList
from dpo_desktop.ui.parts.panes import OnePage, list_and_detail
from dpo_desktop.ui.program import ProgramParts, opened

E = TypeVar("E", OwnRule, OwnHoliday, OwnTime)


@dataclass(frozen=True, slots=True)
class PanelWords:
    """Its name, what adds to it, and what it says while it is empty. `change` is '' where nothing can be changed."""

    name: str
    add: str
    icon: str
    empty: str
    hint: str
    kind: str  # what one entry is
    change: str


class OwnPanel(QWidget, Generic[E]):
    """`counted(n)` tells how many entries are in use whenever they were read."""

    counted = Signal(int)

    def __init__(self, program: ProgramParts, notices: Notices, words: PanelWords) -> None:
        super().__init__()
        self._program, self._notices, self.words = program, notices, words
        self._found: OwnLaw | None = None
        self._shown: tuple[E, ...] = ()
        self._shows_retired = False
        self._wanted = 0
        self.list = LineList(words.name)
        self.list.chosen.connect(lambda _position: self._on_chosen())
        self.list.activated.connect(lambda _index: self.on_change())
        self._detail = OnePage(words.icon, _("Choose an entry to see it."))
        self._stack = QStackedWidget()
        self._stack.addWidget(list_and_detail(plain(vbox((self.list, 1), gap=0, pad=(3, 0, 0, 0))), self._detail, None))
        self.first_button = button(words.add, "", "plus", clicked=self.on_add)
        self._stack.addWidget(empty_page(words.icon, words.empty, words.hint, self.first_button))
        self.setLayout(vbox((self._stack, 1), gap=0))
        program.change_bus.committed.connect(self._on_committed)
        self.reload()

    # -- what a panel says of its entries

    def entries(self, found: OwnLaw) -> Sequence[E]:
        raise NotImplementedError(type(self).__name__)

    def line_of(self, entry: E) -> Line:
        raise NotImplementedError(type(self).__name__)

    def title_of(self, entry: E) -> str:
        raise NotImplementedError(type(self).__name__)

    def rows_of(self, entry: E) -> list[tuple[str, str]]:
        """Name and value of what was entered."""
        raise NotImplementedError(type(self).__name__)

    def dialog(self, found: OwnLaw, entry: E | None) -> WriteDialog:
        """That enters a new entry, or changes one."""
        raise NotImplementedError(type(self).__name__)

    def trouble_of(self, entry: E) -> str:
        """Why an entry does not count, '' where it does."""
        del entry
        return ""

    # -- what is shown

    def focus_first(self) -> None:
        (self.list if self._shown else self.first_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_retired(self, *, shown: bool) -> None:
        self._shows_retired = shown
        self._show()

    @property
    def has_retired(self) -> bool:
        return self._found is not None and any(one.retired_at is not None for one in self.entries(self._found))

    def reload(self) -> None:
        self._program.runner.read(
            partial(own_law, opened(self._program)), owner=self, then=self._on_read, failed=self._notices.show_error
        )

    def _on_committed(self, changes: Changes, _origin: object) -> None:
        if (changes.registers or changes.settings) and self._program.workspace is not None:
            self.reload()

    def _on_read(self, found: OwnLaw) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        if self._found is None:
            return
        entries = self.entries(self._found)
        chosen = self._wanted or self._current_id()
        self._wanted = 0
        self._shown = tuple(one for one in entries if one.retired_at is None or self._shows_retired)
        self.list.lines.replace(len(self._shown), lambda at: self.line_of(self._shown[at]))
        self._stack.setCurrentIndex(0 if self._shown else 1)
        ids = [one.id for one in self._shown]
        if ids:
            self.list.choose(ids.index(chosen) if chosen in ids else 0)
        self._on_chosen()
        self.counted.emit(sum(one.retired_at is None for one in entries))

    def _current(self) -> E | None:
        position = self.list.currentIndex().row()
        return self._shown[position] if 0 <= position < len(self._shown) else None

    def _current_id(self) -> int:
        current = self._current()
        return current.id if current is not None else 0

    def _on_chosen(self) -> None:
        entry = self._current()
        if entry is None:
            self._detail.put(None, lambda: None)
            return
        acts = self._acts(entry)
        kind = hbox(label(self.words.kind, "body", "muted"), None, gap=2)
        if entry.retired_at is not None:
            kind.insertWidget(0, Tag("none", _("Retired")))
        content = vbox(
            label(self.title_of(entry), "title", wrap=True, select=True),
            kind,
            1,
            hbox(*acts, None, gap=2),
            2,
            gap=2,
            pad=(6, 4, 6, 5),
        )
        trouble = self.trouble_of(entry)
        if trouble:
            content.addWidget(label(_("It does not count. {why}").format(why=trouble), "medium", "late", wrap=True))
        content.addWidget(plain(facts(self.rows_of(entry), key_ems=18)))
        content.addStretch(1)
        detail = scrolled(Scroll(content), self.title_of(entry))
        self._detail.put(detail, lambda: acts[0])

    def _acts(self, entry: E) -> list[QPushButton]:
        if entry.retired_at is not None:
            return [button(_("Take it back"), "", "arrow-left", clicked=lambda: self._take_back(entry))]
        retire = button(_("Retire"), clicked=self.on_retire)
        if not self.words.change:
            return [retire]
        return [button(self.words.change, "", "pencil", clicked=self.on_change), retire]

    # -- acts

    def on_add(self) -> None:
        self._ask(None)

    def on_change(self) -> None:
        entry = self._current()
        if entry is not None and entry.retired_at is None and self.words.change:
            self._ask(entry)

    def _ask(self, entry: E | None) -> None:
        if self._found is None:
            return
        dialog = self.dialog(self._found, entry)
        if dialog.exec() and isinstance(dialog.written, Written):
            self._wanted = dialog.written.id
            self.reload()
        dialog.deleteLater()

    def on_retire(self) -> None:
        entry = self._current()
        if entry is not None:
            words = _("{name} is retired. Dates that rest on it stay until you move them.")
            self._write(retire_own, entry, words, lambda: self._take_back(entry))

    def _take_back(self, entry: E) -> None:
        self._write(take_own_back, entry, _("{name} is in use again."))

    def _write(
        self,
        act: Callable[..., Written],
        entry: E,
        words: str,
        undo: Callable[[], object] | None = None,
    ) -> None:
        told = words.format(name=self.title_of(entry))
        self._program.runner.write(
            partial(act, opened(self._program), entry),
            owner=self,
            then=lambda _written: self._notices.tell(
                "done", told, act=_("Take it back") if undo is not None else "", acted=undo
            ),
            failed=self._notices.show_error,
        )


def side_by_side(*fields: tuple[QWidget, int]) -> QHBoxLayout:
    """Fields with their captions on one line, whatever stands under them; each with its stretch."""
    row = hbox(*fields, gap=4)
    for field, _stretch in fields:
        row.setAlignment(field, Qt.AlignmentFlag.AlignTop)
    return row


def day_editor(day: QDate) -> QDateEdit:
    editor = QDateEdit(day)
    editor.setDisplayFormat("ddd d MMM yyyy")
    editor.setCalendarPopup(True)
    calm_calendar(editor)
    return editor


def day_of(editor: QDateEdit) -> date:
    day = editor.date()
    return date(day.year(), day.month(), day.day())
