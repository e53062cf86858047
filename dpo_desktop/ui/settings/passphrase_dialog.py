"""A new passphrase: from the settings, or at once after the recovery code opened the workspace."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from dpo_desktop.domain.errors import DpoError, RuleViolation
from dpo_desktop.domain.passphrases import passphrase_problems
from dpo_desktop.sentences.errors import sentence, sentence_for_code
from dpo_desktop.services.views import WorkspaceView
from dpo_desktop.services.workspace import change_passphrase
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import TaskDialog
from dpo_desktop.ui.parts.fields import Field, secret_line
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened


class PassphraseDialog(TaskDialog):
    def __init__(
        self, program: ProgramParts, workspace: WorkspaceView, parent: QWidget | None, *, after_recovery: bool
    ) -> None:
        super().__init__(parent, _("Choose a new passphrase"), _("Change it"), width_ems=58)
        self._program, self._workspace = program, workspace
        if after_recovery:
            self.cancel_button.setText(_("Lock again"))
            self.cancel_button.setAccessibleName(self.cancel_button.text())
            words = _("The recovery code opened the workspace. Choose a new passphrase now; the code stays valid.")
        else:
            words = _("The data are not encrypted anew: copies of the folder made earlier still open with the old one.")
        self.passphrase, self.again = secret_line(), secret_line()
        self.passphrase_field = Field(
            _("New passphrase"),
            self.passphrase,
            hint=_("At least 15 characters; four or five unrelated words do well."),
        )
        self.again_field = Field(_("The same again"), self.again)
        self.set_content(
            plain(
                vbox(label(words, "body", "muted", wrap=True), self.passphrase_field, self.again_field, gap=3),
            )
        )
        self.passphrase.setFocus()

    def on_act(self) -> None:
        if not self.act_button.isEnabled():
            return
        context = (self._workspace.organisation, self._workspace.officer_name)
        problems = passphrase_problems(self.passphrase.text(), context=context)
        self.passphrase_field.set_error(sentence_for_code(problems[0]) if problems else "")
        same = self.passphrase.text() == self.again.text()
        self.again_field.set_error("" if same or problems else sentence_for_code("passphrase.different"))
        if problems or not same:
            (self.passphrase if problems else self.again).setFocus()
            return
        self.set_busy(True, _("Making keys …"))
        job = partial(change_passphrase, opened(self._program), self.passphrase.text())
        self._program.runner.write(job, then=lambda _written: self.accept(), failed=self._on_failed, owner=self)

    def _on_failed(self, error: BaseException) -> None:
        self.set_busy(False)
        if isinstance(error, RuleViolation):
            self.passphrase_field.set_error(sentence(error))
        elif isinstance(error, DpoError):
            self.say(sentence(error))
        else:
            self._program.runner.unhandled.emit(error)
