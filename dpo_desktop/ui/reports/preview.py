"""The pages of a draft as they will print: one page at a time, with zoom."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.services.reporting import Draft, draft_page
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, vbox
from dpo_desktop.ui.parts.buttons import tool
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts
from dpo_desktop.ui.theme import look
from dpo_desktop.work.runner import Ticket

_ZOOMS = (50, 70, 85, 100, 125, 150, 200)
_POINTS_PER_INCH, _PIXELS_PER_INCH = 72, 96


class _PageArea(QScrollArea):
    """Page Up and Page Down turn the page where the page fits."""

    def __init__(self, owner: PagePreview) -> None:
        super().__init__()
        self._owner = owner
        self.setObjectName("paperdesk")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(_("Preview"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.verticalScrollBar().maximum() > 0:
            super().keyPressEvent(event)
        else:
            self._owner.turn(step)


class PagePreview(QWidget):
    def __init__(self, program: ProgramParts) -> None:
        super().__init__()
        self._program = program
        self._draft: Draft | None = None
        self._page, self._zoom = 0, 85
        self._zoom_was_chosen = False  # until then a page takes the width there is
        self._ticket: Ticket | None = None
        self.words = label("", "body")
        self.zoom_words = label("", "small", "muted")
        self.back = tool("arrow-left", _("Page before"), clicked=partial(self.turn, -1))
        self.forward = tool("arrow-right", _("Next page"), clicked=partial(self.turn, 1))
        self.smaller = tool("zoom-out", _("Smaller"), clicked=partial(self.zoom, -1))
        self.larger = tool("zoom-in", _("Larger"), clicked=partial(self.zoom, 1))
        bar = hbox(
            self.back, self.words, self.forward, None, self.smaller, self.zoom_words, self.larger, pad=(4, 1.5, 4, 1.5)
        )
        self.paper = QLabel()
        self.paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = _PageArea(self)
        self._area.setWidget(self.paper)
        self._area.setWidgetResizable(True)
        self.setLayout(vbox(box(bar, "canvas"), Rule(), (self._area, 1), gap=0))
        self.say(_("The preview is being made …"))

    def say(self, words: str) -> None:
        """A sentence in the place of the page."""
        self._draft = None
        self.paper.setPixmap(QPixmap())
        self.paper.setText(words)
        self._show_state()

    def show_draft(self, draft: Draft) -> None:
        """Stay on the same page where the new draft has it."""
        self._draft = draft
        self._page = min(self._page, len(draft.sizes) - 1)
        self._load()

    def turn(self, step: int) -> None:
        if self._draft is not None and 0 <= self._page + step < len(self._draft.sizes):
            self._page += step
            self._load()

    def _fitting_zoom(self) -> int:
        assert self._draft is not None
        width = self._draft.sizes[self._page][0] * _PIXELS_PER_INCH / _POINTS_PER_INCH
        room = self._area.viewport().width() - look.space(4)
        return max((zoom for zoom in _ZOOMS if width * zoom / 100 <= room), default=_ZOOMS[0])

    def zoom(self, step: int) -> None:
        self._zoom_was_chosen = True
        position = _ZOOMS.index(self._zoom) + step
        if 0 <= position < len(_ZOOMS):
            self._zoom = _ZOOMS[position]
            self._load()

    def _load(self) -> None:
        if self._draft is not None and not self._zoom_was_chosen:
            self._zoom = self._fitting_zoom()
        self._show_state()
        if self._draft is None:
            return
        if self._ticket is not None:
            self._ticket.cancel()
        ratio = self.devicePixelRatioF()
        scale = self._zoom / 100 * _PIXELS_PER_INCH / _POINTS_PER_INCH * ratio
        job = partial(draft_page, self._draft, self._page, scale)
        self._ticket = self._program.runner.read(
            job, owner=self, then=partial(self._show_page, ratio), failed=self._on_failed
        )

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, DpoError):
            self.say(sentence(error))
        else:
            self._program.runner.unhandled.emit(error)

    def _show_page(self, ratio: float, picture: object) -> None:
        from dpo_desktop.reports.pictures import PagePicture

        assert isinstance(picture, PagePicture)
        image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32).copy()
        image.setDevicePixelRatio(ratio)
        self.paper.setPixmap(QPixmap.fromImage(image))
        self.paper.setAccessibleName(self.words.text())

    def _show_state(self) -> None:
        total = len(self._draft.sizes) if self._draft is not None else 0
        words = _("Page {number} of {total}").format(number=self._page + 1, total=total) if total else ""
        self.words.setText(words)
        self.zoom_words.setText(f"{self._zoom} %")
        self.zoom_words.setMinimumWidth(look.em(6))
        self.back.setEnabled(total > 0 and self._page > 0)
        self.forward.setEnabled(self._page + 1 < total)
        self.smaller.setEnabled(total > 0 and self._zoom > _ZOOMS[0])
        self.larger.setEnabled(total > 0 and self._zoom < _ZOOMS[-1])
