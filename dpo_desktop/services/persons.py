"""Other cases of what may be the same person. Nobody is merged: the officer says whether they are."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.persons import blocks_of, same_person_reasons
from dpo_desktop.domain.requests import is_open
from dpo_desktop.services.mail_cases import person_facts, region_of
from dpo_desktop.services.mail_views import CaseName
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import PersonMatchRow, PersonRow, RequestRow

_MOST_SHOWN = 20


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
        blocks = set(blocks_of(own))
        decided = _decisions(session, person.id)
        found: list[PersonMatch] = []
        others = session.execute(
            select(PersonRow, RequestRow)
            .join(RequestRow, RequestRow.subject_id == PersonRow.id)
            .where(RequestRow.id != request.id, PersonRow.id != person.id)
            .order_by(RequestRow.id.desc())
            .execution_options(yield_per=1000)
        )
        for other, case in others:
            # Numbers are read only where something else is alike: that costs 20 µs each.
            facts = person_facts(other, region) if _may_share(other, blocks) or other.id in decided else None
            reasons = same_person_reasons(own, facts) if facts is not None else ()
            if not reasons and other.id not in decided:
                continue
            name = CaseName(case.id, case.reference, other.name or other.email, case.type_code, is_open(case.state))
            found.append(
                PersonMatch(person.id, other.id, other.name, other.email, name, reasons, decided.get(other.id, ""))
            )
            if len(found) >= _MOST_SHOWN:
                break
        return tuple(sorted(found, key=lambda match: match.decision != ""))


def _may_share(row: PersonRow, blocks: set[str]) -> bool:
    from dpo_desktop.domain.persons import PersonFacts

    if any(block in blocks for block in blocks_of(PersonFacts(row.name, row.email))):
        return True
    digits = "".join(sign for sign in row.phone if sign.isdigit())[-6:]
    return len(digits) == 6 and any(block.startswith("p:") and block.endswith(digits) for block in blocks)


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
