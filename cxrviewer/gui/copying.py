"""De-identified copies of open films: what must be looked at, its pictures, and the writing; all behind."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance

from cxrviewer.display import default_voi, render_grey8
from cxrviewer.errors import ReadError
from cxrviewer.export.deidentification import (
    Blanking,
    Look,
    Options,
    Outcome,
    Project,
    Status,
    load_project,
    outcome_of,
    survey_file,
)
from cxrviewer.gui.film import FilmKey, stack_name
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.jobs import Cancelled, Failed, JobContext, Progress, Succeeded
from cxrviewer.jobs import Outcome as JobOutcome
from cxrviewer.readers import read_image
from cxrviewer.study import Grey8

T = TypeVar("T")
LONGEST_SIDE = 2560


@dataclass(frozen=True, slots=True)
class Subject:
    """Pictures that are looked at and blanked together: of one file, or of one stack.

    Attributes
    ----------
    looks
        The files, all of one size.
    """

    looks: tuple[Look, ...]

    @property
    def name(self) -> str:
        """What the list calls it."""
        name, others = self.looks[0].path.name, len(self.looks) - 1
        return f"{name} and {others} of its stack" if others else name

    @property
    def reason(self) -> str:
        """Why it must be looked at."""
        return self.looks[0].fear.reason

    @property
    def images(self) -> tuple[FilmKey, ...]:
        """Every frame."""
        return tuple(FilmKey(one.path, frame) for one in self.looks for frame in range(1, one.frames + 1))


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A frame to look at.

    Attributes
    ----------
    key
        Which.
    picture
        (rows, columns) or (rows, columns, 3), not larger than `LONGEST_SIDE`.
    rows, columns
        Of the frame itself.
    """

    key: FilmKey
    picture: Grey8
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class CopyWish:
    """What the user wants copied.

    Attributes
    ----------
    files
        The films.
    folder
        Where the copies go.
    options
        Of the profile.
    looked_at
        What somebody has looked at, and what of it is made black.
    """

    files: tuple[Path, ...]
    folder: Path
    options: Options
    looked_at: Mapping[Path, Blanking] = field(default_factory=dict)


class Copying(QObject):
    """Does the work of one dialog.

    Signals
    -------
    progressed
        How far it is, a `Progress`.
    surveyed
        The subjects that must be looked at.
    shown
        A frame is there to be looked at.
    written
        What became of the films, an `Outcome` for each.
    stopped
        The work was cancelled.
    failed
        A sentence.
    """

    progressed = Signal(object)
    surveyed = Signal(object)
    shown = Signal(object)
    written = Signal(object)
    stopped = Signal()
    failed = Signal(str)

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._work: Job | None = None
        self._picture: Job | None = None

    def survey(self, files: Sequence[Path]) -> None:
        """Find out what must be looked at."""
        self._start(partial(_surveyed, tuple(files)), self.surveyed)

    def write(self, wish: CopyWish) -> None:
        """Write the copies."""
        self._start(partial(_written, wish), self.written)

    def stop(self) -> None:
        """Stop surveying or writing; what is written stays."""
        if self._work is not None:
            self._runner.cancel(self._work)

    def leave(self) -> None:
        """Stop everything; nobody wants to hear of it any more."""
        for job in (self._work, self._picture):
            if job is not None:
                self._runner.cancel(job)
        self._work = self._picture = None

    def show(self, key: FilmKey) -> None:
        """Read a frame to be looked at; an earlier one is no longer wanted."""
        if self._picture is not None:
            self._runner.cancel(self._picture)
        self._picture = job = self._runner.submit(
            Lane.READING, partial(_shown, key), lambda outcome: self._take_picture(job, outcome)
        )

    def _take_picture(self, job: Job, outcome: JobOutcome[Shown]) -> None:
        if job is self._picture:
            self._picture = None
            self._deliver(self.shown, outcome)

    def _start(self, work: Callable[[JobContext], T], told: SignalInstance) -> None:
        self._work = job = self._runner.submit(
            Lane.INDEXING,
            work,
            lambda outcome: self._take(job, told, outcome),
            lambda progress: self._follow(job, progress),
        )

    def _follow(self, job: Job, progress: Progress) -> None:
        if job is self._work:
            self.progressed.emit(progress)

    def _take(self, job: Job, told: SignalInstance, outcome: JobOutcome[T]) -> None:
        if job is self._work:
            self._work = None
            self._deliver(told, outcome)
            if isinstance(outcome, Cancelled):
                self.stopped.emit()

    def _deliver(self, told: SignalInstance, outcome: JobOutcome[T]) -> None:
        if isinstance(outcome, Succeeded):
            told.emit(outcome.value)
        elif isinstance(outcome, Failed):
            self.failed.emit(sentence(outcome.error))


def _surveyed(files: tuple[Path, ...], context: JobContext) -> tuple[Subject, ...]:
    """Return what must be looked at; files that cannot be read are told of when they are copied."""
    stacks: dict[tuple[object, ...], list[Look]] = {}
    for number, file in enumerate(files):
        context.progress(number / len(files), "Reading headers")
        try:
            look = survey_file(file)
        except ReadError:
            continue
        if look is not None:
            stack = stack_name(look.path, look.frames, look.text)
            stacks.setdefault((stack, look.rows, look.columns, look.fear), []).append(look)
    return tuple(Subject(tuple(looks)) for looks in stacks.values())


def _shown(key: FilmKey, context: JobContext) -> Shown:
    image = read_image(key.path, key.frame)
    context.checkpoint()
    picture = render_grey8(image, None if image.is_colour else default_voi(image))
    scale = LONGEST_SIDE / max(image.rows, image.columns)
    if scale < 1:
        size = max(1, round(image.columns * scale)), max(1, round(image.rows * scale))
        picture = np.ascontiguousarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    return Shown(key, picture, image.rows, image.columns)


def _written(wish: CopyWish, context: JobContext) -> tuple[Outcome, ...]:
    """Write the copies of all that needs no look or has been looked at."""
    project = load_project()
    outcomes = []
    for number, file in enumerate(wish.files):
        context.progress(number / len(wish.files), f"Film {number + 1} of {len(wish.files)}")
        outcomes.append(_copied(file, wish, project))
    return tuple(outcomes)


def _copied(file: Path, wish: CopyWish, project: Project) -> Outcome:
    """Copy a film; one that needs a look and has had none is left out."""
    looked_at = wish.looked_at.get(file)
    try:
        unseen = looked_at is None and survey_file(file) is not None
    except ReadError as error:
        return Outcome(file, Status.FAILED, str(error))
    if unseen:
        return Outcome(file, Status.BLOCKED, f"{file}: nobody has confirmed to have looked at it")
    return outcome_of(file, wish.folder, project, wish.options, looked_at)


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return what became of films, in one line."""
    counts = Counter(outcome.status for outcome in outcomes)
    return (
        f"{counts[Status.WRITTEN]} written, {counts[Status.BLOCKED]} left out, {counts[Status.FAILED]} failed"
    )
