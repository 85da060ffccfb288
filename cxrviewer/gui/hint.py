"""What stands in the middle of the window before a film is open."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

TITLE = "Drop films or a folder here"
KEYS = "Ctrl+O  open films      Ctrl+Shift+O  open a folder      Ctrl+D  demo study"
KINDS = "DICOM, PNG, JPEG and TIFF"


class Hint(QWidget):
    """An empty viewport that says how to open a film; its look, alignment too, is in the theme.

    Signals
    -------
    painted
        It has been drawn for the first time.
    """

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Empty viewport")
        column = QVBoxLayout(self)
        column.addStretch(1)
        for name, text in (("hintTitle", TITLE), ("hintText", KEYS), ("hintText", KINDS)):
            label = QLabel(text, self)
            label.setObjectName(name)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        self._drawn = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first painting; the theme draws the ground, the labels draw themselves."""
        super().paintEvent(event)
        if not self._drawn:
            self._drawn = True
            self.painted.emit()
