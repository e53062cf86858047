"""One use case, one transaction: a database session, its audit entry and what changed.

Leaving the block without `commit` rolls everything back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from types import TracebackType

from sqlalchemy import delete, event, insert, inspect, select
from sqlalchemy.orm import Session

from dpo_desktop.domain.changes import Changes
from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.storage import audit, row_proofs
from dpo_desktop.storage.base import Base, Proven
from dpo_desktop.storage.engine import Store, UnauditedWrite, unaudited
from dpo_desktop.storage.failures import environment_failure, translated
from dpo_desktop.storage.register_tables import REGISTER_TABLES
from dpo_desktop.storage.search_index import Reindexing
from dpo_desktop.storage.tables import NOT_AUDITED, REVISED, AuditEntryRow, OfficerRow, RevisionRow
from dpo_desktop.vault.state import HighWaterMark, write_state

Clock = Callable[[], datetime]


class UnitOfWork:
    """Use as `with UnitOfWork(store, clock) as uow: ... uow.record(...); return uow.commit()`."""

    def __init__(self, store: Store, clock: Clock, *, read_only: bool = False) -> None:
        self._store = store
        self._clock = clock
        self._read_only = read_only
        self._requests: set[int] = set()
        self._reports: set[int] = set()
        self._mails: set[int] = set()
        self._settings = False
        self._registers = False
        self._list_changed = False
        self._known: set[tuple[str, int]] = set()  # rows of this transaction that were compared, or made in it
        self._made: set[tuple[str, int]] = set()
        self._old: dict[tuple[str, int], dict[str, object]] = {}  # values before this transaction, by column
        self._gone: set[tuple[str, int]] = set()
        self._aside: list[tuple[str, int]] = []
        self._reindexing = Reindexing()
        self.seq = 0  # of the newest entry of this transaction
        self.now = clock()

    @property
    def session(self) -> Session:
        return self._session

    def __enter__(self) -> UnitOfWork:
        if self._read_only:
            raise StorageUnavailable("vault.read_only")
        self._store.write_lock.acquire()
        try:
            self._session = Session(self._store.write_engine, expire_on_commit=False)
            event.listen(self._session, "before_flush", self._before_flush)
            event.listen(self._session, "after_flush", self._after_flush)
            self._session.connection()
        except BaseException as error:  # noqa: BLE001  (whatever it is, the lock is given back and it goes on)
            self._store.write_lock.release()
            raise environment_failure(error) or error from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._session.close()
        finally:
            self._store.write_lock.release()
        if error is not None:
            failure = environment_failure(error)
            if failure is not None:
                raise failure from None

    def _before_flush(self, session: Session, _context: object, _instances: object) -> None:
        """A row that is about to change must stand as the audit trail last saw it: else the new proof would make good
        what was done behind the program's back.

        Raises StorageUnavailable.
        """
        changed = [row for row in session.dirty if session.is_modified(row)]
        for row in (*changed, *session.deleted):
            if not isinstance(row, Proven) or (row.__tablename__, row.id) in self._known:
                continue
            self._known.add((row.__tablename__, row.id))
            recorded = row_proofs.newest(session.connection(), row.__tablename__, row.id)
            if recorded is None:
                continue
            version, proof = recorded
            if row_proofs.proofs(session.connection(), row.__tablename__, [row.id], version).get(row.id) != proof:
                raise StorageUnavailable("storage.row_changed", table=row.__tablename__, row=row.id)
        for row in changed:
            if isinstance(row, Proven) and inspect(row).attrs.proof_salt.history.has_changes():
                self._reindexing.purge()
            if isinstance(row, Proven) and row.__tablename__ in REVISED:
                self._keep_old_values(session, row)

    def _keep_old_values(self, session: Session, row: Proven) -> None:
        key = (row.__tablename__, row.id)
        if key in self._made:
            return
        changed = [one.key for one in inspect(row).attrs if one.history.has_changes()]
        if "proof_salt" in changed:  # its content is removed for good, here and in what older versions left
            self._old.pop(key, None)
            session.execute(
                delete(RevisionRow).where(RevisionRow.object_type == key[0], RevisionRow.object_id == key[1])
            )
            return
        kept = self._old.setdefault(key, {})
        columns = [name for name in changed if name not in kept]
        kept |= row_proofs.values(session.connection(), row.__tablename__, row.id, columns)

    def _after_flush(self, session: Session, _context: object) -> None:
        made = {(row.__tablename__, row.id) for row in session.new if isinstance(row, Proven)}
        self._known |= made
        self._made |= made
        self._gone |= {(row.__tablename__, row.id) for row in session.deleted if isinstance(row, Proven)}
        self._reindexing.note((*session.new, *session.dirty, *session.deleted))
        if session.deleted:
            self._reindexing.purge()

    def set_aside(self, rows: Sequence[Proven]) -> None:
        """Send rows to the database and keep only their names for the next entry: of an import of many thousands no
        more than some are held. Nobody else may change them in this transaction.
        """
        self._session.flush()
        self._reindexing.note(rows)
        self._aside += _names(rows)
        for row in dict.fromkeys(rows):
            self._session.expunge(row)

    def forget(self, table: type[Proven], ids: Sequence[int]) -> None:
        """Rows that a statement took away: the next entry says that they are gone."""
        self._gone |= {(table.__tablename__, row_id) for row_id in ids}
        self._session.execute(
            delete(RevisionRow).where(RevisionRow.object_type == table.__tablename__, RevisionRow.object_id.in_(ids))
        )
        self._reindexing.note_gone(table, ids)

    def officer(self) -> OfficerRow:
        """The officer who unlocked the workspace."""
        return self._session.scalars(select(OfficerRow).where(OfficerRow.key_id == self._store.keys.officer)).one()

    def record(
        self,
        action: str,
        subject: Proven,
        *,
        rows: Iterable[Proven] = (),
        fields: Sequence[str] = (),
        list_changed: bool = False,
        **codes: str | int,
    ) -> None:
        """Add the audit entry: what was done to `subject`, and the proofs of it, of `rows` and of what was set aside,
        all flushed first.

        `codes` hold codes, numbers and hashes, never anything a person wrote.
        """
        self._session.flush()
        self._reindexing.note((subject, *rows))
        touched = [one for one in (*_names((subject, *rows)), *self._aside) if one not in self._gone]
        self._aside = []
        self.seq = audit.append(
            self._session.connection(),
            at=self.now,
            actor=self._store.keys.officer,
            action=action,
            subject=subject,
            rows=touched,
            fields=fields,
            codes=codes,
            gone=sorted(self._gone),
        )
        if self._old:
            old = [
                {"seq": self.seq, "object_type": table, "object_id": row_id, "old_values": json.dumps(values)}
                for (table, row_id), values in self._old.items()
            ]
            self._session.execute(insert(RevisionRow), old)
        self._requests |= {row_id for table, row_id in self._gone if table == "request"}
        self._old, self._gone = {}, set()
        self._requests |= {row_id for table, row_id in touched if table == "request"}
        self._reports |= {row_id for table, row_id in touched if table == "report"}
        self._mails |= {row_id for table, row_id in touched if table == "mail"}
        self._settings = self._settings or any(table in ("workspace", "officer") for table, _row_id in touched)
        self._registers = self._registers or any(table in REGISTER_TABLES for table, _row_id in touched)
        self._list_changed = self._list_changed or list_changed

    def sign_head(self, log_id: str, occasion: str) -> audit.Head:
        return audit.sign_head(
            self._session.connection(), log_id=log_id, occasion=occasion, at=self.now, keys=self._store.keys
        )

    def commit(self) -> Changes:
        """Make it last. The state file follows; it may lag behind the database, never lead it.

        Raises:
            UnauditedWrite: rows changed and nothing was recorded.
            StorageUnavailable: the disk is full, not writable or failing; nothing was kept.
        """
        self._session.flush()
        self._reindexing.run(self._session.connection())
        last = self._session.execute(
            select(AuditEntryRow.seq, AuditEntryRow.digest).order_by(AuditEntryRow.seq.desc()).limit(1)
        ).first()
        self._session.commit()
        if last is not None:
            with suppress(StorageUnavailable):
                mark = HighWaterMark(last.seq, last.digest.hex())
                write_state(self._store.folder.state, mark, self._store.keys)
        return Changes(
            frozenset(self._requests),
            frozenset(self._reports),
            frozenset(self._mails),
            settings=self._settings,
            registers=self._registers,
            request_list=self._list_changed,
        )


def _names(rows: Iterable[Proven]) -> list[tuple[str, int]]:
    return [(row.__tablename__, row.id) for row in rows]


@contextmanager
def unaudited_session(store: Store, *, read_only: bool = False) -> Iterator[Session]:
    """A transaction over drafts and saved filters only; it commits at the end of the block.

    Raises:
        StorageUnavailable: the disk is full, not writable or failing; nothing was kept.
        UnauditedWrite: another table was touched.
    """
    if read_only:
        raise StorageUnavailable("vault.read_only")
    with translated(), store.write_lock, Session(store.write_engine, expire_on_commit=False) as session:
        event.listen(session, "before_flush", _only_unaudited)
        with unaudited(session.connection()):
            yield session
            session.flush()
        session.commit()


def _only_unaudited(session: Session, _context: object, _instances: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        assert isinstance(row, Base)
        if row.__tablename__ not in NOT_AUDITED:
            raise UnauditedWrite(f"{row.__tablename__} is audited")
