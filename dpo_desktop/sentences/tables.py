"""What is wrong with a table from outside, in words: what is, then what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from dpo_desktop.sentences.numbers import number
from dpo_desktop.translation import _, ngettext


class Found(Protocol):
    """`intake.table_values.TableProblem`, which stands above the sentences."""

    @property
    def column(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def parameters(self) -> tuple[tuple[str, str | int], ...]: ...


_COUNTED = ("count", "expected", "found", "limit")  # with the separators of the language


def _sentences(values: Mapping[str, str | int]) -> dict[str, str]:
    count = int(values.get("count", 0) or 0)
    return {
        # the file
        "table.empty": _("The file is empty. Export it again."),
        "table.file_too_large": _("The file is larger than {megabytes} MB. Split it."),
        "table.not_text": _("This is not a table. Save it as XLSX or CSV, then choose that file."),
        "table.web_page": _(
            "This is a web page, whatever it is called. Open it in a spreadsheet and save it as XLSX or CSV."
        ),
        "table.pdf": _("This is a PDF. Ask for the table itself, as XLSX or CSV."),
        "table.old_workbook": _("This is a workbook of the old kind (.xls). Save it as XLSX or CSV."),
        "table.binary_workbook": _("This is a binary workbook (.xlsb). Save it as XLSX or CSV."),
        "table.opendocument": _("This is an OpenDocument spreadsheet (.ods). Save it as XLSX or CSV."),
        "table.not_workbook": _("There is no table in this file. Save the table as XLSX or CSV."),
        "table.password": _("The workbook is protected by a password. Save a copy without one, then choose that file."),
        "table.damaged": _("The workbook is damaged or cut off. Open it in a spreadsheet and save it again."),
        "table.unfolds_too_large": _(
            "The workbook unfolds to far more than its size, or to more than {megabytes} MB. It was not opened; save "
            "the one sheet as CSV."
        ),
        "table.too_many_members": _(
            "The workbook consists of more than {limit} parts. It was not opened; save the one sheet as CSV."
        ),
        "table.no_sheet": _("No visible sheet of the workbook holds anything. Look for a hidden sheet."),
        "table.no_such_sheet": _("The workbook has no sheet of this name. Choose one from the list."),
        "table.cell_far_out": _(
            "The sheet reaches as far as cell {cell}. Delete what stands far away from the table, then save it again."
        ),
        "table.too_many_columns": _(
            "A row has {found} cells; at most {limit} columns are read. Keep the columns that you need."
        ),
        "table.too_many_rows": _("The table has more than {limit} rows. Split it."),
        "table.line_too_long": _("A line is longer than the line of any table. Export it again as CSV."),
        "table.unknown_encoding": _("This encoding is not known. Choose one from the list."),
        "table.unknown_delimiter": _("This delimiter is not known. Choose one from the list."),
        "table.text_cut_off": _("The text breaks off in the middle of a character. Export the file again."),
        "table.header_unreadable": _("The names of the columns cannot be read. Mend this row, then choose the file."),
        "table.no_header": _(
            "The first row looks like data, so the columns have no names. Say which row has them, or write them above."
        ),
        "table.header_missing": _("Row {row} is empty or not there. Say which row has the names of the columns."),
        "table.no_rows": _("The table holds a heading and no rows."),
        "table.unclosed_quote": _(
            "A quoted cell that begins here has no end. Look for the missing quote; if the file is cut off, export it "
            "again."
        ),
        "table.stray_quote": _("A quote stands where none can. Double the quotes inside a quoted cell."),
        "table.too_many_problems": _(
            "{limit} rows have a problem, and the rest was not read. Look at the encoding and the delimiter first."
        ),
        "table.took_too_long": _("Reading took too long and was stopped. Split the table."),
        "table.too_much_memory": _("Reading needed too much memory and was stopped. Split the table."),
        "table.reader_failed": _("The table could not be read. Save it again as CSV, then choose that file."),
        # one row
        "table.mixed_encoding": _(
            "The row is in another encoding than the rest, so its letters are not certain. Type the letters anew and "
            "save the file as UTF-8."
        ),
        "table.other_delimiter": _(
            "The cells of this row are separated by {here}, those of the table by {elsewhere}. Use one for all rows."
        ),
        "table.too_many_cells": _("The row has {found} cells instead of {expected}. Look for a missing quote."),
        "table.split_row": _(
            "Rows {first} to {last} seem to be one row that a line break tore apart. Join them, or put the cell with "
            "the line break in quotes."
        ),
        "table.cut_off_row": _(
            "The file ends inside this row, after {found} of {expected} cells. Export it again, or complete the row."
        ),
        "table.cell_too_long": _(
            "The text in “{column}” is longer than {limit} characters. Shorten it, or look for a missing quote."
        ),
        "table.nul_character": _("A character in “{column}” is no text (NUL). Type the cell anew."),
        # remarks
        "table.short_row": _("The row has {found} of {expected} cells; the others were taken as empty. Check its end."),
        "table.duplicate_header": _("Columns {first} and {number} are both called “{column}”. Check which is which."),
        "table.empty_header": _("Column {number} has no name. Give it one if you need it."),
        "table.guessed_encoding": _(
            "The file is not in UTF-8 and was read as {encoding}. Check letters such as ä, é and ñ."
        ),
        "table.merged_cells": _(
            "Cells are merged in row {rows}: only the first of them has the value. Check the others."
        ),
        "table.hidden_rows": ngettext(
            "{count} row is hidden in the sheet and was read as well: {rows}. Delete it if it does not belong there.",
            "{count} rows are hidden in the sheet and were read as well: {rows}. Delete them if they do not belong "
            "there.",
            count,
        ),
        "table.formulas_without_value": ngettext(
            "{count} formula has no result in the file and was read as empty. Open it in a spreadsheet and save it.",
            "{count} formulas have no result in the file and were read as empty. Open it in a spreadsheet and save it.",
            count,
        ),
        "table.rounded_number": _(
            "A spreadsheet keeps 15 digits of a number; the last ones in “{column}” may be lost. Format it as text."
        ),
        "table.more_remarks": ngettext(
            "{count} more remark of these kinds is not listed. Check the rows by their patterns.",
            "{count} more remarks of these kinds are not listed. Check the rows by their patterns.",
            count,
        ),
    }


def delimiters() -> dict[str, str]:
    return {";": _("semicolons"), ",": _("commas"), "\t": _("tabs"), "|": _("vertical bars")}


def encodings() -> dict[str, str]:
    """Names of the encodings that a text can be read in, the usual ones first."""
    return {
        "utf-8": _("Unicode (UTF-8)"),
        "cp1252": _("Western Europe (Windows-1252)"),
        "latin-1": _("Western Europe (ISO 8859-1)"),
        "iso8859-15": _("Western Europe with € (ISO 8859-15)"),
        "utf-16-le": _("Unicode (UTF-16)"),
        "utf-16-be": _("Unicode (UTF-16, big endian)"),
        "cp1250": _("Central Europe (Windows-1250)"),
        "cp1251": _("Cyrillic (Windows-1251)"),
        "cp1253": _("Greek (Windows-1253)"),
        "cp1254": _("Turkish (Windows-1254)"),
        "cp1255": _("Hebrew (Windows-1255)"),
        "cp1256": _("Arabic (Windows-1256)"),
        "cp437": _("DOS (437)"),
        "cp850": _("DOS, Western Europe (850)"),
        "mac-roman": _("Mac, Western Europe"),
        "gb18030": _("Chinese, simplified (GB 18030)"),
        "big5": _("Chinese, traditional (Big5)"),
        "shift-jis": _("Japanese (Shift JIS)"),
        "euc-kr": _("Korean (EUC-KR)"),
    }


def codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_sentences({}))


def table_problem_words(problem: Found, header: Sequence[str]) -> str:
    """What is, then what to do. It names the column; the row is `problem.record`, for the caller to say."""
    values = dict(problem.parameters)
    words = _sentences(values)[problem.code]
    spoken = {name: _spoken(name, value) for name, value in values.items()}
    return words.format(**{**spoken, "column": _column_name(problem.column, header)})


def _spoken(name: str, value: str | int) -> str:
    if isinstance(value, int):
        return number(value) if name in _COUNTED else str(value)
    return delimiters().get(value, value) if name in ("here", "elsewhere") else value


def _column_name(column: int, header: Sequence[str]) -> str:
    name = header[column].strip() if 0 <= column < len(header) else ""
    return name or str(column + 1)
