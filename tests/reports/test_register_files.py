"""The embedded register: JSON equals the frozen rows, CSV equals the JSON, and both survive any name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.reports import compliance, sealing
from dpo_desktop.reports.data import ComplianceData, RegisterRow
from dpo_desktop.reports.register_files import COLUMNS, register_csv, register_json, totals_of, values_of
from dpo_desktop.reports.verification import verify
from dpo_desktop.sentences.deadlines import step_words
from tests.factory import DATA
from tests.reports.factory import data, identity, rows
from tests.reports.read_back import attachments, csv_rows, register

AWKWARD = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-2",
    "@x",
    "two\nlines",
    "a\rb",
    'quo"te',
    "comma, semi;",
    "'already",
    "",
    "अनु 😀",
)


def expected(row: RegisterRow) -> dict[str, Any]:
    """Written out here once more, so that a field cannot be dropped or renamed unseen."""

    def instant(moment: datetime | None) -> str:
        return moment.strftime("%Y-%m-%dT%H:%M:%S") + "+05:30" if moment else ""

    return {
        "reference": row.reference,
        "person": row.person,
        "type": row.type_code,
        "law": row.law,
        "received": instant(row.received_at),
        "entered": instant(row.entered_at),
        "due": str(row.due_on) if row.due_on else "",
        "closed": instant(row.closed_at),
        "state": row.state,
        "reason": row.reason,
        "timeliness": row.timeliness,
        "days_late": row.days_late,
        "role": row.our_role,
        "laws": list(row.laws),
        "forwarded": instant(row.forwarded_at),
        "acknowledged": instant(row.acknowledged_at),
        "sums": [expected_sum(duty) for duty in row.sums],
    }


def expected_sum(duty: Duty) -> dict[str, Any]:
    return {
        "rule_id": duty.rule_id,
        "law": duty.law,
        "answer": duty.is_answer,
        "in_force": duty.in_force,
        "due": str(duty.due_on) if duty.due_on else "",
        "cautious": "",
        "extended": duty.is_extended,
        "steps": [{"on": str(step.on) if step.on else "", "words": step_words(step)} for step in duty.steps],
    }


def in_a_cell(column: str, value: Any) -> str:
    """As a spreadsheet shows it."""
    if column == "laws":
        return " ".join(value)
    if column != "sums":
        return str(value)
    return "\n".join(
        f"{one['rule_id']}: " + "; ".join(f"{step['on']} {step['words']}".strip() for step in one["steps"])
        for one in value
    )


@pytest.mark.parametrize("count", [0, 1, 48, 1000])
def test_json_and_csv_hold_the_frozen_rows(count: int) -> None:
    frozen = data(count)
    pdf = compliance.build(frozen).pdf
    read = register(pdf)
    wanted = [expected(row) for row in frozen.rows]
    assert read["rows"] == wanted
    assert csv_rows(pdf) == [{column: in_a_cell(column, value) for column, value in row.items()} for row in wanted]


def test_the_head_of_the_json_names_report_period_editions_and_audit_head() -> None:
    frozen = data(3)
    read = register(compliance.build(frozen).pdf)
    del read["rows"], read["figures"]
    assert read.pop("rules") == {
        "eu-gdpr-15": {
            "right": "Art. 15 access",
            "citation": "Art. 12(3): one month, and two further months where necessary.",
            "source_kind": "verbatim_copy",
            "verified": True,
        },
        "in-spdi-r5-9-grievance": {
            "right": "Rule 5(9) grievance",
            "citation": "Rule 5(9): within one month.",
            "source_kind": "secondary",
            "verified": False,
        },
    }
    assert read == {
        "format": "dpo-register/3",
        "report": "RPT-2026-0001",
        "organisation": "CRM HUB 360",
        "period": {"from": "2026-08-01", "to": "2026-11-24"},
        "issued": "2026-11-24T18:00:00+05:30",
        "time_zone": "Asia/Kolkata",
        "software": "DPO Desktop 0.1.0",
        "law_edition": "2026-11-22, d3672fa5ffb6",
        "holiday_edition": "holidays 0.109, IN-KA",
        "names": False,
        "audit": {"log_id": frozen.audit_head.log_id, "count": 57, "root": "ab" * 32},
        "totals": {
            "requests": 3,
            "open": 0,
            "closed": 3,
            "on_time": 3,
            "late": 0,
            "open_late": 0,
            "no_date": 0,
        },
        "no_receipt": 0,
    }


def named(names: tuple[str, ...]) -> ComplianceData:
    named_rows = tuple(replace(row, person=name) for row, name in zip(rows(len(names)), names, strict=True))
    return data(len(names), rows=named_rows, with_names=True, names_reason="an order of the court")


def test_no_cell_of_the_csv_is_taken_for_a_formula() -> None:
    pdf = compliance.build(named(AWKWARD)).pdf
    people = [row["person"] for row in csv_rows(pdf)]
    assert people == [f"'{name}" if name[:1] in tuple("=+-@") and name else name for name in AWKWARD]
    assert not any(person.startswith(("=", "+", "-", "@")) for person in people)
    assert [row["person"] for row in register(pdf)["rows"]] == list(AWKWARD)


def test_a_report_with_awkward_names_verifies() -> None:
    sealed = sealing.seal(compliance.build(named(AWKWARD)).pdf, identity())
    assert verify(sealed).findings == ()
    assert attachments(sealed)["register.csv"].startswith(b"\xef\xbb\xbfreference,person,type,law,")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=40), max_size=6).map(tuple))
def test_any_name_comes_back_from_both_files(names: tuple[str, ...]) -> None:
    import csv
    import io

    frozen = named(tuple(name.encode("utf-8", "ignore").decode() for name in names))
    read = json.loads(register_json(frozen))
    text = register_csv(frozen).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert head == list(COLUMNS)
    assert [row["person"] for row in read["rows"]] == [row.person for row in frozen.rows]
    assert [line[1].removeprefix("'") for line in lines] == [row.person.removeprefix("'") for row in frozen.rows]
    assert totals_of(read["rows"]) == frozen.totals


def test_the_first_format_knew_a_closed_case_by_its_day() -> None:
    """Reports that were issued in it are counted as they were."""
    (row,) = rows(1)
    values = [values_of(replace(row, closed_at=None, state="closed", timeliness="no_date"))]
    assert (totals_of(values).open, totals_of(values).closed) == (0, 1)
    assert (totals_of(values, "dpo-register/1").open, totals_of(values, "dpo-register/1").closed) == (1, 0)


@pytest.mark.parametrize(
    ("version", "authority", "register_format"),
    [("en-1", "authority.pem", "dpo-register/1"), ("en-4", "authority-en-4.pem", "dpo-register/2")],
)
def test_a_report_of_an_earlier_format_still_verifies(version: str, authority: str, register_format: str) -> None:
    kept = DATA / "reports"
    pdf = (kept / f"compliance-report-{version}.pdf").read_bytes()
    verdict = verify(pdf, ca=(kept / authority).read_bytes())
    assert (verdict.ok, verdict.trust, verdict.findings) == (True, "trusted", ())
    assert register(pdf)["format"] == register_format
    assert verdict.totals == totals_of(register(pdf)["rows"], register_format)
