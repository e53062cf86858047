"""The saved filters at the head of the list: a chip for each with its count, and what is done with the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.saved_filters import change_filter, saved_filters
from dpo_desktop.services.views import RequestFilter, SavedFilter
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button, tool
from dpo_desktop.ui.parts.flow import Flow, flowing
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.saved_dialogs import DeleteFilterDialog, RenameFilterDialog, SaveFilterDialog
from dpo_desktop.ui.theme import look


class SavedBar(QWidget):
    """`chosen(SavedFilter)` when the list is to show one; `left` when none is chosen any more."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, program: ProgramParts, notices: Notices) -> None:
        super().__init__()
        self._program, self._notices = program, notices
        self._saved: tuple[SavedFilter, ...] = ()
        self._shown: tuple[RequestFilter, str] = (RequestFilter(), "")
        self._current_id = self._wanted_id = 0
        self.chips: dict[int, QPushButton] = {}
        self.more = tool("ellipsis", _("Rename or delete the saved filter"), clicked=self._pop_up)
        self._caption = label(_("Saved"), "small", "muted")
        self._row = flowing(self._caption, self.more, gap=1)
        self._changed_words = label("", "small", "muted", wrap=True)
        self.save_button = button(_("Save"), "link", clicked=self.on_save)
        self.save_as_button = button(_("Save as …"), "link", clicked=self.on_save_as)
        self.back_button = button(_("As saved"), "link", clicked=self.on_back)
        acts = hbox(self.save_button, self.save_as_button, self.back_button, None, gap=3)
        self._changed = plain(vbox(self._changed_words, acts, gap=0.5))
        self._row.hide()
        self._changed.hide()
        self.setLayout(vbox(self._row, self._changed, gap=1))
        self.hide()

    @property
    def current(self) -> SavedFilter | None:
        """The one that was chosen, changed or not."""
        return next((one for one in self._saved if one.id == self._current_id), None)

    @property
    def current_id(self) -> int:
        return self._current_id

    @property
    def changed(self) -> bool:
        """Whether the list shows something else than the chosen filter holds."""
        current = self.current
        return current is not None and (current.wanted, current.sort) != self._shown

    def load(self, choose: int = 0) -> None:
        """Read the filters and their counts anew; `choose` is the id of one that is to be the chosen one then."""
        self._wanted_id = choose or self._wanted_id
        job = partial(saved_filters, opened(self._program))
        self._program.runner.read(job, owner=self, then=self._on_saved, failed=self._notices.show_error)

    def show_state(self, wanted: RequestFilter, sort: str) -> None:
        """What the list shows now, to compare with the chosen filter."""
        self._shown = (wanted, sort)
        self._say()

    def leave(self) -> None:
        """No saved filter is chosen."""
        self._current_id = self._wanted_id = 0
        self._say()

    def keep(self, filter_id: int) -> None:
        """This one is the chosen one, whatever the list shows."""
        self._current_id = filter_id
        self._say()

    def _on_saved(self, saved: Sequence[SavedFilter]) -> None:
        self._saved = tuple(saved)
        if self._wanted_id:
            self._current_id, self._wanted_id = self._wanted_id, 0
        if [one.id for one in saved] != list(self.chips):
            self._make_chips()
        self._say()

    def _make_chips(self) -> None:
        layout = self._row.layout()
        assert isinstance(layout, Flow)
        for chip in self.chips.values():
            layout.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        layout.removeWidget(self.more)
        self.chips = {one.id: self._chip(one.id) for one in self._saved}
        for widget in (*self.chips.values(), self.more):
            layout.addWidget(widget)
        before: QWidget | None = self.more.previousInFocusChain()
        for chip in self.chips.values():
            if before is not None:
                QWidget.setTabOrder(before, chip)
            before = chip

    def _chip(self, filter_id: int) -> QPushButton:
        chip = button("", "chip")
        chip.setParent(self._row)
        chip.setFont(look.font("small"))
        chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        chip.setCheckable(True)
        chip.clicked.connect(lambda _checked=False: self._on_chip(filter_id))
        chip.show()
        self._caption.setFixedHeight(chip.sizeHint().height())
        return chip

    def _on_chip(self, filter_id: int) -> None:
        """A click on the chosen one leaves it."""
        if filter_id == self._current_id and not self.changed:
            self.leave()
            self.left.emit()
            return
        self._current_id = filter_id
        self.on_back()

    def _say(self) -> None:
        """Words, counts and which chip is the chosen one."""
        for one in self._saved:
            chip = self.chips[one.id]
            is_current = one.id == self._current_id
            chip.setChecked(is_current)
            chip.setText(f"{one.name}  {number(one.count)}")
            count = ngettext("{n} request", "{n} requests", one.count).format(n=number(one.count))
            said = [_("Saved filter {name}").format(name=one.name), count]
            if is_current and self.changed:
                said.append(_("changed"))
            chip.setAccessibleName(", ".join(said))
        current = self.current
        if current is not None:
            self._changed_words.setText(_("“{name}” is changed.").format(name=current.name))
        self._changed.setVisible(self.changed)
        self.more.setEnabled(current is not None)
        self._row.setVisible(bool(self._saved))
        self.setVisible(bool(self._saved))
        self._row.updateGeometry()

    # -- what can be done with it

    def on_back(self) -> None:
        """Show the chosen filter as it was saved."""
        current = self.current
        if current is not None:
            self.chosen.emit(current)

    def on_save(self) -> None:
        """Let the chosen filter hold what the list shows."""
        job = partial(change_filter, opened(self._program), self._current_id, *self._shown)
        self._program.runner.write(job, owner=self, then=lambda _id: self.load(), failed=self._notices.show_error)

    def on_save_as(self) -> None:
        """Keep what the list shows under a name."""
        dialog = SaveFilterDialog(self._program, *self._shown, self)
        if dialog.exec() and isinstance(dialog.written, int):
            self.load(choose=dialog.written)
        dialog.deleteLater()

    def on_rename(self) -> None:
        current = self.current
        if current is None:
            return
        dialog = RenameFilterDialog(self._program, current, self)
        if dialog.exec():
            self.load()
        dialog.deleteLater()

    def on_delete(self) -> None:
        current = self.current
        if current is None:
            return
        dialog = DeleteFilterDialog(self._program, current, self)
        if dialog.exec():
            self.leave()
            self.load()
        dialog.deleteLater()

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName(_("Saved filter"))
        for words, act in (
            (_("Save as …"), self.on_save_as),
            (_("Rename …"), self.on_rename),
            (_("Delete …"), self.on_delete),
        ):
            menu.addAction(words).triggered.connect(act)
        return menu

    def _pop_up(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
