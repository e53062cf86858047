"""What the officer decides about mails: make requests, join, take back, set aside, say when one came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.mail_acts import (
    join_mails,
    leave_case,
    proposal,
    request_from_mail,
    requests_from_mails,
    set_aside,
    set_received,
    take_up,
)
from dpo_desktop.services.mail_filing import FiledMails, file_mails
from dpo_desktop.services.mail_lists import mail_counts, mail_detail, mail_ids
from dpo_desktop.services.mail_sources import mail_sources
from dpo_desktop.services.mail_views import MailFilter
from dpo_desktop.services.requests import close_request
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import NOW, SetClock, add_request
from tests.intake.mail_files import MAILBOX, mail
from tests.services.mails import labels, taken, whole


def test_decided_one_by_one_the_mailbox_comes_out_as_labelled(workspace: OpenWorkspace) -> None:
    """As in the window: nothing is decided at first, then each mail that asks becomes a request, threads at once."""
    filed = file_mails(workspace, mail_sources([MAILBOX]), decide=False).mails
    assert {one.case for one in filed} == {""}
    ids = {one.file: one.mail_id for one in filed}
    asking = [one.mail_id for one in filed if one.rights and one.status == "undecided"]
    newest_first = sorted(asking, reverse=True)
    made = requests_from_mails(workspace, [*newest_first, ids["m076.eml"]])
    assert made.left == 4  # three that may belong to a case, and one that asks for nothing
    received = [request_detail(workspace, one.id).received_at for one in made.each]
    assert received == sorted(received)
    expected = labels()
    cases: dict[str, str] = {}
    for name, mail_id in ids.items():
        detail = mail_detail(workspace, mail_id)
        cases[name] = detail.case.reference if detail.case is not None else ""
    threads: dict[str, set[str]] = {}
    for name, case in cases.items():
        threads.setdefault(case, set()).add(expected[name]["thread"])
    del threads[""]
    assert all(len(found) == 1 for found in threads.values())
    assert cases["m065.eml"] == cases["m008.eml"] != ""
    assert cases["m045.eml"] == cases["m043.eml"] != ""
    assert cases["m014.eml"] == cases["m012.eml"] != ""
    whole(workspace)


def test_a_case_that_is_made_brings_suggestions_to_those_that_wait(workspace: OpenWorkspace) -> None:
    filed = file_mails(workspace, mail_sources([MAILBOX / f"m{n:03d}.eml" for n in (1, 34, 8, 65)]), decide=False).mails
    ids = {one.file: one.mail_id for one in filed}
    for name in ("m001.eml", "m008.eml"):
        request_from_mail(workspace, ids[name], proposal(workspace, ids[name]).new)
    waiting = mail_detail(workspace, ids["m034.eml"])
    assert waiting.case is None
    assert waiting.suggested is not None
    assert "name_initials" in [code for code, _words in waiting.reasons]
    same_address = mail_detail(workspace, ids["m065.eml"])
    assert same_address.case is not None
    assert same_address.joined_by == "address"


def test_joining_a_mail_closes_the_request_that_was_made_of_it(
    workspace: OpenWorkspace, mailbox: FiledMails, clock: SetClock
) -> None:
    by_file = {one.file: one for one in mailbox.mails}
    detail = mail_detail(workspace, by_file["m034.eml"].mail_id)
    assert detail.case is not None
    assert detail.suggested is not None
    clock.advance(minutes=5)
    join_mails(workspace, [detail.id], detail.suggested.id)
    after = mail_detail(workspace, detail.id)
    assert after.case is not None
    assert after.case.id == detail.suggested.id
    assert after.suggested is None
    left = request_detail(workspace, detail.case.id)
    assert left.outcome == "duplicate"
    whole(workspace)


def test_set_aside_and_taken_up_again(workspace: OpenWorkspace) -> None:
    one, two = taken(
        workspace, mail(message_id="1@x.example"), mail(message_id="2@x.example", subject="B"), decide=False
    )
    set_aside(workspace, [one.mail_id, two.mail_id])
    assert mail_counts(workspace)["set_aside"] == 2
    take_up(workspace, [two.mail_id])
    assert list(mail_ids(workspace, MailFilter())) == [two.mail_id]
    request_from_mail(workspace, one.mail_id, proposal(workspace, one.mail_id).new)
    with pytest.raises(RuleViolation) as refused:
        set_aside(workspace, [one.mail_id])
    assert refused.value.code == "mail.has_case"
    with pytest.raises(RuleViolation):
        request_from_mail(workspace, one.mail_id, proposal(workspace, one.mail_id).new)


def test_the_officer_says_when_a_mail_came(workspace: OpenWorkspace) -> None:
    (one,) = taken(workspace, mail(received=""), decide=False)
    with pytest.raises(RuleViolation) as needed:
        requests_from_mails(workspace, [one.mail_id])
    assert needed.value.code == "mail.received_needed"
    with pytest.raises(RuleViolation):
        set_received(workspace, one.mail_id, NOW + timedelta(days=1))
    set_received(workspace, one.mail_id, NOW - timedelta(days=3))
    detail = mail_detail(workspace, one.mail_id)
    assert (detail.received_from, detail.problems) == ("officer", ())
    (known,) = taken(workspace, mail(message_id="2@x.example", subject="B"), decide=False)
    with pytest.raises(RuleViolation) as refused:
        set_received(workspace, known.mail_id, NOW)
    assert refused.value.code == "mail.received_known"
    whole(workspace)


def test_the_clock_of_a_request_follows_when_its_mail_came(workspace: OpenWorkspace) -> None:
    (one,) = taken(workspace, mail(received="", date="Mon, 23 Nov 2026 10:00:00 +0000"))
    case = mail_detail(workspace, one.mail_id).case
    assert case is not None
    before = request_detail(workspace, case.id)
    came = NOW - timedelta(days=9)
    set_received(workspace, one.mail_id, came)
    after = request_detail(workspace, case.id)
    assert after.received_at == came
    assert after.due_on is not None
    assert before.due_on is not None
    assert after.due_on < before.due_on
    assert [entry.at for entry in after.timeline if entry.kind == "received"] == [came]
    close_request(workspace, case.id, outcome="fulfilled", reason="", closed_at=NOW, note="")
    set_received(workspace, one.mail_id, NOW - timedelta(days=20))
    assert request_detail(workspace, case.id).received_at == came  # what is closed stays as it was answered
    whole(workspace)


def test_a_server_whose_clock_runs_ahead_says_nothing(workspace: OpenWorkspace) -> None:
    ahead = "from a by mx.crmhub360.example; Fri, 01 Jan 2038 10:00:00 +0000"
    (one,) = taken(workspace, mail(received=ahead), decide=False)
    proposed = proposal(workspace, one.mail_id)
    assert not proposed.received_is_known
    request_from_mail(workspace, one.mail_id, replace(proposed.new, received_at=NOW - timedelta(days=2)))
    detail = mail_detail(workspace, one.mail_id)
    assert (detail.received_at, detail.received_from) == (NOW - timedelta(days=2), "officer")
    assert "mail.received_in_future" not in dict(detail.problems)


def test_an_earlier_request_of_the_sender_waits_for_the_officer(workspace: OpenWorkspace) -> None:
    """Its clock started earlier: put with a later case it would be lost."""
    received = "from a by mx.crmhub360.example; {day} Nov 2026 10:00:00 +0000"
    early, plain, late = taken(
        workspace,
        mail("Send me a copy of my data.", message_id="1@x.example", received=received.format(day="Mon, 02")),
        mail("The weather is fine.", message_id="2@x.example", subject="B", received=received.format(day="Tue, 03")),
        mail("Delete my data.", message_id="3@x.example", subject="C", received=received.format(day="Fri, 20")),
        decide=False,
    )
    written = request_from_mail(workspace, late.mail_id, proposal(workspace, late.mail_id).new)
    assert written.along == (plain.mail_id,)
    waiting = mail_detail(workspace, early.mail_id)
    assert (waiting.case, waiting.state) == (None, "undecided")
    assert waiting.suggested is not None
    assert waiting.suggested.reference == written.reference
    assert dict(waiting.reasons) == {"same_email": "tara@quill.example"}


def test_a_wrong_join_is_taken_back(workspace: OpenWorkspace) -> None:
    case = add_request(workspace)
    first, second = taken(
        workspace,
        mail("I have news.", message_id="1@x.example", sender="Uma <uma@else.example>"),
        mail("I have more.", message_id="2@x.example", sender="Uma <uma@else.example>", in_reply_to="<1@x.example>"),
        decide=False,
    )
    written = join_mails(workspace, [first.mail_id], case)
    assert written.along == (second.mail_id,)
    left = leave_case(workspace, [first.mail_id, *written.along])
    assert case in left.changes.requests
    for mail_id in (first.mail_id, second.mail_id):
        detail = mail_detail(workspace, mail_id)
        assert (detail.case, detail.state, detail.joined_by) == (None, "undecided", "")
    (made,) = taken(workspace, mail(message_id="3@x.example", subject="C"))
    with pytest.raises(RuleViolation) as refused:
        leave_case(workspace, [made.mail_id])
    assert refused.value.code == "mail.made_case"
    whole(workspace)
