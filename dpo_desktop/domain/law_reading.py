"""Reads one `[[rule]]` strictly: an unknown key or word would be a rule that is silently not applied.

Every refusal is a `RuleViolation` that names the rule, the key and the word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from dpo_desktop.domain import law_rules as words
from dpo_desktop.domain.applicability import CODES
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.law_rules import Cautious, Extension, NationalAge, Notice, Outer, PauseRule, Rule

_WORDS = {
    "jurisdiction": words.JURISDICTIONS,
    "kind": words.KINDS,
    "unit": words.UNITS,
    "start": words.STARTS,
    "trigger": words.TRIGGERS,
    "rollover": words.ROLLOVERS,
    "saturday": words.SATURDAYS,
    "speed": words.SPEEDS,
    "purpose": words.PURPOSES,
    "below": words.BELOW,
    "source_kind": words.SOURCE_KINDS,
}
_NEEDED = ("id", "jurisdiction", "law", "right", "kind", "unit", "trigger", "citation", "verified")
_PAUSE = {field.name for field in fields(PauseRule)} - {"is_on"} | {"default"}
_CALENDAR = re.compile(r"controller_place|none|[A-Z]{2}(-[A-Z0-9]{1,3})?")
_COUNTED = ("deadline", "not_before")
_HOUR_STARTS = ("instant", "next_full_hour")
_DAY_UNITS = ("calendar_days", "business_days", "calendar_months", "calendar_years")
_MOST = 100_000  # of any unit: some 270 years in days; beyond it a date leaves the calendar


def rule_of(entry: Mapping[str, Any]) -> Rule:
    """One table of deadlines.toml.

    Raises:
        RuleViolation: an unknown key or word, a value of the wrong kind, or one that is missing or contradicts another.
    """
    read = _Reader(str(entry.get("id", "?")), entry, "")
    read.only({field.name for field in fields(Rule)})
    read.needs(*_NEEDED)
    rule = Rule(
        id=read.text("id"),
        jurisdiction=read.word("jurisdiction", _WORDS["jurisdiction"]),
        law=read.text("law"),
        right=read.text("right"),
        kind=read.word("kind", _WORDS["kind"]),
        unit=read.word("unit", _WORDS["unit"]),
        amount=read.number("amount"),
        start=read.word("start", _WORDS["start"]),
        trigger=read.word("trigger", _WORDS["trigger"]),
        trigger_date=read.day("trigger_date"),
        when=read.text("when"),
        rollover=read.word("rollover", _WORDS["rollover"]),
        saturday=read.word("saturday", _WORDS["saturday"]),
        holiday_calendar=read.text("holiday_calendar"),
        speed=read.word("speed", _WORDS["speed"]),
        purpose=read.word("purpose", _WORDS["purpose"]),
        age=read.number("age"),
        parent_below=read.number("parent_below"),
        below=read.word("below", _WORDS["below"]),
        applies_if=read.codes("applies_if", CODES),
        applies_if_any=read.codes("applies_if_any", CODES),
        applies_unless=read.codes("applies_unless", CODES),
        not_a_ground_against=read.codes("not_a_ground_against", None),
        see=read.codes("see", None),
        effective_from=read.day("effective_from"),
        effective_to=read.day("effective_to"),
        effective_note=read.text("effective_note"),
        citation=read.text("citation"),
        source_kind=read.word("source_kind", _WORDS["source_kind"]),
        source_note=read.text("source_note"),
        read_on=read.day("read_on"),
        counting=read.text("counting"),
        exceptions=read.text("exceptions"),
        watch=read.text("watch"),
        note=read.text("note"),
        verified=read.flag("verified", default=False),
        extension=_extension(read),
        cautious=_cautious(read),
        outer=_outer(read),
        pauses=tuple(map(_pause, read.tables("pauses"))),
        national=tuple(map(_national, read.tables("national"))),
    )
    if "holiday_calendar" in entry and not _CALENDAR.fullmatch(rule.holiday_calendar):
        raise RuleViolation("law.unknown_word", rule=rule.id, key="holiday_calendar", word=rule.holiday_calendar)
    _check(rule, read)
    return rule


def _check(rule: Rule, read: _Reader) -> None:
    if rule.kind in _COUNTED and (rule.unit == "none" or not rule.amount or not rule.start):
        raise read.wrong("amount")
    if rule.kind == "duty_without_number" and not rule.speed:
        raise read.wrong("speed")
    if rule.kind == "age" and (not rule.age or not rule.purpose):
        raise read.wrong("age")
    if rule.kind == "commencement" and rule.trigger_date is None:
        raise read.wrong("trigger_date")
    hours = rule.start in ("instant", "next_full_hour", "backwards_from")
    if rule.kind in _COUNTED and hours != (rule.unit == "hours") and rule.start != "backwards_from":
        raise read.wrong("start")
    if rule.unit in ("calendar_months", "calendar_years") and rule.start not in ("", "same_day", "backwards_from"):
        raise read.wrong("start")
    extension = rule.extension
    if extension is not None and extension.unit not in (rule.unit, "none"):
        raise read.wrong("extension")
    if extension is not None and extension.notice is not None and extension.notice.unit == "none":
        raise read.wrong("extension.notice")
    if rule.outer is not None and rule.outer.unit == "none":
        raise read.wrong("outer")
    if rule.unit == "hours" and rule.cautious is not None and rule.cautious.start not in _HOUR_STARTS:
        raise read.wrong("cautious")
    if rule.kind == "commencement" and rule.amount and rule.unit not in _DAY_UNITS:
        raise read.wrong("unit")
    if rule.effective_from and rule.effective_to and rule.effective_to < rule.effective_from:
        raise read.wrong("effective_to")


def _extension(read: _Reader) -> Extension | None:
    part = read.table("extension")
    if part is None:
        return None
    part.only({"amount", "unit", "counted_from", "one_step", "set_by", "notice"})
    part.needs("unit", "set_by")
    part.word("counted_from", ("start",))
    if not part.flag("one_step", default=True):
        raise part.wrong("one_step")
    notice = part.table("notice")
    told = None
    if notice is not None:
        notice.only({"amount", "unit", "start", "trigger"})
        notice.needs("amount", "unit", "start", "trigger")
        told = Notice(
            notice.number("amount"),
            notice.word("unit", words.UNITS),
            notice.word("start", words.STARTS),
            notice.word("trigger", words.TRIGGERS),
        )
    return Extension(part.number("amount"), part.word("unit", words.UNITS), part.word("set_by", words.SET_BY), told)


def _cautious(read: _Reader) -> Cautious | None:
    part = read.table("cautious")
    if part is None:
        return None
    part.only({"start", "saturday", "offset", "offset_unit", "why"})
    part.needs("why")
    unit = part.word("offset_unit", ("calendar_days",))
    if not any(key in part.entry for key in ("start", "saturday", "offset")):
        raise part.wrong("cautious")
    return Cautious(
        part.word("start", words.STARTS),
        part.word("saturday", words.SATURDAYS),
        part.number("offset"),
        unit,
        part.text("why"),
    )


def _outer(read: _Reader) -> Outer | None:
    part = read.table("outer")
    if part is None:
        return None
    part.only({"amount", "unit", "start", "why"})
    part.needs("amount", "unit", "start", "why")
    return Outer(
        part.number("amount"), part.word("unit", words.UNITS), part.word("start", words.STARTS), part.text("why")
    )


def _pause(part: _Reader) -> PauseRule:
    part.only(_PAUSE)
    part.needs("cause", "effect", "default")
    return PauseRule(
        cause=part.word("cause", words.CAUSES),
        effect=part.word("effect", words.EFFECTS),
        is_on=part.word("default", ("on", "off")) == "on",
        inclusive=part.flag("inclusive", default=False),
        also_notice=part.flag("also_notice", default=False),
        cautious=part.word("cautious", ("one_day_less", "none_excluded")),
        effective_from=part.day("effective_from"),
        effective_to=part.day("effective_to"),
        citation=part.text("citation"),
        note=part.text("note"),
    )


def _national(part: _Reader) -> NationalAge:
    part.only({"country", "age", "effective_from", "effective_to", "source_kind", "verified", "note", "citation"})
    part.needs("country", "age", "source_kind", "verified")
    return NationalAge(
        part.text("country"),
        part.number("age"),
        part.day("effective_from"),
        part.day("effective_to"),
        part.word("source_kind", words.SOURCE_KINDS),
        part.flag("verified", default=False),
    )


class _Reader:
    """One table of the file, and where it stands, for the sentence that names what is wrong."""

    def __init__(self, rule_id: str, entry: Mapping[str, Any], place: str) -> None:
        self.rule_id = rule_id
        self.entry = entry
        self.place = place

    def wrong(self, key: str) -> RuleViolation:
        return RuleViolation("law.wrong_value", rule=self.rule_id, key=self._named(key))

    def only(self, keys: set[str]) -> None:
        unknown = set(self.entry) - keys
        if unknown:
            raise RuleViolation("law.unknown_key", rule=self.rule_id, key=self._named(min(unknown)))

    def needs(self, *keys: str) -> None:
        for key in keys:
            if key not in self.entry:
                raise RuleViolation("law.missing_key", rule=self.rule_id, key=self._named(key))

    def _named(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place and key != self.place else key

    def text(self, key: str) -> str:
        value = self.entry.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(key)
        return value

    def word(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(key)
        if key in self.entry and value not in allowed:
            raise RuleViolation("law.unknown_word", rule=self.rule_id, key=self._named(key), word=value)
        return value

    def number(self, key: str) -> int:
        value = self.entry.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
            raise self.wrong(key)
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.entry.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key)
        return value

    def day(self, key: str) -> date | None:
        value = self.entry.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.wrong(key)
        return value

    def codes(self, key: str, allowed: frozenset[str] | None) -> tuple[str, ...]:
        value = self.entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key)
        for one in value:
            if allowed is not None and one not in allowed:
                raise RuleViolation("law.unknown_word", rule=self.rule_id, key=self._named(key), word=one)
        return tuple(value)

    def table(self, key: str) -> _Reader | None:
        value = self.entry.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.wrong(key)
        return _Reader(self.rule_id, value, self._named(key))

    def tables(self, key: str) -> list[_Reader]:
        value = self.entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise self.wrong(key)
        return [_Reader(self.rule_id, one, self._named(key)) for one in value]
