"""States, outcomes and rules of a request.

States follow the house set of the field's vocabularies (OpenDSR, Data Rights Protocol, Fides, DPV): `withdrawn` is the
person's act, `cancelled` is ours. Reasons for a refusal are W3C DPV 2.3 justifications.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dpo_desktop.domain.countries import EU_COUNTRIES, country_of
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.request_types import BY_CODE


@dataclass(frozen=True, slots=True)
class RequestState:
    code: str
    is_open: bool


REQUEST_STATES: tuple[RequestState, ...] = (
    RequestState("received", True),
    RequestState("identity_pending", True),
    RequestState("clarification_pending", True),
    RequestState("accepted", True),
    RequestState("in_progress", True),
    RequestState("in_review", True),
    RequestState("fulfilled", False),
    RequestState("partly_fulfilled", False),
    RequestState("denied", False),
    RequestState("withdrawn", False),
    RequestState("cancelled", False),
    RequestState("expired", False),
    RequestState("duplicate", False),
    RequestState("forwarded_to_controller", False),
    RequestState("closed", False),  # by a register that does not say how; the form does not offer it
)
FIRST_YEAR = 1970  # before the first data protection law; an earlier year is a slip of the keyboard
OPEN_STATES = tuple(state.code for state in REQUEST_STATES if state.is_open)
OUTCOMES = tuple(state.code for state in REQUEST_STATES if not state.is_open)
OUTCOME_NOT_RECORDED = "closed"

# Outcomes that need a reason from CLOSING_REASONS; the others explain themselves.
OUTCOMES_WITH_REASON = ("partly_fulfilled", "denied", "cancelled", "expired")

CLOSING_REASONS: tuple[str, ...] = (
    "identity_verification_failure",
    "process_unfounded",
    "process_excessive",
    "legal_obligation_impaired",
    "legal_claim_defence_impaired",
    "third_party_rights_impaired",
    "disproportionate_effort_required",
    "no_match",
    "outside_jurisdiction",
    "other",
)

CHANNELS: tuple[str, ...] = ("email", "web_form", "letter", "phone", "chat", "in_person", "social_media", "other")

# Who writes to us; `processor` is any recipient that works for us.
RELATIONS: tuple[str, ...] = (
    "our_customer_contact",
    "end_user_of_customer",
    "parent",
    "lawyer_agent",
    "employee",
    "authority",
    "processor",
    "unrelated",
    "unknown",
)

OUR_ROLES: tuple[str, ...] = ("controller", "processor", "unclear")

# The laws of resources/law/laws.toml; `none` stands where none of them is known to apply.
LAWS: tuple[str, ...] = ("EU", "UK", "IN", "US-CA", "US-VA", "US-CO", "BR", "CA", "AU", "CH", "none")


_COUNTRY = re.compile(r"(?:[A-Z]{2}(?:-[A-Z0-9]{1,3})?)?")  # ISO 3166-1, or 3166-2 as in US-CA

_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)?")


def is_country(code: str) -> bool:
    """Whether it has the form of ISO 3166-1 alpha-2, or with a subdivision; '' is allowed."""
    return _COUNTRY.fullmatch(code) is not None


def is_language(tag: str) -> bool:
    """Whether it has the form of a BCP 47 language tag, such as en-IN or hi-Latn; '' is allowed."""
    return _LANGUAGE.fullmatch(tag) is not None


def law_of_country(place: str) -> str:
    """The law of the place where a person lives: ISO 3166, with a subdivision in the United States."""
    if country_of(place) in EU_COUNTRIES:
        return "EU"
    country = country_of(place)
    return place if place in LAWS else {"GB": "UK"}.get(country, country if country in LAWS else "none")


def is_open(state: str) -> bool:
    return state in OPEN_STATES


SOON_DAYS = 7  # "due this week": today and the seven days after it
NEW_DAYS = 3  # received today or in the three days before, and nobody has moved it on yet


def status_of(*, state: str, due_on: date | None, received_on: date | None, today: date) -> str:
    """What a list marks first: done, late, soon, new, open, or none where the law gives no date."""
    if not is_open(state):
        return "done"
    if due_on is not None and due_on < today:
        return "late"
    if due_on is not None and due_on <= today + timedelta(days=SOON_DAYS):
        return "soon"
    if state == "received" and received_on is not None and received_on >= today - timedelta(days=NEW_DAYS):
        return "new"
    return "open" if due_on is not None else "none"


def timeliness_of(*, due_on: date | None, closed_on: date | None, today: date, is_open: bool = True) -> tuple[str, int]:
    """On time or why not, and by how many days: on_time, late, open_in_time, open_late, no_date.

    A case that is closed, nobody wrote down when, was neither on time nor late.
    """
    if due_on is None or (closed_on is None and not is_open):
        return "no_date", 0
    days = ((closed_on or today) - due_on).days
    if closed_on is not None:
        return ("late", days) if days > 0 else ("on_time", 0)
    return ("open_late", days) if days > 0 else ("open_in_time", 0)


def check_intake(*, type_code: str, received_at: datetime, entered_at: datetime, dated_on: date | None = None) -> None:
    """Refuse an entry that contradicts itself. Instants are aware.

    Raises:
        RuleViolation: unknown type, received or dated after it was entered, or before anybody asked for data.
    """
    if type_code not in BY_CODE:
        raise RuleViolation("request.unknown_type", type=type_code)
    if received_at > entered_at:
        raise RuleViolation("request.received_in_future")
    if received_at.year < FIRST_YEAR:
        raise RuleViolation("request.received_long_ago", year=FIRST_YEAR)
    if dated_on is not None and dated_on > (entered_at + timedelta(days=1)).date():  # it may be tomorrow elsewhere
        raise RuleViolation("request.dated_in_future")
    if dated_on is not None and dated_on.year < FIRST_YEAR:
        raise RuleViolation("request.dated_long_ago", year=FIRST_YEAR)


def check_can_close(
    *,
    state: str,
    outcome: str,
    reason: str,
    received_at: datetime | None,
    closed_at: datetime | None,
    now: datetime,
    from_register: bool = False,
) -> None:
    """A late closing is a fact and is recorded; only a contradiction is refused. A register may not say when or why.

    Raises:
        RuleViolation: already closed, unknown outcome, missing reason, closed before received or in the future.
    """
    if not is_open(state):
        raise RuleViolation("request.already_closed")
    if outcome not in OUTCOMES:
        raise RuleViolation("request.unknown_outcome", outcome=outcome)
    if outcome in OUTCOMES_WITH_REASON and not reason and not from_register:
        raise RuleViolation("request.reason_needed")
    if reason and reason not in CLOSING_REASONS:
        raise RuleViolation("request.unknown_reason", reason=reason)
    if closed_at is None:
        return
    if received_at is not None and closed_at < received_at:
        raise RuleViolation("request.closed_before_received")
    if closed_at > now:
        raise RuleViolation("request.closed_in_future")


def check_can_reopen(*, state: str, reason: str) -> None:
    """Raises RuleViolation: the request is open, or no reason is given."""
    if is_open(state):
        raise RuleViolation("request.not_closed")
    if not reason.strip():
        raise RuleViolation("request.reopen_reason_needed")


def check_can_move(*, state: str, to_state: str) -> None:
    """Raises RuleViolation: the request is closed, or the target is no open state."""
    if not is_open(state):
        raise RuleViolation("request.already_closed")
    if to_state not in OPEN_STATES:
        raise RuleViolation("request.unknown_state", state=to_state)
