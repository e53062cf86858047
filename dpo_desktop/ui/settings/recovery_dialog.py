"""A new recovery code in the place of the one before."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from dpo_desktop.services.workspace import activate_recovery_code
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.dialog import TaskDialog, show_failure
from dpo_desktop.ui.parts.recovery_code import RecoveryCode
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.vault.keys import new_recovery_code


class RecoveryDialog(TaskDialog):
    def __init__(self, program: ProgramParts, parent: QWidget | None) -> None:
        super().__init__(parent, _("A new recovery code"), _("Use this code"), width_ems=62)
        self._program = program
        self.form = RecoveryCode()
        self.form.show_code(new_recovery_code())
        self.form.entered.connect(self.on_act)
        self.set_content(self.form)
        self.form.answers[0].setFocus()

    def on_act(self) -> None:
        if not self.act_button.isEnabled() or not self.form.typed_back():
            return
        self.set_busy(True, _("Making keys …"))
        job = partial(activate_recovery_code, opened(self._program), self.form.code)
        self._program.runner.write(job, owner=self, then=self._on_made, failed=self._on_failed)

    def _on_made(self, _written: object) -> None:
        self.form.forget()
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self.set_busy(False)
        show_failure(self, {}, {}, error, self._program)
