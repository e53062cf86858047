"""The form asks for the role first, for a customer only as processor, for a reason where the law is chosen by hand."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDialog

from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.registers import Customer, Entity, add_entry, retire_entry
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.requests.correct_dialog import CorrectDialog
from dpo_desktop.ui.requests.new_dialog import NewRequestDialog
from tests.factory import add_request
from tests.ui.case_window import add_customer, choose, show_case, shown
from tests.ui.conftest import Desk, texts
from tests.ui.test_request_desk import page_of


def test_a_request_for_a_customer_is_entered_with_its_customer_and_its_own_date(empty_desk: Desk) -> None:
    workspace = opened(empty_desk.program)
    customer_id = add_customer(empty_desk)
    gone = Customer("Left Ltd", id=add_customer(empty_desk, "Left Ltd"))
    retire_entry(workspace, gone)
    page = page_of(empty_desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        empty_desk.settle()
        assert dialog.role.hasFocus()
        assert not dialog.choices.customer_field.isVisible()
        assert not dialog.fields["dated"].isVisible()
        choose(dialog.role, "processor")
        offered = [dialog.choices.customer.itemText(at) for at in range(dialog.choices.customer.count())]
        assert offered == ["Not known yet", "Fjordbank AS  ·  K-204"]
        choose(dialog.choices.customer, str(customer_id))
        dialog.name.setText("Tara Quill")
        dialog.country.setText("kalifornien")
        dialog.has_date.setChecked(True)
        assert dialog.fields["dated"].isVisible()
        dialog.dated.setDate(QDate(2026, 11, 20))
        dialog.on_act()

    empty_desk.in_dialog(page.on_new, fill)
    detail = shown(page)
    assert detail.country == "US-CA"
    assert (detail.our_role, detail.customer, detail.dated_on) == ("processor", "Fjordbank AS", date(2026, 11, 20))
    assert "Request dated\nFri 20 Nov 2026" in texts(page.detail)


def test_an_empty_register_of_customers_is_said_and_stops_nothing(empty_desk: Desk) -> None:
    page = page_of(empty_desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        empty_desk.settle()
        choose(dialog.role, "processor")
        assert dialog.choices.customer_field.error.startswith("The register holds no customer yet.")
        dialog.name.setText("Tara Quill")
        dialog.on_act()

    empty_desk.in_dialog(page.on_new, fill)
    assert "Processor; for which customer is not said" in texts(page.detail)
    assert "We are the processor: say which customer it belongs to, then forward it" in texts(page.detail)
    assert page.detail.clock.next_button is None  # there is nobody yet to whom it goes


def test_which_entity_is_asked_only_where_there_are_several(empty_desk: Desk) -> None:
    workspace = opened(empty_desk.program)
    add_entry(workspace, Entity("Kestrel India", "IN-KA", frozenset()))
    page = page_of(empty_desk)

    def one(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        empty_desk.settle()
        assert not dialog.choices.entity_field.isVisible()
        dialog.reject()

    empty_desk.in_dialog(page.on_new, one)
    berlin = add_entry(workspace, Entity("Kestrel GmbH", "DE-BE", frozenset())).id

    def two(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        empty_desk.settle()
        assert dialog.choices.entity_field.isVisible()
        choose(dialog.choices.entity, str(berlin))
        dialog.name.setText("Tara Quill")
        dialog.on_act()

    empty_desk.in_dialog(page.on_new, two)
    assert shown(page).entity == "Kestrel GmbH"


def test_a_law_chosen_by_hand_needs_its_reason(empty_desk: Desk) -> None:
    page = page_of(empty_desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRequestDialog)
        dialog.name.setText("Tara Quill")
        choose(dialog.law, "CH")
        dialog.on_act()
        assert dialog.fields["notes"].error == "You chose the law by hand. Say why."
        dialog.notes.setPlainText("She lives in Basel, her lawyer says.")
        dialog.on_act()

    empty_desk.in_dialog(page.on_new, fill)
    assert shown(page).chosen_law == "CH"
    assert "Applies: it was chosen by hand when the case was entered." in texts(page.detail)

    def correct(dialog: QDialog) -> None:
        assert isinstance(dialog, CorrectDialog)
        dialog.country.setText("CH")
        dialog.on_act()  # the law is the one that was named before

    empty_desk.in_dialog(page.on_correct, correct)
    assert shown(page).country == "CH"


def test_customer_entity_and_date_of_a_request_are_corrected_and_the_timeline_says_which(empty_desk: Desk) -> None:
    workspace = opened(empty_desk.program)
    first, second = add_customer(empty_desk), add_customer(empty_desk, "Nordlicht AG")
    case = add_request(workspace, our_role="processor", customer_id=first, dated_on=date(2026, 10, 18))
    page = show_case(empty_desk, case)

    def untouched(dialog: QDialog) -> None:
        assert isinstance(dialog, CorrectDialog)
        assert not dialog.typed()  # before the registers are read
        empty_desk.settle()
        assert not dialog.typed()
        assert dialog.choices.customer_id == first
        choose(dialog.choices.customer, str(second))
        dialog.dated.setDate(QDate(2026, 10, 17))
        dialog.on_act()

    empty_desk.in_dialog(page.on_correct, untouched)
    detail = request_detail(workspace, case)
    assert (detail.customer_id, detail.dated_on) == (second, date(2026, 10, 17))
    assert "Corrected: which customer, date on the request itself" in texts(page.detail)
    page.on_undo()
    empty_desk.settle()
    assert request_detail(workspace, case).customer_id == first
