"""A whole first day by clicks and keys: from an empty folder to a report in an auditor's hands, then the trail."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QDialog, QLabel

from dpo_desktop.reports.verification import verify
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.workspace import lock, unlock
from dpo_desktop.ui.first_run import FirstRun
from dpo_desktop.ui.reports.report_dialog import ReportDialog
from dpo_desktop.ui.requests.case_dialogs import CloseDialog
from dpo_desktop.ui.requests.new_dialog import NewRequestDialog
from tests.factory import PASSPHRASE, SetClock
from tests.ui.conftest import Desk, Starter, start  # noqa: F401  (a fixture)

CTRL = Qt.KeyboardModifier.ControlModifier


def set_up(desk: Desk) -> str:
    """The four steps by keyboard; gives the recovery code."""
    page = desk.window.centralWidget()
    assert isinstance(page, FirstRun)
    for line, words in ((page.organisation, "Kestrel Test Ltd"), (page.officer, "Ida Osterberg")):
        desk.qtbot.keyClicks(line, words)
    for line in (page.officer, page.place.lineEdit()):
        desk.qtbot.keyClick(line, Qt.Key.Key_Return)
        if page.pages.currentIndex() == 1 and line is page.officer:
            continue
        if page.pages.currentIndex() == 1:
            desk.qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    for line in (page.passphrase, page.again):
        desk.qtbot.keyClicks(line, PASSPHRASE)
    desk.qtbot.keyClick(page.again, Qt.Key.Key_Return)
    desk.settle()
    groups = page.recovery.code_label.text().split()
    for answer, field in zip(page.recovery.answers, page.recovery.answer_fields, strict=True):
        desk.qtbot.keyClicks(answer, groups[int(field.editor.accessibleName().split()[-1]) - 1])
    desk.qtbot.keyClick(page.recovery.answers[-1], Qt.Key.Key_Return)
    desk.settle()
    return "-".join(groups)


def enter_request(desk: Desk, name: str) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        desk.qtbot.keyClicks(dialog.name, name)
        dialog.received.setDateTime(QDateTime(2026, 11, 2, 9, 30, 0))
        desk.qtbot.keyClicks(dialog.country, "GB")
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    desk.in_dialog(lambda: desk.press(Qt.Key.Key_N, CTRL), fill)


def test_from_an_empty_folder_to_a_report_that_proves_itself(
    start: Starter,  # noqa: F811
    tmp_path: Path,
    clock: SetClock,
) -> None:
    desk = start(tmp_path / "workspace")
    set_up(desk)
    shell = desk.window.shell
    assert shell is not None
    enter_request(desk, "Tara Quill")
    clock.advance(hours=1)
    enter_request(desk, "Ravi Meadow")
    shown = "\n".join(part.text() for part in shell.requests.detail.findChildren(QLabel))
    assert "Wednesday, 2 December 2026" in shown
    assert "UK GDPR" in shown

    def close(dialog: QDialog) -> None:
        assert isinstance(dialog, CloseDialog)
        dialog.outcome.setCurrentIndex(dialog.outcome.findData("fulfilled"))
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    desk.in_dialog(lambda: desk.qtbot.mouseClick(shell.requests.detail.act_button, Qt.MouseButton.LeftButton), close)
    out = tmp_path / "out"

    def issue(dialog: QDialog) -> None:
        assert isinstance(dialog, ReportDialog)
        dialog.set_folder(out)
        desk.wait_for(dialog.issue_button.isEnabled)
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    desk.in_dialog(lambda: desk.press(Qt.Key.Key_R, CTRL), issue)
    shell.reports.save_certificate(out)
    desk.settle()
    desk.press(Qt.Key.Key_L, CTRL)
    assert desk.window.what == "unlock"

    [pdf] = out.glob("*report.pdf")
    verdict = verify(pdf.read_bytes(), ca=(out / "authority.pem").read_bytes())
    assert (verdict.ok, verdict.trust, verdict.findings) == (True, "trusted", ())
    assert verdict.totals is not None
    assert (verdict.totals.requests, verdict.totals.closed, verdict.totals.open) == (2, 1, 1)
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "REQ-2026-0001" in text
    assert "Quill" not in text

    workspace = unlock(tmp_path / "workspace", PASSPHRASE, clock=clock)
    try:
        audited = verify_audit(workspace, [pdf], lambda _done, _total: None)
        assert (audited.ok, audited.findings) == (True, ())
        assert verdict.audit_head is not None
        assert verdict.audit_head.log_id == audited.log_id
        assert 0 < verdict.audit_head.count < audited.entries
    finally:
        lock(workspace)
