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

    def __init__(self, analysis: QWidget, measurements: QWidget, reading: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._firsts = (self.tabBar(), measurements, reading)
        self.setObjectName("sideTabs")
        self.setAccessibleName("Panels")
        self.setDocumentMode(True)
        self.tabBar().setAccessibleName("Analysis, measurements, reading")
        self.tabBar().setExpanding(True)
        self._add_scrolling(analysis, "Analysis")
        self.addTab(measurements, "Measurements")
        self._add_scrolling(reading, "Reading")

    def _add_scrolling(self, page: QWidget, name: str) -> None:
        """Add a page to an area in its place: what is moved is styled anew with all that is in it."""
        area = QScrollArea()
        area.setAccessibleName(name)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.addTab(area, name)
        area.setWidget(page)

    def show_page(self, tab: Tab) -> None:
        """Bring a page to the front and give its first widget the focus."""
        self.setCurrentIndex(tab)
        first = self._firsts[tab]
        (first if first.isEnabled() else self.tabBar()).setFocus(Qt.FocusReason.ShortcutFocusReason)
