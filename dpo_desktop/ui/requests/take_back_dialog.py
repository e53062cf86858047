"""Takes an import back: what goes, what is as before, and what stays because somebody worked on it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.domain.progress import Progress
from dpo_desktop.sentences.dates import instant_words
from dpo_desktop.sentences.errors import sentence, sentence_for_code
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.registers import kept_words
from dpo_desktop.services.import_undo import plan_undo, undo_import
from dpo_desktop.services.import_views import UndoPlan
from dpo_desktop.services.results import Written
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import TaskDialog
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.parts.lines import Line, LineList
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.theme import look
from dpo_desktop.work.runner import Ticket


class TakeBackDialog(TaskDialog):
    """`told` says what was done once it was accepted."""

    def __init__(self, program: ProgramParts, batch_id: int, parent: QWidget | None) -> None:
        super().__init__(parent, _("Take an import back"), _("Take it back"))
        self._program, self._batch_id = program, batch_id
        self._is_writing = False
        self.plan: UndoPlan | None = None
        self.told = ""
        self._file = label("", "body", "muted", wrap=True)
        self.outcome = label("", "medium", wrap=True)
        self.stays = label("", "medium", wrap=True)
        self.kept = LineList(_("Cases that stay"))
        self.kept.setMinimumHeight(look.row(2) * 4)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        hint = label(_("The audit trail keeps the import and that it was taken back."), "body", "muted", wrap=True)
        self.set_content(
            plain(vbox(self._file, self.outcome, self.stays, (self.kept, 9), hint, self._bar, None, gap=3))
        )
        for part in (self.stays, self.kept, self._bar):
            part.hide()
        self.act_button.setEnabled(False)
        self.say(_("Looking what would go …"), calm=True)

        def job(_report: Progress) -> UndoPlan:
            return plan_undo(opened(program), batch_id)

        self._ticket: Ticket = program.runner.long(job, owner=self, then=self._on_plan, failed=self._on_failed)

    def _on_plan(self, plan: UndoPlan) -> None:
        self.plan = plan
        when = instant_words(plan.batch.imported_at)
        self._file.setText(_("{file}, imported on {when}").format(file=plan.batch.file_name, when=when))
        self.outcome.setText(_goes_words(plan))
        kept = len(plan.kept)
        words = ngettext("{n} case stays as it is:", "{n} cases stay as they are:", kept)
        self.stays.setText(words.format(n=number(kept)))
        self.kept.lines.replace(kept, self._line)
        self.stays.setVisible(bool(kept))
        self.kept.setVisible(bool(kept))
        changes_nothing = bool(kept) and not plan.removed and not plan.put_back
        self.say(sentence_for_code("import.all_worked_on") if changes_nothing else "")
        self.act_button.setEnabled(not changes_nothing)
        (self.cancel_button if changes_nothing else self.act_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, at: int) -> Line:
        assert self.plan is not None
        one = self.plan.kept[at]
        return Line("lock", "muted", one.reference, kept_words()[one.why])

    def on_act(self) -> None:
        if self.plan is None or not self.act_button.isEnabled():
            return
        self._is_writing = True
        self.act_button.setEnabled(False)
        self._on_progress(0, 0)
        self._bar.show()
        self._ticket = self._program.runner.long(
            partial(undo_import, opened(self._program), self._batch_id),
            owner=self,
            then=self._on_done,
            failed=self._on_failed,
            progress=self._on_progress,
            stopped=super().reject,
        )

    def _on_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if not self.cancel_button.isEnabled():
            return
        words = _("Taking it back … {done} of {total} cases").format(done=number(done), total=number(total))
        self.say(words if total else _("Taking it back …"), calm=True)

    def reject(self) -> None:
        """Cancel while it is under way leaves the import as it is, unless it was through already."""
        if self._is_writing:
            self.cancel_button.setEnabled(False)
            self.say(_("Stopping …"), calm=True)
            self._ticket.stop()
            return
        self._ticket.cancel()
        super().reject()

    def _on_done(self, _written: Written) -> None:
        assert self.plan is not None
        self.told = _taken_back_words(self.plan)
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self._is_writing = False
        self._bar.hide()
        self.cancel_button.setEnabled(True)
        self.act_button.setEnabled(False)
        if isinstance(error, DpoError):
            self.say(sentence(error))
        else:
            self._program.runner.unhandled.emit(error)


def _goes_words(plan: UndoPlan) -> str:
    removed, put_back = len(plan.removed), len(plan.put_back)
    parts = []
    if removed or not put_back:
        words = ngettext(
            "{n} case goes away, with all that came with it.",
            "{n} cases go away, with all that came with them.",
            removed,
        )
        parts.append(words.format(n=number(removed)))
    if put_back:
        words = ngettext(
            "{n} case is put back as it was before.", "{n} cases are put back as they were before.", put_back
        )
        parts.append(words.format(n=number(put_back)))
    return "\n".join(parts)


def _taken_back_words(plan: UndoPlan) -> str:
    words = _("The import of {file} is taken back.").format(file=plan.batch.file_name)
    kept = len(plan.kept)
    if not kept:
        return words
    stayed = ngettext("{n} case stays.", "{n} cases stay.", kept).format(n=number(kept))
    return f"{words} {stayed}"
