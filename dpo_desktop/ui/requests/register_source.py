"""The row of a register that a case was imported from: where it stood, and its cells as typed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from dpo_desktop.sentences.dates import instant_words
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.vocabulary import request_types
from dpo_desktop.services.import_views import RegisterSource
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.labels import facts, label

_FEW_CELLS, _FEW_CHARACTERS = 6, 400


class FromRegister(QWidget):
    """Quiet: where the case comes from, and the cells behind a link where they are long."""

    def __init__(self, source: RegisterSource) -> None:
        super().__init__()
        came = _("{file}, row {row}, imported on {when}").format(
            file=source.file_name, row=number(source.record), when=instant_words(source.imported_at)
        )
        layout = vbox(label(came, "body", "muted", wrap=True, select=True), gap=1.5)
        if source.also_asked:
            words = request_types()
            also = _("Also asked for: {rights}").format(rights=", ".join(words[code] for code in source.also_asked))
            layout.addWidget(label(also, wrap=True, select=True))
        filled = [
            (name.strip() or _("Column {n}").format(n=at), text)
            for at, (name, text) in enumerate(source.cells, start=1)
            if text
        ]
        self._cells = plain(facts(filled, key_ems=18))
        self._count = len(filled)
        self.show_button = button("", "link", clicked=self.on_show)
        layout.addWidget(self.show_button)
        layout.addWidget(self._cells)
        self.setLayout(layout)
        is_long = self._count > _FEW_CELLS or sum(len(text) for _name, text in filled) > _FEW_CHARACTERS
        self._show_cells(not is_long)
        self.show_button.setVisible(is_long)

    def on_show(self) -> None:
        self._show_cells(self._cells.isHidden())

    def _show_cells(self, shown: bool) -> None:
        self._cells.setVisible(shown)
        count = self._count
        words = ngettext("Show the cell as typed", "Show the {n} cells as typed", count).format(n=number(count))
        if shown:
            words = _("Hide the cells")
        self.show_button.setText(words)
        self.show_button.setAccessibleName(words)
