"""Check the audit trail, alone or against reports that left earlier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from dpo_desktop.domain.errors import NotFound
from dpo_desktop.services.reporting import authority_certificate
from dpo_desktop.services.results import AuditVerdict, ReportCheck
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage import audit
from dpo_desktop.storage.audit_check import Anchor, Finding, check
from dpo_desktop.vault.authority import fingerprint_of
from dpo_desktop.vault.files import translated

Progress = Callable[[int, int], None]


def verify_audit(workspace: OpenWorkspace, reports: Sequence[Path], report: Progress) -> AuditVerdict:
    """Check every entry, proven row and signed head, and compare each PDF's log id, count and root with the log.

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
    findings = [*findings, *unusable]
    return AuditVerdict(not findings, entries, workspace.log_id, root, tuple(findings))


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
