"""Words for the columns of a register and for the cells that could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dpo_desktop.sentences.dates import long_day, long_span
from dpo_desktop.sentences.errors import codes as error_codes
from dpo_desktop.sentences.errors import sentence_for_code
from dpo_desktop.sentences.numbers import number
from dpo_desktop.translation import _, ngettext


def register_fields() -> dict[str, str]:
    """What a column can mean, in the order in which it is offered."""
    return {
        "reference": _("Its number there"),
        "type": _("Right"),
        "received": _("Received"),
        "channel": _("How it came"),
        "requester_name": _("Name"),
        "requester_email": _("E-mail"),
        "requester_phone": _("Phone"),
        "relation": _("Relation to us"),
        "subject_name": _("About: name"),
        "subject_email": _("About: e-mail"),
        "subject_phone": _("About: phone"),
        "our_role": _("Our role"),
        "country": _("Country"),
        "law": _("Law"),
        "language": _("Language"),
        "due": _("Due, as typed"),
        "extension": _("Extended"),
        "closed_state": _("Closed or open"),
        "closed": _("Closed on"),
        "outcome": _("Outcome"),
        "reason": _("Reason"),
        "handler": _("Who works on it"),
        "notes": _("Notes"),
    }


def row_outcomes() -> dict[str, str]:
    return {
        "new": _("New"),
        "changed": _("Changed"),
        "duplicate": _("Duplicate"),
        "skipped": _("No case"),
        "bad": _("Problem"),
    }


def skipped_words() -> dict[str, str]:
    """Why a row is no case."""
    return {"empty": _("Nothing in it"), "separator": _("A heading between cases"), "total": _("A row of totals")}


def kept_words() -> dict[str, str]:
    """Why a case stays when its import is taken back."""
    return {
        "worked_on": _("it was worked on since"),
        "mail": _("a mail belongs to it"),
        "file": _("a file was added"),
        "person": _("it was decided who the person is"),
        "later_import": _("a later import found it again"),
    }


def change_words(changes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What a case takes over and what not, a sentence each. `changes`: field, and why it is kept, '' for taken over."""
    names = {**register_fields(), "pause": _("Pauses")}
    why = {
        "emptied": _("{field} stays as it is: the table does not say it any more."),
        "changed_here": _("{field} stays as it is: it was changed here."),
        "reopened": _("The table calls the case open. It stays closed; reopen it if that is right."),
        "fewer": _("{field} stays as recorded, though the table tells less now."),
    }
    told = [(names[field], kept) for field, kept in changes]
    taken = ", ".join(name for name, kept in told if not kept)
    first = (_("New from the table: {fields}.").format(fields=taken),) if taken else ()
    return (*first, *(why[kept].format(field=name) for name, kept in told if kept))


def pause_reasons() -> dict[str, str]:
    return {"identity": _("the identity was awaited")}


def extension_reasons() -> dict[str, str]:
    return {"complex": _("the request is complex"), "number": _("there were many requests")}


def paused_words(codes: Mapping[str, str]) -> str:
    """The clock stood for 12 days, 20 June to 2 July 2024, the identity was awaited."""
    days = int(codes["days"])
    words = ngettext("The clock stood for {n} day", "The clock stood for {n} days", days).format(n=number(days))
    begun, ended = (date.fromisoformat(codes[name]) if codes.get(name) else None for name in ("begun", "ended"))
    parts = [words]
    if begun is not None and ended is not None:
        parts.append(long_span(begun, ended))
    elif begun is not None:
        parts.append(_("from {day}").format(day=long_day(begun)))
    elif ended is not None:
        parts.append(_("until {day}").format(day=long_day(ended)))
    parts.append(pause_reasons().get(codes.get("reason", ""), ""))
    return ", ".join(part for part in parts if part)


def extended_words(codes: Mapping[str, str]) -> str:
    """The deadline was extended by 2 months, the request is complex; with amount 0 only that it was."""
    amount = int(codes["amount"])
    words = {
        "months": ngettext("The deadline was extended by {n} month", "The deadline was extended by {n} months", amount),
        "days": ngettext("The deadline was extended by {n} day", "The deadline was extended by {n} days", amount),
    }.get(codes.get("unit", "") if amount else "", _("The deadline was extended"))
    reason = extension_reasons().get(codes.get("reason", ""), "")
    return ", ".join(part for part in (words.format(n=number(amount)), reason) if part)


def _sentences() -> dict[str, str]:
    return {
        "register.not_a_date": _("This is no date. Write it as 24.11.2026 or 2026-11-24."),
        "register.day_does_not_exist": _("There is no day {day} in month {month} of {year}. Check the date."),
        "register.date_ambiguous": _("Day or month may stand first. Say which one."),
        "register.unknown_right": _("The right “{words}” is not known. Name it in the table, or leave the cell empty."),
        "register.unknown_country": _("This country is not known. Write its name or its two letters."),
        "register.unknown_word": _("This word is not known here. Write another one, or leave the cell empty."),
        "register.not_an_address": _("This is not one e-mail address. Check it."),
        "register.pause_unclear": _("The days of this pause could not be counted: “{text}”. Add it to the case."),
        "register.extension_unclear": _(
            "The notes seem to tell of an extension, or do not fit its column. Check whether the deadline was extended."
        ),
        "register.open_with_closing_date": _("The case is called open and has a closing date. Check which is right."),
        "register.open_with_outcome": _("The case is called open and has an outcome. Check which is right."),
        "register.country_decides": _(
            "This country is not known, and no date can be computed without it. Write its name, or say the law."
        ),
        "register.number_taken": _("{reference} came in under this number and is another case. Check the number."),
        "register.closed_before_received": _("It was closed before it was received. Check the two dates."),
    }


def codes() -> frozenset[str]:
    """Every code that has a sentence here."""
    return frozenset(_sentences())


def cell_words(code: str, parameters: Mapping[str, str | int]) -> str:
    """What is wrong with a cell or its row, then what to do."""
    if code in error_codes():
        return sentence_for_code(code, parameters)
    return _sentences()[code].format(**parameters)
