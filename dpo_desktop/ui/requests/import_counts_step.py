"""Last step of an import: what comes in, what does not, and the decisions that are left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from dpo_desktop.sentences.dates import instant_words
from dpo_desktop.sentences.errors import sentence_for_code
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.registers import row_outcomes
from dpo_desktop.services.import_views import ROW_OUTCOMES
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import Panel, Scroll, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.labels import glyph, label, recolour
from dpo_desktop.ui.requests.import_check import CheckedTable
from dpo_desktop.ui.theme import look

_ICONS = {
    "new": ("plus", "accent"),
    "changed": ("pencil", "accent"),
    "duplicate": ("link", "muted"),
    "skipped": ("x", "muted"),
    "bad": ("octagon-alert", "late"),
}


def _explained() -> dict[str, str]:
    return {
        "new": _("Cases that come in."),
        "changed": _("Cases that are here and are brought up to date. What somebody changed here stays."),
        "duplicate": _("What a case that is here, or another row, says already. Kept with the import."),
        "skipped": _("Headings, totals and empty rows. Kept with the import."),
        "bad": _("What contradicts itself or could not be read. It makes no case."),
    }


class CountsStep(QWidget):
    """`decided` when rows with a problem are left out or not; `doubles_decided(bool)`."""

    decided = Signal()
    doubles_decided = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.checked: CheckedTable | None = None
        self._numbers: dict[str, QLabel] = {}
        self._words: dict[str, tuple[QLabel, QLabel]] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.space(3))
        grid.setVerticalSpacing(look.space(2.5))
        grid.setColumnStretch(3, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, outcome in enumerate(ROW_OUTCOMES):
            figure, name = label("", "strong"), label(row_outcomes()[outcome], "medium")
            explained = label(_explained()[outcome], "body", "muted", wrap=True)
            grid.addWidget(glyph(*_ICONS[outcome]), row, 0, top)
            grid.addWidget(figure, row, 1, top | Qt.AlignmentFlag.AlignRight)
            grid.addWidget(name, row, 2, top)
            grid.addWidget(explained, row, 3, top)
            self._numbers[outcome], self._words[outcome] = figure, (name, explained)
        self.before_words = label("", "medium", wrap=True)
        self._before = Panel(
            hbox(glyph("triangle-alert", "soon"), (self.before_words, 1), gap=2.5, pad=(4, 2.5, 4, 2.5)),
            ground="soon_tint",
            edge="soon",
        )
        self.leave_bad = QCheckBox()
        self.leave_bad.toggled.connect(lambda _checked: self.decided.emit())
        self.with_doubles = QCheckBox(_("Bring duplicates in as cases of their own"))
        self.with_doubles.clicked.connect(self.doubles_decided)
        self._hint = label(
            _("The whole import can be taken back. Cases that somebody worked on meanwhile stay."),
            "body",
            "muted",
            wrap=True,
        )
        decisions = vbox(self.leave_bad, self.with_doubles, gap=2)
        content = vbox(self._before, plain(grid), decisions, self._hint, None, gap=4)
        self.setLayout(vbox(scrolled(Scroll(content), _("What the import brings")), gap=0))
        self._before.hide()

    def show_checked(self, checked: CheckedTable | None) -> None:
        self.checked = checked
        if checked is None:
            return
        for outcome, count in checked.counts.items():
            self._numbers[outcome].setText(number(count))
            self._numbers[outcome].setAccessibleName(f"{row_outcomes()[outcome]}: {number(count)}")
            recolour(self._words[outcome][0], "text" if count else "faint")
            recolour(self._numbers[outcome], "text" if count else "faint")
        bad = checked.counts["bad"]
        words = ngettext("Leave the {n} row with a problem out", "Leave the {n} rows with a problem out", bad)
        self.leave_bad.setText(words.format(n=number(bad)))
        self.leave_bad.setVisible(bool(bad))
        self.with_doubles.setChecked(checked.plan.with_doubles)
        self.with_doubles.setVisible(bool(checked.counts["duplicate"]) or checked.plan.with_doubles)
        before = checked.plan.source.imported_before
        if before is not None:
            words = _("This very file came in on {when}. What it brought is recognised, not entered once more.")
            self.before_words.setText(words.format(when=instant_words(before)))
        self._before.setVisible(before is not None)

    def missing(self) -> str:
        """What stands in the way of the import, in words; '' where nothing does."""
        if self.checked is None:
            return ""
        if not self.checked.plan.brings:
            return sentence_for_code("import.brings_nothing")
        bad = self.checked.counts["bad"]
        if bad and not self.leave_bad.isChecked():
            words = ngettext(
                "{n} row has a problem. Leave it out, or mend the file.",
                "{n} rows have a problem. Leave them out, or mend the file.",
                bad,
            )
            return words.format(n=number(bad))
        return ""

    def focus_first(self) -> None:
        """The decision that is needed."""
        for decision in (self.leave_bad, self.with_doubles):
            if decision.isVisibleTo(self):
                decision.setFocus(Qt.FocusReason.OtherFocusReason)
                return
