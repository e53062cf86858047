"""The orders of the list of requests, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS, OPEN_STATES, REQUEST_STATES
from dpo_desktop.storage.tables import RequestKeyRow, RequestRow

ORDERS = (
    "due",
    "received",
    "closed",
    "reference",
    "external",
    "person",
    "type",
    "law",
    "country",
    "state",
    "handler",
)
_Keys = Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]


def due_order(day: date) -> _Keys:
    """By due date; what is owed at once or without a number stands with what is due today, never at the end."""
    return (func.coalesce(RequestRow.due_on, day), RequestRow.due_on.is_(None))


def ordered(statement: Select[int], sort: str, day: date) -> list[Select[int]]:
    """The statements that give the ids of `statement` one after the other, each in the order of an index where there is
    one. `sort` is one of `ORDERS`, with `-` before it for descending.

    Where nothing stands, it comes last in both directions; requests that are alike stand in the order they came in.
    """
    name, descends = sort.removeprefix("-"), sort.startswith("-")
    if name == "person":
        return [_by_person(statement, descends=descends)]
    last, keys = _keys(name)
    in_order = statement.order_by(*((key.desc() for key in keys) if descends else keys), RequestRow.id)
    if name == "due":
        # What is owed at once or without a number stands with what is due today, never at the end.
        opened = RequestRow.state.in_(OPEN_STATES)
        dues = (RequestRow.due_on <= day, RequestRow.due_on.is_(None), RequestRow.due_on > day)
        parts = [in_order.where(group, due) for group in (opened, ~opened) for due in dues]
        return parts[::-1] if descends else parts
    return [in_order] if last is None else [in_order.where(~last), statement.where(last).order_by(RequestRow.id)]


def _by_person(statement: Select[int], *, descends: bool) -> Select[int]:
    by_name = select(RequestKeyRow.request_id)
    if statement.whereclause is not None:
        by_name = by_name.where(literal_column("+request_key.request_id", Integer).in_(statement))
    person = RequestKeyRow.person
    return by_name.order_by(person.desc() if descends else person, RequestKeyRow.request_id)


def _keys(name: str) -> tuple[ColumnElement[bool] | None, _Keys]:
    """What stands last whichever way, and the keys that are turned round."""
    row = RequestRow
    match name:
        case "due":
            return None, (row.due_on,)
        case "received":
            return row.received_at.is_(None), (row.received_at,)
        case "closed":
            return row.closed_at.is_(None), (row.closed_at,)
        case "reference":
            return None, (row.reference_year, row.reference_number)
        case "external":
            return row.external_reference == "", (func.fold(row.external_reference),)
        case "type":
            return None, (_rank(row.type_code, [kind.code for kind in REQUEST_TYPES]),)
        case "law":
            return row.law == "none", (_rank(row.law, LAWS),)
        case "country":
            return row.country == "", (row.country,)
        case "state":
            return None, (_rank(row.state, [state.code for state in REQUEST_STATES]),)
        case "handler":
            return row.handler == "", (func.fold(row.handler),)
    raise ValueError(name)


def _rank(column: Any, codes: Sequence[str]) -> ColumnElement[int]:
    """A code's place in the order of the forms: its word depends on the language."""
    return case({code: place for place, code in enumerate(codes)}, value=column, else_=len(codes))
