"""What a write gives back: which records changed, and the one it was about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dpo_desktop.domain.changes import Changes
from dpo_desktop.services.views import IssuedReport


@dataclass(frozen=True, slots=True)
class Written:
    """`id` and `reference` name the record that was made or changed; 0 and '' where there is none. `entry` numbers the
    audit entry of an edit that can be undone (`services.undo`), else it is 0.
    """

    changes: Changes
    id: int = 0
    reference: str = ""
    along: tuple[int, ...] = ()  # ids of the mails, or other cases, that went with what was asked for
    entry: int = 0


@dataclass(frozen=True, slots=True)
class WrittenMany:
    """What several commits gave, one `Written` each; `left` counts what a person has to look at one by one."""

    changes: Changes
    each: tuple[Written, ...]
    left: int = 0


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued report with the files that were written."""

    changes: Changes
    report: IssuedReport
    pdf: Path
    slip: Path


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """`findings` are codes with parameters in the order of the trail; `ok` means there are none."""

    ok: bool
    entries: int
    log_id: str
    root: str
    findings: tuple[tuple[str, tuple[tuple[str, str | int], ...]], ...]


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """A report file that came back: `findings` of the file (`report.*`) or of the audit trail beside it (`audit.*`)."""

    number: str
    findings: tuple[tuple[str, tuple[tuple[str, str | int], ...]], ...]

    @property
    def ok(self) -> bool:
        return not self.findings
