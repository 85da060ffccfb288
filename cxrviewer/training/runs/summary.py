"""What a run has come to: its record, whether it is running, how it ended, its curves."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cxrviewer.errors import FileError
from cxrviewer.training.learning.events import (
    EndEvent,
    EpochEvent,
    Event,
    PausedEvent,
    ResumedEvent,
    StartEvent,
    read_events,
)
from cxrviewer.training.runs.known import run_folders
from cxrviewer.training.runs.lock import is_running
from cxrviewer.training.runs.record import RunRecord, read_record


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """Its process is gone without a word: killed, or the machine went down."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run as it stands.

    Attributes
    ----------
    folder, record
        Of the run.
    state, reason
        Where it stands, and one sentence on why; empty if nothing needs to be said.
    epochs
        Every epoch that counts, in order: of one that was done again after a resume, the later one.
    planned
        How many epochs there will be at most; 0 before it is known.
    package
        Folder of the model package; None without.
    """

    folder: Path
    record: RunRecord
    state: RunState
    reason: str
    epochs: tuple[EpochEvent, ...]
    planned: int
    package: Path | None

    @property
    def best(self) -> EpochEvent | None:
        """The epoch whose weights are kept: the latest that was better than all before; None before the first."""
        return next((one for one in reversed(self.epochs) if one.best), None)

    @property
    def last(self) -> EpochEvent | None:
        """The epoch done last; None before the first."""
        return self.epochs[-1] if self.epochs else None

    @property
    def evaluation(self) -> Path | None:
        """Folder of the evaluation; None without."""
        folder = self.folder / "evaluation"
        return folder if (folder / "metrics.json").is_file() else None


def summarise(folder: Path) -> RunSummary:
    """Read what a run has come to.

    Raises
    ------
    FileError
        If the folder holds no run, or its record or log cannot be read.
    """
    record = read_record(folder)
    running = is_running(folder)  # before the log: a process that ends meanwhile has written its end
    events = read_events(folder)
    starts = [one for one in events if isinstance(one, StartEvent)]
    state, reason = _state(events, running=running)
    ends = [one for one in events if isinstance(one, EndEvent)]
    package = next((Path(one.package) for one in reversed(ends) if one.package), None)
    return RunSummary(
        folder,
        record,
        state,
        reason,
        _epochs(events),
        starts[-1].epochs if starts else 0,
        package,
    )


def list_runs(root: Path) -> tuple[tuple[RunSummary, ...], tuple[FileError, ...]]:
    """Return all known runs, the newest first, and an error for each that cannot be read.

    Parameters
    ----------
    root
        The user's folder of runs.

    Raises
    ------
    FileError
        If the list of runs elsewhere cannot be read.
    """
    found, failed = [], []
    for folder in run_folders(root):
        try:
            found.append(summarise(folder))
        except FileError as error:
            failed.append(error)
    return tuple(sorted(found, key=lambda one: one.record.created, reverse=True)), tuple(failed)


def _state(events: tuple[Event, ...], *, running: bool) -> tuple[RunState, str]:
    """Return where a run stands, and why."""
    turns = [
        one for one in events if isinstance(one, StartEvent | PausedEvent | ResumedEvent | EndEvent)
    ]
    latest = turns[-1] if turns else None
    if running:
        return (RunState.PAUSED if isinstance(latest, PausedEvent) else RunState.RUNNING), ""
    if isinstance(latest, EndEvent):
        return RunState(latest.outcome), latest.reason
    return RunState.INTERRUPTED, "The process ended without a word; go on with --resume."


def _epochs(events: tuple[Event, ...]) -> tuple[EpochEvent, ...]:
    """Return the epochs, each once."""
    latest = {one.epoch: one for one in events if isinstance(one, EpochEvent)}
    return tuple(latest[number] for number in sorted(latest))
