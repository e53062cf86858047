"""`dpo-desktop deadline`: each rule of the law gives what was worked out by hand (tests/data/law/examples.toml)."""

from __future__ import annotations

import json
import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from dpo_desktop import cli
from dpo_desktop.cli.entry import Entry
from dpo_desktop.services.law import load_law
from tests.cli.console import Console
from tests.factory import DATA, SetClock

EXAMPLES = tomllib.loads((DATA / "law" / "examples.toml").read_text("utf-8"))["example"]
NO_WINDOW = Entry(SetClock(), lambda _folder, _workspace: 1, lambda _folder: 1)
DATES = ("due", "cautious_due", "outer_due", "extension_notice_by")


def value(text: str | None) -> object:
    """A day as it stands, an instant with its offset, None for nothing."""
    return datetime.fromisoformat(text) if text and "T" in text else text or None


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: " ".join([one["rule"], *one["arguments"]]))
def test_an_example_worked_out_by_hand(capsys: pytest.CaptureFixture[str], example: dict[str, object]) -> None:
    """In this process: two hundred new ones would take minutes. The tests below start the real command."""
    arguments = example["arguments"]
    assert isinstance(arguments, list)
    assert cli.run(["deadline", str(example["rule"]), *arguments, "--json"], NO_WINDOW) == 0
    given = json.loads(capsys.readouterr().out)
    assert {name: value(given[name]) for name in DATES} == {name: value(str(example[name])) for name in DATES}, example
    assert given["in_force"] is example["in_force"]
    rule = load_law().rules[str(example["rule"])]
    sources = {rule.source_kind, *(line.source_kind for line in rule.national)}
    assert (given["kind"], given["citation"]) == (rule.kind, rule.citation)
    assert given["source_kind"] in sources
    assert isinstance(given["verified"], bool)
    assert given["steps"][0]["text"]


def test_every_rule_has_an_example_that_rests_on_its_own_words() -> None:
    rules = load_law().rules
    assert {example["rule"] for example in EXAMPLES} == set(rules)
    for example in EXAMPLES:
        rule = rules[example["rule"]]
        words = (rule.citation, rule.counting, *(pause.citation for pause in rule.pauses))
        assert any(example["quotation"] in text for text in words), example["rule"]


def test_a_duty_without_a_number_says_the_laws_word_and_the_hours_that_went_by(console: Console) -> None:
    given = json.loads(
        console.run("deadline", "eu-gdpr-7-3-withdrawal", "--from", "2026-01-02T09:00+01:00", "--json").out
    )
    assert (given["due"], given["speed"]) == (None, "immediately")
    assert given["hours_elapsed"] > 24 * 300
    assert "immediately" in given["steps"][-1]["text"]


def test_an_age_says_on_which_side_of_the_line_the_child_is(console: Console) -> None:
    command = ("deadline", "eu-gdpr-8", "--place", "DK", "--birth", "2010-06-15", "--json")
    before = json.loads(console.run(*command, "--from", "2023-12-31").out)
    after = json.loads(console.run(*command, "--from", "2024-01-01").out)
    assert (before["age"], before["below"], before["due"]) == (13, False, "2023-06-15")
    assert (after["age"], after["below"], after["due"]) == (15, True, "2025-06-15")
    assert before["purpose"] == after["purpose"] == "consent_online_service"


def test_an_age_is_told_for_the_day_of_collection_and_for_today(console: Console) -> None:
    command = ("deadline", "contract-child-16", "--from", "2020-01-01", "--birth", "2006-02-28", "--json")
    given = json.loads(console.run(*command).out)
    assert (given["below"], given["below_today"]) == (True, False)
    assert [step["code"] for step in given["steps"]][-2:] == ["below_on", "not_below_on"]


def test_a_pause_that_is_off_counts_with_a_reason_and_says_why_not_without(console: Console) -> None:
    command = ("deadline", "eu-gdpr-15", "--from", "2026-03-02", "--place", "DE-BE", "--json")
    paused = (*command, "--clarification", "2026-03-05..2026-03-15")
    plain = json.loads(console.run(*command).out)
    without = json.loads(console.run(*paused).out)
    counted = json.loads(console.run(*paused, "--reason", "a large amount of data").out)
    assert (without["due"], without["cautious_due"]) == (plain["due"], None)
    assert "pause_off" in [step["code"] for step in without["steps"]]
    assert (plain["due"], counted["due"], counted["cautious_due"]) == ("2026-04-02", "2026-04-13", "2026-04-02")


def test_the_sum_is_readable_without_json(console: Console) -> None:
    ran = console.run("deadline", "uk-gdpr-12a-response", "--from", "2026-03-05", "--place", "GB-ENG")
    assert ran.code == 0
    for words in ("Easter Monday", "1 month", "Tuesday, 7 April 2026", "were not read", "holidays "):
        assert words in ran.out
    assert "calendar_months" not in ran.out
    assert "controller_place" not in ran.out


REFUSED = [
    (("no-such-rule", "--from", "2026-01-01"), "law.unknown_rule"),
    (("eu-gdpr-15",), "deadline.needs_from"),
    (("eu-gdpr-15", "--from", "2026-01-01T10:00"), "deadline.time_without_zone"),
    (("eu-gdpr-15", "--from", "2026-02-30"), "deadline.not_a_day"),
    (("eu-gdpr-15", "--from", "2026-01-01T25:00+01:00"), "deadline.not_a_time"),
    (("eu-gdpr-15", "--from", "yesterday"), "deadline.not_a_day"),
    (("eu-gdpr-15", "--from", "9999-12-31"), "deadline.out_of_calendar"),
    (("eu-gdpr-15", "--from", "9999-12-31T23:59-12:00", "--place", "DE-BE"), "deadline.out_of_calendar"),
    (("eu-gdpr-15", "--from", "2026-01-01", "--place", "XX"), "law.unknown_place"),
    (("eu-gdpr-15", "--from", "2026-01-01", "--place", "UK"), "law.unknown_place"),
    (("eu-gdpr-15", "--from", "2026-01-01", "--place", "GB-ZZZ"), "law.unknown_place"),
    (("eu-gdpr-15", "--from", "2026-01-01", "--pause", "holiday=2026-01-02"), "deadline.unknown_cause"),
    (("eu-gdpr-15", "--from", "2026-01-01", "--pause", "fee"), "deadline.pause_form"),
    (("eu-gdpr-15", "--from", "2026-01-01", "--clarification", "2026-01-02.."), "deadline.pause_form"),
    (("eu-gdpr-15", "--from", "2026-01-01", "--clarification", "2026-01-09..2026-01-02"), "deadline.pause_reversed"),
    (("eu-gdpr-33-1", "--from", "2026-01-01"), "deadline.needs_time"),
    (("in-dpdp-r8-2-notice", "--from", "2026-01-01"), "deadline.needs_end"),
    (("eu-gdpr-8", "--birth", "2030-01-01", "--from", "2026-01-01"), "deadline.born_later"),
    (("eu-gdpr-15", "--from", "2026-01-01", "--rules", "missing.toml"), "law.file_unreadable"),
]


@pytest.mark.parametrize(("arguments", "code"), REFUSED, ids=lambda one: one if isinstance(one, str) else "")
def test_what_cannot_be_answered_is_one_sentence(console: Console, arguments: tuple[str, ...], code: str) -> None:
    ran = console.run("deadline", *arguments, "--json")
    given = json.loads(ran.out)
    assert (ran.code, given["error"]) == (1, code)
    assert given["sentence"].endswith(".")
    assert "Traceback" not in ran.out + ran.err


RULE = """
[[rule]]
id = "own-1"
jurisdiction = "EU"
law = "Our own promise"
right = "an answer in ten days"
kind = "deadline"
unit = "calendar_days"
amount = 10
start = "next_day"
trigger = "receipt"
citation = "ten days"
verified = true
"""


def test_a_rule_of_a_file_is_counted_like_any_other(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(RULE)
    given = json.loads(console.run("deadline", "own-1", "--from", "2026-03-02", "--rules", str(file), "--json").out)
    assert (given["due"], given["law"]) == ("2026-03-12", "Our own promise")


@pytest.mark.parametrize(
    ("old", "new", "code", "named"),
    [
        ('"calendar_days"', '"weeks"', "law.unknown_word", ("own-1", "unit", "weeks")),
        ("amount = 10", "amount = 10\ncolour = 1", "law.unknown_key", ("own-1", "colour")),
        ("verified = true", "", "law.missing_key", ("own-1", "verified")),
        ("amount = 10", "amount = -1", "law.wrong_value", ("own-1", "amount")),
        ("amount = 10", 'amount = "ten"', "law.wrong_value", ("own-1", "amount")),
        ("amount = 10", 'amount = 10\nholiday_calendar = "ZZ"', "law.unknown_word", ("own-1", "ZZ")),
        ("[[rule]]", "[[rules]]", "law.file_not_toml", ()),
        ("[[rule]]", "[[rule]", "law.file_not_toml", ()),
    ],
)
def test_a_file_of_rules_that_is_not_understood_is_one_sentence(
    console: Console, tmp_path: Path, old: str, new: str, code: str, named: tuple[str, ...]
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(RULE.replace(old, new))
    given = json.loads(console.run("deadline", "own-1", "--from", "2026-03-02", "--rules", str(file), "--json").out)
    assert given["error"] == code
    assert all(word in given["sentence"] for word in named)
