"""Follows a batch by what its process writes; whoever opens its folder again goes on following."""

import subprocess
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from cxrviewer.errors import FileError
from cxrviewer.gui.background import Background
from cxrviewer.gui.child import Launch, last_words
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.triage.batch_state import ENDED, BatchState, Look, Pace, look, state_of
from cxrviewer.triage.listing import Overview, Selection
from cxrviewer.wishes import Wish, ask

LOOK_MS = 700
_TOLD_AT = 2  # looks in a row that have failed
_LOOK_SHARE = 10  # looking at very many films takes one part in so many of the time


class BatchFollower(QObject):
    """Looks at one batch in the background, again and again while its process lives.

    Signals
    -------
    changed
        What is known of the batch is another.
    listed
        The films that are listed, a tuple of ids.
    told
        A sentence that the user should see.
    """

    changed = Signal()
    listed = Signal(object)
    told = Signal(str)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looking = Background(runner, self)
        self._looking.failed.connect(self._give_up)
        self.folder: Path | None = None
        self.launch = Launch()
        self.selection = Selection()
        self.overview, self.state, self.reason = Overview(), BatchState.NONE, ""
        self.pace = Pace()
        self._began, self._prepared, self._failures = 0.0, False, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def follow(self, folder: Path | None, process: subprocess.Popen[bytes] | None = None) -> None:
        """Follow the batch in that folder, or none.

        Parameters
        ----------
        folder
            Of the batch.
        process
            That was started for it just now; it takes the batch's lock a little later.
        """
        self._looking.stop()
        self.folder, self.launch = folder, Launch(process)
        self.pace.forget()
        self.overview, self.reason = Overview(), ""
        self.state = BatchState.STARTING if process is not None else BatchState.NONE
        self._prepared, self._failures = False, 0
        self.changed.emit()
        self.look()

    def select(self, selection: Selection) -> None:
        """List other films, or in another order."""
        self.selection = selection
        self.look()

    def look(self) -> None:
        """Look at the batch now."""
        if self.folder is not None:
            self._timer.stop()
            self._began = time.monotonic()
            work = partial(look, self.folder, self.selection, prepare=not self._prepared)
            self._looking.start(work, self._take)

    def wish(self, wish: Wish) -> None:
        """Ask the process for something."""
        if self.folder is None:
            return
        try:
            ask(self.folder, wish)
        except FileError as error:
            self.told.emit(error.sentence)
        self.look()

    def _take(self, found: Look) -> None:
        self._prepared, self._failures = True, 0
        starting = self.launch.is_starting(running=found.running)
        self.state = state_of(found, self.launch.begun, starting=starting)
        self.overview = found.overview
        self.reason = self._reason()
        self._measure()
        self.listed.emit(found.ids)
        self.changed.emit()
        if self.state.living:
            took_ms = 1000 * (time.monotonic() - self._began)
            self._timer.start(max(LOOK_MS, round(_LOOK_SHARE * took_ms)))

    def _measure(self) -> None:
        if self.state is BatchState.RUNNING:
            self.pace.see(time.monotonic(), self.overview.count(*ENDED))
        else:
            self.pace.forget()

    def _reason(self) -> str:
        """Return why the run is over, if it is and has not simply come to its end."""
        course = self.overview.course
        if self.state is BatchState.FAILED and self.folder is not None:
            return (course.reason if course is not None else "") or last_words(self.folder)
        if self.state is BatchState.INTERRUPTED:
            return "its process ended without a word; start it again and it goes on from there"
        return ""

    def _give_up(self, sentence: str) -> None:
        """Look again: the file of a batch that begins may be in the making. Tell what is still so then."""
        self._failures += 1
        if self._failures == _TOLD_AT:
            self.told.emit(sentence)
        if self._failures < _TOLD_AT or self.state.living:
            self._timer.start(LOOK_MS)
