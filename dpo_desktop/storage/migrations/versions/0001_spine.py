"""The spine: workspace, officers, persons, requests with their timeline, reports, keys and the audit trail."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision: str | None = None

_STATEMENTS = (
    """CREATE TABLE audit_entry (
        seq INTEGER NOT NULL,
        at VARCHAR(27) NOT NULL,
        actor VARCHAR(32) NOT NULL,
        action VARCHAR(40) NOT NULL,
        object_type VARCHAR(24) NOT NULL,
        object_id INTEGER NOT NULL,
        detail TEXT NOT NULL,
        previous BLOB NOT NULL,
        digest BLOB NOT NULL,
        mac BLOB NOT NULL,
        key_epoch INTEGER NOT NULL,
        CONSTRAINT pk_audit_entry PRIMARY KEY (seq)
    )""",
    """CREATE TABLE audit_head (
        id INTEGER NOT NULL,
        entry_count INTEGER NOT NULL,
        root BLOB NOT NULL,
        frontier BLOB NOT NULL,
        signed_at VARCHAR(27) NOT NULL,
        occasion VARCHAR(24) NOT NULL,
        officer VARCHAR(32) NOT NULL,
        signature BLOB NOT NULL,
        CONSTRAINT pk_audit_head PRIMARY KEY (id)
    )""",
    """CREATE TABLE authority (
        authority_key BLOB NOT NULL,
        authority_certificate BLOB NOT NULL,
        leaf_key BLOB NOT NULL,
        leaf_certificate BLOB NOT NULL,
        created_at VARCHAR(27) NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_authority PRIMARY KEY (id)
    )""",
    """CREATE TABLE import_batch (
        uuid VARCHAR(36) NOT NULL,
        file_name TEXT NOT NULL,
        file_sha256 VARCHAR(64) NOT NULL,
        row_count INTEGER NOT NULL,
        imported_at VARCHAR(27) NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_import_batch PRIMARY KEY (id),
        CONSTRAINT uq_import_batch_uuid UNIQUE (uuid)
    )""",
    """CREATE TABLE officer (
        key_id VARCHAR(32) NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        public_key BLOB NOT NULL,
        created_at VARCHAR(27) NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_officer PRIMARY KEY (id),
        CONSTRAINT uq_officer_key_id UNIQUE (key_id)
    )""",
    """CREATE TABLE person (
        uuid VARCHAR(36) NOT NULL,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        phone TEXT NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_person PRIMARY KEY (id),
        CONSTRAINT uq_person_uuid UNIQUE (uuid)
    )""",
    """CREATE TABLE report (
        number VARCHAR(24) NOT NULL,
        kind VARCHAR(40) NOT NULL,
        period_from DATE NOT NULL,
        period_to DATE NOT NULL,
        issued_at VARCHAR(27) NOT NULL,
        with_names BOOLEAN NOT NULL,
        names_reason TEXT NOT NULL,
        request_count INTEGER NOT NULL,
        data_sha256 VARCHAR(64) NOT NULL,
        unsigned_sha256 VARCHAR(64) NOT NULL,
        sha256 VARCHAR(64) NOT NULL,
        log_count INTEGER NOT NULL,
        log_root VARCHAR(64) NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_report PRIMARY KEY (id),
        CONSTRAINT uq_report_number UNIQUE (number)
    )""",
    """CREATE TABLE secret_key (
        purpose VARCHAR(24) NOT NULL,
        epoch INTEGER NOT NULL,
        "key" BLOB NOT NULL,
        created_at VARCHAR(27) NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_secret_key PRIMARY KEY (id),
        CONSTRAINT uq_secret_key_purpose_epoch UNIQUE (purpose, epoch)
    )""",
    """CREATE TABLE workspace (
        log_id VARCHAR(36) NOT NULL,
        organisation TEXT NOT NULL,
        place VARCHAR(16) NOT NULL,
        time_zone VARCHAR(64) NOT NULL,
        created_at VARCHAR(27) NOT NULL,
        is_demo BOOLEAN NOT NULL,
        header_gen INTEGER NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_workspace PRIMARY KEY (id)
    )""",
    """CREATE TABLE request (
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
        received_at VARCHAR(27) NOT NULL,
        received_zone VARCHAR(64) NOT NULL,
        entered_at VARCHAR(27) NOT NULL,
        due_on DATE,
        duties TEXT NOT NULL,
        law_edition TEXT NOT NULL,
        holiday_edition TEXT NOT NULL,
        closed_at VARCHAR(27),
        reason VARCHAR(40) NOT NULL,
        import_batch_id INTEGER,
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
    "CREATE INDEX ix_request_due_on ON request (due_on)",
    "CREATE INDEX ix_request_import_batch_id ON request (import_batch_id)",
    "CREATE INDEX ix_request_received_at ON request (received_at)",
    "CREATE INDEX ix_request_requester_id ON request (requester_id)",
    "CREATE INDEX ix_request_state ON request (state)",
    "CREATE INDEX ix_request_subject_id ON request (subject_id)",
    """CREATE TABLE row_proof (
        seq INTEGER NOT NULL,
        position INTEGER NOT NULL,
        object_type VARCHAR(24) NOT NULL,
        object_id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        proof BLOB NOT NULL,
        CONSTRAINT pk_row_proof PRIMARY KEY (seq, position),
        CONSTRAINT fk_row_proof_seq FOREIGN KEY(seq) REFERENCES audit_entry (seq)
    )""",
    "CREATE INDEX ix_row_proof_object_type_object_id ON row_proof (object_type, object_id)",
    """CREATE TABLE request_event (
        request_id INTEGER NOT NULL,
        at VARCHAR(27) NOT NULL,
        entered_at VARCHAR(27) NOT NULL,
        kind VARCHAR(24) NOT NULL,
        text TEXT NOT NULL,
        parameters TEXT NOT NULL,
        officer_id INTEGER NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_request_event PRIMARY KEY (id),
        CONSTRAINT fk_request_event_request_id FOREIGN KEY(request_id) REFERENCES request (id),
        CONSTRAINT fk_request_event_officer_id FOREIGN KEY(officer_id) REFERENCES officer (id)
    )""",
    "CREATE INDEX ix_request_event_request_id ON request_event (request_id)",
    (
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry"
        " BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
    ),
    (
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry"
        " BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
    ),
    (
        "CREATE TRIGGER row_proof_no_update BEFORE UPDATE ON row_proof"
        " BEGIN SELECT RAISE(ABORT, 'row_proof is append-only'); END"
    ),
    (
        "CREATE TRIGGER row_proof_no_delete BEFORE DELETE ON row_proof"
        " BEGIN SELECT RAISE(ABORT, 'row_proof is append-only'); END"
    ),
    (
        "CREATE TRIGGER audit_head_no_update BEFORE UPDATE ON audit_head"
        " BEGIN SELECT RAISE(ABORT, 'audit_head is append-only'); END"
    ),
    (
        "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head"
        " BEGIN SELECT RAISE(ABORT, 'audit_head is append-only'); END"
    ),
    (
        "CREATE TRIGGER audit_entry_in_order BEFORE INSERT ON audit_entry"
        " WHEN new.seq <> coalesce((SELECT max(seq) FROM audit_entry), 0) + 1"
        " OR new.previous <> coalesce((SELECT digest FROM audit_entry ORDER BY seq DESC LIMIT 1), zeroblob(32))"
        " BEGIN SELECT RAISE(ABORT, 'audit_entry out of order'); END"
    ),
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for table in (
        "request_event",
        "row_proof",
        "request",
        "workspace",
        "secret_key",
        "report",
        "person",
        "officer",
        "import_batch",
        "authority",
        "audit_head",
        "audit_entry",
    ):
        op.execute(f"DROP TABLE {table}")
