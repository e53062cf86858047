"""Import of a CSV: choose, see what it would bring, then bring it in as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.sentences.dates import instant_words
from dpo_desktop.sentences.errors import sentence, sentence_for_code
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_rows import run_import, template
from dpo_desktop.services.views import ImportPlan
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.dialog import TaskDialog
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.theme import look
from dpo_desktop.vault.files import write_atomically
from dpo_desktop.work.runner import Ticket


class ImportDialog(TaskDialog):
    def __init__(self, program: ProgramParts, parent: QWidget | None) -> None:
        super().__init__(parent, _("Import requests"), _("Import"), width_ems=78)
        self._program = program
        self._plan: ImportPlan | None = None
        self._ticket: Ticket | None = None
        self._importing = False
        self.imported = 0
        self._file = label(_("No file chosen yet."), "body", "muted", wrap=True)
        self.outcome = label("", "strong", wrap=True)
        self.problems = QPlainTextEdit()
        self.problems.setReadOnly(True)
        self.problems.setTabChangesFocus(True)
        self.problems.setAccessibleName(_("Rows with a problem"))
        self.problems.setMinimumHeight(look.em(22))
        self.problems.hide()
        self.choose_button = button(_("Choose a file …"), "", "upload", clicked=self.on_choose)
        self.choose_button.setAutoDefault(True)
        self.template_button = button(_("Save an empty table …"), "link", clicked=self.on_template)
        self.act_button.setEnabled(False)
        self.set_content(
            plain(
                vbox(
                    label(
                        _(
                            "A table saved as CSV UTF-8, with the columns of the template. Nothing is imported before "
                            "you have seen what it would bring."
                        ),
                        "body",
                        "muted",
                        wrap=True,
                    ),
                    hbox(self.choose_button, (self._file, 1), self.template_button, gap=3),
                    self.outcome,
                    self.problems,
                    gap=3,
                )
            )
        )

    def on_choose(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, _("Choose a file"), "", _("Tables (*.csv);;All files (*)"))
        if name:
            self.read_file(Path(name))

    def on_template(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(self, _("Save an empty table"), "requests.csv", _("Tables (*.csv)"))
        if name:
            self.save_template(Path(name))

    def save_template(self, path: Path) -> None:
        """Write the columns of the template to a file."""

        def done(_nothing: object) -> None:
            self.say(_("{file} is written; it opens in a spreadsheet.").format(file=path.name))

        job = partial(write_atomically, path, template())
        self._program.runner.write(job, owner=self, then=done, failed=self._on_failed)

    def read_file(self, path: Path) -> None:
        """Show what a file would bring."""
        if self._ticket is not None:
            self._ticket.cancel()
        self._plan = None
        self._file.setText(path.name)
        self.act_button.setEnabled(False)
        self.say(_("Reading …"))

        def plan(report: Callable[[int, int], None]) -> ImportPlan:
            return plan_file(opened(self._program), path, report=report)

        self._ticket = self._program.runner.long(
            plan, owner=self, then=self._on_plan, failed=self._on_failed, progress=self._on_reading
        )

    def _on_reading(self, done: int, total: int) -> None:
        self.say(_("Reading … {done} of {total} lines").format(done=number(done), total=number(total)))

    def _on_plan(self, plan: ImportPlan) -> None:
        self._plan = plan
        self.say("")
        lines = []
        for problem in plan.problems:
            words = sentence_for_code(problem.code, dict(problem.parameters))
            if problem.row and problem.column:
                words = _("Row {row}, {column}: {words}").format(row=problem.row, column=problem.column, words=words)
            elif problem.row:
                words = _("Row {row}: {words}").format(row=problem.row, words=words)
            lines.append(words)
        self.problems.setPlainText("\n".join(lines))
        self.problems.setVisible(bool(lines))
        count = len(plan.requests)
        if lines:
            bad = len(lines)
            self.outcome.setText(
                ngettext(
                    "{n} row has a problem, so nothing can be imported yet.",
                    "{n} rows have a problem, so nothing can be imported yet.",
                    bad,
                ).format(n=bad)
            )
        else:
            words = ngettext("{n} new request, no problem.", "{n} new requests, no problem.", count)
            self.outcome.setText(words.format(n=number(count)))
            if plan.imported_before is not None:
                again = _("This very file came in on {when}: its requests would be here twice.")
                self.say(again.format(when=instant_words(plan.imported_before)))
        self.act_button.setEnabled(not lines)

    def on_act(self) -> None:
        if self._plan is None or not self.act_button.isEnabled():
            return
        self._importing = True
        self.act_button.setEnabled(False)
        self.choose_button.setEnabled(False)
        self.say(_("Importing …"))
        self._ticket = self._program.runner.long(
            partial(run_import, opened(self._program), self._plan),
            owner=self,
            then=self._on_imported,
            failed=self._on_failed,
            progress=self._on_importing,
            stopped=super().reject,
        )

    def _on_importing(self, done: int, total: int) -> None:
        self.say(_("Importing … {done} of {total}").format(done=number(done), total=number(total)))

    def reject(self) -> None:
        """Cancel takes the whole import back, unless it was through already: then it says so like any other."""
        if self._ticket is not None and self._importing:
            self.cancel_button.setEnabled(False)
            self.say(_("Taking it back …"))
            self._ticket.stop()
            return
        if self._ticket is not None:
            self._ticket.cancel()
        super().reject()

    def _on_imported(self, _written: object) -> None:
        self.imported = len(self._plan.requests) if self._plan is not None else 0
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self._importing = False
        self.act_button.setEnabled(False)
        self.cancel_button.setEnabled(True)
        self.choose_button.setEnabled(True)
        if isinstance(error, DpoError):
            self.say(sentence(error))
        else:
            self._program.runner.unhandled.emit(error)
