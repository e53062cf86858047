"""The audit trail read and rewritten row by row, by somebody who has every key and knows the format.

The format is written out here once more, from its description; nothing of `dpo_desktop.storage.audit` is used.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

COLUMNS = "seq, at, actor, action, object_type, object_id, detail, previous, digest, mac, key_epoch"
Row = tuple[Any, ...]


def canonical(entry: Row) -> bytes:
    seq, at, actor, action, object_type, object_id, detail, previous, _, _, epoch = entry
    body = [1, seq, at, actor, action, object_type, object_id, detail, previous.hex(), epoch]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def entries(connection: Any) -> list[Row]:
    found: list[Row] = connection.execute(f"SELECT {COLUMNS} FROM audit_entry ORDER BY seq").fetchall()
    return found


def mac_key(connection: Any) -> bytes:
    key: bytes = connection.execute("SELECT key FROM secret_key WHERE purpose = 'audit' AND epoch = 1").fetchone()[0]
    return key


def head_message(log_id: str, count: int, root: bytes, occasion: str, signed_at: str) -> bytes:
    return json.dumps(["dpo-audit-head", 1, log_id, count, root.hex(), occasion, signed_at]).encode()


def tree_hash(entries: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962: split at the largest power of two below the count."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return hashlib.sha256(b"\x01" + tree_hash(entries[:split]) + tree_hash(entries[split:])).digest()


@contextmanager
def without_guards(connection: Any) -> Iterator[None]:
    """Drop every trigger for a while and put them back as they were, so that nothing tells of it."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.execute("PRAGMA foreign_keys=OFF")
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.execute(sql)


def chain_again(connection: Any, key: bytes, start: int = 1) -> None:
    """Number, chain and MAC every entry from `start` on anew, in the order they stand."""
    previous = bytes(32)
    for number, entry in enumerate(entries(connection), start=1):
        if number < start:
            previous = entry[8]
            continue
        old = entry[0]
        entry = (number, *entry[1:7], previous, *entry[8:])
        previous = hashlib.sha256(canonical(entry)).digest()
        mac = hmac.digest(key, canonical(entry), "sha256")
        connection.execute(
            "UPDATE audit_entry SET seq = ?, previous = ?, digest = ?, mac = ? WHERE seq = ?",
            (number, entry[7], previous, mac, old),
        )
        connection.execute("UPDATE row_proof SET seq = ? WHERE seq = ?", (number, old))


def frontier(leaves: Sequence[bytes]) -> bytes:
    parts, start = [], 0
    for power in reversed(range(len(leaves).bit_length())):
        size = 1 << power
        if len(leaves) & size:
            parts.append(size.to_bytes(8, "big") + tree_hash(leaves[start : start + size]))
            start += size
    return b"".join(parts)


def sign_again(connection: Any, seed: bytes) -> None:
    """Make every signed head fit the entries as they are now."""
    (log_id,) = connection.execute("SELECT log_id FROM workspace").fetchone()
    leaves = [canonical(entry) for entry in entries(connection)]
    key = Ed25519PrivateKey.from_private_bytes(seed)
    for row, count, occasion, at in connection.execute(
        "SELECT id, entry_count, occasion, signed_at FROM audit_head"
    ).fetchall():
        count = min(count, len(leaves))
        root = tree_hash(leaves[:count])
        signature = key.sign(head_message(log_id, count, root, occasion, at))
        connection.execute(
            "UPDATE audit_head SET entry_count = ?, root = ?, frontier = ?, signature = ? WHERE id = ?",
            (count, root, frontier(leaves[:count]), signature, row),
        )
