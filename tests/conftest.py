"""What all tests share: a set clock, workspaces built once and copied, and the watch over what is left behind."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys
from dpo_desktop.vault.keys import Keys
from tests.factory import ROOT, SetClock, make_workspace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A machine that is busy is no finding.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("suite")


@dataclass(frozen=True)
class Template:
    """A locked workspace folder to copy, the keys that open it without Argon2id, and its recovery code."""

    folder: Path
    keys: Keys
    recovery_code: str

    def copy_to(self, folder: Path) -> Path:
        shutil.copytree(self.folder, folder)
        return folder


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("template") / "workspace"
    created = make_workspace(folder, SetClock())
    keys = created.workspace.store.keys
    lock(created.workspace)
    return Template(folder, keys, created.recovery_code)


@pytest.fixture(scope="session")
def demo_template(empty_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The demo's 50 requests, as they stand in the file."""
    folder = empty_template.copy_to(tmp_path_factory.mktemp("demo") / "workspace")
    workspace = open_with_keys(folder, empty_template.keys, clock=SetClock())
    run_import(workspace, plan_file(workspace, ROOT / "resources" / "demo" / "requests.csv"))
    lock(workspace)
    return Template(folder, empty_template.keys, empty_template.recovery_code)


@pytest.fixture
def empty_folder(empty_template: Template, tmp_path: Path) -> Path:
    """A locked, empty workspace of this test's own."""
    return empty_template.copy_to(tmp_path / "workspace")


@pytest.fixture
def workspace(empty_template: Template, empty_folder: Path, clock: SetClock) -> Iterator[OpenWorkspace]:
    """An open workspace without requests; a test may lock it itself."""
    opened = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    yield opened
    lock_if_open(opened)


@pytest.fixture
def demo_workspace(demo_template: Template, tmp_path: Path, clock: SetClock) -> Iterator[OpenWorkspace]:
    """An open workspace with the demo's 50 requests."""
    opened = open_with_keys(demo_template.copy_to(tmp_path / "demo"), demo_template.keys, clock=clock)
    yield opened
    lock_if_open(opened)


def lock_if_open(workspace: OpenWorkspace) -> None:
    if workspace.lock.is_locked:
        lock(workspace)


class _StrayRecords(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """A test fails that leaves a thread running, or in which a warning was logged."""
    threads = set(threading.enumerate())
    handler = _StrayRecords()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    assert [record.name for record in handler.records] == []
    left = [thread.name for thread in set(threading.enumerate()) - threads if thread.is_alive() and not thread.daemon]
    assert left == []
