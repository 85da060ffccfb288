"""Background work of the window: threads in lanes, one timer that brings their messages to the GUI thread."""

import itertools
import queue
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

from cxrviewer.jobs import Cancelled, JobContext, Outcome, Progress, run_job

T = TypeVar("T")
DRAIN_INTERVAL_MS = 20
DRAIN_BUDGET_S = 0.008


class Lane(Enum):
    """Threads that share a kind of work; the value is how many they are."""

    INFERENCE = "inference", 1
    READING = "reading", 2
    INDEXING = "indexing", 2
    RECALLING = "recalling", 1
    TRAINING = "training", 3  # a check and a measuring take minutes; lists are read meanwhile
    MODELS = "models", 1

    @property
    def threads(self) -> int:
        """How many threads work in this lane."""
        return self.value[1]


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A piece of work under way, and who hears of it (on the GUI thread)."""

    number: int
    context: JobContext
    future: "Future[None]"
    on_outcome: Callable[[Outcome[Any]], None]
    on_progress: Callable[[Progress], None] | None


class JobRunner(QObject):
    """Starts jobs and delivers exactly one outcome of each on the GUI thread.

    Workers touch no Qt object: they put messages into a queue; while jobs are under way, a timer empties it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        self._jobs: dict[int, Job] = {}
        self._numbers = itertools.count()
        self._lanes = {
            lane: ThreadPoolExecutor(lane.threads, thread_name_prefix=f"cxrviewer-{lane.value[0]}")
            for lane in Lane
        }
        self._timer = QTimer(self)
        self._timer.setInterval(DRAIN_INTERVAL_MS)
        self._timer.timeout.connect(self._drain)

    @property
    def under_way(self) -> int:
        """How many jobs have not delivered their outcome."""
        return len(self._jobs)

    def submit(
        self,
        lane: Lane,
        function: Callable[[JobContext], T],
        on_outcome: Callable[[Outcome[T]], None],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Job:
        """Queue `function` in a lane.

        Parameters
        ----------
        lane
            Whose threads run it.
        function
            Pure work over what it has captured; its context carries progress and cancelling.
        on_outcome
            Called once, on the GUI thread.
        on_progress
            Called on the GUI thread with each progress, before the outcome.
        """
        number, post = next(self._numbers), self._messages.put
        context = JobContext(report=lambda progress: post((number, progress)))

        def work() -> None:
            post((number, run_job(function, context)))

        future = self._lanes[lane].submit(work)
        job = Job(number, context, future, on_outcome, on_progress)
        self._jobs[number] = job
        self._timer.start()
        return job

    def cancel(self, job: Job) -> None:
        """Ask a job to stop; one that has not begun ends at once, the others at their next checkpoint."""
        if job.context.cancelled.is_set():
            return
        job.context.cancelled.set()
        if job.number in self._jobs and job.future.cancel():
            self._messages.put((job.number, Cancelled()))

    def _drain(self) -> None:
        """Deliver what the workers have said, for a few milliseconds at most."""
        deadline = time.perf_counter() + DRAIN_BUDGET_S
        while self._jobs and not self._messages.empty() and time.perf_counter() < deadline:
            self._deliver(*self._messages.get_nowait())
        if not self._jobs:
            self._timer.stop()

    def _deliver(self, number: int, message: Any) -> None:  # noqa: ANN401 - an outcome of any type
        if isinstance(message, Progress):
            on_progress = self._jobs[number].on_progress
            if on_progress is not None:
                on_progress(message)
            return
        self._jobs.pop(number).on_outcome(message)

    def shutdown(self, timeout_s: float = 5.0) -> bool:
        """Cancel everything, deliver nothing more and wait a bounded time for the threads.

        Returns
        -------
        bool
            Whether every thread has come to its end.
        """
        self._timer.stop()
        jobs, self._jobs = list(self._jobs.values()), {}
        for job in jobs:
            job.context.cancelled.set()
        for lane in self._lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)
        running = [job.future for job in jobs if not job.future.cancelled()]
        return not wait(running, timeout_s).not_done
