"""Names of countries and languages from CLDR through Babel, imported late; a code that is not known stays a code."""

from __future__ import annotations

from dpo_desktop.translation import _, language


def country_name(code: str) -> str:
    """Germany, for DE; `US-CA` and the like keep their subdivision as a code."""
    from babel import Locale

    country, _hyphen, subdivision = code.partition("-")
    name = str(Locale.parse(language()).territories.get(country, country))
    return f"{name} ({code})" if subdivision else name


def language_name(code: str) -> str:
    """French, for fr; English (India), for en-IN."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(code, sep="-").get_display_name(language()) or code)
    except (UnknownLocaleError, ValueError):
        return code


def holiday_words(edition: str) -> str:
    """Which public holidays a date counts."""
    if not edition:
        return _("No place was named: Saturdays and Sundays are free, public holidays are taken for working days.")
    return _("Public holidays: {table}.").format(table=edition)
