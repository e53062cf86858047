"""The rules that a case rests on, for who wants to read them: those of the law file and the company's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dpo_desktop.domain.law_rules import PauseRule, Rule, pause_of
from dpo_desktop.services.clock import CompanyLaw
from dpo_desktop.services.law import load_law
from dpo_desktop.services.views import RequestDetail
from dpo_desktop.services.workspace import OpenWorkspace


@dataclass(frozen=True, slots=True)
class KnownRule:
    """`rule` is None where there is none of that id; `edition` is that of the law as this workspace has it now."""

    rule: Rule | None
    edition: str


def rule_of_case(workspace: OpenWorkspace, rule_id: str) -> KnownRule:
    with workspace.store.reading() as session:
        law = CompanyLaw(session, workspace.now()).law
    return KnownRule(law.rules.get(rule_id), law.edition)


def identity_rules(detail: RequestDetail) -> Mapping[str, tuple[Rule | None, PauseRule | None]]:
    """By law that applies: the rule on a check of identity that failed, and what asking for proof does to the clock."""
    law = load_law()
    found: dict[str, tuple[Rule | None, PauseRule | None]] = {}
    for decision in detail.laws:
        if decision.applies:
            rule = law.rules.get(law.scopes[decision.law].identity_rule)
            found[decision.law] = (rule, _pause(detail, decision.law))
    return found


def _pause(detail: RequestDetail, law_code: str) -> PauseRule | None:
    day = (detail.received_at or detail.entered_at).date()
    for duty in detail.duties:
        rule = load_law().rules.get(duty.rule_id)
        if rule is not None and duty.is_answer and rule.jurisdiction == law_code:
            pause, _other_days = pause_of(rule.pauses, "identity_doubt", day)
            return pause
    return None
