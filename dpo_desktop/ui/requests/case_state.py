"""What the timeline of a case says that its page shows: open questions, what is struck out, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dpo_desktop.domain.editions import base, own_counts
from dpo_desktop.services.law import places
from dpo_desktop.services.views import RequestDetail, TimelineEntry
from dpo_desktop.translation import ngettext


@dataclass(frozen=True, slots=True)
class Question:
    """Something that was asked for and has not come; `id` is its entry in the timeline."""

    id: int
    cause: str
    asked_on: date


def struck_out(detail: RequestDetail) -> dict[int, TimelineEntry]:
    """By entry that was struck out, the entry that did it."""
    return {int(dict(entry.parameters)["event"]): entry for entry in detail.timeline if entry.kind == "struck"}


def standing(detail: RequestDetail, kind: str) -> list[TimelineEntry]:
    """Entries of a kind that are not struck out, newest first."""
    struck = struck_out(detail)
    return [entry for entry in detail.timeline if entry.kind == kind and entry.id not in struck]


def open_questions(detail: RequestDetail) -> list[Question]:
    came = {dict(entry.parameters)["asked"] for entry in standing(detail, "answered")}
    return [
        Question(entry.id, codes["cause"], date.fromisoformat(codes["on"]))
        for entry in standing(detail, "asked")
        if str(entry.id) not in came
        for codes in [dict(entry.parameters)]
    ]


def happened_at(detail: RequestDetail, kind: str) -> datetime | None:
    """When the newest standing entry of a kind happened."""
    found = standing(detail, kind)
    return found[0].at if found else None


def law_decision(detail: RequestDetail, law: str) -> TimelineEntry | None:
    """The newest standing decision on a law."""
    found = [entry for entry in standing(detail, "law_decided") if dict(entry.parameters)["law"] == law]
    return max(found, key=lambda entry: entry.id, default=None)


def holiday_table(edition: str) -> str:
    """An edition of the table of holidays, its place by name: holidays 0.109, India, Karnataka, 2 own days."""
    named, own = dict(places()), own_counts(edition).get("own", 0)
    words = ", ".join(named.get(part, part) for part in base(edition).split(", "))
    return f"{words}, {ngettext('{n} own day', '{n} own days', own).format(n=own)}" if own else words
