"""One entry of a register with all that was entered, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from dpo_desktop.services.registers import Customer, Entity, Entry, Registers
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Scroll, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.labels import Tag, facts, glyph, label
from dpo_desktop.ui.registers.words import fact_rows, fact_words
from dpo_desktop.ui.theme import look


class EntryDetail(QWidget):
    """`first` is the button that takes the focus: change, or take back where the entry is retired."""

    def __init__(
        self,
        entry: Entry,
        registers: Registers,
        *,
        change: Callable[[], object],
        retire: Callable[[], object],
        take_back: Callable[[], object],
    ) -> None:
        super().__init__()
        is_retired = entry.retired_at is not None
        acts: list[QPushButton] = []
        if is_retired:
            acts = [button(_("Take it back"), "", "arrow-left", clicked=take_back)]
        else:
            acts = [button(_("Change …"), "", "pencil", clicked=change), button(_("Retire"), clicked=retire)]
        self.first = acts[0]
        kind = hbox(label(_kind_words(entry), "body", "muted"), None, gap=2)
        if is_retired:
            kind.insertWidget(0, Tag("none", _("Retired")))
        content = vbox(
            label(entry.name, "title", wrap=True, select=True),
            kind,
            1,
            hbox(*acts, None, gap=2),
            2,
            plain(facts(fact_rows(entry, registers), key_ems=18)),
            gap=2,
            pad=(6, 4, 6, 5),
        )
        if isinstance(entry, Entity):
            content.addSpacing(look.space(2))
            content.addWidget(_holding(entry))
        content.addStretch(1)
        self.setLayout(vbox(scrolled(Scroll(content), entry.name), gap=0))


def _kind_words(entry: Entry) -> str:
    if isinstance(entry, Entity):
        return _("One of our entities")
    return _("Customer we process data for") if isinstance(entry, Customer) else _("Representative")


def _holding(entity: Entity) -> QWidget:
    """What holds for an entity, one line each."""
    lines = vbox(label(_("What holds for it"), "strong"), gap=1.5)
    for words in fact_words(entity):
        picture = vbox(glyph("check", "done"), None, gap=0)
        lines.addLayout(hbox(picture, (label(words, wrap=True, select=True), 1), gap=2))
    if not entity.facts:
        lines.addWidget(label(_("Nothing is ticked yet."), "body", "muted", wrap=True))
    return plain(lines)
