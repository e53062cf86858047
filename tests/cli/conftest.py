"""A console per test; workspaces come from the templates that all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpo_desktop.services.lists import request_ids
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import lock, open_with_keys
from tests.cli.console import Console
from tests.conftest import Template
from tests.factory import SetClock


@pytest.fixture
def console(tmp_path: Path) -> Console:
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    return Console(tmp_path / "work", tmp_path / "home")


@pytest.fixture
def demo_folder(demo_template: Template, tmp_path: Path) -> Path:
    """A locked workspace with the demo's 50 requests."""
    return demo_template.copy_to(tmp_path / "workspace")


@pytest.fixture
def count_requests(empty_template: Template) -> CountRequests:
    return CountRequests(empty_template)


class CountRequests:
    """How many requests a locked workspace holds; the keys are those of the templates."""

    def __init__(self, template: Template) -> None:
        self._keys = template.keys

    def __call__(self, folder: Path) -> int:
        workspace = open_with_keys(folder, self._keys, clock=SetClock())
        try:
            return len(request_ids(workspace, RequestFilter(status="")))
        finally:
            lock(workspace)
