"""What columns mean by their names, and what a person may say instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.register_fields import (
    FIELD_CODES,
    REGISTER_FIELDS,
    by_field,
    check_mapping,
    column_of,
    mapping_by_names,
    suggested,
)
from dpo_desktop.services.register_words import register_words

WORDS = register_words()
JOINED = {field.code for field in REGISTER_FIELDS if field.joins}


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            ("Nr", "E-Mail", "what", "country ", "ext.", "who"),
            ("reference", "requester_email", "type", "country", "extension", "handler"),
        ),
        (("closed?", "closed on", "Closed ?"), ("closed_state", "closed", "")),
        (("First Name", "Last Name", "Name"), ("requester_name",) * 3),
        (("notes / merged", "Bemerkung"), ("notes", "notes")),
        (("received", "Date"), ("received", "")),
        (("\ufeffEingang am", "Völlig anderes", "", "निर्णय"), ("received", "", "", "")),
        (("प्राप्ति तिथि", "देश", "नाम"), ("received", "country", "requester_name")),
        (("N°", "Reçue le", "Prénom"), ("reference", "received", "requester_name")),
        ((), ()),
    ],
)
def test_names_suggest_fields(header: tuple[str, ...], fields: tuple[str, ...]) -> None:
    assert suggested(header, WORDS) == fields


@given(st.lists(st.sampled_from(sorted(WORDS.headers)) | st.text(), max_size=12))
def test_what_is_suggested_can_be_taken(header: list[str]) -> None:
    fields = suggested(header, WORDS)
    assert len(fields) == len(header)
    check_mapping((*fields, *(() if any(fields) else ("notes",))))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (("type", "colour"), "import.unknown_field"),
        (("type", "type"), "import.field_twice"),
        (("", ""), "import.nothing_mapped"),
        ((), "import.nothing_mapped"),
    ],
)
def test_a_mapping_that_contradicts_itself_is_refused(fields: tuple[str, ...], code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_mapping(fields)
    assert refusal.value.code == code


def test_names_and_notes_are_joined_and_nothing_else() -> None:
    assert sorted(JOINED) == ["notes", "requester_name", "subject_name"]
    check_mapping(("notes", "notes", "requester_name", "requester_name"))


@pytest.mark.parametrize(
    ("cells", "joined"),
    [
        (("a", "b", "c"), "a\nb\nc"),
        (("a", " ", "c"), "a\nc"),
        ((" ", "b", ""), "b"),
        ((" ", "", "\n"), " "),
        ((" a ", "b", ""), " a \nb"),
    ],
)
def test_what_is_empty_is_not_joined(cells: tuple[str, ...], joined: str) -> None:
    assert by_field((*cells, "x"), ("notes", "notes", "notes", "")) == {"notes": joined}


def test_the_column_of_a_field_is_the_first_that_says_something() -> None:
    fields = ("notes", "type", "notes")
    assert column_of("notes", (" ", "", "b"), fields) == 2
    assert column_of("notes", ("", "", ""), fields) == 0
    assert column_of("country", ("", "", ""), fields) == -1


@pytest.mark.parametrize(
    ("chosen", "fields"),
    [
        ({}, ("requester_email", "received", "")),
        ({"Mail": "none"}, ("", "received", "")),
        ({"Mail": ""}, ("", "received", "")),
        ({"Other": "country"}, ("requester_email", "received", "country")),
        ({"other": "received"}, ("requester_email", "", "received")),
        ({"mail ": "received"}, ("received", "", "")),
        ({"MAIL": "received", "date": "closed"}, ("received", "closed", "")),
    ],
)
def test_what_is_chosen_goes_before_what_was_suggested(chosen: dict[str, str], fields: tuple[str, ...]) -> None:
    assert mapping_by_names(("Mail", "Date", "Other"), chosen, ("requester_email", "received", "")) == fields


@pytest.mark.parametrize(
    ("name", "code"),
    [("colour", "import.no_such_column"), ("note", "import.column_twice"), ("a", "import.column_twice")],
)
def test_a_column_must_be_told_by_its_name(name: str, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        mapping_by_names(("Note", "NOTE", "a", "a"), {name: "notes"}, ("", "", "", ""))
    assert (refusal.value.code, refusal.value.parameters) == (code, {"column": name})


def test_a_name_as_it_stands_goes_before_one_that_is_like_it() -> None:
    assert mapping_by_names(("Note", "NOTE"), {"NOTE": "notes"}, ("", "")) == ("", "notes")


def test_every_field_has_a_name_of_its_own() -> None:
    assert suggested(FIELD_CODES, WORDS) == FIELD_CODES
