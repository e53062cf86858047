"""The fields of a request, for entering one and for correcting one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from dpo_desktop.sentences.vocabulary import channels, laws, relations, request_types
from dpo_desktop.services.register_words import country_code
from dpo_desktop.services.views import NewRequest, PersonView
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.fields import Field, choice, day_editor, day_of, instant_editor, instant_of, line, notes
from dpo_desktop.ui.parts.flow import flowing
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.role_fields import RoleFields
from dpo_desktop.ui.theme import look

_COLUMNS = 3


class RequestForm(WriteDialog):
    """A subclass fills the fields, and calls `lay_out` at the end."""

    field_of_code: ClassVar[dict[str, str]] = {
        "request.received_in_future": "received",
        "request.received_long_ago": "received",
        "request.closed_before_received": "received",
        "request.subject_missing": "name",
        "request.unknown_country": "country",
        "request.unknown_language": "language",
        "register.customer_missing": "customer",
        "register.entity_missing": "entity",
    }

    def __init__(self, program: ProgramParts, parent: QWidget | None, title: str, act: str, notes_name: str) -> None:
        super().__init__(program, parent, title, act, width_ems=92)
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
        self.law = choice({"": _("From role and residence"), **laws()})
        self.choices = RoleFields(program, self)
        self.role = self.choices.role
        self.country = line(placeholder=_("Such as Germany, US-CA"))
        self.has_date = QCheckBox(_("The request bears a date of its own"))
        self.has_date.setAccessibleName(self.has_date.text())
        self.dated = day_editor(now.date())
        self.notes = notes()
        self.fields = {
            "type": Field(_("Kind of request"), self.type),
            "received": Field(_("Received on, time of {zone}").format(zone=workspace.zone.key), self.received),
            "name": Field(_("Name of the person it is about"), self.name),
            "country": Field(_("Where the person lives"), self.country),
            "dated": Field(_("Date on the request itself"), self.dated),
            "asker": Field(_("Name of who asks"), self.asker_name),
            "notes": Field(notes_name, self.notes),
            "customer": self.choices.customer_field,
            "entity": self.choices.entity_field,
        }

    def lay_out(
        self,
        hints: Sequence[QWidget],
        *,
        beside_other: Sequence[QWidget] = (),
        more: Sequence[Field] = (),
    ) -> None:
        """Put the fields in their places; `more` stand below them."""
        asker = (
            self.fields["asker"],
            Field(_("Their e-mail"), self.asker_email),
            Field(_("Their phone"), self.asker_phone),
        )
        for field in asker:
            if not self.other.isChecked():
                field.hide()
            self.other.toggled.connect(field.setVisible)
        if not self.has_date.isChecked():
            self.fields["dated"].hide()
        self.has_date.toggled.connect(self.fields["dated"].setVisible)
        below = (*more, self.fields["dated"])
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.space(4))
        grid.setVerticalSpacing(look.space(3))
        cells: list[tuple[QWidget, int, int]] = [
            (self.choices.role_field, 0, 0),
            (self.choices.customer_field, 0, 1),
            (self.choices.entity_field, 0, 2),
            (self.fields["type"], 1, 0),
            (self.fields["received"], 1, 1),
            (Field(_("Channel"), self.channel), 1, 2),
            (self.fields["name"], 2, 0),
            (Field(_("E-mail"), self.email), 2, 1),
            (Field(_("Phone"), self.phone), 2, 2),
            *((field, 4, column) for column, field in enumerate(asker)),
            (self.fields["country"], 5, 0),
            (Field(_("Law"), self.law), 5, 1),
            (Field(_("Relation to us"), self.relation), 5, 2),
            *((field, 6 + number // _COLUMNS, number % _COLUMNS) for number, field in enumerate(below)),
        ]
        for widget, row, column in cells:
            grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        beside = (self.has_date, *beside_other)
        grid.addWidget(flowing(self.other, *beside, gap=5), 3, 0, 1, _COLUMNS)
        last = 6 + (len(below) + _COLUMNS - 1) // _COLUMNS
        grid.addWidget(self.fields["notes"], last, 0, 1, _COLUMNS, Qt.AlignmentFlag.AlignTop)
        self.set_content(plain(vbox(*hints, grid, None, gap=3)))
        order: list[QWidget] = [self.role, self.choices.customer, self.choices.entity]
        order += [self.type, self.received, self.channel, self.name, self.email, self.phone, self.other, *beside]
        order += [self.asker_name, self.asker_email, self.asker_phone, self.country, self.law, self.relation]
        order += [field.editor for field in below]
        order += [self.notes, self.cancel_button, self.act_button]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        self.role.setFocus()

    @staticmethod
    def hint(words: str) -> QWidget:
        return label(words, "body", "muted", wrap=True)

    # -- filling in

    def show_received(self, new: NewRequest) -> None:
        here = new.received_at.astimezone(opened(self._program).zone)
        self.received.setDate(QDate(here.year, here.month, here.day))
        self.received.setTime(QTime(here.hour, here.minute))

    def show_person(self, person: PersonView, *, asks: bool) -> None:
        """In the lines of who asks, or of whom it is about."""
        lines = (self.name, self.email, self.phone)
        if asks:
            lines = (self.asker_name, self.asker_email, self.asker_phone)
        for editor, text in zip(lines, (person.name, person.email, person.phone), strict=True):
            self.put(editor, text)

    @staticmethod
    def put(editor: QLineEdit, text: str) -> None:
        editor.setText(text)
        editor.setCursorPosition(0)  # its beginning is read, not its end

    def show_codes(self, new: NewRequest) -> None:
        """Kind, relation, role with customer and entity, country, law and the date it bears."""
        self.put(self.country, new.country)
        self.choices.put(new.our_role, new.entity_id, new.customer_id)
        self.has_date.setChecked(new.dated_on is not None)
        if new.dated_on is not None:
            self.dated.setDate(QDate(new.dated_on.year, new.dated_on.month, new.dated_on.day))
        for editor, code in (
            (self.type, new.type_code),
            (self.relation, new.relation),
            (self.law, new.law),
        ):
            self.choose(editor, code)

    @staticmethod
    def choose(editor: QComboBox, code: str) -> None:
        editor.setCurrentIndex(max(editor.findData(code), 0))

    # -- reading out

    def entered(self) -> NewRequest:
        """What stands in the fields."""
        subject = PersonView(self.name.text(), self.email.text(), self.phone.text())
        asker = PersonView(self.asker_name.text(), self.asker_email.text(), self.asker_phone.text())
        return NewRequest(
            type_code=str(self.type.currentData()),
            received_at=instant_of(self.received, opened(self._program).zone),
            channel=str(self.channel.currentData()),
            requester=asker if self.other.isChecked() else subject,
            subject=subject,
            relation=str(self.relation.currentData()),
            our_role=self.choices.our_role,
            entity_id=self.choices.entity_id,
            customer_id=self.choices.customer_id,
            dated_on=day_of(self.dated) if self.has_date.isChecked() else None,
            country=country_code(self.country.text()),
            law=str(self.law.currentData()),
            notes=self.notes.toPlainText(),
        )

    @property
    def named_law(self) -> str:
        """The law that was named before this form was opened: it needs no new reason."""
        return ""

    def on_act(self) -> None:
        if not self.act_button.isEnabled():
            return
        nobody = not (self.asker_name.text().strip() or self.asker_email.text().strip())
        if self.other.isChecked() and nobody:
            self.fields["asker"].set_error(_("Who asks is missing. Enter a name or an e-mail address."))
            self.asker_name.setFocus()
            return
        law = str(self.law.currentData())
        if law and law != self.named_law and not self.notes.toPlainText().strip():
            self.fields["notes"].set_error(_("You chose the law by hand. Say why."))
            self.notes.setFocus()
            return
        super().on_act()
