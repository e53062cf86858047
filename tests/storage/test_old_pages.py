"""Pages of an earlier day pass the cipher's own check: only the audit trail can find that they were put back.

Every page that differs between two days is put back alone, then all of them, then the whole file.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.lists import request_ids
from dpo_desktop.services.requests import close_request
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys
from dpo_desktop.vault.keys import Keys
from tests.conftest import Template
from tests.factory import SetClock
from tests.storage import raw_database
from tests.storage.raw_database import PAGE_BYTES

CLOSED = 10
SEARCH = {"search_data", "search_docsize", "search_idx"}  # derived, of no entry; an upgrade makes it anew


@dataclass(frozen=True)
class TwoDays:
    """A locked workspace at the end of the second day, its database at the end of the first and of the second."""

    folder: Path
    old: bytes
    new: bytes


@pytest.fixture(scope="module")
def two_days(demo_template: Template, tmp_path_factory: pytest.TempPathFactory) -> TwoDays:
    folder, clock = demo_template.copy_to(tmp_path_factory.mktemp("days") / "workspace"), SetClock()
    clock.advance(days=1)
    workspace = open_with_keys(folder, demo_template.keys, clock=clock)
    for request_id in request_ids(workspace, RequestFilter(status="open"))[:CLOSED]:
        close_request(workspace, request_id, outcome="fulfilled", reason="", note="", closed_at=clock())
    lock(workspace)
    return TwoDays(folder, (demo_template.folder / "vault.db").read_bytes(), (folder / "vault.db").read_bytes())


def _pages(data: bytes) -> list[bytes]:
    return [data[at : at + PAGE_BYTES] for at in range(0, len(data), PAGE_BYTES)]


def _found(folder: Path, keys: Keys) -> str:
    """What the program says of a folder: the code of its refusal or of the first finding, '' for nothing."""
    workspace: OpenWorkspace | None = None
    try:
        workspace = open_with_keys(folder, keys, clock=SetClock())
        if workspace.read_only:
            return "read only"
        findings = verify_audit(workspace, [], lambda _done, _total: None).findings
    except StorageUnavailable as failure:
        return failure.code
    finally:
        if workspace is not None:
            workspace.read_only = True  # look only
            lock(workspace)
    return findings[0][0] if findings else ""


def _what_differs(database: Path, keys: Keys, truth: dict[str, list[tuple[object, ...]]]) -> set[str]:
    content = raw_database.content(database, keys)
    return {name for name in content | truth if content.get(name) != truth.get(name)}


def test_no_older_page_passes_unseen(two_days: TwoDays, demo_template: Template, tmp_path: Path) -> None:
    keys, old, new = demo_template.keys, _pages(two_days.old), _pages(two_days.new)
    truth = raw_database.content(two_days.folder / "vault.db", keys)
    outcomes: Counter[str] = Counter()
    for number, page in enumerate(old):
        if page == new[number]:
            continue
        mixed = b"".join([*new[:number], page, *new[number + 1 :]])
        tried = Path(shutil.copytree(two_days.folder, tmp_path / f"page {number + 1}"))
        (tried / "vault.db").write_bytes(mixed)
        found = _found(tried, keys)
        if not found:  # then no row and no entry differs: a signed head is missing, or a search finds as on that day
            (tried / "vault.db").write_bytes(mixed)
            differs = _what_differs(tried / "vault.db", keys, truth)
            found = "search" if differs <= SEARCH else found  # or in nothing at all: a page that is free now
            assert found or differs == {"audit_head"}
            raw_database.check(tried / "vault.db", keys)
        outcomes[found] += 1
    assert outcomes["audit.row_changed"] >= 3
    assert outcomes["audit.pages_inconsistent"] >= 1  # an index alone
    assert outcomes[""] <= 1
    assert outcomes.total() >= 10


def test_an_older_file_is_missed_by_the_state_file(
    two_days: TwoDays, demo_template: Template, tmp_path: Path, clock: SetClock
) -> None:
    folder = Path(shutil.copytree(two_days.folder, tmp_path / "workspace"))
    (folder / "vault.db").write_bytes(two_days.old)
    workspace = open_with_keys(folder, demo_template.keys, clock=clock)
    assert workspace.read_only
    assert workspace.missing_entries == 1 + CLOSED  # the unlock of the second day and what was closed then
    lock(workspace)
