"""Every code of the domain has its own word: kinds, states, steps of a deadline, and what the real mailbox holds."""

from __future__ import annotations

import ast
import csv
import re
from datetime import date

import pytest

from dpo_desktop.domain import law_rules
from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.applicability import ENTITY_FACTS
from dpo_desktop.domain.clock_facts import Step
from dpo_desktop.domain.editions import CAUSES
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.reports.wording import wording
from dpo_desktop.sentences import deadlines, vocabulary
from dpo_desktop.sentences.editions import edition_causes
from dpo_desktop.services.registers import JURISDICTIONS
from dpo_desktop.translation import translations
from tests.clocks import clock_at
from tests.factory import DATA, ROOT

MAKES_STEPS = (
    "domain/deadlines.py",
    "domain/extensions.py",
    "domain/pauses.py",
    "domain/case_clock.py",
    "services/one_deadline.py",
)


def test_every_step_of_a_deadline_has_words_and_no_words_are_left() -> None:
    """Codes that are put together begin with a part that stands in the sources and end with a word of the law file."""
    texts: set[str] = set()
    for file in MAKES_STEPS:
        tree = ast.parse((ROOT / "dpo_desktop" / file).read_text("utf-8"))
        texts |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    ends = (*law_rules.KINDS, *law_rules.UNITS, *law_rules.SET_BY, "saturday", "sunday")
    made = texts | {start + end for start in texts if start.endswith("_") for end in ends} | set(law_rules.UNITS)
    assert deadlines.codes() <= made
    assert {text for text in texts if re.fullmatch(r"(pause|extension|start|rolled|excluded)_[a-z_]*[a-z]", text)} <= (
        deadlines.codes() | {"extension_needs_date"}
    )


def test_every_word_of_the_law_file_is_spoken() -> None:
    for known, words in (
        (law_rules.CAUSES, deadlines.causes()),
        (law_rules.TRIGGERS, deadlines.triggers()),
        (law_rules.SOURCE_KINDS, {key: word for key, word in deadlines.source_kinds().items() if key}),
        (tuple(unit for unit in law_rules.UNITS if unit != "none"), deadlines.units()),
    ):
        assert sorted(known) == sorted(words)
        assert len(set(words.values())) == len(words)
    speeds = {speed: deadlines.step_words(Step("no_number", None, (("speed", speed),))) for speed in law_rules.SPEEDS}
    assert len(set(speeds.values())) == len(speeds) == 8


def test_the_explanation_of_a_date_holds_both_ends() -> None:
    (duty,) = clock_at("EU", "access", "DE-BY", "2026-11-25")
    words = deadlines.explain(duty)
    assert words.startswith(
        "Received Wed 25 Nov 2026; 1 month (Fri 25 Dec 2026); Fri 25 Dec 2026, a public holiday (Christmas Day), is "
        "not counted as the end; Sat 26 Dec 2026, a Saturday, is not counted as the end; "
    )
    assert words.endswith("Answer by Monday, 28 December 2026.")
    assert date(2026, 12, 28) == duty.due_on


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
            words += node.args[2:3] if isinstance(node.func, ast.Name) and node.func.id == "_record" else []
            words += [word.value for word in node.keywords if word.arg == "action"]
            texts = {str(word.value) for word in words if isinstance(word, ast.Constant)}
            recorded |= {text for text in texts if "." in text}  # argparse has actions too
    assert recorded == set(vocabulary.audit_actions())
