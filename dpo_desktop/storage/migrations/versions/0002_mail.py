"""Mail: messages with what they refer to, encrypted attachments, settings, and who is the same person."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    """CREATE TABLE mail_settings (
        own_domains TEXT NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_mail_settings PRIMARY KEY (id)
    )""",
    """CREATE TABLE mail (
        uuid VARCHAR(36) NOT NULL,
        file_name TEXT NOT NULL,
        message_id TEXT NOT NULL,
        direction VARCHAR(8) NOT NULL,
        kind VARCHAR(16) NOT NULL,
        state VARCHAR(16) NOT NULL,
        sender_name TEXT NOT NULL,
        sender_email TEXT NOT NULL,
        recipients TEXT NOT NULL,
        subject TEXT NOT NULL,
        sent_at VARCHAR(27),
        received_at VARCHAR(27),
        received_zone VARCHAR(64) NOT NULL,
        received_from VARCHAR(16) NOT NULL,
        entered_at VARCHAR(27) NOT NULL,
        text TEXT NOT NULL,
        html TEXT NOT NULL,
        headers TEXT NOT NULL,
        size INTEGER NOT NULL,
        sha256 VARCHAR(64) NOT NULL,
        language VARCHAR(16) NOT NULL,
        our_role VARCHAR(16) NOT NULL,
        relation VARCHAR(40) NOT NULL,
        rights TEXT NOT NULL,
        problems TEXT NOT NULL,
        request_id INTEGER,
        joined_by VARCHAR(24) NOT NULL,
        suggested_id INTEGER,
        suggestion TEXT NOT NULL,
        duplicate_of_id INTEGER,
        removed_at VARCHAR(27),
        removed_reason TEXT NOT NULL,
        content_mac VARCHAR(64) NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_mail PRIMARY KEY (id),
        CONSTRAINT uq_mail_uuid UNIQUE (uuid),
        CONSTRAINT fk_mail_request_id FOREIGN KEY(request_id) REFERENCES request (id),
        CONSTRAINT fk_mail_suggested_id FOREIGN KEY(suggested_id) REFERENCES request (id),
        CONSTRAINT fk_mail_duplicate_of_id FOREIGN KEY(duplicate_of_id) REFERENCES mail (id)
    )""",
    "CREATE INDEX ix_mail_message_id ON mail (message_id)",
    "CREATE INDEX ix_mail_request_id ON mail (request_id)",
    "CREATE INDEX ix_mail_sender_email ON mail (sender_email)",
    "CREATE INDEX ix_mail_sha256 ON mail (sha256)",
    "CREATE INDEX ix_mail_state ON mail (state)",
    """CREATE TABLE mail_reference (
        mail_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        message_id TEXT NOT NULL,
        CONSTRAINT pk_mail_reference PRIMARY KEY (mail_id, position),
        CONSTRAINT fk_mail_reference_mail_id FOREIGN KEY(mail_id) REFERENCES mail (id)
    )""",
    "CREATE INDEX ix_mail_reference_message_id ON mail_reference (message_id)",
    """CREATE TABLE attachment (
        uuid VARCHAR(36) NOT NULL,
        mail_id INTEGER,
        request_id INTEGER,
        part INTEGER NOT NULL,
        file_name TEXT NOT NULL,
        declared_type TEXT NOT NULL,
        found_type VARCHAR(100) NOT NULL,
        size INTEGER NOT NULL,
        sha256 VARCHAR(64) NOT NULL,
        "key" BLOB NOT NULL,
        added_at VARCHAR(27) NOT NULL,
        removed_at VARCHAR(27),
        removed_reason TEXT NOT NULL,
        content_mac VARCHAR(64) NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_attachment PRIMARY KEY (id),
        CONSTRAINT uq_attachment_uuid UNIQUE (uuid),
        CONSTRAINT fk_attachment_mail_id FOREIGN KEY(mail_id) REFERENCES mail (id),
        CONSTRAINT fk_attachment_request_id FOREIGN KEY(request_id) REFERENCES request (id)
    )""",
    "CREATE INDEX ix_attachment_mail_id ON attachment (mail_id)",
    "CREATE INDEX ix_attachment_request_id ON attachment (request_id)",
    """CREATE TABLE person_match (
        first_id INTEGER NOT NULL,
        second_id INTEGER NOT NULL,
        same BOOLEAN NOT NULL,
        decided_at VARCHAR(27) NOT NULL,
        officer_id INTEGER NOT NULL,
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_person_match PRIMARY KEY (id),
        CONSTRAINT uq_person_match_first_id_second_id UNIQUE (first_id, second_id),
        CONSTRAINT fk_person_match_first_id FOREIGN KEY(first_id) REFERENCES person (id),
        CONSTRAINT fk_person_match_second_id FOREIGN KEY(second_id) REFERENCES person (id),
        CONSTRAINT fk_person_match_officer_id FOREIGN KEY(officer_id) REFERENCES officer (id)
    )""",
    "CREATE INDEX ix_person_match_second_id ON person_match (second_id)",
)

_TABLES = ("person_match", "attachment", "mail_reference", "mail", "mail_settings")


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"DROP TABLE {table}")
