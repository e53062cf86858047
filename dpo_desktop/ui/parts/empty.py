"""What a page says when it has nothing to show: what belongs here, when it comes, and the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from dpo_desktop.ui.parts.boxes import box, hbox, plain, vbox
from dpo_desktop.ui.parts.labels import glyph, label
from dpo_desktop.ui.theme import look


def empty_page(icon: str, words: str, hint: str = "", *acts: QPushButton) -> QWidget:
    title = label(words, "lead")
    explained = label(hint, "body", "muted", wrap=True)
    explained.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    column = plain(vbox(hbox(None, title, None), explained, gap=1.5))
    column.setMaximumWidth(look.em(56))
    return box(
        vbox(
            None,
            hbox(None, glyph(icon, "faint", look.icon_size() * 2.4), None),
            1,
            hbox(None, (column, 4), None),
            2,
            hbox(None, *acts, None),
            None,
            None,
            pad=(6, 4, 6, 4),
        )
    )
