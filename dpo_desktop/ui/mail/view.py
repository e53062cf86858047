"""One mail: who and when, what it seems to ask for and where it belongs, what is wrong with it, its words and files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from dpo_desktop.sentences.dates import instant_words, middle_date, received_words
from dpo_desktop.sentences.mail import (
    joined_words,
    mail_kinds,
    mail_states,
    problem_words,
    reason_words,
    received_from_words,
    sender_words,
)
from dpo_desktop.sentences.places import language_name
from dpo_desktop.sentences.vocabulary import our_roles, request_types
from dpo_desktop.services.mail_views import MailDetail
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.mail.body import MailBody
from dpo_desktop.ui.parts.boxes import Panel, Rule, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.files import FileRows
from dpo_desktop.ui.parts.flow import flowing
from dpo_desktop.ui.parts.labels import Tag, facts, glyph, label
from dpo_desktop.ui.parts.panes import OnePage

_MARKS = {"undecided": "new", "filed": "done", "set_aside": "none", "unreadable": "soon"}
_LINE = 32
_SAME_MOMENT = timedelta(minutes=1)


class MailView(QWidget):
    """Shows a `MailDetail`, or what can be done with several; asks for acts by signal and writes nothing."""

    request_wanted = Signal()
    join_wanted = Signal()
    suggestion_wanted = Signal()
    aside_wanted = Signal()
    take_up_wanted = Signal()
    case_wanted = Signal(int)
    received_wanted = Signal()
    headers_wanted = Signal()
    original_wanted = Signal()
    removal_wanted = Signal()
    leaving_wanted = Signal()
    file_wanted = Signal(object)
    link_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._stack = OnePage("mail", _("Choose a mail to read it."))
        self.setLayout(vbox(self._stack, gap=0))
        self.detail: MailDetail | None = None
        self.act_button: QPushButton | None = None

    def _replace(self, page: QWidget | None) -> None:
        self._stack.put(page, lambda: self.act_button)

    def show_several(self, count: int) -> None:
        """Acts for a selection of mails."""
        self.detail = None
        words = ngettext("{n} mail is chosen", "{n} mails are chosen", count).format(n=count)
        hint = _("A request is made of each mail that asks for something; those of one thread go into one.")
        self.act_button = button(_("Make requests"), "primary", "plus", clicked=self.request_wanted.emit)
        acts = flowing(
            self.act_button,
            button(_("Join to a case …"), "", "link", clicked=self.join_wanted.emit),
            button(_("Not a request"), "", "x", clicked=self.aside_wanted.emit),
        )
        body = plain(vbox(label(words, "title"), label(hint, "body", "muted", wrap=True), acts, None, gap=3))
        self._replace(box(vbox(body, None, pad=(6, 5, 6, 5))))

    def show_detail(self, detail: MailDetail | None) -> None:
        """The page of this mail, or the empty page. A focus that was in it stays in it."""
        self.detail = detail
        self.act_button = None
        if detail is None:
            self._replace(None)
            return
        head = self._head(detail)
        parts: list[QWidget] = []
        if detail.removed_at is not None:
            parts.append(self._removed(detail))
        else:
            parts += [panel for panel in (self._suggestion(detail), self._problems(detail)) if panel is not None]
        upper = plain(vbox(*parts, gap=2.5, pad=(6, 3, 6, 0))) if parts else None
        body = MailBody()
        body.link_chosen.connect(self.link_chosen)
        body.show_mail(detail)
        layout = vbox(head, Rule(), gap=0)
        content = vbox(gap=0)
        if upper is not None:
            content.addWidget(upper)
        content.addWidget(plain(vbox(body, pad=(5, 3, 5, 3))))
        files = [file for file in detail.attachments if file.part > 0]
        if files:
            rows = FileRows(files)
            rows.open_wanted.connect(self.file_wanted)
            content.addWidget(plain(vbox(_heading(_("Files")), rows, gap=2, pad=(6, 1, 6, 3))))
        content.addWidget(plain(vbox(_heading(_("Facts")), plain(facts(_facts(detail))), gap=2, pad=(6, 1, 6, 5))))
        content.addStretch(1)
        layout.addWidget(scrolled(box(content), _("Mail"), by_keys=True), 1)
        self._replace(box(layout))

    def _head(self, detail: MailDetail) -> QWidget:
        words = mail_states()[detail.state] if detail.kind == "message" else mail_kinds()[detail.kind]
        top = hbox(Tag(_MARKS[detail.state], words), gap=2)
        if detail.case is not None:
            top.addWidget(label(f"{detail.case.reference}, {detail.case.person}", "small", "muted", select=True))
        top.addStretch(1)
        names = vbox(
            top,
            label(_title(detail), "title", wrap=True, select=True),
            label(_from_words(detail), "body", "muted", wrap=True, select=True),
            label(_when_words(detail), "body", "muted" if detail.received_at else "soon", wrap=True),
            gap=1,
        )
        return plain(vbox(names, flowing(*self._acts(detail)), gap=3, pad=(6, 4, 6, 3.5)))

    def _acts(self, detail: MailDetail) -> list[QWidget]:
        join = button(_("Join to a case …"), "", "link", clicked=self.join_wanted.emit, tip=_("C"))
        acts: list[QPushButton] = []
        if detail.case is not None and detail.state == "undecided":  # an answer to a closed case
            case_id = detail.case.id
            acts += [
                button(_("Open the case"), "primary", "inbox", clicked=lambda: self.case_wanted.emit(case_id)),
                button(_("Make a request …"), "", "plus", clicked=self.request_wanted.emit, tip=_("R")),
                button(_("Nothing to do"), "", "check", clicked=self.aside_wanted.emit, tip=_("N")),
            ]
        elif detail.case is not None:
            case_id = detail.case.id
            acts += [
                button(_("Open the case"), "primary", "inbox", clicked=lambda: self.case_wanted.emit(case_id)),
                button(_("Join to another case …"), "", "link", clicked=self.join_wanted.emit),
            ]
        elif detail.state == "set_aside":
            acts += [
                button(_("Take it up again"), "primary", "history", clicked=self.take_up_wanted.emit),
                join,
                button(_("Make a request …"), "", "plus", clicked=self.request_wanted.emit, tip=_("R")),
            ]
        else:
            acts += [
                button(_("Make a request …"), "primary", "plus", clicked=self.request_wanted.emit, tip=_("R")),
                join,
                button(_("Not a request"), "", "x", clicked=self.aside_wanted.emit, tip=_("N")),
            ]
        self.act_button = acts[0]
        if detail.removed_at is not None:
            return list(acts)
        return [*acts, self._more(detail)]

    def _more(self, detail: MailDetail) -> QWidget:
        widget = button(_("More"), "", "chevron-down")
        menu = QMenu(widget)
        menu.setAccessibleName(_("More"))
        entries = [(_("Original headers …"), self.headers_wanted), (_("Original file …"), self.original_wanted)]
        clock_ahead = detail.received_at is not None and detail.received_at > detail.entered_at
        if detail.received_at is None or clock_ahead or detail.received_from == "officer":
            entries.insert(0, (_("Say when it came …"), self.received_wanted))
        if detail.case is not None and detail.state == "filed" and detail.joined_by != "request":
            entries.append((_("Take out of the case"), self.leaving_wanted))
        entries.append((_("Remove the content …"), self.removal_wanted))
        for words, signal in entries:
            action = QAction(words, menu)
            action.triggered.connect(lambda _checked=False, signal=signal: signal.emit())
            menu.addAction(action)
        widget.clicked.connect(lambda: menu.popup(widget.mapToGlobal(widget.rect().bottomLeft())))
        return widget

    def _suggestion(self, detail: MailDetail) -> QWidget | None:
        """What the words of the mail say by rule, and the case it may belong to, each with what it rests on."""
        lines = vbox(gap=1.5, pad=(4, 3, 4, 3))
        if detail.rights:
            names = ", ".join(request_types()[one.code] for one in detail.rights)
            lines.addWidget(label(_("Seems to ask for: {rights}").format(rights=names), "medium", wrap=True))
            found = [words for one in detail.rights for words in one.words]
            if found:
                quoted = "  ·  ".join(f"“{words}”" for words in dict.fromkeys(found))
                lines.addWidget(label(quoted, "small", "muted", wrap=True, select=True))
        if detail.suggested is not None and detail.case is None:
            case = detail.suggested
            words = _("May belong to {reference}, {person}, {right}").format(
                reference=case.reference, person=case.person, right=request_types()[case.type_code]
            )
            said = reason_words()
            why = "; ".join(said[code].format(words=text) for code, text in detail.reasons)
            act = button(_("Join to it"), "", "link", clicked=self.suggestion_wanted.emit, tip=_("A"))
            act.setAccessibleName(_("Join to {reference}").format(reference=case.reference))
            texts = vbox(label(words, "medium", wrap=True), label(why, "small", "muted", wrap=True), gap=0.5)
            lines.addLayout(hbox((texts, 1), act, gap=2))
        if not lines.count():
            return None
        lines.addWidget(label(_("Found by rules over its words. You decide."), "small", "faint"))
        return Panel(lines)

    @staticmethod
    def _problems(detail: MailDetail) -> QWidget | None:
        if not detail.problems:
            return None
        lines = vbox(gap=1, pad=(4, 2.5, 4, 2.5))
        for code, parameters in detail.problems:
            words = label(problem_words(code, parameters), "body", wrap=True)
            lines.addLayout(hbox(vbox(glyph("triangle-alert", "soon"), None, gap=0), (words, 1), gap=2))
        return Panel(lines, ground="soon_tint", edge="soon", radius=4)

    @staticmethod
    def _removed(detail: MailDetail) -> QWidget:
        assert detail.removed_at is not None
        words = _("The content was removed on {day}: {reason}").format(
            day=middle_date(detail.removed_at.date()), reason=detail.removed_reason
        )
        return Panel(hbox(glyph("trash-2"), (label(words, "body", wrap=True), 1), gap=2, pad=(4, 2.5, 4, 2.5)))


def _heading(words: str) -> QWidget:
    return plain(vbox(label(words, "strong"), Rule(), gap=2))


def _title(detail: MailDetail) -> str:
    return detail.subject or (detail.file_name if detail.state == "unreadable" else _("no subject"))


def _person(name: str, email: str) -> str:
    return f"{name} <{email}>" if name and email else name or email or _("unknown sender")


def _from_words(detail: MailDetail) -> str:
    to = [_person(name, email) for name, email in detail.recipients]
    words = _("From {sender}").format(sender=_person(detail.sender_name, detail.sender_email))
    if not to:
        return words
    shown = ", ".join(to[:3])
    others = len(to) - 3
    if others > 0:
        shown += ngettext(" and {n} other", " and {n} others", others).format(n=others)
    return words + "  →  " + shown


def _when_words(detail: MailDetail) -> str:
    if detail.received_at is None:
        return _("Nobody says when it came.")
    return _("Came {instant}").format(instant=received_words(detail.received_at, detail.entered_at.tzinfo))


def difference_words(sent: datetime, received: datetime) -> str:
    """How far the sender's clock is from the server's; '' within a minute."""
    apart = received - sent
    if abs(apart) <= _SAME_MOMENT:
        return ""
    minutes = round(abs(apart).total_seconds() / 60)
    if minutes < 120:
        span = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    elif minutes < 48 * 60:
        hours = round(minutes / 60)
        span = ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    else:
        days = round(minutes / (24 * 60))
        span = ngettext("{n} day", "{n} days", days).format(n=days)
    return (
        _("{span} before it came").format(span=span)
        if apart > timedelta()
        else _("{span} after it came").format(span=span)
    )


def _in_lines(text: str) -> str:
    """What has no blank to break at, in lines that fit a narrow window."""
    return "\n".join(text[at : at + _LINE] for at in range(0, len(text), _LINE))


def _facts(detail: MailDetail) -> Sequence[tuple[str, str]]:
    rows = []
    if detail.received_at is not None:
        came = received_words(detail.received_at, detail.entered_at.tzinfo)
        rows.append((_("Came"), f"{came}, {received_from_words()[detail.received_from]}"))
    if detail.sent_at is not None:
        sent = instant_words(detail.sent_at)
        apart = difference_words(detail.sent_at, detail.received_at) if detail.received_at else ""
        rows.append((_("Sent, says its sender"), f"{sent} ({apart})" if apart else sent))
    rows.append((_("Taken in"), instant_words(detail.entered_at)))
    if detail.joined_by:
        rows.append((_("With its case"), joined_words()[detail.joined_by]))
    if detail.language != "und":
        rows.append((_("Language"), language_name(detail.language)))
    if detail.kind == "message":
        rows.append((_("Who seems to write"), sender_words()[detail.relation]))
        rows.append((_("Our role seems"), our_roles()[detail.our_role]))
    if detail.message_id:
        rows.append(("Message-ID", _in_lines(detail.message_id)))
    if detail.sha256:
        rows.append((_("SHA-256 of the original"), _in_lines(detail.sha256)))
    return rows
