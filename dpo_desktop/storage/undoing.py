"""Takes back what one audit entry did to its rows: old values from `revision`, and rows that it made are taken away.

The trail keeps the entry and its undo. Old values that do not give the proof of the version before are refused.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, text

from dpo_desktop.domain.errors import RuleViolation, StorageUnavailable
from dpo_desktop.storage import row_proofs
from dpo_desktop.storage.base import Base, Proven
from dpo_desktop.storage.tables import RevisionRow, RowProofRow
from dpo_desktop.storage.unit_of_work import UnitOfWork

_IDS_PER_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class _Touched:
    table: str
    row_id: int
    proof: bytes
    before: tuple[int, bytes] | None  # version and proof in the entry before; None for a row that this one made


def take_back(
    uow: UnitOfWork, seq: int, only: Collection[tuple[str, int]] | None = None
) -> tuple[list[Proven], frozenset[str]]:
    """Put the rows of entry `seq` back as they were. Gives the rows that changed and the names of their fields; the
    caller records them. `only`: table and id of the rows to put back, the others of the entry stay.

    Raises:
        RuleViolation: a later entry touched one of them.
        StorageUnavailable: a row, or an old value, is not what the trail recorded.
    """
    connection = uow.session.connection()
    connection.execute(text("PRAGMA defer_foreign_keys=ON"))  # a row may go before the one that names it is put back
    old = {
        (row.object_type, row.object_id): json.loads(row.old_values)
        for row in uow.session.scalars(select(RevisionRow).where(RevisionRow.seq == seq))
    }
    if only is not None:
        old = {key: values for key, values in old.items() if key in only}
    touched = _touched(connection, seq, only)
    changed: list[Proven] = []
    for one in touched:
        row = uow.session.get_one(_class_of(one.table), one.row_id)
        if one.before is None:
            uow.session.delete(row)
        elif (values := old.get((one.table, one.row_id))) is not None:
            _put_back(connection, one, values)
            uow.session.expire(row)
            changed.append(row)
    uow.session.flush()
    return changed, frozenset(name for values in old.values() for name in values)


def take_away(uow: UnitOfWork, table: type[Proven], ids: Sequence[int]) -> None:
    """Remove rows that an entry made, many at a time; the caller records it.

    Raises StorageUnavailable: a row is not what the trail recorded.
    """
    connection, name = uow.session.connection(), table.__tablename__
    for at in range(0, len(ids), _IDS_PER_STATEMENT):
        chunk = ids[at : at + _IDS_PER_STATEMENT]
        recorded = row_proofs.newest_of(connection, name, chunk)
        unknown = next((row_id for row_id in chunk if row_id not in recorded), None)
        if unknown is not None:
            raise StorageUnavailable("storage.row_changed", table=name, row=unknown)
        for version in {version for version, _proof in recorded.values()}:
            standing = row_proofs.proofs(connection, name, chunk, version)
            for row_id, (recorded_version, proof) in recorded.items():
                if recorded_version == version and standing.get(row_id) != proof:
                    raise StorageUnavailable("storage.row_changed", table=name, row=row_id)
        uow.session.execute(delete(table).where(table.id.in_(chunk)))
        uow.forget(table, chunk)


def _touched(connection: Connection, seq: int, only: Collection[tuple[str, int]] | None) -> list[_Touched]:
    found: list[_Touched] = []
    for table, row_id, version, proof in connection.execute(
        select(RowProofRow.object_type, RowProofRow.object_id, RowProofRow.version, RowProofRow.proof).where(
            RowProofRow.seq == seq
        )
    ):
        if only is not None and (table, row_id) not in only:
            continue
        if row_proofs.newest(connection, table, row_id) != (version, proof):
            raise RuleViolation("undo.changed_since")
        if row_proofs.proofs(connection, table, [row_id], version).get(row_id) != proof:
            raise StorageUnavailable("storage.row_changed", table=table, row=row_id)
        before = connection.execute(
            select(RowProofRow.version, RowProofRow.proof)
            .where(RowProofRow.object_type == table, RowProofRow.object_id == row_id, RowProofRow.seq < seq)
            .order_by(RowProofRow.seq.desc(), RowProofRow.position.desc())
            .limit(1)
        ).first()
        is_older = before is not None and before.version != row_proofs.GONE  # an id may come again after an undo
        found.append(_Touched(table, row_id, proof, (before.version, before.proof) if before and is_older else None))
    return found


def _put_back(connection: Connection, one: _Touched, values: dict[str, object]) -> None:
    places = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(
        text(f"UPDATE {one.table} SET {places} WHERE id = :row_id"),  # noqa: S608
        {**values, "row_id": one.row_id},
    )
    assert one.before is not None
    version, proof = one.before
    if row_proofs.proofs(connection, one.table, [one.row_id], version).get(one.row_id) != proof:
        raise StorageUnavailable("storage.row_changed", table=one.table, row=one.row_id)


def _class_of(table: str) -> type[Proven]:
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ == table:
            found = mapper.class_
            assert issubclass(found, Proven)
            return found
    raise LookupError(table)
