"""Frozen report data of any size, the same for the same size, and reports made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from dpo_desktop.domain.clock_facts import Step
from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.reports import compliance, sealing
from dpo_desktop.reports.data import AuditHead, BuiltReport, ComplianceData, RegisterRow, SigningIdentity
from dpo_desktop.reports.register_files import figures_again, totals_of, values_of
from dpo_desktop.reports.verification import finding_words, verify
from dpo_desktop.vault.authority import Authority, create_authority, fingerprint_of

ZONE = ZoneInfo("Asia/Kolkata")
ISSUED = datetime(2026, 11, 24, 18, 0, tzinfo=ZONE)


@cache
def authority() -> Authority:
    return create_authority("CRM HUB 360", now=datetime.now(ZONE))


@cache
def other_authority() -> Authority:
    """An attacker's: the same name, other keys."""
    return create_authority("CRM HUB 360", now=datetime.now(ZONE))


def identity(made: Authority | None = None) -> SigningIdentity:
    made = made or authority()
    return SigningIdentity(made.leaf_key, made.leaf_certificate, made.ca_certificate)


def signer() -> SimpleSigner:
    """pyHanko's signer with our leaf and authority, for signatures that the program does not make."""
    own = identity()
    registry = SimpleCertificateStore()
    registry.register(Certificate.load(own.authority_certificate))
    return SimpleSigner(
        signing_cert=Certificate.load(own.certificate),
        signing_key=PrivateKeyInfo.load(own.private_key),
        cert_registry=registry,
    )


@cache
def built() -> BuiltReport:
    """A report of 48 requests, not signed."""
    return compliance.build(data())


@cache
def sealed() -> bytes:
    """The same, signed."""
    return sealing.seal(built().pdf, identity())


def rows(count: int) -> tuple[RegisterRow, ...]:
    made = []
    for index in range(count):
        received = datetime(2026, 8, 3, 9, 30, tzinfo=ZONE) + timedelta(hours=7 * (index % 350))
        due = None if index % 11 == 5 else received.date() + timedelta(days=30)
        closed = None if index % 4 == 3 else received + timedelta(days=20 + index % 14)
        days = ((closed.date() if closed else ISSUED.date()) - due).days if due else 0
        if due is None:
            timeliness, late = "no_date", 0
        elif closed:
            timeliness, late = ("late", days) if days > 0 else ("on_time", 0)
        else:
            timeliness, late = ("open_late", days) if days > 0 else ("open_in_time", 0)
        made.append(
            RegisterRow(
                reference=f"REQ-2026-{index + 1:04d}",
                person=f"P-{(index * 2654435761) % 2**32:08X}",
                type_code=REQUEST_TYPES[index % len(REQUEST_TYPES)].code,
                law=("EU", "UK", "IN", "US-CA", "none")[index % 5],
                our_role="processor" if index % 22 == 5 else "controller",
                received_at=received,
                entered_at=received + timedelta(hours=index % 60),
                due_on=due,
                closed_at=closed,
                state="denied" if closed and index % 13 == 4 else "fulfilled" if closed else "in_progress",
                reason="legal_obligation_impaired" if closed and index % 13 == 4 else "",
                timeliness=timeliness,
                days_late=late,
                laws=(("EU", "IN"), ("UK",), ("IN",), ("US-CA",), ())[index % 5],
                sums=_sums(index, received.date(), due),
            )
        )
    return tuple(made)


_CITATIONS = ("Art. 12(3): one month, and two further months where necessary.", "Rule 5(9): within one month.")


def _sums(index: int, received: date, due: date | None) -> tuple[Duty, ...]:
    """One clock of a rule of either law; without a date the law gives no number."""
    law = index % 2
    plain = Duty(
        rule_id=("eu-gdpr-15", "in-spdi-r5-9-grievance")[law],
        jurisdiction=("EU", "IN")[law],
        law=("GDPR (EU) 2016/679", "SPDI Rules 2011")[law],
        right=("Art. 15 access", "Rule 5(9) grievance")[law],
        kind="deadline",
        citation=_CITATIONS[law],
        source_kind=("verbatim_copy", "secondary")[law],
        verified=not law,
        is_answer=True,
        in_force=True,
        steps=(Step("received", received),),
    )
    if due is None:
        no_number = Step("no_number", None, (("speed", "without_undue_delay"),))
        return (replace(plain, kind="duty_without_number", steps=(*plain.steps, no_number)),)
    counted = Step("calendar_days", due, (("amount", 30),))
    return (replace(plain, due_on=due, steps=(*plain.steps, counted, Step("due", due))),)


def data(count: int = 48, **changes: object) -> ComplianceData:
    register = rows(count)
    plain = [values_of(row) for row in register]
    values: dict[str, object] = {
        "number": "RPT-2026-0001",
        "organisation": "CRM HUB 360",
        "officer_name": "Asha Verma",
        "officer_role": "Data Protection Officer",
        "place": "IN-KA",
        "time_zone": "Asia/Kolkata",
        "period_from": date(2026, 8, 1),
        "period_to": date(2026, 11, 24),
        "issued_at": ISSUED,
        "software": "DPO Desktop 0.1.0",
        "law_edition": "2026-11-22, d3672fa5ffb6",
        "holiday_edition": "holidays 0.109, IN-KA",
        "with_names": False,
        "names_reason": "",
        "audit_head": AuditHead("01890a5d-ac96-774b-bcce-b302099a8057", 57, "ab" * 32),
        "totals": totals_of(plain),
        "figures": figures_again(plain, ISSUED.date()),
        "no_receipt": 0,
        "rows": register,
        "authority_fingerprint": fingerprint_of(authority().ca_certificate),
    }
    return ComplianceData(**(values | changes))  # type: ignore[arg-type]


def refused_for(pdf: bytes, *codes: str) -> None:
    """The verdict refuses the file for these reasons only, each with a sentence."""
    verdict = verify(pdf)
    assert not verdict.ok
    assert verdict.trust == "not_checked"
    assert {code for code, _parameters in verdict.findings} <= set(codes)
    assert verdict.findings
    assert all(finding_words(code, parameters) for code, parameters in verdict.findings)
