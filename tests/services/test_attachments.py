"""Files of mails and cases: kept, shown, handed out and taken back, removed for good."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from dpo_desktop.domain.errors import Cancelled, NotFound, RuleViolation, StorageUnavailable
from dpo_desktop.services.attachments import (
    add_attachment,
    attachment_content,
    attachment_picture,
    attachment_text,
    open_outside,
    remove_attachment,
    remove_mail_content,
    save_attachment,
)
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.mail_filing import file_mails
from dpo_desktop.services.mail_lists import mail_detail
from dpo_desktop.services.mail_sources import MailSource
from dpo_desktop.services.mail_views import MailDetail
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys
from dpo_desktop.storage.tables import AttachmentRow
from tests.conftest import Template
from tests.factory import NOW, SetClock, add_request
from tests.intake.mail_files import mailbox_file, multipart, outlook_message
from tests.services.trail import trail
from tests.storage import raw_database

CANARIES = ("canary-body", "canary-subject", "canary-file", "canary-name")


def files_left(workspace: OpenWorkspace) -> list[str]:
    place = workspace.store.folder.attachments
    return sorted(entry.name for entry in place.iterdir()) if place.is_dir() else []


def whole(workspace: OpenWorkspace) -> None:
    assert verify_audit(workspace, [], lambda _done, _total: None).findings == ()


def taken(workspace: OpenWorkspace, raw: bytes, name: str = "one.eml") -> MailDetail:
    (filed,) = file_mails(workspace, [MailSource(name, None, raw)], decide=True).mails
    return mail_detail(workspace, filed.mail_id)


def canary_mail() -> bytes:
    parts = [
        "Content-Type: text/plain\n\nPlease delete my data. canary-body",
        'Content-Type: text/plain\nContent-Disposition: attachment; filename="canary-file.txt"\n\ncanary-inside',
    ]
    return multipart(parts, sender="canary-sender <c@canary-sender.example>", subject="canary-subject")


def test_a_file_of_any_kind_is_kept_with_a_case(workspace: OpenWorkspace, tmp_path: Path) -> None:
    request_id = add_request(workspace)
    path = tmp_path / "large.bin"
    path.write_bytes(os.urandom(3_000_000))
    seen: list[tuple[int, int]] = []
    written = add_attachment(workspace, request_id, path, lambda done, total: seen.append((done, total)))
    assert attachment_content(workspace, written.id) == path.read_bytes()
    assert seen[-1] == (3_000_000, 3_000_000)
    detail = request_detail(workspace, request_id)
    assert [(file.file_name, file.size) for file in detail.files] == [("large.bin", 3_000_000)]
    assert detail.timeline[0].kind == "attached"
    assert trail(workspace)[-1].action == "attachment.added"
    whole(workspace)


def test_a_file_that_is_cancelled_or_has_no_case_leaves_nothing(workspace: OpenWorkspace, tmp_path: Path) -> None:
    request_id = add_request(workspace)
    path = tmp_path / "a.txt"
    path.write_text("words")

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        add_attachment(workspace, request_id, path, cancel)
    with pytest.raises(NotFound):
        add_attachment(workspace, 999, path)
    with pytest.raises(NotFound):
        add_attachment(workspace, request_id, tmp_path / "none")
    assert files_left(workspace) == []


def test_pages_pictures_and_text_are_shown_and_others_are_not(workspace: OpenWorkspace) -> None:
    letter = next(file for file in taken(workspace, mailbox_file(29)).attachments if file.part)
    picture = next(file for file in taken(workspace, mailbox_file(6)).attachments if file.part)
    table = next(file for file in taken(workspace, mailbox_file(27)).attachments if file.part)
    document = next(file for file in taken(workspace, mailbox_file(44)).attachments if file.part)
    original = taken(workspace, mailbox_file(1)).attachments[0]
    assert attachment_picture(workspace, letter.id, 0, 300).width == 300
    assert attachment_picture(workspace, picture.id, 0, 300).width == 220
    assert attachment_text(workspace, table.id).startswith("sha256,region")
    assert "copy of everything you hold" in attachment_text(workspace, original.id)
    for refused in (attachment_text, lambda *about: attachment_picture(*about, 0, 300)):
        with pytest.raises(RuleViolation):
            refused(workspace, document.id)
    with pytest.raises(RuleViolation):
        attachment_picture(workspace, letter.id, 7, 300)


def test_a_clear_copy_is_private_recorded_and_gone_after_lock(
    workspace: OpenWorkspace, empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    file = next(file for file in taken(workspace, mailbox_file(29)).attachments if file.part)
    path = open_outside(workspace, file.id)
    assert path.read_bytes() == attachment_content(workspace, file.id)
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.parent.stat().st_mode & 0o777 == 0o700
    assert open_outside(workspace, file.id) == path
    assert trail(workspace)[-1].action == "attachment.opened_outside"
    lock(workspace)
    assert not path.exists()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"left by a crash")
    again = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert not path.exists()
    lock(again)


def test_a_saved_copy_is_recorded(workspace: OpenWorkspace, tmp_path: Path) -> None:
    file = next(file for file in taken(workspace, mailbox_file(29)).attachments if file.part)
    save_attachment(workspace, file.id, tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == attachment_content(workspace, file.id)
    assert trail(workspace)[-1].action == "attachment.saved"


def test_a_file_that_was_changed_on_the_disk_is_refused(workspace: OpenWorkspace) -> None:
    file = next(file for file in taken(workspace, mailbox_file(29)).attachments if file.part)
    with workspace.store.reading() as session:
        name = session.get_one(AttachmentRow, file.id).uuid
    place = workspace.store.folder.attachments / name
    changed = bytearray(place.read_bytes())
    changed[-1] ^= 1
    place.write_bytes(changed)
    with pytest.raises(StorageUnavailable) as refused:
        attachment_content(workspace, file.id)
    assert refused.value.code == "attachment.damaged"
    verdict = verify_audit(workspace, [], lambda _done, _total: None)
    assert verdict.findings == (("audit.file_damaged", (("row", file.id),)),)
    place.unlink()
    verdict = verify_audit(workspace, [], lambda _done, _total: None)
    assert verdict.findings == (("audit.file_missing", (("row", file.id),)),)


def test_files_without_a_row_go_at_the_next_start(
    workspace: OpenWorkspace, empty_folder: Path, empty_template: Template, clock: SetClock
) -> None:
    taken(workspace, mailbox_file(6))
    kept = files_left(workspace)
    left = workspace.store.folder.attachments / "left-by-a-crash"
    left.write_bytes(b"half")
    two_days_ago = NOW.timestamp() - 2 * 86_400
    os.utime(left, (two_days_ago, two_days_ago))
    lock(workspace)
    again = open_with_keys(empty_folder, empty_template.keys, clock=clock)
    assert files_left(again) == kept
    lock(again)


def test_removed_content_is_gone_from_every_page_and_file(
    workspace: OpenWorkspace, empty_folder: Path, empty_template: Template
) -> None:
    mail = taken(workspace, canary_mail(), "canary-name.eml")
    before = raw_database.clear_bytes(empty_folder, empty_template.keys)
    for canary in CANARIES:
        assert canary.encode() in before, canary  # else it proves nothing
    with pytest.raises(RuleViolation):
        remove_mail_content(workspace, mail.id, reason=" ")
    remove_mail_content(workspace, mail.id, reason="health data in the wrong mail")
    after = mail_detail(workspace, mail.id)
    assert (after.subject, after.text, after.headers, after.html, after.sender_email) == ("", "", "", "", "")
    assert after.received_at == mail.received_at
    assert after.size == mail.size
    assert [file.size for file in after.attachments] == [file.size for file in mail.attachments]
    assert all(file.content_mac and not file.sha256 for file in after.attachments)
    assert files_left(workspace) == []
    with pytest.raises(NotFound):
        attachment_content(workspace, after.attachments[0].id)
    with pytest.raises(RuleViolation):
        remove_mail_content(workspace, mail.id, reason="again")
    whole(workspace)
    clear = raw_database.clear_bytes(empty_folder, empty_template.keys)
    # The case that was made of it is another record, with a retention of its own.
    for canary in CANARIES:
        assert canary.encode() not in clear, canary


def test_removing_one_file_of_a_mail_removes_the_original_that_holds_it(workspace: OpenWorkspace) -> None:
    mail = taken(workspace, canary_mail())
    file = next(file for file in mail.attachments if file.part)
    remove_attachment(workspace, file.id, reason="not ours to keep")
    after = mail_detail(workspace, mail.id)
    assert [one.removed_at is not None for one in after.attachments] == [True, True]
    assert after.text == mail.text
    assert files_left(workspace) == []
    whole(workspace)


def test_removing_a_file_of_a_case_takes_its_name_from_the_timeline(workspace: OpenWorkspace, tmp_path: Path) -> None:
    request_id = add_request(workspace)
    path = tmp_path / "canary-file.txt"
    path.write_text("canary-inside")
    written = add_attachment(workspace, request_id, path)
    remove_attachment(workspace, written.id, reason="wrong file")
    detail = request_detail(workspace, request_id)
    assert all("canary" not in entry.text for entry in detail.timeline)
    assert detail.files[0].removed_reason == "wrong file"
    with workspace.store.reading() as session:
        assert session.scalars(select(AttachmentRow.key)).one() == b""
    whole(workspace)


def test_the_duplicates_of_a_removed_mail_are_removed_too(workspace: OpenWorkspace) -> None:
    first, second = (mailbox_file(15), mailbox_file(16))
    sources = [MailSource("1.eml", None, first), MailSource("2.eml", None, second)]
    one, two = file_mails(workspace, sources, decide=True).mails
    remove_mail_content(workspace, two.mail_id, reason="not ours")
    assert mail_detail(workspace, one.mail_id).text == ""
    assert files_left(workspace) == []
    whole(workspace)


def test_nothing_of_the_trail_can_be_guessed_after_a_removal(workspace: OpenWorkspace) -> None:
    raw = canary_mail()
    mail = taken(workspace, raw)
    remove_mail_content(workspace, mail.id, reason="not ours")
    sha256 = hashlib.sha256(raw).hexdigest()
    assert all(sha256 not in json.dumps(entry.detail) for entry in trail(workspace))


def test_removing_a_file_takes_its_name_from_what_was_said_of_the_mail(workspace: OpenWorkspace) -> None:
    part = 'Content-Type: text/plain\nContent-Disposition: attachment; filename="canary.exe"\n\nx'
    mail = taken(workspace, multipart(["Content-Type: text/plain\n\nPlease delete my data.", part]))
    assert mail.problems
    file = next(file for file in mail.attachments if file.part)
    remove_attachment(workspace, file.id, reason="not ours")
    assert "canary" not in str(mail_detail(workspace, mail.id).problems)
    whole(workspace)


@pytest.mark.parametrize("name", ["../../victim.txt", "/tmp/victim.txt", "..\\victim.txt", "प्रमाण" * 60 + ".pdf"])
def test_a_file_in_an_outlook_message_cannot_leave_its_folder(
    workspace: OpenWorkspace, tmp_path: Path, name: str
) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    raw = outlook_message(attachments={name.replace("/tmp", str(tmp_path)): b"evil"})
    file = next(file for file in taken(workspace, raw, "x.msg").attachments if file.part)
    path = open_outside(workspace, file.id)
    assert path.parent.parent == workspace.store.folder.opened_outside
    assert path.read_bytes() == b"evil"
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("name", ["a.bat", "a.js", "a.vbs", "a.lnk", "a.desktop", "a.hta", "a.jar", "a.ps1", "a.exe"])
def test_a_program_is_never_handed_to_the_system(workspace: OpenWorkspace, name: str) -> None:
    part = f'Content-Type: text/plain\nContent-Disposition: attachment; filename="{name}"\n\nwords'
    mail = taken(workspace, multipart([part]))
    file = next(file for file in mail.attachments if file.part)
    with pytest.raises(RuleViolation) as refused:
        open_outside(workspace, file.id)
    assert refused.value.code == "attachment.is_program"
    assert not workspace.store.folder.opened_outside.exists()


def test_a_copy_that_cannot_be_whole_does_not_touch_what_is_there(workspace: OpenWorkspace, tmp_path: Path) -> None:
    file = next(file for file in taken(workspace, mailbox_file(29)).attachments if file.part)
    for entry in workspace.store.folder.attachments.iterdir():
        entry.unlink()
    target = tmp_path / "there.pdf"
    target.write_text("mine")
    with pytest.raises(StorageUnavailable):
        save_attachment(workspace, file.id, target)
    assert target.read_text() == "mine"
    assert list(tmp_path.glob(".part-*")) == []
    assert trail(workspace)[-1].action == "mail.filed"


def test_files_of_a_committed_mail_stay_whatever_comes_after(workspace: OpenWorkspace) -> None:
    def interrupted(_session: Session) -> None:
        raise KeyboardInterrupt

    event.listen(Session, "after_commit", interrupted)
    try:
        with pytest.raises(KeyboardInterrupt):
            taken(workspace, mailbox_file(29))
    finally:
        event.remove(Session, "after_commit", interrupted)
    with workspace.store.reading() as session:
        names = sorted(session.scalars(select(AttachmentRow.uuid)))
    assert len(names) == 2
    assert files_left(workspace) == names
