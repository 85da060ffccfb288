"""A folder that fills: films are analysed as they come, and the worklist follows."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import FileError
from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.triage.batch import Batch, open_batch
from cxrviewer.triage.engine import Engine
from cxrviewer.triage.heeding import Heeding
from cxrviewer.triage.lock import hold
from cxrviewer.triage.lookout import Lookout
from cxrviewer.triage.running import (
    Finished,
    Noted,
    Order,
    Pace,
    Started,
    Tell,
    course,
    keep,
    make_folder,
    rank_and_write,
    write_further,
)
from cxrviewer.triage.saving import CASES
from cxrviewer.triage.work import Done
from cxrviewer.triage.worklist import Entry

_FURTHER_EVERY_S = 300.0
_LOOK_SHARE = 5  # looking takes at most one part in so many of the time
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Watch:
    """How a folder is watched.

    Attributes
    ----------
    settle_s
        A file is taken when size and time of writing have not changed for so many seconds.
    look_every_s
        Seconds from one look to the next.
    write_every_s
        The worklist is not written more often than every so many seconds.
    """

    settle_s: float = 5.0
    look_every_s: float = 2.0
    write_every_s: float = 10.0


def watch_batch(
    order: Order, engine: Engine, tell: Tell, context: JobContext, watch: Watch | None = None
) -> list[Entry]:
    """Analyse what comes into folders, rank it, and go on with that until the context is cancelled.

    A film that comes while others wait goes before those that lay there at the start. One that changes is
    analysed again, one that is gone leaves the worklist; one that cannot be read is tried a few times.

    Parameters
    ----------
    order, engine, tell
        As of `run_batch`.
    context
        Ends it.
    watch
        How often to look and to write.

    Returns
    -------
    The last worklist.

    Raises
    ------
    FileError
        If one of the inputs does not exist at the start.
    StoreError, CxrviewerError
        As `run_batch`.
    """
    for path in order.inputs:
        if not path.exists():
            raise FileError(path, "does not exist")
    make_folder(order.output)
    with hold(order.output), Heeding(order.output, context) as heeding, engine:
        try:
            recipe = engine.recipe(context)
        except JobCancelledError:
            return []
        with open_batch(order.output, recipe) as batch:
            batch.list_films([])
            if order.retry:
                batch.forget_failed()
            with course(batch):
                return _Watcher(order, engine, batch, tell, watch or Watch(), heeding).run(context)


class _Watcher:
    """One batch that is watched."""

    def __init__(
        self, order: Order, engine: Engine, batch: Batch, tell: Tell, watch: Watch, heeding: Heeding
    ) -> None:
        self._order, self._engine, self._batch, self._tell = order, engine, batch, tell
        self._watch, self._heeding = watch, heeding
        own = order.output.absolute() / CASES
        inputs = [path.absolute() for path in order.inputs]
        self._lookout = Lookout(inputs, watch.settle_s, lambda file: file.is_relative_to(own))
        self._known = batch.known(order.saves)
        self._waiting: list[Path] = []  # the next one last
        self._first: frozenset[Path] | None = None
        self._out: set[Path] = set()
        self._done: set[Path] = set()  # not again, even if files of a film could not be written
        self._tries: Counter[Path] = Counter()
        self._troubles: tuple[str, ...] = ()
        self._ended = 0
        self._next_look = 0.0
        self._unwritten = True
        self._pace = Pace(watch.write_every_s, wait=False)
        self._further = Pace(_FURTHER_EVERY_S, wait=False)

    def run(self, context: JobContext) -> list[Entry]:
        """Watch until it is cancelled; the worklist is written in any case."""
        try:
            while True:
                self._look()
                self._analyse(context)
                self._write_if_due(idle=True)
                context.cancelled.wait(max(0.0, self._next_look - time.monotonic()))
                context.checkpoint()
        except JobCancelledError:
            pass
        finally:
            entries = rank_and_write(self._order, self._batch)
            write_further(self._order, self._batch, entries)
        return entries

    def _look(self) -> None:
        """Look at the folders and bring the list of films up to date."""
        now = time.monotonic()
        sight = self._lookout.look(now, self._out)
        if sight.settled or sight.gone:
            self._done.difference_update(sight.settled)
            self._batch.add_films(sight.settled)
            self._batch.drop_films(sight.gone)
            self._line_up()
            self._unwritten = True
        for trouble in sight.troubles:
            if trouble not in self._troubles:
                self._tell(Noted(trouble))
        self._troubles = sight.troubles
        took = time.monotonic() - now
        self._next_look = now + took + max(self._watch.look_every_s, (_LOOK_SHARE - 1) * took)

    def _line_up(self) -> None:
        """Let the films that have no result wait: those that came later first, each in the order as found."""
        pending = self._batch.pending(self._order.saves)
        waiting = [path for path in pending if path not in self._out and path not in self._done]
        if self._first is None:
            self._first = frozenset(waiting)
            self._tell(Started(self._batch.count(), len(waiting), self._batch.message))
        first = self._first
        self._waiting = sorted(waiting, key=lambda path: path in first)[::-1]

    def _analyse(self, context: JobContext) -> None:
        """Analyse until nothing waits any more."""
        if not self._waiting or self._heeding.paused:
            return
        finished = self._engine.outcomes(
            self._films(), frozenset(self._known), lambda words: self._tell(Noted(words)), context
        )
        try:
            for done in finished:
                self._end(done)
                self._write_if_due(idle=False)
        finally:
            self._out.clear()

    def _films(self) -> Iterator[Path]:
        """Yield films as they are wanted; looks at the folders in between."""
        while True:
            if time.monotonic() >= self._next_look:
                self._look()
            if not self._waiting or self._heeding.paused:
                return
            path = self._waiting.pop()
            self._out.add(path)
            self._batch.begin(path)
            yield path

    def _end(self, done: Done) -> None:
        """Keep what came of a film; one that could not even be hashed is tried again."""
        outcome = keep(done, self._batch, self._known, self._tell)
        self._out.discard(done.path)
        self._done.add(done.path)
        self._ended += 1
        self._unwritten = True
        if not done.sha256 and self._tries[done.path] < _TRIES - 1:
            self._tries[done.path] += 1
            self._lookout.forget(done.path, time.monotonic())
        else:
            self._tries.pop(done.path, None)
        waiting = len(self._waiting) + len(self._out)
        self._tell(Finished(self._ended, self._ended + waiting, done.path, outcome))

    def _write_if_due(self, *, idle: bool) -> None:
        """Write the worklist if there is news; what takes longer only when nothing else is to do."""
        if not self._unwritten or not self._pace.is_due():
            return
        entries = rank_and_write(self._order, self._batch)
        self._unwritten = False
        self._pace.wrote()
        if idle and self._further.is_due():
            write_further(self._order, self._batch, entries)
            self._further.wrote()
