"""The audit trail as a test reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select

from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import AuditEntryRow, RowProofRow


@dataclass(frozen=True)
class Recorded:
    action: str
    object_type: str
    object_id: int
    detail: dict[str, object]
    rows: tuple[tuple[str, int], ...]  # kinds and ids of the rows it proves


def trail(workspace: OpenWorkspace, after: int = 0) -> list[Recorded]:
    """The entries after a number, oldest first."""
    with workspace.store.reading() as session:
        proofs: dict[int, list[tuple[str, int]]] = {}
        for proof in session.scalars(select(RowProofRow)):
            proofs.setdefault(proof.seq, []).append((proof.object_type, proof.object_id))
        entries = session.scalars(select(AuditEntryRow).where(AuditEntryRow.seq > after).order_by(AuditEntryRow.seq))
        return [
            Recorded(
                entry.action,
                entry.object_type,
                entry.object_id,
                json.loads(entry.detail),
                tuple(sorted(proofs.get(entry.seq, []))),
            )
            for entry in entries
        ]


def whole_trail(workspace: OpenWorkspace) -> str:
    """Every word that the entries hold, for a search."""
    with workspace.store.reading() as session:
        return "\n".join(
            f"{row.actor} {row.action} {row.object_type} {row.detail}" for row in session.scalars(select(AuditEntryRow))
        )
