"""The structure of a document for screen readers (tagged PDF, ISO 32000-1, 14.6 to 14.8): what is a heading, a cell, a
picture with its words.

A register of 100,000 requests has a million cells. So the elements are numbers in parallel lists while pages are drawn,
and are written at the end as object streams behind the finished file: as objects of a PDF library they take minutes.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from struct import pack

_IN_A_STREAM = 400
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_PLACE = ">BIH"  # type, offset or number of the stream, position in it: /W[1 4 2]
_LINE = 20  # bytes of an entry of a cross-reference table

_PAGE = 1 << 32  # marked content is kept as one negative number: ~(page * _PAGE + its number on the page)


class Structure:
    """Elements in the order in which they are opened; what is opened inside another is its child.

    Of each element the kids: None, one number or a list of them. An element is its number, content a negative one.
    """

    def __init__(self) -> None:
        self.roles: list[str] = ["Document"]
        self.parents = array("q", [-1])
        self.kids: list[int | list[int] | None] = [None]
        self.attributes: dict[int, str] = {}
        self.on_page: list[list[int]] = [[]]  # of each page, the element of each marked content
        self._open = [0]

    def open(self, role: str, attributes: str = "") -> int:
        """A new element inside the one that is open. `attributes` stand in its dictionary as they are."""
        element = len(self.roles)
        parent = self._open[-1]
        self.roles.append(role)
        self.parents.append(parent)
        self.kids.append(None)
        self._add(parent, element)
        if attributes:
            self.attributes[element] = attributes
        self._open.append(element)
        return element

    def go_on(self, element: int) -> None:
        """Open an element again, for what of it comes later."""
        self._open.append(element)

    def close(self) -> None:
        self._open.pop()

    def mark(self) -> str:
        """The operator that begins marked content of the open element; EMC ends it."""
        element = self._open[-1]
        here = self.on_page[-1]
        number = len(here)
        here.append(element)
        self._add(element, ~((len(self.on_page) - 1) * _PAGE + number))
        return f"/{self.roles[element]} <</MCID {number}>> BDC"

    def _add(self, element: int, kid: int) -> None:
        kids = self.kids[element]
        if kids is None:
            self.kids[element] = kid
        elif isinstance(kids, int):
            self.kids[element] = [kids, kid]
        else:
            kids.append(kid)

    def new_page(self) -> None:
        self.on_page.append([])


@dataclass(frozen=True, slots=True)
class Numbers:
    """Object numbers of a file: of its catalogue, its information, what holds the structure's place, its pages."""

    catalogue: int
    information: int
    structure: int
    pages: tuple[int, ...]


def text_string(text: str) -> str:
    """A PDF text string: hex of UTF-16BE with its mark."""
    encoded = b"\xfe\xff" + text.encode("utf-16-be")
    return f"<{encoded.hex().upper()}>"


def with_structure(pdf: bytes, structure: Structure, numbers: Numbers) -> bytes:
    """A file as qpdf writes it (one cross-reference table) with the structure behind it, as one revision."""
    end = _END.search(pdf)
    assert end is not None
    start = int(end[1])
    out = bytearray(pdf[:start])
    places = _places(pdf, start)  # of each object its entry in the cross-reference stream
    first = len(places)
    objects = _objects(structure, numbers, first)
    number = first + len(structure.roles) + len(numbers.pages) + 1
    places += [b""] * (number - first)
    while part := list(islice(objects, _IN_A_STREAM)):
        for position, (inside, _body) in enumerate(part):
            places[inside] = pack(_PLACE, 2, number, position)
        places.append(pack(_PLACE, 1, len(out), 0))
        out += _object_stream(number, part)
        number += 1
    places.append(pack(_PLACE, 1, len(out), 0))
    out += _cross_reference_stream(number, places, numbers, len(out), hashlib.sha256(out).hexdigest()[:32])
    return bytes(out)


def _places(pdf: bytes, start: int) -> list[bytes]:
    head = _TABLE.match(pdf, start)
    assert head is not None
    lines = (pdf[head.end() + number * _LINE :][:10] for number in range(int(head[1])))
    return [pack(_PLACE, 1, int(line), 0) if number else pack(_PLACE, 0, 0, 65535) for number, line in enumerate(lines)]


def _objects(structure: Structure, numbers: Numbers, first: int) -> Iterator[tuple[int, str]]:
    """Number and body of the root, the elements, and the tree that leads from marked content to its element."""
    page_lists = first + len(structure.roles)
    tree = page_lists + len(numbers.pages)
    yield (
        numbers.structure,
        f"<</Type/StructTreeRoot/K {first} 0 R/ParentTree {tree} 0 R/ParentTreeNextKey {len(numbers.pages)}>>",
    )
    for element, (role, parent) in enumerate(zip(structure.roles, structure.parents, strict=True)):
        above = first + parent if parent >= 0 else numbers.structure
        kids = _kids(structure.kids[element], numbers.pages, first)
        more = structure.attributes.get(element, "")
        yield first + element, f"<</S/{role}/P {above} 0 R{kids}{more}>>"
    for page, elements in enumerate(structure.on_page):
        yield page_lists + page, f"[{' '.join(f'{first + element} 0 R' for element in elements)}]"
    keys = " ".join(f"{page} {page_lists + page} 0 R" for page in range(len(numbers.pages)))
    yield tree, f"<</Nums[{keys}]>>"


def _kids(kids: int | list[int] | None, pages: tuple[int, ...], first: int) -> str:
    """Content of the page that is named once stands as its number alone."""
    page, said = -1, []
    for kid in [] if kids is None else [kids] if isinstance(kids, int) else kids:
        if kid >= 0:
            said.append(f"{first + kid} 0 R")
            continue
        on_page, number = divmod(~kid, _PAGE)
        if page < 0:
            page = on_page
        said.append(str(number) if on_page == page else f"<</Type/MCR/Pg {pages[on_page]} 0 R/MCID {number}>>")
    where = f"/Pg {pages[page]} 0 R" if page >= 0 else ""
    return f"{where}/K[{' '.join(said)}]"


def _object_stream(number: int, objects: list[tuple[int, str]]) -> bytes:
    bodies = [body.encode() for _number, body in objects]
    at, offsets = 0, []
    for (inside, _body), body in zip(objects, bodies, strict=True):
        offsets.append(b"%d %d" % (inside, at))
        at += len(body) + 1
    head = b" ".join(offsets) + b"\n"
    data = zlib.compress(head + b"\n".join(bodies), 6)
    words = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(number, words, data)


def _cross_reference_stream(number: int, places: list[bytes], numbers: Numbers, at: int, name: str) -> bytes:
    data = zlib.compress(b"".join(places), 6)
    words = f"/Type/XRef/Size {number + 1}/W[1 4 2]/Root {numbers.catalogue} 0 R/Info {numbers.information} 0 R"
    words += f"/ID[<{name}><{name}>]"
    return _stream(number, words.encode(), data) + b"startxref\n%d\n%%%%EOF\n" % at


def _stream(number: int, words: bytes, data: bytes) -> bytes:
    said = b"<<%s/Filter/FlateDecode/Length %d>>" % (words, len(data))
    return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, said, data)
