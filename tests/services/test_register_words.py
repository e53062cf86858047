"""The vocabulary of registers: every code and its word in the window is known, no word means two things."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping

import pytest

from dpo_desktop.domain.register_fields import suggested
from dpo_desktop.domain.register_patterns import PHRASES
from dpo_desktop.domain.register_values import is_blank, read_choice, read_closed, read_country, read_rights, read_yes
from dpo_desktop.domain.register_words import RegisterWords, header_key, plain
from dpo_desktop.domain.requests import OPEN_STATES, OUTCOMES, REQUEST_STATES
from dpo_desktop.paths import resource_folder
from dpo_desktop.sentences import registers, vocabulary
from dpo_desktop.services.register_words import country_code, read_words, register_words

FOLDER = resource_folder("imports")
TEXT = (FOLDER / "words.toml").read_text("utf-8")
BODY = tomllib.loads(TEXT)
WORDS = register_words()
STATES = vocabulary.request_states()
LABELS: dict[str, Mapping[str, str]] = {
    "channel": vocabulary.channels(),
    "relation": vocabulary.relations(),
    "our_role": vocabulary.our_roles(),
    "law": vocabulary.laws(),
    "outcome": {code: STATES[code] for code in OUTCOMES},
    "reason": vocabulary.closing_reasons(),
}


@pytest.mark.parametrize("field", LABELS)
def test_a_code_is_read_as_it_is_and_by_its_word_in_the_window(field: str) -> None:
    unread = {
        code: text
        for code, label in LABELS[field].items()
        for text in (code, label, label.upper())
        if read_choice(field, text, WORDS).value != code
    }
    assert unread == {}


def test_a_right_is_read_by_its_code_and_by_its_word_in_the_window() -> None:
    unread = {
        code: text
        for code, label in vocabulary.request_types().items()
        for text in (code, label, label.upper())
        if read_rights(text, WORDS).rights != (code,)
    }
    assert unread == {}


def test_a_state_of_ours_says_whether_a_case_is_closed() -> None:
    for state in REQUEST_STATES:
        for text in (state.code, STATES[state.code]):
            is_outcome = read_choice("outcome", text, WORDS).value == state.code
            assert (read_closed(text, WORDS) is False, is_outcome) == (state.is_open, not state.is_open), text
    assert len(OPEN_STATES) > 3


def test_a_column_is_known_by_the_word_for_its_field_in_the_window() -> None:
    names = registers.register_fields()
    known = {code for code, name in names.items() if suggested((name,), WORDS) == (code,)}
    assert set(names) - known == set()


def test_every_word_of_the_file_says_what_it_stands_for() -> None:
    def phrases(text: str) -> list[str]:
        return [phrase.strip() for phrase in text.split(",")]

    for right, text in BODY["rights"].items():
        for word in phrases(text):
            expected = ((right,), "") if right else ((), word)
            found = read_rights(word, WORDS)
            assert (found.rights, found.unknown) == expected, word
    for code, text in BODY["countries"].items():
        assert {word for word in phrases(text) if read_country(word, WORDS).value != code} == set()
    for field, table in BODY["choices"].items():
        for code, text in table.items():
            assert {word for word in phrases(text) if read_choice(field, word, WORDS).value != code} == set(), field
    for field, text in BODY["headers"].items():
        assert {word for word in phrases(text) if suggested((word,), WORDS) != (field,)} == set()
    assert {word for word in phrases(BODY["words"]["yes"]) if read_yes(word, WORDS) is not True} == set()
    assert {word for word in phrases(BODY["words"]["no"]) if read_yes(word, WORDS) is not False} == set()
    assert {word for word in phrases(BODY["words"]["blanks"]) if not is_blank(word, WORDS)} == set()


def test_no_word_stands_twice_in_a_value() -> None:
    for table in (value for value in BODY.values() if isinstance(value, dict)):
        for name, text in ((name, text) for name, text in table.items() if isinstance(text, str)):
            keys = [
                header_key(word) if table is BODY["headers"] else word.strip().casefold() for word in text.split(",")
            ]
            assert sorted({key for key in keys if keys.count(key) > 1}) == [], name


def test_the_months_are_twelve() -> None:
    assert sorted(set(WORDS.months.values())) == list(range(1, 13))
    for month in range(1, 13):
        assert len([word for word, number in WORDS.months.items() if number == month]) >= 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nomination = ", "colour = ", "unknown code colour"),
        ('nomination = "nomination,', 'nomination = "nomination, erase,', "erase means erasure and nomination"),
        ('due = "due,', 'due = "due, Closed ?,', "closed? means"),
        ('no = "no,', 'no = "no, Ja,', "ja means yes and no"),
        ('opened = "open,', 'opened = "open, done,', "done means closed and opened"),
        ('no_match = "', 'no_match = "SPAM, ', "spam means process_unfounded and no_match"),
        ('12 = "december,', '12 = "december, mai,', "mai means 5 and 12"),
        ('VN = "', 'VN = "Laos, ', "laos means LA and VN"),
    ],
)  # fmt: skip
def test_a_word_that_means_two_things_is_an_error(old: str, new: str, said: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        read_words(TEXT.replace(old, new))


def test_the_file_is_read_the_same_in_either_spelling_of_its_letters() -> None:
    assert read_words(unicodedata.normalize("NFD", TEXT)) == read_words(TEXT) == WORDS


def test_the_readme_names_every_table() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    rows = "".join(line.split("|")[1] for line in readme.splitlines() if line.startswith("| `"))
    named = {name.split(".")[0] for name in rows.replace(",", " ").replace("`", " ").split()}
    assert named == set(BODY)
    assert set(BODY["phrases"]) == set(PHRASES)


def test_what_the_readme_says_of_comparing() -> None:
    assert plain("Art. 17") == "art 17"
    assert read_rights("deletion (DPDP s.12)", WORDS).rights == ("erasure",)
    assert read_rights("acces", WORDS).unknown == "acces"
    assert suggested(("closed?", "closed on"), WORDS) == ("closed_state", "closed")


def test_all_sets_are_filled() -> None:
    assert [name for name in RegisterWords.__slots__ if not getattr(WORDS, name)] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germany", "DE"),
        ("deutschland", "DE"),
        (" gb ", "GB"),
        ("us-va", "US-VA"),
        ("Virginia", "US-VA"),
        ("Québec", "CA-QC"),
        ("", ""),
        ("Atlantis", "ATLANTIS"),  # what is not known is refused where it is entered
    ],
)
def test_a_country_is_typed_by_its_name_or_its_code(text: str, code: str) -> None:
    assert country_code(text) == code
