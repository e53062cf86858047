"""Single cells of a register: kinds of request, countries, words with a code, addresses, names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.register_values import (
    is_blank,
    read_choice,
    read_closed,
    read_country,
    read_email,
    read_name,
    read_rights,
    read_yes,
)
from dpo_desktop.domain.register_words import country_key, header_key, plain, readable, visible
from dpo_desktop.services.register_words import register_words

WORDS = register_words()


@pytest.mark.parametrize(
    ("text", "rights"),
    [
        ("", ()),
        ("-", ()),
        ("n/a", ()),
        ("Art. 17", ("erasure",)),
        ("Art.17 DSGVO", ("erasure",)),
        ("DELETE all + access", ("erasure", "access")),
        ("access/erasure; access", ("access", "erasure")),
        ("access access", ("access",)),
        ("access and erasure", ("access", "erasure")),
        ("Auskunft und Löschung", ("access", "erasure")),
        ("accès et effacement", ("access", "erasure")),
        ("deletion (DPDP s.12)", ("erasure",)),
        ("access (urgent)", ("access",)),
        ("[access]", ("access",)),
        ("erasure of all my data", ("erasure",)),
        ("copy of my data", ("access",)),
        ("Auskunft per Post", ("access",)),
        ("child <16", ("child_report",)),
        ("ac\u00adcess\u200b", ("access",)),
        ("हटाना", ("erasure",)),
        ("unknown", ("unspecified",)),
    ],
)
def test_rights_in_the_order_named(text: str, rights: tuple[str, ...]) -> None:
    found = read_rights(text, WORDS)
    assert (found.rights, found.unknown, found.code) == (rights, "", "")


@pytest.mark.parametrize(
    ("text", "rights", "unknown"),
    [
        ("unknown thing", (), "unknown thing"),
        ("access,  foo   bar", ("access",), "foo bar"),
        ("not access", (), "not access"),
        ("access denied", (), "access denied"),
        ("my data", (), "my data"),
        ("Art. 15/17", ("access",), "17"),
        ("request", (), "request"),
        ("no", (), "no"),
        ("acces", (), "acces"),
    ],
)
def test_a_right_that_is_not_understood_is_named(text: str, rights: tuple[str, ...], unknown: str) -> None:
    found = read_rights(text, WORDS)
    assert (found.rights, found.unknown, found.code) == (rights, unknown, "register.unknown_right")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("n/a", ""),
        ("DE", "DE"),
        ("et", "ET"),
        ("Ind.", "IN"),
        ("भारत", "IN"),
        ("U.S.A.", "US"),
        ("ESP", "ES"),
        ("UK", "GB"),
        ("Österreich", "AT"),
        ("Osterreich", "AT"),
        ("Germany (Berlin)", "DE"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Bosnia & Herzegovina", "BA"),
        ("Saint Lucia", "LC"),
        ("California", "US-CA"),
        ("us-ca", "US-CA"),
        ("DE-BY", "DE-BY"),
        ("\u200bFrance\u00a0", "FR"),
    ],
)
def test_countries(text: str, code: str) -> None:
    found = read_country(text, WORDS)
    assert (found.value, found.code) == (code, "")


@pytest.mark.parametrize("text", ["Atlantis", "Netherlands Antilles", "XX", "XX-YY", "EU", "YUG", "India / UK", "46"])
def test_no_country_is_guessed(text: str) -> None:
    found = read_country(text, WORDS)
    assert (found.value, found.code) == ("", "register.unknown_country")


def test_every_country_is_known_by_its_code_in_either_case() -> None:
    codes = {code for code in WORDS.countries.values() if len(code) == 2}
    assert len(codes) > 240
    unread = {
        code for code in codes if not read_country(code, WORDS).value == read_country(code.lower(), WORDS).value == code
    }
    assert unread == {"NA"}  # says that there is nothing; Namibia is known by its name
    assert read_country("Namibia", WORDS).value == "NA"


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("channel", "E-Mail", "email"),
        ("channel", "phone (mobile)", "phone"),
        ("outcome", "refused (no ID)", "denied"),
        ("law", "none", "none"),
        ("law", "n/a", ""),
        ("relation", "unknown", "unknown"),
        ("language", "EN", "en"),
        ("language", "Deutsch", "de"),
        ("language", "Portuguese", "pt"),
        ("language", "Niederländisch", "nl"),
        ("language", "pt-BR", "pt-BR"),
        ("language", "zh-Hant-TW", "zh-Hant-TW"),
        ("language", "nan", ""),
        ("reason", "", ""),
    ],
)
def test_words_with_a_code(field: str, text: str, code: str) -> None:
    found = read_choice(field, text, WORDS)
    assert (found.value, found.code) == (code, "")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("channel", "pigeon"),
        ("outcome", "not refused"),
        ("language", "xyz"),
        ("language", "xyz-BR"),
        ("language", "und"),
    ],
)
def test_a_word_without_a_code_is_a_remark(field: str, text: str) -> None:
    found = read_choice(field, text, WORDS)
    assert (found.value, found.code) == ("", "register.unknown_word")


@pytest.mark.parametrize(
    ("text", "says", "is_closed"),
    [
        ("yes ", True, True),
        ("Ja.", True, True),
        ("✓", True, True),
        ("X", True, True),
        ("1", True, True),
        ("yes (late)", True, True),
        ("हाँ", True, True),
        ("no", False, False),
        ("Nein", False, False),
        ("✗", False, False),
        ("0", False, False),
        ("done", None, True),
        ("erledigt", None, True),
        ("pending", None, False),
        ("in Bearbeitung", None, False),
        ("", None, None),
        ("?", None, None),
        ("maybe", None, None),
        ("not closed", None, None),
    ],
)
def test_yes_and_no_and_the_states_that_stand_for_them(text: str, says: bool | None, is_closed: bool | None) -> None:
    assert read_yes(text, WORDS) is says
    assert read_closed(text, WORDS) is is_closed


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        ("none", ""),
        (" Ann.Lee+x@Mail.Example ", "ann.lee+x@mail.example"),
        ("\ufeffann@x.example\u200b", "ann@x.example"),
        ("müller@köln.example", "müller@köln.example"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    found = read_email(text, WORDS)
    assert (found.value, found.code) == (address, "")


@pytest.mark.parametrize(
    "text",
    [
        "ann",
        "ann@x",
        "a@x.example b@y.example",
        "a@x.example; b@y.example",
        "Ann <a@x.example>",
        "@x.example",
        "a@@x.example",
    ],
)
def test_what_is_not_one_address_is_a_remark(text: str) -> None:
    found = read_email(text, WORDS)
    assert (found.value, found.code) == ("", "register.not_an_address")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  HARTWIG \u00a0 Dubreuilly\n", "HARTWIG Dubreuilly"),
        ("Nobody", "Nobody"),
        ("n/a", ""),
        ("---", ""),
        ("\u200bAnn\u200b Lee", "Ann Lee"),
        ("श्री\u200dमती", "श्री\u200dमती"),  # a joiner belongs to the spelling
    ],
)
def test_names_keep_their_capitals(text: str, name: str) -> None:
    assert read_name(text, WORDS) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DÉCÈS", "de\u0301ce\u0300s"),
        ("Art. 17", "art\u00a017"),
        ("हिन्\u200dदी", "हिन्दी"),
        ("Straße", "STRASSE"),
        ("१२", "12"),
        ("ＡＢ", "ab"),
    ],
)
def test_words_are_compared_in_one_form(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_only_the_name_of_a_column_keeps_its_question_mark() -> None:
    assert [header_key(text) for text in ("Closed? ", "closed？", "Closed", "closed (?)")] == [
        "closed?",
        "closed?",
        "closed",
        "closed",
    ]


@given(st.text())
def test_any_text_is_a_value_or_a_remark(text: str) -> None:
    for found in (
        read_country(text, WORDS),
        read_email(text, WORDS),
        *(read_choice(field, text, WORDS) for field in WORDS.choices),
    ):
        assert not (found.value and found.code)
    rights = read_rights(text, WORDS)
    assert len(set(rights.rights)) == len(rights.rights)
    assert bool(rights.unknown) == bool(rights.code)
    if is_blank(text, WORDS):
        assert read_name(text, WORDS) == ""


@given(st.text())
def test_a_form_has_only_one_form(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert readable(readable(text)) == readable(text) == readable(visible(text))
    assert country_key(country_key(text)) == country_key(text)
