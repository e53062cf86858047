"""The columns of the table of requests, and how an officer arranged them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from dpo_desktop.sentences.dates import due_words, short_date
from dpo_desktop.sentences.places import country_name
from dpo_desktop.sentences.vocabulary import laws, request_states, request_types
from dpo_desktop.services.views import RequestSummary
from dpo_desktop.translation import _
from dpo_desktop.ui.marks import STATUSES
from dpo_desktop.ui.paged_table_model import Column

NARROWEST_EMS, WIDEST_EMS = 5.0, 120.0
# Width in em of the digit 0, and whether it is shown at first. The keys are the orders of `services.request_orders`.
_FIRST = {
    "person": (23.0, True),
    "type": (20.0, True),
    "due": (24.0, True),
    "state": (20.0, True),
    "law": (11.0, True),
    "reference": (15.0, True),
    "received": (13.0, True),
    "handler": (14.0, True),
    "closed": (13.0, False),
    "country": (20.0, False),
    "external": (15.0, False),
}


def column_words() -> dict[str, str]:
    """By key, in the order in which they stand at first."""
    return {
        "person": _("Person"),
        "type": _("Request"),
        "due": _("Due"),
        "state": _("State"),
        "law": _("Law"),
        "reference": _("Reference"),
        "received": _("Received"),
        "handler": _("Handled by"),
        "closed": _("Closed"),
        "country": _("Country"),
        "external": _("Number before"),
    }


def request_columns(today: date) -> tuple[Column[RequestSummary], ...]:
    texts: dict[str, Callable[[RequestSummary], str]] = {
        "person": lambda row: row.person,
        "type": lambda row: request_types()[row.type_code],
        "due": lambda row: _due(row, today),
        "state": lambda row: request_states()[row.state],
        "law": lambda row: "" if row.law == "none" else laws()[row.law],
        "reference": lambda row: row.reference,
        "received": lambda row: short_date(row.received_at.date(), today) if row.received_at else "",
        "handler": lambda row: row.handler,
        "closed": lambda row: short_date(row.closed_at.date(), today) if row.closed_at else "",
        "country": lambda row: f"{row.country}  {country_name(row.country)}" if row.country else "",
        "external": lambda row: row.external_reference,
    }
    return tuple(Column(key, word, texts[key]) for key, word in column_words().items())


def _due(row: RequestSummary, today: date) -> str:
    if row.due_on is None:
        return _("no date")
    day = short_date(row.due_on, today)
    return day if row.status == "done" else f"{day}  ·  {due_words(row.due_on, today)}"


def role_of(key: str, row: RequestSummary) -> str:
    """The colour token of a cell."""
    if key == "due" and row.status in ("late", "soon"):
        return STATUSES[row.status].role
    return "text" if key in ("person", "type", "due", "state") else "muted"


@dataclass(frozen=True, slots=True)
class ColumnPlace:
    """How one column stands; its width in em, so that it fits at every text size."""

    key: str
    ems: float
    shown: bool


def first_places() -> tuple[ColumnPlace, ...]:
    return tuple(ColumnPlace(key, ems, shown) for key, (ems, shown) in _FIRST.items())


def places_to_words(places: Sequence[ColumnPlace]) -> str:
    return json.dumps([[place.key, round(place.ems, 1), place.shown] for place in places])


def places_from_words(words: str) -> tuple[ColumnPlace, ...]:
    """What `places_to_words` wrote, from left to right. Reads forgivingly: what it does not say is as at first."""
    try:
        read = json.loads(words)
        kept = {
            str(key): ColumnPlace(str(key), min(max(float(ems), NARROWEST_EMS), WIDEST_EMS), bool(shown))
            for key, ems, shown in read
            if key in _FIRST
        }
    except (ValueError, TypeError):
        kept = {}
    if not any(place.shown for place in kept.values()):
        return first_places()
    return tuple(chain(kept.values(), (place for place in first_places() if place.key not in kept)))
