"""The mail desk: take in by drop, folder and paste, decide by keyboard, join, set aside, look at files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QPushButton

from dpo_desktop.services.attachments import add_attachment
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.mail_acts import mail_domains
from dpo_desktop.services.mail_lists import mail_counts, mail_detail
from dpo_desktop.services.mail_views import MailDetail
from dpo_desktop.services.persons import person_matches
from dpo_desktop.services.requests import record_request
from dpo_desktop.ui.mail.attachment_dialog import AttachmentDialog
from dpo_desktop.ui.mail.body import MailBody
from dpo_desktop.ui.mail.dialogs import HeadersDialog, ReceivedDialog, RemoveDialog
from dpo_desktop.ui.mail.join_dialog import JoinDialog
from dpo_desktop.ui.mail.page import MailPage
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.new_dialog import NewRequestDialog
from dpo_desktop.ui.settings.page import SettingsPage
from tests.factory import new_request
from tests.intake.mail_files import MAILBOX, mail
from tests.ui.conftest import Desk, texts


def page_of(desk: Desk) -> MailPage:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("mail")
    desk.settle()
    return shell.mail


def take(desk: Desk, *numbers: int) -> MailPage:
    page = page_of(desk)
    page.take_in([MAILBOX / f"m{number:03d}.eml" for number in numbers])
    desk.settle()
    return page


def files_of(folder: Path, **mails: bytes) -> list[Path]:
    for name, raw in mails.items():
        (folder / f"{name}.eml").write_bytes(raw)
    return [folder / f"{name}.eml" for name in mails]


def choose(desk: Desk, page: MailPage, subject: str) -> MailDetail:
    """The mail whose subject begins so, as the chosen one."""
    page.list.show_all("")
    desk.settle()
    for position in range(page.list.model.rowCount()):
        row = page.list.model.row_at(position)
        if row is not None and row.subject.startswith(subject):
            page.list.select(row.id)
            desk.settle()
            assert page.view.detail is not None
            return page.view.detail
    raise AssertionError(subject)


def test_all_mails_of_the_mailbox_are_decided_in_the_window_as_labelled(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    page.take_in([MAILBOX])
    empty_desk.settle()
    shell = empty_desk.window.shell
    assert shell is not None
    assert shell.notices.words().startswith("80 mails taken in:")
    workspace = opened(empty_desk.program)
    page.list.view.setFocus()
    empty_desk.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    empty_desk.press(Qt.Key.Key_R)
    assert "mails are left" in shell.notices.words()
    with (MAILBOX / "labels.csv").open(encoding="utf-8", newline="") as lines:
        labels = {label["file"]: label for label in csv.DictReader(lines)}
    page.list.show_all("")
    empty_desk.settle()
    details = [mail_detail(workspace, page.list.model.id_at(at)) for at in range(page.list.model.rowCount())]
    assert len(details) == 80
    threads: dict[str, set[str]] = {}
    by_file = {detail.file_name: detail for detail in details}
    for name, detail in by_file.items():
        assert detail.received_at is not None
        assert detail.received_at.isoformat() == labels[name]["received"]
        if detail.case is not None:
            threads.setdefault(detail.case.reference, set()).add(labels[name]["thread"])
    assert all(len(found) == 1 for found in threads.values())
    for one, other in (("m034", "m001"), ("m024", "m022"), ("m030", "m029")):
        waiting, case = by_file[f"{one}.eml"], by_file[f"{other}.eml"].case
        assert case is not None
        assert (waiting.case, waiting.suggested) == (None, case), one
        assert waiting.reasons
    for one, other in (("m001", "m006"), ("m004", "m010"), ("m008", "m065"), ("m012", "m014"), ("m032", "m033")):
        first, second = by_file[f"{one}.eml"].case, by_file[f"{other}.eml"].case
        assert first is not None
        assert first == second, (one, other)


def test_mails_that_are_dropped_are_taken_in(empty_desk: Desk, tmp_path: Path) -> None:
    shell = empty_desk.window.shell
    assert shell is not None
    (path,) = files_of(tmp_path, one=mail())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    shell.dropEvent(event)
    empty_desk.settle()
    assert shell.current == "mail"
    assert shell.mail.view.detail is not None
    assert shell.mail.view.detail.subject == "A request"
    assert "Seems to ask for: Erasure" in texts(shell.mail.view)
    words = QMimeData()
    words.setText("dragged from a program that gives no file")
    shell.dropEvent(
        QDropEvent(
            QPointF(10, 10), Qt.DropAction.CopyAction, words, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    assert "Save the mail as a file" in shell.notices.words()


def test_what_was_copied_is_pasted_as_a_mail(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    QApplication.clipboard().setText(mail().decode())
    page.on_paste()
    empty_desk.settle()
    assert page.view.detail is not None
    assert page.view.detail.sender_email == "tara@quill.example"
    QApplication.clipboard().setText("  ")
    page.on_paste()
    empty_desk.settle()
    shell = empty_desk.window.shell
    assert shell is not None
    assert "clipboard" in shell.notices.words()


def test_a_request_is_made_of_a_mail_by_keyboard(empty_desk: Desk) -> None:
    page = take(empty_desk, 8)
    page.focus_first()

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        assert str(dialog.type.currentData()) == "access"
        assert dialog.other.isChecked()
        assert dialog.asker_email.text() == "r.threlkeld@threlkeld-moss.example"
        assert not dialog.received.isEnabled()
        assert not dialog.typed()
        dialog.name.setText("Odhran Pickersgill")
        dialog.on_act()

    empty_desk.in_dialog(lambda: empty_desk.press(Qt.Key.Key_R), fill)
    shell = empty_desk.window.shell
    assert shell is not None
    assert "is entered." in shell.notices.words()
    detail = choose(empty_desk, page, "Our client")
    assert detail.case is not None
    request = request_detail(opened(empty_desk.program), detail.case.id)
    assert request.received_at.isoformat() == "2026-09-08T15:31:00+01:00"
    assert (request.subject.name, request.requester.name) == ("Odhran Pickersgill", "Rosalind Threlkeld")
    page.view.case_wanted.emit(detail.case.id)
    empty_desk.settle()
    assert shell.current == "requests"
    assert "Mail received" in texts(shell.requests.detail)
    shell.requests.detail.mail_wanted.emit(detail.id)
    empty_desk.settle()
    assert shell.current == "mail"
    assert page.view.detail is not None
    assert page.view.detail.id == detail.id


def test_the_suggested_case_is_joined_with_one_key_and_says_why(empty_desk: Desk) -> None:
    page = take(empty_desk, 1, 34)
    choose(empty_desk, page, "Request for a copy")

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        dialog.on_act()

    empty_desk.in_dialog(page.on_request, enter)
    detail = choose(empty_desk, page, "any news?")
    assert detail.case is None
    shown = texts(page.view)
    assert "May belong to REQ-2026-0001, Ishaani Velankar-Dey, Access" in shown
    assert "the name may be short for Ishaani Velankar-Dey" in shown
    page.list.view.setFocus()
    empty_desk.press(Qt.Key.Key_A)
    after = mail_detail(opened(empty_desk.program), detail.id)
    assert after.case is not None
    assert after.case.reference == "REQ-2026-0001"
    assert after.joined_by == "officer"
    shell = empty_desk.window.shell
    assert shell is not None
    assert shell.notices.words() == "Joined to REQ-2026-0001."
    undo = next(widget for widget in shell.notices.findChildren(QPushButton) if widget.text() == "Undo")
    undo.click()
    empty_desk.settle()
    assert shell.notices.words() == ""
    assert mail_detail(opened(empty_desk.program), detail.id).case is None
    choose(empty_desk, page, "any news?")
    page.on_suggestion()
    empty_desk.settle()


def test_mails_are_joined_to_a_case_that_is_searched_for(desk: Desk) -> None:
    page = take(desk, 40, 41)
    desk.settle()
    page.list.view.selectAll()
    desk.settle()
    assert "2 mails are chosen" in texts(page.view)

    def join(dialog: QDialog) -> None:
        assert isinstance(dialog, JoinDialog)
        dialog.search.setText("nobody of this name")
        desk.wait_for(lambda: dialog.cases.count() == 0 and dialog.readiness.text())
        assert not dialog.act_button.isEnabled()
        dialog.search.setText("Wennerström")
        desk.wait_for(lambda: dialog.cases.count() == 1)
        dialog.on_act()

    desk.in_dialog(page.on_join, join)
    assert mail_counts(opened(desk.program))["filed"] == 2


def test_what_is_no_request_is_set_aside_and_taken_up_again(empty_desk: Desk, tmp_path: Path) -> None:
    page = page_of(empty_desk)
    page.take_in(
        files_of(tmp_path, one=mail(message_id="1@x.example"), two=mail(message_id="2@x.example", subject="B"))
    )
    empty_desk.settle()
    page.list.view.selectAll()
    page.list.view.setFocus()
    empty_desk.press(Qt.Key.Key_N)
    counts = mail_counts(opened(empty_desk.program))
    assert (counts["undecided"], counts["set_aside"]) == (0, 2)
    assert "Nothing to decide" in texts(page.list)
    choose(empty_desk, page, "B")
    page.on_take_up()
    empty_desk.settle()
    assert mail_counts(opened(empty_desk.program))["undecided"] == 1


def test_a_mail_without_an_instant_is_asked_about(empty_desk: Desk, tmp_path: Path) -> None:
    page = page_of(empty_desk)
    page.take_in(files_of(tmp_path, one=mail(received="")))
    empty_desk.settle()
    assert "Nobody says when it came." in texts(page.view)

    def say(dialog: QDialog) -> None:
        assert isinstance(dialog, ReceivedDialog)
        dialog.on_act()

    empty_desk.in_dialog(page.on_received, say)
    assert page.view.detail is not None
    assert page.view.detail.received_from == "officer"
    assert "by the officer" in texts(page.view)


def test_headers_files_and_removal(empty_desk: Desk) -> None:
    page = take(empty_desk, 29)
    empty_desk.settle()

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, HeadersDialog)
        (text,) = dialog.findChildren(QPlainTextEdit)
        assert text.toPlainText().startswith("Return-Path:")
        dialog.accept()

    empty_desk.in_dialog(page.on_headers, read)
    detail = page.view.detail
    assert detail is not None
    letter = next(file for file in detail.attachments if file.part)

    def look_at(dialog: QDialog) -> None:
        assert isinstance(dialog, AttachmentDialog)
        empty_desk.wait_for(lambda: not dialog.paper.pixmap().isNull())
        dialog.on_outside()
        assert "Press once more" in dialog.note.text()  # asks before anything is written
        assert not opened(empty_desk.program).store.folder.opened_outside.exists()
        dialog.accept()

    empty_desk.in_dialog(lambda: page.on_file(letter), look_at)

    def look_at_original(dialog: QDialog) -> None:
        assert isinstance(dialog, AttachmentDialog)
        empty_desk.wait_for(lambda: "Beschwerde" in dialog.text.toPlainText())
        dialog.accept()

    empty_desk.in_dialog(page.on_original, look_at_original)

    def remove(dialog: QDialog) -> None:
        assert isinstance(dialog, RemoveDialog)
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["reason"].error)
        dialog.reason.setPlainText("not ours")
        dialog.on_act()

    empty_desk.in_dialog(page.on_removal, remove)
    assert "The content was removed on" in texts(page.view)


@pytest.mark.parametrize("number", [36, 41, 71, 77, 79])
def test_a_link_is_told_and_never_followed_and_every_text_is_shown(empty_desk: Desk, number: int) -> None:
    page = take(empty_desk, number)
    (body,) = page.view.findChildren(MailBody)
    assert len(body.toPlainText()) > 20
    assert body.loadResource(2, QUrl("https://tracker.example/1.gif")) is None
    body.anchorClicked.emit(QUrl("http://192.0.2.77/x/login"))
    shell = empty_desk.window.shell
    assert shell is not None
    assert "192.0.2.77" in shell.notices.words()


def test_taking_in_is_cancelled_and_keeps_whole_mails(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    page.take_in([MAILBOX])
    page.take_in([MAILBOX])  # one at a time: the second is refused with a sentence
    shell = empty_desk.window.shell
    assert shell is not None
    assert "are being taken in" in shell.notices.words()
    assert page._taking is not None
    page._status.on_cancel()
    empty_desk.settle()
    assert page._taking is None
    counted = sum(mail_counts(opened(empty_desk.program)).values())
    assert 0 <= counted < 80


def test_files_and_possible_persons_stand_with_their_case(desk: Desk, tmp_path: Path) -> None:
    workspace = opened(desk.program)
    first = record_request(workspace, new_request("Tara Quill")).id
    record_request(workspace, new_request("Tara  QUILL"))
    (tmp_path / "letter.txt").write_text("words")
    add_attachment(workspace, first, tmp_path / "letter.txt")
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("requests")
    desk.settle()
    shell.requests.list.reload()
    shell.requests.list.select(first)
    desk.settle()
    shown = texts(shell.requests.detail)
    assert "Perhaps the same person" in shown
    assert "same name" in shown
    assert "letter.txt" in shown
    (found,) = person_matches(workspace, first)
    shell.requests.on_match(found.person_id, found.other_id, True)
    desk.settle()
    assert person_matches(workspace, first)[0].decision == "same"
    assert "the same person, you said" in texts(shell.requests.detail)


def test_another_text_size_leaves_the_lists_where_they_were(empty_desk: Desk) -> None:
    page = take(empty_desk, 1, 8, 9, 12)
    page.list.show_all("")
    empty_desk.settle()
    detail = choose(empty_desk, page, "Our client")
    empty_desk.window.change_look("dark", 125)
    empty_desk.settle()
    again = page_of(empty_desk)
    assert again is not page
    assert (again.list.status, again.list.current_id()) == ("", detail.id)
    assert again.view.detail is not None
    assert again.view.detail.id == detail.id


def test_own_domains_are_kept_in_the_settings(empty_desk: Desk) -> None:
    shell = empty_desk.window.shell
    assert shell is not None
    shell.show_page("settings")
    empty_desk.settle()
    page = shell._page("settings")
    assert isinstance(page, SettingsPage)
    page.domains.setText("not a domain")
    page.on_domains()
    empty_desk.settle()
    assert "looks like example.com" in page.domains_field.error
    page.domains.setText("Kestrel.example; kestrel.in")
    page.on_domains()
    empty_desk.settle()
    assert mail_domains(opened(empty_desk.program)) == ("kestrel.example", "kestrel.in")
