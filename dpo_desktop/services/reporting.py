"""Issue a report: freeze the data, build, record the hash, sign, write the files, record the signed hash.

The order is the proof: the audit trail knows the unsigned bytes before a signature exists, and the signed file starts
with exactly those bytes.
"""

from __future__ import annotations

import base64
import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from dpo_desktop.domain.errors import Conflict, NotFound, RuleViolation
from dpo_desktop.domain.progress import Progress
from dpo_desktop.reports.data import BuiltReport, ReportData, SigningIdentity
from dpo_desktop.services.case_report import case_file_data
from dpo_desktop.services.lists import issued_report
from dpo_desktop.services.report_data import compliance_data
from dpo_desktop.services.results import Issued
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import AuthorityRow, ReportRow, RequestRow
from dpo_desktop.vault.files import translated, write_atomically

if TYPE_CHECKING:
    from dpo_desktop.reports.pictures import PagePicture

COMPLIANCE, CASE_FILE = "compliance", "case_file"
_STEPS = 3
STEPS_TO_CANCEL = 2  # from this step on the report is recorded, and goes through to the end
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class _About:
    """Which report it is: its code, the end of its file's name, how many requests it tells of, and which case
    (0 where it is not of one)."""

    kind: str
    file_words: str
    requests: int
    request_id: int = 0


def issue_compliance_report(
    workspace: OpenWorkspace,
    *,
    period_from: date,
    period_to: date,
    folder: Path,
    report: Progress,
    names_reason: str = "",
    file_name: str = "",
) -> Issued:
    """Issue the compliance report of a period into a folder, with its slip beside it.

    Raises:
        RuleViolation: the period ends before it begins, or lies far away.
        Conflict: a file of that name is there, or another report took the number meanwhile.
        StorageUnavailable: the folder cannot be written or the disk is full.
        Cancelled: by `report`, before the built report is recorded; from then on it goes through to the end.
    """
    _check_period(period_from, period_to)
    report(0, _STEPS)
    data = compliance_data(workspace, period_from=period_from, period_to=period_to, names_reason=names_reason)
    about = _About(COMPLIANCE, "compliance report", len(data.rows))
    return _issue(workspace, data, about, folder, report, file_name)


def issue_case_file(
    workspace: OpenWorkspace, request_id: int, *, folder: Path, report: Progress, names_reason: str = ""
) -> Issued:
    """Issue the file of one case into a folder, with its slip beside it.

    Raises:
        NotFound: there is no such case.
        Conflict, StorageUnavailable, Cancelled: as for `issue_compliance_report`.
    """
    report(0, _STEPS)
    data = case_file_data(workspace, request_id, names_reason=names_reason)
    about = _About(CASE_FILE, f"case file {data.reference}", 1, request_id)
    return _issue(workspace, data, about, folder, report)


def _issue(
    workspace: OpenWorkspace, data: ReportData, about: _About, folder: Path, report: Progress, file_name: str = ""
) -> Issued:
    from dpo_desktop.reports import catalogue, sealing, slip

    stem = file_name.removesuffix(".pdf") or f"{data.number} {about.file_words}"
    pdf_path, slip_path = folder / f"{stem}.pdf", folder / f"{stem} slip.pdf"
    with translated():
        folder.mkdir(parents=True, exist_ok=True)
        if pdf_path.exists() and not file_name:
            raise Conflict("report.file_exists")
    report(1, _STEPS)
    built = catalogue.report(about.kind).build(data)
    report(STEPS_TO_CANCEL, _STEPS)
    _record_built(workspace, data, about, built)
    signed = sealing.seal(built.pdf, signing_identity(workspace))
    sha256 = hashlib.sha256(signed).hexdigest()
    slip_bytes = slip.build_slip(data, sha256)
    written: list[Path] = []
    try:
        for path, content in ((pdf_path, signed), (slip_path, slip_bytes)):
            write_atomically(path, content)
            written.append(path)
        return _record_signed(workspace, data.number, sha256, pdf_path, slip_path)
    except BaseException:
        for path in written:  # a signed file that the trail does not know is not left behind
            with suppress(OSError):
                path.unlink()
        raise


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it would be issued now: built, neither signed nor recorded. `sizes` are its pages in points."""

    pdf: bytes = field(repr=False)
    sizes: tuple[tuple[float, float], ...]
    requests: int


def draft_compliance_report(
    workspace: OpenWorkspace, *, period_from: date, period_to: date, names_reason: str = "", report: Progress
) -> Draft:
    """Build the report of a period for the preview. Nothing is written.

    Raises:
        RuleViolation: the period ends before it begins, or lies far away.
        Cancelled: by `report`.
    """
    _check_period(period_from, period_to)
    report(0, 2)
    data = compliance_data(workspace, period_from=period_from, period_to=period_to, names_reason=names_reason)
    return _draft(COMPLIANCE, data, len(data.rows), report)


def draft_case_file(workspace: OpenWorkspace, request_id: int, *, names_reason: str = "", report: Progress) -> Draft:
    """Build the file of one case for the preview. Nothing is written.

    Raises:
        NotFound: there is no such case.
        Cancelled: by `report`.
    """
    report(0, 2)
    return _draft(CASE_FILE, case_file_data(workspace, request_id, names_reason=names_reason), 1, report)


def _draft(kind: str, data: ReportData, requests: int, report: Progress) -> Draft:
    from dpo_desktop.reports import catalogue
    from dpo_desktop.reports.pictures import page_sizes

    report(1, 2)
    built = catalogue.report(kind).build(data)
    report(2, 2)
    return Draft(built.pdf, page_sizes(built.pdf), requests)


def case_of_reference(workspace: OpenWorkspace, reference: str) -> int:
    """The id of a case by its reference, however it is written. Raises NotFound."""
    with workspace.store.reading() as session:
        found = session.scalar(select(RequestRow.id).where(RequestRow.reference == reference.strip().upper()))
    if found is None:
        raise NotFound("report.case_missing")
    return found


def draft_page(draft: Draft, page: int, scale: float) -> PagePicture:
    """One page of a draft as a picture."""
    from dpo_desktop.reports.pictures import page_picture

    return page_picture(draft.pdf, page, scale)


def _check_period(period_from: date, period_to: date) -> None:
    if period_to < period_from:
        raise RuleViolation("report.period_backwards")
    if period_from.year < _FIRST_YEAR or period_to.year > _LAST_YEAR:
        raise RuleViolation("report.period_unlikely", first=_FIRST_YEAR, last=_LAST_YEAR)


def signing_identity(workspace: OpenWorkspace) -> SigningIdentity:
    """The leaf key and chain of this workspace's authority."""
    with workspace.store.reading("long") as session:
        row = session.get_one(AuthorityRow, 1)
        return SigningIdentity(row.leaf_key, row.leaf_certificate, row.authority_certificate)


def authority_certificate(workspace: OpenWorkspace) -> bytes:
    """The organisation's CA certificate, DER: what an auditor is given once, by another channel than the reports."""
    return signing_identity(workspace).authority_certificate


def _record_built(workspace: OpenWorkspace, data: ReportData, about: _About, built: BuiltReport) -> None:
    with workspace.unit_of_work() as uow:
        if uow.session.scalar(select(ReportRow.id).where(ReportRow.number == data.number)) is not None:
            raise Conflict("report.number_taken")
        row = ReportRow(
            number=data.number,
            kind=about.kind,
            period_from=data.period_from,
            period_to=data.period_to,
            issued_at=data.issued_at,
            with_names=data.with_names,
            names_reason=data.names_reason,
            request_count=about.requests,
            data_sha256=built.data_sha256,
            unsigned_sha256=built.sha256,
            log_count=data.audit_head.count,
            log_root=data.audit_head.root,
        )
        uow.session.add(row)
        uow.record(
            "report.built",
            row,
            data=built.data_sha256,
            unsigned=built.sha256,
            with_names=int(data.with_names),
            request=about.request_id,
        )
        uow.commit()


def _record_signed(workspace: OpenWorkspace, number: str, sha256: str, pdf: Path, slip: Path) -> Issued:
    with workspace.unit_of_work() as uow:
        row = uow.session.scalars(select(ReportRow).where(ReportRow.number == number)).one()
        row.sha256 = sha256
        uow.record("report.signed", row, fields=("sha256",), signed=sha256)
        uow.sign_head(workspace.log_id, "report")
        changes = uow.commit()
        return Issued(changes, issued_report(row, workspace), pdf, slip)


def write_authority_certificate(workspace: OpenWorkspace, folder: Path) -> Path:
    """Write the authority's certificate as PEM for the auditor. Raises StorageUnavailable."""
    body = base64.encodebytes(authority_certificate(workspace)).decode().replace("\n", "")
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    pem = "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])
    path = folder / "authority.pem"
    write_atomically(path, pem.encode())
    return path
