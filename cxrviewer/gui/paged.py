"""Windows beside the main one that are made of pages."""

from collections.abc import Mapping

from PySide6.QtWidgets import QTabWidget, QWidget

_BESIDE, _BELOW = 40, 60  # pixels of the screen left free


def page_tabs(parent: QWidget, name: str, listed: str, pages: Mapping[str, QWidget]) -> QTabWidget:
    """Return the pages of a window, by their titles.

    Parameters
    ----------
    name, listed
        What they are together, and one by one, for those who hear the window.
    """
    tabs = QTabWidget(parent)
    tabs.setObjectName("courseTabs")
    tabs.setAccessibleName(name)
    tabs.setDocumentMode(True)
    tabs.tabBar().setDrawBase(False)
    tabs.tabBar().setAccessibleName(listed)
    for title, page in pages.items():
        tabs.addTab(page, title)
    return tabs


def fit_screen(window: QWidget, size: tuple[int, int]) -> None:
    """Give a window its size, or as much of it as the screen has room for."""
    room = window.screen().availableSize()
    window.resize(min(size[0], room.width() - _BESIDE), min(size[1], room.height() - _BELOW))
