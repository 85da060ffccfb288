"""All runs that there are: read from their folders, in the background."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.training.history import RunHistory, RunState, history_of, state_of
from cxrviewer.jobs import JobContext
from cxrviewer.training.learning.events import read_events
from cxrviewer.training.runs.lock import is_running
from cxrviewer.training.runs.record import RECORD, RunRecord, read_record


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run in the list.

    Attributes
    ----------
    folder
        Of the run; its name is the run's.
    record
        What was trained and how; None if it cannot be read, then `problem` says why.
    history, state
        How it went, and how it stands.
    problem
        A sentence, or empty.
    """

    folder: Path
    record: RunRecord | None
    history: RunHistory
    state: RunState
    problem: str = ""

    @property
    def figure(self) -> str:
        """The best validation score, with its name."""
        best = self.history.best
        return f"{best.score:.3f} {best.score_name}" if best else ""


def run_folders(parent: Path) -> list[Path]:
    """Return the folders of runs below a folder."""
    if not parent.is_dir():
        return []
    return sorted(folder for folder in parent.iterdir() if (folder / RECORD).is_file())


def read_run(folder: Path) -> ListedRun:
    """Read one run; what is wrong with it becomes a sentence."""
    running = is_running(folder)
    try:
        history = history_of(read_events(folder))
        return ListedRun(folder, read_record(folder), history, state_of(history, running=running))
    except CxrviewerError as error:
        empty = RunHistory()
        return ListedRun(folder, None, empty, state_of(empty, running=running), error.sentence)


def read_runs(parent: Path, context: JobContext) -> tuple[ListedRun, ...]:
    """Read every run below a folder, the newest first."""
    runs = []
    for folder in run_folders(parent):
        context.checkpoint()
        runs.append(read_run(folder))
    return tuple(sorted(runs, key=_age, reverse=True))


def _age(run: ListedRun) -> float:
    return run.record.created.timestamp() if run.record is not None else 0.0


def remove_runs(folders: Iterable[Path], context: JobContext) -> None:
    """Delete the folders of runs that are not running.

    Raises
    ------
    CxrviewerError
        If one is running.
    """
    for folder in folders:
        context.checkpoint()
        if is_running(folder):
            raise CxrviewerError(f"{folder.name} is being trained; cancel it first")
        shutil.rmtree(folder)
