"""Which laws reach a request, decided from entity, role and residence, with reasons; a person may decide otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dpo_desktop.domain.applicability import CASE_FACTS, THRESHOLDS, Circumstances, Reason, finding
from dpo_desktop.domain.law_rules import LawScope, Rule

# What a kind of request says of itself; the kinds are those of `domain.request_types`.
_FACTS_OF_KIND: dict[str, dict[str, bool]] = {
    "consent_withdrawal": {"consent_is_basis": True},
    "testimonial_withdrawal": {"consent_is_basis": True},
    "marketing_opt_out": {"direct_marketing": True},
    "reseller_opt_out": {"direct_marketing": True},
}


@dataclass(frozen=True, slots=True)
class LawDecision:
    """`basis` says how: computed, assumed (a threshold that nobody recorded is taken to be met), unknown (where the
    person lives), chosen (named when the case was entered) or overridden (later, with a reason, kept in the timeline).
    """

    law: str
    applies: bool
    basis: str
    reasons: tuple[Reason, ...]


def facts_of_kind(type_code: str) -> Mapping[str, bool]:
    """The facts of a case that follow from what is asked for; the others are not known."""
    return _FACTS_OF_KIND.get(type_code, {})


def decide_laws(
    scopes: Mapping[str, LawScope], given: Circumstances, chosen: str = "", overridden: Mapping[str, bool] | None = None
) -> tuple[LawDecision, ...]:
    """One decision for each law of the file, in its order. A role that is not clear is taken to be the controller's.

    `chosen` names one law that was fixed when the case was entered, `overridden` what was decided later, by law.
    """
    taken = replace(given, our_role="controller") if given.our_role == "unclear" else given
    later = overridden or {}
    found = []
    for code, scope in scopes.items():
        met = finding(taken, scope.applies_if, scope.applies_if_any, scope.applies_unless)
        decision = LawDecision(code, *_taken(met.applies, met.reasons), met.reasons)
        if chosen:
            decision = replace(decision, applies=code == chosen, basis="chosen")
        if code in later:
            decision = replace(decision, applies=later[code], basis="overridden")
        found.append(decision)
    return tuple(found)


def _taken(applies: bool | None, reasons: Iterable[Reason]) -> tuple[bool, str]:
    """Not known is no yes, but where only a threshold of ours is open the earlier date is kept."""
    if applies is not None:
        return applies, "computed"
    if all(reason.code in THRESHOLDS for reason in reasons if reason.holds is None):
        return True, "assumed"
    return False, "unknown"


def rule_applies(rule: Rule, given: Circumstances, decision: LawDecision) -> bool:
    """Whether a rule of a law that applies reaches the case. Where a person decided that the law applies, only what the
    case itself is decides; what is not known does not exclude it.
    """
    taken = replace(given, our_role="controller") if given.our_role == "unclear" else given
    if decision.basis in ("chosen", "overridden"):
        needed = [code for code in rule.applies_if if code in CASE_FACTS]
        return finding(taken, needed).applies is not False
    return finding(taken, rule.applies_if, rule.applies_if_any, rule.applies_unless).applies is not False


def decisions_to_json(decisions: Sequence[LawDecision]) -> str:
    """As it is kept with its request; `decisions_from_json` gives the same values back."""
    kept = [[one.law, one.applies, one.basis, [[r.code, r.holds] for r in one.reasons]] for one in decisions]
    return json.dumps(kept, separators=(",", ":"))


def decisions_from_json(text: str) -> tuple[LawDecision, ...]:
    return tuple(
        LawDecision(law, applies, basis, tuple(Reason(code, holds) for code, holds in reasons))
        for law, applies, basis, reasons in json.loads(text)
    )
