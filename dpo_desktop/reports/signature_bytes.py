"""The strict reading of a report's signature: every byte of the file is signed, or has exactly one allowed value.

Viewers and libraries read a signature generously. Then bits can be changed inside /Contents (hex case, padding, an
algorithm field, a certificate that nobody checks) while the verdict stays "valid". Here the CMS structure is built
again from what was checked, and must equal the bytes in the file (RFC 5652, ITU-T X.690 DER).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_SET_TAG = b"\x31"  # attributes stand in the file as [0] and are signed as SET OF (RFC 5652, 5.4)
_SMALLEST_HOLE, _LARGEST_HOLE = 1000, 200_000


class Refused(Exception):
    """The file is not what was signed. `code` is a finding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class SignedBytes:
    """DER certificates of a signature that holds. Who they belong to is another question: trust."""

    leaf: bytes
    authority: bytes


def checked(pdf: bytes) -> SignedBytes:
    """Raises Refused, or whatever a parser raises for bytes it cannot read."""
    signed, der = _signed_and_contents(pdf)
    return _check_cms(der, hashlib.sha256(signed).digest())


def _signed_and_contents(pdf: bytes) -> tuple[bytes, bytes]:
    """The bytes the signature covers, and the DER inside /Contents."""
    ranges = _BYTE_RANGE.findall(pdf)
    if len(ranges) != 1 or pdf.count(b"/ByteRange") != 1:
        raise Refused("report.not_one_signature")
    hole_start, after, rest = (int(number) for number in ranges[0])
    if not 0 < hole_start < after <= len(pdf) or after + rest != len(pdf):
        raise Refused("report.not_whole_file")
    hole = pdf[hole_start:after]
    if not _SMALLEST_HOLE < len(hole) < _LARGEST_HOLE or hole[:1] != b"<" or hole[-1:] != b">":
        raise Refused("report.not_whole_file")
    digits = hole[1:-1]
    if len(digits) % 2 or re.fullmatch(rb"[0-9A-F]*", digits) is None:
        raise Refused("report.signature_encoding")
    contents = bytes.fromhex(digits.decode())
    length = _der_length(contents)
    if any(contents[length:]):
        raise Refused("report.signature_encoding")
    return pdf[:hole_start] + pdf[after:], contents[:length]


def _der_length(contents: bytes) -> int:
    """Bytes of the outer SEQUENCE, header included; its length must be in the long form with two octets."""
    if contents[:2] != b"\x30\x82":
        raise Refused("report.signature_encoding")
    length = 4 + int.from_bytes(contents[2:4], "big")
    if length > len(contents):
        raise Refused("report.signature_encoding")
    return length


def _check_cms(der: bytes, digest: bytes) -> SignedBytes:
    from asn1crypto import cms
    from cryptography.exceptions import InvalidSignature

    content = cms.ContentInfo.load(der, strict=True)
    signed_data = content["content"]
    signers = signed_data["signer_infos"]
    if content["content_type"].native != "signed_data" or len(signers) != 1:
        raise Refused("report.signature_encoding")
    certificates = [choice.chosen for choice in signed_data["certificates"]]
    leaf, authority = _leaf_and_authority(certificates)
    attributes = signers[0]["signed_attrs"]
    by_name = {attribute["type"].native: attribute["values"] for attribute in attributes}
    if len(by_name) != len(attributes) or by_name["message_digest"][0].native != digest:
        raise Refused("report.changed")
    signature: bytes = signers[0]["signature"].native
    if _rebuilt(certificates, leaf, attributes, signature) != der:
        raise Refused("report.signature_encoding")
    try:
        _verify_rsa(leaf, signature, _SET_TAG + attributes.dump()[1:])
        _check_chain(leaf, authority)
    except InvalidSignature as error:
        raise Refused("report.changed") from error
    return SignedBytes(leaf.dump(), authority.dump())


def _leaf_and_authority(certificates: list[Certificate]) -> tuple[Certificate, Certificate]:
    """Exactly two certificates: no certificate travels in the file that is not checked."""
    authorities = [certificate for certificate in certificates if certificate.ca]
    leaves = [certificate for certificate in certificates if not certificate.ca]
    if len(authorities) != 1 or len(leaves) != 1:
        raise Refused("report.certificates")
    return leaves[0], authorities[0]


def _rebuilt(certificates: list[Certificate], leaf: Certificate, attributes: object, signature: bytes) -> bytes:
    """The CMS of a report with nothing in it that was not checked.

    What a signature covers goes in as the bytes that stood in the file; all around it is encoded anew. Nothing is
    encoded anew by force: how asn1crypto reads the attributes depends on which other package was imported before.
    """
    from asn1crypto import cms

    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber({"issuer": leaf.issuer, "serial_number": leaf.serial_number}),
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": signature,
        }
    )
    body = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [_plain_certificate(certificate) for certificate in certificates],
            "signer_infos": [signer],
        }
    )
    dumped: bytes = cms.ContentInfo({"content_type": "signed_data", "content": body}).dump()
    return dumped


def _plain_certificate(certificate: Certificate) -> Certificate:
    """The same certificate put together again: the outer algorithm is not signed, so it must repeat the inner one."""
    from asn1crypto import x509

    inner = certificate["tbs_certificate"]
    return x509.Certificate(
        {
            "tbs_certificate": inner,
            "signature_algorithm": inner["signature"].copy(),
            "signature_value": certificate["signature_value"].native,
        }
    )


def _check_chain(leaf: Certificate, authority: Certificate) -> None:
    """The leaf is signed by the authority and may sign documents; the authority is signed by itself and may sign it."""
    if leaf.issuer != authority.subject or authority.issuer != authority.subject:
        raise Refused("report.certificates")
    usage, signing = leaf.key_usage_value, authority.key_usage_value
    if (
        usage is None
        or "non_repudiation" not in usage.native
        or signing is None
        or "key_cert_sign" not in signing.native
    ):
        raise Refused("report.certificates")
    for certificate in (leaf, authority):
        if certificate["tbs_certificate"]["signature"]["algorithm"].native != "sha256_rsa":
            raise Refused("report.certificates")
        _verify_rsa(authority, certificate["signature_value"].native, certificate["tbs_certificate"].dump())


def _verify_rsa(certificate: Certificate, signature: bytes, message: bytes) -> None:
    """Raises cryptography's InvalidSignature."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key = load_der_public_key(certificate.public_key.dump())
    if not isinstance(key, RSAPublicKey):
        raise Refused("report.certificates")
    key.verify(signature, message, PKCS1v15(), hashes.SHA256())
