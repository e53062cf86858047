"""Which dates of open cases would move under the present law, and the act that moves those that are ticked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.sentences.editions import stale_words
from dpo_desktop.sentences.errors import sentence, sentence_for_code
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.editions import StaleDates, move_dates, stale_cases
from dpo_desktop.services.results import Written
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.dialog import TaskDialog
from dpo_desktop.ui.parts.fields import Field, notes
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.registers.stale_table import StaleTable, all_words
from dpo_desktop.ui.theme import look
from dpo_desktop.work.runner import Ticket

_ROWS = 6


class EditionDialog(TaskDialog):
    """`moved` says what was done once it was accepted."""

    def __init__(self, program: ProgramParts, parent: QWidget | None) -> None:
        super().__init__(parent, _("Dates under the present law"), _("Move these dates"), width_ems=112)
        self._program = program
        self.found: StaleDates | None = None
        self.moved: Written | None = None
        self._is_writing = False
        self.what = label("", "medium", wrap=True)
        self.table = StaleTable()
        self.table.setMinimumHeight(round((look.line() + look.space(3)) * _ROWS))
        self.table.stale.ticked.connect(self._on_ticked)
        self.table.selectionModel().currentChanged.connect(lambda index, _before: self._on_row(index.row()))
        self.whole = label("", "body", wrap=True, select=True)
        self._all = button(_("Tick all"), "link", clicked=lambda: self.table.stale.tick_all(is_ticked=True))
        self._none = button(_("Tick none"), "link", clicked=lambda: self.table.stale.tick_all(is_ticked=False))
        self.count = label("", "body", "muted")
        self._ticks = plain(hbox((self.count, 1), self._all, self._none, gap=3))
        self.stays = label("", "body", "muted", wrap=True)
        self.reason = notes(lines=2)
        hint = _("It stands in the timeline of each case that moves.")
        self.reason_field = Field(_("Why these dates move"), self.reason, hint=hint)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self.set_content(
            plain(
                vbox(
                    self.what,
                    (self.table, 9),
                    self._ticks,
                    self.whole,
                    self.stays,
                    self.reason_field,
                    self._bar,
                    None,
                    gap=3,
                )
            )
        )
        # What will stand here has its room from the start: a dialog that grows would leave the screen.
        self.whole.setMinimumHeight(round(2 * look.line()))
        self.stays.hide()
        self.act_button.setEnabled(False)
        self.say(_("Computing the dates …"), calm=True)
        self._ticket: Ticket = program.runner.long(
            partial(stale_cases, opened(program)),
            owner=self,
            then=self._on_found,
            failed=self._on_failed,
            progress=self._on_progress,
        )

    def _on_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_found(self, found: StaleDates) -> None:
        self.found = found
        self._bar.hide()
        self.say("")
        moving, others = found.moving, [case for case in found.cases if not case.moves]
        stuck = sum(bool(case.trouble) for case in others)
        self.what.setText(
            stale_words(found.why, len(found.cases), len(moving))
            if found.cases
            else _("Every open case has its dates by the present law.")
        )
        self.table.stale.replace(moving)
        for part in (self.table, self._ticks, self.whole, self.reason_field):
            part.setVisible(bool(moving))
        self.stays.setText(_stays_words(len(others) - stuck, stuck, beside=bool(moving)))
        self.stays.setVisible(bool(others))
        self._on_ticked()
        if moving:
            self.table.choose_first()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.act_button.setText(_("Renew them"))
            self.act_button.setAccessibleName(_("Renew them"))
            (self.act_button if self.act_button.isEnabled() else self.cancel_button).setFocus()

    def _on_row(self, row: int) -> None:
        """All that would be another of the case in this row: a table cuts it off."""
        case = self.table.stale.case_at(row)
        words = f"{case.reference}. {all_words(case)}" if case is not None else ""
        self.whole.setText(words)
        self.whole.setAccessibleName(words)

    def _on_ticked(self) -> None:
        chosen = len(self.table.stale.chosen())
        words = ngettext("{n} of {total} ticked", "{n} of {total} ticked", chosen)
        self.count.setText(words.format(n=number(chosen), total=number(self.table.stale.rowCount())))
        self.act_button.setEnabled(bool(chosen) or self._renews())

    def _renews(self) -> bool:
        """Whether there are cases that the act brings along without a date that moves."""
        return self.found is not None and any(not case.moves and not case.trouble for case in self.found.cases)

    def typed(self) -> bool:
        return bool(self.reason.toPlainText().strip())

    def on_act(self) -> None:
        if self.found is None or not self.act_button.isEnabled():
            return
        chosen, reason = frozenset(self.table.stale.chosen()), self.reason.toPlainText()
        self.reason_field.set_error("")
        if chosen and not reason.strip():
            self.reason_field.set_error(sentence_for_code("edition.reason_needed"))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._is_writing = True
        self.act_button.setEnabled(False)
        self._on_progress(0, 0)
        self._bar.show()
        self.say(_("Moving the dates …"), calm=True)

        self._ticket = self._program.runner.long(
            partial(move_dates, opened(self._program), self.found, chosen, reason),
            owner=self,
            then=self._on_moved,
            failed=self._on_failed,
            progress=self._on_progress,
            stopped=self._on_stopped,
        )

    def reject(self) -> None:
        """Cancel while the dates move leaves all of them, unless it was through already."""
        if self._is_writing:
            self.cancel_button.setEnabled(False)
            self.say(_("Stopping …"), calm=True)
            self._ticket.stop()
            return
        super().reject()
        if not self.isVisible():
            self._ticket.cancel()

    def _on_moved(self, moved: Written) -> None:
        self.moved = moved
        self.accept()

    def _on_stopped(self) -> None:
        self._go_on()
        self.say(_("Stopped. No date was moved."), calm=True)

    def _on_failed(self, error: BaseException) -> None:
        self._go_on()
        if isinstance(error, DpoError):
            self.say(sentence(error))
        else:
            self._program.runner.unhandled.emit(error)

    def _go_on(self) -> None:
        self._is_writing = False
        self._bar.hide()
        self.cancel_button.setEnabled(True)
        self.act_button.setEnabled(self.found is not None)


def _stays_words(same: int, stuck: int, *, beside: bool) -> str:
    told = []
    if same and beside:
        words = ngettext(
            "{n} more case keeps its dates and is brought to the present law along with these.",
            "{n} more cases keep their dates and are brought to the present law along with these.",
            same,
        )
        told.append(words.format(n=number(same)))
    elif same:
        words = ngettext(
            "Its dates stay. Renewed, the case says that it rests on the present law.",
            "Their dates stay. Renewed, the cases say that they rest on the present law.",
            same,
        )
        told.append(words)
    if stuck:
        words = ngettext(
            "Of {n} case the dates cannot be computed: its facts contradict each other. It keeps those it has.",
            "Of {n} cases the dates cannot be computed: their facts contradict each other. They keep those they have.",
            stuck,
        )
        told.append(words.format(n=number(stuck)))
    return " ".join(told)
