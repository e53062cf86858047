"""Layouts in units of the look, grounds, hairlines and panels."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from dpo_desktop.ui.theme import look

# A widget, a layout, a number of units of space, None for a stretch, or (widget or layout, stretch).
Item = QWidget | QLayout | float | None | tuple[QWidget | QLayout, int]


def vbox(*items: Item, gap: float = 2, pad: tuple[float, float, float, float] = (0, 0, 0, 0)) -> QVBoxLayout:
    layout = QVBoxLayout()
    _fill(layout, items, gap, pad)
    return layout


def hbox(*items: Item, gap: float = 2, pad: tuple[float, float, float, float] = (0, 0, 0, 0)) -> QHBoxLayout:
    layout = QHBoxLayout()
    _fill(layout, items, gap, pad)
    return layout


def _fill(layout: QBoxLayout, items: tuple[Item, ...], gap: float, pad: tuple[float, float, float, float]) -> None:
    layout.setSpacing(look.space(gap) if gap else 0)
    layout.setContentsMargins(*(look.space(side) if side else 0 for side in pad))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        elif isinstance(item, tuple):
            part, stretch = item
            if isinstance(part, QLayout):
                layout.addLayout(part, stretch)
            else:
                layout.addWidget(part, stretch)
        else:
            layout.addSpacing(look.space(item))


def box(layout: QLayout, ground: str = "surface") -> QWidget:
    """A widget on one of the grounds: canvas, surface, sunken."""
    widget = QWidget()
    widget.setObjectName(ground)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setLayout(layout)
    return widget


def plain(layout: QLayout) -> QWidget:
    widget = QWidget()
    widget.setLayout(layout)
    return widget


class Sides(QWidget):
    """Two parts side by side, one above the other where there is less than `ems` of room."""

    def __init__(self, left: QWidget, right: QWidget, ems: float) -> None:
        super().__init__()
        self._ems = ems
        self._layout = hbox((left, 4), (right, 5), gap=5)
        self.setLayout(self._layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= look.em(self._ems)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)

    def minimumSizeHint(self) -> QSize:
        return QSize(look.em(30), super().minimumSizeHint().height())


class Scroll(QWidget):
    """What a scroll area shows, as high as its words need at its width. The least height of labels that wrap is that of
    their narrowest form, and would leave an empty screen below.
    """

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


def scrolled(content: QWidget, name: str, *, by_keys: bool = False) -> QScrollArea:
    """`by_keys`: it takes the focus, so that the arrow keys scroll what holds no control of its own."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setAccessibleName(name)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if by_keys else Qt.FocusPolicy.NoFocus)
    return area


class Rule(QFrame):
    """A hairline."""

    def __init__(self, *, vertical: bool = False, role: str = "hairline") -> None:
        super().__init__()
        self._role = role
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), look.colour(self._role))


class Panel(QWidget):
    """A quiet frame: ground, hairline, and where wanted a status edge on the left."""

    def __init__(self, layout: QLayout, *, ground: str = "sunken", edge: str = "", radius: int = 6) -> None:
        super().__init__()
        self._ground, self._edge, self._radius = ground, edge, radius
        self.setLayout(layout)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(look.colour(self._ground))
        painter.setPen(Qt.PenStyle.NoPen if self._edge else QPen(look.colour("hairline"), 1))
        painter.drawRoundedRect(outline, self._radius, self._radius)
        if self._edge:
            painter.setClipRect(QRectF(0, 0, 4, self.height()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(self._edge))
            painter.drawRoundedRect(outline, self._radius, self._radius)
