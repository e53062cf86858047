"""The small tasks of a case: close, reopen, add a note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QWidget

from dpo_desktop.domain.requests import OUTCOME_NOT_RECORDED, OUTCOMES, OUTCOMES_WITH_REASON
from dpo_desktop.sentences.vocabulary import closing_reasons, request_states
from dpo_desktop.services.requests import add_note, assign_requests, close_request, reopen_request
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import hbox, plain, vbox
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.drafting import Drafting
from dpo_desktop.ui.parts.fields import ChoiceBox, Field, choice, instant_editor, instant_of, notes
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened


class CloseDialog(WriteDialog):
    field_of_code: ClassVar[dict[str, str]] = {
        "request.unknown_outcome": "outcome",
        "request.reason_needed": "reason",
        "request.closed_before_received": "closed",
        "request.closed_in_future": "closed",
    }

    def __init__(self, program: ProgramParts, request_id: int, reference: str, parent: QWidget | None) -> None:
        super().__init__(program, parent, _("Close {reference}").format(reference=reference), _("Close it"))
        self._request_id = request_id
        now = program.clock().astimezone(opened(program).zone)
        words = request_states()
        offered = [code for code in OUTCOMES if code != OUTCOME_NOT_RECORDED]
        self.outcome = choice({"": _("Choose an outcome"), **{code: words[code] for code in offered}})
        self.reason = choice({"": _("Choose a reason"), **closing_reasons()})
        self.closed = instant_editor(now)
        self.note = notes()
        self.fields = {
            "outcome": Field(_("Outcome"), self.outcome),
            "reason": Field(_("Reason"), self.reason),
            "closed": Field(_("Closed on"), self.closed),
            "note": Field(_("Note"), self.note),
        }
        self.outcome.currentIndexChanged.connect(lambda _index: self._on_outcome())
        self._on_outcome()
        self.drafting = Drafting(program, self, self.note, f"request.{request_id}.closing")
        self.set_content(
            plain(
                vbox(
                    hbox((self.fields["outcome"], 1), (self.fields["closed"], 1), gap=4),
                    self.fields["reason"],
                    self.fields["note"],
                    gap=3,
                )
            )
        )

    def typed(self) -> bool:
        return bool(self.note.toPlainText().strip())

    def propose(self, outcome: str) -> None:
        self.outcome.setCurrentIndex(self.outcome.findData(outcome))

    def _on_outcome(self) -> None:
        self.fields["reason"].setVisible(str(self.outcome.currentData()) in OUTCOMES_WITH_REASON)

    def job(self) -> Callable[[], object]:
        outcome = str(self.outcome.currentData())
        reason = str(self.reason.currentData()) if outcome in OUTCOMES_WITH_REASON else ""
        return partial(
            close_request,
            opened(self._program),
            self._request_id,
            outcome=outcome,
            reason=reason,
            note=self.note.toPlainText(),
            closed_at=instant_of(self.closed, opened(self._program).zone),
        )


class ReopenDialog(WriteDialog):
    field_of_code: ClassVar[dict[str, str]] = {"request.reopen_reason_needed": "reason"}

    def __init__(self, program: ProgramParts, request_id: int, reference: str, parent: QWidget | None) -> None:
        super().__init__(program, parent, _("Reopen {reference}").format(reference=reference), _("Reopen it"))
        self._request_id = request_id
        self.reason = notes()
        self.fields = {"reason": Field(_("Why it is taken up again"), self.reason)}
        hint = label(_("The closing stays in the timeline and in reports that left."), "body", "muted", wrap=True)
        self.set_content(plain(vbox(hint, self.fields["reason"], gap=3)))
        self.drafting = Drafting(program, self, self.reason, f"request.{request_id}.reopening")

    def typed(self) -> bool:
        return bool(self.reason.toPlainText().strip())

    def job(self) -> Callable[[], object]:
        return partial(reopen_request, opened(self._program), self._request_id, reason=self.reason.toPlainText())


class AssignDialog(WriteDialog):
    """Gives cases to a colleague; the names given before are offered."""

    field_of_code: ClassVar[dict[str, str]] = {"request.assigned_already": "handler"}

    def __init__(
        self, program: ProgramParts, ids: Sequence[int], known: Sequence[str], current: str, parent: QWidget | None
    ) -> None:
        count = len(ids)
        title = ngettext("Assign {n} request", "Assign {n} requests", count).format(n=count)
        super().__init__(program, parent, title, _("Assign"))
        self._ids = ids
        self.handler: QComboBox = ChoiceBox()
        self.handler.setEditable(True)
        self.handler.addItems(list(known))
        self.handler.setCurrentText(current)
        self.fields = {"handler": Field(_("Handled by"), self.handler)}
        hint = label(_("Leave it empty for nobody. Names stay in this workspace."), "body", "muted", wrap=True)
        self.set_content(plain(vbox(hint, self.fields["handler"], gap=3)))

    def job(self) -> Callable[[], object]:
        return partial(assign_requests, opened(self._program), self._ids, self.handler.currentText())


class NoteDialog(WriteDialog):
    field_of_code: ClassVar[dict[str, str]] = {"request.note_empty": "note"}

    def __init__(self, program: ProgramParts, request_id: int, reference: str, parent: QWidget | None) -> None:
        super().__init__(program, parent, _("Note on {reference}").format(reference=reference), _("Keep it"))
        self._request_id = request_id
        self.note = notes(lines=6)
        self.fields = {"note": Field(_("Note"), self.note)}
        self.set_content(self.fields["note"])
        self.drafting = Drafting(program, self, self.note, f"request.{request_id}.note")

    def typed(self) -> bool:
        return bool(self.note.toPlainText().strip())

    def job(self) -> Callable[[], object]:
        return partial(add_note, opened(self._program), self._request_id, self.note.toPlainText())
