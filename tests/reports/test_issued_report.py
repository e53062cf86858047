"""A report issued from a workspace: it names nobody unless a reason is given, and it is tied to the audit trail."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from dpo_desktop.domain.errors import Conflict, RuleViolation, StorageUnavailable
from dpo_desktop.reports.fonts import printable
from dpo_desktop.reports.register_files import figures_again, plain_figures
from dpo_desktop.reports.verification import verify
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.lists import issued_reports
from dpo_desktop.services.reporting import authority_certificate, issue_compliance_report
from dpo_desktop.services.results import Issued
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage import audit
from dpo_desktop.storage.tables import AuditEntryRow, PersonRow, ReportRow, RequestEventRow
from tests.factory import NOW, SetClock, add_request
from tests.reports.read_back import attachments, everything, page_texts, ran, register, squeezed
from tests.services.old_cases import add_old_cases


def issued(workspace: OpenWorkspace, folder: Path, **changes: str) -> Issued:
    return issue_compliance_report(
        workspace,
        period_from=date(2026, 8, 1),
        period_to=date(2026, 11, 24),
        folder=folder,
        report=lambda _done, _total: None,
        **changes,
    )


def personal(workspace: OpenWorkspace) -> set[str]:
    """Every name, address, number and note in the workspace, without white space."""
    with workspace.store.reading() as session:
        people = session.scalars(select(PersonRow)).all()
        notes = session.scalars(select(RequestEventRow.text).where(RequestEventRow.text != "")).all()
        words = {word for row in people for word in (row.name, row.email, row.phone) if word} | set(notes)
    assert len(words) > 120
    return {squeezed(word) for word in words}


def everything_of(pdf: bytes) -> str:
    attached = "\n".join(squeezed(data.decode()) for data in attachments(pdf).values())
    return everything(pdf) + attached


def test_nobody_is_named_by_default(demo_workspace: OpenWorkspace, tmp_path: Path) -> None:
    report = issued(demo_workspace, tmp_path)
    pdf = report.pdf.read_bytes()
    text = everything_of(pdf)
    assert {word for word in personal(demo_workspace) if word in text} == set()
    assert not re.search(r"@|\.example", "".join(page_texts(pdf)))
    people = [row["person"] for row in register(pdf)["rows"]]
    assert len(people) == 50
    assert all(re.fullmatch(r"P-[0-9A-F]{8}", person) for person in people)
    assert len(set(people)) == 50
    assert "Pseudonyms" in page_texts(pdf)[0]
    slip = page_texts(report.slip.read_bytes())[0]
    assert not any(word in squeezed(slip) for word in personal(demo_workspace))


def test_names_come_with_their_reason_and_only_names(demo_workspace: OpenWorkspace, tmp_path: Path) -> None:
    """The positive control of the search above: with names it finds each of them, and still no address."""
    pdf = issued(demo_workspace, tmp_path, names_reason="Order 42 of the court").pdf.read_bytes()
    with demo_workspace.store.reading() as session:
        subjects = session.scalars(select(PersonRow)).all()
    printed = {row["person"] for row in register(pdf)["rows"]}
    pages = squeezed("".join(page_texts(pdf)))
    text = everything_of(pdf)
    assert printed == {row.name or row.email for row in subjects} & printed
    assert len(printed) >= 45
    for row in subjects:
        if row.name in printed:
            assert squeezed(printable(row.name)) in pages
            assert squeezed(row.name) in text
            assert not row.email or row.email not in text
    assert "Names, for this reason: Order 42 of the court" in page_texts(pdf)[0]
    assert [report.with_names for report in _rows(demo_workspace)] == [True]
    assert [report.names_reason for report in _rows(demo_workspace)] == ["Order 42 of the court"]


def test_a_blank_reason_is_none(demo_workspace: OpenWorkspace, tmp_path: Path) -> None:
    pdf = issued(demo_workspace, tmp_path, names_reason="  \n ").pdf.read_bytes()
    assert register(pdf)["names"] is False
    assert register(pdf)["rows"][0]["person"].startswith("P-")


def _rows(workspace: OpenWorkspace) -> list[ReportRow]:
    with workspace.store.reading() as session:
        return list(session.scalars(select(ReportRow)))


def test_a_person_keeps_the_pseudonym_in_the_next_report(
    demo_workspace: OpenWorkspace, tmp_path: Path, clock: SetClock
) -> None:
    first = register(issued(demo_workspace, tmp_path).pdf.read_bytes())
    clock.advance(hours=1)
    second = register(issued(demo_workspace, tmp_path).pdf.read_bytes())
    assert (first["report"], second["report"]) == ("RPT-2026-0001", "RPT-2026-0002")
    assert [row["person"] for row in first["rows"]] == [row["person"] for row in second["rows"]]


def test_the_audit_head_is_the_workspaces_own(demo_workspace: OpenWorkspace, tmp_path: Path) -> None:
    with demo_workspace.store.reading("long") as session:
        head = audit.head(session.connection())
    pdf = issued(demo_workspace, tmp_path).pdf.read_bytes()
    assert register(pdf)["audit"] == {
        "log_id": demo_workspace.log_id,
        "count": head.count,
        "root": head.root.hex(),
    }
    last = squeezed(page_texts(pdf)[-1])
    assert squeezed(f"Log {demo_workspace.log_id} Entries {head.count} Root (RFC 6962) {head.root.hex()}") in last
    assert f"{head.count} entries, root {head.root.hex()[:16]}" in page_texts(pdf)[0]
    verdict = verify(pdf, ca=authority_certificate(demo_workspace))
    assert (verdict.ok, verdict.trust) == (True, "trusted")
    assert verdict.audit_head is not None
    assert verdict.audit_head.root == head.root.hex()


def test_the_trail_knows_the_unsigned_and_the_signed_bytes(demo_workspace: OpenWorkspace, tmp_path: Path) -> None:
    report = issued(demo_workspace, tmp_path)
    pdf = report.pdf.read_bytes()
    with demo_workspace.store.reading() as session:
        entries = session.scalars(select(AuditEntryRow).where(AuditEntryRow.object_type == "report")).all()
    built, signed = (json.loads(entry.detail) for entry in entries)
    assert [entry.action for entry in entries] == ["report.built", "report.signed"]
    sha256 = hashlib.sha256(pdf).hexdigest()
    assert signed["signed"] == sha256 == report.report.sha256
    assert built["data"] == hashlib.sha256(attachments(pdf)["register.json"]).hexdigest()
    prefixes = [found.end() for found in re.finditer(rb"%%EOF\n", pdf)]
    assert built["unsigned"] == hashlib.sha256(pdf[: prefixes[0]]).hexdigest()


def test_the_slip_holds_number_and_hash_of_the_signed_file(demo_workspace: OpenWorkspace, tmp_path: Path) -> None:
    report = issued(demo_workspace, tmp_path)
    slip = squeezed(page_texts(report.slip.read_bytes())[0])
    assert ran("sha256sum", report.pdf).split()[0] in slip
    assert "RPT-2026-0001" in slip
    assert hashlib.sha256(authority_certificate(demo_workspace)).hexdigest() in slip


def test_only_requests_of_the_period_by_local_day(workspace: OpenWorkspace, tmp_path: Path) -> None:
    """23:30 UTC is the next day in Kolkata: the workspace's zone decides, both ends included."""
    for day, hour in ((1, 18), (1, 19), (3, 18), (3, 19)):  # 19:00 UTC is 00:30 of the day after
        add_request(workspace, received_at=datetime(2026, 10, day, hour, 0, tzinfo=UTC))
    report = issue_compliance_report(
        workspace,
        period_from=date(2026, 10, 2),
        period_to=date(2026, 10, 3),
        folder=tmp_path,
        report=lambda _done, _total: None,
    )
    received = [row["received"] for row in register(report.pdf.read_bytes())["rows"]]
    assert received == ["2026-10-02T00:30:00+05:30", "2026-10-03T23:30:00+05:30"]


def test_what_old_registers_left_out_is_counted_and_said(workspace: OpenWorkspace, tmp_path: Path) -> None:
    add_old_cases(workspace)
    pdf = issued(workspace, tmp_path).pdf.read_bytes()
    read = register(pdf)
    assert [(row["closed"][:10], row["state"], row["timeliness"]) for row in read["rows"]] == [
        ("", "closed", "no_date"),
        ("2026-11-15", "fulfilled", "on_time"),
    ]
    assert (read["totals"]["open"], read["totals"]["closed"], read["no_receipt"]) == (0, 2, 3)
    assert (read["figures"]["closings"]["no_day"], read["figures"]["closings"]["no_due"]) == (1, 0)
    summary = " ".join(page_texts(pdf)[1].split())
    assert "Without a date of receipt: 3 older requests of this workspace." in summary
    assert "Closed on a day that nobody recorded: 1." in summary
    verdict = verify(pdf)
    assert (verdict.ok, verdict.findings) == (True, ())
    assert verdict.totals is not None
    assert verdict.totals.closed == 2


def test_the_charts_of_the_demo_are_those_of_its_register(demo_workspace: OpenWorkspace, tmp_path: Path) -> None:
    read = register(issued(demo_workspace, tmp_path).pdf.read_bytes())
    figures = read["figures"]
    assert sum(span["count"] for span in figures["due"]) == read["totals"]["open"]
    assert sum(span["on_time"] for span in figures["closings"]["spans"]) == read["totals"]["on_time"]
    assert sum(span["late"] for span in figures["closings"]["spans"]) == read["totals"]["late"]
    assert figures == plain_figures(figures_again(read["rows"], NOW.date()))


def test_a_report_on_disk_is_never_overwritten(demo_workspace: OpenWorkspace, tmp_path: Path) -> None:
    (tmp_path / "RPT-2026-0001 compliance report.pdf").write_bytes(b"somebody's own")
    with pytest.raises(Conflict) as refusal:
        issued(demo_workspace, tmp_path)
    assert refusal.value.code == "report.file_exists"
    assert (tmp_path / "RPT-2026-0001 compliance report.pdf").read_bytes() == b"somebody's own"
    assert issued_reports(demo_workspace) == ()


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2026, 2, 2), date(2026, 2, 1), "report.period_backwards"),
        (date(1, 1, 1), date(2026, 2, 1), "report.period_unlikely"),
        (date(2026, 1, 1), date(9999, 12, 31), "report.period_unlikely"),
    ],
)
def test_a_period_that_cannot_be_is_refused(
    workspace: OpenWorkspace, tmp_path: Path, start: date, end: date, code: str
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        issue_compliance_report(
            workspace, period_from=start, period_to=end, folder=tmp_path, report=lambda _done, _total: None
        )
    assert refusal.value.code == code
    assert issued_reports(workspace) == ()


def test_a_file_in_the_place_of_the_folder_is_refused(workspace: OpenWorkspace, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageUnavailable) as refusal:
        issued(workspace, tmp_path / "taken")
    assert refusal.value.code == "storage.not_a_folder"


def test_the_trail_stays_whole_with_its_reports(demo_workspace: OpenWorkspace, tmp_path: Path, clock: SetClock) -> None:
    first = issued(demo_workspace, tmp_path).pdf
    clock.advance(days=1)
    add_request(demo_workspace)
    second = issued(demo_workspace, tmp_path).pdf
    verdict = verify_audit(demo_workspace, [first, second], lambda _done, _total: None)
    assert verdict.findings == ()
