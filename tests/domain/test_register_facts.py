"""Pauses, extensions and phone numbers in free text. What is not sure is a remark, and no day counts twice."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.register_facts import Extension, Pause, phone_in, read_extension, read_pauses
from dpo_desktop.services.register_words import register_words

WORDS = register_words()
RECEIVED = date(2023, 3, 1)


def pauses(
    text: str, *, received: date | None = RECEIVED, closed: date | None = None, order: str = "none"
) -> tuple[tuple[Pause, ...], tuple[str, ...]]:
    return read_pauses(text, received=received, closed=closed, order=order, words=WORDS)


def spans(text: str, received: date | None = RECEIVED) -> list[tuple[str, str, int]]:
    found, unclear = pauses(text, received=received)
    assert unclear == ()
    return [(str(one.begun), str(one.ended), one.days) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "paused 12.05.2023-17.05.2023",
        "paused\u00a012.05.2023\u00a0–\u00a017.05.2023",
        "PAUSED: 12.05.23 - 17.05.23",
        "ok; paused from 12.05.2023 to 17.05.2023; sent",
        "paused on 12.05.2023, restarted 17.05.2023",
        "clock stopped 2023-05-12, restarted 2023-05-17",
        "clock stopped 2023-05-12 and restarted on 2023-05-17",
        "clock paused 2023-05-12; clock restarted 2023-05-17",
        "paused 12 May 2023 until 17 May 2023",
        "paused May 12, 2023 - May 17, 2023",
        "Pause vom 12.5. bis zum 17.5.",
        "Pause 12.5.-17.5.2023",
        "Pause 12.05.2023 - 17.5.",
        "Pause 12.5.\nbis 17.5.",
        "ausgesetzt ab 12. Mai 2023 bis 17. Mai 2023",
        "suspendu du 12 mai 2023 au 17 mai 2023",
        "विराम १२.०५.२०२३ से १७.०५.२०२३",
        "विराम 12 मई 2023 से 17 मई 2023",
        "no ID, paused 12.05.2023-17.05.2023",
        "ID not received paused 12.05.2023-17.05.2023",
        "Bruno paused 12.05.2023-17.05.2023",
    ],
)
def test_a_pause_of_two_days_counts_all_but_the_last(text: str) -> None:
    found, unclear = pauses(text)
    assert (found[0].begun, found[-1].ended) == (date(2023, 5, 12), date(2023, 5, 17))
    assert (sum(one.days for one in found), unclear) == (5, ())


@pytest.mark.parametrize(
    ("text", "begun", "ended", "days"),
    [
        ("Pause 28.12. bis 3.1.", "2023-12-28", "2024-01-03", 6),
        ("Pause 28.12.-03.01.2024", "2023-12-28", "2024-01-03", 6),
        ("Pause 28.12.2023 bis 3.1.", "2023-12-28", "2024-01-03", 6),
        ("Pause 5.1. bis 9.1.", "2024-01-05", "2024-01-09", 4),  # the first that follows the receipt
        ("Pause 29.2. bis 1.3.", "2024-02-29", "2024-03-01", 1),
        ("Pause 1.3. bis 1.3.", "2023-03-01", "2023-03-01", 0),
    ],
)
def test_days_without_a_year_follow_the_receipt(text: str, begun: str, ended: str, days: int) -> None:
    assert spans(text) == [(begun, ended, days)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on hold for 9 days, waiting for ID", 9),
        ("on hold 9d", 9),
        ("paused: 2 weeks", 14),
        ("on hold for nine days", 9),
        ("ausgesetzt für zwei Wochen", 14),
        ("suspendu pendant 10 jours", 10),
        ("विराम १० दिन", 10),
        ("paused 3 days (ID), later paused 4 days (fee)", 7),
    ],
)
def test_a_number_of_days_is_taken_as_it_is(text: str, days: int) -> None:
    found, unclear = pauses(text)
    assert (sum(one.days for one in found), unclear) == (days, ())
    assert {(one.begun, one.ended) for one in found} == {(None, None)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("paused 1.5.2023-5.5.2023; paused 1.5.2023-5.5.2023", [("2023-05-01", "2023-05-05", 4)]),
        ("paused 1.5.2023-9.5.2023; paused 2.5.2023-5.5.2023", [("2023-05-01", "2023-05-09", 8)]),
        ("paused 2.5.2023-5.5.2023; paused 1.5.2023-9.5.2023", [("2023-05-01", "2023-05-09", 8)]),
        (
            "paused 1.5.2023-5.5.2023; paused 3.5.2023-9.5.2023",
            [("2023-05-01", "2023-05-05", 4), ("2023-05-05", "2023-05-09", 4)],
        ),
        (
            "paused 3.5.2023-9.5.2023; paused 1.5.2023-5.5.2023",
            [("2023-05-05", "2023-05-09", 4), ("2023-05-01", "2023-05-05", 4)],
        ),
        (
            "paused 1.5.2023-5.5.2023; paused 5.5.2023-9.5.2023",
            [("2023-05-01", "2023-05-05", 4), ("2023-05-05", "2023-05-09", 4)],
        ),
    ],
)
def test_no_day_counts_twice(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("text", "days", "unclear"),
    [
        ("paused 1.5.2023-5.5.2023; on hold for 4 days", 4, "on hold for 4 days"),
        ("on hold 5 days. on hold for 5 days, waiting for ID", 5, "on hold for 5 days, waiting for ID"),
    ],
)
def test_what_may_be_the_same_pause_told_again_is_a_remark(text: str, days: int, unclear: str) -> None:
    found, remarks = pauses(text)
    assert (sum(one.days for one in found), remarks) == (days, (unclear,))


@pytest.mark.parametrize(
    "text",
    [
        "paused 17.05.2023-12.05.2023",
        "paused 31.04.2023-05.05.2023",
        "paused 05/06/2023-07/06/2023",  # day or month first, nothing proves it
        "paused 12.02.2023-17.02.2023",  # before the receipt
        "paused 12.07.2023-17.07.2023",  # after the closing
        "Pause 5.1. bis 9.1.",
        "paused 200 days",  # more than the case took
        "on hold for 2 months",
        "paused 3 days ago",
        "clock stopped 2023-05-12",
        "paused since 12.05.2023",
        "paused 12-17.05.2023",
        "Pause 12.5. bis heute",
        "on hold",
        "on hold (no ID)",
        "Pause und Schluss",  # not "un d"
    ],
)
def test_a_pause_that_gives_no_days_is_a_remark(text: str) -> None:
    assert pauses(f"ok; {text}; sent", closed=date(2023, 6, 30)) == ((), (text,))


def test_a_day_without_a_year_and_without_a_receipt_is_a_remark() -> None:
    assert pauses("Pause 12.5. bis 17.5.", received=None) == ((), ("Pause 12.5. bis 17.5.",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not paused 12.05.2023-17.05.2023",
        "keine Pause 12.05.2023-17.05.2023",
        "never on hold for 9 days",
        "was not yet been paused 9 days",
        "ohne die Pause 9 Tage",
        "pas suspendu pendant 10 jours",
        "on hold: no",
        "Pause: keine",
        "unpaused 3 days",
        "9 days",
    ],
)
def test_what_is_denied_or_not_told_is_nothing(text: str) -> None:
    assert pauses(text) == ((), ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("paused 12.05.2023-17.05.2023 (ID)", "identity"),
        ("on hold for 9 days, waiting for the ID", "identity"),
        ("Pause 12.5. bis 17.5. (Ausweis fehlt)", "identity"),
        ("ausgesetzt 9 Tage, warten auf den Ausweis", "identity"),
        ("paused 12.05.2023-17.05.2023 (fee)", ""),
        ("on hold for 9 days, waiting for Anja", ""),
        ("paused 12.05.2023-17.05.2023 - ID came", ""),
    ],
)
def test_why_the_clock_stood(text: str, reason: str) -> None:
    ((pause,), unclear) = pauses(text)
    assert (pause.reason, unclear) == (reason, ())
    assert pause.text in text


def test_the_order_of_the_columns_is_that_of_the_notes() -> None:
    assert spans("paused 13/05/2023-17/05/2023") == [("2023-05-13", "2023-05-17", 4)]
    (pause,), _unclear = pauses("paused 05/06/2023-07/06/2023", order="mdy")
    assert (pause.begun, pause.ended) == (date(2023, 5, 6), date(2023, 7, 6))


@pytest.mark.parametrize(
    ("cell", "amount", "unit", "reason"),
    [
        ("yes", 0, "", ""),
        ("x", 0, "", ""),
        ("✓", 0, "", ""),
        ("1", 0, "", ""),
        ("yes (complex)", 0, "", "complex"),
        ("ja, komplex", 0, "", "complex"),
        ("oui (nombre)", 0, "", "number"),
        ("yes (asked the boss)", 0, "", ""),
        ("2m", 2, "months", ""),
        ("2 m (complex)", 2, "months", "complex"),
        ("yes, 2 months", 2, "months", ""),
        ("yes (+2m)", 2, "months", ""),
        ("+60", 60, "days", ""),
        ("60", 60, "days", ""),
        ("13", 13, "days", ""),
        ("12", 12, "", ""),
        ("2", 2, "", ""),
        ("30 Tage", 30, "days", ""),
        ("2 mois", 2, "months", ""),
        ("२ महीने", 2, "months", ""),
        ("２ months", 2, "months", ""),
        ("two months", 2, "months", ""),
        ("2 weeks", 14, "days", ""),
        ("2\u00a0Mon.", 2, "months", ""),
        ("extended", 0, "", ""),
        ("verlängert", 0, "", ""),
        ("ext.", 0, "", ""),
        ("Verlängerung um 2 Monate", 2, "months", ""),
    ],
)
def test_an_extension_in_its_cell(cell: str, amount: int, unit: str, reason: str) -> None:
    assert read_extension(f" {cell}\n", "ok", WORDS) == (Extension(amount, unit, reason, cell), "")


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "-",
        "n/a",
        "no",
        "No.",
        "✗",
        "0",
        "0 days",
        "no (complex)",
        "not extended",
        "nicht verlängert",
        "keine Verlängerung",
    ],
)
def test_no_extension_in_its_cell(cell: str) -> None:
    assert read_extension(cell, "ok", WORDS) == (None, "")


@pytest.mark.parametrize(
    "cell",
    [
        "maybe",
        "pending",
        "done",
        "24.12.2026",
        "until 24.12.2026",
        "1.5 months",
        "2-3 months",
        "1000",
        "no 2m",
        "complex",
        "asked for extension, refused",
    ],
)
def test_a_cell_that_is_not_understood_is_a_remark(cell: str) -> None:
    assert read_extension(cell, "", WORDS) == (None, "register.unknown_word")


@pytest.mark.parametrize(
    ("notes", "amount", "unit", "reason", "text"),
    [
        ("ext +2 months, told them", 2, "months", "", "ext +2 months"),
        ("ok; verl. um 2 Mon.", 2, "months", "", "verl. um 2 Mon."),
        ("verlängert um zwei Monate", 2, "months", "", "verlängert um zwei Monate"),
        ("prolongation de 2 mois", 2, "months", "", "prolongation de 2 mois"),
        ("विस्तार 2 महीने", 2, "months", "", "विस्तार 2 महीने"),
        (
            "extended by another 60 days (number of requests)",
            60,
            "days",
            "number",
            "extended by another 60 days (number of requests)",
        ),
        ("extended (complex)", 0, "", "complex", "extended (complex)"),
        ("extension (complex)", 0, "", "complex", "extension (complex)"),
        ("ID not received, extended. Told them", 0, "", "", "extended"),
        ("no ID extended (complex)", 0, "", "complex", "extended (complex)"),
        ("extended\nno reply", 0, "", "", "extended"),
        ("extended: yes", 0, "", "", "extended: yes"),
        ("prolonge\u0301", 0, "", "", "prolongé"),
        ("extended until 24.12.2026", 0, "", "", "extended until 24.12.2026"),
        ("extended by 2 months; extended (complex)", 2, "months", "complex", "extended by 2 months"),
        ("not extended at first, extended by 2 months", 2, "months", "", "extended by 2 months"),
    ],
)
def test_an_extension_in_the_notes(notes: str, amount: int, unit: str, reason: str, text: str) -> None:
    for cell in ("", "-"):
        assert read_extension(cell, notes, WORDS) == (Extension(amount, unit, reason, text), "")


@pytest.mark.parametrize(
    "notes",
    [
        "",
        "not extended",
        "not yet extended (complex)",
        "no extension, told them",
        "keine Verlängerung",
        "pas encore prolongé",
        "extension: no",
        "extension (no)",
        "extended (no)",
        "extension refused",
        "called, ext. 12",
        "tel 030 23125 ext. 12",
        "extended warranty (lost)",
        "overextended",
        "2 months",
    ],
)
def test_notes_that_tell_of_none(notes: str) -> None:
    assert read_extension("", notes, WORDS) == (None, "")


@pytest.mark.parametrize(
    ("cell", "notes"),
    [
        ("no", "extended (complex)"),
        ("0", "ext +2 months"),
        ("yes", "not extended"),
        ("2m", "keine Verlängerung"),
        ("", "asked for extension, refused"),
        ("", "extension - not needed"),
        ("", "extended?"),
        ("", "extended by 1 month, extended by 2 months"),
    ],
)
def test_an_extension_that_is_not_sure_is_a_remark(cell: str, notes: str) -> None:
    assert read_extension(cell, notes, WORDS) == (None, "register.extension_unclear")


@pytest.mark.parametrize(
    ("cell", "notes", "amount", "reason"),
    [("yes", "ext +2 months", 2, ""), ("2m", "extended (complex)", 2, "complex"), ("1m", "ext +2 months", 1, "")],
)
def test_cell_and_notes_together(cell: str, notes: str, amount: int, reason: str) -> None:
    found, code = read_extension(cell, notes, WORDS)
    assert (found, code) == (Extension(amount, "months", reason, f"{cell}\n{notes}"), "")


@pytest.mark.parametrize(("cell", "notes"), [("no", "extension - not needed"), ("no", "not extended"), ("2m", "ok")])
def test_cell_and_notes_that_agree_are_no_remark(cell: str, notes: str) -> None:
    assert read_extension(cell, notes, WORDS)[1] == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("sent; tel +91 99999 01234", "+91 99999 01234"),
        ("+49 30 23125114 called", "+49 30 23125114"),
        ("Tel.: 030/23125-114", "030/23125-114"),
        ("phone number (030) 23125 114", "(030) 23125 114"),
        ("tél. 01.23.45.67.89", "01.23.45.67.89"),
        ("Handynr. 0171 1234567", "0171 1234567"),
        ("फोन ९९९९९ ०१२३४", "99999 01234"),
        ("tel\u00a0+91\u00a099999\u00a001234", "+91 99999 01234"),
        ("tel 24.11.2026, tel 030 23125114", "030 23125114"),
        ("tel 2023-05-12 - 2023-05-17", ""),
        ("tel 12", ""),
        ("hotel 99999 01234", ""),
        ("ext +2 months", ""),
        ("paid +1 000 000 EUR", ""),
        ("24.11.2026", ""),
        ("", ""),
    ],
)
def test_a_phone_number_in_notes(text: str, number: str) -> None:
    assert phone_in(text, WORDS) == number


PIECES = st.sampled_from(
    "paused|Pause |on hold |clock stopped |restarted |extended |ext. |not |no |keine |for |bis |by |, waiting for |ID"
    "|(|)|complex|12.05.2023|29.2.|31.04.|1.1.0001|31.12.9999|0000-00-00|9999-12-31|-| - |9 |days |2 m|tel "
    "|+91 99999 01234|विराम |१२.०५.२०२३|\n|\u200b|\u00a0|:|;".split("|")
)
TEXTS = st.text() | st.lists(PIECES, max_size=25).map("".join)
DAYS = st.none() | st.dates()


@given(text=TEXTS, received=DAYS, closed=DAYS, order=st.sampled_from(["dmy", "mdy", "none"]))
def test_any_notes_give_pauses_that_hold(text: str, received: date | None, closed: date | None, order: str) -> None:
    found, unclear = pauses(text, received=received, closed=closed, order=order)
    assert all(typed == typed.strip() != "" for typed in (*unclear, *(pause.text for pause in found)))
    dated = sorted((one.begun, one.ended) for one in found if one.begun and one.ended)
    assert all(begun <= ended for begun, ended in dated)
    assert all(first[1] <= second[0] for first, second in pairwise(dated))
    assert all(received is None or received <= begun for begun, _ended in dated)
    assert all(one.days == (one.ended - one.begun).days for one in found if one.begun and one.ended)
    assert (found, unclear) == pauses(f"\n {text} ", received=received, closed=closed, order=order)


@given(cell=TEXTS, notes=TEXTS)
def test_any_cell_and_notes_give_an_extension_or_a_reason_or_nothing(cell: str, notes: str) -> None:
    extension, code = read_extension(cell, notes, WORDS)
    assert extension is None or code == ""
    assert extension is None or extension.unit in ("", "days", "months")
    assert (extension, code) == read_extension(f"\n{cell} ", f" {notes}\n", WORDS)
    assert len(phone_in(notes, WORDS)) < 25


@given(received=st.dates(date(1970, 1, 1), date(2100, 1, 1)), after=st.integers(0, 300), length=st.integers(0, 60))
def test_a_pause_is_read_back_with_and_without_years(received: date, after: int, length: int) -> None:
    begun = received + timedelta(days=after)
    ended = begun + timedelta(days=length)
    for text in (
        f"paused {begun:%d.%m.%Y}-{ended:%d.%m.%Y}",
        f"clock stopped {begun}, restarted {ended}",
        f"Pause {begun.day}.{begun.month}. bis {ended.day}.{ended.month}.",
        f"Pause {begun:%d.%m}.-{ended:%d.%m.%Y}",
    ):
        assert pauses(text, received=received) == ((Pause(length, begun, ended, "", text),), ())
