"""Why a law applies to a case or does not, in words a lawyer can check."""

from __future__ import annotations

from collections.abc import Sequence

from dpo_desktop.domain.applicability import Reason
from dpo_desktop.domain.law_decision import LawDecision
from dpo_desktop.translation import _, ngettext


def _places() -> dict[str, str]:
    return {
        "data_subject_in_eu": _("the EU or EEA"),
        "data_subject_in_uk": _("the United Kingdom"),
        "data_subject_in_scotland": _("Scotland"),
        "data_subject_in_india": _("India"),
        "data_subject_in_us": _("the United States"),
        "data_subject_in_california": _("California"),
        "data_subject_in_virginia": _("Virginia"),
        "data_subject_in_colorado": _("Colorado"),
        "data_subject_in_brazil": _("Brazil"),
        "data_subject_in_canada": _("Canada"),
        "data_subject_in_quebec": _("Quebec"),
        "data_subject_in_australia": _("Australia"),
        "data_subject_in_switzerland": _("Switzerland"),
    }


def _ours() -> dict[str, tuple[str, str, str]]:
    """By code: it holds, it does not hold, nobody has said."""
    return {
        "controller_established_in_eu": (
            _("we are established in the EU or EEA"),
            _("we are not established in the EU or EEA"),
            _("nobody has said whether we are established in the EU or EEA"),
        ),
        "controller_established_in_uk": (
            _("we are established in the United Kingdom"),
            _("we are not established in the United Kingdom"),
            _("nobody has said whether we are established in the United Kingdom"),
        ),
        "body_corporate_in_india": (
            _("we are a company in India"),
            _("we are no company in India"),
            _("nobody has said whether we are a company in India"),
        ),
        "processing_in_india": (
            _("we process the data in India"),
            _("we do not process the data in India"),
            _("nobody has said whether we process the data in India"),
        ),
        "ccpa_business": (
            _("we are a business under the CCPA"),
            _("we are no business under the CCPA"),
            _("nobody has said whether we are a business under the CCPA"),
        ),
        "vcdpa_controller": (
            _("the Virginia VCDPA reaches us"),
            _("the Virginia VCDPA does not reach us"),
            _("nobody has said whether the Virginia VCDPA reaches us"),
        ),
        "cpa_controller": (
            _("the Colorado CPA reaches us"),
            _("the Colorado CPA does not reach us"),
            _("nobody has said whether the Colorado CPA reaches us"),
        ),
        "coppa_operator": (
            _("we are an operator under COPPA"),
            _("we are no operator under COPPA"),
            _("nobody has said whether we are an operator under COPPA"),
        ),
        "pipeda_organisation": (
            _("we are an organisation under PIPEDA"),
            _("we are no organisation under PIPEDA"),
            _("nobody has said whether we are an organisation under PIPEDA"),
        ),
        "app_entity": (
            _("we are an APP entity"),
            _("we are no APP entity"),
            _("nobody has said whether we are an APP entity"),
        ),
        "significant_platform_only": (
            _("we are a platform of the Third Schedule"),
            _("we are no platform of the Third Schedule"),
            _("nobody has said whether we are a platform of the Third Schedule"),
        ),
        "role_controller": (
            _("we are the controller"),
            _("we are not the controller"),
            _("nobody has said whether we are the controller"),
        ),
        "role_processor": (
            _("we are the processor"),
            _("we are not the processor"),
            _("nobody has said whether we are the processor"),
        ),
        "outsourced_processing": (
            _("we process for a customer"),
            _("we do not process for a customer"),
            _("nobody has said whether we process for a customer"),
        ),
        "outsourced_foreign_data": (
            _("the data of people abroad are processed in India for a customer abroad"),
            _("these are not data of people abroad, processed in India for a customer abroad"),
            _("nobody has said whether these are data of people abroad, processed for a customer abroad"),
        ),
    }


def codes() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_places()) | frozenset(_ours())


def reason_words(reason: Reason) -> str:
    """One reason, to stand inside a sentence."""
    if reason.code in _ours():
        holds, fails, unknown = _ours()[reason.code]
        return unknown if reason.holds is None else holds if reason.holds else fails
    place = _places()[reason.code]
    if reason.holds is None:
        return _("nobody has said whether the person is in {place}").format(place=place)
    if not reason.holds:
        return _("the person is not in {place}").format(place=place)
    if reason.code in ("data_subject_in_eu", "data_subject_in_uk"):  # Art. 3(2) asks for more than the place
        return _("the person is in {place}, where we are taken to offer our services").format(place=place)
    return _("the person is in {place}").format(place=place)


def decision_words(decision: LawDecision) -> str:
    """One sentence: whether the law applies, and why."""
    if decision.basis == "chosen":
        if decision.applies:
            return _("Applies: it was chosen by hand when the case was entered.")
        return _("Does not apply: another law was chosen by hand when the case was entered.")
    if decision.basis == "overridden":
        return _("Applies by your decision.") if decision.applies else _("Does not apply by your decision.")
    if decision.basis == "assumed":
        return _("Taken to apply: {reasons}.").format(reasons=_joined(_open(decision)))
    if decision.basis == "unknown":
        return _("Might apply: {reasons}.").format(reasons=_joined(_open(decision)))
    words = _("Applies: {reasons}.") if decision.applies else _("Does not apply: {reasons}.")
    return words.format(reasons=_joined(decision.reasons))


def _open(decision: LawDecision) -> list[Reason]:
    return [reason for reason in decision.reasons if reason.holds is None]


def _joined(reasons: Sequence[Reason]) -> str:
    *first, last = (reason_words(reason) for reason in reasons)
    return _("{first} and {last}").format(first=", ".join(first), last=last) if first else last


def other_laws_words(count: int, *, shown: bool) -> str:
    """The words of the line that opens and closes the laws that do not apply."""
    if shown:
        return _("Hide the other laws")
    return ngettext("Show {n} other law", "Show {n} other laws", count).format(n=count)
