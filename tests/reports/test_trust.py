"""Integrity is one question, who signed another: only what came by another channel settles it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from dpo_desktop.reports import compliance, sealing
from dpo_desktop.reports.register_files import figures_again, values_of
from dpo_desktop.reports.verification import Verdict, is_certificate, trust_words, verify
from dpo_desktop.vault.authority import fingerprint_of
from tests.factory import DATA
from tests.reports.factory import authority, data, identity, other_authority, sealed
from tests.reports.signed_file import flipped

GOLDEN = DATA / "reports" / "compliance-report-en-1.pdf"
FINGERPRINT = fingerprint_of(authority().ca_certificate)


def pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def forged() -> bytes:
    """Better figures, signed by somebody who calls himself the same, with his own fingerprint printed in it."""
    frozen = data(48)
    better = tuple(
        replace(row, timeliness="on_time", days_late=0) if row.timeliness == "late" else row for row in frozen.rows
    )
    totals = replace(frozen.totals, on_time=frozen.totals.on_time + frozen.totals.late, late=0)
    fingerprint = fingerprint_of(other_authority().ca_certificate)
    figures = figures_again([values_of(row) for row in better], frozen.issued_at.date())
    frozen = replace(frozen, rows=better, totals=totals, figures=figures, authority_fingerprint=fingerprint)
    return sealing.seal(compliance.build(frozen).pdf, identity(other_authority()))


def settled(verdict: Verdict) -> tuple[bool, str, tuple[str, ...]]:
    return verdict.ok, verdict.trust, tuple(code for code, _parameters in verdict.findings)


def test_without_an_authority_who_signed_is_not_checked() -> None:
    assert settled(verify(sealed())) == (True, "not_checked", ())
    assert "not checked" in trust_words("not_checked")


@pytest.mark.parametrize(
    "certificate", [authority().ca_certificate, pem(authority().ca_certificate)], ids=["DER", "PEM"]
)
def test_the_authoritys_certificate_settles_it(certificate: bytes) -> None:
    assert settled(verify(sealed(), ca=certificate)) == (True, "trusted", ())


@pytest.mark.parametrize(
    "written",
    [
        FINGERPRINT,
        FINGERPRINT.upper(),
        ":".join(FINGERPRINT[at : at + 2] for at in range(0, 64, 2)).upper(),
        " ".join(FINGERPRINT[at : at + 8] for at in range(0, 64, 8)),
        f"  {FINGERPRINT[:32]}\n{FINGERPRINT[32:]}\n",
    ],
    ids=["plain", "upper", "colons", "groups", "two lines"],
)
def test_the_fingerprint_settles_it_however_it_is_written(written: str) -> None:
    assert settled(verify(sealed(), fingerprint=written)) == (True, "trusted", ())


@pytest.mark.parametrize(
    "written",
    ["", "ab", FINGERPRINT[:-1], FINGERPRINT + "0", FINGERPRINT[::-1], "0" * 64, "not a number"],
    ids=["empty", "short", "cut", "longer", "reversed", "zeros", "words"],
)
def test_another_fingerprint_is_refused(written: str) -> None:
    assert settled(verify(sealed(), fingerprint=written)) == (False, "untrusted", ("report.other_authority",))


@pytest.mark.parametrize(
    "certificate",
    [
        other_authority().ca_certificate,
        pem(other_authority().ca_certificate),
        authority().leaf_certificate,
        authority().ca_certificate[:-1],
        authority().ca_certificate + b"\x00",
        b"",
    ],
    ids=["other DER", "other PEM", "leaf", "cut", "longer", "empty"],
)
def test_another_certificate_is_refused(certificate: bytes) -> None:
    assert settled(verify(sealed(), ca=certificate)) == (False, "untrusted", ("report.other_authority",))


def test_certificate_and_fingerprint_must_both_fit() -> None:
    other = fingerprint_of(other_authority().ca_certificate)
    assert verify(sealed(), ca=authority().ca_certificate, fingerprint=FINGERPRINT).trust == "trusted"
    assert verify(sealed(), ca=authority().ca_certificate, fingerprint=other).trust == "untrusted"
    assert verify(sealed(), ca=other_authority().ca_certificate, fingerprint=FINGERPRINT).trust == "untrusted"


def test_a_forger_with_an_authority_of_his_own_is_found_by_the_comparison_alone() -> None:
    """Whole in itself, so integrity holds; nothing but the other channel tells. This is why `trust` is a field."""
    assert settled(verify(forged())) == (True, "not_checked", ())
    assert settled(verify(forged(), ca=authority().ca_certificate)) == (
        False,
        "untrusted",
        ("report.other_authority",),
    )
    assert not verify(forged(), fingerprint=FINGERPRINT).ok


def test_a_forger_who_leaves_the_true_fingerprint_printed_is_found_without_it() -> None:
    copied = sealing.seal(compliance.build(data(48)).pdf, identity(other_authority()))
    assert settled(verify(copied)) == (False, "not_checked", ("report.fingerprint_differs",))


def test_the_true_authority_does_not_heal_a_changed_file() -> None:
    changed = flipped(sealed(), 5000, 2)
    verdict = verify(changed, ca=authority().ca_certificate, fingerprint=FINGERPRINT)
    assert not verdict.ok
    assert verdict.trust != "trusted"


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (authority().ca_certificate, True),
        (pem(authority().ca_certificate), True),
        (b"", False),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", False),
        (b"\x89PNG\r\n\x1a\n", False),
        (authority().ca_key, False),
    ],
    ids=["DER", "PEM", "empty", "bad PEM", "png", "key"],
)
def test_what_a_certificate_is(content: bytes, is_one: bool) -> None:
    assert is_certificate(content) is is_one


def test_a_report_of_an_earlier_version_still_verifies() -> None:
    """It was issued by version 0.1.0 and is kept; every later version has to read it."""
    verdict = verify(GOLDEN.read_bytes(), ca=(GOLDEN.parent / "authority.pem").read_bytes())
    assert settled(verdict) == (True, "trusted", ())
    assert verdict.number == "RPT-2026-0001"
    assert verdict.totals is not None
    assert (verdict.totals.requests, verdict.totals.closed) == (12, 9)
    assert verdict.sha256 == hashlib.sha256(GOLDEN.read_bytes()).hexdigest()
