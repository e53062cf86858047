"""The audit trail: how many changes are recorded, when it was signed, and a check of all of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from dpo_desktop.domain.changes import Changes
from dpo_desktop.sentences.dates import instant_words
from dpo_desktop.sentences.findings import finding_words
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.lists import audit_overview
from dpo_desktop.services.results import AuditVerdict
from dpo_desktop.services.views import AuditOverview
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.audit.trail_list import TrailList
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import Panel, Rule, box, hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.head import page_head
from dpo_desktop.ui.parts.labels import facts, glyph, label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.status_line import StatusLine
from dpo_desktop.ui.theme import look

_MOST_FINDINGS = 50
# What is wrong with a file that was brought along says nothing of the trail.
_OF_FILES = ("audit.report_not_intact", "audit.anchor_other_log", "audit.anchor_other_authority")


class AuditPage(QWidget):
    """A check shows its progress, and its Cancel, in the status line."""

    def __init__(self, program: ProgramParts, notices: Notices, status: StatusLine) -> None:
        super().__init__()
        self._program, self._notices, self._status = program, notices, status
        self.check_button = button(_("Check all of it"), "primary", "list-checks", clicked=self.on_check)
        self.compare_button = button(_("Compare with reports …"), "", "file-search", clicked=self.on_compare)
        head = page_head(
            _("Audit trail"),
            _("Every change is recorded with who made it; what was altered later shows in a check."),
            self.compare_button,
            self.check_button,
        )
        self._facts = vbox(gap=0)
        self._verdict = vbox(gap=0)
        limits = label(
            _(
                "What this does not prove: whoever holds the passphrase can enter something untrue at the time of "
                "writing, and can change what came after the last report that left the house. Reports in an auditor's "
                "hands settle the time before."
            ),
            "small",
            "muted",
            wrap=True,
        )
        self.trail = TrailList(program, notices)
        above = plain(vbox(self._facts, self._verdict, limits, gap=4, pad=(6, 4, 6, 3)))
        above.setMaximumWidth(look.em(120))
        listed = plain(vbox((self.trail, 1), gap=0, pad=(3, 0, 0, 0)))
        self.setLayout(
            hbox((box(vbox(head, Rule(), hbox((above, 100), None, gap=0), Rule(), (listed, 1), gap=0)), 1), gap=0)
        )
        program.change_bus.committed.connect(self._on_committed)
        self.reload()

    def focus_first(self) -> None:
        self.check_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self) -> None:
        self._program.runner.read(
            partial(audit_overview, opened(self._program)), owner=self, then=self._show, failed=self._notices.show_error
        )
        self.trail.reload()

    def _on_committed(self, _changes: Changes, _origin: object) -> None:
        if self._program.workspace is not None:
            self.reload()

    def _show(self, overview: AuditOverview) -> None:
        signed = _("not yet")
        if overview.last_head_at is not None:
            signed = _("{when}, over {count} changes").format(
                when=instant_words(overview.last_head_at), count=number(overview.last_head_count)
            )
        rows = [
            (_("Recorded changes"), number(overview.entries)),
            (_("Last signed"), signed),
            (_("Log"), overview.log_id),
        ]
        _replace(self._facts, plain(facts(rows, key_ems=20)))

    def on_check(self) -> None:
        self._start([])

    def on_compare(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, _("Compare with reports"), "", _("Reports (*.pdf)"))
        if names:
            self._start([Path(name) for name in names])

    def _start(self, reports: list[Path]) -> None:
        self._set_busy(True)

        def check(report: Callable[[int, int], None]) -> AuditVerdict:
            return verify_audit(opened(self._program), reports, report)

        ticket = self._program.runner.long(
            check,
            owner=self,
            then=partial(self._on_checked, len(reports)),
            failed=self._on_failed,
            progress=self._status.show_progress,
            stopped=partial(self._set_busy, False),
        )
        self._status.start_job(_("Checking the audit trail"), ticket)

    def _set_busy(self, busy: bool) -> None:
        self.check_button.setEnabled(not busy)
        self.compare_button.setEnabled(not busy)

    def _on_failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self._status.end_job()
        self._notices.show_error(error)

    def _on_checked(self, compared: int, verdict: AuditVerdict) -> None:
        self._set_busy(False)
        self._status.end_job()
        when = instant_words(self._program.clock().astimezone(opened(self._program).zone))
        about_files = [code for code, _parameters in verdict.findings if code in _OF_FILES]
        only_files = bool(about_files) and len(about_files) == len(verdict.findings)
        if verdict.ok or only_files:
            words = ngettext("Whole: {n} change checked.", "Whole: all {n} changes checked.", verdict.entries)
            title = words.format(n=number(verdict.entries))
            lines = [_("Checked {when}. Every record, every row and every signature fits.").format(when=when)]
            if compared and not only_files:
                fit = ngettext("{n} report fits it.", "{n} reports fit it.", compared).format(n=number(compared))
                lines.append(fit)
            lines += [finding_words(code, parameters) for code, parameters in verdict.findings]
        else:
            title = _("Not whole")
            lines = [finding_words(code, parameters) for code, parameters in verdict.findings[:_MOST_FINDINGS]]
            lines.append(_("Checked {when}. Keep the folder as it is and call for help.").format(when=when))
        icon, role = ("octagon-alert", "late")
        if verdict.ok:
            icon, role = ("circle-check", "done")
        elif only_files:
            icon, role = ("triangle-alert", "soon")
        words_column = vbox(label(title, "lead", wrap=True, select=True), gap=1)
        for line in lines:
            words_column.addWidget(label(line, "body", "muted" if verdict.ok else "text", wrap=True, select=True))
        picture = vbox(glyph(icon, role, look.icon_size() * 1.3), None, gap=0)
        panel = Panel(hbox(picture, (words_column, 1), gap=3, pad=(4, 3.5, 4, 3.5)), ground=f"{role}_tint", edge=role)
        panel.setAccessibleName(title)
        _replace(self._verdict, panel)


def _replace(layout: object, widget: QWidget) -> None:
    """The one widget of a layout, in the place of the one before."""
    from PySide6.QtWidgets import QVBoxLayout

    assert isinstance(layout, QVBoxLayout)
    while layout.count():
        item = layout.takeAt(0)
        old = item.widget() if item is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
    layout.addWidget(widget)
