"""The slip: one page with the report's number and SHA-256, to go out by another channel than the report."""

from __future__ import annotations

from dpo_desktop.reports.case_data import CaseFileData
from dpo_desktop.reports.data import ReportData
from dpo_desktop.reports.frame import grouped, opened
from dpo_desktop.reports.page import BODY, CODE, LEFT, SMALL, SUBHEADING, TEXT_WIDTH, TITLE, Style
from dpo_desktop.reports.pdfa import Description, finished
from dpo_desktop.reports.wording import wording
from dpo_desktop.sentences.dates import instant_words, long_date
from dpo_desktop.translation import speaking

_BIG = Style(CODE.font, 14, 22)


def build_slip(data: ReportData, sha256: str) -> bytes:
    """PDF/A-3b, unsigned: paper does not carry a signature. `sha256` is that of the signed report, hex."""
    with speaking(data.language):
        return _built(data, sha256)


def _built(data: ReportData, sha256: str) -> bytes:
    words = wording(data.language)
    text = words["slip"]
    page = opened(data, f"{text['title']} {data.number}", words["frame"])
    page.paragraph(text["title"], TITLE, role="H1")
    page.space(10)
    page.paragraph(text["intro"], BODY, width=TEXT_WIDTH * 0.86)
    page.space(16)
    about = (
        text["period"],
        f"{long_date(data.period_from, data.language)} – {long_date(data.period_to, data.language)}",
    )
    if isinstance(data, CaseFileData):
        about = (text["case"], data.reference)
    page.facts(
        [
            (text["report"], data.number),
            (text["organisation"], data.organisation),
            about,
            (text["issued"], f"{instant_words(data.issued_at, data.language)} ({data.time_zone})"),
        ]
    )
    for title, digest in ((text["sha256"], sha256), (text["fingerprint"], data.authority_fingerprint)):
        page.space(18)
        page.heading(title, SUBHEADING, role="H2")
        for half in (digest[:32], digest[32:]):
            page.paragraph(grouped(half, 4), _BIG)
    page.space(20)
    page.heading(text["how"], SUBHEADING, role="H2")
    page.paragraph(text["how_text"], BODY, width=TEXT_WIDTH * 0.86)
    page.y = 118
    page.line(LEFT, page.y, TEXT_WIDTH * 0.6)
    page.paragraph(text["signature"], SMALL)
    drawn = page.finish()
    description = Description(
        f"{text['title']} {data.number}",
        data.organisation,
        text["title"],
        data.language,
        data.issued_at,
        data.software,
    )
    return finished(drawn, description)
