"""Takes an import back: its cases go, cases it changed are as before. What was worked on since then stays, listed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, Subquery, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.progress import Progress, no_progress
from dpo_desktop.services.collector import collector_waits
from dpo_desktop.services.import_lists import summary_of
from dpo_desktop.services.import_views import KeptCase, UndoPlan
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.engine import unaudited
from dpo_desktop.storage.tables import (
    AttachmentRow,
    AuditEntryRow,
    DraftRow,
    ImportBatchRow,
    ImportRowRow,
    MailRow,
    PersonMatchRow,
    PersonRow,
    RequestEventRow,
    RequestRow,
    RowProofRow,
)
from dpo_desktop.storage.undoing import take_away, take_back
from dpo_desktop.storage.unit_of_work import UnitOfWork

_CASES_AT_ONCE = 400


def plan_undo(workspace: OpenWorkspace, batch_id: int = 0) -> UndoPlan:
    """What an undo would do; 0 is the newest import that stands. Nothing is written.

    Raises:
        NotFound: there is no such import.
        RuleViolation: it was taken back already.
    """
    with workspace.store.reading("long") as session:
        return _plan(session, _batch(session, batch_id), workspace)


@collector_waits()
def undo_import(workspace: OpenWorkspace, batch_id: int = 0, report: Progress = no_progress) -> Written:
    """Take an import back in one transaction. Gives the ids of the cases that stay in `along`.

    Raises:
        NotFound, RuleViolation: as `plan_undo`.
        RuleViolation: every case of it was worked on, so nothing would change.
        StorageUnavailable: a row is not what the trail recorded.
        Cancelled: by `report`; nothing was taken back.
    """
    with workspace.unit_of_work() as uow:
        session = uow.session
        batch = _batch(session, batch_id)
        plan = _plan(session, batch, workspace)
        if plan.kept and not plan.removed and not plan.put_back:
            if all(one.why == "later_import" for one in plan.kept):
                raise RuleViolation("import.later_first")
            raise RuleViolation("import.all_worked_on")
        total = len(plan.removed) + len(plan.put_back)
        entry = _entry(session, batch)
        rows: list[Proven] = []
        fields: set[str] = set()
        for at in range(0, len(plan.put_back), _CASES_AT_ONCE):
            report(at, total)
            changed, names = take_back(uow, entry, _rows_of(session, plan.put_back[at : at + _CASES_AT_ONCE]))
            rows, fields = [*rows, *changed], fields | names
        for at in range(0, len(plan.removed), _CASES_AT_ONCE):
            report(len(plan.put_back) + at, total)
            _remove(uow, batch, plan.removed[at : at + _CASES_AT_ONCE])
        left: Sequence[int] = session.scalars(_rows_left(batch, plan)).all()
        take_away(uow, ImportRowRow, left)
        batch.undone_at = uow.now
        if not plan.kept:
            batch.header = "[]"  # it may be the first person's row, where the wrong one was taken for the header
        uow.record(
            "requests.import_undone",
            batch,
            rows=rows,
            fields=sorted({*fields, "undone_at"}),
            list_changed=True,
            removed=len(plan.removed),
            put_back=len(plan.put_back),
            kept=len(plan.kept),
        )
        report(total, total)  # the last moment to leave it as it is
        return Written(uow.commit(), batch.id, along=tuple(one.id for one in plan.kept))


def _batch(session: Session, batch_id: int) -> ImportBatchRow:
    wanted = select(ImportBatchRow).order_by(ImportBatchRow.id.desc()).limit(1)
    wanted = wanted.where(ImportBatchRow.id == batch_id if batch_id else ImportBatchRow.undone_at.is_(None))
    batch = session.scalar(wanted)
    if batch is None:
        raise NotFound("import.unknown" if batch_id else "import.none_to_undo")
    if batch.undone_at is not None:
        raise RuleViolation("import.undone_already")
    return batch


def _entry(session: Session, batch: ImportBatchRow) -> int:
    """The number of the audit entry that brought a batch in."""
    return session.scalars(
        select(AuditEntryRow.seq).where(
            AuditEntryRow.action == "requests.imported",
            AuditEntryRow.object_type == "import_batch",
            AuditEntryRow.object_id == batch.id,
        )
    ).one()


def _plan(session: Session, batch: ImportBatchRow, workspace: OpenWorkspace) -> UndoPlan:
    entry = _entry(session, batch)
    made = set(session.scalars(select(RequestRow.id).where(RequestRow.import_batch_id == batch.id)))
    changed: set[int] = set(
        session.scalars(
            select(func.coalesce(ImportRowRow.request_id, 0)).where(
                ImportRowRow.batch_id == batch.id,
                ImportRowRow.outcome == "changed",
                ImportRowRow.request_id.is_not(None),
            )
        )
    )
    cases = _cases_of(batch)
    why = dict.fromkeys(_changed_since(session, entry, made, changed), "worked_on")
    for reason, found in (
        ("worked_on", _with_other_events(cases, entry)),
        ("later_import", _later_imports(cases, batch)),
        ("person", _decided_persons(cases)),
        ("file", select(AttachmentRow.request_id).where(AttachmentRow.request_id.in_(cases))),
        ("mail", select(MailRow.request_id).where(MailRow.request_id.in_(cases))),
        ("mail", select(MailRow.suggested_id).where(MailRow.suggested_id.in_(cases))),
    ):
        why |= dict.fromkeys(session.scalars(found), reason)
    references = {
        row.id: row.reference
        for row in session.execute(select(RequestRow.id, RequestRow.reference).where(RequestRow.id.in_(cases)))
    }
    kept = tuple(KeptCase(one, references[one], why[one]) for one in sorted(why))
    return UndoPlan(
        summary_of(session, batch, workspace), sorted(made - why.keys()), sorted(changed - why.keys()), kept
    )


def _cases_of(batch: ImportBatchRow) -> Select[int]:
    """The cases that a batch made or changed."""
    changed = select(ImportRowRow.request_id).where(
        ImportRowRow.batch_id == batch.id, ImportRowRow.outcome == "changed"
    )
    return select(RequestRow.id).where(or_(RequestRow.import_batch_id == batch.id, RequestRow.id.in_(changed)))


def _later_imports(cases: Select[int], batch: ImportBatchRow) -> Select[int | None]:
    later = select(ImportBatchRow.id).where(ImportBatchRow.id > batch.id, ImportBatchRow.undone_at.is_(None))
    return select(ImportRowRow.request_id).where(ImportRowRow.batch_id.in_(later), ImportRowRow.request_id.in_(cases))


def _decided_persons(cases: Select[int]) -> Select[int]:
    decided = or_(
        *(
            person == matched
            for person in (RequestRow.requester_id, RequestRow.subject_id)
            for matched in (PersonMatchRow.first_id, PersonMatchRow.second_id)
        )
    )
    return select(RequestRow.id).join(PersonMatchRow, decided).where(RequestRow.id.in_(cases))


def _with_other_events(cases: Select[int], entry: int) -> Select[int]:
    """Cases whose timeline is not as the batch left it: an event came, or is another one now."""
    newest, recorded = _newest("request_event", entry), aliased(RowProofRow)
    as_left = (
        select(recorded.object_id)
        .join(newest, newest.c.object_id == recorded.object_id)
        .where(recorded.object_type == "request_event", recorded.seq == entry, recorded.proof == newest.c.proof)
    )
    touched = select(newest.c.object_id).where(newest.c.object_id.not_in(as_left))
    return select(RequestEventRow.request_id).where(
        RequestEventRow.request_id.in_(cases), RequestEventRow.id.in_(touched)
    )


def _newest(table: str, entry: int) -> Subquery:
    """The proof of each row of a table that was recorded in an entry or after it, and the entry that holds it."""
    later = aliased(RowProofRow)
    return (
        select(later.object_id, later.proof, func.max(later.seq).label("seq"))
        .where(later.object_type == table, later.seq >= entry)
        .group_by(later.object_id)
        .subquery()
    )


def _changed_since(session: Session, entry: int, made: set[int], changed: set[int]) -> set[int]:
    """Cases that are not as the batch left them, or whose persons are not. An edit that was undone leaves the proof
    that stood before it; a case that the batch made may be with somebody else by now.
    """
    found: set[int] = set()
    for table, of_case in (
        ("request", RequestRow.id),
        ("person", RequestRow.requester_id),
        ("person", RequestRow.subject_id),
    ):
        newest = _newest(table, entry)
        touched = (
            select(RequestRow.id)
            .join(newest, newest.c.object_id == of_case)
            .join(
                RowProofRow,
                (RowProofRow.object_type == table)
                & (RowProofRow.object_id == newest.c.object_id)
                & (RowProofRow.seq == entry),
            )
            .where(newest.c.proof != RowProofRow.proof)
        )
        for case_id in session.scalars(touched):
            is_harmless = case_id in made and table == "request" and _only_assigned(session, entry, case_id)
            if case_id in made | changed and not is_harmless:
                found.add(case_id)
    return found


def _only_assigned(session: Session, entry: int, case_id: int) -> bool:
    """Who works on a case is nothing that would be lost with it; a later import that stands is a reason of its own."""
    acts = (
        select(AuditEntryRow.seq)
        .join(RowProofRow, RowProofRow.seq == AuditEntryRow.seq)
        .where(RowProofRow.object_type == "request", RowProofRow.object_id == case_id, RowProofRow.seq > entry)
        .where(AuditEntryRow.action != "request.assigned", AuditEntryRow.action != "request.undone")
        .where(AuditEntryRow.action != "requests.imported", AuditEntryRow.action != "requests.import_undone")
    )
    return session.scalar(acts.limit(1)) is None


def _rows_of(session: Session, cases: Sequence[int]) -> set[tuple[str, int]]:
    """Table and id of what an entry may have done to some cases: themselves, their persons and events."""
    found: set[tuple[str, int]] = set()
    for case_id in cases:
        request = session.get_one(RequestRow, case_id)
        events = session.scalars(select(RequestEventRow.id).where(RequestEventRow.request_id == case_id))
        found |= {("request", case_id), ("person", request.requester_id), ("person", request.subject_id)}
        found |= {("request_event", event_id) for event_id in events}
    return found


def _remove(uow: UnitOfWork, batch: ImportBatchRow, cases: Sequence[int]) -> None:
    session = uow.session
    persons = session.execute(
        select(RequestRow.requester_id, RequestRow.subject_id).where(RequestRow.id.in_(cases))
    ).all()
    events = session.scalars(select(RequestEventRow.id).where(RequestEventRow.request_id.in_(cases))).all()
    rows = session.scalars(select(ImportRowRow.id).where(ImportRowRow.request_id.in_(cases))).all()
    numbers = select(func.max(RequestRow.reference_number)).where(RequestRow.id.in_(cases))
    batch.last_reference = max(batch.last_reference, session.scalar(numbers) or 0)
    take_away(uow, ImportRowRow, rows)  # also those that an import which was taken back left with them
    take_away(uow, RequestEventRow, events)
    take_away(uow, RequestRow, cases)
    take_away(uow, PersonRow, sorted({one for both in persons for one in both}))
    places = [f"request.{case_id}.{act}" for act in ("note", "closing", "reopening") for case_id in cases]
    with unaudited(session.connection()):
        session.execute(delete(DraftRow).where(DraftRow.place.in_(places)))


def _rows_left(batch: ImportBatchRow, plan: UndoPlan) -> Select[int]:
    """Rows of a batch that lead to no case which stays."""
    stays = [one.id for one in plan.kept]
    return select(ImportRowRow.id).where(
        ImportRowRow.batch_id == batch.id,
        or_(ImportRowRow.request_id.is_(None), ImportRowRow.request_id.not_in(stays)),
    )
