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

from dpo_desktop.domain.deadlines import Rule
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS
from dpo_desktop.sentences.deadlines import edition_words
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
        {"cautious": {"colour": "red"}},
    ],
)
def test_an_unknown_key_or_word_is_an_error(changes: dict[str, object]) -> None:
    assert isinstance(law.rule_of(PLAIN), Rule)
    with pytest.raises(ValueError, match="xx-1"):
        law.rule_of(PLAIN | changes)


def test_an_extension_counts_only_where_the_law_itself_gives_it() -> None:
    by_law = {"amount": 2, "unit": "calendar_days", "set_by": "law"}
    assert law.rule_of(PLAIN | {"extension": by_law}).extension_amount == 2
    assert law.rule_of(PLAIN | {"extension": {**by_law, "set_by": "authority"}}).extension_amount == 0
    assert law.rule_of(PLAIN | {"extension": {**by_law, "unit": "none"}}).extension_amount == 0


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("deadlines.toml", toml(PLAIN | {"id": "eu-gdpr-15"}, "rule"), "twice"),
        ("deadlines.toml", toml(PLAIN | {"kind": "guess"}, "rule"), "unknown word in kind"),
        ("deadlines.toml", "\n[other]\n", "unknown schema"),
        ("request_rules.toml", toml({"law": "EU", "types": ["acess"], "answer": []}, "choice"), "acess"),
        ("request_rules.toml", toml({"law": "EU", "types": ["access"], "answer": []}, "choice"), "named twice"),
        ("request_rules.toml", toml({"law": "EU", "types": ["appeal"], "answer": ["eu-99"]}, "choice"), "exist"),
        ("request_rules.toml", toml({"law": "FR", "types": ["appeal"], "answer": []}, "choice"), "law"),
        (
            "request_rules.toml",
            toml({"law": "EU", "types": ["appeal"], "answer": [], "colour": "red"}, "choice"),
            "unknown key",
        ),
    ],
)
def test_data_that_is_not_understood_stops_the_program(own_data: Path, file: str, text: str, complaint: str) -> None:
    law.load_law()
    append(own_data / file, text)
    law.load_law.cache_clear()
    with pytest.raises(ValueError, match=complaint):
        law.load_law()


@pytest.mark.parametrize("file", ["deadlines.toml", "request_rules.toml"])
def test_another_schema_is_refused(own_data: Path, file: str) -> None:
    path = own_data / file
    path.write_text(path.read_text("utf-8").replace("schema = 1", "schema = 2", 1), "utf-8")
    with pytest.raises(ValueError, match="unknown schema"):
        law.load_law()


def test_the_edition_changes_with_every_byte(own_data: Path) -> None:
    editions = [law.load_law().edition]
    for file in ("deadlines.toml", "request_rules.toml"):
        append(own_data / file, "# a word\n")
        law.load_law.cache_clear()
        editions.append(law.load_law().edition)
    assert len(set(editions)) == 3
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
    undocumented = [word for words in law._WORDS.values() for word in words if f"`{word}`" not in schema]
    assert undocumented == []


def test_laws_and_kinds_of_the_choices_are_those_of_the_domain() -> None:
    choices = law.load_law().choices
    assert {name for name, _kind in choices} == set(LAWS) - {"none"}
    assert {kind for _law, kind in choices} <= {kind.code for kind in REQUEST_TYPES}
    for kind in ("access", "erasure", "rectification", "portability"):
        assert all((name, kind) in choices for name in LAWS if name != "none")


@pytest.mark.parametrize(("code", "name"), law.places())
def test_each_place_has_holidays_and_a_zone(code: str, name: str) -> None:
    calendar = law.calendar_for(code, (2026, 2027))
    assert {day.year for day in calendar.holidays} >= {2026, 2027}
    assert all(len([day for day in calendar.holidays if day.year == year]) >= 5 for year in (2026, 2027))
    assert all(calendar.holidays.values())
    assert (calendar.place, calendar.edition) == (code, f"holidays {version('holidays')}, {code}")
    assert NOW.astimezone(ZoneInfo(law.default_zone(code))).utcoffset() is not None
    assert name


def test_places_differ_where_their_holidays_do() -> None:
    assert {"IN-KA", "DE-BY", "GB-ENG", "GB-SCT", "US-CA"} <= {code for code, _name in law.places()}
    epiphany, st_andrew = date(2027, 1, 6), date(2026, 11, 30)
    years = (2026, 2027)
    assert epiphany in law.calendar_for("DE-BY", years).holidays
    assert epiphany not in law.calendar_for("DE-BE", years).holidays
    assert st_andrew in law.calendar_for("GB-SCT", years).holidays
    assert st_andrew not in law.calendar_for("GB-ENG", years).holidays


def test_an_edition_is_shown_with_its_day_as_people_write_days() -> None:
    edition = law.load_law().edition
    assert edition_words(edition) == edition.replace("2026-11-22", "Sun 22 Nov 2026")
    assert edition_words("an earlier one") == "an earlier one"


def test_a_clock_names_the_editions_it_was_computed_with() -> None:
    clock = law.compute_clock("EU", "access", "controller", NOW, "DE-BY", "Europe/Berlin")
    assert clock.law_edition == law.load_law().edition
    assert clock.holiday_edition == f"holidays {version('holidays')}, DE-BY"
