"""The keys of the program, and what it is made of."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from dpo_desktop import __version__
from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import Rule, Scroll, box, hbox, plain, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.labels import facts, label
from dpo_desktop.ui.theme import look


def _keys() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return (
        (
            _("Everywhere"),
            (
                ("Ctrl+N", _("Enter a new request")),
                ("Ctrl+I", _("Import requests")),
                ("Ctrl+Shift+I", _("See the imports, take one back")),
                ("Ctrl+M", _("Take mails in")),
                ("Ctrl+Shift+V", _("Paste a mail")),
                ("Ctrl+R", _("Make a report")),
                ("Ctrl+E", _("Export the list of requests")),
                ("Ctrl+Shift+A", _("Assign the chosen requests")),
                ("Ctrl+Shift+E", _("Correct the request that is shown")),
                ("Ctrl+Shift+F", _("Record what happened in the request that is shown")),
                ("Ctrl+Z", _("Undo the last edit of a case")),
                ("Ctrl+F", _("Find a request")),
                ("Ctrl+1 … Ctrl+7", _("Go to a section")),
                ("Ctrl+L", _("Lock")),
                ("Ctrl++  Ctrl+-  Ctrl+0", _("Text size")),
            ),
        ),
        (
            _("In the list of requests"),
            (
                ("↓ ↑ J K", _("Next and previous case")),
                ("Enter", _("Go to the case's next step")),
                (_("Shift+↓  Ctrl+A"), _("Choose several")),
                ("Ctrl+T", _("As a table, or as a list again")),
                ("← →", _("In the table: another column; the menu key moves it or hides it")),
                ("Esc", _("Back from a case to the table")),
            ),
        ),
        (
            _("In the list of mails"),
            (
                ("R", _("Make a request")),
                ("C", _("Join to a case")),
                ("A", _("Join to the suggested case")),
                ("N", _("Not a request")),
                (_("Shift+↓  Ctrl+A"), _("Choose several")),
            ),
        ),
        (_("In a dialog"), ((_("Ctrl+Enter"), _("The main button")), (_("Esc"), _("Cancel")))),
    )


class ReadDialog(QDialog):
    """Something to read, and a button that closes it."""

    def __init__(self, parent: QWidget | None, title: str, content: QWidget, *, width_ems: float = 64) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        close = button(_("Close"), "primary", clicked=self.accept)
        footer = box(hbox(None, close, pad=(6, 3, 6, 3)), "sunken")
        name = label(title, "title")
        name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # room to spare is below
        body = vbox(name, (content, 1), gap=4, pad=(6, 5, 6, 5))
        layout = vbox((body, 1), Rule(), footer, gap=0)
        self.setLayout(layout)
        close.setDefault(True)  # a dialog knows its own button only once it is in it
        width = look.em(width_ems)
        self.setMinimumWidth(width)
        self.resize(width, layout.totalHeightForWidth(width))


class KeyboardDialog(ReadDialog):
    def __init__(self, parent: QWidget | None) -> None:
        everywhere, *places = [
            plain(vbox(label(title, "strong"), Rule(), facts(keys, key_ems=18), None, gap=1.5))
            for title, keys in _keys()
        ]
        columns = hbox((everywhere, 1), (vbox(*places, None, gap=3), 1), gap=6)
        super().__init__(parent, _("Keyboard"), Scroll(columns), width_ems=112)


class AboutDialog(ReadDialog):
    """Names of packages and licences stay as they are in every language."""

    def __init__(self, parent: QWidget | None) -> None:
        rows = [
            (_("Version"), __version__),
            (_("Window"), "Qt and PySide6, LGPL 3"),  # not for people
            (_("Database"), "SQLCipher, BSD; SQLAlchemy and Alembic, MIT"),  # not for people
            (_("Reports"), "ReportLab, BSD; pikepdf, MPL 2.0; pyHanko, MIT; PDFium, BSD"),
            (_("Typefaces"), "IBM Plex Sans and Noto Sans Devanagari, OFL 1.1"),  # not for people
            (_("Mail"), "python-oxmsg, MIT; olefile, BSD; nh3, MIT; puremagic, MIT; Pillow, MIT-CMU"),  # not for people
            (_("Persons"), "phonenumbers, Apache 2.0; RapidFuzz, MIT"),  # not for people
            (_("Icons"), "Lucide, ISC"),
        ]
        words = label(
            _("The workstation of a Data Protection Officer. It works on this computer only and calls nobody."),
            "body",
            "muted",
            wrap=True,
        )
        super().__init__(parent, _("About DPO Desktop"), Scroll(vbox(words, facts(rows, key_ems=14), None, gap=3)))
