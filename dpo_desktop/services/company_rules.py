"""A rule of the company's own: read as strictly as the law file, tried out, and entered.

It stands under one of the laws that a case can fall under, and counts from what every case knows.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from dpo_desktop.domain.calendars import NO_HOLIDAYS
from dpo_desktop.domain.clock_facts import Facts
from dpo_desktop.domain.deadlines import deadline
from dpo_desktop.domain.errors import DpoError, NotFound, Parameter, RuleViolation
from dpo_desktop.domain.law_rules import Rule
from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.domain.requests import LAWS
from dpo_desktop.services import entries, law
from dpo_desktop.services.clock import own_rule
from dpo_desktop.services.one_deadline import check_calendar, rules_in
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.register_tables import CompanyRuleRow
from dpo_desktop.storage.unit_of_work import UnitOfWork

OWN_LAWS: tuple[str, ...] = LAWS[:-1]  # an own rule stands under one of them
GOVERNING_KINDS = ("deadline", "not_before", "duty_without_number")
SHORT_UNITS: tuple[str, ...] = ("calendar_days", "business_days", "calendar_months", "hours")
MOST_OF_A_SHORT_RULE = 1000
_LATE_DAY = datetime(2100, 1, 1, 12, tzinfo=UTC)
_CASE_TRIGGERS = ("receipt", "request_date")  # what every case knows
_STARTS = {"hours": "instant", "calendar_months": "same_day"}


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of the company. `rule` is None where `trouble`, a code with parameters, says why it does not count;
    `types` are codes of the kinds of request that it governs.
    """

    id: int
    rule_id: str
    body: str
    types: tuple[str, ...]
    is_answer: bool
    rule: Rule | None
    trouble: tuple[str, Mapping[str, Parameter]] | None
    entered_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShortRule:
    """The common case: an amount of a unit of SHORT_UNITS, counted from receipt. `verified`: the officer has read the
    words that `citation` names.
    """

    title: str
    law: str
    amount: int
    unit: str
    citation: str
    verified: bool = False


def rule_view(row: CompanyRuleRow) -> OwnRule:
    rule: Rule | None = None
    trouble: tuple[str, Mapping[str, Parameter]] | None = None
    try:
        rule = own_rule(row.body)
        if rule.id in law.load_law().rules:
            rule, trouble = None, ("law.own_id_shipped", {"rule": row.rule_id})
    except DpoError as error:
        trouble = (error.code, error.parameters)
    return OwnRule(
        row.id,
        row.rule_id,
        row.body,
        tuple(row.types.split()),
        row.is_answer,
        rule,
        trouble,
        row.entered_at,
        row.retired_at,
    )


def read_rule(body: str, types: Sequence[str]) -> Rule:
    """The one rule of a TOML text, checked as an own rule.

    Raises:
        RuleViolation: it is no TOML or not one rule, has a key or word that this program does not know, bears the id
            of a rule of the law file, stands under no law that the program knows, counts from what a case does not
            know, or governs no kind of request, or one that is not known.
    """
    rules = rules_in(body.encode())
    if len(rules) != 1:
        raise RuleViolation("law.own_one_rule", count=len(rules))
    rule = rules[0]
    if not rule.id.strip():
        raise RuleViolation("law.missing_key", rule="?", key="id")
    if rule.id in law.load_law().rules:
        raise RuleViolation("law.own_id_shipped", rule=rule.id)
    if rule.jurisdiction not in OWN_LAWS:
        raise RuleViolation("law.own_no_law", rule=rule.id, word=rule.jurisdiction)
    if rule.kind not in GOVERNING_KINDS:
        raise RuleViolation("law.own_no_clock", rule=rule.id, key="kind", word=rule.kind)
    if rule.trigger not in _CASE_TRIGGERS:
        raise RuleViolation("law.own_no_clock", rule=rule.id, key="trigger", word=rule.trigger)
    if rule.start == "backwards_from":
        raise RuleViolation("law.own_no_clock", rule=rule.id, key="start", word=rule.start)
    _try_out(rule)
    if not types:
        raise RuleViolation("law.own_no_kind")
    if not set(types) <= set(BY_CODE):
        raise RuleViolation("request.unknown_type")
    return rule


def _try_out(rule: Rule) -> None:
    """A rule whose calendar nobody knows, or whose date leaves the calendar, would stop the clock of every case."""
    check_calendar(rule)
    try:
        deadline(rule, Facts(_LATE_DAY.date(), UTC, _LATE_DAY.date(), _LATE_DAY), law.Calendars(NO_HOLIDAYS))
    except RuleViolation as error:
        raise RuleViolation("law.wrong_value", rule=rule.id, key="amount") from error


def add_rule(workspace: OpenWorkspace, body: str, types: Sequence[str], *, is_answer: bool) -> Written:
    """Enter a rule of the company.

    Raises:
        RuleViolation: as `read_rule`, or a rule of this id was entered before.
    """
    with workspace.unit_of_work() as uow:
        return _enter(uow, body, types, is_answer=is_answer)


def add_short_rule(workspace: OpenWorkspace, short: ShortRule, types: Sequence[str], *, is_answer: bool) -> Written:
    """Enter a rule that is no more than a number counted from receipt.

    Raises:
        RuleViolation: the title or the citation is missing, the number is none, or as `read_rule`.
    """
    with workspace.unit_of_work() as uow:
        taken = set(uow.session.scalars(select(CompanyRuleRow.rule_id)))
        return _enter(uow, short_rule_text(short, taken), types, is_answer=is_answer)


def _enter(uow: UnitOfWork, body: str, types: Sequence[str], *, is_answer: bool) -> Written:
    rule = read_rule(body, types)
    _check_id(uow, rule.id)
    row = CompanyRuleRow(
        rule_id=rule.id, body=body, types=" ".join(types), is_answer=is_answer, entered_at=uow.now, retired_at=None
    )
    uow.session.add(row)
    uow.record("register.added", row)
    return Written(uow.commit(), row.id)


def change_rule(workspace: OpenWorkspace, row_id: int, body: str, types: Sequence[str], *, is_answer: bool) -> Written:
    """Give a rule in use another text, or other kinds. Where nothing differs, nothing is recorded.

    Raises:
        NotFound: there is no such rule.
        RuleViolation: it is retired, another rule has the id, or as `read_rule`.
    """
    rule = read_rule(body, types)
    with workspace.unit_of_work() as uow:
        row = uow.session.get(CompanyRuleRow, row_id)
        if row is None:
            raise NotFound("entry.missing")
        entries.check_in_use(row)
        if rule.id != row.rule_id:
            _check_id(uow, rule.id)
        values = {"rule_id": rule.id, "body": body, "types": " ".join(types), "is_answer": is_answer}
        return entries.change(uow, row, values)


def _check_id(uow: UnitOfWork, rule_id: str) -> None:
    if uow.session.scalar(select(CompanyRuleRow.id).where(CompanyRuleRow.rule_id == rule_id)) is not None:
        raise RuleViolation("law.own_id_used", rule=rule_id)


def short_rule_text(short: ShortRule, taken: Collection[str] = ()) -> str:
    """The TOML of a short rule, with an id that is not `taken`.

    Raises:
        RuleViolation: the title or the citation is missing, or the number is none.
    """
    if not short.title.strip():
        raise RuleViolation("law.own_title_missing")
    if not 1 <= short.amount <= MOST_OF_A_SHORT_RULE:
        raise RuleViolation("law.own_amount", most=MOST_OF_A_SHORT_RULE)
    if not short.citation.strip():
        raise RuleViolation("law.own_citation_missing")
    values: dict[str, str | int | bool] = {
        "id": _new_id(short.title, taken),
        "jurisdiction": short.law,
        "law": short.citation.strip(),
        "right": short.title.strip(),
        "kind": "deadline",
        "unit": short.unit,
        "amount": short.amount,
        "start": _STARTS.get(short.unit, "next_day"),
        "trigger": "receipt",
        "citation": short.citation.strip(),
        "source_kind": "verbatim_copy" if short.verified else "general_knowledge",
        "verified": short.verified,
    }
    if short.unit == "business_days":
        values |= {"holiday_calendar": "controller_place", "saturday": "not_working"}
    return "[[rule]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())


def _toml(value: str | int | bool) -> str:
    """Strings as JSON writes them are TOML, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")


def _new_id(title: str, taken: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = "own-" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "rule")
    known = {*taken, *law.load_law().rules}
    number = 1
    while (found := stem if number == 1 else f"{stem}-{number}") in known:
        number += 1
    return found
