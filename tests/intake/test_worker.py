"""The worker process: what it answers, and what happens when it cannot."""

from __future__ import annotations

import io
import os
import signal
import sys

import pytest
from PIL import Image

from dpo_desktop.intake.client import Worker
from dpo_desktop.intake.pictures import NoPicture
from dpo_desktop.intake.reading import read_mail
from tests.factory import DATA
from tests.intake.mail_files import mail, mailbox_file

# A reader that never answers, ends at once, or answers nonsense, in the place of the worker.
_STUCK = "import threading; threading.Event().wait()"
_ENDS = "import sys; sys.exit(3)"
_NONSENSE = (
    "import sys,struct; sys.stdin.buffer.read(8); "
    "sys.stdout.buffer.write(struct.pack('>Q', 13) + b'{\"frames\": 1}' + struct.pack('>Q', 2) + b'[]'); "
    "sys.stdout.flush(); sys.stdin.buffer.read()"
)


def test_the_worker_answers_what_the_reader_reads() -> None:
    with Worker() as worker:
        for number in (1, 6, 41, 45, 67, 77, 78, 79, 80):
            assert worker.mail("x.eml", mailbox_file(number)) == read_mail("x.eml", mailbox_file(number))
        assert worker.order(mailbox_file(1)) == read_mail("x.eml", mailbox_file(1)).received_at


@pytest.mark.parametrize(
    ("program", "code"),
    [(_STUCK, "mail.took_too_long"), (_ENDS, "mail.reader_failed"), (_NONSENSE, "mail.reader_failed")],
    ids=["stuck", "ends", "nonsense"],
)
def test_a_worker_that_does_not_answer_makes_an_unreadable_mail(program: str, code: str) -> None:
    with Worker(seconds=1, command=[sys.executable, "-c", program]) as worker:
        parsed = worker.mail("x.eml", mail())
    assert parsed.kind == "unreadable"
    assert [found for found, _parameters in parsed.problems] == [code]


def test_after_a_crash_the_next_mail_is_read_by_another_worker() -> None:
    with Worker() as worker:
        assert worker.mail("x.eml", mail()).kind == "message"
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGKILL)
        assert worker._process.wait() != 0
        assert worker.mail("x.eml", mail()).kind == "message"


def test_nothing_of_qt_or_the_database_is_in_a_worker() -> None:
    program = (
        "import sys; sys.argv = ['dpo-desktop', '--worker']; import io, json;"
        "sys.stdin = io.TextIOWrapper(io.BytesIO(b''));"
        "from dpo_desktop.__main__ import main; main();"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    import json
    import subprocess

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr))
    assert loaded & {"PySide6", "sqlalchemy", "sqlcipher3", "reportlab", "pandas"} == set()


def png(width: int, height: int, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "white").save(out, "PNG")
    return out.getvalue()


def test_pages_and_pictures_are_drawn_and_never_larger_than_they_are() -> None:
    pdf = (DATA / "reports" / "compliance-report-en-1.pdf").read_bytes()
    with Worker() as worker:
        page = worker.picture(pdf, "application/pdf", 1, 600)
        small = worker.picture(png(20, 10, "RGBA"), "image/png", 0, 600)
    assert (page.width, page.pages > 1) == (600, True)
    assert len(set(page.pixels)) > 20
    assert (small.width, small.height, small.pages) == (20, 10, 1)


@pytest.mark.parametrize(
    ("data", "kind", "page"),
    [
        (b"%PDF-1.4 nothing", "application/pdf", 0),
        (png(2, 2)[:40], "image/png", 0),
        (b"words", "image/png", 0),
        (b"words", "text/plain", 0),
        (png(9_000, 9_000), "image/png", 0),
    ],
    ids=["no PDF", "cut picture", "no picture", "no kind of picture", "unfolds to too much"],
)
def test_what_cannot_be_drawn_is_refused(data: bytes, kind: str, page: int) -> None:
    with Worker() as worker, pytest.raises(NoPicture):
        worker.picture(data, kind, page, 600)
