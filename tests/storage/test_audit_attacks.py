"""What somebody with every key can do to the log, and what the check says: the first bad entry or row by name.

`alone` is the first finding without anything but the workspace; `with_report` the first one when the report that left
earlier is at hand. Where `alone` is empty, this machine cannot know: the keys that would prove it are the attacker's.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dpo_desktop.sentences.findings import finding_words
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.workspace import lock, open_with_keys
from tests.conftest import Template
from tests.factory import SetClock, add_request
from tests.storage import raw_database, raw_trail
from tests.storage.conftest import History

Finding = tuple[Any, ...]
Attack = Callable[[Any, History], object]
EARLY = 4  # an entry before the report: the first request
NOTE = 8  # the note on request 1, before the report; its event is row 5


def _sql(*statements: str) -> Attack:
    def attack(connection: Any, _history: History) -> None:
        for statement in statements:
            connection.execute(statement)

    return attack


def _then_chain(attack: Attack, *, key: bytes | None = None, sign: bool = False) -> Attack:
    """Afterwards every entry is chained and MACed anew, with the real key or another, and the heads signed anew."""

    def whole(connection: Any, history: History) -> None:
        attack(connection, history)
        raw_trail.chain_again(connection, key or raw_trail.mac_key(connection), EARLY)
        if sign:
            raw_trail.sign_again(connection, history.keys.signing_seed)

    return whole


EDIT = _sql(f"UPDATE audit_entry SET action = 'request.closed' WHERE seq = {EARLY}")
BACKDATE = _sql(f"UPDATE audit_entry SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = {EARLY}")
REMOVE_NOTE = _sql(
    f"DELETE FROM row_proof WHERE seq = {NOTE}",
    f"DELETE FROM audit_entry WHERE seq = {NOTE}",
    "DELETE FROM request_event WHERE id = 5",
)


def _head(connection: Any, history: History, *, seed: bytes, officer: str, count: int, root: bytes | None) -> None:
    leaves = [raw_trail.canonical(entry) for entry in raw_trail.entries(connection)]
    (log_id,) = connection.execute("SELECT log_id FROM workspace").fetchone()
    true_root, at = raw_trail.tree_hash(leaves[:count]), "2026-11-24T12:45:00.000000Z"
    message = raw_trail.head_message(log_id, count, root or true_root, "lock", at)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(message)
    frontier = raw_trail.frontier(leaves[:count])
    connection.execute(
        "INSERT INTO audit_head (entry_count, root, frontier, signed_at, occasion, officer, signature)"
        " VALUES (?, ?, ?, ?, 'lock', ?, ?)",
        (count, root or true_root, frontier, at, officer, signature),
    )


def _forged_head(*, own_seed: bool, officer: str = "", count: int = EARLY, root: bytes | None = None) -> Attack:
    def attack(connection: Any, history: History) -> None:
        seed = history.keys.signing_seed if own_seed else os.urandom(32)
        _head(connection, history, seed=seed, officer=officer or history.keys.officer, count=count, root=root)

    return attack


def _another_officers_key(connection: Any, history: History) -> None:
    seed = os.urandom(32)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    connection.execute("UPDATE officer SET public_key = ?", (public,))
    raw_trail.sign_again(connection, seed)


@dataclass(frozen=True)
class Case:
    attack: Attack
    alone: Finding
    with_report: Finding = ()


BAD, CHANGED, MISSING, UNRECORDED = "audit.entry_bad", "audit.row_changed", "audit.row_missing", "audit.row_unrecorded"
HEAD, SIGNATURE, GUARD = "audit.head_differs", "audit.head_signature_invalid", "audit.guard_missing"
DIFFERS = ("audit.anchor_differs", "RPT-2026-0001", 8)
ANCHORED_HEAD = 10  # the head that was signed with the report

CASES: dict[str, Case] = {
    "entry edited": Case(EDIT, (BAD, EARLY)),
    "entry edited, chained without the key": Case(_then_chain(EDIT, key=b"?" * 32), (BAD, EARLY)),
    "entry edited, chained with the key": Case(_then_chain(EDIT), (HEAD, ANCHORED_HEAD)),
    "entry edited, chained and signed": Case(_then_chain(EDIT, sign=True), (), DIFFERS),
    "entry back-dated, chained and signed": Case(_then_chain(BACKDATE, sign=True), (), DIFFERS),
    "entry of another actor": Case(_sql("UPDATE audit_entry SET actor = '0000000000000000' WHERE seq = 6"), (BAD, 6)),
    "entry under an unknown key": Case(_sql("UPDATE audit_entry SET key_epoch = 2 WHERE seq = 5"), (BAD, 5)),
    "digest of the last entry": Case(_sql("UPDATE audit_entry SET digest = zeroblob(32) WHERE seq = 13"), (BAD, 13)),
    "middle removed": Case(REMOVE_NOTE, (BAD, NOTE)),
    "middle removed, chained": Case(_then_chain(REMOVE_NOTE), (HEAD, ANCHORED_HEAD)),
    "middle removed, chained and signed": Case(_then_chain(REMOVE_NOTE, sign=True), (), DIFFERS),
    "tail cut": Case(
        _sql("DELETE FROM row_proof WHERE seq > 8", "DELETE FROM audit_entry WHERE seq > 8"),
        (CHANGED, "request", 1, NOTE),
    ),
    "everything removed": Case(_sql("DELETE FROM row_proof", "DELETE FROM audit_entry"), (UNRECORDED, "workspace", 1)),
    "name changed": Case(_sql("UPDATE person SET name = 'Another' WHERE id = 2"), (CHANGED, "person", 2, 5)),
    "case reopened": Case(
        _sql("UPDATE request SET state = 'received', closed_at = NULL WHERE id = 1"), (CHANGED, "request", 1, 13)
    ),
    "note reworded": Case(
        _sql("UPDATE request_event SET text = 'x' WHERE id = 5"), (CHANGED, "request_event", 5, NOTE)
    ),
    "salt changed": Case(_sql("UPDATE person SET proof_salt = zeroblob(16) WHERE id = 3"), (CHANGED, "person", 3, 6)),
    "settings changed": Case(_sql("UPDATE workspace SET place = 'US-CA'"), (CHANGED, "workspace", 1, 3)),
    "report's period changed": Case(_sql("UPDATE report SET period_to = '2027-01-01'"), (CHANGED, "report", 1, 10)),
    "row added": Case(
        _sql("INSERT INTO person SELECT 'u', name, email, phone, 99, proof_salt FROM person WHERE id = 1"),
        (UNRECORDED, "person", 99),
    ),
    "row removed": Case(_sql("DELETE FROM request_event WHERE id = 5"), (MISSING, "request_event", 5, NOTE)),
    "row removed, its proof given to another kind": Case(
        _sql("DELETE FROM request_event WHERE id = 5", "UPDATE row_proof SET object_type = 'x' WHERE object_id = 5"),
        (BAD, NOTE),
    ),
    "row removed, its proof given to a row proven later": Case(
        _sql(
            "DELETE FROM request_event WHERE id = 5",
            "UPDATE row_proof SET object_type = 'request', object_id = 1 WHERE seq = 8 AND object_id = 5",
        ),
        (BAD, NOTE),
    ),
    "proof edited": Case(_sql("UPDATE row_proof SET proof = zeroblob(32) WHERE seq = 5 AND position = 0"), (BAD, 5)),
    "proof removed": Case(_sql("DELETE FROM row_proof WHERE seq = 5 AND position = 1"), (BAD, 5)),
    "proof added": Case(
        _sql("INSERT INTO row_proof SELECT seq, 50, object_type, object_id, version, proof FROM row_proof LIMIT 1"),
        (BAD, 1),
    ),
    "proofs in another order": Case(_sql("UPDATE row_proof SET position = 9 - position WHERE seq = 5"), (BAD, 5)),
    "version of a proof changed": Case(_sql("UPDATE row_proof SET version = 1 WHERE seq = 5"), (BAD, 5)),
    "MAC key replaced": Case(_sql("UPDATE secret_key SET key = zeroblob(32)"), (BAD, 1)),
    "log given another name": Case(
        _sql("UPDATE workspace SET log_id = '018bcfe5-0000-7000-8000-000000000000'"), (CHANGED, "workspace", 1, 3)
    ),
    "head of another root": Case(_forged_head(own_seed=True, root=b"\1" * 32), (HEAD, EARLY)),
    "head over entries that are not there": Case(_forged_head(own_seed=True, count=99), (HEAD, 99)),
    "head signed with another officer's key": Case(_forged_head(own_seed=False), (SIGNATURE, EARLY)),
    "head of an officer who does not exist": Case(_forged_head(own_seed=True, officer="0" * 16), (SIGNATURE, EARLY)),
    "head's occasion changed": Case(_sql("UPDATE audit_head SET occasion = 'lock' WHERE id = 1"), (SIGNATURE, 1)),
    "head's frontier changed": Case(_sql("UPDATE audit_head SET frontier = zeroblob(40) WHERE id = 1"), (HEAD, 1)),
    "officer's public key replaced": Case(_another_officers_key, (CHANGED, "officer", 1, 1)),
    "a case taken out of the list by name": Case(
        _sql("DELETE FROM request_key WHERE request_id = 1"), ("audit.pages_inconsistent",)
    ),
    "a case taken out of the search": Case(_sql("DELETE FROM search WHERE rowid = 1"), ("audit.pages_inconsistent",)),
    "index of a list emptied": Case(
        _sql(
            "PRAGMA writable_schema=ON",
            "UPDATE sqlite_master SET sql = sql || ' WHERE state = ''x''' WHERE name = 'ix_request_state'",
            "PRAGMA writable_schema=RESET",
            "REINDEX ix_request_state",
            "PRAGMA writable_schema=ON",
            "UPDATE sqlite_master SET sql = replace(sql, ' WHERE state = ''x''', '') WHERE name = 'ix_request_state'",
            "PRAGMA writable_schema=RESET",
        ),
        ("audit.pages_inconsistent",),
    ),
}


def _first(history: History, folder: Path, *, anchored: bool) -> Finding:
    workspace = open_with_keys(folder, history.keys, clock=SetClock())
    try:
        verdict = verify_audit(workspace, [history.report] if anchored else [], lambda _done, _total: None)
    finally:
        workspace.read_only = True  # look only: nothing is signed at the end
        lock(workspace)
    assert verdict.ok == (not verdict.findings)
    if not verdict.findings:
        return ()
    code, parameters = verdict.findings[0]
    values = dict(parameters)
    assert finding_words(code, parameters)
    order = ("report", "table", "row", "name", "seq", "count", "found")
    return (code, *(values[name] for name in order if name in values))


@pytest.fixture
def attacked(history: History, tmp_path: Path) -> Path:
    return Path(shutil.copytree(history.folder, tmp_path / "attacked"))


def test_nothing_is_found_where_nothing_was_done(history: History, attacked: Path) -> None:
    with raw_database.opened(attacked / "vault.db", history.keys) as connection, raw_trail.without_guards(connection):
        raw_trail.chain_again(connection, raw_trail.mac_key(connection))
        raw_trail.sign_again(connection, history.keys.signing_seed)
    for anchored in (False, True):
        assert _first(history, attacked, anchored=anchored) == ()


@pytest.mark.parametrize("name", CASES)
def test_an_attack_is_found_by_its_first_entry_or_row(history: History, attacked: Path, name: str) -> None:
    case = CASES[name]
    with raw_database.opened(attacked / "vault.db", history.keys) as connection, raw_trail.without_guards(connection):
        case.attack(connection, history)
    assert _first(history, attacked, anchored=False) == case.alone
    if case.with_report:
        assert _first(history, attacked, anchored=True) == case.with_report


@pytest.mark.parametrize("name", ["audit_entry_no_update", "row_proof_no_delete", "audit_entry_in_order"])
@pytest.mark.parametrize("how", ["dropped", "weakened"])
def test_a_guard_that_was_removed_or_weakened_is_named(history: History, attacked: Path, name: str, how: str) -> None:
    with raw_database.opened(attacked / "vault.db", history.keys) as connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        connection.execute(f"DROP TRIGGER {name}")
        if how == "weakened":
            connection.execute(sql.replace("ABORT", "IGNORE").replace(", '", ") /* '").replace("')", "' */"))
    assert _first(history, attacked, anchored=False) == (GUARD, name)


def test_a_whole_workspace_put_back_is_found_by_the_report_alone(
    history: History, empty_template: Template, tmp_path: Path
) -> None:
    """Every file of an earlier day fits the others: only what left this machine knows better."""
    earlier = empty_template.copy_to(tmp_path / "earlier")
    assert _first(history, earlier, anchored=False) == ()
    found = _first(history, earlier, anchored=True)
    assert found[:2] == ("audit.anchor_log_shorter", "RPT-2026-0001")
    assert found[2] == history.anchor > found[3]


def test_a_report_of_another_workspace_is_named(history: History, empty_folder: Path, clock: SetClock) -> None:
    with raw_database.opened(empty_folder / "vault.db", history.keys) as connection:
        connection.execute("UPDATE workspace SET log_id = '018bcfe5-0000-7000-8000-000000000000'")
    workspace = open_with_keys(empty_folder, history.keys, clock=clock)
    add_request(workspace)
    verdict = verify_audit(workspace, [history.report], lambda _done, _total: None)
    assert ("audit.anchor_other_log", (("report", "RPT-2026-0001"),)) in verdict.findings
    lock(workspace)


@pytest.mark.parametrize("change", ["a bit", "a line more"])
def test_a_report_that_was_changed_is_no_witness(history: History, tmp_path: Path, change: str) -> None:
    data = bytearray(history.report.read_bytes())
    if change == "a bit":
        data[len(data) // 2] ^= 1
    else:
        data += b"% one line more\n"
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(data)
    folder = Path(shutil.copytree(history.folder, tmp_path / "workspace"))
    workspace = open_with_keys(folder, history.keys, clock=SetClock())
    verdict = verify_audit(workspace, [changed, history.report], lambda _done, _total: None)
    assert verdict.findings == (("audit.report_not_intact", (("report", "changed.pdf"),)),)
    lock(workspace)


def test_a_removed_head_is_beyond_what_this_machine_can_know(history: History, attacked: Path) -> None:
    """The published limit: a signature that is not there is not missed, and neither does it prove anything."""
    with raw_database.opened(attacked / "vault.db", history.keys) as connection, raw_trail.without_guards(connection):
        connection.execute("DELETE FROM audit_head")
    for anchored in (False, True):
        assert _first(history, attacked, anchored=anchored) == ()
