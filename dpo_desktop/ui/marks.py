"""Status marks: word, colour role and a silhouette of its own, so that a status is readable in grey and in print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from dpo_desktop.translation import _
from dpo_desktop.ui.theme import look


@dataclass(frozen=True, slots=True)
class Status:
    """`role` is a colour token, `shape` a key of the drawings below."""

    role: str
    shape: str


STATUSES: dict[str, Status] = {
    "late": Status("late", "diamond"),
    "soon": Status("soon", "triangle"),
    "open": Status("accent", "ring"),
    "new": Status("accent", "dot"),
    "wait": Status("wait", "bars"),
    "done": Status("done", "check"),
    "none": Status("none", "dashes"),
}


def status_word(key: str) -> str:
    return {
        "late": _("Late"),
        "soon": _("Due soon"),
        "open": _("On track"),
        "new": _("New"),
        "wait": _("Clock paused"),
        "done": _("Closed"),
        "none": _("No date by law"),
    }[key]


@dataclass(frozen=True, slots=True)
class _Field:
    """What a drawing needs: painter, square, half its side, the pens in ink and in the ground's colour."""

    painter: QPainter
    square: QRectF
    half: float
    ink: QColor
    stroke: QPen
    hole: QPen

    @property
    def centre(self) -> QPointF:
        return self.square.center()

    @property
    def ring(self) -> QRectF:
        inset = self.square.width() * 0.1
        return self.square.adjusted(inset, inset, -inset, -inset)


def _exclamation(field: _Field, top: float, bottom: float) -> None:
    centre, half = field.centre, field.half
    field.painter.setPen(field.hole)
    field.painter.drawLine(
        QPointF(centre.x(), centre.y() + half * top), QPointF(centre.x(), centre.y() + half * bottom)
    )
    field.painter.drawPoint(QPointF(centre.x(), centre.y() + half * (bottom + 0.34)))


def _diamond(field: _Field) -> None:
    centre, half = field.centre, field.half
    corners = [(0, -half), (half, 0), (0, half), (-half, 0)]
    field.painter.drawPolygon(QPolygonF([QPointF(centre.x() + x, centre.y() + y) for x, y in corners]))
    _exclamation(field, -0.42, 0.1)


def _triangle(field: _Field) -> None:
    centre, half = field.centre, field.half
    path = QPainterPath(QPointF(centre.x(), centre.y() - half * 0.9))
    path.lineTo(centre.x() + half, centre.y() + half * 0.82)
    path.lineTo(centre.x() - half, centre.y() + half * 0.82)
    path.closeSubpath()
    field.painter.drawPath(path)
    _exclamation(field, -0.22, 0.22)


def _ring(field: _Field) -> None:
    field.painter.setBrush(Qt.BrushStyle.NoBrush)
    field.painter.setPen(field.stroke)
    field.painter.drawEllipse(field.ring)


def _dot(field: _Field) -> None:
    inset = field.square.width() * 0.22
    field.painter.drawEllipse(field.square.adjusted(inset, inset, -inset, -inset))


def _bars(field: _Field) -> None:
    side, centre, top = field.square.width(), field.centre, field.square.top()
    width = side * 0.26
    for left in (centre.x() - side * 0.36, centre.x() + side * 0.36 - width):
        field.painter.drawRoundedRect(QRectF(left, top + side * 0.1, width, side * 0.8), 1, 1)


def _check(field: _Field) -> None:
    inset, centre, half = field.square.width() * 0.03, field.centre, field.half
    field.painter.drawEllipse(field.square.adjusted(inset, inset, -inset, -inset))
    field.painter.setPen(field.hole)
    tick = [(-0.42, 0.04), (-0.1, 0.36), (0.46, -0.3)]
    field.painter.drawPolyline(QPolygonF([QPointF(centre.x() + half * x, centre.y() + half * y) for x, y in tick]))


def _dashes(field: _Field) -> None:
    field.stroke.setDashPattern([1.2, 1.9])
    _ring(field)


_SHAPES: dict[str, Callable[[_Field], None]] = {
    "diamond": _diamond,
    "triangle": _triangle,
    "ring": _ring,
    "dot": _dot,
    "bars": _bars,
    "check": _check,
    "dashes": _dashes,
}


def paint_mark(painter: QPainter, place: QRectF, key: str) -> None:
    status = STATUSES[key]
    side = min(place.width(), place.height())
    square = QRectF(place.center().x() - side / 2, place.center().y() - side / 2, side, side)
    ink, width = look.colour(status.role), max(1.4, side * 0.115)
    solid, round_cap, round_join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    stroke = QPen(ink, width, solid, round_cap, round_join)
    hole = QPen(look.colour("surface"), width * 1.05, solid, round_cap, round_join)
    _SHAPES[status.shape](_Field(painter, square, side / 2, ink, stroke, hole))
    painter.restore()


def mark_pixmap(key: str, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_mark(painter, QRectF(0.5, 0.5, size - 1, size - 1), key)
    painter.end()
    return pixmap
