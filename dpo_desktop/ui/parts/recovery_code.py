"""The recovery code: shown once, copied for half a minute, and typed back in part before it counts."""

from __future__ import annotations

import random

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Panel, hbox, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import Field, line
from dpo_desktop.ui.parts.labels import label

_GROUPS, _ASKED = 8, 2
_CLIPBOARD_MS = 30_000


class RecoveryCode(QWidget):
    """`entered` when Enter was pressed in a group. The code leaves the widget with `forget`."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[str] = []
        self._asked = sorted(random.SystemRandom().sample(range(_GROUPS), _ASKED))
        self.code_label: QLabel = label("", "title", wrap=True, select=True)
        self.answers = [line(placeholder="····") for _group in range(_ASKED)]
        self.answer_fields = [
            Field(_("Group {n}").format(n=position + 1), answer)
            for position, answer in zip(self._asked, self.answers, strict=True)
        ]
        for answer in self.answers:
            answer.returnPressed.connect(self.entered.emit)
        self._copied = label("", "small", "muted", wrap=True)
        copy = button(_("Copy"), clicked=self.on_copy)
        self.setLayout(
            vbox(
                label(
                    _(
                        "It is shown this once and kept nowhere. It opens the workspace when the passphrase is lost. "
                        "Keep it on paper, away from this computer."
                    ),
                    "body",
                    "muted",
                    wrap=True,
                ),
                1,
                Panel(vbox(self.code_label, pad=(4, 3, 4, 3))),
                hbox(copy, (self._copied, 1), gap=3),
                1,
                label(_("Type two of its groups back, from your paper."), "strong", wrap=True),
                hbox(*self.answer_fields, gap=3),
            )
        )

    def show_code(self, code: str) -> None:
        """`code` in groups joined by hyphens."""
        self._groups = code.split("-")
        half = _GROUPS // 2
        self.code_label.setText("  ".join(self._groups[:half]) + "\n" + "  ".join(self._groups[half:]))
        self.code_label.setAccessibleName(_("Recovery code: {code}").format(code=code))

    @property
    def code(self) -> str:
        return "-".join(self._groups)

    def typed_back(self) -> bool:
        """Whether both groups are right; else each wrong one says so."""
        wrong = _("This is not what stands in that group. Compare it with your paper.")
        for position, answer, field in zip(self._asked, self.answers, self.answer_fields, strict=True):
            typed = answer.text().strip().upper().replace("O", "0")
            field.set_error("" if typed == self._groups[position] else wrong)
        bad = [answer for answer, field in zip(self.answers, self.answer_fields, strict=True) if field.error]
        if bad:
            bad[0].setFocus()
        return not bad

    def forget(self) -> None:
        self._groups = []
        self.code_label.clear()
        self.code_label.setAccessibleName("")

    def on_copy(self) -> None:
        code = self.code
        clipboard = QApplication.clipboard()
        clipboard.setText(code)
        self._copied.setText(_("On the clipboard for half a minute."))

        def clear() -> None:
            if clipboard.text() == code:
                clipboard.clear()

        QTimer.singleShot(_CLIPBOARD_MS, clear)
