"""How the films of a batch fall into classes, and how their scores are spread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.study import class_words
from cxrviewer.triage.listing import Overview

if TYPE_CHECKING:
    from cxrviewer.gui.triage.charts import BarChart

NOTE = "Counts of all films of the batch. Classes are what the models find the likeliest, not a diagnosis."


class ChartsPage(QWidget):
    """Four charts: classes, status, urgency, probability."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.charts: tuple[BarChart, ...] = ()
        self._overview = Overview()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 16, 10)
        self._grid.setSpacing(12)
        self._grid.addWidget(wrapped_label(self, NOTE, "quiet"), 2, 0, 1, 2)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the charts in place once the page is painted for the first time: pyqtgraph takes a moment."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fill)

    def _fill(self) -> None:
        if not self.charts:
            from cxrviewer.gui.triage.charts import BarChart

            names = ("likeliest class", "status", "urgency", "probability of the likeliest class")
            self.charts = tuple(BarChart(name, self) for name in names)
            for place, chart in enumerate(self.charts):
                self._grid.addWidget(chart, place // 2, place % 2)
        self.show_overview(self._overview)

    def show_overview(self, overview: Overview) -> None:
        """Show these numbers, at once if the page is in sight."""
        self._overview = overview
        if not self.charts or not self.isVisible():
            return
        classes, statuses, urgencies, probabilities = self.charts
        classes.show_bars([(class_words(name), number) for name, number in overview.classes])
        statuses.show_bars(overview.statuses)
        urgencies.show_histogram(overview.urgencies)
        probabilities.show_histogram(overview.probabilities)
