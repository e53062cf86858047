"""Intake: enter a request on the day it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from dpo_desktop.services.mail_acts import Proposal, request_from_mail
from dpo_desktop.services.requests import record_request
from dpo_desktop.services.results import Written
from dpo_desktop.services.views import NewRequest
from dpo_desktop.translation import _
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.request_form import RequestForm

# Who writes for somebody else: whom it is about is left to the officer.
_FOR_OTHERS = ("parent", "lawyer_agent", "authority", "processor")


class NewRequestDialog(RequestForm):
    """With a `proposal` it is the request that a mail makes."""

    def __init__(self, program: ProgramParts, parent: QWidget | None, proposal: Proposal | None = None) -> None:
        super().__init__(program, parent, _("New request"), _("Enter the request"), _("Note"))
        self._proposal = proposal
        if proposal is not None:
            self._fill(proposal)
        self.lay_out([self.hint(_("Enter what you know. The date by law is computed from the day it was received."))])
        self._first_words = self._words()

    def _fill(self, proposal: Proposal) -> None:
        """What the mail proposes. When it came is the server's word and stays as it is."""
        new = proposal.new
        self.show_received(new)
        self.received.setEnabled(not proposal.received_is_known)
        if not proposal.received_is_known:
            self.fields["received"].set_error(_("No server says when it came. Check this."))
        writes_for_other = new.relation in _FOR_OTHERS
        self.other.setChecked(writes_for_other)
        self.show_person(new.requester, asks=writes_for_other)
        self.show_codes(new)

    def entered(self) -> NewRequest:
        new = super().entered()
        if self._proposal is None:
            return new
        proposed = self._proposal.new
        received = proposed.received_at if self._proposal.received_is_known else new.received_at
        return replace(new, received_at=received, language=proposed.language)

    def _words(self) -> tuple[str, ...]:
        lines = (self.name, self.email, self.phone, self.asker_name, self.asker_email, self.asker_phone)
        return (*(editor.text().strip() for editor in lines), self.notes.toPlainText().strip())

    def typed(self) -> bool:
        return self._words() != self._first_words

    def job(self) -> Callable[[], Written]:
        workspace, new = opened(self._program), self.entered()
        if self._proposal is None:
            return partial(record_request, workspace, new)
        return partial(request_from_mail, workspace, self._proposal.mail_id, new)
