"""Reading mails: the real mailbox, and everything that can be wrong with one."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import pytest

from dpo_desktop.intake.reading import read_mail
from dpo_desktop.intake.values import LIMIT_PARTS, LIMIT_TEXT, ParsedMail, from_wire, to_wire
from dpo_desktop.sentences import mail as words
from tests.intake.mail_files import MAILBOX, mail, mailbox_file, multipart, outlook_message


def codes(parsed: ParsedMail) -> set[str]:
    return {code for code, _parameters in parsed.problems}


def labels() -> list[dict[str, str]]:
    with (MAILBOX / "labels.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("label", labels(), ids=lambda label: label["file"])
def test_the_instant_and_the_identifier_of_every_real_mail_are_right(label: dict[str, str]) -> None:
    parsed = read_mail(label["file"], (MAILBOX / label["file"]).read_bytes())
    assert parsed.received_at is not None
    assert parsed.received_at.isoformat() == label["received"]
    assert (f"<{parsed.message_id}>" if parsed.message_id else "") == label["message_id"]
    assert parsed.sender.email
    assert from_wire(*to_wire(parsed)) == parsed
    for code, parameters in parsed.problems:
        assert words.problem_words(code, parameters).endswith(".")


def test_the_four_broken_mails_are_read_and_say_what_is_wrong() -> None:
    charset, cut, raw, bracket = (read_mail("x.eml", mailbox_file(number)) for number in (77, 78, 79, 80))
    assert codes(charset) == {"mail.unknown_charset"}
    assert charset.text.startswith("Please delete my account and data.")
    assert codes(cut) == {"mail.cut_off", "mail.damaged_encoding"}
    assert cut.text.startswith("Bitte um Auskunft nach Art. 15.")
    assert [part.file_name for part in cut.parts] == ["ausweis.png"]
    assert codes(raw) == {"mail.control_characters"}
    assert (raw.sender.name, raw.subject) == ("Gérôme Têtard", "Effacer mes données à la télévente")
    assert "\x00" not in raw.text
    assert bracket.message_id == "[20261102.1730.b4]"
    assert codes(bracket) == set()


@pytest.mark.parametrize("depth", [50, 100, 1_000, 5_000])
def test_parts_nested_deep_are_read_as_far_as_they_go(depth: int) -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    raw = f"From: a@b.example\r\n{nested}Content-Type: text/plain\r\n\r\nplease delete my data\r\n".encode()
    parsed = read_mail("deep.eml", raw)
    assert parsed.kind == "message"
    assert "please delete my data" in parsed.text
    assert ("mail.too_deep" in codes(parsed)) == (depth > 60)


def test_a_line_of_ten_thousand_characters_is_whole() -> None:
    parsed = read_mail("long.eml", mailbox_file(41))
    assert max(map(len, parsed.text.splitlines())) > 10_000
    assert codes(parsed) == set()


def test_without_a_received_header_nobody_says_when_it_came() -> None:
    parsed = read_mail("x.eml", mail(received=""))
    assert parsed.received_at is None
    assert parsed.sent_at is not None
    assert codes(parsed) == {"mail.no_received"}
    unreadable = read_mail("x.eml", mail(received="from a by mx1.crmhub360.example; one fine day"))
    assert codes(unreadable) == {"mail.received_unreadable"}


def test_only_the_topmost_received_header_counts() -> None:
    lower = "from x by y.example; Mon, 19 Oct 2026 09:00:00 +0000"
    raw = mail(received="").replace(b"From:", f"Received: garbled\r\nReceived: {lower}\r\nFrom:".encode(), 1)
    assert read_mail("x.eml", raw).received_at is None


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("x-nowhere", b"caf\xe9"),
        ("zip", b"caf\xe9"),
        ("rot13", b"caf\xe9"),
        ("us-ascii", b"caf\xe9"),
        ("utf-8", b"caf\xe9"),
    ],
)
def test_letters_are_found_whatever_charset_is_named(charset: str, data: bytes) -> None:
    raw = mail("WORDS", content_type=f"text/plain; charset={charset}").replace(b"WORDS", data)
    assert read_mail("x.eml", raw).text == "café"


def test_fifty_files_are_fifty_files() -> None:
    parts = ["Content-Type: text/plain\n\nSee the files."]
    parts += [f'Content-Type: text/csv\nContent-Disposition: attachment; filename="f{n}.csv"\n\na,b' for n in range(50)]
    parsed = read_mail("x.eml", multipart(parts))
    assert [part.file_name for part in parsed.parts] == [f"f{n}.csv" for n in range(50)]
    assert {part.found_type for part in parsed.parts} == {"text/csv"}
    assert codes(parsed) == set()


def test_more_files_than_can_be_kept_are_told() -> None:
    part = "Content-Type: text/csv\nContent-Disposition: attachment\n\na,b"
    parsed = read_mail("x.eml", multipart([part] * (LIMIT_PARTS + 1)))
    assert len(parsed.parts) == LIMIT_PARTS
    assert "mail.too_many_parts" in codes(parsed)


def test_more_words_than_can_be_shown_are_told() -> None:
    parsed = read_mail("x.eml", mail("word " * (LIMIT_TEXT // 4)))
    assert len(parsed.text) == LIMIT_TEXT
    assert codes(parsed) == {"mail.text_cut"}


def test_a_program_is_named_one_whatever_it_is_called() -> None:
    program = "Content-Type: image/png\nContent-Disposition: attachment; filename=photo.png\n\nMZ\x90 a program"
    script = "Content-Type: text/plain\nContent-Disposition: attachment; filename=invoice.vbs\n\nx = 1"
    parsed = read_mail("x.eml", multipart([program, script]))
    assert [part.found_type for part in parsed.parts] == ["application/x-msdownload", "text/plain"]
    assert [code for code, _parameters in parsed.problems] == ["attachment.program", "attachment.program"]


def test_file_names_hold_no_path_and_no_hidden_turn() -> None:
    name = "..\\..\\=?utf-8?q?evil=E2=80=AEgpj=2Eexe?="
    part = f'Content-Type: text/plain\nContent-Disposition: attachment; filename="{name}"\n\nx'
    (kept,) = read_mail("x.eml", multipart([part])).parts
    assert not set(kept.file_name) & set('/\\:"<>|\u202e')
    assert not kept.file_name.startswith(".")


def test_lone_surrogates_never_leave_the_reader() -> None:
    raw = mail(subject="=?utf-16?q?=D8=00?=", message_id="").replace(
        b"From:", b"Message-ID: <\xff\xfe@x>\r\nX-\xff: \xfe\r\nFrom:", 1
    )
    parsed = read_mail("x.eml", raw)
    for text in (parsed.subject, parsed.message_id, parsed.headers, parsed.sender.name):
        text.encode("utf-8")


def test_an_attached_mail_gives_its_words_and_its_file() -> None:
    parsed = read_mail("x.eml", mailbox_file(67))
    assert "meine Nummer und die Notiz" in parsed.attached_text
    assert parsed.is_forward
    (kept,) = parsed.parts
    assert (kept.found_type, kept.file_name.endswith(".eml")) == ("message/rfc822", True)


def test_a_bounce_names_what_it_returns() -> None:
    parsed = read_mail("x.eml", mailbox_file(45))
    assert parsed.kind == "bounce"
    assert "633756536.640308.3045521964249@example.co.example" in parsed.returned_ids


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"auto_submitted": "auto-replied"}, "auto_reply"),
        ({"auto_submitted": "auto-generated"}, "message"),
        ({"auto_submitted": "no"}, "message"),
        ({"subject": "Abwesenheitsnotiz: Ihr Angebot"}, "auto_reply"),
        ({"list_unsubscribe": "<mailto:off@news.example>"}, "bulk"),
        ({"list_id": "<n.news.example>", "precedence": "bulk"}, "bulk"),
        ({"list_id": "<n.news.example>"}, "message"),
        ({"sender": "Mailer <MAILER-DAEMON@a.example>", "subject": "Undelivered mail"}, "bounce"),
        ({}, "message"),
    ],
)
def test_the_kind_of_a_mail_is_in_its_headers(headers: dict[str, str], kind: str) -> None:
    assert read_mail("x.eml", mail(**headers)).kind == kind


@pytest.mark.parametrize("raw", [b"", b"\r\n \r\n", b"no header at all, only words", b"\x00\x01\x02" * 100])
def test_what_is_no_mail_is_unreadable(raw: bytes) -> None:
    parsed = read_mail("x.eml", raw)
    assert parsed.kind == "unreadable"
    assert codes(parsed) <= {"mail.empty", "mail.no_headers"}


# -- Outlook


def test_a_plain_mail_that_is_called_msg_is_read_as_one() -> None:
    parsed = read_mail("x.msg", mail())
    assert (parsed.kind, codes(parsed)) == ("message", {"mail.msg_by_name"})


def test_an_outlook_message_is_read_with_its_files() -> None:
    delivered = datetime(2026, 10, 20, 8, 30, tzinfo=UTC)
    raw = outlook_message(delivered=delivered, attachments={"a.csv": b"a,b\r\n", "big.bin": bytes(9_000)})
    parsed = read_mail("x.msg", raw)
    assert (parsed.kind, parsed.subject) == ("message", "A request")
    assert (parsed.sender.name, parsed.sender.email) == ("Tara Quill", "tara@quill.example")
    assert parsed.text == "Please delete my account and all my data."
    assert (parsed.received_at, parsed.received_from) == (delivered, "delivered")
    assert [(part.file_name, len(part.data)) for part in parsed.parts] == [("a.csv", 5), ("big.bin", 9_000)]
    assert "mail.no_received" not in codes(parsed)


def test_the_server_in_an_outlook_message_has_the_last_word() -> None:
    headers = mail(in_reply_to="<before@x.example>").decode().partition("\r\n\r\n")[0]
    parsed = read_mail("lost-its-name", outlook_message(headers=headers, delivered=datetime(2026, 10, 21, tzinfo=UTC)))
    assert parsed.received_at is not None
    assert parsed.received_at.isoformat() == "2026-10-20T16:12:00+05:30"
    assert parsed.received_from == "received"
    assert (parsed.message_id, parsed.references) == ("one@quill.example", ("before@x.example",))


@pytest.mark.parametrize(
    "raw", [b"words", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000)]
)
def test_a_msg_that_is_none_is_unreadable(raw: bytes) -> None:
    parsed = read_mail("x.msg", raw)
    assert parsed.kind == "unreadable"
    assert codes(parsed) == {"mail.no_msg"}
