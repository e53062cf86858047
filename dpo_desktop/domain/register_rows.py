"""A row of a register as values: what it says, what could not be read, and what makes it contradict itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dpo_desktop.domain.errors import Parameter
from dpo_desktop.domain.register_dates import read_day
from dpo_desktop.domain.register_facts import Extension, Pause, phone_in, read_extension, read_pauses
from dpo_desktop.domain.register_values import (
    is_blank,
    read_choice,
    read_closed,
    read_country,
    read_email,
    read_name,
    read_rights,
)
from dpo_desktop.domain.register_words import RegisterWords, plain

# A word that is not understood here would give another date, or another end.
_DECISIVE = ("law", "our_role", "outcome", "reason")
# Fields that only a case fills, and what may stand in them in a line that counts.
_OF_A_CASE = ("type", "received", "requester_email", "closed")
_RULE = "-–—=*_#~. \n"
_LONGEST_HEADING = 60  # characters between two rules
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"[\d.,\s]+")


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell, and why it could not be read or contradicts its row. `parameters` fill the gaps of the sentence."""

    field: str
    code: str
    parameters: tuple[tuple[str, Parameter], ...] = ()


def unread(field: str, code: str, **parameters: Parameter) -> Unread:
    """A mark with what its sentence needs."""
    return Unread(field, code, tuple(parameters.items()))


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """What a row says; a value is empty where the cell is, or stands in `unread`.

    Days are dates; an hour beside one makes it an instant, aware where an offset is given. `rights` in the order
    named: the first is the case's kind. `notes` and `due_text` are as typed. A row with anything in `refused` is no
    case that could be entered.
    """

    reference: str
    received: date | datetime | None
    requester_name: str
    requester_email: str
    requester_phone: str
    subject_name: str
    subject_email: str
    subject_phone: str
    rights: tuple[str, ...]
    country: str
    law: str
    language: str
    channel: str
    relation: str
    our_role: str
    closed: bool
    closed_on: date | datetime | None
    outcome: str
    reason: str
    handler: str
    due_text: str
    pauses: tuple[Pause, ...]
    extension: Extension | None
    notes: str
    unread: tuple[Unread, ...]
    refused: tuple[Unread, ...]


def day_of(value: date | datetime | None) -> date | None:
    """The day as written."""
    return value.date() if isinstance(value, datetime) else value


def is_no_case(cells: Mapping[str, str], words: RegisterWords) -> str:
    """What a line between the cases is: separator ("--- 2024 ---"), total, empty (nothing is said); '' for a case.

    `cells`: field to text. A word in the notes of a case makes it no total: a line that counts has nothing in the
    fields that only a case fills, but for numbers.
    """
    filled = {field: text.strip() for field, text in cells.items() if text.strip()}
    if not filled:
        return "empty"
    if len({text.strip(_RULE) for text in filled.values()}) == 1 and all(
        _is_heading(text, words) for text in filled.values()
    ):
        return "separator"
    if all(is_blank(text, words) for text in filled.values()):
        return "empty"
    if any(field in filled and not _is_of_a_total(filled[field], words) for field in _OF_A_CASE):
        return ""
    named = [text for text in filled.values() if not _NUMBER.fullmatch(text)]
    if not named or not all(_begins_with_total(text, words) for text in named):
        return ""
    counted = any(field != "reference" and _NUMBER.fullmatch(text) for field, text in filled.items())
    return "total" if counted or any(plain(text) in words.totals or _has_digit(text) for text in named) else ""


def _is_heading(text: str, words: RegisterWords) -> bool:
    """`--- 2024 ---`, `2024`, `Q1 2024`, `March 2024`."""
    if len(text) > 1 and text[0] in _RULE and text[1] in _RULE:
        return len(text.strip(_RULE)) <= _LONGEST_HEADING
    if len(text) > _LONGEST_HEADING:
        return False
    terms = plain(text).split()
    rest = [term for term in terms if not _YEAR.fullmatch(term)]
    return len(rest) == len(terms) - 1 and all(term in words.months or term in words.headings for term in rest)


def _has_digit(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)


def _begins_with_total(text: str, words: RegisterWords) -> bool:
    return bool(words.totals.intersection(plain(text).split()[:1]))


def _is_of_a_total(text: str, words: RegisterWords) -> bool:
    return _begins_with_total(text, words) or text.isdigit()


def read_row(cells: Mapping[str, str], order: str, words: RegisterWords) -> RegisterRow:
    """`cells`: field to text as typed, of fields that a column feeds. `order`: `date_order` of the date columns."""
    return _Row(cells, order, words).read()


class _Row:
    def __init__(self, cells: Mapping[str, str], order: str, words: RegisterWords) -> None:
        self._cells = cells
        self._order = order
        self._words = words
        self._unread: list[Unread] = []
        self._refused: list[Unread] = []

    def read(self) -> RegisterRow:
        received = self._date("received")
        state, outcome_of_state = self._state()
        outcome = self._choice("outcome") or outcome_of_state
        closed, closed_on = self._closing(state, outcome)
        self._compare(received, closed_on)
        notes = self._cells.get("notes", "")
        phone = self._text("requester_phone")
        if "requester_phone" not in self._cells:
            phone = phone_in(notes, self._words)
        pauses, unclear = read_pauses(
            notes, received=day_of(received), closed=day_of(closed_on), order=self._order, words=self._words
        )
        for typed in unclear:
            self._note("notes", "register.pause_unclear", text=typed)
        extension, code = read_extension(self._cells.get("extension", ""), notes, self._words)
        if code:
            self._note(self._mapped("extension", "notes"), code)
        return RegisterRow(
            reference=self._text("reference"),
            received=received,
            requester_name=self._text("requester_name"),
            requester_email=self._email("requester_email"),
            requester_phone=phone,
            subject_name=self._text("subject_name"),
            subject_email=self._email("subject_email"),
            subject_phone=self._text("subject_phone"),
            rights=self._rights(),
            country=self._country(),
            law=self._choice("law"),
            language=self._choice("language"),
            channel=self._choice("channel"),
            relation=self._choice("relation"),
            our_role=self._choice("our_role"),
            closed=closed,
            closed_on=closed_on,
            outcome=outcome,
            reason=self._choice("reason"),
            handler=self._text("handler"),
            due_text=self._cells.get("due", ""),
            pauses=pauses,
            extension=extension,
            notes=notes,
            unread=tuple(self._unread),
            refused=tuple(self._refused),
        )

    def _mapped(self, field: str, otherwise: str) -> str:
        """Where to look: the field, if a column feeds it."""
        return field if field in self._cells else otherwise

    def _note(self, field: str, code: str, **parameters: Parameter) -> None:
        self._unread.append(unread(field, code, **parameters))

    def _refuse(self, field: str, code: str, **parameters: Parameter) -> None:
        self._refused.append(unread(field, code, **parameters))

    def _text(self, field: str) -> str:
        return read_name(self._cells.get(field, ""), self._words)

    def _email(self, field: str) -> str:
        found = read_email(self._cells.get(field, ""), self._words)
        if found.code:
            self._note(field, found.code)
        return found.value

    def _choice(self, field: str) -> str:
        found = read_choice(field, self._cells.get(field, ""), self._words)
        if found.code:
            (self._refuse if field in _DECISIVE else self._note)(field, found.code)
        return found.value

    def _country(self) -> str:
        found = read_country(self._cells.get("country", ""), self._words)
        if found.code:
            self._note("country", found.code)
        return found.value

    def _rights(self) -> tuple[str, ...]:
        found = read_rights(self._cells.get("type", ""), self._words)
        if found.unknown:
            self._refuse("type", "register.unknown_right", words=found.unknown)
        return found.rights

    def _date(self, field: str) -> date | datetime | None:
        text = self._cells.get(field, "")
        if is_blank(text, self._words):
            return None
        found = read_day(text, self._order, self._words)
        if found.code:
            self._unread.append(Unread(field, found.code, found.parameters))
        return found.value

    def _closing(self, state: bool | None, outcome: str) -> tuple[bool, date | datetime | None]:
        """Whether it is closed, and when. Without a word, a closing day or an outcome says so, also an unreadable one.

        A column of closing days may hold a word instead.
        """
        text = self._cells.get("closed", "")
        word = read_closed(text, self._words)
        if word is not None:
            closed_on, says_closed = None, word
            if state and not word:
                self._note("closed", "register.not_a_date")
        else:
            closed_on, says_closed = self._date("closed"), not is_blank(text, self._words)
        is_open = state is False or (state is None and word is False)
        if is_open and says_closed:
            self._refuse(self._mapped("closed_state", "closed"), "register.open_with_closing_date")
        elif is_open and outcome:
            self._refuse(self._mapped("closed_state", "closed"), "register.open_with_outcome")
        return (says_closed or bool(outcome) if state is None else state), closed_on

    def _state(self) -> tuple[bool | None, str]:
        """Whether the case is called closed, and the outcome where that is what it is called."""
        text = self._cells.get("closed_state", "")
        state = read_closed(text, self._words)
        if state is not None or is_blank(text, self._words):
            return state, ""
        outcome = read_choice("outcome", text, self._words)
        if outcome.code:
            self._note("closed_state", "register.unknown_word")
        return (True if outcome.value else None), outcome.value

    def _compare(self, received: date | datetime | None, closed_on: date | datetime | None) -> None:
        begun, ended = day_of(received), day_of(closed_on)
        if begun is not None and ended is not None and ended < begun:
            self._refuse("closed", "register.closed_before_received")
