"""The real tables: every cell found again as typed, every value as labelled, and each import taken back."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dpo_desktop.domain.progress import no_progress
from dpo_desktop.domain.requests import law_of_country
from dpo_desktop.reports.verification import verify
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.import_lists import imports
from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_undo import plan_undo, undo_import
from dpo_desktop.services.lists import request_detail, request_ids
from dpo_desktop.services.reporting import issue_compliance_report
from dpo_desktop.services.views import RequestDetail, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import ImportRowRow, PersonRow, RequestEventRow, RequestRow
from tests.factory import NOW, ZONE, add_request
from tests.reports.read_back import page_texts, register
from tests.services.crm_tables import CUSTOMERS, HISTORY, SHA256, TABLES, TICKETS, bring, labels, typed
from tests.services.trail import trail

OUR_TABLES = (RequestRow, PersonRow, RequestEventRow, ImportRowRow)


def stored(workspace: OpenWorkspace) -> list[ImportRowRow]:
    with workspace.store.reading() as session:
        return list(session.scalars(select(ImportRowRow).order_by(ImportRowRow.record)))


def counted(workspace: OpenWorkspace) -> list[int]:
    with workspace.store.reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in OUR_TABLES]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_cell_is_found_again_byte_for_byte(workspace: OpenWorkspace, path: Path) -> None:
    assert hashlib.sha256(path.read_bytes()).hexdigest() == SHA256[path.name]
    bring(workspace, path)
    cells = {row.record: tuple(json.loads(row.cells)) for row in stored(workspace)}
    assert cells == typed(path)
    assert len(cells) == {HISTORY: 144, TICKETS: 1000, CUSTOMERS: 1000}[path]
    assert verify_audit(workspace, [], no_progress).ok


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_an_import_is_taken_back_whole(workspace: OpenWorkspace, path: Path) -> None:
    own = add_request(workspace, "Early Bird")
    before = counted(workspace)
    batch = bring(workspace, path)
    assert counted(workspace) != before
    plan = plan_undo(workspace, batch)
    assert (len(plan.removed), plan.put_back, plan.kept) == ({HISTORY: 134}.get(path, 1000), [], ())
    undo_import(workspace, batch)
    assert counted(workspace) == before
    assert list(request_ids(workspace, RequestFilter(status=""))) == [own]
    assert [one.action for one in trail(workspace)][-2:] == ["requests.imported", "requests.import_undone"]
    (summary,) = imports(workspace)
    assert (summary.cases, summary.undone_at) == (0, NOW)
    assert verify_audit(workspace, [], no_progress).ok


def test_what_is_derived_is_as_labelled(workspace: OpenWorkspace) -> None:
    bring(workspace, HISTORY)
    with workspace.store.reading() as session:
        records = dict(session.execute(select(ImportRowRow.request_id, ImportRowRow.record)).all())
    first_of = {row.request_id: row.record for row in stored(workspace) if row.outcome == "new"}
    found = {}
    for row in stored(workspace):
        if row.outcome == "skipped":
            continue
        derived = json.loads(row.derived)["values"]
        name, email, _phone = derived["requester"]
        found[row.record] = {
            "record": str(row.record),
            "received": derived["received"],
            "person": name,
            "email": email,
            "right": derived["type_code"],
            "country": derived["country"],
            "extended": "yes" if derived["extension"] else "no",
            "paused_days": str(sum(int(pause[1]) for pause in derived["pauses"])),
            "status": "closed" if derived["closed"] else "open",
            "closed": derived["closed_on"],
            "duplicate_of_record": str(first_of[row.request_id]) if row.outcome == "duplicate" else "",
        }
    assert found == labels()
    assert len(found) == 140
    assert len(records) == 135  # 134 cases, and None for the lines between them


def day(instant: object) -> str:
    return instant.astimezone(ZONE).date().isoformat() if instant else ""  # type: ignore[attr-defined]


def cases(workspace: OpenWorkspace) -> dict[int, RequestDetail]:
    details = (request_detail(workspace, one) for one in request_ids(workspace, RequestFilter(status="")))
    return {detail.source.record: detail for detail in details if detail.source is not None}


def test_the_cases_themselves_are_as_labelled(workspace: OpenWorkspace) -> None:
    bring(workspace, HISTORY)
    expected = {record: label for record, label in labels().items() if not label["duplicate_of_record"]}
    found = cases(workspace)
    assert set(found) == set(expected)
    for record, label in expected.items():
        case = found[record]
        assert (case.requester.name, case.requester.email) == (label["person"], label["email"])
        assert (case.type_code, case.country) == (label["right"], label["country"])
        applying = {decision.law for decision in case.laws if decision.applies}
        assert applying == {law_of_country(label["country"]), "IN"} - {"none"}  # ours is a company in India
        assert (day(case.received_at), day(case.closed_at)) == (label["received"], label["closed"])
        assert case.state == ("received" if label["status"] == "open" else "closed")
        pauses = [dict(fact.parameters) for fact in case.timeline if fact.kind == "paused"]
        assert sum(int(pause["days"]) for pause in pauses) == int(label["paused_days"])
        extended = [fact for fact in case.timeline if fact.kind == "extended"]
        assert len(extended) == (label["extended"] == "yes")
        has_date = bool(label["received"]) and case.law in ("EU", "UK") and case.type_code in ("access", "erasure")
        assert case.due_on is not None if has_date else label["received"] or case.due_on is None
        late = [fact for fact in case.timeline if fact.kind == "received" and fact.entered_later]
        assert len(late) == bool(label["received"])


def test_pauses_and_extensions_keep_days_reason_and_text_as_typed(workspace: OpenWorkspace) -> None:
    bring(workspace, HISTORY)
    found = cases(workspace)
    facts = {fact.kind: (dict(fact.parameters), fact.text, fact.at.date()) for fact in found[39].timeline}
    assert facts["paused"] == (
        {"begun": "2024-06-20", "days": "12", "ended": "2024-07-02", "reason": "identity"},
        "paused 20.06.2024-02.07.2024 (ID)",
        date(2024, 6, 20),
    )
    assert facts["extended"] == (
        {"amount": "0", "reason": "complex", "unit": ""},
        "y\nextended (complex)",
        date(2024, 6, 17),
    )
    held = next(dict(fact.parameters) for fact in found[57].timeline if fact.kind == "paused")
    assert held == {"begun": "", "days": "20", "ended": "", "reason": "identity"}
    amounts = Counter(
        (parameters["amount"], parameters["unit"])
        for case in found.values()
        for parameters in (dict(fact.parameters) for fact in case.timeline if fact.kind == "extended")
    )
    assert amounts == {("2", "months"): 10, ("0", ""): 2, ("60", "days"): 1}


def test_a_second_right_of_a_row_is_not_lost(workspace: OpenWorkspace) -> None:
    bring(workspace, HISTORY)
    also = {record: case.source.also_asked for record, case in cases(workspace).items() if case.source}
    assert {record: asked for record, asked in also.items() if asked} == {
        25: ("access",),
        40: ("access",),
        71: ("erasure",),
        90: ("access",),
        93: ("marketing_opt_out",),
        100: ("access",),
        106: ("access",),
        130: ("erasure",),
        136: ("marketing_opt_out",),
    }


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_same_table_again_brings_nothing(workspace: OpenWorkspace, path: Path) -> None:
    bring(workspace, path)
    again = plan_file(workspace, path)
    assert (again.brings, again.counts()["duplicate"]) == (0, {HISTORY: 140}.get(path, 1000))
    assert (again.source.remembered, again.source.imported_before) == (True, NOW)
    undo_import(workspace)
    assert plan_file(workspace, path).brings == {HISTORY: 134}.get(path, 1000)


def test_a_report_says_of_each_case_whether_its_date_counts_what_was_told(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    """As labelled: where a pause or an extension was told, a step of a sum speaks of it, wherever there is a rule."""
    bring(workspace, HISTORY)
    issued = issue_compliance_report(
        workspace, period_from=date(2023, 1, 1), period_to=date(2026, 11, 24), folder=tmp_path, report=no_progress
    )
    pdf = issued.pdf.read_bytes()
    told = [
        label["extended"] == "yes" or label["paused_days"] != "0"
        for label in labels().values()
        if label["received"] and not label["duplicate_of_record"]
    ]
    rows = register(pdf)["rows"]
    steps = [[step["words"] for one in row["sums"] for step in one["steps"]] for row in rows]
    spoken = [any("aiting for" in words or "xten" in words for words in lines) for lines in steps]
    ruled = [any(one["answer"] for one in row["sums"]) for row in rows]
    assert sum(told) == 39
    assert spoken == [is_told and has_rule for is_told, has_rule in zip(told, ruled, strict=True)]
    pages = " ".join(" ".join(page_texts(pdf)).split())
    assert "With a recorded pause or extension that did not move the date: 35." in pages
    assert pages.count("The extension changes nothing: this rule knows none") > 10
    assert verify(pdf).findings == ()
