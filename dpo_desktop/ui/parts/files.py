"""The files of a mail or a case as rows: name, kind, size, and what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dpo_desktop.sentences.dates import middle_date
from dpo_desktop.sentences.mail import file_kind, size_words
from dpo_desktop.services.mail_views import AttachmentView
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import hbox, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.labels import Elided, glyph, label


def shown_name(file: AttachmentView) -> str:
    """Its name; of a mail's original and of a file without one, what it is."""
    return file.file_name or file_kind(file.found_type)


class FileRows(QWidget):
    """`open_wanted(file)` from the button of a row."""

    open_wanted = Signal(object)

    def __init__(self, files: Sequence[AttachmentView]) -> None:
        super().__init__()
        layout = vbox(gap=1)
        for file in files:
            layout.addLayout(self._row(file))
        self.setLayout(layout)

    def _row(self, file: AttachmentView) -> QHBoxLayout:
        if file.removed_at is not None:
            words = _("Removed on {day}: {reason}").format(
                day=middle_date(file.removed_at.date()), reason=file.removed_reason
            )
            return hbox(glyph("trash-2", "muted"), (label(words, "body", "muted", wrap=True), 1), gap=2)
        size = label(f"{file_kind(file.found_type)}  ·  {size_words(file.size)}", "small", "muted")
        look_at = button(_("Look at it"), clicked=lambda: self.open_wanted.emit(file))
        look_at.setAccessibleName(_("Look at {file}").format(file=shown_name(file)))
        return hbox(glyph("paperclip", "muted"), (Elided(shown_name(file)), 1), size, look_at, gap=2)
