"""Choose the case that mails belong to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from dpo_desktop.sentences.vocabulary import request_types
from dpo_desktop.services.mail_acts import join_mails
from dpo_desktop.services.mail_lists import cases_to_join
from dpo_desktop.services.mail_views import CaseName
from dpo_desktop.services.results import Written
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import TaskDialog, show_failure
from dpo_desktop.ui.parts.fields import search_line
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.theme import look
from dpo_desktop.work.runner import Ticket

_DELAY_MS = 150


def case_words(case: CaseName) -> str:
    parts = [case.reference, case.person, request_types()[case.type_code]]
    if not case.is_open:
        parts.append(_("closed"))
    return "  ·  ".join(parts)


class JoinDialog(TaskDialog):
    """`written` holds the result after it was accepted."""

    def __init__(
        self, program: ProgramParts, mail_ids: Sequence[int], suggested: CaseName | None, parent: QWidget | None
    ) -> None:
        super().__init__(parent, _("Join to a case"), _("Join"), width_ems=70)
        self._program, self._mail_ids = program, list(mail_ids)
        self.written: Written | None = None
        self._ticket: Ticket | None = None
        self.search = search_line(_("Search name, address or reference"), _("Search cases"))
        self.cases = QListWidget()
        self.cases.setAccessibleName(_("Cases"))
        self.cases.setMinimumHeight(look.em(30))
        self.cases.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cases.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.cases.itemActivated.connect(lambda _item: self.on_act())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.load)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        count = len(self._mail_ids)
        warning = ngettext(
            "Who has the case sees {n} mail more. Join it only if it is from, or about, the same person.",
            "Who has the case sees {n} mails more. Join them only if they are from, or about, the same person.",
            count,
        ).format(n=count)
        self.set_content(plain(vbox(label(warning, "body", "muted", wrap=True), self.search, self.cases, gap=3)))
        if suggested is not None:
            self.search.setText(suggested.reference)
        self._timer.stop()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.load()

    def load(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        job = partial(cases_to_join, opened(self._program), self.search.text().strip(), self._mail_ids)
        self._ticket = self._program.runner.read(job, owner=self, then=self._on_cases, failed=self._on_failed)

    def _on_cases(self, cases: Sequence[CaseName]) -> None:
        self.cases.clear()
        for case in cases:
            item = QListWidgetItem(case_words(case))
            item.setData(Qt.ItemDataRole.UserRole, case.id)
            item.setSizeHint(QSize(0, look.row(1)))
            self.cases.addItem(item)
        self.act_button.setEnabled(bool(cases))
        self.say("" if cases else _("No case holds this. Search for another word."))
        if cases:
            self.cases.setCurrentRow(0)

    def on_act(self) -> None:
        item = self.cases.currentItem()
        if self.cases.currentRow() < 0 or not self.act_button.isEnabled():
            return
        self.set_busy(True)
        job = partial(join_mails, opened(self._program), self._mail_ids, int(item.data(Qt.ItemDataRole.UserRole)))
        self._program.runner.write(job, owner=self, then=self._on_written, failed=self._on_failed)

    def _on_written(self, written: Written) -> None:
        self.written = written
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self.set_busy(False)
        show_failure(self, {}, {}, error, self._program)
