"""Window state in an INI file: size, theme, text size, dividers, columns, order, report folder. Nothing of a case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

SCALES = (80, 90, 100, 110, 125, 150, 175, 200)  # text size in percent
THEMES = ("system", "light", "dark", "contrast")


class WindowSettings:
    """Reads forgivingly: what cannot be understood is the default."""

    def __init__(self, file: Path) -> None:
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        value = str(self._store.value("theme", "system"))
        return value if value in THEMES else "system"

    @theme.setter
    def theme(self, value: str) -> None:
        self._store.setValue("theme", value)

    @property
    def scale(self) -> int:
        """Percent."""
        try:
            return int(str(self._store.value("scale", "100")))
        except ValueError:
            return 100

    @scale.setter
    def scale(self, value: int) -> None:
        self._store.setValue("scale", value)

    def state(self, name: str) -> QByteArray | None:
        """Geometry of a window or divider, None where none was kept."""
        value = self._store.value(f"state/{name}")
        return value if isinstance(value, QByteArray) else None

    def keep_state(self, name: str, value: QByteArray) -> None:
        self._store.setValue(f"state/{name}", value)

    def words(self, name: str) -> str:
        """A choice of a desk, such as the order of its list; '' where none was kept. Never anything of a case."""
        return str(self._store.value(f"desk/{name}", ""))

    def keep_words(self, name: str, value: str) -> None:
        self._store.setValue(f"desk/{name}", value)

    @property
    def report_folder(self) -> str:
        return str(self._store.value("report_folder", ""))

    @report_folder.setter
    def report_folder(self, value: str) -> None:
        self._store.setValue("report_folder", value)
