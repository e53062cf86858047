"""The printed register: no row lost or doubled at a page's end, the head on every page, gaps of the fonts are shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dpo_desktop.domain.clock_facts import Step
from dpo_desktop.reports import compliance, sealing
from dpo_desktop.reports.data import BuiltReport, RegisterRow
from dpo_desktop.reports.register_files import totals_line
from dpo_desktop.reports.verification import verify
from tests.reports.factory import data, identity, rows
from tests.reports.read_back import page_texts, register, squeezed

HEAD = (
    "Reference",
    "Person",
    "Kind",
    "Role, laws",
    "Received, entered",
    "Due, and how",
    "Closed",
    "On time, or why not",
)
REFERENCE = re.compile(r"REQ-\d{4}-\d{4}")


def register_pages(pdf: bytes) -> list[str]:
    """The pages between the summary and the sums."""
    texts = page_texts(pdf)
    after = first_page(texts, "How each date was computed") if REFERENCE.search("".join(texts)) else -1
    return texts[first_page(texts) : after]


def sum_pages(pdf: bytes) -> list[str]:
    """The pages between the register and the last one."""
    texts = page_texts(pdf)
    return texts[first_page(texts, "How each date was computed") : -1]


def first_page(texts: list[str], heading: str = "Register of requests") -> int:
    """Of a part: the register follows the pages of charts."""
    return next(number for number, text in enumerate(texts) if text.startswith(heading))


def built_with(count: int, **changes: object) -> BuiltReport:
    return compliance.build(data(count, **changes))


def full_first_page() -> int:
    """How many plain rows the register's first page takes, found by asking for more than fit."""
    return len(REFERENCE.findall(register_pages(built_with(60, rows=_plain(60)).pdf)[0]))


def _plain(count: int) -> tuple[RegisterRow, ...]:
    """Rows of two lines each: what is above and what is below in their cells."""
    return tuple(
        replace(row, state="fulfilled" if row.closed_at else row.state, reason="", type_code="access")
        for row in rows(count)
    )


@pytest.mark.parametrize("count", [0, 1, 2, 48, 1000])
def test_every_reference_is_printed_once_and_in_order(count: int) -> None:
    report = built_with(count)
    printed = [reference for page in register_pages(report.pdf) for reference in REFERENCE.findall(page)]
    assert printed == [f"REQ-2026-{number:04d}" for number in range(1, count + 1)]
    texts = page_texts(report.pdf)
    assert REFERENCE.findall("".join(texts[: first_page(texts)])) == []
    assert [row["reference"] for row in register(report.pdf)["rows"]] == printed


@pytest.mark.parametrize("count", [1, 48, 1000])
def test_each_page_has_the_head_and_its_number(count: int) -> None:
    report = built_with(count)
    for page in register_pages(report.pdf):
        assert all(title in page for title in HEAD)
        assert REFERENCE.search(page)
    texts = page_texts(report.pdf)
    assert len(texts) == report.pages
    for number, text in enumerate(texts, start=1):
        assert text.count(f"Page {number} of {report.pages}") == 1
        assert len(re.findall(r"Page \d+ of", text)) == 1


def _three_lines(row: RegisterRow) -> RegisterRow:
    (duty,) = rows(1)[0].sums
    note = Step("pause_not_in_law", None, (("cause", "fee"),))
    return replace(row, sums=(replace(duty, steps=(*duty.steps, note)),))


@pytest.mark.parametrize("before", range(4))
def test_a_row_of_three_lines_is_not_torn_apart_by_a_page_end(before: int) -> None:
    """Rows of three lines in front move the page's end by one line each, so that it meets a row in every way."""
    count = full_first_page()
    plain = _plain(60)
    made = [_three_lines(row) if at < before or at >= count - 4 else row for at, row in enumerate(plain)]
    pages = register_pages(built_with(60, rows=tuple(made)).pdf)
    begun = [page.count("Waiting for the fee does") for page in pages]
    assert begun == [page.count("such pause") for page in pages]
    assert sum(begun) == before + 60 - (count - 4)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_an_exactly_full_page_is_followed_by_no_empty_one(more: int) -> None:
    count = full_first_page() + more
    report = built_with(count, rows=_plain(count))
    pages = register_pages(report.pdf)
    assert [len(REFERENCE.findall(page)) for page in pages] == ([count] if more <= 0 else [count - 1, 1])


def test_an_empty_register_says_so() -> None:
    report = built_with(0)
    page = register_pages(report.pdf)[0]
    assert "No request was received in this period." in page
    assert "Reference" not in page


def test_a_cell_taller_than_a_page_is_continued() -> None:
    words = [f"w{number:04d}" for number in range(1500)]
    register_rows = list(rows(5))
    register_rows[2] = replace(register_rows[2], person=" ".join(words))
    report = built_with(5, rows=tuple(register_rows), with_names=True, names_reason="an order of the court")
    text = " ".join(register_pages(report.pdf))
    assert re.findall(r"\bw\d{4}\b", text) == words
    assert REFERENCE.findall(text) == [f"REQ-2026-{number:04d}" for number in range(1, 6)]
    assert report.pages > 10


def test_a_word_wider_than_its_column_is_broken_and_not_cut() -> None:
    long = "".join(f"{number:03d}" for number in range(120))
    register_rows = (replace(rows(1)[0], person=long),)
    report = built_with(1, rows=register_rows, with_names=True, names_reason="an order of the court")
    pieces = re.findall(r"\b[0-9]{6,20}\b", "".join(register_pages(report.pdf)))
    assert "".join(pieces) == long
    assert len(pieces) > 10


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Zoë Łukasz-Ångström", "Zoë Łukasz-Ångström"),
        ("Анна", "Анна"),
        ("अनु", "अनु"),
        ("张伟", "张伟"),
        ("ሰላም", "U+1230U+120BU+121D"),
        ("Eve 😀", "Eve U+1F600"),
        ("bell\x07\x1b[2J", "bellU+0007U+001B[2J"),
        ("two\nlines\u00a0kept", "two lines kept"),
        ("\u202etfel ot thgir", "U+202Etfel ot thgir"),
    ],
)
def test_a_name_is_printed_or_its_gaps_are_shown(name: str, printed: str) -> None:
    register_rows = (replace(rows(1)[0], person=name),)
    report = built_with(1, rows=register_rows, with_names=True, names_reason="an order of the court")
    assert squeezed(printed) in squeezed(register_pages(report.pdf)[0])
    assert register(report.pdf)["rows"][0]["person"] == name
    assert verify(sealing.seal(report.pdf, identity())).ok


@pytest.mark.parametrize("count", [0, 1, 48, 1000])
def test_the_totals_are_printed_and_fit_the_rows(count: int) -> None:
    frozen = data(count)
    texts = page_texts(built_with(count).pdf)
    assert squeezed(totals_line(frozen.totals)) in squeezed(texts[-1])
    closed = sum(row.closed_at is not None for row in frozen.rows)
    assert f"{count} requests: {count - closed} open, {closed} closed;" in " ".join(texts[-1].split())
    assert " ".join(texts[1].split()).startswith(
        f"Summary {count} requests received {frozen.totals.on_time} closed on time {frozen.totals.late} closed late"
    )


def test_long_words_of_the_cover_stay_on_their_pages() -> None:
    reason = " ".join(f"r{number:04d}" for number in range(2000))
    organisation = "Verein zur Förderung des sehr langen Namens " * 8
    report = built_with(3, with_names=True, names_reason=reason, organisation=organisation.strip())
    texts = page_texts(report.pdf)
    assert re.findall(r"\br\d{4}\b", " ".join(texts)) == reason.split()
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {report.pages}" in text
        footer = next(line for line in text.splitlines() if line.startswith("RPT-2026-0001") and "Verein" in line)
        assert "…" in footer
