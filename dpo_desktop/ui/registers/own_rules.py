"""Rules of the company's own: a policy, a contract, or a law that the law file does not know yet."""

from __future__ import annotations

from collections.abc import Sequence

from dpo_desktop.sentences.dates import long_date
from dpo_desktop.sentences.errors import sentence_for_code
from dpo_desktop.sentences.own_law import rule_length, rule_sentence
from dpo_desktop.sentences.vocabulary import laws, request_types
from dpo_desktop.services.company_law import OwnLaw
from dpo_desktop.services.company_rules import OwnRule
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.lines import Line
from dpo_desktop.ui.program import ProgramParts
from dpo_desktop.ui.registers.own_panel import OwnPanel, PanelWords
from dpo_desktop.ui.registers.rule_dialog import RuleDialog


class OwnRules(OwnPanel[OwnRule]):
    def __init__(self, program: ProgramParts, notices: Notices) -> None:
        words = PanelWords(
            name=_("Own rules"),
            add=_("Add a rule"),
            icon="scale",
            empty=_("No rule of your own is entered"),
            hint=_(
                "The law file holds the rules of the laws that the program knows. Add what stands elsewhere: a works "
                "agreement, a contract, a policy, or a law that is new."
            ),
            kind=_("Rule of our own"),
            change=_("Change …"),
        )
        super().__init__(program, notices, words)

    def entries(self, found: OwnLaw) -> Sequence[OwnRule]:
        return found.rules

    def title_of(self, entry: OwnRule) -> str:
        return entry.rule.right or entry.rule_id if entry.rule is not None else entry.rule_id

    def trouble_of(self, entry: OwnRule) -> str:
        return sentence_for_code(*entry.trouble) if entry.trouble is not None else ""

    def line_of(self, entry: OwnRule) -> Line:
        retired, title = entry.retired_at is not None, self.title_of(entry)
        parts = [_("Retired")] if retired else []
        if entry.rule is None:
            return Line("octagon-alert", "late", title, "  ·  ".join([*parts, _("does not count")]), is_faint=retired)
        kinds = request_types()
        governed = ", ".join(kinds[code] for code in entry.types)
        words = "  ·  ".join([*parts, rule_length(entry.rule), governed])
        return Line("scale", "faint" if retired else "accent", title, words, is_faint=retired)

    def rows_of(self, entry: OwnRule) -> list[tuple[str, str]]:
        kinds, rule = request_types(), entry.rule
        rows = []
        if rule is not None:
            rows += [
                (_("Applies to cases under"), laws()[rule.jurisdiction]),
                (_("Stands in"), "" if rule.law == rule.citation else rule.law),
                (_("How long"), rule_sentence(rule)),
                (_("Source"), rule.citation),
                (_("Read by you"), _("Yes") if rule.verified else _("Not yet: check it before you rely on the date")),
            ]
        rows += [
            (_("Governs"), ", ".join(kinds[code] for code in entry.types)),
            (_("Its date is"), _("that of the answer") if entry.is_answer else _("shown beside that of the answer")),
            (_("Id"), entry.rule_id),
            (_("Entered on"), long_date(entry.entered_at.date())),
        ]
        if entry.retired_at is not None:
            rows.append((_("Retired on"), long_date(entry.retired_at.date())))
        return [(name, value) for name, value in rows if value]

    def dialog(self, found: OwnLaw, entry: OwnRule | None) -> WriteDialog:
        del found
        return RuleDialog(self._program, entry, self)
