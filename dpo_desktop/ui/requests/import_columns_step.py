"""Second step of an import: what each column of the table means."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.register_fields import check_mapping
from dpo_desktop.intake.table_profile import ColumnProfile
from dpo_desktop.sentences.errors import sentence_for_code
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.registers import register_fields
from dpo_desktop.services.import_views import SourceTable
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.fields import ChoiceBox
from dpo_desktop.ui.parts.labels import Elided, glyph, label
from dpo_desktop.ui.theme import look

_EXAMPLES, _EXAMPLE_CHARACTERS = 3, 80


class ColumnsStep(QWidget):
    """`changed` when a person gave a column another meaning."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.editors: list[QComboBox] = []
        self._proposed: tuple[str, ...] = ()
        self._header: tuple[str, ...] = ()
        self._meanings = QStandardItemModel(self)  # one for all columns: a table may have hundreds
        for code, word in {"": _("Kept as typed only"), **register_fields()}.items():
            item = QStandardItem(word)
            item.setData(code, Qt.ItemDataRole.UserRole)
            self._meanings.appendRow(item)
        self._remembered = plain(
            hbox(
                glyph("history", "muted"),
                (label(_("As you said it of the last table with these columns."), "body", "muted", wrap=True), 1),
                gap=2,
            )
        )
        self.violation_words = label("", "medium", "late", wrap=True)
        self._violation = plain(hbox(glyph("octagon-alert", "late"), (self.violation_words, 1), gap=2))
        self._grid = QGridLayout()
        self._area = scrolled(box(vbox(gap=0)), _("Columns of the table"))
        words = _(
            "Every cell is kept as typed, whatever its column means. Several columns may make up a name or a note."
        )
        self.setLayout(
            vbox(label(words, "body", "muted", wrap=True), self._remembered, self._violation, (self._area, 1), gap=2.5)
        )
        self._remembered.hide()
        self._violation.hide()

    def show_source(self, source: SourceTable) -> None:
        self._proposed, self._header = source.proposed, source.table.header
        self.editors = []
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, look.space(2), look.space(1))
        grid.setHorizontalSpacing(look.space(4))
        grid.setVerticalSpacing(look.space(2))
        heads = ((_("Column"), 3), (_("First cells"), 5), (_("Filled"), 0), (_("What it means"), 3))
        for column, (word, stretch) in enumerate(heads):
            grid.addWidget(label(word, "small", "muted"), 0, column)
            grid.setColumnStretch(column, stretch)
        for column, field in enumerate(source.proposed):
            name = self.column_name(column)
            editor = ChoiceBox()
            editor.setModel(self._meanings)
            editor.setCurrentIndex(editor.findData(field))
            editor.setAccessibleName(_("What “{column}” means").format(column=name))
            editor.currentIndexChanged.connect(lambda _index: self._on_changed())
            self.editors.append(editor)
            inside = source.columns[column]
            grid.addWidget(Elided(name, "medium"), column + 1, 0)
            grid.addWidget(Elided(_cells(inside), "body", "muted"), column + 1, 1)
            grid.addWidget(label(number(inside.filled), "body", "muted"), column + 1, 2, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(editor, column + 1, 3)
        holder = plain(grid)
        self._area.setWidget(box(vbox(holder, None, gap=0)))
        self._remembered.setVisible(source.remembered)
        self._show_violation()

    def column_name(self, column: int) -> str:
        return self._header[column].strip() or _("Column {n}").format(n=column + 1)

    def fields(self) -> tuple[str, ...]:
        """A field for each column, '' for none."""
        return tuple(str(editor.currentData()) for editor in self.editors)

    @property
    def is_changed(self) -> bool:
        """Somebody said something here that closing would lose."""
        return self.fields() != self._proposed

    def violation(self) -> RuleViolation | None:
        """What contradicts itself in the meanings, if anything does."""
        try:
            check_mapping(self.fields())
        except RuleViolation as violation:
            return violation
        return None

    def focus_violation(self) -> None:
        """Go to the last column that has to change."""
        contradicting = self._contradicting(self.violation())
        (contradicting or self.editors[:1])[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self) -> None:
        self._show_violation()
        self.changed.emit()

    def _contradicting(self, violation: RuleViolation | None) -> list[QComboBox]:
        field = violation.parameters.get("field") if violation is not None else None
        return [editor for editor in self.editors if field and editor.currentData() == field]

    def _show_violation(self) -> None:
        violation = self.violation()
        words = ""
        if violation is not None:
            names = register_fields()
            spoken = {key: names.get(str(value), value) for key, value in violation.parameters.items()}
            words = sentence_for_code(violation.code, spoken)
        self.violation_words.setText(words)
        self._violation.setVisible(bool(words))
        wrong = self._contradicting(violation)
        for editor in self.editors:
            is_wrong = editor in wrong
            if bool(editor.property("bad")) != is_wrong:
                editor.setProperty("bad", is_wrong)
                editor.style().unpolish(editor)
                editor.style().polish(editor)
            editor.setAccessibleDescription(words if is_wrong else "")


def _cells(column: ColumnProfile) -> str:
    """The first different texts of a column, each on one line."""
    texts = (" ".join(text[:_EXAMPLE_CHARACTERS].split()) for text in column.samples[:_EXAMPLES])
    return "  ·  ".join(texts) or _("empty")
