"""What a run has come to: its record, whether it is running, how it ended, its curves."""

from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import FileError
from cxrviewer.training.learning.events import EpochEvent, read_events
from cxrviewer.training.runs.history import RunHistory, RunState, history_of, standing
from cxrviewer.training.runs.known import run_folders
from cxrviewer.training.runs.lock import is_running
from cxrviewer.training.runs.record import RunRecord, read_record

_INTERRUPTED = "The process ended without a word; the run can go on."


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run as it stands.

    Attributes
    ----------
    folder, record
        Of the run.
    state
        Where it stands.
    history
        What its log tells.
    """

    folder: Path
    record: RunRecord
    state: RunState
    history: RunHistory

    @property
    def reason(self) -> str:
        """One sentence on why it stands so; empty if nothing needs to be said."""
        if self.state is RunState.INTERRUPTED:
            return _INTERRUPTED
        return self.history.end.reason if self.history.end is not None and not self.state.living else ""

    @property
    def epochs(self) -> tuple[EpochEvent, ...]:
        """Every epoch that counts, in order."""
        return self.history.epochs

    @property
    def planned(self) -> int:
        """How many epochs there will be at most; 0 before it is known."""
        return self.history.start.epochs if self.history.start is not None else 0

    @property
    def package(self) -> Path | None:
        """Folder of the model package; None without."""
        return Path(self.history.package) if self.history.package else None

    @property
    def best(self) -> EpochEvent | None:
        """The epoch whose weights are kept: the latest that was better than all before; None before the first."""
        return self.history.best

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
    history = history_of(read_events(folder))
    return RunSummary(folder, record, standing(history, running=running), history)


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
