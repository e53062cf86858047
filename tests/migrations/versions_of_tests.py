"""Migrations that exist for tests only, as files beside the product's own: a good one, and ones that go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dpo_desktop.storage import migrations
from dpo_desktop.storage.migrate import SCHEMA

OURS = Path(migrations.__file__).parent / "versions"
NEXT = SCHEMA + 1  # the number of the versions made here

_HEAD = '''"""For tests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dpo_desktop.storage.tables import TRIGGERS

revision = "{revision}"
down_revision = "{before}"


def _rebuild() -> None:
    """Rebuild a parent of other tables and one that carries triggers, as a real migration would."""
    with op.batch_alter_table("person", recreate="always") as table:
        table.add_column(sa.Column("note", sa.Text(), nullable=False, server_default="none yet"))
    with op.batch_alter_table("request", recreate="always") as table:
        table.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="3"))
    with op.batch_alter_table("audit_head", recreate="always") as table:
        table.add_column(sa.Column("remark", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_request_priority", "request", ["priority"])


def _triggers_again() -> None:
    for name, sql in TRIGGERS.items():
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
        op.execute(sql)


def upgrade() -> None:
'''

_BODIES: dict[str, str] = {
    "good": "    _rebuild()\n    _triggers_again()\n",
    "forgets the triggers": "    _rebuild()\n",
    "stops": "    _rebuild()\n    _triggers_again()\n    raise RuntimeError('a mistake in a migration')\n",
    "bad statement": "    _rebuild()\n    op.execute('UPDATE nowhere SET x = 1')\n",
    "breaks a foreign key": "    _rebuild()\n    _triggers_again()\n"
    "    op.execute('UPDATE request_event SET request_id = 999 WHERE id = 1')\n",
    "loses the parents": "    _rebuild()\n    _triggers_again()\n    op.execute('DELETE FROM person WHERE id = 2')\n",
}
BAD = tuple(name for name in _BODIES if name not in ("good", "forgets the triggers"))


def folders_with(name: str, base: Path) -> Sequence[Path]:
    """The folders of versions to upgrade with, one of them made here."""
    folder = base / "versions"
    folder.mkdir()
    head = _HEAD.replace("{revision}", f"{NEXT:04d}").replace("{before}", f"{SCHEMA:04d}")
    (folder / f"{NEXT:04d}_for_tests.py").write_text(head + _BODIES[name])
    return (OURS, folder)
