"""The computed clock in words: one sentence that explains a date, and a line for each step of the sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dpo_desktop.domain.deadlines import Duty, Step
from dpo_desktop.sentences.dates import long_date, middle_date
from dpo_desktop.translation import _, ngettext


def _speeds() -> dict[str, str]:
    return {
        "immediately": _("immediately"),
        "promptly": _("promptly"),
        "without_delay": _("without delay"),
        "without_undue_delay": _("without undue delay"),
        "as_soon_as_possible": _("as soon as possible"),
        "reasonable_time": _("within a reasonable time"),
        "on_request": _("on request"),
        "none_stated": _("the law states no speed"),
    }


def _lines(values: Mapping[str, str | int]) -> dict[str, str]:
    amount = int(values.get("amount", 0) or 0)
    return {
        "received": _("Received"),
        "calendar_days": ngettext("{amount} day", "{amount} days", amount),
        "business_days": ngettext("{amount} business day", "{amount} business days", amount),
        "calendar_months": ngettext("{amount} month", "{amount} months", amount),
        "hours": ngettext("{amount} hour", "{amount} hours", amount),
        "short_month": _("The month has no day {day}: its last day counts"),
        "rolled_saturday": _("{free}, a Saturday, is not counted as the end"),
        "rolled_sunday": _("{free}, a Sunday, is not counted as the end"),
        "rolled_holiday": _("{free}, a public holiday ({name}), is not counted as the end"),
        "due": _("Answer by"),
        "no_number": _("The law gives no number of days: {speed}"),
        "processor_forward": _("We are the processor: forward it to the customer without undue delay"),
        "no_rule": _("No rule on file gives a date for this kind of request under this law"),
        "received_unknown": _("No date can be computed: the register does not say when it came"),
        "role_unclear": _("Our role is not clear yet: the date holds if we are the controller"),
    }


def codes() -> frozenset[str]:
    """Every step code that has words."""
    return frozenset(_lines({}))


def step_words(step: Step) -> str:
    """The words of one line of the sum, without its date."""
    values = dict(step.parameters)
    if "free" in values:
        values["free"] = middle_date(date.fromisoformat(str(values["free"])))
    if "speed" in values:
        values["speed"] = _speeds()[str(values["speed"])]
    return _lines(values)[step.code].format(**values)


def explain(duty: Duty) -> str:
    """One sentence that says how the date came about, or why there is none."""
    steps = [step for step in duty.steps if step.code not in ("received", "due")]
    received = duty.steps[0].on
    words = "; ".join(_with_date(step) for step in steps)
    if received is None:
        return words
    if duty.due_on is None:
        return _("Received {day}. {words}.").format(day=middle_date(received), words=words)
    return _("Received {day}; {words}. Answer by {due}.").format(
        day=middle_date(received), words=words, due=long_date(duty.due_on)
    )


def edition_words(edition: str) -> str:
    """An edition of the law file, its day as people write days: Sun 22 Nov 2026, e7c983a38a7f."""
    day, comma, digest = edition.partition(", ")
    try:
        return f"{middle_date(date.fromisoformat(day))}{comma}{digest}"
    except ValueError:  # of an edition that begins with no day
        return edition


def _with_date(step: Step) -> str:
    words = step_words(step)
    if step.on is None or step.code.startswith("rolled_"):  # these name the day they skip
        return words
    return _("{words} ({day})").format(words=words, day=middle_date(step.on))
