"""“Why this date?”: the whole sum of a duty and the words of its rule, to be read or copied."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.sentences.why import why
from dpo_desktop.services.case_rules import KnownRule
from dpo_desktop.services.views import RequestDetail
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Panel, Rule, Scroll, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.labels import facts, label
from dpo_desktop.ui.parts.sums import sum_grid
from dpo_desktop.ui.requests.case_state import holiday_table
from dpo_desktop.ui.theme import look

_FRAME = 25  # units of space that a window's title and a screen's bars take


class WhyDialog(QDialog):
    def __init__(self, detail: RequestDetail, duty: Duty, known: KnownRule, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Why this date?"))
        self.setModal(True)
        told = why(duty, known.rule, detail.law_edition, holiday_table(detail.holiday_edition), known.edition)
        self.as_text = told.as_text(detail.reference)
        title = label(_("Why this date?"), "title")
        title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        about = "  ·  ".join(part for part in (detail.reference, told.about) if part)
        content = Scroll(
            vbox(
                label(told.answer, "lead", wrap=True, select=True),
                label(about, "body", "muted", wrap=True, select=True),
                Panel(vbox(sum_grid(told.steps), pad=(4, 3.5, 4, 3.5))),
                plain(facts(told.told, key_ems=20)),
                None,
                gap=3,
                pad=(0, 0, 3, 0),
            )
        )
        self._area = scrolled(content, _("The sum and its rule"), by_keys=True)
        self.copy_button = button(_("Copy as text"), "", "two-lines", clicked=self.on_copy)
        self.close_button = button(_("Close"), "primary", clicked=self.accept)
        self.readiness = label("", "small", "muted")
        footer = box(hbox((self.readiness, 1), self.copy_button, self.close_button, gap=2, pad=(6, 3, 6, 3)), "sunken")
        body = vbox(title, (self._area, 1), gap=3, pad=(6, 5, 3, 3))
        self.setLayout(vbox((box(body), 1), Rule(), footer, gap=0))
        self.close_button.setDefault(True)
        self._fit(content)
        self.close_button.setFocus()

    def _fit(self, content: Scroll) -> None:
        """As high as its words need, where the screen has the room."""
        width = look.em(92)
        room = self.screen().availableSize()
        wanted = content.heightForWidth(width - look.space(12)) + look.space(36)
        self.setMinimumWidth(min(look.em(70), room.width() - look.space(_FRAME)))
        self.resize(min(width, room.width() - look.space(5)), min(wanted, room.height() - look.space(_FRAME)))

    def on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text)
        self.readiness.setText(_("Copied."))
