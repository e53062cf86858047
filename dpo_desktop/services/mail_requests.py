"""The request that a mail makes, and what a case means for the mails that wait: its thread comes along, others may
belong to it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.case_matching import CaseIndex, Match, Reason
from dpo_desktop.domain.mail_text import split_text
from dpo_desktop.domain.persons import exact_email, phones_in
from dpo_desktop.services.instants import in_zone, is_before
from dpo_desktop.services.mail_cases import (
    add_to_index,
    cases_of_addresses,
    person_facts,
    region_of,
    row_facts,
)
from dpo_desktop.services.mail_views import rights_of
from dpo_desktop.services.requests import Recorder
from dpo_desktop.services.views import NewRequest, PersonView
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import MailReferenceRow, MailRow, PersonRow, RequestRow
from dpo_desktop.storage.unit_of_work import UnitOfWork

_MOST_WAITING = 300  # mails that are looked at anew when a case is made, the newest


def proposed_request(row: MailRow, session: Session, now: datetime) -> NewRequest:
    """The request that a mail seems to be, for the officer to correct, or to be entered as it stands."""
    rights = rights_of(row.rights)
    region = region_of(session)
    country = _country_of(row, region)
    # A mail that names no sender is entered under what it is called: somebody asks, and the clock runs.
    name = row.sender_name or ("" if row.sender_email else row.message_id or row.file_name)
    person = PersonView(name, row.sender_email, _phone_of(row, region))
    relation = row.relation if row.relation in rules.RELATIONS else "unknown"
    return NewRequest(
        type_code=rights[0].code if rights else "access",
        received_at=received_or_proposed(row, now),
        channel="email",
        requester=person,
        subject=person,
        relation=relation,
        our_role=row.our_role,
        country=country,
        language=row.language if row.language != "und" else "",
    )


def received_or_proposed(row: MailRow, now: datetime) -> datetime:
    """When it came; where no header says so, when it was sent, else now. Never later than now."""
    if row.received_at is not None:
        at = in_zone(row.received_at, row.received_zone)
        return at if at <= now else now
    if row.sent_at is not None and row.sent_at <= now:
        return row.sent_at
    return now


def _phone_of(row: MailRow, region: str) -> str:
    found = sorted(phones_in(split_text(row.text).own, region))
    return found[0] if len(found) == 1 else ""


def _country_of(row: MailRow, region: str) -> str:
    """ISO 3166 from the sender's phone number or address, '' where nothing says so."""
    import phonenumbers

    for number in phones_in(split_text(row.text).own, region):
        code = phonenumbers.region_code_for_number(phonenumbers.parse(number))
        if code and rules.is_country(code) and code.isalpha():
            return str(code)
    ending = row.sender_email.rpartition(".")[2].upper()
    if ending == "UK":
        return "GB"
    return ending if len(ending) == 2 and ending.isalpha() and ending in phonenumbers.SUPPORTED_REGIONS else ""


def request_for_mail(uow: UnitOfWork, row: MailRow, new: NewRequest, *, with_suggestions: bool = True) -> list[Proven]:
    """Enter the request of a mail, and bring what waits of its thread along. Gives the rows that were touched."""
    recorder = Recorder(uow)
    request, rows = recorder.add(new)
    uow.session.flush()
    row.request_id, row.state, row.joined_by = request.id, "filed", "request"
    thread = waiting_thread(uow, row)
    for other in thread:
        put_with(other, request, "header")
    uow.session.flush()
    others = follow_up(uow, request, [row, *thread], with_suggestions=with_suggestions)
    return [request, *rows, *thread, *others]


def put_with(row: MailRow, request: RequestRow, by: str) -> None:
    row.request_id, row.state, row.joined_by, row.our_role = request.id, "filed", by, request.our_role
    row.suggested_id, row.suggestion = None, "[]"


def follow_up(
    uow: UnitOfWork, request: RequestRow, mails: Sequence[MailRow], *, with_suggestions: bool
) -> list[MailRow]:
    """What a case that got mails means for those that wait: of the same address they are joined, else it may be
    suggested. Gives the rows that were changed.
    """
    persons = [uow.session.get_one(PersonRow, one) for one in {request.requester_id, request.subject_id}]
    addresses = {exact_email(person.email) for person in persons} | {mail.sender_email for mail in mails}
    waits = (MailRow.state == "undecided", MailRow.request_id.is_(None))
    changed: list[MailRow] = []
    alike = select(MailRow).where(*waits, or_(MailRow.sender_email.in_(addresses - {""}), MailRow.direction == "out"))
    for row in uow.session.scalars(alike).all():
        outside = [row.sender_email] if row.direction == "in" else [email for _n, email in json.loads(row.recipients)]
        if cases_of_addresses(uow.session, outside) != [request.id]:
            continue
        if row.direction == "in" and rights_of(row.rights) and is_before(row.received_at, request.received_at):
            # What was asked for earlier has an earlier clock: the officer decides whether it is the same request.
            set_suggestion(row, Match(request.id, (Reason("same_email", row.sender_email),)))
        else:
            put_with(row, request, "address")
        changed.append(row)
    if not with_suggestions:
        return changed
    region = region_of(uow.session)
    index = CaseIndex()
    for person in persons:
        index.add_person(request.id, person_facts(person, region))
    for mail in mails:
        add_to_index(index, mail, region)
    newest = select(MailRow).where(*waits, MailRow.suggested_id.is_(None), MailRow.relation != "authority")
    for row in uow.session.scalars(newest.order_by(MailRow.id.desc()).limit(_MOST_WAITING)).all():
        match = index.suggest(row_facts(row, region))
        if match is not None:
            set_suggestion(row, match)
            changed.append(row)
    return changed


def set_suggestion(row: MailRow, match: Match) -> None:
    row.suggested_id = match.case_id
    row.suggestion = json.dumps([[reason.code, reason.words] for reason in match.reasons], ensure_ascii=False)


def waiting_thread(uow: UnitOfWork, row: MailRow) -> list[MailRow]:
    """Mails without a case that answer this one or are answered by it, or are the same one, near and far."""
    found: dict[int, MailRow] = {row.id: row}
    waiting = [row]
    # What the officer set aside stays there; automatic mails were set aside by nobody.
    waits = or_(MailRow.state == "undecided", MailRow.kind.in_(("auto_reply", "bounce")))
    while waiting:
        mail = waiting.pop()
        named = select(MailReferenceRow.message_id).where(MailReferenceRow.mail_id == mail.id)
        naming = select(MailReferenceRow.mail_id).where(MailReferenceRow.message_id == mail.message_id)
        linked = [MailRow.message_id.in_(named), MailRow.duplicate_of_id == mail.id]
        if mail.message_id:
            linked.append(MailRow.id.in_(naming))
        if mail.duplicate_of_id is not None:
            linked.append(MailRow.id == mail.duplicate_of_id)
        statement = select(MailRow).where(or_(*linked), MailRow.request_id.is_(None), MailRow.message_id != "", waits)
        for other in uow.session.scalars(statement):
            if other.id not in found:
                found[other.id] = other
                waiting.append(other)
    del found[row.id]
    return list(found.values())
