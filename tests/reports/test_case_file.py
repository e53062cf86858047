"""The file of one case: what it tells, that it names nobody without a reason, and that it cannot be changed unseen."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from dpo_desktop.domain.errors import NotFound
from dpo_desktop.reports import case_file, sealing
from dpo_desktop.reports.case_files import case_json, leading_due
from dpo_desktop.reports.pdfa import Attachment, Description, finished
from dpo_desktop.reports.slip import build_slip
from dpo_desktop.reports.verification import verify
from dpo_desktop.services import case_facts
from dpo_desktop.services.lists import issued_reports
from dpo_desktop.services.registers import Customer, add_entry
from dpo_desktop.services.reporting import case_of_reference, issue_case_file
from dpo_desktop.services.requests import close_request
from dpo_desktop.services.results import Issued
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import AuditEntryRow, PersonRow, RequestEventRow
from tests.factory import NOW, add_request
from tests.reports.case_factory import built_case, case_data, sealed_case, worked_case
from tests.reports.factory import identity
from tests.reports.read_back import attachments, everything, page_texts, ran, squeezed
from tests.reports.signed_file import flipped
from tests.reports.tags import leading_to, marked_content, tree
from tests.reports.test_register_against_pages import drawn


def issued(workspace: OpenWorkspace, case: int, folder: Path, **changes: str) -> Issued:
    return issue_case_file(workspace, case, folder=folder, report=lambda _done, _total: None, **changes)


def told(pdf: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(attachments(pdf)["case.json"])
    return read


def read_aloud(file: Path) -> str:
    """As poppler reads it, in one line."""
    return " ".join(ran("pdftotext", "-layout", file, "-").split())


def test_it_tells_role_laws_sums_checks_and_what_happened(workspace: OpenWorkspace, tmp_path: Path) -> None:
    file = issued(workspace, worked_case(workspace), tmp_path).pdf
    assert file.name == "RPT-2026-0001 case file REQ-2026-0001.pdf"
    text = read_aloud(file)
    for words in (
        "Our role Controller",
        "EU GDPR Yes Applies: the person is in the EU or EEA, where we are taken to offer our services.",
        "India No Decided by hand on Tue 24 Nov 2026: it does not apply.",
        "Due Thursday, 28 January 2027, EU GDPR",
        "By Thursday, 28 January 2027. This date leads.",
        "3 months Wed 20 Jan 2027",
        "8 days not counted: waiting for proof of identity, asked Wed 21 Oct 2026, answered Thu 29 Oct 2026",
        "Extended; the person was told on Tue 10 Nov 2026, in time until Fri 20 Nov 2026",
        "The law does not say how days of waiting are counted.",
        "The person is to be told of an extension by Friday, 20 November 2026 at the latest.",
        "GDPR Art. 12(3):",
        "The operative words were read in a verbatim copy.",
        "Identity could not be confirmed: Document seen",
        "Mandate checked, sufficient: Lawyer",
        "Public holidays holidays",
        "How to check this report",
    ):
        assert words in text, words
    assert "Struck out on Tue 24 Nov 2026, entered in error. It does not count." in " ".join(
        " ".join(page_texts(file.read_bytes())).split()
    )


def test_its_data_hold_the_same(workspace: OpenWorkspace, tmp_path: Path) -> None:
    read = told(issued(workspace, worked_case(workspace), tmp_path).pdf.read_bytes())
    assert (read["format"], read["case"]["reference"], read["case"]["due"]) == (
        "dpo-case/1",
        "REQ-2026-0001",
        "2027-01-28",
    )
    (first,) = read["sums"]
    assert (first["rule_id"], first["due"], first["cautious"], first["extended"]) == (
        "eu-gdpr-15",
        "2027-01-28",
        "2027-01-20",
        True,
    )
    assert first["extension_notice_by"] == "2026-11-20"
    assert {one["law"]: (one["applies"], one["basis"]) for one in read["laws"]}["IN"] == (False, "overridden")
    kinds = [(fact["kind"], bool(fact["struck"])) for fact in read["facts"]]
    assert ("asked", True) in kinds
    assert ("asked", False) in kinds
    assert not any(fact["words"] or fact["struck_words"] for fact in read["facts"])


def personal(workspace: OpenWorkspace) -> set[str]:
    """Every name, address, number and word that somebody wrote, without white space."""
    with workspace.store.reading() as session:
        people = session.scalars(select(PersonRow)).all()
        notes = session.scalars(select(RequestEventRow.text).where(RequestEventRow.text != "")).all()
    words = {word for row in people for word in (row.name, row.email, row.phone) if word} | set(notes)
    assert len(words) > 10
    return {squeezed(word) for word in words}


def all_of(pdf: bytes) -> str:
    return everything(pdf) + "\n".join(squeezed(data.decode()) for data in attachments(pdf).values())


def test_nobody_is_named_and_nothing_written_is_printed_by_default(workspace: OpenWorkspace, tmp_path: Path) -> None:
    report = issued(workspace, worked_case(workspace), tmp_path)
    text = all_of(report.pdf.read_bytes())
    assert {word for word in personal(workspace) if word in text} == set()
    assert "Perl" not in text
    case = told(report.pdf.read_bytes())["case"]
    assert re.fullmatch(r"P-[0-9A-F]{8}", case["requester"])
    assert case["requester"] != case["subject"]
    assert "Perl" not in everything(report.slip.read_bytes())


def test_a_reason_brings_names_and_what_was_written(workspace: OpenWorkspace, tmp_path: Path) -> None:
    """The positive control of the search above."""
    pdf = issued(workspace, worked_case(workspace), tmp_path, names_reason="Complaint 7").pdf.read_bytes()
    text = all_of(pdf)
    missing = {word for word in personal(workspace) if word not in text}
    assert all("@" in word or word.startswith("+") for word in missing)
    pages = " ".join(" ".join(page_texts(pdf)).split())
    assert "Names, for this reason: Complaint 7" in pages
    assert "Perl lives in Berlin" in pages
    assert told(pdf)["case"]["subject"] == "Anna Perl"


def test_a_case_that_we_process_for_a_customer(workspace: OpenWorkspace, tmp_path: Path) -> None:
    entry = Customer(name="Mostar Retail", reference="MR-1", country="DE", forward_hours=24)
    customer = add_entry(workspace, entry).id
    case = add_request(workspace, our_role="processor", customer_id=customer, received_at=NOW - timedelta(hours=30))
    case_facts.forward(workspace, case, at=NOW - timedelta(hours=2), means="email", words="")
    text = read_aloud(issued(workspace, case, tmp_path).pdf)
    assert "For the customer Mostar Retail" in text
    assert "On time Forwarded after the hours of the contract" in text
    assert "The contract with the customer" in text
    assert "We are the processor: which laws apply is for the customer" in text
    assert "Forwarded to the customer: E-mail" in text


def test_without_a_customer_the_contract_gives_no_date(workspace: OpenWorkspace, tmp_path: Path) -> None:
    text = read_aloud(issued(workspace, add_request(workspace, our_role="processor"), tmp_path).pdf)
    assert "Due No date; the clocks say why" in text
    assert "The contract gives no date." in text
    assert "say which customer it belongs to" in text


def test_a_closed_case_says_when_and_how(workspace: OpenWorkspace, tmp_path: Path) -> None:
    case = add_request(workspace)
    close_request(
        workspace,
        case,
        outcome="denied",
        reason="process_excessive",
        note="",
        closed_at=NOW - timedelta(hours=1),
    )
    text = read_aloud(issued(workspace, case, tmp_path).pdf)
    assert "State Denied: Excessive Closed Tue 24 Nov 2026, 17:00 On time Closed 4 days late" in text


def test_it_is_recorded_which_case_left_and_listed(workspace: OpenWorkspace, tmp_path: Path) -> None:
    case = worked_case(workspace)
    report = issued(workspace, case, tmp_path)
    (row,) = issued_reports(workspace)
    assert (row.kind, row.requests, row.period_from, row.period_to) == (
        "case_file",
        1,
        date(2026, 10, 20),
        date(2026, 11, 24),
    )
    with workspace.store.reading() as session:
        built = session.scalars(select(AuditEntryRow).where(AuditEntryRow.action == "report.built")).one()
    detail = json.loads(built.detail)
    pdf = report.pdf.read_bytes()
    assert (detail["request"], detail["data"]) == (case, hashlib.sha256(attachments(pdf)["case.json"]).hexdigest())
    assert "Case REQ-2026-0001" in read_aloud(report.slip)


def test_a_case_is_found_by_its_reference(workspace: OpenWorkspace) -> None:
    case = add_request(workspace)
    assert case_of_reference(workspace, " req-2026-0001 ") == case
    with pytest.raises(NotFound) as refusal:
        case_of_reference(workspace, "REQ-2026-0002")
    assert refusal.value.code == "report.case_missing"


def test_other_programs_accept_it(tmp_path: Path) -> None:
    file = tmp_path / "case.pdf"
    file.write_bytes(sealed_case())
    said = ran("pdfsig", file)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "No syntax or stream encoding errors found" in ran("qpdf", "--check", file)
    assert ran("pdfdetach", "-list", file).splitlines() == ["1 embedded files", "1: case.json"]
    assert "Tagged:          yes" in ran("pdfinfo", file)


def test_every_piece_of_content_belongs_to_one_element() -> None:
    pdf = built_case().pdf
    roles = marked_content(pdf)
    assert leading_to(pdf) == roles
    found = sorted(content for tag in tree(pdf).everything() for content in tag.content)
    assert found == [(page, number) for page, own in enumerate(roles) for number in range(len(own))]


def test_the_same_data_give_the_same_bytes() -> None:
    slip = build_slip(case_data(), "c3" * 32)
    assert case_file.build(case_data()).sha256 == built_case().sha256
    assert build_slip(case_data(), "c3" * 32) == slip
    assert case_file.build(case_data(days_late=5)).sha256 != built_case().sha256


def test_it_verifies_and_a_changed_bit_is_refused() -> None:
    verdict = verify(sealed_case())
    assert (verdict.ok, verdict.findings, verdict.number, verdict.totals) == (True, (), "RPT-2026-0001", None)
    for position in (1000, len(sealed_case()) // 2, len(sealed_case()) - 40):
        assert not verify(flipped(sealed_case(), position, 3)).ok


def with_data(json_bytes: bytes) -> bytes:
    """The pages of the frozen case with other data attached, properly signed."""
    frozen = case_data()
    description = Description("Title", "Author", "Subject", "en", frozen.issued_at, frozen.software)
    file = Attachment("case.json", json_bytes, "application/json", "Case")
    return sealing.seal(finished(drawn(built_case().pdf), description, (file,)), identity())


def codes_of(pdf: bytes) -> set[str]:
    return {code for code, _parameters in verify(pdf).findings}


def _later(read: dict[str, Any]) -> None:
    read["case"]["due"] = "2027-12-31"


def _other_root(read: dict[str, Any]) -> None:
    read["audit"]["root"] = "cd" * 32


def _newer(read: dict[str, Any]) -> None:
    read["format"] = "dpo-case/2"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_later, {"report.json_differs", "report.due_differs"}),
        (_other_root, {"report.json_differs", "report.head_differs"}),
        (_newer, {"report.format_unknown"}),
    ],
)
def test_data_that_contradict_the_last_page_are_found(
    change: Callable[[dict[str, Any]], None], codes: set[str]
) -> None:
    assert codes_of(with_data(case_json(case_data()))) == set()
    read = json.loads(case_json(case_data()))
    change(read)
    assert codes_of(with_data(json.dumps(read).encode())) == codes


def test_a_date_that_is_printed_wrong_is_found() -> None:
    """Printed and attached agree, and both lie about the sums."""
    lying = case_data(due_on=date(2027, 12, 31))
    assert codes_of(sealing.seal(case_file.build(lying).pdf, identity())) == {"report.due_differs"}


def test_the_date_that_leads_is_the_earliest_of_the_answers_in_force() -> None:
    one = {"answer": True, "in_force": True, "due_on": "2026-11-20"}
    later, earlier = {**one, "due_on": "2026-12-01"}, {**one, "due_on": "2026-10-01"}
    assert leading_due([later, one]) == "2026-11-20"
    assert leading_due([one, {**earlier, "answer": False}, {**earlier, "in_force": False}]) == "2026-11-20"
    assert leading_due([{**one, "due_on": ""}]) == ""


def lines_and_grounds(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        operators = (
            str(operator) for page in document.pages for _operands, operator in pikepdf.parse_content_stream(page)
        )
        return sum(operator == "re" for operator in operators)


def test_a_struck_fact_is_struck_on_the_page() -> None:
    """A line goes through its words, and below the day stands when it was struck out."""
    frozen = case_data()
    *others, struck = frozen.facts
    standing = case_file.build(replace(frozen, facts=(*others, replace(struck, struck_on=None)))).pdf
    assert "Struck out" not in "".join(page_texts(standing))
    assert "Struck out on Fri 23 Oct 2026" in " ".join(" ".join(page_texts(built_case().pdf)).split())
    assert lines_and_grounds(built_case().pdf) == lines_and_grounds(standing) + 1
