"""Every window and every page of the demo as a picture: tools/pictures.py [FOLDER] [--only WORD].

The clock, the people and the sizes are fixed, so a picture changes only with the program. Widgets are drawn offscreen;
pages are drawn by PDFium.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from dpo_desktop.bootstrap import Program, build_application, build_program, open_window
from dpo_desktop.reports.pictures import page_picture, page_sizes
from dpo_desktop.services.demo import build_demo
from dpo_desktop.services.workspace import lock
from dpo_desktop.ui.home.page import HomePage
from dpo_desktop.ui.main_window import Desktop

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
SIZE, SMALL = (1360, 860), (900, 640)
_COLOURS = 256


def clock() -> datetime:
    return NOW


def settle(program: Program) -> None:
    """Run the event loop until no lane has work left and nothing more is drawn."""
    application = QApplication.instance()
    assert application is not None
    loop = QEventLoop()

    def look() -> None:
        if program.runner.busy:
            timer.start()
        else:
            loop.quit()

    for _turn in range(6):
        timer = QTimer()
        timer.setSingleShot(True)
        timer.setInterval(15)
        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        application.processEvents()


def small(png: bytes) -> Image.Image:
    """A third of the bytes: a window has few colours."""
    return Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS, kmeans=1, dither=Image.Dither.NONE)


class Gallery:
    def __init__(self, folder: Path, only: str) -> None:
        self.folder, self.only = folder, only
        folder.mkdir(parents=True, exist_ok=True)
        self.written: list[str] = []

    def wants(self, name: str) -> bool:
        return self.only in name

    def window(self, name: str, widget: QWidget) -> None:
        if not self.wants(name):
            return
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        widget.grab().save(buffer, "PNG")
        small(bytes(buffer.data().data())).save(self.folder / f"{name}.png", optimize=True)
        self.written.append(name)

    def pages(self, name: str, pdf: bytes) -> None:
        for number in range(len(page_sizes(pdf))):
            title = f"{name}-{number + 1}"
            if self.wants(title):
                drawn = page_picture(pdf, number, 1.35)
                image = Image.frombuffer(
                    "RGB", (drawn.width, drawn.height), drawn.pixels, "raw", "BGRX", drawn.stride, 1
                )
                image.quantize(_COLOURS, kmeans=1, dither=Image.Dither.NONE).save(
                    self.folder / f"{title}.png", optimize=True
                )
                self.written.append(title)


def show(program: Program) -> Desktop:
    window = open_window(program)
    window.resize(*SIZE)
    settle(program)
    return window


def in_dialog(program: Program, act: Callable[[], object], take: Callable[[QDialog], None]) -> None:
    """Run an act that opens a dialog, take its picture when it has settled, and close it."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        settle(program)
        take(dialog)
        dialog.reject()

    QTimer.singleShot(50, look)
    act()
    settle(program)


def first_run(gallery: Gallery, folder: Path) -> None:
    from dpo_desktop.ui.first_run import FirstRun

    program = build_program(folder / "new", clock=clock, settings_file=folder / "new.ini")
    window = show(program)
    page = window.centralWidget()
    assert isinstance(page, FirstRun)
    gallery.window("1-first-run", window)
    page.organisation.setText("CRM HUB 360")
    page.officer.setText("Asha Verma")
    page.on_next()
    settle(program)
    gallery.window("1-first-run-place", window)
    page.on_next()
    page.passphrase.setText("password password")
    page.again.setText("password password")
    page.on_next()
    settle(program)
    gallery.window("1-first-run-passphrase", window)
    for line in (page.passphrase, page.again):
        line.setText("copper-harbour-violin-meadow")
    page.on_next()
    settle(program)
    gallery.window("1-first-run-code", window)
    window.close()
    program.shut_down()


def desk(gallery: Gallery, folder: Path, theme: str, scale: int) -> None:
    from dpo_desktop.domain.errors import WrongSecret
    from dpo_desktop.services.workspace import unlock
    from dpo_desktop.ui.reports.report_dialog import ReportDialog
    from dpo_desktop.ui.unlock_page import UnlockPage

    suffix = "" if (theme, scale) == ("light", 100) else f"-{theme}" if scale == 100 else f"-{scale}"
    settings = QSettings(str(folder / f"window{suffix}.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", theme)
    settings.setValue("scale", scale)
    settings.setValue("report_folder", "/home/asha/Documents")
    settings.sync()
    program = build_program(folder / "demo" / "workspace", clock=clock, settings_file=folder / f"window{suffix}.ini")
    window = show(program)
    page = window.centralWidget()
    assert isinstance(page, UnlockPage)
    page._on_failed(WrongSecret("vault.wrong_passphrase"))
    settle(program)
    gallery.window(f"2-unlock{suffix}", window)
    passphrase = (folder / "demo" / "passphrase").read_text("utf-8").strip()
    window._on_opened(unlock(program.folder, passphrase, clock=clock))
    settle(program)
    shell = window.shell
    assert shell is not None
    gallery.window(f"3-home{suffix}", window)
    figures(gallery, program, window, suffix)
    shell.show_page("requests")
    settle(program)
    requests = shell.requests
    ids = [requests.list.model.id_at(position) for position in range(requests.list.model.rowCount())]
    requests.list.select(ids[10])
    settle(program)
    gallery.window(f"4-requests{suffix}", window)
    for name, act in (
        ("5-new-request", shell.on_new_request),
        ("5-close", requests.on_close),
        ("5-note", requests.on_note),
        ("5-correct", requests.on_correct),
        ("5-export", requests.on_export),
    ):
        if gallery.wants(f"{name}{suffix}"):
            in_dialog(program, act, lambda dialog, name=name: gallery.window(f"{name}{suffix}", dialog))
    table_import(gallery, program, window, suffix, folder)
    requests.list.set_status("closed")
    settle(program)
    gallery.window(f"4-requests-closed{suffix}", window)
    requests.list.search.setText("zzz")
    requests.list.reload()
    settle(program)
    gallery.window(f"4-requests-nothing{suffix}", window)
    filters_and_table(gallery, program, window, suffix)
    mail(gallery, program, window, suffix)
    shell.show_page("reports")
    settle(program)
    gallery.window(f"6-reports{suffix}", window)
    if gallery.wants(f"6-report-dialog{suffix}"):

        def preview(dialog: QDialog) -> None:
            assert isinstance(dialog, ReportDialog)
            while dialog.preview.paper.pixmap().isNull():
                settle(program)
            dialog.preview.turn(1)
            settle(program)
            gallery.window(f"6-report-dialog{suffix}", dialog)

        in_dialog(program, shell.on_new_report, preview)
    registers(gallery, program, window, suffix)
    own_law(gallery, program, window, suffix)
    cases(gallery, program, window, suffix)
    shell.show_page("audit")
    settle(program)
    page = shell._page("audit")
    page.on_check()  # type: ignore[union-attr]
    settle(program)
    gallery.window(f"7-audit{suffix}", window)
    shell.show_page("settings")
    settle(program)
    gallery.window(f"8-settings{suffix}", window)
    if gallery.wants(f"9-keyboard{suffix}"):
        in_dialog(program, window.on_keyboard, lambda dialog: gallery.window(f"9-keyboard{suffix}", dialog))
    requests.list.show_all_open()
    settle(program)
    requests.list.select(ids[10])
    window.resize(*SMALL)
    shell.show_page("home")
    settle(program)
    gallery.window(f"3-home-small{suffix}", window)
    shell.show_page("requests")
    settle(program)
    gallery.window(f"4-requests-small{suffix}", window)
    window.close()
    program.shut_down()


def filters_and_table(gallery: Gallery, program: Program, window: Desktop, suffix: str) -> None:
    """Saved filters over the list, and the list as a table."""
    from dpo_desktop.services.saved_filters import save_filter
    from dpo_desktop.services.views import RequestFilter
    from dpo_desktop.ui.program import opened

    shell = window.shell
    assert shell is not None
    desk = shell.requests
    rows = desk.list
    rows.show_all_open()
    settle(program)
    if not rows.saved.chips:
        for name, wanted in (
            ("Erasure, EU", RequestFilter(type_code="erasure", law="EU")),
            ("Nobody yet", RequestFilter(handler="")),
            ("India, all", RequestFilter(status="", law="IN")),
        ):
            save_filter(opened(program), name, wanted, "due")
        rows.saved.load()
        settle(program)
    next(iter(rows.saved.chips.values())).click()
    settle(program)
    gallery.window(f"b-saved{suffix}", window)
    rows.filter_button.click()
    rows.panel.law.setCurrentIndex(rows.panel.law.findData("UK"))
    settle(program)
    gallery.window(f"b-filter{suffix}", window)
    if gallery.wants(f"b-save-filter{suffix}"):
        in_dialog(program, rows.saved.on_save_as, lambda one: gallery.window(f"b-save-filter{suffix}", one))
        in_dialog(program, rows.saved.on_delete, lambda one: gallery.window(f"b-delete-filter{suffix}", one))
    rows.filter_button.click()
    rows.show_all_open()
    rows.turn_form()
    settle(program)
    rows.select(rows.model.id_at(10))
    settle(program)
    gallery.window(f"b-table{suffix}", window)
    rows.table.horizontalScrollBar().setValue(rows.table.horizontalScrollBar().maximum())
    for name, menu in (
        ("columns", rows.table.columns_menu(rows, "type")),
        ("order", rows.order.menu()),
    ):
        menu.popup(rows.mapToGlobal(rows.rect().center()))
        settle(program)
        gallery.window(f"b-{name}{suffix}", menu)
        menu.close()
        menu.deleteLater()
    rows.filter_button.click()
    settle(program)
    gallery.window(f"b-table-filter{suffix}", window)
    rows.filter_button.click()
    rows.opened.emit()
    settle(program)
    gallery.window(f"b-table-case{suffix}", window)
    desk.on_back()
    rows.search.setText("zzz")
    rows.reload()
    settle(program)
    gallery.window(f"b-table-nothing{suffix}", window)
    window.resize(*SMALL)
    rows.show_all_open()
    settle(program)
    gallery.window(f"b-table-small{suffix}", window)
    window.resize(*SIZE)
    rows.turn_form()
    settle(program)


def figures(gallery: Gallery, program: Program, window: Desktop, suffix: str) -> None:
    """The charts of Home below the first ones, and the tables; where there is no room, in place of the work."""
    assert window.shell is not None
    home = window.shell._page("home")
    assert isinstance(home, HomePage)
    home.switch.figures.setChecked(True)
    bar = home.pane.findChild(QScrollArea).verticalScrollBar()  # type: ignore[union-attr]
    for name, as_tables in (("figures", False), ("tables", True)):
        home.pane.as_tables.setChecked(as_tables)
        settle(program)
        bar.setValue(0 if suffix == "-150" and not as_tables else bar.maximum())
        gallery.window(f"3-home-{name}{suffix}", window)
    home.pane.as_tables.setChecked(False)
    bar.setValue(0)
    home.switch.work.setChecked(True)
    settle(program)


def mail(gallery: Gallery, program: Program, window: Desktop, suffix: str) -> None:
    """The mail desk with some of the mailbox that the tests use: one of each kind."""
    if not gallery.wants("mail"):
        return
    from dpo_desktop.services.mail_lists import mail_detail
    from dpo_desktop.ui.mail.attachment_dialog import AttachmentDialog
    from dpo_desktop.ui.program import opened

    shell = window.shell
    assert shell is not None
    desk = shell.mail
    shell.show_page("mail")
    settle(program)
    if not desk.list.model.rowCount() and "-" not in suffix:
        gallery.window("a-mail-empty", window)
    names = (1, 4, 7, 12, 15, 16, 22, 24, 26, 29, 34, 36, 40, 48, 57, 67, 74, 77, 79)
    desk.take_in([ROOT / "tests" / "data" / "mailbox" / f"m{number:03d}.eml" for number in names])
    settle(program)
    shell.notices.clear()
    desk.list.show_all("" if suffix else "undecided")
    settle(program)
    rows = [desk.list.model.row_at(at) for at in range(desk.list.model.rowCount())]
    by_file = {row.subject: row.id for row in rows if row is not None}

    def show(start: str) -> None:
        desk.list.select(next(mail_id for subject, mail_id in by_file.items() if subject.startswith(start)))
        settle(program)

    if suffix:
        show("any news")
        gallery.window(f"a-mail{suffix}", window)
    show("FINAL NOTICE")
    gallery.window(f"a-mail-html{suffix}", window)
    show("Az. 4.2")
    gallery.window(f"a-mail-authority{suffix}", window)
    if gallery.wants(f"a-mail-file{suffix}"):
        file = next(one for one in desk._shown().attachments if one.part > 0)

        def picture(dialog: QDialog) -> None:
            assert isinstance(dialog, AttachmentDialog)
            while dialog.paper.pixmap().isNull():
                settle(program)
            gallery.window(f"a-mail-file{suffix}", dialog)

        in_dialog(program, lambda: desk.on_file(file), picture)
    acts = [("join", desk.on_join), ("headers", desk.on_headers)]
    if not suffix:  # later it has a case
        acts.insert(0, ("request", desk.on_request))
    for name, act in acts:
        if gallery.wants(f"a-mail-{name}{suffix}"):
            in_dialog(program, act, lambda dialog, name=name: gallery.window(f"a-mail-{name}{suffix}", dialog))
    desk.list.view.selectAll()
    settle(program)
    gallery.window(f"a-mail-several{suffix}", window)
    if not suffix:
        desk.on_request()
        settle(program)
        shell.notices.clear()
        desk.list.show_all("")
        settle(program)
        show("any news")
        gallery.window("a-mail", window)
        desk.on_suggestion()
        settle(program)
        shell.notices.clear()
    news = next(one for subject, one in by_file.items() if subject.startswith("any news"))
    shown = mail_detail(opened(program), news)
    assert shown.case is not None
    shell.show_request(shown.case.id)
    settle(program)
    gallery.window(f"a-mail-case{suffix}", window)


def registers(gallery: Gallery, program: Program, window: Desktop, suffix: str) -> None:
    """The three registers, empty at first, then with some entries; one dialog of each."""
    if not gallery.wants("c-registers"):
        return
    from dpo_desktop.services import registers as desk
    from dpo_desktop.ui.program import opened
    from dpo_desktop.ui.registers.page import RegistersPage

    assert window.shell is not None
    window.shell.show_page("registers")
    page = window.shell._page("registers")
    assert isinstance(page, RegistersPage)
    settle(program)
    kinds = {"entities": desk.Entity, "customers": desk.Customer, "representatives": desk.Representative}
    if not suffix:
        for name, kind in kinds.items():
            page.show_register(kind)
            settle(program)
            gallery.window(f"c-registers-no-{name}", window)
            in_dialog(program, page.on_add, lambda one, name=name: gallery.window(f"c-registers-add-{name}", one))
        workspace = opened(program)
        europe = frozenset({"controller_established_in_eu"})
        india = frozenset({"body_corporate_in_india", "processing_in_india", "ccpa_business"})
        munich = desk.add_entry(workspace, desk.Entity("CRM HUB 360 Europe GmbH", "DE-BY", europe))
        desk.add_entry(workspace, desk.Entity("CRM HUB 360 Private Limited", "IN-KA", india, "Bengaluru, head office"))
        for number, (name, hours) in enumerate(
            (("Tattersall Freight", 48), ("Ollivander Optik GmbH", 24), ("Meridian Care", None), ("Zenith Labs", 72))
        ):
            mail = f"privacy@{name.split()[0].lower()}.example"
            customer = desk.Customer(name, f"C-{1042 + number}", "Privacy team", mail, "GB", "DPA 2025/17", hours)
            kept = desk.add_entry(workspace, customer)
        desk.retire_entry(workspace, desk.Customer("", id=kept.id))
        stands = desk.Representative(
            "Lindqvist Representation AB", "UK", munich.id, "1 Sample Street\nLondon", "uk@lindqvist.example"
        )
        desk.add_entry(workspace, stands)
        page.reload()
        settle(program)
    for name, kind in kinds.items():
        page.show_register(kind)
        page.retired.setChecked(kind is desk.Customer)
        settle(program)
        gallery.window(f"c-registers-{name}{suffix}", window)
        in_dialog(
            program, page.on_change, lambda one, name=name: gallery.window(f"c-registers-change-{name}{suffix}", one)
        )


def own_law(gallery: Gallery, program: Program, window: Desktop, suffix: str) -> None:
    """What the company adds to the law, empty at first; then the dates that it would move, and the notice of them."""
    if not gallery.wants("d-own"):
        return
    from datetime import date

    from dpo_desktop.services import company_law as own
    from dpo_desktop.services.company_rules import ShortRule, add_short_rule
    from dpo_desktop.ui.program import opened
    from dpo_desktop.ui.registers.page import RegistersPage
    from dpo_desktop.ui.registers.rule_dialog import RuleDialog

    shell = window.shell
    assert shell is not None
    shell.show_page("registers")
    page = shell._page("registers")
    assert isinstance(page, RegistersPage)
    settle(program)
    names = ("rules", "holidays", "times")
    if not suffix:
        for name, chip in zip(names, page.own_chips, strict=True):
            chip.click()
            settle(program)
            gallery.window(f"d-own-no-{name}", window)
        workspace = opened(program)
        short = ShortRule("First answer to the person", "IN", 5, "business_days", "Works agreement 4, section 3", True)
        add_short_rule(workspace, short, ["access", "erasure", "rectification"], is_answer=False)
        for day, words in ((date(2026, 12, 7), "Founders' Day"), (date(2027, 1, 4), "Company holiday")):
            own.add_holiday(workspace, own.OwnHoliday("IN-KA", day, words))
        for rule_id, amount, unit in (("eu-gdpr-7-3-withdrawal", 48, "hours"), ("eu-gdpr-15", 20, "calendar_days")):
            advice = "Two working days are what the systems allow; one was wished for."
            who = ("Lena Okafor", "Head of Support")
            time = own.OwnTime(rule_id, amount, unit, *who, advice, followed=True, decided_on=date(2026, 11, 20))
            own.set_time(workspace, time)
        for panel in page.own:
            panel.reload()
        shell.editions._look()
        settle(program)
    for name, chip, panel in zip(names, page.own_chips, page.own, strict=True):
        chip.click()
        settle(program)
        gallery.window(f"d-own-{name}{suffix}", window)

        def take(dialog: QDialog, name: str = name) -> None:
            gallery.window(f"d-own-add-{name}{suffix}", dialog)
            if isinstance(dialog, RuleDialog):
                dialog.text.click()
                dialog.kinds["access"].setChecked(True)
                dialog.body.setPlainText(dialog.body.toPlainText().replace('unit = "business_days"', 'unit = "weeks"'))
                dialog.act_button.click()
                settle(program)
                gallery.window(f"d-own-rule-text{suffix}", dialog)
                dialog.reject()

        in_dialog(program, panel.on_add, take)
    in_dialog(program, shell.editions.on_look, lambda one: gallery.window(f"d-own-editions{suffix}", one))
    shell.show_page("home")
    settle(program)
    gallery.window(f"d-own-home{suffix}", window)


def table_import(gallery: Gallery, program: Program, window: Desktop, suffix: str, folder: Path) -> None:
    """A register with a few rows that need a look comes in, is looked at as a case, and is taken back."""
    if not gallery.wants("5-import"):
        return
    from dpo_desktop.services.import_lists import imports
    from dpo_desktop.ui.program import opened
    from dpo_desktop.ui.requests.import_dialog import ImportDialog
    from dpo_desktop.ui.requests.register_source import FromRegister
    from dpo_desktop.ui.requests.take_back_dialog import TakeBackDialog

    shell = window.shell
    assert shell is not None
    requests = shell.requests
    table = folder / "register-2024.csv"
    lines = (ROOT / "tests" / "data" / "crm" / "history-140.csv").read_text("utf-8-sig").splitlines()
    head, rows = lines[0], "\n".join(lines[1:])
    rows = rows.replace("04.03.2023;Branwen", "31.02.2023;Branwen", 1).replace(";SAR;", ";a singing telegram;", 1)
    table.write_text(f"{head}\n{rows}\n24-900;03.01.2024;Ida;;access;;;;;;;;one;too;many\n", "utf-8")
    asking = folder / "form-2026.csv"
    asking.write_text("Nr,Received,Name,Right\n1,03/04/2026,Tara Quill,access\n2,05/06/2026,Till,erasure\n", "utf-8")
    page = folder / "export.csv"
    page.write_text("<!DOCTYPE html><html><body>Sign in</body></html>", "utf-8")

    def picture(dialog: QDialog, step: str) -> None:
        settle(program)
        gallery.window(f"5-import-{step}{suffix}", dialog)

    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportDialog)
        dialog.read_file(page)
        picture(dialog, "no-table")
        dialog.read_file(asking)
        settle(program)
        dialog.on_act()
        dialog.on_act()
        picture(dialog, "dates")

    def walk(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportDialog)
        picture(dialog, "begin")
        dialog.read_file(table)
        picture(dialog, "file")
        dialog.on_act()
        editors = dialog.columns_step.editors
        editors[-1].setCurrentIndex(editors[-1].findData("handler"))
        picture(dialog, "columns")
        editors[-1].setCurrentIndex(editors[-1].findData("notes"))
        dialog.on_act()
        settle(program)
        picture(dialog, "check")
        dialog.check_step.findings.choose(0)
        dialog.check_step.findings.choose(1)
        picture(dialog, "problem")
        dialog.on_act()
        picture(dialog, "counts")
        dialog.counts_step.leave_bad.click()
        dialog.on_act()
        settle(program)

    in_dialog(program, requests.on_import, ask)
    in_dialog(program, requests.on_import, walk)
    requests.list.show_all("")
    settle(program)
    gallery.window(f"5-import-done{suffix}", window)
    requests.list.search.setText("Ingeborg Brinkstedt")
    requests.list.reload()
    settle(program)
    requests.list.select(requests.list.all_ids()[0])
    settle(program)
    gallery.window(f"5-import-case{suffix}", window)
    requests.detail.findChildren(FromRegister)[-1].on_show()
    settle(program)
    bar = requests.detail.findChildren(QScrollArea)[-1].verticalScrollBar()
    bar.setValue(bar.maximum())
    settle(program)
    gallery.window(f"5-import-source{suffix}", window)
    requests.list.search.clear()
    in_dialog(program, requests.on_imports, lambda dialog: picture(dialog, "list"))

    def back(dialog: QDialog) -> None:
        assert isinstance(dialog, TakeBackDialog)
        picture(dialog, "back")
        dialog.on_act()
        settle(program)

    newest = imports(opened(program))[0].id
    in_dialog(program, lambda: requests.on_take_back(newest), back)
    requests.list.show_all_open()
    shell.notices.clear()
    settle(program)


def cases(gallery: Gallery, program: Program, window: Desktop, suffix: str) -> None:
    """A case with two laws and recorded facts, one without a role, one that belongs to a customer; their dialogs."""
    if not gallery.wants("d-case"):
        return
    from dpo_desktop.services import case_facts
    from dpo_desktop.services.registers import Customer, add_entry
    from dpo_desktop.services.requests import record_request
    from dpo_desktop.services.views import NewRequest, PersonView
    from dpo_desktop.ui.parts.dialog import TaskDialog
    from dpo_desktop.ui.program import opened
    from dpo_desktop.ui.requests.fact_dialogs import AskDialog, IdentityDialog
    from dpo_desktop.ui.requests.request_form import RequestForm
    from dpo_desktop.ui.requests.role_dialogs import RoleDialog

    shell = window.shell
    assert shell is not None
    desk, workspace = shell.requests, opened(program)
    zone = workspace.zone
    shell.show_page("requests")
    desk.list.show_all_open()
    settle(program)

    def made(name: str, **codes: object) -> int:
        person = PersonView(name, f"{name.split(maxsplit=1)[0].lower()}@kontor-lindgren.example", "")
        came = datetime(2026, 11, 2, 9, 40, tzinfo=zone)
        plain = {"type_code": "access", "received_at": came, "channel": "email", "country": "DE"}
        return record_request(workspace, NewRequest(requester=person, subject=person, **{**plain, **codes})).id  # type: ignore[arg-type]

    if suffix:
        rows = [desk.list.model.row_at(at) for at in range(desk.list.model.rowCount())]
        found = {row.person: row.id for row in rows if row is not None}
        ids = [found[name] for name in ("Solveig Brandt", "Odile Marchand", "Kofi Mensah", "Marisol Vega")]
    else:
        customer = Customer("Fjordbank AS", "K-204", "Ingrid Moe", "dpo@fjordbank.example", "NO", "DPA 2025-11", 48)
        customer_id = add_entry(workspace, customer).id
        ids = [
            made("Solveig Brandt"),
            made("Odile Marchand", our_role="unclear", country=""),
            made(
                "Kofi Mensah",
                our_role="processor",
                customer_id=customer_id,
                received_at=datetime(2026, 11, 23, 17, 5, tzinfo=zone),
            ),
            made("Marisol Vega", country="US-CA", type_code="consent_withdrawal"),
        ]
        first = ids[0]
        words = "Please name the mailboxes you mean."
        asked = case_facts.ask(
            workspace,
            first,
            cause="clarification",
            asked_on=datetime(2026, 11, 5, tzinfo=zone).date(),
            has_letter=True,
            words=words,
            switched_on=True,
        )
        assert asked.id == first
        case_facts.check_identity(
            workspace,
            first,
            method="called_back",
            level="substantial",
            outcome="passed",
            checked_on=datetime(2026, 11, 4, tzinfo=zone).date(),
            words="Number of the contract.",
        )
        wrong = case_facts.extend(
            workspace,
            first,
            told_on=datetime(2026, 11, 12, tzinfo=zone).date(),
            reason="complex",
            words="Sent by mail.",
        )
        assert wrong.entry
        from dpo_desktop.services.lists import request_detail

        entry = next(one for one in request_detail(workspace, first).timeline if one.kind == "extended")
        case_facts.strike(workspace, first, event_id=entry.id, reason="That mail belonged to another case.")
    for name, one in zip(("waiting", "unclear", "processor", "california"), ids, strict=True):
        desk.show_request(one)
        settle(program)
        gallery.window(f"d-case-{name}{suffix}", window)
    bar = desk.detail.findChildren(QScrollArea)[-1].verticalScrollBar()
    desk.show_request(ids[0])
    settle(program)
    desk.detail.laws.on_others()
    settle(program)
    gallery.window(f"d-case-laws{suffix}", window)
    bar = desk.detail.findChildren(QScrollArea)[-1].verticalScrollBar()
    bar.setValue(round(bar.maximum() * 0.75))
    settle(program)
    gallery.window(f"d-case-timeline{suffix}", window)
    desk.detail.on_record()
    settle(program)
    gallery.window(f"d-case-menu{suffix}", desk.detail.record_menu)
    desk.detail.record_menu.close()

    def take(name: str) -> Callable[[QDialog], None]:
        def picture(dialog: QDialog) -> None:
            if isinstance(dialog, IdentityDialog):
                dialog.outcome.setCurrentIndex(1)
            if isinstance(dialog, AskDialog):
                dialog.counts.setChecked(True)
                dialog.on_act()
            if isinstance(dialog, RoleDialog | RequestForm):
                role = dialog.choices.role
                role.setCurrentIndex(role.findData("processor"))
            if isinstance(dialog, RequestForm):
                dialog.has_date.setChecked(True)
                dialog.law.setCurrentIndex(1)
                dialog.name.setText("Solveig Brandt")
                dialog.on_act()
            settle(program)
            gallery.window(f"d-case-{name}{suffix}", dialog)
            if isinstance(dialog, TaskDialog) and dialog.typed():
                dialog.reject()  # asks once before it leaves

        return picture

    duty = desk.detail.detail.duties[0] if desk.detail.detail is not None else None
    in_dialog(program, shell.on_new_request, take("new"))
    for key, about in (
        ("why", duty),
        ("role", None),
        ("law", "EU"),
        ("ask", None),
        ("answer", None),
        ("extend", None),
        ("identity", None),
        ("mandate", None),
    ):
        in_dialog(program, lambda key=key, about=about: desk.on_fact(key, about), take(key))
    desk.show_request(ids[2])
    settle(program)
    in_dialog(program, lambda: desk.on_fact("forward", None), take("forward"))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("--only", default="", help="a word of the names wanted")
    options = parser.parse_args()
    build_application(sys.argv[:1])
    gallery = Gallery(options.folder, options.only)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = build_demo(folder / "demo", clock=clock)
        lock(made.workspace)
        gallery.pages("report", made.issued.pdf.read_bytes())
        gallery.pages("slip", made.issued.slip.read_bytes())
        if options.only in ("", "1-first-run"):
            first_run(gallery, folder)
        for theme, scale in (("light", 100), ("dark", 100), ("contrast", 100), ("light", 150)):
            desk(gallery, folder, theme, scale)
    print(f"{len(gallery.written)} pictures in {gallery.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
