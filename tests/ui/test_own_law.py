"""Own rules, holidays and times in the window, and the dates that move because of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDialog, QPushButton

from dpo_desktop.services.company_law import OwnHoliday, OwnLaw, add_holiday, own_law, set_time
from dpo_desktop.services.company_rules import add_rule
from dpo_desktop.services.editions import count_stale
from dpo_desktop.services.lists import request_detail
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.lines import LINE_ROLE
from dpo_desktop.ui.program import opened
from dpo_desktop.ui.registers.edition_dialog import EditionDialog
from dpo_desktop.ui.registers.own_holidays import HolidayDialog, OwnHolidays
from dpo_desktop.ui.registers.own_rules import OwnRules
from dpo_desktop.ui.registers.own_times import OwnTimes, TimeDialog
from dpo_desktop.ui.registers.page import RegistersPage
from dpo_desktop.ui.registers.rule_dialog import RuleDialog
from dpo_desktop.ui.requests.case_state import holiday_table
from tests.factory import OFFICER
from tests.services.own_entries import RULE, asked, own_time
from tests.ui.case_window import choose
from tests.ui.conftest import Desk, texts
from tests.ui.test_accessibility import interactive, nameless, unreached_by_tab

Panel = OwnRules | OwnHolidays | OwnTimes
BEFORE, AFTER = date(2026, 11, 20), date(2026, 11, 23)
HOLIDAY = OwnHoliday("IN-KA", BEFORE, "Founders' Day")


def panel_of(desk: Desk, kind: type[Panel]) -> Panel:
    """The list of the company's own of this kind, shown."""
    assert desk.window.shell is not None
    desk.window.shell.show_page("registers")
    desk.settle()
    page = desk.window.shell._page("registers")
    assert isinstance(page, RegistersPage)
    (at,) = [at for at, panel in enumerate(page.own) if isinstance(panel, kind)]
    page.own_chips[at].click()
    desk.settle()
    assert page._panel is page.own[at]
    return page.own[at]


def page_of(desk: Desk) -> RegistersPage:
    assert desk.window.shell is not None
    page = desk.window.shell._page("registers")
    assert isinstance(page, RegistersPage)
    return page


def entered(desk: Desk) -> OwnLaw:
    return own_law(opened(desk.program))


def lines(panel: Panel) -> list[tuple[str, str]]:
    model = panel.list.lines
    found = [model.data(model.index(row, 0), LINE_ROLE) for row in range(model.rowCount())]
    return [(line.title, line.words) for line in found]  # type: ignore[attr-defined]


def detail_button(panel: Panel, words: str) -> QPushButton:
    shown = panel._detail.currentWidget()
    assert shown is not None
    (found,) = [one for one in shown.findChildren(QPushButton) if one.accessibleName() == words]
    return found


def filled(desk: Desk, panel: Panel, fill: Callable[[WriteDialog], object]) -> None:
    """Press the page's own button, fill in the dialog, and end it."""

    def work(dialog: QDialog) -> None:
        assert isinstance(dialog, WriteDialog)
        fill(dialog)
        dialog.act_button.click()
        desk.settle()
        assert not dialog.isVisible(), [field.error for field in dialog.fields.values()]

    assert page_of(desk)._panel is panel
    desk.in_dialog(page_of(desk).add_button.click, work)


@pytest.mark.parametrize("kind", [OwnRules, OwnHolidays, OwnTimes])
def test_an_empty_list_says_what_belongs_in_it(empty_desk: Desk, kind: type[Panel]) -> None:
    panel = panel_of(empty_desk, kind)
    assert panel.words.empty in texts(panel)
    assert page_of(empty_desk).add_button.accessibleName() == panel.words.add
    assert not page_of(empty_desk).retired.isVisible()
    assert nameless(empty_desk.window) == []
    assert unreached_by_tab(empty_desk.window) == []


def test_a_rule_is_entered_by_the_short_form(empty_desk: Desk) -> None:
    panel = panel_of(empty_desk, OwnRules)

    def fill(dialog: WriteDialog) -> None:
        assert isinstance(dialog, RuleDialog)
        assert not dialog.is_answer.isChecked()
        dialog.is_answer.setChecked(True)
        dialog.title.setText("First answer")
        dialog.amount.setText("5")
        dialog.unit.setCurrentIndex(dialog.unit.findData("business_days"))
        dialog.citation.setText("Works agreement 4, section 3")
        dialog.kinds["access"].setChecked(True)

    filled(empty_desk, panel, fill)
    (rule,) = entered(empty_desk).rules
    assert (rule.rule_id, rule.types, rule.is_answer) == ("own-first-answer", ("access",), True)
    assert lines(panel) == [("First answer", "5 business days  ·  Access")]
    assert "5 business days from receipt" in texts(panel)
    chip = page_of(empty_desk).own_chips[0]
    assert chip.accessibleName() == "Own rules, 1"


def test_what_the_short_form_lacks_is_said_under_its_field(empty_desk: Desk) -> None:
    panel = panel_of(empty_desk, OwnRules)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, RuleDialog)
        told = []
        for mend in (
            lambda: None,
            lambda: dialog.title.setText("First answer"),
            lambda: dialog.amount.setText("5"),
            lambda: dialog.citation.setText("Works agreement 4"),
        ):
            mend()
            dialog.act_button.click()
            empty_desk.settle()
            told.append({key: field.error.split(".")[0] for key, field in dialog.fields.items() if field.error})
        assert told == [
            {"title": "The rule needs a name"},
            {"amount": "The number lies between 1 and 1000"},
            {"citation": "Say where the rule stands: a contract, a policy, a law and its article"},
            {"kinds": "Tick at least one kind of request that the rule governs"},
        ]
        dialog.kinds["access"].setChecked(True)
        dialog.act_button.click()
        empty_desk.settle()

    empty_desk.in_dialog(panel.on_add, fill)
    assert [rule.rule_id for rule in entered(empty_desk).rules] == ["own-first-answer"]


def test_an_unknown_word_of_a_pasted_rule_is_one_sentence_under_the_text(empty_desk: Desk) -> None:
    panel = panel_of(empty_desk, OwnRules)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, RuleDialog)
        dialog.text.click()
        assert 'id = "own-first-answer"' in dialog.body.toPlainText()  # the template
        dialog.kinds["access"].setChecked(True)
        dialog.body.setPlainText(RULE.replace("calendar_days", "weeks"))
        dialog.act_button.click()
        empty_desk.settle()
        assert dialog.fields["body"].error == (
            "The rule own-works-agreement has a word that this program does not know: unit = weeks. Correct the file."
        )
        dialog.body.setPlainText(RULE)
        dialog.act_button.click()
        empty_desk.settle()

    empty_desk.in_dialog(panel.on_add, fill)
    (rule,) = entered(empty_desk).rules
    assert (rule.rule_id, rule.body) == ("own-works-agreement", RULE)


def test_the_template_is_a_rule_that_can_be_entered(empty_desk: Desk) -> None:
    panel = panel_of(empty_desk, OwnRules)

    def fill(dialog: WriteDialog) -> None:
        assert isinstance(dialog, RuleDialog)
        dialog.text.click()
        dialog.kinds["erasure"].setChecked(True)

    filled(empty_desk, panel, fill)
    assert lines(panel) == [("First answer to the person", "5 business days  ·  Erasure")]


def test_the_short_form_goes_on_as_text(empty_desk: Desk) -> None:
    panel = panel_of(empty_desk, OwnRules)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, RuleDialog)
        dialog.title.setText("Erste Antwort")
        dialog.amount.setText("2")
        dialog.citation.setText("Vertrag 7")
        dialog.text.click()
        assert 'right = "Erste Antwort"\n' in dialog.body.toPlainText()
        dialog.reject()
        assert "would be lost" in dialog.readiness.text()
        dialog.reject()

    empty_desk.in_dialog(panel.on_add, fill)
    assert entered(empty_desk).rules == ()


def test_a_file_is_read_into_the_text(empty_desk: Desk, tmp_path: Path) -> None:
    panel = panel_of(empty_desk, OwnRules)
    good, picture = tmp_path / "rule.toml", tmp_path / "rule.png"
    good.write_text(RULE, "utf-8")
    picture.write_bytes(b"\x89PNG\x00\xff")

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, RuleDialog)
        dialog.text.click()
        for path, words in ((picture, "This is no file of rules"), (tmp_path / "none.toml", "cannot be read")):
            dialog.take_file(path)
            assert words in dialog.fields["body"].error
        dialog.take_file(good)
        assert (dialog.body.toPlainText(), dialog.fields["body"].error) == (RULE, "")
        dialog.kinds["access"].setChecked(True)
        dialog.act_button.click()
        empty_desk.settle()

    empty_desk.in_dialog(panel.on_add, fill)
    assert [rule.rule_id for rule in entered(empty_desk).rules] == ["own-works-agreement"]


def test_a_rule_is_changed_retired_and_taken_back(empty_desk: Desk) -> None:
    add_rule(opened(empty_desk.program), RULE, ["access"], is_answer=True)
    panel = panel_of(empty_desk, OwnRules)

    def change(dialog: QDialog) -> None:
        assert isinstance(dialog, RuleDialog)
        dialog.body.setPlainText(RULE.replace("amount = 10", "amount = 12"))
        dialog.act_button.click()
        empty_desk.settle()

    empty_desk.in_dialog(detail_button(panel, "Change …").click, change)
    assert lines(panel) == [("Section 3", "12 days  ·  Access")]
    detail_button(panel, "Retire").click()
    empty_desk.settle()
    assert lines(panel) == []
    assert page_of(empty_desk).retired.isVisible()
    page_of(empty_desk).retired.click()
    empty_desk.settle()
    assert lines(panel) == [("Section 3", "Retired  ·  12 days  ·  Access")]
    detail_button(panel, "Take it back").click()
    empty_desk.settle()
    assert entered(empty_desk).rules[0].retired_at is None


def test_a_holiday_is_entered(empty_desk: Desk) -> None:
    panel = panel_of(empty_desk, OwnHolidays)

    def fill(dialog: WriteDialog) -> None:
        assert isinstance(dialog, HolidayDialog)
        assert dialog.place.currentData() == "IN-KA"
        dialog.name.setText("Founders' Day")
        dialog.day.setDate(QDate(2026, 12, 23))

    filled(empty_desk, panel, fill)
    (holiday,) = entered(empty_desk).holidays
    assert (holiday.place, holiday.day, holiday.name) == ("IN-KA", date(2026, 12, 23), "Founders' Day")
    assert lines(panel) == [("Founders' Day", "Wed 23 Dec 2026  ·  India, Karnataka")]


def test_a_time_is_set_for_a_rule_in_plain_words(empty_desk: Desk) -> None:
    panel = panel_of(empty_desk, OwnTimes)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, TimeDialog)
        dialog.act_button.click()
        empty_desk.settle()
        assert dialog.fields["rule"].error == "Choose the rule that the time is for."
        dialog.rule.setCurrentIndex(dialog.rule.findData("eu-gdpr-7-3-withdrawal"))
        assert dialog.rule.currentText().startswith("EU GDPR: Art. 7(3)")
        assert dialog.says.text() == "The law says: immediately."
        dialog.amount.setText("two")
        dialog.who.setText(OFFICER)
        dialog.role.setText("Head of Support")
        dialog.advice.setPlainText("Two days are short.")
        choose(dialog.followed, "no")
        dialog.act_button.click()
        empty_desk.settle()
        assert "between 1 and" in dialog.fields["amount"].error
        dialog.amount.setText("48")
        dialog.act_button.click()
        empty_desk.settle()
        assert dialog.fields["who"].error == "You cannot decide this yourself: name who in the company decided it."
        dialog.who.setText("Lena Okafor")
        dialog.act_button.click()
        empty_desk.settle()

    empty_desk.in_dialog(page_of(empty_desk).add_button.click, fill)
    (time,) = entered(empty_desk).times
    assert (time.amount, time.unit, time.decided_by, time.followed) == (48, "hours", "Lena Okafor", False)
    assert lines(panel)[0][1] == "48 hours  ·  Lena Okafor"
    assert "Two days are short." in texts(panel)


# -- dates that move


def notice(desk: Desk) -> str:
    assert desk.window.shell is not None
    banner = desk.window.shell.editions.banner
    return banner.words if banner is not None else ""


def test_without_another_edition_there_is_no_notice(desk: Desk) -> None:
    assert notice(desk) == ""


def test_a_holiday_shows_which_dates_would_move_and_moves_those_that_are_ticked(empty_desk: Desk) -> None:
    workspace = opened(empty_desk.program)
    first, second = asked(workspace), asked(workspace, "Ben Hollis")
    asked(workspace, "Cora Lind", type_code="consent_withdrawal")
    panel = panel_of(empty_desk, OwnHolidays)

    def fill(dialog: WriteDialog) -> None:
        assert isinstance(dialog, HolidayDialog)
        dialog.name.setText("Founders' Day")
        dialog.day.setDate(QDate(2026, 11, 20))

    filled(empty_desk, panel, fill)
    assert notice(empty_desk) == ("Own holidays were changed. 3 open cases have their dates from before; 2 would move.")
    assert request_detail(workspace, first).due_on == BEFORE

    def move(dialog: QDialog) -> None:
        assert isinstance(dialog, EditionDialog)
        empty_desk.settle()
        model = dialog.table.stale
        told = [[model.data(model.index(row, column)) for column in range(5)] for row in range(model.rowCount())]
        assert told[0] == [
            "REQ-2026-0001  ·  Access",
            "Answer",
            "Fri 20 Nov 2026",
            "Mon 23 Nov 2026",
            "Own holidays were changed",
        ]
        assert dialog.whole.text().startswith("REQ-2026-0001. Answer: Fri 20 Nov 2026 becomes Mon 23 Nov 2026\n")
        assert "1 more case keeps its dates" in dialog.stays.text()
        assert nameless(dialog) == []
        assert unreached_by_tab(dialog) == []
        assert interactive(dialog) > 5
        dialog.table.selectRow(1)
        empty_desk.qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
        assert dialog.count.text() == "1 of 2 ticked"
        dialog.act_button.click()
        assert "the reason stands in the timeline" in dialog.reason_field.error
        dialog.reason.setPlainText("The office is closed.")
        dialog.act_button.click()
        empty_desk.settle()

    shell = empty_desk.window.shell
    assert shell is not None
    empty_desk.in_dialog(shell.editions.on_look, move)
    assert [request_detail(workspace, case).due_on for case in (first, second)] == [AFTER, BEFORE]
    assert shell.notices.words() == "The dates of 1 case moved."
    assert notice(empty_desk) == "Own holidays were changed. 1 open case has its dates from before; 1 would move."
    shell.show_request(first)
    empty_desk.settle()
    shown = texts(shell.requests)
    assert "Date moved from Fri 20 Nov 2026 to Mon 23 Nov 2026. Own holidays were changed" in shown
    assert "The office is closed." in shown
    assert holiday_table(request_detail(workspace, first).holiday_edition).endswith("India, Karnataka, 1 own day")


def test_cases_whose_dates_stay_are_renewed_without_a_reason(empty_desk: Desk) -> None:
    workspace = opened(empty_desk.program)
    asked(workspace)
    add_holiday(workspace, OwnHoliday("IN-KA", date(2027, 3, 5), "Founders' Day"))
    shell = empty_desk.window.shell
    assert shell is not None
    shell.editions._look()
    empty_desk.settle()
    assert notice(empty_desk).endswith("1 open case has its dates from before; none would.")

    def renew(dialog: QDialog) -> None:
        assert isinstance(dialog, EditionDialog)
        empty_desk.settle()
        assert not dialog.table.isVisible()
        assert dialog.act_button.accessibleName() == "Renew them"
        dialog.act_button.click()
        empty_desk.settle()

    empty_desk.in_dialog(shell.editions.on_look, renew)
    assert count_stale(workspace) == 0
    assert notice(empty_desk) == ""
    assert shell.notices.words() == "No date moved; the cases rest on the present law now."


def test_a_notice_that_was_closed_comes_again_when_something_is_new(empty_desk: Desk) -> None:
    workspace = opened(empty_desk.program)
    asked(workspace)
    panel = panel_of(empty_desk, OwnTimes)
    set_time(workspace, own_time())
    shell = empty_desk.window.shell
    assert shell is not None
    shell.editions._look()
    empty_desk.settle()
    assert shell.editions.banner is not None
    shell.editions.banner.closed.emit()
    empty_desk.settle()
    assert notice(empty_desk) == ""
    shell.editions._look()
    empty_desk.settle()
    assert notice(empty_desk) == ""  # nothing is new
    panel.reload()
    empty_desk.settle()
    detail_button(panel, "Retire").click()
    empty_desk.settle()
    assert notice(empty_desk) == ""  # the dates are those of the present law again
    assert count_stale(workspace) == 0


@pytest.mark.parametrize("kind", [OwnRules, OwnHolidays, OwnTimes])
def test_each_dialog_has_names_and_is_gone_through_by_tab(empty_desk: Desk, kind: type[Panel]) -> None:
    panel = panel_of(empty_desk, kind)
    seen = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, WriteDialog)
        forms = [dialog.short, dialog.text] if isinstance(dialog, RuleDialog) else [dialog.act_button]
        for form in forms:
            if isinstance(dialog, RuleDialog):
                form.click()
            assert interactive(dialog) > 4
            assert nameless(dialog) == []
            assert unreached_by_tab(dialog) == []
            seen.append(form)
        dialog.done(QDialog.DialogCode.Rejected)

    empty_desk.in_dialog(panel.on_add, look)
    assert len(seen) == (2 if kind is OwnRules else 1)
