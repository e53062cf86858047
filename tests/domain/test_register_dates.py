"""What people type as a date is read as the day that is written, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.register_dates import date_order, full_year, read_day
from dpo_desktop.services.register_words import register_words

WORDS = register_words()
DAY = date(2026, 11, 24)
IST = timezone(timedelta(hours=5, minutes=30))
ORDERS = ("dmy", "mdy", "ambiguous", "none")
FORMS: dict[str, Callable[[date], str]] = {
    "iso": lambda day: day.isoformat(),
    "year first": lambda day: f"{day.year:04}/{day.month}/{day.day}",
    "dots": lambda day: f"{day.day:02}.{day.month:02}.{day.year:04}",
    "spaced dots": lambda day: f"{day.day}. {day.month}. {day.year:04}",
    "name": lambda day: f"{day.day} {day:%B} {day.year:04}",
    "short name": lambda day: f"{day.day}-{day:%b}-{day.year:04}",
    "name first": lambda day: f"{day:%B} {day.day}, {day.year:04}",
    "weekday": lambda day: f"{day:%a}, {day.day} {day:%b} {day.year:04}",
}


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24",
        "2026/11/24",
        "2026.11.24",
        "24.11.2026",
        "24. 11. 2026",
        "24.11.26",
        "24.11. 2026",
        "24/11/2026",
        "11/24/2026",
        "24-11-2026",
        "24–11–2026",
        "24 Nov 2026",
        "24-Nov-26",
        "24.Nov.2026",
        "24. November 2026",
        "24th of November 2026",
        "NOVEMBER 24, 2026",
        "November 24th 2026",
        "24 novembre 2026",
        "le 24 nov. 2026",
        "24 नवम्बर 2026",
        "२४ नवंबर २०२६",
        "२४.११.२०२६",
        "２４．１１．２０２６",
        " 24.11.2026 ",
        "24\u00a0Nov\u00a02026",
        "24.\u202f11.\u202f2026",
        "\ufeff24.11.2026\u200b",
        "\u200e24/11/2026\u200f",
        "Tue 24 Nov 2026",
        "Di., 24.11.2026",
        "mardi 24 novembre 2026",
        "Tuesday, November 24, 2026",
        "मंगलवार, 24.11.2026",
        "Mon 24 Nov 2026",  # a Tuesday: the weekday is passed over
    ],
)
@pytest.mark.parametrize("order", ["ambiguous", "none"])
def test_the_day_is_read_as_written(text: str, order: str) -> None:
    found = read_day(text, order, WORDS)
    assert (found.day, found.instant, found.code) == (DAY, None, "")


@pytest.mark.parametrize(
    ("text", "hour", "zone"),
    [
        ("2026-11-24T14:05:00+05:30", time(14, 5), IST),
        ("2026-11-24 14:05 +0530", time(14, 5), IST),
        ("2026-11-24T14:05:09.123456Z", time(14, 5, 9), UTC),
        ("2026-11-24 14:05:09 UTC", time(14, 5, 9), UTC),
        ("Tue, 24 Nov 2026 14:05:09 GMT", time(14, 5, 9), UTC),
        ("24.11.2026 14:05", time(14, 5), None),
        ("24.11.2026, 14:05 Uhr", time(14, 5), None),
        ("24.11.2026 14.05 Uhr", time(14, 5), None),
        ("24/11/2026 14h05", time(14, 5), None),
        ("11/24/2026 2:05 PM", time(14, 5), None),
        ("11/24/2026 2:05 a.m.", time(2, 5), None),
        ("11/24/2026 12:05 am", time(0, 5), None),
        ("11/24/2026 12:05pm", time(12, 5), None),
        ("24. Nov. 2026 00:00", time(0), None),
        ("२४.११.२०२६ १४:०५", time(14, 5), None),
    ],
)
def test_an_hour_makes_it_an_instant(text: str, hour: time, zone: timezone | None) -> None:
    found = read_day(text, "none", WORDS)
    assert found.value == found.instant == datetime.combine(DAY, hour, zone)
    assert found.day == DAY


@pytest.mark.parametrize(
    "text",
    [
        "46315",  # how a spreadsheet keeps a day inside
        "46315.58",
        "20261124",
        "24.11.",
        "11/2026",
        "November 2026",
        "2026",
        "0000-11-24",
        "24.13.2026",
        "00.11.2026",
        "32.11.2026",
        "24/11-2026",
        "24.11.026",
        "24.11.20266",
        "November 24, 26",
        "24 Foo 2026",
        "²4.11.2026",
        "24.11.2026?",
        "ca. 24.11.2026",
        "Foo 24.11.2026",
        "24.11.2026 24:00",
        "2026-11-24T24:00:00Z",
        "24.11.2026 14:60",
        "24.11.2026 25:00",
        "24.11.2026 13:05 pm",
        "24.11.2026 0:05 am",
        "2026-11-24T14:05:00+25:00",
        "14:05",
        "soon",
        "24.11.2026, 25.11.2026",
        "24.11.2026" + " " * 300 + "x",
        "x" * 20_000,
    ],
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    found = read_day(text, "none", WORDS)
    assert (found.value, found.code) == (None, "register.not_a_date")


@pytest.mark.parametrize(
    ("text", "named"),
    [("31.02.2026", (31, 2, 2026)), ("29 Feb 2025", (29, 2, 2025)), ("2026-11-31", (31, 11, 2026))],
)
def test_a_day_that_does_not_exist_is_named(text: str, named: tuple[int, int, int]) -> None:
    found = read_day(text, "none", WORDS)
    assert (found.value, found.code) == (None, "register.day_does_not_exist")
    assert tuple(value for _name, value in found.parameters) == named


@pytest.mark.parametrize(
    ("order", "day", "code"),
    [
        ("dmy", date(2026, 4, 3), ""),
        ("mdy", date(2026, 3, 4), ""),
        ("ambiguous", None, "register.date_ambiguous"),
        ("none", None, "register.date_ambiguous"),
    ],
)
@pytest.mark.parametrize("text", ["03/04/2026", "3-4-26", "Fri 03/04/2026", "03/04/2026 10:00"])
def test_three_numbers_are_read_in_the_order_of_their_column(
    text: str, order: str, day: date | None, code: str
) -> None:
    found = read_day(text, order, WORDS)
    assert (found.day, found.code) == (day, code)


def test_the_same_number_twice_needs_no_order() -> None:
    assert read_day("04/04/2026", "ambiguous", WORDS).day == date(2026, 4, 4)


def test_a_short_name_of_a_weekday_may_be_a_month() -> None:
    assert read_day("mar 24 novembre 2026", "none", WORDS).day == DAY
    assert read_day("Mar 24 2026", "none", WORDS).day == date(2026, 3, 24)


@pytest.mark.parametrize(("digits", "year"), [("70", 1970), ("99", 1999), ("00", 2000), ("69", 2069), ("0024", 24)])
def test_two_digits_are_a_year_in_which_there_was_a_law(digits: str, year: int) -> None:
    assert full_year(digits) == year
    assert read_day(f"24.11.{digits}", "none", WORDS).day == date(year, 11, 24)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        ([], "none"),
        (["", "24.11.2026", "2026-11-24", "24 Nov 2026", "13.04.2026", "soon"], "none"),
        (["03/04/2026", "05-06-26"], "ambiguous"),
        (["03/04/2026", "13/04/2026"], "dmy"),
        (["03/04/2026", "04/13/2026"], "mdy"),
        (["13/04/2026", "04/13/2026"], "ambiguous"),
        (["13/13/2026", "32/01/2026"], "ambiguous"),
        (["13/04/2026 10:00", "03/04/2026"], "dmy"),
        (["Mon 13/04/2026"], "dmy"),
        (["१३/०४/२०२६"], "dmy"),
        (["\u200e04/13/2026"], "mdy"),
    ],
)
def test_a_column_proves_its_order(texts: list[str], order: str) -> None:
    assert date_order(texts) == order


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u200b", "\t\n"])
def test_an_empty_cell_is_no_problem(text: str) -> None:
    found = read_day(text, "none", WORDS)
    assert (found.value, found.code) == (None, "")


@pytest.mark.parametrize("form", FORMS)
@given(day=st.dates(), order=st.sampled_from(ORDERS))
def test_what_was_written_is_read_back(form: str, day: date, order: str) -> None:
    assert read_day(FORMS[form](day), order, WORDS).day == day


@given(day=st.dates(), sign=st.sampled_from("/-"))
def test_three_numbers_are_read_back_in_each_order(day: date, sign: str) -> None:
    year = f"{day.year:04}"
    assert read_day(sign.join((str(day.day), str(day.month), year)), "dmy", WORDS).day == day
    assert read_day(sign.join((str(day.month), str(day.day), year)), "mdy", WORDS).day == day


@given(day=st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_a_short_year_is_read_back(day: date) -> None:
    assert read_day(f"{day.day}.{day.month}.{day.year % 100:02}", "none", WORDS).day == day


@given(days=st.lists(st.dates(date(1900, 1, 1)), min_size=1), order=st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_an_order_is_never_proved_wrongly(days: list[date], order: str) -> None:
    proved = date_order(day.strftime(order) for day in days)
    assert proved in ("ambiguous", "dmy" if order.startswith("%d") else "mdy")


DATE_LIKE = st.text(st.sampled_from("0123456789./-: TZ+apmMAJnovber,²४\u00a0\u200b"), max_size=40)


@given(text=st.text() | DATE_LIKE, order=st.sampled_from(ORDERS))
def test_any_text_has_a_day_or_a_reason_or_is_empty(text: str, order: str) -> None:
    found = read_day(text, order, WORDS)
    assert [found.day is not None, found.code != "", found == read_day("", order, WORDS)].count(True) == 1
    assert found == read_day(f" {text}\u00a0", order, WORDS)
    assert date_order([text]) in ORDERS
