"""A mail as a row of two lines: sender and day; subject, and below right its case or what it seems to ask for."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from dpo_desktop.sentences.dates import short_date
from dpo_desktop.sentences.mail import mail_kinds, mail_states
from dpo_desktop.sentences.vocabulary import request_types
from dpo_desktop.services.mail_views import MailSummary
from dpo_desktop.translation import _
from dpo_desktop.ui.paged_table_model import ROW_ROLE
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.parts.rows import Index, RowDelegate
from dpo_desktop.ui.theme import look


def picture_of(row: MailSummary) -> tuple[str, str]:
    """Icon and colour role: what waits for the officer stands out, what is settled is quiet."""
    if row.state == "unreadable":
        return "triangle-alert", "soon"
    if row.direction == "out":
        return "send", "muted"
    if row.kind in ("auto_reply", "bounce"):
        return "history", "muted"
    return "mail", "accent" if row.state == "undecided" else "muted"


def where_words(row: MailSummary) -> str:
    """Its case, or what it may be."""
    if row.is_duplicate:
        return f"{row.case}  ·  {_('Duplicate')}" if row.case else _("Duplicate")
    if row.case:
        return row.case
    if row.suggested:
        return _("perhaps {case}").format(case=row.suggested)
    if row.rights:
        return request_types()[row.rights[0]]
    return "" if row.kind == "message" else mail_kinds()[row.kind]


def subject_words(row: MailSummary) -> str:
    return row.subject or _("no subject")


def spoken(row: MailSummary, today: date) -> str:
    """State, sender, subject, where it belongs, day: what a screen reader says of a row."""
    day = short_date(row.received_at.date(), today) if row.received_at else _("no date")
    parts = [mail_states()[row.state], row.sender, subject_words(row), where_words(row), day]
    return ", ".join(part for part in parts if part)


class MailDelegate(RowDelegate):
    def __init__(self, view: QAbstractItemView, today: date) -> None:
        super().__init__(view)
        self.today = today

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look.em(20), look.row(2))

    def paint_row(self, painter: QPainter, place: QRectF, index: Index, *, selected: bool) -> None:
        del selected
        row = index.data(ROW_ROLE)
        high, low = look.line(), look.line("small")
        top = place.center().y() - (high + low + look.space(0.5)) / 2
        side = look.icon_size() * 0.9
        text = place.left() + side + look.space(2.5)
        first = QRectF(text, top, place.right() - text, high)
        second = QRectF(text, top + high + look.space(0.5), place.right() - text, low)
        if not isinstance(row, MailSummary):
            draw(painter, first, str(index.data()), "body", "faint")
            return
        icon, role = picture_of(row)
        picture = look.pixmap(icon, role, side)
        painter.drawPixmap(QPointF(round(place.left()), round(top + (high - side) / 2)), picture)
        day = short_date(row.received_at.date(), self.today) if row.received_at else _("no date")
        used = draw(painter, first, day, "small", "muted" if row.received_at else "soon", right=True) + look.space(2)
        if row.attachments:
            clip = look.pixmap("paperclip", "muted", side * 0.85)
            painter.drawPixmap(QPointF(round(first.right() - used - side * 0.85), round(first.top() + 2)), clip)
            used += side * 0.85 + look.space(2)
        sender = "strong" if row.state == "undecided" else "medium"
        draw(painter, first.adjusted(0, 0, -used, 0), row.sender or _("unknown sender"), sender, "text")
        where = where_words(row)
        used = draw(painter, second, where, "small", "muted", right=True) + look.space(2) if where else 0
        draw(painter, second.adjusted(0, 0, -used, 0), subject_words(row), "small", "muted")
