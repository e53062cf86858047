"""The look: type, space, palette, icons and the generated style sheet, at one theme and font scale.

`look` is configured once and again when the officer changes theme or size; views are built anew then.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QDir, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from dpo_desktop.paths import resource_folder
from dpo_desktop.ui.colours import THEMES

RADIUS = 4
SMALLEST_SCALE, LARGEST_SCALE = 80, 200
_BASE_POINTS = 10.0
# The first that has a letter draws it. The last two are large and read after the first paint.
_FAMILIES = [
    "IBM Plex Sans",
    "Noto Sans Devanagari",
    "Noto Naskh Arabic",
    "Noto Sans Tamil",
    *(
        f"Noto Sans {script}"
        for script in ("Bengali", "Gurmukhi", "Gujarati", "Oriya", "Telugu", "Kannada", "Malayalam", "Thai", "Hebrew")
    ),
    "DPO Desktop Han",
    "DPO Desktop Hangul",
]
_LARGE_FONTS = "DPODesktop*.ttf"
_WEIGHTS = QFont.Weight
_ROLES: dict[str, tuple[float, QFont.Weight]] = {
    "small": (0.87, _WEIGHTS.Normal),
    "small_strong": (0.87, _WEIGHTS.DemiBold),
    "label": (0.87, _WEIGHTS.Medium),
    "body": (1.0, _WEIGHTS.Normal),
    "strong": (1.0, _WEIGHTS.DemiBold),
    "medium": (1.0, _WEIGHTS.Medium),
    "lead": (1.2, _WEIGHTS.DemiBold),
    "title": (1.5, _WEIGHTS.DemiBold),
    "figure": (1.7, _WEIGHTS.DemiBold),
    "display": (1.9, _WEIGHTS.DemiBold),
}


@lru_cache(maxsize=1)
def load_fonts() -> int:
    """Register the shipped typefaces with Qt, once, but for the large ones. Gives how many files were taken."""
    folder = resource_folder("fonts")
    return _loaded(set(folder.glob("*.ttf")) - set(folder.glob(_LARGE_FONTS)))


@lru_cache(maxsize=1)
def load_large_fonts() -> int:
    """Register Han and Hangul, once: 10 MB that no first page needs. Qt draws anew what is on the screen."""
    return _loaded(resource_folder("fonts").glob(_LARGE_FONTS))


def _loaded(files: Iterable[Path]) -> int:
    return sum(1 for path in sorted(files) if QFontDatabase.addApplicationFont(str(path)) >= 0)


@lru_cache(maxsize=128)
def _svg(name: str) -> str:
    return (resource_folder("icons") / f"{name}.svg").read_text("utf-8").replace('width="2"', 'width="1.8"')


class Look:
    """Sizes come from the font: a small window and a large font are one case."""

    def __init__(self) -> None:
        self.theme, self.scale = "light", 100
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._fonts: dict[str, QFont] = {}
        self._parts: tempfile.TemporaryDirectory[str] | None = None

    def configure(self, theme: str, scale: int) -> None:
        """`theme`: light, dark, contrast, or system. `scale` in percent, clamped to 80-200."""
        self.theme = system_theme() if theme == "system" else theme
        self.scale = max(SMALLEST_SCALE, min(LARGEST_SCALE, scale))
        self._pixmaps.clear()
        self._fonts.clear()

    @property
    def colours(self) -> dict[str, str]:
        return THEMES[self.theme]

    def colour(self, role: str) -> QColor:
        value = self.colours[role]
        if len(value) == len("#RRGGBBAA"):
            colour = QColor(value[:7])
            colour.setAlpha(int(value[7:], 16))
            return colour
        return QColor(value)

    def font(self, role: str = "body") -> QFont:
        if role not in self._fonts:
            ratio, weight = _ROLES[role]
            font = QFont()
            font.setFamilies(_FAMILIES)
            font.setPointSizeF(_BASE_POINTS * self.scale / 100 * ratio)
            font.setWeight(weight)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[role] = font
        return self._fonts[role]

    def metrics(self, role: str = "body") -> QFontMetricsF:
        return QFontMetricsF(self.font(role))

    def line(self, role: str = "body") -> float:
        """Height of a line that holds Latin and Devanagari: fallback fonts are taller than the first one."""
        metrics = self.metrics(role)
        return max(metrics.height(), metrics.tightBoundingRect("Ágjहिन्दीक्षु").height() * 1.12)

    def space(self, units: float = 1) -> int:
        """The unit is 4 px at 100 % and grows half as fast as the type, so that 200 % does not eat the window."""
        return max(1, round(4.0 * (1 + (self.scale / 100 - 1) * 0.5) * units))

    def em(self, count: float = 1) -> int:
        return round(self.metrics().horizontalAdvance("0") * count)

    def row(self, lines: int = 1) -> int:
        """Height of a list row, the same for all rows."""
        text = self.line() + (lines - 1) * (self.line("small") + self.space(0.5))
        return round(text + self.space(3 if lines == 1 else 4))

    def icon_size(self) -> int:
        return round(self.metrics().height() * 0.98)

    def pixmap(self, name: str, role: str = "muted", size: float | None = None, ratio: float = 1.0) -> QPixmap:
        side = round(size or self.icon_size())
        key = (name, role, side, ratio)
        if key not in self._pixmaps:
            renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", self.colours[role]).encode()))
            pixmap = QPixmap(round(side * ratio), round(side * ratio))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, side, side))
            painter.end()
            self._pixmaps[key] = pixmap
        return self._pixmaps[key]

    def icon(self, name: str, role: str = "muted") -> QIcon:
        icon = QIcon()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, role, self.icon_size(), ratio))
            icon.addPixmap(self.pixmap(name, "off", self.icon_size(), ratio), QIcon.Mode.Disabled)
        return icon

    def apply(self, application: QApplication) -> None:
        """Give the application this look by its palette: `setColorScheme` has no effect without a platform theme."""
        load_fonts()
        if application.style().objectName() != "fusion":
            application.setStyle("Fusion")
        self._write_parts()
        application.setFont(self.font())
        application.setPalette(self._palette())
        application.setStyleSheet(self._style_sheet())

    def _palette(self) -> QPalette:
        palette, role = QPalette(), QPalette.ColorRole
        for target, token in (
            (role.Window, "canvas"),
            (role.WindowText, "text"),
            (role.Base, "surface"),
            (role.AlternateBase, "sunken"),
            (role.Text, "text"),
            (role.PlaceholderText, "faint"),
            (role.Button, "surface"),
            (role.ButtonText, "text"),
            (role.ToolTipBase, "text"),
            (role.ToolTipText, "surface"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.Link, "accent"),
            (role.LinkVisited, "accent"),
            (role.Light, "surface"),
            (role.Midlight, "hover"),
            (role.Mid, "hairline"),
            (role.Dark, "border"),
            (role.BrightText, "late"),
            (role.Accent, "accent"),
        ):
            palette.setColor(target, self.colour(token))
        for target in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.colour("off"))
        palette.setColor(QPalette.ColorGroup.Inactive, role.Highlight, self.colour("tint"))
        palette.setColor(QPalette.ColorGroup.Inactive, role.HighlightedText, self.colour("text"))
        return palette

    def _style_sheet(self) -> str:
        """Controls only; item views stay with the palette and their delegates."""
        space, line = self.space, round(self.line())
        values: dict[str, object] = {
            **self.colours,
            "r": RADIUS,
            "R": 8,
            "pv": space(1.25),
            "ph": space(3),
            "pv2": space(1.25) - 1,
            "ph2": space(3) - 1,
            "s1": space(1),
            "s2": space(2),
            "s3": space(3),
            "s4": space(4),
            "line": line,
            "dline": line - 6,
            # Qt makes date fields 3 px higher than the others: their padding gives them back.
            "pt": space(1.25) - 2,
            "pb": space(1.25) - 1,
            "pt2": space(1.25) - 3,
            "pb2": space(1.25) - 2,
            "chip": line + space(2.5),
            "tick": round(line * 0.86),
            "bar": space(2) + 2,
            "knob": (space(2) - 2) // 2,
            "btn": self.colours["surface"],
            "small": round(_BASE_POINTS * self.scale / 100 * 0.87, 2),
            "strongline": self.colours["border"],
        }
        return (resource_folder("styles") / "controls.qss").read_text("utf-8").format(**values)

    def _write_parts(self) -> None:
        """The few pictures that a style sheet can only take from files: arrows, ticks and dots in this theme."""
        if self._parts is None:
            self._parts = tempfile.TemporaryDirectory(prefix="dpo-desktop-look-")
        colours, folder = self.colours, Path(self._parts.name)
        tick = f'<path d="M4 8.3l2.8 2.8L12 5.4" fill="none" stroke="{colours["on_accent"]}" stroke-width="2"/>'
        line = f'fill="none" stroke="{colours["muted"]}" stroke-width="1.6"'
        off = f'fill="{colours["surface"]}" stroke="{colours["border"]}" stroke-width="1.3"'
        for name, body in {
            "chevron": f'<path d="M4.5 6.5L8 10l3.5-3.5" {line}/>',
            "chevron-up": f'<path d="M4.5 9.5L8 6l3.5 3.5" {line}/>',
            "check-off": f'<rect x="1" y="1" width="14" height="14" rx="2.5" {off}/>',
            "check-on": f'<rect x=".5" y=".5" width="15" height="15" rx="2.5" fill="{colours["accent"]}"/>{tick}',
            "radio-off": f'<circle cx="8" cy="8" r="7" {off}/>',
            "radio-on": f'<circle cx="8" cy="8" r="7" {off}/>'
            f'<circle cx="8" cy="8" r="3.7" fill="{colours["accent"]}"/>',
        }.items():
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{body}</svg>'
            (folder / f"{name}.svg").write_text(svg, "utf-8")
        QDir.setSearchPaths("look", [str(folder)])


def system_theme() -> str:
    """`dark` or `light`, as the desktop says; light where it says nothing."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"


look = Look()
