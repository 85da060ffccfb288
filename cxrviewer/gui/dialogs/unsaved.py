"""The question before what was drawn is lost."""

from PySide6.QtWidgets import QMessageBox, QWidget

QUESTION = (
    "What you have drawn or entered last could not be saved and is lost when the window closes.\n\n"
    "The message above the film says why. Close all the same?"
)


def ask_to_lose(parent: QWidget) -> bool:
    """Ask whether to close all the same."""
    answer = QMessageBox.warning(
        parent,
        "Not saved",
        QUESTION,
        QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel,
        QMessageBox.StandardButton.Cancel,
    )
    return answer == QMessageBox.StandardButton.Close
