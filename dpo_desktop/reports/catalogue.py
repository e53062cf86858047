"""The reports this program can issue, in the order of the menu. A new report is a module and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dpo_desktop.reports import compliance
from dpo_desktop.reports.data import BuiltReport, ComplianceData


@dataclass(frozen=True, slots=True)
class Report:
    code: str
    build: Callable[[ComplianceData], BuiltReport]


REPORTS: tuple[Report, ...] = (Report("compliance", compliance.build),)


def report(code: str) -> Report:
    """The entry of a code. Raises KeyError for one that is not here."""
    return {entry.code: entry for entry in REPORTS}[code]
