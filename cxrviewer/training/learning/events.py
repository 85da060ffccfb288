"""What a training tells while it runs: one JSON record a line, in `log.jsonl` of the run's folder."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from cxrviewer.errors import FileError

LOG = "log.jsonl"

Outcome = Literal["finished", "stopped", "cancelled", "failed"]


def _now() -> datetime:
    return datetime.now(UTC)


class _Event(BaseModel):
    """One line of the log.

    Attributes
    ----------
    time
        When, in UTC.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    time: datetime = Field(default_factory=_now)

    def line(self) -> str:
        """Return the event as one line of JSON, with its end."""
        return self.model_dump_json() + "\n"


class StartEvent(_Event):
    """A process begins to train, or goes on.

    Attributes
    ----------
    epochs, done
        How many there will be at most, and how many were done before.
    films_training, films_validation
        On each side of the split; of a classifier of patches, patches.
    device
        "cpu" or "cuda".
    batch
        Films that the optimiser sees at once, over all processes.
    """

    event: Literal["start"] = "start"
    epochs: int
    done: int = 0
    films_training: int
    films_validation: int
    device: str
    batch: int


class StepEvent(_Event):
    """How far the running epoch is; not every step tells.

    Attributes
    ----------
    epoch, step, steps
        One-based, and the steps of this epoch.
    loss
        Mean over the epoch so far.
    images_per_s
        Films trained on in a second.
    left_s
        Seconds to the end of the training, as far as can be told.
    """

    event: Literal["step"] = "step"
    epoch: int
    step: int
    steps: int
    loss: float
    images_per_s: float
    left_s: float


class EpochEvent(_Event):
    """An epoch is done and its state is on the disk.

    Attributes
    ----------
    epoch, epochs
        One-based, and how many there will be at most.
    side
        Side of the pictures in this epoch.
    loss
        Mean training loss.
    training_score
        As `score`, of the network itself on the training films as they came, changed at random, while it
        learnt; None in logs of before 2026-11.
    validation_loss
        Mean loss of the moving average over the validation films.
    score_name, score
        Of the moving average on the validation films, higher is better.
    images_per_s
        Films trained on in a second.
    left_s
        Seconds to the end of the training, as far as can be told.
    best
        Whether the score is higher than after any epoch before.
    """

    event: Literal["epoch"] = "epoch"
    epoch: int
    epochs: int
    side: int
    loss: float
    training_score: float | None = None
    validation_loss: float | None = None
    score_name: str
    score: float
    images_per_s: float
    left_s: float
    best: bool


class NoteEvent(_Event):
    """Something that the user should know, in one sentence."""

    event: Literal["note"] = "note"
    text: str


class PausedEvent(_Event):
    """The training waits, with its state on the disk."""

    event: Literal["paused"] = "paused"


class ResumedEvent(_Event):
    """The training goes on after a pause."""

    event: Literal["resumed"] = "resumed"


class EndEvent(_Event):
    """The training is over.

    Attributes
    ----------
    outcome
        "finished" and "stopped" leave a model package, "cancelled" and "failed" what can be resumed.
    reason
        One sentence, or empty.
    package
        Folder of the model package, or None.
    """

    event: Literal["end"] = "end"
    outcome: Outcome
    reason: str = ""
    package: str | None = None


Event = StartEvent | StepEvent | EpochEvent | NoteEvent | PausedEvent | ResumedEvent | EndEvent
Tell = Callable[[Event], None]

_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])


def parse_event(line: str) -> Event:
    """Return the event of one line of the log.

    Raises
    ------
    ValueError
        If the line is none.
    """
    return _EVENT.validate_json(line)


def read_events(folder: Path) -> tuple[Event, ...]:
    """Read the log of a run; a last line that is not whole yet is left out, and no log is no events.

    Raises
    ------
    FileError
        If a whole line is no event.
    """
    file = folder / LOG
    if not file.exists():
        return ()
    whole, _end, _torn = file.read_bytes().rpartition(b"\n")
    events = []
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            events.append(_EVENT.validate_json(line))
        except ValidationError as error:
            raise FileError(file, f"line {number} is no event of a training") from error
    return tuple(events)


class EventLog:
    """Appends events to the log of a run.

    Parameters
    ----------
    folder
        Of the run. What a killed process left of a line at the end of the log is taken away.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / LOG
        if self._file.exists():
            os.truncate(self._file, self._file.read_bytes().rfind(b"\n") + 1)

    def write(self, event: Event) -> None:
        """Append the event; it is whole in the file when this returns."""
        with self._file.open("ab") as handle:
            handle.write(event.line().encode())
