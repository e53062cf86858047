"""`import requests` with mails: one JSON value with every file answered, exit 0, whatever the files hold."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.console import Console
from tests.conftest import Template
from tests.factory import PASSPHRASE
from tests.intake.mail_files import MAILBOX, mail, multipart, outlook_message

KEYS = {
    "file",
    "message_id",
    "status",
    "case",
    "suggested_case",
    "reasons",
    "received",
    "language",
    "role",
    "sender",
    "rights",
    "problems",
}
STATUSES = {"filed", "joined", "duplicate", "delivery_report", "unrelated", "unreadable"}


@pytest.fixture
def folder(empty_template: Template, tmp_path: Path) -> Path:
    return empty_template.copy_to(tmp_path / "workspace")


def test_the_real_mailbox_is_answered_file_by_file(console: Console, folder: Path) -> None:
    done = console.unlocked("import", "requests", MAILBOX, "--yes", "--json", workspace=folder)
    assert done.code == 0, done.err
    files = {entry["file"]: entry for entry in done.json()["files"]}
    with (MAILBOX / "labels.csv").open(encoding="utf-8", newline="") as lines:
        labels = list(csv.DictReader(lines))
    assert set(files) == {label["file"] for label in labels}
    threads: dict[str, set[str]] = {}
    for label in labels:
        entry = files[label["file"]]
        assert set(entry) == KEYS
        assert entry["status"] in STATUSES
        assert (entry["message_id"], entry["received"]) == (label["message_id"], label["received"])
        assert (entry["case"] is None) == (entry["status"] in ("unrelated", "unreadable"))
        if entry["case"]:
            threads.setdefault(entry["case"], set()).add(label["thread"])
    assert all(len(found) == 1 for found in threads.values())
    assert files["m034.eml"]["suggested_case"] == files["m001.eml"]["case"]
    checked = console.unlocked("audit", "verify", "--json", workspace=folder)
    assert checked.json()["ok"]


def test_bad_files_are_answered_too_with_a_sentence_each(console: Console, folder: Path) -> None:
    bad = console.folder / "bad"
    bad.mkdir()
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(1_000))
    part = "Content-Type: application/pdf\nContent-Disposition: attachment; filename=x.pdf\n\nMZ a program"
    files = {
        "deep.eml": f"From: a@b.example\r\n{deep}Content-Type: text/plain\r\n\r\ndelete my data".encode(),
        "no message.msg": b"words",
        "outlook.msg": outlook_message(),
        "empty.eml": b"",
        "binary.eml": bytes(range(256)) * 50,
        "nodate.eml": mail(received="", date="", message_id=""),
        "future.eml": mail(date="Sun, 05 Jan 2081 09:00:00 +0530", message_id="f@x.example", sender="F <f@f.example>"),
        "fifty.eml": multipart([part] * 50, message_id="50@x.example", sender="G <g@g.example>"),
        "line.eml": mail("word " * 40_000, message_id="l@x.example", sender="H <h@h.example>"),
    }
    for name, raw in files.items():
        (bad / name).write_bytes(raw)
    done = console.unlocked("import", "requests", bad, "--yes", "--json", workspace=folder)
    assert done.code == 0, done.err
    answered = {entry["file"]: entry for entry in done.json()["files"]}
    assert set(answered) == set(files)
    assert {name for name, entry in answered.items() if entry["status"] == "unreadable"} == {
        "no message.msg",
        "empty.eml",
        "binary.eml",
    }
    for name in set(files) - {"line.eml"}:
        assert answered[name]["problems"], name
    for entry in answered.values():
        for found in entry["problems"]:
            assert found["sentence"].endswith(".")
    assert answered["nodate.eml"]["received"] is None
    assert answered["nodate.eml"]["status"] == "filed"


def test_a_mail_larger_than_can_be_read_is_kept_and_its_beginning_read(console: Console, folder: Path) -> None:
    large = console.folder / "large.eml"
    part = b"--frontier\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\n"
    with large.open("wb") as file:
        file.write(
            multipart(["Content-Type: text/plain\n\nPlease delete all my data."]).removesuffix(b"--frontier--\r\n")
        )
        file.write(part)
        file.truncate(120 * 1024 * 1024)
    done = console.unlocked("import", "requests", large, "--yes", "--json", workspace=folder)
    (entry,) = done.json()["files"]
    assert (entry["status"], entry["rights"]) == ("filed", ["erasure"])
    assert "mail.too_large" in [found["problem"] for found in entry["problems"]]
    kept = max(file.stat().st_size for file in (folder / "attachments").iterdir())
    assert kept > 120 * 1024 * 1024


def test_nothing_is_taken_in_without_a_yes(console: Console, folder: Path) -> None:
    one = console.folder / "one.eml"
    one.write_bytes(mail())
    refused = console.unlocked("import", "requests", one, "--json", workspace=folder)
    assert (refused.code, refused.json()["error"]) == (1, "mail.yes_needed")
    said = console.unlocked("import", "requests", one, "--yes", workspace=folder)
    assert said.code == 0
    assert "one.eml  new request  REQ-" in said.out


def test_words_of_a_mail_never_reach_the_error_stream(console: Console, folder: Path) -> None:
    one = console.folder / "one.eml"
    one.write_bytes(
        mail("canary-in-the-body", subject="canary-in-the-subject", content_type="text/plain; charset=nowhere")
    )
    done = console.unlocked("import", "requests", one, "--yes", workspace=folder)
    assert "canary" not in done.err + done.out


def test_a_mail_that_cannot_be_read_does_not_stop_the_others(console: Console, folder: Path) -> None:
    mails = console.folder / "mails"
    shutil.copytree(MAILBOX, mails, ignore=shutil.ignore_patterns("m0[1-9]*", "labels*"))
    os.symlink("nowhere.eml", mails / "gone.eml")
    done = console.unlocked("import", "requests", mails, "--yes", "--json", workspace=folder)
    assert done.code == 0
    assert len(done.json()["files"]) == len(list(MAILBOX.glob("m00*.eml")))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("nowhere",), "mail.file_missing"),
        (("one.csv", "two.eml"), "mail.mixed_sources"),
        ((".",), "mail.folder_without_mails"),
    ],
)
def test_what_cannot_be_found_is_said(console: Console, folder: Path, arguments: tuple[str, ...], error: str) -> None:
    done = console.unlocked("import", "requests", *arguments, "--yes", "--json", workspace=folder)
    assert (done.code, done.json()["error"]) == (1, error)


def test_the_own_domains_are_set_at_the_beginning(console: Console) -> None:
    who = ("--organisation", "Kestrel Test Ltd", "--officer", "Ida Osterberg", "--workspace", "one", "--json")
    bad = console.run("init", *who, "--mail-domain", "no domain", text_in=f"{PASSPHRASE}\n")
    assert (bad.code, bad.json()["error"]) == (1, "mail.no_domain")
    assert not (console.folder / "one").exists()
    made = console.run("init", *who, "--mail-domain", "kestrel.example", text_in=f"{PASSPHRASE}\n")
    assert made.code == 0
