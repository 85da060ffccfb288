"""The window: a shell that paints at once, and the workspace that is assembled into it afterwards."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from cxrviewer.gui.actions import build_actions, fill_toolbar
from cxrviewer.gui.hint import Hint
from cxrviewer.gui.shell import Shell
from cxrviewer.settings import LoadedSettings

if TYPE_CHECKING:
    from cxrviewer.gui.workspace import Workspace

NOT_FOR_CLINICAL_USE = "Not for clinical use"


class MainWindow(QMainWindow):
    """Menus, toolbar, docks and an empty viewport; everything that costs time comes after the first paint.

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
        actions = build_actions(self, self._trigger)
        message_row, centre = self._build_centre()
        films = self._dock("Films", "films", Qt.DockWidgetArea.LeftDockWidgetArea, 200)
        analysis = self._dock("Analysis", "analysis", Qt.DockWidgetArea.RightDockWidgetArea, 410)
        self._fill_status_bar()
        self.shell = Shell(self, centre, message_row, films, analysis, actions, loaded, settings_path)

    def _build_centre(self) -> tuple[QVBoxLayout, QStackedWidget]:
        """Put the hint in the middle, with room for messages above it."""
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        message_row = QVBoxLayout()
        column.addLayout(message_row)
        centre = QStackedWidget(middle)
        column.addWidget(centre, 1)
        hint = Hint(centre)
        hint.painted.connect(lambda: QTimer.singleShot(0, self, self._assemble))
        centre.addWidget(hint)
        self.setCentralWidget(middle)
        return message_row, centre

    def _dock(self, title: str, name: str, area: Qt.DockWidgetArea, width: int) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        placeholder = QWidget(dock)
        placeholder.setMinimumWidth(width)
        dock.setWidget(placeholder)
        self.addDockWidget(area, dock)
        self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        return dock

    def _fill_status_bar(self) -> None:
        self.statusBar().setSizeGripEnabled(False)
        label = QLabel(NOT_FOR_CLINICAL_USE, self)
        label.setObjectName("notForClinicalUse")
        label.setToolTip("Research software, not a medical device.")
        self.statusBar().addPermanentWidget(label)

    def _assemble(self) -> None:
        """Import what costs time, put the workspace in place and open what the command line named."""
        from cxrviewer.gui.workspace import Workspace

        if self.workspace is not None:
            return
        fill_toolbar(self, self.shell.actions)
        self.workspace = Workspace(self.shell)
        self.assembled.emit()
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
            self.workspace.opening.open(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the work under way and remember the settings."""
        if self.workspace is not None:
            self.workspace.close()
        event.accept()
