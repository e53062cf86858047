"""The company's own time for a rule: the number that somebody set, by whom, and what the officer advised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from dpo_desktop.sentences.dates import long_date
from dpo_desktop.sentences.deadlines import amount_words, units
from dpo_desktop.sentences.own_law import rule_length, rule_name
from dpo_desktop.services.company_law import TARGET_UNITS, OwnLaw, OwnTime, set_time
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.fields import Field, choice, line, notes
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.parts.lines import Line
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.registers.own_panel import OwnPanel, PanelWords, day_editor, day_of, side_by_side


class OwnTimes(OwnPanel[OwnTime]):
    def __init__(self, program: ProgramParts, notices: Notices) -> None:
        words = PanelWords(
            name=_("Own times"),
            add=_("Set a time"),
            icon="hourglass",
            empty=_("No time of your own is set"),
            hint=_(
                "Where a law says “promptly”, somebody in the company has to say how long that is. A time can also be "
                "shorter than the law's. The company decides, and you advise."
            ),
            kind=_("Our own time for a rule"),
            change=_("Set another …"),
        )
        super().__init__(program, notices, words)

    def entries(self, found: OwnLaw) -> Sequence[OwnTime]:
        return found.times

    def title_of(self, entry: OwnTime) -> str:
        """The rule in plain words; its id where the law file has it no more."""
        rule = self._found.timed.get(entry.rule_id) if self._found is not None else None
        return rule_name(rule) if rule is not None else entry.rule_id

    def line_of(self, entry: OwnTime) -> Line:
        retired = entry.retired_at is not None
        parts = [_("Retired")] if retired else []
        words = "  ·  ".join([*parts, amount_words(entry.amount, entry.unit), entry.decided_by])
        return Line("hourglass", "faint" if retired else "accent", self.title_of(entry), words, is_faint=retired)

    def rows_of(self, entry: OwnTime) -> list[tuple[str, str]]:
        rule = self._found.timed.get(entry.rule_id) if self._found is not None else None
        rows = [
            (_("Our own time"), amount_words(entry.amount, entry.unit)),
            (_("The law says"), rule_length(rule) if rule is not None else _("the law file has this rule no more")),
            (_("Decided by"), f"{entry.decided_by}, {entry.decided_role}"),
            (_("Decided on"), long_date(entry.decided_on)),
            (_("Your advice"), entry.advice),
            (_("Was it followed"), _("Yes") if entry.followed else _("No")),
        ]
        if entry.retired_at is not None:
            rows.append((_("Retired on"), long_date(entry.retired_at.date())))
        return rows

    def dialog(self, found: OwnLaw, entry: OwnTime | None) -> WriteDialog:
        return TimeDialog(self._program, found, entry, self)


class TimeDialog(WriteDialog):
    field_of_code: ClassVar[dict[str, str]] = {
        "law.time_no_rule": "rule",
        "law.time_rule_missing": "rule",
        "law.time_amount": "amount",
        "law.time_unit": "unit",
        "law.time_nobody": "who",
        "law.time_by_officer": "who",
        "law.time_no_role": "role",
        "law.time_officer_role": "role",
        "law.time_no_advice": "advice",
        "law.time_in_future": "day",
    }

    def __init__(self, program: ProgramParts, found: OwnLaw, entry: OwnTime | None, parent: QWidget | None) -> None:
        title = _("Set another time") if entry is not None else _("Set a time")
        super().__init__(program, parent, title, _("Set it"), width_ems=72)
        self._timed = found.timed
        names = {rule_id: rule_name(rule) for rule_id, rule in found.timed.items()}
        ordered = dict(sorted(names.items(), key=lambda one: one[1].casefold()))
        self.rule = choice({"": _("Choose a rule"), **ordered}, entry.rule_id if entry is not None else "")
        self.rule.setSizeAdjustPolicy(self.rule.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.rule.currentIndexChanged.connect(lambda _index: self._on_rule())
        self.says = label("", "body", "muted", wrap=True)
        words = units()
        self.amount = line(str(entry.amount) if entry is not None else "")
        self.unit = choice({code: words[code] for code in TARGET_UNITS}, entry.unit if entry is not None else "hours")
        today = program.clock().astimezone(opened(program).zone).date()
        self.day = day_editor(QDate(today.year, today.month, today.day))
        self.who = line(entry.decided_by if entry is not None else "")
        self.role = line(entry.decided_role if entry is not None else "", placeholder=_("Such as Head of Support"))
        self.advice = notes(lines=3)
        followed = "" if entry is None else "yes" if entry.followed else "no"
        self.followed = choice({"": _("Say whether it was"), "yes": _("It was"), "no": _("It was not")}, followed)
        self.fields = {
            "rule": Field(_("Rule"), self.rule),
            "amount": Field(_("Our own time"), self.amount),
            "unit": Field(_("Unit"), self.unit),
            "day": Field(_("Decided on"), self.day),
            "who": Field(_("Decided by"), self.who, hint=_("Somebody outside your function: you advise.")),
            "role": Field(_("Role of that person"), self.role),
            "advice": Field(_("Your advice"), self.advice),
            "followed": Field(_("Was it followed"), self.followed),
        }
        self.set_content(
            plain(
                vbox(
                    vbox(self.fields["rule"], self.says, gap=1),
                    side_by_side((self.fields["amount"], 2), (self.fields["unit"], 2), (self.fields["day"], 3)),
                    side_by_side((self.fields["who"], 1), (self.fields["role"], 1)),
                    self.fields["advice"],
                    self.fields["followed"],
                    None,
                    gap=3,
                )
            )
        )
        self._on_rule()
        self._first = self._entered()

    def _on_rule(self) -> None:
        rule = self._timed.get(str(self.rule.currentData()))
        self.says.setText(_("The law says: {length}.").format(length=rule_length(rule)) if rule is not None else "")

    def typed(self) -> bool:
        return self._entered() != self._first

    def _entered(self) -> OwnTime:
        amount = self.amount.text().strip()
        return OwnTime(
            rule_id=str(self.rule.currentData()),
            amount=int(amount) if amount.isdecimal() else 0,
            unit=str(self.unit.currentData()),
            decided_by=self.who.text(),
            decided_role=self.role.text(),
            advice=self.advice.toPlainText(),
            followed=self.followed.currentData() == "yes",
            decided_on=day_of(self.day),
        )

    def on_act(self) -> None:
        if self.act_button.isEnabled() and self.rule.currentData() and not self.followed.currentData():
            self.fields["followed"].set_error(_("Say whether your advice was followed."))
            self.followed.setFocus()
            return
        super().on_act()

    def job(self) -> Callable[[], object]:
        return partial(set_time, opened(self._program), self._entered())
