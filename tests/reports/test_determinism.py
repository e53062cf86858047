"""The same frozen data give the same bytes: in other processes, under another locale, zone, hash seed and folder."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from dpo_desktop.reports import compliance
from dpo_desktop.reports.data import ComplianceData
from dpo_desktop.reports.slip import build_slip
from tests.factory import ROOT
from tests.reports.factory import data, rows

NAMES = ("प्रिया शर्मा", "محمد الأحمد", "ஸ்ரீராம்", "山田太郎", "김민수", "e\u0301tude", "Eve 😀")
FINGERPRINT = "5a" * 32  # a made certificate would differ from process to process
PROGRAM = """
import hashlib
from dpo_desktop.reports import compliance
from dpo_desktop.reports.data import ComplianceData
from dpo_desktop.reports.slip import build_slip
from tests.reports.test_determinism import frozen_data
frozen = frozen_data()
for made in (compliance.build(frozen).pdf, build_slip(frozen, "c3" * 32)):
    print(hashlib.sha256(made).hexdigest())
"""


def frozen_data() -> ComplianceData:
    """Names in every script the report can draw among pseudonyms."""
    named = [replace(row, person=name) for row, name in zip(rows(130), NAMES, strict=False)]
    register = (*named, *rows(130)[len(NAMES) :])
    return data(130, rows=register, organisation="प्रिया 山田", authority_fingerprint=FINGERPRINT)


def hashes_of_another_process(folder: Path, **environment: str) -> list[str]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=folder, env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def hashes_of_this_process() -> list[str]:
    frozen = frozen_data()
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
    names = tuple(replace(row, person="Žofie Анна Ωμέγα श्री कृष्ण فاطمة தமிழ் 東京 서울") for row in rows(7))
    compliance.build(data(7, rows=names, with_names=True, names_reason="order"))
    assert hashes_of_this_process() == first


def test_any_change_of_the_data_changes_the_bytes() -> None:
    frozen = data(130, authority_fingerprint=FINGERPRINT)
    last = replace(frozen.rows[-1], person="P-00000001")
    changed = replace(frozen, rows=(*frozen.rows[:-1], last))
    assert compliance.build(changed).sha256 != compliance.build(frozen).sha256
    assert compliance.build(changed).data_sha256 != compliance.build(frozen).data_sha256
