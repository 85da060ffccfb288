"""Puts the window where it was, if that place is still on a screen."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow

from cxrviewer.settings import Settings

GRIP = QPoint(40, 10)


def place_window(window: QMainWindow, settings: Settings) -> None:
    """Give a window, not yet shown, the size, place and screen of the last run.

    A screen that is gone, or a place outside of it, leaves the place to the window system; the window is
    never larger than its screen.
    """
    place = QRect(settings.window_left, settings.window_top, settings.window_width, settings.window_height)
    screen = _screen(settings.window_screen, place.topLeft()) if settings.window_placed else None
    room = (screen or window.screen()).availableGeometry()
    place.setSize(place.size().boundedTo(room.size()))
    if screen is None:
        window.resize(place.size())
    else:
        window.setGeometry(place)
    if settings.window_maximized:
        window.showMaximized()


def _screen(name: str, corner: QPoint) -> QScreen | None:
    """Return the screen of that name if the window's upper left part would be on it."""
    screens = (screen for screen in QGuiApplication.screens() if screen.name() == name)
    return next((screen for screen in screens if screen.geometry().contains(corner + GRIP)), None)
