"""What happened while a case is worked on: asked, answered, extended, checked; and what was entered in error."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QWidget

from dpo_desktop.sentences.case_facts import (
    cause_choices,
    check_outcomes,
    extension_reasons,
    fact_words,
    identity_levels,
    identity_methods,
    mandate_kinds,
    mandate_outcomes,
    question_words,
)
from dpo_desktop.sentences.dates import long_date
from dpo_desktop.sentences.vocabulary import laws
from dpo_desktop.sentences.why import identity_words
from dpo_desktop.services.case_facts import answered, ask, check_identity, check_mandate, extend, strike
from dpo_desktop.services.case_rules import identity_rules
from dpo_desktop.services.views import RequestDetail, TimelineEntry
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Panel, plain, vbox
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.drafting import Drafting
from dpo_desktop.ui.parts.fields import Field, choice, day_editor, day_of, notes, side_by_side
from dpo_desktop.ui.parts.labels import facts, label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.case_state import open_questions


class FactDialog(WriteDialog):
    """One fact with its words. A subclass makes its fields, and calls `lay_out` at the end."""

    kind: ClassVar[str] = ""

    def __init__(
        self, program: ProgramParts, detail: RequestDetail, parent: QWidget | None, title: str, words_name: str
    ) -> None:
        super().__init__(program, parent, title, _("Record it"), width_ems=72)
        self._detail = detail
        self._today = program.clock().astimezone(opened(program).zone).date()
        self.day = day_editor(self._today)
        self.words = notes()
        self.fields = {"words": Field(words_name, self.words)}

    def lay_out(self, *items: QWidget, hint: str = "") -> None:
        parts = [label(hint, "body", "muted", wrap=True)] if hint else []
        self.set_content(plain(vbox(*parts, *items, self.fields["words"], None, gap=3)))
        self.drafting = Drafting(self._program, self, self.words, f"request.{self._detail.id}.{self.kind}")

    def typed(self) -> bool:
        return bool(self.words.toPlainText().strip())

    def said(self) -> str:
        return self.words.toPlainText()


class AskDialog(FactDialog):
    kind = "asked"
    field_of_code: ClassVar[dict[str, str]] = {"fact.in_future": "day", "fact.reason_needed": "words"}

    def __init__(self, program: ProgramParts, detail: RequestDetail, parent: QWidget | None) -> None:
        super().__init__(program, detail, parent, _("Asked for something"), _("What was written, or why it counts"))
        self.cause = choice(cause_choices(), "identity_doubt")
        self.letter = QCheckBox(_("A letter or mail that asks for it was sent"))
        self.letter.setChecked(True)
        self.counts = QCheckBox(_("Let it count although the law leaves it to the officer"))
        for box in (self.letter, self.counts):
            box.setAccessibleName(box.text())
        self.fields |= {
            "cause": Field(_("What was asked for"), self.cause),
            "day": Field(_("Asked on"), self.day),
        }
        self.lay_out(
            side_by_side(self.fields["cause"], self.fields["day"]),
            plain(vbox(self.letter, self.counts, gap=1.5)),
            hint=_(
                "Whether the clock stands while you wait depends on the law: the sum says so. Without a letter no day "
                "is left out. A reason that lets it count stands beside the date."
            ),
        )
        self.cause.setFocus()

    def job(self) -> Callable[[], object]:
        return partial(
            ask,
            opened(self._program),
            self._detail.id,
            cause=str(self.cause.currentData()),
            asked_on=day_of(self.day),
            has_letter=self.letter.isChecked(),
            words=self.said(),
            switched_on=self.counts.isChecked(),
        )


class AnswerDialog(FactDialog):
    kind = "answered"
    field_of_code: ClassVar[dict[str, str]] = {
        "fact.in_future": "day",
        "deadline.pause_reversed": "day",
        "fact.answered_already": "question",
    }

    def __init__(self, program: ProgramParts, detail: RequestDetail, parent: QWidget | None) -> None:
        super().__init__(program, detail, parent, _("The answer came"), _("What came"))
        questions = {str(one.id): question_words(one.cause, one.asked_on) for one in open_questions(detail)}
        self.question = choice(questions)
        self.fields |= {
            "question": Field(_("Answer to"), self.question),
            "day": Field(_("Came on"), self.day),
        }
        self.lay_out(self.fields["question"], self.fields["day"])
        self.question.setFocus()

    def job(self) -> Callable[[], object]:
        return partial(
            answered,
            opened(self._program),
            self._detail.id,
            asked_event=int(str(self.question.currentData())),
            answered_on=day_of(self.day),
            words=self.said(),
        )


class ExtendDialog(FactDialog):
    kind = "extended"
    field_of_code: ClassVar[dict[str, str]] = {"fact.in_future": "day", "fact.told_before_receipt": "day"}

    def __init__(self, program: ProgramParts, detail: RequestDetail, parent: QWidget | None) -> None:
        super().__init__(program, detail, parent, _("The answer takes longer"), _("What the person was told"))
        self.reason = choice(extension_reasons(), "complex")
        self.has_date = QCheckBox(_("A new date was named"))
        self.has_date.setAccessibleName(self.has_date.text())
        named = max((duty.extended_on or self._today for duty in detail.duties), default=self._today)
        self.until = day_editor(named)
        self.fields |= {
            "day": Field(_("The person was told on"), self.day),
            "reason": Field(_("Reason"), self.reason),
            "until": Field(_("New date"), self.until),
        }
        self.fields["until"].hide()
        self.has_date.toggled.connect(self.fields["until"].setVisible)
        last = [
            _("{law}: the person is to be told by {day} at the latest.").format(
                law=duty.law, day=long_date(duty.notice_by)
            )
            for duty in detail.duties
            if duty.notice_by is not None
        ]
        told = " ".join(dict.fromkeys(last))
        without = _(
            "Without a new date the law's whole extension is taken. A notice that came too late is recorded and does "
            "not count."
        )
        self.lay_out(
            side_by_side(self.fields["day"], self.fields["reason"]),
            self.has_date,
            self.fields["until"],
            hint=f"{told} {without}" if told else without,
        )
        self.day.setFocus()

    def job(self) -> Callable[[], object]:
        return partial(
            extend,
            opened(self._program),
            self._detail.id,
            told_on=day_of(self.day),
            reason=str(self.reason.currentData()),
            words=self.said(),
            until=day_of(self.until) if self.has_date.isChecked() else None,
        )


class IdentityDialog(FactDialog):
    """Where the check failed it says what that means under each law that applies."""

    kind = "identity_checked"
    field_of_code: ClassVar[dict[str, str]] = {"fact.in_future": "day"}

    def __init__(self, program: ProgramParts, detail: RequestDetail, parent: QWidget | None) -> None:
        super().__init__(program, detail, parent, _("Identity checked"), _("What was seen, and not kept"))
        self.method = choice(identity_methods(), "known_address")
        self.level = choice(identity_levels(), "substantial")
        self.outcome = choice(check_outcomes(), "passed")
        self.fields |= {
            "method": Field(_("How"), self.method),
            "day": Field(_("Checked on"), self.day),
            "level": Field(_("How sure it makes"), self.level),
            "outcome": Field(_("Result"), self.outcome),
        }
        meaning = [(laws()[law], identity_words(*found)) for law, found in identity_rules(detail).items()]
        if not meaning:
            meaning = [(_("No law"), _("No law on file is known to apply: say where the person lives."))]
        if detail.our_role == "processor":
            meaning = [(_("Customer"), _("The customer answers the person: tell them that the check failed."))]
        head = label(_("What a failed check means here"), "label", "muted")
        self.meaning = Panel(vbox(head, facts(meaning, key_ems=14), gap=1.5, pad=(4, 3, 4, 3)))
        self.meaning.hide()
        self.outcome.currentIndexChanged.connect(lambda _index: self._on_outcome())
        self.lay_out(
            side_by_side(self.fields["method"], self.fields["day"], shares=(3, 2)),
            side_by_side(self.fields["outcome"], self.fields["level"], shares=(3, 2)),
            self.meaning,
            hint=_("Ask for no more than the doubt needs. Say what was seen; no copy is kept."),
        )
        self.method.setFocus()

    def _on_outcome(self) -> None:
        # As high as its words need at this width: the least height of words that wrap is that of their narrowest form.
        layout = self.meaning.layout()
        assert layout is not None
        self.meaning.setFixedHeight(layout.heightForWidth(self.words.width()))
        self.meaning.setVisible(self.outcome.currentData() == "failed")

    def job(self) -> Callable[[], object]:
        return partial(
            check_identity,
            opened(self._program),
            self._detail.id,
            method=str(self.method.currentData()),
            level=str(self.level.currentData()),
            outcome=str(self.outcome.currentData()),
            checked_on=day_of(self.day),
            words=self.said(),
        )


class MandateDialog(FactDialog):
    kind = "mandate_checked"
    field_of_code: ClassVar[dict[str, str]] = {"fact.in_future": "day"}

    def __init__(self, program: ProgramParts, detail: RequestDetail, parent: QWidget | None) -> None:
        super().__init__(program, detail, parent, _("Mandate checked"), _("What was seen, and not kept"))
        self.mandate = choice(mandate_kinds(), "parent" if detail.relation == "parent" else "power_of_attorney")
        self.outcome = choice(mandate_outcomes(), "sufficient")
        self.fields |= {
            "mandate": Field(_("Acts by"), self.mandate),
            "outcome": Field(_("Result"), self.outcome),
            "day": Field(_("Checked on"), self.day),
        }
        self.lay_out(
            side_by_side(*(self.fields[key] for key in ("mandate", "outcome", "day"))),
            hint=_("Somebody who acts for another person shows by what. Say what was seen; no copy is kept."),
        )
        self.mandate.setFocus()

    def job(self) -> Callable[[], object]:
        return partial(
            check_mandate,
            opened(self._program),
            self._detail.id,
            kind=str(self.mandate.currentData()),
            outcome=str(self.outcome.currentData()),
            checked_on=day_of(self.day),
            words=self.said(),
        )


class StrikeDialog(FactDialog):
    kind = "struck"
    field_of_code: ClassVar[dict[str, str]] = {"fact.reason_needed": "words"}

    def __init__(
        self, program: ProgramParts, detail: RequestDetail, entry: TimelineEntry, parent: QWidget | None
    ) -> None:
        super().__init__(program, detail, parent, _("Entered in error"), _("Why it is struck out"))
        self._event_id = entry.id
        what = fact_words(entry.kind, dict(entry.parameters))
        self.lay_out(
            label(what, "medium", wrap=True),
            hint=_("It stays in the timeline, struck through, and the dates are computed without it."),
        )
        self.act_button.setText(_("Strike it out"))
        self.act_button.setAccessibleName(self.act_button.text())
        self.words.setFocus()

    def job(self) -> Callable[[], object]:
        return partial(strike, opened(self._program), self._detail.id, event_id=self._event_id, reason=self.said())
