"""Own rules, holidays and times: entered, changed, retired, taken back, and refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from dpo_desktop.domain.errors import DpoError, NotFound, RuleViolation
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.services.company_law import (
    OwnHoliday,
    OwnTime,
    add_holiday,
    own_law,
    retire_own,
    set_time,
    take_own_back,
)
from dpo_desktop.services.company_rules import OwnRule, ShortRule, add_rule, add_short_rule, change_rule
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import AuditEntryRow
from tests.factory import OFFICER
from tests.services.own_entries import RULE, asked, own_time

HOLIDAY = OwnHoliday("IN-KA", date(2026, 11, 20), "Founders' Day")


def entries(workspace: OpenWorkspace) -> list[tuple[str, str, str]]:
    with workspace.store.reading() as session:
        rows = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq)).all()
        return [(row.action, row.object_type, row.detail) for row in rows]


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DpoError) as caught:
        act()
    return sentence(caught.value)


def test_an_own_rule_governs_new_cases_of_its_kinds(workspace: OpenWorkspace) -> None:
    before = request_detail(workspace, asked(workspace, "Before"))
    add_rule(workspace, RULE, ["access"], is_answer=True)
    case = request_detail(workspace, asked(workspace, "After"))
    other = request_detail(workspace, asked(workspace, "Other", type_code="erasure"))
    assert before.due_on == date(2026, 11, 20)
    assert case.due_on == date(2026, 10, 30)
    assert [duty.rule_id for duty in case.duties] == ["eu-gdpr-15", "own-works-agreement"]
    assert [duty.rule_id for duty in other.duties] == ["eu-gdpr-17"]
    assert request_detail(workspace, before.id).due_on == before.due_on


def test_an_own_holiday_moves_the_end_of_a_period(workspace: OpenWorkspace) -> None:
    add_holiday(workspace, HOLIDAY)
    case = request_detail(workspace, asked(workspace))
    assert case.due_on == date(2026, 11, 23)
    skipped = [dict(step.parameters) for step in case.duties[0].steps if step.code == "rolled_holiday"]
    assert skipped == [{"free": "2026-11-20", "name": "Founders' Day"}]


def test_an_own_holiday_of_another_place_moves_nothing(workspace: OpenWorkspace) -> None:
    add_holiday(workspace, OwnHoliday("GB-ENG", HOLIDAY.day, HOLIDAY.name))
    assert request_detail(workspace, asked(workspace)).due_on == date(2026, 11, 20)


def test_an_own_holiday_of_the_country_is_one_of_its_parts(workspace: OpenWorkspace) -> None:
    add_holiday(workspace, OwnHoliday("IN", HOLIDAY.day, HOLIDAY.name))
    assert request_detail(workspace, asked(workspace)).due_on == date(2026, 11, 23)


def test_an_own_time_stands_beside_the_laws_date(workspace: OpenWorkspace) -> None:
    set_time(workspace, own_time())
    duty = request_detail(workspace, asked(workspace)).duties[0]
    assert (duty.due_on, duty.target_on) == (date(2026, 11, 20), date(2026, 11, 9))


def test_an_own_time_that_ends_after_the_law_gives_no_date(workspace: OpenWorkspace) -> None:
    set_time(workspace, own_time(amount=90))
    duty = request_detail(workspace, asked(workspace)).duties[0]
    assert (duty.due_on, duty.target_on) == (date(2026, 11, 20), None)
    assert "own_target_later" in [step.code for step in duty.steps]


def test_a_duty_without_a_number_gets_the_number_that_somebody_set(workspace: OpenWorkspace) -> None:
    set_time(workspace, own_time(rule_id="eu-gdpr-7-3-withdrawal", amount=48, unit="hours"))
    duty = request_detail(workspace, asked(workspace, type_code="consent_withdrawal")).duties[0]
    assert duty.kind == "duty_without_number"
    assert (duty.due_on, duty.target_on) == (None, date(2026, 10, 22))


def test_a_new_time_for_a_rule_retires_the_one_before(workspace: OpenWorkspace) -> None:
    set_time(workspace, own_time())
    set_time(workspace, own_time(amount=15))
    old, new = own_law(workspace).times
    assert old.retired_at is not None
    assert (new.amount, new.retired_at) == (15, None)
    assert refused(lambda: take_own_back(workspace, old)).startswith("Another time stands for this rule")
    retire_own(workspace, new)
    take_own_back(workspace, old)
    assert [time.retired_at is None for time in own_law(workspace).times] == [True, False]


def test_each_write_has_its_audit_entry_without_what_was_written(workspace: OpenWorkspace) -> None:
    first = len(entries(workspace))
    add_rule(workspace, RULE, ["access"], is_answer=True)
    (rule,) = own_law(workspace).rules
    changed = RULE.replace("amount = 10", "amount = 12")
    change_rule(workspace, rule.id, changed, ["access", "erasure"], is_answer=True)
    change_rule(workspace, rule.id, changed, ["access", "erasure"], is_answer=True)  # nothing differs
    retire_own(workspace, rule)
    take_own_back(workspace, rule)
    add_holiday(workspace, HOLIDAY)
    set_time(workspace, own_time())
    found = entries(workspace)[first:]
    assert [(action, table) for action, table, _detail in found] == [
        ("register.added", "company_rule"),
        ("register.changed", "company_rule"),
        ("register.retired", "company_rule"),
        ("register.taken_back", "company_rule"),
        ("register.added", "company_holiday"),
        ("register.added", "company_target"),
    ]
    told = json.dumps([detail for _action, _table, detail in found])
    assert not any(word in told for word in ("Works agreement", "Founders", "Okafor", "Twenty days"))
    (rule,) = own_law(workspace).rules
    assert rule.rule is not None
    assert (rule.rule.amount, rule.types, rule.retired_at) == (12, ("access", "erasure"), None)


@pytest.mark.parametrize(
    ("find", "put", "words"),
    [
        (
            'unit = "calendar_days"',
            'unit = "weeks"',
            "The rule own-works-agreement has a word that this program does not know: unit = weeks. Correct the file.",
        ),
        (
            "amount = 10",
            "amount = 10\ncolour = 3",
            "The rule own-works-agreement has a key that this program does not know: colour. Correct the file.",
        ),
        ('trigger = "receipt"\n', "", "The rule own-works-agreement lacks the key trigger. Add it to the file."),
        ("amount = 10", "amount = 0", "value that cannot be used: amount"),
        ('id = "own-works-agreement"', 'id = "eu-gdpr-15"', "The law file has a rule called eu-gdpr-15"),
        ('jurisdiction = "EU"', 'jurisdiction = "POLICY"', "jurisdiction = POLICY"),
        ('trigger = "receipt"', 'trigger = "awareness"', "cannot govern a case: trigger = awareness"),
        ('start = "next_day"', 'start = "backwards_from"', "cannot govern a case: start = backwards_from"),
        ('"controller_place"', '"XX-9"', "holiday_calendar = XX-9"),
        (
            'unit = "calendar_days"\namount = 10\nstart = "next_day"',
            'unit = "calendar_years"\namount = 99000\nstart = "same_day"',
            "value that cannot be used: amount",
        ),
        ("[[rule]]", "[rule]", "This is no file of rules"),
        ("[[rule]]", "[[rule", "This is no file of rules"),
    ],
)
def test_a_rule_that_is_not_understood_is_one_sentence(
    workspace: OpenWorkspace, find: str, put: str, words: str
) -> None:
    assert find in RULE
    assert words in refused(lambda: add_rule(workspace, RULE.replace(find, put), ["access"], is_answer=True))
    assert own_law(workspace).rules == ()


def test_one_rule_at_a_time_with_its_own_id_and_a_kind(workspace: OpenWorkspace) -> None:
    assert "This holds 2 rules" in refused(lambda: add_rule(workspace, RULE + RULE, ["access"], is_answer=True))
    assert "at least one kind" in refused(lambda: add_rule(workspace, RULE, [], is_answer=True))
    assert "Choose one" in refused(lambda: add_rule(workspace, RULE, ["acess"], is_answer=True))
    add_rule(workspace, RULE, ["access"], is_answer=True)
    assert "entered before" in refused(lambda: add_rule(workspace, RULE, ["access"], is_answer=True))
    (rule,) = own_law(workspace).rules
    retire_own(workspace, rule)
    assert "entered before" in refused(lambda: add_rule(workspace, RULE, ["access"], is_answer=True))
    assert "retired" in refused(lambda: change_rule(workspace, rule.id, RULE, ["access"], is_answer=True))
    assert request_detail(workspace, asked(workspace)).due_on == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rule_id": ""}, "Choose the rule"),
        ({"amount": 0}, "between 1 and"),
        ({"unit": "calendar_years"}, "unit is not known"),
        ({"rule_id": "eu-gdpr-8-online-consent-age"}, "governs no kind of request"),
        ({"decided_by": " "}, "Say who decided"),
        ({"decided_role": ""}, "what role"),
        ({"advice": "\n"}, "Your advice is missing"),
        ({"decided_by": OFFICER.upper()}, "You cannot decide this yourself"),
        ({"decided_role": "data protection officer"}, "your own role"),
        ({"decided_on": date(2026, 11, 25)}, "lies in the future"),
    ],
)
def test_a_time_without_its_decision_is_refused(
    workspace: OpenWorkspace, changes: dict[str, object], words: str
) -> None:
    assert words in refused(lambda: set_time(workspace, own_time(**changes)))
    assert own_law(workspace).times == ()


@pytest.mark.parametrize(
    ("holiday", "words"),
    [
        (OwnHoliday("IN-KA", HOLIDAY.day, " "), "needs a name"),
        (OwnHoliday("XX", HOLIDAY.day, "Day"), "place is not known"),
        (OwnHoliday("IN-KA", date(2061, 1, 4), "Day"), "1990 to 2060"),
        (HOLIDAY, "entered already"),
    ],
)
def test_a_holiday_that_cannot_count_is_refused(workspace: OpenWorkspace, holiday: OwnHoliday, words: str) -> None:
    add_holiday(workspace, HOLIDAY)
    assert words in refused(lambda: add_holiday(workspace, holiday))


def test_what_is_not_there_or_not_in_use(workspace: OpenWorkspace) -> None:
    with pytest.raises(NotFound):
        retire_own(workspace, OwnHoliday("IN-KA", HOLIDAY.day, "x", id=7))
    add_holiday(workspace, HOLIDAY)
    (holiday,) = own_law(workspace).holidays
    with pytest.raises(RuleViolation, match=r"entry\.in_use"):
        take_own_back(workspace, holiday)
    retire_own(workspace, holiday)
    add_holiday(workspace, HOLIDAY)
    with pytest.raises(RuleViolation, match="holiday_twice"):
        take_own_back(workspace, holiday)


def test_what_can_be_timed_governs_some_kind_of_request(workspace: OpenWorkspace) -> None:
    add_rule(workspace, RULE, ["access"], is_answer=True)
    timed = own_law(workspace).timed
    assert {"eu-gdpr-15", "eu-gdpr-7-3-withdrawal", "own-works-agreement"} <= set(timed)
    assert {rule.kind for rule in timed.values()} <= {"deadline", "not_before", "duty_without_number"}


def test_a_kept_rule_that_this_version_cannot_read_counts_no_more_and_says_so(workspace: OpenWorkspace) -> None:
    """As after a newer law file took its id, or another version knew other words."""
    from dpo_desktop.storage.register_tables import CompanyRuleRow

    add_rule(workspace, RULE, ["access"], is_answer=True)
    with workspace.unit_of_work() as uow:
        row = uow.session.get_one(CompanyRuleRow, 1)
        row.body = RULE.replace("calendar_days", "moons")
        uow.record("register.changed", row, fields=("body",))
        uow.commit()
    (rule,) = own_law(workspace).rules
    assert isinstance(rule, OwnRule)
    assert rule.trouble == ("law.unknown_word", {"rule": "own-works-agreement", "key": "unit", "word": "moons"})
    assert request_detail(workspace, asked(workspace)).due_on == date(2026, 11, 20)


def test_own_times_are_read_as_they_were_set(workspace: OpenWorkspace) -> None:
    written = set_time(workspace, own_time(followed=False))
    (time,) = own_law(workspace).times
    assert isinstance(time, OwnTime)
    assert time == own_time(followed=False, id=written.id)


@pytest.mark.parametrize(
    ("unit", "amount", "due"),
    [
        ("calendar_days", 5, date(2026, 10, 25)),
        ("business_days", 5, date(2026, 10, 27)),
        ("calendar_months", 2, date(2026, 12, 20)),
        ("hours", 36, date(2026, 10, 22)),
    ],
)
def test_a_short_rule_counts_from_receipt(workspace: OpenWorkspace, unit: str, amount: int, due: date) -> None:
    short = ShortRule('Élan "first" reply', "EU", amount, unit, "Contract C-17, annex\x7f 2\n", verified=True)
    add_short_rule(workspace, short, ["access"], is_answer=False)
    add_short_rule(workspace, short, ["erasure"], is_answer=True)
    first, second = own_law(workspace).rules
    assert (first.rule_id, second.rule_id) == ("own-elan-first-reply", "own-elan-first-reply-2")
    assert first.rule is not None
    assert (first.rule.right, first.rule.citation) == ('Élan "first" reply', "Contract C-17, annex 2")
    duties = {duty.rule_id: duty for duty in request_detail(workspace, asked(workspace)).duties}
    assert (duties[first.rule_id].due_on, duties[first.rule_id].is_answer) == (due, False)


@pytest.mark.parametrize(
    ("short", "words"),
    [
        (ShortRule(" ", "EU", 5, "calendar_days", "Contract"), "needs a name"),
        (ShortRule("Reply", "EU", 0, "calendar_days", "Contract"), "between 1 and 1000"),
        (ShortRule("Reply", "EU", 5, "calendar_days", ""), "where the rule stands"),
        (ShortRule("Reply", "none", 5, "calendar_days", "Contract"), "jurisdiction = none"),
    ],
)
def test_a_short_rule_that_says_too_little_is_refused(workspace: OpenWorkspace, short: ShortRule, words: str) -> None:
    assert words in refused(lambda: add_short_rule(workspace, short, ["access"], is_answer=True))
