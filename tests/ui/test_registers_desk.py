"""The registers desk: entries are added, changed, retired and taken back, by mouse and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from dpo_desktop.services.registers import (
    Customer,
    Entity,
    Entry,
    Registers,
    Representative,
    add_entry,
    registers,
    retire_entry,
)
from dpo_desktop.ui.parts.lines import LINE_ROLE, Line
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.registers.dialogs import CustomerDialog, EntityDialog, EntryDialog, RepresentativeDialog
from dpo_desktop.ui.registers.page import RegistersPage
from tests.factory import ORGANISATION
from tests.ui.conftest import Desk, texts


def page_of(desk: Desk) -> RegistersPage:
    assert desk.window.shell is not None
    desk.window.shell.show_page("registers")
    desk.settle()
    page = desk.window.shell._page("registers")
    assert isinstance(page, RegistersPage)
    return page


def entered(desk: Desk) -> Registers:
    return registers(opened(desk.program))


def lines(page: RegistersPage) -> list[Line]:
    model = page.list.model()
    found = [model.data(model.index(row, 0), LINE_ROLE) for row in range(model.rowCount())]
    return [line for line in found if isinstance(line, Line)]


def names(page: RegistersPage) -> list[str]:
    return [line.title for line in lines(page)]


def detail_button(page: RegistersPage, words: str) -> QPushButton:
    """A button of the entry that is shown beside the list."""
    shown = page._detail.currentWidget()
    (found,) = [one for one in shown.findChildren(QPushButton) if one.accessibleName() == words]
    return found


def act(desk: Desk, dialog: QDialog) -> None:
    """Press the dialog's own button and wait for the answer."""
    assert isinstance(dialog, EntryDialog)
    dialog.act_button.click()
    desk.settle()


def kept(page: RegistersPage, *entries: Entry) -> None:
    """Entries that were there before."""
    for entry in entries:
        add_entry(opened(page._program), entry)
    page.reload()


def test_the_first_entity_begins_with_what_stood_for_it_until_then(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    words = texts(page._stack)
    assert "No entity is entered yet" in words
    assert f"Until then {ORGANISATION} in India, Karnataka stands here alone." in words
    assert "A company in India; Processes the data in India." in words

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, EntityDialog)
        assert dialog.name.text() == ORGANISATION
        ticked = {code for code, tick in dialog.ticks.items() if tick.isChecked()}
        assert ticked == {"body_corporate_in_india", "processing_in_india"}
        dialog.name.setText("Kestrel Europe GmbH")
        dialog.ticks["ccpa_business"].setChecked(True)
        dialog.place.setCurrentIndex(dialog.place.findData("DE-BY"))
        ticked = {code for code, tick in dialog.ticks.items() if tick.isChecked()}
        assert ticked == {"controller_established_in_eu", "ccpa_business"}  # what was ticked by hand stays
        act(empty_desk, dialog)

    empty_desk.in_dialog(page.add_button.click, fill)
    facts = frozenset({"controller_established_in_eu", "ccpa_business"})
    (entity,) = entered(empty_desk).entities
    assert (entity.name, entity.place, entity.facts) == ("Kestrel Europe GmbH", "DE-BY", facts)
    assert names(page) == ["Kestrel Europe GmbH"]
    assert page.chips[Entity].text() == "Our entities  1"
    shown = texts(page._detail)
    assert "Germany, Bavaria" in shown
    assert "A business under the California CCPA" in shown


def test_a_customer_is_added_changed_and_what_is_wrong_stands_under_its_field(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    page.chips[Customer].click()
    assert "No customer is entered yet" in texts(page._stack)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, CustomerDialog)
        act(empty_desk, dialog)
        assert dialog.fields["name"].error == "The name is missing. Enter it."
        dialog.name.setText("Tattersall Freight Ltd")
        dialog.email.setText("privacy.example")
        act(empty_desk, dialog)
        assert dialog.fields["email"].error.startswith("An e-mail address looks like")
        assert dialog.focusWidget() is dialog.email
        dialog.email.setText("privacy@tattersall.example")
        for text in ("two days", "0", "8761", "-3", "1.5"):
            dialog.hours.setText(text)
            act(empty_desk, dialog)
            assert dialog.fields["hours"].error.startswith("The hours lie between 1 and 8760."), text
        dialog.hours.setText(" 48 ")
        dialog.country.setText("Atlantis")
        act(empty_desk, dialog)
        assert dialog.fields["country"].error.startswith("This country is not known")
        dialog.country.setText("United Kingdom")
        act(empty_desk, dialog)

    empty_desk.in_dialog(page.on_add, fill)
    (customer,) = entered(empty_desk).customers
    assert (customer.country, customer.forward_hours) == ("GB", 48)
    assert [line.words for line in lines(page)] == ["United Kingdom  ·  48 hours to forward"]

    def change(dialog: QDialog) -> None:
        assert isinstance(dialog, CustomerDialog)
        assert dialog.hours.text() == "48"
        dialog.hours.clear()
        act(empty_desk, dialog)

    empty_desk.in_dialog(detail_button(page, "Change …").click, change)
    assert entered(empty_desk).customers[0].forward_hours is None
    assert "no hours named" in texts(page._detail)


def test_a_representative_stands_for_an_entity_or_the_organisation(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    kept(page, Entity("Kestrel Europe GmbH", "DE-BY"), Entity("Kestrel Old BV", "NL"))
    retire_entry(opened(empty_desk.program), entered(empty_desk).entities[1])
    page.reload()
    empty_desk.settle()
    page.chips[Representative].click()

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, RepresentativeDialog)
        offered = [dialog.entity.itemText(row) for row in range(dialog.entity.count())]
        assert offered == [ORGANISATION, "Kestrel Europe GmbH"]  # not the retired one
        dialog.name.setText("Lindqvist Representation AB")
        dialog.jurisdiction.setCurrentIndex(dialog.jurisdiction.findData("UK"))
        dialog.entity.setCurrentIndex(1)
        dialog.address.setPlainText("1 Sample Street\nLondon")
        act(empty_desk, dialog)

    empty_desk.in_dialog(page.on_add, fill)
    (stands,) = entered(empty_desk).representatives
    assert (stands.jurisdiction, stands.entity_id, stands.address) == ("UK", 1, "1 Sample Street\nLondon")
    assert [line.words for line in lines(page)] == ["United Kingdom  ·  Kestrel Europe GmbH"]
    retire_entry(opened(empty_desk.program), entered(empty_desk).entities[0])
    page.reload()
    empty_desk.settle()

    def change(dialog: QDialog) -> None:
        assert isinstance(dialog, RepresentativeDialog)
        assert dialog.entity.currentText() == "Kestrel Europe GmbH (retired)"
        dialog.entity.setCurrentIndex(0)
        act(empty_desk, dialog)

    empty_desk.in_dialog(page.on_change, change)
    assert entered(empty_desk).representatives[0].entity_id is None
    assert ORGANISATION in texts(page._detail)


@pytest.mark.parametrize(
    "entry", [Entity("Aster GmbH", "DE-BY"), Customer("Aster GmbH"), Representative("Aster GmbH", "EU")]
)
def test_what_is_retired_is_greyed_on_demand_and_taken_back(empty_desk: Desk, entry: Entry) -> None:
    page = page_of(empty_desk)
    kept(page, entry)
    empty_desk.settle()
    page.chips[type(entry)].click()
    assert page.retired.isHidden()
    detail_button(page, "Retire").click()
    empty_desk.settle()
    assert names(page) == []
    assert page._stack.currentIndex() == 1  # nothing is in use: what the next step is
    assert empty_desk.window.shell is not None
    assert empty_desk.window.shell.notices.words() == "Aster GmbH is retired. What names it keeps it."
    page.retired.click()
    (line,) = lines(page)
    assert (line.is_faint, line.words.startswith("Retired  ·") or line.words == "Retired") == (True, True)
    page.on_change()  # a retired one is not changed: no dialog comes
    detail_button(page, "Take it back").click()
    empty_desk.settle()
    (line,) = lines(page)
    assert not line.is_faint
    assert page.retired.isHidden()


def test_retiring_is_taken_back_from_its_message(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    kept(page, Customer("Aster GmbH"), Customer("Begonia Ltd"))
    empty_desk.settle()
    page.chips[Customer].click()
    page.list.choose(1)
    page.on_retire()
    empty_desk.settle()
    assert names(page) == ["Aster GmbH"]
    assert empty_desk.window.shell is not None
    (back,) = [
        one
        for one in empty_desk.window.shell.notices.findChildren(QPushButton)
        if one.accessibleName() == "Take it back"
    ]
    back.click()
    empty_desk.settle()
    assert names(page) == ["Aster GmbH", "Begonia Ltd"]


def test_everything_by_key(empty_desk: Desk, qtbot: QtBot) -> None:
    """Go to the registers, choose the customers, add one, change it with Enter, retire it."""
    desk = empty_desk
    desk.press(Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    page = page_of(desk)
    assert page.add_button.hasFocus()
    page.chips[Entity].setFocus()
    desk.press(Qt.Key.Key_Right)
    assert page.kind is Customer
    assert page.chips[Customer].isChecked()
    page.add_button.setFocus()

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, CustomerDialog)
        qtbot.keyClicks(dialog.focusWidget(), "Aster GmbH")
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        desk.settle()

    desk.in_dialog(lambda: qtbot.keyClick(page.add_button, Qt.Key.Key_Space), fill)
    assert names(page) == ["Aster GmbH"]
    page.focus_first()
    assert desk.window.focusWidget() is page.list

    def change(dialog: QDialog) -> None:
        assert isinstance(dialog, CustomerDialog)
        qtbot.keyClicks(dialog.focusWidget(), "Begonia Ltd")  # the name is chosen, so it is written over
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        desk.settle()

    desk.in_dialog(lambda: qtbot.keyClick(page.list, Qt.Key.Key_Return), change)
    assert names(page) == ["Begonia Ltd"]
    retire = detail_button(page, "Retire")
    retire.setFocus()
    desk.press(Qt.Key.Key_Space)
    assert entered(desk).customers[0].retired_at is not None


def test_what_was_typed_is_not_lost_by_one_escape(empty_desk: Desk, qtbot: QtBot) -> None:
    page = page_of(empty_desk)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, EntityDialog)
        assert not dialog.typed()
        dialog.ticks["app_entity"].click()
        assert dialog.typed()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    empty_desk.in_dialog(page.on_add, fill)
    assert entered(empty_desk).entities == ()


def test_a_long_register_is_searched(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    page.chips[Customer].click()
    kept(page, *(Customer(f"Customer {number:02d}", reference=f"C-{1000 + number}") for number in range(9)))
    empty_desk.settle()
    assert not page.search.isVisible()
    kept(page, Customer("Åsa Lindqvist AB", contract="DPA 2025/17"))
    empty_desk.settle()
    assert page.search.isVisible()
    for text, found in (
        ("lindqvist", ["Åsa Lindqvist AB"]),
        ("dpa 2025", ["Åsa Lindqvist AB"]),
        ("C-1003", ["Customer 03"]),
        ("nobody", []),
    ):
        page.search.setText(text)
        assert names(page) == found
    page.search.clear()
    assert len(names(page)) == 10
    assert page.chips[Customer].text() == "Customers  10"


def test_a_register_that_was_left_shows_the_same_entry_again(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    kept(page, *(Customer(name) for name in "ABC"), Entity("Aster GmbH", "DE-BY"))
    empty_desk.settle()
    page.chips[Customer].click()
    page.list.choose(2)
    page.chips[Entity].click()
    assert names(page) == ["Aster GmbH"]
    page.chips[Customer].click()
    assert page.list.currentIndex().row() == 2


def test_dialogs_fit_the_screen_at_every_size_of_type(empty_desk: Desk) -> None:
    for scale in (100, 150):
        empty_desk.window.change_look("light", scale)
        empty_desk.settle()
        page = page_of(empty_desk)
        room = page.screen().availableSize().height()

        def measure(dialog: QDialog, scale: int = scale, room: int = room) -> None:
            assert dialog.height() <= room, scale
            dialog.reject()

        for kind in page.chips:
            page.show_register(kind)
            empty_desk.in_dialog(page.on_add, measure)
    empty_desk.window.change_look("light", 100)
    empty_desk.settle()
