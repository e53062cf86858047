"""The figures of Home over a whole workspace, counted by the database: no case is loaded."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from dpo_desktop.domain import figures
from dpo_desktop.domain.figures import Closings, Figures, HomeFigures
from dpo_desktop.domain.requests import OPEN_STATES
from dpo_desktop.services.instants import offsets_between
from dpo_desktop.storage.tables import RequestRow

_OPEN = RequestRow.state.in_(OPEN_STATES)


def home_figures(session: Session, zone: tzinfo, today: date) -> HomeFigures:
    """Open cases by due date; what was closed and received in this month and the eleven before it."""
    months = figures.last_months(today)
    since = months[0].first
    kinds = _received_since(session, zone, since, today)
    return HomeFigures(
        Figures(
            figures.open_by_due(_open_by_day(session), today),
            _closings(session, zone, months),
            figures.by_type((type_code, timeliness, count) for type_code, _law, timeliness, count in kinds),
            figures.by_law((law, timeliness, count) for _type, law, timeliness, count in kinds),
        ),
        since,
        cases_without_receipt(session),
    )


def cases_without_receipt(session: Session) -> int:
    """Cases that came from a register which does not say when they were received."""
    return session.scalar(select(func.count()).where(RequestRow.received_at.is_(None))) or 0


def _open_by_day(session: Session) -> list[tuple[date | None, int]]:
    due = select(RequestRow.due_on, func.count()).where(_OPEN).group_by(RequestRow.due_on)
    return [(due_on, count) for due_on, count in session.execute(due)]


def _closings(session: Session, zone: tzinfo, months: tuple[figures.ClosedSpan, ...]) -> Closings:
    day = _closed_day(zone, months[0].first, months[-1].last)
    month = func.substr(day, 1, len("2026-11"))
    of_these = RequestRow.closed_at.is_(None) | (RequestRow.closed_at >= _midnight(months[0].first, zone))
    timeliness = _closed_timeliness(day)
    rows = session.execute(select(month, timeliness, func.count()).where(~_OPEN, of_these).group_by(month, timeliness))
    counted = [(date.fromisoformat(f"{name}-01") if name else None, how, count) for name, how, count in rows]
    return figures.closings(counted, "month", months)


def _received_since(session: Session, zone: tzinfo, since: date, today: date) -> list[tuple[str, str, str, int]]:
    """Kind, law, timeliness (`domain.requests.timeliness_of`) and how many."""
    day = _closed_day(zone, since, today)
    timeliness = case(
        (~_OPEN, _closed_timeliness(day)),
        (RequestRow.due_on.is_(None), "no_date"),
        (RequestRow.due_on < today, "open_late"),
        else_="open_in_time",
    )
    columns = (RequestRow.type_code, RequestRow.law, timeliness)
    rows = session.execute(
        select(*columns, func.count()).where(RequestRow.received_at >= _midnight(since, zone)).group_by(*columns)
    )
    return [(type_code, law, on_time, count) for type_code, law, on_time, count in rows]


def _closed_timeliness(day: ColumnElement[str]) -> ColumnElement[str]:
    return case(
        (RequestRow.due_on.is_(None) | RequestRow.closed_at.is_(None), "no_date"),
        (day > RequestRow.due_on, "late"),
        else_="on_time",
    )


def _closed_day(zone: tzinfo, first: date, last: date) -> ColumnElement[str]:
    """The workspace's day of closing, as `2026-11-24`; right from `first` to `last`."""
    steps = offsets_between(zone, first, last)
    days = [func.date(RequestRow.closed_at, f"{round(offset.total_seconds())} seconds") for _start, offset in steps]
    if len(days) == 1:
        return days[0]
    until = [RequestRow.closed_at < after for after, _offset in steps[1:]]
    return case(*zip(until, days, strict=False), else_=days[-1])


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)
