"""A second workspace, of other people."""

from __future__ import annotations

import pytest

from dpo_desktop.services.workspace import lock
from tests.conftest import Template
from tests.factory import SetClock, make_workspace


@pytest.fixture(scope="session")
def other_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("other") / "workspace"
    created = make_workspace(folder, SetClock())
    lock(created.workspace)
    return Template(folder, created.workspace.store.keys, created.recovery_code)
