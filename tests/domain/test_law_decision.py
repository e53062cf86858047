"""Which laws reach a case: every code of the law file, what nobody said, and what a person decided otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.applicability import (
    CASE_FACTS,
    CODES,
    ENTITY_FACTS,
    Circumstances,
    finding,
    holds,
    implied_facts,
)
from dpo_desktop.domain.law_decision import (
    decide_laws,
    decisions_from_json,
    decisions_to_json,
    facts_of_kind,
    rule_applies,
)
from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.services.law import load_law, places

SCOPES = load_law().scopes
IN_INDIA = Circumstances("controller", "DE", entity_facts=implied_facts("IN-KA"))
PLACES = st.sampled_from(
    ["", "DE", "DE-BY", "NO", "GB", "GB-SCT", "IN", "US", "US-CA", "US-VA", "BR", "CA", "CA-QC", "AU", "CH", "JP"]
)
WORDS = st.lists(st.sampled_from(sorted(CODES)), max_size=3)
CIRCUMSTANCES = st.builds(
    Circumstances,
    st.sampled_from(["controller", "processor", "unclear"]),
    PLACES,
    PLACES,
    st.frozensets(st.sampled_from(ENTITY_FACTS)),
    st.booleans(),
    st.dictionaries(st.sampled_from(CASE_FACTS), st.booleans()),
)


@pytest.mark.parametrize(
    ("code", "given_", "expected"),
    [
        ("role_controller", Circumstances("controller"), True),
        ("role_controller", Circumstances("processor"), False),
        ("role_controller", Circumstances("unclear"), None),
        ("role_processor", Circumstances("processor"), True),
        ("data_subject_in_eu", Circumstances("controller", "NO"), True),  # the EEA
        ("data_subject_in_eu", Circumstances("controller", "DE-BY"), True),
        ("data_subject_in_eu", Circumstances("controller", "GB"), False),
        ("data_subject_in_eu", Circumstances("controller"), None),
        ("data_subject_in_uk", Circumstances("controller", "GB-SCT"), True),
        ("data_subject_in_scotland", Circumstances("controller", "GB-SCT"), True),
        ("data_subject_in_scotland", Circumstances("controller", "GB-ENG"), False),
        ("data_subject_in_scotland", Circumstances("controller", "GB"), None),
        ("data_subject_in_california", Circumstances("controller", "US"), None),
        ("data_subject_in_california", Circumstances("controller", "US-VA"), False),
        ("data_subject_in_us", Circumstances("controller", "US-VA"), True),
        ("data_subject_in_quebec", Circumstances("controller", "CA"), None),
        ("ccpa_business", Circumstances("controller"), None),  # nobody said
        ("ccpa_business", Circumstances("controller", is_registered=True), False),
        ("ccpa_business", Circumstances("controller", entity_facts=frozenset(["ccpa_business"])), True),
        ("controller_established_in_eu", Circumstances("controller"), False),  # the place says where we are
        ("direct_marketing", Circumstances("controller"), None),
        ("direct_marketing", Circumstances("controller", case_facts={"direct_marketing": True}), True),
        ("outsourced_processing", Circumstances("processor"), True),
        ("outsourced_processing", Circumstances("unclear"), None),
        ("outsourced_foreign_data", replace(IN_INDIA, our_role="controller"), False),
        ("outsourced_foreign_data", replace(IN_INDIA, our_role="processor", customer_country="US"), True),
        ("outsourced_foreign_data", replace(IN_INDIA, our_role="processor", customer_country="IN"), False),
        ("outsourced_foreign_data", replace(IN_INDIA, our_role="processor"), None),
        ("outsourced_foreign_data", Circumstances("processor", "DE", "US"), False),  # not processed in India
    ],
)
def test_a_code_holds_does_not_or_is_not_known(code: str, given_: Circumstances, expected: bool | None) -> None:
    assert holds(code, given_) is expected


@given(CIRCUMSTANCES)
def test_every_code_has_an_answer(given_: Circumstances) -> None:
    assert {holds(code, given_) for code in CODES} <= {True, False, None}


def test_a_word_that_is_no_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        holds("role_king", Circumstances("controller"))


@given(CIRCUMSTANCES, WORDS, WORDS, WORDS)
def test_conditions_are_met_as_the_schema_says(
    given_: Circumstances, every: list[str], either: list[str], none: list[str]
) -> None:
    found = finding(given_, every, either, none)
    values = {code: holds(code, given_) for code in (*every, *either, *none)}
    surely = all(values[code] for code in every) and not any(values[code] is not False for code in none)
    surely = surely and (not either or any(values[code] for code in either))
    never = any(values[code] is False for code in every) or any(values[code] for code in none)
    never = never or (bool(either) and all(values[code] is False for code in either))
    assert found.applies is (True if surely else False if never else None)
    assert all(values[reason.code] is reason.holds for reason in found.reasons)
    assert found.reasons or found.applies


@pytest.mark.parametrize("place", [code for code, _name in places()])
def test_a_place_implies_no_more_than_where_we_are(place: str) -> None:
    assert implied_facts(place) <= set(ENTITY_FACTS)
    assert bool(implied_facts(place)) == (place.split("-", maxsplit=1)[0] not in ("US", "CA", "AU", "BR", "CH"))


def applying(given_: Circumstances, **more: object) -> dict[str, str]:
    return {one.law: one.basis for one in decide_laws(SCOPES, given_, **more) if one.applies}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("residence", "place", "laws"),
    [
        ("DE", "IN-KA", {"EU", "IN"}),
        ("DE", "US-CA", {"EU"}),
        ("IN", "DE-BY", {"EU", "IN"}),
        ("GB", "DE-BY", {"EU", "UK"}),
        ("JP", "US-NY", set()),
        ("", "IN-KA", {"IN"}),
        ("US", "US-NY", set()),
        ("CH", "DE-BY", {"EU", "CH"}),
    ],
)
def test_entity_and_residence_decide(residence: str, place: str, laws: set[str]) -> None:
    given_ = Circumstances("controller", residence, entity_facts=implied_facts(place))
    assert applying(given_) == dict.fromkeys(laws, "computed")


def test_a_threshold_that_nobody_recorded_is_taken_to_be_met() -> None:
    given_ = Circumstances("controller", "US-CA")
    assert applying(given_) == {"US-CA": "assumed"}
    assert applying(replace(given_, is_registered=True)) == {}
    known = replace(given_, is_registered=True, entity_facts=frozenset(["ccpa_business"]))
    assert applying(known) == {"US-CA": "computed"}


def test_where_nobody_knows_the_residence_the_law_is_not_known() -> None:
    bases = {one.law: one.basis for one in decide_laws(SCOPES, Circumstances("controller"))}
    assert bases["EU"] == bases["BR"] == "unknown"


def test_a_person_decides_otherwise() -> None:
    assert applying(IN_INDIA, chosen="UK") == {"UK": "chosen"}
    assert applying(IN_INDIA, chosen="none") == {}
    assert applying(IN_INDIA, overridden={"EU": False, "BR": True}) == {"IN": "computed", "BR": "overridden"}
    assert applying(IN_INDIA, chosen="UK", overridden={"UK": False}) == {}


def test_a_role_that_is_not_clear_is_taken_to_be_the_controllers() -> None:
    assert applying(replace(IN_INDIA, our_role="unclear")) == applying(IN_INDIA)


def test_the_keys_of_a_rule_decide_beside_the_law() -> None:
    loaded = load_law()
    (india,) = [one for one in decide_laws(SCOPES, IN_INDIA) if one.law == "IN"]
    spdi = loaded.rules["in-spdi-r5-9-grievance"]
    assert rule_applies(spdi, IN_INDIA, india)
    abroad = Circumstances("controller", "IN")  # a person in India, a company elsewhere
    (reached,) = [one for one in decide_laws(SCOPES, abroad) if one.law == "IN"]
    assert reached.applies
    assert not rule_applies(spdi, abroad, reached)
    assert rule_applies(spdi, abroad, replace(reached, basis="overridden"))


def test_a_fact_of_the_case_decides_even_where_a_person_chose_the_law() -> None:
    rule = load_law().rules["eu-gdpr-21-3-direct-marketing"]
    (chosen,) = [one for one in decide_laws(SCOPES, IN_INDIA, "EU") if one.law == "EU"]
    assert rule_applies(rule, replace(IN_INDIA, case_facts=facts_of_kind("marketing_opt_out")), chosen)
    assert not rule_applies(rule, replace(IN_INDIA, case_facts={"direct_marketing": False}), chosen)


@given(CIRCUMSTANCES, st.sampled_from(["", "EU", "none"]))
def test_decisions_come_back_from_json_as_they_were(given_: Circumstances, chosen: str) -> None:
    decisions = decide_laws(SCOPES, given_, chosen)
    assert decisions_from_json(decisions_to_json(decisions)) == decisions
    assert [one.law for one in decisions] == list(SCOPES)


def test_kinds_that_say_something_of_themselves_are_kinds() -> None:
    assert all(set(facts_of_kind(kind)) <= set(CASE_FACTS) for kind in BY_CODE)
    assert facts_of_kind("marketing_opt_out") == {"direct_marketing": True}
    assert facts_of_kind("access") == {}
