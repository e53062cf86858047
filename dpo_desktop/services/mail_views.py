"""The frozen values of mail that leave `services`. Instants are aware; receipt keeps its own offset."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from dpo_desktop.domain.suggestions import Suggestion

Problem = tuple[str, tuple[tuple[str, str | int], ...]]

# What became of a mail: waiting for the officer, with a case, set aside as no request, or not to be read.
MAIL_STATES = ("undecided", "filed", "set_aside", "unreadable")


@dataclass(frozen=True, slots=True)
class MailFilter:
    """What the mail list shows. `state` is '' (all) or one of `MAIL_STATES`."""

    text: str = ""
    state: str = "undecided"


@dataclass(frozen=True, slots=True)
class MailSummary:
    """One row of the mail list. `case` is the reference of its case, `suggested` that of the case it may belong to."""

    id: int
    sender: str
    subject: str
    received_at: datetime | None
    kind: str
    state: str
    direction: str
    case: str
    suggested: str
    is_duplicate: bool
    rights: tuple[str, ...]
    attachments: int
    problems: int


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of a mail or case. `part` 0 is the mail's original."""

    id: int
    part: int
    file_name: str
    declared_type: str
    found_type: str
    size: int
    sha256: str
    added_at: datetime
    removed_at: datetime | None
    removed_reason: str
    content_mac: str


@dataclass(frozen=True, slots=True)
class CaseName:
    """A case as others name it."""

    id: int
    reference: str
    person: str
    type_code: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class MailDetail:
    """A mail with everything an officer may look at."""

    id: int
    file_name: str
    message_id: str
    direction: str
    kind: str
    state: str
    sender_name: str
    sender_email: str
    recipients: tuple[tuple[str, str], ...]  # name, address
    subject: str
    sent_at: datetime | None
    received_at: datetime | None
    received_from: str  # received, delivered, officer, '' where nobody knows
    entered_at: datetime
    text: str
    html: str
    headers: str
    size: int
    sha256: str
    language: str
    our_role: str
    relation: str
    rights: tuple[Suggestion, ...]
    problems: tuple[Problem, ...]
    case: CaseName | None
    joined_by: str
    suggested: CaseName | None
    reasons: tuple[tuple[str, str], ...]  # code, words
    duplicate_of: int
    attachments: tuple[AttachmentView, ...]
    removed_at: datetime | None
    removed_reason: str


@dataclass(frozen=True, slots=True)
class FiledMail:
    """What became of one file. `status` is one of `mail_filing.status_of`."""

    file: str
    mail_id: int
    message_id: str
    status: str
    case: str
    suggested_case: str
    received: datetime | None
    language: str
    role: str
    sender: str
    rights: tuple[str, ...]
    problems: tuple[Problem, ...]
    reasons: tuple[tuple[str, str], ...]
    state: str = "unreadable"
    was_here: bool = False  # taken in before


def problems_to_json(problems: tuple[Problem, ...]) -> str:
    return json.dumps([[code, list(map(list, parameters))] for code, parameters in problems], ensure_ascii=False)


def problems_of(text: str) -> tuple[Problem, ...]:
    return tuple(
        (str(code), tuple((str(name), value) for name, value in parameters)) for code, parameters in json.loads(text)
    )


def rights_to_json(rights: tuple[Suggestion, ...]) -> str:
    return json.dumps([[one.code, one.score, list(one.words)] for one in rights], ensure_ascii=False)


def rights_of(text: str) -> tuple[Suggestion, ...]:
    return tuple(Suggestion(code, score, tuple(words)) for code, score, words in json.loads(text))
