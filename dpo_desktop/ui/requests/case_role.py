"""Our role and the laws that reach the case: what decides every date below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from dpo_desktop.domain.case_clock import leading
from dpo_desktop.domain.law_decision import LawDecision
from dpo_desktop.sentences.dates import middle_date
from dpo_desktop.sentences.laws import decision_words, other_laws_words
from dpo_desktop.sentences.vocabulary import laws
from dpo_desktop.services.views import RequestDetail
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Item, hbox, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.labels import label, marked_line
from dpo_desktop.ui.requests.case_state import law_decision
from dpo_desktop.ui.theme import look


class RolePart(QWidget):
    """`decide_wanted` by its button."""

    decide_wanted = Signal()

    def __init__(self, detail: RequestDetail) -> None:
        super().__init__()
        layout = vbox(label(_("Our role"), "label", "muted"), gap=1)
        layout.addWidget(label(role_sentence(detail), "lead", wrap=True, select=True))
        for words in _beside(detail):
            layout.addWidget(label(words, "body", "muted", wrap=True))
        is_open = detail.our_role == "unclear" or (detail.our_role == "processor" and not detail.customer)
        words = _("Decide the role …") if is_open else _("Decide it anew …")
        self.decide_button = button(words, "" if is_open else "link", clicked=self.decide_wanted.emit)
        self.decide_button.setAccessibleName(_("Decide the role …"))
        layout.addSpacing(look.space(1))
        layout.addLayout(hbox(self.decide_button, None, gap=0))
        layout.addStretch(1)
        self.setLayout(layout)


def role_sentence(detail: RequestDetail) -> str:
    if detail.our_role == "controller":
        return _("We are the controller")
    if detail.our_role == "unclear":
        return _("Our role is not decided: decide it first")
    if detail.customer:
        return _("Processor for {customer}").format(customer=detail.customer)
    return _("Processor; for which customer is not said")


def _beside(detail: RequestDetail) -> list[str]:
    words = [_("Asked of {entity}.").format(entity=detail.entity)] if detail.entity else []
    if detail.our_role == "processor" and not detail.customer:
        words.append(_("The request belongs to a customer: say to which, then forward it."))
    return words


class LawsPart(QWidget):
    """One line for each law that applies or might; the others behind a line that opens them.

    `decide_wanted` names a law, `residence_wanted` asks to say where the person lives.
    """

    decide_wanted = Signal(str)
    residence_wanted = Signal()

    def __init__(self, detail: RequestDetail) -> None:
        super().__init__()
        self._detail = detail
        self._count = 0
        self.others = QWidget()
        self.others_button = button("", "link", clicked=self.on_others)
        items: list[Item] = [label(_("Laws"), "label", "muted")]
        if detail.our_role == "processor":
            words = _("The customer's laws and dates are the customer's. Ours is to pass the request on in time.")
            items.append(label(words, wrap=True))
        else:
            items += self._laws()
        self.setLayout(vbox(*items, None, gap=1.5))

    def _laws(self) -> list[Item]:
        lead = leading(self._detail.duties)
        leads = lead.jurisdiction if lead is not None else ""
        nowhere = not self._detail.country  # each law might apply then: one line says so
        near = [one for one in self._detail.laws if one.applies or (one.basis == "unknown" and not nowhere)]
        far = [one for one in self._detail.laws if one not in near]
        several = sum(one.applies for one in near) > 1
        items: list[Item] = [self._law(one, leads=several and one.law == leads) for one in near]
        if not any(one.applies for one in near):
            items.append(
                marked_line("triangle-alert", "soon", label(_("No law on file is known to apply"), "medium", wrap=True))
            )
        if nowhere and any(one.basis == "unknown" for one in far):
            items.append(self._nowhere())
        if far:
            self._count = len(far)
            self.others.setLayout(vbox(*(self._law(one) for one in far), gap=1.5))
            self._show_others(shown=False)
            items += [hbox(self.others_button, None, gap=0), self.others]
        return items

    def on_others(self) -> None:
        self._show_others(shown=self.others.isHidden())

    def _show_others(self, *, shown: bool) -> None:
        self.others.setVisible(shown)
        words = other_laws_words(self._count, shown=shown)
        self.others_button.setText(words)
        self.others_button.setAccessibleName(words)

    def _law(self, decision: LawDecision, *, leads: bool = False) -> QWidget:
        name = laws()[decision.law]
        head = hbox(label(name, "medium"), gap=2)
        if leads:
            head.addWidget(label(_("leads"), "small", "accent"))
        act = button(_("Decide otherwise …"), "link", clicked=lambda: self.decide_wanted.emit(decision.law))
        act.setAccessibleName(_("Decide otherwise on {law} …").format(law=name))
        head.addStretch(1)
        head.addWidget(act)
        words = self._why(decision)
        if leads:
            words = _("{words} Its date is the earliest.").format(words=words)
        why = label(words, "small", "muted", wrap=True, select=True)
        icon, role = ("check", "accent") if decision.applies else ("info", "muted")
        if decision.basis in ("assumed", "unknown"):
            icon, role = "info", "soon" if decision.applies else "muted"
        return marked_line(icon, role, vbox(head, why, gap=0.5))

    def _why(self, decision: LawDecision) -> str:
        words = decision_words(decision)
        entry = law_decision(self._detail, decision.law)
        if decision.basis != "overridden" or entry is None:
            return words
        told = _("{words} {name}, {day}: {reason}")
        return told.format(words=words, name=entry.actor, day=middle_date(entry.at.date()), reason=entry.text)

    def _nowhere(self) -> QWidget:
        words = _("Nobody has said where the person lives: other laws might apply.")
        act = button(_("Say where …"), "link", clicked=self.residence_wanted.emit)
        act.setAccessibleName(_("Say where the person lives …"))
        told = hbox((label(words, wrap=True), 1), act, gap=2)
        told.setAlignment(act, Qt.AlignmentFlag.AlignTop)
        return marked_line("info", "soon", told)
