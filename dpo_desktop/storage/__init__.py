"""Everything that knows SQLAlchemy: keyed engine, tables, unit of work, audit trail, migrations."""
