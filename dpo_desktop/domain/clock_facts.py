"""What a deadline is computed from, and the lines of its sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the worked sum: a code with parameters (words in `sentences.deadlines`), and the date it leads to."""

    code: str
    on: date | None
    parameters: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class PauseFact:
    """Something was asked for, and when the answer came: None while it has not.

    `asked` is None where only the day of the answer is known, `days` counts where a register gives no dates. `proof` is
    letter, register or none; `reason` is what the officer recorded for letting a pause count that is off by default.
    """

    cause: str
    asked: date | None
    answered: date | None
    days: int = 0
    reason: str = ""
    proof: str = "letter"


@dataclass(frozen=True, slots=True)
class ExtensionFact:
    """The period was extended. `told_on`: when the person was told, None where nobody wrote it down.

    `amount` and `unit` where less than the law's whole extension was taken; `until` where a person set the new date.
    """

    told_on: date | None = None
    told_at: datetime | None = None
    amount: int = 0
    unit: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sum rests on. `day` is the event's local day in `zone`, `at` its instant where one is known.

    `today` is the local day of the computation: an answer that has not come is taken to come on it. `dated` is the day
    that the request itself bears, `ends` the event that a backward rule counts from. `extension` is the last that was
    told of, `earlier_extensions` those before it.
    """

    day: date
    zone: tzinfo
    today: date
    at: datetime | None = None
    dated: date | None = None
    pauses: tuple[PauseFact, ...] = ()
    extension: ExtensionFact | None = None
    ends: date | None = None
    ends_at: datetime | None = None
    earlier_extensions: tuple[ExtensionFact, ...] = ()
