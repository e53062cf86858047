"""A row as values: what it says, what could not be read, what contradicts itself, and which lines are no case."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.register_fields import FIELD_CODES
from dpo_desktop.domain.register_rows import RegisterRow, day_of, is_no_case, read_row
from dpo_desktop.services.register_words import register_words

WORDS = register_words()
TEN = datetime.combine(date(2023, 3, 4), time(10))
CASE = {"reference": "23-001", "requester_name": "Ann Lee", "received": "04.03.2023", "type": "SAR"}


def read(**cells: str) -> RegisterRow:
    return read_row({**CASE, **cells}, "none", WORDS)


def remarks(row: RegisterRow) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in row.unread]


def refusals(row: RegisterRow) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in row.refused]


def test_everything_a_row_says() -> None:
    row = read_row(
        {
            "reference": " 23-001 ",
            "type": "DELETE all + access",
            "received": "04.03.2023 10:00",
            "channel": "E-Mail",
            "requester_name": "LEE  Ann",
            "requester_email": "Ann@X.example",
            "requester_phone": "+91 99999 01234",
            "relation": "mother",
            "subject_name": "Tom Lee",
            "subject_email": "tom@x.example",
            "subject_phone": "030 23125114",
            "our_role": "Verantwortlicher",
            "country": "Ind.",
            "law": "DPDP",
            "language": "Hindi",
            "due": " 1 month",
            "extension": "2m",
            "closed_state": "ja",
            "closed": "06.03.2023",
            "outcome": "refused",
            "reason": "spam",
            "handler": "PK/me",
            "notes": " paused 04.03.2023-05.03.2023 (ID)\ntel +49 30 23125114 ",
        },
        "none",
        WORDS,
    )
    assert (row.reference, row.rights, row.received) == ("23-001", ("erasure", "access"), TEN)
    assert (row.requester_name, row.requester_email) == ("LEE Ann", "ann@x.example")
    assert (row.requester_phone, row.subject_phone) == ("+91 99999 01234", "030 23125114")
    assert (row.subject_name, row.subject_email) == ("Tom Lee", "tom@x.example")
    assert (row.channel, row.relation, row.our_role, row.handler) == ("email", "parent", "controller", "PK/me")
    assert (row.country, row.law, row.language, row.due_text) == ("IN", "IN", "hi", " 1 month")
    assert (row.closed, row.closed_on, row.outcome, row.reason) == (
        True,
        date(2023, 3, 6),
        "denied",
        "process_unfounded",
    )
    assert [(pause.days, pause.reason) for pause in row.pauses] == [(1, "identity")]
    assert row.extension
    assert (row.extension.amount, row.extension.unit) == (2, "months")
    assert row.notes == " paused 04.03.2023-05.03.2023 (ID)\ntel +49 30 23125114 "
    assert (row.unread, row.refused) == ((), ())


def test_a_row_that_says_nothing() -> None:
    row = read_row({}, "none", WORDS)
    assert (row.unread, row.refused, row.rights, row.pauses, row.extension) == ((), (), (), (), None)
    assert (row.received, row.closed, row.closed_on) == (None, False, None)


@pytest.mark.parametrize("field", ["received", "closed"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("46315", "register.not_a_date"),
        ("31.02.2023", "register.day_does_not_exist"),
        ("03/04/2023", "register.date_ambiguous"),
        ("soon", "register.not_a_date"),
    ],
)
def test_a_date_that_is_not_read_is_a_remark(field: str, text: str, code: str) -> None:
    row = read(**{field: text})
    assert (remarks(row), refusals(row)) == ([(field, code)], [])


@pytest.mark.parametrize(
    ("field", "text", "code", "is_refused"),
    [
        ("requester_email", "ann", "register.not_an_address", False),
        ("subject_email", "ann", "register.not_an_address", False),
        ("country", "Atlantis", "register.unknown_country", False),
        ("channel", "pigeon", "register.unknown_word", False),
        ("relation", "cousin", "register.unknown_word", False),
        ("language", "xyz", "register.unknown_word", False),
        ("closed_state", "perhaps", "register.unknown_word", False),
        ("extension", "perhaps", "register.unknown_word", False),
        ("notes", "on hold", "register.pause_unclear", False),
        ("law", "Roman", "register.unknown_word", True),
        ("our_role", "owner", "register.unknown_word", True),
        ("outcome", "fine", "register.unknown_word", True),
        ("reason", "because", "register.unknown_word", True),
        ("type", "SAR + foo", "register.unknown_right", True),
    ],
)
def test_a_word_that_would_change_the_deadline_or_the_end_is_refused(
    field: str, text: str, code: str, is_refused: bool
) -> None:
    row = read(**{field: text})
    expected = [(field, code)]
    assert (remarks(row), refusals(row)) == (([], expected) if is_refused else (expected, []))


def test_what_stands_in_the_way_is_named() -> None:
    row = read(type="SAR + foo  bar", received="31.02.2023", notes="ok, on hold; sent")
    assert [dict(one.parameters) for one in row.refused] == [{"words": "foo bar"}]
    assert [dict(one.parameters) for one in row.unread] == [{"day": 31, "month": 2, "year": 2023}, {"text": "on hold"}]


@pytest.mark.parametrize(
    ("state", "closed", "outcome", "is_closed", "day"),
    [
        ("", "", "", False, None),
        ("no", "", "", False, None),
        ("open", "", "", False, None),
        ("-", "-", "-", False, None),
        ("yes", "", "", True, None),
        ("x", "06.03.2023", "", True, date(2023, 3, 6)),
        ("", "06.03.2023", "", True, date(2023, 3, 6)),
        ("", "soon", "", True, None),
        ("", "yes", "", True, None),
        ("", "open", "", False, None),
        ("", "", "done", True, None),
        ("yes", "yes", "done", True, None),
        ("perhaps", "", "", False, None),
        ("perhaps", "06.03.2023", "", True, date(2023, 3, 6)),
        ("in review", "", "", False, None),
    ],
)
def test_whether_and_when_it_was_closed(
    state: str, closed: str, outcome: str, is_closed: bool, day: date | None
) -> None:
    row = read(closed_state=state, closed=closed, outcome=outcome)
    assert (row.closed, row.closed_on, row.refused) == (is_closed, day, ())


@pytest.mark.parametrize(
    ("state", "outcome", "told"),
    [
        ("withdrawn", "", "withdrawn"),
        ("Refused", "", "denied"),
        ("refused", "partly", "partly_fulfilled"),
        ("done", "", ""),
    ],
)
def test_a_state_may_be_an_outcome(state: str, outcome: str, told: str) -> None:
    row = read(closed_state=state, outcome=outcome)
    assert (row.closed, row.outcome, row.unread) == (True, told, ())


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"closed_state": "no", "closed": "06.03.2023"}, "register.open_with_closing_date"),
        ({"closed_state": "no", "closed": "soon"}, "register.open_with_closing_date"),
        ({"closed_state": "no", "closed": "yes"}, "register.open_with_closing_date"),
        ({"closed_state": "no", "outcome": "done"}, "register.open_with_outcome"),
        ({"closed_state": "no", "closed": "no", "outcome": "done"}, "register.open_with_outcome"),
    ],
)
def test_an_open_case_that_is_closed_is_refused(cells: dict[str, str], code: str) -> None:
    assert refusals(read(**cells)) == [("closed_state", code)]


def test_a_contradiction_is_marked_in_a_column_that_is_there() -> None:
    assert refusals(read(closed="open", outcome="done")) == [("closed", "register.open_with_outcome")]
    assert remarks(read(notes="extended?")) == [("notes", "register.extension_unclear")]
    assert remarks(read(notes="extended?", extension="")) == [("extension", "register.extension_unclear")]


def test_a_closed_case_that_is_open_on_its_day_is_a_remark() -> None:
    row = read(closed_state="yes", closed="open")
    assert (row.closed, row.closed_on, remarks(row)) == (True, None, [("closed", "register.not_a_date")])


@pytest.mark.parametrize(
    ("closed", "expected"),
    [("03.03.2023", [("closed", "register.closed_before_received")]), ("04.03.2023", []), ("05.03.2023", [])],
)
def test_closed_before_it_was_received(closed: str, expected: list[tuple[str, str]]) -> None:
    assert refusals(read(closed=closed)) == expected


def test_notes_give_a_phone_number_where_no_column_does() -> None:
    assert read(notes="tel 030 23125114").requester_phone == "030 23125114"
    assert read(notes="tel 030 23125114", requester_phone="").requester_phone == ""


def test_a_day_is_the_day_as_written() -> None:
    received = read(received="2023-03-04T23:30:00-05:00").received
    assert day_of(received) == date(2023, 3, 4)


@pytest.mark.parametrize(
    "cells",
    [
        {"reference": "--- 2024 ---"},
        {"reference": "--- 2024 ---", "requester_name": "--- 2024 ---", "notes": "--- 2024 ---"},
        {"reference": "----", "requester_name": "---- ----", "notes": "----\n----"},
        {"notes": "== Q1 =="},
        {"reference": "2024"},
        {"reference": "2024", "type": "2024"},
        {"requester_name": "Q1 2024"},
        {"requester_name": "Q1/2024"},
        {"requester_name": "März 2024:"},
        {"requester_name": "Jahr 2024", "type": " "},
        {"received": "**** " + "x" * 60},
    ],
)
def test_a_heading_between_cases(cells: dict[str, str]) -> None:
    assert is_no_case(cells, WORDS) == "separator"


@pytest.mark.parametrize(
    "cells",
    [
        {"notes": "total: 140 (count by hand, ask Anja)"},
        {"reference": "Total", "type": "140"},
        {"reference": "Gesamt", "received": "12", "closed": "11"},
        {"requester_name": "Summe der Anträge", "notes": "1.234"},
        {"reference": "TOTAL"},
        {"requester_name": "कुल १४०"},
        {"type": "Total", "received": "Total 2"},
    ],
)
def test_a_row_of_totals(cells: dict[str, str]) -> None:
    assert is_no_case(cells, WORDS) == "total"


@pytest.mark.parametrize(
    "cells", [{}, {"reference": " ", "notes": "\u00a0\n"}, {"reference": "-", "notes": "n/a", "type": "?"}]
)
def test_a_line_that_says_nothing(cells: dict[str, str]) -> None:
    assert is_no_case(cells, WORDS) == "empty"


@pytest.mark.parametrize(
    "cells",
    [
        CASE,
        {**CASE, "notes": "total: 3 mails"},
        {"type": "access", "notes": "total loss of data"},
        {"received": "04.03.2023", "notes": "total 3"},
        {"requester_name": "Ann Lee", "notes": "total 3"},
        {"reference": "17", "notes": "total chaos, ask Anja"},
        {"reference": "17"},
        {"reference": "23-2024"},
        {"requester_name": "Ann Lee", "reference": "2024"},
        {"reference": "--- 2024 ---", "requester_name": "Ann Lee"},
        {"requester_name": "May Lee"},
        {"notes": "-- " + "x" * 61},
        {"notes": "-" * 19_000 + "x" * 900},
        {"requester_name": "2024 2025"},
    ],
)
def test_a_case(cells: dict[str, str]) -> None:
    assert is_no_case(cells, WORDS) == ""


TEXTS = st.text(max_size=60) | st.sampled_from(
    [
        "yes", "no", "-", "2m", "04.03.2023", "03/04/2023", "31.02.2023", "0001-01-01T00:00+14:00",
        "9999-12-31 23:59 -1200", "done", "refused", "SAR",
        "Ind.", "paused 1.5.-5.5.", "extended", "total 3", "---", "2024", "ann@x.example",
    ]
)  # fmt: skip
CELLS = st.dictionaries(st.sampled_from(FIELD_CODES), TEXTS)
ORDERS = st.sampled_from(["dmy", "mdy", "ambiguous", "none"])


@given(cells=CELLS, order=ORDERS)
def test_any_row_is_read(cells: dict[str, str], order: str) -> None:
    row = read_row(cells, order, WORDS)
    assert {one.field for one in (*row.unread, *row.refused)} <= set(cells)
    assert is_no_case(cells, WORDS) in ("", "separator", "total", "empty")
    assert row.closed_on is None or row.closed or row.refused


@given(cells=CELLS, order=ORDERS, before=st.sampled_from(["", " ", "\u00a0", "\n"]), after=st.sampled_from([" ", "\t"]))
def test_blanks_around_a_cell_say_nothing(cells: dict[str, str], order: str, before: str, after: str) -> None:
    padded = {field: f"{before}{text}{after}" for field, text in cells.items()}
    one, other = read_row(cells, order, WORDS), read_row(padded, order, WORDS)
    for name in RegisterRow.__slots__:
        if name not in ("notes", "due_text"):  # kept as typed
            assert getattr(one, name) == getattr(other, name)
    assert is_no_case(cells, WORDS) == is_no_case(padded, WORDS)
