"""The sections of the desk: a side bar with words, or a rail of icons where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.views import WorkspaceView
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Rule, hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import tool
from dpo_desktop.ui.parts.labels import Elided, draw, glyph
from dpo_desktop.ui.parts.rows import Index
from dpo_desktop.ui.theme import RADIUS, look

_NO_PARENT = QModelIndex()
_SECTION = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Section:
    """`count` is shown beside the word where it is not 0."""

    key: str
    icon: str
    word: str
    count: int = 0


class _SectionModel(QAbstractListModel):
    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self.sections = list(sections)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.sections)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        section = self.sections[index.row()]
        if role == _SECTION:
            return section
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return section.word
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{section.word}, {section.count}" if section.count else section.word
        return None

    def set_count(self, key: str, count: int) -> None:
        for position, section in enumerate(self.sections):
            if section.key == key and section.count != count:
                self.sections[position] = Section(section.key, section.icon, section.word, count)
                index = self.index(position, 0)
                self.dataChanged.emit(index, index)


class _SectionDelegate(QStyledItemDelegate):
    rail = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(10, look.row(1) + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        section = index.data(_SECTION)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        place = QRectF(option.rect).adjusted(look.space(2), 1, -look.space(2), -1)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            outlined = chosen and look.theme == "contrast"
            painter.setPen(QPen(look.colour("accent"), 2) if outlined else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(look.colour("tint" if chosen else "hover"))
            painter.drawRoundedRect(place, RADIUS, RADIUS)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        picture = look.pixmap(section.icon, "accent" if chosen else "muted")
        side = picture.deviceIndependentSize().width()
        left = place.center().x() - side / 2 if self.rail else place.left() + look.space(2)
        painter.drawPixmap(QPointF(round(left), round(place.center().y() - side / 2)), picture)
        if not self.rail:
            start = place.left() + look.space(4) + side
            words = QRectF(start, place.top(), place.right() - start - look.space(2), place.height())
            used = 0.0
            if section.count:
                used = draw(painter, words, number(section.count), "small", "muted", right=True) + look.space(2)
            draw(painter, words.adjusted(0, 0, -used, 0), section.word, "strong" if chosen else "body")
        painter.restore()


class Navigation(QWidget):
    """`chosen(key)`; `lock_wanted` and `settings_wanted` from its foot."""

    chosen = Signal(str)
    lock_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, sections: Sequence[Section], workspace: WorkspaceView) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._quiet = False
        self._model = _SectionModel(sections)
        self._delegate = _SectionDelegate()
        self.view = QListView()
        self.view.setModel(self._model)
        self.view.setItemDelegate(self._delegate)
        self.view.setAccessibleName(_("Sections"))
        self.view.setMouseTracking(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setStyleSheet("QListView { background: transparent; }")
        for bars in (self.view.setVerticalScrollBarPolicy, self.view.setHorizontalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self._top, self._foot = QStackedWidget(), QStackedWidget()
        for stack, wide, narrow in (
            (self._top, self._wide_top(workspace), self._narrow_top(workspace)),
            (self._foot, self._wide_foot(workspace), self._narrow_foot()),
        ):
            stack.addWidget(wide)
            stack.addWidget(narrow)
            stack.setMaximumHeight(max(wide.sizeHint().height(), narrow.sizeHint().height()))
        self.setLayout(vbox(self._top, (self.view, 1), Rule(), self._foot, gap=1.5, pad=(0, 0, 0, 1)))
        self.set_rail(rail=False)

    @staticmethod
    def _wide_top(workspace: WorkspaceView) -> QWidget:
        names = vbox(Elided(workspace.organisation, "strong"), Elided(_("Data protection"), "small", "muted"), gap=0)
        return plain(hbox(glyph("shield", "accent", look.icon_size() * 1.5), (names, 1), gap=2, pad=(4, 3.5, 3, 2)))

    @staticmethod
    def _narrow_top(workspace: WorkspaceView) -> QWidget:
        picture = glyph("shield", "accent", look.icon_size() * 1.3)
        picture.setToolTip(workspace.organisation)
        return plain(vbox(hbox(None, picture, None), None, pad=(0, 3.5, 0, 1)))

    def _wide_foot(self, workspace: WorkspaceView) -> QWidget:
        name = hbox((Elided(workspace.officer_name, "medium"), 1), *self._tools(), gap=0.5)
        return plain(vbox(name, Elided(workspace.officer_role, "small", "muted"), gap=0, pad=(4, 1, 3, 1)))

    def _narrow_foot(self) -> QWidget:
        settings, lock = self._tools()
        return plain(vbox(hbox(None, settings, None), hbox(None, lock, None), gap=1, pad=(0, 1, 0, 1)))

    def _tools(self) -> tuple[QWidget, QWidget]:
        return (
            tool("settings", _("Settings"), clicked=self.settings_wanted.emit),
            tool("lock", _("Lock (Ctrl+L)"), clicked=self.lock_wanted.emit),
        )

    def set_rail(self, *, rail: bool) -> None:
        """Icons only, or icons with words."""
        self._delegate.rail = rail
        self._top.setCurrentIndex(int(rail))
        self._foot.setCurrentIndex(int(rail))
        for stack in (self._top, self._foot):
            current = stack.currentWidget()
            assert current is not None
            stack.setFixedHeight(current.sizeHint().height())
        self.setFixedWidth(look.icon_size() + look.space(10) if rail else look.em(27))
        self.view.viewport().update()

    def show_section(self, key: str) -> None:
        """Mark a section as the current one without asking for it; '' marks none."""
        keys = [section.key for section in self._model.sections]
        self._quiet = True
        self.view.setCurrentIndex(self._model.index(keys.index(key), 0) if key in keys else QModelIndex())
        if key not in keys:
            self.view.clearSelection()
        self._quiet = False

    def set_count(self, key: str, count: int) -> None:
        self._model.set_count(key, count)

    def _on_current(
        self, current: QModelIndex | QPersistentModelIndex, _previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        if current.isValid() and not self._quiet:
            self.chosen.emit(self._model.sections[current.row()].key)
