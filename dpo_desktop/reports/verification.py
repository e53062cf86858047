"""Checks a report without any workspace: signature, coverage of the whole file, attachments against what is printed.

The verdict speaks of integrity. Who signed is only known to somebody who compares the authority's certificate or its
fingerprint, got by another channel: without it `trust` is `not_checked`.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from dpo_desktop.reports.case_files import CASE_FORMAT, CASE_NAME, leading_due
from dpo_desktop.reports.data import AuditHead, Totals
from dpo_desktop.reports.register_files import (
    CSV_NAME,
    FIRST_FORMAT,
    FORMATS,
    JSON_NAME,
    csv_of,
    figures_again,
    plain_figures,
    totals_line,
    totals_of,
)
from dpo_desktop.reports.signature_bytes import Refused, SignedBytes, checked
from dpo_desktop.translation import _

Finding = tuple[str, tuple[tuple[str, str | int], ...]]
_LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ok`: no finding, and not contradicted by a given authority. `trust`: not_checked, trusted or untrusted."""

    ok: bool
    findings: tuple[Finding, ...]
    sha256: str
    number: str = ""
    audit_head: AuditHead | None = None
    totals: Totals | None = None
    ca_fingerprint: str = ""
    trust: str = "not_checked"


def verify(pdf: bytes, *, ca: bytes | None = None, fingerprint: str | None = None) -> Verdict:
    """The verdict on a file's bytes. `ca` is a certificate (PEM or DER), `fingerprint` its SHA-256 in hex.

    Never raises for what the file holds: what cannot be read is a finding.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > _LARGEST:
        return _refused(sha256, "report.too_large")
    try:
        signed = checked(pdf)
        _second_opinion(pdf, signed)
        return _with_trust(_read(pdf, sha256, signed), ca, fingerprint)
    except Refused as refusal:
        return _refused(sha256, refusal.code)
    except Exception:  # noqa: BLE001  (three parsers read what a stranger may have written; any failure is a refusal)
        return _refused(sha256, "report.unreadable")


def _refused(sha256: str, code: str) -> Verdict:
    return Verdict(False, ((code, ()),), sha256)


def _second_opinion(pdf: bytes, signed: SignedBytes) -> None:
    """pyHanko must come to the same verdict: intact, the entire file, nothing that the certification forbids."""
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    for name in ("pyhanko.sign.diff_analysis", "pyhanko.sign.validation", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = list(reader.embedded_signatures)
    if len(signatures) != 1:
        raise Refused("report.not_one_signature")
    context = ValidationContext(trust_roots=[Certificate.load(signed.authority)], allow_fetching=False)
    status = validate_pdf_signature(signatures[0], context)
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise Refused("report.not_whole_file")
    if not (status.intact and status.valid and status.docmdp_ok):
        raise Refused("report.changed")


def _read(pdf: bytes, sha256: str, signed: SignedBytes) -> Verdict:
    attached = _attachments(pdf)
    if set(attached) not in ({JSON_NAME, CSV_NAME}, {CASE_NAME}):
        raise Refused("report.attachments")
    is_case = CASE_NAME in attached
    json_bytes = attached[CASE_NAME if is_case else JSON_NAME]
    told: dict[str, Any] = json.loads(json_bytes)
    if told["format"] not in ((CASE_FORMAT,) if is_case else FORMATS):
        raise Refused("report.format_unknown")
    head = AuditHead(**told["audit"])
    if not _well_formed(told["report"], head):
        raise Refused("report.format_unknown")
    ca_fingerprint = hashlib.sha256(signed.authority).hexdigest()
    expected = [
        ("report.json_differs", hashlib.sha256(json_bytes).hexdigest()),
        ("report.head_differs", head.root),
        ("report.head_differs", head.log_id),
        ("report.fingerprint_differs", ca_fingerprint),
    ]
    totals: Totals | None = None
    if is_case:
        counted = [] if leading_due(told["sums"]) == told["case"]["due"] else ["report.due_differs"]
    else:
        totals = Totals(**told["totals"])
        expected.append(("report.csv_differs", hashlib.sha256(attached[CSV_NAME]).hexdigest()))
        expected.append(("report.totals_differ", totals_line(totals)))
        counted = _counted_again(told, totals, attached[CSV_NAME])
    printed = _last_page_text(pdf)
    codes = [code for code, text in expected if _squeezed(text) not in printed] + counted
    findings: tuple[Finding, ...] = tuple((code, ()) for code in dict.fromkeys(codes))
    return Verdict(not findings, findings, sha256, told["report"], head, totals, ca_fingerprint)


def _counted_again(register: dict[str, Any], totals: Totals, csv_bytes: bytes) -> list[str]:
    """What of a register does not fit its own rows."""
    found = []
    if asdict(totals_of(register["rows"], register["format"])) != asdict(totals):
        found.append("report.totals_differ")
    if register["format"] != FIRST_FORMAT and register["figures"] != _figures_again(register):
        found.append("report.figures_differ")
    if csv_bytes != csv_of(register["rows"], register["format"]):
        found.append("report.csv_differs")
    return found


def _figures_again(register: dict[str, Any]) -> dict[str, Any]:
    return plain_figures(figures_again(register["rows"], datetime.fromisoformat(register["issued"]).date()))


def _well_formed(number: object, head: AuditHead) -> bool:
    """What is shown to a person later is what it should be: a stranger's file must not write on a terminal."""
    return (
        isinstance(number, str)
        and re.fullmatch(r"[A-Z]{3}-\d{4}-\d{4,9}", number, re.ASCII) is not None
        and type(head.count) is int
        and head.count >= 0
        and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", head.log_id) is not None
        and re.fullmatch(r"[0-9a-f]{64}", head.root) is not None
    )


def _attachments(pdf: bytes) -> dict[str, bytes]:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {name: document.attachments[name].get_file().read_bytes() for name in document.attachments}


def _last_page_text(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[len(document) - 1]
        text_page = page.get_textpage()
        text: str = text_page.get_text_bounded()
        text_page.close()
        page.close()
    finally:
        document.close()
    return _squeezed(text)


def _squeezed(text: str) -> str:
    """Without white space: a printed hash stands in groups and may go over two lines."""
    return "".join(text.split())


def plain_fingerprint(text: str) -> str:
    """64 lower-case hex digits of a SHA-256 fingerprint as people and openssl write it; '' where it is none.

    A label in front (`SHA-256`, `sha256 Fingerprint=`), blanks and colons do not count.
    """
    found = re.search(r"(?:^|[\s=:])((?:[0-9a-f][\s:]*){64})$", text.strip().lower())
    return re.sub(r"[\s:]", "", found.group(1)) if found else ""


def _with_trust(verdict: Verdict, ca: bytes | None, fingerprint: str | None) -> Verdict:
    if ca is None and fingerprint is None:
        return verdict
    wanted = {hashlib.sha256(_der(ca)).hexdigest()} if ca is not None else set()
    if fingerprint is not None:
        wanted.add(plain_fingerprint(fingerprint))
    trusted = wanted == {verdict.ca_fingerprint}
    findings = verdict.findings if trusted else (*verdict.findings, ("report.other_authority", ()))
    return Verdict(
        not findings,
        findings,
        verdict.sha256,
        verdict.number,
        verdict.audit_head,
        verdict.totals,
        verdict.ca_fingerprint,
        "trusted" if trusted else "untrusted",
    )


def is_certificate(data: bytes) -> bool:
    """True for an X.509 certificate in PEM or DER."""
    from cryptography import x509

    with suppress(ValueError):
        x509.load_der_x509_certificate(_der(data))
        return True
    return False


def _der(certificate: bytes) -> bytes:
    """DER of a PEM or DER certificate; other bytes come back as they are and match nothing."""
    with suppress(ValueError):
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        return x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER)
    return certificate


def finding_words(code: str, parameters: Iterable[tuple[str, str | int]] = ()) -> str:
    """A finding as a sentence."""
    return _sentences()[code].format(**dict(parameters))


def _sentences() -> dict[str, str]:
    return {
        "report.not_one_signature": _("The file does not carry exactly one signature."),
        "report.not_whole_file": _("The signature does not cover the whole file: something was added or cut off."),
        "report.signature_encoding": _("The signature is not written the way this program writes it."),
        "report.certificates": _("The certificates in the file are not those of a report's authority."),
        "report.changed": _("The file was changed after it was signed."),
        "report.unreadable": _("The file cannot be read as a signed report."),
        "report.too_large": _("The file is larger than a report can be."),
        "report.attachments": _("The attached files are missing, or there are others."),
        "report.format_unknown": _("The attached data have a format that this version does not know."),
        "report.json_differs": _("The attached data are not those that the last page names."),
        "report.csv_differs": _("The attached register.csv is not the one that the last page names."),
        "report.totals_differ": _("The totals on the last page are not those of the attached register."),
        "report.figures_differ": _("The figures of the charts are not those of the attached register."),
        "report.due_differs": _("The date that leads is not the earliest of the sums of the case."),
        "report.head_differs": _("The audit trail on the last page is not the one in the attached data."),
        "report.fingerprint_differs": _("The last page names another authority than the one that signed."),
        "report.other_authority": _("It was signed under another authority than the one you gave."),
    }


def trust_words(trust: str) -> str:
    """What is known about who signed."""
    return {
        "not_checked": _("Who signed was not checked: give --ca or --fingerprint, got by another channel."),
        "trusted": _("Signed under the authority you gave."),
        "untrusted": _("Not signed under the authority you gave."),
    }[trust]
