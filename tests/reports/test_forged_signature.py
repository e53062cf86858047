"""Changes inside /Contents, which no signature covers, and games with /ByteRange: viewers forgive, verify does not."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto import algos, cms, core, x509

from dpo_desktop.reports import compliance, sealing
from dpo_desktop.reports.signature_bytes import checked
from tests.reports.factory import authority, built, data, identity, other_authority, refused_for, sealed, signer
from tests.reports.signed_file import changed_cms, cms_of, hole, regions, with_cms, with_digits


def test_another_hex_case_is_refused() -> None:
    digits = hole(sealed())
    written = sealed()[digits.start : digits.stop]
    assert written == written.upper()
    refused_for(with_digits(sealed(), written.lower()), "report.signature_encoding")
    letter = next(index for index in range(1000, 2000) if written[index : index + 1] in b"ABCDEF")
    one = written[:letter] + written[letter : letter + 1].lower() + written[letter + 1 :]
    refused_for(with_digits(sealed(), one), "report.signature_encoding")


@pytest.mark.parametrize("padding", [b"01", b"1", b"\x00", b" ", b"\n"])
def test_changed_padding_is_refused(padding: bytes) -> None:
    digits = hole(sealed())
    written = sealed()[digits.start : digits.stop]
    refused_for(with_digits(sealed(), written[: -len(padding)] + padding), "report.signature_encoding")


def _add_certificate(data: cms.SignedData, _signer: cms.SignerInfo) -> None:
    data["certificates"].append(x509.Certificate.load(other_authority().ca_certificate))


def _drop_authority(data: cms.SignedData, _signer: cms.SignerInfo) -> None:
    data["certificates"] = cms.CertificateSet([c.chosen for c in data["certificates"] if not c.chosen.ca])


def _other_authority(data: cms.SignedData, _signer: cms.SignerInfo) -> None:
    leaf = next(c.chosen for c in data["certificates"] if not c.chosen.ca)
    data["certificates"] = cms.CertificateSet([leaf, x509.Certificate.load(other_authority().ca_certificate)])


def _other_leaf(data: cms.SignedData, _signer: cms.SignerInfo) -> None:
    own = next(c.chosen for c in data["certificates"] if c.chosen.ca)
    data["certificates"] = cms.CertificateSet([own, x509.Certificate.load(other_authority().leaf_certificate)])


def _unsigned_attribute(_data: cms.SignedData, signer: cms.SignerInfo) -> None:
    attribute = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": []})
    signer["unsigned_attrs"] = cms.CMSAttributes([attribute])


def _signing_time(_data: cms.SignedData, signer: cms.SignerInfo) -> None:
    time = cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": core.UTCTime("260101000000Z")})]})
    signer["signed_attrs"] = cms.CMSAttributes([*signer["signed_attrs"], time])


def _drop_attribute(_data: cms.SignedData, signer: cms.SignerInfo) -> None:
    signer["signed_attrs"] = cms.CMSAttributes(list(signer["signed_attrs"])[:-1])


def _other_digest(_data: cms.SignedData, signer: cms.SignerInfo) -> None:
    for attribute in signer["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            attribute["values"] = [core.OctetString(bytes(32))]


def _other_version(data: cms.SignedData, _signer: cms.SignerInfo) -> None:
    data["version"] = "v3"


def _other_algorithm(_data: cms.SignedData, signer: cms.SignerInfo) -> None:
    signer["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"})


def _second_signer(data: cms.SignedData, signer: cms.SignerInfo) -> None:
    data["signer_infos"] = cms.SignerInfos([signer, signer.copy()])


def _no_signer(data: cms.SignedData, _signer: cms.SignerInfo) -> None:
    data["signer_infos"] = cms.SignerInfos([])


def _enclosed_content(data: cms.SignedData, _signer: cms.SignerInfo) -> None:
    data["encap_content_info"] = {"content_type": "data", "content": b"something else"}


def test_the_way_there_and_back_changes_nothing() -> None:
    """Else the forgeries below would be refused for the way they are written."""
    assert changed_cms(sealed(), lambda _data, _signer: None) == sealed()


@pytest.mark.parametrize(
    "change",
    [
        _add_certificate,
        _drop_authority,
        _other_authority,
        _other_leaf,
        _unsigned_attribute,
        _signing_time,
        _drop_attribute,
        _other_digest,
        _other_version,
        _other_algorithm,
        _second_signer,
        _no_signer,
        _enclosed_content,
    ],
)
def test_a_changed_cms_is_refused(change: Callable[[Any, Any], None]) -> None:
    changed = changed_cms(sealed(), change)
    assert changed != sealed()
    refused_for(changed, "report.signature_encoding", "report.certificates", "report.changed", "report.unreadable")


def test_certificates_in_another_order_are_refused() -> None:
    """DER sorts a set; BER does not care."""
    der = cms_of(sealed())
    own = identity()
    pair = [
        part
        for _place, part in sorted((der.index(part), part) for part in (own.certificate, own.authority_certificate))
    ]
    assert b"".join(pair) in der
    refused_for(with_cms(sealed(), der.replace(b"".join(pair), b"".join(reversed(pair)))), "report.signature_encoding")


def test_a_longer_form_of_the_same_length_is_refused() -> None:
    """BER allows it, DER does not: 30 82 xxxx and 30 83 00xxxx say the same."""
    der = cms_of(sealed())
    refused_for(with_cms(sealed(), b"\x30\x83\x00" + der[2:]), "report.signature_encoding")
    indefinite = b"\x30\x80" + der[4:] + b"\x00\x00"
    refused_for(with_cms(sealed(), indefinite), "report.signature_encoding")


# --- games with the byte range


def with_range(text: bytes) -> bytes:
    place = regions(sealed())["byte range"]
    room = sealed().index(b"\n", place.stop) - place.start
    return sealed()[: place.start] + text.ljust(room) + sealed()[place.start + room :]


@pytest.mark.parametrize(
    "text",
    [
        "/ByteRange [0 {start} {after} {less}]",
        "/ByteRange [0 {start} {later} {less}]",
        "/ByteRange [0 {before} {after} {rest}]",
        "/ByteRange [1 {start} {after} {rest}]",
        "/ByteRange [0 0 0 {whole}]",
        "/ByteRange [0 {whole} {whole} 0]",
        "/ByteRange [0 {start} {after} {rest} 0 0]",
        "/ByteRange [0 {start} {after} -1]",
        "/ByteRange [0 {start} {after}]",
        "/ByteRange [0 {start} {after} {rest}.0]",
        "/ByteRange 5 0 R",
        "/ByteRangf [0 {start} {after} {rest}]",
    ],
)
def test_another_byte_range_is_refused(text: str) -> None:
    digits = hole(sealed())
    start, after, whole = digits.start - 1, digits.stop + 1, len(sealed())
    numbers = {"start": start, "before": start - 1, "after": after, "later": after + 1, "whole": whole}
    changed = with_range(text.format(**numbers, rest=whole - after, less=whole - after - 1).encode())
    assert len(changed) == whole
    refused_for(changed, "report.not_one_signature", "report.not_whole_file", "report.changed")


def test_a_second_byte_range_is_refused() -> None:
    refused_for(sealed().replace(b"/Type /Sig\n", b"/ByteRange", 1), "report.not_one_signature")


def test_a_signature_that_stands_in_a_comment_is_refused() -> None:
    """Every byte is signed and the CMS is strict, but no signature field holds it: a viewer would show none."""
    start = built().pdf + b"% /Contents "
    tail = built().pdf[built().pdf.rindex(b"startxref") :]  # a reader looks for it at the end
    hole_bytes = 2 * 8_000 + 2
    after = len(start) + hole_bytes
    rest = len(b" /ByteRange [0 %d %d 000]\n" % (len(start), after)) + len(tail)
    end = b" /ByteRange [0 %d %d %03d]\n" % (len(start), after, rest) + tail
    digest = hashlib.sha256(start + end).digest()
    signed = asyncio.run(signer().async_sign(digest, "sha256", use_pades=True)).dump()
    contents = b"<" + signed.hex().upper().encode().ljust(hole_bytes - 2, b"0") + b">"
    pdf = start + contents + end
    assert checked(pdf).authority == authority().ca_certificate
    refused_for(pdf, "report.not_one_signature")


def test_the_signature_of_another_report_is_refused() -> None:
    other = sealing.seal(compliance.build(data(3)).pdf, identity())
    refused_for(with_cms(sealed(), cms_of(other)), "report.changed")
