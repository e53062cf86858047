"""The registers: our entities, the customers for whom we process data, and who stands for us under a law.

Nothing is deleted. An entry is retired and can be taken back, so that what was decided with it stays explained.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from dpo_desktop.domain.applicability import ENTITY_FACTS, implied_facts
from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.requests import is_country
from dpo_desktop.services import entries
from dpo_desktop.services.law import places
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.register_tables import CustomerRow, EntityRow, RepresentativeRow
from dpo_desktop.storage.tables import WorkspaceRow
from dpo_desktop.storage.unit_of_work import UnitOfWork

MOST_FORWARD_HOURS = 8760  # a year
# Laws under which somebody may stand for us: jurisdictions of the law file.
JURISDICTIONS: tuple[str, ...] = ("EU", "UK", "CH", "IN", "US", "BR", "CA", "AU")

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class Entity:
    """One of ours. `place` is a code of `law.places`, `facts` are codes of ENTITY_FACTS. `id` 0: it is not entered;
    read, it is then the organisation as the settings describe it.
    """

    name: str
    place: str
    facts: frozenset[str] = frozenset()
    note: str = ""
    id: int = 0
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """`country` is ISO 3166 or '', `contract` its reference, `forward_hours` the hours (1 to a year) that it gives us
    to pass a request on; None where it names none.
    """

    name: str
    reference: str = ""
    contact_name: str = ""
    contact_email: str = ""
    country: str = ""
    contract: str = ""
    forward_hours: int | None = None
    note: str = ""
    id: int = 0
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Representative:
    """Who stands for an entity of ours under the law of `jurisdiction`; `entity_id` None: for the organisation."""

    name: str
    jurisdiction: str
    entity_id: int | None = None
    address: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    id: int = 0
    retired_at: datetime | None = None


Entry = Entity | Customer | Representative
Row = EntityRow | CustomerRow | RepresentativeRow
_AnyRow = TypeVar("_AnyRow", EntityRow, CustomerRow, RepresentativeRow)


@dataclass(frozen=True, slots=True)
class Registers:
    """Every entry, retired ones too, by name. `organisation` is what stands for us while no entity is in use."""

    entities: tuple[Entity, ...]
    customers: tuple[Customer, ...]
    representatives: tuple[Representative, ...]
    organisation: Entity

    @property
    def own_entities(self) -> tuple[Entity, ...]:
        """The entities in use, at least one."""
        return tuple(one for one in self.entities if one.retired_at is None) or (self.organisation,)


def registers(workspace: OpenWorkspace) -> Registers:
    zone = workspace.zone
    with workspace.store.reading() as session:
        return Registers(
            entities=tuple(_entity(row, zone) for row in _by_name(session, EntityRow)),
            customers=tuple(_customer(row, zone) for row in _by_name(session, CustomerRow)),
            representatives=tuple(_representative(row, zone) for row in _by_name(session, RepresentativeRow)),
            organisation=_organisation(session),
        )


def own_entities(session: Session) -> tuple[Entity, ...]:
    """The entities in use, at least one: where none is entered it is the organisation, with what its place implies."""
    used = tuple(_entity(row) for row in _by_name(session, EntityRow) if row.retired_at is None)
    return used or (_organisation(session),)


def check_named(
    session: Session,
    *,
    entity_id: int | None,
    customer_id: int | None,
    standing: tuple[int | None, int | None] = (None, None),
) -> None:
    """Whether a case may name this entity of ours and this customer; `standing` are those that it names already.

    Raises:
        NotFound: one of them is not there.
        RuleViolation: one of them is retired.
    """
    if entity_id is not None and entity_id != standing[0]:
        entity = session.get(EntityRow, entity_id)
        if entity is None:
            raise NotFound("fact.entity_unknown")
        if entity.retired_at is not None:
            raise RuleViolation("fact.entity_retired")
    if customer_id is not None and customer_id != standing[1]:
        customer = session.get(CustomerRow, customer_id)
        if customer is None:
            raise NotFound("fact.customer_unknown")
        if customer.retired_at is not None:
            raise RuleViolation("fact.customer_retired")


def _organisation(session: Session) -> Entity:
    settings = session.get_one(WorkspaceRow, 1)
    return Entity(settings.organisation, settings.place, implied_facts(settings.place))


def _by_name(session: Session, table: type[_AnyRow]) -> list[_AnyRow]:
    return sorted(session.scalars(select(table)), key=lambda row: (row.name.casefold(), row.id))


def _retired(row: Row, zone: tzinfo) -> datetime | None:
    return row.retired_at.astimezone(zone) if row.retired_at is not None else None


def _entity(row: EntityRow, zone: tzinfo = UTC) -> Entity:
    return Entity(row.name, row.place, frozenset(row.facts.split()), row.note, row.id, _retired(row, zone))


def _customer(row: CustomerRow, zone: tzinfo) -> Customer:
    return Customer(
        name=row.name,
        reference=row.reference,
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        country=row.country,
        contract=row.contract,
        forward_hours=row.forward_hours,
        note=row.note,
        id=row.id,
        retired_at=_retired(row, zone),
    )


def _representative(row: RepresentativeRow, zone: tzinfo) -> Representative:
    return Representative(
        name=row.name,
        jurisdiction=row.jurisdiction,
        entity_id=row.entity_id,
        address=row.address,
        email=row.email,
        phone=row.phone,
        note=row.note,
        id=row.id,
        retired_at=_retired(row, zone),
    )


def add_entry(workspace: OpenWorkspace, entry: Entry) -> Written:
    """Enter one entity, customer or representative; `entry.id` is not looked at.

    Raises:
        RuleViolation: the name is missing, or a place, country, fact, law, entity, address or number of hours is none.
    """
    with workspace.unit_of_work() as uow:
        row = _new_row(entry)
        for column, value in _values(uow.session, entry).items():
            setattr(row, column, value)
        uow.session.add(row)
        uow.record("register.added", row)
        return Written(uow.commit(), row.id)


def change_entry(workspace: OpenWorkspace, entry: Entry) -> Written:
    """Give the entry of this kind and `entry.id` these values. Where nothing differs, nothing is recorded.

    Raises:
        NotFound: there is no such entry.
        RuleViolation: it is retired, or as for `add_entry`.
    """
    with workspace.unit_of_work() as uow:
        row = _get(uow, entry)
        entries.check_in_use(row)
        return entries.change(uow, row, _values(uow.session, entry, before=row))


def retire_entry(workspace: OpenWorkspace, entry: Entry) -> Written:
    """Take the entry of this kind and `entry.id` out of use; cases that name it keep it.

    Raises:
        NotFound: there is no such entry.
        RuleViolation: it is retired already.
    """
    with workspace.unit_of_work() as uow:
        return entries.retire(uow, _get(uow, entry))


def take_back_entry(workspace: OpenWorkspace, entry: Entry) -> Written:
    """Bring a retired entry into use again.

    Raises:
        NotFound: there is no such entry.
        RuleViolation: it is in use.
    """
    with workspace.unit_of_work() as uow:
        return entries.take_back(uow, _get(uow, entry))


def _new_row(entry: Entry) -> Row:
    if isinstance(entry, Entity):
        return EntityRow()
    return CustomerRow() if isinstance(entry, Customer) else RepresentativeRow()


def _get(uow: UnitOfWork, entry: Entry) -> Row:
    row = uow.session.get(type(_new_row(entry)), entry.id)
    if row is None:
        raise NotFound("entry.missing")
    assert isinstance(row, Row)
    return row


def _values(session: Session, entry: Entry, *, before: Row | None = None) -> dict[str, object]:
    """The columns of an entry, checked. `before` is the row that is changed."""
    if not entry.name.strip():
        raise RuleViolation("entry.name_missing")
    if isinstance(entry, Entity):
        return _values_of_entity(entry)
    if isinstance(entry, Customer):
        return _values_of_customer(entry)
    return _values_of_representative(session, entry, before)


def _values_of_entity(entity: Entity) -> dict[str, object]:
    if entity.place not in dict(places()):
        raise RuleViolation("entry.unknown_place")
    if not entity.facts <= set(ENTITY_FACTS):
        raise RuleViolation("entry.unknown_fact")
    facts = " ".join(sorted(entity.facts))
    return {"name": entity.name.strip(), "place": entity.place, "facts": facts, "note": entity.note.strip()}


def _values_of_customer(customer: Customer) -> dict[str, object]:
    country = customer.country.strip().upper()
    if not is_country(country):
        raise RuleViolation("request.unknown_country")
    _check_email(customer.contact_email)
    if customer.forward_hours is not None and not 1 <= customer.forward_hours <= MOST_FORWARD_HOURS:
        raise RuleViolation("entry.hours_unlikely", most=MOST_FORWARD_HOURS)
    return {
        "name": customer.name.strip(),
        "reference": customer.reference.strip(),
        "contact_name": customer.contact_name.strip(),
        "contact_email": customer.contact_email.strip(),
        "country": country,
        "contract": customer.contract.strip(),
        "forward_hours": customer.forward_hours,
        "note": customer.note.strip(),
    }


def _values_of_representative(session: Session, one: Representative, before: Row | None) -> dict[str, object]:
    if one.jurisdiction not in JURISDICTIONS:
        raise RuleViolation("entry.unknown_jurisdiction")
    stays = isinstance(before, RepresentativeRow) and before.entity_id == one.entity_id
    if one.entity_id is not None and not stays:
        entity = session.get(EntityRow, one.entity_id)
        if entity is None or entity.retired_at is not None:
            raise RuleViolation("entry.unknown_entity")
    _check_email(one.email)
    return {
        "entity_id": one.entity_id,
        "jurisdiction": one.jurisdiction,
        "name": one.name.strip(),
        "address": one.address.strip(),
        "email": one.email.strip(),
        "phone": one.phone.strip(),
        "note": one.note.strip(),
    }


def _check_email(address: str) -> None:
    if address.strip() and not _EMAIL.fullmatch(address.strip()):
        raise RuleViolation("entry.no_email")
