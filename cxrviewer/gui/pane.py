"""A titled part of the window that the workspace fills."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget


class Pane(QWidget):
    """A title over one widget, which may come later."""

    def __init__(self, title: str, width: int) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setMinimumWidth(width)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._heading = QLabel(title, self)
        self._heading.setObjectName("paneTitle")
        self._column.addWidget(self._heading)
        self._room = QWidget(self)
        self._column.addWidget(self._room, 1)

    def fill(self, widget: QWidget, *, titled: bool = True) -> None:
        """Put a widget under the title, instead of what was there, or in its place too if it has its own."""
        self._heading.setVisible(titled)
        self._column.replaceWidget(self._room, widget)
        self._room.deleteLater()
        self._room = widget
