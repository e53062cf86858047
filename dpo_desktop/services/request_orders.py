"""The orders of the list of requests, in SQL."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS, OPEN_STATES, REQUEST_STATES
from dpo_desktop.storage.engine import folded, id_vector
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
_Key = ColumnElement[Any] | InstrumentedAttribute[Any]
_Keys = Sequence[_Key]


def due_order(day: date) -> _Keys:
    """By due date; what is owed at once or without a number stands with what is due today, never at the end."""
    return (func.coalesce(RequestRow.due_on, day), RequestRow.due_on.is_(None))


def ids_in_order(connection: Connection, statement: Select[int], sort: str, day: date) -> array[int]:
    """The ids (int64) of `statement`. `sort` is one of `ORDERS`, with `-` before it for descending.

    Where nothing stands, it comes last in both directions; requests that are alike stand in the order they came in.
    """
    name, descends = sort.removeprefix("-"), sort.startswith("-")
    if name in _VALUES:
        return _by_value(connection, statement, name, descends=descends)
    found = array("q")
    for part in _parts(statement, name, day, descends=descends):
        found.extend(id_vector(connection, part))
    return found


def _parts(statement: Select[int], name: str, day: date, *, descends: bool) -> list[Select[int]]:
    """The statements that give the ids one after the other, each in the order of an index."""

    def turned(*keys: _Key) -> _Keys:
        return [key.desc() for key in keys] if descends else keys

    row = RequestRow
    match name:
        case "due":  # what is owed at once or without a number stands with what is due today, never at the end
            opened = row.state.in_(OPEN_STATES)
            dues = (row.due_on <= day, row.due_on.is_(None), row.due_on > day)
            in_order = statement.order_by(*turned(row.due_on), row.id)
            parts = [in_order.where(group, due) for group in (opened, ~opened) for due in dues]
            return parts[::-1] if descends else parts
        case "received" | "closed":
            key = row.received_at if name == "received" else row.closed_at
            known = statement.where(key.is_not(None)).order_by(*turned(key), row.id)
            return [known, statement.where(key.is_(None)).order_by(row.id)]
        case "reference":
            return [statement.order_by(*turned(row.reference_year, row.reference_number))]
        case "person":
            return [_by_key(statement, turned(RequestKeyRow.person))]
        case "external":
            number = RequestKeyRow.external
            return [_by_key(statement, turned(number)).where(number != ""), _by_key(statement, ()).where(number == "")]
    raise ValueError(name)


def _by_key(statement: Select[int], keys: _Keys) -> Select[int]:
    """In the order of the table of keys; the plus keeps SQLite from looking each request up first."""
    in_order = select(RequestKeyRow.request_id).order_by(*keys, RequestKeyRow.request_id)
    if statement.whereclause is None:
        return in_order
    return in_order.where(literal_column("+request_key.request_id", Integer).in_(statement))


_VALUES: dict[str, InstrumentedAttribute[str]] = {
    "type": RequestRow.type_code,
    "law": RequestRow.law,
    "country": RequestRow.country,
    "state": RequestRow.state,
    "handler": RequestRow.handler,
}


def _by_value(connection: Connection, statement: Select[int], name: str, *, descends: bool) -> array[int]:
    """By a column of few different values: they are put in order here, for no index has the order of the forms."""
    cursor = connection.execute(statement.add_columns(_VALUES[name])).cursor
    assert cursor is not None
    ids: dict[str, list[int]] = {}
    for request_id, value in cursor.fetchall():
        ids.setdefault(value, []).append(request_id)
    nothing = {"law": "none", "country": "", "handler": ""}.get(name)
    values = sorted((value for value in ids if value != nothing), key=_rank(name), reverse=descends)
    if nothing in ids:
        values.append(nothing)
    return array("q", chain.from_iterable(sorted(ids[value]) for value in values))


def _rank(name: str) -> Callable[[str], int | str]:
    """A code's place in the order of the forms, since its word depends on the language; a name by its letters."""
    known: dict[str, Sequence[str]] = {
        "type": [kind.code for kind in REQUEST_TYPES],
        "law": LAWS,
        "state": [state.code for state in REQUEST_STATES],
    }
    if name not in known:
        return folded
    return {code: place for place, code in enumerate(known[name])}.__getitem__
