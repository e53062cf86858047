"""Words for the columns of a register and for the cells that could not be read."""

from __future__ import annotations

from collections.abc import Mapping

from dpo_desktop.sentences.errors import codes as error_codes
from dpo_desktop.sentences.errors import sentence_for_code
from dpo_desktop.translation import _


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


def pause_reasons() -> dict[str, str]:
    return {"identity": _("the identity was awaited")}


def extension_reasons() -> dict[str, str]:
    return {"complex": _("the request is complex"), "number": _("there were many requests")}


def _sentences() -> dict[str, str]:
    return {
        "register.not_a_date": _("This is no date. Write it as 24.11.2026 or 2026-11-24."),
        "register.day_does_not_exist": _("There is no day {day} in month {month} of {year}. Check the date."),
        "register.date_ambiguous": _("Day or month may stand first. Say which one."),
        "register.unknown_right": _("The right “{words}” is not known. Name it in the table, or leave the cell empty."),
        "register.unknown_country": _("This country is not known. Write its name or its two letters."),
        "register.unknown_word": _("This word is not known here. Write another one, or leave the cell empty."),
        "register.not_an_address": _("This is not one e-mail address. Check it."),
        "register.pause_unclear": _("This seems to tell of a pause, but not how long: “{text}”. Add it to the case."),
        "register.extension_unclear": _("The notes tell of an extension and its column says no. Check which is right."),
        "register.open_with_closing_date": _("The case is called open and has a closing date. Check which is right."),
        "register.open_with_outcome": _("The case is called open and has an outcome. Check which is right."),
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
