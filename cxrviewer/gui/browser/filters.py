"""Which studies are listed: a search box, an interval of dates, and whether only what has been opened."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from cxrviewer.study.library import Selection

PAUSE_MS = 200
_FORMAT = "yyyyMMdd"
_Day = Callable[[QDate], QDate]
# Text, and the first day when today is known; the last one is for the user to say
INTERVALS: tuple[tuple[str, _Day | None], ...] = (
    ("Any date", None),
    ("Today", lambda today: today),
    ("Last 7 days", lambda today: today.addDays(-6)),
    ("Last 30 days", lambda today: today.addDays(-29)),
    ("Last 12 months", lambda today: today.addMonths(-12).addDays(1)),
    ("From … to …", None),
)
BETWEEN = len(INTERVALS) - 1
OPENED, ALL = "Opened now", "All studies"


class Filters(QWidget):
    """Everything that narrows the list.

    Signals
    -------
    changed
        Another selection is wanted; while the user types, after a pause.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search name, ID, description, modality")
        self.search.setAccessibleName("Search studies")
        self.search.setClearButtonEnabled(True)
        self.interval = _choice(self, "Study date", [text for text, _ in INTERVALS])
        self.scope = _choice(self, "Which studies", [OPENED, ALL])
        self.scope.setCurrentText(ALL)
        self.since, self.until = _day(self, "From study date"), _day(self, "To study date")
        self._scope_chosen = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.search)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.interval, 1)
        row.addWidget(self.scope, 1)
        column.addLayout(row)
        self._days = QWidget(self)
        days = QHBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(6)
        days.addWidget(self.since, 1)
        days.addWidget(QLabel("to", self))
        days.addWidget(self.until, 1)
        self._days.hide()
        column.addWidget(self._days)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.interval.currentIndexChanged.connect(self._change_interval)
        self.scope.activated.connect(self._choose_scope)
        self.scope.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.since.dateChanged.connect(lambda _date: self.changed.emit())
        self.until.dateChanged.connect(lambda _date: self.changed.emit())

    def _change_interval(self, place: int) -> None:
        self._days.setVisible(place == BETWEEN)
        self.changed.emit()

    def _choose_scope(self, _place: int) -> None:
        self._scope_chosen = True

    def follow_opening(self) -> None:
        """List what has been opened, unless the user has said what to list."""
        if not self._scope_chosen:
            self.scope.setCurrentText(OPENED)

    @property
    def narrowed(self) -> bool:
        """Whether words or dates leave something out."""
        return bool(self.search.text().strip()) or self.interval.currentIndex() > 0

    def apply(self, selection: Selection) -> Selection:
        """Return a selection with what the user has set here."""
        since, until = self._bounds()
        return replace(
            selection,
            search=self.search.text(),
            since=since,
            until=until,
            opened_only=self.scope.currentText() == OPENED,
        )

    def _bounds(self) -> tuple[str, str]:
        """Return first and last day, YYYYMMDD; an empty text for no bound."""
        place = self.interval.currentIndex()
        if place == BETWEEN:
            first, last = sorted((self.since.date(), self.until.date()), key=QDate.toJulianDay)
            return first.toString(_FORMAT), last.toString(_FORMAT)
        first_day = INTERVALS[place][1]
        return ("", "") if first_day is None else (first_day(QDate.currentDate()).toString(_FORMAT), "")


def _choice(parent: QWidget, name: str, texts: list[str]) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.view().setAccessibleName(name)
    box.setToolTip(name)
    box.addItems(texts)
    return box


def _day(parent: QWidget, name: str) -> QDateEdit:
    day = QDateEdit(QDate.currentDate(), parent)
    day.setAccessibleName(name)
    day.setDisplayFormat("yyyy-MM-dd")
    day.setCalendarPopup(True)
    return day
