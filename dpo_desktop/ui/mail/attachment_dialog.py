"""Looks at a file inside the program: pages of a PDF, pictures, text. Drawn in a worker process, nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPlainTextEdit, QScrollArea, QStackedWidget, QWidget

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.intake.content_types import is_program
from dpo_desktop.intake.pictures import PDF_TYPE, PICTURE_TYPES, Picture
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.sentences.mail import file_kind, size_words
from dpo_desktop.services.attachments import (
    attachment_picture,
    attachment_text,
    is_text,
    open_outside,
    save_attachment,
)
from dpo_desktop.services.mail_views import AttachmentView
from dpo_desktop.translation import _
from dpo_desktop.ui.mail.dialogs import RemoveDialog
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button, tool
from dpo_desktop.ui.parts.files import shown_name
from dpo_desktop.ui.parts.labels import label, recolour
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.theme import look
from dpo_desktop.work.runner import Ticket


class AttachmentDialog(QDialog):
    def __init__(self, program: ProgramParts, file: AttachmentView, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._program, self.file = program, file
        self._page, self._pages = 0, 1
        self._ticket: Ticket | None = None
        self._asked = False
        self.removed = False
        self.setWindowTitle(shown_name(file))
        self.setModal(True)
        self.resize(look.em(110), look.em(92))
        self.paper = QLabel()
        self.paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Text of the file"))
        self._area = QScrollArea()
        self._area.setObjectName("paperdesk")
        self._area.setWidget(self.paper)
        self._area.setWidgetResizable(True)
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setAccessibleName(_("Picture of the file"))
        self.words = label("", "lead", "muted", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for page in (box(vbox(None, self.words, None, pad=(8, 4, 8, 4))), self._area, self.text):
            self._stack.addWidget(page)
        self.back = tool("arrow-left", _("Page before"), clicked=partial(self.turn, -1))
        self.forward = tool("arrow-right", _("Next page"), clicked=partial(self.turn, 1))
        self.page_words = label("", "body")
        self._pager = plain(hbox(self.back, self.page_words, self.forward, gap=1))
        self._pager.setVisible(False)
        about = f"{file_kind(file.found_type)}  ·  {size_words(file.size)}"
        head = hbox(
            (label(shown_name(file), "title", wrap=True, select=True), 1),
            self._pager,
            gap=3,
        )
        top = vbox(head, label(about, "body", "muted"), gap=1, pad=(6, 4, 6, 3))
        self.note = label("", "small", "muted", wrap=True)
        self.note.hide()
        self.save_button = button(_("Save a copy …"), clicked=self.on_save)
        self.outside_button = button(_("Open in another program …"), clicked=self.on_outside)
        self.remove_button = button(_("Remove the content …"), clicked=self.on_remove)
        close = button(_("Close"), "primary", clicked=self.accept)
        self.outside_button.setEnabled(not is_program(file.file_name, file.found_type))
        footer = box(
            vbox(
                self.note,
                hbox(self.remove_button, None, self.save_button, self.outside_button, close, gap=2),
                gap=1,
                pad=(6, 3, 6, 3),
            ),
            "sunken",
        )
        self.setLayout(vbox(box(top), Rule(), (self._stack, 1), Rule(), footer, gap=0))
        close.setDefault(True)  # a dialog knows its own button only once it is in it
        close.setFocus(Qt.FocusReason.OtherFocusReason)
        if is_program(file.file_name, file.found_type):
            self._say(_("This is a program. It is not opened here, and should not be opened anywhere."))
        else:
            self.load()

    def _say(self, words: str) -> None:
        """A sentence in the place of the file."""
        self.words.setText(words)
        self._stack.setCurrentIndex(0)

    def load(self) -> None:
        kind = self.file.found_type
        self._say(_("Opening …"))
        if kind == PDF_TYPE or kind in PICTURE_TYPES:
            width = round((self.width() - look.em(8)) * self.devicePixelRatioF())
            self._look(
                partial(attachment_picture, opened(self._program), self.file.id, self._page, width), self._on_picture
            )
        elif is_text(kind):
            self._look(partial(attachment_text, opened(self._program), self.file.id), self._on_text)
        else:
            self._say(_("This kind of file is not shown here. Save a copy, or open it in another program."))

    def _look(self, job: Callable[[], object], then: Callable[..., None]) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        self._ticket = self._program.runner.look(job, owner=self, then=then, failed=self._on_failed)

    def _on_picture(self, picture: Picture) -> None:
        image = QImage(
            picture.pixels, picture.width, picture.height, picture.width * 3, QImage.Format.Format_RGB888
        ).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.paper.setPixmap(QPixmap.fromImage(image))
        self.paper.setAccessibleName(shown_name(self.file))
        self._pages = picture.pages
        self._pager.setVisible(picture.pages > 1)
        words = _("Page {number} of {total}").format(number=self._page + 1, total=picture.pages)
        self.page_words.setText(words)
        self.back.setEnabled(self._page > 0)
        self.forward.setEnabled(self._page + 1 < picture.pages)
        self._stack.setCurrentIndex(1)

    def _on_text(self, text: str) -> None:
        self.text.setPlainText(text)
        self._stack.setCurrentIndex(2)

    def turn(self, step: int) -> None:
        if 0 <= self._page + step < self._pages:
            self._page += step
            self.load()

    def on_save(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(self, _("Save a copy"), shown_name(self.file))
        if name:
            self.save_to(Path(name))

    def save_to(self, target: Path) -> None:
        """Write a clear copy."""
        job = partial(save_attachment, opened(self._program), self.file.id, target)
        done = _("A copy is in {file}. It is not encrypted.").format(file=target.name)
        self._program.runner.write(job, owner=self, then=lambda _none: self._tell(done), failed=self._on_act_failed)

    def on_outside(self) -> None:
        """Asks first: what another program opens leaves the encrypted workspace until it is locked."""
        if not self._asked:
            self._asked = True
            self._tell(
                _("A clear copy is made for the other program and removed when you lock. Press once more to open it.")
            )
            return
        job = partial(open_outside, opened(self._program), self.file.id)
        self._program.runner.write(job, owner=self, then=self._on_outside, failed=self._on_act_failed)

    def _on_outside(self, path: Path) -> None:
        self._asked = False
        opened_it = QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        self._tell(_("Opened in another program.") if opened_it else _("No program here opens this kind of file."))

    def on_remove(self) -> None:
        dialog = RemoveDialog(self._program, self, file=self.file)
        self.removed = bool(dialog.exec())
        dialog.deleteLater()
        if self.removed:
            self.accept()

    def _tell(self, words: str, colour: str = "muted") -> None:
        recolour(self.note, colour)
        self.note.setText(words)
        self.note.setAccessibleName(words)
        self.note.setVisible(bool(words))

    def _on_act_failed(self, error: BaseException) -> None:
        if isinstance(error, DpoError):
            self._tell(sentence(error), "late")
        else:
            self._program.runner.unhandled.emit(error)

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, DpoError):
            self._say(sentence(error))
        else:
            self._program.runner.unhandled.emit(error)
