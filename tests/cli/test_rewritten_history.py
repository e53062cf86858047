"""A report that left the house is an anchor: who holds the keys and rewrites the trail later contradicts it."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from sqlalchemy import Connection, select, text, update

from dpo_desktop.domain.merkle import Frontier, leaf_hash
from dpo_desktop.services.workspace import lock, open_with_keys
from dpo_desktop.storage import audit
from dpo_desktop.storage.engine import unaudited
from dpo_desktop.storage.tables import TRIGGERS, AuditEntryRow, AuditHeadRow, OfficerRow
from tests.cli.console import Console
from tests.conftest import Template
from tests.factory import SetClock


def issue(console: Console, folder: Path) -> Path:
    said = console.unlocked("report", "--from", "2026-08-01", "--out", "out", "--json", workspace=folder)
    assert said.code == 0, said.out
    return console.folder / said.json()["pdf"]


def rewrite(folder: Path, template: Template, *, seq: int) -> None:
    """Everything an officer with the keys can do: drop the guards, change an entry, chain, MAC and sign all anew."""
    workspace = open_with_keys(folder, template.keys, clock=SetClock())
    with workspace.store.write_engine.begin() as connection, unaudited(connection):
        for name in TRIGGERS:
            connection.execute(text(f"DROP TRIGGER {name}"))
        _chain_anew(connection, seq)
        _sign_anew(connection, workspace.log_id, template)
        for sql in TRIGGERS.values():
            connection.execute(text(sql))
    lock(workspace)


def _chain_anew(connection: Connection, changed: int) -> None:
    _epoch, key = audit.current_key(connection)
    previous = audit.START
    for row in connection.execute(select(AuditEntryRow.__table__).order_by(AuditEntryRow.seq)).all():
        actor = "0" * len(row.actor) if row.seq == changed else row.actor
        entry = audit.Entry(
            row.seq, row.at, actor, row.action, row.object_type, row.object_id, row.detail, previous, row.key_epoch
        )
        canonical = entry.canonical()
        previous = hashlib.sha256(canonical).digest()
        connection.execute(
            update(AuditEntryRow)
            .where(AuditEntryRow.seq == row.seq)
            .values(
                actor=actor,
                previous=entry.previous,
                digest=previous,
                mac=hmac.digest(key, canonical, "sha256"),
            )
        )


def _sign_anew(connection: Connection, log_id: str, template: Template) -> None:
    growing = Frontier()
    roots: dict[int, tuple[bytes, bytes]] = {}
    for row in connection.execute(select(AuditEntryRow.__table__).order_by(AuditEntryRow.seq)):
        growing.append(leaf_hash(audit.entry_of(row).canonical()))  # type: ignore[arg-type]
        roots[growing.count] = (growing.root(), growing.to_bytes())
    officer = connection.execute(select(OfficerRow.key_id)).scalar_one()
    assert officer == template.keys.officer
    for head in connection.execute(select(AuditHeadRow.__table__)).all():
        root, frontier = roots[head.entry_count]
        message = audit.head_message(log_id, head.entry_count, root, head.occasion, head.signed_at)
        connection.execute(
            update(AuditHeadRow)
            .where(AuditHeadRow.id == head.id)
            .values(root=root, frontier=frontier, signature=template.keys.sign(message))
        )


def test_an_untouched_workspace_fits_its_report(console: Console, demo_folder: Path) -> None:
    report = issue(console, demo_folder)
    said = console.unlocked("audit verify", report, workspace=demo_folder)
    assert (said.code, said.err) == (0, "")
    assert f"{report.name} fits it." in said.out


def test_a_rewritten_trail_contradicts_the_report_and_nothing_else(
    console: Console, demo_folder: Path, demo_template: Template
) -> None:
    """Whole in itself, so only the anchor tells; an auditor who kept the report finds it."""
    report = issue(console, demo_folder)
    rewrite(demo_folder, demo_template, seq=3)
    alone = console.unlocked("audit verify", "--json", workspace=demo_folder)
    assert (alone.code, alone.json()["findings"]) == (0, [])

    said = console.unlocked("audit verify", report, "--json", workspace=demo_folder)
    assert said.code == 1
    (finding,) = said.json()["findings"]
    assert finding["finding"] == "audit.anchor_differs"
    assert finding["report"] == "RPT-2026-0001"
    assert finding["sentence"] in console.unlocked("audit verify", report, workspace=demo_folder).out


def rewritten(folder: Path, template: Template, *statements: str) -> None:
    workspace = open_with_keys(folder, template.keys, clock=SetClock())
    with workspace.store.write_engine.begin() as connection, unaudited(connection):
        for statement in statements:
            connection.execute(text(statement))
    lock(workspace)


def test_a_changed_entry_is_named_first_and_nothing_is_said_of_what_it_hides(
    console: Console, demo_folder: Path, demo_template: Template
) -> None:
    change = "UPDATE audit_entry SET action = 'request.noted' WHERE seq = 2"
    rewritten(demo_folder, demo_template, "DROP TRIGGER audit_entry_no_update", change)
    said = console.unlocked("audit verify", workspace=demo_folder)
    assert said.code == 1
    assert said.out.splitlines()[0] == "Entry 2 of the audit trail is not as it was written, or is missing."
    findings = console.unlocked("audit verify", "--json", workspace=demo_folder).json()["findings"]
    assert (findings[0]["finding"], findings[0]["seq"]) == ("audit.entry_bad", 2)
    assert {finding["finding"] for finding in findings} == {"audit.entry_bad", "audit.guard_missing"}


def test_a_terminal_is_not_flooded(console: Console, demo_folder: Path, demo_template: Template) -> None:
    rewritten(demo_folder, demo_template, "UPDATE person SET phone = phone || '0'")
    lines = console.unlocked("audit verify", workspace=demo_folder).out.splitlines()
    findings = console.unlocked("audit verify", "--json", workspace=demo_folder).json()["findings"]
    assert {finding["finding"] for finding in findings} == {"audit.row_changed"}
    assert (len(findings) > 50, len(lines)) == (True, 21)
    assert lines[-1].startswith("And ")


def test_a_workspace_put_back_to_before_the_report_is_too_short_for_it(
    console: Console, demo_folder: Path, demo_template: Template
) -> None:
    copy = demo_template.copy_to(console.folder / "older")
    for _ in range(3):
        console.unlocked("audit verify", workspace=demo_folder)
    report = issue(console, demo_folder)
    said = console.unlocked("audit verify", report, "--json", workspace=copy)
    assert said.code == 1
    assert [finding["finding"] for finding in said.json()["findings"]] == ["audit.anchor_log_shorter"]
