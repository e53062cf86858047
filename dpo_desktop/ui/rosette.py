"""The guilloche of the opening pages: lines as on a bond, drawn, not loaded."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from dpo_desktop.translation import _
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.theme import look

_STEPS = 720
_LINES = 6
# The ring's size and the depth of its wave as shares of the radius, its number of waves, and how it turns.
_RINGS = (
    (0.80, 0.20, 11, 1),
    (0.80, 0.20, 11, -1),
    (0.51, 0.16, 8, 1),
    (0.51, 0.16, 8, -1),
    (0.28, 0.075, 6, 1),
)


class Rosette(QWidget):
    """A picture with the program's name: decoration, so a screen reader hears the name only."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(look.em(36))
        self.setAccessibleName("DPO Desktop")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = look.colour("accent") if look.theme == "light" else look.colour("sunken")
        ink = QColor("#FFFFFF") if look.theme == "light" else look.colour("accent")
        painter.fillRect(self.rect(), ground)
        centre = QPointF(self.width() / 2, self.height() * 0.44)
        radius = min(self.width() * 0.42, self.height() * 0.36)
        ink.setAlpha(96)
        painter.setPen(QPen(ink, 0.9))
        for size, depth, waves, turn in _RINGS:
            for line in range(_LINES):
                painter.drawPolygon(_ring(centre, radius * size, turn * radius * depth, waves, line))
        words = QRectF(0, centre.y() + radius * 1.2, self.width(), look.line("display"))
        self._centred(painter, words, "DPO Desktop", "display")
        self._centred(
            painter, words.translated(0, look.line("display") + 4), _("Requests, proofs and reports."), "body"
        )
        below = words.translated(0, look.line("display") + 4 + look.line())
        self._centred(painter, below, _("On this computer only."), "body")

    @staticmethod
    def _centred(painter: QPainter, place: QRectF, text: str, role: str) -> None:
        width = look.metrics(role).horizontalAdvance(text)
        left = place.center().x() - width / 2
        colour = "on_accent" if look.theme == "light" else "text"
        draw(painter, QRectF(left, place.top(), width + 2, look.line(role)), text, role, colour)


def _ring(centre: QPointF, radius: float, depth: float, waves: int, line: int) -> QPolygonF:
    points = []
    for step in range(_STEPS):
        angle = 2 * pi * step / _STEPS
        reach = radius + depth * sin(waves * angle + line * 0.22) * (1 - line * 0.06)
        points.append(QPointF(centre.x() + reach * cos(angle), centre.y() + reach * sin(angle)))
    return QPolygonF(points)
