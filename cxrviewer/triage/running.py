"""A batch from the folder to the worklist: an engine analyses, one writer keeps."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cxrviewer.errors import CxrviewerError, FileError
from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.triage.batch import GOES_ON, Batch, Ended, open_batch
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.engine import Engine
from cxrviewer.triage.finding import Finding
from cxrviewer.triage.heeding import Heeding
from cxrviewer.triage.lineup import Lineup
from cxrviewer.triage.lock import hold
from cxrviewer.triage.outcome import Outcome
from cxrviewer.triage.policy import Policy
from cxrviewer.triage.summary import write_summary
from cxrviewer.triage.table import write_parquet
from cxrviewer.triage.work import Done
from cxrviewer.triage.worklist import Entry, rank, write_worklist

WRITE_EVERY_S = 30.0
_FIND_FIRST_S = 0.5
_WRITE_SHARE = 20  # and never so often that writing takes more than one part in so many


@dataclass(frozen=True, slots=True)
class Order:
    """What a batch is asked for.

    Attributes
    ----------
    inputs
        Films and folders of films.
    output
        The folder of the batch and its worklist.
    policy
        What makes urgent.
    priorities
        Absolute path or name of a file -> clinical priority.
    retry
        Whether films that failed before are tried again.
    saves
        What files are written of each film, as `Saves.words`; the workers write them.
    parquet
        Whether the worklist is written as Parquet, too.
    """

    inputs: tuple[Path, ...]
    output: Path
    policy: Policy
    priorities: dict[str, str] = field(default_factory=dict)
    retry: bool = False
    saves: str = ""
    parquet: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """The films are listed; where there are very many, the first ones have finished before.

    Attributes
    ----------
    films, pending
        How many there are, and how many of them are still to be analysed.
    message
        A sentence on what was found; empty without.
    """

    films: int
    pending: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """The result of one film is on the disk.

    Attributes
    ----------
    number, pending
        It is the how-manieth, of how many that are known of.
    path
        The film.
    outcome
        What came of it; None where another film of the same content had a result.
    """

    number: int
    pending: int
    path: Path
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that the user should know; a sentence."""

    words: str


Event = Started | Finished | Noted
Tell = Callable[[Event], None]


def run_batch(order: Order, engine: Engine, tell: Tell, context: JobContext | None = None) -> list[Entry]:
    """Analyse what is new, then rank everything.

    Each result is kept, then told. What is interrupted, by the user or by the power, goes on from there the
    next time; a worklist is written in any case, in which what is still to be analysed stands last.

    Parameters
    ----------
    order
        What is asked for.
    engine
        Computes.
    tell
        Hears of the start and of every film.
    context
        May cancel between films.

    Returns
    -------
    The worklist.

    Raises
    ------
    StoreError, FileError
        If the batch or its worklist cannot be written, or another run is at work on it.
    CxrviewerError
        If a model package is missing or broken, or workers cannot be kept alive.
    JobCancelledError
        If the context was cancelled, after the worklist is written.
    """
    context = context or JobContext()
    make_folder(order.output)
    with hold(order.output), Heeding(order.output, context) as heeding, engine:
        finding = Finding(order.inputs, order.output)
        first = finding.take(_FIND_FIRST_S)  # while the models are being loaded
        with open_batch(order.output, engine.recipe(context)) as batch:
            if order.retry:
                batch.forget_failed()
            with course(batch):
                try:
                    _Run(order, engine, batch, tell, heeding).analyse(finding, first, context)
                finally:
                    entries = rank_and_write(order, batch)
                    write_further(order, batch, entries)
            return entries


@contextmanager
def course(batch: Batch) -> Iterator[None]:
    """Note in the batch that it is at work, and how that ends."""
    batch.begin_course()
    try:
        yield
    except JobCancelledError:
        batch.end_course(Ended.CANCELLED)
        raise
    except CxrviewerError as error:
        batch.end_course(Ended.FAILED, str(error))
        raise
    batch.end_course(Ended.FINISHED)


def make_folder(folder: Path) -> None:
    """Make the folder of a batch where there is none (FileError if that cannot be done)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(folder, f"cannot be made a folder ({error.strerror})") from error


class _Run:
    """One run through what has no result."""

    def __init__(self, order: Order, engine: Engine, batch: Batch, tell: Tell, heeding: Heeding) -> None:
        self._order, self._engine, self._batch, self._tell = order, engine, batch, tell
        self._heeding = heeding

    def analyse(self, finding: Finding, first: Sequence[Path], context: JobContext) -> None:
        """Analyse what has no result, and write the worklist now and then.

        Parameters
        ----------
        finding, first
            Finds the films, and those that it has found already.
        context
            May cancel between films.
        """
        known, pace = self._batch.known(self._order.saves), Pace(WRITE_EVERY_S)
        lineup = Lineup(finding, self._batch, self._order.saves, lambda: self._tell_listed(lineup))
        lineup.add(first)
        for number, done in enumerate(self._outcomes(lineup, known, context), 1):
            outcome = keep(done, self._batch, known, self._tell)
            self._tell(Finished(number, lineup.number, done.path, outcome))
            if pace.is_due():
                rank_and_write(self._order, self._batch)
                pace.wrote()

    def _tell_listed(self, lineup: Lineup) -> None:
        self._tell(Started(self._batch.count(), lineup.number, self._batch.message))

    def _outcomes(self, lineup: Lineup, known: set[str], context: JobContext) -> Iterator[Done]:
        """Yield what came of each film; during a pause no film is in work."""
        while (path := lineup.next(context)) is not None:
            self._heeding.wait()
            films = self._begun(path, lineup, context)
            yield from self._engine.outcomes(
                films, frozenset(known), lambda words: self._tell(Noted(words)), context
            )

    def _begun(self, path: Path | None, lineup: Lineup, context: JobContext) -> Iterator[Path]:
        """Yield films as they are wanted, until a pause is, and note that they are being analysed."""
        while path is not None:
            self._batch.begin(path)
            yield path
            path = None if self._heeding.paused else lineup.next(context)


def keep(done: Done, batch: Batch, known: set[str], tell: Tell) -> Outcome | None:
    """Keep what came of a film.

    Parameters
    ----------
    done
        What came of it.
    batch
        Keeps it.
    known
        SHA-256 of the contents that have a result; its own is added.
    tell
        Hears of files of it that could not be written.

    Returns
    -------
    The outcome; None where its content was known.

    Raises
    ------
    CxrviewerError
        If nothing can be written any more.
    """
    if done.saved.stop:
        raise CxrviewerError(f"{done.saved.stop}; {GOES_ON}")
    outcome = done.outcome if done.sha256 not in known else None
    batch.keep(done)
    for trouble in done.saved.troubles:
        tell(Noted(trouble))
    known.update({done.sha256} - {""})
    return outcome


def rank_and_write(order: Order, batch: Batch) -> list[Entry]:
    """Rank what is known and write the worklist."""
    entries = rank(batch.films(), order.policy, order.priorities)
    write_worklist(order.output, batch, entries, order.policy)
    return entries


def write_further(order: Order, batch: Batch, entries: Sequence[Entry]) -> None:
    """Write the worklist in the forms that take longer."""
    write_summary(order.output, batch, entries, order.policy)
    if order.parquet:
        write_parquet(order.output, entries, order.policy)


class Pace:
    """Tells when something is to be done again that must not take more than a small part of the time.

    Parameters
    ----------
    every_s
        Seconds from one time to the next, at least.
    wait
        Whether the first time is as late, too.
    """

    def __init__(self, every_s: float, *, wait: bool = True) -> None:
        self._every_s = every_s
        self._next = time.monotonic() + (every_s if wait else 0.0)
        self._began = 0.0

    def is_due(self) -> bool:
        """Whether it is time; what follows is the doing."""
        self._began = time.monotonic()
        return self._began >= self._next

    def wrote(self) -> None:
        """Note that it is done."""
        now = time.monotonic()
        self._next = now + max(self._every_s, _WRITE_SHARE * (now - self._began))


def failed(entries: Sequence[Entry]) -> int:
    """Return how many films of a worklist failed."""
    return sum(entry.film.case.status is CaseStatus.FAILED for entry in entries)
