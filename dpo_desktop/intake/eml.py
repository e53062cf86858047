"""Reads a mail in RFC 5322 and MIME form as far as it can be read. What is wrong is told, nothing is refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import collapse_rfc2231_value, getaddresses

from dpo_desktop.domain.mail_text import is_forward_subject
from dpo_desktop.intake import headers as header_fields
from dpo_desktop.intake.content_types import content_type, file_name_of, warnings
from dpo_desktop.intake.html import read_html
from dpo_desktop.intake.values import (
    LIMIT_HEADERS,
    LIMIT_HTML,
    LIMIT_LINE,
    LIMIT_PARTS,
    LIMIT_REFERENCES,
    LIMIT_TEXT,
    Address,
    MailPart,
    ParsedMail,
    Problem,
    problem,
)

_DEEPEST = 60
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_FOR_TEXT = frozenset(("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"))
_FIELD = re.compile(rb"^[!-9;-~]{1,100}[ \t]*:", re.MULTILINE)
_HEAD_SAMPLE = 64 * 1024


def read_eml(raw: bytes) -> ParsedMail:
    """The mail in these bytes; `kind` is unreadable where they hold no header at all."""
    if not raw.strip():
        return ParsedMail("unreadable", problems=(problem("mail.empty"),))
    sample = raw[:_HEAD_SAMPLE].lstrip()
    if not _FIELD.match(sample.removeprefix(b"\xef\xbb\xbf")) and not sample.startswith(b"From "):
        return ParsedMail("unreadable", problems=(problem("mail.no_headers"),))
    raw = raw.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(raw)
        reading = _Reading(message)
        reading.take(message, depth=0)
    except RecursionError:
        message = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
        reading = _Reading(message)
        reading.problems.append(problem("mail.too_deep"))
        reading.take_raw(raw)
    if not reading.texts and not reading.htmls and problem("mail.too_deep") in reading.problems:
        reading.take_raw(raw)
    return reading.result(_header_text(raw))


def _header_text(raw: bytes) -> str:
    end = re.search(rb"\r?\n\r?\n", raw)
    text = _best_guess(raw[: end.start() if end else len(raw)][:LIMIT_HEADERS])
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def _best_guess(data: bytes) -> str:
    """UTF-8, else Windows-1252 and Latin-1: what mail programs send without saying so."""
    for charset in ("utf-8", "windows-1252"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def known_charset(name: str) -> str:
    """The codec for a charset name, '' where there is none that makes text."""
    try:
        codec = codecs.lookup(name.strip().strip("'\"").lower())
    except (LookupError, ValueError, UnicodeError):
        return ""
    is_text = bool(getattr(codec, "_is_text_encoding", True))
    return codec.name if is_text and codec.name.replace("-", "_") not in _NOT_FOR_TEXT else ""


def decoded(value: object) -> str:
    """A header value in clear, unfolded, without control characters. Bytes outside ASCII are guessed."""
    text = re.sub(r"\r?\n[ \t]*", " ", str(value))
    words = []
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError, IndexError, AttributeError):
        pieces = [(text, None)]
    for piece, charset in pieces:
        if isinstance(piece, str):
            data = piece.encode("utf-8", "surrogateescape")
            words.append(_best_guess(data))
            continue
        codec = known_charset(charset) if charset else ""
        if codec:
            try:
                words.append(piece.decode(codec))
                continue
            except (UnicodeError, ValueError):
                pass
        words.append(_best_guess(piece))
    return _CONTROL.sub("", "".join(words).replace("\x00", ""))[:LIMIT_LINE].strip()


def addresses(message: Message, *names: str) -> tuple[Address, ...]:
    """Names and addresses; encoded words are decoded after the commas were read, since they may hold some."""
    values = [
        _best_guess(value.encode("utf-8", "surrogateescape"))
        for name in names
        for value in header_fields.values(message, name)
    ]
    try:
        found = getaddresses(values)
    except (RecursionError, IndexError, ValueError):
        # Brackets upon brackets: the address itself can still be seen.
        found = [("", email) for value in values for email in _ADDRESS.findall(value[:LIMIT_HEADERS])]
    return tuple(
        Address(decoded(name), _CONTROL.sub("", email).strip()[:LIMIT_LINE]) for name, email in found if email or name
    )


@dataclass
class _Reading:
    message: Message
    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    parts: list[MailPart] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, found: Problem) -> None:
        if found not in self.problems:
            self.problems.append(found)

    def take_raw(self, raw: bytes) -> None:
        """The body as it stands, where its structure cannot be followed."""
        body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)
        lines = _best_guess(body[1][: LIMIT_TEXT * 4] if len(body) > 1 else b"").splitlines()
        structure = re.compile(r"--|content-|mime-version", re.IGNORECASE)
        self.texts.append("\n".join(line for line in lines if not structure.match(line)))

    def take(self, part: Message, *, depth: int, alternative: bool = False) -> None:
        for defect in part.defects:
            self._note_defect(type(defect).__name__)
        if depth > _DEEPEST:
            self.note(problem("mail.too_deep"))
            return
        kind = part.get_content_type()
        if kind == "message/rfc822" and depth and part.is_multipart():
            self._take_attached_mail(part)
        elif part.is_multipart():
            inside = list(_inside(part))
            is_alternative = kind == "multipart/alternative"
            for one in inside:
                self.take(one, depth=depth + 1, alternative=alternative or is_alternative)
        else:
            self._take_leaf(part, kind)

    def _note_defect(self, name: str) -> None:
        if name in ("CloseBoundaryNotFoundDefect", "StartBoundaryNotFoundDefect", "NoBoundaryInMultipartDefect"):
            self.note(problem("mail.cut_off"))
        elif "Base64" in name:
            self.note(problem("mail.damaged_encoding"))
        elif name in ("MissingHeaderBodySeparatorDefect", "FirstHeaderLineIsContinuationDefect"):
            self.note(problem("mail.broken_headers"))

    def _take_attached_mail(self, part: Message) -> None:
        inner = part.get_payload(0)
        if not isinstance(inner, Message):
            return
        self.returned += header_fields.message_ids(inner, "Message-ID", "In-Reply-To", "References")
        reading = _Reading(inner)
        try:
            reading.take(inner, depth=1)
            data = inner.as_bytes(policy=policy.compat32.clone(linesep="\r\n"))
        except (RecursionError, UnicodeError, LookupError, ValueError, AttributeError, TypeError):
            self.note(problem("mail.too_deep"))
            return
        self.attached.append("\n".join([decoded(header_fields.value(inner, "Subject")), reading.plain_text()]))
        name = decoded(header_fields.value(inner, "Subject")) or "mail"
        self._keep(f"{name}.eml", "message/rfc822", data)

    def _take_leaf(self, part: Message, kind: str) -> None:
        name = _file_name(part)
        data = self._payload(part)
        if kind in ("text/rfc822-headers", "message/delivery-status", "message/disposition-notification"):
            inner = BytesHeaderParser(policy=policy.compat32).parsebytes(data)
            self.returned += header_fields.message_ids(inner, "Message-ID", "In-Reply-To", "References")
            return
        is_attached = part.get_content_disposition() == "attachment" or bool(name)
        if kind == "text/plain" and not is_attached:
            self.texts.append(self._text(part, data))
        elif kind == "text/html" and not is_attached:
            self.htmls.append(self._text(part, data))
        else:
            self._keep(name, kind, data)

    def _keep(self, name: str, declared: str, data: bytes) -> None:
        if len(self.parts) >= LIMIT_PARTS:
            self.note(problem("mail.too_many_parts", limit=LIMIT_PARTS))
            return
        name = file_name_of(name)
        found = content_type(data, name)
        for warning in warnings(name, declared, found):
            self.note(warning)
        self.parts.append(MailPart(name, declared, found, data))

    def _payload(self, part: Message) -> bytes:
        try:
            data = part.get_payload(decode=True)
        except (ValueError, LookupError, AssertionError):
            self.note(problem("mail.damaged_encoding"))
            data = None
        for defect in part.defects:
            self._note_defect(type(defect).__name__)
        if isinstance(data, bytes):
            return data
        payload = part.get_payload()
        return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""

    def _text(self, part: Message, data: bytes) -> str:
        try:
            named = part.get_param("charset")
        except (ValueError, IndexError):
            named = None
        charset = collapse_rfc2231_value(named) if named else ""
        codec = known_charset(charset) if charset else ""
        if charset and not codec:
            self.note(problem("mail.unknown_charset", charset=_CONTROL.sub("", charset)[:40]))
        text = ""
        if codec:
            try:
                text = data.decode(codec)
            except (UnicodeError, ValueError):
                text = _best_guess(data)
                if codec != "ascii":
                    self.note(problem("mail.wrong_charset", charset=charset[:40]))
        else:
            text = _best_guess(data)
        if _CONTROL.search(text):
            self.note(problem("mail.control_characters"))
            text = _CONTROL.sub("", text)
        text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
        if str(part.get_param("format", "")).lower() == "flowed" and part.get_content_type() == "text/plain":
            text = _unflowed(text)
        return text

    def plain_text(self) -> str:
        """What the mail says in words: its plain text, or the words of its HTML."""
        own = "\n\n".join(text for text in self.texts if text.strip()).strip()
        if own:
            return own
        return "\n\n".join(read_html(html).text for html in self.htmls).strip()

    def result(self, header_text: str) -> ParsedMail:
        found = [read_html(html) for html in self.htmls]
        for one in found:
            for noted in one.problems:
                self.note(noted)
        own = "\n\n".join(text for text in self.texts if text.strip()).strip()
        text = own or "\n\n".join(one.text for one in found).strip()
        if len(text) > LIMIT_TEXT:
            text = text[:LIMIT_TEXT]
            self.note(problem("mail.text_cut", limit=LIMIT_TEXT))
        html = "<hr>".join(one.safe for one in found if one.safe)
        if len(html) > LIMIT_HTML:
            self.note(problem("mail.html_too_large"))
        facts = _facts(self.message, self)
        return replace(
            facts,
            text=text,
            html=html if len(html) <= LIMIT_HTML else "",
            headers=header_text,
            attached_text="\n\n".join(self.attached)[:LIMIT_TEXT],
            returned_ids=tuple(dict.fromkeys(self.returned))[:LIMIT_REFERENCES],
            parts=tuple(self.parts),
            problems=tuple(self.problems),
        )


def _inside(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (one for one in payload if isinstance(one, Message))


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename()
    except (ValueError, IndexError, UnicodeError, TypeError):
        return "?"
    return decoded(name) if name else ""


def _unflowed(text: str) -> str:
    """RFC 3676: a line that ends with a blank goes on in the next one."""
    return re.sub(r"(?<=[^\n]) \n(?![>\n])", " ", text.replace("\n-- \n", "\n--\u00a0\n")).replace("--\u00a0", "-- ")


def _facts(message: Message, reading: _Reading) -> ParsedMail:
    """What the headers say."""
    senders = addresses(message, "From") or addresses(message, "Sender") or addresses(message, "Reply-To")
    sender = senders[0] if senders else Address("", "")
    if not sender.email:
        reading.note(problem("mail.no_sender"))
    own = header_fields.message_ids(message, "Message-ID")
    if not own:
        reading.note(problem("mail.no_message_id"))
    sent = header_fields.sent(message)
    if sent.text and sent.at is None:
        reading.note(problem("mail.date_unreadable"))
    elif not sent.text:
        reading.note(problem("mail.no_date"))
    received = header_fields.received(message)
    if received.at is None:
        reading.note(problem("mail.received_unreadable" if received.text else "mail.no_received"))
    subject = decoded(header_fields.value(message, "Subject"))
    return ParsedMail(
        header_fields.kind_of(message, subject, sender),
        message_id=own[0] if own else "",
        references=tuple(dict.fromkeys(header_fields.message_ids(message, "In-Reply-To", "References")))[
            :LIMIT_REFERENCES
        ],
        sender=sender,
        recipients=addresses(message, "To", "Cc", "Bcc", "Delivered-To")[:LIMIT_REFERENCES],
        subject=subject,
        sent_at=sent.at,
        sent_text=sent.text,
        received_at=received.at,
        received_from="received" if received.at else "",
        received_by=received.host,
        list_domain=header_fields.list_domain(message),
        is_forward=is_forward_subject(subject),
        is_generated=header_fields.value(message, "Auto-Submitted").strip().lower().startswith("auto-generated"),
        reply_to=_reply_to(message, sender),
    )


def _reply_to(message: Message, sender: Address) -> str:
    found = addresses(message, "Reply-To")
    return found[0].email if found and found[0].email.casefold() != sender.email.casefold() else ""


def with_instant(mail: ParsedMail, at: datetime, source: str) -> ParsedMail:
    """The same mail, received at an instant that something else than its Received header says."""
    kept = tuple(one for one in mail.problems if one[0] not in ("mail.no_received", "mail.received_unreadable"))
    return replace(mail, received_at=at, received_from=source, problems=kept)
