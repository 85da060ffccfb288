"""The installed Qt binding can be trusted with the interpreter."""

import sys

from PySide6.QtWidgets import QApplication, QWidget


def test_calls_into_qt_lose_no_reference_to_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one at every call, and the interpreter aborts after minutes."""
    widget, calls = QWidget(), 2000
    before = sys.getrefcount(None)
    for _ in range(calls):
        widget.update()
    assert sys.getrefcount(None) > before - calls / 2
