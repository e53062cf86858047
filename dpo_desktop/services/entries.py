"""What the registers have in common: an entry is changed, retired and taken back, and never deleted."""

from __future__ import annotations

from collections.abc import Mapping

from dpo_desktop.domain.changes import Changes
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.services.results import Written
from dpo_desktop.storage.register_tables import (
    CompanyHolidayRow,
    CompanyRuleRow,
    CompanyTargetRow,
    CustomerRow,
    EntityRow,
    RepresentativeRow,
)
from dpo_desktop.storage.unit_of_work import UnitOfWork

EntryRow = EntityRow | CustomerRow | RepresentativeRow | CompanyRuleRow | CompanyHolidayRow | CompanyTargetRow


def check_in_use(row: EntryRow) -> None:
    """Raises RuleViolation: the entry is retired."""
    if row.retired_at is not None:
        raise RuleViolation("entry.retired")


def check_retired(row: EntryRow) -> None:
    """Raises RuleViolation: the entry is in use."""
    if row.retired_at is None:
        raise RuleViolation("entry.in_use")


def change(uow: UnitOfWork, row: EntryRow, values: Mapping[str, object]) -> Written:
    """Give an entry in use these values. Where nothing differs, nothing is recorded."""
    changed = [column for column, value in values.items() if getattr(row, column) != value]
    if not changed:
        return Written(Changes(), row.id)
    for column in changed:
        setattr(row, column, values[column])
    uow.record("register.changed", row, fields=changed)
    return Written(uow.commit(), row.id)


def retire(uow: UnitOfWork, row: EntryRow) -> Written:
    """Raises RuleViolation: it is retired already."""
    check_in_use(row)
    row.retired_at = uow.now
    uow.record("register.retired", row, fields=("retired_at",))
    return Written(uow.commit(), row.id)


def take_back(uow: UnitOfWork, row: EntryRow) -> Written:
    """Raises RuleViolation: it is in use."""
    check_retired(row)
    row.retired_at = None
    uow.record("register.taken_back", row, fields=("retired_at",))
    return Written(uow.commit(), row.id)
