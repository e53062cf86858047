"""Mails taken in by tests, and the labels of the real mailbox."""

from __future__ import annotations

import csv

from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.mail_filing import file_mails
from dpo_desktop.services.mail_sources import MailSource
from dpo_desktop.services.mail_views import FiledMail
from dpo_desktop.services.workspace import OpenWorkspace
from tests.intake.mail_files import MAILBOX


def taken(workspace: OpenWorkspace, *raws: bytes, decide: bool = True) -> list[FiledMail]:
    sources = [MailSource(f"{number}.eml", None, raw) for number, raw in enumerate(raws)]
    return list(file_mails(workspace, sources, decide=decide).mails)


def labels() -> dict[str, dict[str, str]]:
    with (MAILBOX / "labels.csv").open(encoding="utf-8", newline="") as lines:
        return {label["file"]: label for label in csv.DictReader(lines)}


def whole(workspace: OpenWorkspace) -> None:
    verdict = verify_audit(workspace, [], lambda _done, _total: None)
    assert verdict.findings == ()
