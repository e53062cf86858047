"""Names and free text in every script the typefaces have: drawn, found again by other programs, and nothing lost."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpo_desktop.domain.scripts import is_right_to_left
from dpo_desktop.reports import compliance
from dpo_desktop.reports.fonts import REGULAR, STRONG, printable, width, wrapped
from dpo_desktop.reports.page import BODY, HEADING, PageWriter
from dpo_desktop.reports.pdfa import Description, finished
from dpo_desktop.reports.shaping import laid_out
from dpo_desktop.reports.typefaces import TYPEFACES, typeface_of
from tests.reports.factory import data, rows
from tests.reports.read_back import page_texts, ran, squeezed
from tests.reports.shown_glyphs import shown_glyphs

NAMES = {
    "devanagari": ["प्रिया शर्मा", "कृष्णमूर्ति अय्यर", "क्षत्रिय ज्ञान श्री"],
    "arabic": ["محمد الأحمد", "لؤي صلاح الدين", "فاطمة الزهراء", "پرویز گلستان", "ٹیپو سلطان"],
    "tamil": ["ஸ்ரீராம்", "கௌசல்யா", "வேலு"],
    "other indian": ["অনু", "ਗੁਰਪ੍ਰੀਤ", "પટેલ", "ରାମ", "వెంకట", "ಕೃಷ್ಣ", "മലയാളം"],
    "others": ["שלום כהן", "สมชาย"],
    "han": ["李小龍", "山田太郎", "さくら", "张伟"],
    "hangul": ["김민수", "이서연"],
    "mixed": ["Ali علي Ltd", "李 Müller", "प्रिया Sharma 25"],
    "marks": ["e\u0301tude", "Nguyễn Ạ\u0301n", "가나"],
}
NO_FONT = {
    "Bob 😀": "Bob U+1F600",
    "ሰላም": "U+1230U+120BU+121D",
    "\u202eevil": "U+202Eevil",
    "a\u200db": "aU+200Db",
}
DIRECTION_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def with_names(names: list[str]) -> bytes:
    register = tuple(replace(row, person=name) for row, name in zip(rows(len(names)), names, strict=True))
    return compliance.build(data(len(names), rows=register, with_names=True, names_reason="an order")).pdf


def poppler_text(pdf: bytes, folder: Path) -> str:
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    return ran("pdftotext", file, "-").translate(DIRECTION_MARKS)


@pytest.mark.parametrize("script", NAMES)
def test_two_programs_find_each_name_in_its_row(script: str, tmp_path: Path) -> None:
    pdf = with_names(NAMES[script])
    for text in ("\n".join(page_texts(pdf)), poppler_text(pdf, tmp_path)):
        found = squeezed(text)
        assert [name for name in NAMES[script] if squeezed(name) not in found] == []


@pytest.mark.parametrize("name", NO_FONT)
def test_what_no_font_has_is_shown_as_its_number(name: str, tmp_path: Path) -> None:
    pdf = with_names([name])
    for text in ("\n".join(page_texts(pdf)), poppler_text(pdf, tmp_path)):
        assert squeezed(NO_FONT[name]) in squeezed(text)


def test_headings_and_facts_find_their_typefaces_too(tmp_path: Path) -> None:
    organisation = "प्रिया एवं 山田 株式会社"
    pdf = compliance.build(data(3, organisation=organisation, officer_name="محمد الأحمد")).pdf
    assert squeezed(organisation) in squeezed(page_texts(pdf)[0])
    assert squeezed("محمد الأحمد") in squeezed(poppler_text(pdf, tmp_path))
    assert ran("qpdf", "--check", tmp_path / "report.pdf")


def one_page(lines: list[str]) -> bytes:
    page = PageWriter(title="Lines", language="en", footer_left="", page_words="{number} {total}")
    for position, line in enumerate(lines):
        page.paragraph(line, BODY if position % 2 else HEADING)
    moment = datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Kolkata"))
    return finished(page.finish(), Description("Lines", "", "", "en", moment, "a test"))


def letters(*ranges: range) -> st.SearchStrategy[str]:
    assigned = [chr(code) for one in ranges for code in one if unicodedata.category(chr(code)) != "Cn"]
    return st.text(st.sampled_from([*assigned, " "]), min_size=1, max_size=14)


ANY_NAME = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=14),
    letters(range(0x20, 0x7F), range(0xC0, 0x370)),
    letters(range(0x900, 0x980), range(0x200C, 0x200E)),
    letters(range(0x600, 0x700), range(0x750, 0x780), range(0x200C, 0x200E)),
    letters(range(0x980, 0xD80)),
    letters(range(0x590, 0x600), range(0xE00, 0xE60)),
    letters(range(0x3040, 0x3100), range(0x4E00, 0x4F00)),
    letters(range(0xAC00, 0xAD00), range(0x1100, 0x1200)),
    letters(range(0x41, 0x5B), range(0x627, 0x64B), range(0x30, 0x3A), range(0x905, 0x940)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_NAME, min_size=1, max_size=6))
def test_no_glyph_is_missing_no_width_is_wrong_and_no_character_is_lost(lines: list[str]) -> None:
    shown = shown_glyphs(one_page(lines))
    assert [one for one in shown if one.glyph == 0] == []
    assert [one for one in shown if abs(one.width - one.drawn) > 1] == []
    wanted = Counter(squeezed("".join(printable(line) for line in lines)) + "11")  # "1 1" is the footer
    assert Counter(squeezed("".join(one.text for one in shown))) == wanted


@settings(max_examples=200, deadline=None)
@given(ANY_NAME)
def test_each_character_can_be_printed_or_its_number_is(name: str) -> None:
    shown = printable(name)
    assert printable(shown) == shown
    assert all(typeface_of(ord(character)) or character in "\u200c\u200d" for character in shown)
    letters_shown = set(unicodedata.normalize("NFD", shown))  # a letter and a mark may have become one character
    for character in name:
        is_shown = set(unicodedata.normalize("NFD", character)) <= letters_shown
        assert is_shown or f"U+{ord(character):04X}" in shown or unicodedata.category(character) in ("Zs", "Cc")


@settings(max_examples=100, deadline=None)
@given(ANY_NAME, st.integers(20, 300))
def test_lines_hold_the_whole_text(name: str, room: int) -> None:
    shown = printable(name)
    assert "".join(wrapped(shown, REGULAR, 8, room)).replace(" ", "") == shown.replace(" ", "")


def test_what_is_one_letter_to_a_reader_is_never_parted() -> None:
    assert wrapped("क्षि", REGULAR, 8, 1) == ["क्षि"]
    assert wrapped("கௌசௌ", REGULAR, 8, 1) == ["கௌ", "சௌ"]


def test_right_to_left_text_stands_right_to_left() -> None:
    """Two words and a number: the first word is on the right, the number reads on from left to right."""
    assert is_right_to_left("محمد Ali")
    assert not is_right_to_left("Ali محمد")
    runs = laid_out("محمد 25 Ali", REGULAR, right_to_left=True)
    assert [run.text.strip() for run in runs if run.text.strip()] == ["Ali", "25", "محمد"]
    glyphs = [glyph.text for run in laid_out("باب", REGULAR, right_to_left=True) for glyph in run.glyphs]
    assert glyphs == ["ب", "ا", "ب"]
    first, last = (run.glyphs[at].number for run in laid_out("باب", REGULAR, right_to_left=True) for at in (-1, 0))
    assert first != last  # initial and isolated form of one letter


def test_letters_join_and_stack() -> None:
    """Shaping is on: as many glyphs as characters would be unshaped text, and wider."""
    for text in ("श्री", "ஸ்ரீ"):
        (run,) = laid_out(text, REGULAR, right_to_left=False)
        assert len(run.glyphs) < len(text)


def test_a_long_name_in_han_is_broken_between_characters() -> None:
    lines = wrapped("東京都千代田区霞が関一丁目、二番地", REGULAR, 8, 40)
    assert len(lines) > 3
    assert all(width(line, REGULAR, 8) <= 48 for line in lines)
    assert not any(line.startswith("、") for line in lines)


def test_a_strong_line_has_strong_letters_in_every_script() -> None:
    """Han and Hangul come in one weight: a line round the letters makes them strong."""
    text = "a श م த অ ਗ પ ର వ ಕ മ ส 山 김 ש"
    runs = laid_out(text, STRONG, right_to_left=False)
    drawn = {run.typeface.key: run.typeface for run in runs}
    assert set(drawn) == {typeface.key for typeface in TYPEFACES}
    for typeface in drawn.values():
        assert typeface.is_thickened(STRONG) or typeface.file(STRONG) != typeface.file(REGULAR)
    with pikepdf.open(io.BytesIO(one_page([text]))) as document:
        operators = [str(operator) for _operands, operator in pikepdf.parse_content_stream(document.pages[0])]
    assert operators.count("Tr") == 11
