"""A dialog for one task that ends with one act. Errors are a sentence inside it, never another dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QSizePolicy, QWidget

from dpo_desktop.domain.errors import DpoError, RuleViolation
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import Field
from dpo_desktop.ui.parts.labels import label, recolour
from dpo_desktop.ui.program import ProgramParts
from dpo_desktop.ui.theme import look


class TaskDialog(QDialog):
    """Title, content, footer with what is still missing, Cancel and one primary button (Ctrl+Enter)."""

    def __init__(self, parent: QWidget | None, title: str, act: str, *, width_ems: float = 62) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self._busy = self._warned = False
        self.setMinimumWidth(look.em(width_ems))
        self._title = label(title, "title")
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # room to spare is below
        self.readiness = label("", "small", "late", wrap=True)
        self.readiness.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.cancel_button: QPushButton = button(_("Cancel"), clicked=self.reject)
        self.act_button: QPushButton = button(act, "primary", clicked=self.on_act)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.on_act)

    def set_content(self, content: QWidget, *beside: QWidget) -> None:
        """Called once, at the end of the constructor. `beside`: other buttons, left of the primary one."""
        buttons = (self.cancel_button, *beside, self.act_button)
        footer = box(hbox((self.readiness, 1), *buttons, gap=2, pad=(6, 3, 6, 3)), "sunken")
        body = vbox(self._title, content, gap=4, pad=(6, 5, 6, 5))
        self.setLayout(vbox((body, 1), Rule(), footer, gap=0))
        self.act_button.setDefault(True)  # a dialog knows its own button only once it is in it

    def set_busy(self, busy: bool, words: str = "") -> None:
        """While the act is under way it cannot be taken back: both buttons wait, and Esc does nothing."""
        self._busy = busy
        self.act_button.setEnabled(not busy)
        self.cancel_button.setEnabled(not busy)
        self.say(words)

    def typed(self) -> bool:
        """Whether something was typed that closing would lose."""
        return False

    def reject(self) -> None:
        if self._busy:
            return
        if self.typed() and not self._warned:
            self._warned = True
            self.say(_("What you typed would be lost. Press Esc or Cancel once more to leave it."))
            return
        super().reject()

    def say(self, words: str, *, calm: bool = False) -> None:
        """A sentence in the footer; `calm` where nothing has to be done about it."""
        recolour(self.readiness, "muted" if calm else "late")
        self.readiness.setText(words)
        self.readiness.setAccessibleName(words)

    def on_act(self) -> None:
        """What the primary button does."""
        self.accept()


class WriteDialog(TaskDialog):
    """Runs one write and closes when it is done."""

    field_of_code: ClassVar[dict[str, str]] = {}  # each subclass names its own

    def __init__(
        self, program: ProgramParts, parent: QWidget | None, title: str, act: str, *, width_ems: float = 60
    ) -> None:
        super().__init__(parent, title, act, width_ems=width_ems)
        self._program = program
        self.fields: dict[str, Field] = {}
        self.written: object = None  # what the write gave back

    def job(self) -> Callable[[], object]:
        raise NotImplementedError(type(self).__name__)

    def on_act(self) -> None:
        if not self.act_button.isEnabled():
            return
        for field in self.fields.values():
            field.set_error("")
        self.set_busy(True)
        self._program.runner.write(self.job(), then=self._on_written, failed=self._on_failed, owner=self)

    def _on_written(self, written: object) -> None:
        self.written = written
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self.set_busy(False)
        show_failure(self, self.fields, self.field_of_code, error, self._program)


def show_failure(
    dialog: TaskDialog,
    fields: dict[str, Field],
    field_of_code: dict[str, str],
    error: BaseException,
    program: ProgramParts,
) -> None:
    """A refusal as a sentence under its field, or in the footer; what nobody expected goes on to the runner."""
    if isinstance(error, RuleViolation) and error.code in field_of_code:
        field = fields[field_of_code[error.code]]
        field.set_error(sentence(error))
        field.editor.setFocus()
    elif isinstance(error, DpoError):
        dialog.say(sentence(error))
    else:
        program.runner.unhandled.emit(error)
