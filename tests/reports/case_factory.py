"""A frozen case file of one case with every part, and cases of a workspace to make files of."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from functools import cache

from dpo_desktop.domain.applicability import Reason
from dpo_desktop.domain.law_decision import LawDecision
from dpo_desktop.reports import case_file, sealing
from dpo_desktop.reports.case_data import CaseClock, CaseFact, CaseFileData, CaseLaw
from dpo_desktop.reports.data import BuiltReport, ReportData
from dpo_desktop.services import case_facts
from dpo_desktop.services.law import load_law
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import add_request, person
from tests.reports.factory import ZONE, data, identity, rows

RECEIVED = datetime(2026, 10, 20, 16, 12, tzinfo=ZONE)


def case_data(**changes: object) -> CaseFileData:
    """An open case under the EU GDPR, with a failed check of identity and a fact that was struck out."""
    plain = data(1)
    about = {field.name: getattr(plain, field.name) for field in fields(ReportData)}
    (duty,) = rows(1)[0].sums
    values: dict[str, object] = {
        "reference": "REQ-2026-0001",
        "type_code": "access",
        "state": "in_progress",
        "reason": "",
        "channel": "email",
        "our_role": "controller",
        "entity": "Kestrel GmbH",
        "customer": "",
        "country": "DE",
        "relation": "lawyer_agent",
        "requester": "P-00000001",
        "subject": "P-00000002",
        "is_own_request": False,
        "law": "EU",
        "received_at": RECEIVED,
        "entered_at": RECEIVED + timedelta(hours=3),
        "dated_on": date(2026, 10, 18),
        "due_on": duty.due_on,
        "closed_at": None,
        "timeliness": "open_late",
        "days_late": 4,
        "laws": (
            CaseLaw(LawDecision("EU", True, "computed", (Reason("data_subject_in_eu", True),))),
            CaseLaw(LawDecision("US-CA", True, "assumed", (Reason("ccpa_business", None),))),
            CaseLaw(LawDecision("IN", False, "overridden", ()), date(2026, 10, 21)),
        ),
        "clocks": (CaseClock(duty, load_law().rules["eu-gdpr-15"]),),
        "facts": (
            CaseFact(RECEIVED, "received", (("channel", "email"),)),
            CaseFact(
                RECEIVED + timedelta(days=1),
                "identity_checked",
                (("level", "low"), ("method", "called_back"), ("outcome", "failed")),
                has_hour=False,
            ),
            CaseFact(
                RECEIVED + timedelta(days=2),
                "asked",
                (("cause", "fee"), ("letter", "no"), ("on", "2026-10-22")),
                struck_on=date(2026, 10, 23),
            ),
        ),
    }
    return CaseFileData(**(about | values | changes))  # type: ignore[arg-type]


@cache
def built_case() -> BuiltReport:
    return case_file.build(case_data())


@cache
def sealed_case() -> bytes:
    return sealing.seal(built_case().pdf, identity())


def worked_case(workspace: OpenWorkspace) -> int:
    """A case by a lawyer for somebody else, with checks, a pause by a reason, an extension, and what was struck out."""
    case = add_request(workspace, subject=person("Anna Perl"), relation="lawyer_agent", notes="Perl called twice")
    case_facts.check_identity(
        workspace,
        case,
        method="document_seen",
        level="substantial",
        outcome="failed",
        checked_on=date(2026, 10, 21),
        words="Blurred passport of Perl",
    )
    case_facts.check_mandate(
        workspace, case, kind="lawyer", outcome="sufficient", checked_on=date(2026, 10, 23), words="Signed by Perl"
    )
    asked = case_facts.ask(
        workspace,
        case,
        cause="identity_doubt",
        asked_on=date(2026, 10, 21),
        has_letter=True,
        words="Perl could be somebody else",
        switched_on=True,
    )
    case_facts.answered(
        workspace,
        asked.id,
        asked_event=newest_of_kind(workspace, case, "asked"),
        answered_on=date(2026, 10, 29),
        words="",
    )
    case_facts.extend(workspace, case, told_on=date(2026, 11, 10), reason="complex", words="Many systems hold Perl")
    case_facts.ask(
        workspace, case, cause="fee", asked_on=date(2026, 11, 1), has_letter=False, words="Fee of another Perl"
    )
    case_facts.strike(
        workspace, case, event_id=newest_of_kind(workspace, case, "asked"), reason="It belonged to Rolf Perl"
    )
    case_facts.decide_law(workspace, case, law="IN", applies=False, reason="Perl lives in Berlin")
    return case


def newest_of_kind(workspace: OpenWorkspace, case: int, kind: str) -> int:
    """The id of the newest entry of its timeline of a kind."""
    return max(entry.id for entry in request_detail(workspace, case).timeline if entry.kind == kind)
