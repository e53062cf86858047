"""Deadline rules as values: one `[[rule]]` of resources/law/deadlines.toml, vocabulary and algorithm in schema.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

JURISDICTIONS = tuple("EU UK UK-SCT IN US US-CA US-VA US-CO BR CA CA-QC AU CH POLICY".split())
KINDS = tuple("deadline not_before duty_without_number condition age commencement computation".split())
UNITS = tuple("hours calendar_days business_days calendar_months calendar_years none".split())
STARTS = tuple("instant same_day next_day next_full_hour backwards_from".split())
TRIGGERS = tuple(
    "receipt request_date awareness noticing knowledge notice_sent obtained collection processing log_date "
    "last_activity erasure_due purpose_end publication any none".split()
)
ROLLOVERS = ("none", "next_working_day")
SATURDAYS = ("working", "not_working", "open")
SPEEDS = tuple(
    "immediately promptly without_delay without_undue_delay as_soon_as_possible reasonable_time on_request "
    "none_stated".split()
)
PURPOSES = tuple(
    "policy_deletion consent_online_service consent_all_processing parental_consent_all_processing sale_opt_in "
    "exercise_own_rights extra_duties".split()
)
BELOW = tuple("delete parent_consents parent_or_minor_opts_in parent_acts extra_duties".split())
SOURCE_KINDS = tuple("official_text official_guidance verbatim_copy secondary general_knowledge".split())
CAUSES = tuple("identity_doubt authority_requested fee clarification cost_contribution renewed_contact".split())
EFFECTS = ("moves_start", "excludes_days", "none")
SET_BY = ("law", "controller", "authority")


@dataclass(frozen=True, slots=True)
class PauseRule:
    """What asking for something does to the clock. `is_on`: it counts without a recorded reason."""

    cause: str
    effect: str
    is_on: bool
    inclusive: bool
    also_notice: bool
    cautious: str  # one_day_less, none_excluded, ''
    effective_from: date | None
    effective_to: date | None
    citation: str
    note: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The last moment to tell the person of an extension, or to ask the authority for one."""

    amount: int
    unit: str
    start: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Extension:
    """`amount` 0 and `unit` none: a person enters the new date. Counted in one step from the start."""

    amount: int
    unit: str
    set_by: str
    notice: Notice | None


@dataclass(frozen=True, slots=True)
class Cautious:
    """What replaces the rule's own values where the law is open; '' and 0 replace nothing."""

    start: str
    saturday: str
    offset: int
    offset_unit: str
    why: str


@dataclass(frozen=True, slots=True)
class Outer:
    """A later outer limit that is shown and never planned on."""

    amount: int
    unit: str
    start: str
    why: str


@dataclass(frozen=True, slots=True)
class NationalAge:
    """`country` is ISO 3166-1; both days are included."""

    country: str
    age: int
    effective_from: date | None
    effective_to: date | None
    source_kind: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Texts are '' and tuples empty where the file is silent; `amount` is 0 where a rule has none."""

    id: str
    jurisdiction: str
    law: str
    right: str
    kind: str
    unit: str
    amount: int
    start: str
    trigger: str
    trigger_date: date | None
    when: str
    rollover: str
    saturday: str
    holiday_calendar: str
    speed: str
    purpose: str
    age: int
    parent_below: int
    below: str
    national: tuple[NationalAge, ...]
    applies_if: tuple[str, ...]
    applies_if_any: tuple[str, ...]
    applies_unless: tuple[str, ...]
    not_a_ground_against: tuple[str, ...]
    effective_from: date | None
    effective_to: date | None
    effective_note: str
    citation: str
    source_kind: str
    source_note: str
    read_on: date | None
    verified: bool
    counting: str
    exceptions: str
    watch: str
    note: str
    see: tuple[str, ...]
    extension: Extension | None
    cautious: Cautious | None
    outer: Outer | None
    pauses: tuple[PauseRule, ...]

    def in_force_on(self, day: date) -> bool:
        """Both days are included; where nothing is known it is taken to be in force."""
        return is_within(day, self.effective_from, self.effective_to)


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """Which rules govern a kind of request under a law. `is_answer`: the date by which the person is answered."""

    rule_id: str
    is_answer: bool


@dataclass(frozen=True, slots=True)
class LawScope:
    """Whom a law protects: the codes of `domain.applicability`. `identity_rule` says what a failed check means."""

    code: str
    applies_if: tuple[str, ...]
    applies_if_any: tuple[str, ...]
    applies_unless: tuple[str, ...]
    identity_rule: str


def is_within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)


def pause_of(rules: Sequence[PauseRule], cause: str, day: date) -> tuple[PauseRule | None, bool]:
    """The rule for a cause on the day of the event, and whether the law names the cause on other days only."""
    named = [rule for rule in rules if rule.cause == cause]
    for rule in named:
        if is_within(day, rule.effective_from, rule.effective_to):
            return rule, False
    return None, bool(named)
