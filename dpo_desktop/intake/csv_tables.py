"""Tables in text: which encoding, which delimiter, and the records by Python's csv module.

pandas is not used to read: it shifts or cuts rows that are too long or too short without a word.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dpo_desktop.intake.table_rows import TITLE_LINES, RowSorter, StopReading, find_header, is_blank, stop
from dpo_desktop.intake.table_values import LIMIT_CELL, LIMIT_COLUMNS, ParsedTable, Take, table_problem

DELIMITERS = (";", ",", "\t", "|")
ENCODINGS = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "latin-1",
    "iso8859-15",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp437",
    "cp850",
    "mac-roman",
    "gb18030",
    "big5",
    "shift-jis",
    "euc-kr",
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")
_LIMIT_LINE = LIMIT_COLUMNS * LIMIT_CELL  # characters
_LIMIT_FIELD = 1_000_000  # characters; a cell that long was never closed
_SAMPLE_CHARACTERS = 500_000
_SAMPLE_LINES = 2_000
_BLOCK = 1024 * 1024
_MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes and how they become characters. What is in another encoding gives lone surrogates, so it can be found."""

    raw: bytes
    encoding: str
    mark: int = 0  # bytes of a byte order mark
    codec: str = ""  # where the bytes were made anew; else the encoding
    errors: str = "strict"
    is_guess: bool = False

    def open(self) -> io.TextIOWrapper:
        stream = io.BytesIO(self.raw)
        stream.seek(self.mark)
        return io.TextIOWrapper(stream, self.codec or self.encoding, self.errors, newline="")


def find_text(raw: bytes, encoding: str = "") -> Text:
    """Raises StopReading."""
    for mark, marked in _MARKS:
        if raw.startswith(mark) and encoding in ("", marked):
            return Text(raw, marked, len(mark), errors=_errors(marked))
    if encoding:
        if encoding not in ENCODINGS:
            raise stop(0, "table.unknown_encoding")
        return Text(raw, encoding, errors=_errors(encoding))
    wide = _wide(raw)
    if wide:
        return Text(raw, wide, errors=_errors(wide))
    if _is_utf8(raw):
        return Text(raw, "utf-8")
    return _one_byte_or_mixed(raw)


def _errors(encoding: str) -> str:
    """How bytes that are not in the encoding are kept apart; of UTF-16, lone surrogates are what is wrong."""
    return "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: every other byte of ASCII is NUL."""
    sample = raw[: _BLOCK // 16 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    fifth = len(sample) // 10
    if odd > fifth and even * 20 < odd:
        return "utf-16-le"
    if even > fifth and odd * 20 < even:
        return "utf-16-be"
    return ""


def _is_utf8(raw: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(raw), _BLOCK):
            decoder.decode(raw[at : at + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _one_byte_or_mixed(raw: bytes) -> Text:
    """Judged by the lines that are not ASCII: what most of them are is the encoding, the others will be found."""
    utf8 = other = 0
    for line in io.BytesIO(raw):
        if not line.isascii():
            if _is_utf8(line):
                utf8 += 1
            else:
                other += 1
    if utf8 >= other:
        return Text(raw, "utf-8", errors="surrogateescape")
    encoding = "latin-1" if _NOT_IN_CP1252.search(raw) else "cp1252"
    if not utf8:
        return Text(raw, encoding, is_guess=True)
    lines = (
        line.decode("ascii", "surrogateescape") if _is_utf8(line) else line.decode(encoding, "surrogateescape")
        for line in io.BytesIO(raw)
    )
    anew = b"".join(line.encode("utf-8", "surrogatepass") for line in lines)
    return Text(anew, encoding, codec="utf-8", errors="surrogatepass", is_guess=True)


class _Lines:
    """The lines of a text, and those of the record that is being read."""

    def __init__(self, text: Text) -> None:
        self._stream = text.open()
        self.of_record: list[str] = []
        self.ended = False
        self.last_is_open = False  # no line end after the last line

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(_LIMIT_LINE + 1)
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) > _LIMIT_LINE:
            raise stop(0, "table.line_too_long")
        self.of_record.append(line)
        self.last_is_open = not line.endswith(("\n", "\r"))
        return line


@dataclass(frozen=True, slots=True)
class _Shape:
    delimiter: str
    width: int  # of most records; 1 where no delimiter makes a table
    head: list[tuple[int, list[str]]]
    share: float = 0.0


def _sample(text: Text) -> tuple[list[str], bool]:
    """The first lines, and whether there are more."""
    lines, taken, size = _Lines(text), [], 0
    try:
        for line in lines:
            taken.append(line)
            size += len(line)
            if size > _SAMPLE_CHARACTERS or len(taken) >= _SAMPLE_LINES:
                return taken, True
    except UnicodeDecodeError:
        return taken, True
    return taken, False


def _shape(lines: list[str], delimiter: str, *, has_more: bool) -> _Shape:
    head: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            head.append((number, cells))
    except csv.Error:
        has_more = False
    if has_more and len(head) > 1:
        head.pop()  # may be cut off
    widths = [len(cells) for _number, cells in head if not is_blank(cells)]
    tabular = Counter(width for width in widths if width > 1)
    if not tabular:
        return _Shape(delimiter, 1, head)
    width, times = max(tabular.items(), key=lambda item: (item[1], item[0]))
    starts_late = width not in widths[: TITLE_LINES + 1]
    return _Shape(delimiter, width, head, round(times / len(widths), 2) / (2 if starts_late else 1))


_LEAST_SHARE = 0.3  # of the records that must be equally wide, else it is one column


def _find_shape(text: Text, delimiter: str) -> _Shape:
    """By how many records a delimiter makes equally wide, quoted cells counting as one. Raises StopReading."""
    lines, has_more = _sample(text)
    joined = "".join(lines)
    if not joined.strip():
        raise stop(0, "table.empty")
    start = joined.lstrip()[:200].lower()
    if start.startswith(("<!doctype", "<html", "<table", "<?xml", "<head", "<body")):
        raise stop(0, "table.web_page")
    beginning = joined[:_BLOCK]
    if len(_CONTROL.findall(beginning)) * 20 > len(beginning):
        raise stop(0, "table.not_text")
    if delimiter and (delimiter not in DELIMITERS):
        raise stop(0, "table.unknown_delimiter")
    told = re.fullmatch(r'"?sep=([;,\t|])"?\s*', lines[0])
    if delimiter or told:
        return _shape(lines, delimiter or (told.group(1) if told else ""), has_more=has_more)
    shapes = [_shape(lines, one, has_more=has_more) for one in DELIMITERS]
    best = max(shapes, key=lambda shape: (shape.share, shape.width))
    if best.share >= _LEAST_SHARE:
        return best
    # One column: the delimiter that tears the fewest records.
    return min(shapes, key=lambda shape: sum(len(cells) > 1 for _number, cells in shape.head))


def read_csv(raw: bytes, take: Take, *, encoding: str = "", delimiter: str = "", header_record: int = 0) -> ParsedTable:
    """Everything but the records, which go to `take` one by one. For a file of at most LIMIT_FILE bytes."""
    previous = csv.field_size_limit(_LIMIT_FIELD)  # of the whole process
    sorter = RowSorter(take)
    text, shape = Text(raw, ""), _Shape("", 0, [])
    try:
        text = find_text(raw, encoding)
        shape = _find_shape(text, delimiter)
        if text.is_guess:
            sorter.remark(0, "table.guessed_encoding", encoding=_NAMES[text.encoding])
        _Reading(text, shape, sorter).run(header_record)
    except StopReading as stopped:
        sorter.problems.append(stopped.problem)
    finally:
        csv.field_size_limit(previous)
    known = bool(sorter.header)
    return ParsedTable(
        "csv" if known else "unreadable",
        sorter.header,
        sorter.header_record,
        (),
        text.encoding if known else "",
        shape.delimiter if known else "",
        problems=sorter.all_problems(),
    )


_NAMES = {"cp1252": "Windows-1252", "latin-1": "ISO 8859-1"}


class _Reading:
    """One pass over the records of a text whose shape is known."""

    def __init__(self, text: Text, shape: _Shape, sorter: RowSorter) -> None:
        self._lines = _Lines(text)
        self._shape = shape
        self._sorter = sorter
        self._can_be_mixed = text.errors != "strict"
        self._named = 0  # columns that the header names; others are empty in every row that is taken

    def run(self, header_record: int) -> None:
        """Raises StopReading."""
        shape, sorter = self._shape, self._sorter
        found = header_record or find_header(shape.head, shape.width)
        if not found:
            self._named = shape.width
            sorter.begin([""] * shape.width, 0)
            sorter.problems.append(table_problem(0, "table.no_header"))
        number = 0
        for number, cells in self._records():
            if number > found:
                self._add(number, cells)
            elif number == found:
                self._begin(number, cells)
        if found > number:
            raise stop(0, "table.header_missing", row=found)
        sorter.finish(last_cut_off=number if self._lines.last_is_open else 0)

    def _begin(self, number: int, cells: list[str]) -> None:
        if is_blank(cells):
            raise stop(0, "table.header_missing", row=number)
        if any(_SURROGATE.search(cell) or "\x00" in cell for cell in cells):
            raise stop(number, "table.header_unreadable")
        if max(map(len, cells)) > LIMIT_CELL:
            raise stop(number, "table.header_unreadable")
        self._named = len(cells)
        self._sorter.begin([*cells, *[""] * self._empty_cells_below(number)], number)

    def _empty_cells_below(self, header_record: int) -> int:
        """How many empty cells more than the header nearly all rows end with: some programs end each row so."""
        widths = Counter(
            len(cells) if is_blank(cells[self._named :]) else 0
            for number, cells in self._shape.head
            if number > header_record and not is_blank(cells)
        )
        width, times = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        return max(0, width - self._named) if times >= _MOSTLY * widths.total() else 0

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Record numbers and cells. Raises StopReading."""
        lines, number = self._lines, 0
        reader = csv.reader(lines, delimiter=self._shape.delimiter, strict=True)
        while True:
            lines.of_record.clear()
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except StopReading as stopped:
                raise stop(number, stopped.problem.code) from None
            except UnicodeDecodeError:
                raise stop(0, "table.text_cut_off") from None
            except csv.Error as error:
                if lines.ended or "field larger" in str(error):
                    raise stop(number, "table.unclosed_quote") from None
                if not self._sorter.header or not self._is_delimited_otherwise(number, 0):
                    raise stop(number, "table.stray_quote") from None
                continue
            yield number, cells

    def _add(self, number: int, cells: list[str]) -> None:
        sorter = self._sorter
        expected, found = len(sorter.header), len(cells)
        if self._can_be_mixed:
            column = next((at for at, cell in enumerate(cells) if _SURROGATE.search(cell)), -1)
            if column >= 0:
                column = column if column < expected else -1
                sorter.flush()
                sorter.leave_out(table_problem(number, "table.mixed_encoding", column=column))
                return
        if found != expected and not is_blank(cells) and self._is_delimited_otherwise(number, found):
            return
        if self._named < found and not is_blank(cells if found > expected else cells[self._named :]):
            sorter.flush()
            sorter.leave_out(table_problem(number, "table.too_many_cells", found=found, expected=self._named))
        elif found <= expected:
            sorter.add(number, cells)

    def _is_delimited_otherwise(self, number: int, found: int) -> bool:
        """Whether another delimiter makes a whole row of this record; it is left out then."""
        expected = len(self._sorter.header)
        for delimiter in DELIMITERS:
            if delimiter == self._shape.delimiter or expected == 1:
                continue
            try:
                rows = list(csv.reader(self._lines.of_record, delimiter=delimiter, strict=True))
            except csv.Error:
                continue
            width = len(rows[0]) if len(rows) == 1 else 0
            if width == expected or (found == 1 and expected > 2 and 2 * width > expected and width < expected):
                self._sorter.flush()
                self._sorter.leave_out(
                    table_problem(number, "table.other_delimiter", here=delimiter, elsewhere=self._shape.delimiter)
                )
                return True
        return False
