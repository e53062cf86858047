"""Rules of the house that no other tool checks: names, where a query may stand, frozen results, and the lock files."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from dpo_desktop.cli import COMMANDS
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.reports.catalogue import REPORTS
from tests.factory import ROOT

PACKAGE = ROOT / "dpo_desktop"
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|controllers?|misc|common)($|_)")
LOCKS = sorted(ROOT.glob("requirements*.lock"))


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def in_words(name: str) -> str:
    """`ImportManager` as `import_manager`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def test_no_module_or_class_has_a_name_that_forbids_nothing() -> None:
    names = [part for path in PACKAGE.rglob("*") for part in path.relative_to(PACKAGE).with_suffix("").parts]
    for _path, tree in modules():
        names += [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert len(names) > 200
    assert [name for name in names if EMPTY_NAMES.search(in_words(name))] == []
    assert all(EMPTY_NAMES.search(in_words(name)) for name in ("QueryHelper", "utils", "ui_controller", "TaskManager"))


def test_queries_stand_in_services_and_storage_only() -> None:
    asking = {
        path.relative_to(PACKAGE).parts[0]
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "select"
    }
    assert asking == {"services", "storage"}


RESULTS = (
    *(f"dpo_desktop.services.{name}" for name in ("views", "results")),
    *(
        f"dpo_desktop.domain.{name}"
        for name in ("calendars", "changes", "deadlines", "figures", "request_types", "requests")
    ),
    "dpo_desktop.reports.data",
)


@pytest.mark.parametrize("name", RESULTS)
def test_values_that_leave_a_layer_are_frozen_and_slotted(name: str) -> None:
    module = import_module(name)
    classes = [
        kind for _name, kind in inspect.getmembers(module, inspect.isclass) if kind.__module__ == module.__name__
    ]
    assert classes
    for kind in classes:
        assert dataclasses.is_dataclass(kind), kind
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
        assert "__slots__" in vars(kind), kind


def test_plug_points_are_plain_tuples() -> None:
    points: list[object] = [REQUEST_TYPES, REPORTS, COMMANDS]
    assert all(isinstance(point, tuple) and point for point in points)
    assert len({kind.code for kind in REQUEST_TYPES}) == len(REQUEST_TYPES)


def test_test_data_is_kept_byte_for_byte() -> None:
    rules = (ROOT / ".gitattributes").read_text("utf-8").splitlines()
    assert "tests/data/** -text" in rules


def test_there_are_lock_files_for_each_set_of_packages() -> None:
    assert [path.name for path in LOCKS] == [
        "requirements-build.lock",
        "requirements-dev.lock",
        "requirements-verapdf.lock",
        "requirements.lock",
    ]
    assert not list(ROOT.glob("uv.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_is_hashed_and_no_host_is_named(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert re.search(r"^\s*(-i\b|--(index-url|extra-index-url|find-links|trusted-host))", text, re.MULTILINE) is None
    entries = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==[^ ;]+ ", entry), entry
        assert re.search(r" --hash=sha256:[0-9a-f]{64}( |$)", entry), entry
        assert not re.search(r"--hash=(?!sha256:[0-9a-f]{64}( |$))", entry), entry


def normal(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def test_every_package_that_is_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]],
        "requirements-build.lock": project["dependency-groups"]["build"],
        "requirements-verapdf.lock": project["dependency-groups"]["verapdf"],
    }
    for name, requirements in asked.items():
        locked = {line.partition("==")[0] for line in (ROOT / name).read_text("utf-8").splitlines() if "==" in line}
        assert {normal(requirement) for requirement in requirements} - {normal(one) for one in locked} == set()
    assert "pyside6-essentials>=6.11,<6.12" in project["project"]["dependencies"]
