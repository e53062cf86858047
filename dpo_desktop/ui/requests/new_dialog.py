"""Intake: enter a request on the day it comes."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from dpo_desktop.domain import requests as rules
from dpo_desktop.sentences.vocabulary import channels, laws, our_roles, relations, request_types
from dpo_desktop.services.mail_acts import Proposal, request_from_mail
from dpo_desktop.services.requests import record_request
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import NewRequest, PersonView
from dpo_desktop.services.workspace import describe
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import TaskDialog, show_failure
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


# Who writes for somebody else: whom it is about is left to the officer.
_FOR_OTHERS = ("parent", "lawyer_agent", "authority", "processor")


class NewRequestDialog(TaskDialog):
    """`written` holds the result after it was accepted. With a `proposal` it is the request that a mail makes."""

    def __init__(self, program: ProgramParts, parent: QWidget | None, proposal: Proposal | None = None) -> None:
        super().__init__(parent, _("New request"), _("Enter the request"), width_ems=84)
        self._program = program
        self._proposal = proposal
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
        asker = (
            self.fields["asker"],
            Field(_("Their e-mail"), self.asker_email),
            Field(_("Their phone"), self.asker_phone),
        )
        for field in asker:
            field.hide()
            self.other.toggled.connect(field.setVisible)
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
            (self.fields["country"], 4, 0),
            (Field(_("Law"), self.law), 4, 1),
            (Field(_("Our role"), self.role), 4, 2),
        ]
        for widget, row, column in cells:
            grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.other, 2, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        for column, field in enumerate(asker):
            grid.addWidget(field, 3, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Field(_("Relation to us"), self.relation), 5, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.fields["notes"], 5, 1, 1, 2, Qt.AlignmentFlag.AlignTop)
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
        if proposal is not None:
            self._fill(proposal)
        self._first_words = self._words()
        self.name.setFocus()

    def _fill(self, proposal: Proposal) -> None:
        """What the mail proposes. When it came is the server's word and stays as it is."""
        new = proposal.new
        self.type.setCurrentIndex(max(self.type.findData(new.type_code), 0))
        here = new.received_at.astimezone(opened(self._program).zone)
        self.received.setDate(QDate(here.year, here.month, here.day))
        self.received.setTime(QTime(here.hour, here.minute))
        self.received.setEnabled(not proposal.received_is_known)
        if not proposal.received_is_known:
            self.fields["received"].set_error(_("No server says when it came. Check this."))
        writes_for_other = new.relation in _FOR_OTHERS
        self.other.setChecked(writes_for_other)
        lines = (
            (self.asker_name, self.asker_email, self.asker_phone)
            if writes_for_other
            else (self.name, self.email, self.phone)
        )
        for editor, text in zip(lines, (new.requester.name, new.requester.email, new.requester.phone), strict=True):
            editor.setText(text)
            editor.setCursorPosition(0)  # its beginning is read, not its end
        self.relation.setCurrentIndex(max(self.relation.findData(new.relation), 0))
        self.role.setCurrentIndex(max(self.role.findData(new.our_role), 0))
        self.country.setText(new.country)
        self.law.setCurrentIndex(max(self.law.findData(new.law), 0))

    def _on_country_changed(self, text: str) -> None:
        """The country proposes the law; the officer decides."""
        proposed = rules.law_of_country(text.strip().upper())
        if text.strip():
            self.law.setCurrentIndex(self.law.findData(proposed))

    def _entered(self) -> NewRequest:
        received = instant_of(self.received, opened(self._program).zone)
        if self._proposal is not None and self._proposal.received_is_known:
            received = self._proposal.new.received_at
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
            language=self._proposal.new.language if self._proposal is not None else "",
        )

    def _words(self) -> tuple[str, ...]:
        lines = (self.name, self.email, self.phone, self.asker_name, self.asker_email, self.asker_phone)
        return (*(editor.text().strip() for editor in lines), self.notes.toPlainText().strip())

    def typed(self) -> bool:
        return self._words() != self._first_words

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
        workspace, new = opened(self._program), self._entered()
        job = (
            partial(record_request, workspace, new)
            if self._proposal is None
            else partial(request_from_mail, workspace, self._proposal.mail_id, new)
        )
        self._program.runner.write(job, then=self._on_written, failed=self._on_failed, owner=self)

    def _on_written(self, written: Written) -> None:
        self.written = written
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self.set_busy(False)
        show_failure(self, self.fields, _FIELD_OF_CODE, error, self._program)
