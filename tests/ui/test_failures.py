"""What nobody expected ends the program with a dialog of places without values; what was expected is a banner."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from dpo_desktop.domain.errors import Cancelled, Conflict, StorageUnavailable
from dpo_desktop.ui.crash_dialog import CrashDialog
from dpo_desktop.ui.notices import Notices
from tests.factory import ROOT


def test_the_crash_dialog_names_places_and_holds_no_value(qapp: QApplication) -> None:
    people: dict[str, str] = {}
    try:
        people["tara.quill@quill.example"]
    except KeyError as error:
        dialog = CrashDialog(error)
    words = "\n".join(part.text() for part in dialog.findChildren(QLabel))
    assert "Everything you saved is kept" in words
    assert "KeyError" in words
    assert "test_failures.py" in words
    assert "tara.quill" not in words
    assert dialog.cancel_button.isHidden()
    dialog.deleteLater()


_PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from dpo_desktop import bootstrap

how = sys.argv[2]

def fail():
    raise ZeroDivisionError("tara.quill@quill.example")

def close_dialog():
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        print("dialog:", dialog.windowTitle(), flush=True)
        dialog.accept()

def begin():
    window = next(w for w in QApplication.topLevelWidgets() if type(w).__name__ == "Desktop")
    if how == "lane":
        window._program.runner.write(fail)
    else:
        fail()

bootstrap.build_application(sys.argv[:1])
watch = QTimer()
watch.timeout.connect(close_dialog)
watch.start(20)
QTimer.singleShot(0, begin)
sys.exit(bootstrap.run_desktop(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("how", ["lane", "slot"])
def test_what_nobody_expected_ends_the_program_after_a_dialog(how: str, empty_folder: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(empty_folder), how],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == "dialog: The program has to close\n"
    assert "tara.quill" not in done.stderr


def test_expected_errors_are_one_banner_at_a_time_with_retry_where_it_helps(qapp: QApplication) -> None:
    notices, passed_on, tried = Notices(), [], []
    notices.unexpected.connect(passed_on.append)
    notices.show_error(StorageUnavailable("storage.disk_full"), retry=lambda: tried.append(1))
    assert notices.words() == "The disk is full. Nothing was lost: free some space, then do it again."
    notices.show_error(Conflict("storage.busy"))
    assert notices.words().startswith("Another program is using the workspace.")
    notices.show_error(Cancelled())
    assert notices.words().startswith("Another program")
    error = ValueError()
    notices.show_error(error)
    assert passed_on == [error]
    stays = notices.keep("none", "This stays.")
    notices.clear()
    assert (notices.words(), notices.has_words) == ("", True)
    notices.drop(stays)
    assert not notices.has_words
    notices.deleteLater()
