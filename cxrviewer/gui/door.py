"""The way from the main window to another one, whose parts are imported when it first opens."""

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Protocol

from PySide6.QtCore import QObject

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.shell import Shell
from cxrviewer.jobs import Failed, JobContext, Outcome


class Appearing(Protocol):
    """A window that can be brought to the front."""

    def appear(self) -> None:
        """Come to the front."""


class Door(QObject):
    """Makes a window once, and shows it.

    Parameters
    ----------
    shell
        Of the main window.
    runner
        Runs what takes time.
    shown
        Names of the modules that the window is made of, but for those that name classes of Qt.
    opening
        What is said meanwhile.
    """

    def __init__(self, shell: Shell, runner: JobRunner, shown: Sequence[str], opening: str) -> None:
        super().__init__(shell.window)
        self._shell, self._runner, self._shown, self._opening = shell, runner, shown, opening
        self._importing = False
        self.window: Appearing | None = None

    def make(self) -> Appearing:
        """Return the window, new."""
        raise NotImplementedError

    def excuse(self, error: ModuleNotFoundError) -> None:
        """Say why a part is missing, where that is no fault."""
        raise error

    def show(self) -> None:
        """Show the window.

        For the first time that takes a moment: what it is made of, but for Qt, is imported by a worker while
        the user reads on. Qt's classes come into being when first named, which only one thread may do.
        """
        if self.window is not None:
            self.window.appear()
        elif not self._importing:
            self._importing = True
            self._shell.window.statusBar().showMessage(self._opening)
            self._runner.submit(Lane.TRAINING, partial(_import, self._shown), self._made)

    def _made(self, outcome: Outcome[None]) -> None:
        self._importing = False
        self._shell.window.statusBar().clearMessage()
        try:
            if isinstance(outcome, Failed):
                raise outcome.error
            self.window = self.make()
        except ModuleNotFoundError as error:
            self.excuse(error)
            return
        self.window.appear()


def _import(names: Sequence[str], _context: JobContext) -> None:
    """Import modules; nothing of them knows Qt."""
    for name in names:
        import_module(name)
