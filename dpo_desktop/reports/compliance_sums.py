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

_Rule = tuple[str, str, str, bool]  # id, citation, source kind, verified


def sums(page: PageWriter, rows: Sequence[RegisterRow], words: SumWords, text: dict[str, str]) -> None:
    page.heading(text["sums"])
    page.paragraph(text["sums_note"], SMALL, width=WIDE_TEXT_WIDTH)
    columns = (
        Column(text["sums_reference"], 70, strong=True),
        Column(text["sums_steps"], WIDE_TEXT_WIDTH - 222),
        Column(text["sums_due"], 82),
        Column(text["sums_cautious"], 70),
    )
    for cases in _by_rule(rows).values():
        page.space(12)
        page.need(110)
        _rule(page, cases[0][1], text)
        table(page, columns, [_sum(reference, duty, words, text) for reference, duty in cases])


def _by_rule(rows: Sequence[RegisterRow]) -> dict[_Rule, list[tuple[str, Duty]]]:
    """The cases of each rule; the laws' own rules by name, then the contracts, then what has no rule."""
    found: dict[_Rule, list[tuple[str, Duty]]] = {}
    for row in rows:
        for duty in row.sums:
            rule = (duty.rule_id, duty.citation, duty.source_kind, duty.verified)
            found.setdefault(rule, []).append((row.reference, duty))
    return dict(sorted(found.items(), key=lambda one: (not one[0][0], one[0][0] == FORWARD_RULE, one[0])))


def _rule(page: PageWriter, duty: Duty, text: dict[str, str]) -> None:
    if duty.citation:
        title, notes = f"{duty.law}: {duty.right}", [f"{duty.rule_id}. {duty.citation}", _source(duty)]
    elif duty.rule_id:
        title, notes = text["sums_contract"], [text["sums_contract_note"]]
    else:
        title, notes = text["sums_without_rule"], [text["sums_without_rule_note"]]
    page.paragraph(title, SUBHEADING, role="H2", width=WIDE_TEXT_WIDTH)
    for note in notes:
        page.paragraph(note, SMALL, width=WIDE_TEXT_WIDTH)
    page.space(2)


def _source(duty: Duty) -> str:
    return source_words(duty.source_kind, verified=duty.verified)


def _sum(reference: str, duty: Duty, words: SumWords, text: dict[str, str]) -> tuple[Cell | str, ...]:
    due = Cell(text["sums_none"], MUTED)
    if duty.due_on is not None:
        due = Cell(words.instant(duty.due_at) if duty.due_at else words.day(duty.due_on), INK)
    cautious = words.day(duty.cautious_on) if duty.cautious_on is not None else text["sums_law_same"]
    return reference, words.whole(duty), due, Cell(cautious, INK if duty.cautious_on else MUTED)
