"""Banners: what holds for the whole page and wants an act, as one sentence. Expected errors never open a window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from dpo_desktop.domain.errors import Cancelled, Conflict, DpoError, StorageUnavailable
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Panel, hbox
from dpo_desktop.ui.parts.buttons import button, tool
from dpo_desktop.ui.parts.labels import glyph, label
from dpo_desktop.ui.theme import look

# Kind of banner: its icon. Red: data at risk. Amber: act. Green: done. Grey: know this.
_ICONS = {"late": "octagon-alert", "soon": "triangle-alert", "done": "circle-check", "none": "info"}


class Banner(Panel):
    """A sentence with at most one act; `closed` by its cross."""

    closed = Signal()

    def __init__(
        self, kind: str, words: str, *, act: str = "", acted: Callable[[], object] | None = None, lasting: bool = False
    ) -> None:
        text = label(words, "medium", wrap=True, select=True)
        row = hbox(glyph(_ICONS[kind], kind), (text, 1), gap=2.5, pad=(4, 2, 2.5, 2))
        if act:
            row.addWidget(button(act, clicked=acted), 0, Qt.AlignmentFlag.AlignVCenter)
        super().__init__(row, ground=f"{kind}_tint", edge=kind, radius=4)
        if not lasting:
            row.addWidget(tool("x", _("Hide this message"), clicked=self.closed.emit))
        self.words = words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class Notices(QWidget):
    """The place for banners at the top of the window: a lasting one (demo, read-only) and at most one of the moment."""

    unexpected = Signal(object)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(look.space(2))
        self._passing: Banner | None = None
        self._lasting: list[Banner] = []

    def words(self) -> str:
        """The sentence of the moment, '' when there is none."""
        return self._passing.words if self._passing is not None else ""

    @property
    def has_words(self) -> bool:
        return self._passing is not None or bool(self._lasting)

    def keep(
        self,
        kind: str,
        words: str,
        *,
        act: str = "",
        acted: Callable[[], object] | None = None,
        closable: bool = False,
    ) -> Banner:
        """A banner that stays until it is dropped, or where it is `closable` until its cross is pressed."""
        banner = Banner(kind, words, act=act, acted=acted, lasting=not closable)
        banner.closed.connect(lambda: self.drop(banner))
        self._lasting.append(banner)
        self._layout.insertWidget(0, banner)
        self.changed.emit()
        return banner

    def drop(self, banner: Banner) -> None:
        """Take a lasting banner away."""
        self._lasting.remove(banner)
        self._layout.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self.changed.emit()

    def tell(self, kind: str, words: str, *, act: str = "", acted: Callable[[], object] | None = None) -> None:
        """A banner of the moment; it takes the place of the one before."""
        self.clear()

        def act_once() -> None:
            self.clear()  # pressed again, it would act on what is no more
            if acted is not None:
                acted()

        self._passing = Banner(kind, words, act=act, acted=act_once if acted is not None else None)
        self._passing.closed.connect(self.clear)
        self._layout.addWidget(self._passing)
        self.changed.emit()

    def show_error(self, error: BaseException, *, retry: Callable[[], object] | None = None) -> None:
        """An expected error as its sentence; anything else is passed on to whoever ends the program."""
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, DpoError):
            self.unexpected.emit(error)
            return
        again = isinstance(error, StorageUnavailable | Conflict) and retry is not None
        self.tell(
            "late" if isinstance(error, StorageUnavailable) else "soon",
            sentence(error),
            act=_("Try again") if again else "",
            acted=retry if again else None,
        )

    def clear(self) -> None:
        if self._passing is not None:
            self._layout.removeWidget(self._passing)
            self._passing.hide()
            self._passing.deleteLater()
            self._passing = None
            self.changed.emit()
