"""Long work on rows leaves Python's collector as it found it, whatever becomes of the work."""

from __future__ import annotations

import gc

import pytest

from dpo_desktop.domain.errors import Cancelled
from dpo_desktop.services.collector import collector_waits
from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import DATA


def test_the_collector_waits_while_a_table_is_planned_and_goes_on_when_that_is_given_up(
    workspace: OpenWorkspace,
) -> None:
    seen = []

    def report(done: int, total: int) -> None:
        seen.append(gc.isenabled())
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        plan_file(workspace, DATA / "crm" / "customers-1000.csv", report=report)
    assert seen == [False, False]
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    with collector_waits():
        assert not gc.isenabled()
    was_on = gc.isenabled()
    gc.enable()
    assert not was_on
