"""Workers of a Dask cluster: one on this machine, or whatever a scheduler has.

What a worker does with a film is the same as in every engine; models are loaded once a process. Workers
elsewhere must see films, model packages and the batch's folder under the same paths, and have the same
version of the program. Imported only where Dask is wanted, see `engine.require_dask`.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self, cast
from uuid import uuid4

import dask
from distributed import Client, LocalCluster
from distributed.scheduler import KilledWorker

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobContext
from cxrviewer.processes import without_interrupts, worker_environment
from cxrviewer.triage.dask_work import Given, Refused, analyse, recipe
from cxrviewer.triage.engine import CHANGED, Say
from cxrviewer.triage.local_engine import usual_workers
from cxrviewer.triage.work import Done, Equipment, given_up

_LOOK_S = 0.2
_AHEAD = (
    8  # films for each thread of the cluster; handed out by the half, for each message costs a millisecond
)
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
        with ExitStack() as stack:
            stack.enter_context(dask.config.set(_SETTINGS))
            try:
                if not self._scheduler:
                    with without_interrupts(), worker_environment():
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
        future = self._client.submit(recipe, self._equipment, pure=False)
        future.add_done_callback(answers.put)
        (ended,) = _next(answers, context)
        if ended.status != "finished":
            raise _no_work(ended.exception())
        self._recipe = _accepted(ended.result())
        return self._recipe

    def outcomes(
        self, paths: Iterable[Path], known: frozenset[str], say: Say, context: JobContext
    ) -> Iterator[Done]:
        """See `Engine`; Dask itself gives the films of a lost worker to others."""
        rest, answers = iter(paths), SimpleQueue[Any]()
        out: dict[str, tuple[Any, Path]] = {}
        with self._given(known) as name:
            while True:
                films = list(islice(rest, self._room(len(out))))
                futures = self._client.map(analyse, films, given=name, pure=False) if films else []
                for future, path in zip(futures, films, strict=True):
                    out[future.key] = future, path
                    future.add_done_callback(answers.put)
                if not out:
                    return
                ended = dict(out.pop(future.key) for future in _next(answers, context))
                yield from self._done(ended, say)

    @contextmanager
    def _given(self, known: frozenset[str]) -> Iterator[str]:
        """Give every worker, those that join later too, what all films need; return the name of that."""
        name = f"cxrviewer-{uuid4().hex}"
        self._client.register_plugin(Given(name, self._equipment, known), name=name)
        try:
            yield name
        finally:
            self._client.unregister_worker_plugin(name)

    def _room(self, out: int) -> int:
        """Return for how many films more there is room in the cluster; none before half of it is empty."""
        most = _AHEAD * max(1, sum(self._client.nthreads().values()))
        return most - out if out <= most // 2 else 0

    def _done(self, ended: dict[Any, Path], say: Say) -> Iterator[Done]:
        """Yield what came of films whose tasks have ended; all are fetched at once.

        Raises
        ------
        CxrviewerError
            If a worker cannot load the models, or has loaded others than the first one.
        """
        found = self._client.gather({future.key: future for future in ended}, errors="skip")
        for future, path in ended.items():
            if found.get(future.key) is None:
                yield self._failed(path, future.exception(), say)
                continue
            made_with, done = _accepted(found[future.key])
            if made_with != self._recipe:
                raise CxrviewerError(CHANGED)
            yield cast("Done", done)

    def _failed(self, path: Path, error: Exception, say: Say) -> Done:
        """Return what becomes of a film whose task has failed."""
        if not isinstance(error, KilledWorker):
            raise _no_work(error) from error
        say(f"{path}: worker after worker was lost at this film")
        return given_up(path, "has ended worker after worker")


def _accepted(answer: Any) -> Any:  # noqa: ANN401 - whatever the task returns
    """Return what a task has returned (CxrviewerError if its worker cannot load the models)."""
    if isinstance(answer, Refused):
        raise CxrviewerError(answer.reason)
    return answer


def _no_work(error: Exception) -> CxrviewerError:
    """Return that a worker fails whatever it is given; what the error says may quote the header."""
    return CxrviewerError(f"the workers of the cluster cannot do their work ({type(error).__name__})")


def _next(answers: "SimpleQueue[Any]", context: JobContext) -> list[Any]:
    """Wait for a task that has ended and return it, with all others that have (JobCancelledError)."""
    ended: list[Any] = []
    while not ended or not answers.empty():
        context.checkpoint()
        with suppress(Empty):
            ended.append(answers.get(timeout=_LOOK_S))
    return ended
