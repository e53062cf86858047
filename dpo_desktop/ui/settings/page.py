"""Settings: how it looks, the passphrase, and what the workspace is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from dpo_desktop import __version__
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.sentences.deadlines import edition_words
from dpo_desktop.sentences.errors import sentence
from dpo_desktop.services.law import load_law, places
from dpo_desktop.services.mail_acts import mail_domains, set_mail_domains
from dpo_desktop.services.views import WorkspaceView
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.fields import Field, choice, line
from dpo_desktop.ui.parts.labels import facts, label
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.settings.passphrase_dialog import PassphraseDialog
from dpo_desktop.ui.settings.recovery_dialog import RecoveryDialog
from dpo_desktop.ui.theme import look
from dpo_desktop.ui.window_settings import SCALES, WindowSettings


def themes() -> dict[str, str]:
    return {
        "system": _("As the system"),
        "light": _("Light"),
        "dark": _("Dark"),
        "contrast": _("High contrast"),
    }


class SettingsPage(QWidget):
    """`look_changed(theme, scale)` when another look was chosen."""

    look_changed = Signal(str, int)

    def __init__(
        self, program: ProgramParts, settings: WindowSettings, workspace: WorkspaceView, notices: Notices
    ) -> None:
        super().__init__()
        self._program, self._workspace, self._notices = program, workspace, notices
        self.theme = choice(themes(), settings.theme)
        sizes = sorted({*SCALES, settings.scale})
        self.scale = choice({str(percent): f"{percent} %" for percent in sizes}, str(settings.scale))
        for editor in (self.theme, self.scale):
            editor.currentIndexChanged.connect(lambda _index: self._on_look())
        self.recovery_button = button(_("Make a new recovery code …"), clicked=self.on_recovery)
        self.passphrase_button = button(_("Change the passphrase …"), clicked=self.on_passphrase)
        theme_field, scale_field = Field(_("Theme"), self.theme), Field(_("Text size"), self.scale)
        for field in (theme_field, scale_field):
            field.setFixedWidth(look.em(34))
        content = plain(
            vbox(
                _section(_("Appearance"), plain(hbox(theme_field, scale_field, None, gap=4))),
                _section(
                    _("Passphrase and recovery code"),
                    plain(
                        vbox(
                            label(
                                _("Nobody can reset it: without it and the recovery code the workspace stays shut."),
                                "body",
                                "muted",
                                wrap=True,
                            ),
                            hbox(self.passphrase_button, self.recovery_button, None),
                            gap=2,
                        )
                    ),
                ),
                _section(_("Mail"), self._mail()),
                _section(_("Workspace"), plain(facts(self._facts(), key_ems=22))),
                None,
                gap=6,
                pad=(6, 4, 6, 5),
            )
        )
        content.setMaximumWidth(look.em(120))
        head = plain(vbox(label(_("Settings"), "display"), pad=(6, 5, 6, 3)))
        body = scrolled(box(hbox((content, 100), None, gap=0)), _("Settings"))
        self.setLayout(hbox((box(vbox(head, Rule(), (body, 1), gap=0)), 1), gap=0))

    def _mail(self) -> QWidget:
        """Which mails are our own, for servers that do not stand under our domain."""
        self.domains = line(placeholder=_("Such as example.com, example.in"))
        self.domains_field = Field(
            _("Own mail domains"),
            self.domains,
            hint=_(
                "Mails from these are ours. Where our own server received a mail, its domain is known without this."
            ),
        )
        self.domains_field.setFixedWidth(look.em(72))
        self.domains_button = button(_("Keep it"), clicked=self.on_domains)
        self._program.runner.read(
            partial(mail_domains, opened(self._program)),
            owner=self,
            then=lambda names: self.domains.setText(", ".join(names)),
            failed=self._notices.show_error,
        )
        return plain(vbox(hbox(self.domains_field, None), hbox(self.domains_button, None), gap=2))

    def on_domains(self) -> None:
        names = self.domains.text().replace(";", ",").replace(" ", ",").split(",")

        def failed(error: BaseException) -> None:
            if isinstance(error, RuleViolation):
                self.domains_field.set_error(sentence(error))
            else:
                self._notices.show_error(error)

        self._program.runner.write(
            partial(set_mail_domains, opened(self._program), names),
            owner=self,
            then=lambda _written: self._notices.tell("done", _("The own mail domains are kept.")),
            failed=failed,
        )

    def _facts(self) -> list[tuple[str, str]]:
        view = self._workspace
        return [
            (_("Organisation"), view.organisation),
            (_("Officer"), ", ".join(part for part in (view.officer_name, view.officer_role) if part)),
            (_("Public holidays of"), dict(places()).get(view.place, view.place)),
            (_("Time zone"), view.time_zone),
            (_("Folder"), str(self._program.folder)),
            (_("Law file of"), edition_words(load_law().edition)),
            (_("Program"), f"DPO Desktop {__version__}"),
        ]

    def focus_first(self) -> None:
        self.theme.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_look(self) -> None:
        self.look_changed.emit(str(self.theme.currentData()), int(str(self.scale.currentData())))

    def on_passphrase(self) -> None:
        dialog = PassphraseDialog(self._program, self._workspace, self, after_recovery=False)
        if dialog.exec():
            self._notices.tell("done", _("The passphrase is changed."))
        dialog.deleteLater()

    def on_recovery(self) -> None:
        dialog = RecoveryDialog(self._program, self)
        if dialog.exec():
            self._notices.tell("done", _("The new recovery code opens the workspace, an earlier one no more."))
        dialog.deleteLater()


def _section(title: str, content: QWidget) -> QWidget:
    return plain(vbox(label(title, "lead"), Rule(), content, gap=2.5))
