"""No write without its audit entry, by whichever path it comes; what is in the trail is neither changed nor removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Base, Proven
from dpo_desktop.storage.engine import UnauditedWrite, unaudited
from dpo_desktop.storage.tables import NOT_AUDITED, DraftRow, PersonRow, RequestEventRow, WorkspaceRow
from tests.factory import add_request
from tests.storage import raw_database

Write = Callable[[Session], object]
NEW = {"uuid": "x", "name": "n", "email": "e", "phone": "p", "proof_salt": b"s"}


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def _rename(session: Session) -> None:
    session.get_one(PersonRow, 1).name = "Somebody Else"


WRITES: dict[str, Write] = {
    "object changed": _rename,
    "object added": lambda session: session.add(PersonRow(**NEW)),
    "object deleted": lambda session: session.delete(session.get_one(RequestEventRow, 1)),
    "bulk update": lambda session: session.execute(update(PersonRow).values(name="x")),
    "bulk insert": lambda session: session.execute(insert(PersonRow), [NEW, {**NEW, "uuid": "y"}]),
    "bulk delete": lambda session: session.execute(delete(RequestEventRow)),
    "text": lambda session: session.execute(text("UPDATE person SET phone = ''")),
    "text without a condition": lambda session: session.execute(text("DELETE FROM request_event")),
    "replace": lambda session: session.execute(text("REPLACE INTO request_event SELECT * FROM request_event")),
    "driver through SQLAlchemy": lambda session: session.connection().exec_driver_sql("UPDATE person SET name = 'x'"),
    "driver alone": lambda session: _driver(session).execute("UPDATE person SET name = 'x'"),
    "driver, many": lambda session: _driver(session).executemany(
        "INSERT INTO person (uuid, name, email, phone, proof_salt) VALUES (?, '', '', '', x'00')", [("a",), ("b",)]
    ),
    "in a savepoint": lambda session: session.begin_nested().session.execute(update(PersonRow).values(name="x")),
    "an excused write and another": lambda session: (_excused(session), _rename(session)),
}


def _excused(session: Session) -> None:
    with unaudited(session.connection()):
        session.execute(
            text(
                "INSERT INTO audit_head SELECT 99, entry_count, root, frontier, signed_at, occasion, "
                "officer, signature FROM audit_head LIMIT 1"
            )
        )


def _content(workspace: OpenWorkspace) -> dict[str, list[tuple[Any, ...]]]:
    return raw_database.content(workspace.store.folder.database, workspace.store.keys)


@pytest.mark.parametrize("name", WRITES)
def test_a_write_without_an_entry_is_undone_at_commit(workspace: OpenWorkspace, name: str) -> None:
    add_request(workspace)
    before = _content(workspace)
    with workspace.unit_of_work() as uow:
        WRITES[name](uow.session)
        with pytest.raises(UnauditedWrite):
            uow.commit()
    assert _content(workspace) == before
    assert add_request(workspace) == 2  # the lane goes on


@pytest.mark.parametrize("name", WRITES)
def test_the_same_write_with_an_entry_is_kept(workspace: OpenWorkspace, name: str) -> None:
    add_request(workspace)
    before = _content(workspace)
    with workspace.unit_of_work() as uow:
        WRITES[name](uow.session)
        uow.record("request.note_added", uow.session.get_one(WorkspaceRow, 1))
        uow.commit()
    after = _content(workspace)
    assert len(after["audit_entry"]) == len(before["audit_entry"]) + 1
    assert {table for table in after if after[table] != before[table]} > {
        "audit_entry",
        "row_proof",
    } or name == "replace"


def test_a_commit_that_the_database_refuses_is_undone_too(workspace: OpenWorkspace) -> None:
    add_request(workspace)
    before = _content(workspace)
    with workspace.unit_of_work() as uow:
        uow.session.execute(text("PRAGMA defer_foreign_keys=ON"))
        uow.session.execute(text("UPDATE request_event SET officer_id = 77"))
        uow.record("request.note_added", uow.session.get_one(WorkspaceRow, 1))
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            uow.commit()
    assert _content(workspace) == before
    assert add_request(workspace) == 2


def test_nothing_written_needs_no_entry_and_nothing_committed_is_kept(workspace: OpenWorkspace) -> None:
    add_request(workspace)
    before = _content(workspace)
    with workspace.unit_of_work() as uow:
        assert uow.session.get_one(PersonRow, 1).name
        uow.commit()
    with workspace.unit_of_work() as uow:
        _rename(uow.session)
        uow.record("request.note_added", uow.session.get_one(WorkspaceRow, 1))
    assert _content(workspace) == before


TRAIL = {"audit_entry": "actor", "row_proof": "object_type", "audit_head": "occasion"}


def test_the_tables_that_need_no_entry_are_the_trails_own_and_what_is_not_kept_yet() -> None:
    assert set(NOT_AUDITED) == {*TRAIL, "saved_filter", "draft"}
    others = {mapper.local_table.name for mapper in Base.registry.mappers if not issubclass(mapper.class_, Proven)}
    indexes = {"mail_reference", "request_key"}  # read again from rows that are proven
    old_values = {"revision"}  # put back, they must give the proof of the version before
    assert others == set(NOT_AUDITED) | indexes | old_values


def _draft_and_rename(workspace: OpenWorkspace) -> None:
    with workspace.unaudited_session() as session:
        session.add(DraftRow(place="note:2", body="{}", saved_at=workspace.now()))
        session.get_one(WorkspaceRow, 1).organisation = "Somebody Else"


def test_a_draft_needs_no_entry_and_anything_else_is_refused(workspace: OpenWorkspace) -> None:
    entries = len(_content(workspace)["audit_entry"])
    with workspace.unaudited_session() as session:
        session.add(DraftRow(place="note:1", body="{}", saved_at=workspace.now()))
    before = _content(workspace)
    assert len(before["draft"]) == 1
    assert len(before["audit_entry"]) == entries
    with pytest.raises(UnauditedWrite, match="workspace"):
        _draft_and_rename(workspace)
    assert _content(workspace) == before


@pytest.mark.parametrize("table", TRAIL)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET rowid = rowid",
        "UPDATE {0} SET {1} = {1}",
        "UPDATE OR IGNORE {0} SET {1} = {1} || 'x'",
        "DELETE FROM {0}",
        "DELETE FROM {0} WHERE rowid = 1",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0} LIMIT 1",
        "REPLACE INTO {0} SELECT * FROM {0}",
    ],
)
def test_the_trail_is_append_only_for_every_statement(workspace: OpenWorkspace, table: str, statement: str) -> None:
    column = TRAIL[table]
    before = _content(workspace)
    assert before[table]
    with (
        pytest.raises(dbapi2.IntegrityError, match=f"{table} (is append-only|out of order)"),
        workspace.unit_of_work() as uow,
    ):
        _driver(uow.session).execute(statement.format(table, column))
    assert _content(workspace) == before


@pytest.mark.parametrize(
    ("seq", "previous"),
    [("seq + 2", "digest"), ("seq", "previous"), ("seq + 1", "previous"), ("1 - seq", "zeroblob(32)")],
)
def test_an_entry_out_of_order_is_refused(workspace: OpenWorkspace, seq: str, previous: str) -> None:
    columns = f"{seq}, at, actor, action, object_type, object_id, detail, {previous}, digest, mac, key_epoch"
    statement = f"INSERT INTO audit_entry SELECT {columns} FROM audit_entry ORDER BY seq DESC LIMIT 1"
    with pytest.raises(dbapi2.IntegrityError, match="out of order"), workspace.unit_of_work() as uow:
        _driver(uow.session).execute(statement)


def test_without_recursive_triggers_a_replacement_would_pass(workspace: OpenWorkspace) -> None:
    """The positive control: it is this setting that stops REPLACE, and nothing else."""
    with raw_database.opened(workspace.store.folder.database, workspace.store.keys) as connection:
        replace = "REPLACE INTO audit_head SELECT * FROM audit_head"
        connection.execute("PRAGMA recursive_triggers=OFF")
        connection.execute(replace)
        connection.execute("PRAGMA recursive_triggers=ON")
        with pytest.raises(dbapi2.IntegrityError):
            connection.execute(replace)
