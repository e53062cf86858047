"""What the signer himself got wrong or made up: attachments, totals and the printed last page must tell the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest

from dpo_desktop.reports import compliance, sealing
from dpo_desktop.reports.data import AuditHead, ComplianceData
from dpo_desktop.reports.pdfa import Attachment, Description, Drawn, finished
from dpo_desktop.reports.register_files import register_csv, register_json, totals_of
from dpo_desktop.reports.structure import Structure
from dpo_desktop.reports.verification import verify
from tests.reports.factory import built, data, identity
from tests.reports.read_back import page_texts

LAST_PAGE_FIRST = "How to check this report"


def drawn(pdf: bytes) -> Drawn:
    """Pages that were finished before, to be finished in another way."""
    structure = Structure()
    pages = len(page_texts(pdf))
    for _page in range(1, pages):
        structure.new_page()
    return Drawn(pdf, pages, structure)


def with_files(json_bytes: bytes, csv_bytes: bytes, *more: Attachment) -> bytes:
    """The pages of the report of 48 requests with other files attached, properly signed."""
    frozen = data()
    description = Description("Title", "Author", "Subject", "en", frozen.issued_at, frozen.software)
    files = (
        Attachment("register.json", json_bytes, "application/json", "Register"),
        Attachment("register.csv", csv_bytes, "text/csv", "Register", "Alternative"),
        *more,
    )
    return sealing.seal(finished(drawn(built().pdf), description, files), identity())


def found(pdf: bytes) -> set[str]:
    verdict = verify(pdf)
    assert verdict.ok is not bool(verdict.findings)
    return {code for code, _parameters in verdict.findings}


def changed_json(change: Callable[[dict[str, Any]], None]) -> bytes:
    read = json.loads(register_json(data()))
    change(read)
    return json.dumps(read).encode()


def test_the_right_files_are_accepted() -> None:
    assert LAST_PAGE_FIRST in page_texts(built().pdf)[-1]
    assert found(with_files(register_json(data()), register_csv(data()))) == set()


def test_a_csv_that_differs_in_one_cell_is_found() -> None:
    csv_bytes = register_csv(data()).replace(b"late", b"on_time", 1)
    assert found(with_files(register_json(data()), csv_bytes)) == {"report.csv_differs"}


def test_a_json_that_is_written_differently_is_found() -> None:
    assert found(with_files(changed_json(lambda _read: None), register_csv(data()))) == {"report.json_differs"}


def _drop_last_row(read: dict[str, Any]) -> None:
    read["rows"].pop()


def _drop_last_row_and_count_anew(read: dict[str, Any]) -> None:
    read["rows"].pop()
    read["totals"] = asdict(totals_of(read["rows"]))


def _better_totals(read: dict[str, Any]) -> None:
    read["totals"]["late"] = 0


def _better_month(read: dict[str, Any]) -> None:
    read["figures"]["closings"]["spans"][1]["late"] = 0


def _no_figures(read: dict[str, Any]) -> None:
    del read["figures"]


def _other_root(read: dict[str, Any]) -> None:
    read["audit"]["root"] = "cd" * 32


def _other_log(read: dict[str, Any]) -> None:
    read["audit"]["log_id"] = "01890a5d-ac96-774b-bcce-b302099a8058"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_drop_last_row, {"report.totals_differ", "report.csv_differs", "report.figures_differ"}),
        (_drop_last_row_and_count_anew, {"report.totals_differ", "report.csv_differs", "report.figures_differ"}),
        (_better_month, {"report.figures_differ"}),
        (_no_figures, {"report.unreadable"}),
        (_better_totals, {"report.totals_differ"}),
        (_other_root, {"report.head_differs"}),
        (_other_log, {"report.head_differs"}),
    ],
)
def test_a_register_that_contradicts_the_last_page_is_found(
    change: Callable[[dict[str, Any]], None], codes: set[str]
) -> None:
    expected = codes if "report.unreadable" in codes else {"report.json_differs"} | codes
    assert found(with_files(changed_json(change), register_csv(data()))) == expected


def test_charts_that_show_other_figures_than_the_rows_are_found() -> None:
    """Drawn and attached agree, and both lie about the rows."""
    frozen = data()
    first, *others = frozen.figures.by_type
    lying = replace(frozen, figures=replace(frozen.figures, by_type=(replace(first, late=0), *others)))
    assert found(sealing.seal(compliance.build(lying).pdf, identity())) == {"report.figures_differ"}


def test_totals_that_are_printed_wrong_are_found() -> None:
    """Printed and attached agree, and both lie about the rows."""
    frozen = data()
    lying = replace(frozen, totals=replace(frozen.totals, late=0, on_time=frozen.totals.on_time + frozen.totals.late))
    assert found(sealing.seal(compliance.build(lying).pdf, identity())) == {"report.totals_differ"}


@pytest.mark.parametrize(
    "change",
    [
        {"audit_head": AuditHead("01890a5d-ac96-774b-bcce-b302099a8057", -1, "ab" * 32)},
        {"audit_head": AuditHead("\x1b[2Jlog", 57, "ab" * 32)},
        {"audit_head": AuditHead("01890a5d-ac96-774b-bcce-b302099a8057", 57, "no hash")},
        {"number": "RPT-2026-0001\x1b[2J trusted"},
        {"number": ""},
    ],
)
def test_a_stranger_cannot_write_on_the_terminal(change: dict[str, Any]) -> None:
    frozen: ComplianceData = data(3, **change)
    verdict = verify(sealing.seal(compliance.build(frozen).pdf, identity()))
    assert [code for code, _parameters in verdict.findings] == ["report.format_unknown"]
    assert (verdict.number, verdict.audit_head) == ("", None)


@pytest.mark.parametrize(
    "json_bytes",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": "dpo-register/1"}'],
    ids=["empty", "cut", "list", "null", "no text", "deep", "bare"],
)
def test_a_json_that_cannot_be_read_is_refused(json_bytes: bytes) -> None:
    assert found(with_files(json_bytes, b"")) == {"report.unreadable"}


def test_a_register_of_another_format_is_refused() -> None:
    newer = register_json(data()).replace(b"dpo-register/3", b"dpo-register/4")
    assert found(with_files(newer, register_csv(data()))) == {"report.format_unknown"}


def test_a_third_attachment_is_refused() -> None:
    extra = Attachment("more.txt", b"words", "text/plain", "More")
    assert found(with_files(register_json(data()), register_csv(data()), extra)) == {"report.attachments"}


def test_a_report_without_attachments_is_refused() -> None:
    frozen = data()
    description = Description("Title", "Author", "Subject", "en", frozen.issued_at, frozen.software)
    import io

    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(built().pdf)) as document:
        del document.Root.Names
        document.save(out)
    assert found(sealing.seal(finished(drawn(out.getvalue()), description), identity())) == {"report.attachments"}
