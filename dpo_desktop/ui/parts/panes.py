"""What a desk is made of: a list on the left, and on the right what is chosen in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QWidget

from dpo_desktop.ui.parts.boxes import box, hbox, vbox
from dpo_desktop.ui.parts.labels import glyph, label
from dpo_desktop.ui.theme import look


def list_and_detail(rows: QWidget, detail: QWidget, divider: QByteArray | None) -> QSplitter:
    """`divider` is the splitter's state of an earlier time."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(rows)
    splitter.addWidget(detail)
    splitter.setStretchFactor(0, 0)
    splitter.setStretchFactor(1, 1)
    splitter.setSizes([look.em(52), look.em(110)])
    if divider is not None:
        splitter.restoreState(divider)
    return splitter


class OnePage(QStackedWidget):
    """One page at a time, or a picture with a sentence where nothing is chosen."""

    def __init__(self, icon: str, words: str) -> None:
        super().__init__()
        picture = hbox(None, glyph(icon, "faint", look.icon_size() * 2.4), None)
        self.addWidget(box(vbox(None, picture, hbox(None, label(words, "body", "muted"), None), None, None)))

    def put(self, page: QWidget | None, first: Callable[[], QWidget | None]) -> None:
        """Show this page in place of the one before; a focus that was in that one goes to `first` of this one."""
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        while self.count() > 1:
            old = self.widget(1)
            assert old is not None
            self.removeWidget(old)
            old.deleteLater()
        if page is None:
            self.setCurrentIndex(0)
            return
        self.addWidget(page)
        self.setCurrentIndex(1)
        widget = first()
        if had_focus and widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
