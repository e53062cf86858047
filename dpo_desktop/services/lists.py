"""All table reads: ids for a filter, rows for a block of ids, one case, the numbers of Home."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased, defer

from dpo_desktop.domain.errors import NotFound
from dpo_desktop.domain.law_decision import decisions_from_json
from dpo_desktop.domain.requests import NEW_DAYS, OPEN_STATES, SOON_DAYS, is_open, status_of
from dpo_desktop.domain.search_words import search_words
from dpo_desktop.services.clock import duties_of
from dpo_desktop.services.figures import home_figures
from dpo_desktop.services.import_lists import register_source
from dpo_desktop.services.instants import in_zone
from dpo_desktop.services.mail_lists import case_files
from dpo_desktop.services.request_orders import due_order, ordered
from dpo_desktop.services.views import (
    AuditOverview,
    AuditRow,
    HomeView,
    IssuedReport,
    PersonView,
    RequestDetail,
    RequestFilter,
    RequestSummary,
    TimelineEntry,
)
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.engine import folded, id_vector, unindexed
from dpo_desktop.storage.register_tables import (
    CompanyHolidayRow,
    CompanyRuleRow,
    CompanyTargetRow,
    CustomerRow,
    EntityRow,
    RepresentativeRow,
)
from dpo_desktop.storage.search_index import EACH_REQUEST, matching
from dpo_desktop.storage.tables import (
    AuditEntryRow,
    AuditHeadRow,
    ExportRow,
    ImportBatchRow,
    MailRow,
    OfficerRow,
    PersonRow,
    ReportRow,
    RequestEventRow,
    RequestRow,
)

Subject = aliased(PersonRow)
Requester = aliased(PersonRow)

STATUSES = ("open", "late", "week", "later", "new", "no_date", "closed")
_HOME_ROWS = 50


def today(workspace: OpenWorkspace) -> date:
    return workspace.now().astimezone(workspace.zone).date()


def _condition(workspace: OpenWorkspace, status: str) -> ColumnElement[bool] | None:
    day = today(workspace)
    soon = day + timedelta(days=SOON_DAYS)
    new_from = datetime.combine(day - timedelta(days=NEW_DAYS), datetime.min.time(), workspace.zone)
    opened = RequestRow.state.in_(OPEN_STATES)
    conditions: dict[str, ColumnElement[bool]] = {
        "open": opened,
        "late": and_(opened, RequestRow.due_on < day),
        "week": and_(opened, RequestRow.due_on >= day, RequestRow.due_on <= soon),
        "later": and_(opened, RequestRow.due_on > soon),
        "new": and_(RequestRow.state == "received", RequestRow.received_at >= new_from),
        "no_date": and_(opened, RequestRow.due_on.is_(None)),
        "closed": ~opened,
    }
    return conditions.get(status)


def request_ids(workspace: OpenWorkspace, wanted: RequestFilter, sort: str = "due") -> array[int]:
    """The ids (int64) of a filtered list in order. `sort`: one of `request_orders.ORDERS`, `-` for descending."""
    with workspace.store.reading() as session:
        connection = session.connection()
        found = array("q")
        for part in ordered(holding(workspace, wanted), sort, today(workspace)):
            found.extend(id_vector(connection, part))
        return found


def holding(workspace: OpenWorkspace, wanted: RequestFilter) -> Select[int]:
    """The statement for the ids of a filter and its text, in no order."""
    return filtered(workspace, wanted).where(*matching(search_words(folded(wanted.text)), EACH_REQUEST))


def filtered(workspace: OpenWorkspace, wanted: RequestFilter) -> Select[int]:
    """The statement for the ids of a filter, whatever its text, in no order.

    But for the status, a filter is asked while the index of an order is gone through, not by an index of its own: what
    holds most requests would have to be sorted.
    """
    statement = select(RequestRow.id)
    condition = _condition(workspace, wanted.status)
    if condition is not None:
        statement = statement.where(condition)
    if wanted.type_code:
        statement = statement.where(unindexed(RequestRow.type_code) == wanted.type_code)
    if wanted.law:
        statement = statement.where(unindexed(RequestRow.law) == wanted.law)
    if wanted.handler is not None:
        statement = statement.where(unindexed(RequestRow.handler) == wanted.handler)
    if wanted.received_from is not None:
        statement = statement.where(unindexed(RequestRow.received_at) >= _midnight(workspace, wanted.received_from))
    if wanted.received_to is not None:
        next_day = wanted.received_to + timedelta(days=1)
        statement = statement.where(unindexed(RequestRow.received_at) < _midnight(workspace, next_day))
    return statement


def _midnight(workspace: OpenWorkspace, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), workspace.zone)


def request_rows(workspace: OpenWorkspace, ids: Sequence[int]) -> list[RequestSummary]:
    """The rows of a block, in the order of `ids`; a row that is gone is left out."""
    with workspace.store.reading() as session:
        return _summaries(session, workspace, ids)


def _summaries(session: Session, workspace: OpenWorkspace, ids: Sequence[int]) -> list[RequestSummary]:
    statement = (
        select(RequestRow, Subject.name, Subject.email)
        .join(Subject, RequestRow.subject_id == Subject.id)
        .where(RequestRow.id.in_(list(ids)))
    )
    found = {row[0].id: _summary(row, workspace) for row in session.execute(statement)}
    return [found[request_id] for request_id in ids if request_id in found]


def _summary(found: Row[RequestRow, str, str], workspace: OpenWorkspace) -> RequestSummary:
    row, name, email = found
    received = _received(row)
    return RequestSummary(
        id=row.id,
        reference=row.reference,
        person=name or email,
        type_code=row.type_code,
        state=row.state,
        law=row.law,
        our_role=row.our_role,
        received_at=received,
        due_on=row.due_on,
        closed_at=row.closed_at.astimezone(workspace.zone) if row.closed_at else None,
        handler=row.handler,
        status=status_of(
            state=row.state,
            due_on=row.due_on,
            received_on=received.astimezone(workspace.zone).date() if received else None,
            today=today(workspace),
        ),
        country=row.country,
        external_reference=row.external_reference,
    )


def _received(row: RequestRow) -> datetime | None:
    return in_zone(row.received_at, row.received_zone) if row.received_at else None


def request_counts(workspace: OpenWorkspace) -> dict[str, int]:
    """How many requests each status of `STATUSES` holds."""
    with workspace.store.reading() as session:
        return _counts(session, workspace)


def _counts(session: Session, workspace: OpenWorkspace) -> dict[str, int]:
    """Open cases are few and are looked at; closed ones are what is left of all."""
    waiting = STATUSES[:-1]
    columns = [
        func.coalesce(func.sum(case((_condition(workspace, status), 1), else_=0)), 0)  # type: ignore[arg-type]
        for status in waiting
    ]
    found = session.execute(select(*columns).where(RequestRow.state.in_(OPEN_STATES))).one()
    counts = dict(zip(waiting, found, strict=True))
    every = session.scalar(select(func.count()).select_from(RequestRow)) or 0
    return {**counts, "closed": every - counts["open"]}


def handlers(workspace: OpenWorkspace) -> tuple[str, ...]:
    """The officers and every colleague that a case was given to, in alphabetical order."""
    with workspace.store.reading() as session:
        names = {*session.scalars(select(OfficerRow.name)), *session.scalars(select(RequestRow.handler).distinct())}
    return tuple(sorted(names - {""}, key=str.casefold))


def request_detail(workspace: OpenWorkspace, request_id: int) -> RequestDetail:
    """One case with its timeline, newest first. Raises NotFound."""
    with workspace.store.reading() as session:
        return detail_of(session, workspace, request_id)


def detail_of(session: Session, workspace: OpenWorkspace, request_id: int) -> RequestDetail:
    """As `request_detail`, inside a transaction that is open."""
    row = session.get(RequestRow, request_id)
    if row is None:
        raise NotFound("request.missing")
    received = _received(row)
    requester = session.get_one(PersonRow, row.requester_id)
    subject = session.get_one(PersonRow, row.subject_id)
    events = session.execute(
        select(RequestEventRow, OfficerRow.name)
        .join(OfficerRow, RequestEventRow.officer_id == OfficerRow.id)
        .where(RequestEventRow.request_id == row.id)
        .order_by(RequestEventRow.at.desc(), RequestEventRow.id.desc())
    ).all()
    source = register_source(session, row.id, workspace)
    days = source.days if source else frozenset()
    words = (defer(MailRow.text), defer(MailRow.html), defer(MailRow.headers))
    mails = session.scalars(select(MailRow).where(MailRow.request_id == row.id).options(*words)).all()
    return RequestDetail(
        id=row.id,
        reference=row.reference,
        type_code=row.type_code,
        state=row.state,
        channel=row.channel,
        law=row.law,
        our_role=row.our_role,
        country=row.country,
        language=row.language,
        relation=row.relation,
        requester=PersonView(requester.name, requester.email, requester.phone),
        subject=PersonView(subject.name, subject.email, subject.phone),
        received_at=received,
        entered_at=row.entered_at.astimezone(workspace.zone),
        due_on=row.due_on,
        closed_at=row.closed_at.astimezone(workspace.zone) if row.closed_at else None,
        outcome="" if is_open(row.state) else row.state,
        reason=row.reason,
        duties=duties_of(session, row, workspace.now()),
        laws=decisions_from_json(row.laws),
        chosen_law=row.chosen_law,
        entity_id=row.entity_id,
        customer_id=row.customer_id,
        customer=session.get_one(CustomerRow, row.customer_id).name if row.customer_id else "",
        entity=session.get_one(EntityRow, row.entity_id).name if row.entity_id else "",
        dated_on=row.dated_on,
        timeline=_timeline(
            [_timeline_entry(event, actor, workspace, days) for event, actor in events],
            [_mail_entry(mail, workspace) for mail in mails],
        ),
        files=case_files(session, row.id, workspace),
        source=source,
        external_reference=row.external_reference,
        handler=row.handler,
        law_edition=row.law_edition,
        holiday_edition=row.holiday_edition,
        status=status_of(
            state=row.state,
            due_on=row.due_on,
            received_on=received.astimezone(workspace.zone).date() if received else None,
            today=today(workspace),
        ),
    )


def _timeline_entry(
    event: RequestEventRow, actor: str, workspace: OpenWorkspace, days: frozenset[tuple[str, datetime]]
) -> TimelineEntry:
    return TimelineEntry(
        id=event.id,
        at=event.at.astimezone(workspace.zone),
        kind=event.kind,
        text=event.text,
        parameters=tuple(sorted(json.loads(event.parameters).items())),
        actor=actor,
        entered_later=_entered_later(event, workspace),
        has_hour=(event.kind, event.at) not in days,
    )


def _entered_later(event: RequestEventRow, workspace: OpenWorkspace) -> date | None:
    entered = event.entered_at.astimezone(workspace.zone).date()
    return entered if entered > event.at.astimezone(workspace.zone).date() else None


def _mail_entry(row: MailRow, workspace: OpenWorkspace) -> TimelineEntry:
    kind = "mail_out" if row.direction == "out" else "mail_in"
    if row.kind in ("auto_reply", "bounce"):
        kind = "delivery"
    elif row.duplicate_of_id is not None:
        kind = "mail_again"
    return TimelineEntry(
        id=row.id,
        at=(row.received_at or row.entered_at).astimezone(workspace.zone),
        kind=kind,
        text=row.subject,
        parameters=(("kind", row.kind),),
        actor=row.sender_name or row.sender_email,
        mail_id=row.id,
    )


def _timeline(events: list[TimelineEntry], mails: list[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """Newest first; of one instant the act stands above the mail that led to it."""
    both = sorted([*mails, *events], key=lambda entry: (entry.at, entry.mail_id == 0, entry.id), reverse=True)
    return tuple(both)


def home(workspace: OpenWorkspace) -> HomeView:
    """The numbers and the first rows of the opening page."""
    day = today(workspace)
    with workspace.store.reading() as session:
        counts = _counts(session, workspace)
        opened = RequestRow.state.in_(OPEN_STATES)
        oldest = session.scalar(select(func.min(RequestRow.due_on)).where(opened, RequestRow.due_on < day))
        following = session.scalar(select(func.min(RequestRow.due_on)).where(opened, RequestRow.due_on >= day))
        urgent = session.scalars(
            select(RequestRow.id).where(opened).order_by(*due_order(day), RequestRow.id).limit(_HOME_ROWS)
        ).all()
        return HomeView(
            today=day,
            late=counts["late"],
            week=counts["week"],
            new=counts["new"],
            open=counts["open"],
            oldest_late_days=(day - oldest).days if oldest else 0,
            next_due=following,
            urgent=tuple(_summaries(session, workspace, urgent)),
            figures=home_figures(session, workspace.zone, day),
            audit=_audit_overview(session, workspace),
        )


def audit_overview(workspace: OpenWorkspace) -> AuditOverview:
    """How far the audit trail goes and when it was last signed."""
    with workspace.store.reading() as session:
        return _audit_overview(session, workspace)


def audit_ids(workspace: OpenWorkspace) -> array[int]:
    """The numbers (int64) of all entries, newest first."""
    with workspace.store.reading() as session:
        return array("q", session.scalars(select(AuditEntryRow.seq).order_by(AuditEntryRow.seq.desc())))


def audit_rows(workspace: OpenWorkspace, ids: Sequence[int]) -> list[AuditRow]:
    """The entries of a block, in the order of `ids`."""
    with workspace.store.reading() as session:
        entries = {row.seq: row for row in session.scalars(select(AuditEntryRow).where(AuditEntryRow.seq.in_(ids)))}
        actors = {row.key_id: row.name for row in session.scalars(select(OfficerRow))}
        about = {
            "request": RequestRow.reference,
            "report": ReportRow.number,
            "import_batch": ImportBatchRow.file_name,
            "export": ExportRow.file_name,
            "entity": EntityRow.name,
            "customer": CustomerRow.name,
            "representative": RepresentativeRow.name,
            "company_rule": CompanyRuleRow.rule_id,
            "company_holiday": CompanyHolidayRow.name,
            "company_target": CompanyTargetRow.rule_id,
        }
        named: dict[tuple[str, int], str] = {}
        for table, column in about.items():
            wanted = {row.object_id for row in entries.values() if row.object_type == table}
            found = session.execute(select(column.class_.id, column).where(column.class_.id.in_(wanted)))
            named |= {(table, row_id): name for row_id, name in found}
        return [
            AuditRow(
                row.seq,
                row.at.astimezone(workspace.zone),
                actors.get(row.actor, ""),
                row.action,
                named.get((row.object_type, row.object_id), ""),
            )
            for row in (entries[seq] for seq in ids if seq in entries)
        ]


def _audit_overview(session: Session, workspace: OpenWorkspace) -> AuditOverview:
    head = session.scalars(select(AuditHeadRow).order_by(AuditHeadRow.id.desc()).limit(1)).first()
    return AuditOverview(
        workspace.log_id,
        session.scalar(select(func.max(AuditEntryRow.seq))) or 0,
        head.signed_at.astimezone(workspace.zone) if head else None,
        head.entry_count if head else 0,
    )


def issued_reports(workspace: OpenWorkspace) -> tuple[IssuedReport, ...]:
    """Newest first; a report whose signature was not recorded has an empty `sha256`."""
    with workspace.store.reading() as session:
        rows = session.scalars(select(ReportRow).order_by(ReportRow.id.desc())).all()
        return tuple(issued_report(row, workspace) for row in rows)


def issued_report(row: ReportRow, workspace: OpenWorkspace) -> IssuedReport:
    return IssuedReport(
        id=row.id,
        number=row.number,
        kind=row.kind,
        period_from=row.period_from,
        period_to=row.period_to,
        issued_at=row.issued_at.astimezone(workspace.zone),
        sha256=row.sha256,
        requests=row.request_count,
    )
