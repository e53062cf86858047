"""Charts without grid and axis: every mark carries its number, late is hatched and not only red."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from dpo_desktop.sentences.dates import month_name
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.theme import look

_SMALLEST_BAR = 2.0


class MonthColumns(QWidget):
    """A column for each month: what was closed on time, and above it what was closed late."""

    def __init__(self, months: Sequence[tuple[date, int, int]]) -> None:
        super().__init__()
        self._months = tuple(months)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Closed per month"))
        spoken = [
            _("{month}: {on_time} on time, {late} late").format(month=month_name(month), on_time=on_time, late=late)
            for month, on_time, late in self._months
        ]
        self.setAccessibleDescription("; ".join(spoken))
        self.setToolTip("\n".join(spoken))

    def sizeHint(self) -> QSize:
        return QSize(look.em(30), round(look.line("small") * 2 + look.space(24)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = look.line("small")
        base = self.height() - line - 2
        highest = max((on_time + late for _month, on_time, late in self._months), default=0)
        step = self.width() / max(len(self._months), 1)
        room = base - line - 2
        names = [month_name(month) for month, _on_time, _late in self._months]
        widest = max((look.metrics("small").horizontalAdvance(name) for name in names), default=0)
        every = 1 if widest < step * 0.98 else 2
        for position, (_month, on_time, late) in enumerate(self._months):
            column = QRectF(position * step + step * 0.22, 0, step * 0.56, base)
            high = room * on_time / highest if highest else 0
            late_high = max(room * late / highest, _SMALLEST_BAR * 2) if late else 0
            painter.fillRect(QRectF(column.left(), base - high, column.width(), high), look.colour("accent"))
            top = base - high - late_high
            if late:
                _hatched(painter, QRectF(column.left(), top, column.width(), late_high - 1))
            if on_time + late:
                _centred(painter, position * step, step, top - line - 1, str(on_time + late), "text")
            if (len(self._months) - 1 - position) % every == 0:
                _centred(painter, position * step, step, base + 2, names[position], "muted")
        painter.fillRect(QRectF(0, base, self.width(), 1), look.colour("border"))


class Swatch(QWidget):
    """The sample of a colour in a legend."""

    def __init__(self, *, late: bool) -> None:
        super().__init__()
        self._late = late
        self.setFixedSize(look.space(2.5), look.space(2.5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._late:
            _hatched(painter, place)
        else:
            painter.fillRect(place, look.colour("accent"))


def _hatched(painter: QPainter, place: QRectF) -> None:
    colour: QColor = look.colour("late")
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
    painter.drawRect(place)


def _centred(painter: QPainter, left: float, step: float, top: float, text: str, colour: str) -> None:
    width = look.metrics("small").horizontalAdvance(text)
    place = QRectF(left + (step - width) / 2, top, width + 2, look.line("small"))
    draw(painter, place, text, "small", colour)
