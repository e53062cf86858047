"""Other cases of what may be the same person. Nobody is merged: the officer says whether they are."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.persons import PersonFacts, mailbox_of, same_person_reasons
from dpo_desktop.domain.requests import is_open
from dpo_desktop.services.mail_cases import person_facts, region_of
from dpo_desktop.services.mail_views import CaseName
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import PersonMatchRow, PersonRow, RequestRow

_MOST_SHOWN = 20
_MOST_CANDIDATES = 500
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A case of somebody who may be the subject of this one. `decision` is '' (open), 'same' or 'different'."""

    person_id: int
    other_id: int
    other_name: str
    other_email: str
    case: CaseName
    reasons: tuple[str, ...]  # domain.persons.same_person_reasons
    decision: str


def person_matches(workspace: OpenWorkspace, request_id: int) -> tuple[PersonMatch, ...]:
    """Possible ones first, then decided ones, newest case first. Raises NotFound."""
    with workspace.store.reading() as session:
        request = session.get(RequestRow, request_id)
        if request is None:
            raise NotFound("request.missing")
        region = region_of(session)
        person = session.get_one(PersonRow, request.subject_id)
        own = person_facts(person, region)
        decided = _decisions(session, person.id)
        found: list[PersonMatch] = []
        for other, case in session.execute(
            select(PersonRow, RequestRow)
            .join(RequestRow, RequestRow.subject_id == PersonRow.id)
            .where(
                RequestRow.id != request.id,
                PersonRow.id != person.id,
                or_(PersonRow.id.in_(decided), *_alike(own)),
            )
            .order_by(RequestRow.id.desc())
            .limit(_MOST_CANDIDATES)
        ):
            reasons = same_person_reasons(own, person_facts(other, region))
            if reasons or other.id in decided:
                name = CaseName(case.id, case.reference, other.name or other.email, case.type_code, is_open(case.state))
                decision = decided.get(other.id, "")
                found.append(PersonMatch(person.id, other.id, other.name, other.email, name, reasons, decision))
        found = found[:_MOST_SHOWN]
        return tuple(sorted(found, key=lambda match: match.decision != ""))


def _alike(own: PersonFacts) -> list[ColumnElement[bool]]:
    """What the database can tell at once of entries that may be the same person; the reasons are found one by one."""
    conditions: list[ColumnElement[bool]] = []
    if own.email:
        local, _at, domain = mailbox_of(own.email).rpartition("@")
        conditions.append(PersonRow.email.istartswith(local, autoescape=True) & PersonRow.email.iendswith(domain))
    for number in own.phones:
        # However it was written, its last digits stand together or in pairs; the pairs are read apart.
        conditions.append(PersonRow.phone.like("%" + "%".join(number[-6:]) + "%"))
    conditions += [
        PersonRow.name.icontains(word, autoescape=True) for word in own.name.split() if len(word) >= _SHORTEST_WORD
    ]
    return conditions


def _decisions(session: Session, person_id: int) -> dict[int, str]:
    rows = session.scalars(
        select(PersonMatchRow).where(or_(PersonMatchRow.first_id == person_id, PersonMatchRow.second_id == person_id))
    )
    return {
        row.second_id if row.first_id == person_id else row.first_id: "same" if row.same else "different"
        for row in rows
    }


def decide_match(workspace: OpenWorkspace, person_id: int, other_id: int, *, same: bool) -> Written:
    """Record that two entries are one person, or are not; a later decision takes the place of an earlier one.

    Raises:
        NotFound: one of them is not there.
        RuleViolation: they are one entry.
    """
    if person_id == other_id:
        raise RuleViolation("person.one_entry")
    first, second = sorted((person_id, other_id))
    with workspace.unit_of_work() as uow:
        persons = [uow.session.get(PersonRow, one) for one in (first, second)]
        if any(person is None for person in persons):
            raise NotFound("person.unknown")
        row = uow.session.scalars(
            select(PersonMatchRow).where(PersonMatchRow.first_id == first, PersonMatchRow.second_id == second)
        ).first() or PersonMatchRow(first_id=first, second_id=second)
        row.same, row.decided_at, row.officer_id = same, uow.now, uow.officer().id
        uow.session.add(row)
        uow.session.flush()
        cases = uow.session.scalars(select(RequestRow).where(RequestRow.subject_id.in_((first, second)))).all()
        uow.record("person.match_decided", row, rows=cases, fields=("same",), same=int(same))
        return Written(uow.commit(), row.id)
