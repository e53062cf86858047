"""What a tool without the keys can do to a sealed report: append, cut, overlay, swap, save again. Each is refused."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from tests.reports.factory import built, refused_for, sealed, signer
from tests.reports.read_back import attachments
from tests.reports.signed_file import regions

# --- the file as a whole


@pytest.mark.parametrize("junk", [b"\n", b"\x00", b"%%EOF\n", b"junk" * 1000], ids=["newline", "nul", "eof", "junk"])
def test_anything_appended_is_refused(junk: bytes) -> None:
    refused_for(sealed() + junk, "report.not_whole_file")


def test_anything_put_in_front_is_refused() -> None:
    refused_for(b"\n" + sealed(), "report.not_whole_file")


@pytest.mark.parametrize("tenths", range(10))
def test_a_file_that_was_cut_off_is_refused(tenths: int) -> None:
    refused_for(sealed()[: len(sealed()) * tenths // 10], "report.not_one_signature", "report.not_whole_file")


@pytest.mark.parametrize("end", [-1, -2, -7, -700])
def test_a_file_without_its_last_bytes_is_refused(end: int) -> None:
    refused_for(sealed()[:end], "report.not_one_signature", "report.not_whole_file")


def test_the_unsigned_report_is_refused() -> None:
    refused_for(built().pdf, "report.not_one_signature")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n" + bytes(2000),
        b"/ByteRange [0 1 2 3]",
        b"/ByteRange [0 10 20 " + b"9" * 40 + b"]",
        b"/ByteRange [0 2 1500 0]  <" + b"A" * 1498 + b">",
        random.Random(1).randbytes(10 * 1024 * 1024),
    ],
    ids=["empty", "nul", "header", "png", "range", "long number", "hex only", "10 MB noise"],
)
def test_what_is_no_report_is_refused(content: bytes) -> None:
    refused_for(content, "report.not_one_signature", "report.not_whole_file", "report.signature_encoding")


# --- with tools that write PDF


def overlay(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _white_box(writer: IncrementalPdfFileWriter) -> None:
    box = generic.StreamObject(stream_data=b"q 1 1 1 rg 0 0 600 800 re f Q")
    writer.add_stream_to_page(1, writer.add_object(box))


def _other_language(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Lang"] = generic.TextStringObject("de")
    writer.update_root()


@pytest.mark.parametrize("change", [_white_box, _other_language])
def test_an_incremental_overlay_is_refused(change: Callable[[IncrementalPdfFileWriter], None]) -> None:
    """pdfsig still calls this "Signature is Valid": only the coverage of the whole file tells."""
    changed = overlay(sealed(), change)
    assert changed.startswith(sealed())
    refused_for(changed, "report.not_whole_file")


def saved(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed())) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def _swap_attachment(document: pikepdf.Pdf) -> None:
    name = "register.json"
    changed = document.attachments[name].get_file().read_bytes().replace(b'"late"', b'"on_time"')
    document.Root.Names.EmbeddedFiles.Names[3].EF.F.write(changed)


@pytest.mark.parametrize("change", [lambda _document: None, _swap_attachment], ids=["saved again", "attachment"])
def test_a_file_that_was_saved_again_is_refused(change: Callable[[pikepdf.Pdf], None]) -> None:
    changed = saved(change)
    refused_for(changed, "report.not_whole_file", "report.not_one_signature", "report.changed")


def test_a_swapped_attachment_of_the_same_length_is_refused() -> None:
    """In place, so that every offset stays: the swap that a hex editor can do."""
    place = regions(sealed())["register.json"]
    with pikepdf.open(io.BytesIO(sealed())) as document:
        stream = document.Root.Names.EmbeddedFiles.Names[3].EF.F
        raw, plain = stream.read_raw_bytes(), stream.read_bytes()
    assert plain == attachments(sealed())["register.json"]
    for level in range(10):
        forged = zlib.compress(plain.replace(b'"open": ', b'"open":\t'), level)
        if len(forged) <= len(raw):
            break
    start = sealed().index(raw, place.start)
    changed = sealed()[:start] + forged.ljust(len(raw), b"\x00") + sealed()[start + len(raw) :]
    assert len(changed) == len(sealed())
    assert attachments(changed)["register.json"] != plain
    refused_for(changed, "report.changed")


def _signed_once_more(pdf: bytes, field: str) -> bytes:
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    metadata = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES)
    signers.PdfSigner(metadata, signer=signer(), new_field_spec=fields.SigFieldSpec(field)).sign_pdf(writer, output=out)
    return out.getvalue()


def test_a_second_signature_is_refused() -> None:
    """Even under the right authority, and though the last of the two covers the whole file."""
    twice = _signed_once_more(_signed_once_more(built().pdf, "First"), "Second")
    refused_for(twice, "report.not_one_signature")
