"""The clocks of a case: the leading date big, beside it the sum; every other duty with its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from dpo_desktop.domain.case_clock import FORWARD_RULE, leading
from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.requests import is_open
from dpo_desktop.sentences.case_facts import hours_since_words
from dpo_desktop.sentences.dates import clock_time, due_words, long_date, middle_date
from dpo_desktop.sentences.deadlines import explain, moment_words, speeds, step_line, step_words
from dpo_desktop.services.views import RequestDetail
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Item, Panel, Rule, Sides, hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.labels import facts, glyph, label, marked_line
from dpo_desktop.ui.parts.sums import sum_grid
from dpo_desktop.ui.requests.case_state import happened_at
from dpo_desktop.ui.theme import look

SIDE_BY_SIDE_EMS = 62
_SAID_OF_FACTS = ("extension_", "pause_", "not_in_force")  # steps that say what became of a recorded fact
_GAP = 0.5  # units of space between a date and what stands beside it


class ClockPart(QWidget):
    """`why_wanted` asks for the whole sum of a duty, `act_wanted` for the next step of a processor: forward,
    acknowledge or close.
    """

    why_wanted = Signal(object)
    act_wanted = Signal(str)

    def __init__(self, detail: RequestDetail, now: datetime) -> None:
        super().__init__()
        self._detail, self._now = detail, now
        self.next_button: QWidget | None = None
        first = _first(detail.duties)
        items: list[Item] = []
        if first is not None:
            items.append(Sides(self._answer(first), self._sum(first), SIDE_BY_SIDE_EMS))
        others = [duty for duty in detail.duties if duty is not first]
        for at, duty in enumerate(others):
            if at or first is not None:
                items.append(Rule())
            items.append(self._other(duty))
        edge = "" if first is not None else "soon"
        self.setLayout(vbox(Panel(vbox(*items, gap=3, pad=(4, 3.5, 4, 3.5)), edge=edge), gap=0))

    # -- the leading date

    def _answer(self, duty: Duty) -> QWidget:
        is_forward = duty.rule_id == FORWARD_RULE
        caption = _("Forward by") if is_forward else _("Answer by")
        items: list[Item] = [label(caption, "label", "muted")]
        if duty.due_on is not None:
            state, colour = self._state(duty, duty.due_on)
            if duty.due_at is not None and duty.due_at.date() == duty.due_on:
                state = f"{clock_time(duty.due_at)}  ·  {state}"
            items += [
                label(long_date(duty.due_on), "lead", wrap=True, select=True),
                label(state, "body", colour, wrap=True),
            ]
        elif duty.waiting_since is not None:
            since = _("The clock stands since {day}").format(day=long_date(duty.waiting_since))
            items.append(label(since, "lead", wrap=True, select=True))
            if duty.provisional_on is not None:
                words = _("If the answer came today: {day}.").format(day=long_date(duty.provisional_on))
                items.append(label(words, wrap=True, select=True))
        else:
            items += [label(_("Without undue delay"), "lead", wrap=True), label(self._elapsed(), "body", "muted")]
        rows = _beside(duty, self._now.date())
        if rows:
            items += [_GAP, facts(rows, key_ems=13)]
        if is_forward and is_open(self._detail.state) and self._detail.customer_id is not None:
            items += [_GAP, hbox(self._next_step(), None, gap=0)]
        return plain(vbox(*items, None, gap=1))

    def _state(self, duty: Duty, due: date) -> tuple[str, str]:
        """What the date means today, and the colour of it."""
        detail = self._detail
        if duty.rule_id == FORWARD_RULE:
            sent = happened_at(detail, "forwarded")
            if sent is not None and duty.due_at is not None:
                return (_("Forwarded in time"), "done") if sent <= duty.due_at else (_("Forwarded late"), "late")
        if detail.closed_at is not None:
            days = (detail.closed_at.date() - due).days
            return (_("Closed in time"), "done") if days <= 0 else (due_words(due, detail.closed_at.date()), "late")
        if not is_open(detail.state):
            return _("Closed; the register does not say when"), "muted"
        if duty.due_at is not None and duty.due_at < self._now:
            return due_words(due, self._now.date()) if due < self._now.date() else _("late"), "late"
        return due_words(due, self._now.date()), {"late": "late", "soon": "soon"}.get(detail.status, "muted")

    def _next_step(self) -> QWidget:
        """The processor's next step: forward, have it confirmed, close."""
        code, words = "forward", _("Record the forwarding …")
        if happened_at(self._detail, "acknowledged") is not None:
            code, words = "close", _("Close as forwarded …")
        elif happened_at(self._detail, "forwarded") is not None:
            code, words = "acknowledge", _("Record the confirmation …")
        self.next_button = button(words, "", "send", clicked=lambda: self.act_wanted.emit(code))
        return self.next_button

    def _sum(self, duty: Duty) -> QWidget:
        """The date as a sum, and on what words it rests."""
        steps = [step_line(step) for step in duty.steps]
        more = button(_("The rule in full …"), "link", clicked=lambda: self.why_wanted.emit(duty))
        more.setAccessibleName(_("Why this date? The rule in full …"))
        picture = vbox(glyph("info", "muted", look.icon_size() * 0.9), None, gap=0)
        words = ". ".join(part for part in (duty.law, _source(duty)) if part)
        note = hbox(picture, (label(words, "small", "muted", wrap=True), 1), gap=1.5)
        items: list[Item] = [label(_("Why this date?"), "strong"), sum_grid(steps)]
        items += [note] if words else []
        widget = plain(vbox(*items, hbox(more, None, gap=0), None, gap=1.5))
        widget.setToolTip(duty.citation)
        widget.setAccessibleName(explain(duty))
        widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return widget

    # -- the others

    def _other(self, duty: Duty) -> QWidget:
        """A duty beside the answer, or the sentence that says why there is no date."""
        if not duty.rule_id:
            return marked_line("triangle-alert", "soon", label(explain(duty), wrap=True, select=True))
        why = button(_("Why this date?"), "link", clicked=lambda: self.why_wanted.emit(duty))
        if duty.due_on is None and duty.waiting_since is None:
            why.setText(_("Why no date?"))
        why.setAccessibleName(f"{why.text()} {duty.right}")
        head = hbox((label(self._headline(duty), "medium", wrap=True, select=True), 1), why, gap=2)
        lines: list[Item] = [head, label(f"{duty.right} ({duty.law})", "small", "muted", wrap=True, select=True)]
        lines += [label(words, "small", colour, wrap=True) for words, colour in self._notes(duty)]
        return marked_line("hourglass" if duty.due_on is None else "calendar", "muted", vbox(*lines, gap=0.5))

    def _headline(self, duty: Duty) -> str:
        if duty.waiting_since is not None:
            return _("The clock stands since {day}").format(day=long_date(duty.waiting_since))
        if duty.due_at is not None:
            return _("By {at}").format(at=moment_words(duty.due_at))
        if duty.due_on is not None:
            words = _("Not before {day}") if duty.kind == "not_before" else _("By {day}")
            return words.format(day=long_date(duty.due_on))
        if duty.rule_id == FORWARD_RULE or duty.speed:
            speed = speeds()[duty.speed]
            return _("{speed}; {elapsed}").format(speed=speed[:1].upper() + speed[1:], elapsed=self._elapsed())
        return step_words(duty.steps[-1])

    def _notes(self, duty: Duty) -> list[tuple[str, str]]:
        notes = [(f"{step_words(step)}.", "muted") for step in duty.steps if step.code.startswith(_SAID_OF_FACTS)]
        if duty.waiting_since is not None and duty.provisional_on is not None:
            words = _("If the answer came today: {day}.").format(day=long_date(duty.provisional_on))
            notes.append((words, "muted"))
        if duty.cautious_on is not None:
            notes.append((_("To be safe by {day}.").format(day=long_date(duty.cautious_on)), "muted"))
        if duty.target_on is not None:
            moment = moment_words(duty.target_at) if duty.target_at is not None else long_date(duty.target_on)
            notes.append((_("Our own time: {moment}.").format(moment=moment), "muted"))
        elif duty.kind == "duty_without_number":
            words = _("The law gives no number. Set our own under Registers, Own times.")
            notes.append((words, "soon"))
        if not duty.verified and duty.rule_id != FORWARD_RULE:
            notes.append((unverified(), "muted"))
        return notes

    def _elapsed(self) -> str:
        """Hours since it came, to now, or to when it was closed."""
        came = self._detail.received_at
        if came is None:
            return _("nobody knows when it was received")
        until = self._detail.closed_at or self._now
        return hours_since_words(max(int((until - came).total_seconds() // 3600), 0))


def _first(duties: Sequence[Duty]) -> Duty | None:
    """The leading date; where no answer has one, a clock that stands, or what a processor has to do."""
    lead = leading(duties)
    if lead is not None:
        return lead
    waiting = [duty for duty in duties if duty.is_answer and duty.waiting_since is not None]
    return next(iter([*waiting, *(duty for duty in duties if duty.rule_id == FORWARD_RULE)]), None)


def _beside(duty: Duty, today: date) -> list[tuple[str, str]]:
    rows = []
    if duty.cautious_on is not None and duty.cautious_on != duty.due_on:
        rows.append((_("To be safe"), middle_date(duty.cautious_on)))
    if duty.target_on is not None:
        moment = moment_words(duty.target_at) if duty.target_at is not None else middle_date(duty.target_on)
        rows.append((_("Our own time"), moment))
    if duty.extended_on is not None:
        rows.append((_("If extended"), middle_date(duty.extended_on)))
    if duty.notice_by is not None and not duty.is_extended and duty.waiting_since is None:
        told = middle_date(duty.notice_by)
        rows.append((_("To be told by"), _("{day}, passed").format(day=told) if duty.notice_by < today else told))
    if duty.outer_on is not None:
        rows.append((_("Outer limit"), middle_date(duty.outer_on)))
    return rows


def _source(duty: Duty) -> str:
    if duty.rule_id == FORWARD_RULE:
        return ""
    return _("The law file holds the words of this rule.") if duty.verified else unverified()


def unverified() -> str:
    return _("The law file does not hold the words of this rule: check them before you rely on the date.")
