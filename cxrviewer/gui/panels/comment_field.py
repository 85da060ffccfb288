"""A field of free text that is kept while it is written."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

KEEP_MS = 400
_LINES = 7


class CommentField(QPlainTextEdit):
    """Tells what was written at least every `KEEP_MS`, and at once when it loses the focus.

    Signals
    -------
    written
        This text stands in the field.
    """

    written = Signal(str)

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 16)
        self._told = ""
        self._timer = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._timer.timeout.connect(self.flush)
        self.textChanged.connect(self._follow)

    def show_text(self, text: str) -> None:
        """Show what is kept; the cursor stays where the text is the same."""
        self._timer.stop()
        self._told = text
        if text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def flush(self) -> None:
        """Tell what stands here if that has not been told."""
        self._timer.stop()
        text = self.toPlainText()
        if text != self._told:
            self._told = text
            self.written.emit(text)

    def _follow(self) -> None:
        if not self._timer.isActive():  # never put off by more typing
            self._timer.start()

    def event(self, event: QEvent) -> bool:
        """Take Esc, which leaves the field, before the window's command does."""
        key = event.key() if isinstance(event, QKeyEvent) else None
        if key == Qt.Key.Key_Escape and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the field with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell at once."""
        self.flush()
        super().focusOutEvent(event)
