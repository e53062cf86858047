"""The list that is shown, as a file: CSV, XLSX, or a calendar of case numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QFileDialog, QWidget

from dpo_desktop.reports.list_files import COLUMNS
from dpo_desktop.sentences.numbers import number
from dpo_desktop.services.exports import export_requests
from dpo_desktop.services.search import COUNTED, Found
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import hbox, plain, vbox
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.fields import Field, choice, notes
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened


class ExportDialog(WriteDialog):
    """`path` is the file that was written once the dialog was accepted."""

    field_of_code: ClassVar[dict[str, str]] = {"export.calendar_without_names": "persons"}

    def __init__(
        self,
        program: ProgramParts,
        ids: Sequence[int],
        shown: RequestFilter,
        parent: QWidget | None,
        columns: Sequence[str] = COLUMNS,
        *,
        found: Found | None = None,
    ) -> None:
        super().__init__(program, parent, _("Export the list"), _("Choose a place …"))
        self._ids, self._shown, self._columns, self._found = ids, shown, columns, found
        self.path = Path()
        count = len(ids)
        words = ngettext(
            "{n} request, as it is filtered and ordered now. The export is entered in the audit trail.",
            "{n} requests, as they are filtered and ordered now. The export is entered in the audit trail.",
            count,
        ).format(n=count)
        if found is not None and not found.is_all:
            words = _partial_words(found)
        self.kind = choice(
            {
                "xlsx": _("Workbook (XLSX)"),
                "csv": _("Table (CSV)"),
                "ics": _("Calendar of due dates (ICS)"),
            }
        )
        self.persons = choice({"pseudonyms": _("Pseudonyms"), "names": _("Names")})
        self.reason = notes(lines=2)
        self.fields = {
            "kind": Field(_("Written as"), self.kind),
            "persons": Field(_("Persons appear as"), self.persons),
            "reason": Field(_("Why names leave the workspace"), self.reason),
        }
        self.kind.currentIndexChanged.connect(lambda _index: self._on_choice())
        self.persons.currentIndexChanged.connect(lambda _index: self._on_choice())
        self._hint = label(
            _("The calendar holds case numbers and dates only, with an alarm three days before."),
            "body",
            "muted",
            wrap=True,
        )
        self._on_choice()
        self.set_content(
            plain(
                vbox(
                    label(words, "body", "muted", wrap=True),
                    hbox((self.fields["kind"], 1), (self.fields["persons"], 1), gap=4),
                    self._hint,
                    self.fields["reason"],
                    None,
                    gap=3,
                )
            )
        )

    def _on_choice(self) -> None:
        is_calendar = self.kind.currentData() == "ics"
        self.fields["persons"].setVisible(not is_calendar)
        self._hint.setVisible(is_calendar)
        self.fields["reason"].setVisible(self._with_names())

    def _with_names(self) -> bool:
        return str(self.kind.currentData()) != "ics" and str(self.persons.currentData()) == "names"

    def typed(self) -> bool:
        return bool(self.reason.toPlainText().strip())

    def on_act(self) -> None:
        if not self.act_button.isEnabled():
            return
        self.fields["reason"].set_error("")
        if self._with_names() and not self.typed():
            self.fields["reason"].set_error(_("Say why names are needed; it stays in the register of exports."))
            self.reason.setFocus()
            return
        ending = str(self.kind.currentData())
        name, _filter = QFileDialog.getSaveFileName(self, _("Export the list"), f"requests.{ending}", f"*.{ending}")
        if name:
            self.write_to(Path(name))

    def write_to(self, path: Path) -> None:
        """Write what was chosen to a file."""
        self.path = path
        super().on_act()

    def job(self) -> Callable[[], object]:
        return partial(
            export_requests,
            opened(self._program),
            self._ids,
            self.path,
            str(self.kind.currentData()),
            self._shown,
            names_reason=self.reason.toPlainText() if self._with_names() else "",
            columns=self._columns,
            found=self._found,
        )


def _partial_words(found: Found) -> str:
    """That a search shows a part only, and that this part is what leaves."""
    shown, total = number(len(found.ids)), number(min(found.total, COUNTED))
    if found.ordered_by == "newest":
        words = _("The newest {shown} of more than {total} requests found. The export is entered in the audit trail.")
    else:
        words = _("The {shown} best of {total} requests found. The export is entered in the audit trail.")
    return words.format(shown=shown, total=total)
