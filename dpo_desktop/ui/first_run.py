"""First run: organisation and officer, place, passphrase, recovery code. Four steps, nothing made before the third."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QStackedWidget, QWidget

from dpo_desktop.domain.errors import DpoError, RuleViolation
from dpo_desktop.domain.passphrases import passphrase_problems
from dpo_desktop.sentences.errors import sentence, sentence_for_code
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import Item, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import Field, choice, line, secret_line
from dpo_desktop.ui.parts.labels import Elided, label
from dpo_desktop.ui.parts.recovery_code import RecoveryCode
from dpo_desktop.ui.program import ProgramParts
from dpo_desktop.ui.rosette import Rosette
from dpo_desktop.ui.theme import look

if TYPE_CHECKING:
    from dpo_desktop.services.workspace import Created, OpenWorkspace

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
            editor.returnPressed.connect(self.on_next)
        self.place_field = Field(_("Place"), self.place, hint=_("Type a part of the name to find it."))
        self.passphrase, self.again = secret_line(), secret_line()
        self.passphrase.textChanged.connect(self._on_passphrase_changed)
        self.organisation_field = Field(_("Organisation"), self.organisation)
        self.officer_field = Field(_("Officer"), self.officer)
        self.passphrase_field = Field(
            _("Passphrase"), self.passphrase, hint=_("At least 15 characters; four or five unrelated words do well.")
        )
        self.again_field = Field(_("The same again"), self.again)
        self.recovery = RecoveryCode()
        self.recovery.entered.connect(self.on_next)
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
        for editor_line in (self.organisation, self.officer, self.role, self.passphrase, self.again):
            editor_line.returnPressed.connect(self.on_next)

    def _names_page(self) -> QWidget:
        return _step(
            _("Set up a workspace"),
            _("Everything stays on this computer, in one encrypted folder. Nothing is sent anywhere."),
            self.organisation_field,
            self.officer_field,
            Field(_("Title"), self.role),
        )

    def _place_page(self) -> QWidget:
        return _step(
            _("Where are you?"),
            _(
                "Where the law says so, a date moves on to the next working day. The place of the controller "
                "decides whose public holidays count."
            ),
            self.place_field,
            1,
            label(_("Folder"), "label", "muted"),
            Elided(str(self._program.folder)),
        )

    def _passphrase_page(self) -> QWidget:
        return _step(
            _("Choose a passphrase"),
            _("It opens the workspace each morning. Nobody can reset it, not even the maker of the program."),
            self.passphrase_field,
            self.again_field,
        )

    def _code_page(self) -> QWidget:
        return plain(vbox(label(_("Write down the recovery code"), "display"), self.recovery, None))

    def _show_step(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self._step.setText(_("Step {n} of {total}").format(n=step + 1, total=_STEPS))
        self.back_button.setVisible(0 < step < _STEPS - 1)
        self._existing.setVisible(step == 0)
        words = {2: _("Create the workspace"), 3: _("Open the workspace")}.get(step, _("Next"))
        self.next_button.setText(words)
        self.next_button.setAccessibleName(words)
        self.notices.clear()
        first: tuple[QWidget, ...] = (self.organisation, self.place, self.passphrase, self.recovery.answers[0])
        first[step].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def can_be_drawn_anew(self) -> bool:
        """Until the workspace is being made."""
        return self._created is None and self.next_button.isEnabled()

    def entered(self) -> tuple[int, dict[str, str]]:
        """Step and fields, for a page drawn in another look; a passphrase is not handed on."""
        fields = {name: line.text() for name, line in self._lines().items()}
        return min(self.pages.currentIndex(), 2), {**fields, "place": str(self.place.currentData())}

    def enter(self, entered: tuple[int, dict[str, str]]) -> None:
        """What `entered` gave."""
        step, fields = entered
        for name, editor in self._lines().items():
            editor.setText(fields[name])
        self.place.setCurrentIndex(self.place.findData(fields["place"]))
        self._show_step(step)

    def _lines(self) -> dict[str, QLineEdit]:
        return {"organisation": self.organisation, "officer": self.officer, "role": self.role}

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
            self.place_field.set_error(_("This place is not in the list. Type a part of its name and choose it."))
            self.place.setFocus()
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
            recovery_typed_back=False,
        )
        self._program.runner.write(job, owner=self, then=self._on_created, failed=self._on_failed)

    def _set_busy(self, busy: bool) -> None:
        self.next_button.setEnabled(not busy)
        self.back_button.setEnabled(not busy)
        if busy:
            self.next_button.setText(_("Making keys …"))

    def _on_created(self, created: Created) -> None:
        self._set_busy(False)
        self._created = created
        self.recovery.show_code(created.recovery_code)
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

    def _check_code(self) -> None:
        from dpo_desktop.services.workspace import activate_recovery_code

        if not self.recovery.typed_back():
            return
        assert self._created is not None
        self.next_button.setEnabled(False)
        job = partial(activate_recovery_code, self._created.workspace, self.recovery.code)
        self._program.runner.write(job, owner=self, then=self._on_activated, failed=self._on_not_activated)

    def _on_activated(self, _written: object) -> None:
        assert self._created is not None
        workspace = self._created.workspace
        self._created = None
        self.recovery.forget()
        self.finished.emit(workspace)

    def _on_not_activated(self, error: BaseException) -> None:
        self.next_button.setEnabled(True)
        self.notices.show_error(error, retry=self._check_code)

    def abandoned_workspace(self) -> OpenWorkspace | None:
        """A workspace that was made, and whose recovery code was not yet typed back, when the window closes."""
        return self._created.workspace if self._created is not None else None


def _step(title: str, words: str, *fields: Item) -> QWidget:
    return plain(vbox(label(title, "display"), label(words, "body", "muted", wrap=True), 2, *fields, None))
