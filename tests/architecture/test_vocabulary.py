"""Every code of the domain has its own word: kinds, states, steps of a deadline, and what the real mailbox holds."""

from __future__ import annotations

import ast
import csv
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.applicability import ENTITY_FACTS
from dpo_desktop.domain.deadlines import Step
from dpo_desktop.domain.editions import CAUSES
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.reports.wording import wording
from dpo_desktop.sentences import deadlines, vocabulary
from dpo_desktop.sentences.editions import edition_causes
from dpo_desktop.services import law
from dpo_desktop.services.registers import JURISDICTIONS
from dpo_desktop.translation import translations
from tests.factory import DATA, ROOT


def test_every_step_of_a_deadline_has_words() -> None:
    tree = ast.parse((ROOT / "dpo_desktop" / "domain" / "deadlines.py").read_text("utf-8"))
    made: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Step", "_finding") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                made.add(str(first.value))
            elif isinstance(first, ast.JoinedStr):
                assert isinstance(first.values[0], ast.Constant)
                start = str(first.values[0].value)
                made |= {start + day for day in ("saturday", "sunday")}  # what `Calendar.free_because` answers
    assert made == deadlines.codes()


def test_every_word_for_speed_is_spoken() -> None:
    spoken = {
        speed: deadlines.step_words(Step("no_number", None, (("speed", speed),))) for speed in law._WORDS["speed"]
    }
    assert len(set(spoken.values())) == len(spoken) == 8


def test_the_explanation_of_a_date_holds_both_ends() -> None:
    received = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    clock = law.compute_clock("EU", "access", "controller", received, "DE-BY", "Europe/Berlin")
    words = deadlines.explain(clock.duties[0])
    assert words.startswith(
        "Received Wed 25 Nov 2026; 1 month (Fri 25 Dec 2026); Fri 25 Dec 2026, a public holiday (Christmas Day), is "
        "not counted as the end; Sat 26 Dec 2026, a Saturday, is not counted as the end; "
    )
    assert words.endswith("Answer by Monday, 28 December 2026.")
    assert date(2026, 12, 28) == clock.due_on


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ([kind.code for kind in REQUEST_TYPES], vocabulary.request_types()),
        ([state.code for state in rules.REQUEST_STATES], vocabulary.request_states()),
        (rules.CLOSING_REASONS, vocabulary.closing_reasons()),
        (rules.CHANNELS, vocabulary.channels()),
        (rules.RELATIONS, vocabulary.relations()),
        (rules.OUR_ROLES, vocabulary.our_roles()),
        (rules.LAWS, vocabulary.laws()),
        (ENTITY_FACTS, vocabulary.entity_facts()),
        (JURISDICTIONS, vocabulary.jurisdictions()),
        (CAUSES, edition_causes()),
    ],
    ids=["types", "states", "reasons", "channels", "relations", "roles", "laws", "facts", "jurisdictions", "causes"],
)
def test_every_code_of_the_domain_has_its_own_word(codes: list[str], words: dict[str, str]) -> None:
    assert sorted(codes) == sorted(words)
    assert len(set(codes)) == len(list(codes))
    assert len(set(words.values())) == len(words)
    assert all(word and word[0].isupper() for word in words.values())


def test_every_timeliness_that_the_domain_answers_has_words_in_the_report() -> None:
    days = [None, date(2026, 11, 1), date(2026, 11, 24), date(2026, 12, 1)]
    answers = {
        rules.timeliness_of(due_on=due, closed_on=closed, today=date(2026, 11, 24))[0]
        for due in days
        for closed in days
    }
    assert answers == {"on_time", "late", "open_in_time", "open_late", "no_date"}
    text = wording("en")["compliance"]
    assert answers - {"no_date"} <= set(text)
    assert {"no_date_law", "no_date_rule", "no_date_processor"} <= set(text)


def test_every_code_of_the_mailbox_has_a_word() -> None:
    with (DATA / "mailbox" / "labels.csv").open(encoding="utf-8", newline="") as lines:
        mails = list(csv.DictReader(lines))
    rights = {right for mail in mails for right in mail["rights"].split(";")} - {"none"}
    assert len(rights) >= 20
    assert rights <= set(vocabulary.request_types())
    assert {mail["role"] for mail in mails} - {"internal"} <= set(vocabulary.relations())
    assert {mail["controller_or_processor"] for mail in mails} <= set(vocabulary.our_roles())


def test_a_language_without_a_catalogue_speaks_english() -> None:
    assert translations("zz").gettext("Late") == "Late"


def test_every_act_that_is_recorded_has_its_words() -> None:
    recorded = set()
    for path in (ROOT / "dpo_desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            is_record = isinstance(node.func, ast.Attribute) and node.func.attr == "record"
            words = [node.args[0]] if is_record and node.args else []
            words += [word.value for word in node.keywords if word.arg == "action"]
            texts = {str(word.value) for word in words if isinstance(word, ast.Constant)}
            recorded |= {text for text in texts if "." in text}  # argparse has actions too
    assert recorded == set(vocabulary.audit_actions())
