"""What waiting for something does to the clock (schema.md, algorithm, steps 1 and 4)."""

from __future__ import annotations

from datetime import date, timedelta

from dpo_desktop.domain.clock_facts import Facts, PauseFact, Step
from dpo_desktop.domain.law_rules import PauseRule, Rule, pause_of


def sorted_pauses(
    rule: Rule, facts: Facts
) -> tuple[list[tuple[PauseFact, PauseRule]], list[tuple[PauseFact, PauseRule]], list[Step]]:
    """What moves the start, what excludes days, and the lines that say why the others do neither."""
    sets_start, excludes, notes = [], [], []
    for pause in facts.pauses:
        found, on_other_days = pause_of(rule.pauses, pause.cause, facts.day)
        cause = (("cause", pause.cause),)
        if found is None:
            notes.append(Step("pause_other_days" if on_other_days else "pause_not_in_law", None, cause))
        elif found.effect == "none":
            notes.append(Step("pause_none", None, cause))
        elif not found.is_on and not pause.reason.strip():
            notes.append(Step("pause_off", None, cause))
        elif pause.proof == "none":
            notes.append(Step("pause_without_letter", None, cause))
        elif found.effect == "moves_start":
            if pause.answered is None and pause.asked is None:
                notes.append(Step("pause_no_day", None, cause))
            else:
                sets_start.append((pause, found))
        elif pause.asked is None and not pause.days:
            notes.append(Step("pause_no_days", None, cause))
        else:
            excludes.append((pause, found))
    sets_start.sort(key=lambda one: one[0].answered or facts.today)
    excludes.sort(key=lambda one: one[0].asked or date.min)
    return sets_start, excludes, notes


class Excluded:
    """Days that do not count, each of them once; only days from the start on."""

    def __init__(self, start: date, facts: Facts, *, cautious: bool) -> None:
        self.start = start
        self.today = facts.today
        self.cautious = cautious
        self.waiting: date | None = None
        self._days: set[date] = set()

    def add(self, pause: PauseFact, rule: PauseRule, end: date) -> tuple[date, list[Step]]:
        answered = pause.answered
        if pause.asked is not None and answered is None and not pause.days:
            if rule.cautious == "none_excluded":  # nobody can say yet that these days may be left out
                asked = ("asked", pause.asked.isoformat())
                return end, [Step("excluded_when_answered", end, (("cause", pause.cause), asked))]
            self.waiting = self.waiting or pause.asked
            answered = max(self.today, pause.asked)
        if pause.asked is None or answered is None:
            less = 1 if rule.cautious == "one_day_less" else pause.days if rule.cautious == "none_excluded" else 0
            count = max(0, pause.days - less) if self.cautious else pause.days
        else:
            count = self._fresh(pause.asked, answered, rule)
        code = "excluded"
        if count:
            end += timedelta(days=count)
        parameters: list[tuple[str, str | int]] = [("amount", count), ("cause", pause.cause)]
        if pause.asked is not None and answered is not None:
            code = "excluded_from_to" if pause.answered is not None else "excluded_until_now"
            parameters += [("asked", pause.asked.isoformat()), ("answered", answered.isoformat())]
        steps = [Step(code, end, tuple(parameters))]
        if not rule.is_on:
            steps.append(Step("pause_by_reason", None, (("cause", pause.cause),)))
        return end, steps

    def _fresh(self, asked: date, answered: date, rule: PauseRule) -> int:
        first = max(asked, self.start)
        days = [first + timedelta(days=offset) for offset in range((answered - first).days + 1)]
        if not rule.inclusive:
            days = days[1:]
        if self.cautious and rule.cautious == "none_excluded":
            days = []
        if self.cautious and rule.cautious == "one_day_less":
            days = days[:-1]
        fresh = [day for day in days if day not in self._days]
        self._days.update(fresh)
        return len(fresh)
