"""What a recorded fact does to a date: each that counts, and each that is told of and does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dpo_desktop.domain.ages import age_line
from dpo_desktop.domain.calendars import NO_HOLIDAYS
from dpo_desktop.domain.case_clock import Forwarding, Target, leading, undated, with_target
from dpo_desktop.domain.clock_facts import ExtensionFact, Facts, PauseFact, Step
from dpo_desktop.domain.deadlines import Duty, commencement, deadline
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.law_rules import Cautious, Extension, Outer, Rule
from dpo_desktop.sentences.deadlines import explain, step_words
from dpo_desktop.services.law import load_law
from tests.clocks import BERLIN, clock_at, duties_of, noon_facts

RULES = load_law().rules
EU, UK, SWISS = RULES["eu-gdpr-15"], RULES["uk-gdpr-12a-response"], RULES["ch-dsv-18"]
NO_LATER = {"controller_place": NO_HOLIDAYS, "none": NO_HOLIDAYS, "US-CA": NO_HOLIDAYS, "BR": NO_HOLIDAYS}
MONDAY = date(2026, 3, 2)


def computed(rule: Rule, day: date = MONDAY, **more: object) -> Duty:
    duty = deadline(rule, noon_facts(day, **more), NO_LATER)
    assert all(step_words(step) for step in duty.steps)
    assert explain(duty)
    return duty


def codes(duty: Duty) -> list[str]:
    return [step.code for step in duty.steps]


def extended(rule: Rule, **facts: object) -> Duty:
    return computed(rule, extension=ExtensionFact(**facts))  # type: ignore[arg-type]


def test_an_extension_by_less_than_the_law_allows() -> None:
    assert extended(EU, told_on=MONDAY, amount=1).due_on == date(2026, 5, 4)  # two months: Sat 2 May rolls
    assert extended(EU, told_on=MONDAY, amount=1, unit="calendar_months").due_on == date(2026, 5, 4)
    assert extended(EU, told_on=MONDAY, amount=9).due_on == date(2026, 6, 2)  # not more than two months further


def test_an_extension_in_another_unit_ends_on_its_own_day_and_never_beyond_the_law() -> None:
    duty = extended(EU, told_on=MONDAY, amount=30, unit="calendar_days")
    assert (duty.due_on, codes(duty)[-2:]) == (date(2026, 5, 2), ["extended_until", "due"])  # 2 April and 30 days
    assert extended(EU, told_on=MONDAY, amount=90, unit="calendar_days").due_on == date(2026, 6, 2)
    assert extended(EU, told_on=MONDAY, amount=3, unit="weeks").due_on == date(2026, 6, 2)  # no unit of ours


def test_a_new_date_that_was_named_counts_as_far_as_the_law_allows() -> None:
    assert extended(EU, told_on=MONDAY, until=date(2026, 4, 20)).due_on == date(2026, 4, 20)
    assert extended(EU, told_on=MONDAY, until=date(2027, 1, 1)).due_on == date(2026, 6, 2)


def test_a_named_date_is_not_later_than_the_cautious_one_leaves_it() -> None:
    paused = (PauseFact("clarification", date(2026, 3, 4), date(2026, 3, 6)),)
    facts = {"pauses": paused, "extension": ExtensionFact(told_on=MONDAY, until=date(2026, 5, 1))}
    duty = computed(UK, **facts)
    assert duty.due_on == duty.cautious_on == date(2026, 5, 1)


def test_a_named_date_before_the_laws_own_is_no_extension() -> None:
    duty = extended(EU, told_on=MONDAY, until=date(2026, 4, 1))  # the month ends on Thu 2 April
    assert (duty.due_on, duty.is_extended, "extension_no_later" in codes(duty)) == (date(2026, 4, 2), False, True)
    ours = extended(SWISS, told_on=MONDAY, until=date(2025, 1, 1))
    assert (ours.due_on, ours.is_extended) == (date(2026, 4, 1), False)


def test_a_later_notice_that_came_too_late_leaves_the_one_that_came_in_time() -> None:
    first, late = ExtensionFact(told_on=date(2026, 3, 20)), ExtensionFact(told_on=date(2026, 5, 4))
    duty = computed(EU, extension=late, earlier_extensions=(first,))
    assert (duty.due_on, duty.is_extended, codes(duty)[-2]) == (date(2026, 6, 2), True, "extension_second_late")
    assert computed(EU, extension=late, earlier_extensions=(late,)).due_on == date(2026, 4, 2)
    longer = ExtensionFact(told_on=date(2026, 3, 25), until=date(2026, 5, 5))
    assert computed(EU, extension=longer, earlier_extensions=(first,)).due_on == date(2026, 5, 5)
    unknown = ExtensionFact()
    assert computed(EU, extension=late, earlier_extensions=(unknown,)).due_on == date(2026, 4, 2)
    assert "extension_told_unknown" in codes(computed(EU, extension=unknown))


def test_a_question_asked_after_the_period_was_over_does_not_bring_it_back() -> None:
    answered = PauseFact("clarification", date(2026, 4, 8), date(2026, 4, 20))
    duty = computed(UK, pauses=(answered,))
    assert (duty.due_on, "pause_after_end" in codes(duty)) == (date(2026, 4, 2), True)
    open_one = replace(answered, answered=None)
    waiting = computed(UK, pauses=(open_one,), today=date(2026, 4, 30))
    assert (waiting.due_on, waiting.waiting_since) == (date(2026, 4, 2), None)
    in_time = PauseFact("clarification", date(2026, 4, 2), date(2026, 4, 4))  # the last day is one of the period
    assert computed(UK, pauses=(in_time,)).due_on == date(2026, 4, 6)  # Sun 5 April rolls
    longer = (in_time, replace(answered, asked=date(2026, 4, 6)))
    assert "pause_after_end" not in codes(computed(UK, pauses=longer[::-1]))


def test_a_request_that_bears_a_later_day_counts_from_its_receipt() -> None:
    brazil = RULES["br-lgpd-19-ii"]
    duty = computed(brazil, dated=date(2026, 3, 20))
    assert (duty.due_on, codes(duty)[:2]) == (date(2026, 3, 17), ["received", "dated_later"])
    assert computed(brazil, dated=date(2026, 2, 27)).due_on == date(2026, 3, 14)


def test_an_extension_without_a_length_in_the_law_needs_the_date() -> None:
    open_date = extended(SWISS, told_on=MONDAY)
    assert "extension_needs_date_controller" in codes(open_date)
    assert (open_date.due_on, open_date.is_extended) == (date(2026, 4, 1), False)
    named = extended(SWISS, told_on=MONDAY, until=date(2026, 4, 30))
    assert (named.due_on, named.is_extended) == (date(2026, 4, 30), True)


def test_an_extension_that_the_rule_does_not_know_is_told_of() -> None:
    duty = extended(RULES["in-spdi-r5-9-grievance"], told_on=MONDAY)
    assert (duty.due_on, codes(duty)[-2:]) == (date(2026, 4, 2), ["extension_none", "due"])


def test_an_extension_without_a_notice_period_is_simply_extended() -> None:
    assert EU.extension is not None
    rule = replace(EU, extension=replace(EU.extension, notice=None))
    duty = extended(rule, told_on=date(2027, 1, 1))
    assert (duty.due_on, duty.notice_by) == (date(2026, 6, 2), None)


def test_the_authority_sets_a_new_time_for_hours() -> None:
    rule = RULES["in-dpdp-r7-2b-board-72h"]
    at = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
    facts = Facts(at.date(), UTC, at.date(), at)
    early = ExtensionFact(told_on=date(2027, 6, 2), told_at=at + timedelta(hours=30))
    asked = deadline(rule, replace(facts, extension=early), NO_LATER)
    assert codes(asked)[-2:] == ["extension_needs_date_authority", "due_at"]
    assert asked.notice_at == at + timedelta(hours=72)
    until = replace(early, until=date(2027, 6, 10))
    granted = deadline(rule, replace(facts, extension=until), NO_LATER)
    assert (granted.due_on, granted.due_at, granted.is_extended) == (
        date(2027, 6, 10),
        datetime(2027, 6, 11, tzinfo=UTC),
        True,
    )
    late = replace(until, told_on=date(2027, 6, 4), told_at=at + timedelta(hours=72, minutes=1))
    refused = deadline(rule, replace(facts, extension=late), NO_LATER)
    assert (refused.is_extended, "extension_late" in codes(refused)) == (False, True)


def test_hours_are_extended_in_one_step_and_have_a_cautious_instant() -> None:
    at = datetime(2026, 3, 2, 9, 20, tzinfo=UTC)
    rule = replace(
        RULES["eu-gdpr-33-1"],
        start="next_full_hour",
        extension=Extension(24, "hours", "law", None),
        cautious=Cautious("instant", "", 0, "", "open"),
    )
    facts = Facts(at.date(), UTC, at.date(), at, extension=ExtensionFact())
    duty = deadline(rule, facts, NO_LATER)
    assert (duty.due_at, duty.is_extended) == (datetime(2026, 3, 6, 10, tzinfo=UTC), True)
    assert (duty.cautious_at, duty.cautious_on) == (at + timedelta(hours=96), date(2026, 3, 6))
    named = replace(facts, extension=ExtensionFact(until=date(2026, 3, 5)))
    assert deadline(rule, named, NO_LATER).due_at == datetime(2026, 3, 6, tzinfo=UTC)
    beyond = replace(facts, extension=ExtensionFact(until=date(2026, 4, 5)))
    assert deadline(rule, beyond, NO_LATER).due_at == datetime(2026, 3, 6, 10, tzinfo=UTC)


def test_hours_run_on_whatever_is_waited_for() -> None:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    paused = Facts(at.date(), UTC, at.date(), at, pauses=(PauseFact("fee", at.date(), at.date()),))
    duty = deadline(RULES["eu-gdpr-33-1"], paused, NO_LATER)
    assert (duty.due_at, "pause_not_in_hours" in codes(duty)) == (at + timedelta(hours=72), True)


def test_a_notice_in_full_hours() -> None:
    rule = RULES["in-dpdp-r7-2b-board-72h"]
    assert rule.extension is not None
    assert rule.extension.notice is not None
    notice = replace(rule.extension.notice, start="next_full_hour")
    later = replace(rule, start="next_full_hour", extension=replace(rule.extension, notice=notice))
    at = datetime(2027, 6, 1, 9, 20, tzinfo=UTC)
    duty = deadline(later, Facts(at.date(), UTC, at.date(), at), NO_LATER)
    assert duty.due_at == duty.notice_at == datetime(2027, 6, 4, 10, 0, tzinfo=UTC)
    assert rule.extension.notice.unit == "hours"
    in_days = replace(rule, unit="calendar_days", start="next_day", holiday_calendar="none")
    assert deadline(in_days, Facts(at.date(), UTC, at.date()), NO_LATER).notice_by is None  # no hour is known


def test_an_outer_limit_in_days_and_from_the_instant() -> None:
    rule = replace(EU, outer=Outer(2, "calendar_months", "same_day", "the outermost day"))
    assert computed(rule).outer_on == date(2026, 5, 2)
    at = datetime(2026, 3, 2, 9, 20, tzinfo=UTC)
    hours = replace(RULES["eu-gdpr-33-1"], outer=Outer(80, "hours", "instant", "more"))
    assert deadline(hours, Facts(at.date(), UTC, at.date(), at), NO_LATER).outer_at == at + timedelta(hours=80)


PAUSES = {
    "pause_off": (EU, PauseFact("clarification", date(2026, 3, 3), date(2026, 3, 9))),
    "pause_not_in_law": (EU, PauseFact("fee", date(2026, 3, 3), date(2026, 3, 9))),
    "pause_without_letter": (UK, PauseFact("clarification", date(2026, 3, 3), date(2026, 3, 9), proof="none")),
    "pause_none": (RULES["us-ca-respond"], PauseFact("identity_doubt", None, date(2026, 3, 9), reason="doubt")),
    "pause_no_day": (UK, PauseFact("identity_doubt", None, None, days=6, proof="register")),
    "pause_no_days": (EU, PauseFact("clarification", None, date(2026, 3, 9), reason="two hundred mailboxes")),
    "start_not_moved": (UK, PauseFact("identity_doubt", None, date(2026, 2, 27))),
}


@pytest.mark.parametrize("code", PAUSES)
def test_a_pause_that_does_not_count_is_told_of(code: str) -> None:
    rule, pause = PAUSES[code]
    duty = computed(rule, pauses=(pause,))
    assert code in codes(duty)
    assert duty.due_on == computed(rule).due_on


def test_a_pause_whose_rule_holds_on_other_days_is_told_of() -> None:
    old = RULES["uk-gdpr-12-3-response"]
    day = date(2020, 9, 1)  # before the regulator's guidance of October 2020
    duty = computed(old, day, pauses=(PauseFact("clarification", date(2020, 9, 3), date(2020, 9, 9)),))
    assert "pause_other_days" in codes(duty)
    assert duty.due_on == computed(old, day).due_on


@pytest.mark.parametrize(
    ("cautious", "expected"),
    [("", None), ("one_day_less", date(2026, 4, 7)), ("none_excluded", date(2026, 4, 2))],
)
def test_days_of_a_register_without_dates_count_as_they_are(cautious: str, expected: date | None) -> None:
    pauses = tuple(replace(pause, cautious=cautious) for pause in EU.pauses)
    told = PauseFact("clarification", None, None, days=6, reason="paused 6 days", proof="register")
    duty = computed(replace(EU, pauses=pauses), pauses=(told,))
    assert (duty.due_on, duty.cautious_on) == (date(2026, 4, 8), expected)  # 2 April and 6 days
    assert {"excluded", "pause_by_reason"} <= set(codes(duty))


def test_no_days_at_all_leave_the_date_where_it_is() -> None:
    same_day = PauseFact("clarification", MONDAY, MONDAY, reason="answered at once")
    assert computed(EU, pauses=(same_day,)).due_on == date(2026, 4, 2)


def test_a_tolerated_pause_keeps_the_date_until_the_answer() -> None:
    asked = PauseFact("clarification", date(2026, 3, 4), None, reason="two hundred mailboxes")
    duty = computed(EU, pauses=(asked,), today=date(2026, 3, 20))
    assert (duty.due_on, duty.cautious_on, duty.waiting_since) == (date(2026, 4, 2), None, None)
    assert "excluded_when_answered" in codes(duty)


@pytest.mark.parametrize(("place", "is_said"), [("IN-KA", True), ("DE-BY", False)])
def test_a_holiday_of_another_country_moves_a_european_date_and_says_so(place: str, is_said: bool) -> None:
    day = date(2026, 12, 26) if place == "IN-KA" else date(2026, 11, 25)  # Republic Day; Christmas
    (duty,) = clock_at("EU", "access", place, day.isoformat())
    assert "rolled_holiday" in codes(duty)
    assert ("holiday_elsewhere" in codes(duty)) is is_said
    assert all(step_words(step) for step in duty.steps)


def test_two_answers_are_waited_for_and_the_start_moves_to_the_later() -> None:
    waits = (PauseFact("identity_doubt", MONDAY, None), PauseFact("fee", date(2026, 3, 3), None))
    duty = computed(UK, pauses=waits, today=date(2026, 3, 10))
    assert (duty.due_on, duty.waiting_since, duty.provisional_on) == (None, MONDAY, date(2026, 4, 10))
    assert "start_waits" in codes(duty)
    came = tuple(replace(one, answered=date(2026, 3, day)) for one, day in zip(waits, (9, 12), strict=True))
    assert computed(UK, pauses=came).due_on == date(2026, 4, 13)  # Sun 12 Apr rolls


def test_an_answer_is_waited_for_from_the_day_of_receipt_where_no_other_is_known() -> None:
    asked_today = computed(UK, pauses=(PauseFact("identity_doubt", MONDAY, None),))
    assert (asked_today.due_on, asked_today.waiting_since) == (None, MONDAY)
    assert "start_waits" not in codes(asked_today)


@pytest.mark.parametrize(
    ("unit", "amount", "due"),
    [
        ("calendar_days", 14, date(2026, 3, 9)),
        ("business_days", 14, date(2026, 3, 3)),
        ("calendar_months", 1, date(2026, 2, 23)),
        ("calendar_years", 1, date(2025, 3, 23)),
    ],
)
def test_a_rule_that_counts_back_from_a_day(unit: str, amount: int, due: date) -> None:
    rule = replace(EU, unit=unit, amount=amount, start="backwards_from", trigger="erasure_due", extension=None)
    duty = deadline(rule, Facts(MONDAY, BERLIN, MONDAY, ends=date(2026, 3, 23)), NO_LATER)
    assert (duty.due_on, codes(duty)) == (due, ["event", f"before_{unit}", "due"])
    assert all(step_words(step) for step in duty.steps)


@pytest.mark.parametrize(
    ("rule", "facts", "code"),
    [
        (RULES["eu-gdpr-33-1"], Facts(MONDAY, BERLIN, MONDAY), "deadline.needs_time"),
        (RULES["in-dpdp-r8-2-notice"], Facts(MONDAY, BERLIN, MONDAY), "deadline.needs_end"),
        (EU, Facts(date(9999, 12, 31), BERLIN, MONDAY), "deadline.out_of_calendar"),
    ],
)
def test_what_cannot_be_counted_is_refused(rule: Rule, facts: Facts, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        deadline(rule, facts, NO_LATER)
    assert refused.value.code == code


def test_a_commencement_without_the_day_of_its_event_is_refused() -> None:
    rule = replace(RULES["in-dpdp-commencement-3"], trigger_date=None)
    with pytest.raises(RuleViolation):
        commencement(rule, MONDAY, BERLIN)


def test_an_age_is_looked_at_on_a_day() -> None:
    rule = RULES["us-ca-minors"]
    line = age_line(rule, date(2012, 5, 4), date(2026, 5, 3))
    assert (line.age, line.is_below, line.reached_on, line.parent_until) == (
        16,
        True,
        date(2028, 5, 4),
        date(2025, 5, 4),
    )
    assert age_line(rule, None, MONDAY).is_below is None
    assert age_line(RULES["eu-gdpr-8"], date(2012, 5, 4), MONDAY, "").age == 16  # the country is not known
    with pytest.raises(RuleViolation) as refused:
        age_line(rule, date(2027, 1, 1), MONDAY)
    assert refused.value.code == "deadline.born_later"
    with pytest.raises(RuleViolation) as refused:
        age_line(rule, date(9990, 1, 1), date(9995, 1, 1))
    assert refused.value.code == "deadline.out_of_calendar"


def forwarded(**facts: object) -> Duty:
    (duty,) = duties_of(
        "EU",
        "access",
        noon_facts(MONDAY),
        NO_LATER,
        role="processor",
        forwarding=Forwarding(**facts),  # type: ignore[arg-type]
    )
    assert all(step_words(step) for step in duty.steps)
    return duty


def test_a_processor_forwards_within_the_hours_of_the_contract() -> None:
    duty = forwarded(customer="Heron Retail", hours=48)
    assert duty.due_at == datetime(2026, 3, 4, 12, 0, tzinfo=BERLIN)
    assert (duty.is_answer, codes(duty)) == (True, ["received", "hours", "forward_by"])


def test_what_happened_to_it_stands_in_the_sum() -> None:
    at = datetime(2026, 3, 2, 15, 0, tzinfo=BERLIN)
    duty = forwarded(customer="Heron Retail", hours=48, forwarded_at=at, acknowledged_at=at + timedelta(days=1))
    assert codes(duty) == ["received", "hours", "forwarded", "acknowledged", "forward_by"]
    assert duty.steps[3] == Step("acknowledged", date(2026, 3, 3))


def test_a_contract_without_hours_and_a_customer_nobody_named() -> None:
    assert codes(forwarded(customer="Heron Retail")) == ["received", "forward_without_hours"]
    nobody = forwarded()
    assert (codes(nobody), nobody.due_on, nobody.speed) == (
        ["received", "customer_missing"],
        None,
        "without_undue_delay",
    )


def test_a_receipt_without_an_hour_gives_the_contract_no_hours() -> None:
    (duty,) = duties_of(
        "EU",
        "access",
        Facts(MONDAY, BERLIN, MONDAY),
        NO_LATER,
        role="processor",
        forwarding=Forwarding("Heron Retail", 48),
    )
    assert (codes(duty), duty.due_at) == (["received"], None)


@pytest.mark.parametrize(
    ("unit", "amount", "on", "has_instant"),
    [
        ("hours", 24, date(2026, 3, 3), True),
        ("calendar_days", 3, date(2026, 3, 5), False),
        ("business_days", 5, date(2026, 3, 9), False),
        ("calendar_months", 1, date(2026, 4, 2), False),
    ],
)
def test_the_companys_own_time_stands_beside_the_laws(unit: str, amount: int, on: date, has_instant: bool) -> None:
    targets = {rule: Target(rule, amount, unit) for rule in ("eu-gdpr-7-3-withdrawal", "eu-gdpr-15")}
    (duty,) = duties_of("EU", "consent_withdrawal", noon_facts(MONDAY), NO_LATER, targets=targets)
    assert (duty.target_on, duty.target_at is not None, duty.due_on) == (on, has_instant, None)
    assert codes(duty)[-1] == "own_target"
    (dated,) = duties_of("EU", "access", noon_facts(MONDAY), NO_LATER, targets=targets)
    assert (dated.target_on, dated.due_on, codes(dated)[-2:]) == (on, date(2026, 4, 2), ["own_target", "due"])
    assert all(step_words(step) for step in (*duty.steps, *dated.steps))


@pytest.mark.parametrize(("amount", "is_target"), [(100, False), (72, True), (24, True)])
def test_an_own_time_after_the_laws_own_hour_gives_none(amount: int, is_target: bool) -> None:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    facts = Facts(at.date(), UTC, at.date(), at)
    duty = deadline(RULES["eu-gdpr-33-1"], facts, NO_LATER)
    found = with_target(duty, Target("eu-gdpr-33-1", amount, "hours"), facts, NO_LATER)
    assert (found.target_at is not None) is is_target
    assert ("own_target_later" in codes(found)) is not is_target
    assert all(step_words(step) for step in found.steps)


def test_an_own_time_after_the_laws_own_day_gives_none() -> None:
    targets = {"eu-gdpr-15": Target("eu-gdpr-15", 40, "calendar_days")}
    (duty,) = duties_of("EU", "access", noon_facts(MONDAY), NO_LATER, targets=targets)
    assert (duty.target_on, codes(duty)[-2:]) == (None, ["own_target_later", "due"])


def test_hours_of_our_own_need_an_hour() -> None:
    targets = {"eu-gdpr-7-3-withdrawal": Target("eu-gdpr-7-3-withdrawal", 24, "hours")}
    (duty,) = duties_of("EU", "consent_withdrawal", Facts(MONDAY, BERLIN, MONDAY), NO_LATER, targets=targets)
    assert (duty.target_on, duty.target_at) == (MONDAY, None)


def test_a_case_of_which_nobody_knows_when_it_came_has_no_date() -> None:
    assert explain(undated()) == "No date can be computed: the register does not say when it came"


def test_the_earliest_answer_leads() -> None:
    one, other = computed(EU), computed(UK)
    answers = [replace(one, is_answer=True, due_on=date(2026, 4, 3)), replace(other, is_answer=True)]
    assert leading(answers) == answers[1]
    assert leading([one]) is None
    assert leading([replace(answers[0], in_force=False)]) is None
