"""Entering and changing an entity, a customer or a representative."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from dpo_desktop.domain.applicability import ENTITY_FACTS, implied_facts
from dpo_desktop.sentences.vocabulary import entity_facts, jurisdictions
from dpo_desktop.services.law import places
from dpo_desktop.services.register_words import country_code
from dpo_desktop.services.registers import (
    Customer,
    Entity,
    Entry,
    Registers,
    Representative,
    add_entry,
    change_entry,
)
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Item, box, plain, scrolled, vbox
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.fields import Field, choice, line, notes
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.registers.words import entity_name
from dpo_desktop.ui.theme import look

_FRAME = 15  # units of space that a window's title and a screen's bars take
_LEAST_TICKS = 4
_NO_NUMBER = -1  # words where hours belong: no number of hours, and refused as one


class EntryDialog(WriteDialog):
    """A new entry, or the change of one that has an id. A subclass makes its fields, and calls `lay_out` at the end."""

    def __init__(self, program: ProgramParts, entry: Entry, title: str, parent: QWidget | None) -> None:
        super().__init__(program, parent, title, _("Keep it") if entry.id else _("Enter it"), width_ems=72)
        self._id = entry.id
        self.name = line(entry.name)
        self.note = notes(lines=2)
        self.note.setPlainText(entry.note)
        self.fields = {"name": Field(_("Name"), self.name), "note": Field(_("Note"), self.note)}

    def lay_out(self, *items: Item) -> None:
        self.set_content(plain(vbox(*items, self.fields["note"], None, gap=3)))
        self._first = self.entered()
        self.name.setFocus()

    def entered(self) -> Entry:
        """What stands in the fields."""
        raise NotImplementedError(type(self).__name__)

    def typed(self) -> bool:
        return self.entered() != self._first

    def job(self) -> Callable[[], object]:
        return partial(change_entry if self._id else add_entry, opened(self._program), self.entered())


class EntityDialog(EntryDialog):
    """A place proposes what follows from it; the officer ticks what else holds."""

    field_of_code: ClassVar[dict[str, str]] = {"entry.name_missing": "name", "entry.unknown_place": "place"}

    def __init__(self, program: ProgramParts, entity: Entity, parent: QWidget | None) -> None:
        title = _("Change the entity") if entity.id else _("Add an entity")
        super().__init__(program, entity, title, parent)
        self.place = _narrow(choice(dict(places()), entity.place))
        self.fields["place"] = Field(_("Place"), self.place)
        words = entity_facts()
        self.ticks = {code: QCheckBox(words[code]) for code in ENTITY_FACTS}
        for code, tick in self.ticks.items():
            tick.setAccessibleName(words[code])
            tick.setChecked(code in entity.facts)
        self._column = box(vbox(*self.ticks.values(), gap=1.5))
        self._area = scrolled(self._column, _("What holds for it"))
        self._implied = implied_facts(str(self.place.currentData()))
        self.place.currentIndexChanged.connect(lambda _index: self._on_place())
        hint = _("Which laws reach a case follows from this. Leave open what nobody has checked.")
        self.lay_out(
            _pairs((self.fields["name"], self.fields["place"])),
            vbox(label(_("What holds for it"), "label", "muted"), self._area, gap=1.5),
            label(hint, "small", "muted", wrap=True),
        )
        self._fit()

    def _fit(self) -> None:
        """Where the screen is too low for the type, the ticks are what scrolls."""
        wanted = self._column.sizeHint().height()
        others = self.sizeHint().height() - self._area.sizeHint().height()
        room = self.screen().availableSize().height() - others - look.space(_FRAME)
        self._area.setMinimumHeight(max(min(wanted, room), round(_LEAST_TICKS * look.line())))

    def _on_place(self) -> None:
        before, self._implied = self._implied, implied_facts(str(self.place.currentData()))
        for code in before ^ self._implied:
            self.ticks[code].setChecked(code in self._implied)

    def entered(self) -> Entity:
        return Entity(
            self.name.text(),
            str(self.place.currentData()),
            frozenset(code for code, tick in self.ticks.items() if tick.isChecked()),
            self.note.toPlainText(),
            self._id,
        )


class CustomerDialog(EntryDialog):
    field_of_code: ClassVar[dict[str, str]] = {
        "entry.name_missing": "name",
        "entry.no_email": "email",
        "entry.hours_unlikely": "hours",
        "request.unknown_country": "country",
    }

    def __init__(self, program: ProgramParts, customer: Customer, parent: QWidget | None) -> None:
        title = _("Change the customer") if customer.id else _("Add a customer")
        super().__init__(program, customer, title, parent)
        self.reference = line(customer.reference)
        self.contact, self.email = line(customer.contact_name), line(customer.contact_email)
        self.country = line(customer.country, placeholder=_("Such as Germany, IN, GB"))
        self.contract = line(customer.contract)
        self.hours = line("" if customer.forward_hours is None else str(customer.forward_hours))
        hint = _("As the contract says. Leave it empty where it names none.")
        self.fields |= {
            "email": Field(_("E-mail for requests"), self.email),
            "country": Field(_("Country"), self.country),
            "hours": Field(_("Hours to forward"), self.hours, hint=hint),
        }
        self.lay_out(
            _pairs(
                (self.fields["name"], Field(_("Our reference"), self.reference)),
                (Field(_("Contact"), self.contact), self.fields["email"]),
                (self.fields["country"], Field(_("Contract"), self.contract)),
                (self.fields["hours"], None),
            ),
        )

    def entered(self) -> Customer:
        hours = self.hours.text().strip()
        return Customer(
            name=self.name.text(),
            reference=self.reference.text(),
            contact_name=self.contact.text(),
            contact_email=self.email.text(),
            country=country_code(self.country.text()),
            contract=self.contract.text(),
            forward_hours=(int(hours) if hours.isdecimal() else _NO_NUMBER) if hours else None,
            note=self.note.toPlainText(),
            id=self._id,
        )


class RepresentativeDialog(EntryDialog):
    field_of_code: ClassVar[dict[str, str]] = {
        "entry.name_missing": "name",
        "entry.no_email": "email",
        "entry.unknown_entity": "entity",
        "entry.unknown_jurisdiction": "jurisdiction",
    }

    def __init__(
        self, program: ProgramParts, representative: Representative, registers: Registers, parent: QWidget | None
    ) -> None:
        title = _("Change the representative") if representative.id else _("Add a representative")
        super().__init__(program, representative, title, parent)
        self.jurisdiction = _narrow(choice(jurisdictions(), representative.jurisdiction))
        self.entity = _entity_choice(representative.entity_id, registers)
        self.address = notes(lines=3)
        self.address.setPlainText(representative.address)
        self.email, self.phone = line(representative.email), line(representative.phone)
        self.fields |= {
            "jurisdiction": Field(_("Under the law of"), self.jurisdiction),
            "entity": Field(_("Stands for"), self.entity),
            "email": Field(_("E-mail"), self.email),
        }
        self.lay_out(
            _pairs(
                (self.fields["name"], self.fields["jurisdiction"]),
                (self.fields["entity"], None),
            ),
            Field(_("Address"), self.address),
            _pairs((self.fields["email"], Field(_("Phone"), self.phone))),
        )

    def entered(self) -> Representative:
        return Representative(
            name=self.name.text(),
            jurisdiction=str(self.jurisdiction.currentData()),
            entity_id=int(str(self.entity.currentData())) or None,
            address=self.address.toPlainText(),
            email=self.email.text(),
            phone=self.phone.text(),
            note=self.note.toPlainText(),
            id=self._id,
        )


def _entity_choice(chosen: int | None, registers: Registers) -> QComboBox:
    """The organisation, the entities in use, and the chosen one though it may be retired."""
    offered = [one.id for one in registers.entities if one.retired_at is None or one.id == chosen]
    names = {"0": registers.organisation.name, **{str(one): entity_name(one, registers) for one in offered}}
    return _narrow(choice(names, str(chosen or 0)))


def _narrow(editor: QComboBox) -> QComboBox:
    """As wide as its column, however long its longest word is."""
    editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return editor


def _pairs(*rows: tuple[QWidget, QWidget | None]) -> QGridLayout:
    """Fields in two columns of one width, their captions on one line."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look.space(4))
    grid.setVerticalSpacing(look.space(3))
    for row, fields in enumerate(rows):
        for column, field in enumerate(fields):
            if field is not None:
                grid.addWidget(field, row, column, Qt.AlignmentFlag.AlignTop)
    for column in range(2):
        grid.setColumnStretch(column, 1)
    return grid
