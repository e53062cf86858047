"""The desk of an open workspace: sections on the left, the page of one of them, banners above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.services import lists, mail_lists
from dpo_desktop.services.import_sources import is_table
from dpo_desktop.services.views import WorkspaceView
from dpo_desktop.services.workspace import accept_discontinuity, has_recovery_code
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.audit.page import AuditPage
from dpo_desktop.ui.edition_notice import EditionNotice
from dpo_desktop.ui.home.page import HomePage
from dpo_desktop.ui.mail.page import MailPage
from dpo_desktop.ui.navigation import Navigation, Section
from dpo_desktop.ui.notices import Banner, Notices
from dpo_desktop.ui.paged_list import ListPlace
from dpo_desktop.ui.parts.boxes import Rule, hbox, plain, vbox
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.registers.page import RegistersPage
from dpo_desktop.ui.reports.page import ReportsPage
from dpo_desktop.ui.requests.page import RequestsPage
from dpo_desktop.ui.settings.page import SettingsPage
from dpo_desktop.ui.settings.recovery_dialog import RecoveryDialog
from dpo_desktop.ui.status_line import StatusLine
from dpo_desktop.ui.theme import look
from dpo_desktop.ui.window_settings import WindowSettings

_RAIL_BELOW_EMS = 150

_MINUTE_MS = 60_000

Page = HomePage | MailPage | RequestsPage | ReportsPage | RegistersPage | AuditPage | SettingsPage


def sections() -> tuple[Section, ...]:
    return (
        Section("home", "house", _("Home")),
        Section("mail", "mail", _("Mail")),
        Section("requests", "inbox", _("Requests")),
        Section("reports", "file-text", _("Reports")),
        Section("registers", "book-open", _("Registers")),
        Section("audit", "history", _("Audit trail")),
    )


def _gap_words(missing: int) -> str:
    if not missing:
        return _(
            "The record of the last change does not fit the database. Bring the folder back from a copy, or go on; "
            "that is recorded."
        )
    return ngettext(
        "{n} recorded change is missing from the database. Bring the folder back from a copy, or go on without it; "
        "that is recorded.",
        "{n} recorded changes are missing from the database. Bring the folder back from a copy, or go on without them; "
        "that is recorded.",
        missing,
    ).format(n=missing)


class Shell(QWidget):
    """Pages are made when they are first shown. `lock_wanted`; `look_changed(theme, scale)`; `day_changed` at midnight;
    `gap_accepted` when the workspace can be written again."""

    lock_wanted = Signal()
    look_changed = Signal(str, int)
    day_changed = Signal()
    gap_accepted = Signal()

    def __init__(
        self, program: ProgramParts, settings: WindowSettings, workspace: WorkspaceView, status: StatusLine
    ) -> None:
        super().__init__()
        self._program, self._settings, self._workspace, self._status = program, settings, workspace, status
        self.notices = Notices()
        self.navigation = Navigation(sections(), workspace)
        self.navigation.chosen.connect(self.show_page)
        self.navigation.settings_wanted.connect(lambda: self.show_page("settings"))
        self.navigation.lock_wanted.connect(self.lock_wanted.emit)
        self._stack = QStackedWidget()
        self._pages: dict[str, Page] = {}
        self.current = ""
        self._banners = plain(vbox(self.notices, gap=0, pad=(4, 2, 4, 2)))
        self._banners.setObjectName("surface")
        self._banners.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.notices.changed.connect(self._on_notices)
        column = plain(vbox(self._banners, (self._stack, 1), gap=0))
        self.setLayout(hbox(self.navigation, Rule(vertical=True), (column, 1), gap=0))
        self.setAcceptDrops(True)
        self._no_code: Banner | None = None
        self._gap: Banner | None = None
        self._keep_banners()
        self._on_notices()
        self._today = lists.today(opened(program))
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.check_day)
        self._minute.start()
        program.change_bus.committed.connect(self._on_committed)
        self._load_counts()
        self.show_page("home")
        self.editions = EditionNotice(program, self.notices, self)

    def _keep_banners(self) -> None:
        workspace = opened(self._program)
        if self._workspace.is_demo:
            self.notices.keep("none", _("Demo: every person in this workspace is invented."))
        if workspace.key_file_is_older:
            self.notices.keep(
                "soon",
                _("The key file is older than the database: an earlier passphrase may open it. Change it in Settings."),
            )
        if not has_recovery_code(workspace) and not workspace.read_only:
            self._no_code = self.notices.keep(
                "soon",
                _("There is no recovery code: with the passphrase all would be lost. Make one, and keep it on paper."),
                act=_("Make a code …"),
                acted=self.on_recovery_code,
            )
        if workspace.read_only:
            self._gap = self.notices.keep(
                "late", _gap_words(workspace.missing_entries), act=_("Go on without"), acted=self.on_accept
            )

    def on_recovery_code(self) -> None:
        dialog = RecoveryDialog(self._program, self)
        if dialog.exec() and self._no_code is not None:
            self.notices.drop(self._no_code)
            self._no_code = None
        dialog.deleteLater()

    def on_accept(self) -> None:
        """Go on with a database that holds less than was recorded."""
        job = partial(accept_discontinuity, opened(self._program))
        self._program.runner.write(job, owner=self, then=self._on_accepted, failed=self.notices.show_error)

    def _on_accepted(self, _written: object) -> None:
        if self._gap is not None:
            self.notices.drop(self._gap)
            self._gap = None
        self.notices.tell("none", _("The gap is recorded in the audit trail."))
        self.gap_accepted.emit()

    def check_day(self) -> None:
        """Once a minute: what is late or due today is another matter tomorrow."""
        if self._program.workspace is not None and lists.today(self._program.workspace) != self._today:
            self.day_changed.emit()

    def _on_notices(self) -> None:
        self._banners.setVisible(self.notices.has_words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.set_rail(rail=self.width() < look.em(_RAIL_BELOW_EMS))

    def show_page(self, key: str) -> None:
        """One of the sections, or `settings`."""
        page = self._page(key)
        if self.current and key != self.current:
            self.notices.clear()  # what was said belongs to the page before
        self.current = key
        self._stack.setCurrentWidget(page)
        self.navigation.show_section(key)
        page.focus_first()

    def focus_page(self) -> None:
        self._page(self.current).focus_first()

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            makers: dict[str, Callable[[], Page]] = {
                "home": self._make_home,
                "mail": self._make_mail,
                "requests": self._make_requests,
                "reports": lambda: ReportsPage(self._program, self._settings, self.notices, self._status),
                "registers": lambda: RegistersPage(self._program, self._settings, self.notices),
                "audit": lambda: AuditPage(self._program, self.notices, self._status),
                "settings": self._make_settings,
            }
            page = makers[key]()
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def _make_home(self) -> HomePage:
        page = HomePage(self._program, self.notices)
        page.request_wanted.connect(self.show_request)
        page.list_wanted.connect(self.show_list)
        page.new_wanted.connect(self.on_new_request)
        page.import_wanted.connect(self.on_import)
        return page

    def _make_mail(self) -> MailPage:
        page = MailPage(self._program, self._settings, self.notices, self._status)
        page.case_wanted.connect(self.show_request)
        return page

    def _make_requests(self) -> RequestsPage:
        page = RequestsPage(self._program, self._settings, self.notices, self._status)
        page.mail_wanted.connect(self.show_mail)
        return page

    def _make_settings(self) -> SettingsPage:
        page = SettingsPage(self._program, self._settings, self._workspace, self.notices)
        page.look_changed.connect(self.look_changed.emit)
        return page

    @property
    def mail(self) -> MailPage:
        page = self._page("mail")
        assert isinstance(page, MailPage)
        return page

    @property
    def requests(self) -> RequestsPage:
        page = self._page("requests")
        assert isinstance(page, RequestsPage)
        return page

    @property
    def reports(self) -> ReportsPage:
        page = self._page("reports")
        assert isinstance(page, ReportsPage)
        return page

    def show_request(self, request_id: int) -> None:
        """Open a case on the requests desk."""
        self.show_page("requests")
        self.requests.show_request(request_id)

    def show_mail(self, mail_id: int) -> None:
        """Open a mail on the mail desk."""
        self.show_page("mail")
        self.mail.show_mail(mail_id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Mails, or one table, may be dropped anywhere on the desk."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if len(paths) == 1 and is_table(paths[0]):
            event.acceptProposedAction()
            QTimer.singleShot(0, self, partial(self.import_file, paths[0]))  # a dialog would hold the other program
        elif any(map(is_table, paths)):
            event.acceptProposedAction()
            self.notices.tell("soon", _("Drop one table at a time, and mails without a table."))
        elif paths:
            event.acceptProposedAction()
            self.take_mails_in(paths)
        else:  # Outlook drags no files
            self.notices.tell("soon", _("This cannot be dropped here. Save the mail as a file and drop that."))

    def take_mails_in(self, paths: Sequence[Path]) -> None:
        self.show_page("mail")
        self.mail.take_in(paths)

    def on_take_mails_in(self) -> None:
        self.show_page("mail")
        self.mail.on_files()

    def on_paste_mail(self) -> None:
        self.show_page("mail")
        self.mail.on_paste()

    def show_list(self, status: str) -> None:
        self.show_page("requests")
        self.requests.show_list(status)

    def on_new_request(self) -> None:
        self.show_page("requests")
        self.requests.on_new()

    def on_import(self) -> None:
        self.show_page("requests")
        self.requests.on_import()

    def on_imports(self) -> None:
        self.show_page("requests")
        self.requests.on_imports()

    def import_file(self, path: Path) -> None:
        self.show_page("requests")
        self.requests.import_file(path)

    def on_export(self) -> None:
        self.show_page("requests")
        self.requests.on_export()

    def on_assign(self) -> None:
        self.show_page("requests")
        self.requests.on_assign()

    def on_record(self) -> None:
        self.show_page("requests")
        self.requests.on_record()

    def on_correct(self) -> None:
        self.show_page("requests")
        self.requests.on_correct()

    def on_undo(self) -> None:
        """Edits are made on the requests desk, and taken back there."""
        self.show_page("requests")
        self.requests.on_undo()

    def on_new_report(self) -> None:
        self.show_page("reports")
        self.reports.on_new()

    def places(self) -> list[tuple[str, ListPlace]]:
        """Of each list that was shown its section, and where it stands."""
        shown = [(key, page.list) for key, page in self._pages.items() if isinstance(page, RequestsPage | MailPage)]
        return [(key, one.place()) for key, one in shown]

    def go_back_to(self, places: Sequence[tuple[str, ListPlace]]) -> None:
        """Put lists where they were in an earlier shell."""
        for key, place in places:
            page = self._page(key)
            if isinstance(page, RequestsPage | MailPage):
                page.go_back_to(place)

    def keep_states(self) -> None:
        for page in self._pages.values():
            if isinstance(page, RequestsPage | MailPage | ReportsPage | RegistersPage):
                page.keep_states()

    def focus_search(self) -> None:
        self.show_page("requests")
        self.requests.focus_search()

    def on_turn_form(self) -> None:
        """The requests as a table, or as rows of two lines again."""
        self.show_page("requests")
        self.requests.list.turn_form()

    def _load_counts(self) -> None:
        self._program.runner.read(
            partial(lists.request_counts, opened(self._program)),
            owner=self,
            then=lambda counts: self.navigation.set_count("requests", counts["open"]),
            failed=self.notices.show_error,
        )
        self._program.runner.read(
            partial(mail_lists.mail_counts, opened(self._program)),
            owner=self,
            then=lambda counts: self.navigation.set_count("mail", counts["undecided"]),
            failed=self.notices.show_error,
        )
        self._program.runner.read(
            partial(lists.audit_overview, opened(self._program)),
            owner=self,
            then=lambda overview: self._status.show_audit(overview.entries),
            failed=self.notices.show_error,
        )

    def _on_committed(self, _changes: Changes, _origin: object) -> None:
        if self._program.workspace is None:
            return
        self._status.show_saved(self._program.clock().astimezone(self._program.workspace.zone))
        self._load_counts()
