"""The orders of the list of requests, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy.orm import InstrumentedAttribute

from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS, OPEN_STATES, REQUEST_STATES
from dpo_desktop.storage.tables import PersonRow, RequestRow

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


def order_by(sort: str, day: date, subject: type[PersonRow]) -> _Keys:
    """The keys of an order of `ORDERS`, with `-` before it for descending. `subject` is the joined person.

    Where nothing stands, it comes last in both directions; requests that are alike stand in the order they came in.
    """
    name, descends = sort.removeprefix("-"), sort.startswith("-")
    last, keys = _keys(name, day, subject)
    return (*last, *((key.desc() for key in keys) if descends else keys), RequestRow.id)


def _keys(name: str, day: date, subject: type[PersonRow]) -> tuple[_Keys, _Keys]:
    """What stands last whichever way, and the keys that are turned round."""
    row = RequestRow
    match name:
        case "due":
            return (), (case((row.state.in_(OPEN_STATES), 0), else_=1), *due_order(day))
        case "received":
            return (row.received_at.is_(None),), (row.received_at,)
        case "closed":
            return (row.closed_at.is_(None),), (row.closed_at,)
        case "reference":
            return (), (row.reference_year, row.reference_number)
        case "external":
            return (row.external_reference == "",), (func.fold(row.external_reference),)
        case "person":
            return (), (func.fold(func.coalesce(func.nullif(subject.name, ""), subject.email)),)
        case "type":
            return (), (_rank(row.type_code, [kind.code for kind in REQUEST_TYPES]),)
        case "law":
            return (row.law == "none",), (_rank(row.law, LAWS),)
        case "country":
            return (row.country == "",), (row.country,)
        case "state":
            return (), (_rank(row.state, [state.code for state in REQUEST_STATES]),)
        case "handler":
            return (row.handler == "",), (func.fold(row.handler),)
    raise ValueError(name)


def _rank(column: Any, codes: Sequence[str]) -> ColumnElement[int]:
    """A code's place in the order of the forms: its word depends on the language."""
    return case({code: place for place, code in enumerate(codes)}, value=column, else_=len(codes))
