"""Check the audit trail, alone or against reports that left earlier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from dpo_desktop.domain.errors import NotFound
from dpo_desktop.services.results import AuditVerdict
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage import audit
from dpo_desktop.storage.audit_check import Anchor, Finding, check
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
    for path in reports:
        anchor = _anchor(path)
        if isinstance(anchor, Anchor):
            anchors.append(anchor)
        else:
            unusable.append(anchor)
    with workspace.store.reading("long") as session:
        entries, findings = check(session.connection(), anchors, report)
        root = "" if findings else audit.head(session.connection()).root.hex()
    findings = [*findings, *unusable]
    return AuditVerdict(not findings, entries, workspace.log_id, root, tuple(findings))


def _anchor(path: Path) -> Anchor | Finding:
    from dpo_desktop.reports.verification import verify

    if not path.is_file():
        raise NotFound("report.file_missing")
    with translated():
        verdict = verify(path.read_bytes())
    if not verdict.ok or verdict.audit_head is None:
        return "audit.report_not_intact", (("report", path.name),)
    head = verdict.audit_head
    return Anchor(verdict.number, head.log_id, head.count, head.root)
