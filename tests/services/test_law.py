"""The law as data: read strictly, each word documented, its edition changing with every byte, each place resolving."""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dpo_desktop.domain import law_rules
from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.law_reading import rule_of
from dpo_desktop.domain.law_rules import Rule
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS
from dpo_desktop.sentences.deadlines import edition_words
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.services import law
from tests.factory import NOW, ROOT

FOLDER = ROOT / "resources" / "law"
PLAIN = {
    "id": "xx-1",
    "jurisdiction": "EU",
    "law": "A law",
    "right": "Art. 1",
    "kind": "deadline",
    "unit": "calendar_days",
    "amount": 5,
    "start": "next_day",
    "trigger": "receipt",
    "citation": "five days",
    "verified": True,
}


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the law's data that the program reads, as a frozen program reads what was unpacked beside it."""
    folder = tmp_path / "resources" / "law"
    shutil.copytree(FOLDER, folder)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    law.load_law.cache_clear()
    yield folder
    law.load_law.cache_clear()


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def toml(entry: dict[str, object], table: str) -> str:
    def value(one: object) -> str:
        return str(one).lower() if isinstance(one, bool) else repr(one) if isinstance(one, int | list) else f'"{one}"'

    return f"\n[[{table}]]\n" + "".join(f"{key} = {value(one)}\n" for key, one in entry.items())


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"jurisdiction": "FR"},
        {"kind": "dead_line"},
        {"unit": "weeks"},
        {"start": "tomorrow"},
        {"trigger": "reciept"},
        {"rollover": "previous_working_day"},
        {"saturday": "maybe"},
        {"speed": "soon"},
        {"cautious": {"colour": "red", "why": ""}},
        {"purpose": "fun"},
        {"below": "ignore"},
        {"source_kind": "hearsay"},
        {"holiday_calendar": "everywhere"},
        {"applies_if": ["role_king"]},
        {"applies_if_any": ["role_king"]},
        {"applies_unless": ["role_king"]},
        {"extension": {"unit": "calendar_days", "set_by": "somebody"}},
        {"extension": {"unit": "calendar_days", "set_by": "law", "colour": "red"}},
        {"extension": {"unit": "weeks", "set_by": "law"}},
        {"extension": {"unit": "calendar_days", "set_by": "law", "counted_from": "end"}},
        {"outer": {"amount": 1, "unit": "weeks", "start": "instant", "why": ""}},
        {"pauses": [{"cause": "holiday", "effect": "none", "default": "on"}]},
        {"pauses": [{"cause": "fee", "effect": "stops", "default": "on"}]},
        {"pauses": [{"cause": "fee", "effect": "none", "default": "maybe"}]},
        {"pauses": [{"cause": "fee", "effect": "none", "default": "on", "cautious": "two_days_less"}]},
        {"pauses": [{"cause": "fee", "effect": "none", "default": "on", "colour": "red"}]},
        {"national": [{"country": "AT", "age": 14, "source_kind": "hearsay", "verified": True}]},
    ],
    ids=str,
)
def test_an_unknown_key_or_word_is_an_error(changes: dict[str, object]) -> None:
    assert isinstance(rule_of(PLAIN), Rule)
    with pytest.raises(RuleViolation) as refused:
        rule_of(PLAIN | changes)
    assert refused.value.code in ("law.unknown_word", "law.unknown_key")
    assert refused.value.parameters["rule"] == "xx-1"


NOTICE = {"amount": 3, "unit": "none", "start": "same_day", "trigger": "receipt"}


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": True},
        {"amount": "five"},
        {"amount": 1_000_000},
        {"unit": "none"},
        {"start": "instant"},
        {"unit": "hours"},
        {"unit": "calendar_months"},
        {"verified": "yes"},
        {"law": 5},
        {"effective_from": "2026-01-01"},
        {"effective_from": NOW},
        {"effective_from": date(2026, 2, 1), "effective_to": date(2026, 1, 31)},
        {"applies_if": "role_controller"},
        {"see": [1]},
        {"extension": [1]},
        {"extension": {"amount": 1, "unit": "calendar_months", "set_by": "law"}},
        {"extension": {"amount": 1, "unit": "calendar_days", "set_by": "law", "one_step": False}},
        {"cautious": {"why": "open"}},
        {"pauses": {"cause": "fee"}},
        {"kind": "duty_without_number"},
        {"kind": "age"},
        {"kind": "commencement"},
        {"kind": "commencement", "trigger_date": date(2026, 1, 1), "unit": "hours", "start": "instant"},
        {"extension": {"unit": "none", "set_by": "law", "notice": NOTICE}},
        {"outer": {"amount": 3, "unit": "none", "start": "same_day", "why": "open"}},
        {"unit": "hours", "start": "instant", "cautious": {"offset": 1, "why": "open"}},
    ],
    ids=str,
)
def test_a_value_that_cannot_be_used_is_an_error(changes: dict[str, object]) -> None:
    with pytest.raises(RuleViolation) as refused:
        rule_of(PLAIN | changes)
    assert refused.value.code == "law.wrong_value"
    assert refused.value.parameters["key"]


@pytest.mark.parametrize("key", ["jurisdiction", "law", "right", "kind", "unit", "trigger", "citation", "verified"])
def test_a_key_that_is_needed_is_missed(key: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        rule_of({name: value for name, value in PLAIN.items() if name != key})
    assert (refused.value.code, refused.value.parameters["key"]) == ("law.missing_key", key)


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("deadlines.toml", toml(PLAIN | {"id": "eu-gdpr-15"}, "rule"), "law.id_twice"),
        ("deadlines.toml", toml(PLAIN | {"kind": "guess"}, "rule"), "law.unknown_word"),
        ("deadlines.toml", "\n[other]\n", "law.unknown_schema"),
        ("request_rules.toml", toml({"law": "EU", "types": ["acess"], "answer": []}, "choice"), "law.unknown_word"),
        ("request_rules.toml", toml({"law": "EU", "types": ["access"], "answer": []}, "choice"), "law.id_twice"),
        (
            "request_rules.toml",
            toml({"law": "EU", "types": ["appeal"], "answer": ["eu-99"]}, "choice"),
            "law.unknown_word",
        ),
        ("request_rules.toml", toml({"law": "FR", "types": ["appeal"], "answer": []}, "choice"), "law.unknown_word"),
        (
            "request_rules.toml",
            toml({"law": "EU", "types": ["appeal"], "answer": [], "colour": "red"}, "choice"),
            "law.unknown_key",
        ),
        ("laws.toml", toml({"code": "FR"}, "law"), "law.unknown_word"),
        ("laws.toml", toml({"code": "EU"}, "law"), "law.unknown_word"),
        ("laws.toml", toml({"code": "none", "colour": "red"}, "law"), "law.unknown_key"),
        ("laws.toml", toml({"code": "none", "applies_if": ["role_king"]}, "law"), "law.unknown_word"),
        ("laws.toml", toml({"code": "none", "identity_rule": "eu-99"}, "law"), "law.unknown_word"),
    ],
)
def test_data_that_is_not_understood_stops_the_program(own_data: Path, file: str, text: str, complaint: str) -> None:
    law.load_law()
    append(own_data / file, text)
    law.load_law.cache_clear()
    with pytest.raises(RuleViolation) as refused:
        law.load_law()
    assert refused.value.code == complaint
    assert sentence(refused.value).endswith(".")


@pytest.mark.parametrize("file", ["deadlines.toml", "request_rules.toml", "laws.toml"])
def test_another_schema_is_refused(own_data: Path, file: str) -> None:
    path = own_data / file
    path.write_text(path.read_text("utf-8").replace("schema = 1", "schema = 2", 1), "utf-8")
    with pytest.raises(RuleViolation) as refused:
        law.load_law()
    assert (refused.value.code, refused.value.parameters) == ("law.unknown_schema", {"file": file})


def test_the_edition_changes_with_every_byte(own_data: Path) -> None:
    editions = [law.load_law().edition]
    for file in ("deadlines.toml", "request_rules.toml", "laws.toml"):
        append(own_data / file, "# a word\n")
        law.load_law.cache_clear()
        editions.append(law.load_law().edition)
    assert len(set(editions)) == 4
    assert all(edition.startswith("2026-11-22, ") for edition in editions)  # the day the newest rule was read


def test_the_shipped_law_is_whole() -> None:
    rules = law.load_law().rules
    assert len(rules) == len(tomllib.loads((FOLDER / "deadlines.toml").read_text("utf-8"))["rule"]) >= 74
    assert all(rule.citation and rule.law and rule.right for rule in rules.values())
    assert {rule.verified for rule in rules.values()} == {True, False}  # shown beside every date
    for identifier, rule in rules.items():
        assert rule.id == identifier
        assert rule.amount > 0 or rule.unit == "none" or rule.kind == "computation", identifier


def test_every_word_that_the_program_knows_is_in_the_schema() -> None:
    schema = (FOLDER / "schema.md").read_text("utf-8")
    lists = [words for name, words in vars(law_rules).items() if name.isupper()]
    assert len(lists) >= 14
    assert [word for words in lists for word in words if f"`{word}`" not in schema] == []


def test_laws_and_kinds_of_the_choices_are_those_of_the_domain() -> None:
    choices = law.load_law().choices
    assert {name for name, _kind in choices} == set(LAWS) - {"none"}
    assert {kind for _law, kind in choices} <= {kind.code for kind in REQUEST_TYPES}
    assert all((name, "access") in choices for name in LAWS if name != "none")
    assert set(law.load_law().scopes) == set(LAWS) - {"none"}


@pytest.mark.parametrize(("code", "name"), law.places())
def test_each_place_has_holidays_and_a_zone(code: str, name: str) -> None:
    calendar = law.calendar_for(code)
    assert all(len([day for day in calendar.holidays if day.year == year]) >= 3 for year in range(2020, 2035))
    assert all(calendar.holidays.values())
    assert (calendar.place, calendar.edition) == (code, f"holidays {version('holidays')}, {code}")
    assert NOW.astimezone(ZoneInfo(law.default_zone(code))).utcoffset() is not None
    assert name


def test_places_differ_where_their_holidays_do() -> None:
    assert {"IN-KA", "DE-BY", "GB-ENG", "GB-SCT", "US-CA"} <= {code for code, _name in law.places()}
    epiphany, st_andrew = date(2027, 1, 6), date(2026, 11, 30)
    assert epiphany in law.calendar_for("DE-BY").holidays
    assert epiphany not in law.calendar_for("DE-BE").holidays
    assert st_andrew in law.calendar_for("GB-SCT").holidays
    assert st_andrew not in law.calendar_for("GB-ENG").holidays


def test_an_edition_is_shown_with_its_day_as_people_write_days() -> None:
    edition = law.load_law().edition
    assert edition_words(edition) == edition.replace("2026-11-22", "Sun 22 Nov 2026")
    assert edition_words("an earlier one") == "an earlier one"


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("DE", "Europe/Berlin"),
        ("de-by", "Europe/Berlin"),
        ("IN", "Asia/Kolkata"),
        ("IN-TG", "Asia/Kolkata"),
        ("GB", "Europe/London"),
        ("US", ""),
        ("ES-CN", "Atlantic/Canary"),
        ("ES-MD", "Europe/Madrid"),
        ("PT-20", "Atlantic/Azores"),
        ("FR-974", "Indian/Reunion"),
        ("FR-PF", ""),
        ("BR-AM", "America/Manaus"),
        ("BR-BA", "America/Sao_Paulo"),
    ],
)
def test_any_place_whose_holidays_are_known_is_a_place(code: str, zone: str) -> None:
    assert law.place_of(code).zone == zone
    assert law.calendar_for(law.place_of(code).code).holidays


@pytest.mark.parametrize("code", ["", "XX", "UK", "GB-ZZZ", "DE-", "Germany"])
def test_another_place_is_not_known(code: str) -> None:
    with pytest.raises(NotFound) as refused:
        law.place_of(code)
    assert refused.value.code == "law.unknown_place"
