"""Correcting what a request was entered with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from dpo_desktop.services.corrections import correct
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import NewRequest, RequestDetail
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.fields import Field, line
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.request_form import RequestForm

_MOST_NAMED = 3


class CorrectDialog(RequestForm):
    """`shared` are the references of other cases in which the same entry of a person stands."""

    def __init__(
        self, program: ProgramParts, detail: RequestDetail, shared: Sequence[str], parent: QWidget | None
    ) -> None:
        title = _("Correct {reference}").format(reference=detail.reference)
        super().__init__(program, parent, title, _("Correct it"), _("Why it is corrected"))
        self._detail = detail
        self.language = line(detail.language, placeholder=_("Such as en, de, hi"))
        self.external = line(detail.external_reference)
        self.unknown = QCheckBox(_("Nobody knows when it was received"))
        self.unknown.setAccessibleName(self.unknown.text())
        self.unknown.toggled.connect(self.received.setDisabled)
        self._fill(self._as_entered())
        self.fields["language"] = Field(_("Language"), self.language)
        hints = [
            self.hint(
                _("The timeline keeps which fields were corrected. Where the date rests on them it is computed anew.")
            )
        ]
        if shared:
            hints.append(self.hint(_shared_words(shared)))
        more = (self.fields["language"], Field(_("Number before"), self.external))
        self.lay_out(hints, beside_other=(self.unknown,), more=more)
        self._first = self.entered()

    def _as_entered(self) -> NewRequest:
        detail = self._detail
        return NewRequest(
            type_code=detail.type_code,
            received_at=detail.received_at or detail.entered_at,
            channel=detail.channel,
            requester=detail.requester,
            subject=detail.subject,
            relation=detail.relation,
            our_role=detail.our_role,
            country=detail.country,
            law=detail.chosen_law,
            entity_id=detail.entity_id,
            customer_id=detail.customer_id,
            dated_on=detail.dated_on,
            received_known=detail.received_at is not None,
        )

    def _fill(self, now: NewRequest) -> None:
        self.show_received(now)
        self._first_minute = self.received.dateTime()
        self.unknown.setChecked(not now.received_known)
        self.choose(self.channel, now.channel)
        self.other.setChecked(now.requester != now.subject)
        self.show_person(now.subject, asks=False)
        if now.requester != now.subject:
            self.show_person(now.requester, asks=True)
        self.show_codes(now)

    def entered(self) -> NewRequest:
        new = super().entered()
        if self.received.dateTime() == self._first_minute:  # the field knows no seconds and no other zone
            new = replace(new, received_at=self._as_entered().received_at)
        return replace(
            new,
            language=self.language.text().strip(),
            external_reference=self.external.text(),
            received_known=not self.unknown.isChecked(),
        )

    @property
    def named_law(self) -> str:
        return self._detail.chosen_law

    def typed(self) -> bool:
        return self.entered() != self._first

    def job(self) -> Callable[[], Written]:
        return partial(correct, opened(self._program), self._detail.id, self.entered())


def _shared_words(references: Sequence[str]) -> str:
    named, others = ", ".join(references[:_MOST_NAMED]), len(references) - _MOST_NAMED
    if others > 0:
        named = ngettext("{named} and {n} other case", "{named} and {n} other cases", others).format(
            named=named, n=others
        )
    return _(
        "The entry of this person stands in {cases} too: a name or address corrected here is corrected there."
    ).format(cases=named)
