"""Words on a page: labels, facts, status tags, pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from dpo_desktop.domain.scripts import is_right_to_left
from dpo_desktop.ui.marks import STATUSES, mark_pixmap, paint_mark, status_word
from dpo_desktop.ui.theme import RADIUS, look


def label(text: str, role: str = "body", colour: str = "text", *, wrap: bool = False, select: bool = False) -> QLabel:
    """`role` is a type size, `colour` a token. Text that a person may want to copy is selectable."""
    widget = QLabel(text)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setFont(look.font(role))
    recolour(widget, colour)
    widget.setForegroundRole(QPalette.ColorRole.WindowText)  # inside a button Qt would take the button's colour
    widget.setWordWrap(wrap)
    if wrap:
        widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if select:
        widget.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        widget.setAccessibleName(text)
    return widget


def recolour(widget: QLabel, colour: str) -> None:
    """Another token for its words."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.WindowText, look.colour(colour))
    widget.setPalette(palette)


def strike_through(widget: QLabel) -> None:
    """For what does not hold any more and is kept."""
    font = widget.font()
    font.setStrikeOut(True)
    widget.setFont(font)
    recolour(widget, "muted")


class Elided(QLabel):
    """One line that ends in an ellipsis and carries its full text as tooltip and accessible name."""

    def __init__(self, text: str, role: str = "body", colour: str = "text") -> None:
        super().__init__()
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(look.font(role))
        palette = self.palette()
        palette.setColor(palette.ColorRole.WindowText, look.colour(colour))
        self.setPalette(palette)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(round(look.line(role)))
        self.set_words(text)

    def set_words(self, text: str) -> None:
        self._full = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width()))


def glyph(name: str, role: str = "muted", size: float | None = None) -> QLabel:
    widget = QLabel()
    widget.setPixmap(look.pixmap(name, role, size))
    return widget


def marked_line(icon: str, role: str, words: QWidget | QLayout) -> QWidget:
    """A picture at the first line of some words."""
    beside, layout = QVBoxLayout(), QHBoxLayout()
    beside.addWidget(glyph(icon, role, look.icon_size() * 0.95))
    beside.addStretch(1)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(look.space(2))
    layout.addLayout(beside)
    if isinstance(words, QLayout):
        layout.addLayout(words, 1)
    else:
        layout.addWidget(words, 1)
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def mark(key: str, size: float | None = None) -> QLabel:
    widget = QLabel()
    side = round(size or look.icon_size() * 0.82)
    widget.setPixmap(mark_pixmap(key, side))
    widget.setAccessibleName(status_word(key))
    widget.setFixedWidth(side + 1)
    return widget


def facts(pairs: Sequence[tuple[str, str]], *, key_ems: float = 13) -> QGridLayout:
    """Name and value in two columns."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look.space(3))
    grid.setVerticalSpacing(look.space(1))
    grid.setColumnStretch(1, 1)
    for row, (key, value) in enumerate(pairs):
        name = label(key, "body", "muted")
        name.setMinimumWidth(look.em(key_ems))
        text = label(value, wrap=True, select=True)
        text.setAccessibleName(f"{key}: {value}")
        text.setMinimumWidth(look.em(8))  # an address without a blank would make the page wider than its window
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, row, 1)
    return grid


class Tag(QWidget):
    """A status word with its mark, on its tint."""

    def __init__(self, key: str, words: str = "") -> None:
        super().__init__()
        self._key, self._words = key, words or status_word(key)
        self.setAccessibleName(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = look.metrics("label")
        width = metrics.horizontalAdvance(self._words) + metrics.height() * 0.8 + look.space(5.5)
        return QSize(round(width), round(look.line("label") + look.space(1.5)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = STATUSES[self._key].role
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("tint" if role == "accent" else f"{role}_tint"))
        painter.drawRoundedRect(place, RADIUS, RADIUS)
        side = look.metrics("label").height() * 0.76
        left = place.left() + look.space(1.5)
        paint_mark(painter, QRectF(left, place.center().y() - side / 2, side, side), self._key)
        draw(painter, place.adjusted(look.space(1.5) + side + look.space(1.25), 0, 0, 0), self._words, "label", role)


def draw(
    painter: QPainter,
    place: QRectF,
    text: str,
    role: str = "body",
    colour: str = "text",
    *,
    right: bool = False,
) -> float:
    """One elided line at the baseline of its first font; gives the width that was used.

    Vertical centring by Qt would centre the line box of whatever fallback font the text needs: a Hindi word beside a
    Latin one would stand higher. A text that is read from right to left stands at the right end of its room.
    """
    metrics = look.metrics(role)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width() + 0.5)
    width = metrics.horizontalAdvance(shown)
    left = place.right() - width if right or is_right_to_left(text) else place.left()
    base = place.top() + (place.height() + metrics.ascent() - metrics.descent()) / 2
    painter.setFont(look.font(role))
    painter.setPen(look.colour(colour))
    painter.drawText(round(left), round(base), shown)
    return width
