"""One translation system for windows, command line and reports: gettext over resources/locale.

`install(name)` chooses the language of the program; reports ask for their own with `translations(name)`.
English is the source language and needs no catalogue.
"""

from __future__ import annotations

import gettext

from dpo_desktop.paths import resource_folder

DOMAIN = "dpo_desktop"

_active: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def translations(name: str) -> gettext.NullTranslations:
    """The catalogue of a BCP 47 language, or the source language where none is shipped."""
    return gettext.translation(
        DOMAIN, localedir=str(resource_folder("locale")), languages=[name.replace("-", "_")], fallback=True
    )


def install(name: str) -> None:
    """Make `_` and `ngettext` answer in this language from now on."""
    global _active, _language  # noqa: PLW0603  (one language for the process, chosen once at start)
    _active = translations(name)
    _language = name.replace("-", "_").partition("_")[0] if _active.info() else "en"


def language() -> str:
    """ISO 639 code of the installed language; `en` where no catalogue is shipped for it."""
    return _language


def _(message: str) -> str:
    return _active.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    return _active.ngettext(singular, plural, n)
