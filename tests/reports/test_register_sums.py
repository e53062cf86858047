"""The register says role, laws and how each date came about; what did not count, and what cannot be computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dpo_desktop.domain.clock_facts import Step
from dpo_desktop.reports import compliance
from dpo_desktop.reports.data import RegisterRow
from dpo_desktop.reports.sums import NOT_COUNTED
from dpo_desktop.reports.verification import verify
from dpo_desktop.sentences.deadlines import codes
from dpo_desktop.services import case_facts
from dpo_desktop.services.registers import Customer, add_entry
from dpo_desktop.services.reporting import issue_compliance_report
from dpo_desktop.services.requests import close_request
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import NOW, add_request
from tests.reports.case_factory import newest_of_kind
from tests.reports.factory import data, rows
from tests.reports.read_back import page_texts, register
from tests.reports.test_register_pages import REFERENCE, register_pages, sum_pages


def issued(workspace: OpenWorkspace, folder: Path) -> bytes:
    report = issue_compliance_report(
        workspace,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 11, 24),
        folder=folder,
        report=lambda _done, _total: None,
    )
    return report.pdf.read_bytes()


def words_of(pages: list[str]) -> str:
    return " ".join(" ".join(pages).split())


def told(row: RegisterRow) -> str:
    return words_of(register_pages(compliance.build(data(1, rows=(row,))).pdf))


def test_a_date_counts_pauses_and_the_extension(workspace: OpenWorkspace, tmp_path: Path) -> None:
    """Received on 20 October: a month, two more, eight days of waiting. Closed after the month, and in time."""
    case = add_request(workspace)
    case_facts.decide_law(workspace, case, law="IN", applies=False, reason="not of India")
    case_facts.ask(
        workspace,
        case,
        cause="identity_doubt",
        asked_on=date(2026, 10, 21),
        has_letter=True,
        words="In doubt",
        switched_on=True,
    )
    asked = newest_of_kind(workspace, case, "asked")
    case_facts.answered(workspace, case, asked_event=asked, answered_on=date(2026, 10, 29), words="")
    case_facts.extend(workspace, case, told_on=date(2026, 11, 10), reason="complex", words="")
    close_request(workspace, case, outcome="fulfilled", reason="", note="", closed_at=NOW - timedelta(hours=1))
    pdf = issued(workspace, tmp_path)
    (row,) = register(pdf)["rows"]
    assert (row["role"], row["laws"], row["due"], row["timeliness"]) == ("controller", ["EU"], "2027-01-28", "on_time")
    (one,) = row["sums"]
    assert (one["rule_id"], one["extended"], one["cautious"]) == ("eu-gdpr-15", True, "2027-01-20")
    assert {"on": "2027-01-20", "words": "3 months"} in one["steps"]
    page = words_of(register_pages(pdf))
    how = "3 months, extended, 8 days paused, cautious 20 Jan 2027"
    assert f"28 Jan 2027 {how} 24 Nov 2026 On time. Fulfilled" in page
    assert "Received: 20 Oct 2026; 3 months: 20 Jan 2027; 8 days not counted" in words_of(sum_pages(pdf))
    assert verify(pdf).ok


def test_what_was_recorded_and_not_counted_is_said(workspace: OpenWorkspace, tmp_path: Path) -> None:
    case = add_request(workspace)
    case_facts.decide_law(workspace, case, law="IN", applies=False, reason="not of India")
    case_facts.ask(workspace, case, cause="fee", asked_on=date(2026, 10, 21), has_letter=True, words="")
    case_facts.extend(workspace, case, told_on=date(2026, 11, 23), reason="number", words="")
    pdf = issued(workspace, tmp_path)
    page = words_of(register_pages(pdf))
    assert "Open, 4 days late" in page
    assert "Waiting for the fee does not stop the clock: this rule knows no such pause" in page
    assert "The extension changes nothing: the person was told on Mon 23 Nov 2026, and Fri 20 Nov 2026" in page
    assert "With a recorded pause or extension that did not move the date: 1." in words_of(page_texts(pdf))


def test_every_step_that_counts_nothing_is_known_as_one() -> None:
    """By the words of all steps: a new one that says that something is not counted cannot be forgotten here."""
    saying = {code for code in codes() if code.startswith(("pause_", "extension_"))} | {"excluded_when_answered"}
    assert saying - NOT_COUNTED == {"pause_by_reason", "extension_told"}
    assert saying >= NOT_COUNTED


@pytest.mark.parametrize(
    ("forwarded", "closed", "timeliness", "words"),
    [
        (None, False, "open_late", "Open, 9 days late. Not forwarded"),
        (20, False, "open_in_time", "within the hours of the contract. Not acknowledged yet"),
        (30, False, "open_late", "after the hours of the contract. Not acknowledged yet"),
        (20, True, "on_time", "within the hours of the contract. Acknowledged 24 Nov 2026 17:00"),
        (30, True, "late", "after the hours of the contract. Acknowledged 24 Nov 2026 17:00"),
    ],
)
def test_as_processor_the_hours_of_the_contract_judge(
    workspace: OpenWorkspace,
    tmp_path: Path,
    forwarded: int | None,
    closed: bool,
    timeliness: str,
    words: str,
) -> None:
    """`forwarded`: hours after receipt; the contract gives 24."""
    received = NOW - timedelta(days=10, hours=2)
    entry = Customer(name="Mostar Retail", reference="MR-1", country="DE", forward_hours=24)
    customer = add_entry(workspace, entry).id
    case = add_request(workspace, our_role="processor", customer_id=customer, received_at=received)
    if forwarded is not None:
        at = received + timedelta(hours=forwarded)
        case_facts.forward(workspace, case, at=at, means="email", words="")
    if closed:
        case_facts.acknowledge(workspace, case, at=NOW - timedelta(hours=1), words="")
        close_request(workspace, case, outcome="forwarded_to_controller", reason="", note="", closed_at=NOW)
    pdf = issued(workspace, tmp_path)
    read = register(pdf)
    (row,) = read["rows"]
    assert (row["role"], row["laws"], row["timeliness"]) == ("processor", [], timeliness)
    assert bool(row["forwarded"]) is (forwarded is not None)
    assert words in words_of(register_pages(pdf))
    assert verify(pdf).findings == ()
    late = [span["count"] for span in read["figures"]["due"] if span["key"] == "late"]
    assert late == [read["totals"]["open_late"]]


def test_what_was_struck_out_forwards_nothing(workspace: OpenWorkspace, tmp_path: Path) -> None:
    entry = Customer(name="Mostar Retail", reference="MR-1", country="DE", forward_hours=24)
    customer = add_entry(workspace, entry).id
    case = add_request(workspace, our_role="processor", customer_id=customer, received_at=NOW - timedelta(hours=3))
    case_facts.forward(workspace, case, at=NOW - timedelta(hours=1), means="email", words="")
    case_facts.strike(
        workspace, case, event_id=newest_of_kind(workspace, case, "forwarded"), reason="It went to another customer"
    )
    (row,) = register(issued(workspace, tmp_path))["rows"]
    assert (row["forwarded"], row["timeliness"]) == ("", "open_in_time")


def without(step: Step, **changes: Any) -> RegisterRow:
    """A row without a date, for the reason that a step gives."""
    (row,) = rows(1)
    (duty,) = row.sums
    bare = replace(duty, due_on=None, steps=(duty.steps[0], step), **changes)
    return replace(row, due_on=None, timeliness="no_date", days_late=0, sums=(bare,))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (without(Step("no_number", None, (("speed", "promptly"),))), "No date: the law gives no number"),
        (without(Step("no_rule", None)), "No date: no rule on file for this kind of request"),
        (replace(without(Step("no_law", None)), law="none", laws=()), "No date: no law is known to apply"),
        (
            without(Step("waiting", None), waiting_since=date(2026, 10, 21)),
            "No date: the clock stands since 21 Oct 2026",
        ),
        (
            replace(without(Step("customer_missing", None)), our_role="processor"),
            "No date: no customer is named. Not forwarded",
        ),
        (
            replace(without(Step("forward_without_hours", None)), our_role="processor"),
            "No date: the contract names no hours. Not forwarded",
        ),
    ],
)
def test_what_cannot_be_computed_is_said(row: RegisterRow, words: str) -> None:
    assert words in told(row)


@pytest.mark.parametrize("count", [1, 48, 300])
def test_each_date_has_its_sum_and_each_source_stands_once(count: int) -> None:
    pdf = compliance.build(data(count)).pdf
    pages = sum_pages(pdf)
    printed = [reference for page in pages for reference in REFERENCE.findall(page)]
    assert sorted(printed) == [f"REQ-2026-{number:04d}" for number in range(1, count + 1)]
    text = words_of(pages)
    sources = min(count, 2)
    assert text.count("The operative words were") == sources
    assert text.count("Art. 12(3): one month, and two further months where necessary.") == 1
    assert "The operative words were read in a verbatim copy." in text


def test_the_sums_of_a_long_register_take_few_pages() -> None:
    """A line a request, two sources: not more pages than the register itself."""
    pdf = compliance.build(data(300)).pdf
    assert len(sum_pages(pdf)) <= len(register_pages(pdf))


def test_a_report_without_requests_has_no_sums() -> None:
    assert "How each date was computed" not in "".join(page_texts(compliance.build(data(0)).pdf))
