"""The timeline of a case: day and hour, a rail with an icon, what happened, and what was written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from dpo_desktop.domain.requests import OUTCOME_NOT_RECORDED
from dpo_desktop.sentences.case_facts import fact_words, struck_kinds
from dpo_desktop.sentences.dates import clock_time, middle_date
from dpo_desktop.sentences.editions import moved_words
from dpo_desktop.sentences.mail import mail_kinds
from dpo_desktop.sentences.vocabulary import closing_reasons, corrected_fields, received_words, request_states
from dpo_desktop.services.case_facts import STRIKABLE
from dpo_desktop.services.views import TimelineEntry
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import hbox, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.labels import label, strike_through
from dpo_desktop.ui.theme import look

_ICONS = {
    "received": "inbox",
    "undated": "inbox",
    "corrected": "pencil",
    "note": "pencil",
    "state": "play",
    "closed": "file-check",
    "reopened": "history",
    "attached": "paperclip",
    "paused": "pause",
    "asked": "pause",
    "answered": "play",
    "extended": "calendar-clock",
    "law_decided": "scale",
    "role_decided": "shield",
    "identity_checked": "fingerprint",
    "mandate_checked": "stamp",
    "forwarded": "send",
    "acknowledged": "circle-check",
    "struck": "x",
    "mail_in": "mail",
    "mail_out": "send",
    "mail_again": "mail",
    "delivery": "history",
    "dates_moved": "calendar-clock",
}
_ROLES = {"closed": "done", "reopened": "soon", "received": "accent"}
_FACTS = (*STRIKABLE, "role_decided")
_OF_A_DAY = ("paused", "asked", "answered", "extended", "identity_checked", "mandate_checked")


def _by_kind() -> dict[str, str]:
    return {
        "undated": _("Entered; nobody knows when it was received"),
        "reopened": _("Reopened"),
        "note": _("Note"),
        "attached": _("File added"),
        "mail_in": _("Mail received"),
        "mail_out": _("Mail sent by us"),
        "mail_again": _("The same mail came again"),
    }


def happened(entry: TimelineEntry) -> str:
    """What the entry says, in words."""
    codes = dict(entry.parameters)
    if entry.kind == "received":
        return received_words()[codes["channel"]]
    if entry.kind == "corrected":
        named = corrected_fields()
        return _("Corrected: {fields}").format(fields=", ".join(named[one] for one in codes["fields"].split()))
    if entry.kind == "state":
        return _("Now: {state}").format(state=request_states()[codes["to_state"]])
    if entry.kind == "closed":
        outcome = request_states()[codes["outcome"]]
        words = outcome if codes["outcome"] == OUTCOME_NOT_RECORDED else _("Closed: {outcome}").format(outcome=outcome)
        reason = codes.get("reason", "")
        words = f"{words}. {closing_reasons()[reason]}" if reason else words
        return words if is_dated(entry) else _("{words}. The register does not say when.").format(words=words)
    if entry.kind in _FACTS:
        return fact_words(entry.kind, codes)
    if entry.kind == "struck":
        return _("Struck out, entered in error: {what}").format(what=struck_kinds()[codes["fact"]])
    if entry.kind == "dates_moved":
        return moved_words(codes)
    if entry.kind == "delivery":
        return mail_kinds()[codes["kind"]]
    return _by_kind()[entry.kind]


def is_dated(entry: TimelineEntry) -> bool:
    """Whether it is known when it happened: a register may tell of a closing, a pause or an extension without a day."""
    codes = dict(entry.parameters)
    if entry.kind == "paused":
        return bool(codes.get("begun"))
    if entry.kind == "extended":
        return bool(codes.get("told"))
    return codes.get("dated") != "no"


class _Rail(QWidget):
    """The line between the entries, with the icon of this one."""

    def __init__(self, kind: str, *, first: bool, last: bool) -> None:
        super().__init__()
        self._kind, self._first, self._last = kind, first, last
        self.setFixedWidth(look.icon_size() + look.space(4))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = look.icon_size()
        middle, top = self.width() / 2, (look.line() - side) / 2
        painter.setPen(QPen(look.colour("hairline"), 1.5))
        if not self._first:
            painter.drawLine(round(middle), 0, round(middle), round(top - 2))
        if not self._last:
            painter.drawLine(round(middle), round(top + side + 3), round(middle), self.height())
        picture = look.pixmap(_ICONS[self._kind], _ROLES.get(self._kind, "muted"))
        painter.drawPixmap(QRectF(middle - side / 2, top, side, side).topLeft(), picture)


class Timeline(QWidget):
    """Newest first. `mail_wanted(id)` from the entry of a mail, `strike_wanted` for a fact entered in error."""

    mail_wanted = Signal(int)
    strike_wanted = Signal(object)

    def __init__(self, entries: Sequence[TimelineEntry]) -> None:
        super().__init__()
        self._struck = {int(dict(one.parameters)["event"]): one for one in entries if one.kind == "struck"}
        layout = vbox(gap=0)
        for number, entry in enumerate(entries):
            layout.addWidget(self._entry(entry, first=number == 0, last=number == len(entries) - 1))
        self.setLayout(layout)

    def _entry(self, entry: TimelineEntry, *, first: bool, last: bool) -> QWidget:
        dated = is_dated(entry)
        day = label(middle_date(entry.at.date()) if dated else _("no date"), "small")
        has_hour = dated and entry.has_hour and entry.kind not in _OF_A_DAY
        struck = None if entry.mail_id else self._struck.get(entry.id)
        hour = label(clock_time(entry.at) if has_hour else "", "small", "faint")
        when = QWidget()
        when.setLayout(vbox(day, hour, None, gap=0))
        when.setFixedWidth(look.em(13))
        words = label(happened(entry), "medium", wrap=True)
        body = vbox(words, gap=0.5)
        if entry.text:
            text = label(entry.text, "body", "text", wrap=True, select=True)
            body.addWidget(text)
            if struck is not None:
                strike_through(text)
        if struck is not None:
            strike_through(words)
            words.setAccessibleName(_("Struck out: {what}").format(what=words.text()))
            why = _("Entered in error: {reason}").format(reason=struck.text)
            body.addWidget(label(why, "small", "text", wrap=True, select=True))
            body.addWidget(label(_by(entry), "small", "muted", wrap=True))
        elif entry.kind in STRIKABLE:
            strike = button(_("Entered in error …"), "link", clicked=lambda: self.strike_wanted.emit(entry))
            strike.setAccessibleName(_("Entered in error: {what} …").format(what=words.text()))
            body.addLayout(hbox((label(_by(entry), "small", "muted", wrap=True), 1), strike, gap=2))
        elif entry.mail_id:
            who = label(_("from {name}").format(name=entry.actor), "small", "muted", wrap=True)
            read = button(_("Read it"), "link", clicked=lambda: self.mail_wanted.emit(entry.mail_id))
            read.setAccessibleName(_("Read the mail “{subject}”").format(subject=entry.text))
            body.addLayout(hbox((who, 1), read, gap=2))
        else:
            body.addWidget(label(_by(entry), "small", "muted", wrap=True))
        body.addSpacing(look.space(3.5))
        widget = QWidget()
        widget.setLayout(hbox(when, _Rail(entry.kind, first=first, last=last), (body, 1), gap=1))
        row = widget.layout()
        assert row is not None
        row.setAlignment(when, Qt.AlignmentFlag.AlignTop)
        return widget


def _by(entry: TimelineEntry) -> str:
    """Who entered it, and when where that was another day."""
    if entry.entered_later is None:
        return _("by {name}").format(name=entry.actor)
    day = middle_date(entry.entered_later)
    return _("by {name}, entered on {day}").format(name=entry.actor, day=day)
