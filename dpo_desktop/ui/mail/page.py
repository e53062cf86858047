"""The mail desk: the list on the left, the mail on the right; taking mails in, and saying what each of them is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.mail import statuses
from dpo_desktop.services.lists import today
from dpo_desktop.services.mail_acts import (
    Proposal,
    join_mails,
    leave_case,
    proposal,
    requests_from_mails,
    set_aside,
    take_up,
)
from dpo_desktop.services.mail_filing import FiledMails, file_mails
from dpo_desktop.services.mail_lists import mail_detail
from dpo_desktop.services.mail_sources import MailSource, mail_sources, pasted_mail
from dpo_desktop.services.mail_views import AttachmentView, FiledMail, MailDetail
from dpo_desktop.services.results import Written, WrittenMany
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.mail.attachment_dialog import AttachmentDialog
from dpo_desktop.ui.mail.dialogs import HeadersDialog, ReceivedDialog, RemoveDialog
from dpo_desktop.ui.mail.join_dialog import JoinDialog
from dpo_desktop.ui.mail.mail_list import MailList
from dpo_desktop.ui.mail.view import MailView
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.paged_list import ListPlace
from dpo_desktop.ui.parts.boxes import vbox
from dpo_desktop.ui.parts.panes import list_and_detail
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.new_dialog import NewRequestDialog
from dpo_desktop.ui.status_line import StatusLine
from dpo_desktop.ui.window_settings import WindowSettings
from dpo_desktop.work.runner import Ticket


class MailPage(QWidget):
    """`case_wanted(id)` opens a case on the requests desk."""

    case_wanted = Signal(int)

    def __init__(self, program: ProgramParts, settings: WindowSettings, notices: Notices, status: StatusLine) -> None:
        super().__init__()
        self._program, self._notices, self._status, self._settings = program, notices, status, settings
        self._ticket: Ticket | None = None
        self._taking: Ticket | None = None
        self._proposing: Ticket | None = None
        self.list = MailList(program, notices, today(opened(program)))
        self.view = MailView()
        self.splitter = list_and_detail(self.list, self.view, settings.state("mail"))
        self.setLayout(vbox(self.splitter, gap=0))
        self._load = QTimer(self)
        self._load.setSingleShot(True)
        self._load.setInterval(0)
        self._load.timeout.connect(self.reload_detail)
        self.list.chosen.connect(lambda _id: self._load.start())
        self.list.selection_changed.connect(self._load.start)
        self.list.opened.connect(self._on_opened)
        self.list.files_wanted.connect(self.on_files)
        self.list.folder_wanted.connect(self.on_folder)
        self.list.paste_wanted.connect(self.on_paste)
        self.list.list_view.letters = {
            Qt.Key.Key_R: self.on_request,
            Qt.Key.Key_C: self.on_join,
            Qt.Key.Key_A: self.on_suggestion,
            Qt.Key.Key_N: self.on_aside,
        }
        for signal, act in (
            (self.view.request_wanted, self.on_request),
            (self.view.join_wanted, self.on_join),
            (self.view.suggestion_wanted, self.on_suggestion),
            (self.view.aside_wanted, self.on_aside),
            (self.view.take_up_wanted, self.on_take_up),
            (self.view.received_wanted, self.on_received),
            (self.view.headers_wanted, self.on_headers),
            (self.view.original_wanted, self.on_original),
            (self.view.removal_wanted, self.on_removal),
            (self.view.leaving_wanted, self.on_leaving),
        ):
            signal.connect(act)
        self.view.case_wanted.connect(self.case_wanted)
        self.view.file_wanted.connect(self.on_file)
        self.view.link_chosen.connect(self.on_link)
        program.change_bus.committed.connect(self._on_committed)

    def focus_first(self) -> None:
        self.list.focus_list()

    def go_back_to(self, place: ListPlace) -> None:
        """Put the list where another page like this was."""
        self.list.go_back_to(place)

    def keep_states(self) -> None:
        self._settings.keep_state("mail", self.splitter.saveState())

    # -- what is shown

    def reload_detail(self) -> None:
        if self._program.workspace is None:
            return
        if self._ticket is not None:
            self._ticket.cancel()
        chosen = self.list.selected_ids()
        mail_id = self.list.current_id()
        if len(chosen) > 1:
            self.view.show_several(len(chosen))
        elif not mail_id or not self.list.holds(mail_id):
            self.view.show_detail(None)
        else:
            job = partial(mail_detail, opened(self._program), mail_id)
            self._ticket = self._program.runner.read(
                job, owner=self, then=self.view.show_detail, failed=self._notices.show_error
            )

    def show_mail(self, mail_id: int) -> None:
        """Open a mail, whatever is filtered."""
        if not self.list.holds(mail_id):
            self.list.show_all("")
        self.list.select(mail_id)

    def _on_committed(self, changes: Changes, _origin: object) -> None:
        shown = self.view.detail
        if self._program.workspace is not None and shown is not None and shown.id in changes.mails:
            self._load.start()

    def _on_opened(self) -> None:
        if self.view.act_button is not None:
            self.view.act_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- taking in

    def on_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Choose mails"), "", _("Mails (*.eml *.msg);;All files (*)")
        )
        if names:
            self.take_in([Path(name) for name in names])

    def on_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder with mails"))
        if name:
            self.take_in([Path(name)])

    def on_paste(self) -> None:
        text = QApplication.clipboard().text()
        self._take(lambda: [pasted_mail(text)])

    def take_in(self, paths: Sequence[Path]) -> None:
        """Read mails from files and folders. One reading at a time."""
        self._take(partial(mail_sources, paths))

    def _take(self, sources: Callable[[], list[MailSource]]) -> None:
        if self._taking is not None:
            self._notices.tell("soon", _("Mails are being taken in. Wait until they are through, or cancel it below."))
            return
        workspace = opened(self._program)

        def job(report: Callable[[int, int], None]) -> FiledMails:
            return file_mails(workspace, sources(), decide=False, report=report)

        self._taking = self._program.runner.long(
            job,
            owner=self,
            then=self._on_taken,
            failed=self._on_not_taken,
            progress=self._status.show_progress,
            stopped=self._on_stopped,
        )
        self._status.start_job(_("Taking mails in"), self._taking)

    def _on_taken(self, filed: FiledMails) -> None:
        self._end_taking()
        count = len(filed.mails)
        words = ngettext("{n} mail taken in", "{n} mails taken in", count).format(n=count)
        spoken = {**statuses(), "was_here": _("already here")}
        counted = Counter(_became(mail) for mail in filed.mails)
        parts = [f"{counted[became]} {spoken[became]}" for became in spoken if counted[became]]
        self._notices.tell("done" if count else "none", f"{words}: {', '.join(parts)}." if parts else f"{words}.")
        if count == 1 and filed.mails[0].mail_id:
            self.show_mail(filed.mails[0].mail_id)
        else:
            self.list.reload()

    def _on_not_taken(self, error: BaseException) -> None:
        self._end_taking()
        self.list.reload()  # those before it stay
        self._notices.show_error(error)

    def _on_stopped(self) -> None:
        self._end_taking()
        self.list.reload()

    def _end_taking(self) -> None:
        self._taking = None
        self._status.end_job()

    # -- what a mail is

    def _chosen(self) -> list[int]:
        return self.list.selected_ids() or ([self.list.current_id()] if self.list.current_id() else [])

    def _only_shown(self) -> MailDetail | None:
        """The mail on the page, where it is the one that is chosen: the page follows the list a moment later."""
        shown = self.view.detail
        return shown if shown is not None and self._chosen() == [shown.id] else None

    def _write(self, job: Callable[[], object], then: Callable[..., None]) -> None:
        self._program.runner.write(job, owner=self, then=then, failed=self._notices.show_error)

    def on_request(self) -> None:
        """Of one mail the filled form, of several the requests they propose."""
        chosen = self._chosen()
        workspace = opened(self._program)
        if len(chosen) > 1:
            self._write(partial(requests_from_mails, workspace, chosen), self._on_requests)
        elif chosen:
            if self._proposing is not None:
                self._proposing.cancel()
            self._proposing = self._program.runner.read(
                partial(proposal, workspace, chosen[0]),
                owner=self,
                then=self._on_proposal,
                failed=self._notices.show_error,
            )

    def _on_proposal(self, proposed: Proposal) -> None:
        self._proposing = None
        if QApplication.activeModalWidget() is not None or self._chosen() != [proposed.mail_id]:
            return  # something else is being done by now
        shown = self.view.detail
        is_settled = shown is not None and shown.state == "filed"
        if shown is not None and shown.id == proposed.mail_id and shown.case is not None and is_settled:
            self.case_wanted.emit(shown.case.id)
            return
        dialog = NewRequestDialog(self._program, self, proposed)
        if dialog.exec() and isinstance(dialog.written, Written):
            self._tell_request(dialog.written)
            self.list.focus_list()
        dialog.deleteLater()

    def _tell_request(self, written: Written) -> None:
        words = _("{reference} is entered.").format(reference=written.reference)
        self._notices.tell(
            "done",
            f"{words} {_along_words(written)}" if written.along else words,
            act=_("Open it"),
            acted=lambda: self.case_wanted.emit(written.id),
        )

    def _on_requests(self, written: WrittenMany) -> None:
        count = len(written.each)
        words = ngettext("{n} request is entered.", "{n} requests are entered.", count).format(n=count)
        if written.left:
            left = ngettext(
                "{n} mail is left: it asks for nothing, or a case is suggested for it. Decide on it.",
                "{n} mails are left: they ask for nothing, or a case is suggested. Decide on them one by one.",
                written.left,
            ).format(n=written.left)
            words = f"{words} {left}" if count else left
        self._notices.tell("done" if count else "none", words)

    def on_join(self) -> None:
        chosen = self._chosen()
        if not chosen:
            return
        shown = self._only_shown()
        dialog = JoinDialog(self._program, chosen, shown.suggested if shown is not None else None, self)
        rows = [self.list.model.row_at(self.list.model.position_of(mail_id)) for mail_id in chosen]
        is_new = all(row is not None and not row.case for row in rows)
        if dialog.exec() and dialog.written is not None:
            self._tell_joined(chosen, dialog.written, is_new=is_new)
            self.list.focus_list()
        dialog.deleteLater()

    def on_suggestion(self) -> None:
        """Join to the case that is suggested; the reasons stand on the page."""
        shown = self._only_shown()
        if shown is None or shown.suggested is None:
            return
        job = partial(join_mails, opened(self._program), [shown.id], shown.suggested.id)
        self._write(job, partial(self._tell_joined, [shown.id], is_new=True))

    def _tell_joined(self, joined: Sequence[int], written: Written, *, is_new: bool) -> None:
        """`is_new`: none of them had a case before, so the join can be taken back."""
        words = _("Joined to {reference}.").format(reference=written.reference)
        if written.along:
            words = f"{words} {_along_words(written)}"
        if is_new:
            undo = partial(leave_case, opened(self._program), [*joined, *written.along])
            self._notices.tell("done", words, act=_("Undo"), acted=lambda: self._write(undo, lambda _written: None))
        else:
            self._notices.tell("done", words, act=_("Open it"), acted=lambda: self.case_wanted.emit(written.id))

    def on_leaving(self) -> None:
        """A mail that does not belong to its case waits again."""
        shown = self._only_shown()
        if shown is not None and shown.case is not None:
            words = _("Taken out of {reference}. It waits under “To decide”.").format(reference=shown.case.reference)
            job = partial(leave_case, opened(self._program), [shown.id])
            self._write(job, lambda _written: self._notices.tell("done", words))

    def on_aside(self) -> None:
        chosen = self._chosen()
        if chosen:
            self._write(partial(set_aside, opened(self._program), chosen), partial(self._on_set_aside, chosen))

    def _on_set_aside(self, chosen: list[int], _written: object) -> None:
        count = len(chosen)
        words = ngettext("{n} mail is set aside.", "{n} mails are set aside.", count).format(n=count)
        undo = partial(self._write, partial(take_up, opened(self._program), chosen), lambda _written: None)
        self._notices.tell("done", words, act=_("Undo"), acted=undo)

    def on_take_up(self) -> None:
        chosen = self._chosen()
        if chosen:
            self._write(partial(take_up, opened(self._program), chosen), lambda _written: None)

    # -- looking closer

    def _shown(self) -> MailDetail:
        assert self.view.detail is not None
        return self.view.detail

    def on_received(self) -> None:
        dialog = ReceivedDialog(self._program, self._shown(), self)
        dialog.exec()
        dialog.deleteLater()

    def on_headers(self) -> None:
        dialog = HeadersDialog(self._shown(), self)
        dialog.exec()
        dialog.deleteLater()

    def on_original(self) -> None:
        original = next((file for file in self._shown().attachments if file.part == 0), None)
        if original is not None:
            self.on_file(original)

    def on_removal(self) -> None:
        dialog = RemoveDialog(self._program, self, mail_id=self._shown().id)
        if dialog.exec():
            self._notices.tell("done", _("The content is removed."))
        dialog.deleteLater()

    def on_file(self, file: AttachmentView) -> None:
        dialog = AttachmentDialog(self._program, file, self)
        dialog.exec()
        dialog.deleteLater()

    def on_link(self, address: str) -> None:
        """A link is never followed; where it really leads is said."""
        self._notices.tell(
            "none",
            _("This link leads to {address}. It is not opened.").format(address=address),
            act=_("Copy the address"),
            acted=lambda: QApplication.clipboard().setText(address),
        )


def _became(mail: FiledMail) -> str:
    """What is said of a file in the sum: as the list under it counts."""
    if mail.was_here:
        return "was_here"
    return "undecided" if mail.state == "undecided" else mail.status


def _along_words(written: Written) -> str:
    count = len(written.along)
    return ngettext("{n} more mail went with it.", "{n} more mails went with it.", count).format(n=count)
