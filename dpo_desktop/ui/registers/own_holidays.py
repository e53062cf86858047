"""Public holidays that the table lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from dpo_desktop.sentences.dates import long_date, middle_date
from dpo_desktop.services.company_law import OwnHoliday, OwnLaw, add_holiday
from dpo_desktop.services.law import places
from dpo_desktop.translation import _
from dpo_desktop.ui.notices import Notices
from dpo_desktop.ui.parts.boxes import plain, vbox
from dpo_desktop.ui.parts.dialog import WriteDialog
from dpo_desktop.ui.parts.fields import Field, choice, line
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.parts.lines import Line
from dpo_desktop.ui.program import ProgramParts, opened
from dpo_desktop.ui.registers.own_panel import OwnPanel, PanelWords, day_editor, day_of, side_by_side
from dpo_desktop.ui.registers.words import place_name


class OwnHolidays(OwnPanel[OwnHoliday]):
    def __init__(self, program: ProgramParts, notices: Notices) -> None:
        words = PanelWords(
            name=_("Own holidays"),
            add=_("Add a holiday"),
            icon="calendar",
            empty=_("No holiday of your own is entered"),
            hint=_(
                "Public holidays are known. Add one that the table lacks, such as a day that was declared this year. "
                "A day on which only your company is closed moves no date of the law: do not enter it here."
            ),
            kind=_("Public holiday that the table lacks"),
            change="",
        )
        super().__init__(program, notices, words)

    def entries(self, found: OwnLaw) -> Sequence[OwnHoliday]:
        return found.holidays

    def title_of(self, entry: OwnHoliday) -> str:
        return entry.name

    def line_of(self, entry: OwnHoliday) -> Line:
        retired = entry.retired_at is not None
        parts = [_("Retired")] if retired else []
        words = "  ·  ".join([*parts, middle_date(entry.day), place_name(entry.place)])
        return Line("calendar", "faint" if retired else "accent", entry.name, words, is_faint=retired)

    def rows_of(self, entry: OwnHoliday) -> list[tuple[str, str]]:
        rows = [(_("Day"), long_date(entry.day)), (_("Place"), place_name(entry.place))]
        if entry.retired_at is not None:
            rows.append((_("Retired on"), long_date(entry.retired_at.date())))
        return rows

    def dialog(self, found: OwnLaw, entry: OwnHoliday | None) -> WriteDialog:
        del entry  # a day is retired and another one added
        return HolidayDialog(self._program, found.place, self)


class HolidayDialog(WriteDialog):
    field_of_code: ClassVar[dict[str, str]] = {
        "law.holiday_name_missing": "name",
        "law.holiday_year": "day",
        "law.holiday_twice": "day",
        "entry.unknown_place": "place",
    }

    def __init__(self, program: ProgramParts, place: str, parent: QWidget | None) -> None:
        super().__init__(program, parent, _("Add a holiday"), _("Enter it"))
        today = program.clock().astimezone(opened(program).zone).date()
        self.name = line(placeholder=_("Such as Founders' Day"))
        self.day = day_editor(QDate(today.year, today.month, today.day))
        self.place = choice(dict(places()), place)
        self.fields = {
            "name": Field(_("Name"), self.name),
            "day": Field(_("Day"), self.day),
            "place": Field(_("Place"), self.place),
        }
        hint = _("Dates of open cases stay as they are: you are shown which would move, and decide.")
        self.set_content(
            plain(
                vbox(
                    self.fields["name"],
                    side_by_side((self.fields["day"], 2), (self.fields["place"], 3)),
                    label(hint, "small", "muted", wrap=True),
                    None,
                    gap=3,
                )
            )
        )

    def typed(self) -> bool:
        return bool(self.name.text().strip())

    def job(self) -> Callable[[], object]:
        holiday = OwnHoliday(str(self.place.currentData()), day_of(self.day), self.name.text())
        return partial(add_holiday, opened(self._program), holiday)
