"""The words of a mail: safe HTML or plain text. Nothing is fetched, no link opens by itself."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QTextOption, QWheelEvent
from PySide6.QtWidgets import QTextBrowser

from dpo_desktop.services.mail_views import MailDetail
from dpo_desktop.translation import _
from dpo_desktop.ui.theme import look

_HIGHEST = 60_000  # pixels; Qt lays out no higher widget
_MOST_SHOWN = 200_000  # characters; the original holds the rest


class MailBody(QTextBrowser):
    """`link_chosen(address)` when a link was clicked."""

    link_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName(_("Text of the mail"))
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(look.space(1))
        self.setFont(look.font("body"))
        self.setFrameShape(self.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._take_height())
        self.anchorClicked.connect(lambda url: self.link_chosen.emit(url.toString()))

    def _take_height(self) -> None:
        """As high as its words: the page around it scrolls, not the text within it."""
        height = self.document().size().height()
        self.setFixedHeight(round(min(max(height, look.line() * 2), _HIGHEST)) + 2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Pictures and styles of a mail are never fetched, from the net or from this disk."""
        return None

    def show_mail(self, mail: MailDetail) -> None:
        self.document().setDefaultStyleSheet(
            f"a {{ color: {look.colour('accent').name()}; }}"
            f"blockquote {{ color: {look.colour('muted').name()}; margin-left: {look.space(3)}px; }}"
        )
        if mail.html:
            self.setHtml(mail.html)
        else:
            self.setHtml(_lines(mail.text[:_MOST_SHOWN]))


def _lines(text: str) -> str:
    """Plain text with quoted lines in a quieter colour."""
    muted = look.colour("muted").name()
    shown = []
    for line in text.split("\n"):
        words = html.escape(line).replace("  ", " &nbsp;") or "&nbsp;"
        shown.append(f'<span style="color:{muted}">{words}</span>' if line.lstrip().startswith(">") else words)
    return "<br>".join(shown)
