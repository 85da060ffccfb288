"""Follows a run by what its process writes; whoever opens its folder again goes on following."""

import subprocess
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from cxrviewer.errors import CxrviewerError, FileError
from cxrviewer.gui.child import Launch, last_words
from cxrviewer.gui.training.course_state import CourseState, state_of
from cxrviewer.training.learning.events import LOG, parse_event
from cxrviewer.training.runs.history import RunHistory, after
from cxrviewer.training.runs.lock import is_running
from cxrviewer.wishes import Wish, ask

LOOK_MS = 400
NO_WORD = "its process ended without a word"


class RunFollower(QObject):
    """Reads what is new in the log of one run, a few times a second.

    Signals
    -------
    changed
        The history or the state is another one.
    told
        A sentence that the user should see.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder: Path | None = None
        self.history, self.state = RunHistory(), CourseState.INTERRUPTED
        self.reason = ""
        self.launch = Launch()
        self._read, self._rest = 0, b""
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def follow(self, folder: Path | None, process: subprocess.Popen[bytes] | None = None) -> None:
        """Follow the run in that folder from its first event on, or none.

        Parameters
        ----------
        folder
            Of the run.
        process
            That was started for it just now; it takes the run's lock a little later.
        """
        self.folder, self.launch = folder, Launch(process)
        self.history, self.reason = RunHistory(), ""
        self._read, self._rest = 0, b""
        if folder is None:
            self._timer.stop()
            self.changed.emit()
            return
        self._timer.start()
        self.look()
        self.changed.emit()

    def look(self) -> None:
        """Read what is new."""
        if self.folder is None:
            return
        before = self.history, self.state
        running = is_running(self.folder)  # before the log: what ends in between is read with the next look
        try:
            self._read_on(self.folder / LOG)
        except CxrviewerError as error:
            self._timer.stop()
            self.told.emit(error.sentence)
        self.state = self._state(running=running)
        self.reason = self._reason()
        if not self.state.living:
            self._timer.stop()
        if (self.history, self.state) != before:
            self.changed.emit()

    def wish(self, wish: Wish) -> None:
        """Ask the training for something; it does so after its step."""
        if self.folder is None:
            return
        try:
            ask(self.folder, wish)
        except FileError as error:
            self.told.emit(error.sentence)

    def _read_on(self, log: Path) -> None:
        """Take the whole lines that have been added to the log; a log that has shrunk is a new one."""
        if not log.exists():
            return
        size = log.stat().st_size
        if size < self._read:
            self.history, self._read, self._rest = RunHistory(), 0, b""
        if size == self._read:
            return
        with log.open("rb") as handle:
            handle.seek(self._read)
            new = handle.read()
        self._read += len(new)
        *lines, self._rest = (self._rest + new).split(b"\n")
        for line in lines:
            self._take(log, line)

    def _take(self, log: Path, line: bytes) -> None:
        try:
            event = parse_event(line.decode())
        except ValueError as error:
            raise FileError(log, "holds a line that is no event of a training") from error
        self.history = after(self.history, event)

    def _state(self, *, running: bool) -> CourseState:
        if self.launch.is_starting(running=running):
            return CourseState.STARTING
        start, begun = self.history.start, self.launch.begun
        if running and start is not None and begun is not None and start.time < begun:
            return CourseState.PREPARING  # what the log tells is of an earlier process
        return state_of(self.history, running=running)

    def _reason(self) -> str:
        """Return why the run is over, if it is and did not simply come to its end."""
        if self.history.end is not None:
            return self.history.end.reason
        if self.state is CourseState.INTERRUPTED and self.folder is not None:
            return last_words(self.folder) or NO_WORD
        return ""
