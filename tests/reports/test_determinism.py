"""The same frozen data give the same bytes: in other processes, under another locale, zone, hash seed and folder."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from dpo_desktop.reports import compliance
from dpo_desktop.reports.slip import build_slip
from tests.factory import ROOT
from tests.reports.factory import data, rows

FINGERPRINT = "5a" * 32  # a made certificate would differ from process to process
PROGRAM = f"""
import hashlib
from dpo_desktop.reports import compliance
from dpo_desktop.reports.slip import build_slip
from tests.reports.factory import data
frozen = data(130, authority_fingerprint={FINGERPRINT!r})
for made in (compliance.build(frozen).pdf, build_slip(frozen, "c3" * 32)):
    print(hashlib.sha256(made).hexdigest())
"""


def hashes_of_another_process(folder: Path, **environment: str) -> list[str]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=folder, env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def hashes_of_this_process() -> list[str]:
    frozen = data(130, authority_fingerprint=FINGERPRINT)
    return [
        hashlib.sha256(compliance.build(frozen).pdf).hexdigest(),
        hashlib.sha256(build_slip(frozen, "c3" * 32)).hexdigest(),
    ]


def test_two_processes_under_different_settings_write_the_same_bytes(tmp_path: Path) -> None:
    one = hashes_of_another_process(
        tmp_path, PYTHONHASHSEED="1", TZ="Asia/Kolkata", LANG="C", LC_ALL="C", SOURCE_DATE_EPOCH="0"
    )
    other = hashes_of_another_process(
        Path("/"), PYTHONHASHSEED="4242", TZ="America/Los_Angeles", LANG="de_DE.UTF-8", LC_ALL="C.UTF-8"
    )
    assert one == other
    assert one == hashes_of_this_process()


def test_a_second_document_in_the_same_process_is_no_different() -> None:
    """A font object remembers the glyphs of the document before it: the text in between uses others."""
    first = hashes_of_this_process()
    names = tuple(replace(row, person="Žofie Ñandú Анна Ωμέγα") for row in rows(7))
    compliance.build(data(7, rows=names, with_names=True, names_reason="order"))
    assert hashes_of_this_process() == first


def test_any_change_of_the_data_changes_the_bytes() -> None:
    frozen = data(130, authority_fingerprint=FINGERPRINT)
    last = replace(frozen.rows[-1], person="P-00000001")
    changed = replace(frozen, rows=(*frozen.rows[:-1], last))
    assert compliance.build(changed).sha256 != compliance.build(frozen).sha256
    assert compliance.build(changed).data_sha256 != compliance.build(frozen).data_sha256
