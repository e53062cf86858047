"""Counts with the separators of the language (CLDR through Babel, imported late)."""

from __future__ import annotations

from dpo_desktop.translation import language


def number(count: int) -> str:
    """18,204."""
    if abs(count) < 1000:
        return str(count)
    from babel.numbers import format_decimal

    spoken = language()
    return format_decimal(count, locale="en_GB" if spoken == "en" else spoken)


def decimal(value: float, *, places: int) -> str:
    """1.2, with the separators of the language."""
    from babel.numbers import format_decimal

    spoken = language()
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(value, pattern, locale="en_GB" if spoken == "en" else spoken)
