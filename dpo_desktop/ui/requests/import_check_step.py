"""Third step of an import: the table as it was understood, what was not, and how its dates are meant."""

from __future__ import annotations

from array import array

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QPushButton, QRadioButton, QSplitter, QWidget

from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.registers import change_words, row_outcomes
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import Panel, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import choice
from dpo_desktop.ui.parts.flow import flowing
from dpo_desktop.ui.parts.labels import glyph, label
from dpo_desktop.ui.parts.lines import Line, LineList
from dpo_desktop.ui.requests.import_check import FILTERS, FIRST_ROWS, CheckedTable
from dpo_desktop.ui.requests.import_preview import PreviewTable
from dpo_desktop.ui.theme import look


def date_orders() -> dict[str, str]:
    return {"dmy": _("Day first"), "mdy": _("Month first")}


class CheckStep(QWidget):
    """`order_chosen(order)` when a person says whether day or month comes first."""

    order_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.checked: CheckedTable | None = None
        self._following = False
        self.order_buttons: dict[str, QRadioButton] = {}
        self._question_words = label("", "medium", wrap=True)
        group = QButtonGroup(self)
        for code, word in date_orders().items():
            radio = QRadioButton(word)
            radio.clicked.connect(lambda _checked=False, code=code: self.order_chosen.emit(code))
            group.addButton(radio)
            self.order_buttons[code] = radio
        self._question = Panel(
            hbox(
                vbox(glyph("triangle-alert", "soon"), None, gap=0),
                (vbox(self._question_words, hbox(*self.order_buttons.values(), None, gap=4), gap=2), 1),
                gap=2.5,
                pad=(4, 2.5, 4, 2.5),
            ),
            ground="soon_tint",
            edge="soon",
        )
        self._filters = QButtonGroup(self)
        self.chips: dict[str, QPushButton] = {name: self._chip() for name in FILTERS}
        self.table = PreviewTable()
        self.table.selectionModel().currentChanged.connect(lambda _index, _before: self._on_row())
        self._shown = label("", "small", "muted")
        self.order: QComboBox = choice(date_orders())
        self.order.setAccessibleName(_("Dates are read"))
        self.order.activated.connect(lambda _index: self.order_chosen.emit(str(self.order.currentData())))
        self._order_words = label("", "small", "muted", wrap=True)
        left = plain(
            vbox(
                flowing(*self.chips.values(), gap=1),
                (self.table, 1),
                hbox((self._order_words, 1), self.order, self._shown, gap=2),
                gap=1.5,
                pad=(0, 0, 3, 0),
            )
        )
        self._heading = label("", "strong", wrap=True)
        self.findings = LineList(_("Cells with a problem or not read"))
        self.findings.chosen.connect(self._on_finding)
        self._row_title = label("", "strong", wrap=True)
        self.row_words = label("", "body", wrap=True, select=True)
        self.row_words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = vbox(self._row_title, self.row_words, None, gap=1, pad=(3, 2.5, 3, 2.5))
        self._row = scrolled(box(words, "sunken"), _("The row that is chosen"), by_keys=True)
        right = plain(vbox(self._heading, (self.findings, 3), (self._row, 2), gap=1.5, pad=(3, 0, 0, 0)))
        self._parts = QSplitter(Qt.Orientation.Horizontal)
        self._parts.setChildrenCollapsible(False)
        self._parts.setHandleWidth(1)
        self._parts.addWidget(left)
        self._parts.addWidget(right)
        right.setMinimumWidth(look.em(28))
        left.setMinimumWidth(look.em(40))
        self._parts.setSizes([look.em(92), look.em(40)])
        self._parts.setStretchFactor(0, 1)
        self.setLayout(vbox(self._question, (self._parts, 1), gap=2.5))
        self.show_checked(None)

    def _chip(self) -> QPushButton:
        chip = button("", "chip")
        chip.setFont(look.font("small"))
        chip.setCheckable(True)
        chip.clicked.connect(lambda _checked=False: self._show_rows())
        self._filters.addButton(chip)
        return chip

    @property
    def shown_filter(self) -> str:
        return next((name for name, chip in self.chips.items() if chip.isChecked()), FILTERS[0])

    def show_checked(self, checked: CheckedTable | None) -> None:
        """A dry run, or nothing while it is under way."""
        before = self.shown_filter
        self.checked = checked
        for name, chip in self.chips.items():
            words, count = self._chip_words(name)
            chip.setText(f"{words}  {number(count)}" if name != "first" else words)
            chip.setAccessibleName(f"{words}, {number(count)}" if name != "first" else words)
            chip.setVisible(bool(count) or name in ("first", "bad"))
        self.chips[before if self._count(before) else FILTERS[0]].setChecked(True)
        findings = checked.findings if checked is not None else ()
        self.findings.lines.replace(len(findings), self._line)
        self.findings.setVisible(bool(findings))
        self._heading.setText(self._findings_words())
        self._show_order()
        self._show_rows()

    def _count(self, name: str) -> int:
        return len(self.checked.rows[name]) if self.checked is not None else 0

    def _chip_words(self, name: str) -> tuple[str, int]:
        count = self._count(name)
        if name == "first":
            return ngettext("First row", "First {n} rows", count).format(n=count or FIRST_ROWS), count
        return {**row_outcomes(), "unread": _("Partly not read")}[name], count

    def _findings_words(self) -> str:
        if self.checked is None:
            return _("Checking …")
        count = len(self.checked.findings)
        if not count:
            return _("Every cell that means something was read.")
        return ngettext("{n} place to look at", "{n} places to look at", count).format(n=number(count))

    def _show_order(self) -> None:
        """Ask for the order of dates, or say which one holds."""
        checked = self.checked
        asked = checked.plan.asks_order if checked is not None else ()
        order = checked.plan.date_order if checked is not None else ""
        was_asked = self._question.isVisibleTo(self)
        self._question.setVisible(bool(asked))
        group = self.order_buttons["dmy"].group()
        group.setExclusive(False)
        for code, radio in self.order_buttons.items():
            radio.setChecked(code == order)
        group.setExclusive(True)
        if asked:
            words = _("{date}: which comes first? Nothing in the table says it.")
            self._question_words.setText(words.format(date=", ".join(asked)))
            for radio in self.order_buttons.values():
                radio.setAccessibleDescription(self._question_words.text())
        is_known = order in date_orders()
        self.order.setVisible(is_known)
        self.order.setCurrentIndex(max(0, self.order.findData(order)))
        words = _("Dates such as 03/04/2026 are read") if is_known else ""
        if is_known and checked is not None and checked.plan.as_last_time:
            words = _("As with the last such table, dates such as 03/04/2026 are read")
        self._order_words.setText(words)
        if was_asked and not asked and is_known:
            self.order.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rows(self) -> None:
        rows = self.checked.rows[self.shown_filter] if self.checked is not None else array("q")
        self.table.replace(self.checked, rows)
        total = len(self.checked.plan.rows) + len(self.checked.left_out) if self.checked is not None else 0
        words = _("{n} of {total} rows").format(n=number(len(rows)), total=number(total))
        self._shown.setText(words if self.checked is not None else "")
        self._on_row()

    def _line(self, at: int) -> Line:
        assert self.checked is not None
        position, number_of_mark = self.checked.findings[at]
        mark = self.checked.marks(position)[number_of_mark]
        icon, role = ("octagon-alert", "late") if mark.is_bad else ("info", "soon")
        return Line(icon, role, self.checked.where(position, mark), self.checked.mark_words(position, mark))

    def _on_finding(self, at: int) -> None:
        """Show the cell, in a filter that holds its row."""
        if self.checked is None or at < 0 or self._following:
            return
        position, number_of_mark = self.checked.findings[at]
        mark = self.checked.marks(position)[number_of_mark]
        if self.table.preview.row_of(position) < 0:
            holding = next(name for name in ("bad", "unread") if position in self.checked.rows[name])
            self.chips[holding].setChecked(True)
            self._show_rows()
        self._following = True
        self.table.show_cell(position, mark.column)
        self._following = False

    def _on_row(self) -> None:
        """Say in full what the current row brings and what is wrong with it."""
        position = self.table.current_position()
        if self.checked is None or position is None:
            self._row_title.hide()
            self.row_words.setText(_("Choose a row to read what it brings.") if self.checked is not None else "")
            return
        row = _("Row {row}").format(row=number(self.checked.record(position)))
        lines = []
        for mark in self.checked.marks(position):
            words = self.checked.mark_words(position, mark)
            lines.append(f"{self.checked.column_name(mark.column)}: {words}" if mark.column >= 0 else words)
        planned = self.checked.planned(position)
        if planned is not None:
            lines += change_words((one.field, one.kept) for one in planned.changes)
        self._row_title.setText(f"{row}: {self.checked.brings_in_full(position)}")
        self._row_title.show()
        self.row_words.setText("\n".join(lines) or _("Every cell that means something was read."))
        self.row_words.setAccessibleName(f"{self._row_title.text()}. {self.row_words.text()}")
        if not self._following:
            self._following = True
            at = self.checked.first_finding.get(position, -1)
            if at >= 0:
                self.findings.choose(at)
            self._following = False
