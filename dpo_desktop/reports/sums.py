"""The sum of a date as the reports tell it: line by line, in short, and what it left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from dpo_desktop.domain.case_clock import leading
from dpo_desktop.domain.clock_facts import Step
from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.sentences.deadlines import amount_words, step_words

# Steps that say that a recorded fact did not move the date, or may not have been allowed to.
NOT_COUNTED = frozenset(
    (
        "pause_off",
        "pause_none",
        "pause_not_in_law",
        "pause_other_days",
        "pause_without_letter",
        "pause_no_day",
        "pause_no_days",
        "pause_after_end",
        "pause_not_in_hours",
        "excluded_when_answered",
        "extension_none",
        "extension_late",
        "extension_no_later",
        "extension_second_late",
        "extension_needs_date_law",
        "extension_needs_date_controller",
        "extension_needs_date_authority",
        "extension_told_unknown",
    )
)
_UNITS = ("calendar_days", "business_days", "calendar_months", "calendar_years", "hours")
_NAME_THEIR_DAY = ("rolled_", "hours", "before_hours", "at_instant", "outer")
_RESULTS = ("due", "due_at", "may_from", "forward_by", "waiting")


def short_day(day: date, language: str) -> str:
    """7 Dec 2026: narrow, for columns."""
    from babel.dates import format_date

    return format_date(day, "d MMM y", locale="en_GB" if language == "en" else language)


class SumWords:
    """The words of sums in one language, each made once: the lines of a long register repeat themselves."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._days: dict[date, str] = {}
        self._lines: dict[tuple[str, tuple[tuple[str, str | int], ...]], str] = {}

    def day(self, day: date) -> str:
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = short_day(day, self._language)
        return known

    def instant(self, at: datetime) -> str:
        """7 Dec 2026 09:30."""
        return f"{self.day(at.date())} {at:%H:%M}"

    def line(self, step: Step) -> str:
        """The words of one step, without its date."""
        key = (step.code, step.parameters)
        known = self._lines.get(key)
        if known is None:
            known = self._lines[key] = step_words(step)
        return known

    def whole(self, duty: Duty) -> str:
        """All steps in one paragraph, each with the date it leads to, but for the last, which says when it is due."""
        return "; ".join(self._dated(step) for step in duty.steps if step.code not in _RESULTS)

    def _dated(self, step: Step) -> str:
        if step.on is None or step.code.startswith(_NAME_THEIR_DAY):
            return self.line(step)
        return f"{self.line(step)}: {self.day(step.on)}"

    def not_counted(self, duties: Sequence[Duty]) -> list[str]:
        """What was recorded and did not move the date that is shown, in words."""
        return [self.line(step) for step in left_out(duties)]

    def short(self, duty: Duty, text: dict[str, str]) -> str:
        """How the date came about, in a few words: 3 months, extended, 12 days paused, cautious 18 Nov 2026."""
        return ", ".join(self._short(duty, text))

    def _short(self, duty: Duty, text: dict[str, str]) -> Iterator[str]:
        paused = 0
        for step in duty.steps:
            values = dict(step.parameters)
            amount = int(values.get("amount", 0) or 0)
            if step.code.removesuffix("_same_day") in _UNITS:
                yield amount_words(amount, step.code.removesuffix("_same_day"))
            elif step.code.startswith("before_"):
                yield self.line(step)
            elif step.code == "start_moved" and step.on is not None:
                yield text["sum_start"].format(day=self.day(step.on))
            elif step.code.startswith("excluded"):
                paused += amount
        if duty.is_extended:
            yield text["sum_extended"]
        if paused:
            yield text["sum_paused" if paused > 1 else "sum_paused_one"].format(days=paused)
        if any(step.code.startswith("rolled_") for step in duty.steps):
            yield text["sum_rolled"]
        if duty.cautious_on is not None and duty.cautious_on != duty.due_on:
            yield text["sum_cautious"].format(day=self.day(duty.cautious_on))


def shown(duties: Sequence[Duty]) -> Duty | None:
    """The clock that a row shows: the one that leads, else the first answer, else the first of all."""
    answers = (duty for duty in duties if duty.is_answer)
    return leading(duties) or next(answers, None) or next(iter(duties), None)


def left_out(duties: Sequence[Duty]) -> list[Step]:
    """The steps by which the clock that a row shows says what it did not count."""
    duty = shown(duties)
    return [step for step in duty.steps if step.code in NOT_COUNTED] if duty is not None else []


def plain_sum(duty: Duty, words: SumWords) -> dict[str, Any]:
    """A sum as register.json and case.json hold it: dates in ISO 8601, hours as instants, steps in words."""
    return {
        "rule_id": duty.rule_id,
        "law": duty.law,
        "answer": duty.is_answer,
        "in_force": duty.in_force,
        "due": _iso(duty.due_at or duty.due_on),
        "cautious": _iso(duty.cautious_at or duty.cautious_on),
        "extended": duty.is_extended,
        "steps": [{"on": _iso(step.on), "words": words.line(step)} for step in duty.steps],
    }


def plain_rules(duties: Iterable[Duty]) -> dict[str, dict[str, Any]]:
    """Of each rule, once, where it was read."""
    return {
        duty.rule_id: {
            "right": duty.right,
            "citation": duty.citation,
            "source_kind": duty.source_kind,
            "verified": duty.verified,
        }
        for duty in sorted(duties, key=lambda one: one.rule_id)
        if duty.citation
    }


def told_sum(plain: dict[str, Any]) -> str:
    """One line of a plain sum, for a cell of a spreadsheet."""
    steps = "; ".join(" ".join(part for part in (step["on"], step["words"]) if part) for step in plain["steps"])
    return f"{plain['rule_id']}: {steps}" if plain["rule_id"] else steps


def _iso(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment is not None else ""
