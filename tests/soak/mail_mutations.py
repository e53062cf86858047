"""6,000 mutated mails through the worker and, a part of them, into a workspace: none may end a process or be lost.

Bytes of the real mailbox and of an Outlook message are turned, cut, doubled, mixed with others and with words that
parsers stumble over.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from dpo_desktop.intake.client import Worker
from dpo_desktop.sentences.mail import problem_words
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.mail_filing import file_mails
from dpo_desktop.services.mail_sources import MailSource
from dpo_desktop.services.workspace import lock
from tests.factory import make_workspace
from tests.intake.mail_files import MAILBOX, outlook_message

NAME = "mail_mutations"
SHARDS = 12
PER_SHARD = 500
FILED_OF_EACH = 60
STUMBLES = (
    b"\x00",
    b"\xff\xfe",
    b"=?utf-8?b?/////?=",
    b"=?x-none?q?=00=?=",
    b"\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: uuencode\r\n",
    b"; charset=utf-7",
    b"; charset*=''%ff",
    b'; filename*0*=x; filename*2="',
    b"Received: ; Fri, 31 Feb 99999 99:99:99 +9999\r\n",
    b"Date: Mon, 1 Jan 0001 00:00:00 -2359\r\n",
    b"References: " + b"<x@y> " * 3_000 + b"\r\n",
    b"From: " + b"(" * 2_000 + b"\r\n",
    b"<" * 5_000,
    b"> " * 5_000,
    b"On " + b"a 1 " * 2_000 + b"\n",
    "\u202e\u0000\ud7ff".encode(),
)


def mutated(originals: list[bytes], draw: random.Random) -> bytes:
    changed = bytearray(draw.choice(originals))
    for _ in range(draw.randrange(1, 8)):
        at = draw.randrange(len(changed) + 1)
        match draw.randrange(7):
            case 0:
                for _turn in range(draw.randrange(1, 30)):
                    if changed:
                        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
            case 1:
                del changed[at:]
            case 2:
                del changed[at : at + draw.randrange(1, 200)]
            case 3:
                changed[at:at] = draw.choice(STUMBLES)
            case 4:
                changed[at:at] = draw.randbytes(draw.randrange(1, 200))
            case 5:
                start = draw.randrange(len(changed) + 1)
                changed[at:at] = changed[start : start + draw.randrange(1, 400)] * draw.randrange(1, 5)
            case _:
                other = draw.choice(originals)
                start = draw.randrange(len(other))
                changed[at:at] = other[start : start + draw.randrange(1, 2_000)]
    return bytes(changed)


def run(shard: int, seed: int, folder: Path) -> str:
    """Raises AssertionError with the seed's mail that was read badly."""
    draw = random.Random(f"{seed} {shard}")
    originals = [path.read_bytes() for path in sorted(MAILBOX.glob("*.eml"))]
    originals.append(outlook_message(attachments={"a.csv": b"a,b", "b.bin": bytes(5_000)}))
    mails = [mutated(originals, draw) for _ in range(PER_SHARD)]
    kinds: dict[str, int] = {}
    with Worker() as worker:
        for number, raw in enumerate(mails):
            parsed = worker.mail(draw.choice(("a.eml", "a.eml", "a.msg")), raw)
            kinds[parsed.kind] = kinds.get(parsed.kind, 0) + 1
            for code, parameters in parsed.problems:
                assert problem_words(code, parameters), (shard, number, code)
                assert code not in ("mail.reader_failed", "mail.took_too_long"), (shard, number, code)
    workspace = make_workspace(folder / "workspace", lambda: datetime.now(UTC)).workspace
    sources = [MailSource(f"{number}.eml", None, raw) for number, raw in enumerate(mails[:FILED_OF_EACH])]
    filed = file_mails(workspace, sources, decide=True).mails
    assert len(filed) == FILED_OF_EACH
    assert all(mail.mail_id for mail in filed)
    verdict = verify_audit(workspace, [], lambda _done, _total: None)
    assert verdict.findings == (), verdict.findings
    lock(workspace)
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return f"{PER_SHARD} mails, 0 crashes ({counted}); {FILED_OF_EACH} filed, trail whole"
