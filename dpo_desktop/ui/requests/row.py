"""A request as a row of two lines: mark, person, due in words; below them right, reference, law, and the date."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from dpo_desktop.sentences.dates import due_words, short_date
from dpo_desktop.sentences.vocabulary import laws, request_states, request_types
from dpo_desktop.services.views import RequestSummary
from dpo_desktop.translation import _
from dpo_desktop.ui.marks import STATUSES, paint_mark, status_word
from dpo_desktop.ui.paged_table_model import ROW_ROLE
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.parts.rows import Index, RowDelegate
from dpo_desktop.ui.theme import look


def due_pair(row: RequestSummary, today: date) -> tuple[str, str, str]:
    """Words, date and colour role of the right-hand side."""
    if row.status == "done":
        day = short_date(row.closed_at.date(), today) if row.closed_at else _("no date")
        return request_states()[row.state], day, "muted"
    if row.due_on is None:
        came = _("came {day}").format(day=short_date(row.received_at.date(), today)) if row.received_at else ""
        return _("no date"), came, "muted"
    role = STATUSES[row.status].role if row.status in ("late", "soon") else "text"
    return due_words(row.due_on, today), short_date(row.due_on, today), role


def person_words(row: RequestSummary) -> str:
    """A register may not say whom a case is about."""
    return row.person or _("Name not known")


def second_line(row: RequestSummary) -> str:
    parts = [request_types()[row.type_code], row.reference]
    if row.law != "none":
        parts.append(laws()[row.law])
    if row.handler:
        parts.append(row.handler)
    return "  ·  ".join(parts)


def spoken(row: RequestSummary, today: date) -> str:
    """Status, person, right, reference, due: what a screen reader says of a row."""
    words, day, _role = due_pair(row, today)
    return ", ".join(
        [status_word(row.status), person_words(row), request_types()[row.type_code], row.reference, words, day]
    )


class RequestDelegate(RowDelegate):
    def __init__(self, view: QAbstractItemView, today: date) -> None:
        super().__init__(view)
        self.today = today

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look.em(20), look.row(2))

    def paint_row(self, painter: QPainter, place: QRectF, index: Index, *, selected: bool) -> None:
        del selected
        row = index.data(ROW_ROLE)
        side = look.metrics().height() * 0.8
        high, low = look.line(), look.line("small")
        top = place.center().y() - (high + low + look.space(0.5)) / 2
        text = place.left() + side + look.space(2.5)
        first = QRectF(text, top, place.right() - text, high)
        second = QRectF(text, top + high + look.space(0.5), place.right() - text, low)
        if not isinstance(row, RequestSummary):
            draw(painter, first, str(index.data()), "body", "faint")
            return
        words, day, role = due_pair(row, self.today)
        paint_mark(painter, QRectF(place.left(), top + (high - side) / 2, side, side), row.status)
        used = draw(painter, first, words, "medium", role, right=True)
        name_role = "strong" if row.status == "new" else "medium"
        draw(painter, first.adjusted(0, 0, -used - look.space(2), 0), person_words(row), name_role, "text")
        used = draw(painter, second, day, "small", "muted", right=True)
        draw(painter, second.adjusted(0, 0, -used - look.space(2), 0), second_line(row), "small", "muted")
