"""A batch from the folder to the worklist: one lane of inference, fed by threads that read."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cxrviewer import __version__
from cxrviewer.analysis import Analyser
from cxrviewer.errors import CxrviewerError, FileError, ReadError
from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.readers import discover
from cxrviewer.study import ReadAs
from cxrviewer.triage.batch import Batch, open_batch
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.lock import hold
from cxrviewer.triage.outcome import Outcome, failure_of, outcome_of
from cxrviewer.triage.policy import Policy
from cxrviewer.triage.reading_ahead import ReadFilm, program_error, read_ahead
from cxrviewer.triage.worklist import Entry, rank, write_worklist

_FORMAT = 1  # another number whenever outcomes mean something else; results of other numbers are not used
_WRITE_EVERY_S = 30.0
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
    read_as
        What pictures are that do not say it.
    priorities
        Absolute path or name of a file -> clinical priority.
    retry
        Whether films that failed before are tried again.
    """

    inputs: tuple[Path, ...]
    output: Path
    policy: Policy
    read_as: ReadAs = ReadAs.AUTO
    priorities: dict[str, str] = field(default_factory=dict)
    retry: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """The films are listed.

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
        It is the how-manieth, of how many.
    path
        The film.
    outcome
        What came of it; None where another film of the same content had a result.
    """

    number: int
    pending: int
    path: Path
    outcome: Outcome | None


Tell = Callable[[Started | Finished], None]


def run_batch(order: Order, analyser: Analyser, tell: Tell, context: JobContext | None = None) -> list[Entry]:
    """Analyse what is new, then rank everything.

    Each result is kept, then told. What is interrupted, by the user or by the power, goes on from there the
    next time; a worklist is written in any case, in which what is still to be analysed stands last.

    Parameters
    ----------
    order
        What is asked for.
    analyser
        Computes.
    tell
        Hears of the start and of every film.
    context
        May cancel between films and stages.

    Returns
    -------
    The worklist.

    Raises
    ------
    StoreError, FileError
        If the batch or its worklist cannot be written, or another run is at work on it.
    ModelError
        If a model package is missing or broken.
    JobCancelledError
        If the context was cancelled, after the worklist is written.
    """
    context = context or JobContext()
    _make_folder(order.output)
    with hold(order.output):
        return _run(order, analyser, tell, context)


def _run(order: Order, analyser: Analyser, tell: Tell, context: JobContext) -> list[Entry]:
    """Do what `run_batch` does, with the folder for itself."""
    analyser.load()
    with open_batch(order.output, recipe_of(analyser, order.read_as)) as batch:
        _list(order, batch)
        try:
            _analyse_pending(order, analyser, batch, tell, context)
        finally:
            entries = _write(order, batch)
        return entries


def recipe_of(analyser: Analyser, read_as: ReadAs) -> str:
    """Identify all that results are made with: models, texture, version of the program, settings."""
    recipes = [asdict(analyser.recipe(kind)) for kind in (ReadAs.CXR, ReadAs.CT)]
    words = json.dumps([_FORMAT, __version__, read_as.value, recipes], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(folder, f"cannot be made a folder ({error.strerror})") from error


def _list(order: Order, batch: Batch) -> None:
    """Find the films and make them those of the batch."""
    found = discover([path.absolute() for path in order.inputs])
    batch.list_films(found.files, found.refusals)
    if order.retry:
        batch.forget_failed()


def _analyse_pending(order: Order, analyser: Analyser, batch: Batch, tell: Tell, context: JobContext) -> None:
    """Analyse what has no result, and write the worklist now and then."""
    paths, known = batch.pending(), batch.known()
    tell(Started(sum(1 for _ in batch.films()), len(paths), batch.message))
    pace = _Pace()
    for number, read in enumerate(read_ahead(paths, known.__contains__), 1):
        context.checkpoint()
        outcome = None
        if read.sha256 not in known:
            batch.begin(read.path)
            outcome = _outcome(read, analyser, order.read_as, context)
        batch.keep(read.path, read.sha256, read.priority, outcome)
        known.update({read.sha256} - {""})
        tell(Finished(number, len(paths), read.path, outcome))
        if pace.is_due():
            _write(order, batch)
            pace.wrote()


def _outcome(read: ReadFilm, analyser: Analyser, read_as: ReadAs, context: JobContext) -> Outcome:
    """Analyse a film that was read; every error becomes an outcome."""
    if read.error is not None or read.image is None:
        return failure_of(read.path, read.error or ReadError(read.path, "could not be read"))
    try:
        return outcome_of(read.image, analyser.analyse(read.image, context, read_as))
    except JobCancelledError:
        raise
    except CxrviewerError as error:
        return failure_of(read.path, error)
    except Exception as error:  # noqa: BLE001 - one film must not take the rest of the batch with it
        return failure_of(read.path, program_error(read.path, error))


def _write(order: Order, batch: Batch) -> list[Entry]:
    """Rank what is known and write the worklist."""
    entries = rank(batch.films(), order.policy, order.priorities)
    write_worklist(order.output, batch, entries, order.policy)
    return entries


class _Pace:
    """Tells when the worklist is to be written again."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _WRITE_EVERY_S
        self._began = 0.0

    def is_due(self) -> bool:
        """Whether it is time; what follows is the writing."""
        self._began = time.monotonic()
        return self._began >= self._next

    def wrote(self) -> None:
        """Note that it is written."""
        now = time.monotonic()
        self._next = now + max(_WRITE_EVERY_S, _WRITE_SHARE * (now - self._began))


def failed(entries: Sequence[Entry]) -> int:
    """Return how many films of a worklist failed."""
    return sum(entry.film.case.status is CaseStatus.FAILED for entry in entries)
