"""The orders of the list of requests, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS, OPEN_STATES, REQUEST_STATES
from dpo_desktop.storage.engine import unindexed
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
# The key, and the column that it was made from where that may be empty.
_IN_KEYS: dict[str, tuple[InstrumentedAttribute[str], ColumnElement[str] | None]] = {
    "person": (RequestKeyRow.person, None),
    "external": (RequestKeyRow.external, unindexed(RequestRow.external_reference)),
    "handler": (RequestKeyRow.handler, unindexed(RequestRow.handler)),
}
_EACH_KEY: ColumnElement[int] = unindexed(RequestKeyRow.request_id)
_CODED: dict[str, tuple[InstrumentedAttribute[str], Sequence[str]]] = {
    "type": (RequestRow.type_code, [kind.code for kind in REQUEST_TYPES]),
    "law": (RequestRow.law, [law for law in LAWS if law != "none"]),
    "state": (RequestRow.state, [state.code for state in REQUEST_STATES]),
}
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
    if name in _IN_KEYS:
        return _by_key(statement, name, descends=descends)
    if name in _CODED:
        return _by_code(statement, *_CODED[name], descends=descends)
    last, keys = _keys(name)
    # A reference has no equal: asked for an order among them, SQLite would take the index that lacks the filters.
    among_equals = () if name == "reference" else (RequestRow.id,)
    in_order = statement.order_by(*((key.desc() for key in keys) if descends else keys), *among_equals)
    if name == "due":
        # What is owed at once or without a number stands with what is due today, never at the end.
        opened = RequestRow.state.in_(OPEN_STATES)
        dues = (RequestRow.due_on <= day, RequestRow.due_on.is_(None), RequestRow.due_on > day)
        parts = [in_order.where(group, due) for group in (opened, ~opened) for due in dues]
        return parts[::-1] if descends else parts
    return [in_order] if last is None else [in_order.where(~last), statement.where(last).order_by(RequestRow.id)]


def _by_key(statement: Select[int], name: str, *, descends: bool) -> list[Select[int]]:
    """Through the index of a key that is kept case-folded."""
    key, source = _IN_KEYS[name]
    ids = select(RequestKeyRow.request_id)
    in_order = ids.order_by(key.desc() if descends else key, RequestKeyRow.request_id)
    filters = statement.whereclause is not None
    if source is None:
        return [in_order.where(_EACH_KEY.in_(statement)) if filters else in_order]
    parts = (
        (in_order.where(key != ""), source != ""),
        (ids.where(key == "").order_by(RequestKeyRow.request_id), source == ""),
    )
    return [part.where(_EACH_KEY.in_(statement.where(given))) if filters else part for part, given in parts]


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
        case "country":
            return row.country == "", (row.country,)
    raise ValueError(name)


def _by_code(
    statement: Select[int], column: InstrumentedAttribute[str], codes: Sequence[str], *, descends: bool
) -> list[Select[int]]:
    """In the order of the forms: a code's word depends on the language. What no form knows comes last."""
    in_order = codes[::-1] if descends else codes
    known = [statement.where(column == code).order_by(RequestRow.id) for code in in_order]
    return [*known, statement.where(column.not_in(codes)).order_by(column, RequestRow.id)]
