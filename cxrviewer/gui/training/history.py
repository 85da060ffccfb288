"""What the log of a run amounts to: one frozen state, made anew with each event."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from cxrviewer.training.learning.events import (
    EndEvent,
    EpochEvent,
    Event,
    NoteEvent,
    PausedEvent,
    ResumedEvent,
    StartEvent,
    StepEvent,
)


class CourseState(StrEnum):
    """How a run stands while it is followed, in words; finer than the list of runs says it."""

    STARTING = "starting"
    PREPARING = "preparing the films"
    TRAINING = "training"
    PACKAGING = "making and measuring the model"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped early, the best kept"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def living(self) -> bool:
        """Whether a process works on it."""
        return self in _LIVING

    @property
    def resumable(self) -> bool:
        """Whether it can go on from its last checkpoint."""
        return self in {CourseState.CANCELLED, CourseState.FAILED, CourseState.INTERRUPTED}


_LIVING = frozenset(
    {
        CourseState.STARTING,
        CourseState.PREPARING,
        CourseState.TRAINING,
        CourseState.PACKAGING,
        CourseState.PAUSED,
    }
)
_OUTCOMES = {
    "finished": CourseState.FINISHED,
    "stopped": CourseState.STOPPED,
    "cancelled": CourseState.CANCELLED,
    "failed": CourseState.FAILED,
}


@dataclass(frozen=True, slots=True)
class RunHistory:
    """A run as far as its log tells.

    Attributes
    ----------
    start
        The latest; a run that was resumed has several.
    epochs
        Those that are done, in order, each once.
    step
        The latest of the epoch that is running; None between epochs.
    notes
        Sentences for the user, in order.
    paused
        Whether it waits.
    end
        None until it is over.
    """

    start: StartEvent | None = None
    epochs: tuple[EpochEvent, ...] = ()
    step: StepEvent | None = None
    notes: tuple[NoteEvent, ...] = ()
    paused: bool = False
    end: EndEvent | None = None

    @property
    def best(self) -> EpochEvent | None:
        """The epoch whose weights are kept: the latest one that was better than all before."""
        return next((epoch for epoch in reversed(self.epochs) if epoch.best), None)

    @property
    def share_done(self) -> float:
        """How much of the training is done, 0 to 1; an end before the last epoch is all there will be."""
        if self.end is not None and self.end.outcome in {"finished", "stopped"}:
            return 1.0
        if self.start is None:
            return 0.0
        running = self.step.step / self.step.steps if self.step else 0.0
        return min(1.0, (len(self.epochs) + running) / self.start.epochs)

    @property
    def images_per_s(self) -> float | None:
        """Films trained on in a second, as told last."""
        latest = self.step or (self.epochs[-1] if self.epochs else None)
        return latest.images_per_s if latest else None

    @property
    def left_s(self) -> float | None:
        """Seconds to the end, as told last."""
        latest = self.step or (self.epochs[-1] if self.epochs else None)
        return latest.left_s if latest else None


def after(history: RunHistory, event: Event) -> RunHistory:
    """Return what a run is after one more event."""
    match event:
        case StartEvent():
            kept = tuple(epoch for epoch in history.epochs if epoch.epoch <= event.done)
            return RunHistory(event, kept, notes=history.notes)
        case StepEvent():
            return replace(history, step=event)
        case EpochEvent():
            before = tuple(epoch for epoch in history.epochs if epoch.epoch < event.epoch)
            return replace(history, epochs=(*before, event), step=None)
        case NoteEvent():
            return replace(history, notes=(*history.notes, event))
        case PausedEvent() | ResumedEvent():
            return replace(history, paused=isinstance(event, PausedEvent))
        case EndEvent():
            return replace(history, end=event, paused=False, step=None)


def history_of(events: Iterable[Event]) -> RunHistory:
    """Return what a run is after all these events."""
    history = RunHistory()
    for event in events:
        history = after(history, event)
    return history


def state_of(history: RunHistory, *, running: bool) -> CourseState:
    """Return how a run stands.

    Parameters
    ----------
    history
        From its log.
    running
        Whether a process holds its lock.
    """
    if running:
        return _state_of_running(history)
    if history.end is not None:
        return _OUTCOMES[history.end.outcome]
    return CourseState.INTERRUPTED


def _state_of_running(history: RunHistory) -> CourseState:
    if history.paused:
        return CourseState.PAUSED
    if history.start is None or history.end is not None:  # an end that is there is that of an earlier process
        return CourseState.PREPARING
    return CourseState.PACKAGING if len(history.epochs) >= history.start.epochs else CourseState.TRAINING
