"""What stands in the middle of the window before a film is open."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cxrviewer.gui.keymap import Keymap, native

TITLE = "Drop films or a folder here"
COMMANDS = (("open_files", "open films"), ("open_folder", "open a folder"), ("open_demo", "demo study"))
SPACE = 6 * " "
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
        for name, text in (("hintTitle", TITLE), ("hintText", ""), ("hintText", KINDS)):
            label = QLabel(text, self)
            label.setObjectName(name)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        self._keys = self.findChildren(QLabel, "hintText")[0]
        self._drawn = False

    def say_keys(self, keymap: Keymap) -> None:
        """Name the keys that open films."""
        told = ((native(keymap.of(name)[:1]), text) for name, text in COMMANDS)
        self._keys.setText(SPACE.join(f"{key}  {text}" for key, text in told if key))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first painting; the theme draws the ground, the labels draw themselves."""
        super().paintEvent(event)
        if not self._drawn:
            self._drawn = True
            self.painted.emit()
