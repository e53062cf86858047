"""The structure of a report as a screen reader meets it, read with pikepdf and with the pages' own operators."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf


@dataclass
class Tag:
    role: str
    alternative: str
    box: tuple[float, ...]  # of a figure, in points
    scope: str
    content: list[tuple[int, int]]  # page and number of each piece of marked content
    kids: list[Tag] = field(default_factory=list)

    def everything(self) -> Iterator[Tag]:
        yield self
        for kid in self.kids:
            yield from kid.everything()


def tree(pdf: bytes) -> Tag:
    """The Document element with all below it. Every element names its parent."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        root = document.Root.StructTreeRoot
        assert root.K.P.objgen == root.objgen
        return _tag(root.K, pages)


def _tag(element: Any, pages: dict[tuple[int, int], int]) -> Tag:
    attributes = element.get("/A", {})
    made = Tag(
        str(element.S).removeprefix("/"),
        str(element.get("/Alt", "")),
        tuple(float(side) for side in attributes.get("/BBox", ())),
        str(attributes.get("/Scope", "")).removeprefix("/"),
        [],
    )
    for kid in element.K:
        if isinstance(kid, int):
            made.content.append((pages[element.Pg.objgen], kid))
        elif "/MCID" in kid:
            made.content.append((pages[kid.Pg.objgen], int(kid.MCID)))
        else:
            assert kid.P.objgen == element.objgen
            made.kids.append(_tag(kid, pages))
    return made


def marked_content(pdf: bytes) -> list[list[str]]:
    """Of each page the roles of its marked content, by number; what stands outside of it fails."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [_of_page(page) for page in document.pages]


_PAINTING = frozenset(("Tj", "TJ", "f", "f*", "S", "B"))


def _of_page(page: pikepdf.Page) -> list[str]:
    roles: list[str] = []
    inside: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            role = str(operands[0]).removeprefix("/")
            inside.append(role)
            if name == "BDC" and "/MCID" in operands[1]:
                assert int(operands[1].MCID) == len(roles)
                roles.append(role)
        elif name == "EMC":
            inside.pop()
        elif name in _PAINTING:
            assert inside, f"{name} outside of marked content"
    assert not inside
    return roles


def leading_to(pdf: bytes) -> list[list[str]]:
    """Of each page the roles of the elements that the parent tree leads to."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        numbers = document.Root.StructTreeRoot.ParentTree.Nums
        lists = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        return [
            [str(element.S).removeprefix("/") for element in lists[int(page.StructParents)]] for page in document.pages
        ]
