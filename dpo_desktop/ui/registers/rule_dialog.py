"""Entering an own rule: a short form for the common case, or the text that the law file is written in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFileDialog, QGridLayout, QPlainTextEdit, QStackedWidget, QWidget

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.sentences.deadlines import units
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.sentences.own_law import rule_template
from dpo_desktop.sentences.vocabulary import laws, request_types
from dpo_desktop.services.company_rules import (
    OWN_LAWS,
    SHORT_UNITS,
    OwnRule,
    ShortRule,
    add_rule,
    add_short_rule,
    change_rule,
    short_rule_text,
)
from dpo_desktop.services.one_deadline import text_of_rules
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.fields import Field, choice, line
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.registers.own_panel import side_by_side
from dpo_desktop.ui.theme import look

_TEXT_LINES, _KIND_LINES, _KIND_COLUMNS = 9, 5, 3
_OF_TEXT = (
    *("file_not_toml", "unknown_key", "unknown_word", "missing_key", "wrong_value", "id_twice"),
    *("own_one_rule", "own_id_shipped", "own_id_used", "own_no_law", "own_no_clock"),
)


class RuleDialog(WriteDialog):
    field_of_code: ClassVar[dict[str, str]] = {
        **{f"law.{code}": "body" for code in _OF_TEXT},
        "law.own_no_kind": "kinds",
        "law.own_title_missing": "title",
        "law.own_amount": "amount",
        "law.own_citation_missing": "citation",
    }

    def __init__(self, program: ProgramParts, entry: OwnRule | None, parent: QWidget | None) -> None:
        title = _("Change the rule") if entry is not None else _("Add a rule")
        super().__init__(program, parent, title, _("Keep it") if entry is not None else _("Enter it"), width_ems=80)
        self._entry = entry
        self.short, self.text = button(_("Short form"), "chip"), button(_("As text"), "chip")
        group = QButtonGroup(self)
        for chip in (self.short, self.text):
            chip.setCheckable(True)
            group.addButton(chip)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._short_form())
        self._stack.addWidget(self._text_form(entry.body if entry is not None else ""))
        self.kinds = {one.code: QCheckBox(request_types()[one.code]) for one in REQUEST_TYPES}
        for code, tick in self.kinds.items():
            tick.setAccessibleName(tick.text())
            tick.setChecked(entry is not None and code in entry.types)
        self.is_answer = QCheckBox(_("Judge cases by its date, as if the law said so"))
        self.is_answer.setAccessibleName(self.is_answer.text())
        self.is_answer.setChecked(entry is not None and entry.is_answer)
        self.fields["kinds"] = Field(_("Kinds of request that it governs"), self._kind_area())
        chips = plain(hbox(self.short, self.text, None, gap=1))
        self.set_content(plain(vbox(chips, self._stack, self.fields["kinds"], self.is_answer, None, gap=3)))
        self.short.toggled.connect(lambda checked: self._on_form(0) if checked else None)
        self.text.toggled.connect(lambda checked: self._on_form(1) if checked else None)
        (self.text if entry is not None else self.short).setChecked(True)
        chips.setVisible(entry is None)
        self._first = self._entered()

    def _short_form(self) -> QWidget:
        self.title, self.citation = line(), line()
        self.law = choice({code: laws()[code] for code in OWN_LAWS})
        self.amount = line()
        words = units()
        self.unit = choice({code: words[code] for code in SHORT_UNITS})
        self.verified = QCheckBox(_("I have read these words in the source"))
        self.verified.setAccessibleName(self.verified.text())
        self.fields |= {
            "title": Field(_("What it asks for"), self.title, hint=_("Such as: first answer to the person")),
            "law": Field(_("Applies to cases under"), self.law),
            "amount": Field(_("How long, from receipt"), self.amount),
            "unit": Field(_("Unit"), self.unit),
            "citation": Field(_("Where it stands"), self.citation, hint=_("Such as: works agreement 4, section 3")),
        }
        return plain(
            vbox(
                side_by_side((self.fields["title"], 3), (self.fields["law"], 2)),
                side_by_side((self.fields["amount"], 1), (self.fields["unit"], 1)),
                self.fields["citation"],
                self.verified,
                None,
                gap=3,
            )
        )

    def _text_form(self, body: str) -> QWidget:
        self.body = QPlainTextEdit(body)
        self.body.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(look.font().pointSizeF())
        self.body.setFont(font)
        self.body.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.body.setMinimumHeight(round(look.line() * _TEXT_LINES))
        hint = _("One [[rule]] as the law file is written: a word that is not known is refused, never left out.")
        self.fields["body"] = Field(_("The rule"), self.body, hint=hint)
        file = button(_("From a file …"), "", "upload", clicked=self.on_file)
        return plain(vbox((self.fields["body"], 1), hbox(file, None), gap=2))

    def _kind_area(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(look.space(1))
        for at, tick in enumerate(self.kinds.values()):
            grid.addWidget(tick, at // _KIND_COLUMNS, at % _KIND_COLUMNS)
        area = scrolled(box(grid), _("Kinds of request that it governs"))
        area.setMinimumHeight(round(look.line() * _KIND_LINES))
        return area

    def _on_form(self, which: int) -> None:
        """What stands in the short form goes on as text; the template where it says too little."""
        if which == 1 and not self.body.toPlainText().strip():
            try:
                self.body.setPlainText(short_rule_text(self._short_rule()))
            except DpoError:
                self.body.setPlainText(rule_template())
        self._stack.setCurrentIndex(which)

    def on_file(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, _("File with a rule"), "", _("Rules (*.toml);;All files (*)"))
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """The text of a file, to be looked at before it is entered."""
        try:
            self.body.setPlainText(text_of_rules(path))
        except DpoError as error:
            self.fields["body"].set_error(sentence(error))

    def _short_rule(self) -> ShortRule:
        amount = self.amount.text().strip()
        return ShortRule(
            self.title.text(),
            str(self.law.currentData()),
            int(amount) if amount.isdecimal() else 0,
            str(self.unit.currentData()),
            self.citation.text(),
            self.verified.isChecked(),
        )

    def _types(self) -> tuple[str, ...]:
        return tuple(code for code, tick in self.kinds.items() if tick.isChecked())

    def _entered(self) -> tuple[object, ...]:
        return self._short_rule(), self.body.toPlainText(), self._types(), self.is_answer.isChecked()

    def typed(self) -> bool:
        return self._entered() != self._first

    def job(self) -> Callable[[], object]:
        workspace, types, is_answer = opened(self._program), self._types(), self.is_answer.isChecked()
        body = self.body.toPlainText()
        if self._entry is not None:
            return partial(change_rule, workspace, self._entry.id, body, types, is_answer=is_answer)
        if self.short.isChecked():
            return partial(add_short_rule, workspace, self._short_rule(), types, is_answer=is_answer)
        return partial(add_rule, workspace, body, types, is_answer=is_answer)
