"""What background work is: a function of frozen inputs and a `JobContext`, ending in exactly one outcome."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


class JobCancelledError(Exception):
    """Raised at a checkpoint after the job has been cancelled; never shown to the user."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    fraction
        0 to 1.
    message
        What is being done now, in a few words.
    """

    fraction: float
    message: str


def _ignore(_progress: Progress) -> None:
    """Take no notice of progress."""


@dataclass(frozen=True, slots=True)
class JobContext:
    """The line between a job and whoever started it; safe to use from any thread.

    Attributes
    ----------
    report
        Called in the worker's thread with each progress.
    cancelled
        Set by the owner to ask the job to stop at its next checkpoint.
    start, stop
        The part of the whole job, 0 to 1, that this context reports on.
    """

    report: Callable[[Progress], None] = _ignore
    cancelled: threading.Event = field(default_factory=threading.Event)
    start: float = 0.0
    stop: float = 1.0

    def checkpoint(self) -> None:
        """Stop here if the job has been cancelled.

        Raises
        ------
        JobCancelledError
            If it has.
        """
        if self.cancelled.is_set():
            raise JobCancelledError

    def progress(self, fraction: float, message: str) -> None:
        """Report progress within this context's part of the job; a checkpoint too."""
        self.checkpoint()
        self.report(Progress(self.start + fraction * (self.stop - self.start), message))

    def part(self, start: float, stop: float) -> "JobContext":
        """Return a context that maps its 0 to 1 onto `start` to `stop` of this one."""
        span = self.stop - self.start
        return JobContext(self.report, self.cancelled, self.start + start * span, self.start + stop * span)


@dataclass(frozen=True, slots=True)
class Succeeded(Generic[T]):
    """The job ended with a value."""

    value: T


@dataclass(frozen=True, slots=True)
class Failed:
    """The job ended with an error."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job stopped because it was asked to."""


Outcome = Succeeded[T] | Failed | Cancelled


def run_job(function: Callable[[JobContext], T], context: JobContext) -> Outcome[T]:
    """Run `function` to its one outcome; no exception leaves."""
    try:
        context.checkpoint()
        return Succeeded(function(context))
    except JobCancelledError:
        return Cancelled()
    except Exception as error:  # noqa: BLE001 - the outcome carries it to the owner
        return Failed(error)
