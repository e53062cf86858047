"""First step of an import: which file, how it was read, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from dpo_desktop.intake.csv_tables import DELIMITERS
from dpo_desktop.intake.table_rows import TITLE_LINES
from dpo_desktop.intake.table_values import TableProblem
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.tables import delimiters, encodings, table_problem_words
from dpo_desktop.services.import_views import SourceTable
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import ChoiceBox, Field
from dpo_desktop.ui.parts.flow import flowing
from dpo_desktop.ui.parts.labels import Elided, glyph, label
from dpo_desktop.ui.parts.lines import Line, LineReader

_OF_KIND = {"csv": ("encoding", "delimiter", "header_record"), "xlsx": ("sheet", "header_record")}


class FileStep(QWidget):
    """`file_wanted(path)`; `read_anew` when an option was changed; `template_wanted(path)`."""

    file_wanted = Signal(Path)
    read_anew = Signal()
    template_wanted = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self._chosen: dict[str, str | int] = {}  # what a person said; the rest is found out
        self.choose_button = button(_("Choose a file …"), "", "upload", clicked=self.on_choose)
        self.template_button = button(_("Save an empty table …"), "link", clicked=self.on_template)
        self._file = Elided(_("No file chosen yet. It can also be dropped here."), "body", "muted")
        self.options: dict[str, QComboBox] = {}
        self._fields: dict[str, Field] = {}
        for key, name in {
            "sheet": _("Sheet"),
            "encoding": _("Encoding"),
            "delimiter": _("Cells are separated by"),
            "header_record": _("The columns' names stand in"),
        }.items():
            editor = ChoiceBox()
            editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            editor.activated.connect(lambda _index, key=key: self._on_option(key))
            self.options[key], self._fields[key] = editor, Field(name, editor)
        self._shape = label("", "strong", wrap=True)
        self._stopping = vbox(gap=1.5)
        self._heading = label("", "strong")
        self.remarks = LineReader(_("Remarks on the table"))
        self._below = plain(vbox(self._heading, (self.remarks, 1), gap=1.5))
        words = _(
            "A table saved as CSV or XLSX, with the columns that your register has. Nothing is imported before you "
            "have seen what it would bring."
        )
        self.setLayout(
            vbox(
                label(words, "body", "muted", wrap=True),
                hbox(self.choose_button, (self._file, 1), self.template_button, gap=3),
                flowing(*self._fields.values(), gap=4),
                self._shape,
                self._stopping,
                (self._below, 1),
                None,
                gap=3,
            )
        )
        self._show_fields("")
        self._shape.hide()
        self._below.hide()

    def on_choose(self) -> None:
        kinds = _("Tables (*.csv *.xlsx *.xlsm *.tsv *.txt);;All files (*)")
        name, _filter = QFileDialog.getOpenFileName(self, _("Choose a file"), "", kinds)
        if name:
            self.file_wanted.emit(Path(name))

    def on_template(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(self, _("Save an empty table"), "requests.csv", _("Tables (*.csv)"))
        if name:
            self.template_wanted.emit(Path(name))

    def begin(self, path: Path) -> None:
        """Another file: nothing is known of it."""
        self._chosen = {}
        self._file.set_words(path.name)
        self._show_fields("")
        self.forget()

    def forget(self) -> None:
        """What was found is of an earlier reading."""
        self._shape.hide()
        self._show_findings([], ())

    def chosen(self) -> dict[str, str | int]:
        """Options of `import_sources.open_table` that a person has set."""
        return dict(self._chosen)

    def _on_option(self, key: str) -> None:
        self._chosen[key] = self.options[key].currentData()
        if key == "sheet":
            self._chosen.pop("header_record", None)  # it was said of another sheet
        self.read_anew.emit()

    def show_source(self, source: SourceTable) -> None:
        table = source.table
        kind = "xlsx" if table.sheets else table.kind  # of a workbook that stops at one sheet, another can be chosen
        if kind in _OF_KIND:
            sheet = table.sheet or str(self._chosen.get("sheet", ""))
            self._fill("sheet", {name: name for name in table.sheets}, sheet)
            self._fill("encoding", encodings(), table.encoding)
            self._fill("delimiter", {one: delimiters()[one] for one in DELIMITERS}, table.delimiter)
            rows = sorted({*range(1, TITLE_LINES + 1), table.header_record} - {0})
            header: dict[str | int, str] = {} if table.header_record else {0: _("Not found")}
            header |= {row: _("Row {n}").format(n=number(row)) for row in rows}
            self._fill("header_record", header, table.header_record)
            self._show_fields(kind, several_sheets=len(table.sheets) > 1)
        elif not self._chosen:  # an option that led to nothing can be taken back
            self._show_fields("")
        rows_found, columns = table.row_count, len(table.header)
        words = ngettext("{n} row", "{n} rows", rows_found).format(n=number(rows_found))
        wide = ngettext("{n} column", "{n} columns", columns).format(n=number(columns))
        self._shape.setText(f"{words}, {wide}")
        self._shape.setVisible(table.is_usable)
        self._show_findings([one for one in table.problems if one.stops != "row"], table.header)

    def _fill(self, key: str, values: dict[str, str] | dict[str | int, str], current: str | int) -> None:
        editor = self.options[key]
        editor.clear()
        for value, word in values.items():
            editor.addItem(word, value)
        editor.setCurrentIndex(editor.findData(current))

    def _show_fields(self, kind: str, *, several_sheets: bool = False) -> None:
        for key, field in self._fields.items():
            field.setVisible(key in _OF_KIND.get(kind, ()) and (key != "sheet" or several_sheets))

    def _show_findings(self, problems: list[TableProblem], header: tuple[str, ...]) -> None:
        """What stops the file as whole sentences, remarks in a list."""
        _empty(self._stopping)
        remarks = []
        for problem in problems:
            if problem.stops != "file":
                remarks.append(problem)
                continue
            words = row_words(problem, header)
            picture = vbox(glyph("octagon-alert", "late"), None, gap=0)
            text = label(words, wrap=True, select=True)
            self._stopping.addWidget(plain(hbox(picture, (text, 1), gap=2)))
        count = len(remarks)
        self._heading.setText(ngettext("{n} remark", "{n} remarks", count).format(n=number(count)))
        self.remarks.replace(count, _line_of(remarks, header))
        self._below.setVisible(bool(remarks))


def row_words(problem: TableProblem, header: tuple[str, ...]) -> str:
    words = table_problem_words(problem, header)
    return _("Row {row}: {words}").format(row=number(problem.record), words=words) if problem.record else words


def _line_of(problems: list[TableProblem], header: tuple[str, ...]) -> Callable[[int], Line]:
    def line(position: int) -> Line:
        one = problems[position]
        title = _("Row {row}").format(row=number(one.record)) if one.record else _("The table")
        return Line("info", "muted", title, table_problem_words(one, header))

    return line


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
