"""Correcting what a request was entered with: one transaction, and the old values stay for undo."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.requests import is_language, is_open
from dpo_desktop.services.clock import recompute
from dpo_desktop.services.instants import zone_name
from dpo_desktop.services.registers import check_named
from dpo_desktop.services.requests import check_new, event_row, first_free_id, show_receipt
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import NewRequest, PersonView
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import PersonRow, RequestEventRow, RequestRow
from dpo_desktop.storage.unit_of_work import UnitOfWork

# The name in the intake and the column.
_PLAIN = {
    **{name: name for name in ("type_code", "channel", "relation", "our_role", "country", "language")},
    **{name: name for name in ("external_reference", "entity_id", "customer_id", "dated_on")},
    "law": "chosen_law",
}
_OF_THE_CLOCK = {"type_code", "our_role", "country", "law", "received_at", "entity_id", "customer_id", "dated_on"}
_NOBODY = PersonView("", "", "")


def correct(workspace: OpenWorkspace, request_id: int, wanted: NewRequest) -> Written:
    """Let a request be as it should have been entered; `wanted.notes` says why, its handler does not count.

    A person's entry is corrected wherever it stands: other cases of the same entry change with it (`shared_cases`).
    The dates are computed anew where what they rest on is another.

    Raises:
        NotFound: there is no such request.
        RuleViolation: nothing is different, or the entry contradicts itself.
    """
    with workspace.unit_of_work() as uow:
        row = uow.session.get(RequestRow, request_id)
        if row is None:
            raise NotFound("request.missing")
        subject = uow.session.get_one(PersonRow, row.subject_id)
        may_be_nobody = row.import_batch_id is not None or not (subject.name or subject.email)
        check_new(wanted, uow.now, from_register=may_be_nobody)
        standing = (row.entity_id, row.customer_id)
        check_named(uow.session, entity_id=wanted.entity_id, customer_id=wanted.customer_id, standing=standing)
        if wanted.language != row.language and not is_language(wanted.language):
            raise RuleViolation("request.unknown_language")
        received = wanted.received_at if wanted.received_known else None
        if received is not None and row.closed_at is not None and row.closed_at < received and not is_open(row.state):
            raise RuleViolation("request.closed_before_received")
        fields = _plain_fields(row, wanted)
        rows: list[Proven] = []
        if received != row.received_at:
            fields.append("received_at")
            row.received_at = received
            row.received_zone = zone_name(wanted.received_at)
        if {"received_at", "channel"} & set(fields):
            rows += show_receipt(uow, row)
        persons, changed = _persons(uow, row, wanted)
        fields += persons
        if not fields:
            raise RuleViolation("request.nothing_corrected")
        if _OF_THE_CLOCK & set(fields):
            recompute(uow.session, row, uow.now)
        rows += [*changed, _corrected(uow, row, fields, wanted.notes.strip())]
        for other in dict.fromkeys(other for person in changed for other in _cases_of(uow, person, row)):
            ids = {person.id for person in changed}
            held = {"subject": other.subject_id, "requester": other.requester_id}
            rows += [other, _corrected(uow, other, [name for name, one in held.items() if one in ids], row.reference)]
        uow.record("request.corrected", row, rows=rows, fields=fields, list_changed=True)
        return Written(uow.commit(), row.id, row.reference, entry=uow.seq)


def _corrected(uow: UnitOfWork, row: RequestRow, fields: Sequence[str], words: str) -> RequestEventRow:
    codes = {"fields": " ".join(fields)}
    event = event_row(uow, uow.officer(), row, "corrected", at=None, words=words, codes=codes)
    uow.session.add(event)
    return event


def shared_cases(workspace: OpenWorkspace, request_id: int) -> tuple[str, ...]:
    """The references of the other cases in which an entry of this case's persons stands, oldest first."""
    with workspace.store.reading() as session:
        row = session.get(RequestRow, request_id)
        if row is None:
            return ()
        persons = (row.subject_id, row.requester_id)
        return tuple(
            session.scalars(
                select(RequestRow.reference)
                .where(RequestRow.id != row.id)
                .where(or_(RequestRow.subject_id.in_(persons), RequestRow.requester_id.in_(persons)))
                .order_by(RequestRow.id)
            )
        )


def _plain_fields(row: RequestRow, wanted: NewRequest) -> list[str]:
    """Set them; gives the names of those that were different."""
    values = {name: getattr(wanted, name) for name in _PLAIN}
    values["external_reference"] = wanted.external_reference.strip()
    values["customer_id"] = wanted.customer_id if wanted.our_role == "processor" else None
    changed = [name for name, value in values.items() if getattr(row, _PLAIN[name]) != value]
    for name in changed:
        setattr(row, _PLAIN[name], values[name])
    return changed


def _persons(uow: UnitOfWork, row: RequestRow, wanted: NewRequest) -> tuple[list[str], list[PersonRow]]:
    """Correct both entries; gives which of them were different, and the rows that changed or were made.

    Where one person asked and two are meant, the second gets an entry. Where two entries become one, the other one is
    emptied unless another case holds it: nobody keeps a person that no case is about.
    """
    subject = uow.session.get_one(PersonRow, row.subject_id)
    requester = uow.session.get_one(PersonRow, row.requester_id)
    about, asks = _trimmed(wanted.subject), _trimmed(wanted.requester)
    fields = [
        name
        for name, person, view in (("subject", subject, about), ("requester", requester, asks))
        if _view(person) != view
    ]
    changed: list[PersonRow] = []
    if _set(subject, about):
        changed.append(subject)
    if asks == about:
        if requester is not subject:
            row.requester_id = subject.id
            uow.session.flush()
            if not _cases_of(uow, requester, row) and _set(requester, _NOBODY):
                changed.append(requester)
    elif requester is subject:
        made = PersonRow(id=first_free_id(uow, PersonRow), name=asks.name, email=asks.email, phone=asks.phone)
        uow.session.add(made)
        uow.session.flush()
        row.requester_id = made.id
        changed.append(made)
    elif _set(requester, asks):
        changed.append(requester)
    return fields, changed


def _trimmed(person: PersonView) -> PersonView:
    return PersonView(person.name.strip(), person.email.strip(), person.phone.strip())


def _view(row: PersonRow) -> PersonView:
    return PersonView(row.name, row.email, row.phone)


def _set(row: PersonRow, wanted: PersonView) -> bool:
    """Gives whether something was different."""
    if _view(row) == wanted:
        return False
    row.name, row.email, row.phone = wanted.name, wanted.email, wanted.phone
    return True


def _cases_of(uow: UnitOfWork, person: PersonRow, besides: RequestRow) -> list[RequestRow]:
    return list(
        uow.session.scalars(
            select(RequestRow)
            .where(or_(RequestRow.subject_id == person.id, RequestRow.requester_id == person.id))
            .where(RequestRow.id != besides.id)
        )
    )
