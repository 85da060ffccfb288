"""The way from the main window to the training window."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cxrviewer.errors import without_training
from cxrviewer.gui.door import Door
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.model_desk import ModelDesk
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.shell import Shell

if TYPE_CHECKING:
    from cxrviewer.gui.training.window import TrainingWindow

SHOWN = (
    "cxrviewer.training.data_set.records",
    "cxrviewer.training.evaluation.gallery_files",
    "cxrviewer.training.evaluation.reading",
    "cxrviewer.training.preflight.problems",
    "cxrviewer.training.presets",
    "cxrviewer.training.runs.keeping",
    "cxrviewer.training.runs.settings",
)


class TrainingDoor(Door):
    """Makes the training window once, and shows it, with the training that is running if there is one.

    Parameters
    ----------
    shell
        Of the main window.
    runner
        Runs what takes time.
    store
        The user's settings.
    models
        Switches models.
    open_film
        Opens a film in the main window.
    tell
        Shows a sentence in the main window.
    """

    window: "TrainingWindow | None"

    def __init__(
        self,
        shell: Shell,
        runner: JobRunner,
        store: SettingsStore,
        models: ModelDesk,
        open_film: Callable[[Path], None],
        tell: Callable[[str], None],
    ) -> None:
        super().__init__(shell, runner, SHOWN, "Opening the training window …")
        self._store, self._models, self._open, self._tell = store, models, open_film, tell

    def excuse(self, error: ModuleNotFoundError) -> None:
        """Say that this copy of the program cannot train."""
        missing = without_training(error)
        if missing is None:
            raise error
        self._tell(missing.sentence)

    def make(self) -> "TrainingWindow":
        """Return the window, new."""
        from cxrviewer.gui.training.window import TrainingWindow

        settings, folder = self._shell.settings_path, self._store.settings.last_folder
        window = TrainingWindow(self._shell.window, self._runner, self._models, settings, folder)
        window.film_wanted.connect(self._open)
        return window
