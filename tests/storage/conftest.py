"""A workspace with a history, out of which one report left half way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from dpo_desktop.services.reporting import issue_compliance_report
from dpo_desktop.services.requests import add_note, change_state, close_request
from dpo_desktop.services.workspace import lock, open_with_keys
from dpo_desktop.vault.keys import Keys
from tests.conftest import Template
from tests.factory import SetClock, add_request
from tests.storage import raw_database


@dataclass(frozen=True)
class History:
    """`folder` is locked; `anchor` is the number of entries that the report saw, `entries` how many there are now."""

    folder: Path
    keys: Keys
    report: Path
    anchor: int
    entries: int


@pytest.fixture(scope="session")
def history(empty_template: Template, tmp_path_factory: pytest.TempPathFactory) -> History:
    base = tmp_path_factory.mktemp("history")
    folder, clock = empty_template.copy_to(base / "workspace"), SetClock()
    workspace = open_with_keys(folder, empty_template.keys, clock=clock)
    for name in ("Tara Quill", "Milo Brandt", "Ines Corvo", "Olu Adeyemi"):
        clock.advance(minutes=1)
        add_request(workspace, name)
    add_note(workspace, 1, "Asked the archive.")
    clock.advance(minutes=1)
    issued = issue_compliance_report(
        workspace,
        period_from=date(2026, 10, 1),
        period_to=date(2026, 11, 24),
        folder=base / "reports",
        report=lambda _done, _total: None,
    )
    clock.advance(minutes=1)
    change_state(workspace, 2, "in_progress")
    add_note(workspace, 3, "Called back.")
    close_request(workspace, 1, outcome="fulfilled", reason="", note="Sent by post.", closed_at=clock())
    lock(workspace)
    with raw_database.opened(folder / "vault.db", empty_template.keys) as connection:
        (anchor,) = connection.execute("SELECT log_count FROM report").fetchone()
        (entries,) = connection.execute("SELECT count(*) FROM audit_entry").fetchone()
    return History(folder, empty_template.keys, issued.pdf, anchor, entries)
