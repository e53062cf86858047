"""What a case says of its facts, its laws and its dates: every code has words, and a sentence is a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dpo_desktop.domain import case_facts as facts
from dpo_desktop.domain.applicability import CASE_FACTS, CODES, Reason
from dpo_desktop.domain.clock_facts import ExtensionFact, Facts, PauseFact, Step
from dpo_desktop.domain.deadlines import Duty, commencement, deadline
from dpo_desktop.domain.law_decision import LawDecision
from dpo_desktop.domain.law_rules import CAUSES, Rule
from dpo_desktop.sentences import case_facts, deadlines, laws, why
from dpo_desktop.services.case_facts import STRIKABLE
from dpo_desktop.services.law import Calendars, calendar_for, load_law

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (facts.IDENTITY_METHODS, case_facts.identity_methods()),
        (facts.IDENTITY_LEVELS, case_facts.identity_levels()),
        (facts.CHECK_OUTCOMES, case_facts.check_outcomes()),
        (facts.MANDATE_KINDS, case_facts.mandate_kinds()),
        (facts.MANDATE_OUTCOMES, case_facts.mandate_outcomes()),
        (facts.FORWARD_MEANS, case_facts.forward_means()),
        (facts.EXTENSION_REASONS, case_facts.extension_reasons()),
        (CAUSES, case_facts.cause_choices()),
        (STRIKABLE, case_facts.struck_kinds()),
    ],
    ids="methods levels outcomes mandates sufficient means extensions causes strikable".split(),
)
def test_every_code_of_a_fact_has_its_own_word(codes: tuple[str, ...], words: dict[str, str]) -> None:
    assert sorted(codes) == sorted(words)
    assert len(set(words.values())) == len(words)


def test_every_code_that_decides_on_a_law_has_three_words() -> None:
    assert laws.codes() == CODES - set(CASE_FACTS)
    for code in laws.codes():
        said = {laws.reason_words(Reason(code, holds)) for holds in (True, False, None)}
        assert len(said) == 3, code
        assert any("nobody has said" in words for words in said), code
    for scope in load_law().scopes.values():
        assert {*scope.applies_if, *scope.applies_if_any, *scope.applies_unless} <= laws.codes()


def test_a_decision_is_one_sentence_for_each_way_in_which_it_came_about() -> None:
    reasons = (Reason("data_subject_in_california", True), Reason("ccpa_business", None))
    said = {
        (basis, applies): laws.decision_words(LawDecision("US-CA", applies, basis, reasons))
        for basis in ("computed", "assumed", "unknown", "chosen", "overridden")
        for applies in (True, False)
    }
    assert len(set(said.values())) == 8  # of an assumption and an open question there is one each
    assert all(words.endswith(".") and words[0].isupper() for words in said.values())
    assert said["assumed", True] == "Taken to apply: nobody has said whether we are a business under the CCPA."
    assert said["unknown", False] == "Might apply: nobody has said whether we are a business under the CCPA."
    assert said["computed", True].startswith("Applies: the person is in California and nobody has said")


@pytest.mark.parametrize(
    ("kind", "codes", "words"),
    [
        ("asked", {"cause": "fee", "letter": "yes", "switched_on": "no"}, "Asked for the fee"),
        ("asked", {"cause": "fee", "letter": "no", "switched_on": "no"}, "Asked for the fee, without a letter"),
        (
            "asked",
            {"cause": "fee", "letter": "yes", "switched_on": "yes"},
            "Asked for the fee. It counts by the reason below",
        ),
        ("answered", {"cause": "fee", "asked": "3"}, "The answer came: the fee"),
        (
            "extended",
            {"told": "2026-11-18", "reason": "other", "until": ""},
            "The person was told that the answer takes longer. Another reason",
        ),
        (
            "extended",
            {"told": "2026-11-18", "reason": "number", "until": "2026-12-16"},
            (
                "The person was told that the answer takes longer. There are many requests. "
                "New date: Wednesday, 16 December 2026"
            ),
        ),
        ("extended", {"amount": "2", "unit": "months"}, "The deadline was extended by 2 months"),
        ("paused", {"days": "3", "reason": ""}, "The clock stood for 3 days"),
        ("law_decided", {"law": "CH", "applies": "yes"}, "Decided: Switzerland applies"),
        ("law_decided", {"law": "CH", "applies": "no"}, "Decided: Switzerland does not apply"),
        ("role_decided", {"role": "controller"}, "Our role: Controller"),
        (
            "identity_checked",
            {"method": "in_person", "level": "high", "outcome": "passed"},
            "Identity confirmed: Seen in person. Level: High",
        ),
        ("mandate_checked", {"mandate": "parent", "outcome": "sufficient"}, "Mandate checked, sufficient: Parent"),
        ("forwarded", {"means": "email"}, "Forwarded to the customer: E-mail"),
        ("acknowledged", {}, "The customer confirmed that it came"),
    ],
)
def test_a_fact_is_told_in_words(kind: str, codes: dict[str, str], words: str) -> None:
    assert case_facts.fact_words(kind, codes) == words


def test_a_line_of_a_sum_holds_its_instant_once_and_at_its_right_end() -> None:
    at = ("at", "2026-03-31T09:00+02:00")
    for code, parameters, words in (
        ("hours", (("amount", 72), at), "72 elapsed hours"),
        ("hours", (("amount", 1), at), "1 elapsed hour"),
        ("before_hours", (("amount", 48), at), "48 hours before"),
        ("at_instant", (("trigger", "awareness"), at), "We became aware"),
        ("outer", (at,), "Outer limit, never to be planned on"),
        ("due_at", (at,), "By"),
        ("forward_by", (at,), "Forward to the customer by"),
    ):
        line = deadlines.step_line(Step(code, date(2026, 3, 31), parameters))
        assert line == (words, "Tue 31 Mar 2026, 09:00")
    assert deadlines.step_line(Step("received", date(2026, 3, 31))) == ("Received", "Tue 31 Mar 2026")
    assert deadlines.step_line(Step("no_rule", None))[1] == ""


def every_duty() -> list[tuple[Rule, Duty]]:
    """Each rule of the file on one set of facts that holds a question, an extension and an event to come."""
    law = load_law()
    place = calendar_for("DE-BE")
    given = Facts(
        day=date(2026, 11, 2),
        zone=UTC,
        today=TODAY,
        at=datetime(2026, 11, 2, 9, 40, tzinfo=UTC),
        pauses=(PauseFact("identity_doubt", date(2026, 11, 5), None, reason="The address is another."),),
        extension=ExtensionFact(told_on=date(2026, 11, 10)),
        ends=date(2027, 6, 30),
    )
    found = []
    for rule in law.rules.values():
        if rule.kind == "commencement" and rule.trigger_date is not None:
            found.append((rule, commencement(rule, TODAY, UTC)))
        else:
            found.append((rule, deadline(rule, given, Calendars(place), is_answer=True)))
    return found


def test_every_rule_of_the_file_answers_why_in_sentences_without_codes() -> None:
    edition = load_law().edition
    told = {
        rule.id: why.why(duty, rule, edition, "holidays 1, Berlin", edition).as_text("REQ-2026-0001")
        for rule, duty in every_duty()
    }
    assert len(told) == len(load_law().rules) > 70
    codes = (*CAUSES, "calendar_months", "business_days", "calendar_days", "next_working_day", "official_text")
    for rule_id, words in told.items():
        assert "{" not in words, rule_id
        assert [code for code in codes if "_" in code and code in words] == [], rule_id
        for line in words.splitlines():
            if line.startswith(("In the law:", "In force:", "Extension:", "Exceptions:", "Note:", "To watch:")):
                assert line.rstrip()[-1] in '.!?"”)', (rule_id, line)


def test_a_rule_of_another_edition_says_that_it_is_another() -> None:
    rule, duty = every_duty()[0]
    names = [name for name, _words in why.why(duty, rule, "2026-11-22, aa", "", "2026-12-01, bb").told]
    assert "Another edition" in names
    names = [name for name, _words in why.why(duty, rule, "2026-11-22, aa", "", "2026-11-22, aa").told]
    assert "Another edition" not in names


def test_a_rule_in_force_says_from_when_until_when() -> None:
    rule = replace(load_law().rules["eu-gdpr-15"], effective_note="")
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    for begun, ended, words in (
        (first, last, "From Thursday, 1 January 2026 to Thursday, 31 December 2026."),
        (first, None, "Since Thursday, 1 January 2026."),
        (None, last, "Until Thursday, 31 December 2026."),
        (None, None, "The law file names no day."),
    ):
        assert why.in_force_words(replace(rule, effective_from=begun, effective_to=ended)) == words


def test_what_a_failed_check_means_follows_the_pause_of_the_rule() -> None:
    rules = load_law().rules
    assert why.identity_words(None, None) == "The law file has no rule on it."
    for identity, answer, start in (
        ("eu-gdpr-12-6-identity", "eu-gdpr-15", "Days of waiting for proof of identity are not counted where you"),
        ("uk-gdpr-12-6-identity", "uk-gdpr-12a-response", "The period starts when the proof of identity arrives."),
        ("us-ca-respond", "us-ca-respond", "Waiting for proof of identity does not move the date."),
    ):
        pause = next(one for one in rules[answer].pauses if one.cause == "identity_doubt")
        assert why.identity_words(rules[identity], pause).startswith(start)
