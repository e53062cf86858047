"""A row of a register as the case it would make, and what it says that a case of an earlier import does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.errors import DpoError
from dpo_desktop.domain.register_facts import Extension, Pause
from dpo_desktop.domain.register_rows import RegisterRow, Unread
from dpo_desktop.services.requests import check_new
from dpo_desktop.services.views import NewRequest, PersonView

# Where to look in a row that contradicts itself.
_FIELD_OF = {
    "request.received_in_future": "received",
    "request.received_long_ago": "received",
    "request.unknown_outcome": "outcome",
    "request.reason_needed": "reason",
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
class RegisterCase:
    new: NewRequest
    closing: Closing | None
    also_asked: tuple[str, ...]
    pauses: tuple[Pause, ...]
    extension: Extension | None

    def values(self) -> dict[str, object]:
        """What a case is compared by when the same register comes in again; JSON."""
        new, closing = self.new, self.closing
        return {
            "type_code": new.type_code,
            "channel": new.channel,
            "relation": new.relation,
            "our_role": new.our_role,
            "country": new.country,
            "law": new.law or rules.law_of_country(new.country),
            "language": new.language,
            "external_reference": new.external_reference,
            "handler": new.handler,
            "received": new.received_at.isoformat() if new.received_known else "",
            "requester": [new.requester.name, new.requester.email, new.requester.phone],
            "subject": [new.subject.name, new.subject.email, new.subject.phone],
            "notes": new.notes,
            "closed": closing is not None,
            "closed_at": closing.at.isoformat() if closing and closing.at else "",
            "outcome": closing.outcome if closing else "",
            "reason": closing.reason if closing else "",
            "also_asked": list(self.also_asked),
            "pauses": [pause.text for pause in self.pauses],
            "paused_days": sum(pause.days for pause in self.pauses),
            "extension": self.extension.text if self.extension else "",
        }


def case_of(
    row: RegisterRow, now: datetime, zone: ZoneInfo, moved_by: timedelta = timedelta()
) -> tuple[RegisterCase, Unread | None]:
    """The case, and what makes it contradict itself. A day without an hour is an hour of it in `zone`."""
    received = _instant(row.received, now, zone, moved_by)
    closed_at = _instant(row.closed_on, now, zone, moved_by, received)
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
    case = RegisterCase(new, closing, row.rights[1:], row.pauses, row.extension)
    return case, _contradiction(case, row, now)


def _contradiction(case: RegisterCase, row: RegisterRow, now: datetime) -> Unread | None:
    new, closing = case.new, case.closing
    try:
        check_new(new, now, from_register=True)
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
