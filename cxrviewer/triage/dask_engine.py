"""Workers of a Dask cluster: one on this machine, or whatever a scheduler has.

What a worker does with a film is the same as in every engine; models are loaded once a process. Workers
elsewhere must see films, model packages and the batch's folder under the same paths, and have the same
version of the program.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self, cast

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobContext
from cxrviewer.quiet import libraries_silent
from cxrviewer.triage.engine import CHANGED, Say
from cxrviewer.triage.local_engine import usual_workers
from cxrviewer.triage.pool_member import one_thread_each, without_interrupts
from cxrviewer.triage.work import Done, Equipment, given_up, worker_of

_LOOK_S = 0.2
_AHEAD = 2  # films for each thread of the cluster
_COUNT_EVERY = 64
_CONNECT_S = 15
_SETTINGS = {"distributed.scheduler.allowed-failures": 1, "distributed.admin.low-level-log-length": 0}


class DaskEngine:
    """See `Engine`.

    Parameters
    ----------
    equipment
        Of every worker.
    scheduler
        Address of a running scheduler, as tcp://host:8786; without one, a cluster on this machine is started.
    workers
        How many that has; 0 for as many as `LocalEngine` has.
    """

    def __init__(self, equipment: Equipment, scheduler: str = "", workers: int = 0) -> None:
        self._equipment, self._scheduler = equipment, scheduler
        self._most = workers or usual_workers(equipment)
        self._stack = ExitStack()
        self._client: Any = None
        self._recipe = ""

    def __enter__(self) -> Self:
        require_dask()
        import dask  # noqa: PLC0415 - optional
        from distributed import Client, LocalCluster  # noqa: PLC0415

        with ExitStack() as stack:
            stack.enter_context(dask.config.set(_SETTINGS))
            try:
                if not self._scheduler:
                    with without_interrupts(), one_thread_each():
                        cluster = LocalCluster(
                            n_workers=self._most, threads_per_worker=1, dashboard_address=None,
                            host="127.0.0.1", memory_limit=0, silence_logs=logging.CRITICAL,
                        )  # fmt: skip
                    stack.enter_context(cluster)
                address = self._scheduler or cluster
                self._client = stack.enter_context(Client(address, timeout=_CONNECT_S, set_as_default=False))
            except (OSError, ValueError) as error:
                place = self._scheduler or "127.0.0.1"
                raise CxrviewerError(f"no Dask scheduler answers at {place}") from error
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def processes(self) -> list[int]:
        """Numbers of the worker processes."""
        return list(self._client.run(os.getpid).values())

    def recipe(self, context: JobContext) -> str:
        """See `Engine`."""
        answers = SimpleQueue[Any]()
        future = self._client.submit(_recipe, self._equipment, pure=False)
        future.add_done_callback(answers.put)
        self._recipe = self._said(_next(answers, context))
        return self._recipe

    def outcomes(
        self, paths: Iterable[Path], known: frozenset[str], say: Say, context: JobContext
    ) -> Iterator[Done]:
        """See `Engine`; Dask itself gives the films of a lost worker to others."""
        (contents,) = self._client.scatter([known], broadcast=True, hash=False)
        rest, answers = iter(paths), SimpleQueue[Any]()
        out: dict[str, tuple[Any, Path]] = {}
        for number in count():
            if number % _COUNT_EVERY == 0:  # workers come and go
                most = _AHEAD * max(1, sum(self._client.nthreads().values()))
            for path in islice(rest, most - len(out)):
                future = self._client.submit(_analyse, self._equipment, path, contents, pure=False)
                out[future.key] = future, path
                future.add_done_callback(answers.put)
            if not out:
                return
            future, path = out.pop(_next(answers, context).key)
            yield self._done(future, path, say)

    def _done(self, future: Any, path: Path, say: Say) -> Done:  # noqa: ANN401 - untyped
        """Return what came of a film whose task has ended.

        Raises
        ------
        CxrviewerError
            If its worker cannot load the models, or has loaded others than the first one.
        """
        if future.status != "finished":
            return self._failed(path, future.exception(), say)
        recipe, done = self._said(future)
        if recipe != self._recipe:
            raise CxrviewerError(CHANGED)
        return cast("Done", done)

    def _failed(self, path: Path, error: Exception, say: Say) -> Done:
        """Return what becomes of a film whose task has failed."""
        from distributed.scheduler import KilledWorker  # noqa: PLC0415 - optional

        if not isinstance(error, KilledWorker):
            raise _no_work(error) from error
        say(f"{path}: worker after worker was lost at this film")
        return given_up(path, "has ended worker after worker")

    def _said(self, future: Any) -> Any:  # noqa: ANN401 - whatever the task returns
        """Return what a task has returned.

        Raises
        ------
        CxrviewerError
            If its worker cannot load the models or is lost.
        """
        if future.status != "finished":
            raise _no_work(future.exception())
        result = future.result()
        if isinstance(result, _Refused):
            raise CxrviewerError(result.reason)
        return result


@dataclass(frozen=True, slots=True)
class _Refused:
    """The models cannot be loaded, and why in a sentence."""

    reason: str


def _recipe(equipment: Equipment) -> str | _Refused:
    """Load the models of this process, if that is not done, and return what results are made with."""
    try:
        return worker_of(equipment).recipe
    except CxrviewerError as error:
        return _Refused(str(error))


def _analyse(equipment: Equipment, path: Path, known: frozenset[str]) -> tuple[str, Done] | _Refused:
    """Analyse a film in a worker of the cluster."""
    with libraries_silent():
        recipe = _recipe(equipment)
        return recipe if isinstance(recipe, _Refused) else (recipe, worker_of(equipment).analyse(path, known))


def _no_work(error: Exception) -> CxrviewerError:
    """Return that a worker fails whatever it is given; what the error says may quote the header."""
    return CxrviewerError(f"the workers of the cluster cannot do their work ({type(error).__name__})")


def _next(answers: "SimpleQueue[Any]", context: JobContext) -> Any:  # noqa: ANN401 - a future, untyped
    """Wait for the next task that has ended (JobCancelledError)."""
    while True:
        context.checkpoint()
        with suppress(Empty):
            return answers.get(timeout=_LOOK_S)


def require_dask() -> None:
    """Make sure that Dask is installed.

    Raises
    ------
    CxrviewerError
        If it is not.
    """
    try:
        import distributed  # noqa: F401, PLC0415 - optional
    except ImportError as error:
        raise CxrviewerError("the engine dask needs Dask: pip install 'cxrviewer[cluster]'") from error
