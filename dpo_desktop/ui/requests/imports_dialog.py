"""The imports of this workspace, newest first, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.sentences.dates import instant_words
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.import_lists import imports
from dpo_desktop.services.import_views import ImportSummary
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import TaskDialog
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.parts.lines import Line, LineList
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.take_back_dialog import TakeBackDialog
from dpo_desktop.ui.theme import look


class ImportsDialog(TaskDialog):
    """A list to read: the primary button takes the chosen import back, Close leaves. `told` says what was done last."""

    def __init__(self, program: ProgramParts, parent: QWidget | None) -> None:
        super().__init__(parent, _("Imports"), _("Take back …"), width_ems=88)
        self._program = program
        self.summaries: Sequence[ImportSummary] = ()
        self.told = ""
        self.cancel_button.setText(_("Close"))
        self.cancel_button.setAccessibleName(_("Close"))
        self.list = LineList(_("Imports, newest first"))
        self.list.setMinimumHeight(look.row(2) * 6)
        self.list.chosen.connect(self._on_chosen)
        self._empty = label(_("Nothing was imported into this workspace yet."), "body", "muted", wrap=True)
        self.set_content(plain(vbox(self._empty, (self.list, 1), gap=3)))
        self._empty.hide()
        self.act_button.setEnabled(False)
        self._load()

    def _load(self) -> None:
        self._program.runner.read(
            partial(imports, opened(self._program)), owner=self, then=self._on_summaries, failed=self._on_failed
        )

    def _on_summaries(self, summaries: Sequence[ImportSummary]) -> None:
        before = self.list.currentIndex().row()
        self.summaries = summaries
        self.list.lines.replace(len(summaries), self._line)
        self._empty.setVisible(not summaries)
        self.list.setVisible(bool(summaries))
        if summaries:
            self.list.choose(max(before, 0))
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._on_chosen(-1)

    def _line(self, at: int) -> Line:
        one = self.summaries[at]
        rows = ngettext("{n} row", "{n} rows", one.rows).format(n=number(one.rows))
        cases = ngettext("{n} case here", "{n} cases here", one.cases).format(n=number(one.cases))
        words = f"{instant_words(one.imported_at)}  ·  {rows}  ·  {cases}"
        if one.undone_at is not None:
            back = _("taken back on {when}").format(when=instant_words(one.undone_at))
            return Line("history", "muted", one.file_name, f"{words}  ·  {back}")
        return Line("database", "accent", one.file_name, words)

    def _on_chosen(self, at: int) -> None:
        self.act_button.setEnabled(0 <= at < len(self.summaries) and self.summaries[at].undone_at is None)

    def on_act(self) -> None:
        """Ask before the chosen import is taken back, then show the list as it is."""
        if not self.act_button.isEnabled():
            return
        chosen = self.summaries[self.list.currentIndex().row()]
        dialog = TakeBackDialog(self._program, chosen.id, self)
        if dialog.exec():
            self.told = dialog.told
            self.say(self.told, calm=True)
            self._load()
        dialog.deleteLater()

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, DpoError):
            self.say(sentence(error))
        else:
            self._program.runner.unhandled.emit(error)
