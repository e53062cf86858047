"""One signal that says what a committed write changed. No window knows another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ChangeBus(QObject):
    """`committed(changes, origin)`: a `domain.changes.Changes`, and the object that asked for the write or None."""

    committed = Signal(object, object)
