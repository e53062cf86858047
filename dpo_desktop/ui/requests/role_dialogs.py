"""Deciding the role, deciding otherwise on a law, and handing a request on to the customer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from dpo_desktop.sentences.case_facts import forward_means
from dpo_desktop.sentences.laws import decision_words
from dpo_desktop.sentences.vocabulary import laws
from dpo_desktop.services.case_facts import acknowledge, decide_law, decide_role, forward
from dpo_desktop.services.views import RequestDetail
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.fields import Field, choice, instant_editor, instant_of, side_by_side
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.fact_dialogs import FactDialog
from dpo_desktop.ui.requests.role_fields import RoleFields


class RoleDialog(FactDialog):
    kind = "role_decided"
    field_of_code: ClassVar[dict[str, str]] = {
        "fact.customer_unknown": "customer",
        "fact.customer_retired": "customer",
        "fact.entity_unknown": "entity",
        "fact.entity_retired": "entity",
        "fact.reason_needed": "words",
    }

    def __init__(self, program: ProgramParts, detail: RequestDetail, parent: QWidget | None) -> None:
        super().__init__(
            program, detail, parent, _("Decide the role"), _("Why") if detail.our_role != "unclear" else _("Note")
        )
        self.choices = RoleFields(program, self)
        self.choices.put(detail.our_role, detail.entity_id, detail.customer_id)
        self.fields |= {
            "role": self.choices.role_field,
            "customer": self.choices.customer_field,
            "entity": self.choices.entity_field,
        }
        self.act_button.setText(_("Decide it"))
        self.act_button.setAccessibleName(self.act_button.text())
        self.lay_out(
            self.fields["role"],
            self.fields["customer"],
            self.fields["entity"],
            hint=_(
                "For whose purposes are the data processed? For our own we are the controller, and answer. For a "
                "customer's we are the processor: the request goes to the customer, who answers."
            ),
        )
        self.choices.role.setFocus()

    def job(self) -> Callable[[], object]:
        return partial(
            decide_role,
            opened(self._program),
            self._detail.id,
            our_role=self.choices.our_role,
            entity_id=self.choices.entity_id,
            customer_id=self.choices.customer_id,
            words=self.said(),
        )


class LawDialog(FactDialog):
    kind = "law_decided"
    field_of_code: ClassVar[dict[str, str]] = {"fact.reason_needed": "words"}

    def __init__(self, program: ProgramParts, detail: RequestDetail, law: str, parent: QWidget | None) -> None:
        title = _("Decide on {law}").format(law=laws()[law])
        super().__init__(program, detail, parent, title, _("Why you decide so"))
        self._law = law
        found = next(one for one in detail.laws if one.law == law)
        self.applies = choice({"yes": _("It applies"), "no": _("It does not apply")}, "no" if found.applies else "yes")
        self.fields["applies"] = Field(_("Your decision"), self.applies)
        self.act_button.setText(_("Decide it"))
        self.act_button.setAccessibleName(self.act_button.text())
        self.lay_out(
            label(decision_words(found), "medium", wrap=True),
            self.fields["applies"],
            hint=_("The reason stays in the timeline, and in a case file with names. The dates are computed anew."),
        )
        self.applies.setFocus()

    def job(self) -> Callable[[], object]:
        return partial(
            decide_law,
            opened(self._program),
            self._detail.id,
            law=self._law,
            applies=self.applies.currentData() == "yes",
            reason=self.said(),
        )


class ForwardDialog(FactDialog):
    kind = "forwarded"
    field_of_code: ClassVar[dict[str, str]] = {"fact.in_future": "at", "fact.before_receipt": "at"}

    def __init__(self, program: ProgramParts, detail: RequestDetail, parent: QWidget | None) -> None:
        super().__init__(program, detail, parent, _("Forwarded to the customer"), _("Note"))
        self.at = instant_editor(program.clock().astimezone(opened(program).zone))
        self.means = choice(forward_means(), "email")
        self.fields |= {"at": Field(_("Forwarded at"), self.at), "means": Field(_("How"), self.means)}
        name = detail.customer or _("the customer")
        self.lay_out(
            side_by_side(self.fields["at"], self.fields["means"]),
            hint=_("Record when the request went to {customer}. The customer answers the person.").format(
                customer=name
            ),
        )
        self.at.setFocus()

    def job(self) -> Callable[[], object]:
        return partial(
            forward,
            opened(self._program),
            self._detail.id,
            at=instant_of(self.at, opened(self._program).zone),
            means=str(self.means.currentData()),
            words=self.said(),
        )


class AcknowledgeDialog(FactDialog):
    kind = "acknowledged"
    field_of_code: ClassVar[dict[str, str]] = {
        "fact.in_future": "at",
        "fact.before_receipt": "at",
        "fact.before_forwarding": "at",
    }

    def __init__(self, program: ProgramParts, detail: RequestDetail, parent: QWidget | None) -> None:
        super().__init__(program, detail, parent, _("Confirmed by the customer"), _("What the customer wrote"))
        self.at = instant_editor(program.clock().astimezone(opened(program).zone))
        self.fields["at"] = Field(_("Confirmed at"), self.at)
        self.lay_out(self.fields["at"])
        self.at.setFocus()

    def job(self) -> Callable[[], object]:
        return partial(
            acknowledge,
            opened(self._program),
            self._detail.id,
            at=instant_of(self.at, opened(self._program).zone),
            words=self.said(),
        )
