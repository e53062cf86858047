"""Intake: enter a request on the day it comes."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.sentences.vocabulary import channels, laws, our_roles, relations, request_types
from dpo_desktop.services.requests import record_request
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import NewRequest, PersonView
from dpo_desktop.services.workspace import describe
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import hbox, plain, vbox
from dpo_desktop.ui.parts.dialog import TaskDialog
from dpo_desktop.ui.parts.fields import Field, choice, instant_editor, instant_of, line, notes
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.theme import look

_FIELD_OF_CODE = {
    "request.received_in_future": "received",
    "request.received_long_ago": "received",
    "request.subject_missing": "name",
    "request.unknown_country": "country",
}


class NewRequestDialog(TaskDialog):
    """`written` holds the result after it was accepted."""

    def __init__(self, program: ProgramParts, parent: QWidget | None) -> None:
        super().__init__(parent, _("New request"), _("Enter the request"), width_ems=84)
        self._program = program
        self.written: Written | None = None
        workspace = opened(program)
        now = program.clock().astimezone(workspace.zone)
        self.type = choice(request_types(), "access")
        self.received = instant_editor(now)
        self.channel = choice(channels(), "email")
        self.name, self.email, self.phone = line(), line(), line()
        self.relation = choice(relations(), "unknown")
        self.other = QCheckBox(_("Somebody else asks for this person"))
        self.other.setAccessibleName(self.other.text())
        self.asker_name, self.asker_email, self.asker_phone = line(), line(), line()
        self.law = choice(laws(), rules.law_of_place(describe(workspace).place))
        self.role = choice(our_roles(), "controller")
        self.country = line(placeholder=_("Such as IN, DE, GB"))
        self.country.textChanged.connect(self._on_country_changed)
        self.notes = notes()
        self.fields = {
            "type": Field(_("Kind of request"), self.type),
            "received": Field(_("Received on, time of {zone}").format(zone=workspace.zone.key), self.received),
            "name": Field(_("Name of the person it is about"), self.name),
            "country": Field(_("Country of the person"), self.country),
            "asker": Field(_("Name of who asks"), self.asker_name),
            "notes": Field(_("Note"), self.notes),
        }
        self._asker = plain(
            vbox(
                hbox(
                    (self.fields["asker"], 1),
                    (Field(_("Their e-mail"), self.asker_email), 1),
                    (Field(_("Their phone"), self.asker_phone), 1),
                    gap=3,
                )
            )
        )
        self._asker.hide()
        self.other.toggled.connect(self._asker.setVisible)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.space(4))
        grid.setVerticalSpacing(look.space(3))
        cells: list[tuple[QWidget, int, int]] = [
            (self.fields["type"], 0, 0),
            (self.fields["received"], 0, 1),
            (Field(_("Channel"), self.channel), 0, 2),
            (self.fields["name"], 1, 0),
            (Field(_("E-mail"), self.email), 1, 1),
            (Field(_("Phone"), self.phone), 1, 2),
            (self.fields["country"], 3, 0),
            (Field(_("Law"), self.law), 3, 1),
            (Field(_("Our role"), self.role), 3, 2),
        ]
        for widget, row, column in cells:
            grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        grid.addWidget(plain(vbox(hbox(self.other, None), self._asker, gap=2)), 2, 0, 1, 3)
        grid.addWidget(Field(_("Relation to us"), self.relation), 4, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.fields["notes"], 4, 1, 1, 2, Qt.AlignmentFlag.AlignTop)
        hint = label(
            _("Enter what you know. The date by law is computed from the day it was received."),
            "body",
            "muted",
            wrap=True,
        )
        self.set_content(plain(vbox(hint, grid, gap=3)))
        order = [self.type, self.received, self.channel, self.name, self.email, self.phone, self.other]
        order += [self.asker_name, self.asker_email, self.asker_phone, self.country, self.law, self.role]
        order += [self.relation, self.notes, self.cancel_button, self.act_button]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        self.name.setFocus()

    def _on_country_changed(self, text: str) -> None:
        """The country proposes the law; the officer decides."""
        proposed = rules.law_of_country(text.strip().upper())
        if text.strip():
            self.law.setCurrentIndex(self.law.findData(proposed))

    def _entered(self) -> NewRequest:
        received = instant_of(self.received, opened(self._program).zone)
        subject = PersonView(self.name.text(), self.email.text(), self.phone.text())
        asker = PersonView(self.asker_name.text(), self.asker_email.text(), self.asker_phone.text())
        return NewRequest(
            type_code=str(self.type.currentData()),
            received_at=received,
            channel=str(self.channel.currentData()),
            requester=asker if self.other.isChecked() else subject,
            subject=subject,
            relation=str(self.relation.currentData()),
            our_role=str(self.role.currentData()),
            country=self.country.text().strip().upper(),
            law=str(self.law.currentData()),
            notes=self.notes.toPlainText(),
        )

    def typed(self) -> bool:
        lines = (self.name, self.email, self.phone, self.asker_name, self.asker_email, self.asker_phone)
        return any(editor.text().strip() for editor in lines) or bool(self.notes.toPlainText().strip())

    def on_act(self) -> None:
        if not self.act_button.isEnabled():
            return
        for field in self.fields.values():
            field.set_error("")
        if self.other.isChecked() and not (self.asker_name.text().strip() or self.asker_email.text().strip()):
            self.fields["asker"].set_error(_("Who asks is missing. Enter a name or an e-mail address."))
            self.asker_name.setFocus()
            return
        self.set_busy(True)
        job = partial(record_request, opened(self._program), self._entered())
        self._program.runner.write(job, then=self._on_written, failed=self._on_failed, owner=self)

    def _on_written(self, written: Written) -> None:
        self.written = written
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self.set_busy(False)
        show_failure(self, self.fields, _FIELD_OF_CODE, error, self._program)


def show_failure(
    dialog: TaskDialog,
    fields: dict[str, Field],
    field_of_code: dict[str, str],
    error: BaseException,
    program: ProgramParts,
) -> None:
    """A refusal as a sentence under its field, or in the footer; what nobody expected goes on to the runner."""
    from dpo_desktop.domain.errors import DpoError

    if isinstance(error, RuleViolation) and error.code in field_of_code:
        field = fields[field_of_code[error.code]]
        field.set_error(sentence(error))
        field.editor.setFocus()
    elif isinstance(error, DpoError):
        dialog.say(sentence(error))
    else:
        program.runner.unhandled.emit(error)
