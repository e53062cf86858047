"""Keeps what is typed into a dialog every few seconds, and puts it back after a crash."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.sentences.dates import clock_time, instant_words
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.services.drafts import Draft, read_draft, save_draft
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.dialog import TaskDialog
from dpo_desktop.ui.program import ProgramParts, opened

_EVERY_MS = 5_000


class Drafting:
    """The draft of one editor of a dialog. It goes when the dialog ends by its own act or by Cancel."""

    def __init__(self, program: ProgramParts, dialog: TaskDialog, editor: QPlainTextEdit, place: str) -> None:
        self._program, self._dialog, self._editor, self._place = program, dialog, editor, place
        self._kept = ""
        self._timer = QTimer(dialog)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.keep)
        editor.textChanged.connect(self._on_typed)
        dialog.finished.connect(lambda _result: self._drop())
        job = partial(read_draft, opened(program), place)
        program.runner.read(job, owner=dialog, then=self._on_found, failed=self._on_failed)

    def keep(self) -> None:
        """Keep what stands there now."""
        words = self._editor.toPlainText()
        if words == self._kept:
            return
        self._kept = words
        job = partial(save_draft, opened(self._program), self._place, words)
        self._program.runner.write(job, owner=self._dialog, then=self._on_kept, failed=self._on_failed)

    def _on_typed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _on_found(self, draft: Draft | None) -> None:
        if draft is not None and not self._editor.toPlainText():
            self._kept = draft.words
            self._editor.setPlainText(draft.words)
            self._dialog.say(_("What you typed before, kept {when}.").format(when=instant_words(draft.saved_at)))

    def _on_kept(self, at: datetime | None) -> None:
        if at is not None:
            self._dialog.say(_("Draft kept {time}").format(time=clock_time(at)))

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, DpoError):
            self._dialog.say(sentence(error))
        else:
            self._program.runner.unhandled.emit(error)

    def _drop(self) -> None:
        self._timer.stop()
        if self._kept and self._program.workspace is not None:
            self._program.runner.write(partial(save_draft, self._program.workspace, self._place, ""))
