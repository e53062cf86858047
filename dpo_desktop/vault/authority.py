"""The organisation's local certificate authority: one CA, one leaf that signs reports. Nobody else vouches for it.

Two levels, because a self-signed leaf never becomes trusted in the viewers that were tried, while a leaf under an
imported CA does (docs/decisions/0005-reports.md). RSA-3072, X.509 v3, no extended key usage on the leaf.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import CertificateBuilder, KeyUsage, Name

_KEY_BITS = 3072
_AUTHORITY_YEARS, _LEAF_YEARS = 20, 10
_NAME_LIMIT = 48  # X.520 allows 64 characters in a common name; the suffix needs some


@dataclass(frozen=True, slots=True)
class Authority:
    """Keys as unencrypted PKCS#8, certificates as X.509, all DER."""

    ca_key: bytes = field(repr=False)
    ca_certificate: bytes
    leaf_key: bytes = field(repr=False)
    leaf_certificate: bytes


def fingerprint_of(certificate: bytes) -> str:
    """SHA-256 of the DER certificate, hex."""
    return hashlib.sha256(certificate).hexdigest()


def create_authority(organisation: str, *, now: datetime) -> Authority:
    """Make both keys and certificates, valid from the day before `now`."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa

    ca_key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    leaf_key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    ca_name = _name(organisation, "reports authority")
    leaf_name = _name(organisation, "privacy office")
    ca = (
        _builder(ca_key, ca_name, ca_name, now, _AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        _builder(leaf_key, leaf_name, ca_name, now, _LEAF_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    from cryptography.hazmat.primitives.serialization import Encoding

    return Authority(
        _private(ca_key), ca.public_bytes(Encoding.DER), _private(leaf_key), leaf.public_bytes(Encoding.DER)
    )


def _name(organisation: str, office: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    short = organisation[:_NAME_LIMIT]
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{short} {office}"[:64]),
        ]
    )


def _builder(key: RSAPrivateKey, subject: Name, issuer: Name, now: datetime, years: int) -> CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _private(key: RSAPrivateKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
