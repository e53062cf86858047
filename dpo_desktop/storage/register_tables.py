"""The tables of the registers and of what the company set for itself. Nothing is deleted: `retired_at` takes a row out
of use, and what was decided with it stays explained.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from dpo_desktop.storage.base import Base, Instant, Proven, uuid7

REGISTER_TABLES: tuple[str, ...] = (
    "entity",
    "customer",
    "representative",
    "company_rule",
    "company_holiday",
    "company_target",
)


class EntityRow(Proven, Base):
    """One of our entities. `facts` are codes of `domain.applicability.ENTITY_FACTS`, sorted, a blank between two."""

    __tablename__ = "entity"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    name: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(16))
    facts: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)


class CustomerRow(Proven, Base):
    """A customer for whom we process data. `contract` is its reference, `forward_hours` the hours that the contract
    gives us to pass a request on; None where it names none.
    """

    __tablename__ = "customer"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    name: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    contact_name: Mapped[str] = mapped_column(Text)
    contact_email: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(String(8))
    contract: Mapped[str] = mapped_column(Text)
    forward_hours: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)


class RepresentativeRow(Proven, Base):
    """Who stands for one of our entities under a law. Without `entity_id` it is the organisation itself."""

    __tablename__ = "representative"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    entity_id: Mapped[int | None] = mapped_column(ForeignKey(EntityRow.id))
    jurisdiction: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)


class CompanyRuleRow(Proven, Base):
    """A rule that the company entered. `body` is the TOML of one [[rule]] as in deadlines.toml, `types` the codes of
    the kinds of request that it governs, a blank between two; `is_answer`: its date is that of the answer.
    """

    __tablename__ = "company_rule"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    rule_id: Mapped[str] = mapped_column(String(80), unique=True)
    body: Mapped[str] = mapped_column(Text)
    types: Mapped[str] = mapped_column(Text)
    is_answer: Mapped[bool]
    entered_at: Mapped[datetime] = mapped_column(Instant)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)


class CompanyHolidayRow(Proven, Base):
    """A public holiday of a place that the holiday table lacks."""

    __tablename__ = "company_holiday"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    place: Mapped[str] = mapped_column(String(16))
    day: Mapped[date]
    name: Mapped[str] = mapped_column(Text)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)


class CompanyTargetRow(Proven, Base):
    """The company's own time for a rule: who decided it, what the officer advised, and whether that was followed.

    `unit` is hours, calendar_days, business_days or calendar_months.
    """

    __tablename__ = "company_target"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    rule_id: Mapped[str] = mapped_column(String(80))
    amount: Mapped[int]
    unit: Mapped[str] = mapped_column(String(24))
    decided_by: Mapped[str] = mapped_column(Text)
    decided_role: Mapped[str] = mapped_column(Text)
    advice: Mapped[str] = mapped_column(Text)
    followed: Mapped[bool]
    decided_at: Mapped[datetime] = mapped_column(Instant)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
