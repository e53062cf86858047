"""First run: organisation and officer, place, passphrase, recovery code. Four steps, nothing made before the third."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QCompleter, QLabel, QSizePolicy, QStackedWidget, QWidget

from dpo_desktop.domain.errors import DpoError, RuleViolation
from dpo_desktop.domain.passphrases import passphrase_problems
from dpo_desktop.sentences.errors import sentence, sentence_for_code
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import Panel, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import Field, choice, line, secret_line
from dpo_desktop.ui.parts.labels import Elided, label
from dpo_desktop.ui.program import ProgramParts
from dpo_desktop.ui.rosette import Rosette
from dpo_desktop.ui.theme import look

if TYPE_CHECKING:
    from dpo_desktop.services.workspace import Created, OpenWorkspace

_ASKED_GROUPS = 2
_STEPS = 4


class FirstRun(QWidget):
    """`finished(workspace)` once the recovery code was typed back in part; `existing_wanted` to open another folder."""

    finished = Signal(object)
    existing_wanted = Signal()

    def __init__(self, program: ProgramParts) -> None:
        super().__init__()
        from dpo_desktop.services.law import places

        self._program = program
        self._created: Created | None = None
        self._groups: list[str] = []
        self._asked = sorted(random.SystemRandom().sample(range(8), _ASKED_GROUPS))
        self.notices = Notices()
        self.organisation = line(placeholder=_("As it stands on your letters"))
        self.officer = line(placeholder=_("Your name"))
        self.role = line(_("Data Protection Officer"))
        self.place = choice(dict(places()), "IN-KA")
        self.place.setEditable(True)
        self.place.setInsertPolicy(self.place.InsertPolicy.NoInsert)
        completer = self.place.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        editor = self.place.lineEdit()
        if editor is not None:
            editor.setAccessibleName(_("Place"))
        self.passphrase, self.again = secret_line(), secret_line()
        self.passphrase.textChanged.connect(self._on_passphrase_changed)
        self.organisation_field = Field(_("Organisation"), self.organisation)
        self.officer_field = Field(_("Officer"), self.officer)
        self.passphrase_field = Field(
            _("Passphrase"), self.passphrase, hint=_("At least 15 characters; four or five unrelated words do well.")
        )
        self.again_field = Field(_("The same again"), self.again)
        self.code_label: QLabel = label("", "title", select=True)
        self.answers = [line(placeholder="····") for _group in range(_ASKED_GROUPS)]
        self.answer_fields = [
            Field(_("Group {n}").format(n=position + 1), answer)
            for position, answer in zip(self._asked, self.answers, strict=True)
        ]
        self.pages = QStackedWidget()
        for page in (self._names_page(), self._place_page(), self._passphrase_page(), self._code_page()):
            self.pages.addWidget(page)
        self._step = label("", "small", "muted")
        self.back_button = button(_("Back"), clicked=self.on_back)
        self.next_button = button(_("Next"), "primary", clicked=self.on_next)
        self.next_button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._existing = button(_("Open an existing workspace …"), "link", clicked=self.existing_wanted.emit)
        form = plain(
            vbox(
                self._step,
                self.pages,
                2,
                hbox(self._existing, None, self.back_button, self.next_button),
                gap=2,
            )
        )
        form.setFixedWidth(look.em(60))
        content = box(
            vbox(hbox(None, (self.notices, 4), None), None, hbox(None, form, None), None, gap=0, pad=(6, 4, 6, 6))
        )
        self.setLayout(hbox((Rosette(), 2), (scrolled(content, _("Set-up")), 3), gap=0))
        self._show_step(0)
        for editor_line in (self.organisation, self.officer, self.role, self.passphrase, self.again, *self.answers):
            editor_line.returnPressed.connect(self.on_next)

    def _names_page(self) -> QWidget:
        return plain(
            vbox(
                label(_("Set up a workspace"), "display"),
                label(
                    _("Everything stays on this computer, in one encrypted folder. Nothing is sent anywhere."),
                    "body",
                    "muted",
                    wrap=True,
                ),
                2,
                self.organisation_field,
                self.officer_field,
                Field(_("Title"), self.role),
                None,
            )
        )

    def _place_page(self) -> QWidget:
        return plain(
            vbox(
                label(_("Where are you?"), "display"),
                label(
                    _(
                        "Deadlines end on working days. The place of the controller decides whose public holidays "
                        "count."
                    ),
                    "body",
                    "muted",
                    wrap=True,
                ),
                2,
                Field(_("Place"), self.place, hint=_("Type a part of the name to find it.")),
                1,
                label(_("Folder"), "label", "muted"),
                Elided(str(self._program.folder)),
                None,
            )
        )

    def _passphrase_page(self) -> QWidget:
        return plain(
            vbox(
                label(_("Choose a passphrase"), "display"),
                label(
                    _("It opens the workspace each morning. Nobody can reset it, not even the maker of the program."),
                    "body",
                    "muted",
                    wrap=True,
                ),
                2,
                self.passphrase_field,
                self.again_field,
                None,
            )
        )

    def _code_page(self) -> QWidget:
        panel = Panel(vbox(self.code_label, pad=(4, 3, 4, 3)))
        self.code_label.setWordWrap(True)
        return plain(
            vbox(
                label(_("Write down the recovery code"), "display"),
                label(
                    _(
                        "It is shown this once and kept nowhere. It opens the workspace when the passphrase is lost. "
                        "Keep it on paper, away from this computer."
                    ),
                    "body",
                    "muted",
                    wrap=True,
                ),
                1,
                panel,
                hbox(button(_("Copy"), clicked=self.on_copy), None),
                1,
                label(_("Type two of its groups back, from your paper."), "strong", wrap=True),
                hbox(*self.answer_fields, gap=3),
                None,
            )
        )

    def _show_step(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self._step.setText(_("Step {n} of {total}").format(n=step + 1, total=_STEPS))
        self.back_button.setVisible(0 < step < _STEPS - 1)
        self._existing.setVisible(step == 0)
        words = {2: _("Create the workspace"), 3: _("Open the workspace")}.get(step, _("Next"))
        self.next_button.setText(words)
        self.next_button.setAccessibleName(words)
        self.notices.clear()
        first: tuple[QWidget, ...] = (self.organisation, self.place, self.passphrase, self.answers[0])
        first[step].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        self._show_step(self.pages.currentIndex())

    def on_back(self) -> None:
        self._show_step(self.pages.currentIndex() - 1)

    def on_next(self) -> None:
        if not self.next_button.isEnabled():
            return
        (self._leave_names, self._leave_place, self._create, self._check_code)[self.pages.currentIndex()]()

    def _leave_names(self) -> None:
        missing = _("This is printed on every report. Enter a name.")
        self.organisation_field.set_error("" if self.organisation.text().strip() else missing)
        self.officer_field.set_error("" if self.officer.text().strip() else missing)
        if self.organisation_field.error:
            self.organisation.setFocus()
        elif self.officer_field.error:
            self.officer.setFocus()
        else:
            self._show_step(1)

    def _leave_place(self) -> None:
        if self.place.findText(self.place.currentText()) < 0:
            self.notices.tell("soon", sentence_for_code("workspace.unknown_place"))
            return
        self.place.setCurrentIndex(self.place.findText(self.place.currentText()))
        self._show_step(2)

    def _problems(self) -> tuple[str, ...]:
        context = (self.organisation.text(), self.officer.text())
        return passphrase_problems(self.passphrase.text(), context=context)

    def _on_passphrase_changed(self) -> None:
        if self.passphrase_field.error and not self._problems():
            self.passphrase_field.set_error("")

    def _create(self) -> None:
        from dpo_desktop.services.law import default_zone
        from dpo_desktop.services.workspace import create_workspace

        problems = self._problems()
        self.passphrase_field.set_error(sentence_for_code(problems[0]) if problems else "")
        same = self.passphrase.text() == self.again.text()
        self.again_field.set_error("" if same or problems else sentence_for_code("passphrase.different"))
        if problems or not same:
            (self.passphrase if problems else self.again).setFocus()
            return
        self._set_busy(True)
        place = str(self.place.currentData())
        job = partial(
            create_workspace,
            Path(self._program.folder),
            organisation=self.organisation.text(),
            officer_name=self.officer.text(),
            officer_role=self.role.text(),
            place=place,
            time_zone=default_zone(place),
            passphrase=self.passphrase.text(),
            clock=self._program.clock,
        )
        self._program.runner.write(job, then=self._on_created, failed=self._on_failed)

    def _set_busy(self, busy: bool) -> None:
        self.next_button.setEnabled(not busy)
        self.back_button.setEnabled(not busy)
        if busy:
            self.next_button.setText(_("Making keys …"))

    def _on_created(self, created: Created) -> None:
        self._set_busy(False)
        self._created = created
        self._groups = created.recovery_code.split("-")
        first, second = "  ".join(self._groups[:4]), "  ".join(self._groups[4:])
        self.code_label.setText(f"{first}\n{second}")
        self.code_label.setAccessibleName(_("Recovery code: {code}").format(code=created.recovery_code))
        self.passphrase.clear()
        self.again.clear()
        self._show_step(3)

    def _on_failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self._show_step(2)
        if isinstance(error, RuleViolation):
            self.passphrase_field.set_error(sentence(error))
        elif isinstance(error, DpoError):
            self.notices.show_error(error, retry=self._create)
        else:
            self._program.runner.unhandled.emit(error)

    def on_copy(self) -> None:
        QApplication.clipboard().setText("-".join(self._groups))
        self.notices.tell("none", _("The code is on the clipboard. Put it on paper, then copy something else over it."))

    def _check_code(self) -> None:
        wrong = _("This is not what stands in that group. Compare it with your paper.")
        for position, answer, field in zip(self._asked, self.answers, self.answer_fields, strict=True):
            right = answer.text().strip().upper().replace("O", "0") == self._groups[position]
            field.set_error("" if right else wrong)
        bad = [answer for answer, field in zip(self.answers, self.answer_fields, strict=True) if field.error]
        if bad:
            bad[0].setFocus()
            return
        assert self._created is not None
        workspace = self._created.workspace
        self._created = None
        self._groups = []
        self.code_label.clear()
        self.finished.emit(workspace)

    def abandoned_workspace(self) -> OpenWorkspace | None:
        """A workspace that was made, and whose recovery code was not yet typed back, when the window closes."""
        return self._created.workspace if self._created is not None else None
