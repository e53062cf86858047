"""What each report is made of. The same value gives the same bytes (docs/decisions/0005-reports.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.figures import Figures


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One request in the register. `person` is a pseudonym unless names were chosen. Instants in workspace time.

    As processor a case is judged by when it was forwarded, not by when it was closed.
    """

    reference: str
    person: str
    type_code: str
    law: str
    our_role: str
    received_at: datetime
    entered_at: datetime
    due_on: date | None
    closed_at: datetime | None
    state: str
    reason: str  # code, '' when none
    timeliness: str  # on_time, late, open_in_time, open_late, no_date
    days_late: int  # 0 unless late or open_late
    laws: tuple[str, ...] = ()  # every law that applies, the leading one among them
    sums: tuple[Duty, ...] = ()  # every clock with the steps by which it came about
    forwarded_at: datetime | None = None  # to the customer, where we are the processor
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditHead:
    """RFC 6962 head of the audit trail at the moment the data were frozen."""

    log_id: str  # UUID
    count: int
    root: str  # hex SHA-256


@dataclass(frozen=True, slots=True)
class Totals:
    """Counted by services from the rows; printed in the summary and checked again by `verify`. A case is closed by its
    state: a register may not say when.
    """

    requests: int
    open: int
    closed: int
    on_time: int
    late: int
    open_late: int
    no_date: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """What every report says of itself. Both days of the period are included."""

    number: str  # RPT-2026-0001
    organisation: str
    officer_name: str
    officer_role: str
    place: str
    time_zone: str
    period_from: date
    period_to: date
    issued_at: datetime
    software: str
    law_edition: str
    holiday_edition: str
    with_names: bool
    names_reason: str
    audit_head: AuditHead
    authority_fingerprint: str  # SHA-256 of the CA certificate, hex
    language: str = "en"
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceData(ReportData):
    totals: Totals
    figures: Figures  # of the rows, on the day of issue
    no_receipt: int  # cases of the workspace without a date of receipt: of no period, so in no row
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """Leaf key and chain, DER. The key is PKCS#8, unencrypted, and lives only in memory and inside the vault."""

    private_key: bytes
    certificate: bytes
    authority_certificate: bytes


@dataclass(frozen=True, slots=True)
class BuiltReport:
    """`pdf` is complete but unsigned; `data_sha256` is that of the embedded JSON."""

    pdf: bytes
    sha256: str
    data_sha256: str
    pages: int
