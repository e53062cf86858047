"""What happened is recorded in the window, moves the dates as the law says, and is struck out where it was an error."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPushButton

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.storage.register_tables import CompanyTargetRow
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.fact_dialogs import (
    AnswerDialog,
    AskDialog,
    ExtendDialog,
    FactDialog,
    IdentityDialog,
    MandateDialog,
    StrikeDialog,
)
from dpo_desktop.ui.requests.page import RequestsPage
from dpo_desktop.ui.requests.role_dialogs import RoleDialog
from dpo_desktop.ui.requests.why_dialog import WhyDialog
from tests.factory import add_request
from tests.ui.case_window import choose, put_day, record, show_case, shown, stored, tab_to
from tests.ui.conftest import Desk, texts

DUE = date(2026, 11, 20)  # received on 20 October, one month


def eu_case(desk: Desk, **changes: object) -> RequestsPage:
    """An access request of somebody in Germany, received on 20 October."""
    return show_case(desk, add_request(opened(desk.program), **changes))


def ask(desk: Desk, page: RequestsPage, *, counts: bool = True) -> None:
    def fill(dialog: FactDialog) -> None:
        assert isinstance(dialog, AskDialog)
        choose(dialog.cause, "clarification")
        put_day(dialog.day, date(2026, 11, 2))
        dialog.counts.setChecked(counts)
        dialog.words.setPlainText("There are eleven mailboxes.")

    record(desk, page, "ask", fill)


def answer(desk: Desk, page: RequestsPage, day: date) -> None:
    def fill(dialog: FactDialog) -> None:
        assert isinstance(dialog, AnswerDialog)
        assert dialog.question.currentText() == "A clarification, asked on Mon 2 Nov 2026"
        put_day(dialog.day, day)

    record(desk, page, "answer", fill)


def due_under(page: RequestsPage, law: str) -> date | None:
    return next(duty.due_on for duty in shown(page).duties if duty.jurisdiction == law and duty.is_answer)


def test_a_question_keeps_the_date_until_its_answer_moves_it(empty_desk: Desk) -> None:
    page = eu_case(empty_desk)
    assert due_under(page, "EU") == DUE
    ask(empty_desk, page)
    words = texts(page.detail)
    for told in (
        "Asked for a clarification. It counts by the reason below",
        "Waiting for a clarification since Mon 2 Nov 2026: the days count once the answer is there, until then this",
    ):
        assert told in words, told
    assert due_under(page, "EU") == DUE
    answer(empty_desk, page, date(2026, 11, 12))
    assert due_under(page, "EU") == date(2026, 11, 30)  # ten days that do not count
    assert "The answer came: a clarification" in texts(page.detail)
    assert not page.detail.record_menu.actions()[1].isEnabled()  # no question is open any more
    page.on_undo()
    empty_desk.settle()
    assert "Waiting for a clarification since" in texts(page.detail)
    page.on_undo()
    empty_desk.settle()
    assert due_under(page, "EU") == DUE


def test_a_question_counts_only_with_a_reason_and_a_letter(empty_desk: Desk) -> None:
    page = eu_case(empty_desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, AskDialog)
        choose(dialog.cause, "clarification")
        put_day(dialog.day, date(2027, 1, 1))
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["day"].error)
        put_day(dialog.day, date(2026, 11, 2))
        dialog.counts.setChecked(True)
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["words"].error)
        dialog.words.setPlainText("Much data.")
        dialog.letter.setChecked(False)
        dialog.on_act()

    empty_desk.in_dialog(lambda: page.on_fact("ask", None), fill)
    assert due_under(page, "EU") == DUE
    words = texts(page.detail)
    assert "Asked for a clarification, without a letter" in words


def test_an_answer_before_its_question_is_refused_beside_the_day(empty_desk: Desk) -> None:
    page = eu_case(empty_desk)
    answer_action = page.detail.record_menu.actions()[1]
    assert not answer_action.isEnabled()
    ask(empty_desk, page)
    assert page.detail.record_menu.actions()[1].isEnabled()

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, AnswerDialog)
        put_day(dialog.day, date(2026, 10, 30))
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["day"].error)
        assert dialog.fields["day"].error == "The pause ends before it starts. Check the two days."
        dialog.reject()

    empty_desk.in_dialog(page.detail.record_menu.actions()[1].trigger, fill)


def test_an_extension_in_time_counts_and_one_too_late_is_recorded_and_says_so(empty_desk: Desk) -> None:
    page = eu_case(empty_desk)

    def in_time(dialog: FactDialog) -> None:
        assert isinstance(dialog, ExtendDialog)
        assert "to be told by Friday, 20 November 2026 at the latest" in texts(dialog)
        put_day(dialog.day, date(2026, 11, 18))
        choose(dialog.reason, "number")

    record(empty_desk, page, "extend", in_time)
    assert due_under(page, "EU") == date(2027, 1, 20)
    assert "The person was told that the answer takes longer. There are many requests" in texts(page.detail)
    page.on_undo()
    empty_desk.settle()

    def too_late(dialog: FactDialog) -> None:
        assert isinstance(dialog, ExtendDialog)
        put_day(dialog.day, date(2026, 11, 23))

    record(empty_desk, page, "extend", too_late)
    assert due_under(page, "EU") == DUE
    assert "The extension changes nothing: the person was told on Mon 23 Nov 2026" in texts(page.detail)


def test_an_extension_to_a_named_day_goes_no_further_than_it(empty_desk: Desk) -> None:
    page = eu_case(empty_desk)

    def fill(dialog: FactDialog) -> None:
        assert isinstance(dialog, ExtendDialog)
        put_day(dialog.day, date(2026, 11, 18))
        assert not dialog.fields["until"].isVisible()
        dialog.has_date.setChecked(True)
        put_day(dialog.until, date(2026, 12, 16))

    record(empty_desk, page, "extend", fill)
    assert due_under(page, "EU") == date(2026, 12, 16)
    assert "New date: Wednesday, 16 December 2026" in texts(page.detail)


def test_a_check_that_failed_says_what_it_means_under_each_law(empty_desk: Desk) -> None:
    page = eu_case(empty_desk)

    def fill(dialog: FactDialog) -> None:
        assert isinstance(dialog, IdentityDialog)
        assert not dialog.meaning.isVisible()
        choose(dialog.method, "video_call")
        choose(dialog.outcome, "failed")
        assert dialog.meaning.isVisible()
        told = texts(dialog.meaning)
        assert "EU GDPR" in told
        assert "are not counted where you record a reason for it. No routine demand for ID" in told
        assert "India\nThe law file has no rule on it." in told
        dialog.words.setPlainText("The face did not fit the passport.")

    record(empty_desk, page, "identity", fill)
    assert "Identity could not be confirmed: Seen in a video call" in texts(page.detail)


def test_a_mandate_is_checked(empty_desk: Desk) -> None:
    page = eu_case(empty_desk)

    def fill(dialog: FactDialog) -> None:
        assert isinstance(dialog, MandateDialog)
        choose(dialog.mandate, "lawyer")
        choose(dialog.outcome, "insufficient")
        dialog.words.setPlainText("No signature.")

    record(empty_desk, page, "mandate", fill)
    assert "Mandate checked, not sufficient: Lawyer\nNo signature." in texts(page.detail)


def test_what_was_entered_in_error_is_struck_through_and_counts_no_more(empty_desk: Desk) -> None:
    page = eu_case(empty_desk)
    ask(empty_desk, page)
    assert "Waiting for a clarification since" in texts(page.detail)
    strike = next(
        one for one in page.detail.findChildren(QPushButton) if one.accessibleName().startswith("Entered in error")
    )

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, StrikeDialog)
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["words"].error)
        dialog.words.setPlainText("That was another case.")
        dialog.on_act()

    empty_desk.in_dialog(strike.click, fill)
    assert due_under(page, "EU") == DUE
    struck = [one.text() for one in page.detail.findChildren(QLabel) if one.font().strikeOut()]
    assert struck == ["Asked for a clarification. It counts by the reason below", "There are eleven mailboxes."]
    words = texts(page.detail)
    assert "Entered in error: That was another case." in words
    assert "Struck out, entered in error: a question" in words
    page.on_undo()
    empty_desk.settle()
    assert "Waiting for a clarification since" in texts(page.detail)


def test_a_duty_without_a_number_shows_the_hours_and_asks_for_an_own_time(empty_desk: Desk) -> None:
    page = eu_case(empty_desk, type_code="consent_withdrawal")
    words = texts(page.detail)
    assert "841 hours since it was received" in words
    assert "The law gives no number. Set our own under Registers, Own times." in words


def test_an_own_time_stands_beside_a_duty_without_a_number(empty_desk: Desk) -> None:
    workspace = opened(empty_desk.program)
    with workspace.unit_of_work() as uow:
        target = CompanyTargetRow(
            rule_id="eu-gdpr-7-3-withdrawal",
            amount=24,
            unit="hours",
            decided_by="Ada Brandt",
            decided_role="Managing director",
            advice="",
            followed=True,
            decided_at=uow.now,
        )
        uow.session.add(target)
        uow.record("register.added", target)
        uow.commit()
    page = eu_case(empty_desk, type_code="consent_withdrawal")
    words = texts(page.detail)
    assert "Our own time: Wed 21 Oct 2026, 16:12 (+05:30)." in words
    duty = next(one for one in shown(page).duties if one.rule_id == "eu-gdpr-7-3-withdrawal")
    told = why_text(empty_desk, page, duty)
    assert "The law gives no date" in told
    assert "Our own time: 24 hours" in told


def why_text(desk: Desk, page: RequestsPage, duty: Duty) -> str:
    """What “Why this date?” says of a duty, as it is copied; all of it stands on the screen too."""
    told: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, WhyDialog)
        dialog.copy_button.click()
        told.append(QGuiApplication.clipboard().text())
        shown_words = texts(dialog).replace("\n", " ")
        for line in told[0].splitlines():
            for part in line.split(": "):
                assert part.split("  ·  ")[-1] in shown_words, part
        assert dialog.readiness.text() == "Copied."
        dialog.accept()

    desk.in_dialog(lambda: page.detail.clock.why_wanted.emit(duty), read)
    return told[0]


def test_why_this_date_gives_the_sum_and_the_rule_in_sentences(empty_desk: Desk) -> None:
    page = eu_case(empty_desk)
    words = why_text(empty_desk, page, shown(page).duties[0])
    for told in (
        f"{shown(page).reference}: By Friday, 20 November 2026",
        "Received: Tue 20 Oct 2026",
        "1 month: Fri 20 Nov 2026",
        "In the law: GDPR Art. 12(3):",
        "In force: Since Friday, 25 May 2018.",
        "Extension: By 2 months more, once.",
        "May stop the clock: Waiting for proof of identity, only with a recorded reason;",
        "Source: The operative words were read in a verbatim copy.",
        "Law file of: ",
        ", India, Karnataka.",
    ):
        assert told in words, told
    for code in ("calendar_months", "identity_doubt", "verbatim_copy", "2026-11-20", "None"):
        assert code not in words, code


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)  # an open menu asks for both
def test_a_whole_case_by_keyboard(empty_desk: Desk) -> None:
    page = eu_case(empty_desk, our_role="unclear")
    tab_to(empty_desk, "Decide the role …")

    def decide(dialog: QDialog) -> None:
        assert isinstance(dialog, RoleDialog)
        empty_desk.settle()
        assert dialog.choices.role.hasFocus()
        empty_desk.qtbot.keyClick(dialog.choices.role, Qt.Key.Key_Home)
        press_act(empty_desk, dialog)

    empty_desk.in_dialog(lambda: empty_desk.press(Qt.Key.Key_Space), decide)
    assert stored(empty_desk, page).our_role == "controller"
    tab_to(empty_desk, "Show 8 other laws")
    empty_desk.press(Qt.Key.Key_Space)
    assert page.detail.laws.others.isVisible()

    def ask_by_keys(dialog: QDialog) -> None:
        assert isinstance(dialog, AskDialog)
        assert dialog.cause.hasFocus()
        for _step in range(3):
            empty_desk.qtbot.keyClick(dialog.cause, Qt.Key.Key_Down)
        assert dialog.cause.currentText() == "A clarification"
        empty_desk.qtbot.keyClick(dialog.cause, Qt.Key.Key_Tab)
        put_day(dialog.day, date(2026, 11, 2))
        empty_desk.qtbot.keyClick(dialog.counts, Qt.Key.Key_Space)
        empty_desk.qtbot.keyClicks(dialog.words, "Eleven mailboxes.")
        press_act(empty_desk, dialog)

    by_menu(empty_desk, page, Qt.Key.Key_A, ask_by_keys)
    assert "Waiting for a clarification since Mon 2 Nov 2026: the days count" in texts(page.detail)

    def answer_by_keys(dialog: QDialog) -> None:
        assert isinstance(dialog, AnswerDialog)
        put_day(dialog.day, date(2026, 11, 4))
        press_act(empty_desk, dialog)

    by_menu(empty_desk, page, Qt.Key.Key_N, answer_by_keys)
    assert due_under(page, "EU") == date(2026, 11, 23)  # two days; the 22nd is a Sunday

    def extend_by_keys(dialog: QDialog) -> None:
        assert isinstance(dialog, ExtendDialog)
        put_day(dialog.day, date(2026, 11, 18))
        press_act(empty_desk, dialog)

    by_menu(empty_desk, page, Qt.Key.Key_E, extend_by_keys)
    assert due_under(page, "EU") == date(2027, 1, 22)
    words: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, WhyDialog)
        assert dialog.close_button.hasFocus()
        words.append(texts(dialog))
        empty_desk.qtbot.keyClick(dialog.close_button, Qt.Key.Key_Return)

    tab_to(empty_desk, f"Why this date? {shown(page).duties[0].right}")
    empty_desk.in_dialog(lambda: empty_desk.press(Qt.Key.Key_Space), read)
    assert "By Friday, 22 January 2027" in words[0]
    assert "Extended; the person was told on Wed 18 Nov 2026, in time until Fri 20 Nov 2026" in words[0]


def press_act(desk: Desk, dialog: FactDialog) -> None:
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def by_menu(desk: Desk, page: RequestsPage, letter: Qt.Key, fill: object) -> None:
    """The list of facts by its key, an entry by its letter, and its dialog."""
    desk.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu is page.detail.record_menu
    desk.in_dialog(lambda: desk.qtbot.keyClick(menu, letter), fill)  # type: ignore[arg-type]
