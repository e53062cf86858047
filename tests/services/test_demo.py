"""The demo: dates that fit the day it is made, whenever that is, and no workspace removed that is not a demo's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dpo_desktop.domain.errors import Conflict, DpoError
from dpo_desktop.reports.verification import verify
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.demo import _NEWEST_ROW, _weeks_since_written, build_demo
from dpo_desktop.services.import_plans import plan_import
from dpo_desktop.services.import_sources import open_table
from dpo_desktop.services.lists import request_counts, request_detail, request_ids
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, describe, lock, open_with_keys, unlock
from tests.conftest import Template
from tests.factory import PASSPHRASE, ROOT, ZONE, SetClock, add_request

SAMPLE = ROOT / "resources" / "demo" / "requests.csv"
FIRST = datetime(2026, 11, 24, 0, 30, tzinfo=ZONE)
WEEK = timedelta(weeks=1)


def test_the_sample_fits_every_hour_of_the_year(workspace: OpenWorkspace, clock: SetClock) -> None:
    """Nothing in the future, the newest row within the last days, weekdays kept."""
    moments = [FIRST + timedelta(hours=11 * step) for step in range(800)]
    moments += [_NEWEST_ROW, _NEWEST_ROW - timedelta(seconds=1), _NEWEST_ROW + WEEK, FIRST.replace(year=2024)]
    source = open_table(workspace, SAMPLE)
    received = [datetime.fromisoformat(cells[1]) for _record, cells in source.table.records]
    for clock.now in moments:
        moved_by = _weeks_since_written(clock())
        assert moved_by % WEEK == timedelta(0)
        plan = plan_import(workspace, source, source.proposed, moved_by=moved_by)
        assert plan.counts()["new"] == len(received), clock.now  # what lies in the future is bad
        assert clock.now - 2 * WEEK < max(received) + moved_by <= clock.now


def test_a_demo_is_made_and_made_anew(tmp_path: Path) -> None:
    logs = []
    for now in (FIRST, datetime(2025, 3, 1, 9, 0, tzinfo=ZONE)):
        clock = SetClock(now)
        demo = build_demo(tmp_path, clock=clock)
        verdict = verify(demo.issued.pdf.read_bytes(), ca=demo.authority.read_bytes())
        assert (verdict.ok, verdict.trust, verdict.number) == (True, "trusted", f"RPT-{now.year}-0001")
        assert verify_audit(demo.workspace, [demo.issued.pdf], lambda _done, _total: None).ok
        logs.append(demo.workspace.log_id)
        lock(demo.workspace)
        again = unlock(demo.folder, (tmp_path / "passphrase").read_text("utf-8").strip(), clock=clock)
        assert describe(again).is_demo
        ids = request_ids(again, RequestFilter(status=""))
        assert len(ids) == demo.requests >= 40
        assert all(request_detail(again, request_id).received_at <= now for request_id in ids)
        counts = request_counts(again)
        assert all(counts[status] for status in ("late", "week", "later", "closed"))  # something to see
        lock(again)
    assert len(set(logs)) == 2


def leave(_folder: Path) -> None:
    """No passphrase file."""


def write(passphrase: str) -> Callable[[Path], None]:
    def into(folder: Path) -> None:
        (folder / "passphrase").write_text(f"{passphrase}\n", "utf-8")

    return into


@pytest.mark.parametrize("prepare", [leave, write(PASSPHRASE), write("plum-lantern-orbit-grave"), write("")])
def test_a_workspace_that_is_no_demo_stays(
    empty_template: Template, tmp_path: Path, clock: SetClock, prepare: Callable[[Path], None]
) -> None:
    folder = empty_template.copy_to(tmp_path / "workspace")
    own = open_with_keys(folder, empty_template.keys, clock=clock)
    request_id = add_request(own, "Tara Quill")
    lock(own)
    prepare(tmp_path)
    kept = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(DpoError) as refusal:
        build_demo(tmp_path, clock=clock)
    assert refusal.value.code == "workspace.demo_folder"
    assert sorted(path.name for path in tmp_path.iterdir()) == kept
    again = unlock(folder, PASSPHRASE, clock=clock)
    assert request_detail(again, request_id).subject.name == "Tara Quill"
    lock(again)


def test_a_workspace_that_is_open_stays(empty_template: Template, tmp_path: Path, clock: SetClock) -> None:
    folder = empty_template.copy_to(tmp_path / "workspace")
    write(PASSPHRASE)(tmp_path)
    own = open_with_keys(folder, empty_template.keys, clock=clock)
    with pytest.raises(Conflict) as refusal:
        build_demo(tmp_path, clock=clock)
    assert refusal.value.code == "vault.open_elsewhere"
    assert add_request(own) > 0
    lock(own)


def test_a_folder_with_other_files_stays(tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "thesis.odt").write_text("years of work")
    with pytest.raises(Conflict) as refusal:
        build_demo(tmp_path, clock=clock)
    assert refusal.value.code == "vault.folder_not_empty"
    assert (tmp_path / "workspace" / "thesis.odt").read_text() == "years of work"
