"""The charts of a report: bars as long as their numbers say, the numbers beside them, and the words of each."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pypdfium2
import pytest

from dpo_desktop.domain.requests import timeliness_of
from dpo_desktop.reports import compliance, sealing
from dpo_desktop.reports.data import BuiltReport, ComplianceData, RegisterRow
from dpo_desktop.reports.page import ACCENT, LATE
from dpo_desktop.reports.register_files import figures_again, plain_figures, totals_of, values_of
from dpo_desktop.reports.verification import verify
from dpo_desktop.sentences.vocabulary import laws, request_types
from tests.reports.factory import ISSUED, ZONE, data, identity, rows
from tests.reports.read_back import page_texts, register
from tests.reports.tags import Tag, tree

TITLES = ("Still open, by due date", "Closed on time and late", "By kind of request", "By law")


def of_rows(register_rows: tuple[RegisterRow, ...], **changes: object) -> ComplianceData:
    """Data whose totals and figures fit the rows."""
    values = [values_of(row) for row in register_rows]
    counted = {"totals": totals_of(values), "figures": figures_again(values, ISSUED.date())}
    return data(len(register_rows), rows=register_rows, **(counted | changes))


def closed_at(row: RegisterRow, moment: datetime | None, *, state: str = "fulfilled") -> RegisterRow:
    timeliness, days = timeliness_of(
        due_on=row.due_on, closed_on=moment.date() if moment else None, today=ISSUED.date(), is_open=False
    )
    return replace(row, closed_at=moment, state=state, reason="", timeliness=timeliness, days_late=days)


def charts(pdf: bytes) -> list[tuple[Tag, Tag]]:
    """Each figure with the table behind it."""
    parts = tree(pdf).kids
    return [(part, parts[at + 1]) for at, part in enumerate(parts) if part.role == "Figure"]


def words(pdf: bytes) -> list[str]:
    """The lines of the pages between the cover and the register."""
    texts = page_texts(pdf)
    end = next(number for number, text in enumerate(texts) if text.startswith("Register of requests"))
    return [" ".join(line.split()) for text in texts[1:end] for line in text.splitlines()]


def test_each_chart_is_a_figure_with_words_and_a_table_of_its_numbers() -> None:
    frozen = data(48)
    found = charts(compliance.build(frozen).pdf)
    assert [figure.alternative.partition(".")[0] for figure, _table in found] == list(TITLES)
    due, closings, kinds, by_law = (
        frozen.figures.due,
        frozen.figures.closings,
        frozen.figures.by_type,
        frozen.figures.by_law,
    )
    assert [len(table.kids) - 1 for _figure, table in found] == [len(due), len(closings.spans), len(kinds), len(by_law)]
    assert f"Late: Open {due[0].count}; Within a week: Open {due[1].count}; 2–8 Dec: Open 0;" in found[0][0].alternative
    assert "Sept 2026: On time 19, Late 6." in found[1][0].alternative
    for one in kinds:
        said = (
            f"All {one.cases}, On time {one.on_time}, Late {one.late}, Open {one.open_in_time}, No date {one.no_date}"
        )
        assert f"{request_types()[one.code]}: {said}" in found[2][0].alternative
    for _figure, table in found:
        head, *body = table.kids
        assert {kid.scope for kid in head.kids} == {"Column"}
        assert {(row.kids[0].role, row.kids[0].scope) for row in body} == {("TH", "Row")}
        assert all(cell.role == "TD" for row in body for cell in row.kids[1:])


def test_the_numbers_are_printed_beside_the_bars() -> None:
    frozen = data(48)
    lines = words(compliance.build(frozen).pdf)
    for one in frozen.figures.by_law:
        assert f"{laws()[one.code]} {one.cases} {one.on_time} {one.late} {one.open_in_time} {one.no_date}" in lines
    for one in frozen.figures.by_type:
        numbers = f"{one.cases} {one.on_time} {one.late} {one.open_in_time} {one.no_date}"
        assert f"{request_types()[one.code]} {numbers}" in lines
    for span, word in zip(frozen.figures.due[:3], ("Late", "Within a week", "2–8 Dec"), strict=True):
        assert f"{word} {span.count}" in lines
    assert "Sept 2026 19 6" in lines


def test_the_attached_register_holds_the_figures_and_gives_them_again() -> None:
    frozen = data(48)
    read = register(compliance.build(frozen).pdf)
    assert read["figures"] == plain_figures(frozen.figures)
    again = figures_again(read["rows"], datetime.fromisoformat(read["issued"]).date())
    assert again == frozen.figures
    assert read["figures"]["closings"]["spans"][1] == {
        "first": "2026-09-01",
        "last": "2026-09-30",
        "on_time": 19,
        "late": 6,
    }


def pixels(pdf: bytes, page: int, box: tuple[float, ...], colour: str) -> list[int]:
    """Of each row of a chart (15 points high) how many pixels of a colour lie in its middle; 4 pixels a point."""
    document = pypdfium2.PdfDocument(pdf)
    shown = document[page]
    picture = shown.render(scale=4).to_pil().convert("RGB")
    height = shown.get_height()
    document.close()
    left, bottom, right, top = box
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    counts = []
    for row in range(round((top - bottom) / 15)):
        y = round((height - top + row * 15 + 15 - 3 - 4) * 4)
        line = [picture.getpixel((x, y)) for x in range(round(left * 4) - 2, round(right * 4) + 2)]
        counts.append(sum(pixel == wanted for pixel in line))
    return counts


def test_bars_are_as_long_as_their_numbers_say() -> None:
    frozen = data(48)
    pdf = compliance.build(frozen).pdf
    figure, _table = charts(pdf)[3]
    length = (figure.box[2] - figure.box[0]) * 4
    highest = max(one.cases for one in frozen.figures.by_law)
    drawn = pixels(pdf, figure.content[0][0], figure.box, ACCENT)
    for portion, count in zip(frozen.figures.by_law, drawn, strict=True):
        assert abs(count - length * (portion.cases - portion.late) / highest) <= 3, portion
    hatched = pixels(pdf, figure.content[0][0], figure.box, LATE)
    assert [count > 0 for count in hatched] == [portion.late > 0 for portion in frozen.figures.by_law]


def test_what_is_open_is_red_where_it_is_late_only() -> None:
    frozen = data(48)
    pdf = compliance.build(frozen).pdf
    figure, _table = charts(pdf)[0]
    page = figure.content[0][0]
    assert [count > 0 for count in pixels(pdf, page, figure.box, LATE)] == [True] + [False] * 9
    bars = [span.count > 0 for span in frozen.figures.due]
    assert [count > 0 for count in pixels(pdf, page, figure.box, ACCENT)] == [False, *bars[1:]]


def old_register() -> ComplianceData:
    """What a register left out: a closing without its day, one without a date by law, one without both."""
    first, second, third, fourth = rows(4)
    made = (
        closed_at(first, None, state="closed"),
        closed_at(replace(second, due_on=None), datetime(2026, 9, 2, 10, tzinfo=ZONE)),
        closed_at(replace(third, due_on=None), None, state="closed"),
        closed_at(fourth, datetime(2026, 8, 20, 10, tzinfo=ZONE)),
    )
    return of_rows(made, no_receipt=3)


def test_a_case_closed_on_an_unknown_day_is_closed_in_report_register_and_verdict() -> None:
    frozen = old_register()
    report = compliance.build(frozen)
    texts = [" ".join(text.split()) for text in page_texts(report.pdf)]
    assert "4 requests: 0 open, 4 closed; 1 on time, 0 late, 0 open and late, 3 without a date" in texts[-1]
    assert "Closed on a day that nobody recorded: 2." in texts[1]
    assert "Without a date of receipt: 3 older requests of this workspace." in texts[1]
    assert "Closed without a date by law, so neither on time nor late: 1." in texts[1]
    register = next(text for text in texts if text.startswith("Register of requests"))
    assert "not known Day of closing not known. Closed, outcome not recorded" in register
    assert " open " not in register
    verdict = verify(sealing.seal(report.pdf, identity()))
    assert verdict.findings == ()
    assert verdict.totals is not None
    assert (verdict.totals.open, verdict.totals.closed) == (0, 4)


def test_of_one_the_sentence_speaks_of_one() -> None:
    first, second = rows(2)
    frozen = of_rows((closed_at(first, None, state="closed"), second), no_receipt=1)
    text = " ".join(page_texts(compliance.build(frozen).pdf)[1].split())
    assert "Closed on a day that nobody recorded: 1. It counts as closed" in text
    assert "Without a date of receipt: 1 older request of this workspace. It belongs to no period" in text


def test_what_is_known_of_every_case_needs_no_sentence() -> None:
    text = page_texts(compliance.build(data(48)).pdf)[1]
    assert "recorded" not in text
    assert "date of receipt" not in text


def over_years(years: int) -> BuiltReport:
    """One closed a day for as long."""
    start = datetime(2026, 9, 1, 12, tzinfo=ZONE)
    made = [
        closed_at(replace(row, due_on=None if at % 2 else row.due_on), start - timedelta(days=at * 365 * years // 40))
        for at, row in enumerate(rows(41))
    ]
    return compliance.build(of_rows(tuple(made)))


@pytest.mark.parametrize(("years", "head"), [(1, "Month"), (3, "Quarter"), (20, "Year")])
def test_a_long_register_is_told_by_quarters_or_years(years: int, head: str) -> None:
    report = over_years(years)
    figure, table = charts(report.pdf)[0]
    assert figure.alternative.startswith("Closed on time and late. ")
    assert f"{head} On time Late" in words(report.pdf)
    assert len(table.kids) - 1 <= 22
    assert verify(sealing.seal(report.pdf, identity())).ok


def test_a_chart_that_is_taller_than_a_page_goes_on_on_the_next() -> None:
    report = over_years(54)
    own = [(figure, table) for figure, table in charts(report.pdf) if figure.alternative.startswith("Closed on")]
    assert len(own) == 2
    spans = register(report.pdf)["figures"]["closings"]["spans"]
    assert sum(len(table.kids) - 1 for _figure, table in own) == len(spans) > 50
    years = [line for line in words(report.pdf) if re.fullmatch(r"(19|20)\d\d \d+ \d+", line)]
    assert years == [f"{span['first'][:4]} {span['on_time']} {span['late']}" for span in spans]


def test_without_requests_there_are_no_charts() -> None:
    report = compliance.build(data(0, no_receipt=2))
    assert charts(report.pdf) == []
    text = " ".join(page_texts(report.pdf)[1].split())
    assert "No request was received in this period." in text
    assert "Without a date of receipt: 2 older requests" in text


def test_what_a_chart_has_nothing_for_is_said() -> None:
    closed = [closed_at(row, None, state="closed") for row in rows(3)]
    lines = words(compliance.build(of_rows(tuple(closed))).pdf)
    assert "No request of this register is open." in lines
    assert "No request with a date by law was closed on a day that is recorded." in lines
    assert "By law" in lines
