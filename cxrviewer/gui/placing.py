"""Puts the window where it was, if that place is still on a screen."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow

from cxrviewer.settings import Settings

TITLE_BAR = QPoint(40, 10)


def place_window(window: QMainWindow, settings: Settings) -> None:
    """Give a window, not yet shown, the size, place and screen of the last run.

    A screen that is gone, or a place outside of every screen, leaves the place to the window system; the
    window is never larger than its screen.
    """
    size = QRect(settings.window_left, settings.window_top, settings.window_width, settings.window_height)
    screen = _screen(settings.window_screen, size.topLeft())
    room = (screen or window.screen()).availableGeometry()
    window.resize(size.size().boundedTo(room.size()))
    if screen is not None:
        window.move(size.topLeft())
    if settings.window_maximized:
        window.showMaximized()


def _screen(name: str, corner: QPoint) -> QScreen | None:
    """Return the screen of that name if the window's title bar would be on it."""
    if not name:
        return None
    screens = (screen for screen in QGuiApplication.screens() if screen.name() == name)
    return next((screen for screen in screens if screen.geometry().contains(corner + TITLE_BAR)), None)
