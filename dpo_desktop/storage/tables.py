"""The tables, made of what `storage.base` says; those of the registers stand in `storage.register_tables`.

Beside an instant stands the zone it was given in.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from dpo_desktop.storage.base import Base, Instant, Proven, uuid7
from dpo_desktop.storage.register_tables import REGISTER_TABLES, CustomerRow, EntityRow


class WorkspaceRow(Proven, Base):
    """The one row of settings; `log_id` names the audit trail, `header_gen` is the key file's number."""

    __tablename__ = "workspace"
    log_id: Mapped[str] = mapped_column(String(36))
    organisation: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(16))
    time_zone: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    is_demo: Mapped[bool]
    header_gen: Mapped[int]


class OfficerRow(Proven, Base):
    """`key_id` is the opaque officer id of the key file; `public_key` verifies that officer's heads (raw Ed25519)."""

    __tablename__ = "officer"
    key_id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)


class PersonRow(Proven, Base):
    __tablename__ = "person"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)


class ImportBatchRow(Proven, Base):
    """One import of a table. `shape` is the SHA-256 of its header, `mapping` JSON of what the columns mean: the next
    table of the same shape is read the same way. `last_reference` keeps numbers from being given twice after an undo.
    """

    __tablename__ = "import_batch"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    file_name: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(String(64))
    row_count: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(Instant)
    shape: Mapped[str] = mapped_column(String(64), default="", server_default="", index=True)
    header: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    mapping: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    date_order: Mapped[str] = mapped_column(String(16), default="", server_default="")
    last_reference: Mapped[int] = mapped_column(default=0, server_default="0")
    undone_at: Mapped[datetime | None] = mapped_column(Instant)


class ImportRowRow(Proven, Base):
    """A record of an imported table: its cells as typed (JSON, in the order of the batch's header), what was read from
    them (JSON, `services.import_rows`), and the case that it made, changed or repeats.
    """

    __tablename__ = "import_row"
    __table_args__ = (UniqueConstraint("batch_id", "record"),)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    record: Mapped[int]
    cells: Mapped[str] = mapped_column(Text)
    derived: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(16))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)


_FILTERED = ("type_code", "law", "handler")
_DATES = ("due_on", "received_at")


class RequestRow(Proven, Base):
    """A request. `duties` is the computed clock as JSON (`domain.deadlines`), with the editions it came from.

    `received_at` is None only for a historical case whose register does not say. `external_reference` is its number
    there; `handler` is the name of the colleague who works on it. `entity_id` and `customer_id` say for whom it is.
    `chosen_law` is the law that a person or a register named, '' where the program decides; `laws` is JSON of the
    decision with its reasons. `dated_on` is the day that the request itself bears.
    """

    __tablename__ = "request"
    __table_args__ = (
        UniqueConstraint("reference_year", "reference_number"),
        # The list's orders, each with what its filters ask, so that no row is read; `id` settles what is alike.
        Index("ix_request_state", "state", "id", "type_code", "law", "handler", *_DATES),
        Index("ix_request_type_code", "type_code", "id", "state", "law", "handler", *_DATES),
        Index("ix_request_law", "law", "id", "state", "type_code", "handler", *_DATES),
        Index("ix_request_country", "country", "id", "state", *_FILTERED, *_DATES),
        Index("ix_request_due_on", "due_on", "id", "state", *_FILTERED, "received_at"),
        Index("ix_request_received_at", "received_at", "id", "state", *_FILTERED, "due_on"),
        Index("ix_request_closed_at", "closed_at", "id", "state", *_FILTERED, *_DATES),
        Index(
            "ix_request_reference",
            "reference_year",
            "reference_number",
            "id",
            "state",
            *_FILTERED,
            *_DATES,
            "external_reference",
        ),
    )
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    reference: Mapped[str] = mapped_column(String(24), unique=True)
    reference_year: Mapped[int]
    reference_number: Mapped[int]
    type_code: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(24))
    relation: Mapped[str] = mapped_column(String(40))
    our_role: Mapped[str] = mapped_column(String(16))
    country: Mapped[str] = mapped_column(String(8))
    law: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(16))
    requester_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    received_zone: Mapped[str] = mapped_column(String(64))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date | None]
    duties: Mapped[str] = mapped_column(Text)
    law_edition: Mapped[str] = mapped_column(Text)
    holiday_edition: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(40), default="")
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    external_reference: Mapped[str] = mapped_column(Text, default="", server_default="", index=True)
    handler: Mapped[str] = mapped_column(Text, default="", server_default="")
    entity_id: Mapped[int | None] = mapped_column(ForeignKey(EntityRow.id), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey(CustomerRow.id), index=True)
    chosen_law: Mapped[str] = mapped_column(String(16), default="", server_default="")
    laws: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    dated_on: Mapped[date | None]


class RequestKeyRow(Base):
    """What lists need of a request's persons, made anew with its document (`storage.search_index`).

    `person` (whom it is about), `external` (its number elsewhere) and `handler` are case-folded, for the orders of the
    list; `words` are the names, addresses and numbers (`domain.search_words`).
    """

    __tablename__ = "request_key"
    # Both ways: among equals the order of ids stays.
    __table_args__ = tuple(
        Index(f"ix_request_key_{name}_down", text(f"{name} DESC"), "request_id")
        for name in ("person", "external", "handler")
    )
    request_id: Mapped[int] = mapped_column(
        ForeignKey("request.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person: Mapped[str] = mapped_column(Text, index=True)
    external: Mapped[str] = mapped_column(Text, index=True)
    handler: Mapped[str] = mapped_column(Text, index=True)
    words: Mapped[str] = mapped_column(Text)


class RequestEventRow(Proven, Base):
    """One fact of a case's timeline. `parameters` is JSON of codes; `text` is what the officer wrote."""

    __tablename__ = "request_event"
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    entered_at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(Text, default="")
    parameters: Mapped[str] = mapped_column(Text, default="{}")
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))


class ReportRow(Proven, Base):
    """An issued report. `sha256` is that of the signed file, empty while the signature is not yet recorded."""

    __tablename__ = "report"
    number: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    period_from: Mapped[date]
    period_to: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(Instant)
    with_names: Mapped[bool]
    names_reason: Mapped[str] = mapped_column(Text)
    request_count: Mapped[int]
    data_sha256: Mapped[str] = mapped_column(String(64))
    unsigned_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    log_count: Mapped[int]
    log_root: Mapped[str] = mapped_column(String(64))


class ExportRow(Proven, Base):
    """A list or calendar that left the workspace as a file: the register of exports."""

    __tablename__ = "export"
    made_at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(8))
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    row_count: Mapped[int]
    columns: Mapped[str] = mapped_column(Text)
    selection: Mapped[str] = mapped_column(Text)
    with_names: Mapped[bool]
    names_reason: Mapped[str] = mapped_column(Text)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))


class AuthorityRow(Proven, Base):
    """The organisation's local certificate authority and the leaf that signs its reports, DER."""

    __tablename__ = "authority"
    authority_key: Mapped[bytes] = mapped_column(LargeBinary)
    authority_certificate: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_key: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_certificate: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)


class MailSettingsRow(Proven, Base):
    """At most one row. `own_domains`: the organisation's mail domains, lower case, a blank between two."""

    __tablename__ = "mail_settings"
    own_domains: Mapped[str] = mapped_column(Text)


class MailRow(Proven, Base):
    """A mail as it could be read; the original is an attachment with `part` 0.

    `rights`, `recipients`, `problems` and `suggestion` are JSON (`services.mail_views`). `request_id` is the case it
    belongs to, `suggested_id` a case that the officer may join it to. After its content was removed the texts are empty
    and `content_mac` is what stays of them: HMAC-SHA256 under the `content` key.
    """

    __tablename__ = "mail"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    file_name: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(Text, index=True)
    direction: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), index=True)
    sender_name: Mapped[str] = mapped_column(Text)
    sender_email: Mapped[str] = mapped_column(Text, index=True)
    recipients: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    received_zone: Mapped[str] = mapped_column(String(64))
    received_from: Mapped[str] = mapped_column(String(16))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    headers: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    language: Mapped[str] = mapped_column(String(16))
    our_role: Mapped[str] = mapped_column(String(16))
    relation: Mapped[str] = mapped_column(String(40))
    rights: Mapped[str] = mapped_column(Text)
    problems: Mapped[str] = mapped_column(Text)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)
    joined_by: Mapped[str] = mapped_column(String(24))
    suggested_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)
    suggestion: Mapped[str] = mapped_column(Text)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_reason: Mapped[str] = mapped_column(Text, default="")
    content_mac: Mapped[str] = mapped_column(String(64), default="")


class MailReferenceRow(Base):
    """An index over In-Reply-To and References: which mails name a Message-ID. Read again from `mail.headers`."""

    __tablename__ = "mail_reference"
    __table_args__ = (Index(None, "message_id"),)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[str] = mapped_column(Text)


class AttachmentRow(Proven, Base):
    """A file of a mail or of a case; its bytes lie encrypted under `uuid` in the folder (`vault.side_files`).

    `part` is 0 for a mail's original, else its number in the mail. `key` is forgotten when the content is removed;
    `content_mac` stays in place of `sha256` then.
    """

    __tablename__ = "attachment"
    uuid: Mapped[str] = mapped_column(String(36), default=uuid7, unique=True)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)
    part: Mapped[int]
    file_name: Mapped[str] = mapped_column(Text)
    declared_type: Mapped[str] = mapped_column(Text)
    found_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_reason: Mapped[str] = mapped_column(Text, default="")
    content_mac: Mapped[str] = mapped_column(String(64), default="")


class PersonMatchRow(Proven, Base):
    """What the officer decided about two persons of the register: the same one, or not. `first_id` < `second_id`."""

    __tablename__ = "person_match"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)
    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    same: Mapped[bool]
    decided_at: Mapped[datetime] = mapped_column(Instant)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))


class SecretKeyRow(Proven, Base):
    """Random keys that outlive a change of the data key: `audit`, `content`; tombstones later. Epochs from 1."""

    __tablename__ = "secret_key"
    __table_args__ = (UniqueConstraint("purpose", "epoch"),)
    purpose: Mapped[str] = mapped_column(String(24))
    epoch: Mapped[int]
    key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)


class AuditEntryRow(Base):
    """Append-only. `digest` chains SHA-256 over the canonical entry; `mac` is keyed by `secret_key` of `key_epoch`."""

    __tablename__ = "audit_entry"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(40))
    object_type: Mapped[str] = mapped_column(String(24))
    object_id: Mapped[int]
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary)
    key_epoch: Mapped[int]


class RowProofRow(Base):
    """The proof of one row version. An audit entry holds the Merkle root over the proofs of its `seq`, by position."""

    __tablename__ = "row_proof"
    __table_args__ = (Index(None, "object_type", "object_id"),)
    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    object_type: Mapped[str] = mapped_column(String(24))
    object_id: Mapped[int]
    version: Mapped[int]
    proof: Mapped[bytes] = mapped_column(LargeBinary)


class RevisionRow(Base):
    """The values that an entry took from a row, JSON by column: the only source of undo, shredded with the row.

    No proof of its own: put back, they must give the proof that the trail holds of the version before.
    """

    __tablename__ = "revision"
    __table_args__ = (Index(None, "object_type", "object_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), index=True)
    object_type: Mapped[str] = mapped_column(String(24))
    object_id: Mapped[int]
    old_values: Mapped[str] = mapped_column(Text)


class SavedFilterRow(Base):
    """A filter that the officer named. `body` is JSON (`services.saved_filters`)."""

    __tablename__ = "saved_filter"
    id: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    body: Mapped[str] = mapped_column(Text)


class DraftRow(Base):
    """Words that were typed and not yet kept. `place` says in which form, of which case."""

    __tablename__ = "draft"
    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class AuditHeadRow(Base):
    """A head signed by an officer: Merkle root over the first `entry_count` entries, and the frontier to go on from."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_count: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)
    signed_at: Mapped[datetime] = mapped_column(Instant)
    occasion: Mapped[str] = mapped_column(String(24))
    officer: Mapped[str] = mapped_column(String(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary)


# The full-text index beside the tables, contentless: its words go with the row id, and no text is kept twice.
SEARCH = """CREATE VIRTUAL TABLE search USING fts5(
    reference, people, timeline, mail, content='', contentless_delete=1, prefix='3',
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)"""

# Tables whose writes need no audit entry. Everything else does, `revision` being written with one.
NOT_AUDITED: tuple[str, ...] = ("audit_entry", "row_proof", "audit_head", "saved_filter", "draft")


# Tables whose changed rows leave their old values in `revision`. Not those whose content is removed for good.
REVISED: tuple[str, ...] = ("person", "request", "request_event", *REGISTER_TABLES)


def _append_only(table: str) -> dict[str, str]:
    return {
        f"{table}_no_{verb}": (
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        for verb in ("update", "delete")
    }


TRIGGERS: dict[str, str] = {
    **_append_only("audit_entry"),
    **_append_only("row_proof"),
    **_append_only("audit_head"),
    "audit_entry_in_order": (
        "CREATE TRIGGER audit_entry_in_order BEFORE INSERT ON audit_entry "
        "WHEN new.seq <> coalesce((SELECT max(seq) FROM audit_entry), 0) + 1 "
        "OR new.previous <> coalesce((SELECT digest FROM audit_entry ORDER BY seq DESC LIMIT 1), zeroblob(32)) "
        "BEGIN SELECT RAISE(ABORT, 'audit_entry out of order'); END"
    ),
}
