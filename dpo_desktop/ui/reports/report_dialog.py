"""A new report: choose what it tells of, see the document itself, sign and issue it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDate, QStandardPaths, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateEdit,
    QDialog,
    QFileDialog,
    QProgressBar,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.lists import today
from dpo_desktop.services.reporting import (
    CASE_FILE,
    COMPLIANCE,
    STEPS_TO_CANCEL,
    Draft,
    case_of_reference,
    draft_case_file,
    draft_compliance_report,
    issue_case_file,
    issue_compliance_report,
)
from dpo_desktop.services.results import Issued
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import Field, calm_calendar, choice, line
from dpo_desktop.ui.parts.labels import Elided, label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.reports.preview import PagePreview
from dpo_desktop.ui.theme import look
from dpo_desktop.ui.window_settings import WindowSettings
from dpo_desktop.work.runner import Ticket

_DELAY_MS = 250


def _quarter_start(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _periods(day: date) -> dict[str, tuple[date, date]]:
    """First and last day of each choice, seen from today."""
    month = day.replace(day=1)
    before = month - timedelta(days=1)
    quarter = _quarter_start(day)
    before_quarter = quarter - timedelta(days=1)
    return {
        "quarter": (quarter, day),
        "last_quarter": (_quarter_start(before_quarter), before_quarter),
        "last_month": (before.replace(day=1), before),
        "year": (date(day.year, 1, 1), day),
    }


class ReportDialog(QDialog):
    """`issued` holds the result after it was accepted."""

    def __init__(self, program: ProgramParts, settings: WindowSettings, parent: QWidget | None, case: str = "") -> None:
        """`case` is the reference of the case whose file is wanted."""
        super().__init__(parent)
        self.setWindowTitle(_("New report"))
        self.setModal(True)
        self._program, self._settings = program, settings
        self.issued: Issued | None = None
        self._draft: Draft | None = None
        self._issuing = False
        self._ticket: Ticket | None = None
        self.kind = choice(
            {COMPLIANCE: _("Compliance report of a period"), CASE_FILE: _("File of one case")},
            CASE_FILE if case else COMPLIANCE,
        )
        self.case = line(case, placeholder=_("REQ-2026-0001"))
        self._case_field = Field(_("Reference of the case"), self.case)
        self._periods = _periods(today(opened(program)))
        self.period = choice(
            {
                "quarter": _("This quarter so far"),
                "last_quarter": _("Last quarter"),
                "last_month": _("Last month"),
                "year": _("This year so far"),
                "own": _("Own dates"),
            },
            "quarter",
        )
        self.first, self.last = _day_field(_("First day")), _day_field(_("Last day"))
        self._days_field = Field(_("First and last day"), plain(hbox(self.first, self.last, gap=2)))
        self._period_field = Field(_("Period"), self.period)
        self.pseudonyms, self.names = QRadioButton(), QRadioButton()
        self.pseudonyms.setChecked(True)
        self._persons = QButtonGroup(self)
        for choice_button in (self.pseudonyms, self.names):
            self._persons.addButton(choice_button)
        self.reason = line(placeholder=_("Why the auditor needs names"))
        self.reason_field = Field(_("Reason"), self.reason, hint=_("A PDF that left cannot be erased."))
        self.reason_field.hide()
        self._folder = Path(settings.report_folder or _documents())
        self._folder_words = Elided(str(self._folder))
        self.folder_button = button(_("Choose …"), clicked=self.on_choose_folder)
        self.preview = PagePreview(program)
        self._readiness = label("", "body", "muted", wrap=True)
        self._readiness.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(look.em(20))
        self._bar.setAccessibleName(_("Progress"))
        self._bar.hide()
        self.cancel_button = button(_("Cancel"), clicked=self.reject)
        self.issue_button = button(_("Sign and issue"), "primary", "stamp", clicked=self.on_issue)
        self._build()
        self.issue_button.setDefault(True)  # a dialog knows its own button only once it is in it
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._make_draft)
        self.kind.currentIndexChanged.connect(lambda _index: self._on_kind())
        self.case.textChanged.connect(lambda _text: self._on_choice())
        self.period.currentIndexChanged.connect(lambda _index: self._on_period())
        for day_field in (self.first, self.last):
            day_field.dateChanged.connect(lambda _day: self._on_choice())
        self.names.toggled.connect(self._on_names)
        self.reason.textChanged.connect(lambda _text: self._on_choice())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.on_issue)
        self._on_kind()
        self._on_period()

    def _build(self) -> None:
        form = vbox(
            Field(_("Report"), self.kind),
            self._case_field,
            self._period_field,
            self._days_field,
            plain(vbox(label(_("Persons appear as"), "label", "muted"), self.pseudonyms, self.names, gap=1.5)),
            self.reason_field,
            plain(
                vbox(
                    label(_("Folder"), "label", "muted"),
                    hbox((self._folder_words, 1), self.folder_button, gap=2),
                    gap=1,
                )
            ),
            None,
            gap=4,
            pad=(6, 4, 5, 4),
        )
        self._side = scrolled(box(form), _("Choices"))
        self._side.setFixedWidth(look.em(52))
        head = plain(
            vbox(
                label(_("New report"), "title"),
                label(_("The preview is the document itself."), "body", "muted"),
                gap=0.5,
                pad=(6, 4, 6, 3),
            )
        )
        footer = box(
            hbox((self._readiness, 1), self._bar, self.cancel_button, self.issue_button, gap=2, pad=(6, 3, 6, 3)),
            "sunken",
        )
        body = hbox(self._side, Rule(vertical=True), (self.preview, 1), gap=0)
        self.setLayout(vbox(head, Rule(), (plain(body), 1), Rule(), footer, gap=0))
        room = self.screen().availableSize()
        self.resize(min(look.em(170), round(room.width() * 0.94)), min(look.em(128), round(room.height() * 0.9)))

    @property
    def _is_case(self) -> bool:
        return bool(self.kind.currentData() == CASE_FILE)

    def _on_kind(self) -> None:
        self._case_field.setVisible(self._is_case)
        for part in (self._period_field, self._days_field):
            part.setVisible(not self._is_case)
        hidden, named = _("Pseudonyms; names stay in the workspace"), _("Names, with a reason that is recorded")
        if self._is_case:
            hidden = _("Pseudonyms; notes stay in the workspace")
            named = _("Names and notes, with a recorded reason")
        self.pseudonyms.setText(hidden)
        self.names.setText(named)
        for persons in (self.pseudonyms, self.names):
            persons.setAccessibleName(persons.text())
        self._on_choice()

    def period_days(self) -> tuple[date, date]:
        first, last = self.first.date(), self.last.date()
        return date(first.year(), first.month(), first.day()), date(last.year(), last.month(), last.day())

    def _on_period(self) -> None:
        chosen = self._periods.get(str(self.period.currentData()))
        self._days_field.setEnabled(chosen is None)
        if chosen is not None:
            for day_field, day in zip((self.first, self.last), chosen, strict=True):
                day_field.setDate(QDate(day.year, day.month, day.day))
        self._on_choice()

    def _on_choice(self) -> None:
        """Something else is wanted: what was drawn before is not what would be issued."""
        self._draft = None
        self._say(_("The preview is being made …"))
        self._timer.start()

    def _on_names(self, wanted: bool) -> None:
        self.reason_field.setVisible(wanted)
        if wanted:
            self.reason.setFocus()
        self._on_choice()

    def _names_reason(self) -> str:
        return self.reason.text().strip() if self.names.isChecked() else ""

    def _reference(self) -> str:
        """Of the case whose file is wanted, '' for a report of a period."""
        return self.case.text().strip() if self._is_case else ""

    def _say(self, words: str, *, ready: bool = False) -> None:
        self._readiness.setText(words)
        self._readiness.setAccessibleName(words)
        self.issue_button.setEnabled(ready)

    def _make_draft(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        if self.names.isChecked() and not self._names_reason():
            self.preview.say(_("Say first why names are needed."))
            self._say(_("The reason is missing."))
            return
        if self._is_case and not self.case.text().strip():
            self.preview.say(_("Say first which case."))
            self._say(_("The reference is missing."))
            return
        reference, (first, last), reason = self._reference(), self.period_days(), self._names_reason()
        workspace = opened(self._program)

        def draft(report: Callable[[int, int], None]) -> Draft:
            if reference:
                case = case_of_reference(workspace, reference)
                return draft_case_file(workspace, case, names_reason=reason, report=report)
            return draft_compliance_report(
                workspace, period_from=first, period_to=last, names_reason=reason, report=report
            )

        self._ticket = self._program.runner.long(draft, owner=self, then=self._on_draft, failed=self._on_failed)

    def _on_draft(self, draft: Draft) -> None:
        self._draft = draft
        self.preview.show_draft(draft)
        requests = ngettext("{n} request", "{n} requests", draft.requests).format(n=number(draft.requests))
        pages = ngettext("{n} page", "{n} pages", len(draft.sizes)).format(n=len(draft.sizes))
        self._say(_("Ready to issue: {requests}, {pages}.").format(requests=requests, pages=pages), ready=True)

    def _on_failed(self, error: BaseException) -> None:
        self._set_issuing(False)
        if isinstance(error, DpoError):
            self._say(sentence(error), ready=self._draft is not None)
            if self._draft is None:
                self.preview.say(_("No preview."))
        else:
            self._program.runner.unhandled.emit(error)

    def on_choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder for the report"), str(self._folder))
        if name:
            self.set_folder(Path(name))

    def set_folder(self, folder: Path) -> None:
        self._folder = folder
        self._folder_words.set_words(str(folder))
        self._settings.report_folder = str(folder)

    def on_issue(self) -> None:
        if not self.issue_button.isEnabled():
            return
        reference, (first, last), reason = self._reference(), self.period_days(), self._names_reason()
        folder, workspace = self._folder, opened(self._program)
        self._set_issuing(True)
        self._say(_("Building, signing, writing …"))

        def issue(report: Callable[[int, int], None]) -> Issued:
            if reference:
                case = case_of_reference(workspace, reference)
                return issue_case_file(workspace, case, folder=folder, report=report, names_reason=reason)
            return issue_compliance_report(
                workspace, period_from=first, period_to=last, folder=folder, report=report, names_reason=reason
            )

        self._ticket = self._program.runner.long(
            issue,
            owner=self,
            then=self._on_issued,
            failed=self._on_failed,
            progress=self._on_progress,
            stopped=super().reject,
        )

    def _set_issuing(self, issuing: bool) -> None:
        self._issuing = issuing
        self._bar.setVisible(issuing)
        self.cancel_button.setEnabled(True)
        for part in (self._side, self.preview):
            part.setEnabled(not issuing)

    def _on_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if done >= STEPS_TO_CANCEL:
            self.cancel_button.setEnabled(False)  # it is recorded now and goes through to the end

    def _on_issued(self, issued: Issued) -> None:
        self.issued = issued
        self.accept()

    def done(self, result: int) -> None:
        """No preview is begun for a dialog that is gone."""
        self._timer.stop()
        super().done(result)

    def reject(self) -> None:
        """Cancel while it is being issued stops it, unless it is recorded already: then it ends like any other."""
        if self._issuing and self._ticket is not None:
            self.cancel_button.setEnabled(False)
            self._ticket.stop()
            return
        if self._ticket is not None:
            self._ticket.cancel()
        super().reject()


def _documents() -> str:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return folder or str(Path.home())


def _day_field(name: str) -> QDateEdit:
    editor = QDateEdit()
    editor.setDisplayFormat("d MMM yyyy")
    editor.setCalendarPopup(True)
    editor.setAccessibleName(name)
    calm_calendar(editor)
    return editor


def show_folder(path: Path) -> Callable[[], object]:
    """Opens the folder of a file in the system's own file manager."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    return partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path.parent)))
