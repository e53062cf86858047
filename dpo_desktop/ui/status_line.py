"""The line at the foot of the window: what is saved, what is under way, how far the audit trail goes."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QProgressBar, QStatusBar

from dpo_desktop.sentences.dates import clock_time
from dpo_desktop.sentences.numbers import number
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import hbox, plain
from dpo_desktop.ui.parts.buttons import tool
from dpo_desktop.ui.parts.labels import glyph, label
from dpo_desktop.ui.theme import look
from dpo_desktop.work.runner import Ticket


class StatusLine(QStatusBar):
    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._saved = label("", "small", "muted")
        self._saved_part = plain(
            hbox(glyph("circle-check", "done", look.icon_size() * 0.85), self._saved, gap=1.5, pad=(4, 0.5, 0, 0.5))
        )
        self._saved_part.hide()
        self.addWidget(self._saved_part)
        self._ticket: Ticket | None = None
        self._job = label("", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(look.em(16))
        self._percent = label("", "small", "muted")
        self._cancel = tool("x", _("Cancel"), clicked=self.on_cancel)
        self._job_part = plain(hbox(self._job, self._bar, self._percent, self._cancel, gap=2, pad=(5, 0, 0, 0)))
        self._job_part.hide()
        self.addWidget(self._job_part)
        self._audit = label("", "small", "muted")
        self._scale = label("", "small", "muted")
        self.addPermanentWidget(plain(hbox(self._audit, self._scale, gap=4, pad=(0, 0.5, 4, 0.5))))

    def show_saved(self, moment: datetime) -> None:
        """`moment` in the workspace's time."""
        self._saved.setText(_("All changes saved, {time}").format(time=clock_time(moment)))
        self._saved_part.show()

    def show_audit(self, entries: int) -> None:
        words = ngettext("Audit trail: {n} entry", "Audit trail: {n} entries", entries)
        self._audit.setText(words.format(n=number(entries)))

    def show_scale(self, percent: int) -> None:
        self._scale.setText(f"{percent} %")

    def start_job(self, words: str, ticket: Ticket) -> None:
        """One job of the long lane is shown, with its Cancel."""
        self._ticket = ticket
        self._job.setText(words)
        self._bar.setAccessibleName(words)
        self.show_progress(0, 0)
        self._job_part.show()

    def show_progress(self, done: int, total: int) -> None:
        """A total of 0 means: not known yet."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._percent.setText(f"{100 * done // total} %" if total else "")

    def end_job(self) -> None:
        self._ticket = None
        self._job_part.hide()

    def on_cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.stop()
        self.end_job()
