"""The entries of the trail, newest first: when, what was done, to what, by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyleOptionViewItem

from dpo_desktop.sentences.dates import instant_words
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.vocabulary import audit_actions
from dpo_desktop.services import lists
from dpo_desktop.services.views import AuditRow
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.paged_table_model import ROW_ROLE, PagedTableModel
from dpo_desktop.ui.parts.labels import draw
from dpo_desktop.ui.parts.rows import Index, RowDelegate
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.theme import look

_NUMBER_EMS, _WHEN_EMS, _WHO_EMS = 8, 26, 20


def _spoken(row: AuditRow) -> str:
    parts = [number(row.id), instant_words(row.at), audit_actions()[row.action], row.about, row.actor]
    return ", ".join(part for part in parts if part)


class _TrailDelegate(RowDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look.em(20), look.row(1))

    def paint_row(self, painter: QPainter, place: QRectF, index: Index, *, selected: bool) -> None:
        del selected
        row = index.data(ROW_ROLE)
        if not isinstance(row, AuditRow):
            draw(painter, place, str(index.data()), "body", "faint")
            return
        left = place.left()
        first = QRectF(left, place.top(), look.em(_NUMBER_EMS - 1), place.height())
        draw(painter, first, number(row.id), "small", "muted")
        left += look.em(_NUMBER_EMS)
        draw(painter, QRectF(left, place.top(), look.em(_WHEN_EMS - 1), place.height()), instant_words(row.at), "small")
        left += look.em(_WHEN_EMS)
        right = place.right() - look.em(_WHO_EMS)
        who = QRectF(right, place.top(), look.em(_WHO_EMS), place.height())
        draw(painter, who, row.actor, "small", "muted", right=True)
        words = QRectF(left, place.top(), right - left - look.space(2), place.height())
        used = draw(painter, words, audit_actions()[row.action], "medium")
        draw(painter, words.adjusted(used + look.space(3), 0, 0, 0), row.about, "body", "muted")


class TrailList(QListView):
    def __init__(self, program: ProgramParts, notices: Notices) -> None:
        super().__init__()
        self._program, self._notices = program, notices
        self.trail: PagedTableModel[AuditRow] = PagedTableModel(self._fetch, _spoken, self)
        self.setModel(self.trail)
        self.setItemDelegate(_TrailDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Entries of the audit trail"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyboardSearch(self, search: str) -> None:
        """Qt would read row after row."""

    def reload(self) -> None:
        self._program.runner.read(
            partial(lists.audit_ids, opened(self._program)),
            owner=self,
            then=self.trail.replace_ids,
            failed=self._notices.show_error,
        )

    def _fetch(
        self,
        ids: Sequence[int],
        arrived: Callable[[Sequence[AuditRow]], None],
        failed: Callable[[BaseException], None],
    ) -> object:
        job = partial(lists.audit_rows, opened(self._program), ids)
        return self._program.runner.read(job, owner=self, then=arrived, failed=failed)
