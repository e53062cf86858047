"""Registers of entities, customers and representatives, the company's own rules, holidays and targets; a case says for
whom it is, which law was named for it, and how that was decided.

`request` is made anew, since SQLite adds no foreign key to a table that stands. It has no triggers.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

_REGISTERS = (
    """CREATE TABLE entity (
        uuid VARCHAR(36) NOT NULL,
        name TEXT NOT NULL,
        place VARCHAR(16) NOT NULL,
        facts TEXT NOT NULL,
        note TEXT NOT NULL,
        retired_at VARCHAR(27),
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_entity PRIMARY KEY (id),
        CONSTRAINT uq_entity_uuid UNIQUE (uuid)
    )""",
    """CREATE TABLE customer (
        uuid VARCHAR(36) NOT NULL,
        name TEXT NOT NULL,
        reference TEXT NOT NULL,
        contact_name TEXT NOT NULL,
        contact_email TEXT NOT NULL,
        country VARCHAR(8) NOT NULL,
        contract TEXT NOT NULL,
        forward_hours INTEGER,
        note TEXT NOT NULL,
        retired_at VARCHAR(27),
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_customer PRIMARY KEY (id),
        CONSTRAINT uq_customer_uuid UNIQUE (uuid)
    )""",
    """CREATE TABLE representative (
        uuid VARCHAR(36) NOT NULL,
        entity_id INTEGER,
        jurisdiction VARCHAR(16) NOT NULL,
        name TEXT NOT NULL,
        address TEXT NOT NULL,
        email TEXT NOT NULL,
        phone TEXT NOT NULL,
        note TEXT NOT NULL,
        retired_at VARCHAR(27),
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_representative PRIMARY KEY (id),
        CONSTRAINT uq_representative_uuid UNIQUE (uuid),
        CONSTRAINT fk_representative_entity_id FOREIGN KEY(entity_id) REFERENCES entity (id)
    )""",
    """CREATE TABLE company_rule (
        uuid VARCHAR(36) NOT NULL,
        rule_id VARCHAR(80) NOT NULL,
        body TEXT NOT NULL,
        types TEXT NOT NULL,
        is_answer BOOLEAN NOT NULL,
        entered_at VARCHAR(27) NOT NULL,
        retired_at VARCHAR(27),
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_company_rule PRIMARY KEY (id),
        CONSTRAINT uq_company_rule_uuid UNIQUE (uuid),
        CONSTRAINT uq_company_rule_rule_id UNIQUE (rule_id)
    )""",
    """CREATE TABLE company_holiday (
        uuid VARCHAR(36) NOT NULL,
        place VARCHAR(16) NOT NULL,
        day DATE NOT NULL,
        name TEXT NOT NULL,
        retired_at VARCHAR(27),
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_company_holiday PRIMARY KEY (id),
        CONSTRAINT uq_company_holiday_uuid UNIQUE (uuid)
    )""",
    """CREATE TABLE company_target (
        uuid VARCHAR(36) NOT NULL,
        rule_id VARCHAR(80) NOT NULL,
        amount INTEGER NOT NULL,
        unit VARCHAR(24) NOT NULL,
        decided_by TEXT NOT NULL,
        decided_role TEXT NOT NULL,
        advice TEXT NOT NULL,
        followed BOOLEAN NOT NULL,
        decided_at VARCHAR(27) NOT NULL,
        retired_at VARCHAR(27),
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_company_target PRIMARY KEY (id),
        CONSTRAINT uq_company_target_uuid UNIQUE (uuid)
    )""",
)
_TABLES = ("representative", "company_target", "company_holiday", "company_rule", "customer", "entity")
_REQUEST = """CREATE TABLE request_5 (
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
        handler TEXT DEFAULT '' NOT NULL,{columns}
        id INTEGER NOT NULL,
        proof_salt BLOB NOT NULL,
        CONSTRAINT pk_request PRIMARY KEY (id),
        CONSTRAINT uq_request_reference_year_reference_number UNIQUE (reference_year, reference_number),
        CONSTRAINT uq_request_uuid UNIQUE (uuid),
        CONSTRAINT uq_request_reference UNIQUE (reference),
        CONSTRAINT fk_request_requester_id FOREIGN KEY(requester_id) REFERENCES person (id),
        CONSTRAINT fk_request_subject_id FOREIGN KEY(subject_id) REFERENCES person (id),
        CONSTRAINT fk_request_import_batch_id FOREIGN KEY(import_batch_id) REFERENCES import_batch (id){keys}
    )"""
_COLUMNS = """
        entity_id INTEGER,
        customer_id INTEGER,
        chosen_law VARCHAR(16) DEFAULT '' NOT NULL,
        laws TEXT DEFAULT '[]' NOT NULL,
        dated_on DATE,"""
_KEYS = """,
        CONSTRAINT fk_request_entity_id FOREIGN KEY(entity_id) REFERENCES entity (id),
        CONSTRAINT fk_request_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)"""
_KEPT = """
    uuid, reference, reference_year, reference_number, type_code, state, channel, relation, our_role, country, law,
    language, requester_id, subject_id, received_at, received_zone, entered_at, due_on, duties, law_edition,
    holiday_edition, closed_at, reason, import_batch_id, external_reference, handler, id, proof_salt
"""
# Until now a law stood in the row whoever chose it: where it is not that of the country, somebody named it.
_CHOSEN = """CASE law
        WHEN CASE
            WHEN country IN ('AT', 'BE', 'BG', 'HR', 'CY', 'CZ', 'DK', 'EE', 'FI', 'FR', 'DE', 'GR', 'HU', 'IE', 'IT',
                'LV', 'LT', 'LU', 'MT', 'NL', 'PL', 'PT', 'RO', 'SK', 'SI', 'ES', 'SE', 'IS', 'LI', 'NO') THEN 'EU'
            WHEN country = 'GB' THEN 'UK'
            WHEN country IN ('IN', 'US-CA') THEN country
            ELSE 'none'
        END THEN ''
        ELSE law
    END"""
_INDEXES = (
    "CREATE INDEX ix_request_requester_id ON request (requester_id)",
    "CREATE INDEX ix_request_subject_id ON request (subject_id)",
    "CREATE INDEX ix_request_import_batch_id ON request (import_batch_id)",
    "CREATE INDEX ix_request_external_reference ON request (external_reference)",
    "CREATE INDEX ix_request_state ON request (state, id, type_code, law, handler, due_on, received_at)",
    "CREATE INDEX ix_request_type_code ON request (type_code, id, state, law, handler, due_on, received_at)",
    "CREATE INDEX ix_request_law ON request (law, id, state, type_code, handler, due_on, received_at)",
    "CREATE INDEX ix_request_country ON request (country, id, state, type_code, law, handler, due_on, received_at)",
    "CREATE INDEX ix_request_due_on ON request (due_on, id, state, type_code, law, handler, received_at)",
    "CREATE INDEX ix_request_received_at ON request (received_at, id, state, type_code, law, handler, due_on)",
    "CREATE INDEX ix_request_closed_at ON request (closed_at, id, state, type_code, law, handler, due_on, received_at)",
    """CREATE INDEX ix_request_reference ON request (
        reference_year, reference_number, id, state, type_code, law, handler, due_on, received_at,
        external_reference
    )""",
)
_NEW_INDEXES = (
    "CREATE INDEX ix_request_entity_id ON request (entity_id)",
    "CREATE INDEX ix_request_customer_id ON request (customer_id)",
)
_IN_ITS_PLACE = ("DROP TABLE request", "ALTER TABLE request_5 RENAME TO request", *_INDEXES)

_STATEMENTS = (
    *_REGISTERS,
    _REQUEST.format(columns=_COLUMNS, keys=_KEYS),
    f"INSERT INTO request_5 ({_KEPT}, chosen_law) SELECT {_KEPT}, {_CHOSEN} FROM request",  # noqa: S608
    *_IN_ITS_PLACE,
    *_NEW_INDEXES,
)
_BEFORE = (
    _REQUEST.format(columns="", keys=""),
    f"INSERT INTO request_5 ({_KEPT}) SELECT {_KEPT} FROM request",  # noqa: S608
    *_IN_ITS_PLACE,
    *(f"DROP TABLE {table}" for table in _TABLES),
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in _BEFORE:
        op.execute(statement)
