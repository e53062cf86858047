"""A workspace of 100,000 requests with 1,000,000 timeline entries, made once and kept in build/.

Every row is a row as the program writes it, proven in the audit trail; the words of notes and mails are drawn, as often
as they occur there, from the invented mails of tests/data/suggestions in five languages, with names, numbers and rare
compounds between them. The same seed gives the same words.
"""

from __future__ import annotations

import csv
import hashlib
import random
import shutil
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from sqlalchemy import func, insert, select

from dpo_desktop.domain.duty_json import duties_to_json
from dpo_desktop.domain.law_decision import decisions_to_json
from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import OPEN_STATES, OUTCOMES
from dpo_desktop.services.clock import Case, CompanyLaw
from dpo_desktop.services.workspace import OpenWorkspace, lock, unlock
from dpo_desktop.storage import migrations, search_index
from dpo_desktop.storage.base import Proven, new_salt, uuid7
from dpo_desktop.storage.tables import (
    ImportBatchRow,
    MailRow,
    PersonRow,
    RequestEventRow,
    RequestRow,
)
from dpo_desktop.storage.unit_of_work import UnitOfWork
from tests.factory import NOW, PASSPHRASE, TIME_ZONE, SetClock, make_workspace

VERSIONS = Path(migrations.__file__).parent / "versions"
REQUESTS = 100_000
EVENTS_EACH = 10  # of every second request one is a mail
_A_BATCH = 1_000
_DAYS = 6 * 365
_LANGUAGES = {"en": 50, "de": 20, "fr": 8, "hi": 8, "hi-Latn": 14}
_CHANNELS = ("email", "portal", "phone", "letter")


@dataclass(frozen=True)
class _Language:
    words: list[str]
    weights: list[int]  # running sums


class _Author:
    """Writes names, notes and mails; one seed, one result."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        suggestions = ROOT / "tests" / "data" / "suggestions"
        self._languages: dict[str, _Language] = {}
        senders: list[str] = []
        for code in _LANGUAGES:
            counted: Counter[str] = Counter()
            for folder in ("seen", "unseen"):
                for mail in tomllib.loads((suggestions / folder / f"{code}.toml").read_text("utf-8"))["mail"]:
                    counted.update(mail["body"].split())
                    senders.append(parseaddr(mail["from"])[0])
            ranked = counted.most_common()
            self._languages[code] = _Language(
                [word for word, _count in ranked], list(accumulate(count for _word, count in ranked))
            )
        customers = csv.DictReader((ROOT / "tests" / "data" / "crm" / "customers-1000.csv").open(encoding="utf-8"))
        demo = csv.DictReader((ROOT / "resources" / "demo" / "requests.csv").open(encoding="utf-8"))
        names = [(row["First Name"], row["Last Name"]) for row in customers]
        whole = [*senders, *(row["requester_name"] for row in demo)]
        names += [(first, last) for first, _, last in (name.partition(" ") for name in whole) if last] * 2
        self._first, self._last = [first for first, _ in names], [last for _, last in names]

    def language(self) -> str:
        return self.random.choices(list(_LANGUAGES), list(_LANGUAGES.values()))[0]

    def name(self) -> str:
        return f"{self.random.choice(self._first)} {self.random.choice(self._last)}"

    def address(self, name: str) -> str:
        joined = ".".join(name.casefold().split())
        return f"{joined}{self.random.randrange(10_000)}@{self.random.choice(self._last).casefold()}.example"

    def phone(self) -> str:
        return f"+44 20 7946 {self.random.randrange(10_000):04d}"

    def text(self, code: str, length: int) -> str:
        """Words of a language; one in twelve is rare: a compound of two, a number, or somebody's name."""
        language = self._languages[code]
        words = self.random.choices(language.words, cum_weights=language.weights, k=length)
        for position in range(self.random.randrange(12), length, 12):
            kind = self.random.randrange(3)
            if kind == 0:
                words[position] = "".join(part.strip(".,:;?!") for part in self.random.sample(language.words, 2))
            elif kind == 1:
                words[position] = f"T-{self.random.randrange(400_000)}"
            else:
                words[position] = self.random.choice(self._last)
        return " ".join(words)


class _Writer:
    """Rows of one batch, table by table, with the ids that they get."""

    def __init__(self, author: _Author, company: CompanyLaw, officer_id: int, batch_id: int) -> None:
        self._author, self._company, self._officer, self._batch = author, company, officer_id, batch_id
        self._numbers: Counter[int] = Counter()
        self._next: Counter[type[Proven]] = Counter()
        self.rows: dict[type[Proven], list[dict[str, object]]] = {}

    def _add(self, table: type[Proven], **values: object) -> int:
        self._next[table] += 1
        row_id = self._next[table]
        self.rows.setdefault(table, []).append({"id": row_id, "proof_salt": new_salt(), **values})
        return row_id

    def request(self, received: datetime) -> None:
        author, chance = self._author, self._author.random
        name, code = author.name(), author.language()
        email = author.address(name)
        subject = self._add(PersonRow, uuid=uuid7(), name=name, email=email, phone=author.phone())
        requester = subject
        if chance.random() < 0.2:
            other = author.name()
            requester = self._add(
                PersonRow, uuid=uuid7(), name=other, email=author.address(other), phone=author.phone()
            )
        age = (NOW - received).days
        is_open = chance.random() < (0.95 if age < 25 else 0.4 if age < 60 else 0.005)
        closed_at = None if is_open else received + timedelta(days=chance.randrange(min(age, 45) + 1), hours=1)
        closed_at = min(closed_at, NOW) if closed_at else None
        state = chance.choice(tuple(OPEN_STATES) if is_open else tuple(OUTCOMES))
        self._numbers[received.year] += 1
        number = self._numbers[received.year]
        type_code = chance.choice(REQUEST_TYPES).code
        country = chance.choice(("DE", "AT", "FR", "IN", ""))
        known = None if chance.random() < 0.02 else received
        clock = self._company.clock(Case(type_code, "controller", country, "", known))
        request = self._add(
            RequestRow,
            uuid=uuid7(),
            reference=f"REQ-{received.year}-{number:04d}",
            reference_year=received.year,
            reference_number=number,
            type_code=type_code,
            state=state,
            channel=chance.choice(_CHANNELS),
            relation="unknown",
            our_role="controller",
            country=country,
            law=clock.law,
            chosen_law="",
            laws=decisions_to_json(clock.laws),
            language=code,
            requester_id=requester,
            subject_id=subject,
            received_at=received,
            received_zone=TIME_ZONE,
            entered_at=received + timedelta(hours=1),
            due_on=clock.due_on,
            duties=duties_to_json(clock.duties),
            law_edition=clock.law_edition,
            holiday_edition=clock.holiday_edition,
            closed_at=closed_at,
            reason="",
            import_batch_id=self._batch,
            external_reference=f"{chance.choice('ABCDEFGH')}{chance.randrange(900_000)}" if number % 3 == 0 else "",
            handler=chance.choice(("", "Priya", "Marek Wolny", "Anke Sörensen")),
        )
        self._timeline(request, code, received, name, email, with_mail=request % 2 == 0, is_open=is_open)

    def _timeline(
        self, request: int, code: str, received: datetime, name: str, email: str, *, with_mail: bool, is_open: bool
    ) -> None:
        author, chance = self._author, self._author.random
        kinds = ["received", *(chance.choice(("note", "note", "state")) for _ in range(EVENTS_EACH - 2 - with_mail))]
        kinds.append("note" if is_open else "closed")
        for position, kind in enumerate(kinds):
            at = received + timedelta(hours=position * 20)
            has_text = kind == "note" or (kind == "closed" and chance.random() < 0.5)
            self._add(
                RequestEventRow,
                request_id=request,
                at=min(at, NOW),
                entered_at=min(at, NOW),
                kind=kind,
                text=author.text(code, chance.randrange(5, 22)) if has_text else "",
                parameters="{}",
                officer_id=self._officer,
            )
        if with_mail:
            self._mail(request, code, received, name, email)

    def _mail(self, request: int, code: str, received: datetime, name: str, email: str) -> None:
        author, chance = self._author, self._author.random
        self._add(
            MailRow,
            uuid=uuid7(),
            file_name=f"{request}.eml",
            message_id=f"<{request}@mail.example>",
            direction="in",
            kind="message",
            state="filed",
            sender_name=name,
            sender_email=email,
            recipients="[]",
            subject=author.text(code, 6),
            sent_at=received,
            received_at=received,
            received_zone=TIME_ZONE,
            received_from="header",
            entered_at=received,
            text=author.text(code, chance.randrange(30, 140)),
            html="",
            headers="",
            size=2_000,
            sha256=hashlib.sha256(str(request).encode()).hexdigest(),
            language=code,
            our_role="controller",
            relation="unknown",
            rights="[]",
            problems="[]",
            request_id=request,
            joined_by="request",
            suggestion="[]",
            removed_reason="",
            content_mac="",
        )

    def send(self, uow: UnitOfWork, batch: ImportBatchRow) -> None:
        """Insert what was added and prove it with one entry."""
        proven: list[Proven] = []
        for table, rows in self.rows.items():
            uow.session.execute(insert(table), rows)
            proven += [table(id=row["id"]) for row in rows]
        uow.record("requests.imported", batch, rows=proven, list_changed=True, requests=len(self.rows[RequestRow]))
        self.rows = {}


def _fill(workspace: OpenWorkspace) -> None:
    author = _Author(20)
    minutes = sorted(author.random.randrange(_DAYS * 24 * 60) for _ in range(REQUESTS))
    with workspace.unit_of_work() as uow:
        batch = ImportBatchRow(file_name="many.csv", file_sha256="0" * 64, row_count=REQUESTS, imported_at=uow.now)
        uow.session.add(batch)
        uow.session.flush()
        uow.record("requests.imported", batch, requests=0)
        writer = _Writer(author, CompanyLaw(uow.session, uow.now), uow.officer().id, batch.id)
        uow.commit()
    start = NOW - timedelta(days=_DAYS)
    for at in range(0, REQUESTS, _A_BATCH):
        with workspace.unit_of_work() as uow:
            for minute in minutes[at : at + _A_BATCH]:
                writer.request(start + timedelta(minutes=minute))
            writer.send(uow, batch)
            uow.commit()


def many_requests() -> OpenWorkspace:
    """The open workspace; made now where it is not there as this program and this schema make it."""
    made_by = (Path(__file__), Path(search_index.__file__), *sorted(VERSIONS.glob("[0-9]*.py")))
    fixture = hashlib.sha256(b"".join(file.read_bytes() for file in made_by)).hexdigest()[:12]
    folder = ROOT / "build" / f"worklist-{fixture}"
    if not folder.exists():
        unfinished = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(unfinished, ignore_errors=True)
        workspace = make_workspace(unfinished, SetClock()).workspace
        _fill(workspace)
        lock(workspace)
        unfinished.rename(folder)
    return unlock(folder, PASSPHRASE, clock=SetClock())


def entries(workspace: OpenWorkspace) -> int:
    """How many the timelines hold."""
    with workspace.store.reading() as session:
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in (RequestEventRow, MailRow))


if __name__ == "__main__":
    lock(many_requests())
