"""Tables from outside: rows as typed, old values, saved filters, drafts, exports; a case may lack its date of receipt.

`request` and `import_batch` are made anew, since SQLite cannot take NOT NULL away. They have no triggers.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_STATEMENTS = (
    """CREATE TABLE import_batch_3 (
        uuid VARCHAR(36) NOT NULL,
        file_name TEXT NOT NULL,
        file_sha256 VARCHAR(64) NOT NULL,
        row_count INTEGER NOT NULL,
        imported_at VARCHAR(27) NOT NULL,
        shape VARCHAR(64) DEFAULT '' NOT NULL,
        header TEXT DEFAULT '[]' NOT NULL,
        mapping TEXT DEFAULT '{}' NOT NULL,
        date_order VARCHAR(16) DEFAULT '' NOT NULL,
        last_reference INTEGER DEFAULT '0' NOT NULL,
        undone_at VARCHAR(27),
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_import_batch PRIMARY KEY (id),
        CONSTRAINT uq_import_batch_uuid UNIQUE (uuid)
    )""",
    """INSERT INTO import_batch_3 (uuid, file_name, file_sha256, row_count, imported_at, id, proof_salt)
        SELECT uuid, file_name, file_sha256, row_count, imported_at, id, proof_salt FROM import_batch""",
    "DROP TABLE import_batch",
    "ALTER TABLE import_batch_3 RENAME TO import_batch",
    """CREATE TABLE request_3 (
        uuid VARCHAR(36) NOT NULL,
        reference VARCHAR(24) NOT NULL,
        reference_year INTEGER NOT NULL,
        reference_number INTEGER NOT NULL,
        type_code VARCHAR(40) NOT NULL,
        state VARCHAR(40) NOT NULL,
        channel VARCHAR(24) NOT NULL,
        relation VARCHAR(40) NOT NULL,
        our_role VARCHAR(16) NOT NULL,
        country VARCHAR(8) NOT NULL,
        law VARCHAR(8) NOT NULL,
        language VARCHAR(16) NOT NULL,
        requester_id INTEGER NOT NULL,
        subject_id INTEGER NOT NULL,
        received_at VARCHAR(27),
        received_zone VARCHAR(64) NOT NULL,
        entered_at VARCHAR(27) NOT NULL,
        due_on DATE,
        duties TEXT NOT NULL,
        law_edition TEXT NOT NULL,
        holiday_edition TEXT NOT NULL,
        closed_at VARCHAR(27),
        reason VARCHAR(40) NOT NULL,
        import_batch_id INTEGER,
        external_reference TEXT DEFAULT '' NOT NULL,
        handler TEXT DEFAULT '' NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_request PRIMARY KEY (id),
        CONSTRAINT uq_request_reference_year_reference_number UNIQUE (reference_year, reference_number),
        CONSTRAINT uq_request_uuid UNIQUE (uuid),
        CONSTRAINT uq_request_reference UNIQUE (reference),
        CONSTRAINT fk_request_requester_id FOREIGN KEY(requester_id) REFERENCES person (id),
        CONSTRAINT fk_request_subject_id FOREIGN KEY(subject_id) REFERENCES person (id),
        CONSTRAINT fk_request_import_batch_id FOREIGN KEY(import_batch_id) REFERENCES import_batch (id)
    )""",
    """INSERT INTO request_3 (
            uuid, reference, reference_year, reference_number, type_code, state, channel, relation, our_role,
            country, law, language, requester_id, subject_id, received_at, received_zone, entered_at, due_on, duties,
            law_edition, holiday_edition, closed_at, reason, import_batch_id, id, proof_salt
        ) SELECT
            uuid, reference, reference_year, reference_number, type_code, state, channel, relation, our_role,
            country, law, language, requester_id, subject_id, received_at, received_zone, entered_at, due_on, duties,
            law_edition, holiday_edition, closed_at, reason, import_batch_id, id, proof_salt
        FROM request""",
    "DROP TABLE request",
    "ALTER TABLE request_3 RENAME TO request",
    "CREATE INDEX ix_import_batch_shape ON import_batch (shape)",
    "CREATE INDEX ix_request_due_on ON request (due_on)",
    "CREATE INDEX ix_request_external_reference ON request (external_reference)",
    "CREATE INDEX ix_request_import_batch_id ON request (import_batch_id)",
    "CREATE INDEX ix_request_received_at ON request (received_at)",
    "CREATE INDEX ix_request_requester_id ON request (requester_id)",
    "CREATE INDEX ix_request_state ON request (state)",
    "CREATE INDEX ix_request_subject_id ON request (subject_id)",
    """CREATE TABLE import_row (
        batch_id INTEGER NOT NULL,
        record INTEGER NOT NULL,
        cells TEXT NOT NULL,
        derived TEXT NOT NULL,
        outcome VARCHAR(16) NOT NULL,
        request_id INTEGER,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_import_row PRIMARY KEY (id),
        CONSTRAINT uq_import_row_batch_id_record UNIQUE (batch_id, record),
        CONSTRAINT fk_import_row_batch_id FOREIGN KEY(batch_id) REFERENCES import_batch (id),
        CONSTRAINT fk_import_row_request_id FOREIGN KEY(request_id) REFERENCES request (id)
    )""",
    "CREATE INDEX ix_import_row_request_id ON import_row (request_id)",
    """CREATE TABLE export (
        made_at VARCHAR(27) NOT NULL,
        kind VARCHAR(8) NOT NULL,
        file_name TEXT NOT NULL,
        sha256 VARCHAR(64) NOT NULL,
        row_count INTEGER NOT NULL,
        columns TEXT NOT NULL,
        selection TEXT NOT NULL,
        with_names BOOLEAN NOT NULL,
        names_reason TEXT NOT NULL,
        officer_id INTEGER NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_export PRIMARY KEY (id),
        CONSTRAINT fk_export_officer_id FOREIGN KEY(officer_id) REFERENCES officer (id)
    )""",
    """CREATE TABLE revision (
        id INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        object_type VARCHAR(24) NOT NULL,
        object_id INTEGER NOT NULL,
        old_values TEXT NOT NULL,
        CONSTRAINT pk_revision PRIMARY KEY (id),
        CONSTRAINT fk_revision_seq FOREIGN KEY(seq) REFERENCES audit_entry (seq)
    )""",
    "CREATE INDEX ix_revision_object_type_object_id ON revision (object_type, object_id)",
    "CREATE INDEX ix_revision_seq ON revision (seq)",
    """CREATE TABLE saved_filter (
        id INTEGER NOT NULL,
        desk VARCHAR(24) NOT NULL,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        body TEXT NOT NULL,
        CONSTRAINT pk_saved_filter PRIMARY KEY (id)
    )""",
    """CREATE TABLE draft (
        place VARCHAR(64) NOT NULL,
        body TEXT NOT NULL,
        saved_at VARCHAR(27) NOT NULL,
        CONSTRAINT pk_draft PRIMARY KEY (place)
    )""",
)

_TABLES = ("draft", "saved_filter", "revision", "export", "import_row")


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Takes the new tables away; the two that were rebuilt keep their columns."""
    for table in _TABLES:
        op.execute(f"DROP TABLE {table}")
