"""Import of a table in four steps: the file, its columns, the check, and then all of it in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.domain.progress import Progress
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.import_sources import open_table, template
from dpo_desktop.services.import_views import SourceTable
from dpo_desktop.services.results import Written
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.dialog import TaskDialog
from dpo_desktop.ui.parts.labels import Elided
from dpo_desktop.ui.parts.steps import Steps
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.import_check import CheckedTable, check_table
from dpo_desktop.ui.requests.import_check_step import CheckStep
from dpo_desktop.ui.requests.import_columns_step import ColumnsStep
from dpo_desktop.ui.requests.import_counts_step import CountsStep
from dpo_desktop.ui.requests.import_file_step import FileStep
from dpo_desktop.ui.theme import look
from dpo_desktop.vault.files import write_atomically
from dpo_desktop.work.runner import Ticket

FILE, COLUMNS, CHECK, IMPORT = range(4)
_WIDE_EMS, _HIGH_EMS = 150, 84
_SMALLEST_EMS = 76


class ImportDialog(TaskDialog):
    """`written` and `imported`, how many cases came in or changed, once it was accepted."""

    def __init__(self, program: ProgramParts, parent: QWidget | None) -> None:
        super().__init__(parent, _("Import requests"), _("Next"), width_ems=_SMALLEST_EMS)
        self._program = program
        self._ticket: Ticket | None = None
        self._doing = ""  # reading, checking or importing
        self._path = Path()
        self._source: SourceTable | None = None
        self._checked: CheckedTable | None = None
        self._order, self._with_doubles = "", False
        self.written: Written | None = None
        self.imported = 0
        self.step = FILE
        self._subject = Elided("", "body", "muted")
        self.steps = Steps((_("File"), _("Columns"), _("Check"), _("Import")))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self.back_button = button(_("Back"), clicked=self.on_back)
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self.on_back)
        self.file_step, self.columns_step = FileStep(), ColumnsStep()
        self.check_step, self.counts_step = CheckStep(), CountsStep()
        self._pages = QStackedWidget()
        for page in (self.file_step, self.columns_step, self.check_step, self.counts_step):
            self._pages.addWidget(page)
        self.file_step.file_wanted.connect(self.read_file)
        self.file_step.read_anew.connect(self._read)
        self.file_step.template_wanted.connect(self.save_template)
        self.columns_step.changed.connect(self._forget_check)
        self.check_step.order_chosen.connect(self._on_order)
        self.counts_step.decided.connect(self._refresh)
        self.counts_step.doubles_decided.connect(self._on_doubles)
        content = vbox(self._subject, self.steps, self._bar, (self._pages, 1), gap=2)
        self.set_content(plain(content), self.back_button)
        self._subject.hide()
        self.setAcceptDrops(True)
        room = parent.window().size() if parent is not None else QSize(look.em(_WIDE_EMS), look.em(_HIGH_EMS))
        inside = room - QSize(look.space(10), look.space(10))
        self.resize(inside.boundedTo(QSize(look.em(_WIDE_EMS), look.em(_HIGH_EMS))))
        self._show_step(FILE)

    # -- steps

    def _show_step(self, step: int) -> None:
        self.step = step
        self.steps.show_step(step)
        self._pages.setCurrentIndex(step)
        if step == FILE:
            self.file_step.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif step == COLUMNS:
            self.columns_step.editors[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif step == CHECK:
            self.check_step.table.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._checked is None:
                self._check()
        else:
            self.act_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.counts_step.focus_first()
        self._refresh()

    def on_act(self) -> None:
        """To the next step; from the last one the import."""
        if not self.act_button.isEnabled():
            return
        if self.step == COLUMNS and self.columns_step.violation() is not None:
            self.columns_step.focus_violation()
        elif self.step == IMPORT:
            self._import()
        else:
            self._show_step(self.step + 1)

    def on_back(self) -> None:
        if self.step == FILE or self._doing == "importing":
            return
        self._abandon()
        self._show_step(self.step - 1)

    def typed(self) -> bool:
        return self._source is not None and self.columns_step.is_changed

    def _refresh(self) -> None:
        """What the footer says and offers at this step."""
        checked = self._checked
        self.back_button.setVisible(self.step != FILE)
        self.back_button.setEnabled(self._doing != "importing")
        words = _("Next")
        if self.step == IMPORT and checked is not None:
            brings = checked.plan.brings
            words = ngettext("Import {n} request", "Import {n} requests", brings).format(n=number(brings))
        self.act_button.setText(words)
        self.act_button.setAccessibleName(words)
        missing = ""
        if self.step == FILE:
            is_ready = self._source is not None and self._source.table.is_usable
        elif self.step == CHECK and checked is not None and checked.plan.asks_order:
            is_ready, missing = False, _("Say first whether day or month comes first.")
        elif self.step == IMPORT:
            missing = self.counts_step.missing()
            is_ready = checked is not None and not missing
        else:
            is_ready = self.step == COLUMNS or checked is not None
        self.act_button.setEnabled(is_ready and not self._doing)
        self._bar.setVisible(bool(self._doing))
        if not self._doing:
            self.say(missing)

    # -- jobs of the long lane

    def _start(self, doing: str, job: Callable[[Progress], object], then: Callable[..., None]) -> None:
        self._abandon()
        self._doing = doing
        self._on_progress(0, 0)
        self._ticket = self._program.runner.long(
            job, owner=self, then=then, failed=self._on_failed, progress=self._on_progress, stopped=super().reject
        )
        self._refresh()

    def _abandon(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        self._ticket, self._doing = None, ""

    def _on_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        words = {
            "reading": _("Reading …"),
            "checking": _("Checking …"),
            "importing": _("Importing …"),
        }[self._doing]
        if total:
            words = _("{words} {done} of {total} rows").format(words=words, done=number(done), total=number(total))
        if not (self._ticket is not None and self._ticket.stop_asked.is_set()):
            self.say(words, calm=True)

    def _on_failed(self, error: BaseException) -> None:
        self._ticket, self._doing = None, ""
        self._forget_check()
        self.cancel_button.setEnabled(True)
        self._pages.setEnabled(True)
        self._refresh()
        if isinstance(error, DpoError):
            self.say(sentence(error))
        else:
            self._program.runner.unhandled.emit(error)

    # -- the file

    def read_file(self, path: Path) -> None:
        """Begin with this file, whatever was there before."""
        self._path = path
        self._order, self._with_doubles = "", False
        self.file_step.begin(path)
        if self.step != FILE:
            self._show_step(FILE)
        self._read()

    def _read(self) -> None:
        self._source = None
        self._forget_check()
        self._subject.hide()
        self.file_step.forget()
        workspace, path, chosen = opened(self._program), self._path, self.file_step.chosen()

        def job(_report: Progress) -> SourceTable:
            return open_table(
                workspace,
                path,
                sheet=str(chosen.get("sheet", "")),
                encoding=str(chosen.get("encoding", "")),
                delimiter=str(chosen.get("delimiter", "")),
                header_record=int(chosen.get("header_record", 0)),
                with_columns=True,
            )

        self._start("reading", job, self._on_source)

    def _on_source(self, source: SourceTable) -> None:
        self._ticket, self._doing = None, ""
        self._source = source
        self.file_step.show_source(source)
        if source.table.is_usable:
            self.columns_step.show_source(source)
            self._subject.set_words(_subject_words(source))
            self._subject.show()
        self._refresh()
        if source.table.is_usable:
            self.act_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_template(self, path: Path) -> None:
        """Write the columns that a table can have to a file."""

        def done(_nothing: object) -> None:
            self.say(_("{file} is written; it opens in a spreadsheet.").format(file=path.name), calm=True)

        job = partial(write_atomically, path, template())
        self._program.runner.write(job, owner=self, then=done, failed=self._on_failed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._doing != "importing":
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and self._doing != "importing":
            event.acceptProposedAction()
            self.read_file(paths[0])

    # -- the check

    def _forget_check(self) -> None:
        if self._doing == "checking":
            self._abandon()
        self._checked = None
        self.check_step.show_checked(None)
        self.counts_step.show_checked(None)

    def _check(self) -> None:
        assert self._source is not None
        self._forget_check()
        job = partial(
            check_table,
            opened(self._program),
            self._source,
            self.columns_step.fields(),
            order=self._order,
            with_doubles=self._with_doubles,
        )
        self._start("checking", job, self._on_checked)

    def _on_checked(self, checked: CheckedTable) -> None:
        self._ticket, self._doing = None, ""
        self._checked = checked
        self.check_step.show_checked(checked)
        self.counts_step.show_checked(checked)
        self._refresh()

    def _on_order(self, order: str) -> None:
        self._order = order
        self._check()

    def _on_doubles(self, with_doubles: bool) -> None:
        self._with_doubles = with_doubles
        self._check()

    # -- the import

    def _import(self) -> None:
        assert self._checked is not None
        job = partial(
            run_import,
            opened(self._program),
            self._checked.plan,
            leave_bad=self.counts_step.leave_bad.isChecked(),
        )
        self._pages.setEnabled(False)
        self._start("importing", job, self._on_imported)

    def reject(self) -> None:
        """Cancel takes the whole import back, unless it was through already: then it says so like any other."""
        if self._doing == "importing" and self._ticket is not None:
            self.cancel_button.setEnabled(False)
            self.say(_("Taking it back …"), calm=True)
            self._ticket.stop()
            return
        super().reject()
        if not self.isVisible():
            self._abandon()

    def _on_imported(self, written: Written) -> None:
        assert self._checked is not None
        self.written, self.imported = written, self._checked.plan.brings
        self.accept()


def _subject_words(source: SourceTable) -> str:
    """The file, its sheet, where its columns' names stand, how many rows."""
    table = source.table
    parts = [source.file_name]
    if table.sheet:
        parts.append(_("sheet “{name}”").format(name=table.sheet))
    if table.header_record:
        parts.append(_("names of the columns in row {n}").format(n=number(table.header_record)))
    rows = table.row_count
    parts.append(ngettext("{n} row", "{n} rows", rows).format(n=number(rows)))
    return "  ·  ".join(parts)
