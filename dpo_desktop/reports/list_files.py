"""A list of requests as a file for other programs: CSV, XLSX, or a calendar of case numbers (RFC 5545).

Dates are dates of the workspace. In CSV a cell that looks like a formula is made harmless; in XLSX it is text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dpo_desktop.reports.register_files import harmless
from dpo_desktop.sentences.places import country_name
from dpo_desktop.sentences.vocabulary import laws, request_states, request_types
from dpo_desktop.translation import _

KINDS = ("csv", "xlsx", "ics")
_ALARM = timedelta(days=-3)
_WIDTHS = {"reference": 16, "person": 28, "type": 28, "state": 24}  # in characters


@dataclass(frozen=True, slots=True)
class ListRow:
    """One request of a list. `uuid` names it to a calendar; `person` is a pseudonym unless names were chosen."""

    uuid: str
    reference: str
    person: str
    type_code: str
    law: str
    state: str
    is_open: bool
    received_on: date | None
    entered_on: date
    due_on: date | None
    closed_on: date | None
    handler: str
    country: str
    external_reference: str


Value = str | date | None
_VALUES: dict[str, Callable[[ListRow], Value]] = {
    "reference": lambda row: row.reference,
    "person": lambda row: row.person,
    "type": lambda row: request_types()[row.type_code],
    "law": lambda row: "" if row.law == "none" else laws()[row.law],
    "received": lambda row: row.received_on,
    "entered": lambda row: row.entered_on,
    "due": lambda row: row.due_on,
    "closed": lambda row: row.closed_on,
    "state": lambda row: request_states()[row.state],
    "handler": lambda row: row.handler,
    "country": lambda row: country_name(row.country) if row.country else "",
    "external": lambda row: row.external_reference,
}
COLUMNS = ("reference", "person", "type", "law", "received", "entered", "due", "closed", "state", "handler")


def column_words() -> dict[str, str]:
    return {
        "reference": _("Reference"),
        "person": _("Person"),
        "type": _("Request"),
        "law": _("Law"),
        "received": _("Received"),
        "entered": _("Entered"),
        "due": _("Due"),
        "closed": _("Closed"),
        "state": _("State"),
        "handler": _("Handled by"),
        "country": _("Country"),
        "external": _("Number before"),
    }


def list_csv(rows: Sequence[ListRow], columns: Sequence[str] = COLUMNS) -> bytes:
    """RFC 4180 in UTF-8 with the mark that spreadsheets need; dates as ISO 8601."""
    words = column_words()
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([words[column] for column in columns])
    for row in rows:
        values = (_VALUES[column](row) for column in columns)
        writer.writerow([harmless(value.isoformat() if isinstance(value, date) else value or "") for value in values])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def list_xlsx(rows: Sequence[ListRow], columns: Sequence[str] = COLUMNS) -> bytes:
    """A workbook of one sheet; dates are dates, everything else is text and never a formula or a link."""
    import xlsxwriter

    words = column_words()
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Requests"))
        head = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, words[column], head)
            sheet.set_column(place, place, _WIDTHS.get(column, 13))
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                value = _VALUES[column](row)
                if isinstance(value, date):
                    sheet.write_datetime(number, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif value:
                    sheet.write_string(number, place, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    return file.getvalue()


def calendar_ics(rows: Sequence[ListRow], made_at: datetime) -> bytes:
    """One all-day event for each open request with a date: its case number, and an alarm three days before."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//DPO Desktop//requests//EN")
    calendar.add("version", "2.0")
    for row in rows:
        if row.due_on is None or not row.is_open:
            continue
        event = Event()
        words = _("Answer {reference}").format(reference=row.reference)
        event.add("uid", row.uuid)  # the same in every export, so that a calendar takes a later one for the same event
        event.add("dtstamp", made_at)
        event.add("dtstart", row.due_on)
        event.add("dtend", row.due_on + timedelta(days=1))
        event.add("summary", words)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words)
        alarm.add("trigger", _ALARM)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
