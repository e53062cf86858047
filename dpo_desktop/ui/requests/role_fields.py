"""The first question of a case: controller or processor, for which customer, and which entity of ours is asked."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QWidget

from dpo_desktop.sentences.vocabulary import our_roles
from dpo_desktop.services.registers import Registers, registers
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.fields import Field, choice, narrow
from dpo_desktop.ui.program import ProgramParts, opened


class RoleFields:
    """Three fields of the dialog `owner`: the customer is asked for where we are the processor, the entity where there
    is more than one. What the registers hold is read meanwhile; until then what was given stands.
    """

    def __init__(self, program: ProgramParts, owner: QWidget) -> None:
        self.role = choice(our_roles(), "controller")
        self.customer, self.entity = narrow(choice({"": _("Not known yet")})), narrow(choice({"": _("Not said")}))
        self.role_field = Field(_("Our role"), self.role)
        self.customer_field = Field(_("For which customer"), self.customer)
        self.entity_field = Field(_("Which of our entities"), self.entity)
        self._ids: tuple[int | None, int | None] = (None, None)
        self._is_read = self._has_several = False
        self.customer_field.hide()
        self.entity_field.hide()
        self.role.currentIndexChanged.connect(lambda _index: self._show_fields())
        job = partial(registers, opened(program))
        program.runner.read(job, owner=owner, then=self._on_read)

    def put(self, role: str, entity_id: int | None, customer_id: int | None) -> None:
        self.role.setCurrentIndex(max(self.role.findData(role), 0))
        self._ids = (entity_id, customer_id)
        if self._is_read:
            self._choose()

    def _on_read(self, known: Registers) -> None:
        entity_id, customer_id = self._ids
        for customer in known.customers:
            if customer.retired_at is None or customer.id == customer_id:
                self.customer.addItem(_named(customer.name, customer.reference), str(customer.id))
        for entity in known.entities:
            if entity.retired_at is None or entity.id == entity_id:
                self.entity.addItem(entity.name, str(entity.id))
        self._has_several = self.entity.count() > 2  # the first says that none is named
        self._is_read = True
        self._choose()

    def _choose(self) -> None:
        for editor, chosen in zip((self.entity, self.customer), self._ids, strict=True):
            editor.setCurrentIndex(max(editor.findData(str(chosen or "")), 0))
        self._show_fields()

    def _show_fields(self) -> None:
        self.customer_field.setVisible(self.our_role == "processor")
        self.entity_field.setVisible(self._has_several)
        if self.our_role == "processor" and self._is_read and self.customer.count() == 1:
            hint = _("The register holds no customer yet. Enter one under Registers, then say here which it is.")
            self.customer_field.set_error(hint)

    @property
    def our_role(self) -> str:
        return str(self.role.currentData())

    @property
    def entity_id(self) -> int | None:
        return _id(self.entity) if self._is_read else self._ids[0]

    @property
    def customer_id(self) -> int | None:
        """None where we are not the processor."""
        if self.our_role != "processor":
            return None
        return _id(self.customer) if self._is_read else self._ids[1]


def _id(editor: QComboBox) -> int | None:
    return int(str(editor.currentData()) or 0) or None


def _named(name: str, reference: str) -> str:
    return f"{name}  ·  {reference}" if reference else name
