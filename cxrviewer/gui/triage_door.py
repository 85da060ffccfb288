"""The way from the main window to the triage window, and from case to case."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cxrviewer.gui.door import Door
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.shell import Shell

if TYPE_CHECKING:
    from cxrviewer.gui.triage.window import TriageWindow

SHOWN = ("cxrviewer.triage.listing", "cxrviewer.triage.lock", "cxrviewer.triage.policy_words")
NO_CASES = (
    "No worklist is open: Analysis \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Triage of many films."
)


class TriageDoor(Door):
    """Makes the triage window once, and shows it.

    Parameters
    ----------
    shell
        Of the main window.
    runner
        Runs what takes time.
    store
        The user's settings.
    open_case
        Given a film to open in the main window, and the cases around it in the order of the worklist.
    """

    window: "TriageWindow | None"

    def __init__(
        self,
        shell: Shell,
        runner: JobRunner,
        store: SettingsStore,
        open_case: Callable[[Path, tuple[Path, ...]], None],
    ) -> None:
        super().__init__(shell, runner, SHOWN, "Opening the triage window …")
        self._store, self._open = store, open_case

    def make(self) -> "TriageWindow":
        """Return the window, new."""
        from cxrviewer.gui.triage.window import TriageWindow

        settings = self._store.settings
        window = TriageWindow(self._shell.window, self._runner, settings.last_folder, settings.last_batch)
        window.batch_shown.connect(self._store.remember_batch)
        window.case_wanted.connect(self._open)
        return window

    def step(self, by: int) -> None:
        """Open the next case of the worklist, or the previous one."""
        if self.window is None or not self.window.worklist.step(by):
            self._shell.window.statusBar().showMessage(NO_CASES if self.window is None else "No more cases.")
