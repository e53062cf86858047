"""Tells that the law or a holiday is newer than the dates of open cases, and leads to where they are moved."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.editions import stale_words
from dpo_desktop.services.editions import StaleDates, count_stale, stale_cases
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.notices import Banner, Notices
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.registers.edition_dialog import EditionDialog
from dpo_desktop.work.runner import Ticket


class EditionNotice(QObject):
    """One banner at most. It asks the database when the workspace opens, after a change of what the company added to
    the law, and while it shows, after a change of cases. Closed by its cross it comes again when something is new.
    """

    def __init__(self, program: ProgramParts, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._program, self._notices, self._window = program, notices, window
        self.banner: Banner | None = None
        self._count = 0  # of the stale cases that the banner speaks of
        self._ticket: Ticket | None = None
        program.change_bus.committed.connect(self._on_committed)
        if not opened(program).read_only:
            self._look()

    def _on_committed(self, changes: Changes, _origin: object) -> None:
        if self._program.workspace is None or self._program.workspace.read_only:
            return
        if changes.registers or changes.settings:
            self._count = 0
            self._look()
        elif self.banner is not None and (changes.requests or changes.request_list):
            self._look()

    def _look(self) -> None:
        """The count costs little; what would move is computed only where it is another one."""
        self._program.runner.read(
            partial(count_stale, opened(self._program)),
            owner=self,
            then=self._on_count,
            failed=self._notices.show_error,
        )

    def _on_count(self, count: int) -> None:
        if self._program.workspace is None:
            return
        if not count:
            self._drop()
        elif count != self._count:
            if self._ticket is not None:
                self._ticket.cancel()
            self._ticket = self._program.runner.long(
                partial(stale_cases, self._program.workspace),
                owner=self,
                then=self._on_found,
                failed=self._notices.show_error,
            )
        self._count = count

    def _on_found(self, found: StaleDates) -> None:
        self._drop()
        if not found.cases:
            return
        moving = len(found.moving)
        self.banner = self._notices.keep(
            "soon" if moving else "none",
            stale_words(found.why, len(found.cases), moving),
            act=_("Look at them …"),
            acted=self.on_look,
            closable=True,
        )
        self.banner.closed.connect(self._on_closed)

    def _on_closed(self) -> None:
        self.banner = None

    def _drop(self) -> None:
        if self.banner is not None:
            self._notices.drop(self.banner)
            self.banner = None

    def on_look(self) -> None:
        dialog = EditionDialog(self._program, self._window)
        if dialog.exec() and dialog.moved is not None:
            count = len(dialog.moved.along)
            words = ngettext("The dates of {n} case moved.", "The dates of {n} cases moved.", count)
            none = _("No date moved; the cases rest on the present law now.")
            self._notices.tell("done", words.format(n=count) if count else none)
            self._count = 0
            self._look()
        dialog.deleteLater()
