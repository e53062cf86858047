"""Who may be the same person, and why."""

from __future__ import annotations

import pytest

from dpo_desktop.domain.persons import PersonFacts, phone_number, phones_in, same_person_reasons


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (PersonFacts(email="Ann@X.example"), PersonFacts(email="ann@x.example"), ("same_email",)),
        (PersonFacts(email="ann+crm@x.example"), PersonFacts(email="ann@x.example"), ("email_alias",)),
        (PersonFacts(email="ann@x.example"), PersonFacts(email="ann@y.example"), ()),
        (PersonFacts("Cormac Dunleary-Voss"), PersonFacts("DUNLEARY VOSS, Cormac"), ("same_name",)),
        (PersonFacts("Maëlle Courtebise"), PersonFacts("Maelle Courtebize"), ("similar_name",)),
        (PersonFacts("Ishaani V"), PersonFacts("Ishaani Velankar-Dey"), ("name_initials",)),
        (PersonFacts("Ishaani V"), PersonFacts("Ishaani Kulkarni"), ()),
        (PersonFacts("Ann"), PersonFacts("Ann"), ()),
        (PersonFacts("Dr. Hartmut Ziegelroth"), PersonFacts("Hartmut Ziegelroth"), ("same_name",)),
        (PersonFacts("रुक्मिणी बघेलवाल"), PersonFacts("बघेलवाल रुक्मिणी"), ("same_name",)),
        (PersonFacts("", ""), PersonFacts("", ""), ()),
    ],
)
def test_reasons_say_what_is_alike(one: PersonFacts, other: PersonFacts, reasons: tuple[str, ...]) -> None:
    assert same_person_reasons(one, other) == reasons
    assert set(same_person_reasons(other, one)) == set(reasons)


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("+91 99999 01234", "", "+919999901234"),
        ("0091-99999-01234", "IN", "+919999901234"),
        ("99999 01234", "IN", "+919999901234"),
        ("030 23125 114", "DE", "+493023125114"),
        ("99999 01234", "", ""),
        ("no number", "IN", ""),
    ],
)
def test_one_number_written_in_many_ways_is_one(written: str, region: str, number: str) -> None:
    assert phone_number(written, region) == number


def test_numbers_are_found_in_a_text_and_dates_are_not_taken_for_them() -> None:
    text = "Call +91 99999 01234 or 030 23125 114. Case 2026-0417, since 12.10.2026."
    assert "+919999901234" in phones_in(text, "DE")
    assert phones_in("since 2022", "IN") == frozenset()
