"""What the file of one case is made of. The same value gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.law_decision import LawDecision
from dpo_desktop.domain.law_rules import Rule
from dpo_desktop.reports.data import ReportData


@dataclass(frozen=True, slots=True)
class CaseLaw:
    """Whether a law applies. `decided_on` and `words` where a person decided otherwise; `words` only with names."""

    decision: LawDecision
    decided_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class CaseClock:
    """One clock with the rule that it counts by; None where the law file holds none."""

    duty: Duty
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One entry of the timeline, in workspace time. Free text stands in `words` and `struck_words` only with names."""

    at: datetime
    kind: str
    codes: tuple[tuple[str, str], ...]
    has_hour: bool = True
    is_dated: bool = True  # False where a register does not say when
    entered_on: date | None = None  # where that is another day than the one it happened on
    words: str = ""
    struck_on: date | None = None
    struck_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFileData(ReportData):
    """`requester` and `subject` are pseudonyms unless names were chosen. The period goes from receipt to this file."""

    reference: str
    type_code: str
    state: str
    reason: str
    channel: str
    our_role: str
    entity: str  # name of our entity that is asked, '' where nobody said
    customer: str  # name of the customer we process for
    country: str
    relation: str
    requester: str
    subject: str
    is_own_request: bool  # who asks is the person concerned
    law: str
    received_at: datetime | None
    entered_at: datetime
    dated_on: date | None
    due_on: date | None
    closed_at: datetime | None
    timeliness: str
    days_late: int
    laws: tuple[CaseLaw, ...]
    clocks: tuple[CaseClock, ...]
    facts: tuple[CaseFact, ...]  # oldest first
