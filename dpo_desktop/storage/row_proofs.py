"""Keyed proofs of row versions: HMAC-SHA256 over the row's fields under the salt that lives in the row.

An unsalted hash of a name can be guessed and never shredded; this one dies with its row. The list of fields is
versioned, so that a column that comes later does not invalidate older proofs.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence

from sqlalchemy import Connection, select, text

from dpo_desktop.storage.tables import RowProofRow

VERSION = 3
GONE = 0  # the version of a row that an entry took away; its proof is `ABSENT`
ABSENT = bytes(32)

PROVEN_FIELDS: dict[int, dict[str, tuple[str, ...]]] = {
    1: {
        "workspace": ("log_id", "organisation", "place", "time_zone", "created_at", "is_demo", "header_gen"),
        "officer": ("key_id", "name", "role", "public_key", "created_at"),
        "person": ("uuid", "name", "email", "phone"),
        "import_batch": ("uuid", "file_name", "file_sha256", "row_count", "imported_at"),
        "request": (
            "uuid",
            "reference",
            "reference_year",
            "reference_number",
            "type_code",
            "state",
            "channel",
            "relation",
            "our_role",
            "country",
            "law",
            "language",
            "requester_id",
            "subject_id",
            "received_at",
            "received_zone",
            "entered_at",
            "due_on",
            "duties",
            "law_edition",
            "holiday_edition",
            "closed_at",
            "reason",
            "import_batch_id",
        ),
        "request_event": ("request_id", "at", "entered_at", "kind", "text", "parameters", "officer_id"),
        "report": (
            "number",
            "kind",
            "period_from",
            "period_to",
            "issued_at",
            "with_names",
            "names_reason",
            "request_count",
            "data_sha256",
            "unsigned_sha256",
            "sha256",
            "log_count",
            "log_root",
        ),
        "mail_settings": ("own_domains",),
        "mail": (
            "uuid",
            "file_name",
            "message_id",
            "direction",
            "kind",
            "state",
            "sender_name",
            "sender_email",
            "recipients",
            "subject",
            "sent_at",
            "received_at",
            "received_zone",
            "received_from",
            "entered_at",
            "text",
            "html",
            "headers",
            "size",
            "sha256",
            "language",
            "our_role",
            "relation",
            "rights",
            "problems",
            "request_id",
            "joined_by",
            "suggested_id",
            "suggestion",
            "duplicate_of_id",
            "removed_at",
            "removed_reason",
            "content_mac",
        ),
        "attachment": (
            "uuid",
            "mail_id",
            "request_id",
            "part",
            "file_name",
            "declared_type",
            "found_type",
            "size",
            "sha256",
            "key",
            "added_at",
            "removed_at",
            "removed_reason",
            "content_mac",
        ),
        "person_match": ("first_id", "second_id", "same", "decided_at", "officer_id"),
        "authority": ("authority_key", "authority_certificate", "leaf_key", "leaf_certificate", "created_at"),
        "secret_key": ("purpose", "epoch", "key", "created_at"),
    }
}
PROVEN_FIELDS[2] = {
    **PROVEN_FIELDS[1],
    "import_batch": (
        *PROVEN_FIELDS[1]["import_batch"],
        "shape",
        "header",
        "mapping",
        "date_order",
        "last_reference",
        "undone_at",
    ),
    "import_row": ("batch_id", "record", "cells", "derived", "outcome", "request_id"),
    "request": (*PROVEN_FIELDS[1]["request"], "external_reference", "handler"),
    "export": (
        "made_at",
        "kind",
        "file_name",
        "sha256",
        "row_count",
        "columns",
        "selection",
        "with_names",
        "names_reason",
        "officer_id",
    ),
}
PROVEN_FIELDS[3] = {
    **PROVEN_FIELDS[2],
    "request": (*PROVEN_FIELDS[2]["request"], "entity_id", "customer_id", "chosen_law", "laws", "dated_on"),
    "entity": ("uuid", "name", "place", "facts", "note", "retired_at"),
    "customer": (
        "uuid",
        "name",
        "reference",
        "contact_name",
        "contact_email",
        "country",
        "contract",
        "forward_hours",
        "note",
        "retired_at",
    ),
    "representative": (
        "uuid",
        "entity_id",
        "jurisdiction",
        "name",
        "address",
        "email",
        "phone",
        "note",
        "retired_at",
    ),
    "company_rule": ("uuid", "rule_id", "body", "types", "is_answer", "entered_at", "retired_at"),
    "company_holiday": ("uuid", "place", "day", "name", "retired_at"),
    "company_target": (
        "uuid",
        "rule_id",
        "amount",
        "unit",
        "decided_by",
        "decided_role",
        "advice",
        "followed",
        "decided_at",
        "retired_at",
    ),
}
PROVEN_TABLES: tuple[str, ...] = tuple(PROVEN_FIELDS[VERSION])

_IDS_PER_STATEMENT = 500


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _proof(table: str, version: int, row_id: int, salt: bytes, values: Sequence[object]) -> bytes:
    body = [version, table, row_id, [_plain(value) for value in values]]
    return hmac.digest(salt, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(), "sha256")


def proofs(connection: Connection, table: str, ids: Sequence[int], version: int = VERSION) -> dict[int, bytes]:
    """The proof of each row that exists, by id, over the values as the database holds them."""
    fields = PROVEN_FIELDS[version][table]
    found: dict[int, bytes] = {}
    for at in range(0, len(ids), _IDS_PER_STATEMENT):
        chunk = ids[at : at + _IDS_PER_STATEMENT]
        places = ", ".join(str(int(row_id)) for row_id in chunk)
        statement = f"SELECT id, proof_salt, {', '.join(fields)} FROM {table} WHERE id IN ({places})"  # noqa: S608
        for row in connection.execute(text(statement)):
            found[row[0]] = _proof(table, version, row[0], row[1], row[2:])
    return found


def values(connection: Connection, table: str, row_id: int, columns: Sequence[str]) -> dict[str, object]:
    """Some columns of a row as the database holds them."""
    if not columns:
        return {}
    row = connection.execute(
        text(f"SELECT {', '.join(columns)} FROM {table} WHERE id = :row_id"),  # noqa: S608
        {"row_id": row_id},
    ).one()
    return dict(zip(columns, row, strict=True))


def newest(connection: Connection, table: str, row_id: int) -> tuple[int, bytes] | None:
    """Version and proof that the audit trail last recorded for a row; None where it never did."""
    found = connection.execute(
        text(
            "SELECT version, proof FROM row_proof WHERE object_type = :table AND object_id = :row_id "
            "ORDER BY seq DESC, position DESC LIMIT 1"
        ),
        {"table": table, "row_id": row_id},
    ).first()
    return (found.version, found.proof) if found else None


def newest_of(connection: Connection, table: str, ids: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    """As `newest`, by id, for at most some hundred rows."""
    statement = select(RowProofRow.object_id, RowProofRow.version, RowProofRow.proof).where(
        RowProofRow.object_type == table, RowProofRow.object_id.in_(ids)
    )
    rows = connection.execute(statement.order_by(RowProofRow.seq, RowProofRow.position))
    return {row.object_id: (row.version, row.proof) for row in rows}


def all_ids(connection: Connection, table: str) -> list[int]:
    return [row[0] for row in connection.execute(text(f"SELECT id FROM {table} ORDER BY id"))]  # noqa: S608
