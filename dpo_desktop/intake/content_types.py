"""The type of a file by its content. What a mail says about it, and what its name says, is only compared."""

from __future__ import annotations

import re

from dpo_desktop.intake.values import Problem, problem

_SURE = 0.5
_PROGRAMS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xfe\xed\xfa\xce", "application/x-mach-binary"),
    (b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (b"#!", "text/x-shellscript"),
)
PROGRAM_TYPES = frozenset(kind for _mark, kind in _PROGRAMS)
# Names under which a system runs a file, whatever is in it.
_PROGRAM_ENDINGS = frozenset(
    "exe com scr pif bat cmd ps1 vbs vbe js jse wsf wsh hta msi msp jar lnk url reg cpl dll sh command desktop apk "
    "scpt app workflow".split()
)
_MACRO_ENDINGS = frozenset("docm dotm xlsm xltm xlam pptm potm".split())
_TEXT_ENDINGS = {"csv": "text/csv", "ics": "text/calendar", "vcf": "text/vcard", "json": "application/json"}
_SAMPLE = 64 * 1024
_NO_NAME = re.compile(r"[\x00-\x1f\x7f\\/:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NAME_BYTES, _LONGEST_ENDING = 200, 10


def file_name_of(text: str) -> str:
    """A file name that is one: no folder, no control or turning character, at most 200 bytes with its ending kept."""
    name = _NO_NAME.sub("_", text).strip(". ")
    stem, dot, last = name.rpartition(".")
    tail = f".{last}" if dot and len(last) <= _LONGEST_ENDING else ""
    head = (stem if tail else name).encode("utf-8", "replace")[: _NAME_BYTES - len(tail.encode())]
    return head.decode("utf-8", "ignore").strip(". ") + tail


def is_program(file_name: str, found_type: str) -> bool:
    """Whether a system would run this file, by its content or by its name."""
    return found_type in PROGRAM_TYPES or ending(file_name) in _PROGRAM_ENDINGS


def ending(file_name: str) -> str:
    return file_name.rpartition(".")[2].lower() if "." in file_name else ""


def content_type(data: bytes, file_name: str) -> str:
    """The media type of these bytes; `application/octet-stream` where nobody can tell."""
    for mark, kind in _PROGRAMS:
        if data.startswith(mark):
            return kind
    sample = data[:_SAMPLE]
    if ending(file_name) == "eml":
        return "message/rfc822"
    if _is_text(sample):
        start = sample.lstrip()[:200].lower()
        if start.startswith((b"<!doctype html", b"<html")):
            return "text/html"
        if start.startswith(b"begin:vcalendar"):
            return "text/calendar"
        return _TEXT_ENDINGS.get(ending(file_name), "text/plain")
    from puremagic import PureError, magic_string

    try:
        found = magic_string(data, file_name)
    except (PureError, ValueError, IndexError):
        return "application/octet-stream"
    best = next((match for match in found if match.mime_type and match.confidence >= _SURE), None)
    return str(best.mime_type) if best is not None else "application/octet-stream"


def _is_text(sample: bytes) -> bool:
    """UTF-8 without control characters; a sequence that is cut at the end of the sample is allowed."""
    if not sample or sample.startswith(b"%PDF"):
        return not sample
    try:
        text = sample.decode()
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 3:
            return False
        text = sample[: error.start].decode()
    return not any(ord(sign) < 32 and sign not in "\t\n\r\f\x1b" for sign in text)


def warnings(file_name: str, declared: str, found: str) -> tuple[Problem, ...]:
    """What is suspicious about a file: a program, macros, or another thing than it says."""
    name = file_name or "?"
    if is_program(file_name, found):
        return (problem("attachment.program", file=name),)
    if ending(file_name) in _MACRO_ENDINGS:
        return (problem("attachment.macros", file=name),)
    family = declared.partition("/")[0]
    if family in ("image", "audio", "video") and found != "application/octet-stream":
        if found.partition("/")[0] != family:
            return (problem("attachment.other_type", file=name),)
    elif declared == "application/pdf" and found != declared:
        return (problem("attachment.other_type", file=name),)
    return ()
