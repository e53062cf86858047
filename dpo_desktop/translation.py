"""One translation system for windows, command line and reports: gettext over resources/locale.

`install(name)` chooses the language of the program; a report speaks its own inside `speaking(name)`.
English is the source language and needs no catalogue.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from dpo_desktop.paths import resource_folder

DOMAIN = "dpo_desktop"


@dataclass(frozen=True, slots=True)
class _Spoken:
    language: str
    catalogue: gettext.NullTranslations


_SOURCE = _Spoken("en", gettext.NullTranslations())
_program = _SOURCE
_here: ContextVar[_Spoken | None] = ContextVar("spoken", default=None)


def translations(name: str) -> gettext.NullTranslations:
    """The catalogue of a BCP 47 language, or the source language where none is shipped."""
    return gettext.translation(
        DOMAIN, localedir=str(resource_folder("locale")), languages=[name.replace("-", "_")], fallback=True
    )


def _spoken(name: str) -> _Spoken:
    catalogue = translations(name)
    return _Spoken(name.replace("-", "_").partition("_")[0] if catalogue.info() else "en", catalogue)


def install(name: str) -> None:
    """Make `_` and `ngettext` answer in this language from now on, in every thread."""
    global _program  # noqa: PLW0603  (one language for the process, chosen once at start)
    _program = _spoken(name)


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Another language inside, in this thread only: a report has its own."""
    token = _here.set(_spoken(name))
    try:
        yield
    finally:
        _here.reset(token)


def _now() -> _Spoken:
    return _here.get() or _program


def language() -> str:
    """ISO 639 code of the language spoken here; `en` where no catalogue is shipped for it."""
    return _now().language


def _(message: str) -> str:
    return _now().catalogue.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    return _now().catalogue.ngettext(singular, plural, n)
