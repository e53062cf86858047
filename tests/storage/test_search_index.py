"""The full-text index says at each commit what the rows say, and keeps no word of rows that are gone or blanked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from dpo_desktop.services.attachments import remove_mail_content
from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.import_undo import undo_import
from dpo_desktop.services.mail_acts import join_mails, leave_case
from dpo_desktop.services.mail_filing import file_mails
from dpo_desktop.services.mail_sources import MailSource
from dpo_desktop.services.requests import add_note, assign_requests, close_request
from dpo_desktop.services.search import search_requests
from dpo_desktop.services.undo import undo
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage import search_index
from dpo_desktop.storage.tables import PersonRow
from tests.conftest import Template
from tests.factory import NOW, ROOT, add_request
from tests.intake.mail_files import multipart
from tests.storage import raw_database

Act = Callable[[OpenWorkspace], object]


def _found(workspace: OpenWorkspace, word: str) -> list[int]:
    return search_requests(workspace, RequestFilter(text=word, status="")).ids.tolist()


def _said(workspace: OpenWorkspace) -> tuple[set[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Every word of the index with its place, and the keys of the lists."""
    with workspace.unit_of_work() as uow:
        return _read(uow.session.connection())


def _said_anew(workspace: OpenWorkspace) -> tuple[set[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The same of an index that is made of the rows now; nothing is kept."""
    with workspace.unit_of_work() as uow:
        search_index.rebuild(uow.session.connection())
        return _read(uow.session.connection())


def _read(connection: Any) -> tuple[set[tuple[Any, ...]], list[tuple[Any, ...]]]:
    connection.execute(text("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, search, instance)"))
    try:
        words = {tuple(row) for row in connection.execute(text("SELECT term, doc, col, offset FROM temp.word"))}
    finally:
        connection.execute(text("DROP TABLE temp.word"))
    return words, [tuple(row) for row in connection.execute(text("SELECT * FROM request_key ORDER BY request_id"))]


def _mail(subject: str, body: str) -> MailSource:
    return MailSource("one.eml", None, multipart([f"Content-Type: text/plain\n\n{body}"], subject=subject))


def _rename(workspace: OpenWorkspace) -> None:
    with workspace.unit_of_work() as uow:
        person = uow.session.get_one(PersonRow, 1)
        person.name = "Umbenannt Ganzneu"
        uow.record("person.changed", person, fields=("name",))
        uow.commit()


def _import_and_undo(workspace: OpenWorkspace) -> None:
    run_import(workspace, plan_file(workspace, ROOT / "resources" / "demo" / "requests.csv"))
    undo_import(workspace)


def _mail_to_another_case(workspace: OpenWorkspace) -> None:
    (filed,) = file_mails(workspace, [_mail("Wanderbrief", "Please delete my data.")], decide=True).mails
    other = add_request(workspace, "Another Quill")
    leaves = file_mails(workspace, [_mail("Zugvogel", "nothing to decide")], decide=False).mails
    join_mails(workspace, [leaves[0].mail_id], other)
    leave_case(workspace, [leaves[0].mail_id])
    assert filed.mail_id


ACTS: dict[str, Act] = {
    "request": lambda workspace: add_request(workspace, "Nova Quill", notes="Neuigkeit"),
    "note": lambda workspace: add_note(workspace, 1, "Ergänzung"),
    "note undone": lambda workspace: undo(workspace, add_note(workspace, 1, "Ergänzung").entry),
    "colleague": lambda workspace: assign_requests(workspace, [1, 2], "Marek Wolny"),
    "colleague undone": lambda workspace: undo(workspace, assign_requests(workspace, [1, 2], "Marek Wolny").entry),
    "closed": lambda workspace: close_request(
        workspace, 1, outcome="fulfilled", reason="", note="Erledigung", closed_at=NOW
    ),
    "person renamed": _rename,
    "import": lambda workspace: run_import(
        workspace, plan_file(workspace, ROOT / "resources" / "demo" / "requests.csv")
    ),
    "import undone": _import_and_undo,
    "mails join and leave": _mail_to_another_case,
}


@pytest.mark.parametrize("name", ACTS)
def test_the_index_is_at_each_commit_as_if_made_anew(workspace: OpenWorkspace, name: str) -> None:
    for person in ("Tara Quill", "Ned Rowan"):
        add_request(workspace, person, notes="Anfang")
    before = _said(workspace)
    ACTS[name](workspace)
    after = _said(workspace)
    assert after == _said_anew(workspace)
    assert (after == before) == name.endswith("undone")


def test_words_that_were_taken_back_leave_the_index(workspace: OpenWorkspace, empty_template: Template) -> None:
    add_request(workspace)
    entry = add_note(workspace, 1, "Quarzkobold").entry
    keys, database = empty_template.keys, workspace.store.folder.database
    assert _found(workspace, "quarzkobold") == [1]
    assert "rzkobold" in _index_bytes(database, keys)  # of a word, what it does not share with the one before it
    undo(workspace, entry)
    assert _found(workspace, "quarzkobold") == []
    assert "rzkobold" not in _index_bytes(database, keys)


def test_removed_content_leaves_the_index_and_every_page(
    workspace: OpenWorkspace, empty_folder: Path, empty_template: Template
) -> None:
    """Among so many others that the index has pages of its own for them."""
    for number in range(300):
        add_request(workspace, f"Tara Quill {number}", notes=f"wort{number} " * 3 + f"zahl{number * 7919}")
    (filed,) = file_mails(workspace, [_mail("Zwitscherfink", "Please delete my data. quarzkobold")], decide=True).mails
    keys, database = empty_template.keys, workspace.store.folder.database
    other = add_request(workspace, "Other Case")
    add_note(workspace, other, "Zwitscherfinken are birds")
    case = _found(workspace, "quarzkobold")
    assert len(case) == 1
    assert "rzkobold" in _index_bytes(database, keys)
    assert b"rzkobold" in raw_database.clear_bytes(empty_folder, keys)
    remove_mail_content(workspace, filed.mail_id, reason="health data in the wrong mail")
    assert _found(workspace, "quarzkobold") == []
    assert _found(workspace, "zwitscherfink") == [other]
    assert "rzkobold" not in _index_bytes(database, keys)
    assert b"rzkobold" not in raw_database.clear_bytes(empty_folder, keys)
    assert _found(workspace, "wort17") != []


def _index_bytes(database: Path, keys: Any) -> str:
    content = raw_database.content(database, keys)
    tables = [rows for name, rows in content.items() if name.startswith("search_") or name == "request_key"]
    return repr(tables)


def test_a_case_without_its_document_is_missed(workspace: OpenWorkspace) -> None:
    add_request(workspace)
    for statement in ("DELETE FROM search", "DELETE FROM request_key"):
        with workspace.unit_of_work() as uow:
            connection = uow.session.connection()
            assert search_index.is_complete(connection)
            connection.execute(text(statement))
            assert not search_index.is_complete(connection)
