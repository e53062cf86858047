"""Cases of a register kept by hand: their dates count what it told, and what cannot be counted is said."""

from __future__ import annotations

import csv
from datetime import date

from dpo_desktop.sentences.deadlines import step_words
from dpo_desktop.services.lists import request_detail, request_ids
from dpo_desktop.services.views import RequestDetail, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import DATA
from tests.services.crm_tables import HISTORY, bring

# A step that says what became of a pause or of an extension.
PAUSED = ("excluded", "pause_", "start_")
EXTENDED = ("extension_", "extended_")


def cases(workspace: OpenWorkspace) -> dict[int, RequestDetail]:
    details = (request_detail(workspace, one) for one in request_ids(workspace, RequestFilter(status="")))
    return {detail.source.record: detail for detail in details if detail.source is not None}


def told(case: RequestDetail, starts: tuple[str, ...]) -> list[bool]:
    return [any(step.code.startswith(starts) for step in duty.steps) for duty in case.duties if duty.due_on]


def test_every_pause_and_extension_of_the_register_is_counted_or_said(workspace: OpenWorkspace) -> None:
    bring(workspace, HISTORY)
    found = cases(workspace)
    with (DATA / "crm" / "history-140-labels.csv").open(encoding="utf-8", newline="") as lines:
        labels = [label for label in csv.DictReader(lines) if not label["duplicate_of_record"]]
    paused = [label for label in labels if label["paused_days"] != "0" and label["received"]]
    extended = [label for label in labels if label["extended"] == "yes" and label["received"]]
    assert (len(paused), len(extended)) == (28, 13)
    for rows, starts in ((paused, PAUSED), (extended, EXTENDED)):
        for label in rows:
            case = found[int(label["record"])]
            assert all(told(case, starts)), label
            assert all(step_words(step) for duty in case.duties for step in duty.steps)
    plain = [label for label in labels if label["paused_days"] == "0" and label["extended"] == "no"]
    assert not any(any(told(found[int(label["record"])], (*PAUSED, *EXTENDED))) for label in plain)


def test_a_pause_under_the_gdpr_counts_by_the_registers_own_words(workspace: OpenWorkspace) -> None:
    """Received 4 Sep 2023, "Pause 7.9. bis 19.9.": twelve days after Wed 4 Oct, and the earlier date beside it."""
    bring(workspace, HISTORY)
    (case,) = [one for one in cases(workspace).values() if any(e.text == "Pause 7.9. bis 19.9." for e in one.timeline)]
    european, indian, _review = case.duties
    assert (european.due_on, european.cautious_on) == (date(2023, 10, 16), date(2023, 10, 4))
    assert {"excluded_from_to", "pause_by_reason"} <= {step.code for step in european.steps}
    assert (indian.due_on, case.due_on) == (date(2023, 10, 4), date(2023, 10, 4))  # the IT rules know no pause
    assert "pause_not_in_law" in {step.code for step in indian.steps}


def test_proof_of_identity_in_the_united_kingdom_moved_the_start(workspace: OpenWorkspace) -> None:
    bring(workspace, HISTORY)
    typed = "paused 12.05.2023-17.05.2023 (ID)"
    (case,) = [one for one in cases(workspace).values() if any(e.text == typed for e in one.timeline)]
    british = case.duties[0]
    assert british.due_on == date(2023, 6, 19)  # 17 May and a month: Sat 17 June rolls to Monday
    assert "start_moved" in {step.code for step in british.steps}


def test_an_extension_without_the_day_of_its_notice_says_so(workspace: OpenWorkspace) -> None:
    bring(workspace, HISTORY)
    extended = [duty for case in cases(workspace).values() for duty in case.duties if duty.is_extended]
    assert len(extended) == 5
    assert all("extension_told_unknown" in {step.code for step in duty.steps} for duty in extended)


def test_what_is_not_known_is_said(workspace: OpenWorkspace) -> None:
    bring(workspace, HISTORY)
    for case in cases(workspace).values():
        if case.received_at is None:
            assert [step.code for duty in case.duties for step in duty.steps] == ["received_unknown"]
            assert case.due_on is None
        else:
            assert case.due_on is None or case.due_on > date(2023, 1, 1)
            assert case.duties[0].steps[0].on is not None
