"""Alembic's script folder, run in process by `storage.migrate`: no shell can read the file before unlock."""
