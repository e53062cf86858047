"""What header fields say: instants, identifiers, and what kind of mail it is (RFC 5322, 3834, 3464, 2919)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime

from dpo_desktop.intake.values import LIMIT_LINE, Address

_BRACKETED = re.compile(r"<([^<>\s]{1,998})>")
_BY = re.compile(r"\bby\s+([A-Za-z0-9.-]+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MOST_OFFSET = timedelta(hours=15)
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|abwesenheit|automatische antwort"
    r"|réponse automatique|absence du bureau|message d'absence|respuesta automática|स्वचालित उत्तर|स्वतः उत्तर)",
    re.IGNORECASE,
)
_BOUNCE_SENDER = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (status|failure|has failed)|returned (mail|to sender)|mail delivery (failed|subsystem)"
    r"|unzustellbar|nicht zugestellt|non remis|échec de la remise|failure notice",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant as a header gives it, with its offset; `text` is what stands there, `host` who wrote it."""

    at: datetime | None
    text: str
    host: str = ""


def values(message: Message, name: str) -> list[str]:
    """Every field of this name, unfolded. Bytes outside ASCII stand as surrogates, as they came."""
    wanted = name.lower()
    raw = message.raw_items() if hasattr(message, "raw_items") else message.items()
    return [re.sub(r"\r?\n[ \t]*", " ", str(text)) for field, text in raw if field.lower() == wanted]


def value(message: Message, name: str) -> str:
    """The first field of this name, '' where there is none."""
    return next(iter(values(message, name)), "")


def unfolded(value: object) -> str:
    return _CONTROL.sub("", re.sub(r"\r?\n[ \t]*", " ", str(value))).strip()


def message_ids(message: Message, *names: str) -> list[str]:
    """Identifiers without brackets, in order. A field without brackets counts as a whole if it is one word."""
    found: list[str] = []
    for name in names:
        for one in values(message, name):
            text = unfolded(one)
            bracketed = _BRACKETED.findall(text)
            if bracketed:
                found += bracketed
            elif "@" in text and " " not in text:
                found.append(text[:998])
    return found


def instant_of(text: str) -> datetime | None:
    """A date of RFC 5322 as an aware datetime. One without a zone, or with -0000, is UTC."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return at if is_plausible(at) else None


def is_plausible(at: datetime) -> bool:
    """An instant that every zone can tell, of a year that mails have."""
    return _FIRST_YEAR <= at.year <= _LAST_YEAR and abs(at.utcoffset() or timedelta()) <= _MOST_OFFSET


def sent(message: Message) -> Stamp:
    text = unfolded(value(message, "Date"))[:LIMIT_LINE]
    return Stamp(instant_of(text) if text else None, text)


def received(message: Message) -> Stamp:
    """The topmost Received header, which the last server wrote: ours. Others are what somebody else says."""
    lines = values(message, "Received")
    if not lines:
        return Stamp(None, "")
    text = unfolded(lines[0])[: LIMIT_LINE * 4]
    host = _BY.search(text)
    return Stamp(instant_of(text.rpartition(";")[2].strip()), text, host.group(1).lower().strip(".") if host else "")


def list_domain(message: Message) -> str:
    """The domain of the mailing list that sent it, '' where there is none."""
    name = _BRACKETED.search(unfolded(value(message, "List-Id")))
    return name.group(1).lower() if name else ""


def kind_of(message: Message, subject: str, sender: Address) -> str:
    """bounce, auto_reply, bulk or message.

    `auto-generated` (RFC 3834) is no automatic reply: a web form of our own sends requests so.
    """
    content = message.get_content_type()
    report = str(message.get_param("report-type", "")).lower()
    if content == "multipart/report" and report in ("delivery-status", ""):
        return "bounce"
    if _BOUNCE_SENDER.match(sender.email) and _BOUNCE_SUBJECT.search(subject):
        return "bounce"
    automatic = unfolded(value(message, "Auto-Submitted")).lower()
    precedence = unfolded(value(message, "Precedence")).lower()
    if (
        automatic.startswith("auto-replied")
        or precedence == "auto_reply"
        or any(value(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
        or _AUTOMATIC_SUBJECT.search(subject)
        or report == "disposition-notification"
    ):
        return "auto_reply"
    if value(message, "List-Unsubscribe") or (value(message, "List-Id") and precedence in ("bulk", "list", "junk")):
        return "bulk"
    return "bulk" if precedence in ("bulk", "junk") and value(message, "Feedback-ID") else "message"
