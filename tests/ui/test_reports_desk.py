"""The reports desk and the audit page: preview, issue, copy, check a file that came back, and a broken trail."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from dpo_desktop.reports.verification import verify
from dpo_desktop.services.requests import add_note
from dpo_desktop.ui.audit.page import AuditPage
from dpo_desktop.ui.reports.new_report import new_report
from dpo_desktop.ui.reports.page import ReportsPage, grouped_digest
from dpo_desktop.ui.reports.report_dialog import ReportDialog
from tests.ui.conftest import Desk, texts


def page_of(desk: Desk) -> ReportsPage:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("reports")
    desk.settle()
    return shell.reports


def words_of(desk: Desk) -> str:
    shell = desk.window.shell
    assert shell is not None
    return shell.notices.words()


def issue(desk: Desk, folder: Path) -> Path:
    """Through the dialog, as a person does it."""
    page = page_of(desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ReportDialog)
        dialog.set_folder(folder)
        desk.wait_for(dialog.issue_button.isEnabled)
        dialog.on_issue()

    desk.in_dialog(page.on_new, fill)
    return max(folder.glob("RPT-*report.pdf"))


def test_the_preview_is_the_document_and_follows_the_choices(desk: Desk) -> None:
    page = page_of(desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ReportDialog)
        desk.wait_for(lambda: not dialog.preview.paper.pixmap().isNull())
        assert dialog.preview.words.text() == "Page 1 of 11"
        assert dialog._readiness.text() == "Ready to issue: 26 requests, 11 pages."
        width = dialog.preview.paper.pixmap().width()
        dialog.preview.turn(-1)
        dialog.preview.turn(3)
        dialog.preview.zoom(1)
        desk.wait_for(lambda: dialog.preview.paper.pixmap().width() > width)
        assert dialog.preview.words.text() == "Page 4 of 11"
        assert dialog.preview.paper.pixmap().width() > dialog.preview.paper.pixmap().height()  # the register is wide
        dialog.names.setChecked(True)
        desk.wait_for(lambda: dialog._readiness.text() == "The reason is missing.")
        assert not dialog.issue_button.isEnabled()
        dialog.reason.setText("The auditor draws a sample of cases.")
        desk.wait_for(dialog.issue_button.isEnabled)
        dialog.period.setCurrentIndex(dialog.period.findData("own"))
        dialog.first.setDate(QDate(2026, 11, 30))
        desk.wait_for(lambda: "ends before it begins" in dialog._readiness.text())
        assert not dialog.issue_button.isEnabled()
        dialog.reject()

    desk.in_dialog(page.on_new, fill)
    assert page.view.model().rowCount() == 0
    assert "No report yet" in texts(page)


def test_an_issued_report_is_listed_with_its_proof_and_verifies(desk: Desk, tmp_path: Path) -> None:
    pdf = issue(desk, tmp_path / "out")
    page = page_of(desk)
    verdict = verify(pdf.read_bytes())
    assert verdict.ok
    assert (pdf.parent / f"{verdict.number} compliance report slip.pdf").is_file()
    assert words_of(desk).startswith(f"{verdict.number} is signed.")
    shown = texts(page)
    assert grouped_digest(verdict.sha256) in shown
    assert "Signed" in [tag.accessibleName() for tag in page.findChildren(QWidget)]
    page._copy(verdict.sha256)
    assert QApplication.clipboard().text() == verdict.sha256


def test_the_file_of_a_case_is_issued_from_the_same_dialog(desk: Desk, tmp_path: Path) -> None:
    page = page_of(desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ReportDialog)
        dialog.set_folder(tmp_path)
        desk.wait_for(dialog.issue_button.isEnabled)
        dialog.kind.setCurrentIndex(dialog.kind.findData("case_file"))
        assert dialog.case.isVisible()
        assert not dialog.period.isVisible()
        assert dialog.names.accessibleName() == "Names and what was written, with a reason that is recorded"
        desk.wait_for(lambda: dialog._readiness.text() == "The reference is missing.")
        dialog.case.setText("REQ-2026-9999")
        desk.wait_for(lambda: "No case has this reference" in dialog._readiness.text())
        assert not dialog.issue_button.isEnabled()
        dialog.case.setText("REQ-2026-0003")
        desk.wait_for(dialog.issue_button.isEnabled)
        assert dialog._readiness.text().startswith("Ready to issue: 1 request, ")
        dialog.on_issue()

    desk.in_dialog(page.on_new, fill)
    (pdf,) = tmp_path.glob("RPT-* case file REQ-2026-0003.pdf")
    verdict = verify(pdf.read_bytes())
    assert verdict.ok
    assert f"Case file {verdict.number}" in texts(page)
    page.check_file(pdf)
    desk.settle()
    assert words_of(desk).endswith("is unchanged, signed by this workspace, and the audit trail still fits it.")


def test_from_a_case_its_file_is_offered_first(desk: Desk, tmp_path: Path) -> None:
    page = page_of(desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ReportDialog)
        dialog.set_folder(tmp_path)
        assert (dialog.kind.currentData(), dialog.case.text()) == ("case_file", "REQ-2026-0005")
        desk.wait_for(dialog.issue_button.isEnabled)
        dialog.on_issue()

    desk.in_dialog(lambda: new_report(page._program, page._settings, page._notices, page, case="REQ-2026-0005"), fill)
    assert len(list(tmp_path.glob("RPT-* case file REQ-2026-0005.pdf"))) == 1
    assert "is signed." in words_of(desk)


def test_a_file_that_came_back_is_judged_against_the_trail(desk: Desk, tmp_path: Path) -> None:
    pdf = issue(desk, tmp_path / "out")
    page = page_of(desk)
    page.check_file(pdf)
    desk.settle()
    assert words_of(desk).endswith("is unchanged, signed by this workspace, and the audit trail still fits it.")
    changed = bytearray(pdf.read_bytes())
    changed[len(changed) // 2] ^= 1
    pdf.write_bytes(bytes(changed))
    page.check_file(pdf)
    desk.settle()
    assert words_of(desk) == f"{pdf.name}: The file was changed after it was signed."
    page.check_file(tmp_path / "absent.pdf")
    desk.settle()
    assert words_of(desk) == "This report file does not exist. Check the path."


def test_the_certificate_is_written_for_the_auditor(desk: Desk, tmp_path: Path) -> None:
    pdf = issue(desk, tmp_path)
    page_of(desk).save_certificate(tmp_path)
    desk.settle()
    assert verify(pdf.read_bytes(), ca=(tmp_path / "authority.pem").read_bytes()).trust == "trusted"
    assert "authority.pem is written" in words_of(desk)


def test_a_folder_that_cannot_be_written_is_a_sentence_and_nothing_is_lost(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    page = page_of(desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ReportDialog)
        dialog.set_folder(tmp_path / "file" / "below")
        desk.wait_for(dialog.issue_button.isEnabled)
        dialog.on_issue()
        desk.wait_for(lambda: "does not exist any more" in dialog._readiness.text())
        assert dialog.issue_button.isEnabled()
        dialog.set_folder(tmp_path)
        dialog.on_issue()

    desk.in_dialog(page.on_new, fill)
    assert len(list(tmp_path.glob("RPT-*slip.pdf"))) == 1


def audit_page(desk: Desk) -> AuditPage:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("audit")
    desk.settle()
    page = shell._page("audit")
    assert isinstance(page, AuditPage)
    return page


def test_the_audit_page_says_whole_and_names_what_is_not(desk: Desk) -> None:
    page = audit_page(desk)
    page.on_check()
    desk.settle()
    assert "Whole: all 5 changes checked." in texts(page)  # created, opened three times, imported once
    workspace = desk.program.workspace
    assert workspace is not None
    with workspace.store.write_engine.connect() as connection:  # behind the program's back
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("UPDATE person SET name = 'Somebody Else' WHERE id = 7")
    page.on_check()
    desk.settle()
    shown = texts(page)
    assert "Not whole" in shown
    assert "person" in shown


def test_the_trail_is_listed_newest_first_with_who_did_what_to_what(desk: Desk) -> None:
    page = audit_page(desk)
    workspace = desk.program.workspace
    assert workspace is not None
    add_note(workspace, 31, "Asked billing.")
    page.reload()
    desk.settle()
    trail = page.trail.trail

    def lines() -> list[str]:
        return [str(trail.data(trail.index(row, 0))) for row in range(trail.rowCount())]

    desk.wait_for(lambda: "…" not in lines())
    assert lines() == [
        "6, Tue 24 Nov 2026, 18:00, Note added, REQ-2026-0031, Ida Osterberg",
        "5, Tue 24 Nov 2026, 18:00, Workspace opened, Ida Osterberg",
        "4, Tue 24 Nov 2026, 18:00, Requests imported, requests.csv, Ida Osterberg",
        "3, Tue 24 Nov 2026, 18:00, Workspace opened, Ida Osterberg",
        "2, Tue 24 Nov 2026, 18:00, Workspace opened, Ida Osterberg",
        "1, Tue 24 Nov 2026, 18:00, Workspace set up, Ida Osterberg",
    ]


def test_a_file_that_is_no_report_does_not_accuse_the_trail(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7 nothing of ours")
    page = audit_page(desk)
    page._start([tmp_path / "letter.pdf"])
    desk.settle()
    assert "Whole: all 5 changes checked." in texts(page)
    assert "The file letter.pdf is not an intact report." in texts(page)
    page._start([issue(desk, tmp_path)])
    desk.settle()
    assert "1 report fits it." in texts(page)


def test_checking_can_be_cancelled(desk: Desk) -> None:
    page = audit_page(desk)
    page.on_check()
    status = desk.window.statusBar()
    status.on_cancel()  # type: ignore[union-attr]
    desk.settle()
    assert page.check_button.isEnabled()
    assert "Whole" not in texts(page)
