"""An issued report as a row of two lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from dpo_desktop.sentences.dates import middle_date, short_date
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.views import IssuedReport
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.marks import paint_mark
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.parts.rows import Index, RowDelegate
from dpo_desktop.ui.theme import look

REPORT_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()


def report_name(report: IssuedReport) -> str:
    names = {"compliance": _("Compliance report {number}"), "case_file": _("Case file {number}")}
    return names[report.kind].format(number=report.number)


def period_words(report: IssuedReport) -> str:
    return f"{middle_date(report.period_from)} – {middle_date(report.period_to)}"


def state_words(report: IssuedReport) -> str:
    """A report is recorded before it is signed; a crash between the two is told, not hidden."""
    return _("Signed") if report.sha256 else _("Not finished")


class ReportModel(QAbstractListModel):
    def __init__(self, reports: Sequence[IssuedReport]) -> None:
        super().__init__()
        self.reports = tuple(reports)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.reports)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        report = self.reports[index.row()]
        if role == REPORT_ROLE:
            return report
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join([report_name(report), period_words(report), state_words(report)])
        return None


class ReportDelegate(RowDelegate):
    today: date = date.min

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look.em(20), look.row(2))

    def paint_row(self, painter: QPainter, place: QRectF, index: Index, *, selected: bool) -> None:
        del selected
        report = index.data(REPORT_ROLE)
        assert isinstance(report, IssuedReport)
        side = look.metrics().height() * 0.8
        high, low = look.line(), look.line("small")
        top = place.center().y() - (high + low + look.space(0.5)) / 2
        left = place.left() + side + look.space(2.5)
        first = QRectF(left, top, place.right() - left, high)
        second = QRectF(left, top + high + look.space(0.5), place.right() - left, low)
        paint_mark(
            painter, QRectF(place.left(), top + (high - side) / 2, side, side), "done" if report.sha256 else "soon"
        )
        used = draw(painter, first, state_words(report), "medium", "text" if report.sha256 else "soon", right=True)
        draw(painter, first.adjusted(0, 0, -used - look.space(2), 0), report_name(report), "medium")
        issued = short_date(report.issued_at.date(), self.today)
        used = draw(painter, second, issued, "small", "muted", right=True)
        requests = ngettext("{n} request", "{n} requests", report.requests).format(n=number(report.requests))
        words = f"{period_words(report)}  ·  {requests}"
        draw(painter, second.adjusted(0, 0, -used - look.space(2), 0), words, "small", "muted")
