"""The colours of the three themes and the pairs of them that are used. Contrast is a test, not a hope (WCAG 2.2)."""

from __future__ import annotations

THEMES: dict[str, dict[str, str]] = {
    "light": {
        "canvas": "#F3F1ED",
        "surface": "#FFFFFF",
        "sunken": "#FAF8F5",
        "hover": "#F1EFEA",
        "hairline": "#E1DDD5",
        "border": "#8B867D",
        "text": "#1B1D21",
        "muted": "#53575E",
        "faint": "#64686F",
        "off": "#64686F",
        "accent": "#0E6177",
        "on_accent": "#FFFFFF",
        "accent_hover": "#0A4F62",
        "tint": "#DFEDF1",
        "focus": "#0E6177",
        "late": "#AE2219",
        "late_tint": "#FBEAE7",
        "soon": "#875100",
        "soon_tint": "#FAF0DB",
        "wait": "#574C9E",
        "wait_tint": "#EDEBF7",
        "done": "#35701F",
        "done_tint": "#E9F3E3",
        "none": "#62666D",
        "none_tint": "#EEECE8",
        "paper": "#FFFFFF",
        "shade": "#00000022",
    },
    "dark": {
        "canvas": "#15171A",
        "surface": "#1D2024",
        "sunken": "#191C20",
        "hover": "#24282D",
        "hairline": "#32373D",
        "border": "#7C838C",
        "text": "#E9EAEB",
        "muted": "#B4B9BF",
        "faint": "#9AA0A8",
        "off": "#9AA0A8",
        "accent": "#6CC5D8",
        "on_accent": "#04252D",
        "accent_hover": "#8BD5E4",
        "tint": "#1B3A43",
        "focus": "#6CC5D8",
        "late": "#FF9187",
        "late_tint": "#432421",
        "soon": "#EDB351",
        "soon_tint": "#3B2F16",
        "wait": "#B9B0F4",
        "wait_tint": "#2F2B4A",
        "done": "#92CC76",
        "done_tint": "#23371C",
        "none": "#A9AEB5",
        "none_tint": "#2B2F34",
        "paper": "#F7F6F3",
        "shade": "#00000088",
    },
    "contrast": {
        "canvas": "#000000",
        "surface": "#000000",
        "sunken": "#000000",
        "hover": "#1F1F1F",
        "hairline": "#8F8F8F",
        "border": "#FFFFFF",
        "text": "#FFFFFF",
        "muted": "#FFFFFF",
        "faint": "#E4E4E4",
        "off": "#8F8F8F",
        "accent": "#45E0FF",
        "on_accent": "#000000",
        "accent_hover": "#A6F0FF",
        "tint": "#00394A",
        "focus": "#FFE600",
        "late": "#FFA097",
        "late_tint": "#000000",
        "soon": "#FFD23F",
        "soon_tint": "#000000",
        "wait": "#D3C9FF",
        "wait_tint": "#000000",
        "done": "#97F277",
        "done_tint": "#000000",
        "none": "#E4E4E4",
        "none_tint": "#000000",
        "paper": "#FFFFFF",
        "shade": "#000000FF",
    },
}

TEXT_CONTRAST, GRAPHIC_CONTRAST = 4.5, 3.0
STATUS_ROLES = ("late", "soon", "wait", "done", "none")

# (ink, ground, least contrast)
PAIRS: tuple[tuple[str, str, float], ...] = (
    *(
        (ink, ground, TEXT_CONTRAST)
        for ink in ("text", "muted", "faint", "accent")
        for ground in ("canvas", "surface", "sunken", "hover", "tint")
    ),
    *(("off", ground, TEXT_CONTRAST) for ground in ("canvas", "surface", "sunken", "none_tint")),
    ("on_accent", "accent", TEXT_CONTRAST),
    ("on_accent", "accent_hover", TEXT_CONTRAST),
    *(
        (status, ground, TEXT_CONTRAST)
        for status in STATUS_ROLES
        for ground in ("surface", "canvas", "sunken", "hover", "tint", f"{status}_tint")
    ),
    *((ink, f"{status}_tint", TEXT_CONTRAST) for ink in ("text", "muted") for status in STATUS_ROLES),
    *(("border", ground, GRAPHIC_CONTRAST) for ground in ("surface", "canvas", "sunken")),
    *(("focus", ground, GRAPHIC_CONTRAST) for ground in ("surface", "canvas", "tint")),
)


def _channel(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _channel(red) + 0.7152 * _channel(green) + 0.0722 * _channel(blue)


def contrast(ink: str, ground: str) -> float:
    """WCAG 2.2 contrast ratio of two opaque colours written #RRGGBB."""
    high, low = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)
