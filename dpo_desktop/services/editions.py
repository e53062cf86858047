"""A new edition of the law or of the holidays: which dates of open cases would move, and the act that moves them.

A case gets other dates by this act or by a new fact of its own, never by an edition alone. Closed cases keep theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.duty_json import duties_from_json
from dpo_desktop.domain.editions import causes
from dpo_desktop.domain.errors import Conflict, RuleViolation
from dpo_desktop.domain.progress import Progress, no_progress
from dpo_desktop.domain.requests import OPEN_STATES
from dpo_desktop.services.clock import FACT_KINDS, Clock, CompanyLaw, clock_case, put, recorded_in
from dpo_desktop.services.collector import collector_waits
from dpo_desktop.services.requests import event_row
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import RequestEventRow, RequestRow, WorkspaceRow

_AT_ONCE = 400
_DATES = ("due_on", "cautious_on", "notice_by", "target_on")


@dataclass(frozen=True, slots=True)
class MovedDate:
    """One date of a duty that would be another. `part`: due_on, cautious_on, notice_by or target_on. None: no date."""

    rule_id: str
    law: str
    right: str
    part: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class StaleCase:
    """An open case whose dates rest on another edition. `leads` is the law that leads now; `due_before` and `due_after`
    are the days of the answer. `why` are codes of `domain.editions.CAUSES`, `trouble` a code that says why its dates
    cannot be computed: it keeps those it has.
    """

    id: int
    reference: str
    type_code: str
    leads: str
    leads_after: str
    due_before: date | None
    due_after: date | None
    others: tuple[MovedDate, ...]  # dates beside that of the answer
    why: tuple[str, ...]
    trouble: str = ""

    @property
    def moves(self) -> bool:
        """Whether anything that a person plans on would be another."""
        return bool(self.due_before != self.due_after or self.leads != self.leads_after or self.others)


@dataclass(frozen=True, slots=True)
class StaleDates:
    """What `stale_cases` found, those that would move first. The editions are the present ones."""

    cases: tuple[StaleCase, ...]
    law_edition: str
    holiday_edition: str

    @property
    def moving(self) -> tuple[StaleCase, ...]:
        return tuple(case for case in self.cases if case.moves)

    @property
    def why(self) -> tuple[str, ...]:
        """Every cause once, in the order of the first case that names it."""
        return tuple(dict.fromkeys(code for case in self.cases for code in case.why))


def count_stale(workspace: OpenWorkspace) -> int:
    """How many open cases rest on another edition than the present one; nothing is computed."""
    with workspace.store.reading() as session:
        company = CompanyLaw(session, workspace.now())
        counted = select(func.count()).select_from(RequestRow).where(_is_stale(company))
        return session.scalar(counted) or 0


def _is_stale(company: CompanyLaw) -> ColumnElement[bool]:
    """A case without a day of receipt has no date, and asks for no holidays."""
    row = RequestRow
    other_holidays = and_(row.holiday_edition != "", row.holiday_edition != company.calendar.edition)
    return and_(row.state.in_(OPEN_STATES), or_(row.law_edition != company.law_edition, other_holidays))


@collector_waits()
def stale_cases(workspace: OpenWorkspace, report: Progress = no_progress) -> StaleDates:
    """The open cases that rest on another edition, with the dates they would get. Nothing is written.

    Raises:
        Cancelled: by `report`.
    """
    with workspace.store.reading("long") as session:
        company = CompanyLaw(session, workspace.now())
        ids: Sequence[int] = session.scalars(
            select(RequestRow.id).where(_is_stale(company)).order_by(RequestRow.id)
        ).all()
        found: list[StaleCase] = []
        for row, clock, trouble in _computed(session, company, ids, report):
            found.append(_compared(row, clock, trouble, company))
            session.expunge(row)
        found.sort(key=lambda case: (not case.moves, case.due_before or date.max, case.id))
        return StaleDates(tuple(found), company.law_edition, company.calendar.edition)


def _computed(
    session: Session, company: CompanyLaw, ids: Sequence[int], report: Progress
) -> Iterator[tuple[RequestRow, Clock | None, str]]:
    """Each case with its clock, or with the code that says why there is none."""
    for at in range(0, len(ids), _AT_ONCE):
        report(at, len(ids))
        block = ids[at : at + _AT_ONCE]
        rows = session.scalars(select(RequestRow).where(RequestRow.id.in_(block)).order_by(RequestRow.id)).all()
        facts = _facts(session, block)
        for row in rows:
            try:
                yield row, company.clock(clock_case(row), recorded_in(facts.get(row.id, ()))), ""
            except RuleViolation as error:
                yield row, None, error.code
        for event in chain.from_iterable(facts.values()):
            session.expunge(event)
    report(len(ids), len(ids))


def _facts(session: Session, ids: Sequence[int]) -> dict[int, list[RequestEventRow]]:
    events = session.scalars(
        select(RequestEventRow)
        .where(RequestEventRow.request_id.in_(ids), RequestEventRow.kind.in_(FACT_KINDS))
        .order_by(RequestEventRow.request_id, RequestEventRow.id)
    )
    return {case: list(found) for case, found in groupby(events, key=lambda event: event.request_id)}


def _compared(row: RequestRow, clock: Clock | None, trouble: str, company: CompanyLaw) -> StaleCase:
    why = causes(row.law_edition, company.law_edition, row.holiday_edition, company.calendar.edition)
    kept, leads_after, due_after = (row.due_on, row.law, row.due_on)
    others: tuple[MovedDate, ...] = ()
    if clock is not None:
        leads_after, due_after = clock.law, clock.due_on
        others = _others(duties_from_json(row.duties), clock.duties, (row.due_on, clock.due_on))
    return StaleCase(row.id, row.reference, row.type_code, row.law, leads_after, kept, due_after, others, why, trouble)


def _others(
    before: Iterable[Duty], after: Iterable[Duty], answer: tuple[date | None, date | None]
) -> tuple[MovedDate, ...]:
    """What differs beside the day of the answer: the date of another rule, the last day to tell of an extension."""
    old = {duty.rule_id: duty for duty in before}
    new = {duty.rule_id: duty for duty in after}
    found: list[MovedDate] = []
    for rule_id in dict.fromkeys((*old, *new)):
        duty = new.get(rule_id) or old[rule_id]
        for part in _DATES:
            days = (getattr(old.get(rule_id), part, None), getattr(new.get(rule_id), part, None))
            if days[0] != days[1] and not (part == "due_on" and days == answer):
                found.append(MovedDate(rule_id, duty.law, duty.right, part, *days))
    return tuple(found)


@collector_waits()
def move_dates(
    workspace: OpenWorkspace,
    seen: StaleDates,
    chosen: Collection[int],
    reason: str,
    report: Progress = no_progress,
) -> Written:
    """Give the chosen cases the dates that `seen` showed, and bring those whose dates stay to the present edition with
    them, in one transaction. The timeline of a case that moves keeps both days and the reason. A case that was closed,
    or got its dates by a fact of its own meanwhile, is left as it is. `along` are the ids of those that moved.

    Raises:
        RuleViolation: some would move and there is no reason, or nothing would be done.
        Conflict: the law or a holiday was changed since `seen`.
        Cancelled: by `report`; nothing was moved.
    """
    why = reason.strip()
    if chosen and not why:
        raise RuleViolation("edition.reason_needed")
    stays = {case.id for case in seen.cases if not case.moves and not case.trouble}
    if not chosen and not stays:
        raise RuleViolation("edition.nothing_chosen")
    with workspace.unit_of_work() as uow:
        session = uow.session
        company = CompanyLaw(session, uow.now)
        if (company.law_edition, company.calendar.edition) != (seen.law_edition, seen.holiday_edition):
            raise Conflict("edition.changed_meanwhile")
        stale: Sequence[int] = session.scalars(
            select(RequestRow.id).where(_is_stale(company)).order_by(RequestRow.id)
        ).all()
        wanted = [case for case in stale if case in chosen or case in stays]
        officer = uow.officer()
        moved: list[int] = []
        renewed = 0
        waiting: list[Proven] = []
        for row, clock, trouble in _computed(session, company, wanted, report):
            case = _compared(row, clock, trouble, company)
            if clock is None or (case.moves and row.id not in chosen):
                continue
            if case.moves:
                event = event_row(uow, officer, row, "dates_moved", at=uow.now, words=why, codes=_codes(case))
                session.add(event)
                waiting.append(event)
                moved.append(row.id)
            else:
                renewed += 1
            put(row, clock)
            waiting.append(row)
            if len(waiting) >= _AT_ONCE:
                uow.set_aside(waiting)
                waiting = []
        if not moved and not renewed:
            return Written(uow.commit())
        uow.record(
            "requests.dates_moved",
            session.get_one(WorkspaceRow, 1),
            rows=waiting,
            fields=("due_on", "duties", "law", "laws", "law_edition", "holiday_edition"),
            list_changed=True,
            moved=len(moved),
            renewed=renewed,
        )
        report(len(wanted), len(wanted))  # the last moment to leave it as it is
        return Written(uow.commit(), along=tuple(moved))


def _codes(case: StaleCase) -> dict[str, str]:
    before, after = case.due_before, case.due_after
    return {
        "before": before.isoformat() if before is not None else "",
        "after": after.isoformat() if after is not None else "",
        "why": " ".join(case.why),
    }
