"""The rules of a request: what is refused and with which code, what is recorded although it is late, and the marks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.errors import RuleViolation

ZONE = ZoneInfo("Asia/Kolkata")
RECEIVED = datetime(2026, 10, 20, 16, 12, tzinfo=ZONE)
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=ZONE)
TODAY = date(2026, 11, 24)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Closing:
    state: str = "in_progress"
    outcome: str = "fulfilled"
    reason: str = ""
    received_at: datetime = RECEIVED
    closed_at: datetime = NOW
    now: datetime = NOW

    def check(self) -> None:
        rules.check_can_close(
            state=self.state,
            outcome=self.outcome,
            reason=self.reason,
            received_at=self.received_at,
            closed_at=self.closed_at,
            now=self.now,
        )


@pytest.mark.parametrize(
    ("closing", "code"),
    [
        *[(Closing(state=state), "request.already_closed") for state in rules.OUTCOMES],
        (Closing(outcome="in_review"), "request.unknown_outcome"),
        (Closing(outcome=""), "request.unknown_outcome"),
        (Closing(outcome="Fulfilled"), "request.unknown_outcome"),
        *[(Closing(outcome=outcome), "request.reason_needed") for outcome in rules.OUTCOMES_WITH_REASON],
        (Closing(outcome="denied", reason="because"), "request.unknown_reason"),
        (Closing(outcome="fulfilled", reason="because"), "request.unknown_reason"),
        (Closing(closed_at=RECEIVED - INSTANT), "request.closed_before_received"),
        (Closing(closed_at=NOW + INSTANT), "request.closed_in_future"),
    ],
)
def test_a_closing_that_contradicts_itself_is_refused(closing: Closing, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        closing.check()
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "closing",
    [
        *[Closing(state=state) for state in rules.OPEN_STATES],
        *[Closing(outcome=outcome, reason="other") for outcome in rules.OUTCOMES],
        *[Closing(outcome="denied", reason=reason) for reason in rules.CLOSING_REASONS],
        *[Closing(outcome=outcome) for outcome in set(rules.OUTCOMES) - set(rules.OUTCOMES_WITH_REASON)],
        Closing(closed_at=RECEIVED),
        Closing(now=NOW + timedelta(days=900), closed_at=NOW + timedelta(days=900)),  # years late is a fact
    ],
)
def test_a_closing_that_is_possible_is_taken(closing: Closing) -> None:
    closing.check()
    with pytest.raises(RuleViolation):  # and the same closing on a closed request is not
        replace(closing, state="fulfilled").check()


def test_states_fall_into_open_ones_and_outcomes() -> None:
    assert not set(rules.OPEN_STATES) & set(rules.OUTCOMES)
    assert [*rules.OPEN_STATES, *rules.OUTCOMES] == [state.code for state in rules.REQUEST_STATES]
    assert set(rules.OUTCOMES_WITH_REASON) < set(rules.OUTCOMES)
    assert all(rules.is_open(state) for state in rules.OPEN_STATES)
    assert not any(rules.is_open(state) for state in (*rules.OUTCOMES, "", "unknown"))


@pytest.mark.parametrize(
    ("type_code", "received_at", "code"),
    [
        ("acess", RECEIVED, "request.unknown_type"),
        ("", RECEIVED, "request.unknown_type"),
        ("access", NOW + INSTANT, "request.received_in_future"),
        ("access", datetime(1969, 12, 31, 23, 59, tzinfo=ZONE), "request.received_long_ago"),
        ("access", datetime(1, 1, 1, tzinfo=ZONE), "request.received_long_ago"),  # no UTC instant that Python can hold
        ("access", datetime(2026, 11, 24, 13, 31, tzinfo=ZoneInfo("Europe/London")), "request.received_in_future"),
    ],
)
def test_an_intake_that_contradicts_itself_is_refused(type_code: str, received_at: datetime, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        rules.check_intake(type_code=type_code, received_at=received_at, entered_at=NOW)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "received_at", [NOW, datetime(2026, 11, 24, 12, 29, tzinfo=ZoneInfo("Europe/London")), RECEIVED.replace(year=2011)]
)
def test_an_intake_may_be_entered_at_once_or_years_later(received_at: datetime) -> None:
    rules.check_intake(type_code="appeal", received_at=received_at, entered_at=NOW)


@pytest.mark.parametrize(
    ("state", "reason", "code"),
    [
        ("received", "New facts", "request.not_closed"),
        ("in_review", "New facts", "request.not_closed"),
        ("denied", "", "request.reopen_reason_needed"),
        ("denied", " \t\n", "request.reopen_reason_needed"),
    ],
)
def test_reopening_is_refused(state: str, reason: str, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        rules.check_can_reopen(state=state, reason=reason)
    assert refusal.value.code == code


@pytest.mark.parametrize("state", rules.OUTCOMES)
def test_every_closed_request_can_be_reopened_with_a_reason(state: str) -> None:
    rules.check_can_reopen(state=state, reason="The person sent the missing proof")


@pytest.mark.parametrize(
    ("state", "to_state", "code"),
    [
        ("fulfilled", "in_review", "request.already_closed"),
        ("received", "fulfilled", "request.unknown_state"),  # closing has its own rules
        ("received", "", "request.unknown_state"),
    ],
)
def test_moving_is_refused(state: str, to_state: str, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        rules.check_can_move(state=state, to_state=to_state)
    assert refusal.value.code == code


def test_an_open_request_moves_to_any_open_state() -> None:
    for state in rules.OPEN_STATES:
        for to_state in rules.OPEN_STATES:
            rules.check_can_move(state=state, to_state=to_state)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


@pytest.mark.parametrize(
    ("state", "due", "received", "status"),
    [
        ("in_progress", -1, -30, "late"),
        ("received", -1, 0, "late"),  # late goes before new
        ("in_progress", 0, -30, "soon"),
        ("received", 7, 0, "soon"),
        ("in_progress", 8, -30, "open"),
        ("received", 8, 0, "new"),
        ("received", 8, -3, "new"),
        ("received", 8, -4, "open"),
        ("accepted", 8, 0, "open"),  # somebody has moved it on
        ("received", None, -3, "new"),
        ("received", None, -4, "none"),
        ("in_review", None, 0, "none"),
        ("denied", -1, -30, "done"),
        ("fulfilled", None, 0, "done"),
    ],
)
def test_mark_of_a_request(state: str, due: int | None, received: int, status: str) -> None:
    due_on = None if due is None else days(due)
    assert rules.status_of(state=state, due_on=due_on, received_on=days(received), today=TODAY) == status


@pytest.mark.parametrize(
    ("due", "closed", "expected"),
    [
        (0, 0, ("on_time", 0)),
        (0, -40, ("on_time", 0)),
        (-1, 0, ("late", 1)),
        (-400, -390, ("late", 10)),
        (0, None, ("open_in_time", 0)),
        (30, None, ("open_in_time", 0)),
        (-1, None, ("open_late", 1)),
        (-31, None, ("open_late", 31)),
        (None, 0, ("no_date", 0)),
        (None, None, ("no_date", 0)),
    ],
)
def test_on_time_or_by_how_many_days_not(due: int | None, closed: int | None, expected: tuple[str, int]) -> None:
    due_on, closed_on = (None if offset is None else days(offset) for offset in (due, closed))
    assert rules.timeliness_of(due_on=due_on, closed_on=closed_on, today=TODAY) == expected


@pytest.mark.parametrize(
    ("country", "law"),
    [
        ("DE", "EU"),
        ("IE", "EU"),
        ("GR", "EU"),  # ISO writes GR, the Union's own documents EL
        ("IS", "EU"),
        ("LI", "EU"),
        ("NO", "EU"),
        ("GB", "UK"),
        ("IN", "IN"),
        ("US-CA", "US-CA"),
        ("US", "none"),  # the state is not known
        ("CH", "CH"),
        ("DE-BY", "EU"),
        ("US-VA", "US-VA"),
        ("CA-ON", "CA"),
        ("JP", "none"),
        ("XX", "none"),
        ("", "none"),
    ],
)
def test_law_that_a_country_points_to(country: str, law: str) -> None:
    assert rules.law_of_country(country) == law
    assert law in rules.LAWS
