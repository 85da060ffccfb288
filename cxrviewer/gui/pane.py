"""A titled part of the window that the workspace fills."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget


class Pane(QWidget):
    """A title over one widget, which may come later.

    Parameters
    ----------
    title
        Over it.
    width, least
        Of the pane at first, and when the window or the hand makes it narrow.
    """

    def __init__(self, title: str, width: int, least: int) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setMinimumWidth(least)
        self._width = width
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._heading = QLabel(title, self)
        self._heading.setObjectName("paneTitle")
        self._column.addWidget(self._heading)
        self._room = QWidget(self)
        self._column.addWidget(self._room, 1)

    def sizeHint(self) -> QSize:
        """As wide as it is at first."""
        return QSize(self._width, super().sizeHint().height())

    def fill(self, widget: QWidget, *, titled: bool = True) -> None:
        """Put a widget under the title, instead of what was there, or in its place too if it has its own."""
        self._heading.setVisible(titled)
        self._column.replaceWidget(self._room, widget)
        self._room.deleteLater()
        self._room = widget
