"""The list of mails: to decide, with a case, set aside, unreadable. Several can be chosen at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.mail import mail_states
from dpo_desktop.services import mail_lists
from dpo_desktop.services.mail_views import MailFilter, MailSummary
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.mail.row import MailDelegate, spoken
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.paged_list import PagedList
from dpo_desktop.ui.parts.buttons import button, tool
from dpo_desktop.ui.parts.rows import RowDelegate
from dpo_desktop.ui.program import ProgramParts, opened


class MailList(PagedList):
    """`selection_changed` when more or fewer rows are chosen; `files_wanted`, `folder_wanted`, `paste_wanted`."""

    selection_changed = Signal()
    files_wanted = Signal()
    folder_wanted = Signal()
    paste_wanted = Signal()

    rare_filters = ("unreadable",)

    def __init__(self, program: ProgramParts, notices: Notices, today: date) -> None:
        self._today = today
        self.files_button = button(_("Choose mails …"), "primary", "upload")
        self.folder_button = button(_("Read a folder …"))
        self.paste_button = button(_("Paste a mail"))
        take_in = tool("upload", _("Take mails in"))
        super().__init__(
            program,
            notices,
            title=_("Mail"),
            icon="mail",
            first_filter="undecided",
            search_hint=_("Search sender or subject"),
            search_name=_("Search mails"),
            describe=partial(spoken, today=today),
            empty_acts=(self.files_button, self.folder_button, self.paste_button),
            head_tools=(take_in,),
        )
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.selectionModel().selectionChanged.connect(lambda _new, _old: self.selection_changed.emit())
        for widget in (self.files_button, take_in):
            widget.clicked.connect(lambda _checked=False: self.files_wanted.emit())
        self.folder_button.clicked.connect(lambda _checked=False: self.folder_wanted.emit())
        self.paste_button.clicked.connect(lambda _checked=False: self.paste_wanted.emit())

    def delegate(self) -> RowDelegate:
        return MailDelegate(self.view, self._today)

    def filter_words(self) -> dict[str, str]:
        return {**mail_states(), "": _("All")}

    def ask_ids(self) -> Callable[[], array[int]]:
        wanted = MailFilter(text=self.search.text().strip(), state=self.status)
        return partial(mail_lists.mail_ids, opened(self._program), wanted)

    def ask_rows(self, ids: Sequence[int]) -> Callable[[], Sequence[MailSummary]]:
        return partial(mail_lists.mail_rows, opened(self._program), ids)

    def ask_counts(self) -> Callable[[], dict[str, int]]:
        return partial(mail_lists.mail_counts, opened(self._program))

    def counted_words(self, count: int) -> str:
        return ngettext("{n} mail", "{n} mails", count).format(n=count)

    def concerned(self, changes: Changes) -> tuple[frozenset[int], bool]:
        return changes.mails, bool(changes.mails)

    def empty_sentences(self) -> tuple[str, str, bool]:
        searched = self.search.text().strip()
        if searched:
            return _("Nothing found"), _("No mail in this filter holds “{text}”.").format(text=searched), False
        if self.status == "undecided":
            hint = _("Drop mails here as files, .eml or .msg, and decide what each of them is.")
            return _("Nothing to decide"), hint, True
        if not self.status:
            return _("No mails"), _("Drop mails here as files, .eml or .msg."), True
        name = self.filter_words()[self.status]
        return _("Nothing here"), _("No mail is in the filter “{name}”.").format(name=name), False
