"""Words for what is recorded of a case: checks, questions, answers, extensions, forwarding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dpo_desktop.sentences.dates import long_date, middle_date
from dpo_desktop.sentences.deadlines import causes
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.registers import extended_words, paused_words
from dpo_desktop.sentences.vocabulary import laws, our_roles
from dpo_desktop.translation import _, ngettext


def identity_methods() -> dict[str, str]:
    return {
        "signed_in": _("Signed in to their account"),
        "known_address": _("Wrote from an address that we knew"),
        "called_back": _("Called back on a number that we knew"),
        "knowledge_questions": _("Answered questions only they can answer"),
        "document_seen": _("Document seen"),
        "video_call": _("Seen in a video call"),
        "in_person": _("Seen in person"),
        "electronic_identity": _("Electronic identity"),
        "other": _("Another way"),
    }


def identity_levels() -> dict[str, str]:
    """How sure a check makes."""
    return {"low": _("Low"), "substantial": _("Substantial"), "high": _("High")}


def check_outcomes() -> dict[str, str]:
    return {"passed": _("Confirmed"), "failed": _("Could not be confirmed")}


def mandate_kinds() -> dict[str, str]:
    """By what somebody acts for another person."""
    return {
        "power_of_attorney": _("Power of attorney"),
        "lawyer": _("Lawyer"),
        "parent": _("Parent"),
        "guardian": _("Guardian"),
        "court_order": _("Court order"),
        "other": _("Something else"),
    }


def mandate_outcomes() -> dict[str, str]:
    return {"sufficient": _("Sufficient"), "insufficient": _("Not sufficient")}


def forward_means() -> dict[str, str]:
    return {
        "email": _("E-mail"),
        "portal": _("The customer's portal"),
        "phone": _("Phone"),
        "letter": _("Letter"),
        "other": _("Another way"),
    }


def extension_reasons() -> dict[str, str]:
    return {
        "complex": _("The request is complex"),
        "number": _("There are many requests"),
        "other": _("Another reason"),
    }


def cause_choices() -> dict[str, str]:
    """What can be asked for, as a list shows it."""
    return {code: words[:1].upper() + words[1:] for code, words in causes().items()}


def struck_kinds() -> dict[str, str]:
    """By kind of fact that can be struck out, what it was."""
    return {
        "asked": _("a question"),
        "answered": _("an answer"),
        "paused": _("a pause"),
        "extended": _("an extension"),
        "law_decided": _("a decision on a law"),
        "forwarded": _("the forwarding"),
        "acknowledged": _("the customer's confirmation"),
        "identity_checked": _("a check of identity"),
        "mandate_checked": _("a check of the mandate"),
    }


def fact_words(kind: str, codes: Mapping[str, str]) -> str:
    """What an entry of the timeline says that records a fact."""
    if kind == "asked":
        return _asked(codes)
    if kind == "answered":
        return _("The answer came: {what}").format(what=causes()[codes["cause"]])
    if kind == "extended":
        return _told(codes) if codes.get("told") else extended_words(codes)
    if kind == "paused":
        return paused_words(codes)
    if kind == "law_decided":
        words = _("Decided: {law} applies") if codes["applies"] == "yes" else _("Decided: {law} does not apply")
        return words.format(law=laws()[codes["law"]])
    if kind == "role_decided":
        return _("Our role: {role}").format(role=our_roles()[codes["role"]])
    if kind == "identity_checked":
        words = _("Identity confirmed: {method}. Level: {level}")
        if codes["outcome"] == "failed":
            words = _("Identity could not be confirmed: {method}")
        return words.format(method=identity_methods()[codes["method"]], level=identity_levels()[codes["level"]])
    if kind == "mandate_checked":
        words = _("Mandate checked, sufficient: {kind}")
        if codes["outcome"] == "insufficient":
            words = _("Mandate checked, not sufficient: {kind}")
        return words.format(kind=mandate_kinds()[codes["mandate"]])
    if kind == "forwarded":
        return _("Forwarded to the customer: {means}").format(means=forward_means()[codes["means"]])
    return _("The customer confirmed that it came")


def _asked(codes: Mapping[str, str]) -> str:
    words = _("Asked for {what}") if codes.get("letter") == "yes" else _("Asked for {what}, without a letter")
    told = words.format(what=causes()[codes["cause"]])
    if codes.get("switched_on") == "yes":
        return _("{told}. It counts by the reason below").format(told=told)
    return told


def _told(codes: Mapping[str, str]) -> str:
    words = _("The person was told that the answer takes longer. {reason}").format(
        reason=extension_reasons()[codes["reason"]]
    )
    if codes.get("until"):
        day = long_date(date.fromisoformat(codes["until"]))
        return _("{told}. New date: {day}").format(told=words, day=day)
    return words


def hours_since_words(hours: int) -> str:
    """How long a duty without a number has been running."""
    words = ngettext("{n} hour since it was received", "{n} hours since it was received", hours)
    return words.format(n=number(hours))


def question_words(cause: str, asked_on: date) -> str:
    """A question that waits for its answer, as a list offers it."""
    return _("{what}, asked on {day}").format(what=cause_choices()[cause], day=middle_date(asked_on))
