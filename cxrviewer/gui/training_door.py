"""The way from the main window to the training window, whose parts are imported when it first opens."""

from typing import TYPE_CHECKING

from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.shell import Shell
from cxrviewer.locations import runs_folder

if TYPE_CHECKING:
    from cxrviewer.gui.training.window import TrainingWindow


class TrainingDoor:
    """Makes the training window once, and shows it.

    Parameters
    ----------
    shell
        Of the main window.
    runner
        Runs what takes time.
    store
        The user's settings.
    """

    def __init__(self, shell: Shell, runner: JobRunner, store: SettingsStore) -> None:
        self._shell, self._runner, self._store = shell, runner, store
        self.window: TrainingWindow | None = None

    def show(self) -> None:
        """Show the training window, with the training that is running if there is one."""
        from cxrviewer.gui.training.window import TrainingWindow

        if self.window is None:
            runs = runs_folder(self._shell.settings_path)
            folder = self._store.settings.last_folder
            self.window = TrainingWindow(self._shell.window, self._runner, runs, folder)
        self.window.show()
        self.window.activateWindow()
        self.window.reattach()
