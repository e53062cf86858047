"""The figures beside the work: charts with their numbers, and the same numbers as tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QLayout, QWidget

from dpo_desktop.domain.figures import DueSpan, Figures, Portion
from dpo_desktop.sentences.dates import instant_words, middle_date, period_words, span_words
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.vocabulary import laws, request_types
from dpo_desktop.services.views import HomeView
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.boxes import Rule, box, hbox, plain, scrolled, vbox
from dpo_desktop.ui.parts.buttons import button
from dpo_desktop.ui.parts.charts import Bar, Bars, MonthColumns, Swatch
from dpo_desktop.ui.parts.labels import label
from dpo_desktop.ui.parts.number_table import NumberTable

_MOST_KINDS = 8  # as bars; the table holds every one


class FiguresPane(QWidget):
    """What is open and by when, what was closed in time, what is asked for. `list_wanted(status)` from a bar."""

    list_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.as_tables = button(_("As tables"), "chip")
        self.as_tables.setCheckable(True)
        self.as_tables.setToolTip(_("The numbers of the charts in columns"))
        self.as_tables.toggled.connect(self._arrange)
        self.sections: tuple[Section, ...] = ()
        self._body = QWidget()
        head = hbox(label(_("Figures"), "lead"), None, self.as_tables, gap=2, pad=(1, 0, 1, 0))
        self._content = vbox(head, self._body, None, gap=2, pad=(4, 3, 5, 4))
        area = scrolled(box(self._content), _("Overview"), by_keys=True)
        self.setLayout(hbox(area, gap=0))

    def show_figures(self, home: HomeView) -> None:
        """Other numbers in the same place; a bar that has the focus keeps it."""
        focused = QApplication.focusWidget()
        held_focus = focused is not None and self._body.isAncestorOf(focused)
        self.sections = _sections(home)
        body = plain(vbox(*self.sections, _proof(home), gap=5))
        for section in self.sections:
            section.list_wanted.connect(self.list_wanted.emit)
        self._content.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        self._arrange()
        if focused is not None and held_focus:
            same = body.findChild(QAbstractButton, focused.objectName())
            (same or self.as_tables).setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        for section in self.sections:
            section.show_as_table(self.as_tables.isChecked())


class Section(QWidget):
    """A heading that says the result, the chart or its table, and what neither of them counts."""

    list_wanted = Signal(str)

    def __init__(
        self,
        title: str,
        note: str = "",
        *,
        chart: Bars | MonthColumns | None = None,
        table: NumberTable | None = None,
        legend: QWidget | None = None,
        foot: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.title, self.chart, self.table, self.foot = title, chart, table, tuple(foot)
        self._drawn = [part for part in (chart, legend) if part is not None]
        words = hbox(label(title, "strong"), label(note, "small", "muted"), None, gap=2)
        content = vbox(_indented(vbox(words, Rule(), gap=1.5)), gap=1.5)
        for part in self._drawn:
            content.addLayout(hbox(part) if isinstance(part, Bars) else _indented(part))
        if table is not None:
            content.addLayout(_indented(table))
        for sentence in foot:
            content.addLayout(_indented(label(sentence, "small", "muted", wrap=True)))
        if isinstance(chart, Bars):
            chart.chosen.connect(self.list_wanted.emit)
        self.setLayout(content)
        self.setAccessibleName(f"{title}, {note}" if note else title)
        said = [chart.accessibleDescription()] if chart is not None else []
        self.setAccessibleDescription(". ".join((*said, *foot)))

    def show_as_table(self, as_table: bool) -> None:
        for part in self._drawn:
            part.setVisible(not as_table)
        if self.table is not None:
            self.table.setVisible(as_table)


def _indented(part: QWidget | QLayout) -> QHBoxLayout:
    """Bars keep room for the ring of focus; the rest stands in line with their words."""
    return hbox(part, pad=(1, 0, 1, 0))


def _sections(home: HomeView) -> tuple[Section, ...]:
    seen = home.figures
    since = _("received since {day}").format(day=middle_date(seen.since))
    without = _without_receipt(seen.no_receipt)
    return (
        _due(seen.figures.due, home.open),
        _closed(seen.figures),
        _shares(_("By kind of request"), _("Kind"), since, seen.figures.by_type, request_types(), _MOST_KINDS, without),
        _shares(_("By law"), _("Law"), since, seen.figures.by_law, laws(), len(laws()), ()),
    )


def _due(spans: Sequence[DueSpan], count: int) -> Section:
    title = _("Open by due date")
    if not count:
        return Section(title, foot=[_("No request is open.")])
    bars = [
        Bar(_due_words(span), span.count, span.count if span.key == "late" else 0, span.key if _opens(span) else "")
        for span in spans
    ]
    table = NumberTable(title, (_("Due"), _("Open")), [(bar.word, (bar.count,)) for bar in bars])
    return Section(title, _("{n} open").format(n=number(count)), chart=Bars(title, bars, says_late=False), table=table)


def _opens(span: DueSpan) -> bool:
    """Where the list has a filter for just these cases, and something is in it."""
    return span.key in ("late", "week") and span.count > 0


def _due_words(span: DueSpan) -> str:
    if span.key == "ahead" and span.first and span.last:
        return span_words(span.first, span.last)
    return {
        "late": _("Late"),
        "week": _("Within a week"),
        "later": _("Later"),
        "no_date": _("Without a date"),
    }[span.key]


def _closed(figures: Figures) -> Section:
    title, closings = _("Closed per month"), figures.closings
    total = closings.on_time + closings.late
    foot = [
        ngettext(
            "{n} more was closed without a date by law, so it was neither on time nor late.",
            "{n} more were closed without a date by law, so they were neither on time nor late.",
            closings.no_due,
        ).format(n=number(closings.no_due))
        if closings.no_due
        else "",
        ngettext(
            "{n} closed request stands in no month: nobody recorded the day.",
            "{n} closed requests stand in no month: nobody recorded the day.",
            closings.no_day,
        ).format(n=number(closings.no_day))
        if closings.no_day
        else "",
    ]
    said = [sentence for sentence in foot if sentence]
    if not total:
        return Section(title, foot=[_("Nothing with a date by law was closed in 12 months."), *said])
    share = _("{share} % on time in 12 months").format(share=100 * closings.on_time // total)
    months: list[tuple[date, int, int]] = [(span.first, span.on_time, span.late) for span in closings.spans]
    table = NumberTable(
        title,
        (_("Month"), _("On time"), _("Late")),
        [(period_words(first, closings.unit), (on_time, late)) for first, on_time, late in months],
    )
    legend = _legend(closings.on_time, closings.late)
    return Section(title, share, chart=MonthColumns(months), table=table, legend=legend, foot=said)


def _shares(
    title: str, head: str, note: str, portions: Sequence[Portion], words: dict[str, str], most: int, foot: Sequence[str]
) -> Section:
    if not portions:
        return Section(title, foot=[_("No request was received in 12 months."), *foot])
    shown, rest = portions[:most], portions[most:]
    bars = [Bar(words[one.code], one.cases, one.late) for one in shown]
    if rest:
        others = ngettext("{n} other kind", "{n} other kinds", len(rest)).format(n=len(rest))
        bars.append(Bar(others, sum(one.cases for one in rest), sum(one.late for one in rest)))
    table = NumberTable(
        title,
        (head, _("All"), _("On time"), _("Late")),
        [(words[one.code], (one.cases, one.on_time, one.late)) for one in portions],
    )
    return Section(title, note, chart=Bars(title, bars), table=table, foot=foot)


def _without_receipt(count: int) -> list[str]:
    if not count:
        return []
    words = ngettext(
        "{n} request has no date of receipt and is not counted here.",
        "{n} requests have no date of receipt and are not counted here.",
        count,
    )
    return [words.format(n=number(count))]


def _legend(on_time: int, late: int) -> QWidget:
    words = (_("on time {n}").format(n=number(on_time)), _("late {n}").format(n=number(late)))
    swatches = (Swatch(late=False), Swatch(late=True))
    return plain(
        hbox(
            *(hbox(one, label(word, "small", "muted"), gap=1.5) for one, word in zip(swatches, words, strict=True)),
            None,
            gap=2.5,
        )
    )


def _proof(home: HomeView) -> QWidget:
    head = instant_words(home.audit.last_head_at) if home.audit.last_head_at else _("not yet")
    return plain(
        vbox(
            hbox(label(_("Audit trail"), "strong"), None),
            Rule(),
            hbox(label(_("Recorded changes")), None, label(number(home.audit.entries), "body", "muted"), gap=2),
            hbox(label(_("Last signed")), None, label(head, "body", "muted"), gap=2),
            gap=1.5,
            pad=(1, 0, 1, 0),
        )
    )
