"""Buttons. A page or dialog has exactly one primary button: the next step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton

from dpo_desktop.ui.theme import look


def button(
    text: str, kind: str = "", icon: str = "", *, clicked: Callable[[], object] | None = None, tip: str = ""
) -> QPushButton:
    """`kind`: '' (outlined), primary, quiet, link, chip or danger."""
    # Qt leaves 4 px between icon and text; two thin spaces make it breathe.
    widget = QPushButton(f"\u2009\u2009{text}" if icon and text else text)
    if kind:
        widget.setProperty("kind", kind)
    if icon:
        ink = {"primary": "on_accent", "danger": "late", "link": "accent"}.get(kind, "text")
        widget.setIcon(look.icon(icon, ink))
        widget.setIconSize(QSize(look.icon_size(), look.icon_size()))
    if tip:
        widget.setToolTip(tip)
    widget.setAccessibleName(text or tip)
    horizontal = QSizePolicy.Policy.Maximum if kind == "link" else QSizePolicy.Policy.Minimum
    widget.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)
    widget.setAutoDefault(True)  # Enter presses the button that has the focus, not the dialog's own one
    if kind == "link":
        widget.setCursor(Qt.CursorShape.PointingHandCursor)
    if clicked is not None:
        widget.clicked.connect(lambda _checked=False: clicked())
    return widget


def tool(icon: str, name: str, *, clicked: Callable[[], object] | None = None) -> QToolButton:
    """A button that is only a picture; its name is spoken and shown as tooltip."""
    widget = QToolButton()
    widget.setIcon(look.icon(icon))
    widget.setIconSize(QSize(look.icon_size(), look.icon_size()))
    widget.setToolTip(name)
    widget.setAccessibleName(name)
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if clicked is not None:
        widget.clicked.connect(lambda _checked=False: clicked())
    return widget
