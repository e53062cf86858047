"""A sum on a page: one line per step, dates on the right, the result under a rule."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from dpo_desktop.ui.parts.boxes import Rule
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.theme import look


def sum_grid(steps: Sequence[tuple[str, str]]) -> QGridLayout:
    """`steps` are words and a date, '' where a line has none; the last one is the result."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look.space(2))
    grid.setVerticalSpacing(look.space(1))
    grid.setColumnStretch(1, 1)
    *lines, (answer, answer_day) = steps
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
    for row, (words, day) in enumerate(lines):
        grid.addWidget(label("+" if row and day else "", "body", "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
        if day:
            grid.addWidget(label(words, wrap=True, select=True), row, 1)
            grid.addWidget(label(day), row, 2, right)
        else:
            grid.addWidget(label(words, "body", "muted" if row else "text", wrap=True, select=True), row, 1, 1, 2)
    last = len(lines)
    grid.addWidget(Rule(role="border"), last, 0, 1, 3)
    grid.addWidget(label("=", "strong", "accent"), last + 1, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(label(answer, "strong", wrap=True, select=True), last + 1, 1, 1, 1 if answer_day else 2)
    if answer_day:
        grid.addWidget(label(answer_day, "strong"), last + 1, 2, right)
    return grid
