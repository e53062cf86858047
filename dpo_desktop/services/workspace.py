"""Create, unlock, lock and describe a workspace.

Creation is a path of its own: it makes a new folder beside the target and renames it when everything in it is complete.
Unlocking never creates anything, whatever is missing.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import BaseFileLock
from sqlalchemy import select
from sqlalchemy.orm import Session

from dpo_desktop.domain.changes import Changes
from dpo_desktop.domain.errors import Conflict, DpoError, NotFound, RuleViolation, StorageUnavailable
from dpo_desktop.domain.passphrases import passphrase_problems
from dpo_desktop.services import law
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import WorkspaceView
from dpo_desktop.storage import audit, migrate
from dpo_desktop.storage.base import uuid7
from dpo_desktop.storage.engine import Store
from dpo_desktop.storage.tables import (
    AttachmentRow,
    AuditEntryRow,
    AuthorityRow,
    OfficerRow,
    SecretKeyRow,
    WorkspaceRow,
)
from dpo_desktop.storage.unit_of_work import Clock, UnitOfWork, unaudited_session
from dpo_desktop.vault import header as header_file
from dpo_desktop.vault.files import make_private_folder, sync_folder, translated, write_atomically
from dpo_desktop.vault.folder import (
    VaultFolder,
    acquire_lock,
    check_database_file,
    keep_header_copy,
    read_header,
    restore_header_copy,
    unlock_with_passphrase,
    unlock_with_recovery_code,
    write_header,
)
from dpo_desktop.vault.header import Header
from dpo_desktop.vault.keys import (
    KEY_BYTES,
    KdfParameters,
    Keys,
    calibrated,
    new_recovery_code,
    passphrase_bytes,
    recovery_bytes,
)
from dpo_desktop.vault.side_files import empty_opened_outside, remove_orphans
from dpo_desktop.vault.state import HighWaterMark, read_state, write_state

_ORPHAN_AGE = timedelta(hours=24)


@dataclass(slots=True)
class OpenWorkspace:
    """An unlocked workspace. Windows pass it to services and look at nothing but `read_only` and `opened_by`."""

    store: Store = field(repr=False)
    header: Header = field(repr=False)
    clock: Clock = field(repr=False)
    lock: BaseFileLock = field(repr=False)
    opened_by: str  # "passphrase" or "recovery"
    zone: ZoneInfo
    log_id: str
    read_only: bool = False
    missing_entries: int = 0  # recorded changes that the state file knows and the database lost
    key_file_is_older: bool = False

    def unit_of_work(self) -> UnitOfWork:
        return UnitOfWork(self.store, self.clock, read_only=self.read_only)

    def unaudited_session(self) -> AbstractContextManager[Session]:
        """A transaction over drafts and saved filters only."""
        return unaudited_session(self.store, read_only=self.read_only)

    def interrupt_reads(self) -> None:
        """Stop what the read lane is asking; it ends with Cancelled."""
        self.store.interrupt_reads()

    def now(self) -> datetime:
        return self.clock()


@dataclass(frozen=True, slots=True)
class Created:
    """A new workspace, open, and the recovery code, which is shown once and kept nowhere."""

    workspace: OpenWorkspace
    recovery_code: str = field(repr=False)


def workspace_exists(folder: Path) -> bool:
    return VaultFolder(folder).exists()


def create_workspace(
    folder: Path,
    *,
    organisation: str,
    officer_name: str,
    officer_role: str,
    place: str,
    time_zone: str,
    passphrase: str,
    clock: Clock,
    is_demo: bool = False,
    kdf: KdfParameters | None = None,
    recovery_typed_back: bool = True,
) -> Created:
    """Make a workspace in a folder that does not exist yet or is empty. `kdf` None means: calibrate on this machine.

    With `recovery_typed_back` False the code opens nothing until `activate_recovery_code` was called with it.

    Raises:
        RuleViolation: the passphrase is too weak, a name is missing, or the place or time zone is not known.
        Conflict: the folder holds a workspace, or other files.
        StorageUnavailable: disk full, not writable.
    """
    problems = passphrase_problems(passphrase, context=(organisation, officer_name))
    if problems:
        raise RuleViolation(problems[0])
    if not organisation.strip() or not officer_name.strip():
        raise RuleViolation("workspace.name_missing")
    if place not in dict(law.places()):
        raise RuleViolation("workspace.unknown_place")
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise RuleViolation("workspace.unknown_zone") from error
    if VaultFolder(folder).exists():
        raise Conflict("vault.exists")
    with translated():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Conflict("vault.folder_not_empty")
    keys = Keys(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES), secrets.token_hex(8), "", "passphrase")
    code = new_recovery_code()
    header = header_file.new_header()
    parameters = kdf or calibrated()
    header = header_file.with_slot(
        header, keys, "passphrase", passphrase_bytes(passphrase), label="passphrase", kdf=parameters
    )
    if recovery_typed_back:
        header = header_file.with_slot(header, keys, "recovery", recovery_bytes(code), label="recovery code")
    keys = replace(keys, slot=header.slots[0].id)
    with translated():
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    making = folder.parent / f".{folder.name}.{secrets.token_hex(4)}"
    make_private_folder(making)
    try:
        store = Store(VaultFolder(making), header.db_salt, keys, create=True)
        try:
            migrate.create_schema(store)
            _first_rows(
                store,
                clock,
                header,
                organisation=organisation.strip(),
                officer_name=officer_name.strip(),
                officer_role=officer_role.strip(),
                place=place,
                time_zone=time_zone,
                is_demo=is_demo,
            )
            store.checkpoint()
        finally:
            store.dispose()
        write_header(VaultFolder(making), header, keys.data_key)
        with translated():
            if folder.exists():
                folder.rmdir()
            making.rename(folder)
            sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return Created(replace(_opened(VaultFolder(folder), header, keys, clock), zone=zone), code)


def _first_rows(
    store: Store,
    clock: Clock,
    header: Header,
    *,
    organisation: str,
    officer_name: str,
    officer_role: str,
    place: str,
    time_zone: str,
    is_demo: bool,
) -> None:
    from dpo_desktop.vault.authority import create_authority

    keys = store.keys
    with UnitOfWork(store, clock) as uow:
        workspace = WorkspaceRow(
            log_id=uuid7(),
            organisation=organisation,
            place=place,
            time_zone=time_zone,
            created_at=uow.now,
            is_demo=is_demo,
            header_gen=header.gen,
        )
        officer = OfficerRow(
            key_id=keys.officer,
            name=officer_name,
            role=officer_role,
            public_key=keys.public_key(),
            created_at=uow.now,
        )
        audit_key = SecretKeyRow(purpose=audit.AUDIT_KEY, epoch=1, key=os.urandom(KEY_BYTES), created_at=uow.now)
        made = create_authority(organisation, now=uow.now)
        authority = AuthorityRow(
            authority_key=made.ca_key,
            authority_certificate=made.ca_certificate,
            leaf_key=made.leaf_key,
            leaf_certificate=made.leaf_certificate,
            created_at=uow.now,
        )
        uow.session.add_all([workspace, officer, audit_key, authority])
        uow.session.flush()
        uow.record("workspace.created", workspace, rows=[officer, audit_key, authority])
        uow.sign_head(workspace.log_id, "created")
        uow.commit()


def unlock(folder: Path, passphrase: str, *, clock: Clock) -> OpenWorkspace:
    """Open a workspace with a passphrase.

    Raises:
        NotFound: there is no workspace in this folder.
        WrongSecret: the passphrase is wrong.
        Conflict: the workspace is open elsewhere.
        StorageUnavailable: a file is damaged, missing, foreign, or the folder cannot be written.
    """
    return _unlock(VaultFolder(folder), lambda vault: unlock_with_passphrase(vault, passphrase), clock)


def unlock_with_recovery(folder: Path, code: str, *, clock: Clock) -> OpenWorkspace:
    """Open a workspace with its recovery code; a new passphrase is to be chosen at once. Raises as `unlock`."""
    return _unlock(VaultFolder(folder), lambda vault: unlock_with_recovery_code(vault, code), clock)


def open_with_keys(folder: Path, keys: Keys, *, clock: Clock) -> OpenWorkspace:
    """Open with keys that were unlocked before. Raises as `unlock`."""
    vault = VaultFolder(folder)
    return _opened(vault, header_file.parsed(read_header(vault)), keys, clock)


def _unlock(vault: VaultFolder, open_slot: Callable[[VaultFolder], tuple[Header, Keys]], clock: Clock) -> OpenWorkspace:
    header, keys = open_slot(vault)
    return _opened(vault, header, keys, clock)


def _opened(vault: VaultFolder, header: Header, keys: Keys, clock: Clock) -> OpenWorkspace:
    lock = acquire_lock(vault)
    try:
        check_database_file(vault, header)
        store = Store(vault, header.db_salt, keys)
    except BaseException:
        lock.release()
        raise
    try:
        migrate.upgrade(store, clock)
        workspace = _checked(store, header, clock, lock)
        empty_opened_outside(vault)
        if not workspace.read_only:
            keep_header_copy(vault, read_header(vault))
            _record_unlock(workspace)
            _sweep(store, clock)
    except BaseException:
        store.dispose()
        lock.release()
        raise
    return workspace


def _checked(store: Store, header: Header, clock: Clock, lock: BaseFileLock) -> OpenWorkspace:
    """Compare the audit trail with the high-water mark, and the key file's number with the database's."""
    mark = read_state(store.folder.state, store.keys)
    with store.reading() as session:
        row = session.get_one(WorkspaceRow, 1)
        log_id, zone, gen = row.log_id, ZoneInfo(row.time_zone), row.header_gen
        count = session.scalar(select(AuditEntryRow.seq).order_by(AuditEntryRow.seq.desc()).limit(1)) or 0
        marked = session.get(AuditEntryRow, mark.count) if mark else None
        whole = mark is not None and marked is not None and marked.digest.hex() == mark.digest
    lost = max((mark.count if mark else 0) - count, 0)
    return OpenWorkspace(
        store=store,
        header=header,
        clock=clock,
        lock=lock,
        opened_by=store.keys.opened_by,
        zone=zone,
        log_id=log_id,
        read_only=not whole,
        missing_entries=lost,
        key_file_is_older=header.gen < gen,
    )


def _record_unlock(workspace: OpenWorkspace) -> None:
    with workspace.unit_of_work() as uow:
        row = uow.session.get_one(WorkspaceRow, 1)
        catches_up = row.header_gen < workspace.header.gen  # after a crash between the two
        row.header_gen = max(row.header_gen, workspace.header.gen)
        fields = ("header_gen",) if catches_up else ()
        uow.record("workspace.unlocked", row, fields=fields, by=workspace.opened_by)
        uow.commit()


def _sweep(store: Store, clock: Clock) -> None:
    """Side files that a crash left without their row. Not where the database lost rows: their files are still there."""
    with store.reading() as session:
        known = set(session.scalars(select(AttachmentRow.uuid).where(AttachmentRow.removed_at.is_(None))))
    remove_orphans(store.folder, known, (clock() - _ORPHAN_AGE).timestamp())


def accept_discontinuity(workspace: OpenWorkspace) -> Written:
    """Go on with a database that holds fewer changes than were recorded. The audit trail keeps that it was so."""
    store = workspace.store
    with UnitOfWork(store, workspace.clock) as uow:
        row = uow.session.get_one(WorkspaceRow, 1)
        uow.record("audit.discontinuity_accepted", row, missing=workspace.missing_entries)
        changes = uow.commit()
    workspace.read_only = False
    return Written(changes)


def restore_key_file(folder: Path) -> None:
    """Put the copy of the last unlock in the place of a damaged key file. Raises StorageUnavailable without a copy."""
    restore_header_copy(VaultFolder(folder))


def change_passphrase(workspace: OpenWorkspace, passphrase: str, *, kdf: KdfParameters | None = None) -> Written:
    """Give the officer's slot a new passphrase. The database is not rewritten, and copies of the folder made earlier
    still open with the old one.

    Raises:
        RuleViolation: the passphrase is too weak.
    """
    view = describe(workspace)
    problems = passphrase_problems(passphrase, context=(view.organisation, view.officer_name))
    if problems:
        raise RuleViolation(problems[0])
    keys, header = workspace.store.keys, workspace.header
    for slot in header.slots:
        if slot.type == "passphrase" and slot.officer == keys.officer:
            header = header_file.without_slot(header, slot.id)
    header = header_file.with_slot(
        header, keys, "passphrase", passphrase_bytes(passphrase), label="passphrase", kdf=kdf or calibrated()
    )
    changes = _rewrite_header(workspace, header, action="workspace.passphrase_changed")
    workspace.opened_by = "passphrase"
    return Written(changes)


def has_recovery_code(workspace: OpenWorkspace) -> bool:
    """Whether a recovery code opens the workspace: it does from the moment it was typed back."""
    return any(slot.type == "recovery" for slot in workspace.header.slots)


def activate_recovery_code(workspace: OpenWorkspace, code: str) -> Written:
    """Let a recovery code open the workspace from now on, in the place of an earlier one.

    Raises:
        WrongSecret: the code is not one that `new_recovery_code` makes.
    """
    keys, header = workspace.store.keys, workspace.header
    secret = recovery_bytes(code)
    for slot in header.slots:
        if slot.type == "recovery" and slot.officer == keys.officer:
            header = header_file.without_slot(header, slot.id)
    header = header_file.with_slot(header, keys, "recovery", secret, label="recovery code")
    return Written(_rewrite_header(workspace, header, action="workspace.recovery_code_made"))


def _rewrite_header(workspace: OpenWorkspace, header: Header, *, action: str) -> Changes:
    """Write the key file with the next number and record it; where that cannot be committed, the file is put back."""
    folder, keys = workspace.store.folder, workspace.store.keys
    before = read_header(folder)
    with workspace.unit_of_work() as uow:
        row = uow.session.get_one(WorkspaceRow, 1)
        header = replace(header, gen=max(row.header_gen, header.gen) + 1)
        row.header_gen = header.gen
        uow.record(action, row, fields=("header_gen",), by=workspace.opened_by)
        write_header(folder, header, keys.data_key)
        try:
            changes = uow.commit()
        except BaseException:
            write_atomically(folder.header, before)
            raise
    workspace.header = header
    with suppress(StorageUnavailable):  # the change stands; the next unlock keeps the copy
        keep_header_copy(folder, read_header(folder))
    return changes


def lock(workspace: OpenWorkspace) -> None:
    """Sign the head, move the log into the database, let the folder go. Nothing is lost if a step cannot be taken."""
    try:
        if not workspace.read_only:
            with suppress(StorageUnavailable, Conflict):
                _sign_and_mark(workspace, "lock")
                workspace.store.checkpoint()
    finally:
        empty_opened_outside(workspace.store.folder)
        workspace.store.dispose()
        workspace.lock.release()


def _sign_and_mark(workspace: OpenWorkspace, occasion: str) -> None:
    with workspace.unit_of_work() as uow:
        head = uow.sign_head(workspace.log_id, occasion)
        uow.commit()
    write_state(workspace.store.folder.state, HighWaterMark(head.count, head.digest.hex()), workspace.store.keys)


def describe(workspace: OpenWorkspace) -> WorkspaceView:
    with workspace.store.reading() as session:
        row = session.get_one(WorkspaceRow, 1)
        officer = session.scalars(select(OfficerRow).where(OfficerRow.key_id == workspace.store.keys.officer)).one()
        return WorkspaceView(row.organisation, officer.name, officer.role, row.place, row.time_zone, row.is_demo)


def why_not_openable(folder: Path) -> DpoError | None:
    """What stands in the way of unlocking, as far as can be known without a secret; None when nothing does."""
    try:
        header = header_file.parsed(read_header(VaultFolder(folder)))
        check_database_file(VaultFolder(folder), header)
    except (NotFound, StorageUnavailable) as error:
        return error
    return None
