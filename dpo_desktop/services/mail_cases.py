"""Finds the case of a mail: by identifiers in the database, else from the index of persons and words of all cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, defer

from dpo_desktop.domain.case_matching import CaseIndex, MailFacts, company_of, references_in
from dpo_desktop.domain.mail_text import is_forward_subject, split_text
from dpo_desktop.domain.persons import PersonFacts, exact_email, is_nobody, phone_number, phones_in
from dpo_desktop.domain.requests import OPEN_STATES
from dpo_desktop.intake.values import ParsedMail
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import MailReferenceRow, MailRow, MailSettingsRow, PersonRow, RequestRow, WorkspaceRow

# A case that was closed longer ago is not suggested for a new mail.
_CLOSED_DAYS = 365


@dataclass(frozen=True, slots=True)
class Join:
    """`request_id` is the case, `by` the identifier: header, reference, address; 0 where there is none."""

    request_id: int = 0
    by: str = ""


def own_domains(session: Session) -> frozenset[str]:
    return frozenset((session.scalar(select(MailSettingsRow.own_domains)) or "").split())


def inferred_domains(mail: ParsedMail) -> frozenset[str]:
    """Domains of correspondents under which the server stands that received the mail: that server is ours.

    Only where no domains of our own were named. A provider's server receives for everybody, so it is nobody's.
    """
    host = mail.received_by
    if not host or mail.received_from != "received":
        return frozenset()
    people = [mail.sender.email, *(one.email for one in mail.recipients)]
    domains = {email.rpartition("@")[2].casefold() for email in people if company_of(email)}
    return frozenset(domain for domain in domains if f".{host}".endswith(f".{domain}"))


def is_own(email: str, domains: Iterable[str]) -> bool:
    domain = email.rpartition("@")[2].casefold()
    return bool(domain) and any(f".{domain}".endswith(f".{one}") for one in domains)


def find_join(session: Session, mail: ParsedMail, *, own: frozenset[str]) -> Join:
    """The case that identifiers name. Where they name several, none: the officer decides."""
    by_header = _by_header(session, mail)
    if by_header.by:
        return by_header
    cases = _by_reference(session, mail)
    if len(cases) == 1:
        return Join(cases[0], "reference")
    if not cases:
        found = _by_address(session, mail, own)
        if len(found) == 1:
            return Join(found[0], "address")
    return Join()


def _by_header(session: Session, mail: ParsedMail) -> Join:
    """The one case of the mails that are answered, or that answer this one.

    `by` is set without a case where those mails have none yet, or several.
    """
    named = [*mail.returned_ids, *mail.references]
    answered = select(MailRow.id, MailRow.request_id).where(MailRow.message_id.in_(named))
    found = session.execute(answered).all() if named else []
    if mail.message_id:
        answering = select(MailRow.id, MailRow.request_id).join(
            MailReferenceRow, MailReferenceRow.mail_id == MailRow.id
        )
        found = [*found, *session.execute(answering.where(MailReferenceRow.message_id == mail.message_id))]
    cases = {request_id for _mail_id, request_id in found if request_id is not None}
    if len(cases) == 1:
        return Join(cases.pop(), "header")
    return Join(0, "header") if found else Join()


def _by_reference(session: Session, mail: ParsedMail) -> list[int]:
    named = references_in(mail.subject, split_text(mail.text).own)
    found = []
    for year, number in named[:20]:
        statement = select(RequestRow.id).where(
            RequestRow.reference_year == year, RequestRow.reference_number == number
        )
        request_id = session.scalar(statement)
        if request_id is not None:
            found.append(request_id)
    return found


def _by_address(session: Session, mail: ParsedMail, own: frozenset[str]) -> list[int]:
    """Open cases of this very address: of whom it is from, or, for our own mail, of whom it is to."""
    if mail.kind == "bounce" or mail.reply_to or is_nobody(mail.sender.email):
        return []
    if is_own(mail.sender.email, own):
        outside = {exact_email(one.email) for one in mail.recipients if one.email and not is_own(one.email, own)}
        if len(outside) > 1:
            return []
        # A colleague who asks for data of their own writes from one of our addresses.
        emails = outside or {exact_email(mail.sender.email)}
    else:
        emails = {exact_email(mail.sender.email)}
    return cases_of_addresses(session, emails)


def cases_of_addresses(session: Session, emails: Iterable[str]) -> list[int]:
    """Open cases of whose persons or mails one has such an address; none where more than one address is given."""
    exact = {exact_email(email) for email in emails if not is_nobody(email)} - {""}
    if len(exact) != 1:
        return []
    requester, subject = aliased(PersonRow), aliased(PersonRow)
    by_person = (
        select(RequestRow.id)
        .join(requester, RequestRow.requester_id == requester.id)
        .join(subject, RequestRow.subject_id == subject.id)
        .where(
            RequestRow.state.in_(OPEN_STATES),
            or_(func.fold(requester.email).in_(exact), func.fold(subject.email).in_(exact)),
        )
    )
    # Whoever only wrote to a case, by its number say, is not one of its persons.
    by_mail = (
        select(RequestRow.id)
        .join(MailRow, MailRow.request_id == RequestRow.id)
        .where(
            RequestRow.state.in_(OPEN_STATES),
            MailRow.sender_email.in_(exact),
            MailRow.direction == "in",
            MailRow.joined_by.in_(("request", "officer")),
        )
    )
    return sorted({*session.scalars(by_person), *session.scalars(by_mail)})


def region_of(session: Session) -> str:
    """The country of the workspace's place, for phone numbers without a country code."""
    return session.get_one(WorkspaceRow, 1).place.partition("-")[0]


def mail_facts(mail: ParsedMail, *, region: str, from_us: bool, is_chaser: bool) -> MailFacts:
    words = split_text(mail.text)
    own = f"{words.own}\n{words.signature}"
    sender = PersonFacts(mail.sender.name, mail.sender.email, frozenset() if from_us else phones_in(own, region))
    quoted = f"{words.quoted}\n{mail.attached_text}\n{words.own if mail.is_forward else ''}"
    return MailFacts(sender, mail.subject, own, quoted, mail.is_forward, from_us, is_chaser)


def case_index(workspace: OpenWorkspace) -> CaseIndex:
    """All cases that a new mail may belong to. Read once for a batch."""
    index = CaseIndex()
    since = workspace.now() - timedelta(days=_CLOSED_DAYS)
    with workspace.store.reading("long") as session:
        region = region_of(session)
        candidates = or_(RequestRow.state.in_(OPEN_STATES), RequestRow.closed_at >= since)
        requester, subject = aliased(PersonRow), aliased(PersonRow)
        rows = (
            select(RequestRow.id, requester, subject)
            .join(requester, RequestRow.requester_id == requester.id)
            .join(subject, RequestRow.subject_id == subject.id)
            .where(candidates)
        )
        for request_id, first, second in session.execute(rows):
            for person in {first.id: first, second.id: second}.values():
                index.add_person(request_id, person_facts(person, region))
        mails = select(MailRow).join(RequestRow, MailRow.request_id == RequestRow.id).where(candidates)
        mails = mails.options(defer(MailRow.html), defer(MailRow.headers))
        for row in session.scalars(mails.execution_options(yield_per=500)):
            assert row.request_id is not None
            add_to_index(index, row, region)
    return index


def row_facts(row: MailRow, region: str) -> MailFacts:
    """As `mail_facts`, of a mail that was taken in before."""
    words = split_text(row.text)
    from_us = row.direction == "out"
    own = f"{words.own}\n{words.signature}"
    sender = PersonFacts(row.sender_name, row.sender_email, frozenset() if from_us else phones_in(own, region))
    is_forward = is_forward_subject(row.subject)
    quoted = f"{words.quoted}\n{words.own if is_forward else ''}"
    return MailFacts(sender, row.subject, own, quoted, is_forward, from_us)


def add_to_index(index: CaseIndex, row: MailRow, region: str) -> None:
    if row.request_id is None:
        return
    facts = row_facts(row, region)
    if not facts.from_us and row.kind == "message":
        index.add_person(row.request_id, facts.sender)
    index.add_mail(row.request_id, facts)


def person_facts(row: PersonRow, region: str) -> PersonFacts:
    number = phone_number(row.phone, region) if row.phone else ""
    return PersonFacts(row.name, row.email, frozenset((number,)) if number else frozenset())
