"""Gathers the frozen data of a case file in one read transaction."""

from __future__ import annotations

from collections.abc import Mapping

from dpo_desktop.domain.deadlines import answer_due
from dpo_desktop.domain.law_rules import Rule
from dpo_desktop.reports.case_data import CaseClock, CaseFact, CaseFileData, CaseLaw
from dpo_desktop.services import clock
from dpo_desktop.services.lists import detail_of
from dpo_desktop.services.report_data import about_report, judged, pseudonym
from dpo_desktop.services.views import RequestDetail, TimelineEntry
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.register_tables import EntityRow
from dpo_desktop.storage.tables import PersonRow, RequestRow

_OF_A_DAY = ("paused", "asked", "answered", "extended", "identity_checked", "mandate_checked")
_CODES = frozenset(  # what may leave without a reason for names: words of this program, days, and amounts
    "after amount applies asked before begun cause channel dated days ended event fact fields from_state kind law "
    "letter level mandate means method on outcome reason role switched_on to_state told unit until why".split()
)


def case_file_data(workspace: OpenWorkspace, request_id: int, *, names_reason: str = "") -> CaseFileData:
    """What the file of a case says. Persons are pseudonyms, and what people wrote is left out, unless a reason for
    printing names is given; a blank one is none.

    Raises:
        NotFound: there is no such case.
    """
    names_reason = names_reason.strip()
    with workspace.store.reading("long") as session:
        detail = detail_of(session, workspace, request_id)
        about = about_report(session, workspace, names_reason)
        row = session.get_one(RequestRow, request_id)
        company = clock.CompanyLaw(session, workspace.now())
        entity = session.get(EntityRow, row.entity_id) if row.entity_id is not None else None
        key = workspace.store.keys.subkey("pseudonym")

        requester, subject = (session.get_one(PersonRow, one) for one in (row.requester_id, row.subject_id))
        hidden = [pseudonym(key, one.email, one.uuid) for one in (requester, subject)]
        named = [one.name or one.email for one in (requester, subject)]
        received_at = detail.received_at.astimezone(workspace.zone) if detail.received_at else None
        sent_at = clock.recorded_of(session, row.id).by_customer(row.customer_id).forwarded_at
        forwarded_at = sent_at.astimezone(workspace.zone) if sent_at else None
        timeliness, days_late = judged(row, detail.duties, detail.closed_at, forwarded_at, about["issued_at"].date())
        return CaseFileData(
            **about,
            period_from=(received_at or detail.entered_at).date(),
            period_to=about["issued_at"].date(),
            law_edition=detail.law_edition,
            holiday_edition=detail.holiday_edition,
            reference=detail.reference,
            type_code=detail.type_code,
            state=detail.state,
            reason=detail.reason,
            channel=detail.channel,
            our_role=detail.our_role,
            entity=entity.name if entity is not None else "",
            customer=detail.customer if detail.our_role == "processor" else "",
            country=detail.country,
            relation=detail.relation,
            requester=named[0] if names_reason else hidden[0],
            subject=named[1] if names_reason else hidden[1],
            is_own_request=hidden[0] == hidden[1],
            law=detail.law,
            received_at=received_at,
            entered_at=detail.entered_at,
            dated_on=detail.dated_on,
            due_on=detail.due_on or answer_due(detail.duties),
            closed_at=detail.closed_at,
            timeliness=timeliness,
            days_late=days_late,
            laws=_laws(detail, with_words=bool(names_reason)),
            clocks=_clocks(detail, company.law.rules),
            facts=_facts(detail, with_words=bool(names_reason)),
        )


def _struck(detail: RequestDetail) -> dict[int, TimelineEntry]:
    """By entry of the timeline, what struck it out."""
    return {int(dict(entry.parameters)["event"]): entry for entry in detail.timeline if entry.kind == "struck"}


def _laws(detail: RequestDetail, *, with_words: bool) -> tuple[CaseLaw, ...]:
    struck = _struck(detail)
    decided = {
        dict(entry.parameters)["law"]: entry
        for entry in sorted(detail.timeline, key=lambda one: one.id)
        if entry.kind == "law_decided" and entry.id not in struck
    }
    found = []
    for decision in detail.laws:
        entry = decided.get(decision.law) if decision.basis == "overridden" else None
        if entry is None:
            found.append(CaseLaw(decision))
        else:
            found.append(CaseLaw(decision, entry.at.date(), entry.text if with_words else ""))
    return tuple(found)


def _clocks(detail: RequestDetail, rules: Mapping[str, Rule]) -> tuple[CaseClock, ...]:
    return tuple(CaseClock(duty, rules.get(duty.rule_id)) for duty in detail.duties)


def _facts(detail: RequestDetail, *, with_words: bool) -> tuple[CaseFact, ...]:
    struck = _struck(detail)
    found = []
    for entry in reversed(detail.timeline):
        if entry.kind == "struck":
            continue
        by = struck.get(entry.id) if not entry.mail_id else None
        found.append(
            CaseFact(
                at=entry.at,
                kind=entry.kind,
                codes=tuple((name, value) for name, value in entry.parameters if name in _CODES),
                has_hour=entry.has_hour and entry.kind not in _OF_A_DAY,
                is_dated=_is_dated(entry),
                entered_on=entry.entered_later,
                words=entry.text if with_words else "",
                struck_on=by.at.date() if by is not None else None,
                struck_words=by.text if by is not None and with_words else "",
            )
        )
    return tuple(found)


def _is_dated(entry: TimelineEntry) -> bool:
    """A register may tell of a closing, a pause or an extension without a day."""
    codes = dict(entry.parameters)
    if entry.kind == "paused":
        return bool(codes.get("begun"))
    if entry.kind == "extended":
        return bool(codes.get("told"))
    return codes.get("dated") != "no"
