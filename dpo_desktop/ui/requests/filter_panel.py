"""What narrows the list of requests beside its status and the search: right, law, colleague, when it was received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from dpo_desktop.sentences.dates import middle_date
from dpo_desktop.sentences.vocabulary import laws, request_types
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Panel, hbox, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import Field, choice
from dpo_desktop.ui.parts.flow import flowing
from dpo_desktop.ui.theme import look

_FIELD_EMS = 21
_QUARTERS, _YEARS = 5, 5
_ANYBODY, _NOBODY, _NAMED = "any", "nobody", "named "


def periods(today: date) -> dict[str, tuple[date, date]]:
    """Name to first and last day: the last quarters, this one first, then the last years."""
    found: dict[str, tuple[date, date]] = {}
    start = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    for _number in range(_QUARTERS):
        following = date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1)
        name = _("Q{quarter} {year}").format(quarter=start.month // 3 + 1, year=start.year)
        found[name] = (start, following - timedelta(days=1))
        start = (start - timedelta(days=1)).replace(day=1)
        start = date(start.year, (start.month - 1) // 3 * 3 + 1, 1)
    for year in range(today.year, today.year - _YEARS, -1):
        found[str(year)] = (date(year, 1, 1), date(year, 12, 31))
    return found


def _period_key(first: date | None, last: date | None) -> str:
    return f"{first.isoformat() if first else ''}/{last.isoformat() if last else ''}"


class FilterPanel(QWidget):
    """`changed` when one of the choices is another; `save_wanted` from its foot."""

    changed = Signal()
    save_wanted = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._periods = {_period_key(*days): days for days in periods(today).values()}
        names = {_period_key(*days): name for name, days in periods(today).items()}
        self.type = choice({"": _("Any"), **request_types()})
        self.law = choice({"": _("Any"), **laws()})
        self.handler = choice(self._handler_words(()))
        self.received = choice({"/": _("At any time"), **names})
        fields = [
            Field(_("Request"), self.type),
            Field(_("Law"), self.law),
            Field(_("Handled by"), self.handler),
            Field(_("Received in"), self.received),
        ]
        for field in fields:
            field.setFixedWidth(look.em(_FIELD_EMS))
        for editor in self._editors():
            editor.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.save_button = button(_("Save filter …"), clicked=self.save_wanted.emit)
        self.clear_button = button(_("Clear"), clicked=self.clear)
        foot = hbox(self.save_button, self.clear_button, None, gap=2)
        panel = Panel(vbox(flowing(*fields, gap=3), foot, gap=3, pad=(3, 2.5, 3, 3)))
        self.setLayout(vbox(panel, gap=0))
        self.setAccessibleName(_("Filter"))

    def _editors(self) -> tuple[QComboBox, ...]:
        return self.type, self.law, self.handler, self.received

    @staticmethod
    def _handler_words(names: Sequence[str]) -> dict[str, str]:
        return {_ANYBODY: _("Anybody"), _NOBODY: _("Nobody yet"), **{f"{_NAMED}{name}": name for name in names}}

    def offer_handlers(self, names: Sequence[str]) -> None:
        """The colleagues to choose from; the chosen one stays."""
        chosen = str(self.handler.currentData())
        self.handler.blockSignals(True)
        self.handler.clear()
        for code, word in self._handler_words(names).items():
            self.handler.addItem(word, code)
        self._choose(self.handler, chosen, chosen.removeprefix(_NAMED))
        self.handler.blockSignals(False)

    @staticmethod
    def _choose(editor: QComboBox, code: str, word: str) -> None:
        """A saved filter may hold what is not offered any more."""
        if editor.findData(code) < 0:
            editor.addItem(word, code)
        editor.setCurrentIndex(editor.findData(code))

    def narrowed(self, wanted: RequestFilter) -> RequestFilter:
        """The filter with what is chosen here."""
        handler = str(self.handler.currentData())
        first, last = self._days()
        return replace(
            wanted,
            type_code=str(self.type.currentData()),
            law=str(self.law.currentData()),
            handler=None if handler == _ANYBODY else handler.removeprefix(_NAMED) if handler != _NOBODY else "",
            received_from=first,
            received_to=last,
        )

    def _days(self) -> tuple[date | None, date | None]:
        first, _slash, last = str(self.received.currentData()).partition("/")
        return (date.fromisoformat(first) if first else None), (date.fromisoformat(last) if last else None)

    def show_filter(self, wanted: RequestFilter) -> None:
        """Choose what a filter holds, without saying that it changed."""
        handler = _ANYBODY if wanted.handler is None else f"{_NAMED}{wanted.handler}" if wanted.handler else _NOBODY
        days = _period_key(wanted.received_from, wanted.received_to)
        span = " – ".join(middle_date(day) if day else "…" for day in (wanted.received_from, wanted.received_to))
        for editor in self._editors():
            editor.blockSignals(True)
        self._choose(self.type, wanted.type_code, wanted.type_code)
        self._choose(self.law, wanted.law, wanted.law)
        self._choose(self.handler, handler, wanted.handler or "")
        self._choose(self.received, days, span)
        for editor in self._editors():
            editor.blockSignals(False)

    def clear(self) -> None:
        """Nothing is narrowed."""
        if self.words():
            self.show_filter(RequestFilter())
            self.changed.emit()

    def words(self) -> tuple[str, ...]:
        """What is chosen, as it stands in the fields."""
        plain = ("", "", _ANYBODY, "/")
        chosen = zip(self._editors(), plain, strict=True)
        return tuple(editor.currentText() for editor, none in chosen if editor.currentData() != none)
