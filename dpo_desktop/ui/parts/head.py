"""The head of a page: its title, one sentence, and the acts on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from dpo_desktop.ui.parts.boxes import hbox, vbox
from dpo_desktop.ui.parts.labels import label


def page_head(title: str, sentence: str, *acts: QPushButton) -> QHBoxLayout:
    """The primary act comes last."""
    words = vbox(label(title, "display"), label(sentence, "body", "muted", wrap=True), gap=0.5)
    return hbox((words, 1), vbox(hbox(*acts, gap=2), None, gap=0), gap=3, pad=(6, 5, 6, 3))
