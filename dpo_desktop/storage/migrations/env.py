"""Alembic's entry: runs on the connection that `storage.migrate` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, render_as_batch=True, transactional_ddl=False)
    context.run_migrations()


_run()
