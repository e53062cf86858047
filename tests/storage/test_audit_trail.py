"""The audit trail is what its description says, read by other code: chain, MACs, tree, signatures and row proofs."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.requests import add_note
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys
from dpo_desktop.storage import audit, row_proofs
from tests.conftest import Template
from tests.factory import SetClock, add_request
from tests.storage import raw_database, raw_trail
from tests.storage.conftest import History
from tests.storage.raw_trail import tree_hash


def no_progress(_done: int, _total: int) -> None:
    pass


def test_entries_are_numbered_chained_and_maced(history: History) -> None:
    with raw_database.opened(history.folder / "vault.db", history.keys) as connection:
        entries, key = raw_trail.entries(connection), raw_trail.mac_key(connection)
    previous = bytes(32)
    assert len(entries) == history.entries > 10
    for number, entry in enumerate(entries, start=1):
        assert entry[0] == number
        assert entry[7] == previous
        previous = hashlib.sha256(raw_trail.canonical(entry)).digest()
        assert entry[8] == previous
        assert entry[9] == hmac.digest(key, raw_trail.canonical(entry), "sha256")
        assert entry[2] == history.keys.officer
    assert len(key) == 32


def test_heads_are_tree_hashes_signed_by_the_officer_at_creation_report_and_lock(history: History) -> None:
    with raw_database.opened(history.folder / "vault.db", history.keys) as connection:
        leaves = [raw_trail.canonical(entry) for entry in raw_trail.entries(connection)]
        (log_id,) = connection.execute("SELECT log_id FROM workspace").fetchone()
        (public,) = connection.execute("SELECT public_key FROM officer").fetchone()
        heads = connection.execute(
            "SELECT entry_count, root, occasion, signed_at, officer, signature FROM audit_head ORDER BY id"
        ).fetchall()
    occasions = [head[2] for head in heads]
    assert occasions == ["created", "lock", "report", "lock"]
    assert heads[-1][0] == len(leaves)
    for count, root, occasion, signed_at, officer, signature in heads:
        assert root == tree_hash(leaves[:count])
        assert officer == history.keys.officer
        message = raw_trail.head_message(log_id, count, root, occasion, signed_at)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)


def test_the_report_carries_the_head_that_the_log_had(history: History) -> None:
    with raw_database.opened(history.folder / "vault.db", history.keys) as connection:
        leaves = [raw_trail.canonical(entry) for entry in raw_trail.entries(connection)]
        (root,) = connection.execute("SELECT log_root FROM report").fetchone()
    assert root == tree_hash(leaves[: history.anchor]).hex()
    assert 0 < history.anchor < history.entries


def test_a_proof_is_an_hmac_of_the_row_under_the_salt_that_lives_in_it(history: History) -> None:
    fields = row_proofs.PROVEN_FIELDS[row_proofs.VERSION]
    checked = 0
    with raw_database.opened(history.folder / "vault.db", history.keys) as connection:
        for table, names in fields.items():
            for row_id, salt, *values in connection.execute(f"SELECT id, proof_salt, {', '.join(names)} FROM {table}"):
                plain = [value.hex() if isinstance(value, bytes) else value for value in values]
                body = json.dumps(
                    [row_proofs.VERSION, table, row_id, plain], ensure_ascii=False, separators=(",", ":")
                ).encode()
                (newest,) = connection.execute(
                    "SELECT proof FROM row_proof WHERE object_type = ? AND object_id = ? ORDER BY seq DESC LIMIT 1",
                    (table, row_id),
                ).fetchone()
                assert newest == hmac.digest(salt, body, "sha256")
                assert len(salt) == 16
                checked += 1
        (proofs,) = connection.execute(
            "SELECT count(DISTINCT object_type || '/' || object_id) FROM row_proof"
        ).fetchone()
    assert checked == proofs > 20


def test_every_column_of_a_proven_table_is_proven(history: History) -> None:
    with raw_database.opened(history.folder / "vault.db", history.keys) as connection:
        for table, names in row_proofs.PROVEN_FIELDS[row_proofs.VERSION].items():
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            assert columns == {*names, "id", "proof_salt"}


def test_the_same_content_has_another_proof_each_time(workspace: OpenWorkspace) -> None:
    for _ in range(3):
        add_request(workspace, "Same Person")
    lock(workspace)
    found = raw_database.content(workspace.store.folder.database, workspace.store.keys)
    persons = found["person"]
    assert len({row[1:4] for row in persons}) == 1
    proofs = [row[5] for row in found["row_proof"] if row[2] == "person"]
    assert len(proofs) == len(set(proofs)) == 3
    salts = {row[-1] for row in persons}
    assert len(salts) == 3


def test_an_entry_holds_the_root_over_the_rows_it_touched(history: History) -> None:
    with raw_database.opened(history.folder / "vault.db", history.keys) as connection:
        for entry in raw_trail.entries(connection):
            rows = connection.execute(
                "SELECT object_type, object_id, version, proof FROM row_proof WHERE seq = ? ORDER BY position",
                entry[:1],
            ).fetchall()
            leaves = [json.dumps([table, row, version, proof.hex()]).encode() for table, row, version, proof in rows]
            detail = json.loads(entry[6])
            assert (detail["rows"], detail["rows_root"]) == (len(rows), tree_hash(leaves).hex())
            assert len(rows) >= 1


def test_a_head_is_signed_once_for_the_same_entries(workspace: OpenWorkspace) -> None:
    add_request(workspace)
    heads = []
    for _ in range(2):
        with workspace.unit_of_work() as uow:
            heads.append(uow.sign_head(workspace.log_id, "lock"))
            uow.commit()
    assert heads[0] == heads[1]
    found = raw_database.content(workspace.store.folder.database, workspace.store.keys)
    assert [row[1] for row in found["audit_head"]].count(heads[0].count) == 1


@pytest.mark.parametrize("rounds", [1, 9])
def test_the_frontier_goes_on_from_the_newest_head(
    empty_folder: Path, empty_template: Template, clock: SetClock, rounds: int
) -> None:
    """Locking and unlocking many times gives the same tree as building it once from all entries."""
    for _ in range(rounds):
        workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
        lock(workspace)
    workspace = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    add_note(workspace, add_request(workspace), "more")
    with workspace.store.reading() as session:
        head = audit.head(session.connection())
    with raw_database.opened(empty_folder / "vault.db", empty_template.keys) as connection:
        leaves = [raw_trail.canonical(entry) for entry in raw_trail.entries(connection)]
    assert (head.count, head.root) == (len(leaves), tree_hash(leaves))
    assert verify_audit(workspace, [], no_progress).root == head.root.hex()
    lock(workspace)
