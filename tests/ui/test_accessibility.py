"""Every interactive widget has a name, every one can be reached and left by Tab, and no page opens a stray window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QDialog, QPushButton, QWidget

from dpo_desktop.services.case_facts import ask
from dpo_desktop.services.case_rules import rule_of_case
from dpo_desktop.services.lists import request_detail
from dpo_desktop.services.registers import Customer, Entity, Representative, registers
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.ui.help_dialogs import AboutDialog, KeyboardDialog
from dpo_desktop.ui.main_window import Desktop
from dpo_desktop.ui.registers.dialogs import CustomerDialog, EntityDialog, RepresentativeDialog
from dpo_desktop.ui.reports.report_dialog import ReportDialog
from dpo_desktop.ui.requests.case_dialogs import CloseDialog, NoteDialog, ReopenDialog
from dpo_desktop.ui.requests.correct_dialog import CorrectDialog
from dpo_desktop.ui.requests.fact_acts import FACT_ACTS
from dpo_desktop.ui.requests.fact_dialogs import StrikeDialog
from dpo_desktop.ui.requests.import_dialog import ImportDialog
from dpo_desktop.ui.requests.imports_dialog import ImportsDialog
from dpo_desktop.ui.requests.new_dialog import NewRequestDialog
from dpo_desktop.ui.requests.role_dialogs import LawDialog
from dpo_desktop.ui.requests.saved_dialogs import SaveFilterDialog
from dpo_desktop.ui.requests.take_back_dialog import TakeBackDialog
from dpo_desktop.ui.requests.why_dialog import WhyDialog
from dpo_desktop.ui.settings.passphrase_dialog import PassphraseDialog
from dpo_desktop.ui.window_settings import WindowSettings
from tests.factory import NOW
from tests.ui.conftest import Desk, Starter

_ROLES = (
    QAccessible.Role.Button,
    QAccessible.Role.PushButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.SpinBox,
    QAccessible.Role.List,
    QAccessible.Role.Table,
    QAccessible.Role.MenuItem,
    QAccessible.Role.ProgressBar,
)
SECTIONS = ("home", "mail", "requests", "reports", "registers", "audit", "settings")


def interfaces(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Everything a screen reader can walk to; the cells of lists are not entered."""
    waiting = [root]
    while waiting:
        here = waiting.pop()
        if here is None or not here.isValid() or here.state().invisible:
            continue
        yield here
        if not isinstance(here.object(), QAbstractItemView):
            waiting += [here.child(number) for number in range(here.childCount())]


def nameless(widget: QWidget) -> list[str]:
    root = QAccessible.queryAccessibleInterface(widget)
    assert root is not None
    found = []
    for here in interfaces(root):
        if here.role() in _ROLES and not here.text(QAccessible.Text.Name).strip():
            owner = here.object()
            found.append(f"{here.role().name} {type(owner).__name__} in {type(owner.parent()).__name__}")
    return found


def interactive(widget: QWidget) -> int:
    root = QAccessible.queryAccessibleInterface(widget)
    assert root is not None
    return sum(here.role() in _ROLES for here in interfaces(root))


def unreached_by_tab(window: QWidget) -> list[str]:
    """Widgets that take the focus by Tab and are never met when Tab is pressed again and again."""
    wanted = {
        child
        for child in window.findChildren(QWidget)
        if child.isVisible()
        and child.isEnabled()
        and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.focusProxy() is None
        and child.window() is window
    }
    start = QApplication.focusWidget()
    assert start is not None
    met = {start}
    for _step in range(len(wanted) + 60):
        window.focusNextChild()
        here = QApplication.focusWidget()
        assert here is not None
        met.add(here)
    # In a group of which one is chosen, Tab meets the chosen one and the arrow keys the others.
    by_arrow = {
        other
        for here in met
        if isinstance(here, QAbstractButton) and (group := here.group()) is not None and group.exclusive()
        for other in group.buttons()
    }
    return sorted(f"{type(left).__name__} {left.accessibleName()}" for left in wanted - met - by_arrow)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_widget_of_the_desk_has_a_name_and_is_reached_by_tab(desk: Desk, section: str) -> None:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page(section)
    desk.settle()
    assert interactive(desk.window) > 8
    assert nameless(desk.window) == []
    assert unreached_by_tab(desk.window) == []


def test_every_widget_of_first_run_has_a_name(start: Starter, tmp_path_factory: pytest.TempPathFactory) -> None:
    desk = start(tmp_path_factory.mktemp("none") / "new")
    page = desk.window.centralWidget()
    for step in range(4):
        page._show_step(step)  # type: ignore[union-attr]
        QApplication.processEvents()
        assert nameless(desk.window) == []
        assert unreached_by_tab(desk.window) == []


def test_every_widget_of_the_unlock_page_has_a_name(start: Starter, empty_folder: object) -> None:
    desk = start(empty_folder)  # type: ignore[arg-type]
    assert nameless(desk.window) == []
    assert unreached_by_tab(desk.window) == []
    desk.window.centralWidget().on_other_way()  # type: ignore[union-attr]
    QApplication.processEvents()
    assert nameless(desk.window) == []


def dialogs(desk: Desk, settings: WindowSettings) -> dict[str, QDialog]:
    from dpo_desktop.services.workspace import describe
    from dpo_desktop.ui.program import opened

    program, parent = desk.program, desk.window
    view = describe(opened(program))
    ask(opened(program), 1, cause="clarification", asked_on=NOW.date(), has_letter=True, words="")
    case = request_detail(opened(program), 1)
    entry = next(one for one in case.timeline if one.kind == "asked")
    known = rule_of_case(opened(program), case.duties[0].rule_id)
    return {
        **{f"fact {key}": made(program, case, parent) for key, made in FACT_ACTS.items()},
        "law": LawDialog(program, case, "EU", parent),
        "strike": StrikeDialog(program, case, entry, parent),
        "why": WhyDialog(case, case.duties[0], known, parent),
        "new": NewRequestDialog(program, parent),
        "close": CloseDialog(program, 1, "REQ-2026-0001", parent),
        "reopen": ReopenDialog(program, 1, "REQ-2026-0001", parent),
        "note": NoteDialog(program, 1, "REQ-2026-0001", parent),
        "correct": CorrectDialog(program, request_detail(opened(program), 1), ["REQ-2026-0002"], parent),
        "save filter": SaveFilterDialog(program, RequestFilter(), "due", parent),
        "import": ImportDialog(program, parent),
        "imports": ImportsDialog(program, parent),
        "take back": TakeBackDialog(program, 1, parent),
        "report": ReportDialog(program, settings, parent),
        "entity": EntityDialog(program, Entity("", "IN-KA"), parent),
        "customer": CustomerDialog(program, Customer(""), parent),
        "representative": RepresentativeDialog(program, Representative("", "EU"), registers(opened(program)), parent),
        "passphrase": PassphraseDialog(program, view, parent, after_recovery=False),
        "keyboard": KeyboardDialog(parent),
        "about": AboutDialog(parent),
    }


def pressed_by_enter(dialog: QDialog) -> str:
    """The kind of the button that Enter presses from a field, or that it is the one with the focus."""
    (default,) = [one for one in dialog.findChildren(QPushButton) if one.isDefault()]
    return "focused" if default.hasFocus() else str(default.property("kind"))


def test_every_widget_of_the_dialogs_has_a_name_and_is_reached_by_tab(desk: Desk) -> None:
    for name, dialog in dialogs(desk, WindowSettings(desk.program.settings_file)).items():
        dialog.show()
        dialog.activateWindow()
        desk.wait_for(dialog.isActiveWindow)
        desk.settle()
        assert pressed_by_enter(dialog) in ("primary", "danger", "focused"), name
        if name in ("new", "correct"):
            dialog.other.setChecked(True)  # type: ignore[attr-defined]
        if name == "report":
            desk.wait_for(lambda dialog=dialog: not dialog.preview.paper.pixmap().isNull())
        assert nameless(dialog) == [], name
        assert unreached_by_tab(dialog) == [], name
        dialog.close()
        dialog.deleteLater()


def test_every_widget_of_the_import_has_a_name_and_is_reached_by_tab_at_every_step(desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "register.csv"
    lines = [
        "Nr,Nr,Received,Name,Right",
        "1,a,03/04/2026,Tara,access",
        "2,b,05/06/2026,Till,singing",
        "3,c,x,y,z,too many",
    ]
    table.write_text("\n".join(lines) + "\n", "utf-8")
    dialog = ImportDialog(desk.program, desk.window)
    dialog.show()
    dialog.activateWindow()
    desk.wait_for(dialog.isActiveWindow)
    dialog.read_file(table)
    desk.settle()
    for step in range(4):
        assert dialog.step == step
        assert interactive(dialog) > 3
        assert nameless(dialog) == [], step
        assert unreached_by_tab(dialog) == [], step
        if dialog.check_step.order_buttons["dmy"].isVisible():
            dialog.check_step.order_buttons["dmy"].click()
            desk.settle()
        dialog.on_act()
        desk.settle()
    assert dialog.readiness.text() == "2 rows have a problem. Leave them out, or mend the file."
    dialog.close()
    dialog.deleteLater()


class ShownWindows(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_no_page_opens_a_window_of_its_own(desk: Desk) -> None:
    application = QApplication.instance()
    assert application is not None
    watch = ShownWindows()
    application.installEventFilter(watch)
    desk.window.change_look("dark", 110)
    for section in SECTIONS:
        assert desk.window.shell is not None
        desk.window.shell.show_page(section)
        desk.settle()
    application.removeEventFilter(watch)
    assert watch.seen == []
    assert isinstance(desk.window, Desktop)
    assert desk.window.isActiveWindow()


def test_list_rows_are_spoken_with_status_person_right_reference_and_due(desk: Desk) -> None:
    shell = desk.window.shell
    assert shell is not None
    shell.show_page("requests")
    desk.settle()
    model = shell.requests.list.model
    spoken = str(model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "Late, Vikram Choudhary, Access, REQ-2026-0031, 7 days late, Tue 17 Nov"
