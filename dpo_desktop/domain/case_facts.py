"""What can be recorded of a case, and what contradicts itself. A fact that breaks a rule is recorded as it is."""

from __future__ import annotations

from datetime import date

from dpo_desktop.domain.errors import RuleViolation

# How somebody's identity was checked, and how sure that makes (the words of Regulation (EU) No 910/2014, Art. 8).
IDENTITY_METHODS: tuple[str, ...] = (
    "signed_in",
    "known_address",
    "called_back",
    "knowledge_questions",
    "document_seen",
    "video_call",
    "in_person",
    "electronic_identity",
    "other",
)
IDENTITY_LEVELS: tuple[str, ...] = ("low", "substantial", "high")
CHECK_OUTCOMES: tuple[str, ...] = ("passed", "failed")
# By what somebody acts for another person.
MANDATE_KINDS: tuple[str, ...] = ("power_of_attorney", "lawyer", "parent", "guardian", "court_order", "other")
MANDATE_OUTCOMES: tuple[str, ...] = ("sufficient", "insufficient")
FORWARD_MEANS: tuple[str, ...] = ("email", "portal", "phone", "letter", "other")
EXTENSION_REASONS: tuple[str, ...] = ("complex", "number", "other")


def check_word(word: str, known: tuple[str, ...], code: str) -> None:
    """Raises RuleViolation with this code for a word that is not known."""
    if word not in known:
        raise RuleViolation(code)


def check_day(day: date, today: date) -> None:
    """Raises RuleViolation: what has not happened yet cannot be recorded."""
    if day > today:
        raise RuleViolation("fact.in_future")


def check_answer(asked: date, answered: date) -> None:
    """Raises RuleViolation: the answer came before the question."""
    if answered < asked:
        raise RuleViolation("deadline.pause_reversed")


def check_told(told: date, received: date | None) -> None:
    """Raises RuleViolation: told of an extension before the request came."""
    if received is not None and told < received:
        raise RuleViolation("fact.told_before_receipt")


def check_reason(reason: str) -> str:
    """The reason without blanks around it. Raises RuleViolation where there is none."""
    if not reason.strip():
        raise RuleViolation("fact.reason_needed")
    return reason.strip()
