"""On macOS films that are opened with the program come as events, not as arguments."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class MacApplication(QApplication):
    """The application as macOS talks to it.

    Signals
    -------
    asked
        To open the file of this path.
    """

    asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Tell which file is to be opened; Qt does the rest."""
        if isinstance(event, QFileOpenEvent):
            self.asked.emit(event.file())
            return True
        return super().event(event)
