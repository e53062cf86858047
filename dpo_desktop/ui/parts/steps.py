"""Where a task of several steps stands: those done with a tick, the one at hand by its number and weight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import hbox
from dpo_desktop.ui.parts.labels import glyph, label, recolour
from dpo_desktop.ui.theme import look


class Steps(QWidget):
    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = tuple(names)
        self._parts: list[tuple[QLabel, QLabel, QLabel]] = []  # tick, number, name of each
        row = hbox(gap=2.5)
        for number, name in enumerate(self._names):
            if number:
                row.addWidget(glyph("chevron-right", "faint", look.icon_size() * 0.85))
            parts = (glyph("circle-check", "done"), label(str(number + 1), "small_strong"), label(name))
            self._parts.append(parts)
            row.addLayout(hbox(*parts, gap=1.5))
        row.addStretch(1)
        self.setLayout(row)
        self.show_step(0)

    def show_step(self, current: int) -> None:
        for number, (tick, figure, name) in enumerate(self._parts):
            is_done, is_here = number < current, number == current
            tick.setVisible(is_done)
            figure.setVisible(not is_done)
            recolour(figure, "accent" if is_here else "muted")
            recolour(name, "text" if is_here or is_done else "muted")
            name.setFont(look.font("strong" if is_here else "body"))
        words = _("Step {n} of {total}: {name}")
        self.setAccessibleName(words.format(n=current + 1, total=len(self._names), name=self._names[current]))
