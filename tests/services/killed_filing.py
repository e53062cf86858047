"""Run as a program: fork writers that take the mailbox in, kill each at another moment, and look at what is left."""

from __future__ import annotations

import json
import shutil
import sys
import time
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.mail_filing import file_mails
from dpo_desktop.services.mail_sources import mail_sources
from dpo_desktop.services.workspace import lock, open_with_keys
from dpo_desktop.storage.tables import AttachmentRow, MailRow
from dpo_desktop.vault.keys import Keys
from tests.factory import SetClock
from tests.intake.mail_files import MAILBOX
from tests.soak.kills import Acknowledge, killed_after
from tests.vault.other_process import keys_of_line


def _file(folder: Path, keys: Keys, acknowledge: Acknowledge) -> None:
    workspace = open_with_keys(folder, keys, clock=SetClock())
    acknowledge("opened")
    file_mails(workspace, mail_sources([MAILBOX]), decide=True)
    acknowledge("filed")


def _left(folder: Path, keys: Keys) -> int:
    """How many mails are there; raises AssertionError where one is not whole. A stray file goes after a day."""
    workspace = open_with_keys(folder, keys, clock=SetClock())
    verdict = verify_audit(workspace, [], lambda _done, _total: None)
    assert verdict.findings == (), verdict.findings
    with workspace.store.reading() as session:
        mails = session.scalar(select(func.count()).select_from(MailRow)) or 0
        originals = session.scalar(select(func.count()).select_from(AttachmentRow).where(AttachmentRow.part == 0))
        names = set(session.scalars(select(AttachmentRow.uuid)))
    assert originals == mails
    place = folder / "attachments"
    assert names <= ({entry.name for entry in place.iterdir()} if place.is_dir() else set())
    lock(workspace)
    return mails


def main(template: Path, base: Path, kills: int, keys: Keys) -> list[int]:
    whole = Path(shutil.copytree(template, base / "whole"))
    started = time.monotonic()
    _file(whole, keys, lambda _line: None)
    duration = time.monotonic() - started
    taken = []
    for number in range(kills):
        folder = Path(shutil.copytree(template, base / f"killed {number}"))
        killed_after(1, duration * (number + 0.5) / kills, partial(_file, folder, keys))
        taken.append(_left(folder, keys))
    return taken


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), keys_of_line(sys.stdin.readline()))))
