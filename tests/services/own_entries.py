"""What tests enter of the company's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dpo_desktop.services.company_law import OwnTime
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import add_request

RULE = """\
[[rule]]
id = "own-works-agreement"
jurisdiction = "EU"
law = "Works agreement 2026/4"
right = "Section 3"
kind = "deadline"
unit = "calendar_days"
amount = 10
start = "next_day"
trigger = "receipt"
rollover = "next_working_day"
saturday = "not_working"
holiday_calendar = "controller_place"
citation = "Section 3: an answer within ten days"
verified = true
"""
TIME = OwnTime(
    rule_id="eu-gdpr-15",
    amount=20,
    unit="calendar_days",
    decided_by="Lena Okafor",
    decided_role="Head of Support",
    advice="Twenty days leave room for a question.",
    followed=True,
    decided_on=date(2026, 11, 20),
)


def own_time(**changes: object) -> OwnTime:
    return replace(TIME, **changes)  # type: ignore[arg-type]


def asked(workspace: OpenWorkspace, name: str = "Tara Quill", **changes: object) -> int:
    """Record a request under the EU GDPR alone, due on 20 November 2026 by its month, and give its id."""
    return add_request(workspace, name, law="EU", **changes)
