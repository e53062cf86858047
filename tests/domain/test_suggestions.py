"""The rules over words: what fires, what stops them, and that every language file fits the rules."""

from __future__ import annotations

import tomllib

import pytest

from dpo_desktop.domain.languages import language_of
from dpo_desktop.domain.mail_analysis import Analysis, MailWords, analyse
from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.domain.requests import OUR_ROLES, RELATIONS
from dpo_desktop.domain.suggestions import Lexicon, Rule, compiled, normalised, suggest
from dpo_desktop.services.lexicon import lexicon, small_words
from tests.factory import ROOT

FOLDER = ROOT / "resources" / "suggestions"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != "rules")
FULL = ("en", "de", "fr", "hi", "hi-Latn")


def small(**changes: object) -> Lexicon:
    """One rule: to erase, near to what is mine."""
    rule = Rule("right:erasure", ("erase", "mine"), 3, **{"near": 4, **changes})  # type: ignore[arg-type]
    phrases = {
        "erase": (compiled(["delet*", "wipe out"]),),
        "mine": (compiled(["my ... data", "my account"]),),
        "negation": (compiled(["not", "never"]),),
        "product": (compiled(["how do i"]),),
    }
    return Lexicon(phrases, (rule,), {})


def analysed(text: str, **changes: object) -> Analysis:
    words = MailWords(**{"kind": "message", "subject": "", "text": text, **changes})  # type: ignore[arg-type]
    return analyse(words, lexicon, small_words())


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("Please delete my data.", True),
        ("DELETING all my old data, please", True),
        ("Wipe out my account!", True),
        ("Delete it. My data is mine.", False),
        ("Do not delete my data.", False),
        ("You never deleted my data.", False),
        ("How do I delete my data?", False),
        ("delete one two three four five six my data", False),
    ],
)
def test_a_rule_fires_within_a_sentence_and_its_reach(text: str, fires: bool) -> None:
    found = suggest(text, small(unless=("product",)))
    assert bool(found.rights) == fires
    if fires:
        assert found.rights[0].words[0].lower().split()[-1] in ("data", "account")


@pytest.mark.parametrize("changes", [{"recipients": 40}, {"is_deceptive": True}])
def test_who_writes_to_many_or_sets_a_trap_is_no_customer(changes: dict[str, object]) -> None:
    assert analysed("The meeting is on Monday.").relation == "our_customer_contact"
    assert analysed("The meeting is on Monday.", **changes).relation == "unrelated"
    assert analysed("Please delete all my data.", **changes).relation == "our_customer_contact"


def test_a_negated_act_counts_where_the_rule_says_so() -> None:
    assert suggest("Do not delete my data.", small(negated=True)).rights


def test_a_concept_anywhere_in_the_mail_can_stop_or_allow() -> None:
    text = "How do I do that? Please delete my data."
    assert suggest(text, small(unless=("product",))).rights
    assert not suggest(text, small(unless_anywhere=("product",))).rights
    assert suggest(text, small(anywhere=("product",))).rights
    assert not suggest("Please delete my data.", small(anywhere=("product",))).rights


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Löschung", "loschung"),
        ("donnée", "DONNEE"),
        ("हटाएँ", "हटाएं"),
        ("फ़ोन", "फोन"),
        ("don’t", "dont"),
        ("l'accès", "l acces"),
    ],
)
def test_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("I would like a copy of all personal data you hold about me.", "access"),
        ("Bitte löschen Sie alle meine Daten.", "erasure"),
        ("Loeschen Sie bitte mein Konto und alle Daten.", "erasure"),
        ("Merci de supprimer toutes mes données personnelles.", "erasure"),
        ("कृपया मेरा सारा डेटा हटा दें।", "erasure"),
        ("Bhai mera pura data delete kar do please", "erasure"),
        ("Ich widerrufe meine Einwilligung in den Newsletter.", "consent_withdrawal"),
        ("Je m'oppose au traitement de mes données.", "objection"),
        ("My surname is misspelled in your records, please correct it.", "rectification"),
        ("Stop sending me marketing e-mails.", "marketing_opt_out"),
        ("Woher haben Sie meine Telefonnummer?", "source_question"),
        ("I wish to nominate my sister to exercise my rights in the event of my death.", "nomination"),
    ],
)
def test_plain_requests_are_seen_in_every_language(text: str, right: str) -> None:
    found = analysed(text)
    assert right in [one.code for one in found.rights]
    assert all(one.words for one in found.rights)


@pytest.mark.parametrize(
    "text",
    [
        "How do I delete a contact in the pipeline?",
        "Does the Pro plan include right to erasure workflows?",
        "Thank you for deleting my data so quickly.",
        "Ich kündige mein Abo zum Monatsende.",
        "",
        "Let us meet on Monday.",
    ],
)
def test_words_alone_are_no_request(text: str) -> None:
    assert analysed(text).rights == ()


def test_quoted_history_does_not_count_but_a_forwarded_mail_does() -> None:
    quoted = "Thanks.\n\nOn Monday, Tara <t@x.example> wrote:\n> Please delete all my data."
    assert analysed(quoted).rights == ()
    forwarded = analysed(quoted, subject="Fwd: a request", is_forward=True)
    assert [one.code for one in forwarded.rights] == ["erasure"]


def test_the_subject_of_an_answer_is_somebody_elses() -> None:
    assert analysed("See you.", subject="Delete my data please").rights
    assert not analysed("See you.", subject="Re: Delete my data please").rights


def test_our_own_mail_asks_for_nothing_unless_an_employee_does() -> None:
    ours = analysed("Shall we delete all your data?", from_us=True)
    assert (ours.relation, ours.rights) == ("internal", ())
    employee = analysed("I work in inside sales. Please give me a copy of my personal data.", from_us=True)
    assert (employee.relation, [one.code for one in employee.rights]) == ("employee", ["access"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "und"),
        ("12345 https://x.example a@b.example", "und"),
        ("Please send me the copy of the data", "en"),
        ("Bitte schicken Sie mir die Kopie", "de"),
        ("Je voudrais une copie de mes données", "fr"),
        ("मेरा डेटा CRM HUB 360 से हटाएं", "hi"),
        ("Mera data delete karo, maine account band kar diya hai", "hi-Latn"),
        ("எனக்கு வேண்டாம்", "ta"),
        ("أرجو حذف بياناتي", "ar"),
    ],
)
def test_the_language_is_told_by_script_and_small_words(text: str, language: str) -> None:
    assert language_of(text, small_words()) == language


def test_every_target_of_a_rule_is_a_code_and_every_concept_is_known() -> None:
    rules = tomllib.loads((FOLDER / "rules.toml").read_text("utf-8"))["rule"]
    known = {"start", *tomllib.loads((FOLDER / "en.toml").read_text("utf-8"))["concepts"]}
    for rule in rules:
        kind, _colon, code = rule["target"].partition(":")
        codes = {"right": set(BY_CODE), "sender": set(RELATIONS), "role": set(OUR_ROLES), "none": {code}}[kind]
        assert code in codes, rule["target"]
        named = {name for key in ("needs", "unless", "unless_anywhere", "anywhere") for name in rule.get(key, ())}
        assert named <= known, (rule["target"], named - known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phrases_of_a_language_are_compiled_and_none_is_a_bare_gap(language: str) -> None:
    body = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    assert body["language"] == language
    known = {"start", *tomllib.loads((FOLDER / "en.toml").read_text("utf-8"))["concepts"]}
    assert set(body["concepts"]) <= known
    for concept, phrases in body["concepts"].items():
        for phrase in phrases:
            assert normalised(phrase).replace("*", "").replace(".", "").strip(), (concept, phrase)
    assert lexicon(language).phrases


@pytest.mark.parametrize("language", FULL)
def test_a_long_hostile_text_is_read(language: str) -> None:
    for text in ("please " * 20_000, "a" * 200_000, "delete not " * 10_000, "> " * 50_000, "मेरा डेटा " * 10_000):
        suggest(text, lexicon(language))
