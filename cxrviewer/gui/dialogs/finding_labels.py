"""The list of findings, one a line, to be changed by hand."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from cxrviewer.settings import FINDING_LABELS

MOST_LABELS, MOST_LETTERS = 100, 60


def edit_finding_labels(
    parent: QWidget, labels: Sequence[str], take: Callable[[tuple[str, ...]], None]
) -> QDialog:
    """Open the list beside the window; it blocks nothing.

    Parameters
    ----------
    parent
        The window.
    labels
        The list as it is.
    take
        Called with the new list when the user is content with it.
    """
    dialog = QDialog(parent)
    dialog.setWindowTitle("List of findings")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    text = QPlainTextEdit("\n".join(labels), dialog)
    text.setAccessibleName("Findings, one a line")
    text.setTabChangesFocus(True)
    standard = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(standard.Save | standard.Cancel | standard.RestoreDefaults, dialog)
    buttons.accepted.connect(lambda: take(labels_of(text.toPlainText())))
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    defaults = buttons.button(standard.RestoreDefaults)
    defaults.clicked.connect(lambda: text.setPlainText("\n".join(FINDING_LABELS)))
    column = QVBoxLayout(dialog)
    column.addWidget(QLabel("One finding a line, in the order of the panel.", dialog))
    column.addWidget(text, 1)
    column.addWidget(buttons)
    dialog.resize(420, 560)
    dialog.show()
    return dialog


def labels_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text that hold a label, each once."""
    lines = (" ".join(line.split())[:MOST_LETTERS] for line in text.splitlines())
    return tuple(dict.fromkeys(filter(None, lines)))[:MOST_LABELS]
