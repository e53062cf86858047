"""Reads of mail: ids for a filter, rows for a block, one mail, the mails and files of a case."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, defer

from dpo_desktop.domain.errors import NotFound
from dpo_desktop.domain.requests import is_open
from dpo_desktop.services.attachments import view_of
from dpo_desktop.services.instants import in_zone
from dpo_desktop.services.mail_views import (
    MAIL_STATES,
    AttachmentView,
    CaseName,
    MailDetail,
    MailFilter,
    MailSummary,
    problems_of,
    rights_of,
)
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.engine import folded
from dpo_desktop.storage.tables import AttachmentRow, MailRow, PersonRow, RequestRow

_MOST_CHOICES = 50


def _order() -> list[ColumnElement[object]]:
    """Newest first; a mail that does not say when it came stands on top, because it is asked for."""
    return [MailRow.received_at.is_(None).desc(), MailRow.received_at.desc(), MailRow.id.desc()]  # type: ignore[list-item]


def mail_ids(workspace: OpenWorkspace, wanted: MailFilter) -> array[int]:
    """The ids (int64) of a filtered list, newest first."""
    statement = select(MailRow.id)
    if wanted.state:
        statement = statement.where(MailRow.state == wanted.state)
    for word in folded(wanted.text).split():
        statement = statement.where(
            or_(
                *(
                    func.fold(column).contains(word, autoescape=True)
                    for column in (MailRow.sender_name, MailRow.sender_email, MailRow.subject)
                )
            )
        )
    with workspace.store.reading() as session:
        return array("q", session.scalars(statement.order_by(*_order())))


def mail_rows(workspace: OpenWorkspace, ids: Sequence[int]) -> list[MailSummary]:
    """The rows of a block, in the order of `ids`; a row that is gone is left out."""
    case, suggested = aliased(RequestRow), aliased(RequestRow)
    files = (
        select(AttachmentRow.mail_id, func.count().label("files"))
        .where(AttachmentRow.mail_id.in_(list(ids)), AttachmentRow.part > 0)
        .group_by(AttachmentRow.mail_id)
        .subquery()
    )
    statement = (
        select(MailRow, case.reference, suggested.reference, files.c.files)
        .outerjoin(case, MailRow.request_id == case.id)
        .outerjoin(suggested, MailRow.suggested_id == suggested.id)
        .outerjoin(files, files.c.mail_id == MailRow.id)
        .where(MailRow.id.in_(list(ids)))
        .options(defer(MailRow.text), defer(MailRow.html), defer(MailRow.headers))
    )
    with workspace.store.reading() as session:
        found = {
            row.id: MailSummary(
                id=row.id,
                sender=row.sender_name or row.sender_email or (row.file_name if row.state == "unreadable" else ""),
                subject=row.subject,
                received_at=in_zone(row.received_at, row.received_zone) if row.received_at else None,
                kind=row.kind,
                state=row.state,
                direction=row.direction,
                case=reference or "",
                suggested=(other or "") if row.request_id is None else "",
                is_duplicate=row.duplicate_of_id is not None,
                rights=tuple(one.code for one in rights_of(row.rights)),
                attachments=count or 0,
                problems=len(problems_of(row.problems)),
            )
            for row, reference, other, count in session.execute(statement)
        }
    return [found[mail_id] for mail_id in ids if mail_id in found]


def mail_counts(workspace: OpenWorkspace) -> dict[str, int]:
    """How many mails each state of `MAIL_STATES` holds."""
    with workspace.store.reading() as session:
        counted = session.execute(select(MailRow.state, func.count()).group_by(MailRow.state)).all()
        return dict.fromkeys(MAIL_STATES, 0) | {row[0]: row[1] for row in counted}


def mail_detail(workspace: OpenWorkspace, mail_id: int) -> MailDetail:
    """Raises NotFound."""
    with workspace.store.reading() as session:
        row = session.get(MailRow, mail_id)
        if row is None:
            raise NotFound("mail.unknown")
        files = session.scalars(
            select(AttachmentRow).where(AttachmentRow.mail_id == row.id).order_by(AttachmentRow.part)
        )
        return MailDetail(
            id=row.id,
            file_name=row.file_name,
            message_id=row.message_id,
            direction=row.direction,
            kind=row.kind,
            state=row.state,
            sender_name=row.sender_name,
            sender_email=row.sender_email,
            recipients=tuple((name, email) for name, email in json.loads(row.recipients)),
            subject=row.subject,
            sent_at=row.sent_at.astimezone(workspace.zone) if row.sent_at else None,
            received_at=in_zone(row.received_at, row.received_zone) if row.received_at else None,
            received_from=row.received_from,
            entered_at=row.entered_at.astimezone(workspace.zone),
            text=row.text,
            html=row.html,
            headers=row.headers,
            size=row.size,
            sha256=row.sha256,
            language=row.language,
            our_role=row.our_role,
            relation=row.relation,
            rights=rights_of(row.rights),
            problems=problems_of(row.problems),
            case=_case_name(session, row.request_id),
            joined_by=row.joined_by,
            suggested=_case_name(session, row.suggested_id) if row.suggested_id != row.request_id else None,
            reasons=tuple((code, words) for code, words in json.loads(row.suggestion)),
            duplicate_of=row.duplicate_of_id or 0,
            attachments=tuple(view_of(one, workspace) for one in files),
            removed_at=row.removed_at.astimezone(workspace.zone) if row.removed_at else None,
            removed_reason=row.removed_reason,
        )


def _case_name(session: Session, request_id: int | None) -> CaseName | None:
    row = session.get(RequestRow, request_id) if request_id is not None else None
    if row is None:
        return None
    person = session.get_one(PersonRow, row.subject_id)
    return CaseName(row.id, row.reference, person.name or person.email, row.type_code, is_open(row.state))


def cases_to_join(workspace: OpenWorkspace, text: str, mail_ids: Sequence[int] = ()) -> list[CaseName]:
    """Cases whose reference, or the name or address of whose persons, holds these words; at most 50, open first.

    The case that all of these mails belong to is left out.
    """
    requester, subject = aliased(PersonRow), aliased(PersonRow)
    statement = (
        select(RequestRow.id)
        .join(requester, RequestRow.requester_id == requester.id)
        .join(subject, RequestRow.subject_id == subject.id)
    )
    columns = (RequestRow.reference, requester.name, requester.email, subject.name, subject.email)
    for word in folded(text).split():
        statement = statement.where(or_(*(func.fold(column).contains(word, autoescape=True) for column in columns)))
    ordered = statement.order_by(RequestRow.closed_at.is_not(None), RequestRow.id.desc()).limit(_MOST_CHOICES)
    with workspace.store.reading() as session:
        theirs = set(session.scalars(select(MailRow.request_id).where(MailRow.id.in_(list(mail_ids)))).all())
        if len(theirs) == 1 and None not in theirs:
            ordered = ordered.where(RequestRow.id.not_in(theirs))
        names = [_case_name(session, request_id) for request_id in session.scalars(ordered).all()]
        return [name for name in names if name is not None]


def case_files(session: Session, request_id: int, workspace: OpenWorkspace) -> tuple[AttachmentView, ...]:
    """The files of a case: those that were added to it, and those of its mails without the originals."""
    of_mails = select(MailRow.id).where(MailRow.request_id == request_id, MailRow.duplicate_of_id.is_(None))
    statement = (
        select(AttachmentRow)
        .where(
            or_(
                AttachmentRow.request_id == request_id,
                and_(AttachmentRow.mail_id.in_(of_mails), AttachmentRow.part > 0),
            )
        )
        .order_by(AttachmentRow.added_at, AttachmentRow.id)
    )
    return tuple(view_of(row, workspace) for row in session.scalars(statement))
