"""By what a list is ordered, and which way: a button with a menu."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import hbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.requests.columns import column_words

FIRST = "due"


class OrderButton(QWidget):
    """`sort` is a key of the columns, with `-` before it for descending; `changed(sort)` when another was chosen."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.sort = FIRST
        self.button = button("", "quiet", "arrow-up-down", clicked=self._pop_up)
        self.setLayout(hbox(self.button, gap=0))
        self.show_sort(FIRST)

    def show_sort(self, sort: str) -> None:
        """Say this order without saying that it was chosen. What is not known is the first one."""
        key = sort.removeprefix("-")
        self.sort = sort if key in column_words() else FIRST
        word = column_words()[self.sort.removeprefix("-")]
        descends = self.sort.startswith("-")
        self.button.setText(f"\u2009\u2009{word} {'↓' if descends else '↑'}")
        way = _("descending") if descends else _("ascending")
        self.button.setAccessibleName(_("Order: {column}, {way}").format(column=word, way=way))
        self.button.setToolTip(self.button.accessibleName())

    def menu(self) -> QMenu:
        """Every column, and the two ways."""
        menu = QMenu(self)
        menu.setAccessibleName(_("Order"))
        key, descends = self.sort.removeprefix("-"), self.sort.startswith("-")
        columns, ways = QActionGroup(menu), QActionGroup(menu)
        for code, word in column_words().items():
            self._add(menu, columns, word, f"-{code}" if descends else code, chosen=code == key)
        menu.addSeparator()
        self._add(menu, ways, _("Ascending"), key, chosen=not descends)
        self._add(menu, ways, _("Descending"), f"-{key}", chosen=descends)
        return menu

    def _add(self, menu: QMenu, group: QActionGroup, word: str, sort: str, *, chosen: bool) -> None:
        action = QAction(word, menu)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.triggered.connect(lambda _checked=False: self.changed.emit(sort))
        group.addAction(action)
        menu.addAction(action)

    def _pop_up(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))
