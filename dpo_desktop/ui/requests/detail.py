"""One case: who and what, by when and why, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from dpo_desktop.domain.requests import OPEN_STATES, is_open
from dpo_desktop.sentences.dates import instant_words, middle_date, received_words
from dpo_desktop.sentences.deadlines import edition_words
from dpo_desktop.sentences.mail import same_person_words
from dpo_desktop.sentences.places import country_name, language_name
from dpo_desktop.sentences.vocabulary import (
    channels,
    closing_reasons,
    laws,
    our_roles,
    relations,
    request_states,
    request_types,
)
from dpo_desktop.services.persons import PersonMatch
from dpo_desktop.services.views import PersonView, RequestDetail
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Panel, Rule, Scroll, Sides, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button, tool
from dpo_desktop.ui.parts.files import FileRows
from dpo_desktop.ui.parts.flow import flowing
from dpo_desktop.ui.parts.labels import Tag, facts, label
from dpo_desktop.ui.parts.panes import OnePage
from dpo_desktop.ui.requests.case_clock import SIDE_BY_SIDE_EMS, ClockPart
from dpo_desktop.ui.requests.case_role import LawsPart, RolePart
from dpo_desktop.ui.requests.case_state import holiday_table
from dpo_desktop.ui.requests.fact_acts import FACT_ICONS, recordable
from dpo_desktop.ui.requests.register_source import FromRegister
from dpo_desktop.ui.requests.timeline import Timeline
from dpo_desktop.ui.theme import look


class RequestDetailView(QWidget):
    """Shows a `RequestDetail`; asks for acts by signal and writes nothing."""

    close_wanted = Signal()
    reopen_wanted = Signal()
    note_wanted = Signal()
    state_wanted = Signal(str)
    correct_wanted = Signal()
    assign_wanted = Signal()
    case_file_wanted = Signal()
    add_file_wanted = Signal()
    file_wanted = Signal(object)
    mail_wanted = Signal(int)
    case_wanted = Signal(int)
    match_decided = Signal(int, int, bool)  # two persons, and whether they are one
    fact_wanted = Signal(str, object)  # a key of `fact_acts.FACT_ACTS`, and what it is about: a law, a duty, an entry

    def __init__(self) -> None:
        super().__init__()
        self._stack = OnePage("inbox", _("Choose a request to read it."))
        self.setLayout(vbox(self._stack, gap=0))
        self.detail: RequestDetail | None = None

    def show_detail(self, detail: RequestDetail | None, now: datetime) -> None:
        """The page of this request at `now`, or the empty page. A focus that was in it stays in it."""
        self.detail = detail
        if detail is None:
            self._stack.put(None, lambda: None)
            return
        timeline = Timeline(detail.timeline)
        timeline.mail_wanted.connect(self.mail_wanted)
        timeline.strike_wanted.connect(partial(self.fact_wanted.emit, "strike"))
        files = FileRows(detail.files)
        files.open_wanted.connect(self.file_wanted)
        self._matches = plain(vbox(gap=0))
        self._matches.hide()
        body = plain(
            vbox(
                self._role_and_laws(detail),
                self._clock(detail, now),
                self._matches,
                self._section(_("Timeline"), _("newest first"), timeline),
                *([self._section(_("Files"), "", files)] if detail.files else []),
                self._section(_("Facts"), "", plain(facts(self._facts(detail)))),
                *([self._section(_("From a register"), "", FromRegister(detail.source))] if detail.source else []),
                None,
                gap=5,
                pad=(6, 4, 6, 5),
            )
        )
        page = box(
            vbox(self._head(detail), Rule(), (scrolled(Scroll(vbox(body, gap=0)), _("Case"), by_keys=True), 1), gap=0)
        )
        self._stack.put(page, lambda: self.act_button)

    def show_matches(self, matches: Sequence[PersonMatch]) -> None:
        """Other cases of what may be the same person; nobody is merged."""
        layout = self._matches.layout()
        assert layout is not None
        if not matches or self.detail is None:
            return
        rows = vbox(gap=1.5)
        for match in matches:
            rows.addLayout(self._match(match))
        title = _("Perhaps the same person")
        layout.addWidget(self._section(title, _("you decide"), plain(rows)))
        self._matches.show()

    def _match(self, match: PersonMatch) -> QHBoxLayout:
        said = same_person_words()
        case = match.case
        words = f"{case.reference}  ·  {case.person}  ·  {request_types()[case.type_code]}"
        why = ", ".join(said[code] for code in match.reasons)
        if match.decision:
            why = _("the same person, you said") if match.decision == "same" else _("another person, you said")
        texts = vbox(label(words, "medium", wrap=True), label(why, "small", "muted", wrap=True), gap=0.5)
        row = hbox((texts, 1), gap=2)
        see = button(_("Open"), "link", clicked=lambda: self.case_wanted.emit(case.id))
        see.setAccessibleName(_("Open {reference}").format(reference=case.reference))
        row.addWidget(see)
        for same, word in ((True, _("The same")), (False, _("Another"))):
            if match.decision != ("same" if same else "different"):
                act = button(word, clicked=partial(self.match_decided.emit, match.person_id, match.other_id, same))
                act.setAccessibleName(f"{word}: {case.reference}")
                row.addWidget(act)
        return row

    def _head(self, detail: RequestDetail) -> QWidget:
        words = "" if is_open(detail.state) else request_states()[detail.state]
        tag = Tag(detail.status, words)
        state = request_states()[detail.state]
        role = our_roles()[detail.our_role]
        line = "  ·  ".join([request_types()[detail.type_code], role, *_law_word(detail)])
        title = label(
            detail.subject.name or detail.subject.email or _("Name not known"), "title", wrap=True, select=True
        )
        actions: list[QWidget] = [
            self._record_button(detail),
            button(_("Add a note"), "", "pencil", clicked=self.note_wanted.emit),
        ]
        if is_open(detail.state):
            actions.append(self._state_button(state, detail.state))
            self.act_button = button(_("Close the request"), "primary", "check", clicked=self.close_wanted.emit)
        else:
            self.act_button = button(_("Reopen"), "primary", "history", clicked=self.reopen_wanted.emit)
        actions += [self._more_button(), self.act_button]
        names = vbox(
            hbox(tag, label(detail.reference, "small", "muted", select=True), None, gap=2),
            title,
            label(line, "body", "muted", wrap=True),
            gap=1,
        )
        return plain(vbox(hbox((names, 1), gap=3), flowing(*actions), gap=3, pad=(6, 4, 6, 3.5)))

    def _record_button(self, detail: RequestDetail) -> QWidget:
        """Opens the list of what can have happened."""
        self.record_button = button(_("Record …"), "", "plus", clicked=self.on_record)
        self.record_menu = QMenu(self.record_button)
        self.record_menu.setAccessibleName(_("Record …"))
        for key, words, can_be in recordable(detail):
            if not key:
                self.record_menu.addSeparator()
                continue
            action = self.record_menu.addAction(look.icon(FACT_ICONS[key], "text"), words)
            action.setEnabled(can_be)
            action.triggered.connect(partial(self._emit_fact, key))
        self.record_menu.addSeparator()
        add_file = self.record_menu.addAction(look.icon("paperclip", "text"), _("Add a &file …"))
        add_file.triggered.connect(lambda _checked=False: self.add_file_wanted.emit())
        return self.record_button

    def _emit_fact(self, key: str, _checked: bool = False) -> None:
        self.fact_wanted.emit(key, None)

    def on_record(self) -> None:
        """Open the list of what can be recorded, its first entry chosen."""
        if self.detail is None:
            return
        self.record_menu.popup(self.record_button.mapToGlobal(self.record_button.rect().bottomLeft()))
        self.record_menu.setActiveAction(self.record_menu.actions()[0])

    def _more_button(self) -> QWidget:
        """What is done less often."""
        widget = tool("ellipsis", _("More"))
        menu = QMenu(widget)
        menu.setAccessibleName(_("More"))
        for words, keys, wanted in (
            (_("Correct …"), "Ctrl+Shift+E", self.correct_wanted),
            (_("Assign …"), "Ctrl+Shift+A", self.assign_wanted),
            (_("Case file …"), "", self.case_file_wanted),
        ):
            action = menu.addAction(f"{words}\t{keys}" if keys else words)
            action.triggered.connect(lambda _checked=False, wanted=wanted: wanted.emit())
        widget.clicked.connect(lambda: menu.popup(widget.mapToGlobal(widget.rect().bottomLeft())))
        return widget

    def _state_button(self, word: str, current: str) -> QWidget:
        """A button that names the state and opens the list of the others."""
        widget = button(_("State: {state}").format(state=word), "", "chevron-down")
        widget.setAccessibleName(_("State: {state}. Change it").format(state=word))
        menu = QMenu(widget)
        menu.setAccessibleName(_("State"))
        for code in OPEN_STATES:
            action = QAction(request_states()[code], menu)
            action.setEnabled(code != current)
            action.triggered.connect(lambda _checked=False, code=code: self.state_wanted.emit(code))
            menu.addAction(action)
        widget.clicked.connect(lambda: menu.popup(widget.mapToGlobal(widget.rect().bottomLeft())))
        return widget

    @staticmethod
    def _section(title: str, extra: str, content: QWidget) -> QWidget:
        head = hbox(label(title, "strong"), label(extra, "small", "muted"), None, gap=2)
        return plain(vbox(head, Rule(), content, gap=2))

    def _role_and_laws(self, detail: RequestDetail) -> QWidget:
        self.role, self.laws = RolePart(detail), LawsPart(detail)
        self.role.decide_wanted.connect(partial(self.fact_wanted.emit, "role", None))
        self.laws.decide_wanted.connect(partial(self.fact_wanted.emit, "law"))
        self.laws.residence_wanted.connect(self.correct_wanted)
        sides = Sides(self.role, self.laws, SIDE_BY_SIDE_EMS)
        is_open = detail.our_role == "unclear"
        ground, edge = ("sunken", "soon") if is_open else ("surface", "")
        return Panel(vbox(sides, pad=(4, 3.5, 4, 3.5)), ground=ground, edge=edge)

    def _clock(self, detail: RequestDetail, now: datetime) -> QWidget:
        self.clock = ClockPart(detail, now)
        self.clock.why_wanted.connect(partial(self.fact_wanted.emit, "why"))
        self.clock.act_wanted.connect(self._on_next_step)
        return self.clock

    def _on_next_step(self, code: str) -> None:
        if code == "close":
            self.close_wanted.emit()
        else:
            self.fact_wanted.emit(code, None)

    @staticmethod
    def _facts(detail: RequestDetail) -> list[tuple[str, str]]:
        rows = [(_("About"), _person(detail.subject))]
        if detail.requester != detail.subject:
            rows.append((_("Asked by"), _person(detail.requester)))
        rows += [
            (_("Relation"), relations()[detail.relation]),
            (_("Channel"), channels()[detail.channel]),
            (_("Received"), _came_words(detail)),
            *([(_("Request dated"), middle_date(detail.dated_on))] if detail.dated_on else []),
            (_("Entered"), instant_words(detail.entered_at)),
        ]
        if detail.closed_at is not None:
            rows.append((_("Closed"), _closed_words(detail, detail.closed_at)))
        elif not is_open(detail.state):
            rows.append((_("Closed"), _("The register does not say when")))
        if detail.handler:
            rows.append((_("Handled by"), detail.handler))
        if detail.external_reference:
            rows.append((_("Number before"), detail.external_reference))
        if detail.reason:
            rows.append((_("Reason"), closing_reasons()[detail.reason]))
        if detail.country:
            rows.append((_("Country"), country_name(detail.country)))
        if detail.language:
            rows.append((_("Language"), language_name(detail.language)))
        rows.append((_("Law file of"), edition_words(detail.law_edition)))
        if detail.holiday_edition:  # a date that cannot be computed needs no holidays
            rows.append((_("Holiday table"), holiday_table(detail.holiday_edition)))
        return rows


def _law_word(detail: RequestDetail) -> list[str]:
    """The law that leads; as processor none of ours does."""
    return [] if detail.our_role == "processor" else [laws()[detail.law]]


def _person(person: PersonView) -> str:
    return ", ".join(part for part in (person.name, person.email, person.phone) if part) or _("Not known")


def _came_words(detail: RequestDetail) -> str:
    if detail.received_at is None:
        return _("The register does not say")
    zone = detail.entered_at.tzinfo
    if _is_day(detail, "received", detail.received_at):
        return middle_date(detail.received_at.astimezone(zone).date())
    return received_words(detail.received_at, zone)


def _closed_words(detail: RequestDetail, closed: datetime) -> str:
    return middle_date(closed.date()) if _is_day(detail, "closed", closed) else instant_words(closed)


def _is_day(detail: RequestDetail, kind: str, instant: datetime) -> bool:
    """Whether a register gave the day and no hour."""
    return detail.source is not None and (kind, instant) in detail.source.days
