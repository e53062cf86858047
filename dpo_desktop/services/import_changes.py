"""A register that comes in again: which of its values a case follows. Used by the dry run and by the import alike.

A value is taken over where the case still has the one that the register brought before; what somebody entered here
stays, and a cell that says nothing now takes nothing away.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from dpo_desktop.domain.requests import is_open
from dpo_desktop.services.import_cases import CaseValues, instant_text
from dpo_desktop.services.import_views import RowChange
from dpo_desktop.storage.tables import PersonRow, RequestRow

# A value of CaseValues, the field of the register that feeds it, and what it is where the register says nothing.
PLAIN_VALUES: tuple[tuple[str, str, str], ...] = (
    ("reference", "reference", ""),
    ("type_code", "type", "unspecified"),
    ("channel", "channel", "other"),
    ("relation", "relation", "unknown"),
    ("our_role", "our_role", "controller"),
    ("country", "country", ""),
    ("law", "law", ""),
    ("language", "language", ""),
    ("handler", "handler", ""),
)
COLUMNS = {"reference": "external_reference", "law": "chosen_law"}  # where a value is not called like its column
PERSON_PARTS = ("name", "email", "phone")
_Requester, _Subject = aliased(PersonRow), aliased(PersonRow)
_IDS_PER_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class StandingCase:
    """A case as it is now. `one_person`: who asks is whom it is about. Instants as `instant_text`."""

    plain: Mapping[str, str]
    requester: tuple[str, ...]
    subject: tuple[str, ...]
    one_person: bool
    received_at: str
    state: str
    reason: str
    closed_at: str


def values_to_json(values: CaseValues) -> dict[str, object]:
    return asdict(values)


def values_from_json(body: Mapping[str, object]) -> CaseValues:
    """The values that an import kept with its row."""
    tuples = {name: tuple(value) for name, value in body.items() if isinstance(value, list)}
    tuples["pauses"] = tuple(map(tuple, tuples["pauses"]))
    return CaseValues(**{**body, **tuples})  # type: ignore[arg-type]


def standing_cases(session: Session, ids: Sequence[int]) -> dict[int, StandingCase]:
    found: dict[int, StandingCase] = {}
    for at in range(0, len(ids), _IDS_PER_STATEMENT):
        statement = (
            select(RequestRow, _Requester, _Subject)
            .join(_Requester, RequestRow.requester_id == _Requester.id)
            .join(_Subject, RequestRow.subject_id == _Subject.id)
            .where(RequestRow.id.in_(ids[at : at + _IDS_PER_STATEMENT]))
        )
        for row, requester, subject in session.execute(statement):
            found[row.id] = StandingCase(
                plain={value: getattr(row, COLUMNS.get(value, value)) for value, _field, _empty in PLAIN_VALUES},
                requester=(requester.name, requester.email, requester.phone),
                subject=(subject.name, subject.email, subject.phone),
                one_person=requester.id == subject.id,
                received_at=instant_text(row.received_at),
                state=row.state,
                reason=row.reason,
                closed_at=instant_text(row.closed_at),
            )
    return found


def changes_of(
    before: CaseValues, written: CaseValues, case: StandingCase, unread: Collection[str] = ()
) -> tuple[RowChange, ...]:
    """What the register says now and did not say before. `unread`: fields whose cell cannot be read."""
    return tuple(_changes(before, written, case, frozenset(unread)))


def contradicts(changes: Sequence[RowChange], written: CaseValues, case: StandingCase) -> bool:
    """Whether the case would be closed before it was received."""
    follows = {change.field for change in changes if not change.kept}
    received = written.received_at if "received" in follows else case.received_at
    closed = written.closed_at if "closed" in follows else case.closed_at
    return bool(received and closed) and closed < received


def _changes(
    before: CaseValues, written: CaseValues, case: StandingCase, unread: frozenset[str]
) -> Iterator[RowChange]:
    for value, field, empty in PLAIN_VALUES:
        old, new = getattr(before, value), getattr(written, value)
        if new == old or new == case.plain[value]:
            continue
        yield RowChange(field, _kept(empty=new == empty or field in unread, stands=case.plain[value] == old))
    yield from _of_person("requester", before.requester, written.requester, case.requester, unread)
    if written.subject != written.requester:
        if case.one_person and before.subject == before.requester:
            yield RowChange("subject_name")
        else:
            yield from _of_person("subject", before.subject, written.subject, case.subject, unread)
    elif before.subject != before.requester:
        yield RowChange("subject_name", "emptied")
    if written.received != before.received and written.received_at != case.received_at:
        yield RowChange("received", _kept(empty=not written.received, stands=case.received_at == before.received_at))
    yield from _of_closing(before, written, case)
    if written.notes != before.notes:
        yield RowChange("notes", _kept(empty=not written.notes.strip(), stands=True))
    if written.pauses != before.pauses:
        yield RowChange("pause", "fewer" if len(written.pauses) < len(before.pauses) else "")
    if written.extension != before.extension:
        yield RowChange("extension", "" if written.extension else "fewer")


def _kept(*, empty: bool, stands: bool) -> str:
    if empty:
        return "emptied"
    return "" if stands else "changed_here"


def _of_person(
    role: str, before: Sequence[str], written: Sequence[str], standing: Sequence[str], unread: frozenset[str]
) -> Iterator[RowChange]:
    for part, old, new, now in zip(PERSON_PARTS, before, written, standing, strict=True):
        field = f"{role}_{part}"
        if new not in (old, now):
            yield RowChange(field, _kept(empty=not new or field in unread, stands=now == old))


def _of_closing(before: CaseValues, written: CaseValues, case: StandingCase) -> Iterator[RowChange]:
    old = (before.closed, before.closed_on, before.outcome, before.reason)
    new = (written.closed, written.closed_on, written.outcome, written.reason)
    if new == old:
        return
    if not written.closed:
        yield RowChange("closed", "reopened")
    elif before.closed:
        as_brought = (case.state, case.reason, case.closed_at) == (before.outcome, before.reason, before.closed_at)
        emptied = bool(before.closed_on) and not written.closed_on
        yield RowChange("closed", _kept(empty=emptied, stands=as_brought))
    else:
        yield RowChange("closed", _kept(empty=False, stands=is_open(case.state)))


def from_row(derived: str) -> CaseValues:
    """Of the JSON that an import kept with its row."""
    return values_from_json(json.loads(derived)["values"])
