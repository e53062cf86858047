"""What a column of a register can mean, and which meaning its name suggests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.register_words import RegisterWords, header_key


@dataclass(frozen=True, slots=True)
class RegisterField:
    """`joins`: several columns may feed it, put together with this between them; '' for a field of one column."""

    code: str
    joins: str = ""


REGISTER_FIELDS: tuple[RegisterField, ...] = (
    RegisterField("reference"),
    RegisterField("type"),
    RegisterField("received"),
    RegisterField("channel"),
    RegisterField("requester_name", " "),
    RegisterField("requester_email"),
    RegisterField("requester_phone"),
    RegisterField("relation"),
    RegisterField("subject_name", " "),
    RegisterField("subject_email"),
    RegisterField("subject_phone"),
    RegisterField("our_role"),
    RegisterField("country"),
    RegisterField("law"),
    RegisterField("language"),
    RegisterField("due"),
    RegisterField("extension"),
    RegisterField("closed_state"),
    RegisterField("closed"),
    RegisterField("outcome"),
    RegisterField("reason"),
    RegisterField("handler"),
    RegisterField("notes", "\n"),
)
FIELD_CODES = tuple(field.code for field in REGISTER_FIELDS)
DATE_FIELDS = ("received", "closed")
_JOINS = {field.code: field.joins for field in REGISTER_FIELDS}


def suggested(header: Sequence[str], words: RegisterWords) -> tuple[str, ...]:
    """A field for each column, '' where its name suggests none or the field is taken by a column before it."""
    taken: set[str] = set()
    found = []
    for name in header:
        field = words.headers.get(header_key(name), "")
        if field in taken and not _JOINS.get(field, " "):
            field = ""
        taken.add(field)
        found.append(field)
    return tuple(found)


def check_mapping(fields: Sequence[str]) -> None:
    """Raises RuleViolation: a field that is not known, that two columns feed and cannot, or nothing mapped at all."""
    unknown = next((field for field in fields if field and field not in _JOINS), None)
    if unknown is not None:
        raise RuleViolation("import.unknown_field", field=unknown)
    doubled = next((field for field in fields if field and not _JOINS[field] and list(fields).count(field) > 1), None)
    if doubled is not None:
        raise RuleViolation("import.field_twice", field=doubled)
    if not any(fields):
        raise RuleViolation("import.nothing_mapped")


def by_field(cells: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    """The text of each field that a column feeds, as typed; what stays empty is not joined."""
    found: dict[str, str] = {}
    for text, field in zip(cells, fields, strict=True):
        if not field:
            continue
        if field not in found:
            found[field] = text
        elif text.strip():
            found[field] = f"{found[field]}{_JOINS[field]}{text}" if found[field].strip() else text
    return found


def column_of(field: str, cells: Sequence[str], fields: Sequence[str]) -> int:
    """The column that says something in a field, the first one where none does; -1 where none feeds it."""
    columns = [column for column, fed in enumerate(fields) if fed == field]
    return next((column for column in columns if cells[column].strip()), columns[0] if columns else -1)


def mapping_by_names(header: Sequence[str], chosen: Mapping[str, str], start: Sequence[str]) -> tuple[str, ...]:
    """`start`, with the columns that `chosen` names given their field ('' or "none" for none).

    Raises RuleViolation: no column has that name, or two do.
    """
    fields = list(start)
    said = set()
    for name, field in chosen.items():
        columns = [column for column, known in enumerate(header) if known == name]
        columns = columns or [column for column, known in enumerate(header) if header_key(known) == header_key(name)]
        if not columns:
            raise RuleViolation("import.no_such_column", column=name)
        if len(columns) > 1:
            raise RuleViolation("import.column_twice", column=name)
        fields[columns[0]] = "" if field == "none" else field
        said.add(columns[0])
    for column, field in enumerate(fields):  # a field said for one column is taken from the one that suggested it
        if field and not _JOINS.get(field, " ") and fields.count(field) > 1 and column not in said:
            fields[column] = ""
    return tuple(fields)
