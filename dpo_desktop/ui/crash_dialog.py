"""What is said when something happens that nobody expected: what was saved, and that the program ends now."""

from __future__ import annotations

import traceback
from types import TracebackType

from PySide6.QtWidgets import QApplication, QWidget

from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import TaskDialog
from dpo_desktop.ui.parts.labels import label


class CrashDialog(TaskDialog):
    """Names the places in the program, never a value: an exception's own text may hold a person's data."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("The program has to close"), _("Close the program"))
        self.cancel_button.hide()
        self.set_content(
            plain(
                vbox(
                    label(
                        _(
                            "Something happened that the program does not understand. Everything you saved is kept; "
                            "what was being saved just now was taken back as a whole."
                        ),
                        wrap=True,
                    ),
                    label(_("For the people who mend it:"), "label", "muted"),
                    label(places(error), "small", "muted", wrap=True, select=True),
                )
            )
        )


def places(error: BaseException) -> str:
    """Kind of error and the last places it passed, without any value."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    lines = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([type(error).__name__, *lines])


def end_program(error: BaseException, parent: QWidget | None = None) -> None:
    """Say it, then leave the event loop: going on in an unknown state could lose more."""
    CrashDialog(error, parent).exec()
    QApplication.exit(1)


def on_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For `sys.excepthook`."""
    del kind
    end_program(error.with_traceback(trace), QApplication.activeWindow())
