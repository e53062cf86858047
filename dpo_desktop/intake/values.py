"""What reading a mail gives: frozen values, and their form on the way out of the worker process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

# Limits of an intake file (settled: two import profiles).
LIMIT_BYTES = 100 * 1024 * 1024
LIMIT_SECONDS = 30
LIMIT_TEXT = 1_000_000  # characters of one mail's text
LIMIT_HTML = 300_000  # characters of HTML that a window lays out without freezing
LIMIT_PARTS = 500
LIMIT_REFERENCES = 200
LIMIT_HEADERS = 200_000
LIMIT_LINE = 2_000  # characters of a subject, a name, a file name

Problem = tuple[str, tuple[tuple[str, str | int], ...]]


def problem(code: str, **parameters: str | int) -> Problem:
    """A code of `sentences.mail` with what its sentence needs."""
    return code, tuple(sorted(parameters.items()))


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class MailPart:
    """A file inside a mail. `data` is decoded; `found_type` is the type by content."""

    file_name: str
    declared_type: str
    found_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as far as it can be read.

    `message_id` and `references` are without angle brackets, In-Reply-To first. `received_at` is the instant of the
    topmost Received header (or, in a .msg, of delivery), None where there is none that can be read; `received_by` the
    host that wrote it. `kind` is message, auto_reply, bounce, bulk or unreadable. `returned_ids` are the Message-IDs in
    what a bounce returns. `is_forward` says that quoted words are what it is about.
    """

    kind: str
    message_id: str = ""
    references: tuple[str, ...] = ()
    returned_ids: tuple[str, ...] = ()
    sender: Address = Address("", "")
    recipients: tuple[Address, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    sent_text: str = ""
    received_at: datetime | None = None
    received_from: str = ""  # received, delivered, '' where nobody knows
    received_by: str = ""
    list_domain: str = ""
    is_forward: bool = False
    is_generated: bool = False  # RFC 3834 auto-generated, as the mails of a web form are
    reply_to: str = ""  # the address in Reply-To, where it is another than the sender's
    text: str = ""
    html: str = ""
    headers: str = ""
    attached_text: str = ""  # the words of a mail that is attached to this one
    parts: tuple[MailPart, ...] = ()
    problems: tuple[Problem, ...] = ()


def to_wire(mail: ParsedMail) -> tuple[bytes, tuple[bytes, ...]]:
    """JSON of everything but the bytes of the parts, and those."""
    body = asdict(mail)
    body["parts"] = [[part.file_name, part.declared_type, part.found_type] for part in mail.parts]
    for name in ("sent_at", "received_at"):
        body[name] = body[name].isoformat() if body[name] else None
    return json.dumps(body).encode(), tuple(part.data for part in mail.parts)


def from_wire(header: bytes, payloads: Sequence[bytes]) -> ParsedMail:
    """The value again. Raises ValueError, KeyError or TypeError for anything that `to_wire` did not make."""
    body = json.loads(header)
    for name in ("sent_at", "received_at"):
        body[name] = datetime.fromisoformat(body[name]) if body[name] else None
    body["sender"] = Address(**body["sender"])
    body["recipients"] = tuple(Address(**one) for one in body["recipients"])
    body["references"], body["returned_ids"] = tuple(body["references"]), tuple(body["returned_ids"])
    body["problems"] = tuple(
        (code, tuple((name, value) for name, value in parameters)) for code, parameters in body["problems"]
    )
    body["parts"] = tuple(
        MailPart(name, declared, found, data)
        for (name, declared, found), data in zip(body["parts"], payloads, strict=True)
    )
    return ParsedMail(**body)
