"""Small tasks of a mail: say when it came, remove its content, read its headers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from dpo_desktop.services.attachments import remove_attachment, remove_mail_content
from dpo_desktop.services.mail_acts import set_received
from dpo_desktop.services.mail_views import AttachmentView, MailDetail
from dpo_desktop.translation import _
from dpo_desktop.ui.help_dialogs import ReadDialog
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.fields import Field, instant_editor, instant_of, notes
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.theme import look


class ReceivedDialog(WriteDialog):
    field_of_code: ClassVar[dict[str, str]] = {"request.received_in_future": "received"}

    def __init__(self, program: ProgramParts, mail: MailDetail, parent: QWidget | None) -> None:
        super().__init__(program, parent, _("When did it come?"), _("Keep it"))
        self._mail_id = mail.id
        zone = opened(program).zone
        proposed = mail.received_at or mail.sent_at
        now = program.clock().astimezone(zone)
        self.received = instant_editor(min(proposed.astimezone(zone), now) if proposed else now)
        self.fields = {"received": Field(_("Received on, time of {zone}").format(zone=zone.key), self.received)}
        words = _("No server says when this mail came, or its clock is wrong. What is proposed is a guess: check it.")
        self.set_content(plain(vbox(label(words, "body", "muted", wrap=True), self.fields["received"], gap=3)))

    def job(self) -> Callable[[], object]:
        at = instant_of(self.received, opened(self._program).zone)
        return partial(set_received, opened(self._program), self._mail_id, at)


class RemoveDialog(WriteDialog):
    """For a mail, or for one file of it or of a case."""

    field_of_code: ClassVar[dict[str, str]] = {"mail.removal_reason_needed": "reason"}

    def __init__(
        self, program: ProgramParts, parent: QWidget | None, *, mail_id: int = 0, file: AttachmentView | None = None
    ) -> None:
        super().__init__(program, parent, _("Remove the content"), _("Remove it for good"))
        self._mail_id, self._file = mail_id, file
        self.reason = notes()
        self.fields = {"reason": Field(_("Why it is removed"), self.reason)}
        if file is None:
            words = _(
                "The words, the files and the original of this mail are destroyed. That it came, when, its size and a "
                "keyed hash stay. This cannot be undone."
            )
        elif file.part > 0:
            words = _(
                "This file and the original of its mail, which holds it, are destroyed. Its size and a keyed hash "
                "stay. This cannot be undone."
            )
        else:
            words = _("This file is destroyed. Its size and a keyed hash stay. This cannot be undone.")
        self.set_content(plain(vbox(label(words, "body", wrap=True), self.fields["reason"], gap=3)))

    def typed(self) -> bool:
        return bool(self.reason.toPlainText().strip())

    def job(self) -> Callable[[], object]:
        workspace, reason = opened(self._program), self.reason.toPlainText()
        if self._file is not None:
            return partial(remove_attachment, workspace, self._file.id, reason=reason)
        return partial(remove_mail_content, workspace, self._mail_id, reason=reason)


class HeadersDialog(ReadDialog):
    def __init__(self, mail: MailDetail, parent: QWidget | None) -> None:
        text = QPlainTextEdit(mail.headers)
        text.setReadOnly(True)
        text.setAccessibleName(_("Original headers"))
        text.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(QFontInfo(look.font("small")).pixelSize())
        text.setFont(fixed)
        text.setMinimumHeight(look.em(52))
        super().__init__(parent, _("Original headers"), plain(vbox(text)), width_ems=100)
