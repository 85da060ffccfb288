"""The program's log, for whoever reports a fault."""

from pathlib import Path

from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.dialogs.once import show_once
from cxrviewer.gui.log_file import read_log

ABOUT = "Faults of the program. The file stays on this computer and holds nothing of patients:"
NOTHING = "Nothing has been logged."
_SIZE = 900, 520


class LogDialog(QDialog):
    """Shows the log as it is when it is opened.

    Parameters
    ----------
    parent
        The window.
    path
        The log.
    """

    def __init__(self, parent: QWidget, path: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("Log")
        self.resize(*_SIZE)
        about = QLabel(f"{ABOUT}\n{path}", self)
        about.setWordWrap(True)
        self.text = QPlainTextEdit(_words(path) or NOTHING, self)
        self.text.setAccessibleName("Log")
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = buttons.addButton("&Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self.text.toPlainText()))
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        for part in (about, self.text, buttons):
            column.addWidget(part)


def _words(path: Path) -> str:
    """Return the log, or why it cannot be read."""
    try:
        return read_log(path)
    except OSError as error:
        return f"{path}: the log cannot be read ({error.strerror})."


def show_log(parent: QWidget, path: Path) -> LogDialog:
    """Open the log, or bring the one that is open to the front."""
    return show_once(parent, LogDialog, lambda: LogDialog(parent, path))
