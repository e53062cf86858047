"""Check the audit trail, alone or against reports that left earlier."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import NotFound, StorageUnavailable
from dpo_desktop.domain.progress import Progress
from dpo_desktop.services.reporting import authority_certificate
from dpo_desktop.services.results import AuditVerdict, ReportCheck
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage import audit
from dpo_desktop.storage.audit_check import Anchor, Finding, check
from dpo_desktop.storage.tables import AttachmentRow
from dpo_desktop.vault.authority import fingerprint_of
from dpo_desktop.vault.files import translated
from dpo_desktop.vault.side_files import read_side_file

_REPORT_EVERY = 20


def verify_audit(workspace: OpenWorkspace, reports: Sequence[Path], report: Progress) -> AuditVerdict:
    """Check every entry, proven row, signed head and encrypted file, and compare each PDF's head with the log.

    Raises:
        NotFound: a named file does not exist.
        StorageUnavailable: a file cannot be read.
    """
    anchors: list[Anchor] = []
    unusable: list[Finding] = []
    own_authority = fingerprint_of(authority_certificate(workspace)) if reports else ""
    for path in reports:
        anchor = _anchor(path, workspace.log_id, own_authority)
        if isinstance(anchor, Anchor):
            anchors.append(anchor)
        else:
            unusable.append(anchor)
    with workspace.store.reading("long") as session:
        entries, findings = check(session.connection(), anchors, report)
        root = "" if findings else audit.head(session.connection()).root.hex()
        findings = [*findings, *_check_files(session, workspace, report), *unusable]
    return AuditVerdict(not findings, entries, workspace.log_id, root, tuple(findings))


def _check_files(session: Session, workspace: OpenWorkspace, report: Progress) -> Iterator[Finding]:
    """Each encrypted file against its row: there, whole, and the one that was kept."""
    rows = session.scalars(select(AttachmentRow).where(AttachmentRow.removed_at.is_(None))).all()
    for done, row in enumerate(rows):
        if done % _REPORT_EVERY == 0:
            report(done, len(rows))
        digest = hashlib.sha256()
        try:
            for chunk in read_side_file(workspace.store.folder, row.uuid, row.key):
                digest.update(chunk)
        except StorageUnavailable as error:
            if error.code == "attachment.missing":
                yield "audit.file_missing", (("row", row.id),)
                continue
            if error.code != "attachment.damaged":
                raise
        if digest.hexdigest() != row.sha256:
            yield "audit.file_damaged", (("row", row.id),)


def check_report_file(workspace: OpenWorkspace, path: Path, report: Progress) -> ReportCheck:
    """Whether a file is an intact report of this workspace, and whether the audit trail still fits it.

    Raises:
        NotFound: the file does not exist.
        StorageUnavailable: it cannot be read.
    """
    from dpo_desktop.reports.verification import verify

    if not path.is_file():
        raise NotFound("report.file_missing")
    with translated():
        verdict = verify(path.read_bytes(), ca=authority_certificate(workspace))
    if not verdict.ok:
        return ReportCheck(verdict.number, verdict.findings)
    return ReportCheck(verdict.number, verify_audit(workspace, [path], report).findings)


def _anchor(path: Path, log_id: str, own_authority: str) -> Anchor | Finding:
    from dpo_desktop.reports.verification import verify

    if not path.is_file():
        raise NotFound("report.file_missing")
    with translated():
        verdict = verify(path.read_bytes())
    if not verdict.ok or verdict.audit_head is None:
        return "audit.report_not_intact", (("report", path.name),)
    head = verdict.audit_head
    if head.log_id == log_id and verdict.ca_fingerprint != own_authority:
        return "audit.anchor_other_authority", (("report", path.name),)  # a forger's head would accuse a sound trail
    return Anchor(verdict.number, head.log_id, head.count, head.root)
