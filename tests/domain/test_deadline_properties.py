"""What holds for every rule, day and calendar: never before the receipt, never reversed, never silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpo_desktop.domain.calendars import NO_HOLIDAYS, Calendar
from dpo_desktop.domain.clock_facts import ExtensionFact, Facts, PauseFact
from dpo_desktop.domain.counting import after_hours, birthday, corresponding_date, next_full_hour
from dpo_desktop.domain.deadlines import Duty, answer_due, deadline
from dpo_desktop.domain.duty_json import duties_from_json, duties_to_json
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.law_rules import CAUSES, PauseRule, Rule
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS
from dpo_desktop.sentences.deadlines import explain, step_words
from dpo_desktop.services.law import load_law
from tests.clocks import BERLIN, duties_of, noon_facts

RULES_OF_LAW = load_law().rules
DATED = [rule for rule in RULES_OF_LAW.values() if rule.kind == "deadline" and rule.start in ("same_day", "next_day")]
FLOORS = [rule for rule in RULES_OF_LAW.values() if rule.kind == "not_before"]
PAUSED = [rule for rule in DATED if any(pause.effect != "none" for pause in rule.pauses)]
EXTENDED = [rule for rule in DATED if rule.extension is not None and rule.extension.set_by == "law"]
DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))
# From 2019 to 2031.
INSTANTS = st.integers(1_546_300_800, 1_956_441_600).map(lambda second: datetime.fromtimestamp(second, UTC))
HOLIDAYS = st.sets(st.dates(date(2019, 1, 1), date(2036, 12, 31)), max_size=400)
RULES = st.sampled_from(DATED)
# Both hemispheres, half and three-quarter hours, half an hour of summer time, none at all, and the date line.
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/Los_Angeles",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Australia/Adelaide",
        "Pacific/Chatham",
        "Asia/Kolkata",
        "Pacific/Apia",
    )
)


def calendar(days: set[date]) -> Calendar:
    return Calendar("XX", "test", dict.fromkeys(days, "Holiday"))


def calendars(free: Calendar) -> dict[str, Calendar]:
    return {"controller_place": free, "US-CA": free, "none": NO_HOLIDAYS, "BR": free}


def lasting(rule: Rule) -> Rule:
    """The rule and its pauses, taken to be in force whenever."""
    pauses = tuple(replace(pause, effective_from=None, effective_to=None) for pause in rule.pauses[:3])
    return replace(rule, effective_from=None, effective_to=None, pauses=pauses)


def computed(rule: Rule, day: date, free: Calendar = NO_HOLIDAYS, **more: object) -> Duty:
    return deadline(lasting(rule), noon_facts(day, **more), calendars(free), is_answer=True)


def due_of(rule: Rule, day: date, free: Calendar = NO_HOLIDAYS, **more: object) -> date:
    due = computed(rule, day, free, **more).due_on
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
    assert duty.notice_by is None or duty.notice_by >= day
    assert duty.cautious_on is None or day <= duty.cautious_on <= duty.due_on
    assert (duty.cautious_on is not None) == (rule.cautious is not None)
    assert answer_due([duty]) == duty.due_on == duty.steps[-1].on


@given(RULES, DAYS, st.integers(1, 70), HOLIDAYS)
def test_a_later_receipt_is_never_due_earlier(rule: Rule, day: date, later: int, holidays: set[date]) -> None:
    free = calendar(holidays)
    assert due_of(rule, day, free) <= due_of(rule, day + timedelta(days=later), free)


@given(st.sampled_from(FLOORS), DAYS)
def test_a_floor_never_rolls_and_its_cautious_date_is_later(rule: Rule, day: date) -> None:
    everything_free = calendar({day + timedelta(days=offset) for offset in range(900)})
    duty = computed(rule, day, everything_free)
    assert duty.due_on == computed(rule, day).due_on
    assert duty.due_on is not None
    assert duty.cautious_on is not None
    assert day < duty.due_on < duty.cautious_on
    assert duty.steps[-1].code == "may_from"


PAUSES = st.lists(
    st.tuples(st.sampled_from(CAUSES), st.integers(-20, 60), st.integers(0, 40), st.booleans(), st.booleans()),
    max_size=4,
)


def pause_facts(day: date, drawn: list[tuple[str, int, int, bool, bool]]) -> tuple[PauseFact, ...]:
    return tuple(
        PauseFact(
            cause,
            day + timedelta(days=begin),
            day + timedelta(days=begin + length),
            reason="a large amount of data" if reason else "",
            proof="letter" if letter else "none",
        )
        for cause, begin, length, reason, letter in drawn
    )


@given(st.sampled_from(PAUSED), DAYS, PAUSES, HOLIDAYS)
def test_a_pause_never_shortens_and_the_cautious_date_is_not_later(
    rule: Rule, day: date, drawn: list[tuple[str, int, int, bool, bool]], holidays: set[date]
) -> None:
    free = calendar(holidays)
    plain, paused = computed(rule, day, free), computed(rule, day, free, pauses=pause_facts(day, drawn))
    assert plain.due_on is not None
    assert paused.due_on is not None
    assert paused.due_on >= plain.due_on
    assert paused.cautious_on is None or day <= paused.cautious_on <= paused.due_on
    if plain.notice_by is not None:
        assert paused.notice_by is not None
        assert paused.notice_by >= plain.notice_by


@given(st.sampled_from(PAUSED), DAYS, PAUSES)
def test_one_pause_more_is_never_due_earlier(
    rule: Rule, day: date, drawn: list[tuple[str, int, int, bool, bool]]
) -> None:
    facts = pause_facts(day, drawn)
    for count in range(len(facts)):
        assert due_of(rule, day, pauses=facts[:count]) <= due_of(rule, day, pauses=facts[: count + 1])


@given(st.sampled_from(PAUSED), DAYS, PAUSES)
def test_every_pause_is_told_of(rule: Rule, day: date, drawn: list[tuple[str, int, int, bool, bool]]) -> None:
    duty = computed(rule, day, pauses=pause_facts(day, drawn))
    told = [step for step in duty.steps if dict(step.parameters).get("cause") and step.code != "pause_by_reason"]
    assert len(told) == len(drawn)
    assert all(step_words(step) for step in duty.steps)
    assert explain(duty).endswith(".")


@given(st.sampled_from(PAUSED), DAYS, st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_no_day_is_left_out_twice(rule: Rule, day: date, one: int, long: int, other: int, longer: int) -> None:
    """Two pauses exclude no more days than lie in either of them."""
    rule = replace(rule, rollover="none")
    spans = [(one, one + long), (other, other + longer)]
    facts = tuple(
        PauseFact("clarification", day + timedelta(days=first), day + timedelta(days=last), reason="much data")
        for first, last in spans
    )
    added = (due_of(rule, day, pauses=facts) - due_of(rule, day)).days
    covered = {offset for first, last in spans for offset in range(first, last + 1)}
    assert 0 <= added <= len(covered)


@given(st.sampled_from(EXTENDED), DAYS, HOLIDAYS)
def test_an_extension_is_one_step_from_the_start(rule: Rule, day: date, holidays: set[date]) -> None:
    free = calendar(holidays)
    assert rule.extension is not None
    whole = replace(rule, amount=rule.amount + rule.extension.amount, extension=None)
    duty = computed(rule, day, free, extension=ExtensionFact(told_on=day))
    assert duty.is_extended
    assert duty.due_on == due_of(whole, day, free) == computed(rule, day, free).extended_on


@given(st.sampled_from(EXTENDED), DAYS, st.integers(0, 200), HOLIDAYS)
def test_an_extension_counts_only_where_it_was_told_in_time(
    rule: Rule, day: date, told: int, holidays: set[date]
) -> None:
    free = calendar(holidays)
    told_on = day + timedelta(days=told)
    duty = computed(rule, day, free, extension=ExtensionFact(told_on=told_on))
    assert duty.notice_by is not None
    assert duty.is_extended == (told_on <= duty.notice_by)
    assert ("extension_late" in [step.code for step in duty.steps]) == (told_on > duty.notice_by)


@given(DAYS, st.integers(1, 120))
def test_a_month_ends_on_the_same_day_number_or_on_the_months_last_day(day: date, months: int) -> None:
    end = corresponding_date(day, months)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


def test_years_are_counted_in_years() -> None:
    rule = replace(DATED[0], unit="calendar_years", amount=1, start="same_day", rollover="none", extension=None)
    assert due_of(rule, date(2027, 3, 1)) == date(2028, 3, 1)
    assert due_of(rule, date(2028, 2, 29)) == date(2029, 2, 28)


@given(st.sampled_from([rule for rule in DATED if rule.rollover == "next_working_day"]), DAYS, HOLIDAYS)
def test_a_roll_over_stops_at_the_first_working_day(rule: Rule, day: date, holidays: set[date]) -> None:
    end = due_of(replace(rule, rollover="none"), day)
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


@given(st.lists(st.tuples(RULES, DAYS, PAUSES), max_size=4), HOLIDAYS)
def test_computed_duties_come_back_from_json_as_they_were(
    drawn: list[tuple[Rule, date, list[tuple[str, int, int, bool, bool]]]], holidays: set[date]
) -> None:
    kept = tuple(
        computed(rule, day, calendar(holidays), pauses=pause_facts(day, pauses)) for rule, day, pauses in drawn
    )
    assert duties_from_json(duties_to_json(kept)) == kept


def test_json_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        duties_from_json("[3,[]]")


def test_json_of_the_first_version_is_read() -> None:
    """As a database of an earlier release holds it."""
    text = (
        '[1,[{"rule_id":"eu-gdpr-15","law":"GDPR","right":"Art. 15","citation":"one month","verified":true,'
        '"is_answer":true,"due_on":"2026-11-20","due_at":null,"cautious_on":null,"extended_on":"2027-01-20",'
        '"speed":"","in_force":true,"steps":[{"code":"received","on":"2026-10-20","parameters":[]}]}]]'
    )
    (duty,) = duties_from_json(text)
    assert (duty.rule_id, duty.due_on, duty.extended_on) == ("eu-gdpr-15", date(2026, 11, 20), date(2027, 1, 20))
    assert (duty.is_answer, duty.in_force, duty.due_at, duty.kind) == (True, True, None, "")


@settings(max_examples=400)
@given(
    st.sampled_from(ZONES),
    INSTANTS,
    st.integers(-2000, 2000),
)
def test_hours_are_elapsed_hours_in_every_zone(zone: ZoneInfo, start: datetime, hours: int) -> None:
    end = after_hours(start.astimezone(zone), hours, zone)
    assert end.astimezone(UTC) - start == timedelta(hours=hours)
    assert end.tzinfo is zone


@settings(max_examples=400)
@given(st.sampled_from(ZONES), INSTANTS)
def test_the_next_full_hour_is_a_full_local_hour_at_most_an_hour_away(zone: ZoneInfo, start: datetime) -> None:
    end = next_full_hour(start, zone)
    wait = end.astimezone(UTC) - start
    assert timedelta() < wait <= timedelta(hours=1)
    changes = start.astimezone(zone).utcoffset() != end.utcoffset()
    assert changes or (end.minute, end.second, end.microsecond) == (0, 0, 0)


def _changes(zone: ZoneInfo) -> list[datetime]:
    """The instants at which a zone's clock changes in 2026 and 2027."""
    hours = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=offset) for offset in range(24 * 730))
    found, before = [], None
    for hour in hours:
        offset = hour.astimezone(zone).utcoffset()
        if before is not None and offset != before:
            found.append(hour)
        before = offset
    return found


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_72_hours_across_every_change_of_the_clock(zone: ZoneInfo) -> None:
    rule = RULES_OF_LAW["eu-gdpr-33-1"]
    changes = _changes(zone)
    assert bool(changes) == (zone.key not in ("Asia/Kolkata", "Pacific/Apia"))
    for change in changes or [datetime(2026, 3, 29, 1, tzinfo=UTC)]:
        for before in (1, 30, 71):
            at = (change - timedelta(hours=before)).astimezone(zone)
            duty = deadline(rule, Facts(at.date(), zone, at.date(), at), {"none": NO_HOLIDAYS})
            assert duty.due_at is not None
            assert duty.outer_at is not None
            assert duty.due_at.astimezone(UTC) - at.astimezone(UTC) == timedelta(hours=72)
            assert timedelta() < duty.outer_at - duty.due_at <= timedelta(hours=1)
            assert duty.due_on == duty.due_at.date()


# Art. 33(1): 72 hours. Clocks go back on Sunday, 25 October 2026, and forward on Sunday, 28 March 2027.
@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-10-23T16:00+02:00", "2026-10-26T15:00+01:00"),
        ("2027-03-26T16:00+01:00", "2027-03-29T17:00+02:00"),
        ("2026-12-24T23:30+01:00", "2026-12-27T23:30+01:00"),  # Christmas and a Sunday change nothing
    ],
)
def test_hours_know_no_holiday(aware: str, due: str) -> None:
    rule = RULES_OF_LAW["eu-gdpr-33-1"]
    free = calendar({date(2026, 12, 24) + timedelta(days=offset) for offset in range(9)})
    instant = datetime.fromisoformat(aware)
    duty = deadline(rule, Facts(instant.date(), BERLIN, instant.date(), instant), {"none": free})
    assert duty.due_at is not None
    assert duty.due_at.isoformat(timespec="minutes") == due
    assert duties_from_json(duties_to_json([duty])) == (duty,)


@given(st.dates(date(1950, 1, 1), date(2030, 12, 31)), st.integers(1, 30))
def test_an_age_is_complete_on_the_birthday(birth: date, age: int) -> None:
    reached = birthday(birth, age)
    assert reached.year == birth.year + age
    assert (reached.month, reached.day) in ((birth.month, birth.day), (3, 1))
    assert (reached.month, reached.day) == (birth.month, birth.day) or (birth.month, birth.day) == (2, 29)


def found(law: str, kind: str, role: str, day: date = date(2026, 10, 20)) -> tuple[Duty, ...]:
    return duties_of(law, kind, noon_facts(day), calendars(NO_HOLIDAYS), role=role)


def codes(given_duties: tuple[Duty, ...]) -> list[str]:
    return [duty.steps[-1].code for duty in given_duties]


@pytest.mark.parametrize(
    ("law", "kind", "role", "day", "expected"),
    [
        ("none", "access", "controller", date(2026, 10, 20), ["no_law"]),
        ("EU", "complaint", "controller", date(2026, 10, 20), ["no_rule"]),
        ("EU", "access", "controller", date(2018, 5, 24), ["no_rule"]),  # the day before the GDPR applied
        ("EU", "access", "controller", date(2018, 5, 25), ["due"]),
        ("UK", "complaint", "controller", date(2026, 6, 18), ["no_rule"]),
        ("EU", "access", "processor", date(2026, 10, 20), ["customer_missing"]),
        ("none", "dpa_request", "processor", date(2026, 10, 20), ["customer_missing"]),
        ("EU", "access", "unclear", date(2026, 10, 20), ["due", "role_unclear"]),
        ("none", "access", "unclear", date(2026, 10, 20), ["no_law", "role_unclear"]),
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
        assert duty.steps[0].code in ("received", "dated")
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


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    reversed_pause = PauseFact("clarification", date(2026, 3, 9), date(2026, 3, 2), reason="much data")
    with pytest.raises(RuleViolation) as refused:
        computed(PAUSED[0], date(2026, 3, 1), pauses=(reversed_pause,))
    assert refused.value.code == "deadline.pause_reversed"


@pytest.mark.parametrize("effect", ["moves_start", "excludes_days"])
def test_what_is_waited_for_stops_the_clock_until_it_comes(effect: str) -> None:
    pause = PauseRule("fee", effect, True, True, False, "", None, None, "", "")
    rule = replace(DATED[0], pauses=(pause,), rollover="none", extension=None)
    asked = PauseFact("fee", date(2026, 3, 5), None)
    duty = computed(rule, date(2026, 3, 2), pauses=(asked,), today=date(2026, 3, 20))
    assert duty.due_on is None
    assert duty.waiting_since == date(2026, 3, 5)
    came = computed(rule, date(2026, 3, 2), pauses=(replace(asked, answered=date(2026, 3, 20)),))
    assert duty.provisional_on == came.due_on
    assert duty.steps[-1].code == "waiting"
    assert answer_due([duty]) is None
