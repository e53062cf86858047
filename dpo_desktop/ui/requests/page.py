"""The requests desk: list on the left, case on the right; or a table, and by Enter the case in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.domain.errors import NotFound
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.vocabulary import request_states
from dpo_desktop.services.attachments import add_attachment
from dpo_desktop.services.corrections import shared_cases
from dpo_desktop.services.lists import handlers, request_detail, today
from dpo_desktop.services.mail_views import AttachmentView
from dpo_desktop.services.persons import decide_match, person_matches
from dpo_desktop.services.requests import change_state
from dpo_desktop.services.results import Written
from dpo_desktop.services.undo import undo
from dpo_desktop.services.views import RequestDetail
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.mail.attachment_dialog import AttachmentDialog
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.paged_list import ListPlace
from dpo_desktop.ui.parts.boxes import vbox
from dpo_desktop.ui.parts.panes import list_and_detail
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.reports.new_report import new_report
from dpo_desktop.ui.requests.case_dialogs import AssignDialog, CloseDialog, NoteDialog, ReopenDialog
from dpo_desktop.ui.requests.case_pane import CasePane
from dpo_desktop.ui.requests.correct_dialog import CorrectDialog
from dpo_desktop.ui.requests.detail import RequestDetailView
from dpo_desktop.ui.requests.export_dialog import ExportDialog
from dpo_desktop.ui.requests.fact_acts import FactActs
from dpo_desktop.ui.requests.import_dialog import ImportDialog
from dpo_desktop.ui.requests.imports_dialog import ImportsDialog
from dpo_desktop.ui.requests.new_dialog import NewRequestDialog
from dpo_desktop.ui.requests.request_list import TABLE, RequestList, RequestPlace
from dpo_desktop.ui.requests.take_back_dialog import TakeBackDialog
from dpo_desktop.ui.status_line import StatusLine
from dpo_desktop.ui.window_settings import WindowSettings
from dpo_desktop.work.runner import Ticket


class RequestsPage(QWidget):
    """`mail_wanted(id)` opens a mail on its desk."""

    mail_wanted = Signal(int)

    def __init__(self, program: ProgramParts, settings: WindowSettings, notices: Notices, status: StatusLine) -> None:
        super().__init__()
        self._program, self._notices, self._status = program, notices, status
        self._ticket: Ticket | None = None
        self._today = today(opened(program))
        self._edits: list[int] = []  # audit entries of this session that can be undone
        self._settings = settings
        self.list = RequestList(program, settings, notices, self._today)
        self.detail = RequestDetailView()
        self.case = CasePane(self.detail)
        self._divider = settings.state("requests")
        self.splitter = list_and_detail(self.list, self.case, self._divider)
        self.setLayout(vbox(self.splitter, gap=0))
        self.list.form_changed.connect(self.show_rows)
        self.case.back_wanted.connect(self.on_back)
        self.case.step_wanted.connect(self.on_step)
        self.show_rows()
        self._load = QTimer(self)
        self._load.setSingleShot(True)
        self._load.setInterval(0)
        self._load.timeout.connect(self.reload_detail)
        self.list.chosen.connect(lambda _id: self._load.start())
        self.list.opened.connect(self._on_opened)
        self.list.new_wanted.connect(self.on_new)
        self.list.import_wanted.connect(self.on_import)
        self.detail.close_wanted.connect(self.on_close)
        self.detail.reopen_wanted.connect(self.on_reopen)
        self.detail.note_wanted.connect(self.on_note)
        self.detail.state_wanted.connect(self.on_state)
        self.detail.correct_wanted.connect(self.on_correct)
        self.detail.assign_wanted.connect(self.on_assign)
        self.detail.case_file_wanted.connect(self.on_case_file)
        self.detail.add_file_wanted.connect(self.on_add_file)
        self.detail.file_wanted.connect(self.on_file)
        self.detail.mail_wanted.connect(self.mail_wanted)
        self.detail.case_wanted.connect(self.show_request)
        self.detail.match_decided.connect(self.on_match)
        self._facts = FactActs(program, self, self._on_fact, notices.show_error)
        self.detail.fact_wanted.connect(self.on_fact)
        program.change_bus.committed.connect(self._on_committed)

    @property
    def is_opened(self) -> bool:
        """Whether a case stands in the place of the table."""
        return self.list.isHidden()

    def focus_first(self) -> None:
        if self.is_opened:
            self.case.back_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.list.focus_list()

    def focus_search(self) -> None:
        self.show_rows()
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_rows(self) -> None:
        """The list beside the case, or the table over the whole width."""
        is_table = self.list.form == TABLE
        self._keep_divider()
        self.list.show()
        self.case.setVisible(not is_table)
        self.case.show_way_back(wanted=False)
        if not is_table and self._divider is not None:
            self.splitter.restoreState(self._divider)

    def go_back_to(self, place: ListPlace) -> None:
        """Put the list, or the case in its place, where another page like this was."""
        self.list.go_back_to(place)
        if isinstance(place, RequestPlace) and place.is_hidden:
            self.open_case()

    def _keep_divider(self) -> None:
        """While one of the two is hidden, the splitter does not know where it stood."""
        if not self.list.isHidden() and not self.case.isHidden():
            self._divider = self.splitter.saveState()

    def keep_states(self) -> None:
        self._keep_divider()
        if self._divider is not None:
            self._settings.keep_state("requests", self._divider)
        self.list.keep_states()

    def on_back(self) -> None:
        """From a case back to the row of the table that it is."""
        self.show_rows()
        self.list.focus_list()

    def on_step(self, step: int) -> None:
        position = self.list.model.position_of(self.list.current_id()) + step
        if 0 <= position < self.list.model.rowCount():
            self.list.select(self.list.model.id_at(position))

    def show_list(self, status: str) -> None:
        """Everything of a filter."""
        self.show_rows()
        self.list.show_all(status)

    def show_request(self, request_id: int) -> None:
        """Open a case that is known to be open; the filter changes only where it hides the case."""
        if not self.list.holds(request_id):
            self.list.show_all_open()
        self.list.select(request_id)
        if self.list.form == TABLE:
            self.open_case()

    def reload_detail(self) -> None:
        if self._program.workspace is None:
            return
        if self._ticket is not None:
            self._ticket.cancel()
        request_id = self.list.current_id()
        if not request_id:
            self.detail.show_detail(None, self._now())
            if self.is_opened:
                self.on_back()
            return
        self.case.show_place(self.list.model.position_of(request_id), self.list.model.rowCount())
        job = partial(request_detail, opened(self._program), request_id)
        self._ticket = self._program.runner.read(job, owner=self, then=self._on_detail, failed=self._on_unread)

    def _now(self) -> datetime:
        return self._program.clock().astimezone(opened(self._program).zone)

    def _on_unread(self, error: BaseException) -> None:
        """A case that went away with its import is no error: the list, which is on its way, chooses the next one."""
        if isinstance(error, NotFound):
            self.detail.show_detail(None, self._now())
        else:
            self._notices.show_error(error)

    def _on_detail(self, detail: RequestDetail) -> None:
        self.detail.show_detail(detail, self._now())
        job = partial(person_matches, opened(self._program), detail.id)
        self._ticket = self._program.runner.read(
            job,
            owner=self,
            then=self.detail.show_matches,
            failed=self._on_unread,
            interrupt=opened(self._program).interrupt_reads,
        )

    def on_match(self, person_id: int, other_id: int, same: bool) -> None:
        job = partial(decide_match, opened(self._program), person_id, other_id, same=same)
        self._program.runner.write(job, owner=self, failed=self._notices.show_error)

    def on_fact(self, key: str, about: object) -> None:
        """Record something of the case that is shown, or show why a date is what it is."""
        if self.detail.detail is not None:
            self._facts.run(self.detail.detail, key, about)

    def _on_fact(self, words: str, written: object) -> None:
        self._tell_done(words, written)
        self.focus_first()

    def on_record(self) -> None:
        self.detail.on_record()

    def on_file(self, file: AttachmentView) -> None:
        dialog = AttachmentDialog(self._program, file, self)
        dialog.exec()
        dialog.deleteLater()

    def on_add_file(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, _("Choose a file"))
        if name:
            self.add_file(Path(name))

    def add_file(self, path: Path) -> None:
        """Keep a file with the case that is shown; a large one takes a moment and can be cancelled."""
        shown = self.detail.detail
        if shown is None:
            return
        workspace = opened(self._program)

        def job(report: Callable[[int, int], None]) -> Written:
            return add_attachment(workspace, shown.id, path, report)

        def done(written: Written) -> None:
            self._status.end_job()
            words = _("{file} is kept with {reference}.").format(file=path.name, reference=written.reference)
            self._notices.tell("done", words)

        def failed(error: BaseException) -> None:
            self._status.end_job()
            self._notices.show_error(error)

        ticket = self._program.runner.long(
            job,
            owner=self,
            then=done,
            failed=failed,
            progress=self._status.show_progress,
            stopped=self._status.end_job,
        )
        self._status.start_job(_("Adding {file}").format(file=path.name), ticket)

    def _on_committed(self, changes: Changes, _origin: object) -> None:
        shown = self.detail.detail
        if shown is not None and shown.id in changes.requests and self._program.workspace is not None:
            self.reload_detail()

    def _on_opened(self) -> None:
        if self.detail.detail is None:
            return
        if self.list.form == TABLE:
            self.open_case()
        self.detail.act_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_case(self) -> None:
        """The case in the place of the table."""
        self.list.hide()
        self.case.show()
        self.case.show_way_back(wanted=True)

    def on_new(self) -> None:
        dialog = NewRequestDialog(self._program, self)
        if dialog.exec() and isinstance(dialog.written, Written):
            written = dialog.written
            self._notices.tell("done", _("{reference} is entered.").format(reference=written.reference))
            self.list.show_all_open()
            self.list.select(written.id)
        dialog.deleteLater()

    def on_import(self) -> None:
        self.import_file(None)

    def import_file(self, path: Path | None) -> None:
        """The import of a table, of this file where one was dropped."""
        dialog = ImportDialog(self._program, self)
        if path is not None:
            dialog.read_file(path)
        if dialog.exec() and dialog.written is not None:
            count, batch = dialog.imported, dialog.written.id
            words = ngettext("{n} request came in.", "{n} requests came in.", count).format(n=number(count))
            self._notices.tell("done", words, act=_("Take back …"), acted=partial(self.on_take_back, batch))
        dialog.deleteLater()

    def on_take_back(self, batch_id: int) -> None:
        """Show what taking an import back would do, and do it."""
        dialog = TakeBackDialog(self._program, batch_id, self)
        if dialog.exec():
            self._notices.tell("done", dialog.told)
        dialog.deleteLater()

    def on_imports(self) -> None:
        """The imports of the past."""
        dialog = ImportsDialog(self._program, self)
        dialog.exec()
        if dialog.told:
            self._notices.tell("done", dialog.told)
        dialog.deleteLater()

    def on_case_file(self) -> None:
        if self.detail.detail is not None:
            new_report(self._program, self._settings, self._notices, self, self.detail.detail.reference)

    def on_assign(self) -> None:
        """Give the chosen cases to a colleague."""
        ids = self.list.selected_ids()
        if not ids:
            self._notices.tell("none", _("Choose requests in the list first."))
            return
        job = partial(handlers, opened(self._program))
        self._program.runner.read(
            job, owner=self, then=partial(self._ask_handler, ids), failed=self._notices.show_error
        )

    def _ask_handler(self, ids: list[int], known: Sequence[str]) -> None:
        shown = self.detail.detail
        current = shown.handler if shown is not None and len(ids) == 1 else ""
        dialog = AssignDialog(self._program, ids, known, current, self)
        if dialog.exec():
            name = " ".join(dialog.handler.currentText().split()) or _("nobody")
            words = ngettext("{n} request is with {name} now.", "{n} requests are with {name} now.", len(ids))
            self._tell_done(words.format(n=len(ids), name=name), dialog.written)
        dialog.deleteLater()

    def on_export(self) -> None:
        """The list as it is shown, as a file; of a table its columns."""
        columns = (self.list.table.shown_keys(),) if self.list.form == TABLE else ()
        ids, shown = self.list.all_ids(), self.list.shown()
        dialog = ExportDialog(self._program, ids, shown, self, *columns, found=self.list.found)
        if dialog.exec():
            self._notices.tell("done", _("{file} is written.").format(file=dialog.path.name))
        dialog.deleteLater()

    def _with_case(self, kind: type[CloseDialog] | type[ReopenDialog] | type[NoteDialog], done: str) -> None:
        shown = self.detail.detail
        if shown is None:
            return
        dialog = kind(self._program, shown.id, shown.reference, self)
        if isinstance(dialog, CloseDialog) and shown.our_role == "processor":
            dialog.propose("forwarded_to_controller")
        if dialog.exec():
            self._tell_done(done.format(reference=shown.reference, name=shown.subject.name), dialog.written)
            self.focus_first()
        dialog.deleteLater()

    def _tell_done(self, words: str, written: object) -> None:
        """Say what was done, and offer to take it back."""
        if isinstance(written, Written) and written.entry:
            self._edits.append(written.entry)
        self._notices.tell("done", words, act=_("Undo"), acted=self.on_undo)

    def on_undo(self) -> None:
        """Take the newest edit of this session back, then the one before."""
        if not self._edits:
            self._notices.tell("none", _("There is nothing to undo."))
            return

        def undone(written: Written) -> None:
            self._edits.remove(entry)
            words = _("{reference} is as it was before.").format(reference=written.reference)
            if written.along:
                count = len(written.along) + 1
                words = ngettext("{n} request is as before.", "{n} requests are as before.", count).format(n=count)
            self._notices.tell("done", words)

        entry = self._edits[-1]
        job = partial(undo, opened(self._program), entry)
        self._program.runner.write(job, owner=self, then=undone, failed=self._notices.show_error)

    def on_correct(self) -> None:
        """Correct what the case that is shown was entered with."""
        shown = self.detail.detail
        if shown is not None:
            job = partial(shared_cases, opened(self._program), shown.id)
            ask = partial(self._ask_correction, shown)
            self._program.runner.read(job, owner=self, then=ask, failed=self._notices.show_error)

    def _ask_correction(self, shown: RequestDetail, shared: Sequence[str]) -> None:
        dialog = CorrectDialog(self._program, shown, shared, self)
        if dialog.exec():
            self._tell_done(_("{reference} is corrected.").format(reference=shown.reference), dialog.written)
            self.focus_first()
        dialog.deleteLater()

    def on_close(self) -> None:
        self._with_case(CloseDialog, _("{reference}, {name}, is closed."))

    def on_reopen(self) -> None:
        self._with_case(ReopenDialog, _("{reference}, {name}, is open again."))

    def on_note(self) -> None:
        self._with_case(NoteDialog, _("The note is kept with {reference}."))

    def on_state(self, to_state: str) -> None:
        shown = self.detail.detail
        if shown is not None:
            job = partial(change_state, opened(self._program), shown.id, to_state)

            def moved(written: Written) -> None:
                words = _("{reference}: {state}.")
                if to_state in ("identity_pending", "clarification_pending"):
                    words = _("{reference}: {state}. A state stops no clock: record what was asked.")
                self._tell_done(words.format(reference=written.reference, state=request_states()[to_state]), written)

            self._program.runner.write(job, then=moved, failed=self._notices.show_error, owner=self)
