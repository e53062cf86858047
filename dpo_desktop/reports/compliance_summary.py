"""The summary of the compliance report: key figures, sentences, and the charts with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dpo_desktop.domain.figures import ClosedSpan, Closings, DueSpan, Portion
from dpo_desktop.reports.data import ComplianceData
from dpo_desktop.reports.page import DONE, INK, LATE, SMALL, SUBHEADING, PageWriter
from dpo_desktop.reports.page_charts import ChartRow, chart, height
from dpo_desktop.reports.sums import left_out
from dpo_desktop.sentences.dates import period_words, span_words
from dpo_desktop.sentences.vocabulary import laws, request_types

_LATE_ENTRY = timedelta(days=1)
_BEFORE, _HEADING = 16.0, 30.0  # points above a chart's heading, and of heading and note


def summary(page: PageWriter, data: ComplianceData, text: dict[str, str]) -> None:
    totals = data.totals
    page.heading(text["summary"])
    page.key_figures(
        [
            (str(totals.requests), text["figure_requests"], INK),
            (str(totals.on_time), text["figure_on_time"], DONE),
            (str(totals.late), text["figure_late"], LATE if totals.late else INK),
            (str(totals.open), text["figure_open"], INK),
            (str(totals.open_late), text["figure_open_late"], LATE if totals.open_late else INK),
        ]
    )
    page.space(14)
    for sentence in _sentences(data, text):
        page.paragraph(sentence)
        page.space(3)
    if data.rows:
        _charts(page, data, text)


def _sentences(data: ComplianceData, text: dict[str, str]) -> list[str]:
    return [*(_of_the_rows(data, text) if data.rows else [text["none"]]), *_not_known(data, text)]


def _of_the_rows(data: ComplianceData, text: dict[str, str]) -> list[str]:
    totals = data.totals
    decided = totals.on_time + totals.late
    sentences = [
        text["share"].format(share=100 * totals.on_time // decided, on_time=totals.on_time, closed=decided)
        if decided
        else text["share_none"],
        text["late_some"].format(late=totals.late, open_late=totals.open_late)
        if totals.late or totals.open_late
        else text["late_none"],
    ]
    without_due = sum(row.due_on is None for row in data.rows)
    if without_due:
        sentences.append(text["no_date"].format(count=without_due))
    entered_late = sum(1 for row in data.rows if row.entered_at - row.received_at > _LATE_ENTRY)
    if entered_late:
        sentences.append(text["entered_gap"].format(count=entered_late))
    return sentences


def _not_known(data: ComplianceData, text: dict[str, str]) -> list[str]:
    """What dates leave out and what registers kept before did not say. It is counted, and nothing is guessed."""
    counts = {
        "not_counted": sum(1 for row in data.rows if left_out(row.sums)),
        "no_closing_day": data.figures.closings.no_day,
        "no_receipt": data.no_receipt,
    }
    return [text[key if count > 1 else f"{key}_one"].format(count=count) for key, count in counts.items() if count]


def _charts(page: PageWriter, data: ComplianceData, text: dict[str, str]) -> None:
    figures = data.figures
    due = [
        ChartRow(
            _due_words(span, data.language, text), span.count, span.count if span.key == "late" else 0, (span.count,)
        )
        for span in figures.due
    ]
    _section(page, text, "by_due", (text["head_due"], text["head_open"]), due if data.totals.open else [])
    closed = [
        ChartRow(
            _span_words(span, figures.closings, data.language),
            span.on_time + span.late,
            span.late,
            (span.on_time, span.late),
        )
        for span in figures.closings.spans
    ]
    heads = (text[f"head_{figures.closings.unit}"], text["head_on_time"], text["head_late"])
    _section(page, text, "by_closing", heads, closed if figures.closings.on_time or figures.closings.late else [])
    if figures.closings.no_due:
        page.space(4)
        page.paragraph(text["closed_no_due"].format(count=figures.closings.no_due), SMALL)
    _portions(page, text, "by_type", figures.by_type, request_types())
    _portions(page, text, "by_law", figures.by_law, laws())


def _portions(
    page: PageWriter, text: dict[str, str], key: str, portions: Sequence[Portion], words: dict[str, str]
) -> None:
    heads = (text[f"head_{key}"], *(text[f"head_{name}"] for name in ("all", "on_time", "late", "in_time", "no_date")))
    rows = [
        ChartRow(
            words[one.code], one.cases, one.late, (one.cases, one.on_time, one.late, one.open_in_time, one.no_date)
        )
        for one in portions
    ]
    _section(page, text, key, heads, rows)


def _section(page: PageWriter, text: dict[str, str], key: str, heads: Sequence[str], rows: Sequence[ChartRow]) -> None:
    page.space(_BEFORE)
    whole = _HEADING + height(len(rows))
    page.need(whole if whole <= page.full_room else page.full_room / 2)
    page.paragraph(text[key], SUBHEADING, role="H2")
    page.paragraph(text[f"{key}_note" if rows else f"{key}_none"], SMALL)
    if rows:
        chart(page, text[key], heads, rows)


def _due_words(span: DueSpan, language: str, text: dict[str, str]) -> str:
    if span.key == "ahead" and span.first and span.last:
        return span_words(span.first, span.last, language)
    return text[f"due_{span.key}"]


def _span_words(span: ClosedSpan, closings: Closings, language: str) -> str:
    return period_words(span.first, closings.unit, language)
