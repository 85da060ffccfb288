"""The parts of the window that are there from the first paint on, for the workspace to fill."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from cxrviewer.gui.keymap import Keymap
from cxrviewer.gui.pane import Pane
from cxrviewer.settings import LoadedSettings

HANDLE_WIDTH = 4


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
    films, middle, analysis
        The three parts of the window, side by side; the panes at the sides are empty.
    actions
        Name -> action, as in the table.
    keymap
        That the actions have been built with.
    loaded, settings_path
        The settings as read, and where they are kept.
    """

    window: QMainWindow
    centre: QStackedWidget
    message_row: QVBoxLayout
    films: Pane
    middle: QWidget
    analysis: Pane
    actions: Mapping[str, QAction]
    keymap: Keymap
    loaded: LoadedSettings
    settings_path: Path
