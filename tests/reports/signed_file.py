"""Takes a signed report apart and puts it together again: where its parts lie, its CMS, and forged versions of both."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
from asn1crypto import cms, x509

_BYTE_RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)")


def hole(pdf: bytes) -> range:
    """The hex digits inside /Contents, without the angle brackets."""
    found = _BYTE_RANGE.search(pdf)
    assert found is not None
    return range(int(found[1]) + 1, int(found[2]) - 1)


def cms_of(pdf: bytes) -> bytes:
    """The DER inside /Contents, without its padding."""
    digits = hole(pdf)
    contents = bytes.fromhex(pdf[digits.start : digits.stop].decode())
    return contents[: 4 + int.from_bytes(contents[2:4], "big")]


def with_cms(pdf: bytes, der: bytes) -> bytes:
    """The same file with another CMS in the same hole."""
    return with_digits(pdf, der.hex().upper().encode())


def with_digits(pdf: bytes, digits: bytes) -> bytes:
    """The same file with other hex digits, padded with zeros."""
    place = hole(pdf)
    assert len(digits) <= len(place)
    return pdf[: place.start] + digits.ljust(len(place), b"0") + pdf[place.stop :]


def changed_cms(pdf: bytes, change: Any) -> bytes:
    """The file with its CMS changed by `change(SignedData, SignerInfo)` and encoded as DER again."""
    content = cms.ContentInfo.load(cms_of(pdf))
    data = content["content"]
    change(data, data["signer_infos"][0])
    return with_cms(pdf, content.dump(force=True))


def flipped(pdf: bytes, position: int, bit: int) -> bytes:
    changed = bytearray(pdf)
    changed[position] ^= 1 << bit
    return bytes(changed)


def regions(pdf: bytes) -> dict[str, range]:
    """Where the parts of the file lie, by name."""
    digits = hole(pdf)
    der = cms_of(pdf)
    signer = cms.ContentInfo.load(der)["content"]["signer_infos"][0]
    certificates = [choice.chosen for choice in cms.ContentInfo.load(der)["content"]["certificates"]]
    authority = next(certificate for certificate in certificates if certificate.ca)
    leaf = next(certificate for certificate in certificates if not certificate.ca)

    def outer_algorithm(certificate: x509.Certificate) -> range:
        """The algorithm named beside a certificate's signature, which that signature does not cover."""
        algorithm = certificate["signature_algorithm"].dump()
        place = in_hole(certificate.dump())
        start = place.start + 2 * certificate.dump().rindex(algorithm)
        return range(start, start + 2 * len(algorithm))

    def in_hole(part: bytes) -> range:
        assert der.count(part) == 1
        start = digits.start + 2 * der.index(part)
        return range(start, start + 2 * len(part))

    with pikepdf.open(io.BytesIO(pdf)) as document:
        files = document.Root.Names.EmbeddedFiles.Names
        numbers = {
            "first page": document.pages[0].Contents.objgen[0],
            "page of charts": document.pages[1].Contents.objgen[0],
            "page of sums": document.pages[-2].Contents.objgen[0],
            "last page": document.pages[-1].Contents.objgen[0],
            "register.csv": files[1].EF.F.objgen[0],
            "register.json": files[3].EF.F.objgen[0],
            "file specification": files[3].objgen[0],
            "output intent": document.Root.OutputIntents[0].DestOutputProfile.objgen[0],
            "catalogue": document.Root.objgen[0],
            "metadata": document.Root.Metadata.objgen[0],
        }
        numbers["font"] = next(
            document.pages[0].Resources.Font[name].FontDescriptor.FontFile2.objgen[0]
            for name in document.pages[0].Resources.Font
        )
    found = {name: _object(pdf, number) for name, number in numbers.items()}
    found |= {
        "structure": _around(pdf, pdf.index(b"/Type/ObjStm")),
        "first cross-reference stream": _around(pdf, pdf.index(b"/Type/XRef")),
        "last cross-reference stream": _around(pdf, pdf.rindex(b"/XRef")),
        "header": range(16),
        "first end": range(pdf.index(b"startxref"), pdf.index(b"%%EOF") + 5),
        "byte range": range(pdf.index(b"/ByteRange"), pdf.index(b"]", pdf.index(b"/ByteRange")) + 1),
        "brackets": range(digits.start - 1, digits.start),
        "closing bracket": range(digits.stop, digits.stop + 1),
        "start of the CMS": range(digits.start, digits.start + 120),
        "authority's certificate": in_hole(authority.dump()),
        "authority's outer algorithm": outer_algorithm(authority),
        "leaf's outer algorithm": outer_algorithm(leaf),
        "leaf certificate": in_hole(leaf.dump()),
        "signed attributes": in_hole(signer["signed_attrs"].dump()),
        "signature value": in_hole(signer["signature"].native),
        "padding": range(digits.start + 2 * len(der), digits.stop),
        "last end": range(pdf.rindex(b"startxref"), len(pdf)),
    }
    return found


def _around(pdf: bytes, position: int) -> range:
    """The indirect object that a position lies in."""
    return range(pdf.rindex(b" obj", 0, position), pdf.index(b"endobj", position) + 6)


def _object(pdf: bytes, number: int) -> range:
    """The newest version of an indirect object, from its number to `endobj`."""
    *_, newest = re.finditer(rb"(?<!\d)%d 0 obj" % number, pdf)
    return range(newest.start(), pdf.index(b"endobj", newest.end()) + 6)
