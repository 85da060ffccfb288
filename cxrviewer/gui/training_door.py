"""The way from the main window to the training window, whose parts are imported when it first opens."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.shell import Shell

if TYPE_CHECKING:
    from cxrviewer.gui.training.window import TrainingWindow


class TrainingDoor(QObject):
    """Makes the training window once, and shows it.

    Parameters
    ----------
    shell
        Of the main window.
    runner
        Runs what takes time.
    store
        The user's settings.
    open_film
        Opens a film in the main window.

    Signals
    -------
    switched
        Other models are in use.
    """

    switched = Signal()

    def __init__(
        self, shell: Shell, runner: JobRunner, store: SettingsStore, open_film: Callable[[Path], None]
    ) -> None:
        super().__init__(shell.window)
        self._shell, self._runner, self._store, self._open = shell, runner, store, open_film
        self.window: TrainingWindow | None = None

    def show(self) -> None:
        """Show the training window, with the training that is running if there is one."""
        from cxrviewer.gui.training.window import TrainingWindow

        if self.window is None:
            settings, folder = self._shell.settings_path, self._store.settings.last_folder
            self.window = TrainingWindow(self._shell.window, self._runner, settings, folder)
            self.window.film_wanted.connect(self._open)
            self.window.desk.switched.connect(lambda _said: self.switched.emit())
        self.window.show()
        self.window.activateWindow()
        self.window.reattach()
