"""The file of a case as data inside the report: format `dpo-case/1`, which does not change with the wording."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from dpo_desktop.reports.case_data import CaseClock, CaseFact, CaseFileData, CaseLaw
from dpo_desktop.reports.sums import SumWords, plain_rules, plain_sum

CASE_FORMAT = "dpo-case/1"
CASE_NAME = "case.json"


def case_json(data: CaseFileData) -> bytes:
    """UTF-8, keys in a fixed order."""
    words = SumWords(data.language)
    plain = {
        "format": CASE_FORMAT,
        "report": data.number,
        "organisation": data.organisation,
        "issued": _iso(data.issued_at),
        "time_zone": data.time_zone,
        "software": data.software,
        "law_edition": data.law_edition,
        "holiday_edition": data.holiday_edition,
        "names": data.with_names,
        "audit": asdict(data.audit_head),
        "case": _case(data),
        "laws": [_law(one) for one in data.laws],
        "sums": [_sum(one, words) for one in data.clocks],
        "rules": plain_rules(one.duty for one in data.clocks),
        "facts": [_fact(one) for one in data.facts],
    }
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def _case(data: CaseFileData) -> dict[str, Any]:
    return {
        "reference": data.reference,
        "type": data.type_code,
        "channel": data.channel,
        "role": data.our_role,
        "entity": data.entity,
        "customer": data.customer,
        "requester": data.requester,
        "subject": data.subject,
        "own_request": data.is_own_request,
        "relation": data.relation,
        "country": data.country,
        "law": data.law,
        "received": _iso(data.received_at),
        "entered": _iso(data.entered_at),
        "dated": _iso(data.dated_on),
        "due": _iso(data.due_on),
        "closed": _iso(data.closed_at),
        "state": data.state,
        "reason": data.reason,
        "timeliness": data.timeliness,
        "days_late": data.days_late,
    }


def _law(one: CaseLaw) -> dict[str, Any]:
    decision = one.decision
    return {
        "law": decision.law,
        "applies": decision.applies,
        "basis": decision.basis,
        "reasons": [asdict(reason) for reason in decision.reasons],
        "decided": _iso(one.decided_on),
        "words": one.words,
    }


def _sum(one: CaseClock, words: SumWords) -> dict[str, Any]:
    duty = one.duty
    return {
        **plain_sum(duty, words),
        "due_on": _iso(duty.due_on),
        "outer": _iso(duty.outer_at or duty.outer_on),
        "extension_notice_by": _iso(duty.notice_at or duty.notice_by),
        "if_extended": _iso(duty.extended_on),
        "waiting_since": _iso(duty.waiting_since),
        "own_target": _iso(duty.target_at or duty.target_on),
    }


def _fact(one: CaseFact) -> dict[str, Any]:
    return {
        "at": _iso(one.at),
        "dated": one.is_dated,
        "entered": _iso(one.entered_on),
        "kind": one.kind,
        "codes": dict(one.codes),
        "words": one.words,
        "struck": _iso(one.struck_on),
        "struck_words": one.struck_words,
    }


def leading_due(sums: list[Mapping[str, Any]]) -> str:
    """The date that leads, found again from the sums of a case.json: the earliest answer by a rule in force."""
    return min((one["due_on"] for one in sums if one["answer"] and one["in_force"] and one["due_on"]), default="")


def _iso(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds")
    return moment.isoformat() if moment is not None else ""
