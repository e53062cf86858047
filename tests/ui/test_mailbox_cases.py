"""Mails of the mailbox are filed in the window, taken as requests, and run through role, laws and clock."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QDialog

from dpo_desktop.domain.counting import corresponding_date
from dpo_desktop.domain.requests import law_of_country
from dpo_desktop.services.lists import request_detail, request_ids
from dpo_desktop.services.mail_lists import mail_detail
from dpo_desktop.services.views import RequestDetail, RequestFilter
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.case_dialogs import CloseDialog
from dpo_desktop.ui.requests.fact_dialogs import FactDialog
from dpo_desktop.ui.requests.new_dialog import NewRequestDialog
from dpo_desktop.ui.requests.page import RequestsPage
from dpo_desktop.ui.requests.role_dialogs import AcknowledgeDialog, ForwardDialog
from tests.intake.mail_files import MAILBOX
from tests.ui.case_window import add_customer, choose, put_day, record, show_case, shown
from tests.ui.conftest import Desk, texts
from tests.ui.test_mail_desk import take


def label_of(number: int) -> dict[str, str]:
    with (MAILBOX / "labels.csv").open(encoding="utf-8", newline="") as lines:
        return next(label for label in csv.DictReader(lines) if label["file"] == f"m{number:03d}.eml")


def taken(desk: Desk, number: int, *, customer_id: int = 0) -> RequestsPage:
    """The mail as a request, entered with role, right and country as it is labelled."""
    label = label_of(number)
    page = take(desk, number)
    page.list.show_all("")
    desk.settle()

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        desk.settle()
        choose(dialog.choices.role, label["controller_or_processor"])
        choose(dialog.type, label["rights"].partition(";")[0])
        dialog.country.setText(label["country"])
        if not dialog.name.text():  # who writes for another leaves it to the officer
            dialog.name.setText(label["subject_person"])
        assert dialog.law.currentData() == ""
        if customer_id:
            choose(dialog.choices.customer, str(customer_id))
        dialog.on_act()
        desk.wait_for(lambda: not dialog.isVisible())

    desk.in_dialog(page.on_request, enter)
    case = mail_detail(opened(desk.program), page.list.model.id_at(0)).case
    assert case is not None
    return show_case(desk, case.id)


def dates(detail: RequestDetail) -> dict[str, date | None]:
    return {duty.jurisdiction: duty.due_on for duty in detail.duties if duty.is_answer}


@dataclass(frozen=True)
class Expected:
    """What a lawyer computes by hand, on a calendar of Karnataka."""

    number: int
    applies: tuple[str, ...]
    dates: dict[str, date]
    leads: str


@pytest.mark.parametrize(
    "expected",
    [
        # 1 September 2026 and one month is a Thursday.
        Expected(1, ("IN",), {"IN": date(2026, 10, 1)}, "IN"),
        # 3 September and one month is Saturday, 3 October: the Union's Monday, the 5th; India has no such rule.
        Expected(4, ("EU", "IN"), {"EU": date(2026, 10, 5), "IN": date(2026, 10, 3)}, "IN"),
        # 3 October, 08:01 in Britain is 12:31 in India: one month is Tuesday, 3 November, under both.
        Expected(40, ("UK", "IN"), {"UK": date(2026, 11, 3), "IN": date(2026, 11, 3)}, "UK"),
        # 29 October at 13:37 in Germany is 18:07 in India: one month is Sunday, 29 November.
        Expected(78, ("EU", "IN"), {"EU": date(2026, 11, 30), "IN": date(2026, 11, 29)}, "IN"),
    ],
    ids=lambda one: f"m{one.number:03d}",
)
def test_a_mail_becomes_a_case_with_the_laws_and_dates_of_its_person(empty_desk: Desk, expected: Expected) -> None:
    page = taken(empty_desk, expected.number)
    detail = shown(page)
    assert tuple(one.law for one in detail.laws if one.applies) == expected.applies
    assert dates(detail) == expected.dates
    assert detail.due_on == min(expected.dates.values())
    assert detail.law == expected.leads
    words = texts(page.detail)
    assert "We are the controller" in words
    assert "Why this date?" in words
    assert words.count("Its date is the earliest.") == (len(expected.applies) > 1)


def test_a_thread_of_question_and_proof_runs_as_each_law_counts_it(empty_desk: Desk) -> None:
    """Mails 4, 5 and 10: erasure asked in Germany on 3 September, our question on the 4th, the answer on the 9th."""
    page = taken(empty_desk, 4)

    def ask(dialog: FactDialog) -> None:
        choose(dialog.cause, "clarification")  # type: ignore[attr-defined]
        put_day(dialog.day, date(2026, 9, 4))
        dialog.counts.setChecked(True)  # type: ignore[attr-defined]
        dialog.words.setPlainText("Which invoices are to be copied first?")

    def answer(dialog: FactDialog) -> None:
        put_day(dialog.day, date(2026, 9, 9))

    record(empty_desk, page, "ask", ask)
    record(empty_desk, page, "answer", answer)
    # Five days not counted: 3 October becomes Thursday, 8 October; India knows no such pause.
    assert dates(shown(page)) == {"EU": date(2026, 10, 8), "IN": date(2026, 10, 3)}


def test_a_lawyer_whose_role_question_is_open_is_decided_and_her_mandate_checked(empty_desk: Desk) -> None:
    """Mail 8: a solicitor for a user of a customer; whose data they are is not clear."""
    page = taken(empty_desk, 8)
    assert "Our role is not decided: decide it first" in texts(page.detail)
    record(empty_desk, page, "role", lambda dialog: choose(dialog.choices.role, "controller"))  # type: ignore[attr-defined]
    assert "We are the controller" in texts(page.detail)

    def unsigned(dialog: FactDialog) -> None:
        choose(dialog.mandate, "lawyer")  # type: ignore[attr-defined]
        choose(dialog.outcome, "insufficient")  # type: ignore[attr-defined]
        dialog.words.setPlainText("The mandate is not signed.")

    record(empty_desk, page, "mandate", unsigned)

    def proof(dialog: FactDialog) -> None:
        choose(dialog.cause, "authority_requested")  # type: ignore[attr-defined]
        put_day(dialog.day, date(2026, 9, 10))
        dialog.words.setPlainText("Asked for proof of authority.")

    record(empty_desk, page, "ask", proof)
    words = texts(page.detail)
    assert "Mandate checked, not sufficient: Lawyer" in words
    assert "Asked for proof of authority" in words


def test_a_mail_of_a_customers_person_is_forwarded_confirmed_and_closed(empty_desk: Desk) -> None:
    """Mail 52, 12 October at 18:20 in Germany: 21:50 in India, and 72 hours later the 15th at 21:50."""
    gym = add_customer(empty_desk, "Eisenwerk Fitness GmbH", hours=72)
    page = taken(empty_desk, 52, customer_id=gym)
    detail = shown(page)
    assert (detail.our_role, detail.customer, detail.due_on) == (
        "processor",
        "Eisenwerk Fitness GmbH",
        date(2026, 10, 15),
    )
    words = texts(page.detail)
    for told in ("Processor for Eisenwerk Fitness GmbH", "Thursday, 15 October 2026", "21:50  ·  40 days late"):
        assert told in words, told

    def at(when: QDateTime) -> Callable[[FactDialog], None]:
        def fill(dialog: FactDialog) -> None:
            assert isinstance(dialog, ForwardDialog | AcknowledgeDialog)
            dialog.at.setDateTime(when)

        return fill

    record(empty_desk, page, "forward", at(QDateTime(2026, 10, 16, 9, 0, 0)))
    assert "21:50  ·  Forwarded late" in texts(page.detail)
    record(empty_desk, page, "acknowledge", at(QDateTime(2026, 10, 16, 15, 0, 0)))

    def close(dialog: QDialog) -> None:
        assert isinstance(dialog, CloseDialog)
        assert dialog.outcome.currentData() == "forwarded_to_controller"
        dialog.on_act()

    empty_desk.in_dialog(page.on_close, close)
    assert request_detail(opened(empty_desk.program), detail.id).state == "forwarded_to_controller"


def test_every_case_of_the_mailbox_stands_in_the_window_with_its_role_laws_and_sum(empty_desk: Desk) -> None:
    """All mails at once, as the program proposes: a company in India, so that a month without roll-over leads."""
    shell = empty_desk.window.shell
    assert shell is not None
    shell.mail.take_in([MAILBOX])
    empty_desk.settle()
    shell.show_page("mail")
    shell.mail.list.view.setFocus()
    empty_desk.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    empty_desk.press(Qt.Key.Key_R)
    workspace = opened(empty_desk.program)
    ids = request_ids(workspace, RequestFilter(status=""))
    roles: Counter[str] = Counter()
    for request_id in ids:
        page = show_case(empty_desk, request_id)
        detail, words = shown(page), texts(page.detail)
        roles[detail.our_role] += 1
        assert detail.received_at is not None
        month = corresponding_date(detail.received_at.astimezone(workspace.zone).date(), 1)
        applying = {one.law for one in detail.laws if one.applies}
        if detail.our_role == "processor":
            assert (applying, detail.due_on) == (set(), None)
            assert "say which customer it belongs to" in words
            continue
        assert applying == {law_of_country(detail.country), "IN"} - {"none"}
        assert ("We are the controller" in words) == (detail.our_role == "controller")
        assert ("Our role is not decided: decide it first" in words) == (detail.our_role == "unclear")
        if detail.due_on is None:
            assert any(step.code in ("no_rule", "no_number") for duty in detail.duties for step in duty.steps)
        else:
            assert (detail.due_on, detail.law in applying) == (month, True)
            assert "Why this date?" in words
    assert len(ids) > 40
    assert set(roles) == {"controller", "processor", "unclear"}
