"""Reading tables: the real exports cell by cell, and everything that can be wrong with one."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from dpo_desktop.intake.client import Worker
from dpo_desktop.intake.table_profile import profile
from dpo_desktop.intake.table_values import (
    LIMIT_CELL,
    LIMIT_COLUMNS,
    LIMIT_FILE,
    LIMIT_MEMBERS,
    LIMIT_REMARKS,
    LIMIT_ROW_PROBLEMS,
    ParsedTable,
    table_from_wire,
    table_to_wire,
)
from dpo_desktop.intake.tables import read_table
from dpo_desktop.sentences.tables import table_problem_words
from tests.intake.table_files import (
    EXPORTS,
    HEADER,
    ROWS,
    SHEET,
    Export,
    members,
    ole,
    packed,
    text_table,
    with_cell,
    with_declared_size,
    with_sheet,
    workbook,
)


def read(source: str | bytes, name: str = "table.csv", **options: object) -> ParsedTable:
    """Read, and check what holds of every answer."""
    raw = source.encode() if isinstance(source, str) else source
    table = read_table(name, raw, **options)  # type: ignore[arg-type]
    assert all(len(cells) == len(table.header) for _number, cells in table.records)
    numbers = [number for number, _cells in table.records]
    assert numbers == sorted(set(numbers))
    left_out = {problem.record for problem in table.problems if problem.stops == "row"}
    assert not left_out & set(numbers)
    assert table_from_wire(*table_to_wire(table)) == table
    for problem in table.problems:
        assert table_problem_words(problem, table.header).endswith(".")
    return table


def found(table: ParsedTable) -> list[tuple[int, int, str]]:
    return [(problem.record, problem.column, problem.code) for problem in table.problems]


def codes(table: ParsedTable) -> list[str]:
    return [problem.code for problem in table.problems]


def cells(table: ParsedTable) -> list[tuple[str, ...]]:
    return [row for _number, row in table.records]


# -- the real exports


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_every_cell_of_a_real_export_is_as_typed(export: Export) -> None:
    table = read(export.raw, export.name)
    rows = list(csv.reader(io.StringIO(export.raw.decode(export.encoding), newline=""), delimiter=export.delimiter))
    assert (table.kind, table.encoding, table.delimiter) == ("csv", "utf-8", export.delimiter)
    assert (list(table.header), table.header_record, table.problems) == (rows[0], 1, ())
    assert [(number, list(row)) for number, row in table.records] == list(enumerate(rows[1:], start=2))


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(export: Export, encoding: str, delimiter: str) -> None:
    plain = read(export.raw)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([plain.header, *cells(plain)])
    table = read(out.getvalue().encode(encoding))
    assert (table.encoding, table.delimiter) == (encoding, delimiter)
    assert (table.header, table.records, table.problems) == (plain.header, plain.records, ())


def test_labels_name_the_records_of_the_history() -> None:
    """The numbers of its labels, written by hand, are the numbers of our records."""
    history, labels = (dict(read(export.raw).records) for export in EXPORTS[:2])
    numbers = {int(row[0]): row for row in labels.values()}
    separators = {number for number, row in history.items() if number not in numbers}
    assert len(numbers) == 140
    assert separators == {26, 62, 101, 145}
    assert history[26][0] == "--- 2024 ---"
    assert history[145][11].startswith("total: 140")
    assert {number for number, row in numbers.items() if row[2].split()[-1] in history[number][2]} > {2, 3, 140}


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_a_workbook_of_a_real_export_has_the_same_cells(export: Export) -> None:
    plain = read(export.raw)
    table = read(workbook([plain.header, *cells(plain)]), "export.xlsx")
    assert (table.kind, table.sheet, table.sheets) == ("xlsx", "Register", ("Register",))
    assert (table.header, table.records, table.problems) == (plain.header, plain.records, ())


# -- text: encodings


def test_windows_1252_is_read_and_said() -> None:
    table = read(text_table([("1", "Gérôme “Têtard”", "Löschung", "5 €")] * 2).encode("cp1252"))
    assert cells(table)[0] == ("1", "Gérôme “Têtard”", "Löschung", "5 €")
    assert (table.encoding, codes(table)) == ("cp1252", ["table.guessed_encoding"])
    assert table.is_usable


def test_bytes_that_windows_1252_lacks_are_latin_1() -> None:
    table = read(text_table().encode() + b"4;caf\xe9 \x81;access;ok\r\n")
    assert (table.encoding, cells(table)[3][1]) == ("latin-1", "caf\u00e9 \x81")
    assert codes(table) == ["table.guessed_encoding"]


@pytest.mark.parametrize(
    ("mark", "encoding", "name"),
    [
        (b"\xef\xbb\xbf", "utf-8", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be", "utf-16-be"),
    ],
)
def test_byte_order_marks_are_no_part_of_the_first_name(mark: bytes, encoding: str, name: str) -> None:
    table = read(mark + text_table([("1", "विश्वंभर", "😀", "")]).encode(encoding))
    assert (table.header, cells(table)) == (HEADER, [("1", "विश्वंभर", "😀", "")])
    assert (table.encoding, table.problems) == (name, ())


def test_a_line_in_another_encoding_is_named_and_not_shown_wrong() -> None:
    rows = [(str(number), "Gérôme", "Löschung", '"a\r\nb"') for number in range(1, 9)]
    lines = [text_table(rows).encode(), b"9;J\xfcrgen;access;ok\r\n", "10;Jürgen;access;ok\r\n".encode()]
    table = read(b"".join(lines))
    assert (table.encoding, found(table)) == ("utf-8", [(10, 1, "table.mixed_encoding")])
    assert [number for number, _row in table.records] == [2, 3, 4, 5, 6, 7, 8, 9, 11]
    assert cells(table)[-1][1] == "Jürgen"


def test_utf_8_among_windows_1252_is_named_too() -> None:
    old = text_table([(str(number), "Gérôme", "Löschung", "ok") for number in range(1, 9)]).encode("cp1252")
    table = read(old + "9;Jürgen;access;ok\r\n".encode())
    assert table.encoding == "cp1252"
    assert found(table) == [(0, -1, "table.guessed_encoding"), (10, 1, "table.mixed_encoding")]
    assert cells(table) == [(str(number), "Gérôme", "Löschung", "ok") for number in range(1, 9)]


def test_a_header_in_another_encoding_stops_the_file() -> None:
    head = "Nr;Name;Größe\n".encode("cp1252")
    table = read(head + "1;Jürgen;1,8 m\n2;Gérôme;x\n".encode())
    assert (table.kind, found(table)) == ("unreadable", [(1, -1, "table.header_unreadable")])


def test_the_officer_can_say_encoding_delimiter_and_header() -> None:
    raw = text_table([("1", "Жанна", "доступ", "ok")], above=["Nr;Name;What;Note"]).encode("cp1251")
    table = read(raw, encoding="cp1251", delimiter=";", header_record=2)
    assert (table.encoding, table.header_record, cells(table)) == ("cp1251", 2, [("1", "Жанна", "доступ", "ok")])
    assert codes(read(raw, encoding="base64")) == ["table.unknown_encoding"]
    assert codes(read(raw, delimiter="x")) == ["table.unknown_delimiter"]
    assert codes(read(text_table(), header_record=9)) == ["table.header_missing"]
    assert codes(read(text_table(above=[";;;"]), header_record=1)) == ["table.header_missing"]


# -- text: delimiters and rows


def test_delimiters_in_quoted_cells_do_not_count() -> None:
    rows = [(str(number), '"a, b, c, d, e, f"', '"x, y"', '"1,2,3"') for number in range(1, 6)]
    table = read(text_table(rows))
    assert (table.delimiter, cells(table)[0]) == (";", ("1", "a, b, c, d, e, f", "x, y", "1,2,3"))


def test_decimal_commas_do_not_make_a_table_of_commas() -> None:
    table = read("Amount;Share\n1,5;2,5\n3,5;4,5\n")
    assert (table.delimiter, table.header, cells(table)) == (";", ("Amount", "Share"), [("1,5", "2,5"), ("3,5", "4,5")])


def test_one_column_is_a_table() -> None:
    table = read("Address\na@b.example\nfirst, second\nc@d.example\ne@f.example\n")
    assert (table.header, table.header_record, len(table.records)) == (("Address",), 1, 4)
    assert cells(table)[1] == ("first, second",)


def test_a_first_line_that_names_the_delimiter_is_no_row() -> None:
    table = read("sep=|\r\nName|What\r\nTara, Ida|access;erasure\r\n")
    assert (table.delimiter, table.header_record, table.records) == ("|", 2, ((3, ("Tara, Ida", "access;erasure")),))


def test_a_row_with_another_delimiter_is_named() -> None:
    lines = [*text_table().splitlines(), "4,Anna,access,ok", '"5","Bo","access","a;b"', "6;Cid;access;ok"]
    table = read("\n".join(lines) + "\n")
    assert found(table) == [(5, -1, "table.other_delimiter"), (6, -1, "table.other_delimiter")]
    assert table_problem_words(table.problems[0], table.header) == (
        "The cells of this row are separated by commas, those of the table by semicolons. Use one for all rows."
    )
    assert [number for number, _row in table.records] == [2, 3, 4, 7]


def test_a_row_with_too_many_cells_is_neither_shifted_nor_cut() -> None:
    table = read(text_table([*ROWS, ("4", "Quill", " Tara", "access", "ok"), ("5", "Bo", "access", "ok")]))
    assert found(table) == [(5, -1, "table.too_many_cells")]
    assert table.row_count == len(table.records) + 1
    assert [number for number, _row in table.records] == [2, 3, 4, 6]
    assert dict(table.problems[0].parameters) == {"found": 5, "expected": 4}
    emptied = read(text_table([*ROWS, ("4", "", "Tara", "access", "")]))  # one cell more, and the last one empty
    assert found(emptied) == [(5, -1, "table.too_many_cells")]


def test_trailing_cells_that_are_missing_are_empty_and_said() -> None:
    table = read(text_table([*ROWS, ("total: 3",)]))
    assert (cells(table)[-1], found(table)) == (("total: 3", "", "", ""), [(5, -1, "table.short_row")])
    assert table.problems[0].stops == ""


def test_a_row_torn_by_a_line_break_is_left_out() -> None:
    table = read(text_table([*ROWS, ("4", "Anna", "acc"), ("ess", "ok"), ("5", "Bo", "access", "ok")], end="\n"))
    assert found(table) == [(5, -1, "table.split_row"), (6, -1, "table.split_row")]
    assert cells(table)[-1] == ("5", "Bo", "access", "ok")
    three = read(text_table([*ROWS, ("4", "An"), ("na",), ("x", "access", "ok")], end="\n"))
    assert [record for record, _column, _code in found(three)] == [5, 6, 7]


def test_rows_that_end_with_one_delimiter_more_than_the_header() -> None:
    lines = ["Name;What", *(f"n{number};access;" for number in range(20))]
    table = read("\n".join(lines) + "\n")
    assert (table.header, len(table.records), cells(table)[0]) == (("Name", "What", ""), 20, ("n0", "access", ""))
    assert found(table) == [(1, 2, "table.empty_header")]
    shifted = read("\n".join([*lines, "n20;x;access"]) + "\n")
    assert found(shifted) == [(1, 2, "table.empty_header"), (22, -1, "table.too_many_cells")]
    named_in_front = read("Name;What\n" + "1;Bo;access\n" * 20)  # which of the cells has no name?
    assert codes(named_in_front) == ["table.too_many_cells"] * 20


def test_empty_records_are_counted_and_left_out() -> None:
    table = read("\n;;;\n" + text_table([*ROWS, ("", "", " ", ""), ("5", "Bo", "access", "ok")]) + "\n\n")
    assert (table.header_record, [number for number, _row in table.records]) == (3, [4, 5, 6, 8])
    assert table.problems == ()


def test_a_cut_off_file_says_where_it_ends() -> None:
    raw = EXPORTS[0].raw
    inside_quotes = raw[: raw.index(b"ext +2 months, told them")]
    table = read(inside_quotes)
    assert (len(table.records), found(table)) == (1, [(3, -1, "table.unclosed_quote")])
    inside_row = read(raw[: raw.index(b";GB;23-") if b";GB;23-" in raw else raw.index(b"23-005") + 20])
    assert found(inside_row) == [(6, -1, "table.cut_off_row")]
    inside_character = read(b"\xff\xfe" + text_table().encode("utf-16-le")[:-1])
    assert "table.text_cut_off" in codes(inside_character)
    assert not table.is_usable
    assert inside_row.is_usable


def test_quotes_out_of_place_stop_the_file_with_what_is_before() -> None:
    table = read(text_table([*ROWS, ("4", '"Anna" Quill', "access", "ok"), ("5", "Bo", "access", "ok")]))
    assert (len(table.records), found(table)) == (3, [(5, -1, "table.stray_quote")])
    swallowed = read(text_table([*ROWS, ("4", '"Anna', "access", "ok")]) + "x;y;z;a\n" * 400_000)
    assert (len(swallowed.records), found(swallowed)) == (3, [(5, -1, "table.unclosed_quote")])
    kept = read(text_table([("1", '5" pipe', "access", 'the "new" one')]))
    assert cells(kept) == [("1", '5" pipe', "access", 'the "new" one')]


def test_cells_stay_as_typed() -> None:
    row = (
        "00123",
        "12345678901234567890",
        '=HYPERLINK("http://a.example","b")',
        " e\u0301 \t",
        "1e5",
        "-0,50",
        "NA",
        "None",
    )
    out = io.StringIO(newline="")
    names = [f"Column {letter}" for letter in "abcdefgh"]
    csv.writer(out).writerows([names, row, ["line\r\nbreak", "a\nb", "tab\there", '"', "''", "x", "y", "z"]])
    table = read(out.getvalue())
    assert cells(table) == [row, ("line\r\nbreak", "a\nb", "tab\there", '"', "''", "x", "y", "z")]
    assert [number for number, _row in table.records] == [2, 3]


def test_cells_that_are_too_long_or_no_text_leave_their_row_out() -> None:
    rows = [*ROWS, ("4", "x" * LIMIT_CELL, "access", "ok"), ("5", "x" * (LIMIT_CELL + 1), "access", "ok")]
    table = read(text_table([*rows, ("6", "Bo\x00", "access", "ok")]))
    assert found(table) == [(6, 1, "table.cell_too_long"), (7, 1, "table.nul_character")]
    assert [number for number, _row in table.records] == [2, 3, 4, 5]
    assert "“Name”" in table_problem_words(table.problems[0], table.header)


def test_more_columns_than_any_table_has() -> None:
    wide = ",".join(f"c{number}" for number in range(200_000))
    table = read(f"{wide}\n{wide}\n")
    assert (table.kind, found(table)) == ("unreadable", [(1, -1, "table.too_many_columns")])
    names = [f"c {letter}{number}" for number in range(LIMIT_COLUMNS // 2) for letter in "ab"]
    assert len(read(text_table([names[::-1]], header=names)).header) == LIMIT_COLUMNS
    below = read(text_table([*ROWS, ["x"] * 200_000]))
    assert found(below) == [(5, -1, "table.too_many_cells")]
    assert codes(read("a;b\n" + ";" * 11_000_000)) == ["table.line_too_long"]


def test_more_rows_than_are_read() -> None:
    table = read_table("table.csv", b"Name;What\n" + b"a;b\n" * 1_000_001)
    assert (len(table.records), found(table)) == (1_000_000, [(1_000_002, -1, "table.too_many_rows")])


def test_a_flood_of_problems_ends_and_is_counted() -> None:
    table = read(text_table([*ROWS, *[("1", "2", "3", "4", "5")] * 2_000]))
    assert codes(table).count("table.too_many_cells") == LIMIT_ROW_PROBLEMS
    assert table.problems[-1].code == "table.too_many_problems"
    short = read(text_table([*ROWS * 100, *[("1", "Bo", "access")] * 500]))
    assert (codes(short).count("table.short_row"), len(short.records)) == (LIMIT_REMARKS, 800)
    assert dict(short.problems[0].parameters) == {"count": 300}


# -- the header


@pytest.mark.parametrize(
    "above",
    [
        ["Register of requests"],
        ["Register of requests;;;", ";;;", "as of 03.11.2026;;;"],
        ["Register, kept by hand;since 2023;;", ""],
    ],
)
def test_titles_above_the_header_are_passed_over(above: list[str]) -> None:
    table = read(text_table(above=above))
    assert (table.header, table.header_record) == (HEADER, len(above) + 1)
    assert (cells(table), table.problems) == (list(ROWS), ())


def test_a_file_that_begins_with_data_has_no_header() -> None:
    raw = EXPORTS[2].raw
    table = read(raw[raw.index(b"\n") + 1 :])
    assert (table.header, table.header_record, len(table.records)) == (("",) * 6, 0, 1_000)
    assert (codes(table), table.is_usable) == (["table.no_header"], False)
    words = read("Tara;access;open\nIda;erasure;open\nBo;access;closed\nTara;access;open\nIda;access;closed\n")
    assert codes(words) == ["table.no_header"]
    assert len(words.records) == 5


def test_a_header_that_is_repeated_below_is_a_header() -> None:
    table = read(text_table([*ROWS, HEADER, *ROWS]))
    assert (table.header_record, len(table.records), table.problems) == (1, 7, ())


def test_names_that_are_double_or_empty_are_kept_and_said() -> None:
    table = read(text_table(header=("Name", "", "name ", "Note")))
    assert table.header == ("Name", "", "name ", "Note")
    assert found(table) == [(1, 1, "table.empty_header"), (1, 2, "table.duplicate_header")]
    assert table_problem_words(table.problems[1], table.header).startswith("Columns 1 and 3 are both called “name”.")
    assert table.is_usable


def test_a_header_alone_is_no_table() -> None:
    assert codes(read("Name;What\n")) == ["table.no_rows"]
    assert codes(read(workbook([HEADER]), "a.xlsx")) == ["table.no_rows"]


# -- what is no table


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.csv", b"", "table.empty"),
        ("a.csv", b"\r\n \t\r\n", "table.empty"),
        ("a.csv", b"\xef\xbb\xbf", "table.empty"),
        ("a.xls", b"<html><table><tr><td>Name</td></tr></table>", "table.web_page"),
        ("a.xls", b'\n<?xml version="1.0"?><Workbook/>', "table.web_page"),
        ("a.csv", b"%PDF-1.7 x", "table.pdf"),
        ("a.csv", bytes(range(256)) * 50, "table.not_text"),
        ("a.xls", ole("Workbook"), "table.old_workbook"),
        ("a.xls", ole("Book"), "table.old_workbook"),
        ("a.xlsx", ole("EncryptedPackage", "EncryptionInfo"), "table.password"),
        ("a.doc", ole("WordDocument"), "table.not_workbook"),
        ("a.xlsx", b"Name;What\na;b\n", "table.damaged"),
        ("a.docx", packed({"word/document.xml": b"<a/>"}), "table.not_workbook"),
        ("a.xlsb", packed({"xl/workbook.bin": b"x"}), "table.binary_workbook"),
        (
            "a.ods",
            packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
            "table.opendocument",
        ),
        ("a.xlsx", packed({f"m{number}": b"" for number in range(LIMIT_MEMBERS + 1)}), "table.too_many_members"),
        ("a.xlsx", packed({**members(workbook()), SHEET: b"<worksheet><sheetData><row>"}), "table.damaged"),
        ("a.xlsx", packed({"xl/workbook.xml": b"<workbook/>"}), "table.damaged"),
        ("a.xlsx", packed({**members(workbook()), SHEET.upper(): b"<worksheet/>"}), "table.damaged"),
        ("a.xlsx", with_sheet(lambda xml: xml.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1)), "table.damaged"),
        ("a.xlsx", workbook(sheets={"A": [], "B": []}), "table.no_sheet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_says_what_it_is(name: str, raw: bytes, code: str) -> None:
    table = read(raw, name)
    assert (table.kind, table.header, codes(table)) == ("unreadable", (), [code])


def test_a_file_that_is_too_large_is_not_opened() -> None:
    table = read_table("a.csv", bytes(LIMIT_FILE + 1))
    assert codes(table) == ["table.file_too_large"]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_cut_off_workbook_is_damaged(share: float) -> None:
    raw = workbook()
    assert codes(read(raw[: int(len(raw) * share)], "a.xlsx")) == ["table.damaged"]


# -- workbooks that take memory

BOMB = b" " * (30 * 1024 * 1024)
SMALL = b"ab" * 500_000  # below the size from which the ratio counts


def bombs() -> dict[str, bytes]:
    declared = packed({**members(workbook()), "xl/media/a.bin": BOMB})
    sheet = with_sheet(lambda xml: xml + BOMB)
    many = packed({**members(workbook()), **{f"xl/media/{number}": SMALL for number in range(210)}})
    return {
        "declared": declared,
        "lying": with_declared_size(declared, "xl/media/a.bin", 100_000),
        "lying about its sheet": with_declared_size(sheet, SHEET, 5_000),
        "many small ones": many,
        "many lying": with_declared_size(many, "xl/media/", 100),
    }


@pytest.mark.parametrize("name", ["declared", "lying", "lying about its sheet", "many small ones", "many lying"])
def test_a_workbook_that_unfolds_to_too_much_is_not_opened(name: str) -> None:
    table = read(bombs()[name], "a.xlsx")
    assert (table.kind, codes(table)) == ("unreadable", ["table.unfolds_too_large"])


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "ZZ9", "ZZZZZ1", "SF999999"])
def test_a_cell_far_out_is_named_and_not_filled_up_to(place: str) -> None:
    table = read(with_cell(f'<c r="{place}"><v>1</v></c>'), "a.xlsx")
    assert codes(table) == ["table.cell_far_out"]
    (cell,) = dict(table.problems[0].parameters).values()
    assert str(cell).rstrip("0123456789") in (place.rstrip("0123456789"), "D")


def test_a_cell_far_out_without_a_value_does_no_harm() -> None:
    table = read(with_cell('<c r="XFD1048576" s="1"/>'), "a.xlsx")
    assert (cells(table), table.problems) == (list(ROWS), ())


def test_a_sheet_with_too_many_columns() -> None:
    wide = "".join(f"<c><v>{column * 7919 % 100_003}</v></c>" for column in range(200_000))
    assert codes(read(with_cell(wide), "a.xlsx")) == ["table.too_many_columns"]


# -- workbooks


def test_values_of_a_workbook_are_written_plainly() -> None:
    row = [
        "00123", 42, 42.5, 1e15, 0.0000001, -3.0, True, date(2026, 3, 4), datetime.fromisoformat("2026-03-04T10:20"),
        "12345678901234567890", '=HYPERLINK("http://a.example","b")', "a\nb", " x ", "#N/A",
    ]  # fmt: skip
    names = [f"Column {chr(97 + number)}" for number in range(len(row))]
    table = read(workbook([names, row]), "a.xlsx")
    assert cells(table) == [
        (
            "00123", "42", "42.5", "1000000000000000", "0.0000001", "-3", "TRUE", "2026-03-04", "2026-03-04T10:20:00",
            "12345678901234567890", '=HYPERLINK("http://a.example","b")', "a\nb", " x ", "#N/A",
        )
    ]  # fmt: skip
    assert found(table) == [(2, 3, "table.rounded_number")]


def test_a_long_number_gets_no_digits_that_were_not_there() -> None:
    table = read(workbook([HEADER, (12345678901234567890, "Bo", "access", "ok")]), "a.xlsx")
    assert cells(table)[0][0] == "12345678901234570000"
    assert codes(table) == ["table.rounded_number"]


def test_errors_and_formulas_of_a_workbook() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_formula("A5", "=NA()", None, "#N/A")
        sheet.write_formula("B5", "=1/0", None, "#DIV/0!")
        sheet.write_formula("C5", '=HYPERLINK("http://a.example","b")', None, "b")
        sheet.write_formula("D5", "=1+1", None, 2)

    table = read(workbook(fill=fill), "a.xlsx")
    assert (cells(table)[-1], table.problems) == (("#N/A", "#DIV/0!", "b", "2"), ())
    bare = read(with_cell('<c r="A5"><f>1+1</f></c><c r="B5" t="str"><v>x</v></c>'), "a.xlsx")
    assert (cells(bare)[-1], codes(bare)) == (("", "x", "", ""), ["table.formulas_without_value"])


def test_merged_cells_and_hidden_rows_are_said_with_their_rows() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.merge_range("C6:C8", "access")
        sheet.write("A6", "4")
        sheet.write("A8", "5")
        sheet.set_row(2, None, None, {"hidden": True})

    table = read(workbook(fill=fill), "a.xlsx")
    assert [number for number, _row in table.records] == [2, 3, 4, 6, 8]
    assert cells(table)[-1] == ("5", "", "", "")
    merged, hidden = table.problems
    assert (merged.code, dict(merged.parameters)) == ("table.merged_cells", {"count": 1, "rows": "6–8"})
    assert (hidden.code, dict(hidden.parameters)) == ("table.hidden_rows", {"count": 1, "rows": "3"})
    assert table.is_usable


def test_the_first_visible_sheet_with_anything_in_it_is_read() -> None:
    sheets = {"Old": [HEADER, ROWS[0]], "Empty": [], "Now": [HEADER, ROWS[1]], "More": [HEADER, ROWS[2]]}
    raw = workbook(sheets=sheets, hidden=["Old"])
    table = read(raw, "a.xlsx")
    assert (table.sheet, table.sheets, cells(table)) == ("Now", ("Empty", "Now", "More"), [ROWS[1]])
    assert cells(read(raw, "a.xlsx", sheet="More")) == [ROWS[2]]
    assert cells(read(raw, "a.xlsx", sheet="Old")) == [ROWS[0]]
    absent = read(raw, "a.xlsx", sheet="Then")
    assert (codes(absent), absent.sheets) == (["table.no_such_sheet"], ("Empty", "Now", "More"))


def test_a_table_that_begins_inside_the_sheet_keeps_its_row_numbers() -> None:
    rows = [("Register of requests",), (), HEADER, *ROWS, (), ("", "total: 3")]
    table = read(workbook(rows, at=(3, 2)), "a.xlsx")
    assert (table.header, table.header_record) == (HEADER, 6)
    assert [number for number, _row in table.records] == [7, 8, 9, 11]
    assert cells(table)[-1] == ("", "total: 3", "", "")
    assert cells(read(workbook(rows, at=(3, 2)), "a.xlsx", header_record=7))[0] == ROWS[1]

    def fill(sheet: Worksheet) -> None:
        sheet.merge_range("C4:F4", "Register of requests")
        sheet.write_formula("D10", "=NA()", None, "#N/A")

    titled = read(workbook(rows[2:6], at=(5, 2), fill=fill), "a.xlsx")
    assert (cells(titled)[-1], titled.problems) == (("", "#N/A", "", ""), ())


def test_a_workbook_that_begins_with_data_has_no_header() -> None:
    table = read(workbook([(1, "Tara", "a@b.example"), (2, "Ida", "c@d.example")]), "a.xlsx")
    assert (table.header, codes(table), len(table.records)) == (("", "", ""), ["table.no_header"], 2)


def test_a_workbook_is_known_by_its_content() -> None:
    assert read(workbook(), "register.csv").kind == "xlsx"
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        assert SHEET in archive.namelist()


# -- columns


def test_the_profile_of_the_history() -> None:
    table = read(EXPORTS[0].raw)
    columns = profile(table)
    assert [column.name for column in columns] == list(table.header)
    for at, column in enumerate(columns):
        filled = [row[at] for _number, row in table.records if row[at].strip()]
        assert (column.filled, column.distinct) == (len(filled), len(set(filled)))
        assert column.longest == max(map(len, filled))
        assert column.samples == tuple(dict.fromkeys(filled))[:5]
    assert profile(read("Name;What;None\nBo;NA;\n"))[1:] == (
        type(columns[0])("What", 1, 1, 2, ("NA",)),
        type(columns[0])("None", 0, 0, 0, ()),
    )
    assert [column.filled for column in profile(ParsedTable("csv", ("Name",), 1))] == [0]


# -- through the worker


def test_the_worker_reads_what_the_reader_reads(tmp_path: Path) -> None:
    many = text_table([(str(number), "Bo", "access", "ok") for number in range(25_000)]).encode()
    sources = [*(export.raw for export in EXPORTS), workbook(), many, b"", ole("Workbook")]
    with Worker() as worker:
        for raw in sources:
            assert worker.table("table.csv", raw) == read_table("table.csv", raw)
        raw = text_table(above=["Nr;Name;What;Note"]).encode("cp1251")
        asked = worker.table("table.csv", raw, encoding="cp1251", delimiter=";", header_record=2)
        assert asked == read_table("table.csv", raw, encoding="cp1251", delimiter=";", header_record=2)
        sheets = workbook(sheets={"A": [HEADER, ROWS[0]], "B": [HEADER, ROWS[1]]})
        assert cells(worker.table("a.xlsx", sheets, sheet="B")) == [ROWS[1]]
        assert codes(worker.table("a.csv", bytes(LIMIT_FILE + 1))) == ["table.file_too_large"]


_STUCK = "import threading; threading.Event().wait()"
_ENDS = "import sys; sys.exit(3)"
_ANSWERS = (
    "import struct, sys\n"
    "def say(data): sys.stdout.buffer.write(struct.pack('>Q', len(data)) + data)\n"
    "sys.stdin.buffer.read(8)\n"
    "for part in sys.argv[1:]: say(part.encode())\n"
    "sys.stdout.flush()\n"
    "sys.stdin.buffer.read()\n"
)
_HEADER = '{"kind": "csv", "header": ["a"], "problems": [], "sheets": []}'


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ([_STUCK], "table.took_too_long"),
        ([_ENDS], "table.reader_failed"),
        ([_ANSWERS, '{"frames": 0, "failed": "memory"}'], "table.too_much_memory"),
        ([_ANSWERS, '{"frames": 0, "failed": "error"}'], "table.reader_failed"),
        ([_ANSWERS, '{"frames": 1}', "[]"], "table.reader_failed"),
        ([_ANSWERS, '{"frames": 0}'], "table.reader_failed"),
        ([_ANSWERS, '{"frames": 2}', _HEADER, '[[2, ["x", "y"]]]'], "table.reader_failed"),
        (
            [_ANSWERS, '{"frames": 1}', _HEADER.replace("[],", '[[0, -1, "table.unheard_of", []]],', 1)],
            "table.reader_failed",
        ),
    ],
    ids=["stuck", "ends", "memory", "error", "no header", "nothing", "another width", "another code"],
)
def test_a_worker_that_does_not_answer_makes_an_unreadable_table(program: list[str], code: str) -> None:
    with Worker(seconds=1, command=[sys.executable, "-c", *program]) as worker:
        table = worker.table("table.csv", text_table().encode())
    assert (table.kind, codes(table)) == ("unreadable", [code])


def test_an_answer_of_the_right_form_is_taken() -> None:
    with Worker(command=[sys.executable, "-c", _ANSWERS, '{"frames": 2}', _HEADER, '[[2, ["x"]]]']) as worker:
        assert worker.table("table.csv", b"a\nx\n").records == ((2, ("x",)),)
