"""What every report has: the page writer with its footer, the cover, and the last page that says how to check it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from dpo_desktop.reports.data import BuiltReport, ReportData
from dpo_desktop.reports.page import (
    ACCENT,
    BODY,
    CODE,
    LEAD,
    LEFT,
    PAGE_HEIGHT,
    SMALL,
    STRONG_BODY,
    SUBHEADING,
    TEXT_WIDTH,
    TITLE,
    PageWriter,
)
from dpo_desktop.reports.pdfa import Attachment, Description, finished
from dpo_desktop.sentences.dates import instant_words


def opened(data: ReportData, title: str, frame: dict[str, str]) -> PageWriter:
    """The first page, empty, with the footer of all pages."""
    footer = frame["footer_demo" if data.is_demo else "footer"]
    return PageWriter(
        title=title,
        language=data.language,
        footer_left=footer.format(number=data.number, organisation=data.organisation),
        page_words=frame["page"],
    )


def cover(page: PageWriter, data: ReportData, title: str, lead: str, intro: str, words: dict[str, str]) -> None:
    """Whose report it is and what it tells; `words` is the table `cover` of the wording."""
    page.rectangle(LEFT, PAGE_HEIGHT - 118, 44, 4, ACCENT)
    page.y = PAGE_HEIGHT - 150
    page.paragraph(data.organisation, LEAD)
    page.space(4)
    page.paragraph(title, TITLE, role="H1")
    page.space(2)
    page.paragraph(lead, LEAD)
    if data.is_demo:
        page.space(14)
        page.paragraph(words["demo"], STRONG_BODY)
    page.space(26)
    page.paragraph(intro, BODY, width=TEXT_WIDTH * 0.86)
    page.y = 322
    page.line(LEFT, page.y, TEXT_WIDTH)
    page.space(10)
    persons = words["persons_pseudonyms"]
    if data.with_names:
        persons = words["persons_names"].format(reason=data.names_reason)
    head = words["head_value"].format(count=data.audit_head.count, root=f"{data.audit_head.root[:16]}…")
    page.facts(
        [
            (words["number"], data.number),
            (words["organisation"], data.organisation),
            (words["officer"], f"{data.officer_name}, {data.officer_role}" if data.officer_role else data.officer_name),
            (words["issued"], f"{instant_words(data.issued_at, data.language)} ({data.time_zone})"),
            (words["place"], data.place),
            (words["persons"], persons),
            (words["head"], head),
        ]
    )


def grouped(digest: str, size: int = 8) -> str:
    """A long hex number in groups that an eye can compare."""
    return " ".join(digest[at : at + size] for at in range(0, len(digest), size))


def how_to_check(
    page: PageWriter,
    data: ReportData,
    words: dict[str, str],
    attached: tuple[str, str],
    facts: Sequence[tuple[str, str]],
    version: str,
) -> None:
    """The last page. `attached` is heading and text about the files, `facts` are their names and SHA-256."""
    page.heading(words["title"])
    page.paragraph(words["intro"])
    page.space(4)
    for command in ("ours", "pdfsig"):
        page.paragraph(words[command], CODE)
        page.paragraph(words[f"{command}_note"], SMALL)
        page.space(2)
    page.space(8)
    page.heading(words["identity"], SUBHEADING, role="H2")
    page.paragraph(words["identity_text"])
    page.space(4)
    page.paragraph(words["fingerprint"], SMALL)
    page.paragraph(grouped(data.authority_fingerprint), CODE)
    page.space(10)
    heading, text = attached
    page.heading(heading, SUBHEADING, role="H2")
    page.paragraph(text)
    page.space(4)
    page.facts(facts, key_width=96)
    page.space(8)
    page.heading(words["audit"], SUBHEADING, role="H2")
    page.facts(
        [
            (words["log"], data.audit_head.log_id),
            (words["count"], str(data.audit_head.count)),
            (words["root"], grouped(data.audit_head.root)),
        ],
        key_width=96,
    )
    page.paragraph(words["audit_text"])
    page.space(10)
    page.heading(words["limits"], SUBHEADING, role="H2")
    page.paragraph(words["limits_text"])
    page.space(8)
    page.paragraph(words["made"].format(software=data.software, version=version), SMALL)


def closed(
    page: PageWriter, data: ReportData, title: str, subject: str, json_bytes: bytes, files: Sequence[Attachment]
) -> BuiltReport:
    """The document with its files; `json_bytes` is the one of them whose hash the audit trail records."""
    drawn = page.finish()
    description = Description(title, data.organisation, subject, data.language, data.issued_at, data.software)
    pdf = finished(drawn, description, files)
    return BuiltReport(pdf, sha256_of(pdf), sha256_of(json_bytes), drawn.pages)


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tables_of(words: dict[str, Any], name: str) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Of the wording the table of a report, and those of its cover and its last page."""
    return words[name], words["cover"], words["check"]
