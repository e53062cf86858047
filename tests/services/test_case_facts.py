"""Facts that are recorded of a case: what they do to its dates, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.errors import DpoError, NotFound, RuleViolation
from dpo_desktop.domain.progress import no_progress
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.case_facts import (
    acknowledge,
    answered,
    ask,
    check_identity,
    check_mandate,
    decide_law,
    decide_role,
    extend,
    forward,
    strike,
)
from dpo_desktop.services.company_law import OwnHoliday, add_holiday
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.registers import Customer, Entity, add_entry, retire_entry
from dpo_desktop.services.requests import close_request
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import RequestDetail
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import NOW, ZONE, SetClock, add_request
from tests.services.trail import whole_trail

TODAY = NOW.date()  # Tue 24 Nov 2026
# Received on Tue 20 Oct 2026 in Karnataka, where Indian law counts a month as well; these cases are under one law.
DAY = date(2026, 10, 28)


@pytest.fixture
def under_eu(workspace: OpenWorkspace) -> int:
    return add_request(workspace, law="EU")


@pytest.fixture
def under_uk(workspace: OpenWorkspace) -> int:
    return add_request(workspace, law="UK", country="GB")


def duty(workspace: OpenWorkspace, request_id: int) -> Duty:
    (found,) = request_detail(workspace, request_id).duties
    return found


def codes(workspace: OpenWorkspace, request_id: int) -> list[str]:
    return [step.code for step in duty(workspace, request_id).steps]


def asked(
    workspace: OpenWorkspace, request_id: int, cause: str = "clarification", on: date = DAY, **more: object
) -> int:
    given = {"has_letter": True, "words": "Two hundred mailboxes.", "switched_on": False, **more}
    ask(workspace, request_id, cause=cause, asked_on=on, **given)  # type: ignore[arg-type]
    detail = request_detail(workspace, request_id)
    return max(entry.id for entry in detail.timeline if entry.kind == "asked")


def test_a_question_under_the_gdpr_stops_nothing_without_a_decision(workspace: OpenWorkspace, under_eu: int) -> None:
    asked(workspace, under_eu)
    assert request_detail(workspace, under_eu).due_on == date(2026, 11, 20)
    assert "pause_off" in codes(workspace, under_eu)


def test_a_question_that_counts_by_a_decision_keeps_the_date_until_the_answer(
    workspace: OpenWorkspace, under_eu: int
) -> None:
    event = asked(workspace, under_eu, switched_on=True)
    waiting = duty(workspace, under_eu)
    assert (waiting.due_on, waiting.waiting_since, waiting.notice_by) == (date(2026, 11, 20), None, date(2026, 11, 20))
    assert "excluded_when_answered" in codes(workspace, under_eu)
    answered(workspace, under_eu, asked_event=event, answered_on=date(2026, 11, 4), words="Only the last year.")
    after = duty(workspace, under_eu)
    assert (after.due_on, after.cautious_on) == (date(2026, 11, 27), date(2026, 11, 20))  # seven days
    assert "pause_by_reason" in codes(workspace, under_eu)
    assert verify_audit(workspace, [], no_progress).ok


def test_what_is_asked_for_when_the_period_is_over_moves_nothing(workspace: OpenWorkspace, under_uk: int) -> None:
    for cause in ("identity_doubt", "clarification"):
        asked(workspace, under_uk, cause, on=date(2026, 11, 23))
    assert codes(workspace, under_uk).count("pause_after_end") == 2
    assert request_detail(workspace, under_uk).due_on == date(2026, 11, 20)


def test_proof_of_identity_moves_the_start_in_the_united_kingdom(workspace: OpenWorkspace, under_uk: int) -> None:
    event = asked(workspace, under_uk, "identity_doubt")
    assert duty(workspace, under_uk).due_on is None
    answered(workspace, under_uk, asked_event=event, answered_on=date(2026, 11, 3), words="")
    assert duty(workspace, under_uk).due_on == date(2026, 12, 3)


def test_a_question_without_a_letter_is_recorded_and_stops_nothing(workspace: OpenWorkspace, under_uk: int) -> None:
    asked(workspace, under_uk, has_letter=False)
    assert "pause_without_letter" in codes(workspace, under_uk)
    assert duty(workspace, under_uk).due_on == date(2026, 11, 20)


def test_an_extension_told_in_time_is_one_step_from_the_start(workspace: OpenWorkspace, under_eu: int) -> None:
    extend(workspace, under_eu, told_on=date(2026, 11, 20), reason="complex", words="Four systems.")
    found = duty(workspace, under_eu)
    assert (found.due_on, found.is_extended) == (date(2027, 1, 20), True)


def test_an_extension_told_too_late_is_recorded_and_extends_nothing(workspace: OpenWorkspace, under_eu: int) -> None:
    extend(workspace, under_eu, told_on=date(2026, 11, 23), reason="number", words="")
    found = duty(workspace, under_eu)
    assert (found.due_on, found.is_extended) == (date(2026, 11, 20), False)
    assert "extension_late" in codes(workspace, under_eu)


def test_a_fact_entered_in_error_is_struck_out_and_stays(workspace: OpenWorkspace, under_eu: int) -> None:
    extend(workspace, under_eu, told_on=date(2026, 11, 20), reason="complex", words="")
    (entry,) = [one for one in request_detail(workspace, under_eu).timeline if one.kind == "extended"]
    strike(workspace, under_eu, event_id=entry.id, reason="It was another case.")
    detail = request_detail(workspace, under_eu)
    assert detail.due_on == date(2026, 11, 20)
    assert [one.kind for one in detail.timeline][:2] == ["struck", "extended"]
    with pytest.raises(RuleViolation) as refused:
        strike(workspace, under_eu, event_id=entry.id, reason="Again.")
    assert refused.value.code == "fact.not_strikable"


def test_a_struck_answer_leaves_the_question_open(workspace: OpenWorkspace, under_uk: int) -> None:
    event = asked(workspace, under_uk)
    answered(workspace, under_uk, asked_event=event, answered_on=date(2026, 11, 4), words="")
    (entry,) = [one for one in request_detail(workspace, under_uk).timeline if one.kind == "answered"]
    strike(workspace, under_uk, event_id=entry.id, reason="It came from somebody else.")
    assert duty(workspace, under_uk).waiting_since == DAY
    answered(workspace, under_uk, asked_event=event, answered_on=date(2026, 11, 5), words="")
    assert duty(workspace, under_uk).waiting_since is None


def test_a_law_is_decided_otherwise_with_a_reason(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace)  # in Germany, a company in India
    assert {one.law for one in request_detail(workspace, request_id).laws if one.applies} == {"EU", "IN"}
    decide_law(workspace, request_id, law="IN", applies=False, reason="Nothing was collected in India.")
    decide_law(workspace, request_id, law="UK", applies=True, reason="She moved to Leeds.")
    detail = request_detail(workspace, request_id)
    assert {one.law: one.basis for one in detail.laws if one.applies} == {"EU": "computed", "UK": "overridden"}
    assert {one.jurisdiction for one in detail.duties} == {"EU", "UK"}
    decide_law(workspace, request_id, law="UK", applies=False, reason="She did not.")
    assert {one.jurisdiction for one in request_detail(workspace, request_id).duties} == {"EU"}


def test_the_processors_path_to_the_closed_case(workspace: OpenWorkspace, clock: SetClock) -> None:
    customer = add_entry(workspace, Customer("Heron Retail", country="DE", forward_hours=48)).id
    request_id = add_request(workspace, received_at=NOW - timedelta(hours=5))
    decide_role(workspace, request_id, our_role="processor", entity_id=None, customer_id=customer, words="Theirs.")
    detail = request_detail(workspace, request_id)
    assert (detail.customer, detail.laws, detail.law) == ("Heron Retail", (), "none")
    assert detail.duties[0].due_at == NOW + timedelta(hours=43)
    assert detail.due_on == (NOW + timedelta(hours=43)).date()
    clock.advance(hours=1)
    forward(workspace, request_id, at=clock.now, means="email", words="To their privacy desk.")
    assert request_detail(workspace, request_id).due_on is None  # nothing is left to do by a day
    clock.advance(hours=20)
    acknowledge(workspace, request_id, at=clock.now, words="")
    assert codes(workspace, request_id) == ["received", "hours", "forwarded", "acknowledged", "forward_by"]
    close_request(workspace, request_id, outcome="forwarded_to_controller", reason="", note="", closed_at=clock.now)
    assert request_detail(workspace, request_id).state == "forwarded_to_controller"
    assert verify_audit(workspace, [], no_progress).ok


def test_what_went_to_another_customer_or_was_struck_out_is_not_forwarded(
    workspace: OpenWorkspace, clock: SetClock
) -> None:
    heron, wren = (
        add_entry(workspace, Customer(name, country="DE", forward_hours=48)).id for name in ("Heron", "Wren")
    )
    request_id = add_request(workspace, our_role="processor", customer_id=heron, received_at=NOW - timedelta(hours=5))
    forward(workspace, request_id, at=clock.now, means="email", words="")
    clock.advance(hours=1)
    acknowledge(workspace, request_id, at=clock.now, words="")
    decide_role(workspace, request_id, our_role="processor", entity_id=None, customer_id=wren, words="Theirs.")
    assert codes(workspace, request_id) == ["received", "hours", "forward_by"]
    decide_role(workspace, request_id, our_role="processor", entity_id=None, customer_id=heron)
    assert codes(workspace, request_id) == ["received", "hours", "forwarded", "acknowledged", "forward_by"]
    entries = request_detail(workspace, request_id).timeline
    (sent,) = (entry.id for entry in entries if entry.kind == "forwarded")
    strike(workspace, request_id, event_id=sent, reason="Went to the wrong desk.")
    assert codes(workspace, request_id) == ["received", "hours", "forward_by"]
    clock.advance(hours=1)
    forward(workspace, request_id, at=clock.now, means="portal", words="")
    assert codes(workspace, request_id) == ["received", "hours", "forwarded", "forward_by"]


def test_what_would_hold_if_the_answer_came_today_goes_with_the_day(
    workspace: OpenWorkspace, under_uk: int, clock: SetClock
) -> None:
    asked(workspace, under_uk)
    assert duty(workspace, under_uk).provisional_on == date(2026, 12, 18)
    clock.advance(days=3)
    assert duty(workspace, under_uk).provisional_on == date(2026, 12, 21)
    close_request(workspace, under_uk, outcome="withdrawn", reason="", note="", closed_at=clock.now)
    clock.advance(days=9)
    assert duty(workspace, under_uk).provisional_on == date(2026, 12, 18)  # a closed case keeps what it has


def test_dates_on_another_edition_stay_while_the_clock_stands(
    workspace: OpenWorkspace, under_uk: int, clock: SetClock
) -> None:
    asked(workspace, under_uk)
    add_holiday(workspace, OwnHoliday("IN-KA", date(2027, 1, 4), "Founders' day"))
    clock.advance(days=3)
    assert duty(workspace, under_uk).provisional_on == date(2026, 12, 18)


def test_a_second_notice_that_comes_too_late_takes_no_extension_away(workspace: OpenWorkspace, under_eu: int) -> None:
    extend(workspace, under_eu, told_on=date(2026, 11, 10), reason="complex", words="")
    extend(workspace, under_eu, told_on=TODAY, reason="number", words="")
    assert request_detail(workspace, under_eu).due_on == date(2027, 1, 20)
    assert "extension_second_late" in codes(workspace, under_eu)


def test_an_entity_of_ours_decides_which_laws_reach_us(workspace: OpenWorkspace) -> None:
    berlin = add_entry(workspace, Entity("Kestrel GmbH", "DE-BE", frozenset(["controller_established_in_eu"]))).id
    add_entry(workspace, Entity("Kestrel Inc", "US-CA", frozenset(["ccpa_business"])))
    request_id = add_request(workspace, country="US-CA")
    decide_role(workspace, request_id, our_role="controller", entity_id=berlin, customer_id=None)
    assert {one.law for one in request_detail(workspace, request_id).laws if one.applies} == {"EU"}


def test_checks_are_facts_and_leave_the_date(workspace: OpenWorkspace, under_eu: int) -> None:
    before = request_detail(workspace, under_eu)
    check_identity(
        workspace, under_eu, method="document_seen", level="high", outcome="failed", checked_on=DAY, words="Expired."
    )
    check_mandate(workspace, under_eu, kind="lawyer", outcome="insufficient", checked_on=DAY, words="No signature.")
    after = request_detail(workspace, under_eu)
    assert (after.due_on, after.duties) == (before.due_on, before.duties)
    assert [(one.kind, one.text) for one in after.timeline][:2] == [
        ("mandate_checked", "No signature."),
        ("identity_checked", "Expired."),
    ]


def test_no_word_of_a_fact_is_in_the_audit_trail(workspace: OpenWorkspace, under_eu: int) -> None:
    asked(workspace, under_eu, words="Zettelkasten", switched_on=True)
    extend(workspace, under_eu, told_on=DAY, reason="complex", words="Zitadelle")
    decide_law(workspace, under_eu, law="UK", applies=True, reason="Zeppelin")
    check_identity(
        workspace, under_eu, method="other", level="low", outcome="passed", checked_on=DAY, words="Zimtstern"
    )
    words = whole_trail(workspace)
    assert "request.asked" in words
    assert not any(word in words for word in ("Zettel", "Zitadelle", "Zeppelin", "Zimt"))


def test_a_fact_of_a_closed_case_is_recorded_too(workspace: OpenWorkspace, under_eu: int) -> None:
    close_request(workspace, under_eu, outcome="fulfilled", reason="", note="", closed_at=NOW)
    extend(workspace, under_eu, told_on=date(2026, 11, 19), reason="complex", words="Found in the post book.")
    detail: RequestDetail = request_detail(workspace, under_eu)
    assert (detail.state, detail.due_on) == ("fulfilled", date(2027, 1, 20))


TOMORROW = TODAY + timedelta(days=1)
_CHECK = {"method": "other", "level": "low", "outcome": "passed", "checked_on": DAY, "words": ""}
REFUSED: list[tuple[str, Callable[[OpenWorkspace, int], Written]]] = [
    ("deadline.unknown_cause", lambda w, it: ask(w, it, cause="fun", asked_on=DAY, has_letter=True, words="")),
    ("fact.in_future", lambda w, it: ask(w, it, cause="fee", asked_on=TOMORROW, has_letter=True, words="")),
    (
        "fact.reason_needed",
        lambda w, it: ask(w, it, cause="fee", asked_on=DAY, has_letter=True, words=" ", switched_on=True),
    ),
    ("fact.nothing_asked", lambda w, it: answered(w, it, asked_event=1, answered_on=DAY, words="")),
    (
        "deadline.pause_reversed",
        lambda w, it: answered(w, it, asked_event=asked(w, it), answered_on=date(2026, 10, 27), words=""),
    ),
    (
        "fact.in_future",
        lambda w, it: answered(w, it, asked_event=asked(w, it), answered_on=TOMORROW, words=""),
    ),
    ("fact.unknown_word", lambda w, it: extend(w, it, told_on=DAY, reason="fun", words="")),
    ("fact.in_future", lambda w, it: extend(w, it, told_on=TOMORROW, reason="complex", words="")),
    (
        "fact.told_before_receipt",
        lambda w, it: extend(w, it, told_on=date(2026, 10, 19), reason="complex", words=""),
    ),
    ("request.unknown_law", lambda w, it: decide_law(w, it, law="none", applies=True, reason="So.")),
    ("fact.reason_needed", lambda w, it: decide_law(w, it, law="EU", applies=True, reason=" ")),
    ("request.unknown_role", lambda w, it: decide_role(w, it, our_role="king", entity_id=None, customer_id=None)),
    (
        "fact.reason_needed",
        lambda w, it: decide_role(w, it, our_role="processor", entity_id=None, customer_id=None, words=" "),
    ),
    (
        "request.nothing_corrected",
        lambda w, it: decide_role(w, it, our_role="controller", entity_id=None, customer_id=None),
    ),
    (
        "fact.customer_unknown",
        lambda w, it: decide_role(w, it, our_role="processor", entity_id=None, customer_id=99),
    ),
    ("fact.entity_unknown", lambda w, it: decide_role(w, it, our_role="unclear", entity_id=99, customer_id=None)),
    ("fact.unknown_word", lambda w, it: check_identity(w, it, **{**_CHECK, "method": "fun"})),  # type: ignore[arg-type]
    ("fact.unknown_word", lambda w, it: check_identity(w, it, **{**_CHECK, "level": "fun"})),  # type: ignore[arg-type]
    ("fact.unknown_word", lambda w, it: check_identity(w, it, **{**_CHECK, "outcome": "fun"})),  # type: ignore[arg-type]
    ("fact.in_future", lambda w, it: check_identity(w, it, **{**_CHECK, "checked_on": TOMORROW})),  # type: ignore[arg-type]
    (
        "fact.unknown_word",
        lambda w, it: check_mandate(w, it, kind="fun", outcome="sufficient", checked_on=DAY, words=""),
    ),
    ("fact.not_processor", lambda w, it: forward(w, it, at=NOW, means="email", words="")),
    ("fact.unknown_word", lambda w, it: forward(w, it, at=NOW, means="pigeon", words="")),
    ("fact.not_forwarded", lambda w, it: acknowledge(w, it, at=NOW, words="")),
    ("fact.reason_needed", lambda w, it: strike(w, it, event_id=1, reason="")),
    ("fact.missing", lambda w, it: strike(w, it, event_id=99, reason="So.")),
    ("fact.not_strikable", lambda w, it: strike(w, it, event_id=1, reason="So.")),  # the receipt
    ("request.missing", lambda w, _it: extend(w, 99, told_on=DAY, reason="complex", words="")),
]


@pytest.mark.parametrize(
    ("code", "act"), REFUSED, ids=[f"{number} {code}" for number, (code, _act) in enumerate(REFUSED)]
)
def test_what_contradicts_itself_is_refused_in_one_sentence(
    workspace: OpenWorkspace, under_eu: int, code: str, act: Callable[[OpenWorkspace, int], Written]
) -> None:
    with pytest.raises(DpoError) as refused:
        act(workspace, under_eu)
    assert refused.value.code == code
    assert sentence(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (NOW + timedelta(minutes=1), "fact.in_future"),
        (datetime(2026, 10, 20, 16, 11, tzinfo=ZONE), "fact.before_receipt"),
    ],
)
def test_a_forwarding_lies_between_receipt_and_now(workspace: OpenWorkspace, at: datetime, code: str) -> None:
    customer = add_entry(workspace, Customer("Heron Retail")).id
    request_id = add_request(workspace, our_role="processor", customer_id=customer)
    with pytest.raises(RuleViolation) as refused:
        forward(workspace, request_id, at=at, means="email", words="")
    assert refused.value.code == code
    forward(workspace, request_id, at=NOW, means="email", words="")
    with pytest.raises(RuleViolation) as earlier:
        acknowledge(workspace, request_id, at=NOW - timedelta(minutes=1), words="")
    assert earlier.value.code == "fact.before_forwarding"


def test_a_retired_customer_or_entity_is_named_by_no_new_case(workspace: OpenWorkspace) -> None:
    customer = add_entry(workspace, Customer("Heron Retail")).id
    request_id = add_request(workspace, our_role="processor", customer_id=customer)
    retire_entry(workspace, Customer("Heron Retail", id=customer))
    with pytest.raises(RuleViolation) as refused:
        add_request(workspace, our_role="processor", customer_id=customer)
    assert refused.value.code == "fact.customer_retired"
    entity = add_entry(workspace, Entity("Kestrel GmbH", "DE-BE")).id
    decide_role(workspace, request_id, our_role="processor", entity_id=entity, customer_id=customer)  # it stands
    retire_entry(workspace, Entity("Kestrel GmbH", "DE-BE", id=entity))
    with pytest.raises(RuleViolation) as later:
        decide_role(workspace, add_request(workspace), our_role="unclear", entity_id=entity, customer_id=None)
    assert later.value.code == "fact.entity_retired"
    with pytest.raises(NotFound):
        add_request(workspace, entity_id=99)


def test_only_a_processors_case_keeps_a_customer(workspace: OpenWorkspace) -> None:
    customer = add_entry(workspace, Customer("Heron Retail")).id
    assert request_detail(workspace, add_request(workspace, customer_id=customer)).customer_id is None


@pytest.mark.parametrize(
    ("dated", "code"),
    [(date(2026, 11, 26), "request.dated_in_future"), (date(1901, 1, 1), "request.dated_long_ago")],
)
def test_a_request_bears_a_day_that_can_be(workspace: OpenWorkspace, dated: date, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        add_request(workspace, dated_on=dated)
    assert refused.value.code == code
    assert sentence(refused.value).endswith(".")


def test_nobody_is_forwarded_to_without_a_customer(workspace: OpenWorkspace) -> None:
    request_id = add_request(workspace, our_role="processor")
    with pytest.raises(RuleViolation) as refused:
        forward(workspace, request_id, at=NOW, means="email", words="")
    assert refused.value.code == "fact.customer_missing"


def test_a_question_is_answered_once(workspace: OpenWorkspace, under_uk: int) -> None:
    event = asked(workspace, under_uk)
    answered(workspace, under_uk, asked_event=event, answered_on=date(2026, 11, 4), words="")
    with pytest.raises(RuleViolation) as refused:
        answered(workspace, under_uk, asked_event=event, answered_on=date(2026, 11, 5), words="")
    assert refused.value.code == "fact.answered_already"
    other = add_request(workspace)
    with pytest.raises(NotFound):
        answered(workspace, other, asked_event=event, answered_on=date(2026, 11, 5), words="")
