"""The page that opens a workspace: passphrase, or recovery code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from dpo_desktop.domain.errors import DpoError, StorageUnavailable, WrongSecret
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import box, hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import Field, line, secret_line
from dpo_desktop.ui.parts.labels import Elided, label
from dpo_desktop.ui.program import ProgramParts
from dpo_desktop.ui.rosette import Rosette
from dpo_desktop.ui.theme import look

if TYPE_CHECKING:
    from dpo_desktop.services.workspace import OpenWorkspace

_RESTORABLE = ("vault.header_damaged", "vault.header_missing", "vault.header_tampered")


def _unlock(folder: Path, secret: str, clock: Callable[[], datetime], *, by_code: bool) -> OpenWorkspace:
    """Runs on the write lane, so that the database layer is imported there too."""
    from dpo_desktop.services.workspace import unlock, unlock_with_recovery

    return (unlock_with_recovery if by_code else unlock)(folder, secret, clock=clock)


def _why_not_openable(folder: Path) -> DpoError | None:
    from dpo_desktop.services.workspace import why_not_openable

    return why_not_openable(folder)


class UnlockPage(QWidget):
    """`unlocked(workspace)` when a secret opened it; `other_wanted` and `new_wanted` ask for another folder."""

    unlocked = Signal(object)
    other_wanted = Signal()
    new_wanted = Signal()

    def __init__(self, program: ProgramParts) -> None:
        super().__init__()
        self._program = program
        self._by_code = False
        self.notices = Notices()
        self._hint = label(_("Type the passphrase of this workspace."), "body", "muted", wrap=True)
        self.passphrase: QLineEdit = secret_line()
        self.passphrase.returnPressed.connect(self.on_unlock)
        self.passphrase_field = Field(_("Passphrase"), self.passphrase)
        self.code = line(placeholder="ABCD-EFGH-…")  # not for people
        self.code.returnPressed.connect(self.on_unlock)
        self.code_field = Field(_("Recovery code"), self.code, hint=_("Eight groups of four characters."))
        self.code_field.hide()
        self.unlock_button = button(_("Unlock"), "primary", clicked=self.on_unlock)
        self.unlock_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._other_way = button(_("Use the recovery code"), "link", clicked=self.on_other_way)
        self._other = button(_("Other workspace …"), "link", clicked=self.other_wanted.emit)
        self._new = button(_("Set up a new one …"), "link", clicked=self.new_wanted.emit)
        form = plain(
            vbox(
                label(_("Unlock"), "display"),
                self._hint,
                3,
                label(_("Workspace"), "label", "muted"),
                Elided(str(program.folder)),
                2,
                self.passphrase_field,
                self.code_field,
                2,
                self.unlock_button,
                1,
                hbox(self._other_way, None, self._other),
                hbox(None, self._new),
                gap=1.5,
            )
        )
        form.setFixedWidth(look.em(50))
        centre = vbox(hbox(None, (self.notices, 3), None), None, hbox(None, form, None), None, gap=0, pad=(6, 4, 6, 6))
        self.setLayout(hbox((Rosette(), 2), (box(centre), 3), gap=0))
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._look)  # after the first paint: the database layer is loaded for it

    def _look(self) -> None:
        job = partial(_why_not_openable, self._program.folder)
        self._program.runner.read(job, owner=self, then=self._on_looked)

    def _on_looked(self, reason: DpoError | None) -> None:
        """What can be seen to be wrong is said before the passphrase is typed."""
        if reason is not None:
            self._on_failed(reason)

    def focus_first(self) -> None:
        (self.code if self._by_code else self.passphrase).setFocus(Qt.FocusReason.OtherFocusReason)

    def on_other_way(self) -> None:
        self._by_code = not self._by_code
        self.passphrase_field.setVisible(not self._by_code)
        self.code_field.setVisible(self._by_code)
        words = _("Use the passphrase") if self._by_code else _("Use the recovery code")
        hint = _("Type the code from your paper.") if self._by_code else _("Type the passphrase of this workspace.")
        self._hint.setText(hint)
        self._other_way.setText(words)
        self._other_way.setAccessibleName(words)
        self.focus_first()

    def on_unlock(self) -> None:
        if not self.unlock_button.isEnabled():
            return
        self._set_busy(True)
        secret = self.code.text() if self._by_code else self.passphrase.text()
        job = partial(_unlock, self._program.folder, secret, self._program.clock, by_code=self._by_code)
        self._program.runner.write(job, owner=self, then=self._on_unlocked, failed=self._on_failed)

    @property
    def can_be_drawn_anew(self) -> bool:
        """Not while a secret is being tried: its answer would find nobody."""
        return self.unlock_button.isEnabled()

    def _set_busy(self, busy: bool) -> None:
        for control in (self.unlock_button, self._other_way, self._other, self._new):
            control.setEnabled(not busy)
        self.unlock_button.setText(_("Unlocking …") if busy else _("Unlock"))

    def _on_unlocked(self, workspace: object) -> None:
        self._set_busy(False)
        self.passphrase.clear()
        self.code.clear()
        self.unlocked.emit(workspace)

    def _on_failed(self, error: BaseException) -> None:
        self._set_busy(False)
        field = self.code_field if self._by_code else self.passphrase_field
        if isinstance(error, WrongSecret):
            field.set_error(sentence(error))
            self.focus_first()
            (self.code if self._by_code else self.passphrase).selectAll()
        elif isinstance(error, StorageUnavailable) and error.code in _RESTORABLE:
            self.notices.tell("late", sentence(error), act=_("Put the copy back"), acted=self.on_restore)
        elif isinstance(error, DpoError):
            self.notices.show_error(error)
        else:
            self._program.runner.unhandled.emit(error)

    def on_restore(self) -> None:
        """Put back the key file of the last unlock."""
        from dpo_desktop.services.workspace import restore_key_file

        def done(_result: object) -> None:
            self.notices.tell("done", _("The key file of the last unlock is back. Unlock the workspace now."))

        self._program.runner.write(
            partial(restore_key_file, self._program.folder), owner=self, then=done, failed=self.notices.show_error
        )
