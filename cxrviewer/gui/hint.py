"""What stands in the middle of the window before a film is open."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

TITLE = "Drop films or a folder here"
LINES = (
    "Ctrl+O  open films     Ctrl+Shift+O  open a folder     Ctrl+D  demo study",
    "DICOM, PNG, JPEG and TIFF",
)


class Hint(QWidget):
    """An empty viewport that says how to open a film.

    Signals
    -------
    painted
        It has been drawn for the first time.
    """

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Empty viewport")
        self._drawn = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hint."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#000000"))
        self._write(painter)
        painter.end()
        if not self._drawn:
            self._drawn = True
            self.painted.emit()

    def _write(self, painter: QPainter) -> None:
        middle = self.rect().center().y()
        font = QFont(self.font())
        font.setPixelSize(22)
        painter.setFont(font)
        painter.setPen(QColor("#a9b2bd"))
        box = self.rect()
        box.setTop(middle - 60)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, TITLE)
        painter.setFont(self.font())
        painter.setPen(QColor("#7d8794"))
        box.setTop(middle - 12)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, "\n".join(LINES))
