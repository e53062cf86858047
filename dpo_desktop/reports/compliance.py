"""The compliance report of a period: cover, summary, register of requests, the sum of each date, how to check it."""

from __future__ import annotations

from dpo_desktop.domain.requests import is_open
from dpo_desktop.reports import frame
from dpo_desktop.reports.compliance_summary import summary
from dpo_desktop.reports.compliance_sums import sums
from dpo_desktop.reports.data import BuiltReport, ComplianceData, RegisterRow
from dpo_desktop.reports.page import INK, LATE, MUTED, SMALL, WIDE_TEXT_WIDTH, PageWriter
from dpo_desktop.reports.page_tables import Cell, Column, table
from dpo_desktop.reports.pdfa import Attachment
from dpo_desktop.reports.register_files import CSV_NAME, JSON_NAME, register_csv, register_json, totals_line
from dpo_desktop.reports.sums import SumWords, shown
from dpo_desktop.reports.wording import wording
from dpo_desktop.sentences.dates import long_date
from dpo_desktop.sentences.deadlines import edition_words
from dpo_desktop.sentences.vocabulary import closing_reasons, laws, request_states, request_types
from dpo_desktop.translation import speaking


def build(data: ComplianceData) -> BuiltReport:
    """The unsigned report, in its own language whatever the window speaks. The same data give the same bytes."""
    with speaking(data.language):
        return _built(data)


def _built(data: ComplianceData) -> BuiltReport:
    words = wording(data.language)
    text, cover_words, check_words = frame.tables_of(words, "compliance")
    json_bytes, csv_bytes = register_json(data), register_csv(data)
    title = f"{text['title']} {data.number}"
    start, end = (long_date(day, data.language) for day in (data.period_from, data.period_to))
    page = frame.opened(data, title, words["frame"])
    frame.cover(
        page,
        data,
        text["title"],
        text["period"].format(start=start, end=end),
        text["intro"].format(organisation=data.organisation),
        cover_words,
    )
    page.new_page()
    summary(page, data, text)
    page.new_page(wide=True)
    sum_words = SumWords(data.language)
    _register(page, data, sum_words, text)
    if data.rows:
        page.new_page()
        sums(page, data.rows, sum_words, text)
    page.new_page(wide=False)
    files = [
        (text["register_files_json"], frame.grouped(frame.sha256_of(json_bytes))),
        (text["register_files_csv"], frame.grouped(frame.sha256_of(csv_bytes))),
        (text["register_files_totals"], totals_line(data.totals)),
    ]
    attached = (text["register_files"], text["register_files_text"])
    frame.how_to_check(page, data, check_words, attached, files, words["version"])
    return frame.closed(
        page,
        data,
        title,
        text["subject"].format(start=start, end=end),
        json_bytes,
        (
            Attachment(JSON_NAME, json_bytes, "application/json", text["attached_json"]),
            Attachment(CSV_NAME, csv_bytes, "text/csv", text["attached_csv"], "Alternative"),
        ),
    )


def _register(page: PageWriter, data: ComplianceData, words: SumWords, text: dict[str, str]) -> None:
    page.heading(text["register"])
    note = text["register_note"].format(
        time_zone=data.time_zone, law_edition=edition_words(data.law_edition), holiday_edition=data.holiday_edition
    )
    page.paragraph(note, SMALL, width=WIDE_TEXT_WIDTH)
    page.space(8)
    if not data.rows:
        page.paragraph(text["register_empty"])
        return
    columns = (
        Column(text["column_reference"], 70, strong=True),
        Column(text["column_person"], 60),
        Column(text["column_type"], 86),
        Column(text["column_role"], 92),
        Column(text["column_received"], 94),
        Column(text["column_due"], 118),
        Column(text["column_closed"], 60),
        Column(text["column_result"], WIDE_TEXT_WIDTH - 580),
    )
    names = {"type": request_types(), "state": request_states(), "reason": closing_reasons(), "law": laws()}
    table(page, columns, [_register_row(row, words, text, names) for row in data.rows])


def _register_row(
    row: RegisterRow, words: SumWords, text: dict[str, str], names: dict[str, dict[str, str]]
) -> tuple[Cell | str, ...]:
    closed = text["closed_unknown" if is_closed(row) else "not_closed"]
    if row.closed_at:
        closed = words.day(row.closed_at.date())
    return (
        row.reference,
        row.person,
        names["type"][row.type_code],
        Cell(text[f"role_{row.our_role}"], INK, ", ".join(names["law"][law] for law in row.laws)),
        Cell(words.instant(row.received_at), INK, words.instant(row.entered_at)),
        _due(row, words, text),
        Cell(closed, INK if row.closed_at else MUTED),
        _result(row, words, text, names),
    )


def is_closed(row: RegisterRow) -> bool:
    """Also where nobody wrote down when."""
    return not is_open(row.state)


def _due(row: RegisterRow, words: SumWords, text: dict[str, str]) -> Cell:
    """The date and how it came about; why there is none stands in the last column."""
    if row.due_on is None:
        return Cell(text["no_due"], MUTED)
    duty = shown(row.sums)
    if duty is None:
        return Cell(words.day(row.due_on))
    return Cell(words.instant(duty.due_at) if duty.due_at else words.day(row.due_on), INK, words.short(duty, text))


def _result(row: RegisterRow, words: SumWords, text: dict[str, str], names: dict[str, dict[str, str]]) -> Cell:
    if is_closed(row) and not row.closed_at:
        said, colour = text["no_date_closing"], MUTED
    elif row.timeliness == "no_date":
        said, colour = _why_no_date(row, words, text), MUTED
    elif row.timeliness in ("late", "open_late"):
        key = f"{row.timeliness}_one" if row.days_late == 1 else row.timeliness
        said, colour = text[key].format(days=row.days_late), LATE
    else:
        said, colour = text[row.timeliness], INK
    if row.our_role == "processor":
        if row.forwarded_at is not None and row.timeliness != "no_date":
            said = ""
        parts = [said, *_forwarding(row, words, text)]
        said = ". ".join(part for part in parts if part)
    if is_closed(row):
        said = f"{said}. {names['state'][row.state]}"
    if row.reason:
        said = f"{said}: {names['reason'][row.reason]}"
    return Cell(said, colour, ". ".join(words.not_counted(row.sums)))


def _why_no_date(row: RegisterRow, words: SumWords, text: dict[str, str]) -> str:
    """Why the law, or the contract, gives none: from the sum, else from what the case says of itself."""
    codes = {step.code for duty in row.sums for step in duty.steps}
    waiting = [duty.waiting_since for duty in row.sums if duty.is_answer and duty.waiting_since is not None]
    if row.our_role == "processor":
        return text["no_date_customer" if "customer_missing" in codes else "no_date_processor"]
    if waiting:
        return text["no_date_waiting"].format(day=words.day(min(waiting)))
    if "no_rule" in codes:
        return text["no_date_no_rule"]
    return text["no_date_law" if row.law == "none" else "no_date_rule"]


def _forwarding(row: RegisterRow, words: SumWords, text: dict[str, str]) -> list[str]:
    """When it went to the customer, whether within the hours of the contract, and when the customer confirmed it."""
    if row.forwarded_at is None:
        return [text["not_forwarded"]]
    key = {"no_date": "forwarded", "late": "forwarded_late", "open_late": "forwarded_late"}.get(
        row.timeliness, "forwarded_in_time"
    )
    said = [text[key].format(at=words.instant(row.forwarded_at))]
    if row.acknowledged_at is not None:
        return [*said, text["acknowledged"].format(at=words.instant(row.acknowledged_at))]
    return [*said, text["not_acknowledged"]]
