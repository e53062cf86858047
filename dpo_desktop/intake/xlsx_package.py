"""A workbook before a spreadsheet library sees it: what its zip unfolds to, and how far its sheets reach."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
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


def parse(blocks: Iterator[bytes], on_start: Callable[[str, Attributes], None], parser: expat.XMLParserType) -> None:
    """Tell every element that begins, by its name without a namespace. Raises StopReading; a DTD counts as damage."""

    def start(name: str, attributes: Attributes) -> None:
        on_start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def refuse(*_parts: object) -> None:
        raise stop(0, "table.damaged")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        raise stop(0, "table.damaged") from None


@dataclass(frozen=True, slots=True)
class SheetPart:
    name: str
    part: str  # the member that holds it
    is_visible: bool


WORKBOOK = "xl/workbook.xml"


def sheet_parts(package: Package) -> tuple[SheetPart, ...]:
    """The worksheets in their order, without charts. Raises StopReading."""
    targets: dict[str, tuple[str, str]] = {}
    sheets: list[tuple[str, str, str]] = []

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Type", ""), attributes.get("Target", "")

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), identity))

    parse(package.blocks("xl/_rels/workbook.xml.rels"), relation, expat.ParserCreate())
    parse(package.blocks(WORKBOOK), sheet, expat.ParserCreate())
    found = []
    for name, state, identity in sheets:
        kind, target = targets.get(identity, ("", ""))
        if kind.endswith("/worksheet"):
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            found.append(SheetPart(name, part, state == "visible"))
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
    parse(blocks, scanner.start, scanner.parser)
    scanner.end_cell()
    scanner.check_area()
    return scanner.scan


class _Scanner:
    def __init__(self) -> None:
        self.scan = SheetScan()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self._row = 0
        self._column = -1
        self._in_row = 0  # cells with a value
        self._attributes: Attributes | None = None  # of the cell that is open
        self._has_value = False
        self._has_formula = False
        self._first: tuple[int, int] | None = None  # the rectangle: row and column
        self._last = (0, 0)
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "c": self._start_cell,
            "v": self._value,
            "is": self._value,
            "f": self._formula,
            "row": self._start_row,
            "mergeCell": self._merged,
            "extLst": self._extension,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)

    def _start_row(self, attributes: Attributes) -> None:
        self.end_cell()
        self._row = int(attributes.get("r", self._row + 1))
        self._column, self._in_row = -1, 0
        if attributes.get("hidden") in ("1", "true"):
            self.scan.hidden_rows.append(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        self.end_cell()
        self._attributes = attributes
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            self._row, self._column = place_of(place)

    def _value(self, _attributes: Attributes) -> None:
        if self._attributes is None or self._has_value:
            return
        self._has_value = True
        self.scan.cells += 1
        self._in_row += 1
        row, column = self._row, self._column
        if self._in_row > LIMIT_COLUMNS:
            raise stop(row, "table.too_many_columns", found=max(self._in_row, column + 1), limit=LIMIT_COLUMNS)
        if self._first is None:
            self._first = self._last = (row, column)
        else:
            (top, left), (bottom, right) = self._first, self._last
            if not (top <= row <= bottom and left <= column <= right):
                self._first = min(top, row), min(left, column)
                self._last = max(bottom, row), max(right, column)
        if self._attributes.get("t") == "e":
            self.parser.CharacterDataHandler = self._error_text

    def _error_text(self, text: str) -> None:
        place = (self._row, self._column)
        self.scan.errors[place] = (self.scan.errors.get(place, "") + text)[:20]

    def _formula(self, _attributes: Attributes) -> None:
        self._has_formula = True

    def end_cell(self) -> None:
        if self._has_formula and not self._has_value and self._attributes is not None:
            self.scan.formulas_without_value += 1
        self._attributes = None
        self._has_value = self._has_formula = False
        if self.parser.CharacterDataHandler is not None:
            self.parser.CharacterDataHandler = None

    def _merged(self, attributes: Attributes) -> None:
        first, _colon, last = attributes.get("ref", "").partition(":")
        self.scan.merged_rows.append((place_of(first)[0], place_of(last or first)[0]))

    def _extension(self, _attributes: Attributes) -> None:
        self.end_cell()

    def check_area(self) -> None:
        if self._first is None:
            return
        (top, left), (bottom, right) = self._first, self._last
        height, width = bottom - top + 1, right - left + 1
        if width <= LIMIT_COLUMNS and height <= LIMIT_ROWS + 100 and height * width <= LIMIT_AREA:
            return
        if self.scan.cells > LIMIT_ROWS and width <= LIMIT_COLUMNS:
            raise stop(0, "table.too_many_rows", limit=LIMIT_ROWS)
        raise stop(0, "table.cell_far_out", cell=f"{letters_of(right)}{bottom}")


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
