"""Takes mails in: keeps the original, joins what identifiers join, suggests the rest.

Each mail is one transaction with its files; a batch goes in by the instants at which its mails came, so that an answer
finds what it answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dpo_desktop.domain import requests as rules
from dpo_desktop.domain.case_matching import CaseIndex, Match
from dpo_desktop.domain.changes import Changes
from dpo_desktop.domain.errors import Cancelled, RuleViolation, StorageUnavailable
from dpo_desktop.domain.mail_analysis import Analysis, MailWords, analyse
from dpo_desktop.domain.persons import exact_email, is_nobody
from dpo_desktop.domain.progress import Progress
from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.domain.suggestions import Suggestion
from dpo_desktop.intake.client import Worker
from dpo_desktop.intake.values import LIMIT_BYTES, ParsedMail, Problem, problem
from dpo_desktop.services import lexicon
from dpo_desktop.services.attachments import attachment_row, kept_files, removed_before
from dpo_desktop.services.instants import in_zone, is_before, zone_name
from dpo_desktop.services.mail_cases import (
    Join,
    add_to_index,
    case_index,
    find_join,
    inferred_domains,
    is_own,
    mail_facts,
    own_domains,
    region_of,
)
from dpo_desktop.services.mail_requests import (
    proposed_request,
    put_with,
    request_for_mail,
    set_suggestion,
)
from dpo_desktop.services.mail_sources import MailSource
from dpo_desktop.services.mail_views import FiledMail, problems_of, problems_to_json, rights_of, rights_to_json
from dpo_desktop.services.requests import check_new
from dpo_desktop.services.results import Written
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import AttachmentRow, MailReferenceRow, MailRow, PersonRow, RequestRow
from dpo_desktop.storage.unit_of_work import UnitOfWork
from dpo_desktop.vault.side_files import SideFile, blocks_of

_BEGINNING = 4 * 1024 * 1024  # bytes that are read of a mail that is too large


@dataclass(frozen=True, slots=True)
class FiledMails:
    """What became of each file, in the order in which they were given."""

    written: Written
    mails: tuple[FiledMail, ...]

    @property
    def changes(self) -> Changes:
        return self.written.changes


def file_mails(
    workspace: OpenWorkspace, sources: Sequence[MailSource], *, decide: bool, report: Progress | None = None
) -> FiledMails:
    """Take mails in. With `decide` those that ask for something become requests as proposed; else they wait.

    A mail that was taken in before is answered with what became of it. Where `report` raises Cancelled the
    rest is left; what was taken in is given back.

    Raises:
        StorageUnavailable: the disk is full or fails; the mails before it stay.
    """
    return _Batch(workspace, decide=decide).run(sources, report or (lambda _done, _total: None))


class _Batch:
    def __init__(self, workspace: OpenWorkspace, *, decide: bool) -> None:
        self._workspace = workspace
        self._decide = decide
        self._index: CaseIndex = case_index(workspace)
        self._changes = Changes()

    def run(self, sources: Sequence[MailSource], report: Progress) -> FiledMails:
        total = 2 * len(sources)
        with Worker() as worker:
            order: list[tuple[bool, datetime, int]] = []
            for position, source in enumerate(sources):
                report(position, total)
                at = self._order(worker, source)
                order.append((at is None, at or self._workspace.now(), position))
            ids: dict[int, int] = {}
            known: set[int] = set()
            gone: dict[int, str] = {}
            for done, (_undated, _at, position) in enumerate(sorted(order)):
                try:
                    report(len(sources) + done, total)
                except Cancelled:
                    break
                try:
                    ids[position], was_here = self._take(worker, sources[position])
                    known |= {position} if was_here else set()
                except StorageUnavailable as error:
                    if sources[position].path is None or not _is_of_source(sources[position], error):
                        raise
                    gone[position] = error.code
        with self._workspace.store.reading("long") as session:
            mails = tuple(
                _filed(session.get_one(MailRow, ids[position]), session, source.name, was_here=position in known)
                if position in ids
                else _not_read(source.name, gone[position])
                for position, source in enumerate(sources)
                if position in ids or position in gone
            )
        return FiledMails(Written(self._changes), mails)

    @staticmethod
    def _order(worker: Worker, source: MailSource) -> datetime | None:
        try:
            raw = source.read()
        except StorageUnavailable:
            return None
        return worker.order(raw[:_BEGINNING] if len(raw) > LIMIT_BYTES else raw)

    def _take(self, worker: Worker, source: MailSource) -> tuple[int, bool]:
        """The id of the mail's row, and whether it was there before."""
        raw = source.read()
        if len(raw) > LIMIT_BYTES and source.path is not None:
            mail = worker.mail(source.name, raw[:_BEGINNING])
            large = problem("mail.too_large", megabytes=LIMIT_BYTES // 1024 // 1024)
            mail = replace(mail, parts=(), problems=(*mail.problems, large))
            blocks: Iterable[bytes] = blocks_of(source.path)
        else:
            mail = worker.mail(source.name, raw)
            blocks = [raw]
        with kept_files(self._workspace) as files:
            original, key = files.keep(blocks)
            known = self._known(original.sha256, source, raw)
            if known:
                files.discard()
                return known, not self._decide_waiting(known)
            kept = [(original, key), *(files.keep([part.data]) for part in mail.parts)]
            with self._workspace.unit_of_work() as uow:
                filing = _Filing(uow, self._index, mail, decide=self._decide)
                row = filing.row(source.name, original.size, original.sha256)
                attached = filing.attach(row, kept)
                filing.settle(row)
                uow.record(
                    "mail.filed",
                    row,
                    rows=[*attached, *filing.others],
                    list_changed=filing.made_request,
                    kind=row.kind,
                    state=row.state,
                    joined_by=row.joined_by,
                )
                changes = uow.commit()
        self._changes |= changes
        return row.id, False

    def _known(self, sha256: str, source: MailSource, raw: bytes) -> int:
        """The mail that came with these very bytes before, though its content was removed since."""
        with self._workspace.store.reading("long") as session:
            found = session.scalar(select(MailRow.id).where(MailRow.sha256 == sha256).limit(1))
            if found:
                return found
            whole = blocks_of(source.path) if len(raw) > LIMIT_BYTES and source.path is not None else [raw]
            return removed_before(session, whole)

    def _decide_waiting(self, mail_id: int) -> bool:
        """Make the request of a mail that waits since an earlier time; whether one was made."""
        if not self._decide:
            return False
        with self._workspace.unit_of_work() as uow:
            row = uow.session.get_one(MailRow, mail_id)
            if row.state != "undecided" or row.request_id is not None or not rights_of(row.rights):
                return False
            others = request_for_mail(uow, row, proposed_request(row, uow.session, uow.now), with_suggestions=False)
            uow.record("mail.became_request", row, rows=others, fields=("request_id", "state"), list_changed=True)
            self._changes |= uow.commit()
            return True


def _is_of_source(source: MailSource, error: StorageUnavailable) -> bool:
    """Whether it is this file that cannot be read, and not the workspace that cannot be written."""
    try:
        source.read()
    except StorageUnavailable as again:
        return again.code == error.code
    return False


def _not_read(name: str, code: str) -> FiledMail:
    found = ((code, ()),)
    return FiledMail(name, 0, "", "unreadable", "", "", None, "und", "unclear", "unrelated", (), found, ())


class _Filing:
    """One mail on its way into the database, within one transaction."""

    def __init__(self, uow: UnitOfWork, index: CaseIndex, mail: ParsedMail, *, decide: bool) -> None:
        self._uow, self._index, self._mail, self._decide = uow, index, mail, decide
        self._region = region_of(uow.session)
        self._own = own_domains(uow.session) or inferred_domains(mail)
        # A web form of our own sends what somebody else wrote.
        self.from_us = is_own(mail.sender.email, self._own) and not mail.is_generated
        self.others: list[Proven] = []
        self.made_request = False

    def row(self, file_name: str, size: int, sha256: str) -> MailRow:
        mail = self._mail
        kind = mail.kind
        if kind == "bulk" and is_own(f"@{mail.list_domain}", self._own):
            kind = "message"  # a group of our own, through which requests reach the office
        received = mail.received_at
        row = MailRow(
            file_name=file_name,
            message_id=mail.message_id,
            direction="out" if self.from_us else "in",
            kind=kind,
            state="undecided",
            sender_name="" if self._for_another() else mail.sender.name,
            sender_email=exact_email(mail.reply_to if self._for_another() else mail.sender.email),
            recipients=json.dumps([[one.name, one.email] for one in mail.recipients], ensure_ascii=False),
            subject=mail.subject,
            sent_at=mail.sent_at,
            received_at=received,
            received_zone=zone_name(received) if received else "",
            received_from=mail.received_from,
            entered_at=self._uow.now,
            text=mail.text,
            html=mail.html,
            headers=mail.headers,
            size=size,
            sha256=sha256,
            language="und",
            our_role="unclear",
            relation="unrelated",
            rights="[]",
            problems=problems_to_json(self._problems()),
            joined_by="",
            suggestion="[]",
        )
        self._uow.session.add(row)
        self._uow.session.flush()
        self._uow.session.add_all(
            MailReferenceRow(mail_id=row.id, position=position, message_id=message_id)
            for position, message_id in enumerate(dict.fromkeys((*mail.references, *mail.returned_ids)))
        )
        return row

    def _for_another(self) -> bool:
        """A form or portal that writes for the person in Reply-To."""
        return bool(self._mail.reply_to) and (self._mail.is_generated or is_nobody(self._mail.sender.email))

    def _problems(self) -> tuple[Problem, ...]:
        found = list(self._mail.problems)
        received, sent = self._mail.received_at, self._mail.sent_at
        if received is not None and received > self._uow.now:
            found.append(problem("mail.received_in_future"))
        if sent is not None and sent > self._uow.now:
            found.append(problem("mail.date_in_future"))
        answers, writes = (one.rpartition("@")[2].casefold() for one in (self._mail.reply_to, self._mail.sender.email))
        is_from_outside = not self.from_us and not self._for_another()
        if answers and answers != writes and self._mail.kind == "message" and is_from_outside:
            found.append(problem("mail.reply_elsewhere"))
        return tuple(found)

    def attach(self, row: MailRow, kept: Sequence[tuple[SideFile, bytes]]) -> list[AttachmentRow]:
        """The original as part 0, then the files of the mail."""
        rows: list[AttachmentRow] = []
        names = [(row.file_name.rpartition("/")[2], "message/rfc822", "message/rfc822")]
        names += [(part.file_name, part.declared_type, part.found_type) for part in self._mail.parts]
        for number, ((side, key), (name, declared, found)) in enumerate(zip(kept, names, strict=True)):
            attached = attachment_row(self._uow, side, key, file_name=name, found=found, declared=declared, part=number)
            attached.mail_id = row.id
            rows.append(attached)
        self._uow.session.add_all(rows)
        self._uow.session.flush()
        return rows

    def settle(self, row: MailRow) -> None:
        """Say what it is about and where it belongs."""
        if row.kind == "unreadable":
            row.state = "unreadable"
            return
        join = self._same_mail(row) or find_join(self._uow.session, self._mail, own=self._own)
        if row.kind == "bulk" and join.by:
            row.kind = "message"
        analysis = self._analysis(row)
        self._keep_analysis(row, analysis)
        if row.kind == "bulk":
            row.state = "set_aside"
            return
        if join.request_id:
            self._join(row, join, analysis)
            return
        if row.duplicate_of_id is not None:
            row.state = self._uow.session.get_one(MailRow, row.duplicate_of_id).state
            return
        if row.kind in ("auto_reply", "bounce"):
            row.state = "set_aside"
            return
        match = self._index.suggest(
            mail_facts(self._mail, region=self._region, from_us=self.from_us, is_chaser=analysis.is_chaser)
        )
        if match is not None and analysis.relation != "authority":
            self._suggest(row, match, analysis)
        if self._decide and rights_of(row.rights):
            self._make_request(row)

    def _same_mail(self, row: MailRow) -> Join | None:
        """The same mail by another way, or a second time: Message-ID, sender and words are equal."""
        if not row.message_id:
            return None
        earlier = self._uow.session.scalars(
            select(MailRow)
            .where(MailRow.message_id == row.message_id, MailRow.id != row.id, MailRow.duplicate_of_id.is_(None))
            .order_by(MailRow.id)
        ).all()
        for other in earlier:
            if other.sender_email == row.sender_email and _words_of(other.text) == _words_of(row.text):
                row.duplicate_of_id = other.id
                if row.received_at and other.received_at and row.received_at < other.received_at:
                    self._note(row, problem("mail.earlier_copy"))
                return Join(other.request_id or 0, "same_mail")
        if earlier:
            self._note(row, problem("mail.message_id_reused"))
        return None

    @staticmethod
    def _note(row: MailRow, found: Problem) -> None:
        row.problems = problems_to_json((*problems_of(row.problems), found))

    def _analysis(self, row: MailRow) -> Analysis:
        return analyse(
            MailWords(
                kind=row.kind,
                subject=self._mail.subject,
                text=self._mail.text,
                attached_text=self._mail.attached_text,
                is_reply=bool(self._mail.references),
                is_forward=self._mail.is_forward,
                from_us=self.from_us,
                recipients=len(self._mail.recipients),
                is_deceptive=any(code == "mail.html_link_elsewhere" for code, _values in self._mail.problems),
            ),
            lexicon.lexicon,
            lexicon.small_words(),
        )

    @staticmethod
    def _keep_analysis(row: MailRow, analysis: Analysis) -> None:
        row.language, row.our_role, row.relation = analysis.language, analysis.our_role, analysis.relation
        known = tuple(one for one in analysis.rights if one.code in BY_CODE)
        row.rights = rights_to_json(known)

    def _join(self, row: MailRow, join: Join, analysis: Analysis) -> None:
        request = self._uow.session.get_one(RequestRow, join.request_id)
        put_with(row, request, join.by)
        requester = self._uow.session.get_one(PersonRow, request.requester_id)
        is_requester = exact_email(requester.email) == row.sender_email
        if is_requester and request.relation != "unknown" and analysis.relation != "internal":
            row.relation = request.relation
        if row.kind == "message" and not self.from_us:
            if analysis.is_chaser and not analysis.rights:
                self._rights_of_case(row, request)
            if is_before(row.received_at, request.received_at) and row.duplicate_of_id is None:
                self._note(row, problem("mail.older_than_case"))
            if join.by in ("reference", "header") and not self._is_known_to(request, requester):
                self._note(row, problem("mail.from_stranger"))
            if not rules.is_open(request.state) and row.duplicate_of_id is None:
                self._note(row, problem("mail.case_closed"))
                row.state = "undecided"  # else nobody would look at it
        self.others.append(request)
        add_to_index(self._index, row, self._region)

    def _is_known_to(self, request: RequestRow, requester: PersonRow) -> bool:
        """Whether the sender's organisation has written in this case, or is its requester's."""
        domain = self._mail.sender.email.rpartition("@")[2].casefold()
        people = select(MailRow.sender_email, MailRow.recipients).where(MailRow.request_id == request.id)
        others = {exact_email(requester.email)}
        for sender, recipients in self._uow.session.execute(people.where(MailRow.message_id != self._mail.message_id)):
            others |= {sender, *(exact_email(email) for _name, email in json.loads(recipients))}
        return any(other.rpartition("@")[2] == domain for other in others)

    @staticmethod
    def _rights_of_case(row: MailRow, request: RequestRow) -> None:
        """Who asks for an answer keeps asking for what was asked."""
        row.rights = rights_to_json((Suggestion(request.type_code, 1.0, ()),))

    def _suggest(self, row: MailRow, match: Match, analysis: Analysis) -> None:
        set_suggestion(row, match)
        if analysis.is_chaser and not analysis.rights and not self.from_us:
            self._rights_of_case(row, self._uow.session.get_one(RequestRow, match.case_id))

    def _make_request(self, row: MailRow) -> None:
        new = proposed_request(row, self._uow.session, self._uow.now)
        try:
            check_new(new, self._uow.now)
        except RuleViolation:
            self._note(row, problem("mail.not_entered"))
            return
        # Later mails of the batch find it in the index.
        self.others += request_for_mail(self._uow, row, new, with_suggestions=False)
        self.made_request = True
        assert row.request_id is not None
        self._index.add_person(
            row.request_id, mail_facts(self._mail, region=self._region, from_us=self.from_us, is_chaser=False).sender
        )
        add_to_index(self._index, row, self._region)


def _words_of(text: str) -> list[str]:
    return text.split()


def _filed(row: MailRow, session: Session, name: str, *, was_here: bool) -> FiledMail:
    case = session.get(RequestRow, row.request_id) if row.request_id is not None else None
    suggested = session.get(RequestRow, row.suggested_id) if row.suggested_id is not None else None
    return FiledMail(
        file=name,
        mail_id=row.id,
        message_id=f"<{row.message_id}>" if row.message_id else "",
        status=status_of(row),
        case=case.reference if case is not None else "",
        suggested_case=suggested.reference if suggested is not None and suggested is not case else "",
        received=in_zone(row.received_at, row.received_zone) if row.received_at else None,
        language=row.language,
        role=row.our_role,
        sender=row.relation,
        rights=tuple(one.code for one in rights_of(row.rights)),
        problems=problems_of(row.problems),
        reasons=tuple((code, words) for code, words in json.loads(row.suggestion)),
        state=row.state,
        was_here=was_here,
    )


def status_of(row: MailRow) -> str:
    """filed, joined, duplicate, delivery_report, unrelated, unreadable; undecided while the officer is asked."""
    if row.state == "unreadable":
        return "unreadable"
    if row.duplicate_of_id is not None:
        return "duplicate"
    if row.request_id is None:
        return "undecided" if row.state == "undecided" and rights_of(row.rights) else "unrelated"
    if row.kind in ("auto_reply", "bounce"):
        return "delivery_report"
    return "filed" if row.joined_by == "request" else "joined"
