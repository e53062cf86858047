"""The slip: one page with the report's number and SHA-256, readable by a person and comparable with sha256sum."""

from __future__ import annotations

import re
from pathlib import Path

from dpo_desktop.reports.slip import build_slip
from tests.reports.factory import data
from tests.reports.read_back import page_texts, ran, squeezed

SHA256 = "0123456789abcdef" * 4


def test_number_hash_and_fingerprint_are_printed() -> None:
    frozen = data(48)
    (text,) = page_texts(build_slip(frozen, SHA256))
    assert "RPT-2026-0001" in text
    assert SHA256 in squeezed(text)
    assert frozen.authority_fingerprint in squeezed(text)
    assert "0123 4567 89ab cdef" in text  # in groups that an eye can follow
    assert "1 August 2026 – Tuesday, 24 November 2026" in " ".join(text.split())


def test_it_names_nobody_of_the_register_and_carries_no_files(tmp_path: Path) -> None:
    frozen = data(48)
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(build_slip(frozen, SHA256))
    assert not re.search(r"REQ-|P-[0-9A-F]{8}", ran("pdftotext", slip, "-"))
    assert ran("pdfdetach", "-list", slip).startswith("0 embedded files")
    assert "No syntax or stream encoding errors" in ran("qpdf", "--check", slip)
    assert all(row.split()[-5] == "yes" for row in ran("pdffonts", slip).splitlines()[2:])
