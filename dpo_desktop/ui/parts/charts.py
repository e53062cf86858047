"""Charts without grid and axis: every mark carries its number, late is hatched and not only red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from dpo_desktop.sentences.dates import month_name
from dpo_desktop.sentences.numbers import number
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import vbox
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.theme import RADIUS, look

_SMALLEST_BAR = 2.0
_WORD_EMS = 21  # the widest room for the words in front of the bars


@dataclass(frozen=True, slots=True)
class Bar:
    """`late` of the `count` are hatched. `key` names the list that the bar opens, '' for none."""

    word: str
    count: int
    late: int = 0
    key: str = ""

    def spoken(self) -> str:
        if self.late and self.late != self.count:
            return _("{word}: {count}, {late} of them late").format(word=self.word, count=self.count, late=self.late)
        return _("{word}: {count}").format(word=self.word, count=self.count)


class Bars(QWidget):
    """Bars on one scale below each other, each between words and number. `chosen(key)` of one that is a link."""

    chosen = Signal(str)

    def __init__(self, name: str, bars: Sequence[Bar], *, says_late: bool = True) -> None:
        """`says_late`: the late ones have their number too; not where the words say it."""
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription("; ".join(bar.spoken() for bar in bars))
        scale = _Scale(bars, says_late=says_late)
        self.rows: list[QWidget] = [_BarButton(bar, scale) if bar.key else _BarLine(bar, scale) for bar in bars]
        for row, bar in zip(self.rows, bars, strict=True):
            if isinstance(row, _BarButton):
                row.clicked.connect(lambda _checked=False, key=bar.key: self.chosen.emit(key))
        self.setLayout(vbox(*self.rows, gap=0))


class _Scale:
    """What the bars of one chart share: the highest count, the widths of words and numbers."""

    def __init__(self, bars: Sequence[Bar], *, says_late: bool) -> None:
        words, numbers = look.metrics(), look.metrics("strong")
        self.highest = max((bar.count for bar in bars), default=0)
        widest = max((words.horizontalAdvance(bar.word) for bar in bars), default=0)
        self.words = min(widest, look.em(_WORD_EMS)) + look.space(3)
        self.numbers = max((numbers.horizontalAdvance(number(bar.count)) for bar in bars), default=0) + look.space(2)

        lates = [_late_words(bar) for bar in bars if bar.late] if says_late else []
        small = look.metrics("small")
        self.lates = max(small.horizontalAdvance(words) for words in lates) + look.space(2) if lates else 0

    def paint(self, painter: QPainter, place: QRectF, bar: Bar) -> None:
        draw(painter, place.adjusted(0, 0, self.words - place.width() - look.space(2), 0), bar.word)
        room = place.width() - self.words - self.lates - self.numbers
        high = look.space(2.5)
        top = place.center().y() - high / 2
        length = max(room * bar.count / self.highest, _SMALLEST_BAR) if bar.count else 0
        late = length * bar.late / bar.count if bar.count else 0
        left = place.left() + self.words
        painter.fillRect(QRectF(left, top, length - late, high), look.colour("accent"))
        if late:
            hatched(painter, QRectF(left + length - late, top, late, high))
        if bar.late and self.lates:
            beside = place.adjusted(self.words + length + look.space(2), 0, 0, 0)
            draw(painter, beside, _late_words(bar), "small", "late")
        role = "strong" if bar.count else "body"
        draw(painter, place, number(bar.count), role, "text" if bar.count else "muted", right=True)


def _late_words(bar: Bar) -> str:
    return _("{n} late").format(n=number(bar.late))


class _BarLine(QWidget):
    def __init__(self, bar: Bar, scale: _Scale) -> None:
        super().__init__()
        self._bar, self._scale = bar, scale
        self.setAccessibleName(bar.spoken())
        self.setToolTip(bar.spoken())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _line_size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._scale.paint(painter, _inside(self), self._bar)


class _BarButton(QAbstractButton):
    """A bar that opens the list it counts."""

    def __init__(self, bar: Bar, scale: _Scale) -> None:
        super().__init__()
        self._bar, self._scale = bar, scale
        self.setObjectName(bar.key)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(bar.spoken())
        self.setToolTip(bar.spoken())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _line_size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("focus"), 2) if self.hasFocus() else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(look.colour("hover") if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._scale.paint(painter, _inside(self), self._bar)


def _line_size() -> QSize:
    return QSize(look.em(30), round(look.line() + look.space(1.5)))


def _inside(widget: QWidget) -> QRectF:
    """Where words and bars stand: a ring of focus has room around them."""
    return QRectF(widget.rect()).adjusted(look.space(1), 0, -look.space(1), 0)


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
        line = look.line("small")
        base = round(self.height() - line - 2)
        highest = max((on_time + late for _month, on_time, late in self._months), default=0)
        step = self.width() / max(len(self._months), 1)
        room = base - line - 2
        names = [month_name(month) for month, _on_time, _late in self._months]
        widest = max((look.metrics("small").horizontalAdvance(name) for name in names), default=0)
        every = 1 if widest < step * 0.98 else 2
        for position, (_month, on_time, late) in enumerate(self._months):
            left, width = round(position * step + step * 0.22), round(step * 0.56)
            high = round(room * on_time / highest) if highest else 0
            late_high = max(round(room * late / highest), round(_SMALLEST_BAR * 2)) if late else 0
            painter.fillRect(QRectF(left, base - high, width, high), look.colour("accent"))
            top = base - high - late_high
            if late:
                hatched(painter, QRectF(left, top, width, late_high))
            if on_time + late:
                _centred(painter, position * step, step, top - line - 1, number(on_time + late), "text")
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
        if self._late:
            hatched(painter, QRectF(self.rect()))
        else:
            painter.fillRect(self.rect(), look.colour("accent"))


def hatched(painter: QPainter, place: QRectF) -> None:
    """A frame with slanting lines in the colour of what is late."""
    colour: QColor = look.colour("late")
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))


def _centred(painter: QPainter, left: float, step: float, top: float, text: str, colour: str) -> None:
    width = look.metrics("small").horizontalAdvance(text)
    place = QRectF(left + (step - width) / 2, top, width + 2, look.line("small"))
    draw(painter, place, text, "small", colour)
