"""Where mails come from: files, folders, the clipboard."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dpo_desktop.domain.errors import NotFound, RuleViolation, StorageUnavailable
from dpo_desktop.intake.values import LIMIT_BYTES
from dpo_desktop.vault.files import read_limited, translated

ENDINGS = (".eml", ".msg")
_HEADERS = re.compile(r"(?:[!-9;-~]{2,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")  # two header lines at least
_WORDS_ONLY = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
_MOST_FILES = 100_000


@dataclass(frozen=True, slots=True)
class MailSource:
    """A mail to take in: a file, or, where `path` is None, bytes that were pasted."""

    name: str
    path: Path | None = None
    pasted: bytes = b""

    def read(self) -> bytes:
        """At most one byte more than a mail may have. Raises StorageUnavailable."""
        if self.path is None:
            return self.pasted
        with translated():
            return read_limited(self.path, LIMIT_BYTES)


def mail_sources(paths: Iterable[Path]) -> list[MailSource]:
    """The mails of these files and folders. A folder is read for .eml and .msg, those within it too.

    Raises:
        NotFound: a path does not exist, or a folder holds no mail.
        StorageUnavailable: a folder cannot be read, or holds more files than can be taken in at once.
    """
    found: list[MailSource] = []
    for path in paths:
        if path.is_dir():
            with translated():
                inside = sorted(
                    entry for entry in path.rglob("*") if entry.suffix.lower() in ENDINGS and entry.is_file()
                )
            if not inside:
                raise NotFound("mail.folder_without_mails")
            found += [MailSource(entry.relative_to(path).as_posix(), entry) for entry in inside]
        elif path.is_file():
            found.append(MailSource(path.name, path))
        else:
            raise NotFound("mail.file_missing")
    if len(found) > _MOST_FILES:
        raise StorageUnavailable("mail.too_many_files", limit=_MOST_FILES)
    return found


def pasted_mail(text: str) -> MailSource:
    """A mail from the clipboard: its source with headers, or only its words.

    Raises:
        RuleViolation: there is nothing to read.
    """
    if not text.strip():
        raise RuleViolation("mail.paste_empty")
    has_headers = _HEADERS.match(text.lstrip()) is not None
    source = text.lstrip() if has_headers else f"{_WORDS_ONLY}{text}"
    return MailSource("pasted.eml", None, source.encode("utf-8", "replace"))
