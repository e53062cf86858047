"""Filters that the officer named: kept beside the requests, encrypted, without an audit entry."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.services.lists import holding
from dpo_desktop.services.views import RequestFilter, SavedFilter
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.engine import folded
from dpo_desktop.storage.tables import SavedFilterRow

LONGEST_NAME = 40
_DESK = "requests"
_DAYS = ("received_from", "received_to")


def filter_to_json(wanted: RequestFilter) -> dict[str, str | None]:
    """What `filter_from_json` reads; days as ISO 8601."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(wanted).items()}


def filter_from_json(body: dict[str, Any]) -> RequestFilter:
    """What `filter_to_json` wrote, here or in an earlier version that knew fewer fields."""
    read = dict(body)
    for name in _DAYS:
        if read.get(name):
            read[name] = date.fromisoformat(read[name])
    return RequestFilter(**read)


def saved_filters(workspace: OpenWorkspace) -> tuple[SavedFilter, ...]:
    """All of them in the order they were made, with how many requests each holds: two statements in one snapshot."""
    with workspace.store.reading() as session:
        rows = session.scalars(
            select(SavedFilterRow).where(SavedFilterRow.desk == _DESK).order_by(SavedFilterRow.position)
        ).all()
        read = [_read(row) for row in rows]
        counting = [
            select(func.count()).select_from(holding(workspace, wanted).subquery()).scalar_subquery()
            for wanted, _sort in read
        ]
        counts = session.execute(select(*counting)).one() if counting else ()
        return tuple(
            SavedFilter(row.id, row.name, wanted, sort, count)
            for row, (wanted, sort), count in zip(rows, read, counts, strict=True)
        )


def save_filter(workspace: OpenWorkspace, name: str, wanted: RequestFilter, sort: str) -> int:
    """Keep a filter and an order under a new name. Gives its id.

    Raises:
        RuleViolation: the name is missing, too long, or taken.
    """
    with workspace.unaudited_session() as session:
        last = session.scalar(select(func.max(SavedFilterRow.position)).where(SavedFilterRow.desk == _DESK))
        row = SavedFilterRow(
            desk=_DESK, name=_free_name(session, name), position=(last or 0) + 1, body=_body(wanted, sort)
        )
        session.add(row)
        session.flush()
        return row.id


def change_filter(workspace: OpenWorkspace, filter_id: int, wanted: RequestFilter, sort: str) -> int:
    """Let a saved filter hold something else from now on. Gives its id. Raises NotFound."""
    with workspace.unaudited_session() as session:
        _get(session, filter_id).body = _body(wanted, sort)
        return filter_id


def rename_filter(workspace: OpenWorkspace, filter_id: int, name: str) -> int:
    """Gives its id. Raises NotFound, or RuleViolation as `save_filter`."""
    with workspace.unaudited_session() as session:
        row = _get(session, filter_id)
        row.name = _free_name(session, name, filter_id)
        return filter_id


def delete_filter(workspace: OpenWorkspace, filter_id: int) -> None:
    """Take a saved filter away; no request is touched. One that is gone already is no error."""
    with workspace.unaudited_session() as session:
        session.execute(delete(SavedFilterRow).where(SavedFilterRow.id == filter_id))


def _body(wanted: RequestFilter, sort: str) -> str:
    return json.dumps({"filter": filter_to_json(wanted), "sort": sort}, ensure_ascii=False)


def _read(row: SavedFilterRow) -> tuple[RequestFilter, str]:
    body = json.loads(row.body)
    return filter_from_json(body["filter"]), body["sort"]


def _get(session: Session, filter_id: int) -> SavedFilterRow:
    row = session.get(SavedFilterRow, filter_id)
    if row is None:
        raise NotFound("filter.unknown")
    return row


def _free_name(session: Session, name: str, own_id: int = 0) -> str:
    """The name without spare blanks, if nobody else has it."""
    wanted = " ".join(name.split())
    if not wanted:
        raise RuleViolation("filter.name_missing")
    if len(wanted) > LONGEST_NAME:
        raise RuleViolation("filter.name_too_long", limit=LONGEST_NAME)
    others = session.scalars(
        select(SavedFilterRow.name).where(SavedFilterRow.desk == _DESK, SavedFilterRow.id != own_id)
    )
    if folded(wanted) in {folded(other) for other in others}:
        raise RuleViolation("filter.name_taken")
    return wanted
