"""Form fields: label above, error below in words, never only a colour."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone
from PySide6.QtGui import QAction, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from dpo_desktop.translation import _
from dpo_desktop.ui.parts.boxes import hbox, plain, vbox
from dpo_desktop.ui.parts.labels import glyph, label
from dpo_desktop.ui.theme import look


class Field(QWidget):
    """One labelled input. `set_error` shows a sentence under it and says it to a screen reader."""

    def __init__(self, name: str, editor: QWidget, *, hint: str = "") -> None:
        super().__init__()
        self.editor = editor
        editor.setAccessibleName(name)
        caption = label(name, "label", "muted")
        caption.setBuddy(editor)
        self._hint = label(hint, "small", "muted", wrap=True)
        if not hint:  # showing a widget that has no parent yet would open a window of its own for a moment
            self._hint.hide()
        self._error_words: QLabel = label("", "small", "late", wrap=True)
        self._error = plain(
            hbox(
                vbox(glyph("octagon-alert", "late", look.icon_size() * 0.9), None, gap=0),
                (self._error_words, 1),
                gap=1.5,
            )
        )
        self._error.hide()
        self._error_words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setLayout(vbox(caption, editor, self._hint, self._error, gap=1))
        for signal in ("textEdited", "currentIndexChanged", "textChanged", "dateTimeChanged"):
            if hasattr(editor, signal) and not (signal == "textChanged" and isinstance(editor, QLineEdit)):
                getattr(editor, signal).connect(self._on_edited)

    @property
    def error(self) -> str:
        return self._error_words.text()

    def _on_edited(self) -> None:
        """What was wrong is being mended."""
        if self.error:
            self.set_error("")

    def set_error(self, sentence: str) -> None:
        """'' takes the error away."""
        self._error_words.setText(sentence)
        self._error.setVisible(bool(sentence))
        self._hint.setVisible(bool(self._hint.text()) and not sentence)
        self.editor.setAccessibleDescription(sentence)
        self.editor.setProperty("bad", bool(sentence))
        style = self.editor.style()
        style.unpolish(self.editor)
        style.polish(self.editor)


def line(text: str = "", *, placeholder: str = "") -> QLineEdit:
    editor = QLineEdit(text)
    editor.setPlaceholderText(placeholder)
    return editor


def secret_line() -> QLineEdit:
    """A hidden line with a switch that shows it; pasting is allowed (NIST SP 800-63B)."""
    editor = QLineEdit()
    editor.setEchoMode(QLineEdit.EchoMode.Password)
    action = QAction(look.icon("eye"), _("Show or hide the passphrase"), editor)
    action.setCheckable(True)

    def show(visible: bool) -> None:
        editor.setEchoMode(QLineEdit.EchoMode.Normal if visible else QLineEdit.EchoMode.Password)

    action.toggled.connect(show)
    editor.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
    for child in editor.children():
        if child.metaObject().className() == "QLineEditIconButton" and isinstance(child, QWidget):
            child.setAccessibleName(action.text())
    return editor


def notes(*, lines: int = 3) -> QPlainTextEdit:
    """Several lines; Tab leaves the field."""
    editor = QPlainTextEdit()
    editor.setTabChangesFocus(True)
    editor.setFixedHeight(round(look.line() * lines + look.space(4)))
    return editor


class ChoiceBox(QComboBox):
    """The wheel scrolls what is around it: over a closed list it would choose something else unseen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def choice(values: dict[str, str], current: str = "") -> QComboBox:
    """A list of code -> word; `currentData()` is the code."""
    editor = ChoiceBox()
    for code, word in values.items():
        editor.addItem(word, code)
    editor.setCurrentIndex(max(0, editor.findData(current)))
    return editor


def narrow(editor: QComboBox) -> QComboBox:
    """As wide as its column, however long its longest word is."""
    editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return editor


def side_by_side(*fields: Field, shares: tuple[int, ...] = ()) -> QWidget:
    """Fields in one row, in columns of one width or of these shares, their captions on one line."""
    row = hbox(*zip(fields, shares or (1,) * len(fields), strict=True), gap=4)
    for field in fields:
        if isinstance(field.editor, QComboBox):
            narrow(field.editor)
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.setAlignment(field, Qt.AlignmentFlag.AlignTop)
    return plain(row)


def instant_editor(now: datetime) -> QDateTimeEdit:
    """Day and minute on the workspace's wall clock; `now` in its zone. UTC inside, or Qt would skip the hours that this
    computer's own summer time leaves out.
    """
    utc = QTimeZone(b"UTC")
    editor = QDateTimeEdit(QDateTime(QDate(now.year, now.month, now.day), QTime(now.hour, now.minute), utc))
    editor.setTimeZone(utc)
    editor.setDisplayFormat("ddd d MMM yyyy  HH:mm")
    editor.setCalendarPopup(True)
    calm_calendar(editor)
    return editor


def day_editor(day: date) -> QDateEdit:
    editor = QDateEdit(QDate(day.year, day.month, day.day))
    editor.setDisplayFormat("ddd d MMM yyyy")
    editor.setCalendarPopup(True)
    calm_calendar(editor)
    return editor


def day_of(editor: QDateEdit) -> date:
    day = editor.date()
    return date(day.year(), day.month(), day.day())


def calm_calendar(editor: QDateEdit | QDateTimeEdit) -> None:
    """The calendar without red weekends and week numbers, in the colours of the theme."""
    calendar = editor.calendarWidget()
    calendar.setVerticalHeaderFormat(calendar.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setGridVisible(False)
    weekend = QTextCharFormat()
    weekend.setForeground(look.colour("muted"))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, weekend)
    for name, icon in (("qt_calendar_prevmonth", "arrow-left"), ("qt_calendar_nextmonth", "arrow-right")):
        arrow = calendar.findChild(QToolButton, name)
        if arrow is not None:
            arrow.setIcon(look.icon(icon))


def instant_of(editor: QDateTimeEdit, zone: tzinfo) -> datetime:
    """What stands in the editor, as an instant of `zone`."""
    day, hour = editor.date(), editor.time()
    return datetime(day.year(), day.month(), day.day(), hour.hour(), hour.minute(), tzinfo=zone)


def search_line(placeholder: str, name: str) -> QLineEdit:
    """The glyph is laid over the field: an icon added as an action stays 16 px at every font size."""
    editor = QLineEdit()
    editor.setPlaceholderText(placeholder)
    editor.setAccessibleName(name)
    editor.setClearButtonEnabled(False)
    size = look.icon_size() * 0.9
    editor.setTextMargins(round(size) + look.space(2), 0, 0, 0)
    picture = glyph("search", "muted", size)
    picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    editor.setLayout(hbox(picture, None, pad=(2, 0, 0, 0)))
    return editor
