"""A workspace of schema 3, without full text, is searched like others after its upgrade; so is its verified copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from dpo_desktop.domain.requests import law_of_country
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.lists import request_ids, request_rows
from dpo_desktop.services.requests import add_note
from dpo_desktop.services.search import search_requests
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import lock, open_with_keys
from dpo_desktop.storage import migrate
from dpo_desktop.storage.tables import RequestRow
from tests.conftest import Template
from tests.factory import SetClock
from tests.migrations.downgraded import downgrade, opened_store
from tests.storage import raw_database

EVERYTHING = RequestFilter(status="")


@pytest.fixture
def folder(demo_template: Template, tmp_path: Path) -> Path:
    """The demo's requests as the program before full text left them."""
    folder = demo_template.copy_to(tmp_path / "workspace")
    workspace = open_with_keys(folder, demo_template.keys, clock=SetClock())
    with workspace.unit_of_work() as uow:  # as that program would have proven them
        rows = uow.session.scalars(select(RequestRow)).all()
        for row in rows:
            row.laws, row.law = "[]", law_of_country(row.country)
        uow.record("request.corrected", rows[0], rows=rows[1:], fields=("laws", "law"))
        uow.commit()
    lock(workspace)
    downgrade(folder, demo_template.keys, 3)
    with raw_database.opened(folder / "vault.db", demo_template.keys) as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'search%'").fetchone() == (0,)
    return folder


def test_what_is_there_is_found_after_the_upgrade(folder: Path, demo_template: Template, clock: SetClock) -> None:
    workspace = open_with_keys(folder, demo_template.keys, clock=clock)
    with workspace.store.reading() as session:
        version = session.connection().exec_driver_sql("PRAGMA user_version").scalar_one()
    assert version == migrate.SCHEMA == 5
    (row,) = request_rows(workspace, search_requests(workspace, RequestFilter(text="reinfeld", status="")).ids)
    assert row.person == "Tobias Reinfeld"
    assert len(request_ids(workspace, EVERYTHING, "person")) == 50
    assert search_requests(workspace, RequestFilter(text="invoices", status="")).total > 0  # in a note
    add_note(workspace, row.id, "Zwitscherfink")
    assert search_requests(workspace, RequestFilter(text="zwitscher", status="")).ids.tolist() == [row.id]
    assert verify_audit(workspace, [], lambda _done, _total: None).ok
    lock(workspace)
    raw_database.check(folder / "vault.db", demo_template.keys)


def test_a_verified_copy_is_searched_like_its_original(folder: Path, demo_template: Template, clock: SetClock) -> None:
    lock(open_with_keys(folder, demo_template.keys, clock=clock))
    store = opened_store(folder, demo_template.keys)
    migrate.verified_copy(store, folder / "copy.db")
    store.dispose()
    raw_database.check(folder / "copy.db", demo_template.keys)
    (folder / "copy.db").replace(folder / "vault.db")
    workspace = open_with_keys(folder, demo_template.keys, clock=clock)
    (found,) = search_requests(workspace, RequestFilter(text="reinfeld", status="")).ids
    add_note(workspace, found, "Zwitscherfink")
    assert search_requests(workspace, RequestFilter(text="zwitscher", status="")).ids.tolist() == [found]
    lock(workspace)


def test_a_copy_whose_index_differs_is_not_taken_for_one(
    folder: Path, demo_template: Template, clock: SetClock
) -> None:
    lock(open_with_keys(folder, demo_template.keys, clock=clock))
    store = opened_store(folder, demo_template.keys)
    migrate.verified_copy(store, folder / "copy.db")
    store.dispose()
    with raw_database.opened(folder / "copy.db", demo_template.keys) as connection:
        connection.execute("DELETE FROM search WHERE rowid = 3")
    with raw_database.opened(folder / "vault.db", demo_template.keys) as connection:
        connection.execute("ATTACH DATABASE ? AS copy", (str(folder / "copy.db"),))
        assert not migrate._same_content(connection)
