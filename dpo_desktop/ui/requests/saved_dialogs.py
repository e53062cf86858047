"""The name of a saved filter, and taking one away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from dpo_desktop.services.saved_filters import LONGEST_NAME, delete_filter, rename_filter, save_filter
from dpo_desktop.services.views import RequestFilter, SavedFilter
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.fields import Field, line
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened


class _NameDialog(WriteDialog):
    field_of_code: ClassVar[dict[str, str]] = dict.fromkeys(
        ("filter.name_missing", "filter.name_too_long", "filter.name_taken"), "name"
    )

    def __init__(
        self, program: ProgramParts, parent: QWidget | None, title: str, act: str, words: str, name: str = ""
    ) -> None:
        super().__init__(program, parent, title, act)
        self._first_name = name
        self.name = line(name)
        self.name.setMaxLength(LONGEST_NAME)
        self.fields = {"name": Field(_("Name"), self.name)}
        self.set_content(plain(vbox(label(words, "body", "muted", wrap=True), self.fields["name"], None, gap=3)))
        self.name.setFocus()
        self.name.selectAll()

    def typed(self) -> bool:
        return self.name.text().strip() != self._first_name


class SaveFilterDialog(_NameDialog):
    """`written` is the id of the new filter."""

    def __init__(self, program: ProgramParts, wanted: RequestFilter, sort: str, parent: QWidget | None) -> None:
        words = _("It holds what is filtered and searched now, and the order. It stays in this workspace.")
        super().__init__(program, parent, _("Save the filter"), _("Save it"), words)
        self._wanted, self._sort = wanted, sort

    def job(self) -> Callable[[], object]:
        return partial(save_filter, opened(self._program), self.name.text(), self._wanted, self._sort)


class RenameFilterDialog(_NameDialog):
    def __init__(self, program: ProgramParts, saved: SavedFilter, parent: QWidget | None) -> None:
        words = _("What it holds stays as it is.")
        super().__init__(program, parent, _("Rename the filter"), _("Rename it"), words, saved.name)
        self._id = saved.id

    def job(self) -> Callable[[], object]:
        return partial(rename_filter, opened(self._program), self._id, self.name.text())


class DeleteFilterDialog(WriteDialog):
    def __init__(self, program: ProgramParts, saved: SavedFilter, parent: QWidget | None) -> None:
        super().__init__(program, parent, _("Delete “{name}”").format(name=saved.name), _("Delete it"))
        self._id = saved.id
        words = _("The saved filter goes, and no request is touched. This cannot be undone.")
        self.set_content(label(words, "body", "text", wrap=True))

    def job(self) -> Callable[[], object]:
        return partial(delete_filter, opened(self._program), self._id)
