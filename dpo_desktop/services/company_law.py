"""What the company adds to the law: rules and holidays of its own, and its own time for a rule.

Nothing is deleted: what is retired can be taken back. No case gets another date by these acts; `services.editions`
shows which dates would move, and moves those that the officer chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.law_rules import Rule
from dpo_desktop.services import entries, law
from dpo_desktop.services.company_rules import GOVERNING_KINDS, OwnRule, rule_view
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.register_tables import CompanyHolidayRow, CompanyRuleRow, CompanyTargetRow
from dpo_desktop.storage.tables import OfficerRow, WorkspaceRow
from dpo_desktop.storage.unit_of_work import UnitOfWork

TARGET_UNITS: tuple[str, ...] = ("hours", "calendar_days", "business_days", "calendar_months")
FIRST_HOLIDAY_YEAR, LAST_HOLIDAY_YEAR = 1990, 2060  # those of the table
MOST_OF_A_UNIT = 10_000


@dataclass(frozen=True, slots=True)
class OwnHoliday:
    """A day on which the company does not work in a place: a code of `law.places`, or a country."""

    place: str
    day: date
    name: str
    id: int = 0
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnTime:
    """The company's own number for a rule. `decided_by` and `decided_role` name who decided, outside the officer's
    function; `advice` is the officer's, `followed` whether it was. `unit` is one of TARGET_UNITS.
    """

    rule_id: str
    amount: int
    unit: str
    decided_by: str
    decided_role: str
    advice: str
    followed: bool
    decided_on: date
    id: int = 0
    retired_at: datetime | None = None


OwnEntry = OwnRule | OwnHoliday | OwnTime
_Row = CompanyRuleRow | CompanyHolidayRow | CompanyTargetRow


@dataclass(frozen=True, slots=True)
class OwnLaw:
    """Everything the company added, retired entries too. `timed` are the rules that an own time can be set for, by id:
    those that govern a kind of request.
    """

    rules: tuple[OwnRule, ...]
    holidays: tuple[OwnHoliday, ...]
    times: tuple[OwnTime, ...]
    timed: Mapping[str, Rule]
    place: str


def own_law(workspace: OpenWorkspace) -> OwnLaw:
    with workspace.store.reading() as session:
        rules = session.scalars(select(CompanyRuleRow).order_by(CompanyRuleRow.rule_id))
        days = session.scalars(select(CompanyHolidayRow).order_by(CompanyHolidayRow.day, CompanyHolidayRow.id))
        times = session.scalars(select(CompanyTargetRow).order_by(CompanyTargetRow.rule_id, CompanyTargetRow.id))
        return OwnLaw(
            rules=tuple(map(rule_view, rules)),
            holidays=tuple(OwnHoliday(row.place, row.day, row.name, row.id, row.retired_at) for row in days),
            times=tuple(_time(row, workspace) for row in times),
            timed=_timed(session),
            place=session.get_one(WorkspaceRow, 1).place,
        )


def _time(row: CompanyTargetRow, workspace: OpenWorkspace) -> OwnTime:
    return OwnTime(
        row.rule_id,
        row.amount,
        row.unit,
        row.decided_by,
        row.decided_role,
        row.advice,
        row.followed,
        row.decided_at.astimezone(workspace.zone).date(),
        row.id,
        row.retired_at,
    )


def _timed(session: Session) -> dict[str, Rule]:
    loaded = law.load_law()
    chosen = {choice.rule_id for choices in loaded.choices.values() for choice in choices}
    found = {rule_id: loaded.rules[rule_id] for rule_id in chosen if loaded.rules[rule_id].kind in GOVERNING_KINDS}
    rows = session.scalars(select(CompanyRuleRow).where(CompanyRuleRow.retired_at.is_(None)))
    own = [one.rule for one in map(rule_view, rows) if one.rule is not None]
    return dict(sorted(found.items())) | {rule.id: rule for rule in own}


# -- holidays


def add_holiday(workspace: OpenWorkspace, holiday: OwnHoliday) -> Written:
    """Enter a public holiday that the table lacks.

    Raises:
        RuleViolation: the name is missing, the place is not known, the year lies outside the table, or that day of
            that place is entered already.
    """
    if not holiday.name.strip():
        raise RuleViolation("law.holiday_name_missing")
    try:
        law.place_of(holiday.place)
    except NotFound as error:
        raise RuleViolation("entry.unknown_place") from error
    if not FIRST_HOLIDAY_YEAR <= holiday.day.year <= LAST_HOLIDAY_YEAR:
        raise RuleViolation("law.holiday_year", first=FIRST_HOLIDAY_YEAR, last=LAST_HOLIDAY_YEAR)
    with workspace.unit_of_work() as uow:
        _check_day(uow, holiday.place, holiday.day)
        row = CompanyHolidayRow(place=holiday.place, day=holiday.day, name=holiday.name.strip(), retired_at=None)
        uow.session.add(row)
        uow.record("register.added", row)
        return Written(uow.commit(), row.id)


def _check_day(uow: UnitOfWork, place: str, day: date) -> None:
    same = select(CompanyHolidayRow.id).where(
        CompanyHolidayRow.place == place, CompanyHolidayRow.day == day, CompanyHolidayRow.retired_at.is_(None)
    )
    if uow.session.scalar(same) is not None:
        raise RuleViolation("law.holiday_twice")


# -- own times


def set_time(workspace: OpenWorkspace, time: OwnTime) -> Written:
    """Set the company's own number for a rule; the one before is retired in the same act.

    Raises:
        RuleViolation: the rule is missing or governs no kind of request, the number or unit is none, who decided is
            missing or is the officer, the officer's advice is missing, or the decision lies in the future.
    """
    decided_by, decided_role, advice = time.decided_by.strip(), time.decided_role.strip(), time.advice.strip()
    if not time.rule_id:
        raise RuleViolation("law.time_rule_missing")
    if time.unit not in TARGET_UNITS:
        raise RuleViolation("law.time_unit")
    if not 1 <= time.amount <= MOST_OF_A_UNIT:
        raise RuleViolation("law.time_amount", most=MOST_OF_A_UNIT)
    if not decided_by:
        raise RuleViolation("law.time_nobody")
    if not decided_role:
        raise RuleViolation("law.time_no_role")
    if not advice:
        raise RuleViolation("law.time_no_advice")
    with workspace.unit_of_work() as uow:
        session = uow.session
        if time.rule_id not in _timed(session):
            raise RuleViolation("law.time_no_rule")
        officers = session.scalars(select(OfficerRow)).all()
        if decided_by.casefold() in {one.name.casefold() for one in officers}:
            raise RuleViolation("law.time_by_officer")
        if decided_role.casefold() in {one.role.casefold() for one in officers}:
            raise RuleViolation("law.time_officer_role")
        today = uow.now.astimezone(workspace.zone).date()
        if time.decided_on > today:
            raise RuleViolation("law.time_in_future")
        noon = datetime(time.decided_on.year, time.decided_on.month, time.decided_on.day, 12, tzinfo=workspace.zone)
        before = session.scalars(
            select(CompanyTargetRow).where(
                CompanyTargetRow.rule_id == time.rule_id, CompanyTargetRow.retired_at.is_(None)
            )
        ).all()
        for old in before:
            old.retired_at = uow.now
        row = CompanyTargetRow(
            rule_id=time.rule_id,
            amount=time.amount,
            unit=time.unit,
            decided_by=decided_by,
            decided_role=decided_role,
            advice=advice,
            followed=time.followed,
            decided_at=min(noon, uow.now),
            retired_at=None,
        )
        session.add(row)
        uow.record("register.added", row, rows=before)
        return Written(uow.commit(), row.id)


# -- retiring and taking back


def retire_own(workspace: OpenWorkspace, entry: OwnEntry) -> Written:
    """Take an own rule, holiday or time out of use.

    Raises:
        NotFound: there is no such entry.
        RuleViolation: it is retired already.
    """
    with workspace.unit_of_work() as uow:
        return entries.retire(uow, _get(uow, _table(entry), entry.id))


def take_own_back(workspace: OpenWorkspace, entry: OwnEntry) -> Written:
    """Bring a retired entry into use again.

    Raises:
        NotFound: there is no such entry.
        RuleViolation: it is in use, or another entry stands in its place by now.
    """
    with workspace.unit_of_work() as uow:
        row = _get(uow, _table(entry), entry.id)
        entries.check_retired(row)
        if isinstance(row, CompanyHolidayRow):
            _check_day(uow, row.place, row.day)
        if isinstance(row, CompanyTargetRow):
            _check_time(uow, row.rule_id)
        return entries.take_back(uow, row)


def _check_time(uow: UnitOfWork, rule_id: str) -> None:
    standing = select(CompanyTargetRow.id).where(
        CompanyTargetRow.rule_id == rule_id, CompanyTargetRow.retired_at.is_(None)
    )
    if uow.session.scalar(standing) is not None:
        raise RuleViolation("law.time_twice")


def _table(entry: OwnEntry) -> type[_Row]:
    if isinstance(entry, OwnRule):
        return CompanyRuleRow
    return CompanyHolidayRow if isinstance(entry, OwnHoliday) else CompanyTargetRow


def _get(uow: UnitOfWork, table: type[_Row], row_id: int) -> _Row:
    row = uow.session.get(table, row_id)
    if row is None:
        raise NotFound("entry.missing")
    assert isinstance(row, _Row)
    return row
