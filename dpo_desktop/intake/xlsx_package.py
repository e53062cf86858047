"""A workbook before a spreadsheet library sees it: what its zip unfolds to, and how far its sheets reach."""

from __future__ import annotations

import io
import posixpath
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from dpo_desktop.intake.table_rows import stop
from dpo_desktop.intake.table_values import (
    FREE_OF_RATIO,
    LIMIT_AREA,
    LIMIT_COLUMNS,
    LIMIT_EXPANDED,
    LIMIT_MEMBERS,
    LIMIT_RATIO,
    LIMIT_ROWS,
)

_BLOCK = 256 * 1024
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    struct.error,
    ValueError,
    IndexError,
    NotImplementedError,
    EOFError,
    OSError,
)


class Package:
    """The members of a zip, none of which unfolds to more than is allowed. Raises StopReading."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        if raw.count(b"PK\x01\x02") > LIMIT_MEMBERS:  # before a list is made of them
            raise stop(0, "table.too_many_members", limit=LIMIT_MEMBERS)
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                members = archive.infolist()
        except _BROKEN_ZIP:
            raise stop(0, "table.damaged") from None
        self._members = {info.filename.replace("\\", "/").casefold(): info for info in members}
        if len(self._members) != len(members):  # which of two would be read is not certain
            raise stop(0, "table.damaged")
        if any(info.flag_bits & _ENCRYPTED for info in members):
            raise stop(0, "table.password")
        if sum(info.file_size for info in members) > LIMIT_EXPANDED:
            raise _unfolds()
        unfolded = 0
        for info in members:
            if info.file_size > FREE_OF_RATIO and info.file_size > LIMIT_RATIO * info.compress_size:
                raise _unfolds()
            size = 0
            for block in self._inflate(info):  # a size that is declared may be a lie
                size += len(block)
                unfolded += len(block)
                if unfolded > LIMIT_EXPANDED or (size > FREE_OF_RATIO and size > LIMIT_RATIO * info.compress_size):
                    raise _unfolds()

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member. Raises StopReading where there is none."""
        info = self._members.get(name.casefold())
        if info is None:
            raise stop(0, "table.damaged")
        return self._inflate(info)

    def _inflate(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        start = info.header_offset
        header = self._raw[start : start + _LOCAL_HEADER]
        if start < 0 or len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
            raise stop(0, "table.damaged")
        start += _LOCAL_HEADER + sum(struct.unpack_from("<HH", header, 26))
        data = memoryview(self._raw)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(data[at : at + _BLOCK]) for at in range(0, len(data), _BLOCK))
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise stop(0, "table.damaged")
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for at in range(0, len(data), _BLOCK):
                block = inflater.decompress(data[at : at + _BLOCK], _BLOCK)
                while block:
                    yield block
                    block = inflater.decompress(inflater.unconsumed_tail, _BLOCK)
        except zlib.error:
            raise stop(0, "table.damaged") from None
        if not inflater.eof:
            raise stop(0, "table.damaged")


def _unfolds() -> Exception:
    return stop(0, "table.unfolds_too_large", megabytes=LIMIT_EXPANDED // 1024 // 1024)


Attributes = dict[str, str]
_LIMIT_HEIGHT = LIMIT_ROWS + 100  # titles and the header stand above the rows


def parse(blocks: Iterator[bytes], parser: expat.XMLParserType) -> None:
    """Feed a parser whose handlers are set. Raises StopReading; a DTD counts as damage."""

    def refuse(*_parts: object) -> None:
        raise stop(0, "table.damaged")

    parser.StartDoctypeDeclHandler = refuse
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        raise stop(0, "table.damaged") from None


def elements(blocks: Iterator[bytes], wanted: str) -> list[Attributes]:
    """The attributes of every element of a name, whatever its namespace. Raises StopReading."""
    found: list[Attributes] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: Attributes) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser.StartElementHandler = start
    parse(blocks, parser)
    return found


@dataclass(frozen=True, slots=True)
class SheetPart:
    name: str
    part: str  # the member that holds it
    is_visible: bool


WORKBOOK = "xl/workbook.xml"


def sheet_parts(package: Package) -> tuple[SheetPart, ...]:
    """The worksheets in their order, without charts. Raises StopReading."""
    targets = {
        relation.get("Id", ""): (relation.get("Type", ""), relation.get("Target", ""))
        for relation in elements(package.blocks("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    found = []
    for sheet in elements(package.blocks(WORKBOOK), "sheet"):
        identity = next((value for key, value in sheet.items() if key.endswith(":id")), "")
        kind, target = targets.get(identity, ("", ""))
        if kind.endswith("/worksheet"):
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            found.append(SheetPart(sheet.get("name", ""), part, sheet.get("state", "visible") == "visible"))
    return tuple(found)


@dataclass(slots=True)
class SheetScan:
    """What a sheet holds, found without keeping its cells. Rows count from 1, columns from 0."""

    cells: int = 0  # with a value
    errors: dict[tuple[int, int], str] = field(default_factory=dict)  # by row and column; the library gives "" for them
    merged_rows: list[tuple[int, int]] = field(default_factory=list)  # first and last of each range
    hidden_rows: list[int] = field(default_factory=list)
    formulas_without_value: int = 0


def scan_sheet(blocks: Iterator[bytes]) -> SheetScan:
    """Raises StopReading: a sheet that reaches too far would be filled up with empty cells when it is read."""
    scanner = _Scanner()
    parse(blocks, scanner.parser)
    scanner.end_cell()
    scanner.check_area()
    return scanner.scan


class _Scanner:
    def __init__(self) -> None:
        self.scan = SheetScan()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self._row = 0
        self._column = -1
        self._in_row = 0  # cells with a value
        self._cell: Attributes | None = None  # the one that is open and has no value so far
        self._has_formula = False
        self._is_error = False
        self._top, self._left, self._bottom, self._right = sys.maxsize, sys.maxsize, 0, 0

    def _start(self, name: str, attributes: Attributes) -> None:
        """Called for every element, millions of times: the frequent ones first, and no calls for them."""
        if name == "c":
            if self._has_formula or self._is_error:
                self.end_cell()
            if "r" not in attributes:
                self._column += 1
            self._cell = attributes
        elif name in ("v", "is"):
            if self._cell is not None:
                self._value(self._cell)
                self._cell = None
                self._has_formula = False
        elif name == "f":
            self._has_formula = self._cell is not None
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            first, _colon, last = attributes.get("ref", "").partition(":")
            self.scan.merged_rows.append((place_of(first)[0], place_of(last or first)[0]))
        elif name == "extLst":
            self.end_cell()
        elif ":" in name:
            self._start(name.rpartition(":")[2], attributes)

    def _start_row(self, attributes: Attributes) -> None:
        self.end_cell()
        self._row = int(attributes.get("r", self._row + 1))
        self._column, self._in_row = -1, 0
        if attributes.get("hidden") in ("1", "true"):
            self.scan.hidden_rows.append(self._row)

    def _value(self, cell: Attributes) -> None:
        place = cell.get("r")
        if place is not None:
            self._row, self._column = place_of(place)
        row, column = self._row, self._column
        self.scan.cells += 1
        self._in_row += 1
        if self._in_row > LIMIT_COLUMNS:
            raise stop(row, "table.too_many_columns", found=max(self._in_row, column + 1), limit=LIMIT_COLUMNS)
        if not (self._top <= row <= self._bottom and self._left <= column <= self._right):
            self._top, self._bottom = min(self._top, row), max(self._bottom, row)
            self._left, self._right = min(self._left, column), max(self._right, column)
        if cell.get("t") == "e":
            self._is_error = True
            self.parser.CharacterDataHandler = self._error_text

    def _error_text(self, text: str) -> None:
        place = (self._row, self._column)
        self.scan.errors[place] = (self.scan.errors.get(place, "") + text)[:20]

    def end_cell(self) -> None:
        if self._has_formula and self._cell is not None:
            self.scan.formulas_without_value += 1
        self._cell = None
        self._has_formula = self._is_error = False
        self.parser.CharacterDataHandler = None

    def check_area(self) -> None:
        if not self.scan.cells:
            return
        height, width = self._bottom - self._top + 1, self._right - self._left + 1
        if width <= LIMIT_COLUMNS and height <= _LIMIT_HEIGHT and height * width <= LIMIT_AREA:
            return
        if self.scan.cells > LIMIT_ROWS and width <= LIMIT_COLUMNS:
            raise stop(0, "table.too_many_rows", limit=LIMIT_ROWS)
        raise stop(0, "table.cell_far_out", cell=f"{letters_of(self._right)}{self._bottom}")


def place_of(place: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of B3. Raises ValueError."""
    letters = place.rstrip("0123456789")
    column = _COLUMNS.get(letters)
    if column is None:
        column = 0
        if not letters.isascii() or not letters.isalpha() or len(letters) > 6:
            raise ValueError(place[:20])
        for letter in letters.upper():
            column = column * 26 + ord(letter) - 64
        column -= 1
    return int(place[len(letters) :]), column


def letters_of(column: int) -> str:
    """XFD of 16383."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_COLUMNS = {letters_of(column): column for column in range(LIMIT_COLUMNS)}
