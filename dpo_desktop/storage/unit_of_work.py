"""One use case, one transaction: a database session, its audit entry and what changed.

Leaving the block without `commit` rolls everything back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from dpo_desktop.domain.changes import Changes
from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.storage import audit, row_proofs
from dpo_desktop.storage.engine import Store
from dpo_desktop.storage.failures import environment_failure
from dpo_desktop.storage.tables import AuditEntryRow, OfficerRow, Proven
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
        self._list_changed = False
        self._known: set[tuple[str, int]] = set()  # rows of this transaction that were compared, or made in it
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

    def _after_flush(self, session: Session, _context: object) -> None:
        self._known |= {(row.__tablename__, row.id) for row in session.new if isinstance(row, Proven)}

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
        """Add the audit entry: what was done to `subject`, and the proofs of it and of `rows`, all flushed first.

        `codes` hold codes, numbers and hashes, never anything a person wrote.
        """
        self._session.flush()
        touched = [subject, *rows]
        audit.append(
            self._session.connection(),
            at=self.now,
            actor=self._store.keys.officer,
            action=action,
            subject=subject,
            rows=touched,
            fields=fields,
            codes=codes,
        )
        self._requests |= {row.id for row in touched if row.__tablename__ == "request"}
        self._reports |= {row.id for row in touched if row.__tablename__ == "report"}
        self._mails |= {row.id for row in touched if row.__tablename__ == "mail"}
        self._settings = self._settings or any(row.__tablename__ in ("workspace", "officer") for row in touched)
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
            request_list=self._list_changed,
        )
