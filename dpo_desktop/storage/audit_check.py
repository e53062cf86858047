"""Checks the whole audit trail: every entry, every proven row, every signed head, and heads that left in reports.

What it cannot find is said in docs/guide/audit-trail.md: entries that the holder of the passphrase invents, and
anything rewritten after the last head that left this machine.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, text

from dpo_desktop.domain.merkle import Frontier, leaf_hash
from dpo_desktop.domain.progress import Progress
from dpo_desktop.storage import row_proofs, search_index
from dpo_desktop.storage.audit import AUDIT_KEY, START, Entry, entry_of, head_message, rows_root
from dpo_desktop.storage.tables import (
    TRIGGERS,
    AuditEntryRow,
    AuditHeadRow,
    OfficerRow,
    RowProofRow,
    SecretKeyRow,
    WorkspaceRow,
)
from dpo_desktop.vault.keys import signature_is_valid

Finding = tuple[str, tuple[tuple[str, str | int], ...]]
_REPORT_EVERY = 500


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that left this machine in a report."""

    report: str
    log_id: str
    count: int
    root: str


@dataclass(slots=True)
class _Walk:
    """What reading the entries in order leaves behind."""

    count: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)
    frontiers: dict[int, bytes] = field(default_factory=dict)
    newest: dict[tuple[str, int], tuple[int, int, bytes]] = field(default_factory=dict)  # seq, version, proof
    findings: list[Finding] = field(default_factory=list)
    broken: bool = False


def _finding(code: str, **parameters: str | int) -> Finding:
    return code, tuple(sorted(parameters.items()))


def check(connection: Connection, anchors: Sequence[Anchor], progress: Progress) -> tuple[int, list[Finding]]:
    """The number of entries and every finding, in the order of the trail; empty when all is whole."""
    log_id = connection.execute(select(WorkspaceRow.log_id)).scalar_one()
    heads = connection.execute(select(AuditHeadRow.__table__).order_by(AuditHeadRow.entry_count, AuditHeadRow.id)).all()
    wanted = {head.entry_count for head in heads} | {anchor.count for anchor in anchors}
    walk = _walk_entries(connection, wanted, progress)
    findings = list(walk.findings)
    if not walk.broken:  # behind a bad entry nothing is known of what later ones proved
        findings += _check_rows(connection, walk)
    findings += [*_check_triggers(connection), *_check_pages(connection)]
    public_keys = {row.key_id: row.public_key for row in connection.execute(select(OfficerRow.__table__))}
    for head in heads:
        if walk.broken and head.entry_count > walk.count:
            continue
        message = head_message(log_id, head.entry_count, head.root, head.occasion, head.signed_at)
        if (walk.roots.get(head.entry_count), walk.frontiers.get(head.entry_count)) != (head.root, head.frontier):
            findings.append(_finding("audit.head_differs", count=head.entry_count))
        elif not signature_is_valid(public_keys.get(head.officer, b""), head.signature, message):
            findings.append(_finding("audit.head_signature_invalid", count=head.entry_count))
    findings += _check_anchors(anchors, log_id, walk)
    return walk.count, findings


def _check_anchors(anchors: Sequence[Anchor], log_id: str, walk: _Walk) -> Iterator[Finding]:
    for anchor in anchors:
        if anchor.log_id != log_id:
            yield _finding("audit.anchor_other_log", report=anchor.report)
        elif walk.broken and anchor.count > walk.count:
            continue  # nothing is known of what stands behind the bad entry
        elif anchor.count > walk.count:
            yield _finding("audit.anchor_log_shorter", report=anchor.report, count=anchor.count, found=walk.count)
        elif walk.roots.get(anchor.count, b"").hex() != anchor.root:
            yield _finding("audit.anchor_differs", report=anchor.report, count=anchor.count)


def _walk_entries(connection: Connection, wanted: set[int], progress: Progress) -> _Walk:
    keys = {
        row.epoch: row.key
        for row in connection.execute(
            select(SecretKeyRow.epoch, SecretKeyRow.key).where(SecretKeyRow.purpose == AUDIT_KEY)
        )
    }
    total = connection.execute(text("SELECT count(*) FROM audit_entry")).scalar_one()
    proofs = _ProofReader(connection)
    walk, growing, previous = _Walk(), Frontier(), START
    walk.roots[0] = growing.root()
    for row in connection.execute(select(AuditEntryRow.__table__).order_by(AuditEntryRow.seq)):
        entry = entry_of(row)  # type: ignore[arg-type]  # a Core row has the same attributes
        canonical = entry.canonical()
        key = keys.get(entry.key_epoch)
        taken = proofs.of_entry(entry.seq)
        sound = (
            entry.seq == walk.count + 1
            and entry.previous == previous
            and hashlib.sha256(canonical).digest() == row.digest
            and key is not None
            and hmac.compare_digest(hmac.digest(key, canonical, "sha256"), row.mac)
            and _rows_match(entry.detail, taken)
        )
        if not sound:
            walk.findings.append(_finding("audit.entry_bad", seq=walk.count + 1))
            walk.broken = True
            break
        walk.count += 1
        previous = row.digest
        growing.append(leaf_hash(canonical))
        if walk.count in wanted:
            walk.roots[walk.count], walk.frontiers[walk.count] = growing.root(), growing.to_bytes()
        walk.findings += _changed_between(walk, entry, taken)
        for proof in taken:
            walk.newest[proof.object_type, proof.object_id] = (entry.seq, proof.version, proof.proof)
        if walk.count % _REPORT_EVERY == 0:
            progress(walk.count, total)
    return walk


def _changed_between(walk: _Walk, entry: Entry, taken: list[RowProofRow]) -> Iterator[Finding]:
    """An entry that changed no field of its subject proves it as it was; else somebody changed the row in between."""
    if json.loads(entry.detail).get("fields"):
        return
    for proof in taken:
        known = walk.newest.get((proof.object_type, proof.object_id))
        is_subject = (proof.object_type, proof.object_id) == (entry.object_type, entry.object_id)
        if is_subject and known is not None and known[1] == proof.version and known[2] != proof.proof:
            yield _finding("audit.row_changed", table=proof.object_type, row=proof.object_id, seq=known[0])


class _ProofReader:
    """Reads `row_proof` once, side by side with the entries."""

    def __init__(self, connection: Connection) -> None:
        table = RowProofRow.__table__
        self._rows = iter(
            connection.execute(select(table).order_by(RowProofRow.seq, RowProofRow.position)).yield_per(1000)
        )
        self._next = next(self._rows, None)

    def of_entry(self, seq: int) -> list[RowProofRow]:
        found: list[RowProofRow] = []
        while self._next is not None and self._next.seq <= seq:
            if self._next.seq == seq:
                found.append(self._next)  # type: ignore[arg-type]  # a Core row has the same attributes
            self._next = next(self._rows, None)
        return found


def _rows_match(detail: str, taken: list[RowProofRow]) -> bool:
    try:
        body = json.loads(detail)
        root = rows_root((row.object_type, row.object_id, row.version, row.proof) for row in taken)
        return bool(body["rows"] == len(taken) and body["rows_root"] == root.hex())
    except (ValueError, KeyError, TypeError):
        return False


def _check_rows(connection: Connection, walk: _Walk) -> Iterator[Finding]:
    """Each row as it stands against its newest proof. Catches a page of an older file that was put back."""
    for table in row_proofs.PROVEN_TABLES:
        known_of_table = {row_id: known for (name, row_id), known in walk.newest.items() if name == table}
        recorded = {row_id: known for row_id, known in known_of_table.items() if known[1] != row_proofs.GONE}
        standing = row_proofs.all_ids(connection, table)
        for version in sorted({known[1] for known in recorded.values()} | {row_proofs.VERSION}):
            ids = [row_id for row_id in standing if recorded.get(row_id, (0, row_proofs.VERSION, b""))[1] == version]
            for row_id, proof in row_proofs.proofs(connection, table, ids, version).items():
                if row_id not in recorded:
                    yield _finding("audit.row_unrecorded", table=table, row=row_id)
                elif recorded[row_id][2] != proof:
                    yield _finding("audit.row_changed", table=table, row=row_id, seq=recorded[row_id][0])
        for row_id in sorted(recorded.keys() - set(standing)):
            yield _finding("audit.row_missing", table=table, row=row_id, seq=recorded[row_id][0])


def _check_triggers(connection: Connection) -> Iterator[Finding]:
    listing = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    present: dict[str, str] = {row.name: row.sql for row in listing}
    for name, sql in TRIGGERS.items():
        if " ".join(present.get(name, "").split()) != " ".join(sql.split()):
            yield _finding("audit.guard_missing", name=name)


def _check_pages(connection: Connection) -> Iterator[Finding]:
    """Indexes against their tables: an older page of an index leaves every row whole and hides some from the lists."""
    whole = connection.execute(text("PRAGMA integrity_check(1)")).scalar_one() == "ok"
    if not whole or not search_index.is_complete(connection):
        yield _finding("audit.pages_inconsistent")
