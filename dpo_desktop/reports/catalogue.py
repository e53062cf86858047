"""The reports this program can issue, in the order of the menu. A new report is a module and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dpo_desktop.reports import case_file, compliance
from dpo_desktop.reports.data import BuiltReport


@dataclass(frozen=True, slots=True)
class Report:
    """`build` takes the report's own data, a `ReportData`."""

    code: str
    build: Callable[[Any], BuiltReport]


REPORTS: tuple[Report, ...] = (Report("compliance", compliance.build), Report("case_file", case_file.build))


def report(code: str) -> Report:
    """The entry of a code. Raises KeyError for one that is not here."""
    return {entry.code: entry for entry in REPORTS}[code]
