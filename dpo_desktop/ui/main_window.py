"""The window: which page stands in it, and the menus. Nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMenu, QWidget

from dpo_desktop.translation import _
from dpo_desktop.ui.crash_dialog import end_program
from dpo_desktop.ui.first_run import FirstRun
from dpo_desktop.ui.parts.boxes import box, hbox, vbox
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.status_line import StatusLine
from dpo_desktop.ui.theme import look
from dpo_desktop.ui.unlock_page import UnlockPage
from dpo_desktop.ui.window_settings import SCALES, WindowSettings

if TYPE_CHECKING:
    from dpo_desktop.services.workspace import OpenWorkspace
    from dpo_desktop.ui.paged_list import ListPlace
    from dpo_desktop.ui.shell import Shell

_SMALLEST_EMS = (100, 62)  # two columns that can be read; in a larger type the window has to be larger
_FIRST_SIZE = (1360, 860)


class Desktop(QMainWindow):
    """`shown(what)` after another page took the window: first_run, unlock, desk or locking."""

    shown = Signal(str)

    def __init__(self, program: ProgramParts) -> None:
        super().__init__()
        self._program = program
        self._settings = WindowSettings(program.settings_file)
        self.shell: Shell | None = None
        self.what = ""
        self._desk_actions: list[QAction] = []
        self.setWindowTitle("DPO Desktop")
        self.resize(*_FIRST_SIZE)
        geometry = self._settings.state("window")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self._apply_look()
        program.runner.unhandled.connect(self._on_unexpected)
        self._make_menus()
        self.show_state()

    def _apply_look(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        look.configure(self._settings.theme, self._settings.scale)
        look.apply(application)
        room = self.screen().availableSize()
        self.setMinimumSize(
            min(look.em(_SMALLEST_EMS[0]), room.width() - 40), min(look.em(_SMALLEST_EMS[1]), room.height() - 60)
        )

    # -- menus

    def _make_menus(self) -> None:
        bar = self.menuBar()
        for menu in bar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            menu.deleteLater()
        bar.clear()
        self._desk_actions = []
        file_menu = self._menu(_("&File"))
        self._act(file_menu, _("&New request"), "Ctrl+N", lambda desk: desk.on_new_request())
        self._act(file_menu, _("&Import …"), "Ctrl+I", lambda desk: desk.on_import())
        self._act(file_menu, _("Imp&orts …"), "Ctrl+Shift+I", lambda desk: desk.on_imports())
        self._act(file_menu, _("&Take mails in …"), "Ctrl+M", lambda desk: desk.on_take_mails_in())
        self._act(file_menu, _("&Paste a mail"), "Ctrl+Shift+V", lambda desk: desk.on_paste_mail())
        self._act(file_menu, _("New &report"), "Ctrl+R", lambda desk: desk.on_new_report())
        self._act(file_menu, _("&Export the list …"), "Ctrl+E", lambda desk: desk.on_export())
        self._act(file_menu, _("&Assign the chosen requests …"), "Ctrl+Shift+A", lambda desk: desk.on_assign())
        self._act(file_menu, _("&Correct the request …"), "Ctrl+Shift+E", lambda desk: desk.on_correct())
        self._act(file_menu, _("Recor&d something of the request …"), "Ctrl+Shift+F", lambda desk: desk.on_record())
        self._act(file_menu, _("&Undo the last edit"), "Ctrl+Z", lambda desk: desk.on_undo())
        file_menu.addSeparator()
        self._act(file_menu, _("&Lock"), "Ctrl+L", lambda _desk: self.lock())
        leave = file_menu.addAction(_("&Quit"))
        leave.setShortcut(QKeySequence("Ctrl+Q"))
        leave.triggered.connect(self.close)
        go = self._menu(_("&Go"))
        for number, (key, words) in enumerate(self._places(), start=1):
            self._act(go, words, f"Ctrl+{number}", partial(_show_page, key))
        go.addSeparator()
        self._act(go, _("&Find a request"), "Ctrl+F", lambda desk: desk.focus_search())
        view = self._menu(_("&View"))
        self._theme_menu(view)
        self._act(view, _("&Requests as a table or a list"), "Ctrl+T", lambda desk: desk.on_turn_form())
        for words, keys, step in (
            (_("&Larger text"), ("Ctrl++", "Ctrl+="), 1),
            (_("&Smaller text"), ("Ctrl+-",), -1),
            (_("&Normal text"), ("Ctrl+0",), 0),
        ):
            action = view.addAction(words)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.triggered.connect(partial(self._on_scale, step))
        help_menu = self._menu(_("&Help"))
        shortcuts = help_menu.addAction(_("&Keyboard"))
        shortcuts.setShortcut(QKeySequence("F1"))
        shortcuts.triggered.connect(self.on_keyboard)
        about = help_menu.addAction(_("&About DPO Desktop"))
        about.triggered.connect(self.on_about)

    @staticmethod
    def _places() -> tuple[tuple[str, str], ...]:
        return (
            ("home", _("&Home")),
            ("mail", _("&Mail")),
            ("requests", _("&Requests")),
            ("reports", _("Re&ports")),
            ("registers", _("Re&gisters")),
            ("audit", _("&Audit trail")),
            ("settings", _("&Settings")),
        )

    def _menu(self, title: str) -> QMenu:
        menu = self.menuBar().addMenu(title)
        menu.setAccessibleName(title.replace("&", ""))
        return menu

    def _act(self, menu: QMenu, words: str, keys: str, act: Callable[[Shell], object]) -> QAction:
        """An action of the open desk: greyed out while no workspace is open."""
        action = menu.addAction(words)
        action.setShortcut(QKeySequence(keys))
        action.setEnabled(False)

        def run() -> None:
            if self.shell is not None:
                act(self.shell)

        action.triggered.connect(run)
        self._desk_actions.append(action)
        return action

    def _theme_menu(self, view: QMenu) -> None:
        menu = view.addMenu(_("&Theme"))
        group = QActionGroup(menu)
        for key, words in {
            "system": _("As the s&ystem"),
            "light": _("&Light"),
            "dark": _("&Dark"),
            "contrast": _("High &contrast"),
        }.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(self._settings.theme == key)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, key=key: self.change_look(key, self._settings.scale))

    # -- which page stands in the window

    def show_state(self) -> None:
        """First run, unlock or desk, as the program's state says."""
        state = self._program.state()
        if state == "absent":
            self._show_first_run()
        elif state == "locked":
            self._show_unlock()
        else:
            self._show_desk()

    def _put(self, page: QWidget, what: str) -> None:
        self.shell = None
        for action in self._desk_actions:
            action.setEnabled(what == "desk")
        self.setCentralWidget(page)
        self.what = what
        if what != "desk":
            self.setStatusBar(None)  # type: ignore[arg-type]  # Qt takes the bar away

    def _show_first_run(self) -> None:
        page = FirstRun(self._program)
        page.finished.connect(self._on_opened)
        page.existing_wanted.connect(self.on_other_workspace)
        page.notices.unexpected.connect(self._on_unexpected)
        self._put(page, "first_run")
        page.focus_first()
        self._warm_up()
        self.shown.emit("first_run")

    @property
    def first_run_page(self) -> FirstRun:
        page = self.centralWidget()
        assert isinstance(page, FirstRun)
        return page

    def _show_unlock(self) -> None:
        page = UnlockPage(self._program)
        page.unlocked.connect(self._on_opened)
        page.other_wanted.connect(self.on_other_workspace)
        page.new_wanted.connect(self.on_new_workspace)
        page.notices.unexpected.connect(self._on_unexpected)
        self._put(page, "unlock")
        page.focus_first()
        self._warm_up()
        self.shown.emit("unlock")

    def _warm_up(self) -> None:
        """Load the database layer on another thread while the passphrase is being typed, once the page is painted."""

        def load() -> None:
            self._program.runner.long(_load_database_layer, owner=self, then=lambda _nothing: None)

        QTimer.singleShot(0, self, load)

    def on_other_workspace(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder of the workspace"), str(self._program.folder.parent))
        if name:
            self.use_folder(Path(name))

    def on_new_workspace(self) -> None:
        """A new workspace beside the one that is there: ask for an empty folder, then set it up."""
        name = QFileDialog.getExistingDirectory(
            self, _("Empty folder for a new workspace"), str(self._program.folder.parent)
        )
        if name:
            self.use_folder(Path(name))

    def use_folder(self, folder: Path) -> None:
        """Go on with this folder: unlock what is in it, or set it up."""
        self._program.folder = folder
        self.show_state()

    def _on_opened(self, workspace: OpenWorkspace) -> None:
        self._program.set_workspace(workspace)
        self._show_desk()
        self._ask_new_passphrase()

    def _show_desk(self, section: str = "home", places: Sequence[tuple[str, ListPlace]] = ()) -> None:
        from dpo_desktop.services.workspace import describe
        from dpo_desktop.ui.shell import Shell

        status = StatusLine()
        status.show_scale(look.scale)
        view = describe(opened(self._program))
        shell = Shell(self._program, self._settings, view, status)
        shell.lock_wanted.connect(self.lock)
        shell.look_changed.connect(self.change_look)
        shell.day_changed.connect(self._on_day_changed)
        shell.gap_accepted.connect(self._ask_new_passphrase)
        shell.notices.unexpected.connect(self._on_unexpected)
        self._put(shell, "desk")
        self.setStatusBar(status)
        self.shell = shell
        self.setWindowTitle(f"{view.organisation} – DPO Desktop")
        if section != "home":
            shell.show_page(section)
        shell.go_back_to(places)
        shell.focus_page()
        self.shown.emit("desk")

    def _ask_new_passphrase(self) -> None:
        """After the recovery code opened it; a workspace that cannot be written has to be settled first."""
        workspace = opened(self._program)
        if workspace.opened_by != "recovery" or workspace.read_only:
            return
        from dpo_desktop.services.workspace import describe
        from dpo_desktop.ui.settings.passphrase_dialog import PassphraseDialog

        dialog = PassphraseDialog(self._program, describe(opened(self._program)), self, after_recovery=True)
        changed = dialog.exec()
        dialog.deleteLater()
        if not changed:
            self.lock()

    # -- lock, look, leave

    def lock(self) -> None:
        """Let what was begun finish, sign the head, forget the keys, ask for the passphrase again."""
        if self._program.workspace is None or self.what == "locking":
            return
        self._keep_states()
        self._program.runner.drain(self._lock_now)
        self._put(_waiting(_("Locking …")), "locking")
        self.setWindowTitle("DPO Desktop")
        self.shown.emit("locking")

    def _lock_now(self) -> None:
        from dpo_desktop.services.workspace import lock

        workspace = opened(self._program)
        self._program.clear_workspace()
        self._program.runner.write(
            partial(lock, workspace), owner=self, then=lambda _nothing: self._show_unlock(), failed=self._on_unexpected
        )

    def _on_scale(self, step: int) -> None:
        """One size up or down; 0 is the normal one."""
        now = self._settings.scale
        others = [size for size in SCALES if (size - now) * step > 0]
        scale = 100 if not step else min(others, key=lambda size: abs(size - now), default=now)
        self.change_look(self._settings.theme, scale)

    def change_look(self, theme: str, scale: int) -> None:
        """Another theme or text size: everything is drawn anew, on the same page."""
        if (theme, scale) == (self._settings.theme, self._settings.scale):
            return
        page = self.centralWidget()
        if self.what == "locking" or (isinstance(page, UnlockPage | FirstRun) and not page.can_be_drawn_anew):
            return
        self._settings.theme, self._settings.scale = theme, scale
        self._keep_states()
        self._apply_look()
        self._make_menus()
        if isinstance(page, FirstRun):
            entered = page.entered()
            self._show_first_run()
            self.first_run_page.enter(entered)
        elif self.what == "unlock":
            self._show_unlock()
        else:
            self._draw_desk_anew()

    def _draw_desk_anew(self) -> None:
        assert self.shell is not None
        self._show_desk(self.shell.current, self.shell.places())

    def _on_day_changed(self) -> None:
        if QApplication.activeModalWidget() is None:  # else the next minute asks again
            self._keep_states()
            self._draw_desk_anew()

    def on_keyboard(self) -> None:
        from dpo_desktop.ui.help_dialogs import KeyboardDialog

        dialog = KeyboardDialog(self)
        dialog.exec()
        dialog.deleteLater()

    def on_about(self) -> None:
        from dpo_desktop.ui.help_dialogs import AboutDialog

        dialog = AboutDialog(self)
        dialog.exec()
        dialog.deleteLater()

    def _on_unexpected(self, error: BaseException) -> None:
        end_program(error, self)

    def _keep_states(self) -> None:
        self._settings.keep_state("window", self.saveGeometry())
        if self.shell is not None:
            self.shell.keep_states()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep_states()
        page = self.centralWidget()
        if isinstance(page, FirstRun):
            abandoned = page.abandoned_workspace()
            if abandoned is not None:  # it was made; its recovery code was not typed back
                self._program.set_workspace(abandoned)
        super().closeEvent(event)


def _show_page(key: str, desk: Shell) -> None:
    desk.show_page(key)


def _waiting(words: str) -> QWidget:
    return box(vbox(None, hbox(None, label(words, "lead", "muted"), None), None))


def _load_database_layer(_report: object) -> None:
    import dpo_desktop.services.lists
    import dpo_desktop.services.workspace  # noqa: F401
