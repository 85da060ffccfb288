"""Worker processes on this machine, each with one thread and, on the CPU, networks of its own.

On the CPU this is faster than a network that all cores compute: nothing waits for anything, and batches do
not pay there (`docs/scale.md`). On a GPU the workers read, check and prepare films, and one process more
runs the networks for all of them.
"""

import os
import time
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import Self

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.elsewhere import Place
from cxrviewer.jobs import JobContext
from cxrviewer.triage.engine import CHANGED, Say
from cxrviewer.triage.film_queue import FilmQueue
from cxrviewer.triage.inference_process import InferenceProcess, start_inference
from cxrviewer.triage.pool_member import (
    END_LIMIT_S,
    Member,
    Ready,
    Refused,
    Serve,
    serve,
    start,
)
from cxrviewer.triage.work import Done, Equipment, given_up

FILM_LIMIT_S = 900.0
ON_A_GPU = 4  # workers with networks, and a context, of their own in its memory
_LOOK_S = 0.2
_AHEAD = 2  # films that a worker holds: one that it is at work on, and the next one
_TRIES = 2
_TRIES_WITH_ALL = 4  # where the process that runs the networks was lost, whichever film that was by
_LOSSES_IN_A_ROW = 4


class LocalEngine:
    """See `Engine`.

    Parameters
    ----------
    equipment
        Of every worker.
    workers
        How many; 0 for one a core, or for `ON_A_GPU` where each has networks of its own there.
    work
        What a worker process does.
    one_for_all
        Whether one process more runs the networks of all workers, which puts what they ask together into
        batches; by default on a GPU.
    """

    def __init__(
        self, equipment: Equipment, workers: int = 0, work: Serve = serve, *, one_for_all: bool | None = None
    ) -> None:
        self._equipment, self._work = equipment, work
        self._one_for_all = equipment.device == "cuda" if one_for_all is None else one_for_all
        self._most = workers or (cores() if self._one_for_all else usual_workers(equipment))
        self._inference: InferenceProcess | None = None
        self._members: list[Member] = []
        self._recipe = ""
        self._losses = 0

    def __enter__(self) -> Self:
        self._members = [self._start() for _ in range(self._most)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        limit_s = END_LIMIT_S if kind is None else 0.0
        for member in self._members:
            member.end(limit_s)
        self._members = []
        if self._inference is not None:
            self._inference.end()
        self._inference = None

    def _start(self, known: frozenset[str] = frozenset()) -> Member:
        """Start a worker, and before it the process that runs the networks, if there is none."""
        if self._one_for_all and not self._infers:
            self._inference = start_inference(self._equipment.threads)
        return start(self._work, self._equipment, known, self._place)

    @property
    def _place(self) -> Place | None:
        """Where the networks of all are; None for networks of each worker's own."""
        return None if self._inference is None else self._inference.place

    @property
    def _infers(self) -> bool:
        """Whether the process that runs the networks of all lives."""
        return self._inference is not None and self._inference.process.is_alive()

    @property
    def processes(self) -> list[int]:
        """Numbers of the worker processes."""
        return [member.process.pid for member in self._members if member.process.pid is not None]

    def recipe(self, context: JobContext) -> str:
        """See `Engine`."""
        while not self._recipe:
            context.checkpoint()
            for member in self._speaking():
                if self._heard(member) is None:
                    self._replace(member)
        return self._recipe

    def outcomes(
        self, paths: Iterable[Path], known: frozenset[str], say: Say, context: JobContext
    ) -> Iterator[Done]:
        """See `Engine`."""
        queue = FilmQueue(paths)
        for member in self._members:
            member.tell_known(known)
        while not queue.is_through:
            context.checkpoint()
            self._hand_out(queue)
            for member in self._speaking():
                done = self._heard(member)
                if isinstance(done, Done):
                    queue.ended(done.path)
                    yield done
                elif done is None:
                    yield from self._lost(member, queue, known, say)

    def _hand_out(self, queue: FilmQueue) -> None:
        """Give films to the workers, one each before two."""
        for most in range(1, _AHEAD + 1):
            for member in self._members:
                if len(member.films) < most and (path := queue.next()) is not None:
                    member.give(path)

    def _speaking(self) -> list[Member]:
        """Return the workers that have something to say or have died, waiting a moment for one."""
        self._end_the_hanging()
        ready = set(map(id, wait([member.connection for member in self._members], _LOOK_S)))
        return [member for member in self._members if id(member.connection) in ready]

    def _end_the_hanging(self) -> None:
        """End workers that have been at one film for far too long."""
        now = time.monotonic()
        for member in self._members:
            if now - member.since > FILM_LIMIT_S and (member.films or not member.recipe):
                member.process.kill()

    def _heard(self, member: Member) -> Done | Ready | None:
        """Return what a worker says; None if it has died.

        Raises
        ------
        CxrviewerError
            If it cannot load the models, or loads others than the first one did.
        """
        answer = member.receive()
        if isinstance(answer, Refused):
            raise CxrviewerError(answer.reason)
        if isinstance(answer, Ready):
            member.recipe = answer.recipe
            self._recipe = self._recipe or answer.recipe
            if answer.recipe != self._recipe:
                raise CxrviewerError(CHANGED)
        if isinstance(answer, Done):
            self._losses = 0
        return answer

    def _replace(self, member: Member, known: frozenset[str] = frozenset()) -> tuple[str, bool]:
        """Start a worker in place of one that has died; return how that ended, and whether by itself.

        Raises
        ------
        CxrviewerError
            If they die again and again.
        """
        self._members.remove(member)
        code, infers = member.end(), self._infers
        own_fault = member.place is None or (infers and member.place == self._place)
        ended = f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"
        self._losses += own_fault or not infers  # that of the networks is one loss, whoever goes with it
        if self._losses > _LOSSES_IN_A_ROW:
            raise CxrviewerError(f"worker after worker {ended}; is there enough memory for {self._most}?")
        self._members.append(self._start(known))
        return ended, own_fault

    def _lost(self, member: Member, queue: FilmQueue, known: frozenset[str], say: Say) -> Iterator[Done]:
        """Give the films of a worker that has died to others; fail the one that has done so twice."""
        films = list(member.films) if member.recipe else []
        queue.again(member.films)
        ended, by_itself = self._replace(member, known)
        if not films:
            return
        path, tries = films[0], _TRIES if by_itself else _TRIES_WITH_ALL
        if queue.tried(path, by_itself=by_itself) < tries:
            if by_itself:
                say(f"{path}: the worker at this film {ended}; it is tried again")
            return
        queue.ended(path)
        yield given_up(path, f"has ended {tries} workers, the last one {ended}")


def usual_workers(equipment: Equipment) -> int:
    """Return how many workers there are unless somebody asks for another number."""
    return min(cores(), ON_A_GPU) if equipment.device == "cuda" else cores()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
