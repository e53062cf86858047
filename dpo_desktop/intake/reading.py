"""Which reader a file belongs to, and the last pass over what it gave."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser

from dpo_desktop.intake.eml import read_eml
from dpo_desktop.intake.headers import received, sent
from dpo_desktop.intake.msg import COMPOUND_FILE, read_msg
from dpo_desktop.intake.values import LIMIT_HEADERS, Address, MailPart, ParsedMail, Problem, problem


def read_mail(file_name: str, raw: bytes) -> ParsedMail:
    """A mail from an .eml or .msg, by its content first: a .msg may have lost its name."""
    if raw.startswith(COMPOUND_FILE):
        return _speakable(read_msg(raw))
    mail = read_eml(raw)
    if file_name.lower().endswith(".msg"):
        code = "mail.no_msg" if mail.kind == "unreadable" else "mail.msg_by_name"
        mail = replace(mail, problems=(problem(code), *(mail.problems if mail.kind != "unreadable" else ())))
    return _speakable(mail)


def order_of(raw: bytes) -> datetime | None:
    """By which instant mails of one batch are taken in: when it came, else when it was sent. Reads headers only."""
    if raw.startswith(COMPOUND_FILE):
        mail = read_msg(raw)
        return mail.received_at or mail.sent_at
    message = BytesHeaderParser(policy=policy.compat32).parsebytes(head_of(raw))
    return received(message).at or sent(message).at


def head_of(raw: bytes) -> bytes:
    """The headers of a mail as bytes, with the empty line after them."""
    start = raw[:LIMIT_HEADERS].lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")
    return re.split(rb"(?<=\n)\r?\n", start, maxsplit=1)[0] + b"\r\n"


def _said(text: str) -> str:
    """Without lone surrogates, which no database and no terminal takes."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _speakable(mail: ParsedMail) -> ParsedMail:
    return replace(
        mail,
        message_id=_said(mail.message_id),
        references=tuple(map(_said, mail.references)),
        returned_ids=tuple(map(_said, mail.returned_ids)),
        sender=Address(_said(mail.sender.name), _said(mail.sender.email)),
        recipients=tuple(Address(_said(one.name), _said(one.email)) for one in mail.recipients),
        subject=_said(mail.subject),
        sent_text=_said(mail.sent_text),
        received_by=_said(mail.received_by),
        list_domain=_said(mail.list_domain),
        reply_to=_said(mail.reply_to),
        text=_said(mail.text),
        html=_said(mail.html),
        headers=_said(mail.headers),
        attached_text=_said(mail.attached_text),
        parts=tuple(
            MailPart(_said(part.file_name), _said(part.declared_type), part.found_type, part.data)
            for part in mail.parts
        ),
        problems=tuple(map(_said_problem, mail.problems)),
    )


def _said_problem(found: Problem) -> Problem:
    code, parameters = found
    return code, tuple((name, _said(value) if isinstance(value, str) else value) for name, value in parameters)
