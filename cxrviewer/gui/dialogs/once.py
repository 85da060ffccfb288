"""Dialogs of which one is open at most."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QWidget

D = TypeVar("D", bound=QDialog)


def show_once(parent: QWidget, kind: type[D], make: Callable[[], D]) -> D:
    """Bring the dialog of a kind that is open to the front; open one if there is none."""
    for dialog in parent.findChildren(kind):
        if dialog.isVisible():
            dialog.activateWindow()
            return dialog
    dialog = make()
    dialog.show()
    return dialog
