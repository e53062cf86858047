"""Reads a report back with other programs than those that wrote it."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2


def ran(*command: str | Path) -> str:
    """Output of a program that ends with 0."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = []
        for page in document:
            text_page = page.get_textpage()
            texts.append(text_page.get_text_bounded())
            text_page.close()
            page.close()
        return texts
    finally:
        document.close()


def squeezed(text: str) -> str:
    return "".join(text.split())


def attachments(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {name: document.attachments[name].get_file().read_bytes() for name in document.attachments}


def register(pdf: bytes) -> dict[str, Any]:
    """register.json as it is embedded."""
    read: dict[str, Any] = json.loads(attachments(pdf)["register.json"])
    return read


def csv_rows(pdf: bytes) -> list[dict[str, str]]:
    text = attachments(pdf)["register.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def everything(pdf: bytes) -> str:
    """All that a reader can get at: raw bytes, decoded streams, strings and names of every revision, and page texts.

    White space is left out: a name may go over two lines.
    """
    ends = [found.end() for found in re.finditer(rb"%%EOF", pdf)]
    parts: list[str] = [pdf.decode("latin-1")]
    for end in ends:
        with pikepdf.open(io.BytesIO(pdf[:end])) as document:
            for item in document.objects:
                parts += _strings(item)
        parts += page_texts(pdf[:end])
    return squeezed("\n".join(parts))


def _strings(item: Any) -> Iterator[str]:
    if isinstance(item, pikepdf.Stream):
        yield item.read_bytes().decode("utf-8", "replace")
    if isinstance(item, pikepdf.String | pikepdf.Name):
        yield str(item)
    elif isinstance(item, pikepdf.Array):
        for part in item:
            if not getattr(part, "is_indirect", False):
                yield from _strings(part)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        for key, part in item.items():
            yield key
            if not getattr(part, "is_indirect", False):
                yield from _strings(part)
