"""The pane on the right: what the models say, what is measured, what the reader says."""

from enum import IntEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget


class Tab(IntEnum):
    """The pages, in their order."""

    ANALYSIS = 0
    MEASUREMENTS = 1
    READING = 2


class SideTabs(QTabWidget):
    """Three pages, of which the first and the last scroll."""

    def __init__(
        self, analysis: QWidget, measurements: QWidget, reading: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._firsts = (self.tabBar(), measurements, reading)
        self.setObjectName("sideTabs")
        self.setAccessibleName("Panels")
        self.setDocumentMode(True)
        self.tabBar().setAccessibleName("Analysis, measurements, reading")
        self.tabBar().setExpanding(True)
        self.addTab(_scrolling(analysis, "Analysis"), "Analysis")
        self.addTab(measurements, "Measurements")
        self.addTab(_scrolling(reading, "Reading"), "Reading")

    def show_page(self, tab: Tab) -> None:
        """Bring a page to the front and give its first widget the focus."""
        self.setCurrentIndex(tab)
        first = self._firsts[tab]
        (first if first.isEnabled() else self.tabBar()).setFocus(Qt.FocusReason.ShortcutFocusReason)


def _scrolling(widget: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area
