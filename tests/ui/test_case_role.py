"""Role first, then the laws: the case says what is decided and why, and what a person decides otherwise."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QDialog

from dpo_desktop.services.registers import Entity, add_entry
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.case_dialogs import CloseDialog
from dpo_desktop.ui.requests.fact_dialogs import FactDialog
from dpo_desktop.ui.requests.role_dialogs import AcknowledgeDialog, ForwardDialog, LawDialog, RoleDialog
from tests.factory import ZONE, add_request
from tests.ui.case_window import add_customer, choose, record, show_case, shown, stored
from tests.ui.conftest import Desk, texts


def test_a_case_without_a_role_says_so_and_is_decided_for_a_customer(empty_desk: Desk) -> None:
    customer_id = add_customer(empty_desk)
    page = show_case(empty_desk, add_request(opened(empty_desk.program), our_role="unclear"))
    assert "Our role is not decided: decide it first" in texts(page.detail)
    assert "Our role is not clear yet: the date holds if we are the controller." in texts(page.detail)

    def decide(dialog: FactDialog) -> None:
        assert isinstance(dialog, RoleDialog)
        assert not dialog.choices.customer_field.isVisible()
        choose(dialog.choices.role, "processor")
        assert dialog.choices.customer_field.isVisible()
        assert not dialog.choices.entity_field.isVisible()
        choose(dialog.choices.customer, str(customer_id))
        dialog.words.setPlainText("The gym decides what for.")

    record(empty_desk, page, "role", decide)
    kept = stored(empty_desk, page)
    assert (kept.our_role, kept.customer_id, kept.customer) == ("processor", customer_id, "Fjordbank AS")
    words = texts(page.detail)
    for told in ("Processor for Fjordbank AS", "Our role: Processor for a customer", "The gym decides what for."):
        assert told in words, told
    page.on_undo()
    empty_desk.settle()
    assert stored(empty_desk, page).our_role == "unclear"
    assert "Our role is not decided: decide it first" in texts(page.detail)


def test_a_role_that_is_decided_already_is_no_new_decision(empty_desk: Desk) -> None:
    page = show_case(empty_desk, add_request(opened(empty_desk.program)))
    assert "We are the controller" in texts(page.detail)

    def again(dialog: QDialog) -> None:
        assert isinstance(dialog, RoleDialog)
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.readiness.text().startswith("Nothing is different."))
        dialog.reject()

    empty_desk.in_dialog(page.detail.role.decide_button.click, again)
    assert len(stored(empty_desk, page).timeline) == 1


def test_where_there_are_several_entities_one_is_named_and_the_case_says_which(empty_desk: Desk) -> None:
    workspace = opened(empty_desk.program)
    add_entry(workspace, Entity("Kestrel India", "IN-KA", frozenset(("body_corporate_in_india",))))
    berlin = add_entry(workspace, Entity("Kestrel GmbH", "DE-BE", frozenset(("controller_established_in_eu",)))).id
    page = show_case(empty_desk, add_request(workspace, country=""))

    def decide(dialog: FactDialog) -> None:
        assert isinstance(dialog, RoleDialog)
        assert dialog.choices.entity_field.isVisible()
        choose(dialog.choices.entity, str(berlin))

    record(empty_desk, page, "role", decide)
    assert "Asked of Kestrel GmbH." in texts(page.detail)
    assert "Applies: we are established in the EU or EEA." in texts(page.detail)
    assert stored(empty_desk, page).law == "EU"


def test_each_law_says_why_and_the_others_are_behind_a_line(empty_desk: Desk) -> None:
    page = show_case(empty_desk, add_request(opened(empty_desk.program), country="US-CA"))
    laws = page.detail.laws
    words = texts(laws)
    assert "Applies: we are a company in India and we process the data in India. Its date is the earliest." in words
    assert "Taken to apply: nobody has said whether we are a business under the CCPA." in words
    assert "Its date is the earliest." in words
    assert laws.others.isHidden()
    assert laws.others_button.text() == "Show 8 other laws"
    laws.others_button.click()
    assert laws.others.isVisible()
    assert "Does not apply: the person is not in Virginia." in texts(laws.others)


def test_where_nobody_said_where_the_person_lives_the_case_asks(empty_desk: Desk) -> None:
    page = show_case(empty_desk, add_request(opened(empty_desk.program), country=""))
    assert "Nobody has said where the person lives: other laws might apply." in texts(page.detail.laws)


def test_a_law_is_decided_otherwise_with_a_reason_and_undone(empty_desk: Desk) -> None:
    page = show_case(empty_desk, add_request(opened(empty_desk.program)))
    before = stored(empty_desk, page)
    assert (before.law, before.due_on) == ("EU", date(2026, 11, 20))

    def without_reason(dialog: QDialog) -> None:
        assert isinstance(dialog, LawDialog)
        assert dialog.applies.currentData() == "no"
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["words"].error)
        dialog.words.setPlainText("The offer is not directed to the Union.")
        dialog.on_act()

    empty_desk.in_dialog(lambda: page.detail.laws.decide_wanted.emit("EU"), without_reason)
    after = stored(empty_desk, page)
    assert [one.law for one in after.laws if one.applies] == ["IN"]
    assert after.law == "IN"
    page.detail.laws.on_others()
    words = texts(page.detail)
    assert "Does not apply by your decision. Ida Osterberg, Tue 24 Nov 2026: The offer is not directed" in words
    assert "Decided: EU GDPR does not apply" in words
    page.on_undo()
    empty_desk.settle()
    assert stored(empty_desk, page) == before


def test_a_processor_forwards_waits_for_the_confirmation_and_closes(empty_desk: Desk) -> None:
    customer_id = add_customer(empty_desk)
    came = datetime(2026, 11, 23, 17, 5, tzinfo=ZONE)
    case = add_request(
        opened(empty_desk.program), our_role="processor", customer_id=customer_id, received_at=came, country="NO"
    )
    page = show_case(empty_desk, case)
    words = texts(page.detail)
    for told in ("Forward by", "Wednesday, 25 November 2026", "17:05  ·  tomorrow", "48 elapsed hours"):
        assert told in words, told
    clock = page.detail.clock
    assert clock.next_button.text().strip() == "Record the forwarding …"

    def forward(dialog: FactDialog) -> None:
        assert isinstance(dialog, ForwardDialog)
        dialog.at.setDateTime(QDateTime(2026, 11, 23, 12, 0, 0))

    def too_early(dialog: QDialog) -> None:
        assert isinstance(dialog, ForwardDialog)
        forward(dialog)
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["at"].error)
        dialog.at.setDateTime(QDateTime(2026, 11, 24, 9, 30, 0))
        choose(dialog.means, "portal")
        dialog.on_act()

    empty_desk.in_dialog(clock.next_button.click, too_early)
    assert "Forwarded to the customer: The customer's portal" in texts(page.detail)
    assert "17:05  ·  Forwarded in time" in texts(page.detail)

    def confirm(dialog: QDialog) -> None:
        assert isinstance(dialog, AcknowledgeDialog)
        dialog.at.setDateTime(QDateTime(2026, 11, 24, 9, 0, 0))
        dialog.on_act()
        empty_desk.wait_for(lambda: dialog.fields["at"].error)
        dialog.at.setDateTime(QDateTime(2026, 11, 24, 11, 0, 0))
        dialog.words.setPlainText("Ticket 4711.")
        dialog.on_act()

    assert page.detail.clock.next_button.text().strip() == "Record the confirmation …"
    empty_desk.in_dialog(page.detail.clock.next_button.click, confirm)
    assert "The customer confirmed that it came" in texts(page.detail)

    def close(dialog: QDialog) -> None:
        assert isinstance(dialog, CloseDialog)
        assert dialog.outcome.currentData() == "forwarded_to_controller"
        dialog.on_act()

    assert page.detail.clock.next_button.text().strip() == "Close as forwarded …"
    empty_desk.in_dialog(page.detail.clock.next_button.click, close)
    page.list.set_status("closed")
    empty_desk.settle()
    page.list.select(case)
    empty_desk.settle()
    assert shown(page).state == "forwarded_to_controller"
    assert "Closed: Forwarded to the controller" in texts(page.detail)


def test_without_hours_in_the_contract_the_case_says_without_undue_delay(empty_desk: Desk) -> None:
    customer_id = add_customer(empty_desk, hours=None)
    case = add_request(opened(empty_desk.program), our_role="processor", customer_id=customer_id)
    page = show_case(empty_desk, case)
    words = texts(page.detail)
    assert "Without undue delay" in words
    assert "841 hours since it was received" in words
    assert "The contract names no hours: forward it to the customer without undue delay" in words
