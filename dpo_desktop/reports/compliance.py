"""The compliance report of a period: cover, summary, register of requests, the sum of each date, how to check it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from dpo_desktop.domain.requests import is_open
from dpo_desktop.reports.compliance_summary import summary
from dpo_desktop.reports.compliance_sums import sums
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
from dpo_desktop.reports.sums import SumWords, shown
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
    sum_words = SumWords(data.language)
    _register(page, data, sum_words, text)
    if data.rows:
        page.new_page()
        sums(page, data.rows, sum_words, text)
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


def _register(page: PageWriter, data: ComplianceData, words: SumWords, text: dict[str, str]) -> None:
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
