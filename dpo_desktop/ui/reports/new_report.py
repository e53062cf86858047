"""Ask for a new report and tell where it is: from the reports desk, from the menu, or from a case."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from dpo_desktop.services.results import Issued
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.program import ProgramParts
from dpo_desktop.ui.reports.report_dialog import ReportDialog, show_folder
from dpo_desktop.ui.window_settings import WindowSettings


def new_report(
    program: ProgramParts, settings: WindowSettings, notices: Notices, parent: QWidget, case: str = ""
) -> Issued | None:
    """What was issued, None where the person thought better of it. `case` is the reference of a case: its file is
    offered first.
    """
    dialog = ReportDialog(program, settings, parent, case)
    issued = dialog.issued if dialog.exec() else None
    dialog.deleteLater()
    if issued is not None:
        words = _("{number} is signed. The report and its slip are in {folder}.").format(
            number=issued.report.number, folder=issued.pdf.parent
        )
        notices.tell("done", words, act=_("Open the folder"), acted=show_folder(issued.pdf))
    return issued
