"""The reports desk: what was issued, its proof, a new report, and checking a file that came back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QListView, QSplitter, QStackedWidget, QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.dates import instant_words
from dpo_desktop.sentences.findings import finding_words as audit_words
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.audit import check_report_file
from dpo_desktop.services.lists import issued_reports, today
from dpo_desktop.services.reporting import write_authority_certificate
from dpo_desktop.services.results import ReportCheck
from dpo_desktop.services.views import IssuedReport
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import Panel, Rule, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.empty import empty_page
from dpo_desktop.ui.parts.head import page_head
from dpo_desktop.ui.parts.labels import Tag, facts, label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.reports.new_report import new_report
from dpo_desktop.ui.reports.row import ReportDelegate, ReportModel, period_words, report_name, state_words
from dpo_desktop.ui.status_line import StatusLine
from dpo_desktop.ui.theme import look
from dpo_desktop.ui.window_settings import WindowSettings


def grouped_digest(digest: str) -> str:
    """A SHA-256 in two lines of four groups that an eye can compare."""
    groups = [digest[at : at + 8] for at in range(0, len(digest), 8)]
    return " ".join(groups[:4]) + "\n" + " ".join(groups[4:])


def _words(code: str, parameters: tuple[tuple[str, str | int], ...]) -> str:
    from dpo_desktop.reports.verification import finding_words as report_words

    return audit_words(code, parameters) if code.startswith("audit.") else report_words(code, parameters)


class ReportsPage(QWidget):
    def __init__(self, program: ProgramParts, settings: WindowSettings, notices: Notices, status: StatusLine) -> None:
        super().__init__()
        self._program, self._settings, self._notices, self._status = program, settings, notices, status
        self.new_button = button(_("New report"), "primary", "plus", clicked=self.on_new)
        self.check_button = button(_("Check a file …"), "", "file-search", clicked=self.on_check)
        self.certificate_button = button(_("Save the certificate …"), clicked=self.on_certificate)
        head = page_head(
            _("Reports"),
            _("Each carries its register as data, the audit trail's head and a signature over every byte."),
            self.certificate_button,
            self.check_button,
            self.new_button,
        )
        self.view = QListView()
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAccessibleName(_("Issued reports"))
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = ReportDelegate(self.view)
        self._delegate.today = today(opened(program))
        self.view.setItemDelegate(self._delegate)
        self._wanted = 0  # the report to choose when the list comes
        self._detail = QStackedWidget()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(plain(vbox(self.view, gap=0, pad=(3, 0, 0, 0))))
        splitter.addWidget(self._detail)
        splitter.setSizes([look.em(70), look.em(70)])
        divider = settings.state("reports")
        if divider is not None:
            splitter.restoreState(divider)
        self._splitter = splitter
        self._stack = QStackedWidget()
        self._stack.addWidget(splitter)
        self._stack.addWidget(
            empty_page(
                "file-check",
                _("No report yet"),
                _("At the end of a quarter, or when an auditor asks, issue a report of the period here."),
                button(_("New report"), "", "plus", clicked=self.on_new),
            )
        )
        self.setLayout(hbox((box(vbox(head, Rule(), (self._stack, 1), gap=0)), 1), gap=0))
        program.change_bus.committed.connect(self._on_committed)
        self.reload()

    def focus_first(self) -> None:
        (self.view if self._stack.currentIndex() == 0 else self.new_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_states(self) -> None:
        self._settings.keep_state("reports", self._splitter.saveState())

    def reload(self) -> None:
        self._program.runner.read(
            partial(issued_reports, opened(self._program)), owner=self, then=self._show, failed=self._notices.show_error
        )

    def _on_committed(self, changes: Changes, _origin: object) -> None:
        if changes.reports and self._program.workspace is not None:
            self.reload()

    def _show(self, reports: tuple[IssuedReport, ...]) -> None:
        chosen, self._wanted = self._wanted or self._id(), 0
        old = self.view.model()
        model = ReportModel(reports)
        model.setParent(self.view)
        self.view.setModel(model)
        if old is not None:
            old.deleteLater()
        self.view.selectionModel().currentChanged.connect(lambda _now, _before: self._show_detail())
        self._stack.setCurrentIndex(0 if reports else 1)
        if reports:
            ids = [report.id for report in reports]
            position = ids.index(chosen) if chosen in ids else 0
            self.view.setCurrentIndex(model.index(position, 0))

    def _id(self) -> int:
        current = self._current()
        return current.id if current is not None else 0

    def _current(self) -> IssuedReport | None:
        model, index = self.view.model(), self.view.currentIndex()
        return model.reports[index.row()] if isinstance(model, ReportModel) and index.isValid() else None

    def _show_detail(self) -> None:
        report = self._current()
        if report is None:
            return
        old = self._detail.currentWidget()
        self._detail.addWidget(self._detail_of(report))
        self._detail.setCurrentIndex(self._detail.count() - 1)
        if old is not None:
            self._detail.removeWidget(old)
            old.deleteLater()

    def _detail_of(self, report: IssuedReport) -> QWidget:
        tag = Tag("done" if report.sha256 else "soon", state_words(report))
        rows = [
            (_("Period"), period_words(report)),
            (_("Issued"), instant_words(report.issued_at)),
            (_("Requests"), number(report.requests)),
        ]
        content = vbox(
            hbox(tag, None),
            label(report_name(report), "title", wrap=True, select=True),
            1,
            plain(facts(rows)),
            gap=2,
            pad=(6, 4, 6, 5),
        )
        if report.sha256:
            digest = label(grouped_digest(report.sha256), "medium", wrap=True, select=True)
            digest.setAccessibleName(_("SHA-256 {digest}").format(digest=report.sha256))
            copy = button(_("Copy"), "", clicked=partial(self._copy, report.sha256))
            copy.setAccessibleName(_("Copy the SHA-256"))
            content.addSpacing(look.space(2))
            content.addWidget(
                Panel(
                    vbox(
                        label(_("SHA-256 of the file"), "label", "muted"),
                        digest,
                        label(
                            _(
                                "It goes to the auditor by another channel than the report: the slip beside it is for "
                                "that."
                            ),
                            "small",
                            "muted",
                            wrap=True,
                        ),
                        hbox(copy, None),
                        gap=1.5,
                        pad=(4, 3.5, 4, 3.5),
                    )
                )
            )
        else:
            content.addWidget(
                label(
                    _("It was recorded and not finished: the program ended, or the disk was full. Issue it again."),
                    "body",
                    "soon",
                    wrap=True,
                )
            )
        content.addStretch(1)
        return scrolled(box(content), _("Report"))

    def _copy(self, digest: str) -> None:
        QApplication.clipboard().setText(digest)
        self._notices.tell("none", _("The SHA-256 is on the clipboard."))

    def on_new(self) -> None:
        issued = new_report(self._program, self._settings, self._notices, self)
        if issued is not None:
            self._wanted = issued.report.id
            self.reload()

    def on_check(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Check a file"), str(self._settings.report_folder), _("Reports (*.pdf)")
        )
        if name:
            self.check_file(Path(name))

    def check_file(self, path: Path) -> None:
        """Say whether a file is an intact report of this workspace, and whether the audit trail still fits it."""
        self._set_checking(True)

        def check(report: Callable[[int, int], None]) -> ReportCheck:
            return check_report_file(opened(self._program), path, report)

        ticket = self._program.runner.long(
            check,
            owner=self,
            then=partial(self._on_checked, path.name),
            failed=self._on_check_failed,
            progress=self._status.show_progress,
            stopped=partial(self._set_checking, False),
        )
        self._status.start_job(_("Checking {file}").format(file=path.name), ticket)

    def _set_checking(self, checking: bool) -> None:
        self.check_button.setEnabled(not checking)
        if not checking:
            self._status.end_job()

    def _on_check_failed(self, error: BaseException) -> None:
        self._set_checking(False)
        self._notices.show_error(error)

    def _on_checked(self, name: str, check: ReportCheck) -> None:
        self._set_checking(False)
        if check.ok:
            self._notices.tell(
                "done",
                _("{number} is unchanged, signed by this workspace, and the audit trail still fits it.").format(
                    number=check.number
                ),
            )
        else:
            found = " ".join(_words(code, parameters) for code, parameters in check.findings)
            self._notices.tell("late", _("{file}: {found}").format(file=name, found=found))

    def on_certificate(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, _("Folder for the certificate"), str(self._settings.report_folder)
        )
        if name:
            self.save_certificate(Path(name))

    def save_certificate(self, folder: Path) -> None:
        """Write authority.pem, which the auditor is given once."""

        def done(path: object) -> None:
            words = _("{file} is written. Give it to the auditor by another channel than the reports.")
            self._notices.tell("done", words.format(file=path))

        self._program.runner.long(
            lambda _report: write_authority_certificate(opened(self._program), folder),
            owner=self,
            then=done,
            failed=self._notices.show_error,
        )
