"""Taking mails in: the whole real mailbox as labelled, and what must never be joined by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dpo_desktop.domain.errors import Cancelled, NotFound, RuleViolation
from dpo_desktop.services.attachments import attachment_content, remove_mail_content
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.mail_acts import (
    proposal,
    request_from_mail,
    set_aside,
    set_mail_domains,
)
from dpo_desktop.services.mail_filing import FiledMails, file_mails
from dpo_desktop.services.mail_lists import mail_detail, mail_ids, mail_rows
from dpo_desktop.services.mail_sources import MailSource, mail_sources, pasted_mail
from dpo_desktop.services.mail_views import MailFilter
from dpo_desktop.services.requests import close_request
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import AttachmentRow, MailRow, RequestRow
from tests.factory import NOW, SetClock, add_request
from tests.intake.mail_files import MAILBOX, mail, outlook_message
from tests.services.mails import labels, taken, whole


def test_the_real_mailbox_is_answered_as_labelled(workspace: OpenWorkspace, mailbox: FiledMails) -> None:
    expected = labels()
    assert {filed.file for filed in mailbox.mails} == set(expected)
    by_file = {filed.file: filed for filed in mailbox.mails}
    threads: dict[str, set[str]] = {}
    for name, filed in by_file.items():
        label = expected[name]
        assert filed.message_id == label["message_id"]
        assert (filed.received.isoformat() if filed.received else "") == label["received"]
        wanted = "hi-Latn" if label["language"] == "hi-Latn" else label["language"].partition("-")[0]
        assert filed.language == wanted, name
        if filed.case:
            threads.setdefault(filed.case, set()).add(label["thread"])
    assert all(len(found) == 1 for found in threads.values())  # none wrong
    apart = {  # joined by nothing but the officer: no header, other address
        "m034.eml": "m001.eml",
        "m024.eml": "m022.eml",
        "m030.eml": "m029.eml",
    }
    first: dict[str, str] = {}
    for name in sorted(by_file):
        thread = expected[name]["thread"]
        filed = by_file[name]
        if name in apart:
            assert filed.suggested_case == by_file[apart[name]].case, name
            assert filed.reasons
            assert filed.case != filed.suggested_case
        elif thread in first:
            assert filed.case == by_file[first[thread]].case, name
        first.setdefault(thread, name)
    assert {name for name, filed in by_file.items() if filed.suggested_case} == set(apart)
    assert by_file["m016.eml"].status == by_file["m050.eml"].status == "duplicate"
    assert by_file["m014.eml"].status == by_file["m045.eml"].status == "delivery_report"
    none = {name for name, label in expected.items() if label["role"] == "unrelated" and label["rights"] == "none"}
    assert {name for name, filed in by_file.items() if filed.status == "unrelated"} >= none
    assert "unreadable" not in {filed.status for filed in by_file.values()}
    whole(workspace)


def test_a_folder_that_was_read_before_brings_nothing_new(workspace: OpenWorkspace, mailbox: FiledMails) -> None:
    with workspace.store.reading() as session:
        before = session.scalar(select(func.count()).select_from(MailRow))
    again = file_mails(workspace, mail_sources([MAILBOX]), decide=True)
    assert [replace(one, was_here=False) for one in again.mails] == list(mailbox.mails)
    assert all(one.was_here for one in again.mails)
    with workspace.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(MailRow)) == before
        known = session.scalar(select(func.count()).select_from(AttachmentRow))
    assert len(list(workspace.store.folder.attachments.iterdir())) == known


def test_the_clock_of_a_mail_that_came_twice_runs_from_the_first(workspace: OpenWorkspace, mailbox: FiledMails) -> None:
    case = next(filed.case for filed in mailbox.mails if filed.file == "m049.eml")
    with workspace.store.reading() as session:
        request = session.scalars(select(RequestRow).where(RequestRow.reference == case)).one()
    detail = request_detail(workspace, request.id)
    assert detail.received_at.isoformat() == "2026-10-09T23:58:50+05:30"
    assert [entry.kind for entry in detail.timeline if entry.mail_id] == ["mail_again", "mail_in"]


def test_the_cases_timeline_shows_its_mails(workspace: OpenWorkspace, mailbox: FiledMails) -> None:
    with workspace.store.reading() as session:
        request = session.scalars(select(RequestRow).where(RequestRow.type_code == "child_report")).first()
    assert request is not None
    kinds = {entry.kind for entry in request_detail(workspace, request.id).timeline}
    assert {"mail_in", "mail_out", "delivery", "received"} <= kinds


# -- what joins, and what must not


def test_an_answer_that_comes_before_its_question_is_joined(workspace: OpenWorkspace) -> None:
    question = mail(message_id="q@x.example")
    answer = mail("When?", message_id="a@x.example", sender="O <o@other.example>", in_reply_to="<q@x.example>")
    (first,) = taken(workspace, answer)
    (second,) = taken(workspace, question)
    (third,) = taken(workspace, answer)
    assert second.status == "filed"
    assert (first.case, third.case) == ("", second.case)
    assert third.status == "joined"


def test_the_same_address_joins_and_another_one_does_not(workspace: OpenWorkspace) -> None:
    first, same, alias, other = taken(
        workspace,
        mail(message_id="1@x.example"),
        mail("And hurry.", message_id="2@x.example", sender="TARA@QUILL.example", subject="More"),
        mail("It is me again.", message_id="3@x.example", sender="Tara <tara+new@quill.example>", subject="Even more"),
        mail("I have news.", message_id="4@x.example", sender="Uma <uma@else.example>", subject="Else"),
    )
    assert (same.status, same.case) == ("joined", first.case)
    assert (alias.case, alias.suggested_case) == ("", first.case)
    assert next(code for code, _words in alias.reasons) == "email_alias"
    assert (other.case, other.suggested_case) == ("", "")


def test_two_open_cases_of_an_address_are_for_the_officer_to_choose_from(workspace: OpenWorkspace) -> None:
    first, second = add_request(workspace), add_request(workspace)
    (third,) = taken(workspace, mail("About mine.", sender="Tara <tara.quill@quill.example>"), decide=False)
    detail = mail_detail(workspace, third.mail_id)
    assert detail.case is None
    assert detail.suggested is not None
    assert detail.suggested.id in (first, second)


def test_a_closed_case_of_the_address_is_suggested_only(workspace: OpenWorkspace, clock: SetClock) -> None:
    (first,) = taken(workspace, mail(message_id="1@x.example"))
    detail = mail_detail(workspace, first.mail_id)
    assert detail.case is not None
    close_request(workspace, detail.case.id, outcome="fulfilled", reason="", closed_at=NOW, note="")
    clock.advance(hours=1)
    (second,) = taken(workspace, mail("Please delete all my data again.", message_id="2@x.example", subject="Again"))
    assert (second.status, second.suggested_case) == ("filed", first.case)
    assert second.case != first.case


def test_a_case_number_joins_and_a_stranger_who_knows_it_is_told(workspace: OpenWorkspace) -> None:
    (first,) = taken(workspace, mail(message_id="1@x.example"))
    (second,) = taken(
        workspace,
        mail("About it.", message_id="2@x.example", sender="Z <z@z.example>", subject=f"Re: [{first.case}] yours"),
    )
    assert (second.status, second.case) == ("joined", first.case)
    assert "mail.from_stranger" in [code for code, _parameters in second.problems]
    (quoted,) = taken(
        workspace,
        mail(f"Hello\n\n> {first.case}", message_id="3@x.example", sender="Y <y@y.example>", subject="Else"),
    )
    assert quoted.case == ""


def test_a_message_id_that_another_took_is_no_duplicate(workspace: OpenWorkspace) -> None:
    first, second = taken(
        workspace,
        mail(message_id="1@x.example"),
        mail("Erase my profile.", message_id="1@x.example", sender="W <w@w.example>", subject="Mine"),
    )
    assert second.status == "filed"
    assert second.case != first.case
    assert "mail.message_id_reused" in [code for code, _parameters in second.problems]


def test_a_newsletter_stays_out_and_a_group_of_our_own_does_not(workspace: OpenWorkspace) -> None:
    headers = {
        "list_id": "<privacy.crmhub360.example>",
        "list_unsubscribe": "<mailto:x@y.example>",
        "precedence": "list",
    }
    ours, theirs = taken(
        workspace,
        mail(message_id="1@x.example", **headers),
        mail(message_id="2@n.example", sender="N <n@n.example>", **{**headers, "list_id": "<n.n.example>"}),
    )
    assert ours.status == "filed"
    assert (theirs.status, theirs.case, theirs.rights) == ("unrelated", "", ())


def test_our_own_mail_is_ours_by_setting_and_by_our_server(workspace: OpenWorkspace) -> None:
    sent = mail("Dear Tara, please wait.", sender="Office <dpo@crmhub360.example>", to="tara@quill.example")
    (by_server,) = taken(workspace, sent, decide=False)
    assert mail_detail(workspace, by_server.mail_id).direction == "out"
    elsewhere = mail(
        "Dear Uma.",
        message_id="2@x.example",
        sender="Office <dpo@kestrel.example>",
        received="from x by mx.provider.example; Tue, 20 Oct 2026 16:12:00 +0530",
    )
    (unknown,) = taken(workspace, elsewhere, decide=False)
    assert mail_detail(workspace, unknown.mail_id).direction == "in"
    set_mail_domains(workspace, ["@Kestrel.example"])
    (known,) = taken(workspace, elsewhere.replace(b"2@x", b"3@x"), decide=False)
    assert mail_detail(workspace, known.mail_id).direction == "out"
    with pytest.raises(RuleViolation):
        set_mail_domains(workspace, ["not a domain"])


def test_a_mail_without_an_instant_is_entered_as_sent_and_says_so(workspace: OpenWorkspace) -> None:
    (filed,) = taken(workspace, mail(received=""))
    assert (filed.status, filed.received) == ("filed", None)
    assert [code for code, _parameters in filed.problems] == ["mail.no_received"]
    detail = mail_detail(workspace, filed.mail_id)
    assert detail.case is not None
    assert request_detail(workspace, detail.case.id).received_at.isoformat() == "2026-10-20T10:41:50+00:00"


def test_a_clock_that_runs_ahead_does_not_stop_the_filing(workspace: OpenWorkspace) -> None:
    ahead = "from a by mx1.crmhub360.example; Fri, 20 Nov 2037 16:12:00 +0530"
    (filed,) = taken(workspace, mail(received=ahead, date="Fri, 20 Nov 2037 16:12:00 +0530"))
    assert filed.status == "filed"
    assert {code for code, _p in filed.problems} == {"mail.received_in_future", "mail.date_in_future"}


def test_broken_files_are_kept_with_their_bytes(workspace: OpenWorkspace) -> None:
    sources = [MailSource("a.msg", None, b"no message"), MailSource("b.eml", None, b"")]
    filed = file_mails(workspace, sources, decide=True).mails
    assert [one.status for one in filed] == ["unreadable", "unreadable"]
    (original,) = mail_detail(workspace, filed[0].mail_id).attachments
    assert attachment_content(workspace, original.id) == b"no message"
    whole(workspace)


def test_an_outlook_message_is_filed_with_its_files(workspace: OpenWorkspace, tmp_path: Path) -> None:
    raw = outlook_message(delivered=datetime(2026, 10, 20, 9, tzinfo=NOW.tzinfo), attachments={"a.csv": b"a,b"})
    (tmp_path / "one.msg").write_bytes(raw)
    (tmp_path / "not this.txt").write_text("no mail")
    (filed,) = file_mails(workspace, mail_sources([tmp_path]), decide=True).mails
    assert (filed.file, filed.status) == ("one.msg", "filed")
    assert [one.file_name for one in mail_detail(workspace, filed.mail_id).attachments] == ["one.msg", "a.csv"]


def test_what_was_pasted_is_a_mail_with_or_without_headers(workspace: OpenWorkspace) -> None:
    sources = [pasted_mail(mail().decode()), pasted_mail("Please delete my data.\nThanks")]
    with_headers, bare = file_mails(workspace, sources, decide=False).mails
    assert mail_detail(workspace, with_headers.mail_id).sender_email == "tara@quill.example"
    assert mail_detail(workspace, bare.mail_id).text == "Please delete my data.\nThanks"
    assert bare.rights == ("erasure",)
    with pytest.raises(RuleViolation):
        pasted_mail("  \n")


def test_cancelling_leaves_whole_mails_only(workspace: OpenWorkspace) -> None:
    calls = 0

    def report(_done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if calls > 100:
            raise Cancelled

    filed = file_mails(workspace, mail_sources([MAILBOX]), decide=False, report=report)
    assert 0 < len(filed.mails) < 80
    with workspace.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(MailRow)) == len(filed.mails)
        files = session.scalar(select(func.count()).select_from(AttachmentRow))
    assert len(list(workspace.store.folder.attachments.iterdir())) == files
    whole(workspace)


def test_a_folder_without_mails_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        mail_sources([tmp_path])
    with pytest.raises(NotFound):
        mail_sources([tmp_path / "none.eml"])


# -- who is who, and what is not joined


def test_a_provider_that_serves_everybody_is_nobodys_domain(workspace: OpenWorkspace) -> None:
    received = "from x by BN8PR01.prod.outlook.com; Tue, 20 Oct 2026 16:12:00 +0530"
    (filed,) = taken(workspace, mail(sender="Ann <ann@outlook.com>", received=received))
    assert (filed.status, filed.sender) == ("filed", "our_customer_contact")


def test_answers_to_mails_of_two_cases_are_for_the_officer(workspace: OpenWorkspace) -> None:
    taken(
        workspace,
        mail(message_id="a@x.example", sender="Ann <ann@x.example>", subject="First of all"),
        mail("Delete all my data.", message_id="b@y.example", sender="Bob <bob@y.example>", subject="Second of all"),
    )
    both = mail(
        "I agree.",
        message_id="c@z.example",
        sender="C <c@z.example>",
        subject="Else",
        references="<a@x.example> <b@y.example>",
    )
    (filed,) = taken(workspace, both)
    assert filed.case == ""


def test_an_address_of_nobody_joins_nothing(workspace: OpenWorkspace) -> None:
    portal = {"sender": "Portal <noreply@portal.example>"}
    one, two = taken(
        workspace,
        mail(message_id="1@p.example", reply_to="ann@a.example", **portal),
        mail("Please delete my data.", message_id="2@p.example", reply_to="bob@b.example", subject="New", **portal),
    )
    assert (one.status, two.status) == ("filed", "filed")
    assert one.case != two.case
    assert mail_detail(workspace, two.mail_id).sender_email == "bob@b.example"
    (bounce,) = taken(
        workspace,
        mail(
            "User unknown.", message_id="3@p.example", sender="MAILER-DAEMON@portal.example", subject="Undelivered mail"
        ),
    )
    assert bounce.case == ""


def test_a_stranger_who_wrote_to_a_case_is_not_one_of_its_persons(workspace: OpenWorkspace) -> None:
    (first,) = taken(workspace, mail(message_id="1@x.example"))
    stranger = {"sender": "Eve <eve@eve.example>"}
    (named,) = taken(workspace, mail("Look.", message_id="2@e.example", subject=f"On {first.case}", **stranger))
    assert named.case == first.case
    (later,) = taken(workspace, mail("Delete my data.", message_id="3@e.example", subject="Mine", **stranger))
    assert later.case != first.case


def test_an_answer_to_a_closed_case_waits_to_be_seen(workspace: OpenWorkspace, clock: SetClock) -> None:
    (first,) = taken(workspace, mail(message_id="1@x.example"))
    detail = mail_detail(workspace, first.mail_id)
    assert detail.case is not None
    close_request(workspace, detail.case.id, outcome="fulfilled", reason="", closed_at=NOW, note="")
    clock.advance(hours=1)
    answer = mail("I now want a copy of all my data.", message_id="2@x.example", in_reply_to="<1@x.example>")
    (second,) = taken(workspace, answer)
    assert (second.status, second.case) == ("joined", first.case)
    assert "mail.case_closed" in [code for code, _parameters in second.problems]
    assert list(mail_ids(workspace, MailFilter())) == [second.mail_id]
    set_aside(workspace, [second.mail_id])
    after = mail_detail(workspace, second.mail_id)
    assert after.state == "filed"
    assert after.case is not None
    whole(workspace)


def test_what_the_officer_set_aside_does_not_come_along(workspace: OpenWorkspace) -> None:
    question, answer = taken(
        workspace,
        mail(message_id="1@x.example"),
        mail("By the way.", message_id="2@x.example", in_reply_to="<1@x.example>", sender="F <f@f.example>"),
        decide=False,
    )
    set_aside(workspace, [answer.mail_id])
    request_from_mail(workspace, question.mail_id, proposal(workspace, question.mail_id).new)
    assert mail_detail(workspace, answer.mail_id).state == "set_aside"


def test_a_form_of_our_own_brings_somebody_elses_request(workspace: OpenWorkspace) -> None:
    form = mail(
        sender="Web form <noreply@crmhub360.example>", reply_to="ann@a.example", auto_submitted="auto-generated"
    )
    (filed,) = taken(workspace, form)
    assert (filed.status, filed.rights) == ("filed", ("erasure",))
    assert mail_detail(workspace, filed.mail_id).sender_email == "ann@a.example"


@pytest.mark.parametrize("number", ["+800 1234 5678", "+883 5100 0123 4567", "+870 773 111 632"])
def test_a_number_of_no_country_stops_nothing(workspace: OpenWorkspace, number: str) -> None:
    (filed,) = taken(workspace, mail(f"Please delete all my data. Call {number}."))
    assert filed.status == "filed"


def test_a_mail_that_waits_is_decided_on_when_its_folder_is_read_again(workspace: OpenWorkspace) -> None:
    (waiting,) = taken(workspace, mail(), decide=False)
    assert waiting.status == "undecided"
    (decided,) = taken(workspace, mail())
    assert (decided.status, decided.mail_id) == ("filed", waiting.mail_id)
    whole(workspace)


def test_a_removed_mail_does_not_come_back(workspace: OpenWorkspace) -> None:
    (first,) = taken(workspace, mail())
    remove_mail_content(workspace, first.mail_id, reason="not ours")
    (again,) = taken(workspace, mail())
    assert again.mail_id == first.mail_id
    assert mail_detail(workspace, first.mail_id).text == ""


def test_answers_that_would_go_elsewhere_are_told(workspace: OpenWorkspace) -> None:
    first, other = taken(
        workspace,
        mail(message_id="1@x.example"),
        mail(message_id="2@x.example", subject="B", reply_to="Tara <tara@quill.thief.example>"),
        decide=False,
    )
    assert "mail.reply_elsewhere" not in dict(first.problems)
    assert "mail.reply_elsewhere" in dict(other.problems)


def test_a_folder_read_again_says_that_its_mails_are_here(workspace: OpenWorkspace) -> None:
    raw = mail()
    assert [one.was_here for one in taken(workspace, raw)] == [False]
    assert [one.was_here for one in taken(workspace, raw)] == [True]


def test_rows_of_the_list_say_what_is_to_be_seen(workspace: OpenWorkspace, mailbox: FiledMails) -> None:
    ids = mail_ids(workspace, MailFilter(state=""))
    assert len(ids) == 80
    rows = mail_rows(workspace, ids)
    assert [row.id for row in rows] == list(ids)
    received = [row.received_at for row in rows if row.received_at]
    assert received == sorted(received, reverse=True)
    assert sum(row.attachments for row in rows) > 10
    assert len(mail_ids(workspace, MailFilter(text="büttelmann", state=""))) == 4
