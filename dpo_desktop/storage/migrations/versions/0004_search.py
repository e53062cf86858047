"""Full text and what the order by name needs, filled after the upgrade; indexes that answer a list without its rows."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

_STATEMENTS = (
    """CREATE VIRTUAL TABLE search USING fts5(
        reference, people, timeline, mail, content='', contentless_delete=1, prefix='3',
        tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
    )""",
    """CREATE TABLE request_key (
        request_id INTEGER NOT NULL,
        person TEXT NOT NULL,
        external TEXT NOT NULL,
        handler TEXT NOT NULL,
        words TEXT NOT NULL,
        CONSTRAINT pk_request_key PRIMARY KEY (request_id),
        CONSTRAINT fk_request_key_request_id FOREIGN KEY(request_id) REFERENCES request (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_request_key_external ON request_key (external)",
    "CREATE INDEX ix_request_key_handler ON request_key (handler)",
    "CREATE INDEX ix_request_key_external_down ON request_key (external DESC, request_id)",
    "CREATE INDEX ix_request_key_handler_down ON request_key (handler DESC, request_id)",
    "CREATE INDEX ix_request_key_person_down ON request_key (person DESC, request_id)",
    "CREATE INDEX ix_request_key_person ON request_key (person)",
    "DROP INDEX ix_request_state",
    "DROP INDEX ix_request_due_on",
    "DROP INDEX ix_request_received_at",
    "CREATE INDEX ix_request_state ON request (state, id, type_code, law, handler, due_on, received_at)",
    "CREATE INDEX ix_request_type_code ON request (type_code, id, state, law, handler, due_on, received_at)",
    "CREATE INDEX ix_request_law ON request (law, id, state, type_code, handler, due_on, received_at)",
    "CREATE INDEX ix_request_country ON request (country, id, state, type_code, law, handler, due_on, received_at)",
    "CREATE INDEX ix_request_due_on ON request (due_on, id, state, type_code, law, handler, received_at)",
    "CREATE INDEX ix_request_received_at ON request (received_at, id, state, type_code, law, handler, due_on)",
    "CREATE INDEX ix_request_closed_at ON request (closed_at, id, state, type_code, law, handler, due_on, received_at)",
    "CREATE INDEX ix_mail_suggested_id ON mail (suggested_id)",
    """CREATE INDEX ix_request_reference ON request (
        reference_year, reference_number, id, state, type_code, law, handler, due_on, received_at,
        external_reference
    )""",
)
_BEFORE = (
    "DROP TABLE search",
    "DROP TABLE request_key",
    "DROP INDEX ix_request_reference",
    "DROP INDEX ix_mail_suggested_id",
    "DROP INDEX ix_request_closed_at",
    "DROP INDEX ix_request_country",
    "DROP INDEX ix_request_law",
    "DROP INDEX ix_request_type_code",
    "DROP INDEX ix_request_state",
    "DROP INDEX ix_request_due_on",
    "DROP INDEX ix_request_received_at",
    "CREATE INDEX ix_request_due_on ON request (due_on)",
    "CREATE INDEX ix_request_received_at ON request (received_at)",
    "CREATE INDEX ix_request_state ON request (state)",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in _BEFORE:
        op.execute(statement)
