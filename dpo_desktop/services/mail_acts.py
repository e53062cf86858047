"""What an officer does with mails: make a request, join to a case, set aside, say when one came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.changes import Changes
from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.services.clock import recompute
from dpo_desktop.services.instants import zone_name
from dpo_desktop.services.mail_cases import own_domains
from dpo_desktop.services.mail_requests import follow_up, proposed_request, put_with, request_for_mail, waiting_thread
from dpo_desktop.services.mail_views import problems_of, problems_to_json, rights_of
from dpo_desktop.services.requests import apply_closing, event_row, receive
from dpo_desktop.services.results import Written, WrittenMany
from dpo_desktop.services.views import NewRequest
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import MailRow, MailSettingsRow, RequestEventRow, RequestRow
from dpo_desktop.storage.unit_of_work import UnitOfWork

# What `received_from` says: a header did, Outlook did, or the officer.
_BY_OFFICER = "officer"
_MOST_DOMAINS = 50
_UNDATED = ("mail.no_received", "mail.received_unreadable", "mail.received_in_future")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A request as a mail proposes it. `received_is_known` False: no header says when it came, the officer is asked."""

    new: NewRequest
    received_is_known: bool
    mail_id: int


def _mail(uow: UnitOfWork, mail_id: int) -> MailRow:
    row = uow.session.get(MailRow, mail_id)
    if row is None:
        raise NotFound("mail.unknown")
    return row


def proposal(workspace: OpenWorkspace, mail_id: int) -> Proposal:
    """What a request made of this mail would be. Raises NotFound."""
    with workspace.store.reading() as session:
        row = session.get(MailRow, mail_id)
        if row is None:
            raise NotFound("mail.unknown")
        new = proposed_request(row, session, workspace.now())
        return Proposal(new, _is_dated(row, workspace.now()), row.id)


def request_from_mail(workspace: OpenWorkspace, mail_id: int, new: NewRequest) -> Written:
    """Enter the request that a mail makes; what waits of its thread comes along. `new.received_at` is when it came.

    Raises:
        NotFound: there is no such mail.
        RuleViolation: it belongs to a case, or the entry contradicts itself.
    """
    with workspace.unit_of_work() as uow:
        row = _mail(uow, mail_id)
        if row.request_id is not None and row.state != "undecided":
            raise RuleViolation("mail.has_case")
        fields = ["request_id", "state"]
        if not _is_dated(row, uow.now):
            _set_received(row, new.received_at)
            fields.append("received_at")
        rows = request_for_mail(uow, row, new)
        uow.record("mail.became_request", row, rows=rows, fields=fields, list_changed=True)
        request = uow.session.get_one(RequestRow, row.request_id)
        return Written(uow.commit(), request.id, request.reference, _along(rows, request, [row]))


def _along(rows: Sequence[Proven], request: RequestRow, asked: Sequence[MailRow]) -> tuple[int, ...]:
    """Of the rows that an act touched the mails that are with the case now and that nobody asked for."""
    mails = dict.fromkeys(row for row in rows if isinstance(row, MailRow) and row.request_id == request.id)
    return tuple(mail.id for mail in mails if mail not in asked)


def requests_from_mails(workspace: OpenWorkspace, mail_ids: Sequence[int]) -> WrittenMany:
    """A request of each as proposed, oldest first, each in its own transaction.

    What came along with the thread of another is passed over. A mail in which no rule found a right, or that may belong
    to a case, is left to the officer.

    Raises:
        NotFound: there is no such mail.
        RuleViolation: for one of them no header says when it came. Nothing is entered then.
    """
    proposals = [proposal(workspace, mail_id) for mail_id in mail_ids]
    if any(not proposed.received_is_known for proposed in proposals):
        raise RuleViolation("mail.received_needed")
    made: list[Written] = []
    changes = Changes()
    left = 0
    for mail_id in [one.mail_id for one in sorted(proposals, key=lambda one: (one.new.received_at, one.mail_id))]:
        with workspace.store.reading() as session:
            row = session.get_one(MailRow, mail_id)
            is_waiting, is_plain = row.state != "filed", row.suggested_id is None and bool(rights_of(row.rights))
        if not is_waiting:
            continue
        if not is_plain:
            left += 1
            continue
        written = request_from_mail(workspace, mail_id, proposal(workspace, mail_id).new)
        made.append(written)
        changes |= written.changes
    return WrittenMany(changes, tuple(made), left)


def join_mails(workspace: OpenWorkspace, mail_ids: Sequence[int], request_id: int) -> Written:
    """Put mails to a case, with what waits of their threads; the officer answers for it.

    A request that was made of such a mail alone is closed as a duplicate of the case.

    Raises:
        NotFound: there is no such mail or case.
    """
    with workspace.unit_of_work() as uow:
        request = uow.session.get(RequestRow, request_id)
        if request is None:
            raise NotFound("request.missing")
        moved: list[MailRow] = []
        asked: list[MailRow] = []
        others: list[Proven] = [request]
        for mail_id in mail_ids:
            row = _mail(uow, mail_id)
            if row.request_id == request.id:
                continue
            left = row.request_id
            moved.append(row)
            asked.append(row)
            moved += [other for other in waiting_thread(uow, row) if other not in moved]
            for one in moved:
                put_with(one, request, "officer")
            uow.session.flush()
            if left is not None:
                others += _close_if_left_empty(uow, left, request)
        if not moved:
            return Written(uow.commit(), request.id, request.reference)
        others += follow_up(uow, request, moved, with_suggestions=True)
        uow.record(
            "mail.joined",
            moved[0],
            rows=[*moved[1:], *others],
            fields=("request_id", "state"),
            list_changed=len(others) > 1,
            request=request.reference,
            mails=len(moved),
        )
        return Written(uow.commit(), request.id, request.reference, _along([*moved, *others], request, asked))


def leave_case(workspace: OpenWorkspace, mail_ids: Sequence[int]) -> Written:
    """Take mails out of their case: a join that was wrong. They wait to be decided on again.

    Raises:
        NotFound: there is no such mail.
        RuleViolation: a case was made of one of them, and would be left without it.
    """
    with workspace.unit_of_work() as uow:
        rows = [row for row in (_mail(uow, mail_id) for mail_id in mail_ids) if row.request_id is not None]
        if any(row.joined_by == "request" for row in rows):
            raise RuleViolation("mail.made_case")
        cases = [uow.session.get_one(RequestRow, one) for one in dict.fromkeys(row.request_id for row in rows)]
        for row in rows:
            row.request_id, row.joined_by = None, ""
            row.state = "undecided" if row.kind == "message" else "set_aside"
        if rows:
            fields = ("request_id", "state")
            uow.record("mail.left_case", rows[0], rows=[*rows[1:], *cases], fields=fields, mails=len(rows))
        return Written(uow.commit(), rows[0].id if rows else 0)


def _close_if_left_empty(uow: UnitOfWork, request_id: int, main: RequestRow) -> list[Proven]:
    """A case that was made of the mail that has gone, and on which nothing else was done, is a duplicate."""
    row = uow.session.get_one(RequestRow, request_id)
    mails = uow.session.scalar(select(func.count()).select_from(MailRow).where(MailRow.request_id == request_id))
    acts = uow.session.scalar(
        select(func.count())
        .select_from(RequestEventRow)
        .where(RequestEventRow.request_id == request_id, RequestEventRow.kind != "received")
    )
    if mails or acts or not rules.is_open(row.state):
        return []
    apply_closing(uow, row, outcome="duplicate", reason="", closed_at=uow.now)
    event = event_row(
        uow, uow.officer(), row, "closed", at=None, words=main.reference, codes={"outcome": "duplicate", "reason": ""}
    )
    uow.session.add(event)
    uow.session.flush()
    return [row, event]


def set_aside(workspace: OpenWorkspace, mail_ids: Sequence[int]) -> Written:
    """These are no requests. An answer to a closed case was looked at and stays with it.

    Raises:
        NotFound: there is no such mail.
        RuleViolation: one belongs to a case.
    """
    return _change_state(workspace, mail_ids, "set_aside", action="mail.set_aside")


def take_up(workspace: OpenWorkspace, mail_ids: Sequence[int]) -> Written:
    """Put mails that were set aside back among those to decide on. Raises as `set_aside`."""
    return _change_state(workspace, mail_ids, "undecided", action="mail.taken_up")


def _change_state(workspace: OpenWorkspace, mail_ids: Sequence[int], state: str, *, action: str) -> Written:
    with workspace.unit_of_work() as uow:
        rows = [_mail(uow, mail_id) for mail_id in mail_ids]
        if any(row.request_id is not None and row.state != "undecided" for row in rows):
            raise RuleViolation("mail.has_case")
        for row in rows:
            row.state = state if row.request_id is None else "filed"
        if rows:
            uow.record(action, rows[0], rows=rows[1:], fields=("state",), mails=len(rows))
        return Written(uow.commit(), rows[0].id if rows else 0)


def set_received(workspace: OpenWorkspace, mail_id: int, at: datetime) -> Written:
    """Say when a mail came that does not say so itself; the clock of the open request that it made starts then.

    Raises:
        NotFound: there is no such mail.
        RuleViolation: a header says it, or the instant lies in the future.
    """
    with workspace.unit_of_work() as uow:
        row = _mail(uow, mail_id)
        if _is_dated(row, uow.now) and row.received_from != _BY_OFFICER:
            raise RuleViolation("mail.received_known")
        if at > uow.now:
            raise RuleViolation("request.received_in_future")
        _set_received(row, at)
        request = uow.session.get(RequestRow, row.request_id) if row.joined_by == "request" else None
        if request is None or not rules.is_open(request.state):
            uow.record("mail.received_set", row, fields=("received_at",))
            return Written(uow.commit(), row.id)
        was = request.received_at.isoformat() if request.received_at else ""
        rows = receive(uow, request, at)
        recompute(uow.session, request, uow.now)
        uow.record("mail.received_set", row, rows=rows, fields=("received_at",), list_changed=True, was=was)
        return Written(uow.commit(), row.id, request.reference)


def _is_dated(row: MailRow, now: datetime) -> bool:
    """Whether it is known when it came: a server whose clock runs ahead does not say it."""
    return row.received_at is not None and row.received_at <= now


def _set_received(row: MailRow, at: datetime) -> None:
    row.received_at, row.received_zone, row.received_from = at, zone_name(at), _BY_OFFICER
    kept = tuple(one for one in problems_of(row.problems) if one[0] not in _UNDATED)
    row.problems = problems_to_json(kept)


def set_mail_domains(workspace: OpenWorkspace, names: Sequence[str]) -> Written:
    """The organisation's own mail domains: mails from them are ours.

    Raises:
        RuleViolation: one is no domain name.
    """
    wanted = check_mail_domains(names)
    with workspace.unit_of_work() as uow:
        row = uow.session.scalars(select(MailSettingsRow)).first() or MailSettingsRow()
        row.own_domains = " ".join(wanted)
        uow.session.add(row)
        uow.record("mail.domains_set", row, fields=("own_domains",))
        return Written(uow.commit())


def check_mail_domains(names: Sequence[str]) -> list[str]:
    """The names in one form. Raises RuleViolation where one is no domain name."""
    wanted = list(dict.fromkeys(name.strip().casefold().removeprefix("@").strip(".") for name in names if name.strip()))
    if len(wanted) > _MOST_DOMAINS or any(not _is_domain(name) for name in wanted):
        raise RuleViolation("mail.no_domain")
    return wanted


def _is_domain(name: str) -> bool:
    labels = name.split(".")
    return len(labels) > 1 and all(
        label and len(label) < 64 and label.replace("-", "").isalnum() and label[0] != "-" for label in labels
    )


def mail_domains(workspace: OpenWorkspace) -> tuple[str, ...]:
    with workspace.store.reading() as session:
        return tuple(sorted(own_domains(session)))
