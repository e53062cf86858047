"""The registers desk: one of three registers as a list, the chosen entry beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QPushButton, QStackedWidget, QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.registers import (
    Customer,
    Entity,
    Entry,
    Registers,
    Representative,
    registers,
    retire_entry,
    take_back_entry,
)
from dpo_desktop.services.results import Written
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.empty import empty_page
from dpo_desktop.ui.parts.fields import search_line
from dpo_desktop.ui.parts.flow import flowing
from dpo_desktop.ui.parts.head import page_head
from dpo_desktop.ui.parts.lines import LineList
from dpo_desktop.ui.parts.panes import OnePage, list_and_detail
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.registers.detail import EntryDetail
from dpo_desktop.ui.registers.dialogs import CustomerDialog, EntityDialog, EntryDialog, RepresentativeDialog
from dpo_desktop.ui.registers.own_holidays import OwnHolidays
from dpo_desktop.ui.registers.own_rules import OwnRules
from dpo_desktop.ui.registers.own_times import OwnTimes
from dpo_desktop.ui.registers.words import fact_words, found_words, line_of, place_name
from dpo_desktop.ui.theme import look
from dpo_desktop.ui.window_settings import WindowSettings

_SEARCH_FROM = 10  # entries; fewer are read faster than a search is typed


@dataclass(frozen=True, slots=True)
class _Register:
    """One of the three: its name, what adds to it, and what it says while it is empty."""

    name: str
    add: str
    icon: str
    empty: str
    hint: str


def _kinds() -> dict[type[Entry], _Register]:
    return {
        Entity: _Register(_("Our entities"), _("Add an entity"), "shield", _("No entity is entered yet"), ""),
        Customer: _Register(
            _("Customers"),
            _("Add a customer"),
            "user",
            _("No customer is entered yet"),
            _("Add those whose data you process. A request of their people can then go to the right address in time."),
        ),
        Representative: _Register(
            _("Representatives"),
            _("Add a representative"),
            "scale",
            _("No representative is entered yet"),
            _(
                "Where a law reaches you and you have no establishment, somebody may have to stand for you, such as "
                "under Article 27 GDPR. Add who does."
            ),
        ),
    }


class RegistersPage(QWidget):
    def __init__(self, program: ProgramParts, settings: WindowSettings, notices: Notices) -> None:
        super().__init__()
        self._program, self._settings, self._notices = program, settings, notices
        self._kinds = _kinds()
        self.kind: type[Entry] = Entity
        self._found: Registers | None = None
        self._shown: tuple[Entry, ...] = ()
        self._wanted: dict[type[Entry], int] = {}  # the entry to choose when its list comes
        self.add_button = button(self._kinds[Entity].add, "primary", "plus", clicked=self.on_add)
        head = page_head(
            _("Registers"),
            _("Who you are, whose data you process for others, and who stands for you."),
            self.add_button,
        )
        self.chips = {kind: self._chip(kind) for kind in self._kinds}
        self.own: tuple[OwnRules | OwnHolidays | OwnTimes, ...] = (
            OwnRules(program, notices),
            OwnHolidays(program, notices),
            OwnTimes(program, notices),
        )
        self.own_chips = tuple(self._own_chip(panel) for panel in self.own)
        self.retired = QCheckBox(_("Show retired ones"))
        self.retired.setAccessibleName(self.retired.text())
        self.retired.toggled.connect(lambda checked: self._on_retired(shown=checked))
        choices = plain(
            hbox((flowing(*self.chips.values(), *self.own_chips, gap=1), 1), self.retired, gap=3, pad=(6, 0, 6, 3))
        )
        self.search = search_line(_("Search this register"), _("Search this register"))
        self.search.textChanged.connect(lambda _text: self._show())
        self._search_row = plain(vbox(self.search, gap=0, pad=(3, 3, 3, 2)))
        self.list = LineList(self._kinds[Entity].name)
        self.list.chosen.connect(self._on_chosen)
        self.list.activated.connect(lambda _index: self.on_change())
        self._detail = OnePage("book-open", _("Choose an entry to see it."))
        self._splitter = list_and_detail(
            plain(vbox(self._search_row, (self.list, 1), gap=0, pad=(3, 0, 0, 0))),
            self._detail,
            settings.state("registers"),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._splitter)
        self._desks = QStackedWidget()
        for desk in (self._stack, *self.own):
            self._desks.addWidget(desk)
        self.setLayout(hbox((box(vbox(head, choices, Rule(), (self._desks, 1), gap=0)), 1), gap=0))
        self.chips[Entity].setChecked(True)
        program.change_bus.committed.connect(self._on_committed)
        self.reload()

    def _chip(self, kind: type[Entry]) -> QPushButton:
        chip = button(self._kinds[kind].name, "chip")
        chip.setCheckable(True)
        chip.toggled.connect(lambda checked: self.show_register(kind) if checked else None)
        group = self.findChild(QButtonGroup) or QButtonGroup(self)
        group.addButton(chip)
        return chip

    def _own_chip(self, panel: OwnRules | OwnHolidays | OwnTimes) -> QPushButton:
        chip = button(panel.words.name, "chip")
        chip.setCheckable(True)
        chip.toggled.connect(lambda checked: self.show_own(panel) if checked else None)
        group = self.findChild(QButtonGroup)
        assert isinstance(group, QButtonGroup)
        group.addButton(chip)

        def count(used: int) -> None:
            chip.setText(f"{panel.words.name}  {number(used)}" if used else panel.words.name)
            chip.setAccessibleName(f"{panel.words.name}, {used}")
            _give_room(chip)
            self._show_choice_of_retired()

        panel.counted.connect(count)
        _give_room(chip)
        return chip

    @property
    def _panel(self) -> OwnRules | OwnHolidays | OwnTimes | None:
        """The list of the company's own that is shown, if one is."""
        shown = self._desks.currentWidget()
        return shown if isinstance(shown, OwnRules | OwnHolidays | OwnTimes) else None

    def show_own(self, panel: OwnRules | OwnHolidays | OwnTimes) -> None:
        self._desks.setCurrentWidget(panel)
        self._name_add_button(panel.words.add)
        panel.show_retired(shown=self.retired.isChecked())

    def _on_retired(self, *, shown: bool) -> None:
        for panel in self.own:
            panel.show_retired(shown=shown)
        self._show()

    def _show_choice_of_retired(self) -> None:
        if self._panel is not None:
            self.retired.setVisible(self._panel.has_retired)
        elif self._found is not None:
            self.retired.setVisible(any(one.retired_at is not None for one in self._entries(self.kind)))

    def focus_first(self) -> None:
        if self._panel is not None:
            self._panel.focus_first()
            return
        (self.list if self._shown else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_states(self) -> None:
        self._settings.keep_state("registers", self._splitter.saveState())

    # -- what is shown

    def reload(self) -> None:
        self._program.runner.read(
            partial(registers, opened(self._program)), owner=self, then=self._on_read, failed=self._notices.show_error
        )

    def _on_committed(self, changes: Changes, _origin: object) -> None:
        if (changes.registers or changes.settings) and self._program.workspace is not None:
            self.reload()

    def _on_read(self, found: Registers) -> None:
        self._found = found
        self._show()

    def show_register(self, kind: type[Entry]) -> None:
        self.chips[kind].setChecked(True)
        self._desks.setCurrentWidget(self._stack)
        self._name_add_button(self._kinds[kind].add)
        if kind is self.kind:
            self._show_choice_of_retired()
            return
        self._wanted[self.kind] = self._current_id()
        self.kind = kind
        words = self._kinds[kind]
        self.list.setAccessibleName(words.name)
        self.search.clear()
        self._show()

    def _name_add_button(self, words: str) -> None:
        self.add_button.setText(f"\u2009\u2009{words}")
        self.add_button.setAccessibleName(words)

    def _entries(self, kind: type[Entry]) -> tuple[Entry, ...]:
        assert self._found is not None
        if kind is Entity:
            return self._found.entities
        return self._found.customers if kind is Customer else self._found.representatives

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        for kind, chip in self.chips.items():
            count = sum(one.retired_at is None for one in self._entries(kind))
            chip.setText(f"{self._kinds[kind].name}  {number(count)}" if count else self._kinds[kind].name)
            chip.setAccessibleName(f"{self._kinds[kind].name}, {count}")
            _give_room(chip)
        entries = self._entries(self.kind)
        self._show_choice_of_retired()
        listed = [one for one in entries if one.retired_at is None or self.retired.isChecked()]
        self._search_row.setVisible(len(listed) >= _SEARCH_FROM)
        text = self.search.text().strip().casefold()
        self._shown = tuple(one for one in listed if text in found_words(one, found)) if text else tuple(listed)
        chosen = self._wanted.pop(self.kind, 0) or self._current_id()
        self.list.lines.replace(len(self._shown), lambda at: line_of(self._shown[at], found))
        self._show_stack(is_empty=not listed)
        ids = [one.id for one in self._shown]
        if ids:
            self.list.choose(ids.index(chosen) if chosen in ids else 0)
        else:
            self._on_chosen(-1)

    def _show_stack(self, *, is_empty: bool) -> None:
        while self._stack.count() > 1:
            old = self._stack.widget(1)
            assert old is not None
            self._stack.removeWidget(old)
            old.deleteLater()
        if is_empty:
            words = self._kinds[self.kind]
            act = button(words.add, "", "plus", clicked=self.on_add)
            self._stack.addWidget(empty_page(words.icon, words.empty, words.hint or self._organisation_words(), act))
        self._stack.setCurrentIndex(int(is_empty))

    def _organisation_words(self) -> str:
        """What counts while no entity is entered."""
        assert self._found is not None
        organisation = self._found.organisation
        named = _("Until then {name} in {place} stands here alone.").format(
            name=organisation.name, place=place_name(organisation.place)
        )
        facts = "; ".join(fact_words(organisation)) or _("nothing that a law asks for")
        return _("{named} Taken from its place: {facts}. Add each company of yours that decides on data.").format(
            named=named, facts=facts
        )

    def _current(self) -> Entry | None:
        position = self.list.currentIndex().row()
        return self._shown[position] if 0 <= position < len(self._shown) else None

    def _current_id(self) -> int:
        current = self._current()
        return current.id if current is not None else 0

    def _on_chosen(self, _position: int) -> None:
        entry = self._current()
        if entry is None or self._found is None:
            self._detail.put(None, lambda: None)
            return
        detail = EntryDetail(
            entry, self._found, change=self.on_change, retire=self.on_retire, take_back=self.on_take_back
        )
        self._detail.put(detail, lambda: detail.first)

    # -- acts

    def on_add(self) -> None:
        if self._panel is not None:
            self._panel.on_add()
            return
        if self._found is None:
            return
        fresh: dict[type[Entry], Entry] = {Customer: Customer(""), Representative: Representative("", "EU")}
        first = self._found.organisation
        another = Entity("", first.place, first.facts)
        fresh[Entity] = another if self._entries(Entity) else first
        self._ask(fresh[self.kind])

    def on_change(self) -> None:
        entry = self._current()
        if entry is not None and entry.retired_at is None:
            self._ask(entry)

    def _ask(self, entry: Entry) -> None:
        dialog = self._dialog(entry)
        if dialog.exec() and isinstance(dialog.written, Written):
            self._wanted[self.kind] = dialog.written.id
            self.reload()
        dialog.deleteLater()

    def _dialog(self, entry: Entry) -> EntryDialog:
        assert self._found is not None
        if isinstance(entry, Entity):
            return EntityDialog(self._program, entry, self)
        if isinstance(entry, Customer):
            return CustomerDialog(self._program, entry, self)
        return RepresentativeDialog(self._program, entry, self._found, self)

    def on_retire(self) -> None:
        entry = self._current()
        if entry is not None:
            words = _("{name} is retired. What names it keeps it.").format(name=entry.name)
            self._write(partial(retire_entry, opened(self._program), entry), words, partial(self._take_back, entry))

    def on_take_back(self) -> None:
        entry = self._current()
        if entry is not None:
            self._take_back(entry)

    def _take_back(self, entry: Entry) -> None:
        words = _("{name} is in use again.").format(name=entry.name)
        self._write(partial(take_back_entry, opened(self._program), entry), words)

    def _write(self, job: Callable[[], object], words: str, undo: Callable[[], object] | None = None) -> None:
        self._program.runner.write(
            job,
            owner=self,
            then=lambda _written: self._notices.tell(
                "done", words, act=_("Take it back") if undo is not None else "", acted=undo
            ),
            failed=self._notices.show_error,
        )


def _give_room(chip: QPushButton) -> None:
    """The chosen one is bold, and Qt does not measure it anew for that."""
    chip.setMinimumWidth(round(look.metrics("strong").horizontalAdvance(chip.text())) + look.space(6))
