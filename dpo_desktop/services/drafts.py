"""Words that were typed into a form and not kept yet: they survive a crash, encrypted like everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import DraftRow


@dataclass(frozen=True, slots=True)
class Draft:
    words: str
    saved_at: datetime


def save_draft(workspace: OpenWorkspace, place: str, words: str) -> datetime | None:
    """Keep the words of one form; `place` names it and its case. Without any the draft goes. Gives when it was kept.

    Raises:
        StorageUnavailable: it could not be kept.
    """
    with workspace.unaudited_session() as session:
        if not words.strip():
            session.execute(delete(DraftRow).where(DraftRow.place == place))
            return None
        now = workspace.now()
        session.merge(DraftRow(place=place, body=words, saved_at=now))
        return now.astimezone(workspace.zone)


def read_draft(workspace: OpenWorkspace, place: str) -> Draft | None:
    with workspace.store.reading() as session:
        row = session.get(DraftRow, place)
        return Draft(row.body, row.saved_at.astimezone(workspace.zone)) if row is not None else None
