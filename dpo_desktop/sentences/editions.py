"""A new edition of the law or of the holidays in words: what changed, and which date becomes which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dpo_desktop.sentences.dates import middle_date
from dpo_desktop.sentences.numbers import number
from dpo_desktop.translation import _, ngettext


def edition_causes() -> dict[str, str]:
    """Why a date may be another one, by the code of `domain.editions.CAUSES`."""
    return {
        "law": _("The law file is newer"),
        "own_rules": _("Own rules were changed"),
        "own_times": _("Own times were changed"),
        "holiday_table": _("The holiday table is newer"),
        "place": _("The company's place is another one"),
        "own_holidays": _("Own holidays were changed"),
    }


def date_parts() -> dict[str, str]:
    """The dates of a duty beside that of the answer."""
    return {
        "due_on": _("date"),
        "cautious_on": _("cautious date"),
        "notice_by": _("last day to tell of an extension"),
        "target_on": _("our own time"),
    }


def cause_words(why: Iterable[str]) -> str:
    """Every cause, a sentence each, the last without its stop."""
    words = edition_causes()
    return ". ".join(words[code] for code in why)


def stale_words(why: Iterable[str], count: int, moving: int) -> str:
    """What is newer than the dates of `count` open cases, and how many of them would move."""
    have = ngettext(
        "{n} open case has its dates from before", "{n} open cases have their dates from before", count
    ).format(n=number(count))
    move = ngettext("{n} would move", "{n} would move", moving).format(n=number(moving))
    return _("{why}. {have}; {move}.").format(why=cause_words(why), have=have, move=move if moving else _("none would"))


def day_or_none(day: date | None) -> str:
    return middle_date(day) if day is not None else _("no date")


def moved_words(codes: Mapping[str, str]) -> str:
    """A line of the timeline: the date of a case was brought to the present law."""
    before, after = (_day(codes[key]) for key in ("before", "after"))
    why = cause_words(codes["why"].split())
    if before == after:
        return _("Dates computed anew; the day of the answer stays {day}. {why}").format(
            day=day_or_none(after), why=why
        )
    return _("Date moved from {before} to {after}. {why}").format(
        before=day_or_none(before), after=day_or_none(after), why=why
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
