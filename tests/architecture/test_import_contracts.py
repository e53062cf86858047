"""The import contracts hold, and each fails when it is broken on purpose in a copy of the package.

What is planted here is written down from ARCHITECTURE, not read from `.importlinter`, so a module that the contracts
forgot is found as well.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factory import ROOT

LINT = Path(sys.executable).parent / "lint-imports"
PACKAGE = ROOT / "dpo_desktop"

# From the top; modules of one line do not know each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("__main__",),
    ("bootstrap",),
    ("ui", "cli"),
    ("work",),
    ("services",),
    ("reports", "storage", "intake"),
    ("vault",),
    ("sentences",),
    ("domain", "translation", "system_libraries"),
    ("paths",),
)
EVERYTHING = tuple(name for layer in LAYERS for name in layer)

# Where a library may be imported; everywhere else it is refused.
HOMES: dict[tuple[str, ...], set[str]] = {
    ("PySide6", "shiboken6"): {"bootstrap", "ui", "work"},
    ("sqlalchemy", "alembic"): {"services", "storage"},
    ("reportlab", "pikepdf", "pyhanko", "pyhanko_certvalidator"): {"reports"},
    ("pypdfium2",): {"reports", "intake"},
    ("oxmsg", "nh3", "puremagic", "PIL", "python_calamine"): {"intake"},
    ("argon2", "keyring"): {"vault"},
    ("duckdb", "ibis"): set(),
    ("pandas",): {"intake"},
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "dpo_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def plant(folder: Path, module: str, line: str) -> None:
    """Import something in a module that is there, in the package's own file where it is a package."""
    own = folder / "dpo_desktop" / module
    file = own / "__init__.py" if own.is_dir() else own.with_suffix(".py")
    file.write_text(f"{file.read_text('utf-8')}\n{line}\n", "utf-8")


def test_the_layers_are_what_lies_in_the_package() -> None:
    found = {
        path.stem
        for path in PACKAGE.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and path.stem != "__init__"
    }
    assert found == set(EVERYTHING)


def test_the_contracts_hold(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "BROKEN" not in done.stdout


@pytest.mark.parametrize("below", EVERYTHING[1:])
def test_no_layer_imports_what_stands_above_or_beside_it(copy: Path, below: str) -> None:
    level = next(level for level, layer in enumerate(LAYERS) if below in layer)
    refused = [name for layer in LAYERS[: level + 1] for name in layer if name != below]
    plant(copy, below, "\n".join(f"import dpo_desktop.{name}" for name in refused))
    done = lint(copy)
    assert done.returncode == 1
    said = done.stdout.partition("Broken contracts")[2]
    for name in refused:
        assert f"dpo_desktop.{below} is not allowed to import dpo_desktop.{name}:" in said


@pytest.mark.parametrize("module", EVERYTHING)
def test_a_library_is_imported_at_home_only(copy: Path, module: str) -> None:
    refused = [name for libraries, homes in HOMES.items() if module not in homes for name in libraries]
    plant(copy, module, "\n".join(f"import {name}" for name in refused))
    done = lint(copy)
    assert done.returncode == 1
    said = done.stdout.partition("Broken contracts")[2]
    for name in refused:
        assert f"dpo_desktop.{module} is not allowed to import {name}:" in said, name


@pytest.mark.parametrize("module", ["work", "services", "storage", "vault", "intake"])
@pytest.mark.parametrize("words", ["sentences", "translation"])
def test_there_are_no_sentences_in_the_middle(copy: Path, module: str, words: str) -> None:
    plant(copy, module, f"import dpo_desktop.{words}")
    done = lint(copy)
    assert done.returncode == 1
    assert f"dpo_desktop.{module} is not allowed to import dpo_desktop.{words}:" in done.stdout


def test_the_domain_knows_no_files(copy: Path) -> None:
    plant(copy, "domain", "import dpo_desktop.paths")
    done = lint(copy)
    assert done.returncode == 1
    assert "dpo_desktop.domain is not allowed to import dpo_desktop.paths:" in done.stdout


def test_a_new_package_has_to_be_given_its_place(copy: Path) -> None:
    new = copy / "dpo_desktop" / "discovery"
    new.mkdir()
    (new / "__init__.py").touch()
    done = lint(copy)
    assert done.returncode == 1
    assert "discovery" in done.stdout
