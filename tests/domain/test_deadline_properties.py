"""What holds for every rule, day and calendar: never earlier than the receipt, never reversed, never silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpo_desktop.domain.calendars import NO_HOLIDAYS, Calendar
from dpo_desktop.domain.deadlines import (
    Duty,
    Rule,
    RuleChoice,
    answer_due,
    corresponding_date,
    duties,
    duties_from_json,
    duties_to_json,
)
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS
from dpo_desktop.services.law import load_law

BERLIN = ZoneInfo("Europe/Berlin")
DATED = [
    rule for rule in load_law().rules.values() if rule.kind == "deadline" and rule.start in ("same_day", "next_day")
]
DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))
HOLIDAYS = st.sets(st.dates(date(2019, 1, 1), date(2036, 12, 31)), max_size=400)
RULES = st.sampled_from(DATED)


def calendar(days: set[date]) -> Calendar:
    return Calendar("XX", "test", dict.fromkeys(days, "Holiday"))


def computed(rule: Rule, day: date, free: Calendar = NO_HOLIDAYS) -> Duty:
    """The duty of one rule, taken to be in force, for a request received at noon."""
    received = datetime.combine(day, time(12), BERLIN)
    lasting = replace(rule, effective_from=None, effective_to=None)
    (duty,) = duties(
        {rule.id: lasting},
        [RuleChoice(rule.id, True)],
        our_role="controller",
        received_at=received,
        zone=BERLIN,
        calendar_of={"controller_place": free, "US-CA": free, "none": NO_HOLIDAYS, "BR": free},
    )
    return duty


def due_of(rule: Rule, day: date, free: Calendar) -> date:
    due = computed(rule, day, free).due_on
    assert due is not None
    return due


@given(RULES, DAYS, HOLIDAYS)
def test_due_is_not_before_the_receipt_and_the_other_dates_stand_around_it(
    rule: Rule, day: date, holidays: set[date]
) -> None:
    duty = computed(rule, day, calendar(holidays))
    assert duty.due_on is not None
    assert duty.due_on >= day
    assert duty.extended_on is None or duty.extended_on >= duty.due_on
    assert duty.cautious_on is None or day <= duty.cautious_on < duty.due_on
    assert answer_due([duty]) == duty.due_on


@given(RULES, DAYS, st.integers(1, 70), HOLIDAYS)
def test_a_later_receipt_is_never_due_earlier(rule: Rule, day: date, later: int, holidays: set[date]) -> None:
    free = calendar(holidays)
    assert due_of(rule, day, free) <= due_of(rule, day + timedelta(days=later), free)


@given(DAYS, st.integers(1, 120))
def test_a_month_ends_on_the_same_day_number_or_on_the_months_last_day(day: date, months: int) -> None:
    end = corresponding_date(day, months)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


def test_years_are_counted_in_years() -> None:
    rule = replace(DATED[0], unit="calendar_years", amount=1, start="same_day", rollover="none", extension_amount=0)
    assert due_of(rule, date(2027, 3, 1), NO_HOLIDAYS) == date(2028, 3, 1)
    assert due_of(rule, date(2028, 2, 29), NO_HOLIDAYS) == date(2029, 2, 28)


@given(st.sampled_from([rule for rule in DATED if rule.rollover == "next_working_day"]), DAYS, HOLIDAYS)
def test_a_roll_over_stops_at_the_first_working_day(rule: Rule, day: date, holidays: set[date]) -> None:
    end = due_of(replace(rule, rollover="none"), day, NO_HOLIDAYS)
    due = due_of(rule, day, calendar(holidays))
    skipped = [end + timedelta(days=offset) for offset in range((due - end).days)]
    assert all(one.weekday() >= 5 or one in holidays for one in skipped)
    assert due.weekday() < 5
    assert due not in holidays


@given(st.sampled_from([rule for rule in DATED if rule.unit == "business_days"]), DAYS, HOLIDAYS, st.booleans())
def test_business_days_are_counted_one_by_one(rule: Rule, day: date, holidays: set[date], saturdays: bool) -> None:
    free_days = (6,) if saturdays else (5, 6)
    rule = replace(rule, saturday="working" if saturdays else "not_working")
    due = due_of(rule, day, calendar(holidays))
    counted = [day + timedelta(days=offset) for offset in range(1, (due - day).days + 1)]
    worked = [one for one in counted if one.weekday() not in free_days and one not in holidays]
    assert len(worked) == rule.amount
    assert worked[-1] == due


@given(st.lists(st.tuples(RULES, DAYS), max_size=4), HOLIDAYS)
def test_computed_duties_come_back_from_json_as_they_were(pairs: list[tuple[Rule, date]], holidays: set[date]) -> None:
    kept = tuple(computed(rule, day, calendar(holidays)) for rule, day in pairs)
    assert duties_from_json(duties_to_json(kept)) == kept


def test_json_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        duties_from_json("[2,[]]")


# Art. 33(1): 72 hours. Clocks go back on Sunday, 25 October 2026, and forward on Sunday, 28 March 2027.
@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-10-23T16:00+02:00", "2026-10-26T15:00+01:00"),
        ("2027-03-26T16:00+01:00", "2027-03-29T17:00+02:00"),
        ("2026-12-24T23:30+01:00", "2026-12-27T23:30+01:00"),  # Christmas and a Sunday change nothing
    ],
)
def test_hours_are_elapsed_hours(aware: str, due: str) -> None:
    rule = load_law().rules["eu-gdpr-33-1"]
    free = calendar({date(2026, 12, 24) + timedelta(days=offset) for offset in range(9)})
    instant = datetime.fromisoformat(aware)
    (duty,) = duties(
        {rule.id: rule},
        [RuleChoice(rule.id, True)],
        our_role="controller",
        received_at=instant,
        zone=BERLIN,
        calendar_of={"none": free},
    )
    expected = datetime.fromisoformat(due)
    assert duty.due_at is not None
    assert duty.due_at.isoformat(timespec="minutes") == expected.isoformat(timespec="minutes")
    assert duty.due_at.astimezone(UTC) - instant.astimezone(UTC) == timedelta(hours=72)
    assert duty.due_on == expected.date()
    assert duties_from_json(duties_to_json([duty])) == (duty,)


def found(law: str, kind: str, role: str, day: date = date(2026, 10, 20)) -> tuple[Duty, ...]:
    loaded = load_law()
    return duties(
        loaded.rules,
        loaded.choices.get((law, kind), ()),
        our_role=role,
        received_at=datetime.combine(day, time(12), BERLIN),
        zone=BERLIN,
        calendar_of={"controller_place": NO_HOLIDAYS, "US-CA": NO_HOLIDAYS, "none": NO_HOLIDAYS},
    )


def codes(given_duties: tuple[Duty, ...]) -> list[str]:
    return [duty.steps[-1].code for duty in given_duties]


@pytest.mark.parametrize(
    ("law", "kind", "role", "day", "expected"),
    [
        ("none", "access", "controller", date(2026, 10, 20), ["no_rule"]),
        ("EU", "complaint", "controller", date(2026, 10, 20), ["no_rule"]),
        ("EU", "access", "controller", date(2018, 5, 24), ["no_rule"]),  # the day before the GDPR applied
        ("EU", "access", "controller", date(2018, 5, 25), ["due"]),
        ("UK", "complaint", "controller", date(2026, 6, 18), ["no_rule"]),
        ("EU", "access", "processor", date(2026, 10, 20), ["processor_forward"]),
        ("none", "dpa_request", "processor", date(2026, 10, 20), ["processor_forward"]),
        ("EU", "access", "unclear", date(2026, 10, 20), ["due", "role_unclear"]),
        ("none", "access", "unclear", date(2026, 10, 20), ["no_rule"]),
        ("EU", "consent_withdrawal", "controller", date(2026, 10, 20), ["no_number"]),
        ("EU", "marketing_opt_out", "controller", date(2026, 10, 20), ["due", "no_number"]),
        ("IN", "consent_withdrawal", "controller", date(2027, 5, 13), ["due", "no_number"]),
    ],
)
def test_an_undecided_case_is_a_finding(law: str, kind: str, role: str, day: date, expected: list[str]) -> None:
    assert codes(found(law, kind, role, day)) == expected


def test_a_duty_without_a_number_says_the_laws_own_word_and_no_date() -> None:
    (duty,) = found("EU", "consent_withdrawal", "controller")
    assert (duty.speed, duty.due_on, duty.is_answer) == ("immediately", None, False)
    assert answer_due([duty]) is None


def test_a_processor_has_no_date_of_its_own() -> None:
    (duty,) = found("EU", "erasure", "processor")
    assert (duty.due_on, duty.extended_on, duty.cautious_on) == (None, None, None)


@settings(max_examples=300)
@given(
    st.sampled_from(LAWS),
    st.sampled_from([kind.code for kind in REQUEST_TYPES]),
    st.sampled_from(("controller", "processor", "unclear")),
    DAYS,
)
def test_no_request_is_met_with_silence(law: str, kind: str, role: str, day: date) -> None:
    given_duties = found(law, kind, role, day)
    assert given_duties
    for duty in given_duties:
        assert duty.steps[0].code == "received"
        assert duty.due_on is not None or len(duty.steps) > 1


def test_every_chosen_rule_computes() -> None:
    """For each rule that a kind of request points to, on a day on which it is in force: a date, or a speed."""
    loaded = load_law()
    for (law, kind), choices in loaded.choices.items():
        for choice in choices:
            rule = loaded.rules[choice.rule_id]
            day = rule.effective_from or date(2026, 1, 15)
            own = [duty for duty in found(law, kind, "controller", day) if duty.rule_id == rule.id]
            assert len(own) == 1, (law, kind, rule.id)
            assert (own[0].due_on is not None) != bool(own[0].speed), rule.id
            assert (own[0].citation, own[0].verified) == (rule.citation, rule.verified)
