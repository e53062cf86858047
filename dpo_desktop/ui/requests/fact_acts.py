"""The acts of a case that record a fact: which there are, and the dialog of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.services.case_rules import KnownRule, rule_of_case
from dpo_desktop.services.views import RequestDetail, TimelineEntry
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.requests.case_state import open_questions, standing
from dpo_desktop.ui.requests.fact_dialogs import (
    AnswerDialog,
    AskDialog,
    ExtendDialog,
    FactDialog,
    IdentityDialog,
    MandateDialog,
    StrikeDialog,
)
from dpo_desktop.ui.requests.role_dialogs import AcknowledgeDialog, ForwardDialog, LawDialog, RoleDialog
from dpo_desktop.ui.requests.why_dialog import WhyDialog

# By key, the dialogs that need the case and nothing else.
_Plain = Callable[[ProgramParts, RequestDetail, QWidget | None], FactDialog]
FACT_ACTS: dict[str, _Plain] = {
    "role": RoleDialog,
    "ask": AskDialog,
    "answer": AnswerDialog,
    "extend": ExtendDialog,
    "identity": IdentityDialog,
    "mandate": MandateDialog,
    "forward": ForwardDialog,
    "acknowledge": AcknowledgeDialog,
}


FACT_ICONS = {
    "ask": "pause",
    "answer": "play",
    "extend": "calendar-clock",
    "identity": "fingerprint",
    "mandate": "stamp",
    "forward": "send",
    "acknowledge": "circle-check",
}


def recordable(detail: RequestDetail) -> list[tuple[str, str, bool]]:
    """Key, words and whether it can be recorded now, in the order of the menu; a key of '' parts them."""
    found = [
        ("ask", _("&Asked for something …"), True),
        ("answer", _("A&nswer came …"), bool(open_questions(detail))),
        ("extend", _("&Extension …"), True),
        ("", "", False),
        ("identity", _("&Identity checked …"), True),
        ("mandate", _("&Mandate checked …"), True),
    ]
    if detail.our_role == "processor":
        found += [
            ("", "", False),
            ("forward", _("Forwarded to the &customer …"), detail.customer_id is not None),
            ("acknowledge", _("C&onfirmed by the customer …"), bool(standing(detail, "forwarded"))),
        ]
    return found


class FactActs:
    """Opens the dialogs over `owner`; `done(words, written)` is told what was recorded."""

    def __init__(
        self,
        program: ProgramParts,
        owner: QWidget,
        done: Callable[[str, object], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._program, self._owner, self._done, self._failed = program, owner, done, failed

    def run(self, detail: RequestDetail, key: str, about: object) -> None:
        """`about` is a law for "law", a timeline entry for "strike", a duty for "why"."""
        if isinstance(about, Duty):
            job = partial(rule_of_case, opened(self._program), about.rule_id)
            then = partial(self._show_why, detail, about)
            self._program.runner.read(job, owner=self._owner, then=then, failed=self._failed)
            return
        dialog = self._dialog(detail, key, about)
        if dialog.exec():
            self._done(_done_words(key).format(reference=detail.reference), dialog.written)
        dialog.deleteLater()

    def _dialog(self, detail: RequestDetail, key: str, about: object) -> WriteDialog:
        if isinstance(about, TimelineEntry):
            return StrikeDialog(self._program, detail, about, self._owner)
        if key == "law":
            return LawDialog(self._program, detail, str(about), self._owner)
        return FACT_ACTS[key](self._program, detail, self._owner)

    def _show_why(self, detail: RequestDetail, duty: Duty, known: KnownRule) -> None:
        dialog = WhyDialog(detail, duty, known, self._owner)
        dialog.exec()
        dialog.deleteLater()


def _done_words(key: str) -> str:
    return {
        "role": _("The role of {reference} is decided."),
        "law": _("The law of {reference} is decided."),
        "ask": _("The question is recorded with {reference}."),
        "answer": _("The answer is recorded with {reference}."),
        "extend": _("The extension is recorded with {reference}."),
        "identity": _("The check of identity is recorded with {reference}."),
        "mandate": _("The check of the mandate is recorded with {reference}."),
        "forward": _("The forwarding is recorded with {reference}."),
        "acknowledge": _("The confirmation is recorded with {reference}."),
        "strike": _("The entry of {reference} is struck out."),
    }[key]
