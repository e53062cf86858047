"""What programs of other makers say of a sealed report: qpdf, poppler, openssl. And PAdES rules they leave out."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from asn1crypto import cms

from dpo_desktop.reports import compliance
from tests.reports.factory import authority, built, data, identity, sealed
from tests.reports.read_back import ran
from tests.reports.signed_file import cms_of, flipped, hole, regions


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(sealed())
    return path


def test_qpdf_finds_no_error(report: Path) -> None:
    assert "No syntax or stream encoding errors found" in ran("qpdf", "--check", report)


def test_pdfsig_says_valid_and_total_document(report: Path) -> None:
    said = ran("pdfsig", report)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "Signature Type: ETSI.CAdES.detached" in said
    assert "Signature #2" not in said


def test_pdfsig_notices_a_changed_page(report: Path) -> None:
    """Without this the two sentences above might be what it always says."""
    report.write_bytes(flipped(sealed(), regions(sealed())["header"].start + 5, 0))
    assert "Signature is Valid" not in ran("pdfsig", report)


def test_the_register_is_attached_twice(report: Path, tmp_path: Path) -> None:
    listing = ran("pdfdetach", "-list", report)
    assert listing.splitlines() == ["2 embedded files", "1: register.csv", "2: register.json"]
    ran("pdfdetach", "-saveall", "-o", tmp_path, report)
    assert hashlib.sha256((tmp_path / "register.json").read_bytes()).hexdigest() == built().data_sha256


def test_every_font_is_embedded(report: Path) -> None:
    rows = ran("pdffonts", report).splitlines()[2:]
    assert len(rows) == 3
    for row in rows:
        *_, embedded, subset, to_unicode, _number, _generation = row.split()
        assert (embedded, subset, to_unicode) == ("yes", "yes", "yes")


@pytest.mark.parametrize("organisation", ["CRM HUB 360", "A & B <Sons> \x07\x1b\ufffe Ltd"])
def test_the_metadata_are_xml_and_say_pdfa_3b(organisation: str) -> None:
    with pikepdf.open(io.BytesIO(compliance.build(data(1, organisation=organisation)).pdf)) as document:
        packet = document.Root.Metadata.read_bytes().decode()
    root = ET.fromstring(packet)
    pdfaid = "{http://www.aiim.org/pdfa/ns/id/}"
    assert [root.find(f".//{pdfaid}{name}").text for name in ("part", "conformance")] == ["3", "B"]
    creator = root.find(".//{http://purl.org/dc/elements/1.1/}creator//{*}li")
    assert creator is not None
    assert creator.text == organisation.translate(dict.fromkeys(map(ord, "\x07\x1b\ufffe"), "\ufffd"))


def test_the_signed_file_starts_with_exactly_the_unsigned_bytes() -> None:
    unsigned = built()
    assert sealed().startswith(unsigned.pdf)
    assert hashlib.sha256(sealed()[: len(unsigned.pdf)]).hexdigest() == unsigned.sha256


def test_openssl_verifies_the_bytes_without_any_pdf_program(tmp_path: Path) -> None:
    """The way of reports.md 5: cut by ByteRange, then `openssl cms`; with the authority's certificate the chain too."""
    digits = hole(sealed())
    content = tmp_path / "signed.bytes"
    content.write_bytes(sealed()[: digits.start - 1] + sealed()[digits.stop + 1 :])
    signature, authority_file = tmp_path / "signature.der", tmp_path / "authority.pem"
    signature.write_bytes(cms_of(sealed()))
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-binary", "-in", str(signature)]
    command += ["-content", str(content), "-out", str(tmp_path / "out")]
    ran(*command, "-noverify")
    assert (tmp_path / "out").read_bytes() == content.read_bytes()

    ran(
        "openssl", "x509", "-inform", "DER", "-in", _saved(tmp_path, authority().ca_certificate), "-out", authority_file
    )
    ran(*command, "-CAfile", authority_file, "-purpose", "any")
    with pytest.raises(AssertionError, match="certificate"):
        ran(*command, "-purpose", "any")

    content.write_bytes(flipped(content.read_bytes(), 1000, 3))
    with pytest.raises(AssertionError, match=r"digest failure|verification failure"):
        ran(*command, "-noverify")


def _saved(folder: Path, der: bytes) -> Path:
    path = folder / "authority.der"
    path.write_bytes(der)
    return path


def test_it_is_a_pades_baseline_certification_that_forbids_every_change() -> None:
    """ETSI EN 319 142-1: the signing certificate is a signed attribute, the time is in /M and not in the CMS."""
    signer = cms.ContentInfo.load(cms_of(sealed()))["content"]["signer_infos"][0]
    attributes = {attribute["type"].native: attribute["values"][0].native for attribute in signer["signed_attrs"]}
    assert set(attributes) == {"content_type", "message_digest", "signing_certificate_v2"}
    named = attributes["signing_certificate_v2"]["certs"][0]["cert_hash"]
    assert named == hashlib.sha256(identity().certificate).digest()
    assert signer["unsigned_attrs"].native is None
    increment = sealed()[len(built().pdf) :]
    assert b"/TransformMethod /DocMDP" in increment
    assert b"/P 1\n" in increment
    assert b"/M (" in increment
