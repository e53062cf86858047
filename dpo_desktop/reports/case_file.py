"""The file of one case: who we are in it, which laws apply, each date with its sum, what was checked, what happened."""

from __future__ import annotations

from dpo_desktop.domain.case_clock import FORWARD_RULE, leading
from dpo_desktop.domain.requests import OUTCOME_NOT_RECORDED, is_open
from dpo_desktop.reports import frame
from dpo_desktop.reports.case_data import CaseClock, CaseFact, CaseFileData, CaseLaw
from dpo_desktop.reports.case_files import CASE_NAME, case_json
from dpo_desktop.reports.data import BuiltReport
from dpo_desktop.reports.page import BODY, INK, MUTED, SMALL, STRONG_BODY, SUBHEADING, TEXT_WIDTH, PageWriter
from dpo_desktop.reports.page_tables import Cell, Column, table
from dpo_desktop.reports.pdfa import Attachment
from dpo_desktop.reports.wording import wording
from dpo_desktop.sentences.case_facts import fact_words
from dpo_desktop.sentences.dates import instant_words, long_date, middle_date
from dpo_desktop.sentences.deadlines import edition_words, step_words
from dpo_desktop.sentences.editions import moved_words
from dpo_desktop.sentences.laws import decision_words
from dpo_desktop.sentences.mail import mail_kinds
from dpo_desktop.sentences.places import country_name, holiday_words
from dpo_desktop.sentences.vocabulary import (
    channels,
    closing_reasons,
    corrected_fields,
    laws,
    our_roles,
    received_words,
    relations,
    request_states,
    request_types,
)
from dpo_desktop.sentences.why import why
from dpo_desktop.translation import speaking

CHECKS = ("identity_checked", "mandate_checked")
_RECORDED = (*CHECKS, "asked", "answered", "paused", "extended", "law_decided", "role_decided", "forwarded")
_RECORDED_FACTS = frozenset((*_RECORDED, "acknowledged"))


_PART = 180.0  # points that are left below the heading of a part, or it begins on a new page


def build(data: CaseFileData) -> BuiltReport:
    """The unsigned file, in its own language whatever the window speaks. The same data give the same bytes."""
    with speaking(data.language):
        return _built(data)


def _built(data: CaseFileData) -> BuiltReport:
    words = wording(data.language)
    text, cover_words, check_words = frame.tables_of(words, "case_file")
    json_bytes = case_json(data)
    title = f"{text['title']} {data.number}"
    page = frame.opened(data, title, words["frame"])
    frame.cover(page, data, text["title"], data.reference, text["intro"], cover_words)
    page.new_page()
    _case(page, data, text)
    for part in (_laws, _clocks, _checks, _facts):
        page.space(16)
        page.need(_PART)
        part(page, data, text)
    page.new_page()
    files = [(text["files_json"], frame.grouped(frame.sha256_of(json_bytes)))]
    frame.how_to_check(page, data, check_words, (text["files"], text["files_text"]), files, words["version"])
    return frame.closed(
        page,
        data,
        title,
        text["subject"].format(reference=data.reference),
        json_bytes,
        (Attachment(CASE_NAME, json_bytes, "application/json", text["attached_json"]),),
    )


def _case(page: PageWriter, data: CaseFileData, text: dict[str, str]) -> None:
    page.heading(text["about"])
    received = instant_words(data.received_at) if data.received_at else text["received_unknown"]
    pairs = [
        (text["case"], data.reference),
        (text["kind"], request_types()[data.type_code]),
        (text["role"], our_roles()[data.our_role]),
        (text["entity"], data.entity),
        (text["customer"], data.customer),
        (text["channel"], channels()[data.channel]),
        (text["received"], received),
        (text["entered"], instant_words(data.entered_at)),
        (text["dated"], long_date(data.dated_on) if data.dated_on else ""),
        *_persons(data, text),
        (text["relation"], relations()[data.relation]),
        (text["country"], country_name(data.country) if data.country else text["not_said"]),
        (text["due"], _due(data, text)),
        (text["state"], _state(data)),
        (text["closed"], _closed(data, text)),
        (text["result"], _result(data, text)),
    ]
    page.facts([(key, value) for key, value in pairs if value])


def _persons(data: CaseFileData, text: dict[str, str]) -> list[tuple[str, str]]:
    if data.is_own_request:
        return [(text["requester"], text["same_person"].format(person=data.subject))]
    return [(text["requester"], data.requester), (text["subject_person"], data.subject)]


def _due(data: CaseFileData, text: dict[str, str]) -> str:
    if data.due_on is None:
        return text["no_due"]
    day = long_date(data.due_on)
    return f"{day}, {laws()[data.law]}" if data.law != "none" else day


def _state(data: CaseFileData) -> str:
    state = request_states()[data.state]
    return f"{state}: {closing_reasons()[data.reason]}" if data.reason else state


def _closed(data: CaseFileData, text: dict[str, str]) -> str:
    if data.closed_at is not None:
        return instant_words(data.closed_at)
    return text["not_closed" if is_open(data.state) else "closed_unknown"]


def _result(data: CaseFileData, text: dict[str, str]) -> str:
    """As processor what counts is when it was forwarded."""
    is_forwarded = any(fact.kind == "forwarded" and fact.struck_on is None for fact in data.facts)
    is_late = data.timeliness in ("late", "open_late")
    if data.our_role == "processor" and is_forwarded and data.timeliness != "no_date":
        return text["forwarded_late" if is_late else "forwarded_in_time"]
    one = "_one" if is_late and data.days_late == 1 else ""
    return text[f"{data.timeliness}{one}"].format(days=data.days_late)


def _laws(page: PageWriter, data: CaseFileData, text: dict[str, str]) -> None:
    page.heading(text["laws"])
    if data.our_role == "processor":
        page.paragraph(text["laws_processor"])
        return
    if not data.laws:
        page.paragraph(text["laws_unknown"].format(law=laws()[data.law]))
        return
    columns = (
        Column(text["column_law"], 96, strong=True),
        Column(text["column_applies"], 56),
        Column(text["column_why"], TEXT_WIDTH - 152),
    )
    ordered = sorted(data.laws, key=lambda one: not one.decision.applies)
    table(page, columns, [_law(one, data, text) for one in ordered])


def _law(one: CaseLaw, data: CaseFileData, text: dict[str, str]) -> tuple[Cell | str, ...]:
    decision = one.decision
    colour = INK if decision.applies else MUTED
    reason = decision_words(decision)
    below = ""
    if decision.basis == "overridden" and one.decided_on is not None:
        reason = text["decided_yes" if decision.applies else "decided_no"].format(day=middle_date(one.decided_on))
        below = one.words if data.with_names else text["reason_hidden"]
    return laws()[decision.law], Cell(text["yes" if decision.applies else "no"], colour), Cell(reason, colour, below)


def _clocks(page: PageWriter, data: CaseFileData, text: dict[str, str]) -> None:
    page.heading(text["clocks"])
    lead = leading([one.duty for one in data.clocks])
    columns = (Column(text["column_step"], TEXT_WIDTH - 110), Column(text["column_date"], 110))
    ordered = sorted(data.clocks, key=lambda one: one.duty is not lead)
    for one in ordered:
        page.need(150)
        _clock(page, one, data, text, columns, leads=one.duty is lead)
        page.space(14)
    page.heading(text["editions"], SUBHEADING, role="H2")
    page.facts(
        [
            (text["law_edition"], edition_words(data.law_edition)),
            (text["holiday_edition"], data.holiday_edition or holiday_words("")),
        ]
    )


def _clock(
    page: PageWriter,
    one: CaseClock,
    data: CaseFileData,
    text: dict[str, str],
    columns: tuple[Column, ...],
    *,
    leads: bool,
) -> None:
    duty = one.duty
    told = why(duty, one.rule, data.law_edition, data.holiday_edition, data.law_edition)
    about = f"{duty.law}: {duty.right}" if duty.law else ""
    without = text["contract" if duty.rule_id == FORWARD_RULE else "without_rule"]
    page.paragraph(about or without, SUBHEADING, role="H2")
    answer = f"{told.answer}."
    if duty.rule_id == FORWARD_RULE and duty.due_on is None:
        answer = text["contract_no_date"]
    page.paragraph(f"{answer} {text['leads']}" if leads else answer, STRONG_BODY if leads else BODY)
    page.space(2)
    rows = [(step_words(step), middle_date(step.on) if step.on else "") for step in duty.steps]
    table(page, columns, rows)
    page.space(6)
    if one.rule is not None:
        page.facts(told.told[:-_EDITIONS], key_width=120)
    elif duty.citation:
        page.paragraph(duty.citation, SMALL)


_EDITIONS = 2  # the last lines of `why` name the editions, which stand once at the end of the section


def _checks(page: PageWriter, data: CaseFileData, text: dict[str, str]) -> None:
    page.heading(text["checks"])
    _table_of_facts(
        page, data, text, "column_check", [fact for fact in data.facts if fact.kind in CHECKS], "checks_none"
    )
    page.space(14)


def _facts(page: PageWriter, data: CaseFileData, text: dict[str, str]) -> None:
    page.heading(text["facts"])
    note = text["facts_note_names" if data.with_names else "facts_note_pseudonyms"]
    page.paragraph(note.format(time_zone=data.time_zone), SMALL)
    page.space(4)
    _table_of_facts(page, data, text, "column_fact", list(data.facts), "facts_none")


def _table_of_facts(
    page: PageWriter, data: CaseFileData, text: dict[str, str], head: str, facts: list[CaseFact], none: str
) -> None:
    if not facts:
        page.paragraph(text[none])
        return
    columns = (Column(text["column_when"], 128), Column(text[head], TEXT_WIDTH - 128))
    table(page, columns, [_fact(fact, data, text) for fact in facts])


def _fact(fact: CaseFact, data: CaseFileData, text: dict[str, str]) -> tuple[Cell, Cell]:
    when = text["no_day"]
    if fact.is_dated:
        when = instant_words(fact.at) if fact.has_hour else middle_date(fact.at.date())
    notes = [text["entered_later"].format(day=middle_date(fact.entered_on))] if fact.entered_on else []
    if fact.struck_on is None:
        is_reasoned = dict(fact.codes).get("switched_on") == "yes"
        below = text["reason_hidden"] if is_reasoned and not data.with_names else fact.words
        return Cell(when, INK, ". ".join(notes)), Cell(_happened(fact, data.language), INK, below)
    key = "struck_why" if fact.struck_words else "struck"
    notes.append(text[key].format(day=middle_date(fact.struck_on), words=fact.struck_words))
    struck = Cell(_happened(fact, data.language), MUTED, fact.words, struck=True)
    return Cell(when, MUTED, ". ".join(notes)), struck


def _happened(fact: CaseFact, language: str) -> str:
    """What an entry says, in words, without what somebody wrote."""
    codes = dict(fact.codes)
    if fact.kind in _RECORDED_FACTS:
        return fact_words(fact.kind, codes)
    if fact.kind == "received":
        return received_words()[codes["channel"]]
    if fact.kind == "delivery":
        return mail_kinds()[codes["kind"]]
    if fact.kind == "dates_moved":
        return moved_words(codes)
    words: dict[str, str] = wording(language)["case_fact"]
    if fact.kind == "state":
        return words["state"].format(state=request_states()[codes["to_state"]])
    if fact.kind == "corrected":
        named = corrected_fields()
        return words["corrected"].format(fields=", ".join(named[one] for one in codes["fields"].split()))
    if fact.kind == "closed":
        outcome = request_states()[codes["outcome"]]
        told = outcome if codes["outcome"] == OUTCOME_NOT_RECORDED else words["closed"].format(outcome=outcome)
        return f"{told}. {closing_reasons()[codes['reason']]}" if codes.get("reason") else told
    return words[fact.kind]
