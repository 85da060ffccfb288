"""The way from the main window to the training window, whose parts are imported when it first opens."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cxrviewer.errors import without_training
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.model_desk import ModelDesk
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.shell import Shell
from cxrviewer.jobs import Failed, JobContext, Outcome

if TYPE_CHECKING:
    from cxrviewer.gui.training.window import TrainingWindow

SHOWN = (
    "cxrviewer.training.data_set.records",
    "cxrviewer.training.evaluation.gallery_files",
    "cxrviewer.training.evaluation.reading",
    "cxrviewer.training.learning.control",
    "cxrviewer.training.preflight.problems",
    "cxrviewer.training.presets",
    "cxrviewer.training.runs.keeping",
    "cxrviewer.training.runs.settings",
)
OPENING = "Opening the training window …"


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
    models
        Switches models.
    open_film
        Opens a film in the main window.
    tell
        Shows a sentence in the main window.
    """

    def __init__(
        self,
        shell: Shell,
        runner: JobRunner,
        store: SettingsStore,
        models: ModelDesk,
        open_film: Callable[[Path], None],
        tell: Callable[[str], None],
    ) -> None:
        super().__init__(shell.window)
        self._shell, self._runner, self._store, self._models = shell, runner, store, models
        self._open, self._tell = open_film, tell
        self._importing = False
        self.window: TrainingWindow | None = None

    def show(self) -> None:
        """Show the training window, with the training that is running if there is one.

        For the first time that takes a moment: what it is made of, but for Qt, is imported by a worker while
        the user reads on. Qt's classes come into being when first named, which only one thread may do.
        """
        if self.window is not None:
            self.window.appear()
        elif not self._importing:
            self._importing = True
            self._shell.window.statusBar().showMessage(OPENING)
            self._runner.submit(Lane.TRAINING, _imported, self._make)

    def _make(self, outcome: Outcome[None]) -> None:
        self._importing = False
        self._shell.window.statusBar().clearMessage()
        try:
            if isinstance(outcome, Failed):
                raise outcome.error
            from cxrviewer.gui.training.window import TrainingWindow
        except ModuleNotFoundError as error:
            missing = without_training(error)
            if missing is None:
                raise
            self._tell(missing.sentence)
            return
        settings, folder = self._shell.settings_path, self._store.settings.last_folder
        self.window = TrainingWindow(self._shell.window, self._runner, self._models, settings, folder)
        self.window.film_wanted.connect(self._open)
        self.window.appear()


def _imported(_context: JobContext) -> None:
    """Import what the window shows; nothing of it knows Qt."""
    for name in SHOWN:
        import_module(name)
