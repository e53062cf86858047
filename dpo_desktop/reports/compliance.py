"""The compliance report of a period: cover, summary, register of requests, how to check it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from dpo_desktop.domain.requests import is_open
from dpo_desktop.reports.compliance_summary import summary
from dpo_desktop.reports.data import BuiltReport, ComplianceData, RegisterRow
from dpo_desktop.reports.page import (
    ACCENT,
    BODY,
    CODE,
    INK,
    LATE,
    LEAD,
    LEFT,
    MUTED,
    PAGE_HEIGHT,
    SMALL,
    STRONG_BODY,
    SUBHEADING,
    TEXT_WIDTH,
    TITLE,
    WIDE_TEXT_WIDTH,
    PageWriter,
)
from dpo_desktop.reports.page_tables import Cell, Column, table
from dpo_desktop.reports.pdfa import Attachment, Description, finished
from dpo_desktop.reports.register_files import CSV_NAME, JSON_NAME, register_csv, register_json, totals_line
from dpo_desktop.reports.wording import wording
from dpo_desktop.sentences.dates import long_date, middle_date
from dpo_desktop.sentences.vocabulary import closing_reasons, laws, request_states, request_types
from dpo_desktop.translation import speaking


def build(data: ComplianceData) -> BuiltReport:
    """The unsigned report, in its own language whatever the window speaks. The same data give the same bytes."""
    with speaking(data.language):
        return _built(data)


def _built(data: ComplianceData) -> BuiltReport:
    words = wording(data.language)
    text: dict[str, str] = words["compliance"]
    json_bytes, csv_bytes = register_json(data), register_csv(data)
    frame = words["frame"]
    footer = frame["footer_demo" if data.is_demo else "footer"]
    page = PageWriter(
        title=_title(data, text),
        language=data.language,
        footer_left=footer.format(number=data.number, organisation=data.organisation),
        page_words=frame["page"],
    )
    _cover(page, data, text)
    page.new_page()
    summary(page, data, text)
    page.new_page(wide=True)
    _register(page, data, text)
    page.new_page(wide=False)
    _how_to_check(page, data, text, json_bytes, csv_bytes, words["version"])
    drawn = page.finish()
    pdf = finished(
        drawn,
        Description(
            _title(data, text),
            data.organisation,
            text["subject"].format(start=long_date(data.period_from), end=long_date(data.period_to)),
            data.language,
            data.issued_at,
            data.software,
        ),
        (
            Attachment(JSON_NAME, json_bytes, "application/json", text["attached_json"]),
            Attachment(CSV_NAME, csv_bytes, "text/csv", text["attached_csv"], "Alternative"),
        ),
    )
    return BuiltReport(pdf, hashlib.sha256(pdf).hexdigest(), hashlib.sha256(json_bytes).hexdigest(), drawn.pages)


def _title(data: ComplianceData, text: dict[str, str]) -> str:
    return f"{text['title']} {data.number}"


def _instant(moment: datetime, language: str) -> str:
    return f"{middle_date(moment.date(), language)}, {moment:%H:%M}"


def grouped(digest: str, size: int = 8) -> str:
    """A long hex number in groups that an eye can compare."""
    return " ".join(digest[at : at + size] for at in range(0, len(digest), size))


def _cover(page: PageWriter, data: ComplianceData, text: dict[str, str]) -> None:
    page.rectangle(LEFT, PAGE_HEIGHT - 118, 44, 4, ACCENT)
    page.y = PAGE_HEIGHT - 150
    page.paragraph(data.organisation, LEAD)
    page.space(4)
    page.paragraph(text["title"], TITLE, role="H1")
    page.space(2)
    start, end = (long_date(day, data.language) for day in (data.period_from, data.period_to))
    page.paragraph(text["period"].format(start=start, end=end), LEAD)
    if data.is_demo:
        page.space(14)
        page.paragraph(text["demo"], STRONG_BODY)
    page.space(26)
    page.paragraph(text["intro"].format(organisation=data.organisation), BODY, width=TEXT_WIDTH * 0.86)
    page.y = 322
    page.line(LEFT, page.y, TEXT_WIDTH)
    page.space(10)
    persons = text["persons_pseudonyms"]
    if data.with_names:
        persons = text["persons_names"].format(reason=data.names_reason)
    page.facts(
        [
            (text["number"], data.number),
            (text["organisation"], data.organisation),
            (text["officer"], f"{data.officer_name}, {data.officer_role}" if data.officer_role else data.officer_name),
            (text["issued"], f"{_instant(data.issued_at, data.language)} ({data.time_zone})"),
            (text["place"], data.place),
            (text["persons"], persons),
            (
                text["head"],
                text["head_value"].format(count=data.audit_head.count, root=f"{data.audit_head.root[:16]}…"),
            ),
        ]
    )


def _register(page: PageWriter, data: ComplianceData, text: dict[str, str]) -> None:
    page.heading(text["register"])
    note = text["register_note"].format(
        time_zone=data.time_zone, law_edition=data.law_edition, holiday_edition=data.holiday_edition
    )
    page.paragraph(note, SMALL)
    page.space(8)
    if not data.rows:
        page.paragraph(text["register_empty"])
        return
    columns = (
        Column(text["column_reference"], 72, strong=True),
        Column(text["column_person"], 62),
        Column(text["column_type"], 112),
        Column(text["column_law"], 56),
        Column(text["column_received"], 88),
        Column(text["column_entered"], 88),
        Column(text["column_due"], 62),
        Column(text["column_closed"], 62),
        Column(text["column_result"], WIDE_TEXT_WIDTH - 602),
    )
    names = {"type": request_types(), "state": request_states(), "reason": closing_reasons(), "law": laws()}
    names["law"]["none"] = "–"
    table(page, columns, [_register_row(row, data.language, text, names) for row in data.rows])


def _register_row(
    row: RegisterRow, language: str, text: dict[str, str], names: dict[str, dict[str, str]]
) -> tuple[Cell | str, ...]:
    due = _day(row.due_on, language) if row.due_on else text["no_due"]  # why there is none stands in the last column
    closed = text["closed_unknown" if is_closed(row) else "not_closed"]
    if row.closed_at:
        closed = _day(row.closed_at.date(), language)
    return (
        row.reference,
        row.person,
        names["type"][row.type_code],
        names["law"][row.law],
        f"{_day(row.received_at.date(), language)} {row.received_at:%H:%M}",
        f"{_day(row.entered_at.date(), language)} {row.entered_at:%H:%M}",
        Cell(due, INK if row.due_on else MUTED),
        Cell(closed, INK if row.closed_at else MUTED),
        _result(row, text, names),
    )


def is_closed(row: RegisterRow) -> bool:
    """Also where nobody wrote down when."""
    return not is_open(row.state)


def _day(day: Any, language: str) -> str:
    """7 Dec 2026: narrow, for a register's columns."""
    from babel.dates import format_date

    return format_date(day, "d MMM y", locale="en_GB" if language == "en" else language)


def _result(row: RegisterRow, text: dict[str, str], names: dict[str, dict[str, str]]) -> Cell:
    if is_closed(row) and not row.closed_at:
        words, colour = text["no_date_closing"], MUTED
    elif row.timeliness == "no_date":
        why = "processor" if row.our_role == "processor" else "law" if row.law == "none" else "rule"
        words, colour = text[f"no_date_{why}"], MUTED
    elif row.timeliness in ("late", "open_late"):
        key = f"{row.timeliness}_one" if row.days_late == 1 else row.timeliness
        words, colour = text[key].format(days=row.days_late), LATE
    else:
        words, colour = text[row.timeliness], INK
    if is_closed(row):
        words = f"{words}. {names['state'][row.state]}"
    if row.reason:
        words = f"{words}: {names['reason'][row.reason]}"
    if row.not_counted:
        words = f"{words}. {text['_'.join(('not_counted', *row.not_counted))]}"
    return Cell(words, colour)


def _how_to_check(
    page: PageWriter,
    data: ComplianceData,
    text: dict[str, str],
    json_bytes: bytes,
    csv_bytes: bytes,
    version: str,
) -> None:
    page.heading(text["check"])
    page.paragraph(text["check_intro"])
    page.space(4)
    for command, note in (("check_ours", "check_ours_note"), ("check_pdfsig", "check_pdfsig_note")):
        page.paragraph(text[command], CODE)
        page.paragraph(text[note], SMALL)
        page.space(2)
    page.space(8)
    page.heading(text["check_identity"], SUBHEADING, role="H2")
    page.paragraph(text["check_identity_text"])
    page.space(4)
    page.paragraph(text["check_fingerprint"], SMALL)
    page.paragraph(grouped(data.authority_fingerprint), CODE)
    page.space(10)
    page.heading(text["check_register"], SUBHEADING, role="H2")
    page.paragraph(text["check_register_text"])
    page.space(4)
    page.facts(
        [
            (text["check_json"], grouped(hashlib.sha256(json_bytes).hexdigest())),
            (text["check_csv"], grouped(hashlib.sha256(csv_bytes).hexdigest())),
            (text["check_totals"], totals_line(data.totals)),
        ],
        key_width=96,
    )
    page.space(8)
    page.heading(text["check_audit"], SUBHEADING, role="H2")
    page.facts(
        [
            (text["check_log"], data.audit_head.log_id),
            (text["check_count"], str(data.audit_head.count)),
            (text["check_root"], grouped(data.audit_head.root)),
        ],
        key_width=96,
    )
    page.paragraph(text["check_audit_text"])
    page.space(10)
    page.heading(text["check_limits"], SUBHEADING, role="H2")
    page.paragraph(text["check_limits_text"])
    page.space(8)
    page.paragraph(text["check_made"].format(software=data.software, version=version), SMALL)
