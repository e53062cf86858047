"""Reads an Outlook .msg (MS-OXMSG) through python-oxmsg. What it lacks is told; what is none becomes unreadable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import Message
from email.parser import HeaderParser
from typing import Any

from dpo_desktop.intake.content_types import content_type, file_name_of, warnings
from dpo_desktop.intake.eml import read_eml, with_instant
from dpo_desktop.intake.headers import is_plausible
from dpo_desktop.intake.values import LIMIT_PARTS, Address, MailPart, ParsedMail, problem

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIVERY_TIME = 0x0E06
_MESSAGE_ID, _IN_REPLY_TO = 0x1035, 0x1042


def read_msg(raw: bytes) -> ParsedMail:
    """The mail in these bytes; unreadable where they are no .msg."""
    from oxmsg import Message as OutlookMessage

    try:
        outlook = OutlookMessage.load(raw)
        return _read(outlook)
    except Exception:  # noqa: BLE001  (the library promises no errors of its own; a broken file raises anything)
        return ParsedMail("unreadable", problems=(problem("mail.no_msg"),))


def _read(outlook: Any) -> ParsedMail:
    headers = _tried(lambda: outlook.properties.str_prop_value(0x007D)) or ""
    body = _tried(lambda: outlook.body) or ""
    html = _tried(lambda: outlook.html_body) or ""
    carrier = _carrier(outlook, headers)
    _set_text(carrier, body, html)
    mail = read_eml(carrier.as_bytes(policy=policy.compat32.clone(max_line_length=0)))
    mail = replace(mail, headers=headers.replace("\r\n", "\n"))
    delivered = _tried(lambda: outlook.properties.date_prop_value(_DELIVERY_TIME))
    if mail.received_at is None and isinstance(delivered, datetime) and is_plausible(delivered):
        mail = with_instant(mail, delivered.astimezone(UTC), "delivered")
    parts, notes = _parts(outlook)
    return replace(mail, parts=parts, problems=(*mail.problems, *notes))


def _tried(read: Any) -> Any:
    """A property that cannot be read is as good as none."""
    try:
        return read()
    except Exception:  # noqa: BLE001  (see `read_msg`)
        return None


def _carrier(outlook: Any, headers: str) -> Message:
    """The transport headers; where Outlook kept none (a mail that was sent from it), what the properties say."""
    carrier = HeaderParser(policy=policy.compat32).parsestr(headers.lstrip())
    for name in ("Content-Type", "Content-Transfer-Encoding", "MIME-Version"):
        del carrier[name]
    if "From" not in carrier:
        carrier["From"] = _tried(lambda: outlook.sender) or ""
    if "To" not in carrier:
        people = _tried(lambda: outlook.recipients) or ()
        found = [Address(str(one.name or ""), str(one.email_address or "")) for one in people]
        carrier["To"] = ", ".join(f'"{one.name}" <{one.email}>' for one in found if one.email)
    if "Subject" not in carrier:
        carrier["Subject"] = str(_tried(lambda: outlook.subject) or "")
    sent = _tried(lambda: outlook.sent_date)
    if "Date" not in carrier and isinstance(sent, datetime):
        carrier["Date"] = sent.strftime("%a, %d %b %Y %H:%M:%S +0000")
    for name, number in (("Message-ID", _MESSAGE_ID), ("In-Reply-To", _IN_REPLY_TO)):
        value = _tried(lambda number=number: outlook.properties.str_prop_value(number))
        if name not in carrier and value:
            carrier[name] = str(value)
    return carrier


def _set_text(carrier: Message, body: str, html: str) -> None:
    carrier["MIME-Version"] = "1.0"
    if body.strip() and html.strip():
        carrier["Content-Type"] = 'multipart/alternative; boundary="=_outlook"'
        carrier.set_payload([_text_part(body, "plain"), _text_part(html, "html")])
        return
    part = _text_part(body if body.strip() else html, "plain" if body.strip() or not html.strip() else "html")
    carrier["Content-Type"] = part["Content-Type"]
    carrier["Content-Transfer-Encoding"] = part["Content-Transfer-Encoding"]
    carrier.set_payload(part.get_payload())


def _text_part(text: str, kind: str) -> Message:
    from email.mime.text import MIMEText

    return MIMEText(text.encode("utf-8", "replace").decode(), kind, "utf-8")


def _parts(outlook: Any) -> tuple[tuple[MailPart, ...], tuple[Any, ...]]:
    parts: list[MailPart] = []
    notes: list[Any] = []
    for one in _tried(lambda: outlook.attachments) or ():
        if len(parts) >= LIMIT_PARTS:
            notes.append(problem("mail.too_many_parts", limit=LIMIT_PARTS))
            break
        name = file_name_of(str(_tried(lambda one=one: one.file_name) or ""))
        data = _tried(lambda one=one: one.file_bytes)
        if not isinstance(data, bytes):
            notes.append(problem("attachment.not_read", file=name or "?"))
            continue
        declared = str(_tried(lambda one=one: one.mime_type) or "application/octet-stream")
        found = content_type(data, name)
        notes += warnings(name, declared, found)
        parts.append(MailPart(name, declared, found, data))
    return tuple(parts), tuple(notes)
