"""Every word and bar of a report belongs to an element or is an artifact, and every element is what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dpo_desktop.reports import compliance, sealing
from dpo_desktop.reports.slip import build_slip
from tests.reports.factory import built, data, identity, rows, sealed
from tests.reports.read_back import ran
from tests.reports.tags import Tag, leading_to, marked_content, tree


def of(pdf: bytes, role: str) -> list[Tag]:
    return [tag for tag in tree(pdf).everything() if tag.role == role]


@pytest.mark.parametrize("count", [0, 1, 48, 300])
def test_every_piece_of_content_belongs_to_one_element(count: int) -> None:
    pdf = compliance.build(data(count)).pdf
    roles = marked_content(pdf)
    assert leading_to(pdf) == roles
    found = sorted(content for tag in tree(pdf).everything() for content in tag.content)
    assert found == [(page, number) for page, own in enumerate(roles) for number in range(len(own))]
    assert not any("Artifact" in own for own in roles)


@pytest.mark.parametrize(
    "pdf", [built().pdf, sealed(), build_slip(data(), "c3" * 32)], ids=["report", "signed", "slip"]
)
def test_other_programs_read_the_structure(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(pdf)
    assert "Tagged:          yes" in ran("pdfinfo", file)
    said = ran("pdfinfo", "-struct-text", file)
    assert said.startswith("Document\n")
    assert '  H1 (block)\n    "' in said
    assert "No syntax or stream encoding errors found" in ran("qpdf", "--check", file)


def register_table(pdf: bytes) -> Tag:
    """The only one with eight columns: before it those of the charts, behind it one of sums for each rule."""
    (found,) = (table for table in of(pdf, "Table") if len(table.kids[0].kids) == 8)
    return found


def test_the_register_is_one_table_over_all_its_pages() -> None:
    table = register_table(compliance.build(data(300)).pdf)
    head, *body = table.kids
    assert [kid.scope for kid in head.kids] == ["Column"] * 8
    assert len(body) == 300
    assert {tuple(kid.role for kid in row.kids) for row in body} == {("TD",) * 8}
    assert len({content[0] for tag in table.everything() for content in tag.content}) > 5


def test_a_cell_that_goes_on_on_the_next_page_is_one_cell() -> None:
    words = " ".join(f"w{number:04d}" for number in range(1500))
    long = replace(rows(1)[0], person=words)
    pdf = compliance.build(data(1, rows=(long,), with_names=True, names_reason="an order")).pdf
    head, row = register_table(pdf).kids
    assert len(head.kids) == len(row.kids) == 8
    assert len({page for page, _number in row.kids[1].content}) > 3


def test_headings_lead_through_the_report() -> None:
    assert len(of(built().pdf, "H1")) == 5
    assert len(of(built().pdf, "H2")) == 10
    items = of(built().pdf, "LI")
    assert len(items) == 13
    assert {tuple(kid.role for kid in item.kids) for item in items} == {("Lbl", "LBody")}


def test_the_structure_is_the_same_in_the_signed_file() -> None:
    assert sealed().startswith(built().pdf)
    assert tree(sealed()) == tree(built().pdf)


def test_a_report_of_many_pages_is_one_revision_until_it_is_signed() -> None:
    pdf = compliance.build(data(300)).pdf
    assert pdf.count(b"%%EOF") == 1
    assert sealing.seal(pdf, identity()).count(b"%%EOF") == 2
