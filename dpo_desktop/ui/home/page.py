"""Home: what is late, due and new today, the work in its order, and what was answered month by month."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QStackedWidget, QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.dates import due_words, long_date
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services import lists
from dpo_desktop.services.views import HomeView, RequestSummary
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.home.figures import FiguresPane
from dpo_desktop.ui.home.worklist import ITEM_ROLE, WorklistDelegate, WorklistModel, grouped, worklist_view
from dpo_desktop.ui.marks import mark_pixmap
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.empty import empty_page
from dpo_desktop.ui.parts.labels import label, mark
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.theme import RADIUS, look

_ONE_COLUMN_EMS = 122
_FIGURES_EMS = 50
_FOUR_FIGURES_EMS = 104
_NO_LIMIT = 16_777_215  # Qt's own


class Figure(QAbstractButton):
    """A count that opens the list it counts."""

    def __init__(self, key: str, word: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._word = word
        self._figure, self._note = label("0", "figure"), label("", "small", "muted")
        words = hbox(self._figure, label(word, "strong"), None, gap=2)
        self._mark, self._key = mark(key, look.icon_size() * 1.1), key
        content = hbox(
            vbox(1.5, self._mark, None, gap=0),
            (vbox(words, self._note, gap=0), 1),
            gap=2.5,
            pad=(2, 1.5, 2, 1.5),
        )
        self.setLayout(content)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(look.colour("focus"), 2) if self.hasFocus() else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(look.colour("hover") if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, RADIUS, RADIUS)

    def set_brief(self, brief: bool) -> None:
        """Without the note below: it is still spoken."""
        self._note.setVisible(not brief)
        self.updateGeometry()

    def show_count(self, count: int, note: str) -> None:
        self._figure.setText(number(count))
        calm = self._key if count or self._key not in ("late", "soon") else "done"
        self._mark.setPixmap(mark_pixmap(calm, round(look.icon_size() * 1.1)))
        self._note.setText(note)
        self.setAccessibleName(f"{self._word}: {count}. {note}")


class _Strip(QWidget):
    """The four counts side by side; two by two without their notes where there is little room."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__()
        self._figures = tuple(figures)
        self._rules = tuple(Rule(vertical=True) for _figure in figures[1:])
        self._is_narrow: bool | None = None
        self._grid = QGridLayout()
        self._grid.setContentsMargins(look.space(4), 0, look.space(4), look.space(1.5))
        self._grid.setHorizontalSpacing(look.space(2))
        self._grid.setVerticalSpacing(0)
        self.setLayout(self._grid)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        if narrow == self._is_narrow:
            return
        self._is_narrow = narrow
        columns = 2 if narrow else len(self._figures)
        for position, figure in enumerate(self._figures):
            row, column = divmod(position, columns)
            self._grid.addWidget(figure, row, 2 * column)
            figure.set_brief(narrow)
            if position:
                self._grid.addWidget(self._rules[position - 1], row, 2 * column - 1 if column else 1)
                self._rules[position - 1].setVisible(column > 0)
        for column in range(len(self._figures)):
            self._grid.setColumnStretch(2 * column, 1 if column < columns else 0)


class _Switch(QWidget):
    """Which of two parts a narrow page shows."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.work, self.figures = button(_("Work"), "chip"), button(_("Figures"), "chip")
        group = QButtonGroup(self)
        for chip in (self.work, self.figures):
            chip.setCheckable(True)
            chip.toggled.connect(lambda _checked: self.changed.emit())
            group.addButton(chip)
        self.work.setChecked(True)
        self.setLayout(hbox(self.work, self.figures, None, gap=1, pad=(6, 0, 6, 1.5)))

    @property
    def shows_figures(self) -> bool:
        return self.figures.isChecked()


class HomePage(QWidget):
    """`request_wanted(id)`, `list_wanted(status)`, `new_wanted`, `import_wanted`."""

    request_wanted = Signal(int)
    list_wanted = Signal(str)
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, program: ProgramParts, notices: Notices) -> None:
        super().__init__()
        self._program, self._notices = program, notices
        self._day = label("", "display", wrap=True)
        self._sentence = label("", "body", "muted", wrap=True)
        self.new_button = button(_("New request"), "primary", "plus", clicked=self.new_wanted.emit)
        self.import_button = button(_("Import …"), "", "upload", clicked=self.import_wanted.emit)
        head = hbox(
            (vbox(self._day, self._sentence, gap=0.5), 1),
            vbox(hbox(self.import_button, self.new_button, gap=2), None, gap=0),
            gap=3,
            pad=(6, 5, 6, 3),
        )
        self.figures = {
            "late": Figure("late", _("late")),
            "week": Figure("soon", _("due within a week")),
            "new": Figure("new", _("new")),
            "open": Figure("open", _("open")),
        }
        for key, figure in self.figures.items():
            figure.clicked.connect(partial(self.list_wanted.emit, key))
        self._strip = _Strip(tuple(self.figures.values()))
        self.view = worklist_view()
        self.view.activated.connect(self._on_activated)
        self.view.clicked.connect(self._on_activated)
        self._delegate = WorklistDelegate(self.view, lists.today(opened(program)))
        self.view.setItemDelegate(self._delegate)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(
            empty_page(
                "inbox",
                _("Nothing is waiting"),
                _("When somebody asks for access or erasure, enter it on the day it comes."),
                button(_("New request"), "", "plus", clicked=self.new_wanted.emit),
                button(_("Import …"), "", "upload", clicked=self.import_wanted.emit),
            )
        )
        self._work = plain(vbox((self._stack, 1), gap=0, pad=(3, 0, 0, 0)))
        self.pane = FiguresPane()
        self.pane.list_wanted.connect(self.list_wanted.emit)
        self._divider = Rule(vertical=True)
        body = hbox((self._work, 1), self._divider, self.pane, gap=0)
        self.switch = _Switch()
        self.switch.changed.connect(self._arrange)
        self.setLayout(hbox((box(vbox(head, self._strip, self.switch, Rule(), (plain(body), 1), gap=0)), 1), gap=0))
        program.change_bus.committed.connect(self._on_committed)
        self.reload()

    def focus_first(self) -> None:
        (self.view if self._stack.currentIndex() == 0 else self.new_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Work and figures side by side, or one of them where there is no room for both."""
        has_room = self.width() >= look.em(_ONE_COLUMN_EMS)
        self.switch.setVisible(not has_room)
        self._divider.setVisible(has_room)
        self._work.setVisible(has_room or not self.switch.shows_figures)
        self.pane.setVisible(has_room or self.switch.shows_figures)
        self._strip.set_narrow(self.width() < look.em(_FOUR_FIGURES_EMS))
        self.pane.setMaximumWidth(look.em(_FIGURES_EMS) if has_room else _NO_LIMIT)
        self.pane.setMinimumWidth(look.em(_FIGURES_EMS) if has_room else 0)

    def reload(self) -> None:
        self._is_stale = False
        self._program.runner.read(
            partial(lists.home, opened(self._program)), owner=self, then=self._show, failed=self._notices.show_error
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def _on_committed(self, _changes: Changes, _origin: object) -> None:
        """Behind another page nothing is read: that would keep the lists waiting."""
        self._is_stale = True
        if self._program.workspace is not None and self.isVisible():
            self.reload()

    def _show(self, home: HomeView) -> None:
        self._day.setText(long_date(home.today))
        self._sentence.setText(_sentence(home))
        late = ngettext("oldest by {n} day", "oldest by {n} days", home.oldest_late_days)
        following = _("next: {when}").format(when=due_words(home.next_due, home.today)) if home.next_due else ""
        self.figures["late"].show_count(
            home.late, late.format(n=home.oldest_late_days) if home.late else _("nothing is late")
        )
        self.figures["week"].show_count(home.week, following or _("nothing is due"))
        self.figures["new"].show_count(home.new, _("of the last days, not begun"))
        self.figures["open"].show_count(home.open, _("all that are not closed"))
        self._show_work(home)
        self.pane.show_figures(home)

    def _show_work(self, home: HomeView) -> None:
        """Another list, with the same case chosen and the same place in it."""
        chosen, place = self._current_id(), self.view.verticalScrollBar().value()
        items = grouped(home.urgent, home.today)
        old = self.view.model()
        model = WorklistModel(items, home.today)
        model.setParent(self.view)
        self._delegate.today = home.today
        self.view.setModel(model)
        if old is not None:
            old.deleteLater()
        rows = [position for position, item in enumerate(items) if isinstance(item, RequestSummary)]
        same = [position for position in rows if getattr(items[position], "id", 0) == chosen]
        if rows:
            self.view.setCurrentIndex(model.index((same or rows)[0], 0))
            self.view.verticalScrollBar().setValue(place)
        self._stack.setCurrentIndex(0 if rows else 1)

    def _current_id(self) -> int:
        item = self.view.currentIndex().data(ITEM_ROLE) if self.view.currentIndex().isValid() else None
        return item.id if isinstance(item, RequestSummary) else 0

    def _on_activated(self) -> None:
        item = self.view.currentIndex().data(ITEM_ROLE)
        if isinstance(item, RequestSummary):
            self.request_wanted.emit(item.id)


def _sentence(home: HomeView) -> str:
    if not home.open:
        return _("No request is open.")
    parts = []
    if home.late:
        parts.append(ngettext("{n} request is late", "{n} requests are late", home.late).format(n=number(home.late)))
    if home.week:
        parts.append(
            ngettext("{n} is due within a week", "{n} are due within a week", home.week).format(n=number(home.week))
        )
    if not parts:
        return _("Nothing is late, and nothing is due within a week.")
    return _("{first}, {second}.").format(first=parts[0], second=parts[1]) if len(parts) > 1 else f"{parts[0]}."
