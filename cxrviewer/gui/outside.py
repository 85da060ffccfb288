"""Files shown by other programs of the user: pages in the browser."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

_LIBRARIES, _BEFORE = "LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG"


def open_outside(path: Path) -> bool:
    """Let the program that the user has for such files show one; tell whether there is any."""
    with _own_libraries_hidden():
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


@contextmanager
def _own_libraries_hidden() -> Iterator[None]:
    """Start others with the libraries of the system, not with those of our bundle (PyInstaller, on Linux)."""
    ours = os.environ.get(_LIBRARIES)
    if ours is None or not getattr(sys, "frozen", False):
        yield
        return
    theirs = os.environ.get(_BEFORE, "")
    if theirs:
        os.environ[_LIBRARIES] = theirs
    else:
        del os.environ[_LIBRARIES]
    try:
        yield
    finally:
        os.environ[_LIBRARIES] = ours
