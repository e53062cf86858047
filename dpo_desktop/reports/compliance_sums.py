"""How each date of the register was computed: each rule once, with where it was read, and below it a row a request."""

from __future__ import annotations

from collections.abc import Sequence

from dpo_desktop.domain.case_clock import FORWARD_RULE
from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.reports.data import RegisterRow
from dpo_desktop.reports.page import INK, MUTED, SMALL, SUBHEADING, WIDE_TEXT_WIDTH, PageWriter
from dpo_desktop.reports.page_tables import Cell, Column, table
from dpo_desktop.reports.sums import SumWords
from dpo_desktop.sentences.deadlines import source_words

_Source = tuple[bool, bool, str, str, str, bool]  # without a rule, of a contract, law, citation, source kind, verified


def sums(page: PageWriter, rows: Sequence[RegisterRow], words: SumWords, text: dict[str, str]) -> None:
    page.heading(text["sums"])
    page.paragraph(text["sums_note"], SMALL, width=WIDE_TEXT_WIDTH)
    columns = (
        Column(text["sums_reference"], 70, strong=True),
        Column(text["sums_rule"], 128),
        Column(text["sums_steps"], WIDE_TEXT_WIDTH - 350),
        Column(text["sums_due"], 82),
        Column(text["sums_cautious"], 70),
    )
    for cases in _by_source(rows).values():
        page.space(12)
        page.need(110)
        _source(page, [duty for _reference, duty in cases], text)
        table(page, columns, [_sum(reference, duty, words, text) for reference, duty in cases])


def _by_source(rows: Sequence[RegisterRow]) -> dict[_Source, list[tuple[str, Duty]]]:
    """The sums by what their rules rest on: several rights may rest on the same words of a law. The laws by name, then
    the contracts, then what has no rule.
    """
    found: dict[_Source, list[tuple[str, Duty]]] = {}
    for row in rows:
        for duty in row.sums:
            is_contract = duty.rule_id == FORWARD_RULE
            words = (duty.law, duty.citation, duty.source_kind, duty.verified)
            found.setdefault((not duty.rule_id, is_contract, *words), []).append((row.reference, duty))
    return dict(sorted(found.items()))


def _source(page: PageWriter, duties: Sequence[Duty], text: dict[str, str]) -> None:
    duty = duties[0]
    if duty.citation:
        rights = dict(sorted({one.rule_id: one.right for one in duties}.items()))
        title = duty.law
        notes = [
            "; ".join(f"{rule}: {right}" for rule, right in rights.items()),
            duty.citation,
            source_words(duty.source_kind, verified=duty.verified),
        ]
    elif duty.rule_id:
        title, notes = text["sums_contract"], [text["sums_contract_note"]]
    else:
        title, notes = text["sums_without_rule"], [text["sums_without_rule_note"]]
    page.paragraph(title, SUBHEADING, role="H2", width=WIDE_TEXT_WIDTH)
    for note in notes:
        page.paragraph(note, SMALL, width=WIDE_TEXT_WIDTH)
    page.space(2)


def _sum(reference: str, duty: Duty, words: SumWords, text: dict[str, str]) -> tuple[Cell | str, ...]:
    due = Cell(text["sums_none"], MUTED)
    if duty.due_on is not None:
        due = Cell(words.instant(duty.due_at) if duty.due_at else words.day(duty.due_on), INK)
    cautious = words.day(duty.cautious_on) if duty.cautious_on is not None else text["sums_law_same"]
    rule = text["sums_law_same"] if duty.rule_id in ("", FORWARD_RULE) else duty.rule_id
    return reference, rule, words.whole(duty), due, Cell(cautious, INK if duty.cautious_on else MUTED)
