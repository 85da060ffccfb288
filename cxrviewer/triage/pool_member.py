"""One worker process: its side of the pipe, and its parent's."""

import logging
import os
import signal
import time
import warnings
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.elsewhere import Place, networks_at
from cxrviewer.processes import process_context, without_interrupts, worker_environment
from cxrviewer.triage.work import Done, Equipment, Worker

END_LIMIT_S = 3.0


@dataclass(frozen=True, slots=True)
class Ready:
    """The models are loaded; what results are made with."""

    recipe: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The models cannot be loaded, and why in a sentence."""

    reason: str


Answer = Ready | Refused | Done
Wish = Path | frozenset[str]
"""A film, or from now on the contents that need not be analysed."""


def serve(connection: "Connection[Answer, Wish]", equipment: Equipment, known: frozenset[str]) -> None:
    """Answer until nobody asks any more."""
    be_quiet()
    with suppress(EOFError, OSError):  # the parent is gone
        try:
            worker = Worker(equipment)
        except CxrviewerError as error:
            connection.send(Refused(str(error)))
            return
        connection.send(Ready(worker.recipe))
        while True:
            wish = connection.recv()
            if isinstance(wish, Path):
                connection.send(worker.analyse(wish, known))
            else:
                known = wish


Serve = Callable[["Connection[Answer, Wish]", Equipment, frozenset[str]], None]


def be_quiet() -> None:
    """Leave Ctrl-C to the parent and what libraries say, which may quote the header, to nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable()
    warnings.simplefilter("ignore")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    import cv2  # noqa: PLC0415 - not in the parent

    cv2.setNumThreads(1)


@dataclass(slots=True, eq=False)
class Member:
    """A worker process as its parent sees it.

    Attributes
    ----------
    process, connection
        The child and the pipe to it.
    recipe
        What it says that its results are made with; empty as long as it loads the models.
    films
        What it has been given and not answered yet; it is at work on the first.
    place
        Where its networks are; None in itself.
    since
        When it began with that, or was started, on the monotonic clock.
    """

    process: BaseProcess
    connection: "Connection[Wish, Answer]"
    recipe: str = ""
    films: deque[Path] = field(default_factory=deque)
    place: Place | None = None
    since: float = field(default_factory=time.monotonic)

    def give(self, path: Path) -> None:
        """Give it a film; one that has died meanwhile is found out by its silence."""
        if not self.films:
            self.since = time.monotonic()
        self.films.append(path)
        with suppress(OSError):
            self.connection.send(path)

    def tell_known(self, known: frozenset[str]) -> None:
        """Say which contents need not be analysed; it waits if the models are still being loaded."""
        with suppress(OSError):
            self.connection.send(known)

    def receive(self) -> Answer | None:
        """Return what it has to say; None if it has died."""
        try:
            answer = self.connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(answer, Done):
            self.films.popleft()
            self.since = time.monotonic()
        return answer

    def end(self, limit_s: float = 0.0) -> int:
        """Let it end within a time, then end it; return its exit status, below 0 for a signal."""
        self.connection.close()
        self.process.join(limit_s)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        code = self.process.exitcode or 0
        self.process.close()
        return code


def start(
    work: Serve, equipment: Equipment, known: frozenset[str] = frozenset(), place: Place | None = None
) -> Member:
    """Start a worker process; it begins to load the models.

    Parameters
    ----------
    work, equipment
        What it does, and with what.
    known
        SHA-256 of the contents that need not be analysed.
    place
        Of the process that runs its networks; None for networks of its own.
    """
    context = process_context()
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_work_at, args=(place, work, theirs, equipment, known), daemon=True, name="cxrviewer-triage"
    )
    with without_interrupts(), worker_environment():
        process.start()
    theirs.close()
    return Member(process, ours, place=place)


def _work_at(
    place: Place | None,
    work: Serve,
    connection: "Connection[Answer, Wish]",
    equipment: Equipment,
    known: frozenset[str],
) -> None:
    """Do what a worker does, with networks that another process runs, if there is one."""
    with nullcontext() if place is None else networks_at(place):
        work(connection, equipment, known)
