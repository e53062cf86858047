"""Which case a row of a register is: one that is here, a record above it, or a new one.

In this order: the same cells as a row of the same register that came in before; the number of the same register, where
nothing says that it is another case; the same case by `domain.register_doubles`. A case that its own row claims is not
changed by another one, whatever the order of the rows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from dpo_desktop.domain.persons import exact_email, name_words
from dpo_desktop.domain.register_doubles import CaseDoubles, CaseFacts
from dpo_desktop.services.import_cases import CaseValues
from dpo_desktop.services.import_changes import from_row
from dpo_desktop.storage.tables import ImportBatchRow, ImportRowRow, PersonRow, RequestRow

_Requester, _Subject = aliased(PersonRow), aliased(PersonRow)


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case that is here. `values` is what a table of the same shape brought, None where none did."""

    id: int
    reference: str
    values: CaseValues | None = None


@dataclass(slots=True)
class KnownCases:
    """`by_cells` and `by_number` of tables of the same shape only, without numbers that several cases have. `repeats`:
    rows that were found to be a case which another row had brought.
    """

    by_id: dict[int, KnownCase] = field(default_factory=dict)
    by_cells: dict[tuple[str, ...], KnownCase] = field(default_factory=dict)
    by_number: dict[str, KnownCase] = field(default_factory=dict)
    repeats: dict[tuple[str, ...], KnownCase] = field(default_factory=dict)
    doubles: CaseDoubles = field(default_factory=CaseDoubles)


@dataclass(frozen=True, slots=True)
class RowToMatch:
    """`number` is its own in the register, '' for none or for one that another row has as well."""

    record: int
    cells: tuple[str, ...]
    number: str
    facts: CaseFacts
    values: CaseValues


@dataclass(frozen=True, slots=True)
class FoundCase:
    """`by` is cells, row (what brought the case is another text now), number_taken (another case has it), double, or ''
    for a new case.
    """

    by: str
    case: KnownCase | None = None
    repeats: int = 0


def known_cases(session: Session, shape: str, zone: ZoneInfo) -> KnownCases:
    """Every case that is here, and the rows of a shape that brought or repeated some of them."""
    found = KnownCases()
    brought: dict[int, CaseValues] = {}
    cells_of: dict[int, tuple[str, ...]] = {}
    repeated: list[tuple[int, tuple[str, ...]]] = []
    rows = (
        select(ImportRowRow.request_id, ImportRowRow.cells, ImportRowRow.derived, ImportRowRow.outcome)
        .join(ImportBatchRow, ImportRowRow.batch_id == ImportBatchRow.id)
        .where(ImportBatchRow.shape == shape, ImportRowRow.request_id.is_not(None))
    )
    for case_id, text, derived, outcome in session.execute(rows.order_by(ImportRowRow.id)):
        cells = tuple(json.loads(text))
        if case_id is None:
            continue
        if outcome == "duplicate":
            repeated.append((case_id, cells))
        else:
            brought[case_id], cells_of[case_id] = from_row(derived), cells
    numbers: Counter[str] = Counter()
    for row in session.execute(
        select(
            RequestRow.id,
            RequestRow.reference,
            RequestRow.external_reference,
            RequestRow.type_code,
            RequestRow.received_at,
            RequestRow.closed_at,
            _Requester.name,
            _Requester.email,
            _Subject.name,
            _Subject.email,
            RequestRow.requester_id == RequestRow.subject_id,
        )
        .join(_Requester, RequestRow.requester_id == _Requester.id)
        .join(_Subject, RequestRow.subject_id == _Subject.id)
        .order_by(RequestRow.id)
    ):
        case_id, reference, number, type_code, received, closed, name, email, about, about_email, one_person = row
        known = KnownCase(case_id, reference, brought.get(case_id))
        found.by_id[case_id] = known
        if known.values is not None:
            found.by_cells[cells_of[case_id]] = known
            numbers[number] += 1
            found.by_number[number] = known
        facts = CaseFacts(
            name=name,
            email=email,
            right="" if type_code == "unspecified" else type_code,
            received=received.astimezone(zone).date() if received else None,
            closed=closed.astimezone(zone).date() if closed else None,
            subject="" if one_person else about or about_email,
        )
        found.doubles.add(case_id, facts)
    for case_id, cells in repeated:
        if case_id in found.by_id:
            found.repeats.setdefault(cells, found.by_id[case_id])
    for number, count in numbers.items():
        if count > 1 or not number:
            del found.by_number[number]
    return found


def match(rows: Sequence[RowToMatch], known: KnownCases, *, with_doubles: bool) -> list[FoundCase]:
    """One for each row. `with_doubles`: only a case whose number it has, and whose cells changed, is not a new one."""
    found: dict[int, FoundCase] = {}
    taken: dict[int, int] = {}  # case, and the record that is it
    for row in rows:
        case = known.by_cells.get(row.cells)
        if case is not None and not with_doubles:
            first = taken.setdefault(case.id, row.record)
            found[row.record] = FoundCase("cells", case, first if first != row.record else 0)
        elif row.cells in known.repeats and not with_doubles:
            found[row.record] = FoundCase("cells", known.repeats[row.cells])
    for row in rows:
        case = known.by_number.get(row.number)
        if row.record in found or case is None or case.id in taken or row.cells in known.by_cells:
            continue
        if _may_be(row.values, case.values):
            taken[case.id] = row.record
            found[row.record] = FoundCase("row", case)
        else:
            found[row.record] = FoundCase("number_taken", case)
    above = CaseDoubles()
    for row in rows:
        if row.record not in found or found[row.record].by == "number_taken":
            found[row.record] = _double(row, known, above, found, taken, with_doubles=with_doubles)
        above.add(row.record, row.facts)
    return [found[row.record] for row in rows]


def _double(
    row: RowToMatch,
    known: KnownCases,
    above: CaseDoubles,
    found: dict[int, FoundCase],
    taken: dict[int, int],
    *,
    with_doubles: bool,
) -> FoundCase:
    as_before = found.get(row.record, FoundCase(""))
    if with_doubles:
        return as_before
    case_id = known.doubles.find(row.facts)
    if case_id is not None:
        case = known.by_id[case_id]
        if case.values is None or case_id in taken or (row.number and case.values.reference not in ("", row.number)):
            return FoundCase("double", case)
        taken[case_id] = row.record
        return FoundCase("row", case)
    record = above.find(row.facts)
    return FoundCase("double", None, record) if record is not None else as_before


def _may_be(written: CaseValues, before: CaseValues | None) -> bool:
    """Whether a row with the number of a case may be that case: of what both say of person and receipt, one agrees."""
    if before is None:
        return False
    pairs = (
        (exact_email(written.requester[1]), exact_email(before.requester[1])),
        (tuple(sorted(name_words(written.requester[0]))), tuple(sorted(name_words(before.requester[0])))),
        (written.received, before.received),
    )
    said = [one == other for one, other in pairs if one and other]
    return any(said) or not said
