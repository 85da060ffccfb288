"""The parts of the window that are there from the first paint on, for the workspace to fill."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QVBoxLayout

from cxrviewer.settings import LoadedSettings


@dataclass(frozen=True, slots=True, eq=False)
class Shell:
    """The bare window.

    Attributes
    ----------
    window
        With its menus, toolbar and status bar.
    centre
        The hint, and on it the viewport once there is one.
    message_row
        Above the centre, for messages.
    films, analysis
        The docks, empty.
    actions
        Name -> action, as in the table.
    loaded, settings_path
        The settings as read, and where they are kept.
    """

    window: QMainWindow
    centre: QStackedWidget
    message_row: QVBoxLayout
    films: QDockWidget
    analysis: QDockWidget
    actions: Mapping[str, QAction]
    loaded: LoadedSettings
    settings_path: Path
