"""How a batch stands, from what its process leaves in its folder."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cxrviewer.jobs import JobContext
from cxrviewer.triage.batch import BATCH_FILE
from cxrviewer.triage.listing import Course, Overview, Selection, open_listing, prepare_listing
from cxrviewer.triage.lock import is_running
from cxrviewer.wishes import Wish, asked

ENDED = ("done", "abstained", "failed")
RATE_OVER_S = 60.0


class BatchState(StrEnum):
    """Where a batch is."""

    NONE = "no batch"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def living(self) -> bool:
        """Whether a process is at work."""
        return self in {BatchState.STARTING, BatchState.RUNNING, BatchState.PAUSED}


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the folder of a batch has shown.

    Attributes
    ----------
    running, paused
        Whether a process is at work, and whether it is asked to wait.
    overview, ids
        What is in the batch, and the films that are listed; empty without a file.
    """

    running: bool
    paused: bool
    overview: Overview = field(default_factory=Overview)
    ids: tuple[int, ...] = ()


def look(folder: Path, selection: Selection, context: JobContext, *, prepare: bool) -> Look:
    """Look at a batch.

    Parameters
    ----------
    folder
        Of the batch.
    selection
        What is listed.
    context
        May cancel on the way.
    prepare
        Whether the file may be one of an earlier version; if no process is at work on it, it is checked.

    Raises
    ------
    FileError
        If its file cannot be read.
    """
    running = is_running(folder)  # before the file: what ends in between is read with the next look
    paused = running and asked(folder) is Wish.PAUSE
    context.checkpoint()
    if not (folder / BATCH_FILE).exists():
        return Look(running, paused)
    if prepare and not running:
        prepare_listing(folder)
    with open_listing(folder) as listing:
        overview = listing.overview()
        context.checkpoint()
        return Look(running, paused, overview, tuple(listing.ids(selection)))


def state_of(found: Look, begun: datetime | None, *, starting: bool) -> BatchState:
    """Return where a batch is.

    Parameters
    ----------
    found
        What a look has shown.
    begun
        When a process was started here; None if none was.
    starting
        Whether that lives and has not taken the lock yet.
    """
    if found.running:
        return BatchState.PAUSED if found.paused else BatchState.RUNNING
    if starting:
        return BatchState.STARTING
    course = found.overview.course
    if course is None or is_older(course, begun):
        return BatchState.FAILED if begun is not None else BatchState.INTERRUPTED
    return BatchState(course.ended) if course.ended else BatchState.INTERRUPTED


def is_older(course: Course, begun: datetime | None) -> bool:
    """Tell whether a run began before the process that was started here."""
    return begun is not None and datetime.fromisoformat(course.begun) < begun.replace(microsecond=0)


class Pace:
    """How fast films end, over the last minute."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def forget(self) -> None:
        """Begin anew."""
        self._seen.clear()

    def see(self, at_s: float, ended: int) -> None:
        """Note how many films have ended at a time."""
        self._seen.append((at_s, ended))
        while len(self._seen) > 2 and at_s - self._seen[0][0] > RATE_OVER_S:
            self._seen.popleft()

    @property
    def per_s(self) -> float | None:
        """Films a second; None as long as that cannot be told."""
        if len(self._seen) < 2:
            return None
        (begun, first), (now, last) = self._seen[0], self._seen[-1]
        return (last - first) / (now - begun) if last > first else None
