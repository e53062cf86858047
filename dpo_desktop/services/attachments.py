"""Files of mails and cases: kept encrypted, read back, opened for another program when asked, removed for good."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import Conflict, NotFound, RuleViolation, StorageUnavailable
from dpo_desktop.domain.progress import Progress
from dpo_desktop.intake.client import Worker
from dpo_desktop.intake.content_types import content_type, file_name_of, is_program
from dpo_desktop.intake.pictures import PDF_TYPE, PICTURE_TYPES, NoPicture, Picture
from dpo_desktop.services.mail_views import AttachmentView, problems_of, problems_to_json
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven, new_salt, uuid7
from dpo_desktop.storage.tables import (
    AttachmentRow,
    MailReferenceRow,
    MailRow,
    RequestEventRow,
    RequestRow,
    SecretKeyRow,
)
from dpo_desktop.storage.unit_of_work import UnitOfWork
from dpo_desktop.vault.files import translated
from dpo_desktop.vault.side_files import (
    KEY_BYTES,
    SideFile,
    blocks_of,
    new_key,
    read_side_file,
    remove_side_file,
    write_side_file,
)

CONTENT_KEY = "content"
# What is blanked when a mail's content is removed: kind, instants and size stay.
_WORDS = ("subject", "text", "html", "headers", "file_name", "sha256", "message_id", "sender_name", "sender_email")
LIMIT_SHOWN = 100 * 1024 * 1024  # a larger file is not taken into memory for looking at
_MOST_TEXT = 200_000


class KeptFiles:
    """Side files written for one transaction: removed again where it is not committed."""

    def __init__(self, workspace: OpenWorkspace) -> None:
        self._workspace, self._folder = workspace, workspace.store.folder
        self._names: list[str] = []

    def keep(self, blocks: Iterable[bytes], report: Callable[[int], None] | None = None) -> tuple[SideFile, bytes]:
        """Write one, under a new key. Raises StorageUnavailable."""
        name, key = uuid7(), new_key()
        self._names.append(name)
        return write_side_file(self._folder, name, key, blocks, report), key

    def discard(self) -> None:
        """Remove those that no row names. Where that cannot be told, the sweep at a later unlock decides."""
        with suppress(StorageUnavailable), self._workspace.store.reading("long") as session:
            kept = set(session.scalars(select(AttachmentRow.uuid).where(AttachmentRow.uuid.in_(self._names))))
            for name in self._names:
                if name not in kept:
                    remove_side_file(self._folder, name)


@contextmanager
def kept_files(workspace: OpenWorkspace) -> Iterator[KeptFiles]:
    """Leaving with an error, Cancelled included, takes the files away again."""
    files = KeptFiles(workspace)
    try:
        yield files
    except BaseException:
        files.discard()
        raise


def add_attachment(workspace: OpenWorkspace, request_id: int, path: Path, report: Progress | None = None) -> Written:
    """Keep a file of any size with a case. `report` is given bytes done and in all, and may raise Cancelled.

    Raises:
        NotFound: there is no such file or case.
        StorageUnavailable: it cannot be read, or there is no room.
    """
    if not path.is_file():
        raise NotFound("attachment.file_missing")
    with translated():
        total = path.stat().st_size
    with kept_files(workspace) as files:
        side, key = files.keep(blocks_of(path), (lambda done: report(done, total)) if report is not None else None)
        sample = next(read_side_file(workspace.store.folder, side.name, key))
        with workspace.unit_of_work() as uow:
            request = uow.session.get(RequestRow, request_id)
            if request is None:
                raise NotFound("request.missing")
            row = attachment_row(uow, side, key, file_name=path.name, found=content_type(sample, path.name))
            row.request_id = request.id
            event = RequestEventRow(
                request_id=request.id,
                at=uow.now,
                entered_at=uow.now,
                kind="attached",
                text=path.name,
                parameters=json.dumps({"attachment": side.name}),
                officer_id=uow.officer().id,
            )
            uow.session.add_all([row, event])
            uow.session.flush()
            uow.record("attachment.added", row, rows=[request, event], size=side.size)
            return Written(uow.commit(), row.id, request.reference)


def attachment_row(
    uow: UnitOfWork, side: SideFile, key: bytes, *, file_name: str, found: str, declared: str = "", part: int = 0
) -> AttachmentRow:
    return AttachmentRow(
        uuid=side.name,
        part=part,
        file_name=file_name,
        declared_type=declared,
        found_type=found,
        size=side.size,
        sha256=side.sha256,
        key=key,
        added_at=uow.now,
    )


def view_of(row: AttachmentRow, workspace: OpenWorkspace) -> AttachmentView:
    return AttachmentView(
        id=row.id,
        part=row.part,
        file_name=row.file_name,
        declared_type=row.declared_type,
        found_type=row.found_type,
        size=row.size,
        sha256=row.sha256,
        added_at=row.added_at.astimezone(workspace.zone),
        removed_at=row.removed_at.astimezone(workspace.zone) if row.removed_at else None,
        removed_reason=row.removed_reason,
        content_mac=row.content_mac,
    )


def _row(workspace: OpenWorkspace, attachment_id: int) -> AttachmentRow:
    with workspace.store.reading("long") as session:  # a list that is abandoned interrupts the other lane
        row = session.get(AttachmentRow, attachment_id)
        if row is None:
            raise NotFound("attachment.unknown")
        if row.removed_at is not None:
            raise NotFound("attachment.removed")
        session.expunge(row)
        return row


def attachment_content(workspace: OpenWorkspace, attachment_id: int, limit: int = LIMIT_SHOWN) -> bytes:
    """The whole content.

    Raises:
        NotFound: unknown or removed.
        StorageUnavailable: larger than `limit` bytes, damaged or missing.
    """
    row = _row(workspace, attachment_id)
    if row.size > limit:
        raise StorageUnavailable("attachment.too_large_to_show", megabytes=limit // 1024 // 1024)
    return b"".join(read_side_file(workspace.store.folder, row.uuid, row.key))


def attachment_picture(workspace: OpenWorkspace, attachment_id: int, page: int, width: int) -> Picture:
    """One page of a PDF (from 0), or an image, `width` pixels wide, drawn in a worker process.

    Raises:
        RuleViolation: it is neither, or cannot be drawn.
        NotFound, StorageUnavailable: as `attachment_content`.
    """
    found_type = _row(workspace, attachment_id).found_type
    if found_type != PDF_TYPE and found_type not in PICTURE_TYPES:
        raise RuleViolation("attachment.no_picture")
    content = attachment_content(workspace, attachment_id)
    with Worker() as worker:
        try:
            return worker.picture(content, found_type, page, width)
        except NoPicture as error:
            raise RuleViolation("attachment.no_picture") from error


def attachment_text(workspace: OpenWorkspace, attachment_id: int) -> str:
    """The text of a text file, its first 200,000 characters; of a web page and a mail the words that are to be read.

    Raises:
        RuleViolation: it is no text.
        NotFound, StorageUnavailable: as `attachment_content`.
    """
    row = _row(workspace, attachment_id)
    content = attachment_content(workspace, attachment_id)
    if row.found_type in ("message/rfc822", "text/html"):
        with Worker() as worker:
            raw = content if row.found_type == "message/rfc822" else b"Content-Type: text/html\n\n" + content
            return worker.mail(row.file_name, raw).text[:_MOST_TEXT]
    if not is_text(row.found_type):
        raise RuleViolation("attachment.no_picture")
    return content.decode("utf-8", "replace")[:_MOST_TEXT]


def is_text(found_type: str) -> bool:
    return found_type.startswith("text/") or found_type in ("application/json", "message/rfc822")


def save_attachment(workspace: OpenWorkspace, attachment_id: int, target: Path) -> Written:
    """Write a clear copy to a place that the officer chose; that it left is recorded. Raises as
    `attachment_content`.
    """
    row = _row(workspace, attachment_id)
    return _hand_out(workspace, row, target, action="attachment.saved")


def open_outside(workspace: OpenWorkspace, attachment_id: int) -> Path:
    """A clear copy for another program, readable for this user alone; gone after lock, and at the next start.

    That it was handed out is recorded.

    Raises:
        RuleViolation: it is a program.
        NotFound, StorageUnavailable: as `attachment_content`.
    """
    row = _row(workspace, attachment_id)
    if is_program(row.file_name, row.found_type):
        raise RuleViolation("attachment.is_program")
    folder = workspace.store.folder.opened_outside / row.uuid
    with translated():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.parent.chmod(0o700)
    target = folder / (file_name_of(row.file_name) or "file")
    with suppress(OSError):
        target.unlink()
    _hand_out(workspace, row, target, action="attachment.opened_outside")
    with translated():
        target.chmod(0o400)
    return target


def _hand_out(workspace: OpenWorkspace, row: AttachmentRow, target: Path, *, action: str) -> Written:
    """A clear copy and its entry, both or none; a copy that is not whole never takes the name."""
    with workspace.unit_of_work() as uow:
        uow.record(action, uow.session.get_one(AttachmentRow, row.id))
        with translated():
            descriptor, name = tempfile.mkstemp(prefix=".part-", dir=target.parent)
            part = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    for chunk in read_side_file(workspace.store.folder, row.uuid, row.key):
                        file.write(chunk)
                changes = uow.commit()
                part.replace(target)
                return Written(changes, row.id)
            except BaseException:
                with suppress(OSError):
                    part.unlink()
                raise


# -- removal of content (settled 15)


def remove_mail_content(workspace: OpenWorkspace, mail_id: int, *, reason: str) -> Written:
    """Remove a mail's words, original and files for good, and those of its duplicates; kind, instants, size and a
    keyed hash stay.

    Raises:
        NotFound: there is no such mail.
        RuleViolation: no reason was given, or it was removed before.
    """
    _check_reason(reason)
    with workspace.unit_of_work() as uow:
        mail = uow.session.get(MailRow, mail_id)
        if mail is None:
            raise NotFound("mail.unknown")
        if mail.removed_at is not None:
            raise RuleViolation("mail.removed_already")
        removal = _Removal(workspace, uow, reason)
        first = mail.duplicate_of_id or mail.id
        same = select(MailRow).where(or_(MailRow.id == first, MailRow.duplicate_of_id == first))
        mails = [one for one in uow.session.scalars(same) if one.removed_at is None]
        for one in mails:
            removal.forget_mail(one)
        others = [one for one in mails if one is not mail]
        uow.record("mail.content_removed", mail, rows=[*others, *removal.rows], fields=("text", "removed_at"))
        written = Written(uow.commit(), mail.id)
    _shred(workspace, removal.names)
    return written


def remove_attachment(workspace: OpenWorkspace, attachment_id: int, *, reason: str) -> Written:
    """Remove a file's content for good. Where it came in a mail, the mail's original goes too, since it holds it.

    Raises as `remove_mail_content`.
    """
    _check_reason(reason)
    with workspace.unit_of_work() as uow:
        row = uow.session.get(AttachmentRow, attachment_id)
        if row is None:
            raise NotFound("attachment.unknown")
        if row.removed_at is not None:
            raise RuleViolation("mail.removed_already")
        removal = _Removal(workspace, uow, reason)
        if row.mail_id is not None:
            mail = uow.session.get_one(MailRow, row.mail_id)
            # What was said about the file names it, and a suggestion may quote it.
            kept = tuple(one for one in problems_of(mail.problems) if row.file_name not in dict(one[1]).values())
            mail.problems = problems_to_json(kept)
            if row.found_type == "message/rfc822":
                mail.rights = "[]"
            mail.proof_salt = new_salt()
            removal.rows.append(mail)
            original = select(AttachmentRow).where(
                AttachmentRow.mail_id == row.mail_id, AttachmentRow.part == 0, AttachmentRow.id != row.id
            )
            for one in uow.session.scalars(original):
                removal.forget_file(one)
        else:
            removal.rows += _nameless_events(uow, row)
        removal.forget_file(row)
        others = [one for one in removal.rows if one is not row]
        uow.record("attachment.removed", row, rows=others, fields=("key", "sha256", "removed_at"))
        written = Written(uow.commit(), row.id)
    _shred(workspace, removal.names)
    return written


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleViolation("mail.removal_reason_needed")


class _Removal:
    """What one removal blanks: `rows` are to be recorded, `names` are files to unlink once that is committed."""

    def __init__(self, workspace: OpenWorkspace, uow: UnitOfWork, reason: str) -> None:
        self._workspace, self._uow, self._reason = workspace, uow, reason.strip()
        key, made = content_key(uow)
        self._key = key.key
        self.rows: list[Proven] = list(made)
        self.names: list[str] = []

    def forget_mail(self, mail: MailRow) -> None:
        content = "\0".join(str(getattr(mail, name)) for name in _WORDS)
        mail.content_mac = hmac.digest(self._key, content.encode(), "sha256").hex()
        for name in _WORDS:
            setattr(mail, name, "")
        mail.rights, mail.suggestion, mail.recipients, mail.problems = "[]", "[]", "[]", "[]"
        mail.removed_at, mail.removed_reason = self._uow.now, self._reason
        mail.proof_salt = new_salt()
        session = self._uow.session
        session.execute(delete(MailReferenceRow).where(MailReferenceRow.mail_id == mail.id))
        for row in session.scalars(select(AttachmentRow).where(AttachmentRow.mail_id == mail.id)):
            if row.removed_at is None:
                self.forget_file(row)

    def forget_file(self, row: AttachmentRow) -> None:
        """Blank a row's key."""
        mac = hmac.new(self._key, digestmod=hashlib.sha256)
        with suppress(StorageUnavailable):  # a file that is gone or damaged can still be given up
            for chunk in read_side_file(self._workspace.store.folder, row.uuid, row.key):
                mac.update(chunk)
        row.content_mac = mac.hexdigest()
        row.key, row.sha256, row.file_name = b"", "", ""
        row.removed_at, row.removed_reason = self._uow.now, self._reason
        row.proof_salt = new_salt()
        self.rows.append(row)
        self.names.append(row.uuid)


def removed_before(session: Session, blocks: Iterable[bytes]) -> int:
    """The id of the mail whose original with these bytes was removed, 0 where there is none."""
    key = session.scalar(select(SecretKeyRow.key).where(SecretKeyRow.purpose == CONTENT_KEY))
    if key is None:
        return 0
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for block in blocks:
        mac.update(block)
    found = select(AttachmentRow.mail_id).where(AttachmentRow.content_mac == mac.hexdigest(), AttachmentRow.part == 0)
    return session.scalar(found.where(AttachmentRow.mail_id.is_not(None)).limit(1)) or 0


def _nameless_events(uow: UnitOfWork, row: AttachmentRow) -> list[RequestEventRow]:
    """The timeline's entries that name this file, without the name."""
    events = uow.session.scalars(
        select(RequestEventRow).where(
            RequestEventRow.request_id == row.request_id,
            RequestEventRow.kind == "attached",
            RequestEventRow.parameters == json.dumps({"attachment": row.uuid}),
        )
    ).all()
    for event in events:
        event.text, event.proof_salt = "", new_salt()
    return list(events)


def content_key(uow: UnitOfWork) -> tuple[SecretKeyRow, list[SecretKeyRow]]:
    """The key of the hashes that stay, and the row to record where it was made now, with the first removal."""
    found = uow.session.scalars(
        select(SecretKeyRow).where(SecretKeyRow.purpose == CONTENT_KEY).order_by(SecretKeyRow.epoch.desc()).limit(1)
    ).first()
    if found is not None:
        return found, []
    made = SecretKeyRow(purpose=CONTENT_KEY, epoch=1, key=os.urandom(KEY_BYTES), created_at=uow.now)
    uow.session.add(made)
    return made, [made]


def _shred(workspace: OpenWorkspace, names: Iterable[str]) -> None:
    """What was committed: unlink the files, and move the log into the database, so that no older page stays in it."""
    for name in names:
        remove_side_file(workspace.store.folder, name)
        shutil.rmtree(workspace.store.folder.opened_outside / name, ignore_errors=True)
    with suppress(StorageUnavailable, Conflict):
        workspace.store.checkpoint()
