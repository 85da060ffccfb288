"""The window: a shell that paints at once, and the workspace that is assembled into it afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from cxrviewer.gui.action_building import build_actions, fill_toolbars
from cxrviewer.gui.hint import Hint
from cxrviewer.gui.keymap import Keymap, read_keymap
from cxrviewer.gui.pane import Pane
from cxrviewer.gui.shell import HANDLE_WIDTH, Shell
from cxrviewer.settings import LoadedSettings

if TYPE_CHECKING:
    from cxrviewer.gui.workspace import Workspace

NOT_FOR_CLINICAL_USE = "Not for clinical use"
FILMS_WIDTHS, ANALYSIS_WIDTHS = (320, 250), (410, 350)


class MainWindow(QMainWindow):
    """Menus, toolbar, panes and an empty viewport; everything that costs time comes after the first paint.

    Even the namespace `QtCore.Qt` waits, and every class whose constructor knows it (QDockWidget, QSplitter):
    making its enumerations takes longer than making the window.

    Signals
    -------
    assembled
        The workspace is in place.
    """

    assembled = Signal()

    def __init__(self, loaded: LoadedSettings, settings_path: Path, paths: Sequence[Path] = ()) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("cxrviewer")
        self.setAcceptDrops(True)
        self.resize(loaded.settings.window_width, loaded.settings.window_height)
        self.workspace: Workspace | None = None
        self._paths = tuple(paths)
        loaded, keymap = _with_keymap(loaded, settings_path)
        actions = build_actions(self, self._trigger, keymap)
        message_row, centre = QVBoxLayout(), QStackedWidget(self)
        films, analysis = Pane("Studies", *FILMS_WIDTHS), Pane("Analysis", *ANALYSIS_WIDTHS)
        middle = _stacked(message_row, centre)
        self._line_up(films, middle, analysis)
        self._fill_centre(centre, keymap)
        self._fill_status_bar()
        parts = (centre, message_row, films, middle, analysis)
        self.shell = Shell(self, *parts, actions, keymap, loaded, settings_path)

    def _line_up(self, films: Pane, middle: QWidget, analysis: Pane) -> None:
        """Put three parts side by side."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(HANDLE_WIDTH)
        for part in (films, middle, analysis):
            row.addWidget(part, int(part is middle))
        self.setCentralWidget(line)

    def _fill_centre(self, centre: QStackedWidget, keymap: Keymap) -> None:
        centre.setObjectName("centre")
        hint = Hint(centre)
        hint.say_keys(keymap)
        hint.painted.connect(lambda: QTimer.singleShot(0, self, self._assemble))
        centre.addWidget(hint)

    def _fill_status_bar(self) -> None:
        self.statusBar().setSizeGripEnabled(False)
        label = QLabel(NOT_FOR_CLINICAL_USE, self)
        label.setObjectName("notForClinicalUse")
        label.setToolTip("Research software, not a medical device.")
        self.statusBar().addPermanentWidget(label)

    def _assemble(self) -> None:
        """Import what costs time, put the workspace in place and open what the command line named."""
        from cxrviewer.decoding import warm_up
        from cxrviewer.gui.workspace import Workspace

        if self.workspace is not None:
            return
        fill_toolbars(self, self.shell.actions)
        self.workspace = Workspace(self.shell)
        self.assembled.emit()
        warm_up()
        if self._paths:
            self.workspace.opening.open(self._paths)

    def _trigger(self, name: str) -> None:
        if self.workspace is not None:
            getattr(self.workspace.commands, name)()
        elif name == "quit":
            self.close()

    def action(self, name: str) -> QAction:
        """Return an action of the table by its name."""
        return self.shell.actions[name]

    def take(self, paths: Sequence[Path]) -> None:
        """Open films and folders, as soon as that can be."""
        if self.workspace is not None:
            self.workspace.opening.open(paths)
        else:
            self._paths = (*self._paths, *paths)

    def tell(self, sentence: str) -> None:
        """Show a sentence, wherever there is room for it by now."""
        if self.workspace is not None:
            self.workspace.messages.tell(sentence)
        else:
            self.statusBar().showMessage(sentence)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what is dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and self.workspace is not None:
            event.acceptProposedAction()
            self.workspace.importing.take(paths, self.workspace.opening.open)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the work under way and remember the settings, unless that would lose what was drawn."""
        if self.workspace is not None and not self.workspace.may_close():
            event.ignore()
            return
        if self.workspace is not None:
            self.workspace.close()
        event.accept()


def _with_keymap(loaded: LoadedSettings, path: Path) -> tuple[LoadedSettings, Keymap]:
    """Return the settings without shortcuts that cannot be, which become messages, and the keymap."""
    keymap, messages = read_keymap(loaded.settings.shortcuts, str(path))
    settings = replace(loaded.settings, shortcuts=keymap.chosen)
    return LoadedSettings(settings, (*loaded.messages, *messages)), keymap


def _stacked(message_row: QVBoxLayout, centre: QWidget) -> QWidget:
    """Return a part with room for messages above the centre."""
    middle = QWidget()
    column = QVBoxLayout(middle)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(message_row)
    column.addWidget(centre, 1)
    return middle
