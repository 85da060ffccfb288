"""One piece of background work at a time; a later one takes the place of an earlier one."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.jobs import Failed, JobContext, Outcome, Progress, Succeeded

T = TypeVar("T")


class Background(QObject):
    """Runs work of a window beside the main one, in the lane of such.

    Signals
    -------
    progressed
        How far it is, a `Progress`.
    failed
        A sentence.
    stopped
        The user has ended it.
    """

    progressed = Signal(object)
    failed = Signal(str)
    stopped = Signal()

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self._number = 0

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    def start(self, work: Callable[[JobContext], T], done: Callable[[T], None]) -> None:
        """Begin with this instead of what is under way.

        Parameters
        ----------
        work
            Pure work over what it has captured.
        done
            Given what came out, on the GUI thread, unless something else was begun meanwhile.
        """
        self._drop()
        self._number += 1
        number = self._number

        def end(outcome: Outcome[T]) -> None:
            if number == self._number and self._job is not None:
                self._job = None
                self._deliver(outcome, done)

        self._job = self._runner.submit(Lane.TRAINING, work, end, self._tell)

    def stop(self) -> None:
        """End what is under way."""
        if self._job is not None:
            self._drop()
            self.stopped.emit()

    def _deliver(self, outcome: Outcome[T], done: Callable[[T], None]) -> None:
        match outcome:
            case Succeeded(value):
                done(value)
            case Failed(CxrviewerError() as error):
                self.failed.emit(error.sentence)
            case Failed(OSError() as error):
                self.failed.emit(f"{error.filename or 'A file'}: {error.strerror or error}.")
            case Failed(error):
                raise error

    def _tell(self, progress: Progress) -> None:
        if self._job is not None:
            self.progressed.emit(progress)

    def _drop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            self._runner.cancel(job)
