"""The audit trail: append-only entries, chained, MACed, with an RFC 6962 head that officers sign.

An entry names records by id and fields by name, never a person. It holds the Merkle root over the proofs of the rows it
touched (`storage.row_proofs`), so an entry for one row and an entry for an import of thousands are the same thing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from dpo_desktop.domain.merkle import Frontier, leaf_hash, root_of
from dpo_desktop.storage import row_proofs
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.engine import mark_recorded, unaudited
from dpo_desktop.storage.tables import AuditEntryRow, AuditHeadRow, RowProofRow, SecretKeyRow
from dpo_desktop.vault.keys import Keys

FORMAT = 1
AUDIT_KEY = "audit"
START = bytes(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is hashed and MACed, in the order of the canonical form."""

    seq: int
    at: datetime
    actor: str
    action: str
    object_type: str
    object_id: int
    detail: str
    previous: bytes
    key_epoch: int

    def canonical(self) -> bytes:
        instant = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        body = [
            FORMAT,
            self.seq,
            instant,
            self.actor,
            self.action,
            self.object_type,
            self.object_id,
            self.detail,
            self.previous.hex(),
            self.key_epoch,
        ]
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Head:
    """Merkle root over the first `count` entries; `digest` is the chain digest of the last one."""

    count: int
    root: bytes
    digest: bytes


def entry_of(row: AuditEntryRow) -> Entry:
    return Entry(
        row.seq,
        row.at,
        row.actor,
        row.action,
        row.object_type,
        row.object_id,
        row.detail,
        row.previous,
        row.key_epoch,
    )


def head_message(log_id: str, count: int, root: bytes, occasion: str, signed_at: datetime) -> bytes:
    """The bytes an officer signs."""
    instant = signed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return json.dumps(["dpo-audit-head", 1, log_id, count, root.hex(), occasion, instant]).encode()


def rows_root(rows: Iterable[tuple[str, int, int, bytes]]) -> bytes:
    """Merkle root over table, id, version and proof of each row, so that an entry says which rows it touched."""
    leaves = (json.dumps([table, row_id, version, proof.hex()]).encode() for table, row_id, version, proof in rows)
    return root_of(map(leaf_hash, leaves))


def current_key(connection: Connection) -> tuple[int, bytes]:
    row = connection.execute(
        select(SecretKeyRow.epoch, SecretKeyRow.key)
        .where(SecretKeyRow.purpose == AUDIT_KEY)
        .order_by(SecretKeyRow.epoch.desc())
        .limit(1)
    ).one()
    return row.epoch, row.key


def append(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: Proven,
    rows: Sequence[tuple[str, int]],
    fields: Sequence[str],
    codes: dict[str, str | int],
    gone: Sequence[tuple[str, int]] = (),
) -> int:
    """Add one entry to the transaction of this connection and give its number. `rows` are table and id of flushed
    rows whose versions are proven by it, `gone` those of rows that it took away.

    `codes` are parameters without personal data; `fields` names what changed.
    """
    last = connection.execute(
        select(AuditEntryRow.seq, AuditEntryRow.digest).order_by(AuditEntryRow.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, START)
    proven = [
        *((table, row_id, row_proofs.VERSION, proof) for table, row_id, proof in _proofs_of(connection, rows)),
        *((table, row_id, row_proofs.GONE, row_proofs.ABSENT) for table, row_id in sorted(gone)),
    ]
    detail = {
        **codes,
        "fields": sorted(fields),
        "rows": len(proven),
        "rows_root": rows_root(proven).hex(),
    }
    epoch, key = current_key(connection)
    entry = Entry(
        seq,
        at,
        actor,
        action,
        subject.__tablename__,
        subject.id,
        json.dumps(detail, sort_keys=True, separators=(",", ":")),
        previous,
        epoch,
    )
    canonical = entry.canonical()
    connection.execute(
        insert(AuditEntryRow).values(
            seq=seq,
            at=at,
            actor=actor,
            action=action,
            object_type=entry.object_type,
            object_id=entry.object_id,
            detail=entry.detail,
            previous=previous,
            digest=hashlib.sha256(canonical).digest(),
            mac=hmac.digest(key, canonical, "sha256"),
            key_epoch=epoch,
        )
    )
    if proven:
        connection.execute(
            insert(RowProofRow),
            [
                {
                    "seq": seq,
                    "position": position,
                    "object_type": table,
                    "object_id": row_id,
                    "version": version,
                    "proof": proof,
                }
                for position, (table, row_id, version, proof) in enumerate(proven)
            ],
        )
    mark_recorded(connection)
    return seq


def _proofs_of(connection: Connection, rows: Sequence[tuple[str, int]]) -> list[tuple[str, int, bytes]]:
    by_table: dict[str, list[int]] = {}
    for table, row_id in rows:
        by_table.setdefault(table, []).append(row_id)
    found: list[tuple[str, int, bytes]] = []
    for table in sorted(by_table):
        ids = sorted(set(by_table[table]))
        proofs = row_proofs.proofs(connection, table, ids)
        found += [(table, row_id, proofs[row_id]) for row_id in ids]
    return found


def frontier(connection: Connection) -> tuple[Frontier, bytes]:
    """The Merkle frontier over all entries and the last chain digest, starting from the newest signed head."""
    start = connection.execute(
        select(AuditHeadRow.frontier).order_by(AuditHeadRow.entry_count.desc(), AuditHeadRow.id.desc()).limit(1)
    ).scalar()
    growing = Frontier.from_bytes(start) if start else Frontier()
    digest = (
        connection.execute(select(AuditEntryRow.digest).where(AuditEntryRow.seq == growing.count)).scalar() or START
    )
    rows = connection.execute(
        select(AuditEntryRow.__table__).where(AuditEntryRow.seq > growing.count).order_by(AuditEntryRow.seq)
    )
    for row in rows:
        growing.append(leaf_hash(_entry_of_mapping(row).canonical()))
        digest = row.digest
    return growing, digest


def _entry_of_mapping(row: object) -> Entry:
    return entry_of(row)  # type: ignore[arg-type]  # a Core row has the same attributes


def head(connection: Connection) -> Head:
    growing, digest = frontier(connection)
    return Head(growing.count, growing.root(), digest)


def sign_head(connection: Connection, *, log_id: str, occasion: str, at: datetime, keys: Keys) -> Head:
    """Sign the current head, unless the newest signature covers it already.

    Heads are no audited rows: they are the proof itself.
    """
    growing, digest = frontier(connection)
    root = growing.root()
    newest = connection.execute(select(AuditHeadRow.entry_count).order_by(AuditHeadRow.id.desc()).limit(1)).scalar()
    if newest != growing.count:
        message = head_message(log_id, growing.count, root, occasion, at)
        with unaudited(connection):
            connection.execute(
                insert(AuditHeadRow).values(
                    entry_count=growing.count,
                    root=root,
                    frontier=growing.to_bytes(),
                    signed_at=at,
                    occasion=occasion,
                    officer=keys.officer,
                    signature=keys.sign(message),
                )
            )
    return Head(growing.count, root, digest)
