"""Gathers the frozen data of each report in one read transaction."""

from __future__ import annotations

import hmac
from datetime import date, datetime, time, timedelta
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dpo_desktop import __version__
from dpo_desktop.domain.requests import is_open, timeliness_of
from dpo_desktop.reports.data import AuditHead, ComplianceData, RegisterRow
from dpo_desktop.reports.register_files import figures_again, totals_of, values_of
from dpo_desktop.services import law
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
        settings = session.get_one(WorkspaceRow, 1)
        officer = session.scalars(select(OfficerRow).where(OfficerRow.key_id == workspace.store.keys.officer)).one()
        head = audit.head(session.connection())
        issued_at = workspace.now().astimezone(workspace.zone).replace(microsecond=0)
        day = issued_at.date()
        rows = tuple(_register(session, workspace, period_from, period_to, day, with_names=bool(names_reason)))
        values = [values_of(row) for row in rows]
        edition = law.calendar_for(settings.place).edition
        return ComplianceData(
            number=_next_number(session, issued_at.year),
            organisation=settings.organisation,
            officer_name=officer.name,
            officer_role=officer.role,
            place=dict(law.places()).get(settings.place, settings.place),
            time_zone=settings.time_zone,
            period_from=period_from,
            period_to=period_to,
            issued_at=issued_at,
            software=f"DPO Desktop {_version()}",
            law_edition=law.load_law().edition,
            holiday_edition=edition,
            with_names=bool(names_reason),
            names_reason=names_reason,
            audit_head=AuditHead(settings.log_id, head.count, head.root.hex()),
            totals=totals_of(values),
            figures=figures_again(values, day),
            no_receipt=cases_without_receipt(session),
            rows=rows,
            authority_fingerprint=_fingerprint(session),
            is_demo=settings.is_demo,
        )


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
    told = _not_counted(session)
    rows = []
    for row, name, email, uuid in session.execute(statement):
        if row.received_at is None:  # not of any period
            continue
        closed_at = row.closed_at.astimezone(zone) if row.closed_at else None
        timeliness, days_late = timeliness_of(
            due_on=row.due_on, closed_on=closed_at.date() if closed_at else None, today=day, is_open=is_open(row.state)
        )
        rows.append(
            RegisterRow(
                reference=row.reference,
                person=(name or email) if with_names else pseudonym(key, email, uuid),
                type_code=row.type_code,
                law=row.law,
                our_role=row.our_role,
                received_at=row.received_at.astimezone(zone),
                entered_at=row.entered_at.astimezone(zone),
                due_on=row.due_on,
                closed_at=closed_at,
                state=row.state,
                reason=row.reason,
                timeliness=timeliness,
                days_late=days_late,
                not_counted=told.get(row.id, ()),
            )
        )
    return rows


def _not_counted(session: Session) -> dict[int, tuple[str, ...]]:
    """By case, the kinds of its recorded facts that no date counts, in alphabetical order."""
    kinds = RequestEventRow.kind.in_(("extended", "paused"))
    found: dict[int, tuple[str, ...]] = {}
    statement = select(RequestEventRow.request_id, RequestEventRow.kind).where(kinds).distinct()
    for request_id, kind in session.execute(statement.order_by(RequestEventRow.kind)):
        found[request_id] = (*found.get(request_id, ()), kind)
    return found


def pseudonym(key: bytes, email: str, uuid: str) -> str:
    """One e-mail address is one pseudonym in every report of a workspace; a person without one has one per request.

    Keyed, so that nobody outside can try addresses.
    """
    known_by = email.strip().casefold() or uuid
    return "P-" + hmac.digest(key, known_by.encode(), "sha256").hex()[:_PSEUDONYM_DIGITS].upper()
