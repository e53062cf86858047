"""The frozen values that leave `services`. Instants are aware and in the zone they were given in; dates are local."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.figures import HomeFigures
from dpo_desktop.domain.law_decision import LawDecision
from dpo_desktop.services.import_views import RegisterSource
from dpo_desktop.services.mail_views import AttachmentView


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What a list shows. `status` is '' (all), 'open', 'late', 'week', 'later', 'new', 'no_date' or 'closed'.

    `handler` None is anybody, '' nobody yet. Both days of `received_from` and `received_to` are included.
    """

    text: str = ""
    status: str = "open"
    type_code: str = ""
    law: str = ""
    handler: str | None = None
    received_from: date | None = None
    received_to: date | None = None


@dataclass(frozen=True, slots=True)
class RequestSummary:
    """One row of a list. `person` is the data subject's name; the words and marks are made by the view."""

    id: int
    reference: str
    person: str
    type_code: str
    state: str
    law: str
    our_role: str
    received_at: datetime | None  # None where the register it came from does not say
    due_on: date | None
    closed_at: datetime | None
    handler: str  # the colleague who works on it, '' for nobody
    status: str  # late, soon, open, new, done, none: the mark
    country: str
    external_reference: str  # its number in the register it was imported from


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter and an order that the officer named. `count`: how many requests it holds now."""

    id: int
    name: str
    wanted: RequestFilter
    sort: str
    count: int


@dataclass(frozen=True, slots=True)
class PersonView:
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact of a case. `kind` is a code (received, undated, note, state, closed, reopened, attached, corrected,
    those of `services.case_facts`, or mail_in, mail_out, mail_again, delivery for a mail, whose id is `mail_id`);
    `text` is free text, of a mail the subject."""

    id: int
    at: datetime
    kind: str
    text: str
    parameters: tuple[tuple[str, str], ...]
    actor: str
    mail_id: int = 0
    entered_later: date | None = None  # the day it was entered, where that is another one than the day it happened
    has_hour: bool = True  # False where a register gave only the day


@dataclass(frozen=True, slots=True)
class RequestDetail:
    id: int
    reference: str
    type_code: str
    state: str
    channel: str
    law: str
    our_role: str
    country: str
    language: str
    relation: str
    requester: PersonView
    subject: PersonView
    received_at: datetime | None
    entered_at: datetime
    due_on: date | None
    closed_at: datetime | None
    outcome: str
    reason: str
    duties: tuple[Duty, ...]
    laws: tuple[LawDecision, ...]
    chosen_law: str  # named when it was entered, '' where the program decided
    entity_id: int | None
    customer_id: int | None
    customer: str  # the name of the customer it belongs to, '' where we are not the processor or nobody said
    entity: str  # the name of the entity of ours that is asked, '' where none is named
    dated_on: date | None
    timeline: tuple[TimelineEntry, ...]  # newest first
    files: tuple[AttachmentView, ...]
    source: RegisterSource | None  # the row of a register that it was imported from
    external_reference: str  # its number in the register it was imported from
    handler: str
    law_edition: str
    holiday_edition: str
    status: str


@dataclass(frozen=True, slots=True)
class NewRequest:
    """Intake, from the form or from a row of a register. `received_at` is aware. `law` is named only where a person or
    a register fixed it; '' lets entity, role and residence decide. Only a register may lack the date of receipt
    (`received_known`) or the person. `entity_id` is one of ours, `customer_id` the customer we process for, `dated_on`
    the day that the request itself bears.
    """

    type_code: str
    received_at: datetime
    channel: str
    requester: PersonView
    subject: PersonView
    relation: str = "unknown"
    our_role: str = "controller"
    country: str = ""
    law: str = ""
    language: str = ""
    notes: str = ""
    external_reference: str = ""
    handler: str = ""
    received_known: bool = True
    entity_id: int | None = None
    customer_id: int | None = None
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class HomeView:
    """Counts for today and the cases to work on first."""

    today: date
    late: int
    week: int
    new: int
    open: int
    oldest_late_days: int
    next_due: date | None
    urgent: tuple[RequestSummary, ...]  # late, then due within seven days, then later; at most 50
    figures: HomeFigures
    audit: AuditOverview


@dataclass(frozen=True, slots=True)
class AuditOverview:
    """How far the audit trail goes, and the newest signed head; `last_head_count` 0 where none was signed."""

    log_id: str
    entries: int
    last_head_at: datetime | None
    last_head_count: int


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry of the trail. `id` is its number; `about` names what it is about, '' where there is nothing to name."""

    id: int
    at: datetime
    actor: str
    action: str
    about: str


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    organisation: str
    officer_name: str
    officer_role: str
    place: str  # holidays code: "IN-KA", "DE-BY", "GB-ENG", "US-CA"
    time_zone: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class IssuedReport:
    id: int
    number: str
    kind: str
    period_from: date
    period_to: date
    issued_at: datetime
    sha256: str
    requests: int
