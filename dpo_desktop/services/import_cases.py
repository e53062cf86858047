"""A row of a register as the case it would make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.errors import DpoError
from dpo_desktop.domain.register_doubles import CaseFacts
from dpo_desktop.domain.register_facts import Extension, Pause
from dpo_desktop.domain.register_rows import RegisterRow, Unread
from dpo_desktop.services.requests import check_new
from dpo_desktop.services.views import NewRequest, PersonView

# Where to look in a row that contradicts itself.
_FIELD_OF = {
    "request.received_in_future": "received",
    "request.received_long_ago": "received",
    "request.unknown_outcome": "outcome",
    "request.closed_before_received": "closed",
    "request.closed_in_future": "closed",
}


@dataclass(frozen=True, slots=True)
class Closing:
    """`at` is None where the register does not say when."""

    at: datetime | None
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class CaseValues:
    """What a case is compared by when the same register comes in again; kept as JSON with its row.

    `received` and `closed_on` are as written (ISO), `received_at` and `closed_at` the instants they became. Persons are
    name, address, phone. A pause is text, days, begun, ended, reason; an extension text, amount, unit, reason.
    """

    type_code: str
    channel: str
    relation: str
    our_role: str
    country: str
    law: str
    language: str
    reference: str
    handler: str
    requester: tuple[str, ...]
    subject: tuple[str, ...]
    received: str
    received_at: str
    closed: bool
    closed_on: str
    closed_at: str
    outcome: str
    reason: str
    notes: str
    also_asked: tuple[str, ...]
    pauses: tuple[tuple[str, ...], ...]
    extension: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterCase:
    new: NewRequest
    closing: Closing | None
    also_asked: tuple[str, ...]
    pauses: tuple[Pause, ...]
    extension: Extension | None
    values: CaseValues

    def facts(self, zone: ZoneInfo) -> CaseFacts:
        """What is compared with other cases, days in `zone`."""
        new = self.new
        return CaseFacts(
            name=new.requester.name,
            email=new.requester.email,
            right="" if new.type_code == "unspecified" else new.type_code,
            received=new.received_at.astimezone(zone).date() if new.received_known else None,
            closed=self.closing.at.astimezone(zone).date() if self.closing and self.closing.at else None,
            subject="" if new.subject == new.requester else new.subject.name or new.subject.email,
        )


def case_of(
    row: RegisterRow, now: datetime, zone: ZoneInfo, moved_by: timedelta = timedelta()
) -> tuple[RegisterCase, Unread | None]:
    """The case, and what makes it contradict itself. A day without an hour is an hour of it in `zone`."""
    received = _instant(row.received, now, zone, moved_by)
    closed_at = _instant(row.closed_on, now, zone, moved_by, received)
    has_hour = isinstance(row.received, datetime)
    if received and closed_at and not has_hour and closed_at < received and _same_day(closed_at, received, zone):
        received = closed_at  # it came some hour of that day, before it was closed
    requester = PersonView(row.requester_name, row.requester_email, row.requester_phone)
    subject = PersonView(row.subject_name, row.subject_email, row.subject_phone)
    new = NewRequest(
        type_code=row.rights[0] if row.rights else "unspecified",
        received_at=received or now,
        channel=row.channel or "other",
        requester=requester,
        subject=subject if any((subject.name, subject.email, subject.phone)) else requester,
        relation=row.relation or "unknown",
        our_role=row.our_role or "controller",
        country=row.country,
        law=row.law,
        language=row.language,
        notes=row.notes,
        external_reference=row.reference,
        handler=row.handler,
        received_known=received is not None,
    )
    closing = Closing(closed_at, row.outcome or rules.OUTCOME_NOT_RECORDED, row.reason) if row.closed else None
    case = RegisterCase(new, closing, row.rights[1:], row.pauses, row.extension, _values(row, new, received, closing))
    return case, _contradiction(case, row, now)


def _same_day(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    start = datetime.combine(other.date(), time(), zone)
    return start <= one <= datetime.combine(other.date(), time.max, zone)


def instant_text(instant: datetime | None) -> str:
    """ISO 8601 in UTC, '' where it is not known or no year of ours."""
    if instant is None or not rules.FIRST_YEAR <= instant.year < MAXYEAR:
        return ""
    return instant.astimezone(UTC).isoformat()


def _values(row: RegisterRow, new: NewRequest, received: datetime | None, closing: Closing | None) -> CaseValues:
    extension = row.extension
    return CaseValues(
        type_code=new.type_code,
        channel=new.channel,
        relation=new.relation,
        our_role=new.our_role,
        country=new.country,
        law=new.law,
        language=new.language,
        reference=new.external_reference,
        handler=new.handler,
        requester=(new.requester.name, new.requester.email, new.requester.phone),
        subject=(new.subject.name, new.subject.email, new.subject.phone),
        received=row.received.isoformat() if row.received else "",
        received_at=instant_text(received),
        closed=closing is not None,
        closed_on=row.closed_on.isoformat() if row.closed_on else "",
        closed_at=instant_text(closing.at) if closing else "",
        outcome=closing.outcome if closing else "",
        reason=closing.reason if closing else "",
        notes=new.notes.strip(),
        also_asked=row.rights[1:],
        pauses=tuple((pause.text, *pause_codes(pause).values()) for pause in row.pauses),
        extension=(extension.text, *extension_codes(extension).values()) if extension else (),
    )


def pause_codes(pause: Pause) -> dict[str, str]:
    """The parameters of its entry in the timeline."""
    return {
        "days": str(pause.days),
        "begun": pause.begun.isoformat() if pause.begun else "",
        "ended": pause.ended.isoformat() if pause.ended else "",
        "reason": pause.reason,
    }


def extension_codes(extension: Extension) -> dict[str, str]:
    """The parameters of its entry in the timeline."""
    return {"amount": str(extension.amount), "unit": extension.unit, "reason": extension.reason}


def _contradiction(case: RegisterCase, row: RegisterRow, now: datetime) -> Unread | None:
    new, closing = case.new, case.closing
    unread = {one.field for one in row.unread}
    try:
        check_new(new, now, from_register=True)
        if "country" in unread and not row.law and new.received_known and closing is None:
            return Unread("country", "register.country_decides")
        if closing is None and row.reason:
            return Unread("outcome", "request.unknown_outcome")
        if closing is not None:
            if closing.at is not None and closing.at.year < rules.FIRST_YEAR:
                return Unread("closed", "register.not_a_date")
            rules.check_can_close(
                state="received",
                outcome=closing.outcome,
                reason=closing.reason,
                received_at=new.received_at if new.received_known else None,
                closed_at=closing.at,
                now=now,
                from_register=True,
            )
    except DpoError as error:
        return Unread(_FIELD_OF.get(error.code, ""), error.code, tuple(sorted(error.parameters.items())))
    return None


def _instant(
    value: date | datetime | None,
    now: datetime,
    zone: ZoneInfo,
    moved_by: timedelta,
    not_before: datetime | None = None,
) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)) + moved_by
    day = value + moved_by
    noon = datetime.combine(day, time(12), zone)  # so that the day holds in most zones
    here = now.astimezone(zone)
    if here.date() == day and here < noon:  # but not later than now,
        noon = here
    if not_before is not None and noon < not_before <= datetime.combine(day, time.max, zone):
        return not_before  # nor on the day of receipt before it
    return noon
