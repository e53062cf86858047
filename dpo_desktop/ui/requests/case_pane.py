"""The case beside the list; over the whole width, with a way back, where the list is a table."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from dpo_desktop.sentences.numbers import number
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button, tool
from dpo_desktop.ui.parts.labels import label


class CasePane(QWidget):
    """`back_wanted` by its button or Esc; `step_wanted` (-1 or 1) for the case before or after."""

    back_wanted = Signal()
    step_wanted = Signal(int)

    def __init__(self, detail: QWidget) -> None:
        super().__init__()
        self.back_button = button(_("Back to the table"), "link", "arrow-left", clicked=self.back_wanted.emit)
        self.back_button.setToolTip(_("Back to the table (Esc)"))
        self._place = label("", "small", "muted")
        before = tool("arrow-left", _("Case before"), clicked=lambda: self.step_wanted.emit(-1))
        after = tool("arrow-right", _("Case after"), clicked=lambda: self.step_wanted.emit(1))
        head = box(hbox(self.back_button, None, self._place, before, after, gap=1.5, pad=(6, 1.5, 4, 1.5)), "sunken")
        self._bar = plain(vbox(head, Rule(), gap=0))
        self._bar.hide()
        self.setLayout(vbox(self._bar, (detail, 1), gap=0))
        self._escape = QShortcut(QKeySequence("Esc"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.activated.connect(self.back_wanted.emit)
        self._escape.setEnabled(False)

    def show_way_back(self, *, wanted: bool) -> None:
        self._bar.setVisible(wanted)
        self._escape.setEnabled(wanted)

    def show_place(self, position: int, count: int) -> None:
        """Which of how many; counted from 0."""
        self._place.setText(_("{n} of {count}").format(n=number(position + 1), count=number(count)))
