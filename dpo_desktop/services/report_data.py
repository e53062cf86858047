"""Gathers the frozen data of each report in one read transaction."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dpo_desktop import __version__
from dpo_desktop.domain.deadlines import Duty, answer_due
from dpo_desktop.domain.duty_json import duties_from_json
from dpo_desktop.domain.law_decision import decisions_from_json
from dpo_desktop.domain.requests import is_open, timeliness_of
from dpo_desktop.reports.data import AuditHead, ComplianceData, RegisterRow
from dpo_desktop.reports.register_files import figures_again, totals_of, values_of
from dpo_desktop.reports.sums import shown
from dpo_desktop.services import clock, law
from dpo_desktop.services.figures import cases_without_receipt
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage import audit
from dpo_desktop.storage.tables import (
    AuthorityRow,
    OfficerRow,
    PersonRow,
    ReportRow,
    RequestEventRow,
    RequestRow,
    WorkspaceRow,
)

_PSEUDONYM_DIGITS = 8


def compliance_data(
    workspace: OpenWorkspace, *, period_from: date, period_to: date, names_reason: str = ""
) -> ComplianceData:
    """What the compliance report of a period says: requests received in it, by local day, both ends included.

    Persons are pseudonyms unless a reason for printing names is given; a blank one is none.
    """
    names_reason = names_reason.strip()
    with workspace.store.reading("long") as session:
        about = about_report(session, workspace, names_reason)
        company = clock.CompanyLaw(session, workspace.now())
        day = about["issued_at"].date()
        rows = tuple(_register(session, workspace, period_from, period_to, day, with_names=bool(names_reason)))
        values = [values_of(row) for row in rows]
        return ComplianceData(
            **about,
            period_from=period_from,
            period_to=period_to,
            law_edition=company.law.edition,
            holiday_edition=company.calendar.edition,
            totals=totals_of(values),
            figures=figures_again(values, day),
            no_receipt=cases_without_receipt(session),
            rows=rows,
        )


def about_report(session: Session, workspace: OpenWorkspace, names_reason: str) -> dict[str, Any]:
    """What every report says of itself, but for its period and the editions it rests on."""
    settings = session.get_one(WorkspaceRow, 1)
    officer = session.scalars(select(OfficerRow).where(OfficerRow.key_id == workspace.store.keys.officer)).one()
    head = audit.head(session.connection())
    issued_at = workspace.now().astimezone(workspace.zone).replace(microsecond=0)
    return {
        "number": _next_number(session, issued_at.year),
        "organisation": settings.organisation,
        "officer_name": officer.name,
        "officer_role": officer.role,
        "place": dict(law.places()).get(settings.place, settings.place),
        "time_zone": settings.time_zone,
        "issued_at": issued_at,
        "software": f"DPO Desktop {_version()}",
        "with_names": bool(names_reason),
        "names_reason": names_reason,
        "audit_head": AuditHead(settings.log_id, head.count, head.root.hex()),
        "authority_fingerprint": _fingerprint(session),
        "is_demo": settings.is_demo,
    }


def _version() -> str:
    try:
        return version("dpo-desktop")
    except PackageNotFoundError:
        return __version__


def _next_number(session: Session, year: int) -> str:
    issued = session.scalar(select(func.count()).where(ReportRow.number.startswith(f"RPT-{year}-"))) or 0
    return f"RPT-{year}-{issued + 1:04d}"


def _fingerprint(session: Session) -> str:
    from dpo_desktop.vault.authority import fingerprint_of

    return fingerprint_of(session.get_one(AuthorityRow, 1).authority_certificate)


def _register(
    session: Session, workspace: OpenWorkspace, period_from: date, period_to: date, day: date, *, with_names: bool
) -> list[RegisterRow]:
    zone = workspace.zone
    start = datetime.combine(period_from, time.min, zone)
    end = datetime.combine(period_to + timedelta(days=1), time.min, zone)
    key = workspace.store.keys.subkey("pseudonym")
    statement = (
        select(RequestRow, PersonRow.name, PersonRow.email, PersonRow.uuid)
        .join(PersonRow, RequestRow.subject_id == PersonRow.id)
        .where(RequestRow.received_at >= start, RequestRow.received_at < end)
        .order_by(RequestRow.reference_year, RequestRow.reference_number)
    )
    facts = _forwarding_facts(session)
    rows = []
    for row, name, email, uuid in session.execute(statement):
        if row.received_at is None:  # not of any period
            continue
        told = clock.recorded_in(facts.get(row.id, ())).by_customer(row.customer_id)
        rows.append(_register_row(row, (name or email) if with_names else pseudonym(key, email, uuid), told, zone, day))
    return rows


def _register_row(row: RequestRow, person: str, told: clock.Recorded, zone: tzinfo, day: date) -> RegisterRow:
    assert row.received_at is not None
    closed_at, forwarded_at, acknowledged_at = (
        at.astimezone(zone) if at else None for at in (row.closed_at, told.forwarded_at, told.acknowledged_at)
    )
    sums = duties_from_json(row.duties)
    timeliness, days_late = judged(row, sums, closed_at, forwarded_at, day)
    return RegisterRow(
        reference=row.reference,
        person=person,
        type_code=row.type_code,
        law=row.law,
        our_role=row.our_role,
        received_at=row.received_at.astimezone(zone),
        entered_at=row.entered_at.astimezone(zone),
        due_on=row.due_on or answer_due(sums),
        closed_at=closed_at,
        state=row.state,
        reason=row.reason,
        timeliness=timeliness,
        days_late=days_late,
        laws=laws_of(row),
        sums=sums,
        forwarded_at=forwarded_at,
        acknowledged_at=acknowledged_at,
    )


def judged(
    row: RequestRow, sums: Sequence[Duty], closed_at: datetime | None, forwarded_at: datetime | None, day: date
) -> tuple[str, int]:
    """On time or why not, and by how many days. As processor what counts is when it was forwarded. Local instants."""
    due = shown(sums)
    if row.our_role != "processor" or forwarded_at is None or due is None or due.due_on is None:
        closed_on = closed_at.date() if closed_at else None
        return timeliness_of(due_on=row.due_on, closed_on=closed_on, today=day, is_open=is_open(row.state))
    late = due.due_at is not None and forwarded_at > due.due_at
    days = (forwarded_at.date() - due.due_on).days if late else 0
    return _FORWARDED[is_open(row.state), late], days


# As processor: whether the case is open, whether it was forwarded late.
_FORWARDED = {
    (True, False): "open_in_time",
    (True, True): "open_late",
    (False, False): "on_time",
    (False, True): "late",
}


def laws_of(row: RequestRow) -> tuple[str, ...]:
    """The laws that apply, the leading one first; of a case from before laws were decided the one it was given."""
    applying = [one.law for one in decisions_from_json(row.laws) if one.applies]
    first = [row.law] if row.law != "none" else []
    return (*first, *(law for law in applying if law not in first))


def _forwarding_facts(session: Session) -> dict[int, list[RequestEventRow]]:
    """By case that we process for a customer, what was recorded of forwarding it, in the order of entry."""
    found: dict[int, list[RequestEventRow]] = {}
    statement = (
        select(RequestEventRow)
        .join(RequestRow, RequestEventRow.request_id == RequestRow.id)
        .where(RequestRow.our_role == "processor", RequestEventRow.kind.in_(("forwarded", "acknowledged", "struck")))
        .order_by(RequestEventRow.id)
    )
    for event in session.scalars(statement):
        found.setdefault(event.request_id, []).append(event)
    return found


def pseudonym(key: bytes, email: str, uuid: str) -> str:
    """One e-mail address is one pseudonym in every report of a workspace; a person without one has one per request.

    Keyed, so that nobody outside can try addresses.
    """
    known_by = email.strip().casefold() or uuid
    return "P-" + hmac.digest(key, known_by.encode(), "sha256").hex()[:_PSEUDONYM_DIGITS].upper()
